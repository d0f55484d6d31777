/* early: the disk begins to write what a large run has written so far, while the run goes on; the
 * syncs at its end find less to wait for. Hints and nothing else: they make nothing durable, and
 * where they fail nobody is told. */
#ifndef CL_EARLY_H
#define CL_EARLY_H

/* What was written to fd goes on its way. */
void cl_early_file(int fd);

/* The same for files that others write, by a thread of its own, every few milliseconds until it is
 * ended. The files need not be there yet; names are copied. Descriptors of them are open for as
 * long as the process lives: with the first one that is closed it would give up all its locks on
 * the file. NULL: nothing is done early. */
struct cl_early;
struct cl_early *cl_early_begin(const char *file, const char *other);
void cl_early_end(struct cl_early *e); /* NULL is nothing */
#endif
