/* scan: one pass over all bytes of a file before its text is read. */
#ifndef CL_SCAN_H
#define CL_SCAN_H
#include <stddef.h>

struct cl_scanned {
	size_t size;
	size_t nul; /* where the first NUL is; SIZE_MAX: none */
	size_t bad; /* where the first byte is that is not strict UTF-8; SIZE_MAX: all are */
};
/* wide: UTF-16, of which only the size is told. The halves of a large file are looked at side by
 * side. 0, or -1 with errno */
int cl_scan(int fd, int wide, struct cl_scanned *out);
#endif
