#include "flow/columns.h"
#include "base/utf8.h"
#include "flow/header.h"
#include "flow/proof.h"
#include <limits.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

static int filled(const struct cl_row *row)
{
	int k = 0;
	for (int i = 0; i < row->n; i++) {
		const char *s = row->cell[i];
		size_t n = row->len[i];
		cl_trim(&s, &n);
		k += n > 0;
	}
	return k;
}

/* The first cell that holds something, trimmed; NULL: a blank row. */
static const char *first_text(const struct cl_row *row, size_t *n)
{
	for (int i = 0; i < row->n; i++) {
		const char *s = row->cell[i];
		*n = row->len[i];
		cl_trim(&s, n);
		if (*n > 0)
			return s;
	}
	return NULL;
}

static int is_footer(const struct cl_row *row, const char *first)
{
	static const char *const words[] = {"填表人", "填报人", "制表", "审核", "注：",
		"注:", "备注：", "说明：", "合计", "总计", "填报单位", "联系人：", "联系电话："};
	for (size_t k = 0; k < sizeof words / sizeof *words; k++)
		if (first[0] == words[k][0] && first[1] == words[k][1] &&
			strncmp(first, words[k], strlen(words[k])) == 0)
			return filled(row) <= 2 || filled(row) * 3 <= row->n;
	return 0;
}

/* run != NULL: said where the row stands behind line after. */
static int is_example(struct cl_run *run, long after, const struct cl_row *row)
{
	static const char mark[] = CL_EXAMPLE_MARK;
	for (int i = 0; i < row->n; i++)
		if (memmem(row->cell[i], row->len[i], mark, sizeof mark - 1) != NULL) {
			if (run != NULL && row->pos.row > after)
				cl_warn(run, CL_W_EXAMPLE,
					_("row %ld is the example of the template: skipped"),
					row->pos.row);
			return 1;
		}
	return 0;
}

static int is_data(struct cl_run *run, long after, int no_examples, const struct cl_row *row)
{
	size_t n;
	const char *first = first_text(row, &n);
	if (first == NULL || (!no_examples && is_example(run, after, row)))
		return 0;
	return !is_footer(row, first) || cl_header_marked(row->cell, row->n);
}

int cl_columns_lone(const struct cl_row *row)
{
	size_t n;
	const char *first = first_text(row, &n);
	return first == NULL || filled(row) == 1 || is_footer(row, first);
}

static int next_data(struct cl_run *run, long after, int no_examples, struct cl_rows *rows,
	struct cl_row *row, struct cl_err *err)
{
	int rc;
	while ((rc = cl_rows_next(rows, row, err)) == 1)
		if (row->bad.code != CL_OK || is_data(run, after, no_examples, row))
			break;
	return rc;
}

int cl_columns_row(struct cl_run *run, struct cl_rows *rows, struct cl_row *row, struct cl_err *err)
{
	return next_data(run, -1, 0, rows, row, err);
}

/* ---- the order of dates ---- */

static int is_date(const struct cl_column *k)
{
	return k->field != CL_F_NONE && cl_fields[k->field].kind == CL_K_DATE;
}

