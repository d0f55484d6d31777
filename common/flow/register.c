/* cl-import --kind: registers come in as tables, like lists; each row is one event. */
#include "flow/regimport.h"
#include "base/interrupt.h"
#include "base/utf8.h"
#include "flow/departments.h"
#include "flow/header.h"
#include "flow/workbook.h"
#include <stdlib.h>
#include <string.h>

static const struct cl_regcol regcols[] = {
#include "flow/registers.inc"
};
#define REGCOLS (sizeof regcols / sizeof *regcols)

static int folded_same(const char *a, const char *b, size_t n)
{
	struct cl_buf x = {0}, y = {0};
	int yes = cl_header_fold(a, &x) == 0 && cl_fold(b, n, &y) == 0 &&
		  strcmp(cl_buf_cstr(&x), cl_buf_cstr(&y)) == 0;
	cl_buf_free(&x);
	cl_buf_free(&y);
	return yes;
}

const struct cl_regcol *cl_reg_by_header(const char *reg, const char *header)
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

const struct cl_regcol *cl_reg_nth(const char *reg, int n)
{
	for (size_t i = 0; i < REGCOLS; i++)
		if (strcmp(regcols[i].reg, reg) == 0 && n-- == 0)
			return &regcols[i];
	return NULL;
}

static int read_all(struct cl_regimport *r, struct cl_rows *rows, struct cl_err *err)
{
	struct cl_row row;
	int rc;
	if (cl_reg_header(r, rows, err) != 0)
		return -1;
	while ((rc = cl_columns_row(r->run, &r->im.columns, rows, &row, err)) == 1) {
		if (r->n == r->cap) {
			r->cap = r->cap > 0 ? 2 * r->cap : 16;
			r->row = cl_xrealloc(r->row, sizeof *r->row * (size_t)r->cap);
		}
		cl_reg_values(r, &row, &r->row[r->n]);
		const struct cl_err *bad = r->row[r->n++].bad;
		if (bad != NULL && bad->code == CL_E_SECRET && cl_columns_lone(&row))
			return cl_header_secret(&row.pos, err);
	}
	if (rc == 0 && r->n == 0)
		return cl_fail(err, CL_E_EMPTY, _("no data row below the header"));
	return rc;
}

/* ---- against what the register holds ---- */

static const char *value_of(const struct cl_reg *have, const char *key)
{
	return strcmp(key, "name") == 0 ? have->name : cl_flat_get(&have->body, key);
}

