/* The guards of share/lifecycle.csv: pure functions of the facts. Each says all that it misses,
 * with the clause. */
#include "rules/lack.h"
#include "base/date.h"
#include <stdio.h>
#include <string.h>

static void need(struct cl_lack *l, const char *value, const char *what, const char *clause)
{
	if (value == NULL)
		cl_lack_say(l, what, clause, NULL);
}

/* 2.5, 5.4(3): what every identification needs. */
static void decided(const struct cl_facts *f, struct cl_lack *l)
{
	need(l, f->document, "document", "2.5");
	if (f->decided_on == CL_NODAY)
		cl_lack_say(l, "decided_on", "2.5", NULL);
	else if (f->decided_on > f->today)
		cl_lack_say(
			l, "decided_on", "2.5", _("the decision is dated after the business date"));
	if (f->no_end)
		need(l, f->permanent_basis, "permanent_basis", "5.4(3)");
	else if (f->valid_until == CL_NODAY)
		cl_lack_say(l, "valid_until", "5.4(3)", NULL);
	else if (f->valid_until < f->today)
		cl_lack_say(l, "valid_until", "5.4(3)",
			_("its validity is over already: a list of the past enters by cl-import "
			  "--historical"));
	else if (f->valid_from != CL_NODAY && f->valid_until < f->valid_from)
		cl_lack_say(l, "valid_until", "5.4(3)", _("the validity ends before it begins"));
	if (f->officer == NULL) {
		if (f->department_has_officers)
			cl_lack_say(l, "officer", "2.5", NULL);
		else
			cl_lack_level(l, f, "officer_required", "officer", "2.5", NULL);
	}
	if (f->standard == NULL)
		cl_lack_level(l, f, "standard_required", "standard", "2.5", NULL);
	if (f->natural && !f->identified)
		cl_lack_say(l, "id_number", "2.5",
			_("a bare name never identifies a natural person: the number is needed"));
}

/* 1 when the text holds one of the ;-joined words. */
static int holds(const char *text, const char *words)
{
	char one[64];
	while (words != NULL && *words != '\0') {
		size_t n = strcspn(words, ";");
		snprintf(one, sizeof one, "%.*s", (int)n, words);
		if (n > 0 && strstr(text, one) != NULL)
			return 1;
		words += n + (words[n] != '\0');
	}
	return 0;
}

/* 2.2 speaks of law, statutory duty, social morals and agreements; 国办发〔2020〕49号 of higher
 * sources only. Which words tell a local document and a higher source is the profile's. */
static int national_basis(const struct cl_facts *f)
{
	struct cl_err err = {0};
	const char *local = cl_policy_text(f->policy, "basis_local_words", &err),
		   *high = cl_policy_text(f->policy, "basis_national_words", &err);
	if (holds(f->basis, local) && strstr(f->basis, "法》") == NULL)
		return 0;
	return holds(f->basis, high);
}

/* The day of the finding: that of its document, else the decision's. */
static int32_t found_on(const struct cl_facts *f)
{
	int32_t on = f->source_date != NULL ? cl_day_parse(f->source_date) : CL_NODAY;
	return on != CL_NODAY ? on : f->decided_on;
}

/* Periods by severity, counted from the finding document's date. */
static void period(const struct cl_facts *f, struct cl_lack *l)
{
	struct cl_err err = {0};
	char name[32];
	int32_t from = found_on(f);
	if (f->severity == NULL || f->valid_until == CL_NODAY || from == CL_NODAY ||
		cl_policy_level(f->policy, "severity_periods", &err) == 0)
		return;
	snprintf(name, sizeof name, "%s_min_months", f->severity);
	int min = cl_policy_int(f->policy, name, &err);
	snprintf(name, sizeof name, "%s_max_months", f->severity);
	int max = cl_policy_int(f->policy, name, &err);
	if (min < 0 || max < 0 || f->valid_until > cl_period_end(from, max) ||
		(min > 0 && f->valid_until < cl_period_end(from, min)))
		cl_lack_level(l, f, "severity_periods", "valid_until", "2.2",
			_("the period does not fit the severity, counted from the finding "
			  "document"));
}

