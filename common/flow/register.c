/* cl-import --kind: registers come in as tables, like lists; each row is one event. */
#include "flow/import.h"
#include "base/date.h"
#include "base/interrupt.h"
#include "base/utf8.h"
#include "flow/given.h"
#include "flow/register.h"
#include "flow/workbook.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct cl_regcol regcols[] = {
#include "flow/registers.inc"
};
#define REGCOLS (sizeof regcols / sizeof *regcols)

static int folded_same(const char *a, const char *b, size_t n)
{
	struct cl_buf x = {0}, y = {0};
	int yes = cl_fold(a, strlen(a), &x) == 0 && cl_fold(b, n, &y) == 0 &&
		  strcmp(cl_buf_cstr(&x), cl_buf_cstr(&y)) == 0;
	cl_buf_free(&x);
	cl_buf_free(&y);
	return yes;
}

static const struct cl_regcol *column(const char *reg, const char *header)
{
	for (size_t i = 0; i < REGCOLS; i++) {
		if (strcmp(regcols[i].reg, reg) != 0)
			continue;
		if (folded_same(header, regcols[i].label, strlen(regcols[i].label)))
			return &regcols[i];
		for (const char *p = regcols[i].aliases; *p != '\0';) {
			size_t n = strcspn(p, ";");
			if (folded_same(header, p, n))
				return &regcols[i];
			p += n + (p[n] != '\0');
		}
	}
	return NULL;
}

const struct cl_regcol *cl_register_column(const char *reg, const char *key)
{
	for (size_t i = 0; i < REGCOLS; i++)
		if (strcmp(regcols[i].reg, reg) == 0 && strcmp(regcols[i].key, key) == 0)
			return &regcols[i];
	return NULL;
}

struct register_import {
	struct cl_run *run;
	const char *reg;
	const struct cl_regcol *col[CL_COLUMNS_MAX];
	int ncol;
	struct cl_event *ev; /* checked rows */
	long n, cap, read, rejected, unchanged;
	struct cl_import im; /* for the rows sent back: columns, rejects */
	struct cl_reg *have; /* what the register holds, every row */
	int nhave;
};

/* The columns of a header; known ones are counted, 0 where the name is not among them. */
static int columns_of(void *data, const struct cl_row *row)
{
	struct register_import *r = data;
	int named = 0, known = 0;
	r->ncol = row->n;
	for (int k = 0; k < row->n; k++) {
		r->col[k] = column(r->reg, row->cell[k]);
		known += r->col[k] != NULL;
		named |= r->col[k] != NULL && strcmp(r->col[k]->key, "name") == 0;
	}
	return named ? known : 0;
}

/* The header as the rows sent back will bear it. */
static void keep_header(struct register_import *r, const struct cl_row *row)
{
	struct cl_columns *c = &r->im.columns;
	struct cl_arena *a = &r->run->arena;
	c->n = row->n;
	c->header = row->pos;
	c->col = cl_alloc(a, sizeof *c->col * (size_t)(row->n + 1));
	for (int i = 0; i < row->n; i++) {
		const char *s = row->cell[i];
		size_t n = strlen(s);
		cl_trim(&s, &n);
		c->col[i].field = CL_F_NONE;
		c->col[i].header = cl_strndup(a, s, n);
	}
}

static int header(struct register_import *r, struct cl_rows *rows, struct cl_err *err)
{
	struct cl_row row;
	if (cl_workbook_choose(r->run, rows, columns_of, r, err) != 0)
		return -1;
	int rc, i = 0;
	for (; i < 30 && (rc = cl_rows_next(rows, &row, err)) == 1; i++)
		if (columns_of(r, &row) > 0) {
			keep_header(r, &row);
			return 0;
		}
	if (i < 30 && rc < 0)
		return -1;
	if (i == 0)
		return cl_fail(err, CL_E_EMPTY, _("the input is empty"));
	return cl_fail(err, CL_E_HEADER,
		_("no header of the register %s was found: it needs the column %s"), r->reg,
		cl_register_column(r->reg, "name")->label);
}

static void lacks(struct cl_err *bad, const struct cl_regcol *c)
{
	bad->pos.col = 0;
	snprintf(bad->field, sizeof bad->field, "%s", c->label);
	cl_fail(bad, CL_E_MISSING, _("%s is missing"), c->label);
}

static int needed(const char *reg, const struct cl_regcol *c)
{
	return strcmp(c->reg, reg) == 0 && (c->part == CL_REG_NEED || strcmp(c->key, "name") == 0);
}

