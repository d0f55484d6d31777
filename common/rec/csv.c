#include "rec/csv.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/sixteen.h"
#include <csv.h>
#include <stdlib.h>
#include <string.h>

struct cl_csv {
	struct cl_input *in;
	struct csv_parser p;
	struct cl_buf cells; /* NUL-terminated, one behind the other */
	size_t start[CL_COLUMNS_MAX];
	uint32_t len[CL_COLUMNS_MAX];
	char delimiter;
	int n;
	int over;   /* more cells than CL_COLUMNS_MAX */
	int big;    /* a cell over CL_CELL_MAX */
	int ended;  /* the record is complete */
	long first; /* line where the record began */
	long quote; /* line where the open quote began */
};

static void on_cell(void *s, size_t n, void *data)
{
	struct cl_csv *c = data;
	if (c->n == CL_COLUMNS_MAX) {
		c->over = 1;
		return;
	}
	c->big |= n > CL_CELL_MAX;
	c->start[c->n] = c->cells.n;
	c->len[c->n++] = (uint32_t)n;
	cl_buf_add(&c->cells, n > 0 ? s : "", n);
	cl_buf_char(&c->cells, '\0');
}

static void on_record(int end, void *data)
{
	(void)end;
	((struct cl_csv *)data)->ended = 1;
}

static void begin(struct cl_csv *c)
{
	cl_buf_reset(&c->cells);
	c->n = c->over = c->big = c->ended = 0;
	c->first = c->quote = 0;
}

struct cl_csv *cl_csv_new(struct cl_input *in, char delimiter)
{
	struct cl_csv *c = cl_xmalloc(sizeof *c);
	memset(c, 0, sizeof *c);
	c->in = in;
	csv_init(&c->p, CSV_STRICT | CSV_STRICT_FINI);
	csv_set_delim(&c->p, (unsigned char)delimiter);
	c->delimiter = delimiter;
	begin(c);
	return c;
}

struct cl_csv *cl_csv_again(const struct cl_csv *c, struct cl_input *in)
{
	return cl_csv_new(in, c->delimiter);
}

void cl_csv_reset(struct cl_csv *c)
{
	csv_free(&c->p);
	csv_init(&c->p, CSV_STRICT | CSV_STRICT_FINI);
	csv_set_delim(&c->p, (unsigned char)c->delimiter);
	begin(c);
}

void cl_csv_free(struct cl_csv *c)
{
	if (c == NULL)
		return;
	csv_free(&c->p);
	cl_buf_free(&c->cells);
	free(c);
}

static int broken(struct cl_csv *c, long line, struct cl_err *err)
{
	struct cl_pos pos = {.file = cl_input_name(c->in), .row = line};
	return cl_fail_at(err, &pos, CL_E_QUOTE,
		_("a quote that begins here is not closed or stands inside a cell"));
}

static int deliver(struct cl_csv *c, struct cl_row *row)
{
	row->pos = (struct cl_pos){.file = cl_input_name(c->in), .row = c->first};
	row->n = c->n;
	cl_err_clear(&row->bad);
	if (c->over)
		cl_fail_at(&row->bad, &row->pos, CL_E_FIELDS, _("more than %d columns"),
			CL_COLUMNS_MAX);
	if (c->big)
		cl_fail_at(&row->bad, &row->pos, CL_E_CELL, _("a cell of more than 256 KiB"));
	return 1;
}

static int deliver_parsed(struct cl_csv *c, struct cl_row *row)
{
	for (int i = 0; i < c->n; i++) {
		row->cell[i] = c->cells.p + c->start[i];
		row->len[i] = c->len[i];
	}
	return deliver(c, row);
}

