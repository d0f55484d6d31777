#include "rec/book.h"
#include "base/flat.h"
#include "base/utf8.h"
#include "rec/csv.h"
#include "rec/kind.h"
#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FLUSH ((size_t)256 << 10)

struct mark { /* in front of each row of the row file */
	uint32_t row, bytes;
};

/* glibc loads a converter's code when it is first wanted, which is too late behind the guard. */
static void load_converters(void)
{
	static const char *const names[] = {"GB18030", "UTF-16LE", "UTF-16BE"};
	static iconv_t held[sizeof names / sizeof *names]; /* until the end */
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (held[i] == NULL)
			held[i] = iconv_open("UTF-8", names[i]);
}

int cl_book_open(struct cl_book **out, const char *path, struct cl_err *err)
{
	struct cl_book *b = cl_xmalloc(sizeof *b);
	memset(b, 0, sizeof *b);
	b->file = path;
	b->rows_fd = b->strings_fd = -1;
	*out = NULL;
	load_converters();
	if (cl_input_hold(&b->in, path, err) != 0 || (b->rows_fd = cl_spool_file(err)) < 0 ||
		(b->strings_fd = cl_spool_file(err)) < 0) {
		cl_book_close(b);
		return -1;
	}
	*out = b;
	return 0;
}

void cl_book_close(struct cl_book *b)
{
	if (b == NULL)
		return;
	cl_input_close(b->in);
	if (b->rows_fd >= 0)
		close(b->rows_fd);
	if (b->strings_fd >= 0)
		close(b->strings_fd);
	for (int i = 0; i < b->nsheet; i++)
		free(b->sheet[i].merge);
	free(b->sheet);
	cl_buf_free(&b->text);
	cl_buf_free(&b->out);
	cl_arena_free(&b->arena);
	free(b);
}

/* ---- which sheets ---- */

static int choose_one(struct cl_book *b, const char *name, size_t n)
{
	int hit = 0;
	for (int i = 0; i < b->nsheet; i++)
		if (strlen(b->sheet[i].name) == n && memcmp(b->sheet[i].name, name, n) == 0)
			hit = b->sheet[i].read = 1;
	if (hit || n == 0 || n > 5 || strspn(name, "0123456789") < n)
		return hit;
	int number = atoi(name);
	if (number < 1 || number > b->nsheet)
		return 0;
	return b->sheet[number - 1].read = 1;
}

static const char *names_of(struct cl_book *b)
{
	struct cl_buf all = {0};
	for (int i = 0; i < b->nsheet && all.n < 400; i++)
		cl_buf_printf(&all, "%s%s", i > 0 ? " " : "", b->sheet[i].name);
	const char *s = cl_strdup(&b->arena, cl_buf_cstr(&all));
	cl_buf_free(&all);
	return s;
}

int cl_book_choose(struct cl_book *b, const char *wanted, struct cl_err *err)
{
	struct cl_pos pos = {.file = b->file};
	int any = 0;
	for (int i = 0; i < b->nsheet && wanted == NULL; i++)
		any |= b->sheet[i].read = !b->sheet[i].hidden && !b->sheet[i].unknown;
	if (wanted == NULL)
		return any ? 0
			   : cl_fail_at(err, &pos, CL_E_CHOICE,
				     _("every sheet is hidden or holds no rows; there are: %s"),
				     names_of(b));
	const char *p = choose_one(b, wanted, strlen(wanted)) ? "" : wanted;
	while (*p != '\0') {
		size_t n = strcspn(p, ";");
		if (!choose_one(b, p, n))
			return cl_fail_at(err, &pos, CL_E_CHOICE,
				_("there is no sheet %.*s; there are: %s"), (int)n, p, names_of(b));
		p += n + (p[n] == ';');
	}
	for (int i = 0; i < b->nsheet; i++)
		if (b->sheet[i].read && b->sheet[i].unknown)
			return cl_fail_at(err, &pos, CL_E_CHOICE,
				_("sheet %s is a chart and holds no rows"), b->sheet[i].name);
	return 0;
}