static int same(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static int same_key(
	const struct cl_regimport *r, const struct cl_flat *f, const struct cl_reg *have)
{
	const struct cl_regcol *c;
	for (int i = 0; (c = cl_reg_nth(r->reg, i)) != NULL; i++)
		if ((c->part == CL_REG_KEY || c->part == CL_REG_ID) &&
			!same(cl_flat_get(f, c->key), value_of(have, c->key)))
			return 0;
	return 1;
}

/* The newest row of the same key; NULL: none. */
static const struct cl_reg *older(const struct cl_regimport *r, const struct cl_flat *f)
{
	int i = r->nhave - 1;
	while (i >= 0 && !same_key(r, f, &r->have[i]))
		i--;
	return i >= 0 ? &r->have[i] : NULL;
}

/* A file that lacks a column says nothing about it: what is registered stays. */
static void carry_over(struct cl_regimport *r, struct cl_flat *f, const struct cl_reg *have)
{
	const struct cl_regcol *c;
	for (int k = 0; have != NULL && (c = cl_reg_nth(r->reg, k)) != NULL; k++) {
		int there = strcmp(c->key, "name") == 0;
		for (int i = 0; i < r->ncol; i++)
			there |= r->col[i] == c;
		if (!there)
			cl_flat_set(f, c->key, cl_flat_get(&have->body, c->key));
	}
}

/* The first column in which a row says something else than the older one; NULL: none. */
static const struct cl_regcol *differs(
	const struct cl_regimport *r, const struct cl_flat *f, const struct cl_reg *have)
{
	const struct cl_regcol *c;
	for (int i = 0; (c = cl_reg_nth(r->reg, i)) != NULL; i++)
		if (!same(cl_flat_get(f, c->key), value_of(have, c->key)))
			return c;
	return NULL;
}

static void remember(struct cl_regimport *r, const struct cl_flat *f)
{
	if (r->nhave >= r->chave) {
		struct cl_reg *have = r->have;
		r->chave = 2 * r->nhave + 16;
		r->have = cl_alloc(&r->run->arena, sizeof *have * (size_t)r->chave);
		if (r->nhave > 0)
			memcpy(r->have, have, sizeof *have * (size_t)r->nhave);
	}
	struct cl_reg *one = &r->have[r->nhave++];
	memset(one, 0, sizeof *one);
	one->name = cl_flat_get(f, "name");
	one->body = *f;
}

/* One row checked against the store and stored. A version of a standard is cited by decisions: its
 * text never changes under them (2.5). */
static int take(struct cl_regimport *r, struct cl_regrow *row, struct cl_err *err)
{
	struct cl_flat *f = &row->ev.body;
	if (row->bad != NULL)
		return 0;
	carry_over(r, f, older(r, f));
	if (cl_reg_refer(r, row, err) != 0)
		return -1;
	const struct cl_reg *have = row->bad == NULL ? older(r, f) : NULL;
	const struct cl_regcol *c = have != NULL ? differs(r, f, have) : NULL;
	if (c != NULL && strcmp(r->reg, "standard") == 0)
		cl_fail(cl_reg_bad(r, row, c), CL_E_VERSION,
			_("standard %s is registered with another %s"), have->name, c->label);
	if (row->bad != NULL)
		return 0;
	cl_flat_set(f, "kind", r->reg);
	if (have != NULL && c == NULL && cl_flat_get(&have->body, "registered") == NULL) {
		r->unchanged++;
		return 0;
	}
	remember(r, f);
	return cl_store_event(r->run->store, &row->ev, err);
}

static int take_all(struct cl_regimport *r, struct cl_err *err)
{
	if (cl_store_write(r->run->store, err) != 0 ||
		cl_store_regs_every(
			r->run->store, r->reg, &r->run->arena, &r->have, &r->nhave, err) != 0)
		return -1;
	for (long i = 0; i < r->n; i++) {
		struct cl_regrow *row = &r->row[i];
		if (take(r, row, err) != 0)
			return -1;
		if (row->bad == NULL)
			continue;
		r->rejected++;
		cl_import_reject(&r->im, i + 1, row->bad, row->bad->code == CL_E_SECRET);
	}
	return 0;
}

static int send_back(struct cl_regimport *r, struct cl_rejects *sent, struct cl_err *err)
{
	return r->rejected == 0 || (r->run->dry_run && cl_opt(&r->run->opts, REJECTS) == NULL)
		       ? 0
		       : cl_rejects_write(&r->im, sent, err);
}

static int commit(struct cl_regimport *r, int nothing, struct cl_err *err)
{
	if (nothing || r->run->dry_run || cl_store_changes(r->run->store) == 0) {
		cl_store_rollback(r->run->store);
		return 0;
	}
	int rc = cl_store_commit(r->run->store, err);
	r->run->stored = rc == 0;
	return rc;
}

/* All; with --atomic and a bad row, or with more bad rows than are borne, nothing; what is sent
 * back goes with it. */
static int store_all(struct cl_regimport *r, struct cl_rejects *sent, struct cl_err *err)
{
	struct cl_err many = {0};
	r->im.read = r->n;
	int rc = take_all(r, err);
	r->none = rc == 0 && (cl_import_too_many(&r->im, &many) != 0 ||
				     (cl_opt(&r->run->opts, ATOMIC) != NULL && r->rejected > 0));
	if (rc == 0 && !r->none && strcmp(r->reg, "department") == 0)
		rc = cl_departments_ambiguous(r->run, err);
	if (rc == 0)
		rc = send_back(r, sent, err);
	cl_interrupt_hold();
	if (rc == 0)
		rc = commit(r, r->none, err);
	if (rc != 0)
		cl_rejects_drop(sent);
	else if (sent->name != NULL)
		rc = cl_rejects_keep(&r->im, sent, err);
	cl_interrupt_release();
	r->many = rc == 0 && many.code != CL_OK;
	return r->many ? cl_fail(err, many.code, "%s", many.text) : rc;
}

int cl_register_unknown(const char *kind, int entries, struct cl_err *err)
{
	return entries ? cl_fail(err, CL_E_USAGE,
				 _("--kind %s: entries, departments, officers, standards, "
				   "measures, channels, calendar, "
				   "cases"),
				 kind)
		       : cl_fail(err, CL_E_USAGE,
				 _("--kind %s: departments, officers, standards, measures, "
				   "channels, calendar, "
				   "cases"),
				 kind);
}

const char *cl_register_name(const char *kind)
{
	static const char *const names[][2] = {{"departments", "department"},
		{"officers", "officer"}, {"standards", "standard"}, {"measures", "measure"},
		{"channels", "channel"}, {"calendar", "calendar"}, {"cases", "case"}};
	const char *wire = cl_value_wire(CL_K_REGISTER, kind, NULL);
	for (size_t i = 0; wire != NULL && i < sizeof names / sizeof *names; i++)
		if (strcmp(wire, names[i][0]) == 0)
			return names[i][1];
	return NULL;
}

int cl_register_entries(const char *kind)
{
	const char *wire = kind != NULL ? cl_value_wire(CL_K_REGISTER, kind, NULL) : "entries";
	return wire != NULL && strcmp(wire, "entries") == 0;
}

/* Told once no transaction is open. */
static void tell(const struct cl_regimport *r)
{
	for (long i = 0; i < r->n; i++)
		if (r->row[i].bad != NULL)
			cl_say_error(r->run, r->row[i].bad);
}

static int read_and_store(struct cl_regimport *r, struct cl_rejects *sent, struct cl_err *err)
{
	const struct cl_opts *o = &r->run->opts;
	if (r->run->store == NULL)
		return cl_fail(err, CL_E_NODB, _("a register needs the database"));
	const char *path = o->nargs > 0 ? o->args[0] : "-";
	if (cl_import_too_many(&r->im, err) !=
		0) /* no row yet: what --max-errors says is no number */
		return -1;
	if (cl_workbook_open(r->run, path, &r->im.input, err) != 0 ||
		cl_rows_open(&r->im.rows, r->im.input, err) != 0)
		return -1;
	if (read_all(r, r->im.rows, err) != 0)
		return cl_header_of(path, err);
	return store_all(r, sent, err);
}

static int status_of(const struct cl_regimport *r)
{
	return r->rejected == 0 ? 0 : r->none || r->rejected == r->n ? 1 : 3;
}

static void conclude(const struct cl_regimport *r, const char *sent, int told)
{
	int none = told && r->none;
	long unchanged = none ? 0 : r->unchanged, rejected = none ? r->n : r->rejected,
	     stored = told ? r->n - unchanged - rejected : 0;
	cl_warnings_flush(r->run);
	if (told)
		cl_say(r->run,
			_("register %s: read %ld, stored %ld, unchanged %ld, rejected %ld%s%s"),
			r->reg, r->n, stored, unchanged, rejected, sent != NULL ? " → " : "",
			sent != NULL ? sent : "");
	if (told && r->run->dry_run)
		cl_say(r->run, _("dry run: nothing was stored"));
	cl_summary_json(r->run, r->n, stored, unchanged, told ? rejected : r->n - unchanged);
}

int cl_register_run(struct cl_run *run, const char *kind)
{
	struct cl_regimport r = {.run = run, .reg = cl_register_name(kind), .im.run = run};
	struct cl_err err = {0};
	struct cl_rejects sent = {.fd = -1};
	if (r.reg == NULL) {
		(void)cl_register_unknown(kind, 1, &err);
		return cl_say_error(run, &err);
	}
	int rc = read_and_store(&r, &sent, &err);
	if (rc != 0 && run->store != NULL)
		cl_store_rollback(run->store);
	tell(&r);
	int status = rc != 0 ? cl_say_error(run, &err) : status_of(&r);
	conclude(&r, sent.name, rc == 0 || r.many);
	cl_rows_close(r.im.rows);
	cl_input_close(r.im.input);
	cl_arena_free(&r.im.keep);
	free(r.im.reject);
	free(r.row);
	return status;
}
