/* records: wire records in, from NDJSON, a JSON array or CSV, all alike (records(5)). */
#ifndef CL_RECORDS_H
#define CL_RECORDS_H
#include "rec/field.h"
#include "rec/rows.h"

struct cl_records;
/* CSV needs a header with the column `entry` (key or label); otherwise E_HEADER. An empty input is
 * an empty stream. */
int cl_records_open(struct cl_records **rs, struct cl_input *in, struct cl_err *err) CL_CHECKED;
/* 1, 0 at the end, -1. Values are trimmed, empty ones NULL, dates and enumerations as written;
 * valid until the next call. bad->code set: this record alone is unusable. */
int cl_records_next(struct cl_records *rs, struct cl_rec *rec, struct cl_pos *pos,
	struct cl_err *bad, struct cl_err *err) CL_CHECKED;
void cl_records_close(struct cl_records *rs);
#endif
