/* change: what a department sends again under the same key, compared with what stands, and the
 * change that --update records. */
#ifndef CL_CHANGE_H
#define CL_CHANGE_H
#include "flow/run.h"

#define CL_DIFFER_MAX 64

struct cl_differing { /* the fields in which two records of one key differ */
	int n;
	const char *key[CL_DIFFER_MAX];                      /* wire keys */
	const char *was[CL_DIFFER_MAX], *now[CL_DIFFER_MAX]; /* NULL: absent */
	int natural;        /* values of sealed fields must not be told */
	const char *person; /* nor the name, if it is a person's; else NULL */
};
/* What the department wrote, in two records: 1 where it differs. Strings are borrowed. */
int cl_change_find(const struct cl_flat *was, const struct cl_flat *now, int exact,
	struct cl_arena *a, struct cl_differing *out);
const char *cl_change_label(const char *key);
/* "认定事由: 甲 → 乙；备注: - → 丙", personal values masked or left out. */
const char *cl_change_says(const struct cl_differing *d, struct cl_arena *a);
/* An entry as the department wrote it: as imported, with the changes recorded since, but without
 * what decisions added. *withdrawn: that was decided last. E_KEY where sealed values cannot be
 * opened. */
int cl_change_stored(struct cl_run *run, const struct cl_row_entry *row, struct cl_arena *a,
	struct cl_flat *out, int *withdrawn, struct cl_err *err) CL_CHECKED;
/* Whether the entry may still be changed by its department (before it is decided upon), or taken up
 * again after it was withdrawn: 1; 0 with the clause in *why; -1. */
int cl_change_allowed(struct cl_run *run, int64_t entry, struct cl_arena *a, struct cl_err *why,
	struct cl_err *err) CL_CHECKED;
/* Stores the event "update", or "renew" of a withdrawn entry: the fields that differ, those that
 * went in "unset", the reason. */
int cl_change_store(struct cl_run *run, int64_t batch, int64_t entry, const struct cl_flat *now,
	struct cl_arena *a, struct cl_err *err) CL_CHECKED;
#endif
