/* memo: what cells of one column gave lately. A column of departments, fields or grounds says the
 * same few things again and again; they are looked at once. */
#ifndef CL_MEMO_H
#define CL_MEMO_H
#include "base/arena.h"

struct cl_seen {
	const char *value; /* NULL: the cell says nothing */
	int hold, market;  /* as in struct cl_checked */
};
struct cl_memo;
struct cl_memo *cl_memo_new(struct cl_arena *a); /* lives in a */
/* What the n bytes at s gave; NULL: not known. The value is good until the next cl_memo_keep. */
const struct cl_seen *cl_memo_find(struct cl_memo *m, const char *s, size_t n);
/* Copied; long texts, and columns that hardly repeat, are not kept. */
void cl_memo_keep(struct cl_memo *m, const char *s, size_t n, const struct cl_seen *what);
#endif
