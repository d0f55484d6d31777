/* What cl-object and cl-repair share. */
#include "flow/proceeding.h"
#include "base/date.h"
#include "flow/explain.h"
#include "rules/mask.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char letter_of(const char *kind)
{
	return strcmp(kind, "objection") == 0 ? 'O'
	       : strcmp(kind, "repair") == 0  ? 'R'
	       : strcmp(kind, "stop") == 0    ? 'T'
					      : 'D';
}

/* ---- reading ---- */

static int open_flat(struct cl_run *run, int64_t subject, const char *json, struct cl_arena *a,
	struct cl_flat *f, struct cl_err *err)
{
	int sealed;
	return cl_flat_read(json, a, f, err) != 0 ? -1
	       : subject == 0                     ? 0
			      : cl_store_unseal(run->store, subject, f, a, &sealed, err);
}

/* The latest step that speaks of a day decides; asking for papers stops the department's clock. */
static void day_that_holds(struct cl_proceeding *p)
{
	p->due_on = p->row.due_on;
	for (int i = 0; i < p->nsteps; i++) {
		const char *due = cl_flat_get(&p->fact[i], "due_on");
		if (due != NULL)
			p->due_on = due;
		else if (strcmp(p->step[i].step, "missing") == 0 ||
			 strcmp(p->step[i].step, "supplied") == 0 ||
			 strcmp(p->step[i].step, "accepted") == 0)
			p->due_on = "";
	}
}

static int load(struct cl_run *run, const struct cl_row_proceeding *row, struct cl_arena *a,
	struct cl_proceeding *p, struct cl_err *err)
{
	memset(p, 0, sizeof *p);
	p->row = *row;
	p->number = cl_id_text(a, letter_of(row->kind), row->id);
	p->last_on = cl_day_parse(row->opened_on);
	if (open_flat(run, row->subject, row->body, a, &p->body, err) != 0 ||
		cl_store_steps(run->store, row->id, a, &p->step, &p->nsteps, err) != 0)
		return -1;
	p->fact = cl_alloc(a, sizeof *p->fact * (size_t)(p->nsteps + 1));
	for (int i = 0; i < p->nsteps; i++) {
		if (open_flat(run, row->subject, p->step[i].body, a, &p->fact[i], err) != 0)
			return -1;
		int32_t on = cl_day_parse(p->step[i].recorded_on);
		if (on > p->last_on)
			p->last_on = on;
	}
	day_that_holds(p);
	return 0;
}

int cl_proceedings_of(struct cl_run *run, int64_t entry, const char *kind, struct cl_arena *a,
	struct cl_proceeding **out, int *n, struct cl_err *err)
{
	struct cl_row_proceeding *rows;
	if (cl_store_proceedings(run->store, entry, kind, a, &rows, n, err) != 0)
		return -1;
	*out = cl_alloc(a, sizeof **out * (size_t)(*n + 1));
	for (int i = 0; i < *n; i++)
		if (load(run, &rows[i], a, &(*out)[i], err) != 0)
			return -1;
	return 0;
}

int cl_proceeding_load(struct cl_run *run, const char *number, const char *kind, struct cl_arena *a,
	struct cl_proceeding *out, struct cl_err *err)
{
	struct cl_row_proceeding row;
	int64_t id;
	int rc = cl_id_parse(number, letter_of(kind), &id) != 0
			 ? 0
			 : cl_store_proceeding(run->store, id, a, &row, err);
	if (rc == 0 || (rc == 1 && strcmp(row.kind, kind) != 0))
		return cl_fail(err, CL_E_NOPROCEEDING, _("there is no %s"), number);
	return rc < 0 ? -1 : load(run, &row, a, out, err);
}

int cl_proceeding_named(const struct cl_proceeding *p, const char *list, struct cl_arena *a)
{
	const char *one;
	int64_t id;
	while (cl_opt_piece(&list, a, &one))
		if (cl_id_parse(one, letter_of(p->row.kind), &id) == 0 && id == p->row.id)
			return 1;
	return 0;
}

int cl_proceeding_step(const struct cl_proceeding *p, const char *name)
{
	for (int i = p->nsteps; i > 0; i--)
		if (strcmp(p->step[i - 1].step, name) == 0)
			return i - 1;
	return -1;
}

int cl_proceedings_text(
	struct cl_run *run, int64_t entry, struct cl_arena *a, const char **out, struct cl_err *err)
{
	static const char *const kinds[] = {"objection", "repair"};
	*out = NULL;
	for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
		struct cl_proceeding *p;
		int n;
		if (cl_proceedings_of(run, entry, kinds[k], a, &p, &n, err) != 0)
			return -1;
		for (int i = 0; i < n; i++) {
			if (p[i].row.closed)
				continue;
			const char *one = cl_sprintf(a, _("%s open since %s, due %s"), p[i].number,
				p[i].row.opened_on, *p[i].due_on != '\0' ? p[i].due_on : "-");
			*out = *out == NULL ? one : cl_sprintf(a, "%s; %s", *out, one);
		}
	}
	return 0;
}

