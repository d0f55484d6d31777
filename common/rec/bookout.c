/* The rows of a book out again, as JSON lines. A merged cell stands in the first column it covers,
 * and in every row it covers that holds something of its own: so does who types the table in read
 * it. The rest of what it covers is empty, as a spreadsheet shows it. */
#include "base/flat.h"
#include "rec/book.h"
#include "rec/writer.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BLOCK ((size_t)1 << 18)

struct reader { /* the row file from one place to another, block by block */
	int fd;
	int64_t at, to;
	struct cl_buf b;
	size_t used;
};

static int more(struct reader *r, size_t need, struct cl_err *err)
{
	if (r->used > 0) {
		memmove(r->b.p, r->b.p + r->used, r->b.n - r->used);
		r->b.n -= r->used;
		r->used = 0;
	}
	while (r->b.n < need) {
		size_t want = need > BLOCK ? need : BLOCK;
		if ((int64_t)want > r->to - r->at)
			want = (size_t)(r->to - r->at);
		cl_buf_grow(&r->b, want);
		ssize_t k = pread(r->fd, r->b.p + r->b.n, want, r->at);
		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return cl_fail_errno(err, CL_E_IO, _("the temporary file cannot be read"));
		r->at += k;
		r->b.n += (size_t)k;
	}
	return 0;
}

/* 1 with the next row, 0 at the end, -1. */
static int next(struct reader *r, uint32_t *row, const char **text, size_t *n, struct cl_err *err)
{
	uint32_t mark[2];
	if (r->at == r->to && r->used == r->b.n)
		return 0;
	if (r->b.n - r->used < sizeof mark && more(r, sizeof mark, err) != 0)
		return -1;
	memcpy(mark, r->b.p + r->used, sizeof mark);
	if (r->b.n - r->used < sizeof mark + mark[1] && more(r, sizeof mark + mark[1], err) != 0)
		return -1;
	*row = mark[0];
	*n = mark[1];
	*text = r->b.p + r->used + sizeof mark;
	r->used += sizeof mark + mark[1];
	return 1;
}

static int by_first_row(const void *x, const void *y)
{
	const struct cl_merge *a = x, *b = y;
	return (a->row1 > b->row1) - (a->row1 < b->row1);
}

/* The merged ranges that reach a row; rows come in order. */
struct reach {
	const struct cl_sheet *s;
	int next, n;
	struct held {
		const struct cl_merge *m;
		char *text; /* of its first cell, with its quotes; NULL: empty, or not seen */
		size_t size;
	} * on;
	size_t size; /* of all texts */
};

static void leave(struct reach *r, struct held *h)
{
	r->size -= h->size;
	free(h->text);
}

static int reaches(struct reach *r, long row)
{
	int k = 0;
	for (int i = 0; i < r->n; i++)
		if (r->on[i].m->row2 >= row)
			r->on[k++] = r->on[i];
		else
			leave(r, &r->on[i]);
	r->n = k;
	for (; r->next < r->s->nmerge && r->s->merge[r->next].row1 <= row; r->next++)
		if (r->s->merge[r->next].row2 >= row)
			r->on[r->n++] = (struct held){&r->s->merge[r->next], NULL, 0};
	return r->n;
}

static void forget(struct reach *r)
{
	for (int i = 0; i < r->n; i++)
		leave(r, &r->on[i]);
	free(r->on);
}

static int covered(const struct reach *r, long row, int col)
{
	for (int i = 0; i < r->n; i++) {
		const struct cl_merge *m = r->on[i].m;
		if (col >= m->col1 && col <= m->col2 && (row != m->row1 || col != m->col1))
			return 1;
	}
	return 0;
}

/* Keeps the text of a cell for the rows below, where a merged range begins with it. Of ranges that
 * overlap, which no spreadsheet makes, only the first keeps it. */
static void hold(struct reach *r, long row, int col, const char *s, size_t n)
{
	for (int i = 0; i < r->n; i++) {
		struct held *h = &r->on[i];
		if (h->m->row1 != row || h->m->col1 != col || h->m->row2 == row)
			continue;
		h->text = cl_xmalloc(n);
		memcpy(h->text, s, n);
		h->size = n;
		r->size += n;
		return;
	}
}

/* What a range that began above puts into a cell; NULL: nothing. */
static const struct held *from_above(const struct reach *r, long row, int col)
{
	for (int i = 0; i < r->n; i++)
		if (r->on[i].m->col1 == col && r->on[i].m->row1 < row && r->on[i].text != NULL)
			return &r->on[i];
	return NULL;
}

/* The cells of a row but for what is covered; trailing empty ones are dropped. 0 when none is left.
 */
static int uncovered(struct reach *r, long row, const char *s, size_t n, struct cl_buf *out)
{
	const char *end = s + n;
	size_t begin = out->n, filled = begin;
	for (int col = 1; s < end; col++) {
		const char *q = s + 1;
		while (*q != '"')
			q += *q == '\\' ? 2 : 1;
		int empty = q == s + 1 || covered(r, row, col);
		if (col > 1)
			cl_buf_char(out, ',');
		cl_buf_add(out, empty ? "\"\"" : s, empty ? 2 : (size_t)(q + 1 - s));
		if (!empty) {
			filled = out->n;
			hold(r, row, col, s, (size_t)(q + 1 - s));
		}
		s = q + 2;
	}
	out->n = filled;
	return filled > begin;
}

/* The last column that some range above fills. */
static int last_filled(const struct reach *r, long row)
{
	int last = 0;
	for (int i = 0; i < r->n; i++)
		if (r->on[i].text != NULL && r->on[i].m->row1 < row && r->on[i].m->col1 > last)
			last = r->on[i].m->col1;
	return last;
}

