/* book: one spreadsheet as rows of text cells (cl-sheet), whole or not at all: rows are put into an
 * unlinked file while the sheets are read, and written out when all of them were sound. */
#ifndef CL_BOOK_H
#define CL_BOOK_H
#include <stdint.h>
#include "base/arena.h"
#include "base/buf.h"
#include "rec/rows.h"

#define CL_SHEET_ROWS_MAX 1048576L
#define CL_ROW_MAX (CL_LINE_MAX - 8192) /* the line cl-import reads holds names too */

struct cl_merge {
	long row1, row2;
	int col1, col2; /* from 1 */
};
struct cl_sheet {
	const char *name; /* NULL: text */
	int hidden, read;
	int unknown;      /* a chart or macro sheet: no rows */
	long rows;        /* rows with a filled cell */
	int columns;      /* the widest of them */
	int64_t from, to; /* place in the row file */
	struct cl_merge *merge;
	int nmerge;
};
struct cl_book {
	const char *file; /* as errors name it */
	struct cl_input *in;
	struct cl_arena arena;
	int strings_fd, rows_fd;
	struct cl_sheet *sheet;
	int nsheet;
	int stale; /* formulas that ask to be computed anew */
	/* the row being put together */
	struct cl_buf text;
	uint32_t at[CL_COLUMNS_MAX], len[CL_COLUMNS_MAX]; /* of a cell's JSON text; len 0: empty */
	int ncell;
	/* rows of the sheet being read */
	struct cl_sheet *now;
	struct cl_buf out;
	int64_t written;
	long last_row;
};

/* Opens input and temporary files, and whatever else needs the file system: afterwards the process
 * may give it up. path "-" is standard input. */
int cl_book_open(struct cl_book **b, const char *path, struct cl_err *err) CL_CHECKED;
/* Recognises and reads. wanted: sheets by name or number joined by ;, NULL: all that are visible.
 * E_KIND what is no table and what to do; E_SHEET damage and limits, with sheet and cell; E_CHOICE.
 */
int cl_book_read(struct cl_book *b, const char *wanted, struct cl_err *err) CL_CHECKED;
/* Writes heads and rows as records(5) says. */
int cl_book_write(struct cl_book *b, int fd, struct cl_err *err) CL_CHECKED;
void cl_book_close(struct cl_book *b);
/* Versions of the libraries behind, as "libzip 1.7.3, expat 2.5.0". */
const char *cl_book_libraries(struct cl_arena *a);

/* ---- between the readers of one kind and book.c ---- */
int cl_xlsx_read(struct cl_book *b, const char *wanted, struct cl_err *err) CL_CHECKED;
int cl_xls_read(struct cl_book *b, const char *wanted, struct cl_err *err) CL_CHECKED;
/* Sets read of each sheet. */
int cl_book_choose(struct cl_book *b, const char *wanted, struct cl_err *err) CL_CHECKED;
void cl_book_begin(struct cl_book *b, struct cl_sheet *s);
/* b->text from byte from on is the JSON text (no quotes) of cell col (from 1); empty: none. */
int cl_book_cell(
	struct cl_book *b, const struct cl_pos *pos, size_t from, struct cl_err *err) CL_CHECKED;
int cl_book_row(struct cl_book *b, const struct cl_pos *pos, struct cl_err *err) CL_CHECKED;
int cl_book_end(struct cl_book *b, struct cl_err *err) CL_CHECKED;
/* _x000D_ and its like (ECMA-376 22.9.2.19) in place; the new length. _x0000_ stays as it is. */
size_t cl_book_unescape(char *s, size_t n);
#endif