/* 3.2: a case is pushed to the office when it is published, and may name its entry. */
static void case_row(struct cl_run *run, struct cl_flat *f, struct cl_err *bad)
{
	const char *entry = cl_flat_get(f, "entry"), *name = cl_flat_get(f, "name");
	int32_t on = cl_day_parse(cl_flat_get(f, "published_on"));
	char day[11];
	struct cl_err err = {0};
	if (entry != NULL) {
		int64_t id = 0, max = cl_store_max_entry(run->store, &err);
		if (cl_id_parse(entry, 'E', &id) != 0 || id > max)
			cl_fail(bad, CL_E_NOENTRY, _("there is no entry %s"), entry);
	}
	if (on > run->today)
		cl_fail(bad, CL_E_DATE, _("%s: it is dated after the business date"),
			cl_day_format(on, day));
	else if (on < run->today && bad->code == CL_OK)
		cl_warn(run, CL_W_CASE, _("case %s was published on %s and comes later (3.2)"),
			name, cl_day_format(on, day));
	cl_flat_set(f, "pushed_on", cl_strdup(&run->arena, cl_day_format(run->today, day)));
}

static int one_row(struct register_import *r, const struct cl_row *row, struct cl_event *ev,
	struct cl_err *bad)
{
	struct cl_arena *a = &r->run->arena;
	memset(ev, 0, sizeof *ev);
	ev->kind = "register";
	*bad = row->bad;
	for (int i = 0; i < row->n && i < r->ncol && bad->code == CL_OK; i++) {
		const char *s = row->cell[i], *v;
		size_t n = strlen(s);
		cl_trim(&s, &n);
		if (n == 0 || r->col[i] == NULL)
			continue;
		s = cl_strndup(a, s, n);
		enum cl_kind k = r->col[i]->kind;
		v = k == CL_K_DATE       ? cl_given_value(CL_F_SOURCE_DATE, s, a, bad)
		    : k == CL_K_DOCUMENT ? cl_given_value(CL_F_DOCUMENT, s, a, bad)
					 : cl_value_wire(k, s, a);
		if (v == NULL && k == CL_K_DATE) {
			cl_err_clear(bad);
			cl_fail(bad, CL_E_DATE, _("%s: %s is no date"), r->col[i]->label, s);
		} else if (v == NULL && bad->code == CL_OK)
			cl_fail(bad, CL_E_ENUM, _("%s: %s is none of %s"), r->col[i]->label, s,
				cl_value_list(k, a));
		bad->pos.col = i + 1;
		cl_flat_set(&ev->body, r->col[i]->key, v);
	}
	for (size_t i = 0; i < REGCOLS && bad->code == CL_OK; i++)
		if (needed(r->reg, &regcols[i]) && cl_flat_get(&ev->body, regcols[i].key) == NULL)
			lacks(bad, &regcols[i]);
	if (bad->code == CL_OK && strcmp(r->reg, "case") == 0)
		case_row(r->run, &ev->body, bad);
	bad->pos.file = row->pos.file;
	bad->pos.sheet = row->pos.sheet;
	bad->pos.row = row->pos.row;
	return bad->code == CL_OK ? 0 : -1;
}

static int read_all(struct register_import *r, struct cl_rows *rows, struct cl_err *err)
{
	struct cl_row row;
	int rc;
	if (header(r, rows, err) != 0)
		return -1;
	while ((rc = cl_columns_row(r->run, rows, &row, err)) == 1) {
		struct cl_err bad;
		r->read++;
		if (r->n == r->cap) {
			r->cap = r->cap > 0 ? 2 * r->cap : 16;
			r->ev = cl_xrealloc(r->ev, sizeof *r->ev * (size_t)r->cap);
		}
		if (one_row(r, &row, &r->ev[r->n], &bad) == 0) {
			r->n++;
			continue;
		}
		r->rejected++;
		cl_import_reject(&r->im, r->read, &bad, 0);
		cl_say_error(r->run, &bad);
	}
	if (rc == 0 && r->read == 0)
		return cl_fail(err, CL_E_EMPTY, _("no data row below the header"));
	return rc;
}

static int same_key(
	const struct register_import *r, const struct cl_flat *f, const struct cl_reg *have)
{
	for (size_t i = 0; i < REGCOLS; i++) {
		const struct cl_regcol *c = &regcols[i];
		if (strcmp(c->reg, r->reg) != 0 || c->part != CL_REG_KEY)
			continue;
		const char *a = cl_flat_get(f, c->key),
			   *b = strcmp(c->key, "name") == 0 ? have->name
							    : cl_flat_get(&have->body, c->key);
		if (a != b && (a == NULL || b == NULL || strcmp(a, b) != 0))
			return 0;
	}
	return 1;
}

