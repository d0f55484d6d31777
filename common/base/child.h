/* child: another program run with nothing of ours but three descriptors, under the limits of
 * guard.h. */
#ifndef CL_CHILD_H
#define CL_CHILD_H
#include "base/buf.h"
#include "base/err.h"

struct cl_child {
	const char *program; /* path */
	char *const *argv, *const *env;
	int in, out;        /* its standard input and output */
	size_t listen;      /* bytes of its standard error that are kept */
	struct cl_buf said; /* those */
	int status;         /* exit status, 127: not started; -1: ended by a signal */
	int signal;         /* which */
};

/* Runs it to its end. All other descriptors are closed in it. */
int cl_child_run(struct cl_child *c, struct cl_err *err) CL_CHECKED;
#endif
