/* Measures (4.1, 4.2): which department applies which to whom, since when, until when; and that it
 * stops when the entry does (5.7). */
#include "flow/joint.h"
#include "base/date.h"
#include "flow/explain.h"
#include "flow/departments.h"
#include "flow/officers.h"
#include <stdlib.h>
#include <string.h>

static int same(const struct cl_row_applied *a, const struct cl_row_applied *b)
{
	return a->entry == b->entry && strcmp(a->measure, b->measure) == 0 &&
	       strcmp(a->department, b->department) == 0;
}

/* Whether the row begins a measure that no later row ends. */
static int runs(const struct cl_row_applied *rows, int n, int i)
{
	for (int k = i + 1; k < n; k++)
		if (same(&rows[i], &rows[k]))
			return 0;
	return rows[i].begins;
}

/* ---- at an exit ---- */

static int stop_one(struct cl_acting *x, const struct cl_view *v, const struct cl_row_applied *m,
	int32_t exited, struct cl_arena *a, struct cl_err *err)
{
	struct cl_event end = {.kind = "measure", .entry = v->id, .subject = v->subject},
			open = {.kind = "open", .entry = v->id, .subject = v->subject};
	int32_t due, began = cl_day_parse(m->on_date);
	int provisional;
	if (cl_run_deadline(x->run, exited, "exit_notice_wd", &due, &provisional, err) != 0)
		return -1;
	cl_flat_set(&end.body, "measure", m->measure);
	cl_flat_set(&end.body, "department", m->department);
	cl_flat_set(&end.body, "on_date", cl_day_text(exited > began ? exited : began, a));
	cl_flat_set(&end.body, "ends", "yes");
	cl_flat_set(&end.body, "clause", "5.7");
	cl_flat_set(&open.body, "proceeding", "stop");
	cl_flat_set(&open.body, "department", m->department);
	cl_flat_set(&open.body, "measure", m->measure);
	cl_flat_set(&open.body, "opened_on", cl_day_text(exited, a));
	cl_flat_set(&open.body, "due_on", cl_day_text(due, a));
	cl_flat_set(&open.body, "provisional", provisional ? "yes" : NULL);
	cl_flat_set(&open.body, "clause", "5.7");
	if (cl_store_event(x->run->store, &end, err) != 0 ||
		cl_store_event(x->run->store, &open, err) != 0)
		return -1;
	if (!x->run->dry_run)
		cl_acting_after(x, _("stop notice %s to %s: %s on E%lld, due %s [%s]"),
			cl_id_text(a, 'T', open.seq), m->department, m->measure, (long long)v->id,
			cl_day_text(due, a), cl_cited("5.7", a));
	return 0;
}

int cl_measures_stop(struct cl_acting *x, const struct cl_view *v, int32_t exited,
	struct cl_arena *a, struct cl_err *err)
{
	struct cl_row_applied *rows;
	int n;
	if (cl_store_applied(x->run->store, v->id, a, &rows, &n, err) != 0)
		return -1;
	for (int i = 0; i < n; i++)
		if (runs(rows, n, i) && stop_one(x, v, &rows[i], exited, a, err) != 0)
			return -1;
	return 0;
}

/* ---- begun and ended by hand ---- */

struct act {
	const char *code, *by;
	int32_t on;
	int begins;
};

/* The measure is in the catalogue, for this list. 0, or -1 and *bad. */
static int in_catalogue(struct cl_run *run, const struct act *m, const struct cl_view *v,
	struct cl_arena *a, struct cl_err *bad, struct cl_err *err)
{
	struct cl_reg r;
	int rc = cl_store_reg(run->store, "measure", m->code, a, &r, err);
	const char *list = rc == 1 ? cl_flat_get(&r.body, "list") : NULL;
	if (rc < 0)
		return -1;
	if (rc == 0)
		cl_fail(bad, CL_E_ENUM, _("there is no measure %s in the catalogue"), m->code);
	else if (list != NULL && strcmp(list, v->list) != 0)
		cl_fail(bad, CL_E_RULE, _("measure %s is for the %s [%s]"), m->code,
			cl_value_label(CL_K_LIST, list, a), cl_cited("4.2", a));
	return 0;
}

/* Since when the department applies the measure to the entry. 1; 0: it does not, -1 */
static int applied(struct cl_run *run, const struct act *m, const struct cl_view *v,
	struct cl_arena *a, int32_t *began, struct cl_err *err)
{
	struct cl_row_applied *rows;
	int n, running = 0;
	if (cl_store_applied(run->store, v->id, a, &rows, &n, err) != 0)
		return -1;
	for (int i = 0; i < n; i++)
		if (runs(rows, n, i) && strcmp(rows[i].measure, m->code) == 0 &&
			strcmp(rows[i].department, m->by) == 0) {
			running = 1;
			*began = cl_day_parse(rows[i].on_date);
		}
	return running;
}

