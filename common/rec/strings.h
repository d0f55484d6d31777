/* strings: the shared strings of a workbook, ready as JSON text, by number. A few megabytes stay in
 * memory, more go to an unlinked file, of which a small cache is held: memory is four bytes a
 * string. */
#ifndef CL_STRINGS_H
#define CL_STRINGS_H
#include <stdint.h>
#include "base/buf.h"
#include "base/err.h"

#define CL_STRINGS_MAX ((size_t)32 << 20)

struct cl_strings;
struct cl_strings *cl_strings_new(int fd); /* fd: the spill file, the caller's */
/* Adds the next string. */
int cl_strings_add(struct cl_strings *s, const char *text, size_t n, struct cl_err *err) CL_CHECKED;
int cl_strings_done(struct cl_strings *s, struct cl_err *err) CL_CHECKED;
size_t cl_strings_count(const struct cl_strings *s);
/* Appends string i (< count). */
int cl_strings_get(
	struct cl_strings *s, size_t i, struct cl_buf *out, struct cl_err *err) CL_CHECKED;
void cl_strings_free(struct cl_strings *s);
#endif
