/* cl-exit: entries end, for a reason of 5.4 or 5.6. */
#include "flow/acting.h"
#include "base/date.h"
#include "flow/given.h"
#include "flow/officers.h"
#include <stdio.h>
#include <string.h>

/* The record's own value, else the option's. */
static const char *said(const struct cl_todo *t, enum cl_field f, const char *option,
	struct cl_arena *a, struct cl_err *err)
{
	return t->rec != NULL && t->rec->v[f] != NULL ? cl_given_value(f, t->rec->v[f], a, err)
						      : option;
}

static int reason_of(struct cl_acting *x, const struct cl_todo *t, const char **reason,
	struct cl_arena *a, struct cl_err *bad)
{
	const char *s = cl_opt(&x->run->opts, REASON);
	if (cl_opt(&x->run->opts, STANDARD_CHANGED) != NULL)
		s = "standard_changed";
	else if (t->rec != NULL && cl_get(t->rec, EXIT_REASON) != NULL)
		s = cl_get(t->rec, EXIT_REASON);
	else if (t->rec != NULL && cl_get(t->rec, REASON) != NULL)
		s = cl_get(t->rec, REASON);
	if (s == NULL)
		return cl_fail(bad, CL_E_USAGE, _("--reason is missing: one of %s"),
			cl_value_list(CL_K_REASON, a));
	*reason = cl_value_wire(CL_K_REASON, s, a);
	return *reason != NULL ? 0
			       : cl_fail(bad, CL_E_ENUM, _("reason: %s is none of %s"), s,
					 cl_value_list(CL_K_REASON, a));
}

static int refuse_state(struct cl_acting *x, const struct cl_todo *t, const struct cl_view *v,
	const char *reason, const char *clause, struct cl_arena *a)
{
	struct cl_err e = {0};
	if (!t->single) {
		x->passed++;
		return 0;
	}
	snprintf(e.clause, sizeof e.clause, "%s", clause);
	cl_fail(&e, CL_E_STATE, _("an exit for %s is not possible: %s, %s [%s]"),
		cl_shown_value(CL_K_REASON, reason, a), cl_shown_value(CL_K_LIST, v->list, a),
		cl_shown_value(CL_K_STATE, cl_state_name(v->state), a),
		*clause != '\0' ? cl_cited(clause, a) : "-");
	return cl_acting_refuse(x, t, v, &e);
}

static int may_exit(struct cl_acting *x, const struct cl_todo *t, const struct cl_view *v,
	const char **recorded_for, struct cl_arena *a, struct cl_err *err)
{
	struct cl_err e = {0};
	int may = cl_may_act(x->run, v, recorded_for, err);
	if (may < 0)
		return -1;
	if (may) {
		int before = cl_acting_before(x, t, v, err);
		return before == 0 ? cl_acting_officer(x, t, v, a, err) : before < 0 ? -1 : 0;
	}
	cl_officers_refuse(x->run, v->department, &e);
	cl_acting_refuse(x, t, v, &e);
	return 0;
}

/* 5.7: the legal date from which the notice is due. */
static int32_t trigger_of(
	struct cl_run *run, enum cl_act act, const struct cl_facts *f, const struct cl_view *v)
{
	if (act == CL_A_EXIT_EXPIRED) /* where the duty must be done, both must have come */
		return cl_end_needs_duty(run, v) &&
				       cl_day_parse(f->duty_fulfilled_on) > v->span.valid_until
			       ? cl_day_parse(f->duty_fulfilled_on)
			       : v->span.valid_until + 1;
	if (act == CL_A_EXIT_REQUESTED)
		return f->requested_on;
	return f->decided_on != CL_NODAY ? f->decided_on : run->today;
}

static int exit_one(struct cl_acting *x, const struct cl_todo *t, struct cl_view *v,
	struct cl_arena *a, struct cl_err *err)
{
	struct cl_run *run = x->run;
	struct cl_err bad = {0};
	struct cl_facts f;
	struct cl_lack lack = {0};
	const char *reason = NULL, *clause, *recorded_for;
	if (reason_of(x, t, &reason, a, &bad) != 0)
		return t->rec == NULL ? cl_fail(err, bad.code, "%s", bad.text)
				      : cl_acting_refuse(x, t, v, &bad);
	enum cl_act act = (enum cl_act)cl_act_of_reason(reason);
	int again = cl_again_exit(x, t, v, reason, a, err);
	if (again != 0)
		return again < 0 ? -1 : cl_again_show(x, v, a, err);
	const struct cl_life *row = cl_life_find(v->state, act, v->list, &clause);
	if (cl_acting_stale(x, t, v, a))
		return 0;
	if (row == NULL)
		return refuse_state(x, t, v, reason, clause, a);
	int may = may_exit(x, t, v, &recorded_for, a, err);
	if (may <= 0)
		return may;
	if (cl_facts_of(run, v, a, &f, err) != 0)
		return -1;
	struct cl_end end = {.act = act, .recorded_for = recorded_for};
	end.document = f.document = cl_acting_value(x, t, v, CL_F_DOCUMENT, a, &bad);
	end.decided_on = cl_acting_value(x, t, v, CL_F_DECIDED_ON, a, &bad);
	end.conditions_met = f.conditions_met =
		said(t, CL_F_CONDITIONS_MET, cl_opt(&run->opts, CONDITIONS_MET), a, &bad);
	end.proof = f.proof = cl_opt(&run->opts, PROOF);
	end.officer = x->given.v[CL_F_OFFICER];
	end.approved_by = x->given.v[CL_F_APPROVED_BY];
	f.decided_on = cl_day_parse(end.decided_on);
	if (x->given.v[CL_F_DUTY_FULFILLED_ON] != NULL)
		end.duty_fulfilled_on = f.duty_fulfilled_on = x->given.v[CL_F_DUTY_FULFILLED_ON];
	if (act == CL_A_EXIT_STANDARD_CHANGED)
		end.standard = cl_opt(&run->opts, STANDARD_CHANGED);
	const char *asked = said(t, CL_F_REQUESTED_ON, NULL, a, &bad);
	if (asked != NULL)
		f.requested_on = cl_day_parse(asked);
	else if (cl_opt_date(run, CL_O_REQUESTED_ON, &f.requested_on, err) != 0)
		return -1;
	if (bad.code != CL_OK)
		return cl_acting_refuse(x, t, v, &bad);
	if (cl_life_guards(row, &f, &lack) != 0)
		return cl_acting_lacking(x, t, v, &lack, row->clause);
	char day[11];
	if (cl_end_before(x, t, v, act == CL_A_EXIT_REQUESTED ? f.requested_on : f.decided_on))
		return 0;
	if (f.requested_on != CL_NODAY)
		end.requested_on = cl_strdup(a, cl_day_format(f.requested_on, day));
	end.trigger = trigger_of(run, act, &f, v);
	return cl_end_entry(x, v, row, &end, a, err);
}

