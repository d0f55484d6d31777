#include "rec/writer.h"
#include "base/buf.h"
#include "base/flat.h"
#include "base/utf8.h"
#include "rec/xlsxout.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FULL ((size_t)1 << 20)
#define TABLE_ROWS 200 /* widths of a table come from its first rows */
#define TABLE_WIDEST 40

struct cl_writer {
	int fd;
	struct cl_out_opts o;
	int n; /* columns */
	enum cl_field col[CL_FIELDS];
	struct cl_buf out;
	long count;
	/* JSON: what stands before the value of column i: "key":" with what ends the one before */
	struct cl_buf leads;
	size_t lead[CL_FIELDS + 1];
	/* table: rows kept until widths are known */
	struct cl_arena arena;
	char **kept;
	int nkept;
	size_t width[CL_FIELDS];
	int widths_known;
	struct cl_xlsx *book; /* a workbook, from the first record on */
	long row;
};

int cl_write_all(int fd, const void *p, size_t n, struct cl_err *err)
{
	const char *s = p;
	while (n > 0) {
		ssize_t k = write(fd, s, n);
		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			return cl_fail_errno(err, CL_E_IO, _("the output cannot be written"));
		s += k;
		n -= (size_t)k;
	}
	return 0;
}

/* A cell that a spreadsheet would take for a formula gets an apostrophe before it. */
static void excel_cell(const char *s, struct cl_buf *out)
{
	if (*s != '\0' && strchr("=+-@\t\r", *s) != NULL) {
		struct cl_buf b = {0};
		cl_buf_char(&b, '\'');
		cl_buf_str(&b, s);
		cl_csv_cell(b.p, out);
		cl_buf_free(&b);
	} else {
		cl_csv_cell(s, out);
	}
}

/* TSV has no quoting: tabs and line ends become blanks. */
static void tsv_cell(const char *s, struct cl_buf *out)
{
	for (; *s != '\0'; s++)
		cl_buf_char(out, *s == '\t' || *s == '\n' || *s == '\r' ? ' ' : *s);
}

static void cell(const struct cl_writer *w, const char *s, struct cl_buf *out)
{
	if (w->o.format == CL_CSV)
		cl_csv_cell(s, out);
	else if (w->o.format == CL_CSV_EXCEL)
		excel_cell(s, out);
	else
		tsv_cell(s, out);
}

static const char *title(const struct cl_writer *w, int i)
{
	return w->o.zh ? cl_fields[w->col[i]].label : cl_fields[w->col[i]].key;
}

static void header(struct cl_writer *w)
{
	if (w->o.format == CL_CSV_EXCEL)
		cl_buf_str(&w->out, "\xef\xbb\xbf");
	if (w->o.no_header || w->o.format == CL_NDJSON || w->o.format == CL_JSON ||
		w->o.format == CL_TABLE || w->o.format == CL_XLSX)
		return;
	for (int i = 0; i < w->n; i++) {
		if (i > 0)
			cl_buf_char(&w->out, w->o.format == CL_TSV ? '\t' : ',');
		cell(w, title(w, i), &w->out);
	}
	cl_buf_str(&w->out, w->o.format == CL_CSV_EXCEL ? "\r\n" : "\n");
}

static int json(const struct cl_writer *w)
{
	return w->o.format == CL_JSON || w->o.format == CL_NDJSON;
}

#define LEAD 32 /* bytes copied at once; most leads are shorter */

/* ","key":" for every column, the first two bytes being the end of the value before. */
static void leads(struct cl_writer *w)
{
	for (int i = 0; i < w->n; i++) {
		w->lead[i] = w->leads.n;
		cl_buf_str(&w->leads, "\",");
		cl_json_string(title(w, i), &w->leads);
		cl_buf_str(&w->leads, ":\"");
	}
	w->lead[w->n] = w->leads.n;
	cl_buf_grow(&w->leads, LEAD);
}

struct cl_writer *cl_writer_open(int fd, const struct cl_out_opts *opts)
{
	struct cl_writer *w = cl_xmalloc(sizeof *w);
	memset(w, 0, sizeof *w);
	w->fd = fd;
	w->o = *opts;
	for (int i = 0; i < CL_FIELDS; i++)
		if (cl_fields[i].part != CL_PART_MORE || opts->more[i] || json(w))
			w->col[w->n++] = (enum cl_field)i;
	if (opts->ncolumns > 0) {
		w->n = opts->ncolumns;
		memcpy(w->col, opts->columns, sizeof w->col);
	}
	if (json(w))
		leads(w);
	header(w);
	return w;
}

