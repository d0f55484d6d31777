/* ics: deadlines as a calendar (RFC 5545). */
#ifndef CL_ICS_H
#define CL_ICS_H
#include "base/buf.h"

void cl_ics_begin(struct cl_buf *b);
/* An all-day event on an ISO day. uid is stable; stamp is the ISO day on which it arose. */
void cl_ics_event(struct cl_buf *b, const char *uid, const char *stamp, const char *day,
	const char *summary, const char *description);
void cl_ics_end(struct cl_buf *b);
#endif
