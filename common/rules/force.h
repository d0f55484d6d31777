/* force: when an entry is in force (RECORDS, "In force"), and its entry key. Pure. */
#ifndef CL_FORCE_H
#define CL_FORCE_H
#include <stdint.h>
#include "base/err.h"

struct cl_span {
	int32_t confirmed_on;            /* CL_NODAY: never */
	int32_t valid_from, valid_until; /* valid_until CL_NODAY: no end */
	int32_t exited_on;               /* CL_NODAY: not ended */
	int voided, suspended;
	int review; /* expiry review keeps it in force beyond its last day */
};
/* On day D: confirmed on or before D, valid_from <= D <= valid_until, no ending has exited_on <= D,
 * not voided or suspended. */
int cl_in_force(const struct cl_span *s, int32_t day);

/* The first 16 bytes of SHA-256 over length-prefixed folded source_document, or, where that is
 * NULL, over source_date (as written if incomplete), valid_from, valid_until; NULL counts as empty.
 */
int cl_entry_key(const char *source_document, const char *source_date, const char *valid_from,
	const char *valid_until, unsigned char out[16], struct cl_err *err) CL_CHECKED;
/* The same for many, in two steps: the text, in a buffer of the caller's, and its key. */
struct cl_hasher;
struct cl_buf;
void cl_entry_key_text(const char *source_document, const char *source_date, const char *valid_from,
	const char *valid_until, struct cl_buf *text);
void cl_entry_key_of(struct cl_hasher *sha256, const struct cl_buf *text, unsigned char out[16]);
/* Document numbers with one kind of bracket around the year: 〔〕. Appended. */
void cl_document_normal(const char *s, struct cl_buf *out);
/* 1: nothing in it would be written otherwise. 0: perhaps. */
int cl_document_is_normal(const char *s);
#endif