/* The cells of a row from byte begin on, with what merged ranges put into them. */
static void fill_down(const struct reach *r, long row, size_t begin, struct cl_buf *out)
{
	int last = last_filled(r, row);
	if (last == 0)
		return;
	struct cl_buf own = {0};
	cl_buf_add(&own, out->p + begin, out->n - begin);
	out->n = begin;
	const char *s = own.p, *end = s + own.n;
	for (int col = 1; s < end || col <= last; col++) {
		const struct held *h = from_above(r, row, col);
		const char *q = s;
		if (s < end)
			for (q++; *q != '"';)
				q += *q == '\\' ? 2 : 1;
		if (col > 1)
			cl_buf_char(out, ',');
		if (h != NULL)
			cl_buf_add(out, h->text, h->size);
		else if (s < end)
			cl_buf_add(out, s, (size_t)(q + 1 - s));
		else
			cl_buf_add(out, "\"\"", 2);
		s = s < end ? q + 2 : s;
	}
	cl_buf_free(&own);
}

/* How many rows merged cells cover whole: such a row is as empty as one that is not there. */
static int covered_rows(struct cl_book *b, struct cl_sheet *s, long *count, struct cl_err *err)
{
	struct reader r = {b->rows_fd, s->from, s->to, {0}, 0};
	struct reach reach = {
		.s = s, .on = cl_xmalloc(sizeof *reach.on * (size_t)s->nmerge), .size = 0};
	struct cl_buf cells = {0};
	const char *text;
	uint32_t row;
	size_t n;
	int rc;
	*count = 0;
	while ((rc = next(&r, &row, &text, &n, err)) == 1) {
		cl_buf_reset(&cells);
		*count += reaches(&reach, (long)row) > 0 &&
			  !uncovered(&reach, (long)row, text, n, &cells);
	}
	forget(&reach);
	cl_buf_free(&cells);
	cl_buf_free(&r.b);
	return rc;
}

static void names(const struct cl_book *b, const struct cl_sheet *s, struct cl_buf *out)
{
	cl_buf_str(out, "{\"file\":");
	cl_json_string(b->file, out);
	if (s->name != NULL) {
		cl_buf_str(out, ",\"sheet\":");
		cl_json_string(s->name, out);
	}
}

/* Decimal digits of n, faster than printf. */
static void number(uint32_t n, struct cl_buf *out)
{
	char d[12], *p = d + sizeof d;
	do
		*--p = (char)('0' + n % 10);
	while ((n /= 10) > 0);
	cl_buf_add(out, p, (size_t)(d + sizeof d - p));
}

/* The cells of a row; 0 where merged ones cover it whole, -1. */
static int cells(struct cl_book *b, struct reach *r, long row, const char *text, size_t n,
	struct cl_buf *out, struct cl_err *err)
{
	struct cl_pos pos = {b->file, r->s->name, row, 0};
	size_t begin = out->n;
	if (r->s->nmerge == 0 || reaches(r, row) == 0) {
		cl_buf_add(out, text, n);
		return 1;
	}
	if (!uncovered(r, row, text, n, out))
		return 0;
	if (n + r->size > CL_ROW_MAX)
		return cl_fail_at(err, &pos, CL_E_SHEET, _("a row of more than 1 MiB"));
	fill_down(r, row, begin, out);
	return 1;
}

static int sheet(
	struct cl_book *b, struct cl_sheet *s, struct cl_buf *out, int fd, struct cl_err *err)
{
	struct reader r = {b->rows_fd, s->from, s->to, {0}, 0};
	struct reach reach = {.s = s};
	struct cl_buf head = {0};
	const char *text;
	uint32_t row;
	size_t n;
	long gone = 0;
	int rc;
	if (s->nmerge > 0)
		qsort(s->merge, (size_t)s->nmerge, sizeof *s->merge, by_first_row);
	if (s->nmerge > 0 && covered_rows(b, s, &gone, err) != 0)
		return -1;
	reach.on = cl_xmalloc(sizeof *reach.on * ((size_t)s->nmerge + 1));
	names(b, s, &head);
	cl_buf_add(out, head.p, head.n);
	cl_buf_printf(out, ",\"hidden\":\"%s\",\"rows\":\"%ld\",\"columns\":\"%d\"}\n",
		s->hidden ? "yes" : "no", s->rows - gone, s->columns);
	cl_buf_str(&head, ",\"row\":\"");
	while ((rc = next(&r, &row, &text, &n, err)) == 1) {
		size_t begin = out->n;
		cl_buf_grow(out, head.n + n + 32);
		cl_buf_add(out, head.p, head.n);
		number(row, out);
		cl_buf_add(out, "\",\"c\":[", 7);
		int some = cells(b, &reach, (long)row, text, n, out, err);
		if (some < 0) {
			rc = -1;
			break;
		}
		if (some == 0) {
			out->n = begin;
			continue;
		}
		cl_buf_add(out, "]}\n", 3);
		if (out->n > BLOCK && (rc = cl_write_all(fd, out->p, out->n, err)) != 0)
			break;
		if (out->n > BLOCK)
			cl_buf_reset(out);
	}
	forget(&reach);
	cl_buf_free(&head);
	cl_buf_free(&r.b);
	return rc;
}

int cl_book_write(struct cl_book *b, int fd, struct cl_err *err)
{
	struct cl_buf out = {0};
	int rc = 0;
	for (int i = 0; rc == 0 && i < b->nsheet; i++)
		if (b->sheet[i].read)
			rc = sheet(b, &b->sheet[i], &out, fd, err);
	if (rc == 0)
		rc = cl_write_all(fd, out.p, out.n, err);
	cl_buf_free(&out);
	return rc;
}
