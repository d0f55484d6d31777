/* What an import tells: errors as they come, rows sent back, records, and what it all came to. */
#include "flow/explain.h"
#include "flow/import.h"
#include "flow/show.h"
#include "rules/mask.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TOLD 20 /* errors told in words; the rejects file has them all */

void cl_import_tell(struct cl_import *im, const struct cl_err *e)
{
	static int terminal = -1; /* asked once */
	long told = im->run->reported;
	if (terminal < 0)
		terminal = isatty(2);
	im->by_code[e->code]++;
	if (im->run->json_errors || told < TOLD || !terminal)
		cl_say_error(im->run, e);
	else
		im->run->reported++;
}

/* A text of 错误说明: it may quote any cell, and leaves the house with the file. */
static const char *kept_text(struct cl_import *im, const char *text)
{
	struct cl_buf b = {0};
	cl_mask_message(text, &b);
	const char *s = cl_strndup(&im->keep, cl_buf_cstr(&b), b.n);
	cl_buf_free(&b);
	return s;
}

/* NULL where nobody will read of what is wrong. */
static struct cl_reject *new_reject(
	struct cl_import *im, long row, const struct cl_pos *pos, const char *text, int n)
{
	if (im->nreject == im->creject) {
		im->creject = im->creject ? 2 * im->creject : 64;
		im->reject = cl_xrealloc(im->reject, sizeof *im->reject * (size_t)im->creject);
	}
	struct cl_reject *r = &im->reject[im->nreject++];
	*r = (struct cl_reject){.row = row, .line = pos->sheet == NULL ? pos->row : 0};
	if (im->no_reader)
		return NULL;
	r->text = kept_text(im, text);
	r->n = n;
	r->error = cl_alloc(&im->keep, sizeof *r->error * (size_t)n);
	return r;
}

/* Where an error speaks of a field, the column of that field is meant. */
static int column_of(const struct cl_import *im, const struct cl_err *e)
{
	for (int i = 0; e->pos.col == 0 && *e->field != '\0' && i < im->columns.n; i++) {
		const struct cl_column *c = &im->columns.col[i];
		if (strcmp(c->header, e->field) == 0 ||
			(c->field != CL_F_NONE && strcmp(cl_fields[c->field].label, e->field) == 0))
			return i + 1;
	}
	return e->pos.col;
}

void cl_import_reject(struct cl_import *im, long row, const struct cl_err *e, int secret)
{
	struct cl_reject *r = new_reject(im, row, &e->pos, e->text, 1);
	if (r == NULL)
		return;
	r->secret = secret;
	r->error[0] = (struct cl_reject_error){e->code, column_of(im, e), r->text};
}

/* The errors of a row as its columns stand, those of the whole row last. */
static void by_column(
	const struct cl_import *im, const struct cl_outcome *o, const struct cl_err *out[])
{
	int col[CL_ROW_ERRORS];
	for (int i = 0; i < o->nerr; i++) {
		int c = column_of(im, &o->err[i]), at = i;
		c = c > 0 ? c : CL_COLUMNS_MAX + 1;
		for (; at > 0 && col[at - 1] > c; at--) {
			col[at] = col[at - 1];
			out[at] = out[at - 1];
		}
		col[at] = c;
		out[at] = &o->err[i];
	}
}

/* All errors of a row in one cell of 错误说明. */
void cl_import_reject_row(struct cl_import *im, long row, const struct cl_outcome *o)
{
	struct cl_buf b = {0};
	const struct cl_err *err[CL_ROW_ERRORS];
	by_column(im, o, err);
	for (int i = 0; i < o->nerr; i++) {
		if (i > 0)
			cl_buf_str(&b, "；");
		cl_buf_printf(&b, "%s [%s]", err[i]->text, cl_code_name(err[i]->code));
		cl_import_tell(im, err[i]);
	}
	struct cl_reject *r = new_reject(im, row, &o->err[0].pos, b.p, o->nerr);
	for (int i = 0; r != NULL && i < o->nerr; i++)
		r->error[i] = (struct cl_reject_error){
			err[i]->code, column_of(im, err[i]), kept_text(im, err[i]->text)};
	if (r != NULL)
		r->secret = o->secret;
	cl_buf_free(&b);
}

/* ---- printing ---- */

static int shown(const struct cl_pending *p)
{
	return p->fate == CL_FATE_NEW || p->fate == CL_FATE_KNOWN || p->fate == CL_FATE_CHANGED;
}

static const char *result_of(const struct cl_pending *p)
{
	return p->fate == CL_FATE_NEW       ? "stored"
	       : p->fate == CL_FATE_CHANGED ? "changed"
					    : "unchanged";
}

/* The row after those that were shown; NULL: there are no more. */
static const struct cl_pending *next_row(struct cl_import *im)
{
	while (im->shown < im->n && !shown(&im->p[im->shown]))
		im->shown++;
	return im->shown < im->n ? &im->p[im->shown++] : NULL;
}

