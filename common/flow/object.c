/* cl-object: objections (5.4(1), 5.6(1)): filed, marked everywhere, answered within their days; and
 * the department's own correction. */
#include "flow/objection.h"
#include "base/date.h"
#include "flow/given.h"
#include "flow/seal.h"
#include <string.h>

const char *cl_objection_clause(const struct cl_view *v)
{
	return strcmp(v->list, "red") == 0 ? "5.6(1)" : "5.4(1)";
}

static int same(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

int cl_objection_refuse(struct cl_acting *x, const struct cl_todo *t, const struct cl_view *v,
	const char *clause, struct cl_arena *a)
{
	if (!t->single) {
		x->passed++;
		return CL_PASSED;
	}
	cl_proceeding_refuse(x, t, v, CL_E_STATE, *clause != '\0' ? clause : cl_objection_clause(v),
		_("an objection is not possible: the entry is %s"),
		cl_shown_value(CL_K_STATE, cl_state_name(v->state), a));
	return CL_PASSED;
}

/* ---- filing ---- */

struct filing {
	const char *claim, *claimant, *contact, *evidence, *document, *reason;
	int32_t on;
	int ex_officio;
};

/* 0, or -1 with bad (this record) or err (the run) */
static int read_filing(struct cl_acting *x, const struct cl_todo *t, const struct cl_view *v,
	struct filing *f, struct cl_arena *a, struct cl_err *bad, struct cl_err *err)
{
	struct cl_run *run = x->run;
	const char *claim = cl_said(x, t, CL_F_CLAIM, CL_O_CLAIM);
	memset(f, 0, sizeof *f);
	f->ex_officio = cl_opt(&run->opts, EX_OFFICIO) != NULL;
	f->claimant = f->ex_officio ? NULL : cl_said(x, t, CL_F_CLAIMANT, CL_O_CLAIMANT);
	f->contact = cl_said(x, t, CL_F_CONTACT, CL_O_CONTACT);
	f->evidence = cl_said(x, t, CL_F_EVIDENCE, CL_O_EVIDENCE);
	f->document = cl_acting_value(x, t, v, CL_F_DOCUMENT, a, bad);
	f->reason = cl_said(x, t, CL_F_REASON, CL_O_REASON);
	if (cl_opt_date(run, CL_O_FILED_ON, &f->on, err) != 0)
		return -1;
	if (f->on == CL_NODAY && f->ex_officio && cl_opt(&run->opts, DECIDE) != NULL) {
		/* its own correction is begun and decided in one act, of the decision's day */
		int32_t on = cl_day_parse(cl_acting_value(x, t, v, CL_F_DECIDED_ON, a, bad));
		f->on = on != CL_NODAY && on < run->today ? on : CL_NODAY;
	}
	if (f->on == CL_NODAY)
		f->on = run->today;
	if (claim == NULL && f->ex_officio)
		claim = "should_not_be_listed";
	if (claim != NULL && (f->claim = cl_value_wire(CL_K_CLAIM, claim, a)) == NULL)
		return cl_fail(bad, CL_E_ENUM, _("claim: %s is none of %s"), claim,
			cl_value_list(CL_K_CLAIM, a));
	return bad->code != CL_OK ? -1 : 0;
}

/* The same objection again: open, or closed and of the same day. */
static const struct cl_proceeding *filed_before(
	const struct cl_proceeding *p, int n, const struct filing *f, struct cl_arena *a)
{
	for (int i = n; i > 0; i--) {
		const struct cl_flat *b = &p[i - 1].body;
		int own = cl_flat_get(b, "ex_officio") != NULL;
		if (same(cl_flat_get(b, "claim"), f->claim) && own == f->ex_officio &&
			same(cl_flat_get(b, "claimant"), f->claimant) &&
			(!p[i - 1].row.closed ||
				same(p[i - 1].row.opened_on, cl_day_text(f->on, a))))
			return &p[i - 1];
	}
	return NULL;
}

static int store_filing(struct cl_acting *x, const struct cl_view *v, const struct filing *f,
	const char *recorded_for, struct cl_arena *a, const char **number, struct cl_err *err)
{
	struct cl_run *run = x->run;
	struct cl_event ev;
	const char *due;
	int provisional;
	if (cl_proceeding_due(run, f->on, "objection_wd", a, &due, &provisional, err) != 0)
		return -1;
	cl_proceeding_event(x, v, "open", recorded_for, &ev);
	cl_flat_set(&ev.body, "proceeding", "objection");
	cl_flat_set(&ev.body, "overlay", "objection");
	cl_flat_set(&ev.body, "opened_on", cl_day_text(f->on, a));
	cl_flat_set(&ev.body, "due_on", due);
	cl_flat_set(&ev.body, "provisional", provisional ? "yes" : NULL);
	cl_flat_set(&ev.body, "claim", f->claim);
	cl_flat_set(&ev.body, "clause", cl_objection_clause(v));
	cl_flat_set(&ev.body, "ex_officio", f->ex_officio ? "yes" : NULL);
	cl_flat_set(&ev.body, "document", f->ex_officio ? f->document : NULL);
	cl_private_set(&ev.body, "claimant", f->claimant, 1, a);
	cl_private_set(&ev.body, "contact", f->contact, 1, a);
	cl_private_set(&ev.body, "evidence", f->evidence, v->natural, a);
	cl_private_set(&ev.body, "reason", f->reason, v->natural, a);
	if (cl_store_event(run->store, &ev, err) != 0)
		return -1;
	*number = cl_id_text(&x->keep, 'O', ev.seq);
	cl_acting_show(x, v->id, "changed", 0, 0,
		cl_due_explain(
			run, cl_objection_clause(v), cl_day_text(f->on, a), "objection_wd", due));
	struct cl_rec *more = cl_proceeding_record(x, *number, "opened", due);
	more->v[CL_F_CLAIM] = cl_strdup(&x->keep, f->claim);
	cl_acting_more(x, v->id, more);
	if (!run->dry_run)
		cl_acting_after(x,
			_("receipt: objection %s on E%lld, filed %s; to be answered by %s"),
			*number, (long long)v->id, cl_day_text(f->on, a),
			*due != '\0' ? due : _("no day set"));
	return CL_DONE;
}

static int file_one(struct cl_acting *x, const struct cl_todo *t, struct cl_view *v,
	struct cl_arena *a, const char **number, struct cl_err *err)
{
	struct cl_err bad = {0};
	struct filing f;
	struct cl_facts facts;
	struct cl_lack lack = {0};
	struct cl_proceeding *p;
	int n;
	const char *clause, *recorded_for;
	if (read_filing(x, t, v, &f, a, &bad, err) != 0) {
		if (bad.code != CL_OK)
			cl_acting_refuse(x, t, v, &bad);
		return err->code != CL_OK ? -1 : CL_PASSED;
	}
	if (cl_proceedings_of(x->run, v->id, "objection", a, &p, &n, err) != 0)
		return -1;
	const struct cl_proceeding *before = filed_before(p, n, &f, a);
	if (before != NULL) {
		*number = cl_strdup(&x->keep, before->number);
		cl_acting_show(x, v->id, "unchanged", 0, 0, NULL);
		struct cl_rec *more = cl_proceeding_record(x, before->number,
			before->row.closed ? "decided" : "opened", before->due_on);
		more->v[CL_F_PROCEEDING] = *number;
		more->v[CL_F_CLAIM] = cl_strdup(&x->keep, f.claim);
		cl_acting_more(x, v->id, more);
		return CL_UNCHANGED;
	}
	if (cl_acting_stale(x, t, v, a))
		return CL_PASSED;
	const struct cl_life *row = cl_life_find(v->state, CL_A_OBJECT, v->list, &clause);
	if (row == NULL)
		return cl_objection_refuse(x, t, v, clause, a);
	int may = cl_proceeding_may(x, t, v, NULL, row->clause, &recorded_for, err);
	if (may > 0 && f.ex_officio) /* others' are only taken in */
		may = cl_acting_officer(x, t, v, a, err);
	if (may <= 0)
		return may < 0 ? -1 : CL_PASSED;
	if (cl_end_before(x, t, v, f.on))
		return CL_PASSED;
	if (cl_facts_of(x->run, v, a, &facts, err) != 0)
		return -1;
	facts.claim = f.claim;
	facts.claimant = f.claimant;
	facts.evidence = f.evidence;
	facts.document = f.document;
	facts.ex_officio = f.ex_officio;
	facts.opened_on = f.on;
	if (cl_life_guards(row, &facts, &lack) != 0) {
		cl_acting_lacking(x, t, v, &lack, row->clause);
		return CL_PASSED;
	}
	if (f.evidence == NULL && !f.ex_officio)
		cl_warn(x->run, CL_W_INCOMPLETE, _("no evidence was handed in [%s]"),
			cl_cited(row->clause, &x->run->arena));
	return store_filing(x, v, &f, recorded_for, a, number, err);
}

/* The department's own correction, begun and decided at once: one act, one record, or none of it.
 */
static int own_correction(struct cl_acting *x, const struct cl_todo *t, struct cl_view *v,
	struct cl_arena *a, struct cl_err *err)
{
	struct cl_store_mark mark;
	struct cl_view now;
	const char *number = NULL;
	size_t shown = x->nshown, words = x->after.n;
	if (cl_store_mark_set(x->run->store, &mark, err) != 0)
		return -1;
	int rc = file_one(x, t, v, a, &number, err);
	if (rc >= 0 && rc != CL_PASSED) {
		if (cl_view_load(x->run, v->id, x->run->today, a, &now, err) != 1)
			return -1;
		rc = cl_answer_one(x, t, &now, number, a, err);
	}
	if (rc != CL_PASSED)
		return rc < 0 || cl_store_mark_keep(x->run->store, err) != 0 ? -1 : rc;
	if (x->nshown > shown + 1) { /* only the refusal is told */
		x->shown[shown] = x->shown[x->nshown - 1];
		x->nshown = shown + 1;
	}
	x->after.n = words;
	if (x->after.p != NULL)
		x->after.p[words] = '\0';
	return cl_store_mark_back(x->run->store, &mark, err) != 0 ? -1 : rc;
}

static int object_one(struct cl_acting *x, const struct cl_todo *t, struct cl_view *v,
	struct cl_arena *a, struct cl_err *err)
{
	struct cl_opts *o = &x->run->opts;
	const char *number = NULL;
	int rc = CL_PASSED;
	if (cl_opt(o, EX_OFFICIO) != NULL && cl_opt(o, DECIDE) != NULL)
		rc = own_correction(x, t, v, a, err);
	else if (cl_opt(o, FILE) != NULL || cl_opt(o, EX_OFFICIO) != NULL)
		rc = file_one(x, t, v, a, &number, err);
	else if (cl_opt(o, EXTEND) != NULL)
		rc = cl_answer_extend(x, t, v, a, err);
	else
		rc = cl_answer_one(x, t, v, NULL, a, err);
	x->run->done += rc == CL_DONE;
	x->run->unchanged += rc == CL_UNCHANGED;
	return rc < 0 ? -1 : 0;
}

int cl_object_run(struct cl_run *run)
{
	struct cl_acting x = {.run = run, .one = object_one};
	struct cl_err err = {0};
	struct cl_opts *o = &run->opts;
	int own = cl_opt(o, EX_OFFICIO) != NULL,
	    n = (cl_opt(o, FILE) != NULL) + (cl_opt(o, EXTEND) != NULL) +
		(cl_opt(o, OPEN) != NULL || cl_opt(o, OVERDUE) != NULL) +
		(own || cl_opt(o, DECIDE) != NULL);
	if (n != 1 && (n != 0 || cl_acting_idle(run))) {
		cl_fail(&err, CL_E_USAGE,
			_("say one of --file, --ex-officio, --extend, --decide, --open, "
			  "--overdue"));
		return cl_say_error(run, &err);
	}
	const char *wire; /* a wrong word is a wrong command, not a refused entry */
	if (cl_opt_value(run, CL_O_DECIDE, CL_K_DECISION, &wire, &err) != 0 ||
		cl_opt_value(run, CL_O_CLAIM, CL_K_CLAIM, &wire, &err) != 0 ||
		cl_opt_value(run, CL_O_EXIT_REASON, CL_K_REASON, &wire, &err) != 0)
		return cl_say_error(run, &err);
	cl_proceeding_output(run);
	if (cl_opt(o, OPEN) != NULL || cl_opt(o, OVERDUE) != NULL)
		return cl_proceedings_list(run, "objection");
	if (cl_proceedings_select(run, CL_O_OBJECTION, "objection", &err) != 0)
		return cl_say_error(run, &err);
	return cl_acting_run(&x);
}
