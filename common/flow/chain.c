#include "flow/chain.h"
#include <stdlib.h>
#include <string.h>

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

/* Rows of one key fall on the same of 64 bits. Of most subjects no two rows do: nothing of them
 * need be chained. */
void cl_chain_note(struct cl_import *im, int32_t row)
{
	struct cl_who *w = &im->who[im->p[row].subject];
	uint64_t bit = UINT64_C(1) << (hash_of(&im->p[row]) >> 58);
	im->before[row] = w->last;
	w->last = row;
	if ((w->keys & bit) != 0 && !w->shares) {
		size_t n = im->nsharing++;
		w->shares = 1;
		if ((n & (n - 1)) == 0)
			im->sharing =
				cl_xrealloc(im->sharing, sizeof *im->sharing * (n > 0 ? 2 * n : 1));
		im->sharing[n] = im->p[row].subject;
	}
	w->keys |= bit;
}

/* The rows of one subject, in their order; their number. */
static size_t rows_of(const struct cl_import *im, int32_t subject, int32_t *out)
{
	size_t n = 0;
	for (int32_t i = im->who[subject].last; i >= 0; i = im->before[i])
		n++;
	size_t at = n;
	for (int32_t i = im->who[subject].last; out != NULL && i >= 0; i = im->before[i])
		out[--at] = i;
	return n;
}

struct place { /* -1: free */
	int32_t first, last;
};

static void enter(const struct cl_import *im, struct cl_chains *c, struct place *place, size_t cap,
	int32_t row)
{
	const struct cl_pending *p = im->p;
	size_t k = (size_t)hash_of(&p[row]) & (cap - 1);
	while (place[k].first >= 0 && !same_key(&p[place[k].first], &p[row]))
		k = (k + 1) & (cap - 1);
	if (place[k].first < 0) {
		place[k].first = row;
	} else {
		c->next[place[k].last] = row;
		c->behind[row] = 1;
		c->shared++;
	}
	place[k].last = row;
}

void cl_chains_make(const struct cl_import *im, struct cl_chains *c)
{
	const size_t n = (size_t)im->n, size = (n + 1) * sizeof *c->next;
	size_t many = 0, cap = 64;
	c->shared = 0;
	c->behind = cl_xcalloc(n + 1, 1);
	c->next = memset(cl_xlarge(NULL, 0, size), 0xff, size);
	for (size_t i = 0; i < n && im->fated[CL_FATE_NEW] < im->n; i++)
		c->behind[i] = im->p[i].fate != CL_FATE_NEW; /* sent back already */
	for (size_t i = 0; i < im->nsharing; i++)
		many += rows_of(im, im->sharing[i], NULL);
	while (cap < 2 * many)
		cap *= 2;
	int32_t *row = cl_xmalloc((many + 1) * sizeof *row);
	struct place *place = cl_xmalloc(cap * sizeof *place);
	memset(place, 0xff, cap * sizeof *place);
	for (size_t i = 0; i < im->nsharing; i++) {
		size_t of = rows_of(im, im->sharing[i], row);
		for (size_t k = 0; k < of; k++)
			if (!c->behind[row[k]])
				enter(im, c, place, cap, row[k]);
	}
	free(place);
	free(row);
}

void cl_chains_free(struct cl_chains *c)
{
	free(c->next);
	free(c->behind);
	*c = (struct cl_chains){0};
}
