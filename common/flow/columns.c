#include "flow/columns.h"
#include "base/utf8.h"
#include "flow/workbook.h"
#include "rules/mask.h"
#include <string.h>

#define HEADER_ROWS 30 /* titles above a header are never longer */

static const char *trimmed(struct cl_arena *a, const char *s)
{
	size_t n = strlen(s);
	cl_trim(&s, &n);
	return cl_strndup(a, s, n);
}

static int filled(const struct cl_row *row)
{
	int k = 0;
	for (int i = 0; i < row->n; i++) {
		const char *s = row->cell[i];
		size_t n = strlen(s);
		cl_trim(&s, &n);
		k += n > 0;
	}
	return k;
}

/* How much a row looks like a header: cells that are known, with a name or an identifier among
 * them. */
static int score(const struct cl_row *row)
{
	int known = 0, subject = 0, ignored;
	for (int i = 0; i < row->n; i++) {
		enum cl_field f = strlen(row->cell[i]) < 300
					  ? cl_field_by_header(row->cell[i], &ignored)
					  : CL_F_NONE;
		known += f != CL_F_NONE;
		subject |= f == CL_F_NAME || f == CL_F_USCC || f == CL_F_ORG_CODE ||
			   f == CL_F_REG_NO || f == CL_F_TAX_NO || f == CL_F_ID_NUMBER;
	}
	return subject ? known : 0;
}

static int score_of(void *data, const struct cl_row *row)
{
	(void)data;
	return score(row);
}

static int find_header(struct cl_rows *rows, struct cl_pos *where, struct cl_err *err)
{
	struct cl_row row;
	struct cl_pos first = {0};
	int best = 0, rc = 1;
	for (int i = 0; i < HEADER_ROWS && (rc = cl_rows_next(rows, &row, err)) == 1; i++) {
		int s = score(&row);
		if (i == 0)
			first = row.pos;
		if (s > best) {
			best = s;
			*where = row.pos;
		}
	}
	if (rc < 0)
		return -1;
	if (first.file == NULL)
		return cl_fail(err, CL_E_EMPTY, _("the input is empty"));
	if (best == 0)
		return cl_fail_at(err, &first, CL_E_HEADER,
			_("no row among the first %d is a header"), HEADER_ROWS);
	return cl_rows_rewind(rows, err);
}

static int same_place(const struct cl_pos *a, const struct cl_pos *b)
{
	return a->row == b->row &&
	       (a->sheet == b->sheet ||
		       (a->sheet != NULL && b->sheet != NULL && strcmp(a->sheet, b->sheet) == 0));
}

static int to_header(
	struct cl_rows *rows, const struct cl_pos *where, struct cl_row *row, struct cl_err *err)
{
	int rc;
	while ((rc = cl_rows_next(rows, row, err)) == 1)
		if (same_place(&row->pos, where))
			return 0;
	return rc < 0 ? -1 : cl_fail(err, CL_E_IO, _("the input changed while it was read"));
}

/* Two columns of one meaning would need a guess. */
static int unique(const struct cl_columns *c, int i, struct cl_err *err)
{
	for (int k = 0; k < i; k++)
		if (c->col[k].field == c->col[i].field && c->col[i].field != CL_F_NONE)
			return cl_fail_at(err, &c->header, CL_E_COLUMN,
				_("columns %s and %s both mean %s"), c->col[k].header,
				c->col[i].header, cl_fields[c->col[i].field].label);
	return 0;
}

static int name_columns(
	struct cl_run *run, const struct cl_row *row, struct cl_columns *c, struct cl_err *err)
{
	c->n = row->n;
	c->header = row->pos;
	c->col = cl_alloc(&run->arena, sizeof *c->col * (size_t)(row->n + 1));
	for (int i = 0; i < row->n; i++) {
		struct cl_column *k = &c->col[i];
		k->header = trimmed(&run->arena, row->cell[i]);
		k->field = cl_field_by_header(row->cell[i], &k->ignored);
		if (k->field == CL_F_DRY_RUN)
			return cl_fail_at(err, &c->header, CL_E_DRYRUN,
				_("these records come from a dry run"));
		enum cl_part part = k->field != CL_F_NONE ? cl_fields[k->field].part : CL_PART_DATA;
		int exits = k->field == CL_F_EXITED_ON || k->field == CL_F_EXIT_REASON;
		if (part != CL_PART_DATA &&
			!exits) { /* our own records come back: entry, state … say nothing here */
			k->field = CL_F_NONE;
			k->ignored = 1;
		}
		if (cl_header_sensitive(k->header))
			return cl_fail_at(err, &c->header, CL_E_SENSITIVE,
				_("column %s holds what must not be kept (REGULATION 2.3, 6.1)"),
				k->header);
		if (unique(c, i, err) != 0)
			return -1;
	}
	return 0;
}

