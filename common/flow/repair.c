/* cl-repair: repair and exit on application (5.1 to 5.3, 5.4(2)): applied, what is missing asked
 * for once, accepted, decided by the department that identified. */
#include "base/date.h"
#include "flow/explain.h"
#include "flow/given.h"
#include "flow/proceeding.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CLAUSE "5.3"

/* What one run works with for one entry. */
struct work {
	struct cl_acting *x;
	const struct cl_todo *t;
	struct cl_view *v;
	struct cl_arena *a;
	struct cl_proceeding p;
	const char *recorded_for;
	struct cl_err *err;
};

static int unchanged(struct work *w, const char *step)
{
	struct cl_acting *x = w->x;
	int k = cl_proceeding_step(&w->p, step);
	cl_acting_show(x, w->v->id, "unchanged", 0, 0, NULL);
	struct cl_rec *more = cl_proceeding_record(x, w->p.number, step, w->p.due_on);
	more->v[CL_F_PROCEEDING] = cl_strdup(&x->keep, w->p.number);
	if (k >= 0)
		more->v[CL_F_DECISION] =
			cl_strdup(&x->keep, cl_flat_get(&w->p.fact[k], "decision"));
	cl_acting_more(x, w->v->id, more);
	return CL_UNCHANGED;
}

static int refuse(struct work *w, enum cl_code code, const char *clause, const char *text)
{
	cl_proceeding_refuse(w->x, w->t, w->v, code, clause, "%s", text);
	return CL_PASSED;
}

static int lacking(struct work *w, const char *what, const char *clause)
{
	struct cl_lack lack = {.n = 1, .item = {{what, clause, NULL}}};
	cl_acting_lacking(w->x, w->t, w->v, &lack, clause);
	return CL_PASSED;
}

/* ---- conditions of exit, each with its day: said at any step, gathered ---- */

static void gather(struct cl_buf *b, const char *met)
{
	if (met != NULL)
		cl_buf_printf(b, "%s%s", b->n > 0 ? ";" : "", met);
}

static const char *conditions(struct work *w, const char *now)
{
	struct cl_buf b = {0};
	gather(&b, cl_flat_get(&w->p.body, "conditions_met"));
	for (int i = 0; i < w->p.nsteps; i++)
		gather(&b, cl_flat_get(&w->p.fact[i], "conditions_met"));
	gather(&b, now);
	const char *out = b.n > 0 ? cl_strndup(w->a, cl_buf_cstr(&b), b.n) : NULL;
	cl_buf_free(&b);
	return out;
}

/* The day its duty was done: said now, at an earlier step, or known of the entry. */
static const char *duty_day(struct work *w, const char *now)
{
	const char *d = now;
	for (int i = w->p.nsteps; d == NULL && i > 0; i--)
		d = cl_flat_get(&w->p.fact[i - 1], "duty_fulfilled_on");
	if (d == NULL)
		d = cl_flat_get(&w->p.body, "duty_fulfilled_on");
	return d != NULL ? d : cl_get(&w->v->rec, DUTY_FULFILLED_ON);
}

/* What any step may tell. 0, or -1 with bad. */
static int told_facts(struct work *w, struct cl_flat *body, struct cl_err *bad)
{
	struct cl_acting *x = w->x;
	const char *duty = x->given.v[CL_F_DUTY_FULFILLED_ON];
	if (w->t->rec != NULL) {
		const char *in = cl_given_differs(w->t->rec, CL_F_DUTY_FULFILLED_ON,
			cl_get(&w->v->rec, DUTY_FULFILLED_ON), w->a, bad);
		duty = in != NULL ? in : duty;
	}
	cl_flat_set(
		body, "conditions_met", cl_said(x, w->t, CL_F_CONDITIONS_MET, CL_O_CONDITIONS_MET));
	cl_flat_set(body, "duty_fulfilled_on", duty);
	cl_private_set(body, "evidence", cl_said(x, w->t, CL_F_EVIDENCE, CL_O_EVIDENCE),
		w->v->natural, w->a);
	return bad->code != CL_OK ? -1 : 0;
}

/* ---- apply ---- */

