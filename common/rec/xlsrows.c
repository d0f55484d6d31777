/* .xls: the rows of one sheet (MS-XLS 2.1.7.20.5). */
#include "base/flat.h"
#include "rec/xls.h"
#include <string.h>

enum {
	FORMULA = 0x06,
	MULRK = 0xbd,
	RSTRING = 0xd6,
	MERGED = 0xe5,
	LABELSST = 0xfd,
	NUMBER = 0x203,
	LABEL = 0x204,
	BOOLERR = 0x205,
	STRING = 0x207,
	RK = 0x27e
};

struct reading {
	struct cl_xls *x;
	struct cl_sheet *s;
	struct cl_err *err;
	struct cl_pos pos;
	int awaits; /* a formula's text comes in the next STRING */
};

static int bad(struct reading *r, const char *text)
{
	return cl_fail_at(r->err, &r->pos, CL_E_SHEET, "%s", text);
}

static int damaged(struct reading *r)
{
	return bad(r, _("the workbook (.xls) is damaged or was not copied whole"));
}

/* The cell at the beginning of a record; its row is finished where another begins. */
static int to_cell(struct reading *r, unsigned row, unsigned col)
{
	if (r->awaits)
		return bad(r, _("the formula's result is not stored"));
	if ((long)row + 1 != r->pos.row) {
		if ((long)row + 1 < r->pos.row)
			return bad(r, _("the rows are out of order, or one stands twice"));
		if (r->pos.row > 0 && cl_book_row(r->x->b, &r->pos, r->err) != 0)
			return -1;
	}
	r->pos.row = (long)row + 1;
	r->pos.col = (int)col + 1;
	return 0;
}

static int put(struct reading *r, const char *text, size_t n)
{
	size_t from = r->x->b->text.n;
	if (n > CL_CELL_MAX)
		return bad(r, _("a cell of more than 256 KiB"));
	cl_json_text(text, n, &r->x->b->text);
	return cl_book_cell(r->x->b, &r->pos, from, r->err);
}

static int put_number(struct reading *r, unsigned xf, double d)
{
	char stored[CL_NUMBER_MAX], shown[CL_NUMBER_MAX];
	if (xf >= r->x->nxf)
		return bad(r, _("the cell names a format that does not exist"));
	cl_number_of_double(d, stored);
	if (cl_number_text(&r->x->xf[xf], stored, strlen(stored), r->x->date1904, shown) != 0)
		return bad(r, _("the cell holds no number where it says so"));
	return put(r, shown, strlen(shown));
}

static int put_truth(struct reading *r, unsigned v)
{
	return v > 1    ? bad(r, _("the cell holds no truth value where it says so"))
	       : v == 1 ? put(r, "TRUE", 4)
			: put(r, "FALSE", 5);
}

static int put_error(struct reading *r, unsigned v)
{
	static const struct {
		unsigned code;
		const char *text;
	} known[] = {{0, "#NULL!"}, {7, "#DIV/0!"}, {15, "#VALUE!"}, {23, "#REF!"}, {29, "#NAME?"},
		{36, "#NUM!"}, {42, "#N/A"}, {43, "#GETTING_DATA"}};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (known[i].code == v)
			return put(r, known[i].text, strlen(known[i].text));
	return bad(r, _("the cell is of an unknown type"));
}

static double double_of(const unsigned char *p)
{
	uint64_t bits = cl_biff_u32(p) | (uint64_t)cl_biff_u32(p + 4) << 32;
	double d;
	memcpy(&d, &bits, sizeof d);
	return d;
}

/* 30 bits of an integer or of a double's upper half, perhaps in hundredths. */
static double rk(uint32_t v)
{
	double d;
	uint64_t bits = (uint64_t)(v & ~3u) << 32;
	if (v & 2)
		d = (double)((int32_t)v >> 2);
	else
		memcpy(&d, &bits, sizeof d);
	return v & 1 ? d / 100 : d;
}

static int shared(struct reading *r, uint32_t i)
{
	struct cl_buf *text = &r->x->b->text;
	size_t from = text->n;
	if (i >= cl_strings_count(r->x->strings))
		return bad(r, _("the cell names a shared string that does not exist"));
	if (cl_strings_get(r->x->strings, i, text, r->err) != 0)
		return -1;
	return cl_book_cell(r->x->b, &r->pos, from, r->err);
}

static int text(struct reading *r, unsigned from)
{
	struct cl_buf s = {0};
	int rc = cl_biff_text(&r->x->in, from, 1, &s);
	rc = rc != 0 ? damaged(r) : put(r, cl_buf_cstr(&s), s.n);
	cl_buf_free(&s);
	return rc;
}