/* Feeds one line; 1 when a record is complete. */
static int feed(struct cl_csv *c, char *line, size_t n, long number, struct cl_err *err)
{
	int cells = c->n;
	if (c->first == 0)
		c->first = number;
	if (csv_parse(&c->p, line, n, on_cell, on_record, c) != n)
		return broken(c, c->quote != 0 && cells == c->n ? c->quote : number, err);
	if (c->ended && c->n > 0)
		return 1;
	if (c->n == 0 && !c->p.quoted) {
		begin(c); /* a blank line */
		return 0;
	}
	if (c->p.quoted && (c->quote == 0 || c->n != cells))
		c->quote = number;
	if (c->cells.n + c->p.entry_pos > CL_LINE_MAX)
		return broken(c, c->quote, err);
	return 0;
}

static int blank(const struct cl_csv *c, char b)
{
	return b == ' ' || (b == '\t' && c->delimiter != '\t');
}

/* One cell without quotes, of the line itself: ended in place, without blanks around it. */
static void plain_cell(struct cl_csv *c, struct cl_row *row, char *s, char *end)
{
	while (s < end && blank(c, *s))
		s++;
	while (end > s && blank(c, end[-1]))
		end--;
	*end = '\0';
	if (c->n == CL_COLUMNS_MAX) {
		c->over = 1;
		return;
	}
	c->big |= (size_t)(end - s) > CL_CELL_MAX;
	row->cell[c->n] = s;
	row->len[c->n++] = (uint32_t)(end - s);
}

/* Whether nothing but blanks and line ends stand before end. */
static int is_blank(const struct cl_csv *c, const char *s, const char *end)
{
	while (s < end && (blank(c, *s) || *s == '\r' || *s == '\n'))
		s++;
	return s == end;
}

/* A record in one line that holds no quote needs no parser: it is cut where it stands. 0: a blank
 * line. */
static int plain_line(struct cl_csv *c, char *line, size_t n, struct cl_row *row)
{
	char *end = line + n, *comma;
	while (end > line && (end[-1] == '\n' || end[-1] == '\r'))
		end--;
	char *s = line;
	if (is_blank(c, line, end))
		return 0;
	for (; (comma = memchr(s, c->delimiter, (size_t)(end - s))) != NULL; s = comma + 1)
		plain_cell(c, row, s, comma);
	plain_cell(c, row, s, end);
	return 1;
}

#define QUICK ((size_t)64 << 10) /* bytes: for longer lines there are limits to be kept */

/* The cells of a line that ends before end, by where each ends. */
static void plain_cells(struct cl_csv *c, char *line, int n, const char *end, struct cl_row *row)
{
	char *s = line;
	for (int i = 0; i < n; i++) {
		char *stop = line + row->len[i];
		plain_cell(c, row, s, stop - (stop == end && stop > s && stop[-1] == '\r'));
		s = stop + 1;
	}
}

/* The next line, where it is one without quotes, cut where it stands. 0: it is blank, or to be
 * looked at once more; nothing was changed. */
static int plain_row(struct cl_csv *c, struct cl_row *row)
{
	const size_t step = sizeof(cl_sixteen);
	char *line;
	size_t left;
	int n = 0;
	if (!cl_input_plain(c->in, &line, &left))
		return 0;
	for (size_t at = 0; at + step <= left && at < QUICK; at += step) {
		const cl_sixteen x = cl_sixteen_at(line + at);
		unsigned ends = cl_sixteen_bits((cl_sixteen)(x == (unsigned char)c->delimiter) |
						(cl_sixteen)(x == '\n') | (cl_sixteen)(x == '"'));
		for (; ends != 0; ends &= ends - 1) {
			size_t end = at + (size_t)__builtin_ctz(ends);
			if (n == CL_COLUMNS_MAX || line[end] == '"')
				return 0;
			row->len[n++] = (uint32_t)end; /* for now */
			if (line[end] != '\n')
				continue;
			if (n == 1 && is_blank(c, line, line + end))
				return 0;
			plain_cells(c, line, n, line + end, row);
			c->first = cl_input_past(c->in, end + 1);
			return 1;
		}
	}
	return 0;
}

/* Past the quote that ends the cell whose text begins at s; NULL where none does in this line. */
static char *quote_end(char *s, char *end)
{
	while ((s = memchr(s, '"', (size_t)(end - s))) != NULL && s + 1 < end && s[1] == '"')
		s += 2;
	return s != NULL ? s + 1 : NULL;
}