/* ---- rows in ---- */

static int write_at(int fd, const char *p, size_t n, int64_t at, struct cl_err *err)
{
	for (size_t done = 0; done < n;) {
		ssize_t k = pwrite(fd, p + done, n - done, at + (int64_t)done);
		if (k < 0 && errno != EINTR)
			return cl_fail_errno(
				err, CL_E_IO, _("the temporary file cannot be written"));
		done += k > 0 ? (size_t)k : 0;
	}
	return 0;
}

static int flush_rows(struct cl_book *b, struct cl_err *err)
{
	int rc = write_at(b->rows_fd, b->out.p, b->out.n, b->written, err);
	b->written += (int64_t)b->out.n;
	cl_buf_reset(&b->out);
	return rc;
}

void cl_book_begin(struct cl_book *b, struct cl_sheet *s)
{
	b->now = s;
	b->last_row = 0;
	b->ncell = 0;
	cl_buf_reset(&b->text);
	s->from = b->written;
}

int cl_book_end(struct cl_book *b, struct cl_err *err)
{
	int rc = b->out.n > 0 ? flush_rows(b, err) : 0;
	b->now->to = b->written;
	return rc;
}

int cl_book_cell(struct cl_book *b, const struct cl_pos *pos, size_t from, struct cl_err *err)
{
	size_t n = b->text.n - from;
	if (n == 0)
		return 0;
	if (pos->col > CL_COLUMNS_MAX)
		return cl_fail_at(err, pos, CL_E_SHEET, _("more than %d columns"), CL_COLUMNS_MAX);
	if (n > CL_CELL_MAX)
		return cl_fail_at(err, pos, CL_E_SHEET, _("a cell of more than 256 KiB"));
	while (b->ncell < pos->col)
		b->len[b->ncell++] = 0;
	if (b->len[pos->col - 1] != 0)
		return cl_fail_at(err, pos, CL_E_SHEET, _("the cell stands twice"));
	b->at[pos->col - 1] = (uint32_t)from;
	b->len[pos->col - 1] = (uint32_t)n;
	return 0;
}

int cl_book_row(struct cl_book *b, const struct cl_pos *pos, struct cl_err *err)
{
	struct cl_pos row = {pos->file, pos->sheet, pos->row, 0};
	if (b->now->name != NULL && pos->row > CL_SHEET_ROWS_MAX)
		return cl_fail_at(
			err, &row, CL_E_SHEET, _("more than %ld rows"), CL_SHEET_ROWS_MAX);
	if (b->ncell > 0) {
		struct mark m = {(uint32_t)pos->row, 0};
		size_t head = b->out.n;
		cl_buf_add(&b->out, &m, sizeof m);
		cl_buf_grow(&b->out, b->text.n + 3 * (size_t)b->ncell);
		for (int i = 0; i < b->ncell; i++) {
			cl_buf_add(&b->out, i > 0 ? ",\"" : "\"", i > 0 ? 2 : 1);
			cl_buf_add(&b->out, b->text.p + (b->len[i] > 0 ? b->at[i] : 0), b->len[i]);
			cl_buf_add(&b->out, "\"", 1);
		}
		m.bytes = (uint32_t)(b->out.n - head - sizeof m);
		memcpy(b->out.p + head, &m, sizeof m);
		if (m.bytes > CL_ROW_MAX)
			return cl_fail_at(err, &row, CL_E_SHEET, _("a row of more than 1 MiB"));
		b->now->rows++;
		b->now->columns = b->ncell > b->now->columns ? b->ncell : b->now->columns;
	}
	b->ncell = 0;
	cl_buf_reset(&b->text);
	return b->out.n > FLUSH ? flush_rows(b, err) : 0;
}

static int hex4(const char *s, uint32_t *v)
{
	*v = 0;
	for (int i = 0; i < 4; i++) {
		const char *digits = "0123456789abcdef";
		const char *d = s[i] == '\0' ? NULL : strchr(digits, s[i] | (s[i] >= 'A' ? 32 : 0));
		if (d == NULL)
			return 0;
		*v = *v << 4 | (uint32_t)(d - digits);
	}
	return 1;
}