/* The department's decision on an entry of a changed standard: exit or keep. */
static int changed_one(struct cl_acting *x, const struct cl_todo *t, struct cl_view *v,
	struct cl_arena *a, struct cl_err *err)
{
	struct cl_err bad = {0};
	const char *s = t->rec != NULL ? cl_get(t->rec, DECISION) : NULL,
		   *decision = s != NULL ? cl_value_wire(CL_K_DECISION, s, a) : NULL;
	int applies = cl_standard_applies(x, t, v, a, err);
	if (applies <= 0)
		return applies;
	if (decision != NULL && strcmp(decision, "exit") == 0)
		return exit_one(x, t, v, a, err);
	if (decision != NULL && strcmp(decision, "keep") == 0)
		return cl_overlay_one(x, t, v, a, err);
	cl_fail(&bad, s == NULL ? CL_E_MISSING : CL_E_ENUM,
		_("decision: exit or keep is needed for each entry"));
	return cl_acting_refuse(x, t, v, &bad);
}

/* Which act: the number of those asked for. */
static int mode_of(struct cl_run *run, struct cl_acting *x)
{
	struct cl_opts *o = &run->opts;
	int overlays = (cl_opt(o, SUSPEND) != NULL) + (cl_opt(o, RESUME) != NULL) +
		       (cl_opt(o, REVIEW) != NULL);
	int changed = cl_opt(o, STANDARD_CHANGED) != NULL, restores = cl_opt(o, RESTORES) != NULL;
	if (overlays > 0)
		x->one = cl_overlay_one;
	if (changed)
		x->one = changed_one;
	if (restores)
		x->one = cl_restore_one;
	if (changed)
		run->out_opts.more[CL_F_DECISION] = 1;
	if (restores)
		run->out_opts.more[CL_F_RESTORES] = 1;
	return overlays + changed + restores + (cl_opt(o, EXPIRED) != NULL);
}

static int usage(struct cl_run *run, int modes, struct cl_err *err)
{
	struct cl_opts *o = &run->opts;
	const char *review = cl_opt(o, REVIEW), *reason;
	int text = cl_opt(o, SUSPEND) != NULL || cl_opt(o, RESUME) != NULL || review != NULL ||
		   cl_opt(o, STANDARD_CHANGED) != NULL || cl_opt(o, RESTORES) != NULL;
	if (modes > 1)
		return cl_fail(err, CL_E_USAGE,
			_("one act at a time: --expired, --standard-changed, --review, --suspend, "
			  "--resume, --restores or --reason"));
	if (modes == 0 && cl_opt(o, REASON) == NULL && cl_acting_idle(run))
		return cl_fail(err, CL_E_USAGE,
			_("say one of --expired, --reason, --standard-changed, --review, "
			  "--suspend, --resume, --restores"));
	if (review != NULL && strcmp(review, "begin") != 0 && strcmp(review, "end") != 0)
		return cl_fail(err, CL_E_USAGE, _("--review takes begin or end"));
	return text ? 0 : cl_opt_value(run, CL_O_REASON, CL_K_REASON, &reason, err);
}

int cl_exit_run(struct cl_run *run)
{
	struct cl_acting x = {.run = run, .one = exit_one};
	struct cl_err err = {0};
	if (usage(run, mode_of(run, &x), &err) != 0)
		return cl_say_error(run, &err);
	if (cl_opt(&run->opts, STANDARD_CHANGED) != NULL && run->opts.nargs == 0)
		return cl_standard_changed(run);
	if (cl_opt(&run->opts, EXPIRED) == NULL)
		return cl_acting_run(&x);
	if (cl_opt(&run->opts, REASON) != NULL) {
		cl_fail(&err, CL_E_USAGE, _("--expired needs no --reason"));
		return cl_say_error(run, &err);
	}
	if (run->opts.nargs > 0) {
		cl_fail(&err, CL_E_USAGE, _("--expired takes a selection, no records"));
		return cl_say_error(run, &err);
	}
	return cl_expired_run(run);
}
