/* idcheck: the identifiers of one row, looked at together: checked, normalised, compared with each
 * other; what they say of the subject's kind; by what it will be found. */
#ifndef CL_IDCHECK_H
#define CL_IDCHECK_H
#include "flow/check.h"

void cl_idcheck(struct cl_run *run, struct cl_checked *k, struct cl_columns *c,
	const struct cl_row *row, struct cl_arena *a);
/* Name and kind of an error for a set of CL_IDF_ faults. */
enum cl_code cl_id_code(unsigned faults);
#endif
