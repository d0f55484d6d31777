/* select: which entries a run is about: selection options, operands or records on stdin (CLI,
 * "Selections"). */
#ifndef CL_SELECT_H
#define CL_SELECT_H
#include "flow/departments.h"
#include "flow/view.h"

struct cl_filter {
	const char *list, *field, *standard;
	struct cl_department department;
	enum cl_state state; /* CL_S_NONE: any */
};
struct cl_want {
	struct cl_filter filter;
	struct cl_department by; /* of measures and stop notices: who applied them (cl_joint_by) */
	int any;                 /* a selection option was given, or records */
	struct cl_range *range;
	int nrange;
	int nselected;      /* of options; those of records follow */
	int all;            /* no option names entries */
	int named;          /* records do */
	int64_t max;        /* the last entry there is */
	unsigned char *had; /* bits: entries of records */
};
/* Reads the selection options; what they name must be there (E_NOENTRY, E_NOSUBJECT, E_DEPARTMENT,
 * a standard).
 * Inside a transaction. */
int cl_want_read(struct cl_run *run, struct cl_want *w, struct cl_err *err) CL_CHECKED;
/* The same of the options that speak of entries alone: --entry, --subject, --batch, --state,
 * --standard; w->any: one was given. w is zeroed before. */
int cl_want_entries(struct cl_run *run, struct cl_want *w, struct cl_err *err) CL_CHECKED;
int cl_want_given(const struct cl_run *run); /* without a store: is any selection option there? */
/* Records name the entries, too: without options that do no others, and each once. */
void cl_want_named(struct cl_want *w);
void cl_want_add(struct cl_run *run, struct cl_want *w, int64_t entry);
int cl_want_has(const struct cl_want *w, int64_t entry);
int cl_filter_fits(const struct cl_filter *f, const struct cl_view *v);
#endif
