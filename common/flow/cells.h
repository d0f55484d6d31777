/* cells: the cells of one row into the fields of its record, each by what its column is. */
#ifndef CL_CELLS_H
#define CL_CELLS_H
#include "base/flat.h"
#include "flow/check.h"

/* What no field is for goes into extra; written: source date, first and last day as they were
 * written, where they lack a day. Identifiers are taken as they are (idcheck.h). */
void cl_cells_take(struct cl_run *run, struct cl_checker *ck, const struct cl_row *row,
	struct cl_arena *a, struct cl_checked *k, struct cl_flat *extra, const char **written);
/* Free text may hold a person's number; then it is sealed and held back (rule 11). */
int cl_cells_free_text(enum cl_field f);
#endif
