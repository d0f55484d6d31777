#include "rules/likeness.h"
#include "base/utf8.h"
#include <stdlib.h>
#include <string.h>

static int by_value(const void *x, const void *y)
{
	uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;
	return (a > b) - (a < b);
}

void cl_pairs_of(const char *folded, struct cl_pairs *out)
{
	uint32_t last = 0, cp = 1;
	memset(out->seen, 0, sizeof out->seen);
	out->n = 0;
	while (cp != 0 && out->n < CL_PAIRS) {
		cp = 0;
		if (*folded != '\0')
			folded += cl_utf8_get(folded, &cp);
		uint64_t pair = (uint64_t)last << 32 | cp;
		uint64_t h = pair * 0x9e3779b97f4a7c15u >> 56;
		out->pair[out->n++] = pair;
		out->seen[h >> 6] |= (uint64_t)1 << (h & 63);
		last = cp;
	}
	qsort(out->pair, (size_t)out->n, sizeof *out->pair, by_value);
}

int cl_likeness(const struct cl_pairs *x, const struct cl_pairs *y)
{
	int shared = 0, bits = 0;
	for (int i = 0; i < 4; i++)
		bits += __builtin_popcountll(x->seen[i] & y->seen[i]);
	if (4 * bits < (x->n < y->n ? x->n : y->n))
		return 0; /* less than a quarter in common, whatever the hash hides */
	for (int i = 0, k = 0; i < x->n && k < y->n;) {
		if (x->pair[i] == y->pair[k]) {
			shared++;
			i++;
			k++;
		} else if (x->pair[i] < y->pair[k]) {
			i++;
		} else {
			k++;
		}
	}
	return 200 * shared / (x->n + y->n);
}