/* ---- which one ---- */

static int several(struct cl_acting *x, const struct cl_todo *t, const struct cl_view *v,
	const struct cl_proceeding *p, int n)
{
	struct cl_buf b = {0};
	for (int i = 0; i < n; i++)
		if (!p[i].row.closed)
			cl_buf_printf(&b, "%s%s", b.n > 0 ? ", " : "", p[i].number);
	cl_proceeding_refuse(x, t, v, CL_E_OPTION, "",
		_("several are open on it, %s: say which by its number"), cl_buf_cstr(&b));
	cl_buf_free(&b);
	return -2;
}

int cl_proceeding_pick(struct cl_acting *x, const struct cl_todo *t, const struct cl_view *v,
	const char *kind, const char *named, struct cl_arena *a, struct cl_proceeding *out,
	struct cl_err *err)
{
	struct cl_proceeding *p;
	int n, open = 0, found = -1;
	if (cl_proceedings_of(x->run, v->id, kind, a, &p, &n, err) != 0)
		return -1;
	for (int i = 0; i < n; i++) {
		if (named != NULL && !cl_proceeding_named(&p[i], named, a))
			continue;
		if (!p[i].row.closed)
			open++;
		if (!p[i].row.closed || open == 0)
			found = i;
	}
	if (open > 1)
		return several(x, t, v, p, n);
	if (found < 0 && named != NULL) {
		cl_proceeding_refuse(
			x, t, v, CL_E_NOPROCEEDING, "", _("there is no %s on it"), named);
		return -2;
	}
	if (found >= 0)
		*out = p[found];
	return found >= 0;
}

int cl_proceedings_select(struct cl_run *run, int option, const char *kind, struct cl_err *err)
{
	const char *list = run->opts.val[option], *one, *entries = NULL;
	struct cl_row_proceeding row;
	int64_t id;
	if (list == NULL || cl_want_given(run) || run->opts.nargs > 0)
		return 0;
	if (cl_store_read(run->store, err) != 0)
		return -1;
	int rc = 0;
	while (rc == 0 && cl_opt_piece(&list, &run->arena, &one)) {
		rc = cl_id_parse(one, letter_of(kind), &id) != 0
			     ? 0
			     : cl_store_proceeding(run->store, id, &run->arena, &row, err);
		if (rc == 0 || (rc == 1 && strcmp(row.kind, kind) != 0))
			rc = cl_fail(err, CL_E_NOPROCEEDING, _("there is no %s"), one);
		if (rc < 0)
			break;
		const char *e = cl_id_text(&run->arena, 'E', row.entry);
		entries = entries == NULL ? e : cl_sprintf(&run->arena, "%s;%s", entries, e);
		rc = 0;
	}
	cl_store_read_end(run->store);
	if (rc == 0)
		run->opts.val[CL_O_ENTRY] = entries;
	return rc;
}

/* ---- writing ---- */

void cl_proceeding_event(struct cl_acting *x, const struct cl_view *v, const char *kind,
	const char *recorded_for, struct cl_event *ev)
{
	*ev = (struct cl_event){.kind = kind, .entry = v->id, .subject = v->subject};
	cl_flat_set(&ev->body, "department", v->department);
	cl_flat_set(&ev->body, "recorded_for", recorded_for);
	cl_flat_set(&ev->body, "officer", x->given.v[CL_F_OFFICER]);
	cl_flat_set(&ev->body, "approved_by", x->given.v[CL_F_APPROVED_BY]);
}

void cl_private_set(
	struct cl_flat *body, const char *key, const char *value, int always, struct cl_arena *a)
{
	if (value != NULL && (always || cl_text_personal(value)))
		key = cl_sprintf(a, "%s#", key);
	cl_flat_set(body, key, value);
}

struct cl_rec *cl_proceeding_record(
	struct cl_acting *x, const char *number, const char *step, const char *due_on)
{
	struct cl_rec *r = cl_alloc(&x->keep, sizeof *r);
	int fresh = x->run->dry_run && strcmp(step, "opened") == 0;
	r->v[CL_F_PROCEEDING] = fresh ? NULL : cl_strdup(&x->keep, number);
	r->v[CL_F_STEP] = step;
	r->v[CL_F_DUE_ON] = due_on != NULL && *due_on != '\0' ? cl_strdup(&x->keep, due_on) : NULL;
	return r;
}

