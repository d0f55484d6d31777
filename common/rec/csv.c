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
	if (c->n == 0 && !c->p.quoted && c->p.entry_pos == 0) {
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

/* ---- records in one line, cut where they stand ---- */

/* In bytes: longer lines are the parser's, which keeps the limits. */
#define QUICK ((size_t)64 << 10)
#define QUOTED ((uint32_t)1 << 31) /* beside where a cell ends: a quote stands in it */

/* A cell without quotes: ended in place, without blanks around it. */
static void plain_cell(const struct cl_csv *c, struct cl_row *row, int i, char *s, char *end)
{
	if (s < end && ((unsigned char)*s <= ' ' || (unsigned char)end[-1] <= ' ')) {
		while (s < end && blank(c, *s))
			s++;
		while (end > s && blank(c, end[-1]))
			end--;
	}
	*end = '\0';
	row->cell[i] = s;
	row->len[i] = (uint32_t)(end - s);
}

/* Whether a cell is quoted from end to end, and every quote in it doubled. */
static int is_quoted(const char *s, const char *end)
{
	if (end - s < 2 || *s != '"' || *--end != '"')
		return 0;
	for (s++; (s = memchr(s, '"', (size_t)(end - s))) != NULL; s += 2)
		if (s + 1 == end || s[1] != '"')
			return 0;
	return 1;
}

/* Such a cell, its doubled quotes made one in place. */
static void quoted_cell(struct cl_row *row, int i, char *s, char *end)
{
	char *to = s, *from = s + 1;
	for (end--; from < end;) {
		char *quote = memchr(from, '"', (size_t)(end - from));
		size_t n = (size_t)(quote != NULL ? quote + 1 - from : end - from);
		memmove(to, from, n);
		to += n;
		from += n + (quote != NULL);
	}
	*to = '\0';
	row->cell[i] = s;
	row->len[i] = (uint32_t)(to - s);
}

/* Whether all that stands before end are blanks. */
static int is_blank(const struct cl_csv *c, const char *s, const char *end)
{
	while (s < end && blank(c, *s))
		s++;
	return s == end;
}

/* Whether the parser would make of the cells with quotes what quoted_cell does. */
static int well_quoted(const char *line, int n, const struct cl_row *row)
{
	uint32_t from = 0;
	for (int i = 0; i < n; i++) {
		uint32_t end = row->len[i] & ~QUOTED;
		if (end != row->len[i] && !is_quoted(line + from, line + end))
			return 0;
		from = end + 1;
	}
	return 1;
}

/* The n cells of a line, by where each ends. */
static void cut_cells(const struct cl_csv *c, char *line, int n, struct cl_row *row)
{
	uint32_t from = 0;
	for (int i = 0; i < n; i++) {
		uint32_t end = row->len[i] & ~QUOTED;
		if (end != row->len[i])
			quoted_cell(row, i, line + from, line + end);
		else
			plain_cell(c, row, i, line + from, line + end);
		from = end + 1;
	}
}

/* What ends a cell, and what must be looked at: a bit for each of sixteen bytes. */
static unsigned marks(const char *s, cl_sixteen delimiter)
{
	const cl_sixteen x = cl_sixteen_at(s);
	return cl_sixteen_bits((cl_sixteen)(x == delimiter) | (cl_sixteen)(x == '\n') |
			       (cl_sixteen)(x == '\r') | (cl_sixteen)(x == '"'));
}

/* Where each cell of the first line ends, and the line, in bytes, and whether one of them holds a
 * quote; returns their number, or 0 where the line does not end here, or holds what is the
 * parser's.
 */
static int find_cells(const struct cl_csv *c, const char *line, size_t left, struct cl_row *row,
	size_t *bytes, int *quoted)
{
	const cl_sixteen none = {0}, delimiter = none + (unsigned char)c->delimiter;
	uint32_t quotes = 0; /* QUOTED: one stands in the cell */
	int n = 0, open = 0;
	for (size_t at = 0; at + sizeof none <= left; at += sizeof none)
		for (unsigned m = marks(line + at, delimiter); m != 0; m &= m - 1) {
			size_t end = at + (size_t)__builtin_ctz(m);
			char b = line[end];
			if (b == '"') {
				open = !open;
				quotes = QUOTED;
				*quoted = 1;
			} else if (b == c->delimiter) {
				if (n + 1 == CL_COLUMNS_MAX)
					return 0;
				if (open)
					continue;
				row->len[n++] = (uint32_t)end | quotes;
				quotes = 0;
			} else {
				if (open ||
					(b == '\r' && (end + 1 == left || line[end + 1] != '\n')))
					return 0;
				row->len[n++] = (uint32_t)end | quotes;
				*bytes = end + 1 + (b == '\r');
				return n;
			}
		}
	return 0;
}

/* The next line, where it is a record by itself and nothing in it is odd; it is what the parser
 * makes of it. 0: nothing was changed. */
static int quick_row(struct cl_csv *c, struct cl_row *row)
{
	size_t left, bytes;
	int quoted = 0;
	char *line = cl_input_ahead(c->in, &left);
	int n = find_cells(c, line, left < QUICK ? left : QUICK, row, &bytes, &quoted);
	if (n == 0 || (quoted && !well_quoted(line, n, row)) ||
		(n == 1 && !quoted && is_blank(c, line, line + row->len[0])))
		return 0;
	cut_cells(c, line, n, row);
	c->n = n;
	c->first = cl_input_past(c->in, bytes);
	return 1;
}

int cl_csv_next(struct cl_csv *c, struct cl_row *row, struct cl_err *err)
{
	char *line;
	size_t n;
	long number;
	int rc;
	begin(c);
	if (quick_row(c, row))
		return deliver(c, row);
	while ((rc = cl_input_line(c->in, &line, &n, &number, err)) == 1) {
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