/* The day until which false papers bar a new application (a default of the profile, not law). */
static int barred(struct work *w, const struct cl_proceeding *p, int n, int32_t *until)
{
	*until = CL_NODAY;
	for (int i = 0; i < n; i++)
		for (int k = 0; k < p[i].nsteps; k++) {
			if (cl_flat_get(&p[i].fact[k], "false_papers") == NULL)
				continue;
			int months = cl_policy_int(&w->x->run->policy, "repair_bar_months", w->err);
			if (months < 0)
				return -1;
			if (months > 0)
				*until = cl_period_end(cl_day_parse(p[i].step[k].taken_on), months);
		}
	return 0;
}

static int read_ways(struct work *w, const char **ways, struct cl_err *bad)
{
	const char *s = cl_said(w->x, w->t, CL_F_WAYS, CL_O_WAYS);
	*ways = s != NULL ? cl_value_wire(CL_K_WAYS, s, w->a) : NULL;
	return s == NULL || *ways != NULL ? 0
					  : cl_fail(bad, CL_E_ENUM, _("ways: %s is none of %s"), s,
						    cl_value_list(CL_K_WAYS, w->a));
}

static int requested(struct work *w, int32_t *on, struct cl_err *bad)
{
	const char *s = w->t->rec != NULL ? cl_get(w->t->rec, REQUESTED_ON) : NULL;
	if (s == NULL) {
		if (cl_opt_date(w->x->run, CL_O_REQUESTED_ON, on, w->err) != 0)
			return -1;
		if (*on == CL_NODAY)
			*on = w->x->run->today;
		return 0;
	}
	s = cl_given_value(CL_F_REQUESTED_ON, s, w->a, bad);
	*on = cl_day_parse(s);
	return s != NULL ? 0 : -1;
}

static int store_apply(struct work *w, const char *ways, int32_t on)
{
	struct cl_acting *x = w->x;
	struct cl_run *run = x->run;
	struct cl_event ev;
	struct cl_err bad = {0};
	const char *due;
	int provisional;
	if (cl_proceeding_due(run, on, "repair_accept_wd", w->a, &due, &provisional, w->err) != 0)
		return -1;
	cl_proceeding_event(x, w->v, "open", w->recorded_for, &ev);
	if (told_facts(w, &ev.body, &bad) != 0) {
		cl_acting_refuse(x, w->t, w->v, &bad);
		return CL_PASSED;
	}
	cl_flat_set(&ev.body, "proceeding", "repair");
	cl_flat_set(&ev.body, "overlay", "repair");
	cl_flat_set(&ev.body, "opened_on", cl_day_text(on, w->a));
	cl_flat_set(&ev.body, "requested_on", cl_day_text(on, w->a));
	cl_flat_set(&ev.body, "due_on", due);
	cl_flat_set(&ev.body, "provisional", provisional ? "yes" : NULL);
	cl_flat_set(&ev.body, "clause", CLAUSE);
	cl_private_set(&ev.body, "ways", ways, 0, w->a);
	cl_private_set(&ev.body, "commitment", cl_opt(&run->opts, COMMITMENT), w->v->natural, w->a);
	cl_private_set(
		&ev.body, "claimant", cl_said(x, w->t, CL_F_CLAIMANT, CL_O_CLAIMANT), 1, w->a);
	cl_private_set(&ev.body, "contact", cl_said(x, w->t, CL_F_CONTACT, CL_O_CONTACT), 1, w->a);
	if (cl_store_event(run->store, &ev, w->err) != 0)
		return -1;
	const char *number = cl_id_text(&x->keep, 'R', ev.seq);
	cl_acting_show(x, w->v->id, "changed", 0, 0,
		cl_due_explain(run, CLAUSE, cl_day_text(on, w->a), "repair_accept_wd", due));
	cl_acting_more(x, w->v->id, cl_proceeding_record(x, number, "opened", due));
	if (!run->dry_run)
		cl_acting_after(x,
			_("receipt: application %s on E%lld, requested %s; accepted or not by %s"),
			number, (long long)w->v->id, cl_day_text(on, w->a),
			*due != '\0' ? due : _("no day set"));
	return CL_DONE;
}

