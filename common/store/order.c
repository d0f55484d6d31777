#include "store/order.h"
#include "base/arena.h"
#include <stdlib.h>
#include <string.h>

uint64_t cl_order_of_number(int64_t v)
{
	return (uint64_t)v ^ (uint64_t)1 << 63;
}

void cl_ordered_add(struct cl_ordered *o, uint64_t first, int64_t at)
{
	if (o->n == o->cap) {
		o->cap = o->cap != 0 ? o->cap + o->cap / 2 : 256;
		o->item = cl_xrealloc(o->item, o->cap * sizeof *o->item);
	}
	o->item[o->n++] = (struct cl_item){first, at};
}

/* One byte of all items, stable. */
static void scatter(
	const struct cl_item *from, struct cl_item *to, size_t n, int byte, const size_t count[256])
{
	size_t place[256], at = 0;
	for (int i = 0; i < 256; i++) {
		place[i] = at;
		at += count[i];
	}
	for (size_t i = 0; i < n; i++)
		to[place[from[i].first >> 8 * byte & 255]++] = from[i];
}

/* Bytes that are the same everywhere are passed over: ids need three of eight. */
static void radix(struct cl_ordered *o)
{
	size_t count[8][256] = {{0}}, n = o->n;
	struct cl_item *spare = cl_xmalloc(n * sizeof *spare), *from = o->item, *to = spare;
	for (size_t i = 0; i < n; i++)
		for (int k = 0; k < 8; k++)
			count[k][from[i].first >> 8 * k & 255]++;
	for (int k = 0; k < 8; k++) {
		if (count[k][from[0].first >> 8 * k & 255] == n)
			continue;
		scatter(from, to, n, k, count[k]);
		struct cl_item *last = from;
		from = to;
		to = last;
	}
	free(to);
	if (from == spare)
		o->cap = n;
	o->item = from;
}

void cl_ordered_sort(struct cl_ordered *o, cl_order_by *rest, void *data)
{
	if (o->n < 2)
		return;
	radix(o);
	for (size_t i = 0, j; rest != NULL && i < o->n; i = j) {
		for (j = i + 1; j < o->n && o->item[j].first == o->item[i].first;)
			j++;
		if (j - i > 1)
			qsort_r(o->item + i, j - i, sizeof *o->item, rest, data);
	}
}

void cl_ordered_unique(struct cl_ordered *o, cl_order_by *rest, void *data)
{
	size_t n = 0;
	for (size_t i = 0; i < o->n; i++)
		if (n == 0 || o->item[i].first != o->item[n - 1].first ||
			rest(&o->item[i], &o->item[n - 1], data) != 0)
			o->item[n++] = o->item[i];
	o->n = n;
}

void cl_ordered_free(struct cl_ordered *o)
{
	free(o->item);
	*o = (struct cl_ordered){0};
}

/* Six bits a character: digits and letters are told apart, what lies between them ends the number,
 * so that rest decides. */
static unsigned code_of_end(unsigned c)
{
	return c < '0' ? 0 : c < 'A' ? 11 : c < 'a' ? 38 : 63;
}

uint64_t cl_order_of(const char *s)
{
	uint64_t v = 0;
	for (int i = 0; i < 10; i++) {
		unsigned c = (unsigned char)s[i]; /* no branches: digits and letters take turns */
		unsigned known = (c - '0' < 10u) | (c - 'A' < 26u) | (c - 'a' < 24u);
		if (!known)
			return (v << 6 | code_of_end(c)) << 6 * (9 - i);
		v = v << 6 | (c - '0' + 1 - 6u * (c >= 'A') - 5u * (c >= 'a'));
	}
	return v;
}
