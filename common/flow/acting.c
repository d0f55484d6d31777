#include "flow/acting.h"
#include "base/date.h"
#include "flow/given.h"
#include "flow/officers.h"
#include "flow/workbook.h"
#include "rec/records.h"
#include "rules/ident.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- input ---- */

static void add(struct cl_acting *x, struct cl_todo t)
{
	if ((x->ntodo & (x->ntodo - 1)) == 0)
		x->todo = cl_xrealloc(x->todo, sizeof t * (x->ntodo > 0 ? 2 * x->ntodo : 1));
	x->todo[x->ntodo++] = t;
}

static void bad_record(struct cl_acting *x, const struct cl_pos *pos, struct cl_err *e)
{
	e->pos = *pos;
	cl_say_error(x->run, e);
	x->run->refused_other++;
}

static const struct cl_rec *keep(struct cl_acting *x, const struct cl_rec *rec)
{
	struct cl_rec *r = cl_alloc(&x->keep, sizeof *r);
	for (int f = 0; f < CL_FIELDS; f++)
		r->v[f] = cl_strdup(&x->keep, rec->v[f]);
	return r;
}

/* Where it stood, for longer than its row: *sheet is the last one's name. */
static struct cl_pos keep_pos(struct cl_acting *x, struct cl_pos pos, const char **sheet)
{
	if (pos.sheet != NULL && (*sheet == NULL || strcmp(*sheet, pos.sheet) != 0))
		*sheet = cl_strdup(&x->keep, pos.sheet);
	pos.sheet = pos.sheet != NULL ? *sheet : NULL;
	return pos;
}

/* The record of a stop or supervision notice: its entry is only what that is about. */
static int of_notice(const struct cl_rec *rec)
{
	const char *number = cl_get(rec, PROCEEDING);
	return number != NULL && (*number == 'T' || *number == 'D');
}

static int read_records(struct cl_acting *x, struct cl_err *err)
{
	struct cl_input *in = NULL;
	struct cl_records *rs = NULL;
	struct cl_rec rec;
	struct cl_pos pos;
	struct cl_err bad;
	const char *path = x->run->opts.nargs > 0 ? x->run->opts.args[0] : "-", *sheet = NULL;
	int rc;
	if (cl_workbook_open(x->run, path, &in, err) != 0)
		return -1;
	rc = cl_records_open(&rs, in, err);
	while (rc == 0 && (rc = cl_records_next(rs, &rec, &pos, &bad, err)) == 1) {
		struct cl_todo t = {.single = 1};
		rc = 0;
		x->nread++;
		pos.file = "stdin";
		if (bad.code == CL_OK && x->exits && of_notice(&rec)) {
			x->passed++;
			continue;
		}
		if (bad.code == CL_OK && cl_get(&rec, ENTRY) == NULL)
			cl_fail(&bad, CL_E_MISSING, _("a record without entry"));
		else if (bad.code == CL_OK && cl_id_parse(cl_get(&rec, ENTRY), 'E', &t.entry) != 0)
			cl_fail(&bad, CL_E_NOENTRY, _("%s is no entry number (E17)"),
				cl_get(&rec, ENTRY));
		if (bad.code != CL_OK) {
			bad_record(x, &pos, &bad);
			continue;
		}
		t.pos = keep_pos(x, pos, &sheet);
		t.rec = keep(x, &rec);
		add(x, t);
	}
	cl_records_close(rs);
	cl_input_close(in);
	return rc;
}

int cl_acting_read(struct cl_acting *x, int needed, struct cl_err *err)
{
	struct cl_run *run = x->run;
	if (run->opts.nargs > 1)
		return cl_fail(err, CL_E_USAGE, _("one input at a time"));
	if (run->opts.nargs == 0 && (!needed || cl_want_given(run)))
		return 0;
	if (run->opts.nargs == 0 && isatty(0))
		return cl_fail(err, CL_E_USAGE,
			_("which entries? name a batch or entries, or pass records"));
	x->read = 1;
	return read_records(x, err);
}

int cl_acting_idle(const struct cl_run *run)
{
	return run->opts.nargs == 0 && (cl_want_given(run) || isatty(0));
}

/* Inside the transaction: what the options select. */
static int read_selection(struct cl_acting *x, struct cl_err *err)
{
	struct cl_want w;
	int single = cl_opt(&x->run->opts, ENTRY) != NULL;
	if (cl_want_read(x->run, &w, err) != 0)
		return -1;
	for (int i = 0; i < w.nrange; i++)
		for (int64_t e = w.range[i].first; e <= w.range[i].last; e++)
			add(x, (struct cl_todo){.entry = e, .single = single});
	return 0;
}

/* ---- output ---- */

