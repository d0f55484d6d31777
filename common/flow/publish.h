/* publish: the public list, switched in by one rename (PUBLICATION; cl-publish). */
#ifndef CL_PUBLISH_H
#define CL_PUBLISH_H
#include "flow/view.h"
int cl_publish_run(struct cl_run *run);
int cl_released_run(struct cl_run *run, const char *channel); /* --released: exit status */
/* Ascending entry numbers as "1-5;9"; first and last are 0 before, and id -1 writes the last one.
 */
void cl_range_add(struct cl_buf *b, int64_t *first, int64_t *last, int64_t id);

/* ---- what may leave the store (allow-list) ---- */
/* 1 when the entry is public on the business date. */
int cl_public(struct cl_run *run, const struct cl_view *v, struct cl_err *err) CL_CHECKED;
/* The public columns of a record, masked; everything else absent. */
void cl_public_record(
	const struct cl_view *v, const struct cl_rec *full, struct cl_arena *a, struct cl_rec *out);
extern const enum cl_field cl_public_columns[];
extern const int cl_public_ncolumns;
#endif