/* Whether every cell is either without a quote or quoted from end to end, in this line: then it can
 * be cut where it stands, too. What is not so is the parser's. */
static int well_quoted(const struct cl_csv *c, char *s, char *end)
{
	for (;; s++) {
		if (s < end && *s == '"') {
			s = quote_end(s + 1, end);
			if (s == NULL || (s < end && *s != c->delimiter))
				return 0;
		} else {
			char *comma = memchr(s, c->delimiter, (size_t)(end - s));
			char *stop = comma != NULL ? comma : end;
			if (memchr(s, '"', (size_t)(stop - s)) != NULL)
				return 0;
			s = stop;
		}
		if (s == end)
			return 1;
	}
}

/* A quoted cell, its doubled quotes made one in place. Returns where its delimiter stands. */
static char *quoted_cell(struct cl_csv *c, struct cl_row *row, char *s, char *end)
{
	char *stop = quote_end(s + 1, end), *to = s, *from = s + 1;
	while (from < stop - 1) {
		char *quote = memchr(from, '"', (size_t)(stop - 1 - from));
		size_t n = quote != NULL ? (size_t)(quote + 1 - from) : (size_t)(stop - 1 - from);
		memmove(to, from, n);
		to += n;
		from += n + (quote != NULL);
	}
	*to = '\0';
	if (c->n == CL_COLUMNS_MAX) {
		c->over = 1;
		return stop;
	}
	c->big |= (size_t)(to - s) > CL_CELL_MAX;
	row->cell[c->n] = s;
	row->len[c->n++] = (uint32_t)(to - s);
	return stop;
}

static int quoted_line(struct cl_csv *c, char *line, size_t n, struct cl_row *row)
{
	char *end = line + n, *s = line;
	while (end > line && (end[-1] == '\n' || end[-1] == '\r'))
		end--;
	if (!well_quoted(c, s, end))
		return 0;
	for (;; s++) {
		if (s < end && *s == '"') {
			s = quoted_cell(c, row, s, end);
		} else {
			char *comma = memchr(s, c->delimiter, (size_t)(end - s));
			plain_cell(c, row, s, comma != NULL ? comma : end);
			s = comma != NULL ? comma : end;
		}
		if (s == end)
			return 1;
	}
}

int cl_csv_next(struct cl_csv *c, struct cl_row *row, struct cl_err *err)
{
	char *line;
	size_t n;
	long number;
	int rc;
	begin(c);
	if (plain_row(c, row))
		return deliver(c, row);
	while ((rc = cl_input_line(c->in, &line, &n, &number, err)) == 1) {
		if (c->first == 0 && memchr(line, '"', n) == NULL) {
			if (!plain_line(c, line, n, row))
				continue;
			c->first = number;
			return deliver(c, row);
		}
		if (c->first == 0 && quoted_line(c, line, n, row)) {
			c->first = number;
			return deliver(c, row);
		}
		rc = feed(c, line, n, number, err);
		if (rc != 0)
			return rc < 0 ? -1 : deliver_parsed(c, row);
	}
	if (rc < 0)
		return -1;
	if (csv_fini(&c->p, on_cell, on_record, c) != 0)
		return broken(c, c->quote != 0 ? c->quote : c->first, err);
	return c->n > 0 ? deliver_parsed(c, row) : 0;
}

int cl_csv_delimiter(struct cl_input *in, char *delimiter, struct cl_err *err)
{
	long tabs = 0, commas = 0, number = 0;
	int quoted = 0, rc = 1;
	char *line;
	size_t n;
	while (number < 50 && (rc = cl_input_line(in, &line, &n, &number, err)) == 1)
		for (size_t i = 0; i < n; i++) {
			quoted ^= line[i] == '"';
			tabs += !quoted && line[i] == '\t';
			commas += !quoted && line[i] == ',';
		}
	*delimiter = tabs > commas ? '\t' : ',';
	return rc < 0 ? -1 : cl_input_rewind(in, err);
}
