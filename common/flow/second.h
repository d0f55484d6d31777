/* second: rows of an import, read once more. */
#ifndef CL_SECOND_H
#define CL_SECOND_H
#include "flow/import.h"

/* Back to the first data row. */
int cl_second_begin(struct cl_import *im, struct cl_err *err) CL_CHECKED;
/* Data row ordinal, which begins at line (0: not known); *at is the ordinal of the row read last,
 * 0 at first, and never beyond ordinal. 1, 0 where the input has become shorter, -1. */
int cl_second_row(struct cl_import *im, long ordinal, long line, long *at, struct cl_row *row,
	struct cl_err *err) CL_CHECKED;
/* Bodies, into the spool, of the accepted rows that are wanted, a mark for each: what an import
 * that stores and shows nothing (brief) did not make at first. */
int cl_second_bodies(
	struct cl_import *im, const unsigned char *wanted, struct cl_err *err) CL_CHECKED;
#endif
