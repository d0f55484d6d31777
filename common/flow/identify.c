/* cl-identify: the department's decision on proposed entries. */
#include "flow/acting.h"
#include "base/date.h"
#include "flow/decided.h"
#include "flow/explain.h"
#include "flow/joint.h"
#include "flow/officers.h"
#include "flow/seal.h"
#include "flow/standards.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int act_of(struct cl_run *run, enum cl_act *act, struct cl_err *err)
{
	static const struct {
		int option;
		enum cl_act act;
	} acts[] = {{CL_O_CONFIRM, CL_A_CONFIRM}, {CL_O_REFUSE, CL_A_REFUSE},
		{CL_O_NOTIFY, CL_A_NOTIFY}, {CL_O_WITHDRAW, CL_A_WITHDRAW},
		{CL_O_CLEARED, CL_A_CLEAR}};
	int n = 0;
	for (size_t i = 0; i < sizeof acts / sizeof *acts; i++)
		if (run->opts.val[acts[i].option] != NULL) {
			if (n > 0 && acts[i].act == CL_A_CLEAR)
				continue; /* --confirm --cleared: confirmed and released at once */
			*act = acts[i].act;
			n++;
		}
	return n == 1 ? 0
		      : cl_fail(err, CL_E_USAGE,
				_("say one of --confirm, --refuse, --notify, --withdraw, "
				  "--cleared"));
}

static void warnings(struct cl_run *run, const struct cl_lack *l)
{
	for (int i = 0; i < l->warnings; i++) {
		enum cl_field f = cl_field_by_key(l->warn[i].what);
		const char *what = f != CL_F_NONE ? cl_fields[f].label : l->warn[i].what;
		if (l->warn[i].text != NULL)
			cl_warn(run, CL_W_PROFILE, "%s [%s]", l->warn[i].text,
				cl_cited(l->warn[i].clause, &run->arena));
		else if (strcmp(l->warn[i].what, "officer") == 0)
			cl_warn(run, CL_W_OFFICER, _("no officer is named [2.5]"));
		else
			cl_warn(run, CL_W_INCOMPLETE, _("%s is missing [%s]"), what,
				cl_cited(l->warn[i].clause, &run->arena));
	}
}

/* 5.6(2) speaks of the time of validity: what was over before ends by expiry, whenever that job
 * runs. */
static int over(const struct cl_view *red, int32_t decided_on)
{
	return red->span.valid_until != CL_NODAY && red->span.valid_until < decided_on;
}

/* 5.6(2): the black listing ends the subject's red entries in the same transaction. */
static int end_red(struct cl_acting *x, const struct cl_view *v, const struct cl_rec *now,
	struct cl_arena *a, struct cl_err *err)
{
	int64_t *ids;
	int n;
	const char *clause;
	if (cl_store_subject_entries(x->run->store, v->subject, a, &ids, &n, err) != 0)
		return -1;
	const struct cl_life *row =
		cl_life_find(CL_S_ACTIVE, CL_A_EXIT_BLACKLISTED, "red", &clause);
	for (int i = 0; row != NULL && i < n; i++) {
		struct cl_view r;
		int rc = ids[i] == v->id ? 0
					 : cl_view_load(x->run, ids[i], x->run->today, a, &r, err);
		if (rc < 0)
			return -1;
		if (rc == 0 || r.state != CL_S_ACTIVE || strcmp(r.list, "red") != 0 ||
			over(&r, cl_day_parse(cl_get(now, DECIDED_ON))))
			continue;
		struct cl_end end = {.act = CL_A_EXIT_BLACKLISTED,
			.trigger = cl_day_parse(cl_get(now, DECIDED_ON)),
			.document = cl_get(now, DOCUMENT),
			.decided_on = cl_get(now, DECIDED_ON),
			.caused_by = v->id,
			.officer = cl_get(now, OFFICER)};
		long done = x->run->done;
		if (cl_end_entry(x, &r, row, &end, a, err) != 0)
			return -1;
		x->run->done = done; /* an effect, not a record asked for */
	}
	return 0;
}

/* A black listing recorded late cannot end a red one that was decided after its day. 1: refused, 0,
 * -1 */
static int red_is_later(struct cl_acting *x, const struct cl_todo *t, const struct cl_view *v,
	int32_t decided_on, struct cl_arena *a, struct cl_err *err)
{
	struct cl_listed red;
	struct cl_err bad = {0};
	char day[11];
	if (cl_view_listed(x->run, v->subject, v->id, "red", decided_on, a, &red, err) != 0)
		return -1;
	if (red.entry == 0 || red.last_on <= x->run->today)
		return 0;
	cl_fail(&bad, CL_E_BEFORE,
		_("the business date lies before the last event, on %s, of the red entry E%lld, "
		  "which this would end"),
		cl_day_format(red.last_on, day), (long long)red.entry);
	return cl_acting_refuse(x, t, v, &bad) < 0 ? -1 : 1;
}