/* Guards of an application. 1, CL_PASSED told, -1 */
static int may_apply(
	struct work *w, const struct cl_proceeding *p, int n, const char *ways, int32_t on)
{
	const char *clause;
	struct cl_facts f;
	struct cl_lack lack = {0};
	struct cl_acting *x = w->x;
	const struct cl_life *row = cl_life_find(w->v->state, CL_A_REPAIR, w->v->list, &clause);
	if (row == NULL) {
		if (!w->t->single)
			return x->passed++, CL_PASSED;
		cl_proceeding_refuse(x, w->t, w->v, CL_E_STATE, CLAUSE,
			_("repair is not possible: %s, %s"),
			cl_shown_value(CL_K_LIST, w->v->list, w->a),
			cl_shown_value(CL_K_STATE, cl_state_name(w->v->state), w->a));
		return CL_PASSED;
	}
	int may = cl_proceeding_may(x, w->t, w->v, NULL, CLAUSE, &w->recorded_for, w->err);
	if (may <= 0)
		return may < 0 ? -1 : CL_PASSED;
	if (cl_end_before(x, w->t, w->v, on))
		return CL_PASSED;
	if (cl_facts_of(x->run, w->v, w->a, &f, w->err) != 0 ||
		barred(w, p, n, &f.barred_until) != 0)
		return -1;
	f.ways = ways;
	f.evidence = cl_said(x, w->t, CL_F_EVIDENCE, CL_O_EVIDENCE);
	f.opened_on = on;
	f.bar_stored = w->v->repair_bar;
	if (cl_life_guards(row, &f, &lack) == 0)
		return 1;
	cl_acting_lacking(x, w->t, w->v, &lack, row->clause);
	return CL_PASSED;
}

static int apply(struct work *w)
{
	struct cl_acting *x = w->x;
	struct cl_proceeding *p;
	struct cl_err bad = {0};
	const char *ways;
	int32_t on;
	int n;
	if (requested(w, &on, &bad) != 0 || read_ways(w, &ways, &bad) != 0) {
		if (bad.code != CL_OK)
			cl_acting_refuse(x, w->t, w->v, &bad);
		return bad.code != CL_OK ? CL_PASSED : -1;
	}
	if (cl_proceedings_of(x->run, w->v->id, "repair", w->a, &p, &n, w->err) != 0)
		return -1;
	for (int i = n; i > 0; i--) {
		w->p = p[i - 1];
		if (strcmp(p[i - 1].row.opened_on, cl_day_text(on, w->a)) == 0)
			return unchanged(w, p[i - 1].nsteps > 0
						    ? p[i - 1].step[p[i - 1].nsteps - 1].step
						    : "opened");
		if (!p[i - 1].row.closed) {
			cl_proceeding_refuse(x, w->t, w->v, CL_E_STATE, CLAUSE,
				_("%s of %s is not decided yet"), p[i - 1].number,
				p[i - 1].row.opened_on);
			return CL_PASSED;
		}
	}
	if (cl_acting_stale(x, w->t, w->v, w->a))
		return CL_PASSED;
	int may = may_apply(w, p, n, ways, on);
	return may == 1 ? store_apply(w, ways, on) : may;
}

/* ---- steps of an open application ---- */

static void step_event(struct work *w, const char *step, int closes, struct cl_event *ev)
{
	cl_proceeding_event(w->x, w->v, "step", w->recorded_for, ev);
	cl_flat_set(&ev->body, "proceeding", w->p.number);
	cl_flat_set(&ev->body, "step", step);
	cl_flat_set(&ev->body, "taken_on", cl_day_text(w->x->run->today, w->a));
	if (!closes)
		return;
	cl_flat_set(&ev->body, "closes", "yes");
	cl_flat_set(&ev->body, "overlay", "repair");
	cl_flat_set(&ev->body, "ends", "yes");
}

static int put_step(
	struct work *w, struct cl_event *ev, const char *step, const char *due, const char *param)
{
	struct cl_acting *x = w->x;
	struct cl_run *run = x->run;
	const char *taken = cl_flat_get(&ev->body, "taken_on");
	if (*w->p.due_on != '\0' && strcmp(taken, w->p.due_on) > 0 && strcmp(step, "supplied") != 0)
		cl_warn(run, CL_W_LATE, _("%s: step of %s after its day %s"), w->p.number, taken,
			w->p.due_on);
	if (cl_store_event(run->store, ev, w->err) != 0)
		return -1;
	cl_acting_show(x, w->v->id, "changed", 0, 0,
		due != NULL ? cl_due_explain(run, CLAUSE, taken, param, due)
			    : cl_explained(run, CLAUSE, "%s；%s；%s", w->p.number,
				      cl_value_label(CL_K_STEP, step, w->a), taken));
	cl_acting_more(x, w->v->id, cl_proceeding_record(x, w->p.number, step, due));
	return CL_DONE;
}

