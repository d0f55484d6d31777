/* cl-import: read and check everything, then store all good rows as one transaction, then print. */
#include "flow/import.h"
#include "flow/body.h"
#include "flow/crew.h"
#include "base/interrupt.h"
#include "flow/progress.h"
#include "base/date.h"
#include "base/hash.h"
#include "base/utf8.h"
#include "flow/departments.h"
#include "flow/given.h"
#include "flow/header.h"
#include "flow/idcheck.h"
#include "flow/mapping.h"
#include "flow/officers.h"
#include "flow/seal.h"
#include "flow/show.h"
#include "flow/workbook.h"
#include "flow/standards.h"
#include "rules/mask.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TOLD 20 /* errors told in words; the rejects file has them all */

void cl_import_tell(struct cl_import *im, const struct cl_err *e)
{
	long told = im->run->reported;
	im->by_code[e->code]++;
	if (im->run->json_errors || told < TOLD || !isatty(2))
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

static struct cl_reject *new_reject(
	struct cl_import *im, long row, const struct cl_pos *pos, const char *text, int n)
{
	if (im->nreject == im->creject) {
		im->creject = im->creject ? 2 * im->creject : 64;
		im->reject = cl_xrealloc(im->reject, sizeof *im->reject * (size_t)im->creject);
	}
	struct cl_reject *r = &im->reject[im->nreject++];
	*r = (struct cl_reject){.row = row,
		.line = pos->sheet == NULL ? pos->row : 0,
		.text = kept_text(im, text),
		.n = n};
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
	r->secret = secret;
	r->error[0] = (struct cl_reject_error){e->code, column_of(im, e), r->text};
}

/* All errors of a row in one cell of 错误说明. */
static void reject_row(struct cl_import *im, long row, const struct cl_checked *k)
{
	struct cl_buf b = {0};
	for (int i = 0; i < k->nerr; i++) {
		if (i > 0)
			cl_buf_str(&b, "；");
		cl_buf_printf(&b, "%s [%s]", k->err[i].text, cl_code_name(k->err[i].code));
		cl_import_tell(im, &k->err[i]);
	}
	struct cl_reject *r = new_reject(im, row, &k->err[0].pos, b.p, k->nerr);
	r->secret = k->secret;
	for (int i = 0; i < k->nerr; i++)
		r->error[i] = (struct cl_reject_error){
			k->err[i].code, column_of(im, &k->err[i]), kept_text(im, k->err[i].text)};
	cl_buf_free(&b);
}

static int32_t new_who(struct cl_import *im, const struct cl_checked *k, int unmatched)
{
	if (im->nwho == im->cwho) {
		im->cwho = im->cwho ? 2 * im->cwho : 256;
		im->who = cl_xrealloc(im->who, sizeof *im->who * (size_t)im->cwho);
	}
	im->who[im->nwho] = (struct cl_who){.unmatched = unmatched != 0,
		.personal = k->natural != 0,
		.folded = unmatched ? cl_strdup(&im->keep, k->folded) : NULL};
	return im->nwho++;
}

/* The run's subject of a row: by its identifiers, or, without any, by its folded name among such
 * rows only. -1: its identifiers name two subjects. */
static int32_t who_of(struct cl_import *im, const struct cl_checked *k, struct cl_arena *a)
{
	int32_t who = -1;
	int made;
	if (k->nident == 0) {
		who = cl_map_get(im->map,
			cl_sprintf(a, "F%d%s", k->natural, k->folded != NULL ? k->folded : ""),
			im->nwho, &made);
		return made ? new_who(im, k, 1) : who;
	}
	if (k->nident == 1) { /* most: looked up and entered at once */
		who = cl_map_get(im->map, k->ident[0], im->nwho, &made);
		return made ? new_who(im, k, 0) : who;
	}
	for (int i = 0; i < k->nident; i++) {
		int32_t w = cl_map_find(im->map, k->ident[i]);
		if (w >= 0 && who >= 0 && w != who)
			return -1;
		who = w >= 0 ? w : who;
	}
	if (who < 0)
		who = new_who(im, k, 0);
	for (int i = 0; i < k->nident; i++)
		cl_map_get(im->map, k->ident[i], who, &made);
	return who;
}

static uint64_t name_of(const char *folded)
{
	return folded == NULL || *folded == '\0' ? 0 : cl_hash64(folded, strlen(folded)) | 1;
}

/* One code under two names of a file is asked about (DATA, "Traps"): cl_names_resolve. */
static void note_name(struct cl_import *im, struct cl_who *w, uint64_t name)
{
	if (name == 0 || w->unmatched)
		return;
	if (w->name == 0) {
		w->name = name;
		w->first = (int32_t)im->n - 1;
	} else if (w->name != name && w->another == 0) {
		w->another = (int32_t)im->n - 1;
	}
}

static int accept(struct cl_import *im, struct cl_checked *k, const struct cl_row *row,
	int department, struct cl_arena *a, struct cl_err *err)
{
	static const char *const lists[] = {"red", "black", "watch"};
	int32_t who = who_of(im, k, a);
	if (who < 0) {
		struct cl_err *e = cl_check_error(k, &row->pos, 0, NULL);
		cl_fail(e, CL_E_ID_MISMATCH,
			_("its identifiers belong to two different subjects of this file"));
		reject_row(im, im->read, k);
		return 0;
	}
	if (im->n == im->cap) {
		im->cap = im->cap ? im->cap + im->cap / 2 : 256;
		im->p = cl_xrealloc(im->p, sizeof *im->p * (size_t)im->cap);
	}
	struct cl_pending *p = &im->p[im->n++];
	*p = (struct cl_pending){.subject = who,
		.row = (uint32_t)im->read,
		.line = (uint32_t)row->pos.row,
		.name = name_of(k->folded),
		.department = (uint16_t)department};
	note_name(im, &im->who[who], p->name);
	for (uint8_t i = 0; i < 3; i++)
		if (strcmp(lists[i], cl_get(&k->rec, LIST)) == 0)
			p->list = i;
	memcpy(p->key, k->key, sizeof p->key);
	return cl_body_add(im->spool, k, a, &p->at, &p->len, err);
}

/* Register name and number of a row's department; -1: the row was given an error. */
static int department_of(
	struct cl_import *im, struct cl_checked *k, const struct cl_row *row, struct cl_err *err)
{
	const char *written = cl_get(&k->rec, DEPARTMENT), *name = written;
	int made;
	int32_t known = cl_map_find(im->departments, written);
	if (known >= 0) {
		if (strcmp(written, im->department[known]) != 0)
			k->rec.v[CL_F_DEPARTMENT] = im->department[known];
		return known;
	}
	int there = im->run->store != NULL ? cl_department_find(im->run, written, &name, err) : 0;
	if (there < 0)
		return -2;
	if (!there && im->filled && cl_opt(&im->run->opts, NEW_DEPARTMENT) == NULL) {
		struct cl_err *e =
			cl_check_error(k, &row->pos, 0, cl_fields[CL_F_DEPARTMENT].label);
		cl_department_unknown(im->run, written, e);
		return -1;
	}
	const char *ignored;
	int may = im->run->store != NULL ? cl_officers_may(im->run, name, &ignored, err) : 1;
	if (may < 0)
		return -2;
	if (!may) {
		cl_officers_refuse(im->run, name,
			cl_check_error(k, &row->pos, 0, cl_fields[CL_F_DEPARTMENT].label));
		return -1;
	}
	k->rec.v[CL_F_DEPARTMENT] = name;
	for (int i = 0; i < im->ndepartments; i++)
		if (strcmp(im->department[i], name) == 0)
			return cl_map_get(im->departments, written, i, &made);
	if ((im->ndepartments & (im->ndepartments - 1)) == 0) {
		size_t room = im->ndepartments > 0 ? 2 * (size_t)im->ndepartments : 1;
		im->department = cl_xrealloc(im->department, room * sizeof *im->department);
		im->standing = cl_xrealloc(im->standing, room * sizeof *im->standing);
	}
	im->department[im->ndepartments] = cl_strdup(&im->keep, name);
	im->standing[im->ndepartments] = there ? im->department[im->ndepartments] : NULL;
	return cl_map_get(im->departments, written, im->ndepartments++, &made);
}

static int standard_of(
	struct cl_import *im, struct cl_checked *k, const struct cl_row *row, struct cl_err *err)
{
	const char *code = cl_get(&k->rec, STANDARD);
	static const char *last; /* one standard serves a whole file */
	struct cl_standard std;
	if (code == NULL || im->run->store == NULL || (last != NULL && strcmp(last, code) == 0))
		return 0;
	int rc = cl_standard_find(im->run, code, CL_NODAY, &im->keep, &std, err);
	if (rc == 1)
		last = cl_strdup(&im->run->arena, code);
	if (rc == 0 && k->nerr < CL_ROW_ERRORS) {
		struct cl_err *e = cl_check_error(k, &row->pos, 0, NULL);
		cl_fail(e, CL_E_STANDARD, _("standard %s is not registered"), code);
	}
	return rc < 0 ? -1 : 0;
}

static int take_row(struct cl_import *im, const struct cl_row *row, struct cl_checked *k,
	struct cl_arena *a, struct cl_err *err)
{
	int department = 0;
	im->read++;
	cl_progress(im->run, N_("checked"), im->read);
	if (k->secret && cl_columns_lone(row))
		return cl_header_secret(&row->pos, err);
	if (k->nerr == 0 && standard_of(im, k, row, err) != 0)
		return -1;
	if (k->nerr == 0)
		department = department_of(im, k, row, err);
	if (department == -2)
		return -1;
	if (k->nerr > 0)
		reject_row(im, im->read, k);
	else if (accept(im, k, row, department, a, err) != 0)
		return -1;
	else if (k->hold)
		cl_warn(im->run, CL_W_HELD,
			_("free text holds a personal number or telephone: sealed"));
	return 0;
}

static int check_all(struct cl_import *im, struct cl_err *err)
{
	if (cl_crew_check(im, take_row, err) != 0)
		return -1;
	for (int i = 0; i < im->columns.n; i++) {
		const struct cl_column *c = &im->columns.col[i];
		if (c->incomplete > 0)
			cl_warn(im->run, CL_W_DATE, _("column %s: %ld dates without a day"),
				c->header, c->incomplete);
		if (c->field == CL_F_NONE && !c->ignored && !c->mapped && !c->told)
			cl_warn(im->run, CL_W_EXTRA, _("column %s is not known here"),
				*c->header != '\0'
					? c->header
					: cl_sprintf(&im->run->arena, _("number %d"), i + 1));
	}
	return 0;
}

/* --max-errors as a share of the rows or a number: how many bad rows are borne. */
static int error_limit(struct cl_import *im, double *limit, struct cl_err *err)
{
	const char *s = cl_opt(&im->run->opts, MAX_ERRORS);
	char *end = NULL;
	*limit = (double)im->read / 2;
	if (s == NULL)
		return 0;
	long n = strtol(s, &end, 10);
	int percent = strcmp(end, "%") == 0;
	if (*s < '0' || *s > '9' || (*end != '\0' && !percent) || (percent && n > 100))
		return cl_fail(err, CL_E_USAGE, _("--max-errors takes a number or a percentage"));
	*limit = percent ? (double)im->read * (double)n / 100 : (double)n;
	return 0;
}

static int defaults(struct cl_import *im, struct cl_err *err)
{
	struct cl_run *run = im->run;
	struct cl_defaults *d = &im->defaults;
	struct cl_standard std;
	double limit;
	if (error_limit(im, &limit, err) != 0)
		return -1;
	if (cl_opt(&run->opts, UPDATE) != NULL && cl_opt(&run->opts, REASON) == NULL)
		return cl_fail(
			err, CL_E_USAGE, _("--update needs --reason: why the entries change"));
	if (cl_opt_value(run, CL_O_LIST, CL_K_LIST, &d->list, err) != 0 ||
		cl_given_fields(run, &d->rec, err) != 0)
		return -1;
	d->historical = cl_opt(&run->opts, HISTORICAL) != NULL;
	d->rec.v[CL_F_FIELD] = cl_opt(&run->opts, FIELD);
	d->department = cl_opt(&run->opts, DEPARTMENT);
	d->standard = cl_opt(&run->opts, STANDARD);
	im->source = cl_opt(&run->opts, SOURCE);
	if (run->store == NULL)
		return 0;
	if (d->standard != NULL) {
		int rc = cl_standard_find(run, d->standard, CL_NODAY, &run->arena, &std, err);
		if (rc != 1)
			return rc < 0 ? -1
				      : cl_fail(err, CL_E_USAGE,
						_("--standard: %s is not registered"), d->standard);
		if (d->list == NULL)
			d->list = cl_flat_get(&std.body, "list");
		if (d->department == NULL)
			d->department = cl_flat_get(&std.body, "department");
	}
	im->filled = cl_departments_filled(run, err);
	if (im->filled < 0)
		return -1;
	if (d->department != NULL) {
		const char *name = d->department;
		int rc = cl_department_find(run, d->department, &name, err);
		if (rc < 0)
			return -1;
		if (rc == 0 && im->filled && cl_opt(&run->opts, NEW_DEPARTMENT) == NULL)
			return cl_department_unknown(run, d->department, err);
		d->department = name;
	}
	return 0;
}

static enum cl_dateorder forced_order(struct cl_run *run, struct cl_err *err)
{
	const char *s = cl_opt(&run->opts, DATE_ORDER);
	if (s == NULL)
		return CL_DO_UNKNOWN;
	if (strcmp(s, "dmy") == 0)
		return CL_DO_DMY;
	if (strcmp(s, "mdy") == 0)
		return CL_DO_MDY;
	cl_fail(err, CL_E_USAGE, _("--date-order takes dmy or mdy"));
	return CL_DO_UNKNOWN;
}

static int too_many(struct cl_import *im, struct cl_err *err)
{
	double limit;
	if (error_limit(im, &limit, err) != 0)
		return -1;
	return (double)im->nreject > limit
		       ? cl_fail(err, CL_E_MAXERR, _("%ld of %ld rows are bad: nothing was stored"),
				 im->nreject, im->read)
		       : 0;
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

static int show_dry(struct cl_import *im, struct cl_err *err)
{
	struct cl_arena a = {0};
	int rc = cl_out_open(im->run, NULL, err);
	for (long i = 0; rc == 0 && i < im->n; i++) {
		const struct cl_pending *p = &im->p[i];
		struct cl_rec rec;
		if (!shown(p))
			continue;
		rc = cl_body_record(im->spool, p->at, p->len, &rec, err);
		if (rc != 0)
			break;
		const char *kind = cl_get(&rec, SUBJECT_KIND);
		cl_show_mask(&rec, kind != NULL && strcmp(kind, "natural") == 0, 0, &a);
		int fresh = p->fate == CL_FATE_NEW;
		rec.v[CL_F_ENTRY] = fresh ? NULL : cl_id_text(&a, 'E', p->entry);
		rec.v[CL_F_RESULT] = result_of(p);
		rec.v[CL_F_STATE] = !fresh && !p->renewed           ? NULL
				    : im->who[p->subject].unmatched ? "unmatched"
								    : "proposed";
		rec.v[CL_F_DRY_RUN] = "yes";
		rc = cl_writer_put(im->run->out, &rec, err);
		cl_arena_reset(&a);
	}
	cl_arena_free(&a);
	return rc != 0 ? -1 : cl_out_close(im->run, err);
}

static int show_stored(struct cl_import *im, struct cl_err *err)
{
	struct cl_shown *list = cl_xmalloc(sizeof *list * (size_t)(im->n + 1));
	size_t n = 0;
	for (long i = 0; i < im->n; i++)
		if (shown(&im->p[i]))
			list[n++] = (struct cl_shown){
				.entry = im->p[i].entry, .result = result_of(&im->p[i])};
	int rc = cl_show_list(im->run, list, n, err);
	free(list);
	return rc;
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

static void summary(struct cl_import *im, const struct counts *n, const char *rejects, int status)
{
	struct cl_run *run = im->run;
	cl_summary_json(run, im->read, n->new + n->changed,
		im->read - n->new - n->changed - im->nreject, im->nreject, status);
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
static void nothing_stored(struct cl_import *im, const char *rejects, int status)
{
	cl_summary_json(im->run, im->read, 0, 0, im->read, status);
	cl_say(im->run, _("read %ld, bad %ld%s%s; nothing was stored"), im->read, im->nreject,
		rejects != NULL ? " → " : "", rejects != NULL ? rejects : "");
}

/* ---- the run ---- */

static int read_and_check(struct cl_import *im, const char *path, struct cl_err *err)
{
	enum cl_dateorder forced = forced_order(im->run, err);
	const char *mapping = cl_opt(&im->run->opts, MAPPING);
	if (mapping != NULL && cl_mapping_read(im->run, mapping, &im->columns.mapping, err) != 0)
		return -1;
	if (err->code != CL_OK || cl_workbook_open(im->run, path, &im->input, err) != 0)
		return -1;
	if (cl_input_size(im->input) == 0) {
		struct cl_pos pos = {.file = path};
		return cl_fail_at(err, &pos, CL_E_EMPTY, _("the input is empty"));
	}
	if (im->source == NULL)
		im->source = path;
	if (cl_rows_open(&im->rows, im->input, err) != 0 ||
		cl_columns_find(im->run, im->rows, forced,
			cl_opt(&im->run->opts, SAME_SUBJECT) != NULL, &im->columns, err) != 0)
		return -1;
	cl_check_ready(&im->defaults, &im->columns, im->run);
	im->spool = cl_body_spool(&im->columns, &im->defaults, err);
	if (im->spool == NULL || check_all(im, err) != 0)
		return -1;
	const char *save = cl_opt(&im->run->opts, SAVE_MAPPING);
	return save != NULL ? cl_mapping_save(im->run, save, &im->columns, err) : 0;
}

/* All under the gate, or none. */
static int store_all(struct cl_import *im, struct cl_rejects *sent, struct cl_err *err)
{
	struct cl_store *st = im->run->store;
	int atomic = cl_opt(&im->run->opts, ATOMIC) != NULL;
	int dry = im->run->dry_run;
	if (dry ? (st != NULL && cl_store_read(st, err) != 0) : cl_store_write(st, err) != 0)
		return -1;
	struct cl_err many = {0};
	int rc = cl_batch_resolve(im, err), bad = 0;
	if (rc == 0) {
		bad = too_many(im, &many) != 0 || (atomic && im->nreject > 0);
	}
	if (rc == 0 && im->nreject > 0 && (!dry || cl_opt(&im->run->opts, REJECTS) != NULL))
		rc = cl_rejects_write(im, sent, err);
	if (rc == 0 && !bad && !dry)
		rc = cl_batch_store(im, err);
	if (dry && st != NULL)
		cl_store_read_end(st);
	cl_interrupt_hold(); /* what is stored and what is sent back go together */
	if (!dry && (rc != 0 || bad || cl_store_changes(st) == 0))
		cl_store_rollback(st);
	else if (!dry && (rc = cl_store_commit(st, err)) == 0)
		im->run->stored = 1;
	if (rc != 0)
		cl_rejects_drop(sent);
	else if (sent->name != NULL)
		rc = cl_rejects_keep(im, sent, err);
	cl_interrupt_release();
	return rc != 0 ? -1 : many.code != CL_OK ? cl_fail(err, many.code, "%s", many.text) : bad;
}

static int status_of(const struct cl_import *im)
{
	if (im->nreject == 0)
		return 0;
	if (im->nreject < im->read)
		return 3;
	return im->run->refused_rule == im->nreject ? 5 : 1;
}

static int conclude(struct cl_import *im, int stored, const char *rejects, struct cl_err *err)
{
	struct counts n = {0};
	int there = stored == 0 || im->run->stored; /* else nothing is */
	for (long i = 0; i < im->n && there; i++) {
		int fresh = im->p[i].fate == CL_FATE_NEW;
		n.new += fresh;
		n.unmatched += fresh && im->who[im->p[i].subject].unmatched;
		n.changed += im->p[i].fate == CL_FATE_CHANGED;
		if (im->p[i].fate == CL_FATE_CHANGED && im->p[i].renewed && n.renewed++ == 0)
			n.again = im->p[i].entry;
	}
	int status = stored < 0 ? cl_code_exit(err->code) : stored > 0 ? 1 : status_of(im);
	if (stored < 0)
		cl_say_error(im->run, err);
	struct cl_err out = {0};
	if (there && (im->run->dry_run ? show_dry(im, &out) : show_stored(im, &out)) != 0)
		status = cl_say_error(im->run, &out);
	cl_warnings_flush(im->run);
	if (there)
		summary(im, &n, rejects, status);
	else
		nothing_stored(im, rejects, status);
	return status;
}

static void import_free(struct cl_import *im)
{
	cl_spool_free(im->spool);
	cl_rows_close(im->rows);
	cl_input_close(im->input);
	cl_map_free(im->map);
	cl_map_free(im->departments);
	cl_arena_free(&im->keep);
	free(im->p);
	free(im->who);
	free(im->department);
	free(im->standing);
	free(im->reject);
}

static int import_file(struct cl_run *run, const char *path)
{
	struct cl_import im = {.run = run, .map = cl_map_new(), .departments = cl_map_new()};
	struct cl_err err = {0};
	struct cl_rejects sent = {.fd = -1};
	int status;
	int rc = run->store != NULL ? cl_store_read(run->store, &err) : 0;
	if (rc == 0)
		rc = defaults(&im, &err);
	if (run->store != NULL)
		cl_store_read_end(run->store);
	if (rc == 0)
		rc = read_and_check(&im, path, &err);
	if (rc != 0) {
		status = cl_say_error(run, &err);
		cl_summary_json(run, im.read, 0, 0, im.read, status);
	} else {
		int stored = store_all(&im, &sent, &err);
		status = conclude(&im, stored, sent.name, &err);
	}
	import_free(&im);
	return status;
}

int cl_import_run(struct cl_run *run)
{
	struct cl_err err = {0};
	const char *kind = cl_opt(&run->opts, KIND),
		   *path = run->opts.nargs > 0 ? run->opts.args[0] : "-";
	if (cl_opt(&run->opts, MATCH) != NULL)
		return cl_match_run(run);
	if (cl_opt(&run->opts, RECEIPT) != NULL)
		return cl_receipt_run(run, cl_opt(&run->opts, RECEIPT));
	if (cl_opt(&run->opts, STATE) != NULL || cl_opt(&run->opts, BATCH) != NULL ||
		cl_opt(&run->opts, ENTRY) != NULL || cl_opt(&run->opts, SUBJECT) != NULL)
		cl_fail(&err, CL_E_USAGE, _("entries are selected with --match only"));
	else if (run->opts.nargs > 1)
		cl_fail(&err, CL_E_USAGE, _("one file at a time: each is a batch of its own"));
	else if (run->opts.nargs == 0 && isatty(0))
		cl_fail(&err, CL_E_USAGE, _("name a file, or - for standard input"));
	if (err.code != CL_OK)
		return cl_say_error(run, &err);
	if (kind != NULL && strcmp(kind, "entries") != 0 &&
		(cl_opt(&run->opts, MAPPING) != NULL || cl_opt(&run->opts, SAVE_MAPPING) != NULL)) {
		cl_fail(&err, CL_E_USAGE, _("--mapping is for lists, not for registers"));
		return cl_say_error(run, &err);
	}
	if (kind != NULL && strcmp(kind, "entries") != 0)
		return cl_register_run(run, kind);
	return import_file(run, path);
}
