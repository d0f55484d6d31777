/* The rows sent back as a workbook (--rejects FILE.xlsx): bad cells red with a comment, and a sheet
 * that counts the errors by kind. Corrected, it is imported as it is. */
#include "flow/import.h"
#include <stdlib.h>
#include <string.h>

#define COMMENTS                                                                                   \
	10000 /* more make a workbook that no spreadsheet likes to open; cells stay red            \
	       */

static double width_of(enum cl_field f)
{
	static const struct {
		enum cl_kind kind;
		double width;
	} widths[] = {{CL_K_IDENT, 22}, {CL_K_DATE, 12}, {CL_K_DOCUMENT, 22}, {CL_K_BOOL, 10},
		{CL_K_LIST, 12}, {CL_K_SEVERITY, 10}};
	for (size_t i = 0; f != CL_F_NONE && i < sizeof widths / sizeof *widths; i++)
		if (cl_fields[f].kind == widths[i].kind)
			return widths[i].width;
	return 20;
}

int cl_rejects_book_open(struct cl_rejects_out *o, struct cl_err *err)
{
	struct cl_import *im = o->im;
	if (cl_xlsxout_open(&o->x, _("Rows sent back"), im->run->today, err) != 0 ||
		cl_xlsxout_sheet(o->x, "退回", err) != 0)
		return -1;
	cl_xlsxout_column(o->x, 1, 50);
	cl_xlsxout_column(o->x, 2, 12);
	cl_xlsxout_freeze(o->x, 1, 2);
	o->row = 1;
	if (cl_xlsxout_cell(o->x, 1, 1, CL_BOOK_ERRORS, CL_LOOK_HEAD, err) != 0 ||
		cl_xlsxout_cell(o->x, 1, 2, CL_BOOK_LINE, CL_LOOK_HEAD, err) != 0)
		return -1;
	for (int i = 0, col = 3; i < im->columns.n; i++) {
		const struct cl_column *c = &im->columns.col[i];
		if (cl_rejects_own(im, i))
			continue;
		cl_xlsxout_column(o->x, col, width_of(c->field));
		if (cl_xlsxout_cell(o->x, 1, col++, c->header, CL_LOOK_HEAD, err) != 0)
			return -1;
	}
	return 0;
}

/* Every error of one cell; NULL: it is right. */
static const char *wrong(const struct cl_reject *r, int col, struct cl_arena *a)
{
	const char *all = NULL;
	for (int i = 0; i < r->n; i++)
		if (r->error[i].col == col)
			all = all == NULL ? r->error[i].text
					  : cl_sprintf(a, "%s\n%s", all, r->error[i].text);
	return all;
}

static int cell(
	struct cl_rejects_out *o, int col, const char *text, const char *bad, struct cl_err *err)
{
	if (bad == NULL && *text == '\0')
		return 0;
	if (cl_xlsxout_cell(
		    o->x, o->row, col, text, bad != NULL ? CL_LOOK_BAD : CL_LOOK_TEXT, err) != 0)
		return -1;
	if (bad == NULL || o->comments++ >= COMMENTS)
		return 0;
	return cl_xlsxout_comment(o->x, o->row, col, bad, err);
}

int cl_rejects_book_row(struct cl_rejects_out *o, const struct cl_row *row,
	const struct cl_reject *r, struct cl_err *err)
{
	struct cl_import *im = o->im;
	struct cl_arena a = {0};
	o->row++;
	int rc = cl_xlsxout_cell(o->x, o->row, 1, r->text, CL_LOOK_WRAP, err);
	if (rc == 0)
		rc = cl_xlsxout_cell(
			o->x, o->row, 2, cl_sprintf(&a, "%ld", row->pos.row), CL_LOOK_TEXT, err);
	int width = row->n > im->columns.n ? row->n : im->columns.n;
	for (int i = 0, col = 3; rc == 0 && i < width && !r->secret; i++)
		if (!cl_rejects_own(im, i))
			rc = cell(
				o, col++, i < row->n ? row->cell[i] : "", wrong(r, i + 1, &a), err);
	cl_arena_free(&a);
	return rc;
}

/* ---- 汇总 ---- */

static int line(struct cl_rejects_out *o, const char *a, const char *b, const char *c,
	enum cl_look look, struct cl_err *err)
{
	const char *const text[] = {a, b, c};
	o->row++;
	for (int i = 0; i < 3; i++)
		if (text[i] != NULL &&
			cl_xlsxout_cell(o->x, o->row, i + 1, text[i], look, err) != 0)
			return -1;
	return 0;
}

/* Errors by kind, the most frequent first, in the order of share/errors.csv where alike. */
static int kinds(struct cl_rejects_out *o, struct cl_err *err)
{
	struct cl_import *im = o->im;
	struct cl_arena *a = &im->run->arena;
	long count[CL_CODES] = {0};
	for (long i = 0; i < im->nreject; i++)
		for (int k = 0; k < im->reject[i].n; k++)
			count[im->reject[i].error[k].code]++;
	for (;;) {
		int most = 0;
		for (int c = 1; c < CL_CODES; c++)
			most = count[c] > count[most] ? c : most;
		if (count[most] == 0)
			return 0;
		if (line(o, cl_code_says((enum cl_code)most), cl_sprintf(a, "%ld", count[most]),
			    cl_code_todo((enum cl_code)most), CL_LOOK_WRAP, err) != 0)
			return -1;
		count[most] = 0;
	}
}

static int summary(struct cl_rejects_out *o, struct cl_err *err)
{
	struct cl_import *im = o->im;
	struct cl_arena *a = &im->run->arena;
	const char *file = cl_input_name(im->input);
	long rows = o->row - 1;
	if (cl_xlsxout_sheet(o->x, CL_BOOK_SUMMARY, err) != 0)
		return -1;
	cl_xlsxout_column(o->x, 1, 36);
	cl_xlsxout_column(o->x, 2, 30);
	cl_xlsxout_column(o->x, 3, 60);
	o->row = 0;
	if (line(o, _("Rows sent back"), NULL, NULL, CL_LOOK_TITLE, err) != 0 ||
		line(o, _("file"), strcmp(file, "-") == 0 ? "stdin" : file, NULL, CL_LOOK_TEXT,
			err) != 0 ||
		line(o, _("rows read"), cl_sprintf(a, "%ld", im->read), NULL, CL_LOOK_TEXT, err) !=
			0 ||
		line(o, _("sent back"), cl_sprintf(a, "%ld", rows), NULL, CL_LOOK_TEXT, err) != 0 ||
		line(o, _("kind of error"), _("how often"), _("what to do"), CL_LOOK_HEAD, err) !=
			0 ||
		kinds(o, err) != 0)
		return -1;
	if (o->comments > COMMENTS && line(o,
					      cl_sprintf(a,
						      _("Only the first %d bad cells bear a "
							"comment; the others are red."),
						      COMMENTS),
					      NULL, NULL, CL_LOOK_WRAP, err) != 0)
		return -1;
	return line(o,
		_("Correct the red cells on the first sheet and send this workbook as it is: this "
		  "sheet and "
		  "the columns 错误说明 and 原文件行号 are not read."),
		NULL, NULL, CL_LOOK_WRAP, err);
}

int cl_rejects_book_close(struct cl_rejects_out *o, struct cl_err *err)
{
	struct cl_xlsx *x = o->x;
	if (summary(o, err) != 0)
		return -1;
	o->x = NULL;
	return cl_xlsxout_close(x, o->fd, err);
}
