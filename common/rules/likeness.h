/* likeness: how much two folded names resemble each other, by the pairs of characters they share
 * (Dice's coefficient). Pure. */
#ifndef CL_LIKENESS_H
#define CL_LIKENESS_H
#include <stdint.h>

#define CL_PAIRS 128 /* of a name; more are left out */

struct cl_pairs {
	int n;
	uint64_t
		seen[4]; /* one bit per pair, hashed: what cannot resemble is passed over quickly */
	uint64_t pair[CL_PAIRS]; /* sorted, with an end mark on both sides */
};
void cl_pairs_of(const char *folded, struct cl_pairs *out);
/* 0 (nothing shared) to 100 (the same pairs). */
int cl_likeness(const struct cl_pairs *x, const struct cl_pairs *y);
#endif
