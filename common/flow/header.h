/* header: which of the first rows of a department's table is its header, and what its columns are.
 */
#ifndef CL_HEADER_H
#define CL_HEADER_H
#include "flow/columns.h"

/* The best row among the first, or two rows of which the lower one goes on with the upper one, by
 * what is known of their cells; then the field of each column, by c->mapping, else by its name. In
 * a workbook the sheet is chosen by the same. Leaves rows behind the header. E_EMPTY, E_HEADER,
 * E_COLUMN, E_SENSITIVE, E_DRYRUN, E_CHOICE, and E_SECRET where a mark stands above it.
 * With E_HEADER c holds the widest row, no column of it known. */
int cl_header_find(struct cl_run *run, struct cl_rows *rows, struct cl_columns *c,
	struct cl_err *err) CL_CHECKED;
/* Back to behind the header. */
int cl_header_rewind(
	struct cl_rows *rows, const struct cl_columns *c, struct cl_err *err) CL_CHECKED;
/* Whether one of n cells bears a secrecy mark (2.3). */
int cl_header_marked(const char *const *cell, int n);
/* -1; an error about a whole file names it. */
int cl_header_of(const char *file, struct cl_err *err);
/* -1, E_SECRET: the mark is the whole table's. */
int cl_header_secret(const struct cl_pos *pos, struct cl_err *err);
#endif