/* The application that the step is about, open. 1; CL_PASSED told, CL_UNCHANGED shown, -1 */
static int find(struct work *w, const char *step)
{
	const char *named = cl_said(w->x, w->t, CL_F_PROCEEDING, CL_O_REPAIR);
	int rc = cl_proceeding_pick(w->x, w->t, w->v, "repair", named, w->a, &w->p, w->err);
	if (rc == 0 && !w->t->single)
		return w->x->passed++, CL_PASSED;
	if (rc == 0)
		return refuse(w, CL_E_STATE, CLAUSE, _("no application for repair is open on it"));
	if (rc != 1)
		return rc == -1 ? -1 : CL_PASSED;
	return !w->p.row.closed || strcmp(step, "decided") == 0 || strcmp(step, "refused") == 0
		       ? 10
		       : refuse(w, CL_E_STATE, CLAUSE, _("the application is closed already"));
}
#define FOUND 10

static int may_step(struct work *w)
{
	if (cl_acting_stale(w->x, w->t, w->v, w->a))
		return 0;
	return cl_proceeding_may(w->x, w->t, w->v, &w->p, CLAUSE, &w->recorded_for, w->err);
}

/* One list of what is missing; a second one is refused. */
static int missing(struct work *w)
{
	const char *list = cl_said(w->x, w->t, CL_F_MISSING, CL_O_MISSING);
	struct cl_event ev;
	int rc = find(w, "missing");
	if (rc != FOUND)
		return rc;
	int k = cl_proceeding_step(&w->p, "missing");
	const char *before = k >= 0 ? cl_flat_get(&w->p.fact[k], "missing") : NULL;
	if (before != NULL && list != NULL && strcmp(before, list) == 0)
		return unchanged(w, "missing");
	if (k >= 0) {
		cl_proceeding_refuse(w->x, w->t, w->v, CL_E_RULE, CLAUSE,
			_("what is missing was asked for on %s, all at once: there is no second "
			  "list"),
			w->p.step[k].taken_on);
		return CL_PASSED;
	}
	if (cl_proceeding_step(&w->p, "accepted") >= 0)
		return refuse(
			w, CL_E_STATE, CLAUSE, _("it was accepted: nothing more can be asked for"));
	if (list == NULL)
		return lacking(w, "missing", CLAUSE);
	rc = may_step(w);
	if (rc <= 0)
		return rc < 0 ? -1 : CL_PASSED;
	step_event(w, "missing", 0, &ev);
	cl_private_set(&ev.body, "missing", list, w->v->natural, w->a);
	rc = put_step(w, &ev, "missing", NULL, "-");
	return rc;
}

static int supplied(struct work *w)
{
	struct cl_event ev;
	struct cl_err bad = {0};
	const char *due;
	int provisional, rc = find(w, "supplied");
	if (rc != FOUND)
		return rc;
	if (cl_proceeding_step(&w->p, "supplied") >= 0)
		return unchanged(w, "supplied");
	if (cl_proceeding_step(&w->p, "missing") < 0)
		return refuse(w, CL_E_STATE, CLAUSE, _("nothing was asked for"));
	rc = may_step(w);
	if (rc <= 0)
		return rc < 0 ? -1 : CL_PASSED;
	if (cl_proceeding_due(w->x->run, w->x->run->today, "repair_accept_wd", w->a, &due,
		    &provisional, w->err) != 0)
		return -1;
	step_event(w, "supplied", 0, &ev);
	if (told_facts(w, &ev.body, &bad) != 0) {
		cl_acting_refuse(w->x, w->t, w->v, &bad);
		return CL_PASSED;
	}
	cl_flat_set(&ev.body, "due_on", due);
	cl_flat_set(&ev.body, "provisional", provisional ? "yes" : NULL);
	return put_step(w, &ev, "supplied", due, "repair_accept_wd");
}

static int waiting(const struct work *w)
{
	return cl_proceeding_step(&w->p, "missing") >= 0 &&
	       cl_proceeding_step(&w->p, "supplied") < 0;
}

