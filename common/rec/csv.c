#include "rec/csv.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/lanes.h"
#include <csv.h>
#include <stdlib.h>
#include <string.h>

#define STRETCH 2048 /* bytes that are looked through at once */

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
	/* What lies ahead of the line that comes: at is where it begins in the text, seen how far
	 * that was looked through, and mark[next] on what may end its cells. */
	const char *text; /* NULL: nothing was looked through */
	size_t at, seen, next, nmark;
	size_t marks; /* of the line before */
	uint32_t mark[2 * STRETCH + 8];
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
	cl_csv_moved(c);
	begin(c);
}

void cl_csv_moved(struct cl_csv *c)
{
	c->text = NULL;
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

/* A cell without quotes, without the blanks around it. */
static inline void plain_cell(
	const struct cl_csv *c, struct cl_row *row, int i, const char *s, const char *end)
{
	if (s < end && ((unsigned char)*s <= ' ' || (unsigned char)end[-1] <= ' ')) {
		while (s < end && blank(c, *s))
			s++;
		while (end > s && blank(c, end[-1]))
			end--;
	}
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

/* Each cell ends where it stands. */
static void end_cells(char *line, struct cl_row *row)
{
	for (int i = 0; i < row->n; i++)
		line[row->cell[i] - line + row->len[i]] = '\0';
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
	row->n = n;
	end_cells(line, row);
}

/* The marks of the next stretch, behind those that were not passed yet; 0 where too little text is
 * left, or there are too many of them. */
static int find_marks(struct cl_csv *c, size_t bytes)
{
	size_t had = c->nmark - c->next;
	if (had > STRETCH)
		return 0;
	memmove(c->mark, c->mark + c->next, had * sizeof *c->mark);
	c->next = 0;
	c->nmark = had;
	while (c->nmark == had && c->seen + CL_LANES_STEP <= bytes) {
		size_t n = bytes - c->seen;
		n = n < STRETCH ? n / CL_LANES_STEP * CL_LANES_STEP : STRETCH;
		c->nmark += cl_lanes_marks(
			c->text + c->seen, n, c->delimiter, (uint32_t)c->seen, c->mark + had);
		c->seen += n;
	}
	return c->nmark > had;
}

/* A line without quotes, by its marks: its bytes; 0: it is none, or not at hand. */
static size_t plain_row(struct cl_csv *c, char *line, size_t left, struct cl_row *row)
{
	const uint32_t *m = c->mark + c->next, *last = c->mark + c->nmark;
	const char *from = line, *end = line;
	const char delimiter = c->delimiter;
	int n = 0;
	m += m < last && *m < c->at; /* the \n of the line before */
	for (; m < last; m++) {
		end = c->text + *m;
		if (*end != delimiter)
			break;
		if (n == CL_COLUMNS_MAX - 1)
			return 0;
		plain_cell(c, row, n++, from, end);
		from = end + 1;
	}
	size_t bytes = (size_t)(end - line) + 1;
	int two = *end == '\r' && bytes < left && end[1] == '\n';
	if (m == last || bytes > QUICK || (n == 0 && is_blank(c, line, end)) ||
		(*end != '\n' && !two))
		return 0;
	plain_cell(c, row, n++, from, end);
	row->n = n;
	end_cells(line, row);
	c->next = (size_t)(m + 1 - c->mark);
	return bytes + (size_t)two;
}

/* Where each cell of the line at c->text + from ends, and in *bytes the line, of left bytes at the
 * most, and whether one of them holds a quote; returns their number, or 0 where the line does not
 * end here, or holds what is the parser's.
 */
static int find_cells(
	struct cl_csv *c, size_t from, size_t left, struct cl_row *row, size_t *bytes, int *quoted)
{
	const char *line = c->text + from, delimiter = c->delimiter;
	uint32_t quotes = 0; /* QUOTED: one stands in the cell */
	int n = 0, open = 0;
	while (c->next < c->nmark || find_marks(c, from + left)) {
		size_t at = c->mark[c->next++], end = at - from;
		if (at < from)
			continue; /* the \n of the line before */
		if (end >= QUICK)
			return 0;
		char b = line[end];
		if (b == delimiter) {
			if (n + 1 == CL_COLUMNS_MAX)
				return 0;
			if (open)
				continue;
			row->len[n++] = (uint32_t)end | quotes;
			quotes = 0;
		} else if (b == '"') {
			open = !open;
			quotes = QUOTED;
			*quoted = 1;
		} else {
			if (open || (b == '\r' && (end + 1 == left || line[end + 1] != '\n')))
				return 0;
			row->len[n++] = (uint32_t)end | quotes;
			*bytes = end + 1 + (b == '\r');
			return n;
		}
	}
	return 0;
}

/* The same with quotes, or where marks must be looked for. */
static size_t marked_row(struct cl_csv *c, char *line, size_t left, struct cl_row *row)
{
	size_t bytes;
	int quoted = 0, n = find_cells(c, c->at, left, row, &bytes, &quoted);
	if (n == 0 || (quoted && !well_quoted(line, n, row)) ||
		(n == 1 && !quoted && is_blank(c, line, line + row->len[0])))
		return 0;
	cut_cells(c, line, n, row);
	return bytes;
}

/* The next line, where it is a record by itself and nothing in it is odd; it is what the parser
 * makes of it. 0: nothing was changed. */
static int quick_row(struct cl_csv *c, struct cl_row *row)
{
	size_t left;
	char *line = cl_input_ahead(c->in, &left);
	if (c->text == NULL) {
		c->text = line;
		c->at = c->seen = c->next = c->nmark = 0;
	}
	if (c->nmark - c->next < c->marks)
		(void)find_marks(c, c->at + left);
	size_t bytes = plain_row(c, line, left, row);
	if (bytes == 0)
		bytes = marked_row(c, line, left, row);
	if (bytes == 0) {
		c->text = NULL;
		return 0;
	}
	c->n = row->n;
	c->marks = (size_t)row->n + 1;
	c->at += bytes;
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
