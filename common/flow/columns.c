#include "flow/columns.h"
#include "base/utf8.h"
#include "flow/cellwords.h"
#include "flow/header.h"
#include "flow/proof.h"
#include "rules/footer.h"
#include "rules/ident.h"
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
static const char *first_text(const struct cl_row *row, int *at, size_t *n)
{
	for (*at = 0; *at < row->n; ++*at) {
		const char *s = row->cell[*at];
		*n = row->len[*at];
		if (!cl_trimmed(s, *n))
			cl_trim(&s, n);
		if (*n > 0)
			return s;
	}
	return NULL;
}

/* Whether a cell looks like a code or a personal number, sound or not. */
static int is_identifier(const char *s, size_t n)
{
	char number[64];
	if (n < 9 || n >= sizeof number)
		return 0;
	cl_id_normal(s, number, sizeof number);
	n = strspn(number, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*");
	if (number[n] != '\0' || strcspn(number, "0123456789") == n)
		return 0;
	return n == 15 || (n >= 17 && n <= 20) || cl_id_org(number) == 0;
}

static int has_identifier(const struct cl_row *row)
{
	for (int i = 0; i < row->n; i++)
		if (is_identifier(row->cell[i], row->len[i]))
			return 1;
	return 0;
}

/* Below the table, or a sum in it, by the first cell that says something. */
static int is_footer(const struct cl_row *row, const char *first, size_t n)
{
	enum cl_footer f = cl_footer_begins(first, n);
	if (f == CL_FOOTER_NOT || has_identifier(row))
		return 0;
	return f == CL_FOOTER_SURE || filled(row) <= 2 || filled(row) * 3 <= row->n;
}

/* 1: the cell is the header but for blanks, width and case; 0: it begins so, as the upper one of
 * two rows does; else -1. */
static int like_header(const char *cell, size_t n, const char *header)
{
	struct cl_buf x = {0}, y = {0};
	int like = -1;
	if (cl_fold(cell, n, &x) == 0 && cl_fold(header, strlen(header), &y) == 0 &&
		strncmp(cl_buf_cstr(&x), cl_buf_cstr(&y), x.n) == 0)
		like = x.n == y.n;
	cl_buf_free(&x);
	cl_buf_free(&y);
	return like;
}

/* The header once more, as on each page of a printed list. Its first cell's first character tells
 * nearly all other rows. */
static int is_header_again(
	const struct cl_columns *c, const struct cl_row *row, int at, const char *first)
{
	int same = 0;
	if (at >= c->n || *first != *c->col[at].header || strncmp(first, c->col[at].header, 3) != 0)
		return 0;
	for (int i = at; i < row->n; i++) {
		int like = like_header(row->cell[i], row->len[i], i < c->n ? c->col[i].header : "");
		if (like < 0)
			return 0;
		same += like == 1 && row->len[i] > 0;
	}
	return same >= 2;
}

/* One of the header's two rows, once more; at is the first cell that is not empty. */
static int is_half_again(const struct cl_row *row, int at, const char *const *half, int n)
{
	if (at >= n || row->cell[at][0] != half[at][0] || half[at][0] == '\0')
		return 0; /* nearly all rows */
	for (int i = 0; i < row->n || i < n; i++) {
		const char *cell = i < row->n ? row->cell[i] : "";
		size_t len = i < row->n ? row->len[i] : 0;
		if (like_header(cell, len, i < n ? half[i] : "") != 1)
			return 0;
	}
	return 1;
}

static int is_either_again(const struct cl_columns *c, const struct cl_row *row, int at)
{
	return c->row[0] != NULL && (is_half_again(row, at, c->row[0], c->nrow[0]) ||
					    is_half_again(row, at, c->row[1], c->nrow[1]));
}

/* Where nothing else stands in the row: the title of a table that was pasted below another. */
static int is_title(
	const struct cl_columns *c, const struct cl_row *row, int at, const char *first, size_t n)
{
	for (int i = at + 1; i < row->n; i++) {
		const char *s = row->cell[i];
		size_t more = row->len[i];
		if (more > 0 && !cl_trimmed(s, more))
			cl_trim(&s, &more);
		if (more > 0)
			return 0; /* nearly all rows, at once */
	}
	return (at == 0 || (at < c->n && c->col[at].field == CL_F_NAME)) &&
	       cl_footer_title(first, n);
}

static int says_nothing(const char *s, size_t n)
{
	char word[8];
	if (n >= sizeof word)
		return 0;
	memcpy(word, s, n);
	word[n] = '\0';
	return n == 0 || cl_says_null(word, n);
}

/* The first cell, from one on, that says something of a row: no number of the row, no word for
 * nothing. NULL: there is none. */
static const char *first_said(
	const struct cl_columns *c, const struct cl_row *row, int i, size_t *n)
{
	for (; i < row->n; i++) {
		const char *s = row->cell[i];
		*n = row->len[i];
		if (*n == 0 || (i < c->n && c->col[i].uncounted))
			continue;
		if (!cl_trimmed(s, *n))
			cl_trim(&s, n);
		if (!says_nothing(s, *n))
			return s;
	}
	return NULL;
}

/* A row that is no subject's, by what is known of its columns. */
static int is_idle(
	const struct cl_columns *c, const struct cl_row *row, int at, const char *first, size_t len)
{
	size_t n;
	const char *said = first_said(c, row, at, &n);
	return said == NULL || (said != first && is_footer(row, said, n)) ||
	       is_header_again(c, row, at, first) || is_title(c, row, at, first, len) ||
	       is_either_again(c, row, at);
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

/* c == NULL: nothing is known of the columns. */
static int is_data(struct cl_run *run, long after, int no_examples, const struct cl_columns *c,
	const struct cl_row *row)
{
	size_t n;
	int at;
	const char *first = first_text(row, &at, &n);
	if (first == NULL || (!no_examples && is_example(run, after, row)))
		return 0;
	if (!is_footer(row, first, n) && (c == NULL || !is_idle(c, row, at, first, n)))
		return 1;
	return cl_header_marked(row->cell, row->n);
}

int cl_columns_lone(const struct cl_row *row)
{
	size_t n;
	int at;
	const char *first = first_text(row, &at, &n);
	return first == NULL || filled(row) == 1 || is_footer(row, first, n);
}

static int next_data(struct cl_run *run, long after, int no_examples, const struct cl_columns *c,
	struct cl_rows *rows, struct cl_row *row, struct cl_err *err)
{
	int rc;
	while ((rc = cl_rows_next(rows, row, err)) == 1)
		if (row->bad.code != CL_OK || is_data(run, after, no_examples, c, row))
			break;
	return rc;
}

int cl_columns_row(struct cl_run *run, const struct cl_columns *c, struct cl_rows *rows,
	struct cl_row *row, struct cl_err *err)
{
	return next_data(run, -1, 0, c, rows, row, err);
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
	for (int i = c->first_date; i < row->n && i < c->after_dates; i++)
		if (is_date(&c->col[i]) && !year_first(row, i))
			return 0;
	return 1;
}

static void find_dates(struct cl_columns *c)
{
	c->first_date = c->after_dates = 0;
	for (int i = c->n; i-- > 0;)
		if (is_date(&c->col[i])) {
			c->first_date = i;
			c->after_dates = c->after_dates == 0 ? i + 1 : c->after_dates;
		}
}

#define FIRST_ROWS 1000

/* One pass over the rows, or the first of them where that is enough; run as for cl_columns_row. */
static int weigh(struct cl_run *run, struct cl_rows *rows, struct cl_columns *c,
	struct cl_proof *proof, long *count, struct cl_err *err)
{
	struct cl_row row;
	int rc, plain = cl_rows_are_lines(rows);
	*count = 0;
	find_dates(c);
	c->weighed = c->told = LONG_MAX;
	while ((rc = next_data(run, -1, 0, c, rows, &row, err)) == 1) {
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
	while (rc == 1 && (rc = next_data(NULL, -1, 0, c, again, &row, err)) == 1)
		if (row.pos.row > c->weighed)
			weigh_dates(c, &row);
	cl_rows_close(again);
	c->weighed = LONG_MAX;
	return rc < 0 ? -1 : decide_orders(c, err);
}

int cl_columns_try(struct cl_run *run, const struct cl_columns *c, struct cl_rows *rows,
	struct cl_row *row, struct cl_err *err)
{
	int rc = next_data(run, c->told, c->no_examples, c, rows, row, err);
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
