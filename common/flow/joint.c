/* Stop and supervision notices (5.7, 2.4): their records and papers, and that they were answered.
 */
#include "flow/joint.h"
#include "base/date.h"
#include "flow/departments.h"
#include "flow/officers.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void cl_joint_record(struct cl_run *run, const struct cl_proceeding *p, const struct cl_view *v,
	struct cl_arena *a, struct cl_rec *out)
{
	struct cl_shown s = {.entry = v != NULL ? v->id : 0};
	memset(out, 0, sizeof *out);
	if (v != NULL) {
		cl_show_keyless(run, v);
		cl_show_fill(run, v, &s, 0, a, out);
	}
	const char *person = v != NULL ? cl_view_person(v) : NULL;
	int stop = strcmp(p->row.kind, "stop") == 0;
	out->v[CL_F_PROCEEDING] = p->number;
	out->v[stop ? CL_F_APPLIED_BY : CL_F_DEPARTMENT] = p->row.department;
	out->v[CL_F_MEASURES] = cl_flat_get(&p->body, "measure");
	out->v[CL_F_FAULT] = cl_show_text_about(cl_flat_get(&p->body, "fault"), person, a);
	out->v[CL_F_DUE_ON] = *p->due_on != '\0' ? p->due_on : NULL;
	out->v[CL_F_STEP] = p->nsteps > 0 ? p->step[p->nsteps - 1].step : "opened";
	for (int i = 0; i < p->nsteps; i++) {
		out->v[CL_F_REPLY] =
			cl_show_text_about(cl_flat_get(&p->fact[i], "reply"), person, a);
		out->v[CL_F_FEEDBACK] =
			cl_show_text_about(cl_flat_get(&p->fact[i], "feedback"), person, a);
	}
	const char *end = p->row.closed ? p->step[p->nsteps - 1].taken_on : NULL;
	char day[11];
	cl_day_format(run->today, day);
	out->v[CL_F_LATE] = *p->due_on == '\0' ? NULL
			    : strcmp(end != NULL ? end : day, p->due_on) > 0 ? "yes"
									     : "no";
}

int cl_joint_by(struct cl_run *run, struct cl_department *by, struct cl_err *err)
{
	const char *written = cl_opt(&run->opts, BY);
	struct cl_row_applied *rows;
	int n, rc = cl_department_meant(run, written, by, err);
	if (rc != 0)
		return rc < 0 ? -1 : 0;
	if (cl_store_applied(run->store, 0, &run->arena, &rows, &n, err) != 0)
		return -1;
	for (int i = 0; i < n; i++)
		if (cl_department_is(by, rows[i].department))
			return 0;
	if (cl_department_nowhere(run, written, err) != 0)
		return -1;
	cl_say(run, _("no measure was applied by %s"), written);
	return 0;
}

int cl_joint_chosen(const struct cl_want *w, const struct cl_proceeding *p, const struct cl_view *v)
{
	struct cl_filter f = w->filter;
	if (v != NULL && !cl_want_has(w, v->id))
		return 0;
	if (v == NULL && (!w->all || w->named || f.list != NULL || f.field != NULL ||
				 f.standard != NULL || f.state != CL_S_NONE))
		return 0;
	int stop = strcmp(p->row.kind, "stop") == 0;
	if (w->by.name != NULL && (!stop || !cl_department_is(&w->by, p->row.department)))
		return 0;
	if (!stop) {
		f.department = (struct cl_department){0};
		if (!cl_department_is(&w->filter.department, p->row.department))
			return 0;
	}
	return v == NULL || cl_filter_fits(&f, v);
}

