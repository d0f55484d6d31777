/* order: sorting millions of rows by a number that stands for the beginning of their key. */
#ifndef CL_STORE_ORDER_H
#define CL_STORE_ORDER_H
#include <stddef.h>
#include <stdint.h>

struct cl_item {
	uint64_t first; /* the beginning of the key, as a number that sorts like it */
	int64_t at;     /* where the rest is */
};
struct cl_ordered {
	struct cl_item *item;
	size_t n, cap;
};
typedef int cl_order_by(const void *x, const void *y, void *data); /* of struct cl_item */

void cl_ordered_add(struct cl_ordered *o, uint64_t first, int64_t at);
/* Sorted by first, and by rest (NULL: not further) where first is equal; rows that are then equal
 * keep their order. */
void cl_ordered_sort(struct cl_ordered *o, cl_order_by *rest, void *data);
/* Of rows that rest calls equal the first stays. */
void cl_ordered_unique(struct cl_ordered *o, cl_order_by *rest, void *data);
void cl_ordered_free(struct cl_ordered *o);
/* Numbers in the order of their signs. */
uint64_t cl_order_of_number(int64_t v);
/* The first ten characters of an identifier, in the order of strcmp; equal numbers say nothing. */
uint64_t cl_order_of(const char *s);
#endif
