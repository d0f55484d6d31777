/* columns: which column of a department's table is which field, and in which order its dates stand.
 */
#ifndef CL_COLUMNS_H
#define CL_COLUMNS_H
#include "flow/run.h"
#include "rec/rows.h"
#include "rules/datecell.h"

struct cl_column {
	enum cl_field field; /* CL_F_NONE: extra, or ignored */
	int ignored;
	const char *header; /* as written, trimmed */
	struct cl_dateproof proof;
	enum cl_dateorder order;
	long incomplete; /* dates without a day */
};
struct cl_columns {
	int n;
	struct cl_column *col;
	struct cl_pos header; /* where the header stands */
	long rows;            /* data rows */
};

/* Finds the header among the first rows, the fields of its columns, and, over all rows, the order
 * of the dates. forced: --date-order, or CL_DO_UNKNOWN. Leaves rows behind the header. E_EMPTY,
 * E_HEADER, E_COLUMN, E_SENSITIVE, E_DATE_ORDER. */
int cl_columns_find(struct cl_run *run, struct cl_rows *rows, enum cl_dateorder forced,
	struct cl_columns *out, struct cl_err *err) CL_CHECKED;
/* Next data row: past header, blank rows and footers. 1/0/-1 */
int cl_columns_next(const struct cl_columns *c, struct cl_rows *rows, struct cl_row *row,
	struct cl_err *err) CL_CHECKED;
#endif
