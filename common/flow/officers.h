/* officers: who runs this and what that user may do; the officers a department has designated,
 * their duties and terms (2.5, 6.1; share/roles.csv). */
#ifndef CL_OFFICERS_H
#define CL_OFFICERS_H
#include "flow/run.h"

/* Finds the posts of the user who runs this, those whose term holds today, and refuses (E_ROLE) a
 * user without any, or whose roles may not run this program at all. */
int cl_officers_know(struct cl_run *run, struct cl_err *err) CL_CHECKED;
/* Whether this run may act on department's matter: 1, 0, -1. *recorded_for is the department where
 * its own decision is recorded for it (代录). A department that took over (succeeded_by) counts. */
int cl_officers_may(struct cl_run *run, const char *department, const char **recorded_for,
	struct cl_err *err) CL_CHECKED;
/* The words for what cl_officers_may refuses: E_ROLE. */
void cl_officers_refuse(struct cl_run *run, const char *department, struct cl_err *bad);
/* The row of share/roles.csv that this run is: "cl-exit:expired". */
const char *cl_officers_command(const struct cl_run *run);
/* Whether the named officer (NULL: nobody is named) is one of department, or of the one that took
 * it over, for what this run does, on that day: 1; 0 and *bad says why not; -1. A department that
 * registered nobody may name anybody, or nobody. */
int cl_officer_named(struct cl_run *run, const char *department, const char *name, int32_t day,
	struct cl_err *bad, struct cl_err *err) CL_CHECKED;
/* 1 where department has registered officers of its own. */
int cl_officers_registered(
	struct cl_run *run, const char *department, struct cl_err *err) CL_CHECKED;
#endif