static void weigh_dates(struct cl_columns *c, const struct cl_row *row)
{
	struct cl_datecell cell;
	for (int i = 0; i < row->n && i < c->n; i++) {
		struct cl_column *k = &c->col[i];
		if (!is_date(k) || cl_datecell_iso(row->cell[i], row->len[i]))
			continue; /* year first proves nothing of the others */
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

static int decide_orders(struct cl_columns *c, struct cl_err *err)
{
	for (int i = 0; i < c->n; i++) {
		struct cl_column *k = &c->col[i];
		if (is_date(k) &&
			decide_order(c, k, k->order != CL_DO_UNKNOWN ? k->order : c->forced, err) !=
				0)
			return -1;
	}
	return 0;
}

/* A date cell that proves nothing and needs no proof: empty, or the year first. */
static int year_first(const struct cl_row *row, int i)
{
	return row->len[i] == 0 ||
	       (row->len[i] == 10 && row->cell[i][4] == '-' && row->cell[i][7] == '-');
}

static int all_year_first(const struct cl_columns *c, const struct cl_row *row)
{
	for (int i = 0; i < row->n && i < c->n; i++)
		if (is_date(&c->col[i]) && !year_first(row, i))
			return 0;
	return 1;
}

#define FIRST_ROWS 1000

/* One pass over the rows, or the first of them where that is enough; run as for cl_columns_row. */
static int weigh(struct cl_run *run, struct cl_rows *rows, struct cl_columns *c,
	struct cl_proof *proof, long *count, struct cl_err *err)
{
	struct cl_row row;
	int rc, plain = cl_rows_are_lines(rows);
	*count = 0;
	c->weighed = c->told = LONG_MAX;
	while ((rc = cl_columns_row(run, rows, &row, err)) == 1) {
		weigh_dates(c, &row);
		if (proof != NULL)
			cl_proof_add(proof, c, &row);
		plain = plain && all_year_first(c, &row);
		if (++*count == FIRST_ROWS && plain) {
			c->weighed = c->told = row.pos.row;
			return 0;
		}
	}
	return rc;
}

int cl_columns_weigh_rest(struct cl_columns *c, const struct cl_rows *rows, struct cl_err *err)
{
	struct cl_rows *again;
	struct cl_row row;
	if (cl_rows_again(&again, rows, err) != 0)
		return -1;
	int rc = cl_header_rewind(again, c, err) != 0 ? -1 : 1;
	while (rc == 1 && (rc = cl_columns_row(NULL, again, &row, err)) == 1)
		if (row.pos.row > c->weighed)
			weigh_dates(c, &row);
	cl_rows_close(again);
	c->weighed = LONG_MAX;
	return rc < 0 ? -1 : decide_orders(c, err);
}

int cl_columns_try(struct cl_run *run, const struct cl_columns *c, struct cl_rows *rows,
	struct cl_row *row, struct cl_err *err)
{
	int rc = next_data(run, c->told, c->no_examples, rows, row, err);
	return rc == 1 && c->weighed != LONG_MAX && !all_year_first(c, row) ? CL_UNWEIGHED : rc;
}

int cl_columns_next(struct cl_run *run, struct cl_columns *c, struct cl_rows *rows,
	struct cl_row *row, struct cl_err *err)
{
	int rc = cl_columns_try(run, c, rows, row, err);
	return rc != CL_UNWEIGHED ? rc : cl_columns_weigh_rest(c, rows, err) != 0 ? -1 : 1;
}

/* Each column by places further right, the first ones without a header. */
static void move(struct cl_run *run, struct cl_columns *c, int by)
{
	int n = c->n + by;
	struct cl_column *col = cl_alloc(&run->arena, sizeof *col * (size_t)(n + 1));
	memset(col, 0, sizeof *col * (size_t)(n + 1));
	for (int i = 0; i < n; i++) {
		if (i - by >= 0 && i - by < c->n)
			col[i] = c->col[i - by];
		else {
			col[i].field = CL_F_NONE;
			col[i].header = "";
		}
		memset(&col[i].proof, 0, sizeof col[i].proof);
	}
	c->col = col;
	c->n = n;
	cl_warn(run, CL_W_SHIFT,
		by > 0 ? _("the data stand %d column(s) right of their header")
		       : _("the data stand %d column(s) left of their header"),
		abs(by));
}

static int prove(struct cl_run *run, struct cl_rows *rows, struct cl_columns *c, int one_subject,
	struct cl_err *err)
{
	struct cl_proof *proof = cl_proof_new();
	long count;
	int rc = weigh(run, rows, c, proof, &count, err),
	    by = rc == 0 ? cl_proof_shift(proof, c) : 0;
	if (rc == 0 && by != 0) {
		move(run, c, by);
		cl_proof_free(proof);
		proof = cl_proof_new();
		rc = cl_header_rewind(rows, c, err) != 0 ? -1
							 : weigh(NULL, rows, c, proof, &count, err);
	}
	if (rc == 0 && count == 0)
		rc = cl_fail_at(err, &c->header, CL_E_EMPTY, _("no data row below the header"));
	if (rc == 0 && !one_subject)
		rc = cl_proof_own_codes(proof, c, err);
	cl_proof_free(proof);
	return rc;
}

int cl_columns_find(struct cl_run *run, struct cl_rows *rows, enum cl_dateorder forced,
	int one_subject, struct cl_columns *c, struct cl_err *err)
{
	c->forced = forced;
	if (cl_header_find(run, rows, c, err) != 0 || prove(run, rows, c, one_subject, err) != 0 ||
		decide_orders(c, err) != 0)
		return -1;
	return cl_header_rewind(rows, c, err);
}