static int formula(struct reading *r, unsigned xf, const unsigned char *v)
{
	if (v[6] != 0xff || v[7] != 0xff)
		return put_number(r, xf, double_of(v));
	r->awaits = v[0] == 0;
	return v[0] == 0 || v[0] == 3 ? 0
	       : v[0] == 1            ? put_truth(r, v[2])
	       : v[0] == 2            ? put_error(r, v[2])
				      : bad(r, _("the cell is of an unknown type"));
}

static int many(struct reading *r, const unsigned char *p, unsigned len)
{
	unsigned row = cl_biff_u16(p), col = cl_biff_u16(p + 2);
	for (unsigned at = 4; at + 6 <= len - 2; at += 6, col++)
		if (to_cell(r, row, col) != 0 ||
			put_number(r, cl_biff_u16(p + at), rk(cl_biff_u32(p + at + 2))) != 0)
			return -1;
	return 0;
}

static int merged(struct reading *r, const unsigned char *p, unsigned len)
{
	unsigned n = cl_biff_u16(p);
	struct cl_sheet *s = r->s;
	if (2 + 8 * n > len)
		return damaged(r);
	s->merge = cl_xrealloc(s->merge, sizeof *s->merge * ((size_t)s->nmerge + n + 1));
	for (unsigned i = 0; i < n; i++) {
		const unsigned char *m = p + 2 + 8 * i;
		struct cl_merge one = {(long)cl_biff_u16(m) + 1, (long)cl_biff_u16(m + 2) + 1,
			(int)cl_biff_u16(m + 4) + 1, (int)cl_biff_u16(m + 6) + 1};
		if (one.row2 < one.row1 || one.col2 < one.col1)
			return bad(r, _("a merged range is damaged"));
		s->merge[s->nmerge++] = one;
	}
	return 0;
}

/* Bytes that a record of this type has at least; 0: of no interest. */
static unsigned least(unsigned type)
{
	switch (type) {
	case FORMULA:
		return 20;
	case NUMBER:
		return 14;
	case MULRK:
		return 12;
	case LABELSST:
	case RK:
		return 10;
	case RSTRING:
	case LABEL:
		return 9;
	case BOOLERR:
		return 8;
	case STRING:
		return 3;
	case MERGED:
		return 2;
	default:
		return 0;
	}
}

static int record(struct reading *r)
{
	struct cl_biff *in = &r->x->in;
	const unsigned char *p = in->body;
	unsigned type = in->type, need = least(type);
	if (need == 0)
		return 0;
	if (in->len < need)
		return damaged(r);
	if (type == MERGED)
		return merged(r, p, in->len);
	if (type == STRING) {
		int wanted = r->awaits;
		r->awaits = 0;
		return wanted ? text(r, 0) : 0;
	}
	if (type == MULRK)
		return many(r, p, in->len);
	unsigned xf = cl_biff_u16(p + 4);
	if (to_cell(r, cl_biff_u16(p), cl_biff_u16(p + 2)) != 0)
		return -1;
	switch (type) {
	case LABELSST:
		return shared(r, cl_biff_u32(p + 6));
	case NUMBER:
		return put_number(r, xf, double_of(p + 6));
	case RK:
		return put_number(r, xf, rk(cl_biff_u32(p + 6)));
	case BOOLERR:
		return p[7] != 0 ? put_error(r, p[6]) : put_truth(r, p[6]);
	case FORMULA:
		return formula(r, xf, p + 6);
	default:
		return text(r, 6);
	}
}

int cl_xls_rows(struct cl_xls *x, struct cl_sheet *s, uint32_t start, struct cl_err *err)
{
	struct reading r = {.x = x, .s = s, .err = err};
	int depth = 0, rc = 0; /* charts have records of their own inside */
	r.pos = (struct cl_pos){.file = x->b->file, .sheet = s->name};
	x->in.at = start;
	if (start >= x->in.n || !cl_biff_next(&x->in) || x->in.type != CL_BIFF_BOF)
		return damaged(&r);
	cl_book_begin(x->b, s);
	while (rc == 0) {
		if (!cl_biff_next(&x->in))
			return damaged(&r);
		if (x->in.type == CL_BIFF_EOF && depth-- == 0)
			break;
		depth += x->in.type == CL_BIFF_BOF;
		if (depth == 0)
			rc = record(&r);
	}
	if (rc == 0 && r.awaits)
		rc = bad(&r, _("the formula's result is not stored"));
	if (rc == 0 && r.pos.row > 0)
		rc = cl_book_row(x->b, &r.pos, err);
	return rc != 0 ? -1 : cl_book_end(x->b, err);
}
