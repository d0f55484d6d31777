/* mapping: which column of a department's tables is which field, fixed in a file, so that next
 * month's table comes in as it is (--mapping, --save-mapping). */
#ifndef CL_MAPPING_H
#define CL_MAPPING_H
#include "flow/columns.h"

/* A table with the columns 列名 (header), 字段 (field: key or label; 附加 extra; 忽略 ignore) and
 * 日期顺序 (date_order: dmy or mdy; may be left out). The second column of a header is HEADER#2.
 * Lives in run's arena. E_MAPPING with its line. */
int cl_mapping_read(
	struct cl_run *run, const char *path, struct cl_mapping **m, struct cl_err *err) CL_CHECKED;
/* The row for the nth (from 1) column of this header; NULL: none, or m is NULL. */
struct cl_mapped *cl_mapping_of(struct cl_mapping *m, const char *header, int nth);
/* One warning for each row that was asked for by no column. */
void cl_mapping_unused(struct cl_run *run, const struct cl_mapping *m);
/* What was found, as such a table; never over a file that is there: E_EXISTS. */
int cl_mapping_save(struct cl_run *run, const char *path, const struct cl_columns *c,
	struct cl_err *err) CL_CHECKED;
#endif
