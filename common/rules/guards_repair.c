/* Guards of objections, repairs, suspensions and reinstatements: pure functions of the facts, like
 * those of guards.c. */
#include "rules/lack.h"
#include "base/date.h"
#include <stdio.h>
#include <string.h>

static void need(struct cl_lack *l, const char *value, const char *what, const char *clause)
{
	if (value == NULL)
		cl_lack_say(l, what, clause, NULL);
}

/* 1 when one of the ;-joined words of a stands among those of b. */
static int share(const char *a, const char *b)
{
	while (*a != '\0') {
		size_t n = strcspn(a, ";");
		for (const char *p = b; n > 0 && *p != '\0';) {
			size_t k = strcspn(p, ";");
			if (k == n && strncmp(a, p, n) == 0)
				return 1;
			p += k + (p[k] != '\0');
		}
		a += n + (a[n] != '\0');
	}
	return 0;
}

static int has(const char *ways, const char *word)
{
	return ways != NULL && share(word, ways);
}

static void not_ahead(
	struct cl_lack *l, int32_t on, int32_t today, const char *what, const char *clause)
{
	if (on != CL_NODAY && on > today)
		cl_lack_say(l, what, clause, _("it is dated after the business date"));
}

/* 5.4(1), 5.6(1): who says what is wrong; the department's own correction names the document that
 * was revoked or is wrong. */
int cl_guard_claim(const struct cl_facts *f, struct cl_lack *l)
{
	int before = l->n;
	const char *clause = f->list != NULL && strcmp(f->list, "red") == 0 ? "5.6(1)" : "5.4(1)";
	need(l, f->claim, "claim", clause);
	if (!f->ex_officio)
		need(l, f->claimant, "claimant", clause);
	else if (f->evidence == NULL)
		need(l, f->document, "document", clause);
	not_ahead(l, f->opened_on, f->today, "filed_on", clause);
	return cl_lack_verdict(l, before);
}

/* The answer has a number and a day: not before the objection came in, not ahead. */
int cl_guard_answered(const struct cl_facts *f, struct cl_lack *l)
{
	int before = l->n;
	const char *clause = f->list != NULL && strcmp(f->list, "red") == 0 ? "5.6(1)" : "5.4(1)";
	need(l, f->document, "document", clause);
	not_ahead(l, f->decided_on, f->today, "decided_on", clause);
	if (f->decided_on != CL_NODAY && f->opened_on != CL_NODAY && f->decided_on < f->opened_on) {
		char day[11], *text = cl_lack_room(l);
		snprintf(text, CL_LACK_ROOM, _("the decision is dated before the objection of %s"),
			cl_day_format(f->opened_on, day));
		cl_lack_say(l, "decided_on", clause, text);
	}
	return cl_lack_verdict(l, before);
}

int cl_guard_reasoned(const struct cl_facts *f, struct cl_lack *l)
{
	if (f->reason != NULL)
		return 0;
	cl_lack_say(l, "reason",
		f->list != NULL && strcmp(f->list, "red") == 0 ? "5.6(1)" : "5.4(1)", NULL);
	return -1;
}

/* 5.1 to 5.3: what an application for repair needs, and what bars it. */
int cl_guard_repairable(const struct cl_facts *f, struct cl_lack *l)
{
	struct cl_err err = {0};
	int before = l->n;
	if (f->repairable != NULL && strcmp(f->repairable, "no") == 0) {
		if (f->bar_stored != NULL) {
			char *text = cl_lack_room(l);
			snprintf(text, CL_LACK_ROOM,
				_("at identification the department barred repair under %.120s"),
				f->bar_stored);
			cl_lack_say(l, "repairable", "5.2", text);
		} else {
			cl_lack_say(l, "repairable", "5.2",
				_("at identification the department decided that it cannot be "
				  "repaired"));
		}
		return -1; /* nothing that could be handed in would help */
	}
	if (f->barred_until != CL_NODAY && f->opened_on != CL_NODAY &&
		f->opened_on <= f->barred_until) {
		char day[11], *text = cl_lack_room(l);
		snprintf(text, CL_LACK_ROOM,
			_("false papers were handed in before: no new application until %s has "
			  "passed"),
			cl_day_format(f->barred_until, day));
		cl_lack_say(l, "", "5.3", text);
	}
	need(l, f->ways, "ways", "5.1");
	need(l, f->evidence, "evidence", "5.3");
	if (f->ways != NULL && f->repair_ways != NULL && !share(f->ways, f->repair_ways))
		cl_lack_say(l, "ways", "5.2",
			_("none of these ways is one that the identification allows"));
	if (f->ways != NULL && !has(f->ways, "correct") && !has(f->ways, "remove") &&
		cl_policy_yes(f->policy, "repair_support_only", &err) == 1)
		cl_lack_say(
			l, "ways", "5.1", _("volunteering or donating alone is no way of repair"));
	not_ahead(l, f->opened_on, f->today, "requested_on", "5.3");
	return cl_lack_verdict(l, before);
}

