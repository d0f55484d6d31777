/* spool: the checked rows of an import, kept in an unlinked file of TMPDIR instead of memory. */
#ifndef CL_SPOOL_H
#define CL_SPOOL_H
#include <stdint.h>
#include "base/arena.h"
#include "base/err.h"
#include "base/buf.h"

struct cl_spool;
/* For values under n keys, at most CL_SPOOL_KEYS. Of values between the addresses from and to,
 * which live as long as the spool, only the place is kept. NULL: E_IO */
#define CL_SPOOL_KEYS 255
struct cl_spool *cl_spool_new(int n, const char *from, const char *to, struct cl_err *err);
int cl_spool_is_steady(const struct cl_spool *s, const char *value); /* between those */
/* A value that is not kept: whoever reads the row has it. */
extern const char cl_spool_given[];
/* Appends a row as it will lie in the spool to out: a value for each key (NULL or empty: absent).
 * For any thread. */
void cl_spool_put(const struct cl_spool *s, const char *const *values, struct cl_buf *out);
/* Adds rows, of any thread; *at says where the first one lies. */
int cl_spool_add(
	struct cl_spool *s, const char *rows, size_t n, int64_t *at, struct cl_err *err) CL_CHECKED;
struct cl_spool_value {
	int key; /* its number */
	const char *value;
};
/* Reads one row back: its values, at most one for each key, in the order of the keys; those that
 * are kept land in a. given: by key, those that were not kept. Rows in the order they were added
 * read fastest. Returns how many; -1: E_IO */
int cl_spool_get(struct cl_spool *s, int64_t at, uint32_t len, const char *const *given,
	struct cl_arena *a, struct cl_spool_value *out, struct cl_err *err) CL_CHECKED;
void cl_spool_free(struct cl_spool *s);
#endif
