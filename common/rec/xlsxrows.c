/* .xlsx: the rows of one sheet (ECMA-376 18.3). Every cell ends as the text a careful person would
 * copy from it, or stops the reading with its place. */
#include "base/date.h"
#include "base/flat.h"
#include "rec/xlsx.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum {
	SHEET = 1,
	DATA,
	ROW,
	CELL,
	VALUE,
	FORMULA,
	INLINE,
	I_TEXT,
	I_RUN,
	I_RUN_TEXT,
	MERGES,
	MERGE
};

enum type { NUMBER, SHARED, STRING, INLINE_STRING, BOOLEAN, ERROR_VALUE, ISO_DATE };

struct reading {
	struct cl_xlsx *x;
	struct cl_sheet *s;
	struct cl_err *err;
	struct cl_pos pos; /* of the cell */
	enum type type;
	unsigned style;
	int has_value, has_formula;
	struct cl_buf value;
	int merge_cap;
};

static int bad(struct reading *r, const char *text)
{
	return cl_fail_at(r->err, &r->pos, CL_E_SHEET, "%s", text);
}

/* Digits only, up to max; -1 else. */
static long count(const char *s, long max)
{
	long n = 0;
	if (*s == '\0')
		return -1;
	for (; *s != '\0'; s++) {
		if (!isdigit((unsigned char)*s))
			return -1;
		n = 10 * n + (*s - '0');
		if (n > max)
			return max + 1;
	}
	return n;
}

/* "AB12"; 0 and *end where it stops. */
static int place(const char *s, int *col, long *row, const char **end)
{
	*col = 0;
	for (; (*s >= 'A' && *s <= 'Z') || *s == '$'; s++)
		if (*s != '$' && (*col = 26 * *col + (*s - 'A' + 1)) > 16384)
			return -1;
	*row = 0;
	for (; isdigit((unsigned char)*s); s++)
		if ((*row = 10 * *row + (*s - '0')) > CL_SHEET_ROWS_MAX)
			return -1;
	*end = s;
	return *col > 0 && *row > 0 ? 0 : -1;
}

/* ---- rows ---- */

static int begin_row(struct reading *r, const char **attr)
{
	const char *n = cl_xml_attr(attr, "r");
	long row = n != NULL ? count(n, CL_SHEET_ROWS_MAX) : r->x->b->last_row + 1;
	r->pos.row = row > 0 ? row : r->x->b->last_row + 1;
	r->pos.col = 0;
	if (row > CL_SHEET_ROWS_MAX)
		return cl_fail_at(
			r->err, &r->pos, CL_E_SHEET, _("more than %ld rows"), CL_SHEET_ROWS_MAX);
	if (row < 1)
		return bad(r, _("the row's number is damaged"));
	if (row <= r->x->b->last_row)
		return bad(r, _("the rows are out of order, or one stands twice"));
	r->x->b->last_row = row;
	return 0;
}

static int type_of(const char *t, enum type *type)
{
	static const char *const names[] = {"n", "s", "str", "inlineStr", "b", "e", "d"};
	*type = NUMBER;
	if (t == NULL)
		return 0;
	for (int i = 0; i < 7; i++)
		if (strcmp(t, names[i]) == 0) {
			*type = (enum type)i;
			return 0;
		}
	return -1;
}

static int begin_cell(struct reading *r, const char **attr)
{
	const char *ref = NULL, *type = NULL, *style = NULL, *end;
	for (; *attr != NULL; attr += 2) {
		if (attr[0][1] != '\0')
			continue;
		ref = attr[0][0] == 'r' ? attr[1] : ref;
		type = attr[0][0] == 't' ? attr[1] : type;
		style = attr[0][0] == 's' ? attr[1] : style;
	}
	r->pos.col++; /* behind the one before, where it does not say */
	if (ref != NULL) {
		int col;
		long row;
		if (place(ref, &col, &row, &end) != 0 || *end != '\0' || row != r->pos.row)
			return bad(r, _("the cell's place is damaged"));
		r->pos.col = col;
	}
	long s = style != NULL ? count(style, 1000000) : 0;
	if (s < 0 || (s > 0 && (unsigned long)s >= r->x->nxf))
		return bad(r, _("the cell names a format that does not exist"));
	r->style = (unsigned)s;
	r->has_value = r->has_formula = 0;
	cl_buf_reset(&r->value);
	return type_of(type, &r->type) == 0 ? 0 : bad(r, _("the cell is of an unknown type"));
}

/* ---- values ---- */

static int shared(struct reading *r)
{
	const char *v = cl_buf_cstr(&r->value);
	long i = count(v, (long)CL_STRINGS_MAX);
	if (i < 0 || (size_t)i >= cl_strings_count(r->x->strings))
		return bad(r, _("the cell names a shared string that does not exist"));
	return cl_strings_get(r->x->strings, (size_t)i, &r->x->b->text, r->err);
}

static int number(struct reading *r)
{
	static const struct cl_numfmt general;
	const struct cl_numfmt *f = r->style < r->x->nxf ? &r->x->xf[r->style] : &general;
	const char *v = cl_buf_cstr(&r->value);
	char out[CL_NUMBER_MAX];
	size_t n = r->value.n, digits = strspn(v, "0123456789");
	if (digits == n && n < 16 &&
		!(f->year | f->month | f->day | f->clock | f->percent | f->zeros))
		cl_buf_add(&r->x->b->text, v, n);
	else if (cl_number_text(f, v, n, r->x->date1904, out) != 0)
		return bad(r, _("the cell holds no number where it says so"));
	else
		cl_buf_str(&r->x->b->text, out);
	return 0;
}

