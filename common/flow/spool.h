/* spool: the checked rows of an import, kept in an unlinked file of TMPDIR instead of memory. */
#ifndef CL_SPOOL_H
#define CL_SPOOL_H
#include <stdint.h>
#include "base/arena.h"
#include "base/err.h"
#include "base/flat.h"

struct cl_spool;
/* n keys (at most CL_SPOOL_KEYS) in bytewise order, borrowed for as long as the spool lives; so are
 * values between the addresses from and to, of which only the place is kept. NULL: E_IO */
#define CL_SPOOL_KEYS 255
struct cl_spool *cl_spool_new(
	const char *const *keys, int n, const char *from, const char *to, struct cl_err *err);
int cl_spool_is_steady(const struct cl_spool *s, const char *value); /* between those */
/* A value that is not kept: whoever reads the row has it. */
extern const char cl_spool_given[];
/* Appends a row as it will lie in the spool to out: a value for each key (NULL or empty: absent).
 * For any thread. */
void cl_spool_put(const struct cl_spool *s, const char *const *values, struct cl_buf *out);
/* Adds rows, of any thread; *at says where the first one lies. */
int cl_spool_add(
	struct cl_spool *s, const char *rows, size_t n, int64_t *at, struct cl_err *err) CL_CHECKED;
/* Reads one row back; its strings land in a. given: by key, those that were not kept. Rows in the
 * order they were added read fastest. */
int cl_spool_get(struct cl_spool *s, int64_t at, uint32_t len, const char *const *given,
	struct cl_arena *a, struct cl_flat *f, struct cl_err *err) CL_CHECKED;
/* The same as a value for each key, NULL where absent. */
int cl_spool_values(struct cl_spool *s, int64_t at, uint32_t len, const char *const *given,
	struct cl_arena *a, const char **values, struct cl_err *err) CL_CHECKED;
void cl_spool_free(struct cl_spool *s);
#endif
