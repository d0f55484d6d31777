/* The answer to an objection (5.4(1), 5.6(1)): corrected, supplemented, stopped, removed or
 * dismissed; and more days for it, once. */
#include "flow/objection.h"
#include "base/date.h"
#include "base/utf8.h"
#include "flow/explain.h"
#include "flow/given.h"
#include "flow/seal.h"
#include <string.h>

/* What an answer may correct or supplement. The entry's key never changes with it; identifiers are
 * not among these: another code is another subject. */
static const enum cl_field correctable[] = {CL_F_NAME, CL_F_LEGAL_REPRESENTATIVE, CL_F_LIST_NAME,
	CL_F_GROUNDS, CL_F_CONDUCT, CL_F_EFFECT, CL_F_BASIS, CL_F_FINDING_BODY, CL_F_AWARD_LEVEL,
	CL_F_RECOMMENDED_BY, CL_F_SOURCE_DOCUMENT, CL_F_SOURCE_DATE, CL_F_FIELD, CL_F_VALID_FROM,
	CL_F_VALID_UNTIL, CL_F_SEVERITY, CL_F_SCOPE, CL_F_REPAIRABLE, CL_F_REPAIR_WAYS,
	CL_F_EXIT_CONDITIONS, CL_F_DUTY, CL_F_DUTY_FULFILLED_ON, CL_F_DISCLOSURE, CL_F_REMARK};
#define CORRECTABLE (sizeof correctable / sizeof *correctable)