static const char *shown(
	const struct cl_writer *w, const struct cl_rec *r, enum cl_field f, struct cl_arena *a)
{
	const char *s = r->v[f];
	if (s == NULL || *s == '\0')
		return NULL;
	return w->o.zh ? cl_value_label(cl_fields[f].kind, s, a) : s;
}

/* What stands before the value of column i; first: nothing stands before that. */
static void put_lead(struct cl_writer *w, int i, int first)
{
	const char *s = w->leads.p + w->lead[i] + (first ? 2 : 0);
	size_t n = w->lead[i + 1] - w->lead[i] - (first ? 2 : 0), room = n < LEAD ? LEAD : n;
	if (w->out.cap - w->out.n <= room)
		cl_buf_grow(&w->out, room);
	if (n <= LEAD)
		memcpy(w->out.p + w->out.n, s, LEAD);
	else
		memcpy(w->out.p + w->out.n, s, n);
	w->out.n += n;
}

static void put_json(struct cl_writer *w, const struct cl_rec *r)
{
	int some = 0;
	if (w->o.format == CL_JSON)
		cl_buf_str(&w->out, w->count == 0 ? "[\n" : ",\n");
	cl_buf_char(&w->out, '{');
	for (int i = 0; i < w->n; i++) {
		if (r->v[w->col[i]] == NULL)
			continue;
		const char *s = shown(w, r, w->col[i], &w->arena);
		if (s == NULL)
			continue;
		put_lead(w, i, !some);
		cl_json_text(s, strlen(s), &w->out);
		some = 1;
	}
	cl_buf_str(&w->out, some ? "\"}" : "}");
	if (w->o.format == CL_NDJSON)
		cl_buf_char(&w->out, '\n');
}

static void put_separated(struct cl_writer *w, const struct cl_rec *r)
{
	for (int i = 0; i < w->n; i++) {
		const char *s = shown(w, r, w->col[i], &w->arena);
		if (i > 0)
			cl_buf_char(&w->out, w->o.format == CL_TSV ? '\t' : ',');
		if (s != NULL)
			cell(w, s, &w->out);
	}
	cl_buf_str(&w->out, w->o.format == CL_CSV_EXCEL ? "\r\n" : "\n");
}

/* ---- table ---- */

static void table_cell(struct cl_writer *w, const char *s, size_t width, int last)
{
	struct cl_buf b = {0};
	cl_show_text(s, &b, 0);
	size_t have = 0;
	const char *p = cl_buf_cstr(&b), *stop = p;
	while (*stop != '\0') { /* cut at the column's width */
		uint32_t cp;
		int n = cl_utf8_get(stop, &cp);
		char one[5] = {0};
		memcpy(one, stop, (size_t)n);
		size_t k = cl_utf8_width(one);
		if (have + k > width ||
			(have + k == width && stop[n] != '\0' && !last && width > 2)) {
			if (have + 1 <= width) {
				cl_buf_add(&w->out, p, (size_t)(stop - p));
				cl_buf_str(&w->out, "…");
				p = stop = "";
				have++;
			}
			break;
		}
		have += k;
		stop += n;
	}
	cl_buf_add(&w->out, p, (size_t)(stop - p));
	for (; !last && have < width + 2; have++)
		cl_buf_char(&w->out, ' ');
	cl_buf_free(&b);
}

static void table_row(struct cl_writer *w, char *const *cells)
{
	int last = w->n - 1;
	while (last >= 0 && w->width[last] == 0)
		last--;
	for (int i = 0; i <= last; i++)
		if (w->width[i] > 0)
			table_cell(w, cells[i], w->width[i], i == last);
	cl_buf_char(&w->out, '\n');
}

static void table_widths(struct cl_writer *w)
{
	char *heads[CL_FIELDS];
	for (int i = 0; i < w->n; i++) {
		for (int k = 0; k < w->nkept; k++) {
			size_t n = cl_utf8_width(w->kept[k * w->n + i]);
			if (n > w->width[i])
				w->width[i] = n;
		}
		heads[i] = cl_strdup(&w->arena, title(w, i));
		size_t h = cl_utf8_width(heads[i]);
		if (w->width[i] > 0 && w->width[i] < h)
			w->width[i] = h; /* a column without any value is left out */
		if (w->width[i] > TABLE_WIDEST)
			w->width[i] = TABLE_WIDEST;
	}
	if (!w->o.no_header && w->nkept > 0)
		table_row(w, heads);
	for (int k = 0; k < w->nkept; k++)
		table_row(w, w->kept + k * w->n);
	w->widths_known = 1;
}

