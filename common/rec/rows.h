/* rows: one table, row by row, whether it comes as CSV or TSV (libcsv), as flat JSON objects, or as
 * the rows that cl-sheet prints (records(5), "cl-sheet"). Finding the header is the caller's. */
#ifndef CL_ROWS_H
#define CL_ROWS_H
#include <stdint.h>
#include "rec/input.h"

#define CL_COLUMNS_MAX 500
#define CL_CELL_MAX ((size_t)256 << 10)

struct cl_row {
	struct cl_pos pos; /* file, sheet, physical line or sheet row where the record begins */
	int n;
	const char *cell[CL_COLUMNS_MAX]; /* UTF-8, untrimmed; valid until the next call */
	uint32_t len[CL_COLUMNS_MAX];     /* its bytes */
	struct cl_err bad; /* code set: this row alone is unusable (E_TYPE, E_DUP, E_FIELDS) */
};

struct cl_rows;
int cl_rows_open(struct cl_rows **rows, struct cl_input *in, struct cl_err *err) CL_CHECKED;
/* 1, 0 at the end, -1. Blank lines are passed over. Flat objects begin with a made header row, line
 * 0. */
int cl_rows_next(struct cl_rows *rows, struct cl_row *row, struct cl_err *err) CL_CHECKED;
int cl_rows_are_objects(const struct cl_rows *rows); /* 1 for flat ones, which have no header */
/* ---- rows of cl-sheet ---- */
int cl_rows_are_sheets(const struct cl_rows *rows); /* 1 or 0 */
/* As cl_rows_next, but ends (0) with each sheet; cl_rows_next_sheet goes on to the next one, past
 * what is left of this: 1, 0 where there is none, -1. */
int cl_rows_next_in_sheet(struct cl_rows *rows, struct cl_row *row, struct cl_err *err) CL_CHECKED;
int cl_rows_next_sheet(struct cl_rows *rows, struct cl_err *err) CL_CHECKED;
/* From now on, rewound or not, rows of this file and sheet alone ("": without a name). Copied. */
void cl_rows_only(struct cl_rows *rows, const char *file, const char *sheet);

/* 1 where cl_rows_again and cl_rows_part can be had: lines of text. */
int cl_rows_are_lines(const struct cl_rows *rows);
/* Past the lines before line, unread; between rows, and of lines only. */
int cl_rows_skip(struct cl_rows *rows, long line, struct cl_err *err) CL_CHECKED;
/* A second reader of the same rows, at their beginning, with an input of its own. */
int cl_rows_again(struct cl_rows **out, const struct cl_rows *rows, struct cl_err *err) CL_CHECKED;

/* A reader for parts of these rows, without one so far; only cl_rows_next and _close are for it.
 * cl_rows_take gives it the next part, of some bytes bytes: 1, 0 at the end, -1. */
struct cl_rows *cl_rows_part(const struct cl_rows *rows);
/* All of it, before the first row is taken, which cuts it. */
const char *cl_rows_text(const struct cl_rows *part);
int cl_rows_take(
	struct cl_rows *rows, size_t bytes, struct cl_rows *part, struct cl_err *err) CL_CHECKED;
int cl_rows_rewind(struct cl_rows *rows, struct cl_err *err) CL_CHECKED;
void cl_rows_close(struct cl_rows *rows); /* not the input, but for one of cl_rows_again */
#endif