static int same(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

struct answer {
	const char *decision, *document, *decided_on, *reason;
	int32_t on; /* its day: decided_on, else the business date */
	struct cl_rec now;
	struct cl_flat changes;
	enum cl_act act;
};

static int read_answer(struct cl_acting *x, const struct cl_todo *t, const struct cl_view *v,
	struct answer *d, struct cl_arena *a, struct cl_err *bad)
{
	static const struct {
		const char *decision;
		enum cl_act act;
	} acts[] = {{"correct", CL_A_CORRECT}, {"supplement", CL_A_CORRECT}, {"stop", CL_A_STOP},
		{"dismiss", CL_A_DISMISS}, {"remove", CL_A_EXIT_ERROR}};
	const char *s = cl_said(x, t, CL_F_DECISION, CL_O_DECIDE);
	memset(d, 0, sizeof *d);
	if (s == NULL)
		return cl_fail(bad, CL_E_USAGE, _("--decide takes one of %s"),
			"correct, supplement, stop, remove, dismiss");
	d->decision = cl_value_wire(CL_K_DECISION, s, &x->keep);
	size_t i = 0;
	while (d->decision != NULL && i < 5 && strcmp(acts[i].decision, d->decision) != 0)
		i++;
	if (d->decision == NULL || i == 5)
		return cl_fail(bad, CL_E_ENUM, _("decision: %s is none of %s"), s,
			"correct, supplement, stop, remove, dismiss");
	d->act = acts[i].act;
	d->document = cl_acting_value(x, t, v, CL_F_DOCUMENT, a, bad);
	d->decided_on = cl_acting_value(x, t, v, CL_F_DECIDED_ON, a, bad);
	d->reason = cl_said(x, t, CL_F_REASON, CL_O_REASON);
	d->on = d->decided_on != NULL ? cl_day_parse(d->decided_on) : x->run->today;
	return bad->code != CL_OK ? -1 : 0;
}

/* 5.4(1), 5.6(1): removed as an error, unless what was claimed is that its time is over. */
static int exit_act(struct cl_acting *x, const struct cl_proceeding *p, enum cl_act *act,
	struct cl_arena *a, struct cl_err *bad)
{
	const char *s = cl_opt(&x->run->opts, EXIT_REASON), *claim = cl_flat_get(&p->body, "claim");
	const char *reason = s != NULL ? cl_value_wire(CL_K_REASON, s, a)
			     : claim != NULL && (strcmp(claim, "over_period") == 0 ||
							strcmp(claim, "not_removed") == 0)
				     ? "expired"
				     : "error";
	if (reason == NULL)
		return cl_fail(bad, CL_E_ENUM, _("reason: %s is none of %s"), s,
			cl_value_list(CL_K_REASON, a));
	*act = (enum cl_act)cl_act_of_reason(reason);
	return 0;
}

/* Which fields the answer sets: those that hold another value than before. */
static int read_changes(struct cl_acting *x, const struct cl_todo *t, const struct cl_view *v,
	struct answer *d, struct cl_arena *a, struct cl_err *bad)
{
	struct cl_buf b = {0};
	d->now = v->rec;
	for (size_t i = 0; i < CORRECTABLE; i++) {
		enum cl_field f = correctable[i];
		const char *in = t->rec != NULL ? cl_given_differs(t->rec, f, v, a, bad) : NULL;
		const char *now = in != NULL ? in : x->given.v[f];
		if (now == NULL || (v->rec.v[f] != NULL && strcmp(now, v->rec.v[f]) == 0))
			continue;
		d->now.v[f] = now;
		cl_flat_set(&d->changes, cl_fields[f].key, now);
	}
	if (bad->code != CL_OK)
		return -1;
	const char *name = cl_flat_get(&d->changes, "name");
	if (name != NULL && cl_fold(name, strlen(name), &b) == 0)
		cl_flat_set(&d->changes, "name_key", cl_strndup(a, cl_buf_cstr(&b), b.n));
	cl_buf_free(&b);
	const char *bar = cl_opt(&x->run->opts, REPAIR_BAR);
	if (bar != NULL && strcmp(v->list, "black") == 0 && !same(bar, v->repair_bar))
		cl_flat_set(&d->changes, "repair_bar", bar);
	if (d->changes.n == 0)
		return cl_fail(bad, CL_E_INCOMPLETE,
			_("nothing is corrected: give the fields that change"));
	int32_t from = cl_day_parse(cl_get(&d->now, VALID_FROM)),
		until = cl_day_parse(cl_get(&d->now, VALID_UNTIL));
	return from != CL_NODAY && until != CL_NODAY && until < from
		       ? cl_fail(bad, CL_E_PERIOD, _("the validity ends before it begins"))
		       : 0;
}

/* 5.2: what a correction makes of repair is decided as at identification: with its ways, or with
 * the clause that bars it and without them. 0, or -1 with lack. */
static int repair_corrected(
	struct cl_acting *x, const struct cl_view *v, struct answer *d, struct cl_lack *lack)
{
	const char *bar = cl_opt(&x->run->opts, REPAIR_BAR);
	struct cl_facts f = {.repairable = cl_get(&d->now, REPAIRABLE),
		.repair_ways = cl_get(&d->now, REPAIR_WAYS),
		.repair_bar = bar};
	int barred = f.repairable != NULL && strcmp(f.repairable, "no") == 0;
	if (strcmp(v->list, "black") != 0 ||
		(cl_flat_get(&d->changes, "repair_bar") == NULL &&
			cl_flat_get(&d->changes, "repairable") == NULL &&
			cl_flat_get(&d->changes, "repair_ways") == NULL))
		return 0;
	if (barred && bar == NULL)
		f.repair_bar = v->repair_bar;
	if (cl_guard_repair_decided(&f, lack) != 0)
		return -1;
	if (!barred)
		return 0;
	cl_flat_set(&d->changes, "repairable", "no"); /* a clause stands with what it bars */
	cl_flat_set(&d->changes, "repair_bar", f.repair_bar);
	cl_flat_set(&d->changes, "repair_ways", NULL);
	if (cl_get(&v->rec, REPAIR_WAYS) != NULL)
		cl_flat_set(&d->changes, "unset", "repair_ways");
	return 0;
}

static int store_changes(struct cl_acting *x, const struct cl_view *v, struct answer *d,
	const struct cl_proceeding *p, const char *clause, struct cl_arena *a, struct cl_err *err)
{
	struct cl_event ev = {
		.kind = cl_act_name(CL_A_CORRECT), .entry = v->id, .subject = v->subject};
	ev.body = d->changes;
	if (cl_flat_get(&ev.body, "valid_until") != NULL)
		cl_flat_set(&ev.body, "was_until", cl_day_text(v->until_queued, a));
	cl_flat_set(&ev.body, "state", cl_state_name(v->state));
	cl_flat_set(&ev.body, "proceeding", p->number);
	cl_flat_set(&ev.body, "clause", clause);
	cl_seal_keys(&ev.body, v->natural, cl_get(&v->rec, NAME), a);
	return cl_store_event(x->run->store, &ev, err);
}

static int store_stop(struct cl_acting *x, const struct cl_view *v, const struct answer *d,
	const struct cl_proceeding *p, const char *clause, struct cl_err *err)
{
	struct cl_event ev = {.kind = "mark", .entry = v->id, .subject = v->subject};
	if (v->stopped)
		return 0;
	cl_flat_set(&ev.body, "overlay", "stopped");
	cl_flat_set(&ev.body, "proceeding", p->number);
	cl_flat_set(&ev.body, "document", d->document);
	cl_flat_set(&ev.body, "clause", clause);
	return cl_store_event(x->run->store, &ev, err);
}

static int store_step(struct cl_acting *x, const struct cl_view *v, const struct answer *d,
	const struct cl_proceeding *p, const char *clause, const char *recorded_for,
	struct cl_arena *a, struct cl_err *err)
{
	struct cl_event ev;
	struct cl_proceeding *all;
	int n, others = 0;
	if (cl_proceedings_of(x->run, v->id, "objection", a, &all, &n, err) != 0)
		return -1;
	for (int i = 0; i < n; i++)
		others += !all[i].row.closed && all[i].row.id != p->row.id;
	cl_proceeding_event(x, v, "step", recorded_for, &ev);
	cl_flat_set(&ev.body, "proceeding", p->number);
	cl_flat_set(&ev.body, "step", "decided");
	cl_flat_set(&ev.body, "taken_on", cl_day_text(d->on, a));
	cl_flat_set(&ev.body, "closes", "yes");
	cl_flat_set(&ev.body, "overlay", others > 0 ? NULL : "objection");
	cl_flat_set(&ev.body, "ends", others > 0 ? NULL : "yes");
	cl_flat_set(&ev.body, "decision", d->decision);
	cl_flat_set(&ev.body, "document", d->document);
	cl_flat_set(&ev.body, "decided_on", cl_day_text(d->on, a));
	cl_flat_set(&ev.body, "clause", clause);
	cl_private_set(&ev.body, "reason", d->reason, v->natural, a);
	if (cl_store_event(x->run->store, &ev, err) != 0)
		return -1;
	if (*p->due_on != '\0' && d->on > cl_day_parse(p->due_on))
		cl_warn(x->run, CL_W_LATE, _("%s was answered on %s, after its day %s"), p->number,
			cl_day_text(d->on, a), p->due_on);
	return 0;
}

static int effects(struct cl_acting *x, const struct cl_view *v, struct answer *d,
	const struct cl_life *row, const struct cl_proceeding *p, const char *recorded_for,
	struct cl_arena *a, struct cl_err *err)
{
	long done = x->run->done;
	if (row != NULL && d->act == CL_A_CORRECT)
		return store_changes(x, v, d, p, row->clause, a, err);
	if (row != NULL && d->act == CL_A_STOP)
		return store_stop(x, v, d, p, row->clause, err);
	if (row == NULL || d->act == CL_A_DISMISS)
		return 0;
	struct cl_end end = {.act = d->act,
		.trigger = d->act == CL_A_EXIT_EXPIRED ? v->span.valid_until + 1 : d->on,
		.document = d->document,
		.decided_on = cl_day_text(d->on, a),
		.recorded_for = recorded_for,
		.proceeding = p->number,
		.officer = x->given.v[CL_F_OFFICER],
		.approved_by = x->given.v[CL_F_APPROVED_BY]};
	int rc = cl_end_entry(x, v, row, &end, a, err);
	x->run->done = done; /* counted once, with the answer */
	return rc;
}

/* Nothing is open any more: the same answer again, or another one. */
static int answered_before(struct cl_acting *x, const struct cl_todo *t, const struct cl_view *v,
	const struct cl_proceeding *p, const struct answer *d)
{
	int k = cl_proceeding_step(p, "decided");
	const char *was = k >= 0 ? cl_flat_get(&p->fact[k], "decision") : NULL,
		   *number = k >= 0 ? cl_flat_get(&p->fact[k], "document") : NULL;
	if (!same(was, d->decision) || (d->document != NULL && !same(number, d->document))) {
		cl_proceeding_refuse(x, t, v, CL_E_STATE, cl_objection_clause(v),
			_("%s was answered already"), p->number);
		return CL_PASSED;
	}
	cl_acting_show(x, v->id, "unchanged", 0, 0, NULL);
	struct cl_rec *more = cl_proceeding_record(x, p->number, "decided", NULL);
	more->v[CL_F_DECISION] = d->decision;
	more->v[CL_F_CLAIM] = cl_strdup(&x->keep, cl_flat_get(&p->body, "claim"));
	cl_acting_more(x, v->id, more);
	return CL_UNCHANGED;
}

static const char *named(const struct cl_acting *x, const struct cl_todo *t)
{
	return cl_said(x, t, CL_F_PROCEEDING, CL_O_OBJECTION);
}

/* The one it is about: 1, CL_PASSED + 10 told or passed over, -1 */
#define TOLD 10
static int pick(struct cl_acting *x, const struct cl_todo *t, const struct cl_view *v,
	const char *number, struct cl_arena *a, struct cl_proceeding *p, struct cl_err *err)
{
	int rc = cl_proceeding_pick(x, t, v, "objection", number, a, p, err);
	if (rc == 1 || rc == -1)
		return rc;
	if (rc == 0 && !t->single)
		x->passed++;
	else if (rc == 0)
		cl_proceeding_refuse(x, t, v, CL_E_STATE, cl_objection_clause(v),
			_("no objection is open on it"));
	return TOLD;
}

/* An ended entry cannot end again: its objection is answered all the same. */
static int find_row(struct cl_acting *x, const struct cl_todo *t, const struct cl_view *v,
	const struct answer *d, const struct cl_life **row, struct cl_arena *a)
{
	const char *clause;
	*row = cl_life_find(v->state, d->act, v->list, &clause);
	if (*row != NULL || v->state == CL_S_EXITED)
		return 0;
	cl_objection_refuse(x, t, v, clause, a);
	return -1;
}

/* A correction after which an entry that was over runs again. */
static int longer(const struct cl_acting *x, const struct cl_view *v, const struct answer *d)
{
	const char *until = cl_flat_get(&d->changes, "valid_until");
	return d->act == CL_A_CORRECT && until != NULL && v->matched &&
	       (strcmp(until, "9999-12-31") == 0 || cl_day_parse(until) >= x->run->today);
}

/* Whether the guards let the answer through: 1; 0: refused and told; -1 */
static int answerable(struct cl_acting *x, const struct cl_todo *t, const struct cl_view *v,
	const struct answer *d, const struct cl_proceeding *p, const struct cl_life *row,
	struct cl_arena *a, struct cl_err *err)
{
	struct cl_facts f;
	struct cl_lack lack = {0};
	if (cl_facts_of(x->run, v, a, &f, err) != 0)
		return -1;
	f.document = d->document;
	f.decided_on = cl_day_parse(d->decided_on);
	f.opened_on = cl_day_parse(p->row.opened_on);
	f.reason = d->reason;
	int bad = row == NULL || d->act >= CL_A_EXIT_ERROR ? cl_guard_answered(&f, &lack) : 0;
	if (row != NULL && lack.n == 0 && cl_life_guards(row, &f, &lack) != 0)
		bad = -1;
	if (bad != 0)
		cl_acting_lacking(x, t, v, &lack, cl_objection_clause(v));
	return bad == 0 && !cl_end_before(x, t, v, d->on);
}

/* What a correction sets, and whether it may: 1; 0: refused and told; -1 */
static int correction(struct cl_acting *x, const struct cl_todo *t, const struct cl_view *v,
	struct answer *d, struct cl_arena *a, struct cl_err *err)
{
	struct cl_err bad = {0};
	struct cl_lack lack = {0};
	if (read_changes(x, t, v, d, a, &bad) != 0) {
		cl_acting_refuse(x, t, v, &bad);
		return 0;
	}
	if (repair_corrected(x, v, d, &lack) != 0) {
		cl_acting_lacking(x, t, v, &lack, "5.2");
		return 0;
	}
	int rc = longer(x, v, d) ? cl_acting_beside(x, t, v, v->subject, a, err) : 0;
	return rc < 0 ? -1 : rc == 0;
}

static int store_answer(struct cl_acting *x, const struct cl_view *v, struct answer *d,
	const struct cl_life *row, const struct cl_proceeding *p, const char *recorded_for,
	struct cl_arena *a, struct cl_err *err)
{
	if (store_step(x, v, d, p, cl_objection_clause(v), recorded_for, a, err) != 0)
		return -1;
	if (row == NULL || d->act < CL_A_EXIT_ERROR)
		cl_acting_show(x, v->id, "changed", 0, 0,
			cl_explained(x->run, cl_objection_clause(v), N_("answered on %s: %s"),
				cl_day_text(d->on, a),
				cl_value_label(CL_K_DECISION, d->decision, a)));
	if (effects(x, v, d, row, p, recorded_for, a, err) != 0)
		return -1;
	struct cl_rec *more = cl_proceeding_record(x, p->number, "decided", NULL);
	more->v[CL_F_DECISION] = d->decision;
	more->v[CL_F_CLAIM] = cl_strdup(&x->keep, cl_flat_get(&p->body, "claim"));
	cl_acting_more(x, v->id, more);
	return CL_DONE;
}

int cl_answer_one(struct cl_acting *x, const struct cl_todo *t, struct cl_view *v,
	const char *number, struct cl_arena *a, struct cl_err *err)
{
	struct cl_proceeding p;
	struct cl_err bad = {0};
	struct answer d;
	const struct cl_life *row;
	const char *recorded_for;
	int rc = pick(x, t, v, number != NULL ? number : named(x, t), a, &p, err);
	if (rc != 1)
		return rc < 0 ? -1 : CL_PASSED;
	if (read_answer(x, t, v, &d, a, &bad) != 0)
		goto refuse;
	if (p.row.closed)
		return answered_before(x, t, v, &p, &d);
	if (d.act == CL_A_EXIT_ERROR && exit_act(x, &p, &d.act, a, &bad) != 0)
		goto refuse;
	if (cl_acting_stale(x, t, v, a) || find_row(x, t, v, &d, &row, a) != 0)
		return CL_PASSED;
	rc = cl_proceeding_may(x, t, v, &p, cl_objection_clause(v), &recorded_for, err);
	if (rc == 1)
		rc = cl_acting_officer(x, t, v, a, err);
	if (rc == 1)
		rc = answerable(x, t, v, &d, &p, row, a, err);
	if (rc == 1 && row != NULL && d.act == CL_A_CORRECT)
		rc = correction(x, t, v, &d, a, err);
	if (rc == 1)
		return store_answer(x, v, &d, row, &p, recorded_for, a, err);
	return rc < 0 ? -1 : CL_PASSED;
refuse:
	cl_acting_refuse(x, t, v, &bad);
	return CL_PASSED;
}

/* ---- more days for the answer, once ---- */

int cl_answer_extend(struct cl_acting *x, const struct cl_todo *t, struct cl_view *v,
	struct cl_arena *a, struct cl_err *err)
{
	struct cl_proceeding p;
	struct cl_event ev;
	const char *recorded_for, *due, *reason = cl_said(x, t, CL_F_REASON, CL_O_REASON);
	int provisional, rc = pick(x, t, v, named(x, t), a, &p, err);
	if (rc != 1)
		return rc < 0 ? -1 : CL_PASSED;
	if (cl_proceeding_step(&p, "extended") >= 0) {
		cl_acting_show(x, v->id, "unchanged", 0, 0, NULL);
		cl_acting_more(x, v->id, cl_proceeding_record(x, p.number, "extended", p.due_on));
		return CL_UNCHANGED;
	}
	if (p.row.closed) {
		cl_proceeding_refuse(x, t, v, CL_E_STATE, cl_objection_clause(v),
			_("%s was answered already"), p.number);
		return CL_PASSED;
	}
	rc = cl_proceeding_may(x, t, v, &p, cl_objection_clause(v), &recorded_for, err);
	if (rc <= 0)
		return rc < 0 ? -1 : CL_PASSED;
	if (reason == NULL) {
		struct cl_lack lack = {.n = 1, .item = {{"reason", cl_objection_clause(v), NULL}}};
		cl_acting_lacking(x, t, v, &lack, cl_objection_clause(v));
		return CL_PASSED;
	}
	if (cl_proceeding_due(x->run, cl_day_parse(p.row.opened_on), "objection_max_wd", a, &due,
		    &provisional, err) != 0)
		return -1;
	cl_proceeding_event(x, v, "step", recorded_for, &ev);
	cl_flat_set(&ev.body, "proceeding", p.number);
	cl_flat_set(&ev.body, "step", "extended");
	cl_flat_set(&ev.body, "taken_on", cl_day_text(x->run->today, a));
	cl_flat_set(&ev.body, "due_on", due);
	cl_flat_set(&ev.body, "provisional", provisional ? "yes" : NULL);
	cl_private_set(&ev.body, "reason", reason, v->natural, a);
	if (cl_store_event(x->run->store, &ev, err) != 0)
		return -1;
	cl_acting_show(x, v->id, "changed", 0, 0,
		cl_due_explain(
			x->run, cl_objection_clause(v), p.row.opened_on, "objection_max_wd", due));
	cl_acting_more(x, v->id, cl_proceeding_record(x, p.number, "extended", due));
	return CL_DONE;
}
