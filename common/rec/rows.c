#include "rec/rows.h"
#include "base/arena.h"
#include "base/buf.h"
#include "rec/csv.h"
#include "rec/json.h"
#include <stdlib.h>
#include <string.h>

struct cl_rows {
	struct cl_input *in;
	int own;            /* the input is closed with the rows */
	struct cl_csv *csv; /* NULL: JSON */
	struct cl_arena header, record;
	int nkeys; /* flat objects: the keys in order of appearance */
	const char *key[CL_COLUMNS_MAX];
	int header_given;
	int sheet; /* rows of cl-sheet */
	int pass;  /* what is left of this sheet is of no interest */
	int stay;  /* a head ends the rows */
	int heads; /* they come with heads */
	int at_head;
	const char *only_file, *only_sheet; /* NULL: all */
	const char *file_name, *sheet_name;
	/* an array is parsed whole */
	struct cl_object *list;
	struct cl_err *bads;
	long count, next;
};

/* Next object of NDJSON or of the array; number is its line or its position. */
static int next_object(struct cl_rows *r, struct cl_object *o, struct cl_err *bad, long *number,
	struct cl_err *err)
{
	cl_err_clear(bad);
	if (r->list != NULL) {
		if (r->next == r->count)
			return 0;
		*bad = r->bads[r->next];
		*o = r->list[r->next];
		*number = ++r->next;
		return 1;
	}
	char *line;
	size_t n;
	int rc;
	cl_arena_reset(&r->record);
	while ((rc = cl_input_line(r->in, &line, &n, number, err)) == 1) {
		size_t i = 0;
		while (i < n && strchr(" \t\r\n", line[i]) != NULL)
			i++;
		if (i == n)
			continue;
		/* inside a string the quotes of "c": would be escaped: only a row holds it */
		if (r->pass && memmem(line, n, "\"c\":", 4) != NULL)
			continue;
		struct cl_err inner = {0};
		struct cl_pos pos = {.file = cl_input_name(r->in), .row = *number};
		if (n > CL_LINE_MAX)
			return cl_fail_at(err, &pos, CL_E_LINE, _("a line of more than 1 MiB"));
		if (cl_json_object(line, n, &r->record, o, bad, &inner) == 0)
			return 1;
		return cl_fail_at(err, &pos, inner.code, "%s", inner.text);
	}
	return rc;
}

static const char *member(const struct cl_object *o, const char *key)
{
	for (int i = 0; i < o->n; i++)
		if (strcmp(o->m[i].key, key) == 0)
			return o->m[i].value;
	return NULL;
}

static int add_key(struct cl_rows *r, const char *key)
{
	for (int i = 0; i < r->nkeys; i++)
		if (strcmp(r->key[i], key) == 0)
			return i;
	if (r->nkeys == CL_COLUMNS_MAX)
		return -1;
	r->key[r->nkeys] = cl_strdup(&r->header, key);
	return r->nkeys++;
}

/* First pass over flat objects: which keys there are. */
static int find_keys(struct cl_rows *r, struct cl_err *err)
{
	struct cl_object o;
	struct cl_err bad;
	long number;
	int rc;
	while ((rc = next_object(r, &o, &bad, &number, err)) == 1) {
		if (o.ncells >= 0 || member(&o, "columns") != NULL) {
			r->sheet = 1;
			break;
		}
		for (int i = 0; i < o.n; i++)
			if (add_key(r, o.m[i].key) < 0)
				return cl_fail(err, CL_E_FIELDS, _("more than %d different keys"),
					CL_COLUMNS_MAX);
	}
	return rc < 0 ? -1 : cl_rows_rewind(r, err);
}

/* The whole text of an array; it has no lines of its own. */
static int read_array(struct cl_rows *r, struct cl_err *err)
{
	struct cl_buf all = {0};
	char *line;
	size_t n;
	long number;
	int rc;
	while ((rc = cl_input_line(r->in, &line, &n, &number, err)) == 1)
		cl_buf_add(&all, line, n);
	if (rc == 0)
		rc = cl_json_array(all.p, all.n, &r->header, &r->list, &r->bads, &r->count, err);
	if (rc != 0 && err->pos.file == NULL)
		err->pos.file = cl_input_name(r->in);
	cl_buf_free(&all);
	return rc;
}