int cl_joint_values(struct cl_run *run, const struct cl_proceeding *p, struct cl_arena *a,
	struct cl_flat *out, struct cl_err *err)
{
	const char *code = cl_flat_get(&p->body, "measure");
	struct cl_reg r;
	int rc = code != NULL ? cl_store_reg(run->store, "measure", code, a, &r, err) : 0;
	if (rc < 0)
		return -1;
	cl_flat_set(out, "applied_by", p->row.department);
	cl_flat_set(out, "stop", p->number);
	cl_flat_set(out, "measure", code);
	cl_flat_set(out, "measure_text", rc == 1 ? cl_flat_get(&r.body, "text") : NULL);
	cl_flat_set(out, "fault", cl_flat_get(&p->body, "fault"));
	cl_flat_set(out, "supervision_document", cl_flat_get(&p->body, "document"));
	int y, m, d;
	if (sscanf(p->due_on, "%d-%d-%d", &y, &m, &d) == 3) {
		const char *due = cl_sprintf(a, "%d年%d月%d日", y, m, d);
		cl_flat_set(out, "stop_due_cn", due);
		cl_flat_set(out, "answer_due_cn", due);
	}
	if (sscanf(p->row.opened_on, "%d-%d-%d", &y, &m, &d) == 3)
		cl_flat_set(out, "opened_cn", cl_sprintf(a, "%d年%d月%d日", y, m, d));
	return 0;
}

/* Nothing is answered before it was asked. */
static int not_before(struct cl_run *run, const struct cl_proceeding *p, struct cl_err *err)
{
	char day[11];
	int32_t last = CL_NODAY;
	if (p->row.entry != 0 && cl_store_last_on(run->store, p->row.entry, &last, err) != 0)
		return -1;
	if (last == CL_NODAY || last < p->last_on)
		last = p->last_on;
	return last <= run->today ? 0
				  : cl_fail(err, CL_E_BEFORE,
					    _("the business date lies before its last event on %s"),
					    cl_day_format(last, day));
}

/* A closing step of stop or supervision notices by their numbers; key: what is told with it. */
static int close_all(struct cl_run *run, const char *list, const char *kind, const char *step,
	const char *key, const char *told, long *done, struct cl_err *err)
{
	struct cl_arena a = {0};
	const char *number, *recorded_for;
	int32_t on;
	int rc = cl_opt_date(run, CL_O_ON, &on, err);
	on = on != CL_NODAY ? on : run->today;
	if (rc == 0 && on > run->today)
		rc = cl_fail(err, CL_E_USAGE, _("--on lies after the business date"));
	while (rc == 0 && cl_opt_piece(&list, &a, &number)) {
		struct cl_proceeding p;
		if (cl_proceeding_load(run, number, kind, &a, &p, err) != 0) {
			rc = -1;
			break;
		}
		int may = cl_officers_may(run, p.row.department, &recorded_for, err);
		if (may <= 0) {
			if (may == 0)
				cl_officers_refuse(run, p.row.department, err);
			rc = -1;
			break;
		}
		if (p.row.closed)
			continue;
		if (not_before(run, &p, err) != 0) {
			rc = -1;
			break;
		}
		struct cl_event ev = {
			.kind = "step", .entry = p.row.entry, .subject = p.row.subject};
		cl_flat_set(&ev.body, "proceeding", p.number);
		cl_flat_set(&ev.body, "step", step);
		cl_flat_set(&ev.body, "taken_on", cl_day_text(on, &a));
		cl_flat_set(&ev.body, "closes", "yes");
		cl_flat_set(&ev.body, "recorded_for", recorded_for);
		cl_flat_set(&ev.body, "document", cl_opt(&run->opts, DOCUMENT));
		cl_private_set(&ev.body, key, told, 0, &a);
		rc = cl_store_event(run->store, &ev, err);
		++*done;
	}
	cl_arena_free(&a);
	return rc;
}

int cl_joint_close(struct cl_run *run, const char *list, const char *kind, const char *step,
	const char *key, const char *told)
{
	struct cl_err err = {0};
	long n = 0;
	int rc = cl_store_write(run->store, &err);
	if (rc == 0)
		rc = close_all(run, list, kind, step, key, told, &n, &err);
	if (rc == 0 && !run->dry_run && n > 0)
		rc = cl_store_commit(run->store, &err);
	else
		cl_store_rollback(run->store);
	if (rc != 0)
		return cl_say_error(run, &err);
	if (run->dry_run)
		cl_say(run, _("dry run: nothing was stored"));
	else
		cl_say(run, _("%ld recorded"), n);
	return 0;
}

int cl_acknowledge_run(struct cl_run *run)
{
	return cl_joint_close(run, cl_opt(&run->opts, ACKNOWLEDGE), "stop", "acknowledged",
		"feedback", cl_opt(&run->opts, FEEDBACK));
}
