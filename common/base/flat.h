/* flat: a JSON object of strings with its keys in bytewise order, the one shape of event bodies
 * (records(5)). Written once, hashed as stored; what is read back is only what was written here. */
#ifndef CL_FLAT_H
#define CL_FLAT_H
#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

#define CL_FLAT_MAX 560 /* all columns of a table may be extra */

struct cl_flat {
	int n;
	struct cl_pair {
		const char *key, *value; /* UTF-8; borrowed */
	} pair[CL_FLAT_MAX];
};

/* Sets a key; a NULL or empty value removes it: absent and empty are the same. Keys and values are
 * borrowed. */
void cl_flat_set(struct cl_flat *f, const char *key, const char *value);
const char *cl_flat_get(const struct cl_flat *f, const char *key); /* NULL: absent */
/* The value under key, or under its sealed twin key#. */
const char *cl_flat_any(const struct cl_flat *f, const char *key);
/* Appends {"a":"…","b":"…"}. */
void cl_flat_write(const struct cl_flat *f, struct cl_buf *out);
/* Reads exactly that shape; strings land in a. Fails with E_CHAIN: nobody else writes bodies. */
int cl_flat_read(
	const char *json, struct cl_arena *a, struct cl_flat *f, struct cl_err *err) CL_CHECKED;
/* Appends n bytes of s escaped as a JSON string holds them, without quotes. */
void cl_json_text(const char *s, size_t n, struct cl_buf *out);
/* Appends s as a JSON string with its quotes. */
void cl_json_string(const char *s, struct cl_buf *out);
#endif