void cl_acting_show(struct cl_acting *x, int64_t entry, const char *result, int64_t caused_by,
	int fresh, const char *explain)
{
	if (fresh && x->fresh_from == 0)
		x->fresh_from = entry;
	else if (!fresh && x->fresh_from != 0 && entry >= x->fresh_from)
		return;
	if (x->nshown == x->cshown) {
		x->cshown = x->cshown > 0 ? 2 * x->cshown : 64;
		x->shown = cl_xrealloc(x->shown, sizeof *x->shown * x->cshown);
	}
	struct cl_shown *last = x->nshown > 0 ? &x->shown[x->nshown - 1] : NULL;
	if (last != NULL && last->entry == entry && caused_by == 0 && !fresh &&
		strcmp(result, "changed") == 0) { /* two acts of one run: once */
		last->result = result;
		last->explain = explain != NULL ? explain : last->explain;
		return;
	}
	for (size_t i = 0; fresh == 0 && x->nshown < 4096 && i < x->nshown; i++)
		if (x->shown[i].entry == entry && caused_by == 0 &&
			strcmp(result, "unchanged") == 0)
			return; /* each entry once */
	x->shown[x->nshown++] = (struct cl_shown){entry, fresh, result, caused_by, explain, NULL};
}

void cl_acting_more(struct cl_acting *x, int64_t entry, const struct cl_rec *more)
{
	for (size_t i = x->nshown; i > 0; i--)
		if (x->shown[i - 1].entry == entry) {
			x->shown[i - 1].more = more;
			return;
		}
}

void cl_acting_after(struct cl_acting *x, const char *fmt, ...)
{
	char text[512];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	cl_buf_printf(&x->after, "%s%s", x->after.n > 0 ? "\n" : "", text);
}

const char *cl_acting_value(struct cl_acting *x, const struct cl_todo *t, const struct cl_view *v,
	enum cl_field f, struct cl_arena *a, struct cl_err *err)
{
	const char *in = t->rec != NULL ? cl_given_differs(t->rec, f, v, a, err) : NULL;
	return in != NULL ? in : x->given.v[f];
}

/* ---- facts ---- */

int cl_facts_of(struct cl_run *run, const struct cl_view *v, struct cl_arena *a, struct cl_facts *f,
	struct cl_err *err)
{
	const struct cl_rec *r = &v->rec;
	const char **channels, *number = cl_get(r, ID_NUMBER);
	int n, officers;
	if (v->natural && v->sealed && cl_store_need_key(run->store, err) != 0)
		return -1;
	memset(f, 0, sizeof *f);
	*f = (struct cl_facts){.list = v->list,
		.grounds = cl_get(r, GROUNDS),
		.conduct = cl_get(r, CONDUCT),
		.effect = cl_get(r, EFFECT),
		.basis = cl_get(r, BASIS),
		.finding_body = cl_get(r, FINDING_BODY),
		.source_document = cl_get(r, SOURCE_DOCUMENT),
		.source_date = cl_get(r, SOURCE_DATE),
		.severity = cl_get(r, SEVERITY),
		.repairable = cl_get(r, REPAIRABLE),
		.repair_ways = cl_get(r, REPAIR_WAYS),
		.award_level = cl_get(r, AWARD_LEVEL),
		.recommended_by = cl_get(r, RECOMMENDED_BY),
		.exit_conditions = cl_get(r, EXIT_CONDITIONS),
		.standard = cl_get(r, STANDARD),
		.duty = cl_get(r, DUTY),
		.officer = cl_get(r, OFFICER),
		.approved_by = cl_get(r, APPROVED_BY),
		.scope = cl_get(r, SCOPE),
		.statement_until = CL_NODAY,
		.duty_fulfilled_on = cl_get(r, DUTY_FULFILLED_ON),
		.today = run->today,
		.decided_on = CL_NODAY,
		.valid_from = v->span.valid_from,
		.valid_until = v->span.valid_until,
		.requested_on = CL_NODAY,
		.natural = v->natural,
		.identified = v->identified,
		.market = v->market,
		.birth = CL_NODAY,
		.opened_on = CL_NODAY,
		.barred_until = CL_NODAY,
		.reviewed = v->review,
		.notified = v->notified,
		.policy = &run->policy};
	const char *until = cl_get(r, VALID_UNTIL);
	f->no_end = until != NULL && strcmp(until, "9999-12-31") == 0;
	if (number != NULL && v->natural)
		f->birth = cl_id_birth(number);
	officers = cl_officers_registered(run, v->department, err);
	if (officers < 0 || cl_store_channels_of(run->store, v->id, a, &channels, &n, err) != 0)
		return -1;
	f->published = n > 0;
	f->department_has_officers = officers;
	struct cl_listed black = {0, CL_NODAY};
	if (v->matched &&
		cl_view_listed(run, v->subject, v->id, "black", run->today, a, &black, err) != 0)
		return -1;
	f->subject_black = black.entry != 0;
	return 0;
}

int cl_may_act(
	struct cl_run *run, const struct cl_view *v, const char **recorded_for, struct cl_err *err)
{
	return cl_officers_may(run, v->department, recorded_for, err);
}

/* ---- the loop ---- */