int cl_rows_open(struct cl_rows **out, struct cl_input *in, struct cl_err *err)
{
	struct cl_rows *r = cl_xmalloc(sizeof *r);
	memset(r, 0, sizeof *r);
	r->in = in;
	int rc = 0;
	if (cl_input_kind(in) == CL_IN_TEXT) {
		char delimiter = ',';
		rc = cl_csv_delimiter(in, &delimiter, err);
		r->csv = cl_csv_new(in, delimiter);
	} else {
		if (cl_input_kind(in) == CL_IN_ARRAY)
			rc = read_array(r, err);
		if (rc == 0)
			rc = find_keys(r, err);
	}
	if (rc != 0) {
		cl_rows_close(r);
		r = NULL;
	}
	*out = r;
	return rc;
}

static int header_row(struct cl_rows *r, struct cl_row *row)
{
	r->header_given = 1;
	cl_err_clear(&row->bad);
	row->pos = (struct cl_pos){.file = cl_input_name(r->in)};
	row->n = r->nkeys;
	memcpy(row->cell, r->key, sizeof r->key);
	return 1;
}

static int sheet_row(struct cl_rows *r, const struct cl_object *o, struct cl_row *row)
{
	const char *file = member(o, "file"), *sheet = member(o, "sheet"), *n = member(o, "row");
	if (file == NULL || strcmp(file, "-") == 0) /* cl-sheet read what we hold */
		file = cl_input_name(r->in);
	if (r->file_name == NULL || strcmp(file, r->file_name) != 0)
		r->file_name = cl_strdup(&r->header, file);
	if (sheet == NULL)
		r->sheet_name = NULL;
	else if (r->sheet_name == NULL || strcmp(sheet, r->sheet_name) != 0)
		r->sheet_name = cl_strdup(&r->header, sheet);
	row->pos = (struct cl_pos){r->file_name, r->sheet_name, n != NULL ? atol(n) : 0, 0};
	if (o->ncells > CL_COLUMNS_MAX)
		cl_fail_at(&row->bad, &row->pos, CL_E_FIELDS, _("more than %d columns"),
			CL_COLUMNS_MAX);
	row->n = o->ncells < CL_COLUMNS_MAX ? o->ncells : CL_COLUMNS_MAX;
	memcpy(row->cell, o->cell, sizeof *o->cell * (size_t)row->n);
	return 1;
}

static void flat_row(struct cl_rows *r, const struct cl_object *o, long number, struct cl_row *row)
{
	row->pos = (struct cl_pos){.file = cl_input_name(r->in), .row = number};
	row->bad.pos = row->pos;
	row->n = r->nkeys;
	for (int i = 0; i < r->nkeys; i++)
		row->cell[i] = "";
	for (int i = 0; i < o->n; i++) {
		int k = add_key(r, o->m[i].key);
		if (k >= 0 && k < row->n)
			row->cell[k] = o->m[i].value != NULL ? o->m[i].value : "";
	}
}

static int is_only(const struct cl_rows *r, const struct cl_row *row)
{
	const char *sheet = row->pos.sheet != NULL ? row->pos.sheet : "";
	return strcmp(row->pos.file, r->only_file) == 0 && strcmp(sheet, r->only_sheet) == 0;
}

/* The lengths, and the limit that text has too. */
static void measure(struct cl_row *row)
{
	for (int i = 0; i < row->n; i++) {
		row->len[i] = (uint32_t)strlen(row->cell[i]);
		if (row->len[i] > CL_CELL_MAX)
			cl_fail_at(
				&row->bad, &row->pos, CL_E_CELL, _("a cell of more than 256 KiB"));
	}
}