const enum cl_field cl_proceeding_columns[] = {CL_F_PROCEEDING, CL_F_CLAIM, CL_F_STEP,
	CL_F_DECISION, CL_F_DUE_ON, CL_F_MISSING, CL_F_LATE, CL_F_NONE};

void cl_proceeding_output(struct cl_run *run)
{
	static const enum cl_field table[] = {CL_F_ENTRY, CL_F_RESULT, CL_F_STATE, CL_F_LIST,
		CL_F_NAME, CL_F_DEPARTMENT, CL_F_PROCEEDING, CL_F_CLAIM, CL_F_STEP, CL_F_DECISION,
		CL_F_DUE_ON, CL_F_MISSING, CL_F_LATE, CL_F_EXIT_REASON, CL_F_EXITED_ON,
		CL_F_WATCH_OF, CL_F_OVERLAYS, CL_F_EXPLAIN, CL_F_DRY_RUN};
	for (const enum cl_field *f = cl_proceeding_columns; *f != CL_F_NONE; f++)
		run->out_opts.more[*f] = 1;
	if (run->out_opts.format == CL_TABLE && run->out_opts.ncolumns == 0) {
		run->out_opts.ncolumns = (int)(sizeof table / sizeof *table);
		memcpy(run->out_opts.columns, table, sizeof table);
	}
}

int cl_proceeding_refuse(struct cl_acting *x, const struct cl_todo *t, const struct cl_view *v,
	enum cl_code code, const char *clause, const char *fmt, ...)
{
	struct cl_err e = {0};
	char text[768];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	snprintf(e.clause, sizeof e.clause, "%s", clause);
	if (*clause != '\0')
		cl_fail(&e, code, "%s [%s]", text, cl_cited(clause, &x->keep));
	else
		cl_fail(&e, code, "%s", text);
	return cl_acting_refuse(x, t, v, &e);
}

int cl_proceeding_may(struct cl_acting *x, const struct cl_todo *t, const struct cl_view *v,
	const struct cl_proceeding *p, const char *clause, const char **recorded_for,
	struct cl_err *err)
{
	char day[11];
	int32_t last;
	int may = cl_may_act(x->run, v, recorded_for, err);
	if (may < 0 || cl_view_last_on(x->run, v, &last, err) != 0)
		return -1;
	if (p != NULL && p->last_on > last)
		last = p->last_on;
	if (!may)
		cl_proceeding_refuse(x, t, v, CL_E_ROLE, clause, _("only %s decides on this entry"),
			v->department);
	else if (x->run->today < last)
		cl_proceeding_refuse(x, t, v, CL_E_BEFORE, "",
			_("the business date lies before its last event on %s"),
			cl_day_format(last, day));
	else
		return 1;
	return 0;
}

int cl_proceeding_due(struct cl_run *run, int32_t from, const char *param, struct cl_arena *a,
	const char **iso, int *provisional, struct cl_err *err)
{
	char day[11];
	int32_t due;
	int n = cl_policy_int(&run->policy, param, err);
	*iso = "";
	*provisional = 0;
	if (n <= 0)
		return n;
	if (cl_run_deadline(run, from, param, &due, provisional, err) != 0)
		return -1;
	*iso = cl_strdup(a, cl_day_format(due, day));
	return 0;
}

const char *cl_due_explain(struct cl_run *run, const char *clause, const char *from,
	const char *param, const char *due)
{
	struct cl_err quiet = {0};
	struct cl_arena *a = &run->arena;
	if (!run->explain)
		return NULL;
	enum cl_lang was = cl_explain_begin();
	clause = cl_cited(clause, a);
	const char *out =
		due == NULL || *due == '\0'
			? cl_sprintf(a, _("%s; from %s, no limit is set (%s)"), clause, from, param)
			: cl_sprintf(a, _("%s; from %s, %d working days (%s): due %s"), clause,
				  from, cl_policy_int(&run->policy, param, &quiet), param, due);
	cl_lang_set(was);
	return out;
}

const char *cl_said(const struct cl_acting *x, const struct cl_todo *t, enum cl_field f, int option)
{
	if (t->rec != NULL && t->rec->v[f] != NULL)
		return t->rec->v[f];
	const char *s = x->run->opts.val[option];
	return s != NULL && *s != '\0' ? s : NULL;
}

/* ---- lists ---- */

struct listing {
	struct cl_run *run;
	struct cl_filter filter;
	int overdue;
	long shown;
};

