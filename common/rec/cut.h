/* cut: where a text can be cut so that no record of CSV is. Pure. */
#ifndef CL_CUT_H
#define CL_CUT_H
#include <stddef.h>

/* Bytes of the text that are whole records, each with its line end: up to the last line end behind
 * which no quote is open. More text may follow, so a \r at the end ends nothing yet. 0: none is
 * whole so far. Where a quote stands inside a cell that is not quoted, the record in which it
 * stands is among those that are given out first: it is an error, and found there. */
size_t cl_cut_whole(const char *s, size_t n);
#endif
