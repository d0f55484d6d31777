/* body: a checked row as the body of its event, kept in the spool until it is stored or shown. */
#ifndef CL_BODY_H
#define CL_BODY_H
#include "flow/check.h"
#include "flow/spool.h"
#include "store/store.h"

/* For the bodies of rows of these columns and defaults; memos: those that the rows' values may come
 * from, n of them. NULL: E_IO */
struct cl_spool *cl_body_spool(const struct cl_columns *c, const struct cl_defaults *d,
	const struct cl_memo *memos, int n, struct cl_err *err);
/* The fields and by what the entry will be found (idents, person_ident, key, market, …), appended
 * to out for cl_spool_add; the department and the key are not in it. For any thread. */
void cl_body_put(const struct cl_spool *s, const struct cl_checked *k, struct cl_arena *a,
	struct cl_buf *out);
/* Where a body lies, and what is not in it. */
struct cl_body_place {
	int64_t at;
	uint32_t len;
	const char *department;   /* as the register has it */
	const unsigned char *key; /* 16 bytes */
};
/* leads: what the store finds its entry by; NULL: not asked for. */
int cl_body_get(struct cl_spool *s, const struct cl_body_place *p, struct cl_arena *a,
	struct cl_flat *f, struct cl_leads *leads, struct cl_err *err) CL_CHECKED;
/* The data fields alone, in a, and whether the entry is held. */
int cl_body_record(struct cl_spool *s, const struct cl_body_place *p, struct cl_arena *a,
	struct cl_rec *out, int *held, struct cl_err *err) CL_CHECKED;
#endif