/* Before its validity has ended; and earliest and latest day by severity, counted from the finding
 * document's date (national profile). Tried against the decision's day, or, before there is one,
 * the application's. */
int cl_guard_in_time(const struct cl_facts *f, struct cl_lack *l)
{
	struct cl_err err = {0};
	char name[32];
	int32_t on = f->decided_on != CL_NODAY  ? f->decided_on
		     : f->opened_on != CL_NODAY ? f->opened_on
						: f->today,
		from = f->source_date != NULL ? cl_day_parse(f->source_date) : CL_NODAY;
	if (!f->no_end && !f->reviewed && f->valid_until != CL_NODAY && on > f->valid_until) {
		cl_lack_say(
			l, "valid_until", "5.4(3)", _("its validity is over: it ends by expiry"));
		return -1;
	}
	if (f->severity == NULL || from == CL_NODAY ||
		cl_policy_level(f->policy, "severity_periods", &err) != 2)
		return 0;
	snprintf(name, sizeof name, "%s_min_months", f->severity);
	int min = cl_policy_int(f->policy, name, &err);
	snprintf(name, sizeof name, "%s_max_months", f->severity);
	int max = cl_policy_int(f->policy, name, &err), before = l->n;
	if (min < 0 || max < 0)
		return 0;
	char day[11];
	if (min > 0 && on <= cl_period_end(from, min)) {
		char *text = cl_lack_room(l);
		snprintf(text, CL_LACK_ROOM, _("for this severity no repair before %s"),
			cl_day_format(cl_period_end(from, min) + 1, day));
		cl_lack_say(l, "", "5.2", text);
	} else if (max > 0 && on > cl_period_end(from, max)) {
		char *text = cl_lack_room(l);
		snprintf(text, CL_LACK_ROOM,
			_("the longest period of this severity ended on %s: it ends by expiry"),
			cl_day_format(cl_period_end(from, max), day));
		cl_lack_say(l, "", "5.2", text);
	}
	return cl_lack_verdict(l, before);
}

/* 5.3: the subject has fulfilled its duty. */
int cl_guard_duty_done(const struct cl_facts *f, struct cl_lack *l)
{
	int before = l->n;
	if (f->duty != NULL)
		need(l, f->duty_fulfilled_on, "duty_fulfilled_on", "5.3");
	if (f->duty_fulfilled_on != NULL && cl_day_parse(f->duty_fulfilled_on) > f->today)
		cl_lack_say(
			l, "duty_fulfilled_on", "5.3", _("it is dated after the business date"));
	return cl_lack_verdict(l, before);
}

/* Where the profile asks for it, validity ends an entry only when its duty was fulfilled. */
int cl_guard_duty_review(const struct cl_facts *f, struct cl_lack *l)
{
	struct cl_err err = {0};
	if (cl_policy_yes(f->policy, "expiry_needs_duty", &err) != 1)
		return 0;
	if (f->duty == NULL || f->duty_fulfilled_on != NULL)
		return 0;
	cl_lack_say(l, "duty_fulfilled_on", "5.4(3)", NULL);
	return -1;
}

/* 2.3: a court's order has a number and a day. */
int cl_guard_court_document(const struct cl_facts *f, struct cl_lack *l)
{
	int before = l->n;
	need(l, f->document, "document", "2.3");
	not_ahead(l, f->decided_on, f->today, "decided_on", "2.3");
	return cl_lack_verdict(l, before);
}

/* A red entry comes back only when the black entry that had ended it was void, and only for the
 * rest of its validity. */
int cl_guard_restorable(const struct cl_facts *f, struct cl_lack *l)
{
	int before = l->n;
	if (!f->cause_voided)
		cl_lack_say(l, "", "5.4(1)",
			_("it was not ended by a black entry that was found to be wrong"));
	if (!f->no_end && (f->valid_until == CL_NODAY || f->valid_until < f->today))
		cl_lack_say(l, "valid_until", "5.6(3)",
			_("its validity is over: nothing is left of it"));
	need(l, f->document, "document", "5.4(1)");
	not_ahead(l, f->decided_on, f->today, "decided_on", "5.4(1)");
	return cl_lack_verdict(l, before);
}
