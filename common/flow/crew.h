/* crew: the rows of an import are checked side by side, in pieces, and taken in their order. What
 * comes of it is the same as row by row. */
#ifndef CL_CREW_H
#define CL_CREW_H
#include "flow/import.h"

#define CL_LARGE ((size_t)64 << 10) /* bytes for which a second thread is worth its while */
/* take: every row with what was found of it, in order; a is for the row. -1 ends the run. */
typedef int cl_crew_take(
	struct cl_import *im, struct cl_outcome *o, struct cl_arena *a, struct cl_err *err);
int cl_crew_check(struct cl_import *im, cl_crew_take *take, struct cl_err *err) CL_CHECKED;
#endif