static int accept(struct work *w)
{
	struct cl_event ev;
	struct cl_err bad = {0};
	const char *due;
	int provisional, rc = find(w, "accepted");
	if (rc != FOUND)
		return rc;
	if (cl_proceeding_step(&w->p, "accepted") >= 0)
		return unchanged(w, "accepted");
	if (waiting(w))
		return refuse(
			w, CL_E_STATE, CLAUSE, _("what was missing has not come yet (--supplied)"));
	rc = may_step(w);
	if (rc <= 0)
		return rc < 0 ? -1 : CL_PASSED;
	if (cl_proceeding_due(w->x->run, w->x->run->today, "repair_answer_wd", w->a, &due,
		    &provisional, w->err) != 0)
		return -1;
	step_event(w, "accepted", 0, &ev);
	if (told_facts(w, &ev.body, &bad) != 0) {
		cl_acting_refuse(w->x, w->t, w->v, &bad);
		return CL_PASSED;
	}
	cl_flat_set(&ev.body, "due_on", due);
	cl_flat_set(&ev.body, "provisional", provisional ? "yes" : NULL);
	return put_step(w, &ev, "accepted", due, "repair_answer_wd");
}

/* Not accepted, or accepted and not consented to: closed, with the reason; a new application may
 * follow. */
static int close_refused(struct work *w, const char *step, const char *document, int32_t on)
{
	struct cl_run *run = w->x->run;
	struct cl_event ev;
	const char *reason = cl_said(w->x, w->t, CL_F_REASON, CL_O_REASON);
	if (reason == NULL)
		return lacking(w, "reason", CLAUSE);
	if (on > run->today)
		return refuse(w, CL_E_RULE, CLAUSE, _("it is dated after the business date"));
	step_event(w, step, 1, &ev);
	cl_flat_set(&ev.body, "taken_on", cl_day_text(on, w->a));
	cl_flat_set(&ev.body, "decision", "refuse");
	cl_flat_set(&ev.body, "document", document);
	cl_flat_set(&ev.body, "decided_on", cl_day_text(on, w->a));
	cl_flat_set(
		&ev.body, "false_papers", cl_opt(&run->opts, FALSE_PAPERS) != NULL ? "yes" : NULL);
	cl_flat_set(&ev.body, "clause", CLAUSE);
	cl_private_set(&ev.body, "reason", reason, w->v->natural, w->a);
	int rc = put_step(w, &ev, step, NULL, "-");
	if (rc == CL_DONE) {
		struct cl_rec *more = cl_proceeding_record(w->x, w->p.number, step, NULL);
		more->v[CL_F_DECISION] = "refuse";
		cl_acting_more(w->x, w->v->id, more);
	}
	return rc;
}

static int closed_as(struct work *w, const char *step, const char *decision)
{
	int k = cl_proceeding_step(&w->p, step);
	const char *was = k >= 0 ? cl_flat_get(&w->p.fact[k], "decision") : NULL;
	if (was != NULL && strcmp(was, decision) == 0)
		return unchanged(w, step);
	return refuse(w, CL_E_STATE, CLAUSE, _("the application is closed already"));
}

static int not_accept(struct work *w)
{
	struct cl_err bad = {0};
	int rc = find(w, "refused");
	if (rc != FOUND)
		return rc;
	if (w->p.row.closed)
		return closed_as(w, "refused", "refuse");
	if (cl_proceeding_step(&w->p, "accepted") >= 0)
		return refuse(w, CL_E_STATE, CLAUSE, _("it was accepted: --decide refuse"));
	rc = may_step(w);
	if (rc <= 0)
		return rc < 0 ? -1 : CL_PASSED;
	const char *document = cl_acting_value(w->x, w->t, w->v, CL_F_DOCUMENT, w->a, &bad),
		   *on = cl_acting_value(w->x, w->t, w->v, CL_F_DECIDED_ON, w->a, &bad);
	if (bad.code != CL_OK) {
		cl_acting_refuse(w->x, w->t, w->v, &bad);
		return CL_PASSED;
	}
	return close_refused(
		w, "refused", document, on != NULL ? cl_day_parse(on) : w->x->run->today);
}

/* ---- the decision ---- */

