/* xlsxout: a workbook out (libxlsxwriter), sheet after sheet, row after row, in constant memory.
 * Every cell is text, so that no spreadsheet rounds a number of 18 digits. It grows in a temporary
 * file of TMPDIR; nothing reaches the output before the whole of it was read back and found sound.
 * Where the library was not there when this was built, opening is E_USAGE, and only that. */
#ifndef CL_XLSXOUT_H
#define CL_XLSXOUT_H
#include <stdint.h>
#include "base/err.h"

#define CL_BOOK_ROWS 1048576L /* what Excel and WPS open */
/* Sheets of our own workbooks that hold no table: an import passes them over without a word. */
#define CL_BOOK_SUMMARY "汇总"
#define CL_BOOK_NOTES "填表说明"
#define CL_BOOK_CHOICES "_可选值" /* hidden */
#define CL_BOOK_PROPERTY "creditlist-template"
/* The columns in front of rows sent back; an import knows them as its own. */
#define CL_BOOK_ERRORS "错误说明"
#define CL_BOOK_LINE "原文件行号"

enum cl_look {
	CL_LOOK_TEXT,
	CL_LOOK_WRAP, /* several lines */
	CL_LOOK_HEAD,
	CL_LOOK_MUST, /* the head of a column that must be filled */
	CL_LOOK_BAD,
	CL_LOOK_EXAMPLE,
	CL_LOOK_TITLE,
	CL_LOOKS
};

struct cl_xlsx;
/* title: of the document; day: its date of creation, so that the same run gives the same bytes. */
int cl_xlsxout_open(
	struct cl_xlsx **x, const char *title, int32_t day, struct cl_err *err) CL_CHECKED;
/* A property of the document that programs can read. */
int cl_xlsxout_property(
	struct cl_xlsx *x, const char *name, const char *value, struct cl_err *err) CL_CHECKED;
/* The next sheet; what follows goes into it. */
int cl_xlsxout_sheet(struct cl_xlsx *x, const char *name, struct cl_err *err) CL_CHECKED;
/* Places count from 1. Rows must come in order. Text may be NULL or empty: then only the look
 * stands there. E_USAGE: longer than the 32767 characters a cell may have, or more rows than a
 * sheet. */
int cl_xlsxout_cell(struct cl_xlsx *x, long row, int col, const char *text, enum cl_look look,
	struct cl_err *err) CL_CHECKED;
/* A comment on a cell of the present sheet. */
int cl_xlsxout_comment(
	struct cl_xlsx *x, long row, int col, const char *text, struct cl_err *err) CL_CHECKED;
/* Width in characters; the cells of the column are formatted as text, whatever is typed there. */
void cl_xlsxout_column(struct cl_xlsx *x, int col, double width);
void cl_xlsxout_freeze(struct cl_xlsx *x, long rows, int columns);
/* What is shown to who fills in that column from row on; n > 0: a drop-down of rows 1 to n of
 * column from of the sheet CL_BOOK_CHOICES; strict: nothing else is taken. */
struct cl_xlsx_fill {
	const char *title, *hint; /* at most 32 and 255 characters: cut */
	int from, n, strict;
};
int cl_xlsxout_fill(struct cl_xlsx *x, long row, int col, const struct cl_xlsx_fill *fill,
	struct cl_err *err) CL_CHECKED;
void cl_xlsxout_hide(struct cl_xlsx *x); /* the present sheet; never the first */
/* Finishes, reads back and writes to fd. Frees, whatever happens. E_IO, E_OUTPUT. */
int cl_xlsxout_close(struct cl_xlsx *x, int fd, struct cl_err *err) CL_CHECKED;
void cl_xlsxout_drop(struct cl_xlsx *x); /* frees without writing; NULL is nothing */
#endif