/* Whether the newest row of the same key says the same. */
static int known(const struct register_import *r, const struct cl_event *ev)
{
	struct cl_flat f = ev->body;
	struct cl_buf x = {0}, y = {0};
	int i = r->nhave - 1;
	while (i >= 0 && !same_key(r, &f, &r->have[i]))
		i--;
	cl_flat_set(&f, "kind", NULL);
	cl_flat_set(&f, "name", NULL);
	cl_flat_set(&f, "pushed_on", NULL); /* when it came first, not that it came again */
	cl_flat_write(&f, &x);
	if (i >= 0) {
		struct cl_flat g = r->have[i].body;
		cl_flat_set(&g, "pushed_on", NULL);
		cl_flat_write(&g, &y);
	}
	int same = i >= 0 && strcmp(cl_buf_cstr(&x), cl_buf_cstr(&y)) == 0;
	cl_buf_free(&x);
	cl_buf_free(&y);
	return same;
}

static int send_back(struct register_import *r, struct cl_rejects *sent, struct cl_err *err)
{
	r->im.read = r->read;
	return r->rejected == 0 || (r->run->dry_run && cl_opt(&r->run->opts, REJECTS) == NULL)
		       ? 0
		       : cl_rejects_write(&r->im, sent, err);
}

static int commit(struct register_import *r, struct cl_err *err)
{
	if (r->run->dry_run || cl_store_changes(r->run->store) == 0) {
		cl_store_rollback(r->run->store);
		return 0;
	}
	int rc = cl_store_commit(r->run->store, err);
	r->run->stored = rc == 0;
	return rc;
}

static int store_rows(struct register_import *r, struct cl_err *err)
{
	if (cl_store_write(r->run->store, err) != 0 ||
		cl_store_regs_every(
			r->run->store, r->reg, &r->run->arena, &r->have, &r->nhave, err) != 0)
		return -1;
	for (long i = 0; i < r->n; i++) {
		cl_flat_set(&r->ev[i].body, "kind", r->reg);
		int same = known(r, &r->ev[i]);
		if (!same && cl_store_event(r->run->store, &r->ev[i], err) != 0)
			return -1;
		r->unchanged += same;
	}
	return 0;
}

/* All, or with --atomic and a bad row nothing; what is sent back goes with it. */
static int store_all(
	struct register_import *r, int atomic, struct cl_rejects *sent, struct cl_err *err)
{
	int rc = atomic ? 0 : store_rows(r, err);
	if (rc == 0)
		rc = send_back(r, sent, err);
	cl_interrupt_hold();
	if (rc == 0 && !atomic)
		rc = commit(r, err);
	if (rc != 0)
		cl_rejects_drop(sent);
	else if (sent->name != NULL)
		rc = cl_rejects_keep(&r->im, sent, err);
	cl_interrupt_release();
	return rc;
}

int cl_register_unknown(const char *kind, struct cl_err *err)
{
	return cl_fail(err, CL_E_USAGE,
		_("--kind %s: departments, officers, standards, measures, channels, calendar, "
		  "cases"),
		kind);
}

const char *cl_register_name(const char *kind)
{
	static const char *const names[][2] = {{"departments", "department"},
		{"officers", "officer"}, {"standards", "standard"}, {"measures", "measure"},
		{"channels", "channel"}, {"calendar", "calendar"}, {"cases", "case"}};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(kind, names[i][0]) == 0 || strcmp(kind, names[i][1]) == 0)
			return names[i][1];
	return NULL;
}

int cl_register_run(struct cl_run *run, const char *kind)
{
	struct register_import r = {.run = run, .reg = cl_register_name(kind)};
	struct cl_err err = {0};
	struct cl_rejects sent = {.fd = -1};
	struct cl_import *im = &r.im;
	int status = 0;
	im->run = run;
	if (r.reg == NULL)
		(void)cl_register_unknown(kind, &err);
	else if (run->store == NULL)
		cl_fail(&err, CL_E_NODB, _("a register needs the database"));
	else if (cl_workbook_open(run, run->opts.nargs > 0 ? run->opts.args[0] : "-", &im->input,
			 &err) == 0 &&
		 cl_rows_open(&im->rows, im->input, &err) == 0 &&
		 read_all(&r, im->rows, &err) == 0) {
		int atomic = cl_opt(&run->opts, ATOMIC) != NULL && r.rejected > 0;
		if (store_all(&r, atomic, &sent, &err) == 0)
			status = r.rejected == 0 ? 0 : r.n == 0 || atomic ? 1 : 3;
	}
	if (err.code != CL_OK) {
		cl_store_rollback(run->store);
		status = cl_say_error(run, &err);
	} else {
		cl_say(run, _("register %s: read %ld, stored %ld, unchanged %ld, rejected %ld%s%s"),
			r.reg, r.read, r.n - r.unchanged, r.unchanged, r.rejected,
			sent.name != NULL ? " → " : "", sent.name != NULL ? sent.name : "");
	}
	cl_summary_json(run, r.read, r.n - r.unchanged, r.unchanged, r.rejected, status);
	cl_rows_close(im->rows);
	cl_input_close(im->input);
	cl_arena_free(&im->keep);
	free(im->reject);
	free(r.ev);
	return status;
}
