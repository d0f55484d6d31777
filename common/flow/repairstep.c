/* The steps of an application for repair (5.3, 5.4(2)): what is missing asked for once, supplied,
 * accepted or not, decided by the department that identified. */
#include "flow/repairing.h"
#include "base/date.h"
#include "flow/explain.h"
#include "flow/given.h"
#include <string.h>

enum { FOUND = 10 }; /* beside CL_DONE and its like: the application is there and open */

/* ---- conditions of exit, each with its day: said at any step, gathered ---- */

static void gather(struct cl_buf *b, const char *met)
{
	if (met != NULL)
		cl_buf_printf(b, "%s%s", b->n > 0 ? ";" : "", met);
}

static const char *conditions(struct cl_repair *w, const char *now)
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
static const char *duty_day(struct cl_repair *w, const char *now)
{
	const char *d = now;
	for (int i = w->p.nsteps; d == NULL && i > 0; i--)
		d = cl_flat_get(&w->p.fact[i - 1], "duty_fulfilled_on");
	if (d == NULL)
		d = cl_flat_get(&w->p.body, "duty_fulfilled_on");
	return d != NULL ? d : cl_get(&w->v->rec, DUTY_FULFILLED_ON);
}

/* ---- steps of an open application ---- */

static void step_event(struct cl_repair *w, const char *step, int closes, struct cl_event *ev)
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

static int put_step(struct cl_repair *w, struct cl_event *ev, const char *step, const char *due,
	const char *param)
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
		due != NULL ? cl_due_explain(run, CL_REPAIR_CLAUSE, taken, param, due)
			    : cl_explained(run, CL_REPAIR_CLAUSE, "%s；%s；%s", w->p.number,
				      cl_value_label(CL_K_STEP, step, w->a), taken));
	cl_acting_more(x, w->v->id, cl_proceeding_record(x, w->p.number, step, due));
	return CL_DONE;
}

/* The application that the step is about, open. 1; CL_PASSED told, CL_UNCHANGED shown, -1 */
static int find(struct cl_repair *w, const char *step)
{
	const char *named = cl_said(w->x, w->t, CL_F_PROCEEDING, CL_O_REPAIR);
	int rc = cl_proceeding_pick(w->x, w->t, w->v, "repair", named, w->a, &w->p, w->err);
	if (rc == 0 && !w->t->single)
		return w->x->passed++, CL_PASSED;
	if (rc == 0)
		return cl_repair_refuse(w, CL_E_STATE, CL_REPAIR_CLAUSE,
			_("no application for repair is open on it"));
	if (rc != 1)
		return rc == -1 ? -1 : CL_PASSED;
	return !w->p.row.closed || strcmp(step, "decided") == 0 || strcmp(step, "refused") == 0
		       ? FOUND
		       : cl_repair_refuse(w, CL_E_STATE, CL_REPAIR_CLAUSE,
				 _("the application is closed already"));
}

static int may_step(struct cl_repair *w)
{
	if (cl_acting_stale(w->x, w->t, w->v, w->a))
		return 0;
	return cl_proceeding_may(
		w->x, w->t, w->v, &w->p, CL_REPAIR_CLAUSE, &w->recorded_for, w->err);
}

/* And its officer has that duty (2.5): what the department decides. */
static int may_decide(struct cl_repair *w)
{
	int rc = may_step(w);
	return rc == 1 ? cl_acting_officer(w->x, w->t, w->v, w->a, w->err) : rc;
}

/* One list of what is missing; a second one is refused. */
int cl_repair_missing(struct cl_repair *w)
{
	const char *list = cl_said(w->x, w->t, CL_F_MISSING, CL_O_MISSING);
	struct cl_event ev;
	int rc = find(w, "missing");
	if (rc != FOUND)
		return rc;
	int k = cl_proceeding_step(&w->p, "missing");
	const char *before = k >= 0 ? cl_flat_get(&w->p.fact[k], "missing") : NULL,
		   *option = cl_opt(&w->x->run->opts, MISSING);
	int same = before != NULL && list != NULL &&
		   cl_given_shown(list, before, cl_view_person(w->v), w->a);
	if (same && option != NULL && *option != '\0') /* a record that only says what was asked */
		same = strcmp(before, option) == 0;
	if (same)
		return cl_repair_unchanged(w, "missing");
	if (k >= 0) {
		cl_proceeding_refuse(w->x, w->t, w->v, CL_E_RULE, CL_REPAIR_CLAUSE,
			_("what is missing was asked for on %s, all at once: there is no second "
			  "list"),
			w->p.step[k].taken_on);
		return CL_PASSED;
	}
	if (cl_proceeding_step(&w->p, "accepted") >= 0)
		return cl_repair_refuse(w, CL_E_STATE, CL_REPAIR_CLAUSE,
			_("it was accepted: nothing more can be asked for"));
	if (list == NULL)
		return cl_repair_lacking(w, "missing", CL_REPAIR_CLAUSE);
	rc = may_step(w);
	if (rc <= 0)
		return rc < 0 ? -1 : CL_PASSED;
	step_event(w, "missing", 0, &ev);
	cl_private_set(&ev.body, "missing", list, w->v->natural, w->a);
	return put_step(w, &ev, "missing", NULL, "-");
}

