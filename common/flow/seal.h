/* seal: which values of an event body are sealed (RECORDS, "Keys and sealing"). */
#ifndef CL_SEAL_H
#define CL_SEAL_H
#include "base/flat.h"

/* Puts a # behind the keys that must be sealed: for natural persons the fields so marked, for
 * everybody what holds a personal number or telephone. */
void cl_seal_keys(struct cl_flat *f, int natural, struct cl_arena *a);
#endif