/* --explain: from where the entry comes, and by what its subject and it were found. */
static const char *explained(struct cl_import *im, const struct cl_pending *p)
{
	struct cl_run *run = im->run;
	const char *by = im->department[p->department];
	long row = p->line;
	if (p->fate == CL_FATE_KNOWN)
		return cl_explained(run, "2.5",
			N_("%s, row %ld: subject, list, department and document are those of the "
			   "entry"),
			by, row);
	if (p->fate == CL_FATE_CHANGED)
		return cl_explained(
			run, "2.5", N_("%s, row %ld: the entry says this now (--update)"), by, row);
	if (p->unmatched)
		return cl_explained(run, "2.5",
			N_("%s, row %ld: no identifier; a person says who it is, with cl-import "
			   "--match"),
			by, row);
	return cl_explained(
		run, "2.5", N_("%s, row %ld: the subject is told by its identifier"), by, row);
}

static int next_dry(
	void *data, struct cl_shown *s, struct cl_view *v, struct cl_arena *a, struct cl_err *err)
{
	struct cl_import *im = data;
	const struct cl_pending *p = next_row(im);
	struct cl_rec *rec = &v->rec;
	int held;
	(void)s;
	if (p == NULL || im->brief)
		return 0;
	if (cl_batch_record(im, p, a, rec, &held, err) != 0)
		return -1;
	const char *kind = cl_get(rec, SUBJECT_KIND);
	if (!p->plain)
		cl_show_mask(rec, kind != NULL && strcmp(kind, "natural") == 0, 0, a);
	int fresh = p->fate == CL_FATE_NEW;
	rec->v[CL_F_ENTRY] = fresh ? NULL : cl_id_text(a, 'E', p->entry);
	rec->v[CL_F_RESULT] = result_of(p);
	rec->v[CL_F_STATE] = !fresh && !p->renewed ? NULL : p->unmatched ? "unmatched" : "proposed";
	rec->v[CL_F_DRY_RUN] = "yes";
	rec->v[CL_F_EXPLAIN] = explained(im, p);
	return CL_SHOW_RECORD;
}

static int show_dry(struct cl_import *im, struct cl_err *err)
{
	struct cl_show_source from = {
		.next = next_dry, .data = im, .n = (size_t)im->n, .now = 1, .idle = 1};
	return cl_show_each(im->run, &from, err);
}

/* A new entry is shown from what was stored; others are read again. */
static int at_hand(const struct cl_import *im, const struct cl_pending *p)
{
	const struct cl_who *w = &im->who[p->subject];
	return p->fate == CL_FATE_NEW && !im->defaults.historical &&
	       (w->unmatched || cl_batch_kind(w) != NULL);
}

static int view_of_new(struct cl_import *im, const struct cl_pending *p, struct cl_view *v,
	struct cl_arena *a, struct cl_err *err)
{
	const struct cl_who *w = &im->who[p->subject];
	int held;
	memset(v, 0, sizeof *v);
	if (cl_batch_record(im, p, a, &v->rec, &held, err) != 0)
		return -1;
	v->id = p->entry;
	v->batch = im->batch;
	v->list = cl_get(&v->rec, LIST);
	v->matched = !w->unmatched;
	v->subject = w->id;
	v->state = v->matched ? CL_S_PROPOSED : CL_S_UNMATCHED;
	if (v->matched && *cl_batch_kind(w) != '\0')
		v->rec.v[CL_F_SUBJECT_KIND] = cl_batch_kind(w);
	if (held)
		v->rec.v[CL_F_OVERLAYS] = "held";
	const char *kind = cl_get(&v->rec, SUBJECT_KIND);
	v->natural = kind != NULL && strcmp(kind, "natural") == 0;
	v->plain = p->plain && !v->natural;
	return CL_SHOW_THERE;
}

static int next_stored(
	void *data, struct cl_shown *s, struct cl_view *v, struct cl_arena *a, struct cl_err *err)
{
	struct cl_import *im = data;
	const struct cl_pending *p = next_row(im);
	if (p == NULL)
		return 0;
	*s = (struct cl_shown){
		.entry = p->entry, .result = result_of(p), .explain = explained(im, p)};
	return at_hand(im, p) ? view_of_new(im, p, v, a, err) : CL_SHOW_READ;
}

void cl_import_show_ahead(struct cl_import *im)
{
	struct cl_show_source from = {
		.next = next_stored, .data = im, .n = (size_t)im->n, .idle = 1};
	if (im->run->explain)
		return; /* its words are made by one thread */
	for (long i = 0; i < im->n; i++)
		if (shown(&im->p[i]) && !at_hand(im, &im->p[i]))
			return;
	im->showing = cl_show_begin(im->run, &from);
}

