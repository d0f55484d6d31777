/* objection: what the filing (object.c) and the answer (answer.c) of cl-object share. */
#ifndef CL_OBJECTION_H
#define CL_OBJECTION_H
#include "flow/proceeding.h"

/* The clause of the list the entry is on. */
const char *cl_objection_clause(const struct cl_view *v);
/* CL_PASSED: told, or of many entries passed over; clause may be empty. */
int cl_objection_refuse(struct cl_acting *x, const struct cl_todo *t, const struct cl_view *v,
	const char *clause, struct cl_arena *a);
/* Each: CL_DONE, CL_UNCHANGED, CL_PASSED (told), -1. number: which objection; NULL: the one that is
 * named, or the only open one. */
int cl_answer_one(struct cl_acting *x, const struct cl_todo *t, struct cl_view *v,
	const char *number, struct cl_arena *a, struct cl_err *err) CL_CHECKED;
int cl_answer_extend(struct cl_acting *x, const struct cl_todo *t, struct cl_view *v,
	struct cl_arena *a, struct cl_err *err) CL_CHECKED;
#endif
