/* departments: the register of departments, by name or short name (2.5). */
#ifndef CL_DEPARTMENTS_H
#define CL_DEPARTMENTS_H
#include "flow/run.h"

/* What a word means, everywhere: a registered name, a registered short name, the name of one that
 * an import entered as 未登记; blanks, case and width are not looked at. 1 and that name, 0 where
 * nobody is called so, -1; E_DEPARTMENT: it is the short name of two. Outside or inside a
 * transaction. */
int cl_department_find(
	struct cl_run *run, const char *written, const char **name, struct cl_err *err) CL_CHECKED;
/* Whether imports entered the registered department name as 未登记 under its short name, before it
 * was registered: 1 and that name, 0, -1. */
int cl_department_former(
	struct cl_run *run, const char *name, const char **former, struct cl_err *err) CL_CHECKED;
/* 1 when the register holds more than what cl-init ships and what imports entered as 未登记. */
int cl_departments_filled(struct cl_run *run, struct cl_err *err) CL_CHECKED;
/* W_SHORT_NAME for each short name that two departments bear. Reads the register as it is now. */
int cl_departments_ambiguous(struct cl_run *run, struct cl_err *err) CL_CHECKED;
/* A department as a selection names it, by its name or short name; entries that bear the very word
 * that was written, or the short name from before it was registered, belong to it, too. */
struct cl_department {
	const char *name, *written; /* NULL: every one */
	const char *full, *as;      /* the same two, folded */
};
/* 1 what the register means by it, or written NULL: every one; 0 the word itself, -1. */
int cl_department_meant(struct cl_run *run, const char *written, struct cl_department *out,
	struct cl_err *err) CL_CHECKED;
/* The same of entries. Where neither the register nor an entry knows it: E_DEPARTMENT, or, as long
 * as the register holds only what was shipped or entered by imports, nothing is selected, which is
 * said. */
int cl_department_chosen(struct cl_run *run, const char *written, struct cl_department *out,
	struct cl_err *err) CL_CHECKED;
int cl_department_is(const struct cl_department *d, const char *have);
/* What nobody bears: E_DEPARTMENT; 0 as long as the register is not filled. */
int cl_department_nowhere(struct cl_run *run, const char *written, struct cl_err *err) CL_CHECKED;
/* E_DEPARTMENT with the nearest names; returns -1. enters: --new-department would take it. */
int cl_department_unknown(struct cl_run *run, const char *written, int enters, struct cl_err *err);
#endif