/* 5.1: under the newer rules volunteering and donating only support a repair. */
static void ways(const struct cl_facts *f, struct cl_lack *l)
{
	struct cl_err err = {0};
	if (f->repair_ways == NULL || strstr(f->repair_ways, "correct") != NULL ||
		strstr(f->repair_ways, "remove") != NULL ||
		strstr(f->repair_ways, "other:") != NULL)
		return;
	if (cl_policy_yes(f->policy, "repair_support_only", &err) == 0)
		cl_lack_warn(l, "repair_ways", "5.1",
			_("volunteering or donating alone is no way of repair under the national "
			  "rules"));
	else
		cl_lack_say(l, "repair_ways", "5.1",
			_("volunteering or donating alone is no way of repair"));
}

/* 5.2: whether it can be repaired, and how or by which clause not; also when that is corrected. */
int cl_guard_repair_decided(const struct cl_facts *f, struct cl_lack *l)
{
	int before = l->n;
	need(l, f->repairable, "repairable", "5.2");
	if (f->repairable != NULL && strcmp(f->repairable, "no") == 0)
		need(l, f->repair_bar, "repair_bar", "5.2");
	else if (f->repair_bar != NULL && f->repairable != NULL)
		cl_lack_say(l, "repair_bar", "5.2",
			_("it says that repair is possible, and names a clause that bars it "
			  "(--repair-bar)"));
	else
		need(l, f->repair_ways, "repair_ways", "5.2");
	return cl_lack_verdict(l, before);
}

int cl_guard_black_complete(const struct cl_facts *f, struct cl_lack *l)
{
	int before = l->n;
	need(l, f->basis, "basis", "2.2");
	need(l, f->finding_body, "finding_body", "2.2");
	need(l, f->source_document, "source_document", "2.2");
	need(l, f->source_date, "source_date", "2.2");
	need(l, f->grounds, "grounds", "2.2");
	need(l, f->severity, "severity", "5.2");
	(void)cl_guard_repair_decided(f, l);
	if (f->conduct == NULL)
		cl_lack_level(l, f, "conduct_effect", "conduct", "2.2", NULL);
	if (f->effect == NULL)
		cl_lack_level(l, f, "conduct_effect", "effect", "2.2", NULL);
	if (f->basis != NULL && !national_basis(f))
		cl_lack_level(l, f, "basis_national", "basis", "2.2",
			_("a basis below law, regulation or ministry rule is not enough under "
			  "国办发〔2020〕49号"));
	period(f, l);
	ways(f, l);
	decided(f, l);
	return cl_lack_verdict(l, before);
}

int cl_guard_of_age(const struct cl_facts *f, struct cl_lack *l)
{
	struct cl_err err = {0};
	if (!f->natural)
		return 0;
	int adult = cl_policy_int(f->policy, "adult_age", &err),
	    minor = cl_policy_int(f->policy, "minor_age", &err),
	    never = cl_policy_int(f->policy, "never_age", &err);
	int32_t day = found_on(f) != CL_NODAY ? found_on(f) : f->today;
	const char *declared = f->age_declared != NULL ? f->age_declared : "";
	int own_income = strcmp(declared, "own_income") == 0;
	if (adult < 0 || minor < 0 || never < 0) {
		cl_lack_say(l, "", "2.3", _("the profile names no ages"));
		return -1;
	}
	if (f->birth == CL_NODAY) {
		if (*declared == '\0')
			cl_lack_say(l, "age_declared", "2.3", NULL);
		return *declared == '\0' ? -1 : 0;
	}
	int age = cl_day_years(f->birth, day);
	if (age < never || age < minor)
		cl_lack_say(l, "", "2.3", _("a child is not listed"));
	else if (age < adult && !own_income)
		cl_lack_say(l, "age_declared", "2.3",
			_("under age; 16 and 17 years only with an income of their own"));
	else
		return 0;
	return -1;
}

int cl_guard_red_complete(const struct cl_facts *f, struct cl_lack *l)
{
	int before = l->n;
	need(l, f->grounds, "grounds", "2.1");
	if (f->finding_body == NULL && f->recommended_by == NULL)
		cl_lack_say(l, "finding_body", "2.1", NULL);
	if (f->finding_body != NULL && f->award_level == NULL && f->recommended_by == NULL)
		cl_lack_level(l, f, "award_level", "award_level", "2.1", NULL);
	decided(f, l);
	return cl_lack_verdict(l, before);
}

int cl_guard_watch_complete(const struct cl_facts *f, struct cl_lack *l)
{
	int before = l->n;
	need(l, f->grounds, "grounds", "5.5");
	decided(f, l);
	return cl_lack_verdict(l, before);
}

