#include "flow/chain.h"
#include "base/worker.h"
#include <stdlib.h>
#include <string.h>

#define AHEAD 12   /* rows: by then what is fetched from memory has come */
#define MANY 10000 /* rows for which a second thread is worth its while */

static int same_key(const struct cl_pending *a, const struct cl_pending *b)
{
	return a->subject == b->subject && a->list == b->list && a->department == b->department &&
	       memcmp(a->key, b->key, sizeof a->key) == 0;
}

static uint64_t hash_of(const struct cl_pending *p)
{
	uint64_t h;
	memcpy(&h, p->key, sizeof h); /* a hash already */
	h ^= (uint64_t)(uint32_t)p->subject * 0x9e3779b97f4a7c15u;
	h += (uint64_t)p->department << 8 | p->list;
	return h ^ h >> 29;
}

/* Half of the keys, by a bit of their hash. Most keys stand alone: nothing is sorted, and nothing
 * written down of them. */
struct half {
	const struct cl_import *im;
	struct cl_chains *c;
	uint64_t side;
	size_t shared; /* rows that are not the first of their key */
	int32_t *last; /* by row: the end of the chain that it begins, once that has a second row */
};

static void put(struct half *h, int32_t *slot, size_t k, int32_t i)
{
	int32_t first = slot[k] - 1, *next = h->c->next;
	if (first < 0) {
		slot[k] = i + 1;
		return;
	}
	next[next[first] < 0 ? first : h->last[first]] = i;
	h->last[first] = i;
	h->c->behind[i] = 1;
	h->shared++;
}

static void chain(void *data)
{
	struct half *h = data;
	const struct cl_pending *p = h->im->p;
	size_t n = (size_t)h->im->n, cap = 64;
	while (cap < n)
		cap *= 2;
	int32_t *slot = cl_xmalloc(cap * sizeof *slot); /* the row of each place, from 1; 0: free */
	memset(slot, 0, cap * sizeof *slot);
	for (size_t i = 0; i < n; i++) {
		uint64_t hash = hash_of(&p[i]);
		if (i + AHEAD < n)
			__builtin_prefetch(&slot[hash_of(&p[i + AHEAD]) >> 1 & (cap - 1)], 1);
		if ((hash & 1) != h->side)
			continue;
		if (p[i].fate != CL_FATE_NEW) { /* sent back already */
			h->c->behind[i] = 1;
			continue;
		}
		size_t k = hash >> 1 & (cap - 1);
		while (slot[k] > 0 && !same_key(&p[slot[k] - 1], &p[i]))
			k = (k + 1) & (cap - 1);
		put(h, slot, k, (int32_t)i);
	}
	free(slot);
}

void cl_chains_make(const struct cl_import *im, struct cl_chains *c)
{
	size_t n = (size_t)im->n;
	c->next = cl_xmalloc((n + 1) * sizeof *c->next);
	c->behind = cl_xcalloc(n + 1, 1);
	memset(c->next, 0xff, n * sizeof *c->next);
	int32_t *last = cl_xmalloc((n + 1) * sizeof *last);
	struct half one = {im, c, 0, 0, last}, two = {im, c, 1, 0, last};
	struct cl_worker *w = im->n >= MANY ? cl_worker_new() : cl_worker_none();
	cl_worker_give(w, chain, &two);
	chain(&one);
	cl_worker_free(w);
	c->shared = one.shared + two.shared;
	free(last);
}

void cl_chains_free(struct cl_chains *c)
{
	free(c->next);
	free(c->behind);
	*c = (struct cl_chains){0};
}