/* The entry as it stands. 1; 0: it is not there, which is told where it was named, -1 */
static int find(struct cl_acting *x, const struct cl_todo *t, struct cl_view *v, struct cl_arena *a,
	struct cl_err *err)
{
	struct cl_row_entry row;
	struct cl_err e = {0};
	int rc = cl_view_load(x->run, t->entry, x->run->today, a, v, err);
	if (rc != 0 || !t->single)
		return rc;
	int there = cl_store_entries(x->run->store, t->entry, t->entry, 1, a, &row, err);
	if (there < 0)
		return -1;
	if (there)
		cl_fail(&e, CL_E_BEFORE, _("it was entered on %s, after the business date"),
			row.recorded_on);
	else
		cl_fail(&e, CL_E_NOENTRY, _("there is no entry E%lld"), (long long)t->entry);
	return cl_acting_refuse(x, t, NULL, &e);
}

int cl_acting_want(struct cl_acting *x, struct cl_want *w, struct cl_err *err)
{
	struct cl_arena a = {0};
	struct cl_view v;
	int rc = cl_want_read(x->run, w, err);
	if (rc == 0 && x->read)
		cl_want_named(w);
	for (size_t i = 0; rc == 0 && i < x->ntodo; i++) {
		rc = find(x, &x->todo[i], &v, &a, err);
		if (rc == 1) {
			cl_want_add(x->run, w, x->todo[i].entry);
			rc = 0;
		}
		cl_arena_reset(&a);
	}
	cl_arena_free(&a);
	return rc;
}

static int one(struct cl_acting *x, const struct cl_todo *t, const struct cl_filter *filter,
	struct cl_arena *a, struct cl_err *err)
{
	struct cl_view v;
	int rc = find(x, t, &v, a, err);
	if (rc != 1)
		return rc;
	if (filter != NULL && !cl_filter_fits(filter, &v)) {
		x->passed += t->single;
		return 0;
	}
	return x->one(x, t, &v, a, err);
}

static int loop(struct cl_acting *x, int selected, struct cl_err *err)
{
	struct cl_arena a = {0};
	struct cl_want w = {0};
	int rc = 0;
	if (selected && cl_want_read(x->run, &w, err) != 0)
		return -1;
	for (size_t i = 0; rc == 0 && i < x->ntodo; i++) {
		rc = one(x, &x->todo[i], selected && x->todo[i].rec == NULL ? &w.filter : NULL, &a,
			err);
		if (rc == 0 && x->usage.code != CL_OK) {
			*err = x->usage;
			rc = -1;
		}
		cl_arena_reset(&a);
	}
	cl_arena_free(&a);
	return rc;
}

static int inside(struct cl_acting *x, int selected, struct cl_err *err)
{
	struct cl_run *run = x->run;
	if (cl_store_write(run->store, err) != 0)
		return -1;
	if ((selected && read_selection(x, err) != 0) || loop(x, selected, err) != 0)
		return -1;
	if (run->dry_run) {
		int rc = cl_show_list(run, x->shown, x->nshown, err);
		cl_store_rollback(run->store);
		return rc != 0 ? -1 : cl_out_close(run, err);
	}
	if (cl_store_changes(run->store) == 0) {
		cl_store_rollback(run->store);
	} else {
		if (cl_store_commit(run->store, err) != 0)
			return -1;
		run->stored = 1;
	}
	return cl_show_list(run, x->shown, x->nshown, err);
}

int cl_acting_run(struct cl_acting *x)
{
	struct cl_run *run = x->run;
	struct cl_err err = {0};
	int selected = cl_want_given(run), status;
	if (cl_given_fields(run, &x->given, &err) == 0 && cl_acting_read(x, 1, &err) == 0)
		status = inside(x, selected, &err);
	if (err.code != CL_OK) {
		cl_store_rollback(run->store);
		cl_say_error(run, &err);
		status = cl_code_exit(err.code);
	} else {
		status = cl_run_status(run);
		cl_acting_told_again(x);
		for (char *line = x->after.n > 0 ? x->after.p : NULL; line != NULL;) {
			char *end = strchr(line, '\n');
			if (end != NULL)
				*end++ = '\0';
			cl_say(run, "%s", line);
			line = end;
		}
		if (x->ntodo == 0 && run->refused_other == 0)
			cl_say(run, _("nothing to do"));
		else
			cl_say(run, _("done %ld, unchanged %ld, refused %ld, passed over %ld"),
				run->done, run->unchanged, run->refused_rule + run->refused_other,
				x->passed);
		if (run->dry_run)
			cl_say(run, _("dry run: nothing was stored"));
	}
	long refused = run->refused_rule + run->refused_other;
	cl_summary_json(run, run->done + run->unchanged + x->passed + refused, run->done,
		run->unchanged + x->passed, refused);
	cl_acting_free(x);
	return status;
}

void cl_acting_read_end(struct cl_acting *x, int failed)
{
	struct cl_run *run = x->run;
	long refused = run->refused_rule + run->refused_other;
	long read = x->nread > refused ? x->nread : refused;
	if (x->read && !failed) {
		cl_summary_json(run, read, 0, read - refused, refused);
		if (x->ntodo == 0 && refused == 0)
			cl_say(run, _("nothing to do"));
	}
	cl_acting_free(x);
}

void cl_acting_free(struct cl_acting *x)
{
	free(x->todo);
	free(x->shown);
	cl_buf_free(&x->after);
	cl_arena_free(&x->keep);
}
