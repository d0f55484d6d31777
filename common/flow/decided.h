/* decided: the values of an entry under an identification (cl-identify). */
#ifndef CL_DECIDED_H
#define CL_DECIDED_H
#include "flow/acting.h"

/* now: which value holds, first that exists: stdin, option, stored, standard; then the profile's
 * and the law's defaults. Texts are borrowed or a's. bad: what was given and is none. 0, -1 */
int cl_decided_values(struct cl_acting *x, const struct cl_todo *t, const struct cl_view *v,
	enum cl_act act, struct cl_rec *now, struct cl_arena *a, struct cl_err *bad,
	struct cl_err *err) CL_CHECKED;
/* What the guards of the lifecycle look at, of those values. */
void cl_decided_facts(struct cl_run *run, const struct cl_rec *now, struct cl_facts *f);
/* Sets in body the fields that the decision sets, which hold another value than before. How many.
 */
int cl_decided_changes(const struct cl_rec *was, const struct cl_rec *now, struct cl_flat *body);
#endif