size_t cl_book_unescape(char *s, size_t n)
{
	char *to = s;
	for (const char *p = s, *end = s + n; p < end;) {
		uint32_t c;
		if (*p != '_' || end - p < 7 || p[1] != 'x' || p[6] != '_' || !hex4(p + 2, &c) ||
			c == 0 || (c >= 0xd800 && c < 0xe000)) {
			*to++ = *p++;
			continue;
		}
		if (c < 0x80)
			*to++ = (char)c;
		else if (c < 0x800) {
			*to++ = (char)(0xc0 | c >> 6);
			*to++ = (char)(0x80 | (c & 63));
		} else {
			*to++ = (char)(0xe0 | c >> 12);
			*to++ = (char)(0x80 | (c >> 6 & 63));
			*to++ = (char)(0x80 | (c & 63));
		}
		p += 7;
	}
	return (size_t)(to - s);
}

/* ---- text ---- */

static int text_rows(struct cl_book *b, struct cl_rows *rows, struct cl_err *err)
{
	struct cl_row *row = cl_xmalloc(sizeof *row);
	int rc;
	while ((rc = cl_rows_next(rows, row, err)) == 1) {
		struct cl_pos pos = row->pos;
		if (row->bad.code != CL_OK) {
			rc = cl_fail_at(err, &row->bad.pos, row->bad.code, "%s", row->bad.text);
			break;
		}
		for (int i = 0; rc == 1 && i < row->n; i++) {
			size_t from = b->text.n;
			cl_json_text(row->cell[i], strlen(row->cell[i]), &b->text);
			pos.col = i + 1;
			rc = cl_book_cell(b, &pos, from, err) == 0 ? 1 : -1;
		}
		if (rc != 1 || (rc = cl_book_row(b, &pos, err) == 0 ? 1 : -1) != 1)
			break;
	}
	free(row);
	return rc;
}

static int read_text(struct cl_book *b, const char *wanted, struct cl_err *err)
{
	struct cl_pos pos = {.file = b->file};
	struct cl_rows *rows = NULL;
	if (cl_input_look(b->in, 0, err) != 0)
		return -1;
	if (wanted != NULL)
		return cl_fail_at(err, &pos, CL_E_CHOICE, _("this is text and has no sheets"));
	if (cl_input_size(b->in) == 0)
		return cl_fail_at(err, &pos, CL_E_EMPTY, _("the input is empty"));
	if (cl_input_kind(b->in) != CL_IN_TEXT)
		return cl_fail_at(err, &pos, CL_E_KIND,
			_("this is JSON and no spreadsheet: give it to cl-import as it is"));
	if (cl_rows_open(&rows, b->in, err) != 0)
		return -1;
	b->sheet = cl_xmalloc(sizeof *b->sheet);
	memset(b->sheet, 0, sizeof *b->sheet);
	b->nsheet = b->sheet->read = 1;
	cl_book_begin(b, b->sheet);
	int rc = text_rows(b, rows, err) != 0 ? -1 : cl_book_end(b, err);
	cl_rows_close(rows);
	return rc;
}

int cl_book_read(struct cl_book *b, const char *wanted, struct cl_err *err)
{
	unsigned char head[CL_KIND_HEAD];
	ssize_t n = pread(cl_input_fd(b->in), head, sizeof head, 0);
	if (n < 0)
		return cl_fail_errno(err, CL_E_IO, _("%s cannot be read"), b->file);
	switch (cl_kind_of(head, (size_t)n)) {
	case CL_KIND_TEXT:
		return read_text(b, wanted, err);
	case CL_KIND_ZIP:
		return cl_xlsx_read(b, wanted, err);
	case CL_KIND_OLE:
		return cl_xls_read(b, wanted, err);
	default:
		return cl_kind_refuse(cl_kind_of(head, (size_t)n), b->file, err);
	}
}