static int store_consent(
	struct work *w, const struct cl_life *exit, const struct cl_facts *f, int32_t on)
{
	struct cl_acting *x = w->x;
	struct cl_event ev;
	const char *now = cl_said(x, w->t, CL_F_CONDITIONS_MET, CL_O_CONDITIONS_MET);
	long done = x->run->done;
	step_event(w, "decided", 1, &ev);
	cl_flat_set(&ev.body, "taken_on", cl_day_text(on, w->a));
	cl_flat_set(&ev.body, "decision", "consent");
	cl_flat_set(&ev.body, "document", f->document);
	cl_flat_set(&ev.body, "decided_on", cl_day_text(on, w->a));
	cl_flat_set(&ev.body, "conditions_met", now);
	cl_flat_set(&ev.body, "duty_fulfilled_on", f->duty_fulfilled_on);
	cl_flat_set(&ev.body, "clause", "5.4(2)");
	if (*w->p.due_on != '\0' && on > cl_day_parse(w->p.due_on))
		cl_warn(x->run, CL_W_LATE, _("%s: step of %s after its day %s"), w->p.number,
			cl_day_text(on, w->a), w->p.due_on);
	if (cl_store_event(x->run->store, &ev, w->err) != 0)
		return -1;
	struct cl_end end = {.act = CL_A_EXIT_REPAIRED,
		.trigger = on,
		.document = f->document,
		.decided_on = cl_day_text(on, w->a),
		.conditions_met = f->conditions_met,
		.requested_on = w->p.row.opened_on,
		.duty_fulfilled_on = f->duty_fulfilled_on,
		.recorded_for = w->recorded_for,
		.proceeding = w->p.number,
		.officer = x->given.v[CL_F_OFFICER],
		.approved_by = x->given.v[CL_F_APPROVED_BY]};
	if (cl_end_entry(x, w->v, exit, &end, w->a, w->err) != 0)
		return -1;
	x->run->done = done; /* counted once, with the decision */
	struct cl_rec *more = cl_proceeding_record(x, w->p.number, "decided", NULL);
	more->v[CL_F_DECISION] = "consent";
	cl_acting_more(x, w->v->id, more);
	return CL_DONE;
}

static int consent(struct work *w, const char *document, int32_t on)
{
	struct cl_acting *x = w->x;
	struct cl_facts f;
	struct cl_lack lack = {0};
	struct cl_flat said = {0};
	struct cl_err bad = {0};
	const char *clause;
	const struct cl_life *row = cl_life_find(w->v->state, CL_A_CONSENT, w->v->list, &clause),
			     *exit = cl_life_find(
				     w->v->state, CL_A_EXIT_REPAIRED, w->v->list, &clause);
	if (row == NULL || exit == NULL) {
		cl_proceeding_refuse(x, w->t, w->v, CL_E_STATE, "5.4(2)",
			_("repair is not possible: %s, %s"),
			cl_shown_value(CL_K_LIST, w->v->list, w->a),
			cl_shown_value(CL_K_STATE, cl_state_name(w->v->state), w->a));
		return CL_PASSED;
	}
	if (told_facts(w, &said, &bad) != 0) {
		cl_acting_refuse(x, w->t, w->v, &bad);
		return CL_PASSED;
	}
	if (cl_facts_of(x->run, w->v, w->a, &f, w->err) != 0)
		return -1;
	f.document = document;
	f.decided_on = on;
	f.opened_on = cl_day_parse(w->p.row.opened_on);
	f.conditions_met = conditions(w, cl_flat_get(&said, "conditions_met"));
	f.duty_fulfilled_on = duty_day(w, cl_flat_get(&said, "duty_fulfilled_on"));
	int bad_guards = cl_life_guards(row, &f, &lack) != 0;
	bad_guards |= cl_life_guards(exit, &f, &lack) != 0;
	if (on < f.opened_on && lack.n < CL_LACK_MAX) {
		lack.item[lack.n].what = "decided_on";
		lack.item[lack.n].clause = "5.4(2)";
		lack.item[lack.n++].text = _("the decision is dated before the application");
		bad_guards = 1;
	}
	if (bad_guards) {
		cl_acting_lacking(x, w->t, w->v, &lack, "5.4(2)");
		return CL_PASSED;
	}
	return cl_end_before(x, w->t, w->v, on) ? CL_PASSED : store_consent(w, exit, &f, on);
}