int cl_guard_no_black(const struct cl_facts *f, struct cl_lack *l)
{
	if (!f->subject_black)
		return 0;
	cl_lack_say(l, "", "5.6(2)",
		_("the subject is on the black list: it cannot go on the red list (inferred from "
		  "5.6(2))"));
	return -1;
}

int cl_guard_unpublished(const struct cl_facts *f, struct cl_lack *l)
{
	int before = l->n;
	if (f->published)
		cl_lack_say(l, "", "5.4(1)",
			_("it was published already: afterwards only the exit for error is left"));
	need(l, f->reason, "reason", "2.5");
	return cl_lack_verdict(l, before);
}

/* An act of the past has a date of its own; it cannot lie ahead. */
static void dated(const struct cl_facts *f, struct cl_lack *l, const char *clause)
{
	if (f->decided_on != CL_NODAY && f->decided_on > f->today)
		cl_lack_say(l, "decided_on", clause,
			_("the decision is dated after the business date"));
}

int cl_guard_with_document(const struct cl_facts *f, struct cl_lack *l)
{
	int before = l->n;
	const char *clause = f->list != NULL && strcmp(f->list, "red") == 0 ? "5.6" : "5.4";
	need(l, f->document, "document", clause);
	dated(f, l, clause);
	return cl_lack_verdict(l, before);
}

/* Every condition of the entry must stand among those met, each with its date. */
static int conditions_met(const char *conditions, const char *met, int32_t today)
{
	while (*conditions != '\0') {
		size_t n = strcspn(conditions, ";");
		const char *m = met;
		int found = n == 0;
		while (!found && m != NULL && *m != '\0') {
			size_t k = strcspn(m, ";");
			char day[11] = "";
			if (k == n + 11 && strncmp(m, conditions, n) == 0 && m[n] == '=')
				snprintf(day, sizeof day, "%.10s", m + n + 1);
			int32_t d = cl_day_parse(day);
			found = d != CL_NODAY && d <= today;
			m += k + (m[k] != '\0');
		}
		if (!found)
			return 0;
		conditions += n + (conditions[n] != '\0');
	}
	return 1;
}

int cl_guard_repair_done(const struct cl_facts *f, struct cl_lack *l)
{
	int before = l->n;
	need(l, f->document, "document", "5.4(2)");
	if (f->repairable != NULL && strcmp(f->repairable, "no") == 0)
		cl_lack_say(l, "repairable", "5.2",
			_("at identification the department decided that it cannot be repaired"));
	if (f->exit_conditions != NULL &&
		!conditions_met(f->exit_conditions, f->conditions_met, f->today))
		cl_lack_say(l, "conditions_met", "5.4(2)", NULL);
	dated(f, l, "5.4(2)");
	return cl_lack_verdict(l, before);
}

int cl_guard_ended(const struct cl_facts *f, struct cl_lack *l)
{
	if (!f->no_end && f->valid_until != CL_NODAY && f->valid_until < f->today)
		return 0;
	cl_lack_say(l, "valid_until", "5.4(3)", _("its validity has not ended"));
	return -1;
}

/* 5.4(4), 5.6: while it is valid; what is over ends by expiry, whenever that job runs. */
int cl_guard_within(const struct cl_facts *f, struct cl_lack *l)
{
	int32_t on = f->requested_on != CL_NODAY ? f->requested_on
		     : f->decided_on != CL_NODAY ? f->decided_on
						 : f->today;
	if (f->no_end || f->reviewed || f->valid_until == CL_NODAY || on <= f->valid_until)
		return 0;
	cl_lack_say(l, "valid_until",
		f->list != NULL && strcmp(f->list, "red") == 0 ? "5.6(3)" : "5.4(3)",
		_("its validity is over: it ends by expiry"));
	return -1;
}

int cl_guard_black_or_proof(const struct cl_facts *f, struct cl_lack *l)
{
	if (f->subject_black || (f->proof != NULL && f->document != NULL))
		return 0;
	need(l, f->document, "document", "5.6(2)");
	need(l, f->proof, "proof", "5.6(2)");
	return -1;
}

int cl_guard_asked(const struct cl_facts *f, struct cl_lack *l)
{
	if (f->requested_on != CL_NODAY && f->requested_on <= f->today)
		return 0;
	cl_lack_say(l, "requested_on", "5.7", NULL);
	return -1;
}
