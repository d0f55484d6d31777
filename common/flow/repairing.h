/* repairing: what the application (repair.c) and the steps after it (repairstep.c) of cl-repair
 * share. */
#ifndef CL_REPAIRING_H
#define CL_REPAIRING_H
#include "flow/proceeding.h"

#define CL_REPAIR_CLAUSE "5.3"

/* What one run works with for one entry. */
struct cl_repair {
	struct cl_acting *x;
	const struct cl_todo *t;
	struct cl_view *v;
	struct cl_arena *a;
	struct cl_proceeding p;
	const char *recorded_for;
	struct cl_err *err;
};
/* The step was taken before: shown. CL_UNCHANGED */
int cl_repair_unchanged(struct cl_repair *w, const char *step);
/* Both: told. CL_PASSED */
int cl_repair_refuse(struct cl_repair *w, enum cl_code code, const char *clause, const char *text);
int cl_repair_lacking(struct cl_repair *w, const char *what, const char *clause);
/* What any step may tell. 0, or -1 with bad. */
int cl_repair_facts(struct cl_repair *w, struct cl_flat *body, struct cl_err *bad);

/* The steps. Each: CL_DONE, CL_UNCHANGED, CL_PASSED (told), -1. */
int cl_repair_missing(struct cl_repair *w);
int cl_repair_supplied(struct cl_repair *w);
int cl_repair_accept(struct cl_repair *w);
int cl_repair_not_accept(struct cl_repair *w);
int cl_repair_decide(struct cl_repair *w);
#endif
