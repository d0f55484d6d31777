/* standards: by which rule a department identifies, and which version of it (2.5, 6.2). */
#ifndef CL_STANDARDS_H
#define CL_STANDARDS_H
#include "flow/run.h"

struct cl_standard {
	const char *name; /* "TAX-1@2"; "TAX-1" where its versions are not numbered */
	struct cl_flat body;
};
/* "TAX-1@2" that version; "TAX-1" the newest that holds on day (effective_from), else the newest.
 * 1, 0 where there is none, -1. */
int cl_standard_find(struct cl_run *run, const char *code, int32_t day, struct cl_arena *a,
	struct cl_standard *out, struct cl_err *err) CL_CHECKED;
/* E_USAGE where no version of it is registered but others are, with those that are most like it: an
 * entry's standard always is. NULL: 0. */
int cl_standard_chosen(struct cl_run *run, const char *code, struct cl_err *err) CL_CHECKED;
/* Whether an entry's standard is the one asked for: TAX-1 fits TAX-1@2. */
int cl_standard_fits(const char *want, const char *have);
#endif