static void put_table(struct cl_writer *w, const struct cl_rec *r)
{
	char *cells[CL_FIELDS];
	for (int i = 0; i < w->n; i++) {
		const char *s = shown(w, r, w->col[i], &w->arena);
		cells[i] = cl_strdup(&w->arena, s != NULL ? s : "");
	}
	if (w->widths_known) {
		table_row(w, cells);
		return;
	}
	w->kept = cl_xrealloc(w->kept, sizeof *w->kept * (size_t)(w->n * (w->nkept + 1)));
	memcpy(w->kept + w->n * w->nkept, cells, sizeof *cells * (size_t)w->n);
	if (++w->nkept == TABLE_ROWS)
		table_widths(w);
}

/* ---- workbook ---- */

static double book_width(enum cl_kind kind)
{
	return kind == CL_K_IDENT || kind == CL_K_DOCUMENT ? 22 : kind == CL_K_TEXT ? 20 : 12;
}

static int book_open(struct cl_writer *w, struct cl_err *err)
{
	if (cl_xlsxout_open(&w->book, "creditlist", w->o.today, err) != 0 ||
		cl_xlsxout_sheet(w->book, w->o.zh ? "查询结果" : "records", err) != 0)
		return -1;
	for (int i = 0; i < w->n; i++)
		cl_xlsxout_column(w->book, i + 1, book_width(cl_fields[w->col[i]].kind));
	if (w->o.no_header)
		return 0;
	cl_xlsxout_freeze(w->book, 1, 0);
	w->row++;
	for (int i = 0; i < w->n; i++)
		if (cl_xlsxout_cell(w->book, w->row, i + 1, title(w, i), CL_LOOK_HEAD, err) != 0)
			return -1;
	return 0;
}

static int put_book(struct cl_writer *w, const struct cl_rec *r, struct cl_err *err)
{
	if (w->book == NULL && book_open(w, err) != 0)
		return -1;
	w->row++;
	for (int i = 0; i < w->n; i++) {
		const char *s = shown(w, r, w->col[i], &w->arena);
		if (s != NULL && cl_xlsxout_cell(w->book, w->row, i + 1, s, CL_LOOK_TEXT, err) != 0)
			return -1;
	}
	return 0;
}

static int book_close(struct cl_writer *w, struct cl_err *err)
{
	if (w->book == NULL && book_open(w, err) != 0)
		return -1;
	struct cl_xlsx *x = w->book;
	w->book = NULL;
	return cl_xlsxout_close(x, w->fd, err);
}

int cl_writer_keep(struct cl_writer *w, const struct cl_rec *r, struct cl_err *err)
{
	if (w->o.format == CL_XLSX) {
		if (put_book(w, r, err) != 0)
			return -1;
	} else if (json(w))
		put_json(w, r);
	else if (w->o.format == CL_TABLE)
		put_table(w, r);
	else
		put_separated(w, r);
	w->count++;
	if (w->o.format != CL_TABLE || w->widths_known)
		cl_arena_reset(&w->arena);
	return 0;
}

int cl_writer_flush(struct cl_writer *w, struct cl_err *err)
{
	if (w->out.n < FULL || w->o.hold)
		return 0;
	int rc = cl_write_all(w->fd, w->out.p, w->out.n, err);
	cl_buf_reset(&w->out);
	return rc;
}

int cl_writer_put(struct cl_writer *w, const struct cl_rec *r, struct cl_err *err)
{
	return cl_writer_keep(w, r, err) != 0 ? -1 : cl_writer_flush(w, err);
}

long cl_writer_count(const struct cl_writer *w)
{
	return w->count;
}

int cl_writer_close(struct cl_writer *w, struct cl_err *err)
{
	if (w->o.format == CL_TABLE && !w->widths_known)
		table_widths(w);
	if (w->o.format == CL_JSON)
		cl_buf_str(&w->out, w->count == 0 ? "[]\n" : "\n]\n");
	int rc = w->o.format == CL_XLSX ? book_close(w, err)
		 : w->out.n > 0         ? cl_write_all(w->fd, w->out.p, w->out.n, err)
					: 0;
	cl_writer_drop(w);
	return rc;
}

void cl_writer_drop(struct cl_writer *w)
{
	cl_buf_free(&w->out);
	cl_buf_free(&w->leads);
	cl_xlsxout_drop(w->book);
	cl_arena_free(&w->arena);
	free(w->kept);
	free(w);
}