/* --explain: the clause, and the facts on which it was decided. */
static const char *explained(
	struct cl_run *run, const struct cl_life *row, const struct cl_rec *now)
{
	static const enum cl_field facts[] = {CL_F_STANDARD, CL_F_BASIS, CL_F_FINDING_BODY,
		CL_F_SOURCE_DOCUMENT, CL_F_SOURCE_DATE, CL_F_SEVERITY, CL_F_DOCUMENT,
		CL_F_DECIDED_ON, CL_F_VALID_FROM, CL_F_VALID_UNTIL};
	struct cl_buf b = {0};
	if (!run->explain)
		return NULL;
	enum cl_lang was = cl_explain_begin();
	cl_buf_str(&b, cl_cited(row->clause, &run->arena));
	cl_lang_set(was);
	for (size_t i = 0; i < sizeof facts / sizeof *facts; i++)
		if (now->v[facts[i]] != NULL)
			cl_buf_printf(&b, "; %s=%s", cl_fields[facts[i]].key, now->v[facts[i]]);
	const char *out = cl_strndup(&run->arena, cl_buf_cstr(&b), b.n);
	cl_buf_free(&b);
	return out;
}

static int store(struct cl_acting *x, const struct cl_view *v, const struct cl_life *row,
	const struct cl_rec *now, const char *recorded_for, struct cl_arena *a, struct cl_err *err)
{
	struct cl_run *run = x->run;
	struct cl_event ev = {.kind = cl_act_name(row->act), .entry = v->id, .subject = v->subject};
	char day[11];
	if (row->act == CL_A_CONFIRM || row->act == CL_A_NOTIFY)
		cl_decided_changes(&v->rec, now, &ev.body);
	if (row->act == CL_A_NOTIFY) { /* the notice has a number and a day of its own */
		cl_flat_set(&ev.body, "notice_document", x->given.v[CL_F_DOCUMENT]);
		cl_flat_set(&ev.body, "notice_on", x->given.v[CL_F_DECIDED_ON]);
	}
	if (row->act == CL_A_CLEAR)
		cl_flat_set(&ev.body, "publish_basis", cl_opt(&run->opts, PUBLISH_BASIS));
	if (row->act == CL_A_CLEAR && cl_get(&v->rec, DISCLOSURE) == NULL) {
		cl_flat_set(&ev.body, "disclosure", cl_get(now, DISCLOSURE));
		cl_flat_set(&ev.body, "secrecy_review", "yes");
	}
	if (row->act == CL_A_CONFIRM) { /* the queue needs it, changed or not */
		cl_flat_set(&ev.body, "valid_until", cl_get(now, VALID_UNTIL));
		cl_flat_set(&ev.body, "repair_bar", cl_opt(&run->opts, REPAIR_BAR));
		cl_flat_set(&ev.body, "permanent_basis", cl_opt(&run->opts, PERMANENT_BASIS));
		cl_flat_set(&ev.body, "age_declared", cl_opt(&run->opts, AGE_DECLARED));
		cl_flat_set(&ev.body, "publish_basis", cl_opt(&run->opts, PUBLISH_BASIS));
		cl_flat_set(&ev.body, "secrecy_review", "yes"); /* 2.3: confirming is the review */
	}
	if (row->act == CL_A_CLEAR ||
		(row->act == CL_A_CONFIRM && cl_opt(&run->opts, CLEARED) != NULL && v->held))
		cl_flat_set(&ev.body, "cleared", "yes");
	if (v->state == CL_S_ACTIVE && row->to == CL_S_WITHDRAWN && v->until_queued != CL_NODAY)
		cl_flat_set(
			&ev.body, "was_until", cl_strdup(a, cl_day_format(v->until_queued, day)));
	cl_flat_set(&ev.body, "state", cl_state_name(row->to));
	cl_flat_set(&ev.body, "clause", row->clause);
	cl_flat_set(&ev.body, "recorded_for", recorded_for);
	cl_flat_set(&ev.body, "reason", cl_opt(&run->opts, REASON));
	cl_flat_set(&ev.body, "document", row->act == CL_A_NOTIFY ? NULL : cl_get(now, DOCUMENT));
	cl_flat_set(&ev.body, "officer", cl_get(now, OFFICER));
	cl_seal_keys(&ev.body, v->natural, cl_get(&v->rec, NAME), a);
	if (cl_store_event(run->store, &ev, err) != 0)
		return -1;
	cl_acting_show(x, v->id, "changed", 0, 0, explained(run, row, now));
	run->done++;
	if (row->act == CL_A_WITHDRAW && /* nothing rests on what should never have come */
		cl_measures_stop(x, v, run->today, a, err) != 0)
		return -1;
	return row->effects & CL_X_END_RED ? end_red(x, v, now, a, err) : 0;
}

