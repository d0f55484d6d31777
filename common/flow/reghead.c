/* Which table a register's file is: its header, and what of it the register does not have. */
#include "flow/regimport.h"
#include "base/utf8.h"
#include "flow/header.h"
#include "flow/workbook.h"
#include <string.h>

/* The columns of a header; known ones are counted, 0 where the name is not among them. */
static int columns_of(void *data, const struct cl_row *row)
{
	struct cl_regimport *r = data;
	int named = 0, known = 0;
	r->ncol = row->n;
	for (int k = 0; k < row->n; k++) {
		r->col[k] = cl_reg_by_header(r->reg, row->cell[k]);
		known += r->col[k] != NULL;
		named |= r->col[k] != NULL && strcmp(r->col[k]->key, "name") == 0;
	}
	return named ? known : 0;
}

/* The header as the rows sent back will bear it. */
static void keep_header(struct cl_regimport *r, const struct cl_row *row)
{
	struct cl_columns *c = &r->im.columns;
	struct cl_arena *a = &r->run->arena;
	int flags = 0;
	c->n = row->n;
	c->header = row->pos;
	c->col = cl_alloc(a, sizeof *c->col * (size_t)(row->n + 1));
	for (int i = 0; i < row->n; i++) {
		const char *s = row->cell[i];
		size_t n = strlen(s);
		cl_trim(&s, &n);
		c->col[i].field = CL_F_NONE;
		c->col[i].header = cl_strndup(a, s, n);
		cl_field_by_header(c->col[i].header, &flags);
		c->col[i].uncounted = (flags & CL_H_IGNORED) != 0;
	}
}

/* A heading that speaks of something: not empty, no 序号, none of those in front of rows sent back.
 */
static int says_something(const struct cl_regimport *r, int i)
{
	const char *s = r->im.columns.col[i].header;
	int flags = 0;
	if (*s == '\0' || cl_rejects_own(&r->im, i))
		return 0;
	cl_field_by_header(s, &flags);
	return (flags & CL_H_IGNORED) == 0;
}

/* The register that knows most of these headings; NULL: a list of entries does. */
static const char *better(const struct cl_regimport *r)
{
	static const char *const kinds[] = {"departments", "officers", "standards", "measures",
		"channels", "calendar", "cases"};
	const struct cl_columns *c = &r->im.columns;
	const char *best = NULL;
	int most = 0, flags;
	for (int i = 0; i < c->n; i++)
		most += cl_field_by_header(c->col[i].header, &flags) != CL_F_NONE;
	for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
		int known = 0;
		for (int i = 0; i < c->n; i++)
			known += cl_reg_by_header(cl_register_name(kinds[k]), c->col[i].header) !=
				 NULL;
		if (known > most) {
			most = known;
			best = kinds[k];
		}
	}
	return best;
}

/* At least half of the headings must be the register's: else each row would register hardly more
 * than a name, of another table at that. */
static int fits(const struct cl_regimport *r, struct cl_err *err)
{
	const struct cl_columns *c = &r->im.columns;
	int named = 0, known = 0;
	for (int i = 0; i < c->n; i++) {
		int something = says_something(r, i);
		named += something;
		known += something && r->col[i] != NULL;
	}
	if (2 * known >= named)
		return 0;
	const char *other = better(r);
	return other == NULL || strcmp(cl_register_name(other), r->reg) == 0
		       ? cl_fail_at(err, &c->header, CL_E_REGISTER,
				 _("only %d of %d columns belong to the register %s: nothing was "
				   "read"),
				 known, named, r->reg)
		       : cl_fail_at(err, &c->header, CL_E_REGISTER,
				 _("only %d of %d columns belong to the register %s: they look "
				   "like those of --kind %s"),
				 known, named, r->reg, other);
}

/* Two columns of one meaning would need a guess; what is not known is said once. */
static int settle(struct cl_regimport *r, struct cl_err *err)
{
	const struct cl_columns *c = &r->im.columns;
	for (int i = 0; i < c->n; i++) {
		if (says_something(r, i) && r->col[i] == NULL)
			cl_warn(r->run, CL_W_UNREAD, _("the register %s has no column %s"), r->reg,
				c->col[i].header);
		for (int j = 0; j < i; j++)
			if (r->col[i] != NULL && r->col[j] == r->col[i])
				return cl_fail_at(err, &c->header, CL_E_COLUMN,
					_("columns %s and %s both mean %s"), c->col[j].header,
					c->col[i].header, r->col[i]->label);
	}
	return 0;
}

int cl_reg_header(struct cl_regimport *r, struct cl_rows *rows, struct cl_err *err)
{
	struct cl_row row;
	if (cl_workbook_choose(r->run, rows, columns_of, r, err) != 0)
		return -1;
	int rc, i = 0;
	for (; i < 30 && (rc = cl_rows_next(rows, &row, err)) == 1; i++) {
		if (cl_header_marked(row.cell, row.n))
			return cl_header_secret(&row.pos, err);
		if (columns_of(r, &row) > 0) {
			keep_header(r, &row);
			return fits(r, err) != 0 ? -1 : settle(r, err);
		}
	}
	if (i < 30 && rc < 0)
		return -1;
	if (i == 0)
		return cl_fail(err, CL_E_EMPTY, _("the input is empty"));
	return cl_fail(err, CL_E_REGISTER,
		_("no header of the register %s was found: it needs the column %s"), r->reg,
		cl_register_column(r->reg, "name")->label);
}