/* Strict files write 2024-05-01T00:00:00; midnight is dropped as with styles. */
static int iso_date(struct reading *r)
{
	const char *v = cl_buf_cstr(&r->value);
	char day[11] = "", shown[32];
	size_t n = strlen(v);
	if (n < 10 || n > 30 || strspn(v, "0123456789-:.TZ") != n)
		return bad(r, _("the cell holds no date where it says so"));
	memcpy(day, v, 10);
	if (cl_day_parse(day) == CL_NODAY || (n > 10 && (v[10] != 'T' || n < 19)))
		return bad(r, _("the cell holds no date where it says so"));
	int midnight = n == 10 || memcmp(v + 11, "00:00:00", 8) == 0;
	memcpy(shown, v, n);
	shown[midnight ? 10 : 19] = '\0';
	if (!midnight)
		shown[10] = ' ';
	cl_buf_str(&r->x->b->text, shown);
	return 0;
}

static int boolean(struct reading *r)
{
	const char *v = cl_buf_cstr(&r->value);
	int yes = strcmp(v, "1") == 0 || strcmp(v, "true") == 0;
	if (!yes && strcmp(v, "0") != 0 && strcmp(v, "false") != 0)
		return bad(r, _("the cell holds no truth value where it says so"));
	cl_buf_str(&r->x->b->text, yes ? "TRUE" : "FALSE");
	return 0;
}

static int text(struct reading *r)
{
	size_t n = r->value.n > 0 ? cl_book_unescape(r->value.p, r->value.n) : 0;
	cl_json_text(cl_buf_cstr(&r->value), n, &r->x->b->text);
	return 0;
}

static int end_cell(struct reading *r)
{
	struct cl_book *b = r->x->b;
	size_t from = b->text.n;
	r->x->formulas |= r->has_formula;
	if (r->has_formula && !r->has_value)
		return bad(r, _("the formula's result is not stored"));
	if (r->value.n == 0)
		return 0;
	int rc;
	switch (r->type) {
	case SHARED:
		rc = shared(r);
		break;
	case NUMBER:
		rc = number(r);
		break;
	case BOOLEAN:
		rc = boolean(r);
		break;
	case ISO_DATE:
		rc = iso_date(r);
		break;
	default:
		rc = text(r);
	}
	return rc != 0 ? -1 : cl_book_cell(b, &r->pos, from, r->err);
}

/* ---- merged ranges ---- */

static int merge(struct reading *r, const char **attr)
{
	const char *ref = cl_xml_attr(attr, "ref"), *end;
	struct cl_merge m = {0};
	r->pos.row = r->pos.col = 0;
	if (ref == NULL || place(ref, &m.col1, &m.row1, &end) != 0)
		return bad(r, _("a merged range is damaged"));
	if (*end == '\0')
		return 0; /* one cell */
	if (*end != ':' || place(end + 1, &m.col2, &m.row2, &end) != 0 || *end != '\0' ||
		m.row2 < m.row1 || m.col2 < m.col1)
		return bad(r, _("a merged range is damaged"));
	struct cl_sheet *s = r->s;
	if (s->nmerge == r->merge_cap) {
		r->merge_cap = r->merge_cap > 0 ? 2 * r->merge_cap : 16;
		s->merge = cl_xrealloc(s->merge, sizeof *s->merge * (size_t)r->merge_cap);
	}
	s->merge[s->nmerge++] = m;
	return 0;
}

/* ---- the walk ---- */

static int enter(void *data, int state, const char **attr)
{
	struct reading *r = data;
	switch (state) {
	case ROW:
		return begin_row(r, attr);
	case CELL:
		return begin_cell(r, attr);
	case VALUE:
		if (r->has_value)
			return bad(r, _("the cell has two values"));
		r->has_value = 1;
		return 0;
	case INLINE:
		r->has_value = 1;
		return 0;
	case FORMULA:
		r->has_formula = 1;
		return 0;
	case MERGE:
		return merge(r, attr);
	default:
		return 0;
	}
}

static int leave(void *data, int state)
{
	struct reading *r = data;
	if (state == CELL)
		return end_cell(r);
	return state == ROW ? cl_book_row(r->x->b, &r->pos, r->err) : 0;
}

static int on_text(void *data, int state, const char *s, size_t n)
{
	struct reading *r = data;
	int inside = state == I_TEXT || state == I_RUN_TEXT;
	if (inside ? r->type != INLINE_STRING : state != VALUE)
		return 0;
	if (r->value.n + n > CL_CELL_MAX)
		return bad(r, _("a cell of more than 256 KiB"));
	cl_buf_add(&r->value, s, n);
	return 0;
}

int cl_xlsx_rows(struct cl_xlsx *x, struct cl_sheet *s, const char *part, struct cl_err *err)
{
	static const struct cl_xml_step steps[] = {{CELL, "v", VALUE}, {ROW, "c", CELL},
		{DATA, "row", ROW}, {CELL, "f", FORMULA}, {CELL, "is", INLINE},
		{INLINE, "t", I_TEXT}, {INLINE, "r", I_RUN}, {I_RUN, "t", I_RUN_TEXT},
		{0, "worksheet", SHEET}, {SHEET, "sheetData", DATA}, {SHEET, "mergeCells", MERGES},
		{MERGES, "mergeCell", MERGE}, {0, NULL, 0}};
	struct reading r = {.x = x, .s = s, .err = err};
	struct cl_xml_walk w = {
		.steps = steps, .enter = enter, .leave = leave, .text = on_text, .data = &r};
	r.pos = (struct cl_pos){.file = x->b->file, .sheet = s->name};
	cl_book_begin(x->b, s);
	int rc = cl_xml_part(x->z, part, &w, err);
	if (rc != 0 && err->pos.sheet == NULL)
		err->pos.sheet = s->name;
	cl_buf_free(&r.value);
	return rc != 0 ? -1 : cl_book_end(x->b, err);
}
