/* cl-repair: repair and exit on application (5.1 to 5.3, 5.4(2)): applied; the steps that follow
 * are in repairstep.c. */
#include "flow/repairing.h"
#include "base/date.h"
#include "flow/explain.h"
#include "flow/given.h"
#include <string.h>

int cl_repair_unchanged(struct cl_repair *w, const char *step)
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

int cl_repair_refuse(struct cl_repair *w, enum cl_code code, const char *clause, const char *text)
{
	cl_proceeding_refuse(w->x, w->t, w->v, code, clause, "%s", text);
	return CL_PASSED;
}

int cl_repair_lacking(struct cl_repair *w, const char *what, const char *clause)
{
	struct cl_lack lack = {.n = 1, .item = {{what, clause, NULL}}};
	cl_acting_lacking(w->x, w->t, w->v, &lack, clause);
	return CL_PASSED;
}

int cl_repair_facts(struct cl_repair *w, struct cl_flat *body, struct cl_err *bad)
{
	struct cl_acting *x = w->x;
	const char *duty = x->given.v[CL_F_DUTY_FULFILLED_ON];
	if (w->t->rec != NULL) {
		const char *in =
			cl_given_differs(w->t->rec, CL_F_DUTY_FULFILLED_ON, w->v, w->a, bad);
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
static int barred(struct cl_repair *w, const struct cl_proceeding *p, int n, int32_t *until)
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

static int read_ways(struct cl_repair *w, const char **ways, struct cl_err *bad)
{
	const char *s = cl_said(w->x, w->t, CL_F_WAYS, CL_O_WAYS);
	*ways = s != NULL ? cl_value_wire(CL_K_WAYS, s, w->a) : NULL;
	return s == NULL || *ways != NULL ? 0
					  : cl_fail(bad, CL_E_ENUM, _("ways: %s is none of %s"), s,
						    cl_value_list(CL_K_WAYS, w->a));
}

static int requested(struct cl_repair *w, int32_t *on, struct cl_err *bad)
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

static int store_apply(struct cl_repair *w, const char *ways, int32_t on)
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
	if (cl_repair_facts(w, &ev.body, &bad) != 0) {
		cl_acting_refuse(x, w->t, w->v, &bad);
		return CL_PASSED;
	}
	cl_flat_set(&ev.body, "proceeding", "repair");
	cl_flat_set(&ev.body, "overlay", "repair");
	cl_flat_set(&ev.body, "opened_on", cl_day_text(on, w->a));
	cl_flat_set(&ev.body, "requested_on", cl_day_text(on, w->a));
	cl_flat_set(&ev.body, "due_on", due);
	cl_flat_set(&ev.body, "provisional", provisional ? "yes" : NULL);
	cl_flat_set(&ev.body, "clause", CL_REPAIR_CLAUSE);
	cl_private_set(&ev.body, "ways", ways, 0, w->a);
	cl_private_set(&ev.body, "commitment", cl_opt(&run->opts, COMMITMENT), w->v->natural, w->a);
	cl_private_set(
		&ev.body, "claimant", cl_said(x, w->t, CL_F_CLAIMANT, CL_O_CLAIMANT), 1, w->a);
	cl_private_set(&ev.body, "contact", cl_said(x, w->t, CL_F_CONTACT, CL_O_CONTACT), 1, w->a);
	if (cl_store_event(run->store, &ev, w->err) != 0)
		return -1;
	const char *number = cl_id_text(&x->keep, 'R', ev.seq);
	cl_acting_show(x, w->v->id, "changed", 0, 0,
		cl_due_explain(
			run, CL_REPAIR_CLAUSE, cl_day_text(on, w->a), "repair_accept_wd", due));
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
	struct cl_repair *w, const struct cl_proceeding *p, int n, const char *ways, int32_t on)
{
	const char *clause;
	struct cl_facts f;
	struct cl_lack lack = {0};
	struct cl_acting *x = w->x;
	const struct cl_life *row = cl_life_find(w->v->state, CL_A_REPAIR, w->v->list, &clause);
	if (row == NULL) {
		if (!w->t->single)
			return x->passed++, CL_PASSED;
		cl_proceeding_refuse(x, w->t, w->v, CL_E_STATE, CL_REPAIR_CLAUSE,
			_("repair is not possible: %s, %s"),
			cl_shown_value(CL_K_LIST, w->v->list, w->a),
			cl_shown_value(CL_K_STATE, cl_state_name(w->v->state), w->a));
		return CL_PASSED;
	}
	int may =
		cl_proceeding_may(x, w->t, w->v, NULL, CL_REPAIR_CLAUSE, &w->recorded_for, w->err);
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

static int apply(struct cl_repair *w)
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
			return cl_repair_unchanged(
				w, p[i - 1].nsteps > 0 ? p[i - 1].step[p[i - 1].nsteps - 1].step
						       : "opened");
		if (!p[i - 1].row.closed) {
			cl_proceeding_refuse(x, w->t, w->v, CL_E_STATE, CL_REPAIR_CLAUSE,
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

/* ---- the run ---- */

static const struct {
	int option;
	int (*act)(struct cl_repair *);
} acts[] = {{CL_O_APPLY, apply}, {CL_O_MISSING, cl_repair_missing},
	{CL_O_SUPPLIED, cl_repair_supplied}, {CL_O_ACCEPT, cl_repair_accept},
	{CL_O_REFUSE, cl_repair_not_accept}, {CL_O_DECIDE, cl_repair_decide}};
#define ACTS (sizeof acts / sizeof *acts)

static int repair_one(struct cl_acting *x, const struct cl_todo *t, struct cl_view *v,
	struct cl_arena *a, struct cl_err *err)
{
	int done = 0, any = 0, rc = CL_PASSED;
	for (size_t i = 0; i < ACTS; i++) {
		struct cl_repair w = {.x = x, .t = t, .v = v, .a = a, .err = err};
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
	return n == 1 || (n == 0 && !cl_acting_idle(run));
}

int cl_repair_run(struct cl_run *run)
{
	struct cl_acting x = {.run = run, .one = repair_one};
	struct cl_err err = {0};
	int lists;
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
	return cl_acting_run(&x);
}