/* What keeps the measure from beginning, or from ending, on that day: told in bad. */
static void misfit(struct cl_run *run, const struct act *m, const struct cl_view *v, int running,
	int32_t began, struct cl_arena *a, struct cl_err *bad)
{
	if (m->on > run->today)
		cl_fail(bad, CL_E_RULE, _("--on lies after the business date"));
	else if (m->begins && !running && m->on < v->span.valid_from)
		cl_fail(bad, CL_E_BEFORE, _("%s lies before the entry is in force, from %s [%s]"),
			cl_day_text(m->on, a), cl_day_text(v->span.valid_from, a),
			cl_cited("4.1", a));
	else if (m->begins && !running && !v->in_force)
		cl_fail(bad, CL_E_STATE,
			_("the entry is not in force: no measure rests on it [%s]"),
			cl_cited("4.1", a));
	else if (!m->begins && !running)
		cl_fail(bad, CL_E_STATE, _("%s does not apply %s to it"), m->by, m->code);
	else if (!m->begins && m->on < began)
		cl_fail(bad, CL_E_BEFORE, _("the measure began on %s only"), cl_day_text(began, a));
}

static int store(struct cl_acting *x, const struct act *m, const struct cl_view *v,
	const char *recorded_for, struct cl_arena *a, struct cl_err *err)
{
	struct cl_event ev = {.kind = "measure", .entry = v->id, .subject = v->subject};
	const char *on = cl_day_text(m->on, a);
	cl_flat_set(&ev.body, "measure", m->code);
	cl_flat_set(&ev.body, "department", m->by);
	cl_flat_set(&ev.body, "on_date", on);
	cl_flat_set(&ev.body, "ends", m->begins ? NULL : "yes");
	cl_flat_set(&ev.body, "recorded_for", recorded_for);
	cl_private_set(&ev.body, "feedback", cl_opt(&x->run->opts, FEEDBACK), v->natural, a);
	if (cl_store_event(x->run->store, &ev, err) != 0)
		return -1;
	struct cl_rec *more = cl_alloc(&x->keep, sizeof *more);
	memset(more, 0, sizeof *more);
	more->v[CL_F_MEASURES] = cl_strdup(&x->keep, m->code);
	more->v[CL_F_APPLIED_BY] = cl_strdup(&x->keep, m->by);
	more->v[m->begins ? CL_F_SINCE : CL_F_UNTIL] = cl_strdup(&x->keep, on);
	cl_acting_show(x, v->id, "changed", 0, 0,
		cl_explained(x->run, "4.1", N_("%s: measure %s, %s"), m->by, m->code, on));
	cl_acting_more(x, v->id, more);
	x->run->done++;
	return CL_DONE;
}

static int one(struct cl_acting *x, const struct cl_todo *t, struct cl_view *v, struct cl_arena *a,
	struct cl_err *err)
{
	struct cl_run *run = x->run;
	const char *begin = cl_opt(&run->opts, BEGIN_MEASURE), *recorded_for;
	struct act m = {.code = begin != NULL ? begin : cl_opt(&run->opts, END_MEASURE),
		.by = cl_opt(&run->opts, BY),
		.begins = begin != NULL};
	struct cl_err bad = {0};
	int32_t began = CL_NODAY;
	int running;
	if (v->natural && v->sealed && cl_store_need_key(run->store, err) != 0)
		return -1;
	if (cl_opt_date(run, CL_O_ON, &m.on, err) != 0 ||
		in_catalogue(run, &m, v, a, &bad, err) != 0 ||
		(running = applied(run, &m, v, a, &began, err)) < 0)
		return -1;
	m.on = m.on != CL_NODAY ? m.on : run->today;
	int may = cl_officers_may(run, m.by, &recorded_for, err);
	if (may < 0)
		return -1;
	if (!may)
		cl_officers_refuse(run, m.by, &bad);
	else if (bad.code == CL_OK)
		misfit(run, &m, v, running, began, a, &bad);
	if (bad.code != CL_OK) {
		cl_acting_refuse(x, t, v, &bad);
		return CL_DONE;
	}
	if (m.begins && running) {
		cl_acting_show(x, v->id, "unchanged", 0, 0, NULL);
		run->unchanged++;
		return CL_DONE;
	}
	may = cl_acting_before(x, t, v, err);
	if (may != 0)
		return may < 0 ? -1 : CL_DONE;
	return store(x, &m, v, recorded_for, a, err);
}

/* ---- what runs ---- */

