#include "rec/csv.h"
#include "base/arena.h"
#include "base/buf.h"
#include <csv.h>
#include <stdlib.h>
#include <string.h>

struct cl_csv {
	struct cl_input *in;
	struct csv_parser p;
	struct cl_buf cells; /* NUL-terminated, one behind the other */
	size_t start[CL_COLUMNS_MAX];
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
	c->start[c->n++] = c->cells.n;
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
	begin(c);
	return c;
}

void cl_csv_reset(struct cl_csv *c)
{
	char delimiter = (char)csv_get_delim(&c->p);
	csv_free(&c->p);
	csv_init(&c->p, CSV_STRICT | CSV_STRICT_FINI);
	csv_set_delim(&c->p, (unsigned char)delimiter);
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
	for (int i = 0; i < c->n; i++)
		row->cell[i] = c->cells.p + c->start[i];
	cl_err_clear(&row->bad);
	if (c->over)
		cl_fail_at(&row->bad, &row->pos, CL_E_FIELDS, _("more than %d columns"),
			CL_COLUMNS_MAX);
	if (c->big)
		cl_fail_at(&row->bad, &row->pos, CL_E_CELL, _("a cell of more than 256 KiB"));
	return 1;
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

int cl_csv_next(struct cl_csv *c, struct cl_row *row, struct cl_err *err)
{
	char *line;
	size_t n;
	long number;
	int rc;
	begin(c);
	while ((rc = cl_input_line(c->in, &line, &n, &number, err)) == 1) {
		rc = feed(c, line, n, number, err);
		if (rc != 0)
			return rc < 0 ? -1 : deliver(c, row);
	}
	if (rc < 0)
		return -1;
	if (csv_fini(&c->p, on_cell, on_record, c) != 0)
		return broken(c, c->quote != 0 ? c->quote : c->first, err);
	return c->n > 0 ? deliver(c, row) : 0;
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