static int decide(struct work *w)
{
	struct cl_acting *x = w->x;
	struct cl_err bad = {0};
	const char *s = cl_said(x, w->t, CL_F_DECISION, CL_O_DECIDE);
	const char *decision = s != NULL ? cl_value_wire(CL_K_DECISION, s, w->a) : NULL;
	if (decision == NULL ||
		(strcmp(decision, "consent") != 0 && strcmp(decision, "refuse") != 0)) {
		cl_fail(&bad, s == NULL ? CL_E_USAGE : CL_E_ENUM, _("--decide takes one of %s"),
			"consent, refuse");
		cl_acting_refuse(x, w->t, w->v, &bad);
		return CL_PASSED;
	}
	int rc = find(w, "decided");
	if (rc != FOUND)
		return rc;
	if (w->p.row.closed)
		return closed_as(w, "decided", decision);
	if (cl_proceeding_step(&w->p, "accepted") < 0)
		return refuse(w, CL_E_STATE, CLAUSE, _("it was not accepted yet (--accept)"));
	rc = may_step(w);
	if (rc <= 0)
		return rc < 0 ? -1 : CL_PASSED;
	const char *document = cl_acting_value(x, w->t, w->v, CL_F_DOCUMENT, w->a, &bad),
		   *day = cl_acting_value(x, w->t, w->v, CL_F_DECIDED_ON, w->a, &bad);
	int32_t on = day != NULL ? cl_day_parse(day) : x->run->today;
	if (bad.code != CL_OK) {
		cl_acting_refuse(x, w->t, w->v, &bad);
		return CL_PASSED;
	}
	if (strcmp(decision, "consent") == 0)
		return consent(w, document, on);
	return document == NULL ? lacking(w, "document", "5.4(2)")
				: close_refused(w, "decided", document, on);
}

/* ---- the run ---- */

static const struct {
	int option;
	int (*act)(struct work *);
} acts[] = {{CL_O_APPLY, apply}, {CL_O_MISSING, missing}, {CL_O_SUPPLIED, supplied},
	{CL_O_ACCEPT, accept}, {CL_O_REFUSE, not_accept}, {CL_O_DECIDE, decide}};
#define ACTS (sizeof acts / sizeof *acts)

static int repair_one(struct cl_acting *x, const struct cl_todo *t, struct cl_view *v,
	struct cl_arena *a, struct cl_err *err)
{
	int done = 0, any = 0, rc = CL_PASSED;
	for (size_t i = 0; i < ACTS; i++) {
		struct work w = {.x = x, .t = t, .v = v, .a = a, .err = err};
		if (x->run->opts.val[acts[i].option] == NULL && !(any == 0 && i == ACTS - 1))
			continue;
		any = 1;
		rc = acts[i].act(&w);
		if (rc < 0 || rc == CL_PASSED)
			break;
		done |= rc == CL_DONE;
	}
	if (rc == CL_PASSED || rc < 0)
		return rc < 0 ? -1 : 0;
	x->run->done += done;
	x->run->unchanged += !done;
	return 0;
}

static int usage(struct cl_run *run, int *lists)
{
	struct cl_opts *o = &run->opts;
	int n = 0, with_accept = cl_opt(o, APPLY) != NULL || cl_opt(o, SUPPLIED) != NULL;
	for (size_t i = 0; i < ACTS; i++)
		n += o->val[acts[i].option] != NULL;
	if (with_accept && cl_opt(o, ACCEPT) != NULL)
		n--; /* received and accepted at once */
	*lists = cl_opt(o, OPEN) != NULL || cl_opt(o, OVERDUE) != NULL;
	n += *lists;
	return n == 1 || (n == 0 && !cl_want_given(run));
}

int cl_repair_run(struct cl_run *run)
{
	struct cl_acting x = {.run = run, .one = repair_one};
	struct cl_err err = {0};
	int lists, applies = cl_opt(&run->opts, APPLY) != NULL;
	if (!usage(run, &lists)) {
		cl_fail(&err, CL_E_USAGE,
			_("say one of --apply, --missing, --supplied, --accept, --refuse, "
			  "--decide, --open, --overdue"));
		return cl_say_error(run, &err);
	}
	const char *wire; /* a wrong word is a wrong command, not a refused entry */
	if (cl_opt_value(run, CL_O_DECIDE, CL_K_DECISION, &wire, &err) != 0 ||
		cl_opt_value(run, CL_O_WAYS, CL_K_WAYS, &wire, &err) != 0)
		return cl_say_error(run, &err);
	cl_proceeding_output(run);
	if (lists)
		return cl_proceedings_list(run, "repair");
	if (cl_proceedings_select(run, CL_O_REPAIR, "repair", &err) != 0)
		return cl_say_error(run, &err);
	int status = cl_acting_run(&x);
	if (run->terminal && run->done > 0 && applies)
		cl_say(run, _("next: cl-repair --accept --entry E, then --decide consent "
			      "--document NO"));
	return status;
}
