/* spool: the checked rows of an import, kept in an unlinked file of TMPDIR instead of memory. */
#ifndef CL_SPOOL_H
#define CL_SPOOL_H
#include <stdint.h>
#include "base/arena.h"
#include "base/err.h"
#include "base/flat.h"

struct cl_spool;
struct cl_spool *cl_spool_new(struct cl_err *err); /* NULL: E_IO */
/* Appends one row; *at and *len say where it lies. Of the keys the addresses are kept: they must
 * outlive the spool. */
int cl_spool_add(struct cl_spool *s, const struct cl_flat *f, int64_t *at, uint32_t *len,
	struct cl_err *err) CL_CHECKED;
/* Reads one row back; its strings land in a. Rows in the order they were added read fastest. */
int cl_spool_get(struct cl_spool *s, int64_t at, uint32_t len, struct cl_arena *a,
	struct cl_flat *f, struct cl_err *err) CL_CHECKED;
void cl_spool_free(struct cl_spool *s);
#endif
