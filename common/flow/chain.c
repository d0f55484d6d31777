#include "flow/chain.h"
#include <stdlib.h>
#include <string.h>

static int same_key(const struct cl_pending *a, const struct cl_pending *b)
{
	return a->subject == b->subject && a->list == b->list && a->department == b->department &&
	       memcmp(a->key, b->key, sizeof a->key) == 0;
}

static size_t hash_of(const struct cl_pending *p)
{
	uint64_t h;
	memcpy(&h, p->key, sizeof h); /* a hash already */
	h ^= (uint64_t)(uint32_t)p->subject * 0x9e3779b97f4a7c15u;
	h += (uint64_t)p->department << 8 | p->list;
	return (size_t)(h ^ h >> 29);
}

/* Most subjects have one row, with which none shares its key: the others alone are entered. */
void cl_chains_make(const struct cl_import *im, struct cl_chains *c)
{
	const struct cl_pending *p = im->p;
	size_t n = (size_t)im->n, cap = 64;
	while (cap < 4 * im->nmore) /* as many again are the first ones of their subjects */
		cap *= 2;
	const size_t slots = cap * sizeof(int32_t), rows = (n + 1) * sizeof(int32_t);
	/* the row of each place, from 1; 0: free */
	int32_t *slot = memset(cl_xlarge(NULL, 0, slots), 0, slots);
	int32_t *last = cl_xlarge(NULL, 0, rows); /* of a first row with others */
	c->shared = 0;
	c->behind = cl_xcalloc(n + 1, 1);
	c->next = memset(cl_xlarge(NULL, 0, rows), 0xff, rows);
	for (size_t i = 0; i < n; i++) {
		c->behind[i] = p[i].fate != CL_FATE_NEW; /* sent back already */
		if (c->behind[i] || !im->more[p[i].subject])
			continue;
		size_t k = hash_of(&p[i]) & (cap - 1);
		while (slot[k] > 0 && !same_key(&p[slot[k] - 1], &p[i]))
			k = (k + 1) & (cap - 1);
		int32_t first = slot[k] - 1;
		if (first < 0) {
			slot[k] = (int32_t)i + 1;
			continue;
		}
		c->next[c->next[first] < 0 ? first : last[first]] = (int32_t)i;
		last[first] = (int32_t)i;
		c->behind[i] = 1;
		c->shared++;
	}
	free(last);
	free(slot);
}

void cl_chains_free(struct cl_chains *c)
{
	free(c->next);
	free(c->behind);
	*c = (struct cl_chains){0};
}
