/* select: which entries a run is about: selection options, operands or records on stdin (CLI,
 * "Selections"). */
#ifndef CL_SELECT_H
#define CL_SELECT_H
#include "flow/view.h"

struct cl_filter {
	const char *list, *department, *field, *standard;
	enum cl_state state; /* CL_S_NONE: any */
};
struct cl_want {
	struct cl_filter filter;
	int any; /* a selection option was given */
	struct cl_range *range;
	int nrange;
};
/* Reads the selection options; ids are checked (E_NOENTRY, E_NOSUBJECT for what is not there).
 * Inside a transaction. */
int cl_want_read(struct cl_run *run, struct cl_want *w, struct cl_err *err) CL_CHECKED;
int cl_want_given(const struct cl_run *run); /* without a store: is any selection option there? */
int cl_filter_fits(const struct cl_filter *f, const struct cl_view *v);
#endif