/* Held back for its texts, of the past without a word on whether it is public, or a person without
 * the legal basis that is given now. */
static int to_clear(const struct cl_run *run, const struct cl_view *v)
{
	return v->held || cl_get(&v->rec, DISCLOSURE) == NULL ||
	       (v->natural && v->publish_basis == NULL &&
		       cl_opt(&run->opts, PUBLISH_BASIS) != NULL);
}

/* The entry stands where this act would bring it, and the act would change nothing. */
static int done_already(const struct cl_run *run, const struct cl_view *v, enum cl_act act,
	const struct cl_rec *now)
{
	struct cl_flat f = {0};
	switch (act) {
	case CL_A_CONFIRM:
		return v->state == CL_S_ACTIVE && !v->historical &&
		       cl_decided_changes(&v->rec, now, &f) == 0;
	case CL_A_REFUSE:
		return v->state == CL_S_REFUSED;
	case CL_A_NOTIFY:
		return v->state == CL_S_NOTIFIED && cl_decided_changes(&v->rec, now, &f) == 0;
	case CL_A_WITHDRAW:
		return v->state == CL_S_WITHDRAWN;
	case CL_A_CLEAR:
		return !to_clear(run, v);
	default:
		return 0;
	}
}

static const char *act_label(enum cl_act act)
{
	if (cl_lang_get() == CL_EN)
		return cl_act_name(act);
	return act == CL_A_CONFIRM    ? "认定"
	       : act == CL_A_REFUSE   ? "不予认定"
	       : act == CL_A_NOTIFY   ? "告知"
	       : act == CL_A_WITHDRAW ? "撤回"
				      : "放行";
}

static int wrong_state(struct cl_acting *x, const struct cl_todo *t, const struct cl_view *v,
	enum cl_act act, const char *clause, struct cl_arena *a)
{
	struct cl_err e = {0};
	if (!t->single) {
		x->passed++;
		return 0;
	}
	snprintf(e.clause, sizeof e.clause, "%s", clause);
	cl_fail(&e, CL_E_STATE, _("%s is not possible: the entry is %s [%s]"), act_label(act),
		cl_shown_value(CL_K_STATE, cl_state_name(v->state), a),
		*clause != '\0' ? cl_cited(clause, a) : "-");
	return cl_acting_refuse(x, t, v, &e);
}

/* Whether this user may decide, for the department or in its name, and its officer is one. */
static int allowed(struct cl_acting *x, const struct cl_view *v, enum cl_act act,
	const struct cl_rec *now, const char **recorded_for, struct cl_err *bad, struct cl_err *err)
{
	int may = cl_may_act(x->run, v, recorded_for, err);
	const char *officer = cl_get(now, OFFICER);
	int32_t day = act == CL_A_WITHDRAW ? CL_NODAY : cl_day_parse(cl_get(now, DECIDED_ON));
	if (may < 0)
		return -1;
	if (!may) {
		cl_officers_refuse(x->run, v->department, bad);
		return 0;
	}
	if (act == CL_A_CLEAR || (officer == NULL && (act == CL_A_CONFIRM || act == CL_A_WITHDRAW)))
		return 0; /* the guards of a confirmation say that it is missing, with all else; a
			     withdrawal is no act that 2.5 names */
	return cl_officer_named(x->run, v->department, officer,
		       day != CL_NODAY ? day : x->run->today, bad, err) < 0
		       ? -1
		       : 0;
}

/* 1 when an event of this user brought the entry in or changed it since. */
static int same_hand(
	struct cl_run *run, const struct cl_view *v, struct cl_arena *a, struct cl_err *err)
{
	struct cl_row_entry row;
	struct cl_row_decision *d;
	int64_t uid, me = (int64_t)getuid();
	int n;
	if (cl_store_entries(run->store, v->id, v->id, 1, a, &row, err) < 0 ||
		cl_store_event_uid(run->store, row.seq, &uid, err) < 0 ||
		cl_store_decisions(run->store, v->id, a, &d, &n, err) != 0)
		return -1;
	int same = uid == me;
	for (int i = 0; i < n && !same; i++) {
		if (strstr(d[i].body, "\"update\"") == NULL)
			continue; /* no field the department wrote again */
		if (cl_store_event_uid(run->store, d[i].seq, &uid, err) < 0)
			return -1;
		same = uid == me;
	}
	return same;
}

/* What only the national rules ask: whose hands, and the days for a statement. */
static int hands_and_days(struct cl_run *run, const struct cl_view *v, struct cl_arena *a,
	struct cl_facts *f, struct cl_err *err)
{
	int eyes = cl_policy_level(&run->policy, "two_pairs_of_eyes", err), provisional;
	if (eyes < 0)
		return -1;
	f->same_hand = eyes > 0 ? same_hand(run, v, a, err) : 0;
	if (f->same_hand < 0)
		return -1;
	return v->notified_on == CL_NODAY ? 0
					  : cl_run_deadline(run, v->notified_on, "statement_wd",
						    &f->statement_until, &provisional, err);
}