static int show_stored(struct cl_import *im, struct cl_err *err)
{
	struct cl_show_source from = {
		.next = next_stored, .data = im, .n = (size_t)im->n, .idle = 1};
	struct cl_showing *ahead = im->showing;
	im->showing = NULL;
	return ahead != NULL ? cl_show_end(ahead, err) : cl_show_each(im->run, &from, err);
}

struct counts {
	long new, unmatched, changed, renewed;
	int64_t again; /* the first of those taken up again */
};

/* "proposed 3, unmatched 1, changed 2, …": the parts add up to what was read. */
static const char *parts(struct cl_import *im, const struct counts *n)
{
	struct cl_arena *a = &im->run->arena;
	long unchanged = im->read - n->new - n->changed - im->nreject;
	const char *s = cl_sprintf(a,
		im->defaults.historical ? _("historical %ld, unmatched %ld")
					: _("proposed %ld, unmatched %ld"),
		n->new - n->unmatched, n->unmatched);
	if (n->changed > n->renewed)
		s = cl_sprintf(a, _("%s, changed %ld"), s, n->changed - n->renewed);
	if (n->renewed > 0)
		s = cl_sprintf(a, _("%s, taken up again %ld"), s, n->renewed);
	return cl_sprintf(a, _("%s, unchanged %ld, rejected %ld"), s, unchanged, im->nreject);
}

static void next_steps(struct cl_import *im, const struct counts *n)
{
	struct cl_run *run = im->run;
	if (n->new > n->unmatched && !im->defaults.historical)
		cl_say(run,
			_("next: cl-identify --confirm --batch B%lld --document NO --decided-on "
			  "DATE"),
			(long long)im->batch);
	if (n->renewed > 0)
		cl_say(run,
			_("withdrawn before and proposed again, in the batches they had, from "
			  "E%lld on; next: cl-identify --confirm --entry E…"),
			(long long)n->again);
	if (n->unmatched > 0)
		cl_say(run,
			_("next: cl-import --match --entry E… --same S… or --new, for the %ld rows "
			  "without identifier"),
			n->unmatched);
}

static void summary(struct cl_import *im, const struct counts *n, const char *rejects)
{
	struct cl_run *run = im->run;
	cl_summary_json(run, im->read, n->new + n->changed,
		im->read - n->new - n->changed - im->nreject, im->nreject);
	if (run->reported > TOLD && isatty(2))
		for (int c = 0; c < CL_CODES; c++)
			if (im->by_code[c] > 0)
				cl_say(run, "  %s %ld", cl_code_name((enum cl_code)c),
					im->by_code[c]);
	char batch[64] = "";
	if (im->batch > 0)
		snprintf(batch, sizeof batch, _("  batch B%lld"), (long long)im->batch);
	cl_say(run, _("read %ld: %s%s%s%s"), im->read, parts(im, n), rejects != NULL ? " → " : "",
		rejects != NULL ? rejects : "", batch);
	if (run->dry_run)
		cl_say(run, _("dry run: nothing was stored"));
	else
		next_steps(im, n);
}

/* Nothing went in: every row counts as sent back, so that read = inserted + unchanged + rejected
 * holds. */
static void nothing_stored(struct cl_import *im, const char *rejects)
{
	cl_summary_json(im->run, im->read, 0, 0, im->read);
	cl_say(im->run, _("read %ld, bad %ld%s%s; nothing was stored"), im->read, im->nreject,
		rejects != NULL ? " → " : "", rejects != NULL ? rejects : "");
}

static int status_of(const struct cl_import *im)
{
	if (im->nreject == 0)
		return 0;
	if (im->nreject < im->read)
		return 3;
	return im->run->refused_rule == im->nreject ? 5 : 1;
}

int cl_import_conclude(struct cl_import *im, int stored, const char *rejects, struct cl_err *err)
{
	struct counts n = {0};
	int there = stored == 0 || im->run->stored; /* else nothing is */
	if (there)
		n = (struct counts){.new = im->fated[CL_FATE_NEW],
			.unmatched = im->unmatched,
			.changed = im->fated[CL_FATE_CHANGED]};
	for (long i = 0; i < im->n && n.changed > 0; i++)
		if (im->p[i].fate == CL_FATE_CHANGED && im->p[i].renewed && n.renewed++ == 0)
			n.again = im->p[i].entry;
	int status = stored < 0 ? cl_code_exit(err->code) : stored > 0 ? 1 : status_of(im);
	if (stored < 0)
		cl_say_error(im->run, err);
	struct cl_err out = {0};
	if (there && (im->run->dry_run ? show_dry(im, &out) : show_stored(im, &out)) != 0)
		status = cl_say_error(im->run, &out);
	cl_warnings_flush(im->run);
	if (there)
		summary(im, &n, rejects);
	else
		nothing_stored(im, rejects);
	return status;
}