/* A step from which the days for the next one count, as the profile's parameter says. */
static int step_with_days(struct cl_repair *w, const char *step, const char *param)
{
	struct cl_event ev;
	struct cl_err bad = {0};
	const char *due;
	int provisional, rc = strcmp(step, "accepted") == 0 ? may_decide(w) : may_step(w);
	if (rc <= 0)
		return rc < 0 ? -1 : CL_PASSED;
	if (cl_proceeding_due(
		    w->x->run, w->x->run->today, param, w->a, &due, &provisional, w->err) != 0)
		return -1;
	step_event(w, step, 0, &ev);
	if (cl_repair_facts(w, &ev.body, &bad) != 0) {
		cl_acting_refuse(w->x, w->t, w->v, &bad);
		return CL_PASSED;
	}
	cl_flat_set(&ev.body, "due_on", due);
	cl_flat_set(&ev.body, "provisional", provisional ? "yes" : NULL);
	return put_step(w, &ev, step, due, param);
}

int cl_repair_supplied(struct cl_repair *w)
{
	int rc = find(w, "supplied");
	if (rc != FOUND)
		return rc;
	if (cl_proceeding_step(&w->p, "supplied") >= 0)
		return cl_repair_unchanged(w, "supplied");
	if (cl_proceeding_step(&w->p, "missing") < 0)
		return cl_repair_refuse(
			w, CL_E_STATE, CL_REPAIR_CLAUSE, _("nothing was asked for"));
	return step_with_days(w, "supplied", "repair_accept_wd");
}

static int waiting(const struct cl_repair *w)
{
	return cl_proceeding_step(&w->p, "missing") >= 0 &&
	       cl_proceeding_step(&w->p, "supplied") < 0;
}

int cl_repair_accept(struct cl_repair *w)
{
	int rc = find(w, "accepted");
	if (rc != FOUND)
		return rc;
	if (cl_proceeding_step(&w->p, "accepted") >= 0)
		return cl_repair_unchanged(w, "accepted");
	if (waiting(w))
		return cl_repair_refuse(w, CL_E_STATE, CL_REPAIR_CLAUSE,
			_("what was missing has not come yet (--supplied)"));
	return step_with_days(w, "accepted", "repair_answer_wd");
}

/* Not accepted, or accepted and not consented to: closed, with the reason; a new application may
 * follow. */
static int close_refused(struct cl_repair *w, const char *step, const char *document, int32_t on)
{
	struct cl_run *run = w->x->run;
	struct cl_event ev;
	const char *reason = cl_said(w->x, w->t, CL_F_REASON, CL_O_REASON);
	if (reason == NULL)
		return cl_repair_lacking(w, "reason", CL_REPAIR_CLAUSE);
	if (on > run->today)
		return cl_repair_refuse(
			w, CL_E_RULE, CL_REPAIR_CLAUSE, _("it is dated after the business date"));
	step_event(w, step, 1, &ev);
	cl_flat_set(&ev.body, "taken_on", cl_day_text(on, w->a));
	cl_flat_set(&ev.body, "decision", "refuse");
	cl_flat_set(&ev.body, "document", document);
	cl_flat_set(&ev.body, "decided_on", cl_day_text(on, w->a));
	cl_flat_set(
		&ev.body, "false_papers", cl_opt(&run->opts, FALSE_PAPERS) != NULL ? "yes" : NULL);
	cl_flat_set(&ev.body, "clause", CL_REPAIR_CLAUSE);
	cl_private_set(&ev.body, "reason", reason, w->v->natural, w->a);
	int rc = put_step(w, &ev, step, NULL, "-");
	if (rc == CL_DONE) {
		struct cl_rec *more = cl_proceeding_record(w->x, w->p.number, step, NULL);
		more->v[CL_F_DECISION] = "refuse";
		cl_acting_more(w->x, w->v->id, more);
	}
	return rc;
}

static int closed_as(struct cl_repair *w, const char *step, const char *decision)
{
	int k = cl_proceeding_step(&w->p, step);
	const char *was = k >= 0 ? cl_flat_get(&w->p.fact[k], "decision") : NULL;
	if (was != NULL && strcmp(was, decision) == 0)
		return cl_repair_unchanged(w, step);
	return cl_repair_refuse(
		w, CL_E_STATE, CL_REPAIR_CLAUSE, _("the application is closed already"));
}

int cl_repair_not_accept(struct cl_repair *w)
{
	struct cl_err bad = {0};
	int rc = find(w, "refused");
	if (rc != FOUND)
		return rc;
	if (w->p.row.closed)
		return closed_as(w, "refused", "refuse");
	if (cl_proceeding_step(&w->p, "accepted") >= 0)
		return cl_repair_refuse(
			w, CL_E_STATE, CL_REPAIR_CLAUSE, _("it was accepted: --decide refuse"));
	rc = may_decide(w);
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
	struct cl_repair *w, const struct cl_life *exit, const struct cl_facts *f, int32_t on)
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

static int consent(struct cl_repair *w, const char *document, int32_t on)
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
	if (cl_repair_facts(w, &said, &bad) != 0) {
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

int cl_repair_decide(struct cl_repair *w)
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
		return cl_repair_refuse(
			w, CL_E_STATE, CL_REPAIR_CLAUSE, _("it was not accepted yet (--accept)"));
	rc = may_decide(w);
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
	return document == NULL ? cl_repair_lacking(w, "document", "5.4(2)")
				: close_refused(w, "decided", document, on);
}
