/* body: a checked row as the body of its event, kept in the spool until it is stored or shown. */
#ifndef CL_BODY_H
#define CL_BODY_H
#include "flow/check.h"
#include "flow/spool.h"

/* For the bodies of rows of these columns and defaults. NULL: E_IO */
struct cl_spool *cl_body_spool(
	const struct cl_columns *c, const struct cl_defaults *d, struct cl_err *err);
/* The fields and by what the entry will be found (idents, person_ident, key, market, …), appended
 * to out for cl_spool_add. steadily: see cl_spool_put. */
void cl_body_put(struct cl_spool *s, const struct cl_checked *k, int steadily, struct cl_arena *a,
	struct cl_buf *out);
/* The data fields alone, in a, and whether the entry is held. */
int cl_body_record(struct cl_spool *s, int64_t at, uint32_t len, struct cl_arena *a,
	struct cl_rec *out, int *held, struct cl_err *err) CL_CHECKED;
#endif