static int list_one(struct listing *l, const struct cl_row_proceeding *row, struct cl_arena *a,
	struct cl_err *err)
{
	struct cl_run *run = l->run;
	struct cl_proceeding p;
	struct cl_view v;
	struct cl_rec more = {{0}}, out;
	if (load(run, row, a, &p, err) != 0)
		return -1;
	int late = *p.due_on != '\0' && cl_day_parse(p.due_on) < run->today;
	if (row->closed || (l->overdue && !late) || cl_day_parse(row->opened_on) > run->today)
		return 0;
	int rc = cl_view_load(run, row->entry, run->today, a, &v, err);
	if (rc <= 0 || !cl_filter_fits(&l->filter, &v))
		return rc < 0 ? -1 : 0;
	more.v[CL_F_PROCEEDING] = p.number;
	more.v[CL_F_CLAIM] = cl_flat_get(&p.body, "claim");
	more.v[CL_F_STEP] = p.nsteps > 0 ? p.step[p.nsteps - 1].step : "opened";
	more.v[CL_F_DUE_ON] = *p.due_on != '\0' ? p.due_on : NULL;
	more.v[CL_F_LATE] = late ? "yes" : NULL;
	cl_show_keyless(run, &v);
	int asked = cl_proceeding_step(&p, "missing");
	if (asked >= 0 && asked == p.nsteps - 1)
		more.v[CL_F_MISSING] = cl_flat_get(&p.fact[asked], "missing");
	struct cl_shown s = {.entry = v.id, .more = &more};
	cl_show_fill(run, &v, &s, 0, a, &out);
	out.v[CL_F_RESULT] = NULL;
	l->shown++;
	return cl_writer_put(run->out, &out, err);
}

static int list_all(struct listing *l, const char *kind, struct cl_err *err)
{
	struct cl_run *run = l->run;
	struct cl_row_proceeding *rows;
	struct cl_want w;
	struct cl_arena a = {0};
	int n = 0, rc = cl_store_read(run->store, err);
	if (rc == 0)
		rc = cl_want_read(run, &w, err);
	if (rc == 0)
		rc = cl_store_proceedings(run->store, 0, kind, &run->arena, &rows, &n, err);
	if (rc == 0)
		l->filter = w.filter;
	for (int i = 0; rc == 0 && i < n; i++) {
		int inside = 0;
		for (int k = 0; k < w.nrange; k++)
			inside |= rows[i].entry >= w.range[k].first &&
				  rows[i].entry <= w.range[k].last;
		rc = inside ? list_one(l, &rows[i], &a, err) : 0;
		cl_arena_reset(&a);
	}
	cl_store_read_end(run->store);
	cl_arena_free(&a);
	return rc;
}

int cl_proceedings_list(struct cl_run *run, const char *kind)
{
	struct listing l = {.run = run, .overdue = cl_opt(&run->opts, OVERDUE) != NULL};
	struct cl_err err = {0};
	run->out_opts.hold = 1; /* nothing is printed while a transaction is open */
	int rc = run->opts.nargs > 0 ? cl_fail(&err, CL_E_USAGE, _("no operand is expected: %s"),
					       run->opts.args[0])
				     : cl_out_open(run, cl_proceeding_columns, &err);
	if (rc == 0)
		rc = list_all(&l, kind, &err);
	if (rc == 0)
		rc = cl_out_close(run, &err);
	else
		cl_out_drop(run);
	if (rc != 0)
		return cl_say_error(run, &err);
	cl_say(run, l.overdue ? _("late: %ld") : _("open: %ld"), l.shown);
	return cl_opt(&run->opts, CHECK) != NULL && l.shown > 0;
}

/* ---- corrections ---- */

int cl_corrections(struct cl_run *run, int32_t since, struct cl_arena *a,
	struct cl_correction **out, int *n, struct cl_err *err)
{
	struct cl_row_proceeding *rows;
	int all;
	*n = 0;
	*out = NULL;
	if (cl_store_proceedings(run->store, 0, "objection", a, &rows, &all, err) != 0)
		return -1;
	*out = cl_alloc(a, sizeof **out * (size_t)(all + 1));
	for (int i = 0; i < all; i++) {
		struct cl_proceeding p;
		if (!rows[i].closed)
			continue;
		if (load(run, &rows[i], a, &p, err) != 0)
			return -1;
		int k = cl_proceeding_step(&p, "decided");
		const char *decision = k >= 0 ? cl_flat_get(&p.fact[k], "decision") : NULL;
		if (decision == NULL || strcmp(decision, "dismiss") == 0 ||
			cl_day_parse(p.step[k].taken_on) < since ||
			cl_day_parse(p.step[k].recorded_on) > run->today)
			continue;
		(*out)[(*n)++] = (struct cl_correction){rows[i].entry, p.number, decision,
			p.step[k].taken_on, cl_flat_get(&p.fact[k], "document")};
	}
	return 0;
}