static int is_footer(const struct cl_row *row)
{
	static const char *const words[] = {"填表人", "填报人", "制表", "审核", "注：",
		"注:", "备注：", "说明：", "合计", "总计", "填报单位", "联系人：", "联系电话："};
	for (int i = 0; i < row->n; i++) {
		const char *s = row->cell[i];
		size_t n = strlen(s);
		cl_trim(&s, &n);
		if (n == 0)
			continue;
		for (size_t k = 0; k < sizeof words / sizeof *words; k++)
			if (strncmp(s, words[k], strlen(words[k])) == 0)
				return filled(row) <= 2 || filled(row) * 3 <= row->n;
		return 0;
	}
	return 0;
}

int cl_columns_next(
	const struct cl_columns *c, struct cl_rows *rows, struct cl_row *row, struct cl_err *err)
{
	int rc;
	(void)c;
	while ((rc = cl_rows_next(rows, row, err)) == 1)
		if (row->bad.code != CL_OK || (filled(row) > 0 && !is_footer(row)))
			break;
	return rc;
}

static void weigh_dates(struct cl_columns *c, const struct cl_row *row)
{
	struct cl_datecell cell;
	for (int i = 0; i < row->n && i < c->n; i++) {
		struct cl_column *k = &c->col[i];
		if (k->field == CL_F_NONE || cl_fields[k->field].kind != CL_K_DATE)
			continue;
		cl_datecell_parse(row->cell[i], &cell);
		cl_dateproof_add(&k->proof, &cell, row->pos.row);
	}
}

static int decide_order(const struct cl_columns *c, struct cl_column *k, enum cl_dateorder forced,
	struct cl_err *err)
{
	struct cl_pos pos = c->header;
	k->order = forced != CL_DO_UNKNOWN ? forced : cl_dateproof_decide(&k->proof);
	if (k->order == CL_DO_BOTH) {
		pos.row = k->proof.row_mdy;
		return cl_fail_at(err, &pos, CL_E_DATE_ORDER,
			_("column %s proves both ways: row %ld has the day first, row %ld the "
			  "month"),
			k->header, k->proof.row_dmy, k->proof.row_mdy);
	}
	if (k->order == CL_DO_UNKNOWN && k->proof.either > 0) {
		pos.row = k->proof.row_either;
		return cl_fail_at(err, &pos, CL_E_DATE_ORDER,
			_("column %s: %ld dates could have the day or the month first, none proves "
			  "it"),
			k->header, k->proof.either);
	}
	return 0;
}

int cl_columns_find(struct cl_run *run, struct cl_rows *rows, enum cl_dateorder forced,
	struct cl_columns *c, struct cl_err *err)
{
	struct cl_pos where = {0};
	struct cl_row row;
	int rc;
	memset(c, 0, sizeof *c);
	if (cl_workbook_choose(run, rows, score_of, NULL, err) != 0 ||
		find_header(rows, &where, err) != 0 || to_header(rows, &where, &row, err) != 0 ||
		name_columns(run, &row, c, err) != 0)
		return -1;
	while ((rc = cl_columns_next(c, rows, &row, err)) == 1) {
		c->rows++;
		weigh_dates(c, &row);
	}
	if (rc < 0)
		return -1;
	if (c->rows == 0)
		return cl_fail_at(err, &c->header, CL_E_EMPTY, _("no data row below the header"));
	for (int i = 0; i < c->n; i++)
		if (c->col[i].field != CL_F_NONE && cl_fields[c->col[i].field].kind == CL_K_DATE &&
			decide_order(c, &c->col[i], forced, err) != 0)
			return -1;
	return cl_rows_rewind(rows, err) != 0 ? -1 : to_header(rows, &where, &row, err);
}
