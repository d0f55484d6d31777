/* profile: a set of parameters (rules/policy.h) out of share/policy or a county's own file, and the
 * one that holds in a database. */
#ifndef CL_PROFILE_H
#define CL_PROFILE_H
#include "flow/run.h"

/* A shipped profile by its name, or a file with the columns name, value, clause, note; a row "base"
 * names the profile that gives what the file leaves out. Every line that is wrong is told with its
 * place; then E_POLICY. Whole: each parameter of share/parameters.csv once. Lives in run's arena.
 */
int cl_profile_read(
	struct cl_run *run, const char *name, struct cl_policy *out, struct cl_err *err) CL_CHECKED;
/* Events that set the parameters that differ from those of the database, each told; *changed counts
 * them. Inside a write transaction. */
int cl_profile_put(struct cl_run *run, const struct cl_policy *p, int tell, int *changed,
	struct cl_err *err) CL_CHECKED;
/* The database's own into run->policy: what came after it was made is the shipped profile's. The
 * lists are called as it says. */
int cl_profile_load(struct cl_run *run, struct cl_err *err) CL_CHECKED;
/* cl-init --profile on a database that is there: exit status. */
int cl_profile_apply(struct cl_run *run, const char *name);
#endif