static int next_row(struct cl_rows *r, struct cl_row *row, struct cl_err *err)
{
	if (!r->sheet && !r->header_given)
		return header_row(r, row);
	struct cl_object o;
	long number = 0;
	int rc;
	while ((rc = next_object(r, &o, &row->bad, &number, err)) == 1) {
		if (r->sheet && o.ncells < 0) { /* a sheet's head */
			r->pass = 0;
			r->heads = 1;
			r->at_head = r->stay;
			if (r->stay)
				return 0;
			continue;
		}
		if (r->sheet) {
			sheet_row(r, &o, row);
			if (r->only_file == NULL || is_only(r, row))
				return 1;
			r->pass = r->heads;
			continue;
		}
		flat_row(r, &o, number, row);
		return 1;
	}
	return rc;
}

int cl_rows_next(struct cl_rows *r, struct cl_row *row, struct cl_err *err)
{
	if (r->csv != NULL)
		return cl_csv_next(r->csv, row, err);
	int rc = next_row(r, row, err);
	if (rc == 1)
		measure(row);
	return rc;
}

int cl_rows_are_objects(const struct cl_rows *r)
{
	return r->csv == NULL && !r->sheet;
}

int cl_rows_are_sheets(const struct cl_rows *r)
{
	return r->sheet;
}

int cl_rows_next_in_sheet(struct cl_rows *r, struct cl_row *row, struct cl_err *err)
{
	r->stay = 1;
	int rc = r->at_head ? 0 : cl_rows_next(r, row, err);
	r->stay = 0;
	return rc;
}

int cl_rows_next_sheet(struct cl_rows *r, struct cl_err *err)
{
	struct cl_object o;
	struct cl_err bad;
	long number;
	int rc = 1;
	if (!r->at_head) {
		r->pass = 1;
		while ((rc = next_object(r, &o, &bad, &number, err)) == 1 && o.ncells >= 0)
			;
		r->pass = 0;
	}
	r->at_head = 0;
	return rc;
}

void cl_rows_only(struct cl_rows *r, const char *file, const char *sheet)
{
	r->only_file = cl_strdup(&r->header, file);
	r->only_sheet = cl_strdup(&r->header, sheet);
}

int cl_rows_are_lines(const struct cl_rows *r)
{
	return r->csv != NULL;
}

int cl_rows_skip(struct cl_rows *r, long line, struct cl_err *err)
{
	cl_csv_moved(r->csv);
	return cl_input_skip(r->in, line, err);
}

int cl_rows_again(struct cl_rows **out, const struct cl_rows *r, struct cl_err *err)
{
	struct cl_rows *again = cl_xmalloc(sizeof *again);
	memset(again, 0, sizeof *again);
	*out = NULL;
	if (cl_input_again(&again->in, r->in, err) != 0) {
		free(again);
		return -1;
	}
	again->own = 1;
	again->csv = cl_csv_again(r->csv, again->in);
	*out = again;
	return 0;
}

struct cl_rows *cl_rows_part(const struct cl_rows *r)
{
	struct cl_rows *part = cl_xmalloc(sizeof *part);
	memset(part, 0, sizeof *part);
	part->in = cl_input_part(r->in);
	part->own = 1;
	part->csv = cl_csv_again(r->csv, part->in);
	return part;
}

const char *cl_rows_text(const struct cl_rows *part)
{
	return cl_input_text(part->in);
}

int cl_rows_take(struct cl_rows *r, size_t bytes, struct cl_rows *part, struct cl_err *err)
{
	cl_csv_reset(part->csv);
	return cl_input_take(r->in, bytes, part->in, err);
}

int cl_rows_rewind(struct cl_rows *r, struct cl_err *err)
{
	r->pass = r->at_head = 0;
	r->next = 0;
	r->header_given = 0;
	if (r->csv != NULL)
		cl_csv_reset(r->csv);
	return cl_input_rewind(r->in, err);
}

void cl_rows_close(struct cl_rows *r)
{
	if (r == NULL)
		return;
	cl_csv_free(r->csv);
	if (r->own)
		cl_input_close(r->in);
	cl_arena_free(&r->header);
	cl_arena_free(&r->record);
	free(r);
}