/* What is taken for granted where nothing was said, and what that leads to. */
static void assumptions(
	struct cl_run *run, const struct cl_view *v, enum cl_act act, struct cl_rec *now)
{
	if ((act == CL_A_CONFIRM || act == CL_A_CLEAR) && cl_get(now, DISCLOSURE) == NULL) {
		now->v[CL_F_DISCLOSURE] = "public";
		cl_warn(run, CL_W_DISCLOSURE, _("disclosure is public by default"));
	}
	if (act == CL_A_CONFIRM && strcmp(v->list, "black") == 0 &&
		cl_get(&v->rec, SOURCE_DOCUMENT) == NULL &&
		cl_get(now, SOURCE_DOCUMENT) == cl_get(now, DOCUMENT))
		cl_warn(run, CL_W_SOURCE,
			_("no document is named on which the entry rests: the decision itself "
			  "stands for it [%s]"),
			cl_cited("2.2", &run->arena));
	if (act == CL_A_CONFIRM && v->held && cl_opt(&run->opts, CLEARED) == NULL)
		cl_warn(run, CL_W_HELD,
			_("entries with sealed free text are held back from publication"));
}

static int identify_one(struct cl_acting *x, const struct cl_todo *t, struct cl_view *v,
	struct cl_arena *a, struct cl_err *err)
{
	struct cl_rec now;
	struct cl_err bad = {0};
	struct cl_facts f;
	struct cl_lack lack = {0};
	enum cl_act act = CL_A_CONFIRM;
	const char *clause, *recorded_for, *own = cl_get(&v->rec, STANDARD);
	if (x->standard != NULL && own != NULL && !cl_standard_fits(x->standard, own)) {
		x->passed++; /* of another standard */
		return 0;
	}
	if (act_of(x->run, &act, err) != 0 ||
		cl_decided_values(x, t, v, act, &now, a, &bad, err) != 0)
		return -1;
	if (bad.code != CL_OK)
		return cl_acting_refuse(x, t, v, &bad);
	const struct cl_life *row = cl_life_find(v->state, act, v->list, &clause);
	/* of a selection only the same decision again: a repeat prints what was not delivered */
	int again = t->single || act == CL_A_CONFIRM || act == CL_A_NOTIFY;
	if (again && done_already(x->run, v, act, &now)) {
		x->run->unchanged++;
		cl_acting_show(x, v->id, "unchanged", 0, 0, NULL);
		return 0;
	}
	if (cl_acting_stale(x, t, v, a))
		return 0;
	if (row == NULL || (act == CL_A_CLEAR && !to_clear(x->run, v)))
		return wrong_state(x, t, v, act, clause, a);
	int before = cl_acting_before(x, t, v, err);
	if (before != 0)
		return before < 0 ? -1 : 0;
	if (allowed(x, v, act, &now, &recorded_for, &bad, err) != 0)
		return -1;
	if (bad.code != CL_OK)
		return cl_acting_refuse(x, t, v, &bad);
	if (cl_facts_of(x->run, v, a, &f, err) != 0)
		return -1;
	cl_decided_facts(x->run, &now, &f);
	if (act == CL_A_CONFIRM && hands_and_days(x->run, v, a, &f, err) != 0)
		return -1;
	int ok = cl_life_guards(row, &f, &lack) == 0;
	if (!ok)
		return cl_acting_lacking(x, t, v, &lack, row->clause);
	if (row->effects & CL_X_END_RED) {
		int rc = red_is_later(x, t, v, f.decided_on, a, err);
		if (rc != 0)
			return rc < 0 ? -1 : 0;
	}
	warnings(x->run, &lack);
	assumptions(x->run, v, act, &now);
	return store(x, v, row, &now, recorded_for, a, err);
}

int cl_identify_run(struct cl_run *run)
{
	struct cl_acting x = {.run = run, .one = identify_one};
	struct cl_err err = {0};
	enum cl_act act;
	if (act_of(run, &act, &err) != 0)
		return cl_say_error(run, &err);
	const struct cl_opts *o = &run->opts;
	if ((act == CL_A_CONFIRM || act == CL_A_NOTIFY) &&
		(cl_opt(o, BATCH) != NULL || cl_opt(o, ENTRY) != NULL ||
			cl_opt(o, SUBJECT) != NULL)) {
		/* among entries that are named it also says by what those without one are decided
		 */
		x.standard = cl_opt(o, STANDARD);
		run->opts.val[CL_O_STANDARD] = NULL;
	}
	return cl_acting_run(&x);
}
