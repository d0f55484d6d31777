/* ole: a compound file (MS-CFB), the outside of .xls: names of its streams, and one of them read.
 */
#ifndef CL_OLE_H
#define CL_OLE_H
#include <stdint.h>
#include "base/buf.h"
#include "base/err.h"

struct cl_ole;
/* fd stays the caller's. E_SHEET: damaged. */
int cl_ole_open(struct cl_ole **o, int fd, const char *file, struct cl_err *err) CL_CHECKED;
int cl_ole_has(const struct cl_ole *o, const char *stream); /* ASCII, whatever its case */
/* A stream of at most max bytes; out is replaced. */
int cl_ole_read(struct cl_ole *o, const char *stream, size_t max, struct cl_buf *out,
	struct cl_err *err) CL_CHECKED;
void cl_ole_close(struct cl_ole *o);
#endif