/* What the department answered to the notice that stopped the measure. */
static int answered(struct cl_run *run, const struct cl_row_applied *m, struct cl_arena *a,
	const char **feedback, struct cl_err *err)
{
	struct cl_proceeding *p;
	int n;
	if (cl_proceedings_of(run, m->entry, "stop", a, &p, &n, err) != 0)
		return -1;
	for (int i = 0; i < n; i++) {
		const char *code = cl_flat_get(&p[i].body, "measure");
		if (code == NULL || strcmp(code, m->measure) != 0 ||
			strcmp(p[i].row.department, m->department) != 0)
			continue;
		for (int s = 0; s < p[i].nsteps; s++)
			if (cl_flat_get(&p[i].fact[s], "feedback") != NULL)
				*feedback = cl_flat_get(&p[i].fact[s], "feedback");
	}
	return 0;
}

static int list_one(struct cl_run *run, const struct cl_filter *f, const struct cl_row_applied *m,
	const char *until, struct cl_arena *a, struct cl_err *err)
{
	struct cl_view v;
	struct cl_rec rec;
	int rc = cl_view_load(run, m->entry, run->today, a, &v, err);
	if (rc != 1 || !cl_filter_fits(f, &v))
		return rc < 0 ? -1 : 0;
	struct cl_shown s = {.entry = v.id};
	cl_show_keyless(run, &v);
	cl_show_fill(run, &v, &s, 0, a, &rec);
	rec.v[CL_F_MEASURES] = m->measure;
	rec.v[CL_F_APPLIED_BY] = m->department;
	rec.v[CL_F_SINCE] = m->on_date;
	rec.v[CL_F_UNTIL] = until;
	if (answered(run, m, a, &rec.v[CL_F_FEEDBACK], err) != 0)
		return -1;
	rec.v[CL_F_FEEDBACK] = cl_show_text_about(rec.v[CL_F_FEEDBACK], cl_view_person(&v), a);
	return cl_writer_put(run->out, &rec, err);
}

static int list(struct cl_acting *in, struct cl_err *err)
{
	struct cl_run *run = in->run;
	static const enum cl_field more[] = {
		CL_F_MEASURES, CL_F_APPLIED_BY, CL_F_SINCE, CL_F_UNTIL, CL_F_FEEDBACK, CL_F_NONE};
	struct cl_arena a = {0};
	struct cl_row_applied *rows;
	struct cl_want w;
	int n, rc = cl_acting_read(in, 0, err);
	if (rc != 0 || cl_store_read(run->store, err) != 0)
		return -1;
	if (cl_acting_want(in, &w, err) != 0 || cl_joint_by(run, &w.by, err) != 0 ||
		cl_store_applied(run->store, 0, &a, &rows, &n, err) != 0 ||
		cl_out_open(run, more, err) != 0)
		rc = -1;
	for (int i = 0; rc == 0 && i < n; i++) {
		const char *until = NULL;
		int wanted = rows[i].begins && cl_department_is(&w.by, rows[i].department);
		for (int k = n - 1; wanted && k > i; k--)
			if (same(&rows[i], &rows[k]))
				until = rows[k].begins ? until : rows[k].on_date;
		if (wanted && cl_want_has(&w, rows[i].entry))
			rc = list_one(run, &w.filter, &rows[i], until, &a, err);
	}
	cl_store_read_end(run->store);
	cl_arena_free(&a);
	return rc != 0 ? -1 : cl_out_close(run, err);
}

static int listed(struct cl_acting *in)
{
	struct cl_run *run = in->run;
	struct cl_err err = {0};
	int rc = list(in, &err);
	run->unchanged = in->nread - run->refused_other;
	cl_acting_read_end(in, rc != 0);
	return rc != 0 ? cl_say_error(run, &err) : cl_run_status(run);
}

/* To a filled register nobody unknown is added by a slip of the pen: the stop notice must reach
 * somebody. */
static int unknown(struct cl_run *run, const char *by, struct cl_err *err)
{
	if (cl_opt(&run->opts, BEGIN_MEASURE) == NULL)
		return 0; /* what it began it may end */
	int filled = cl_departments_filled(run, err);
	if (filled < 0)
		return -1;
	if (filled && cl_opt(&run->opts, NEW_DEPARTMENT) == NULL)
		return cl_department_unknown(run, by, 1, err);
	cl_warn(run, CL_W_DEPARTMENT, _("department %s is not registered"), by);
	return 0;
}

int cl_measure_run(struct cl_run *run)
{
	struct cl_err err = {0};
	struct cl_acting x = {.run = run, .one = one};
	const char *by = cl_opt(&run->opts, BY), *name = by;
	if (cl_opt(&run->opts, MEASURES) != NULL)
		return listed(&x);
	if (by == NULL) {
		cl_fail(&err, CL_E_USAGE, _("--by: which department applies the measure"));
		return cl_say_error(run, &err);
	}
	if (cl_store_read(run->store, &err) != 0)
		return cl_say_error(run, &err);
	int rc = cl_department_find(run, by, &name, &err);
	if (rc == 0)
		rc = unknown(run, by, &err);
	cl_store_read_end(run->store);
	if (rc < 0)
		return cl_say_error(run, &err);
	run->opts.val[CL_O_BY] = name;
	return cl_acting_run(&x);
}
