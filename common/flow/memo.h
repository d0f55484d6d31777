/* memo: what cells of one column gave lately. A column of departments, fields or grounds says the
 * same few things again and again; they are looked at once. */
#ifndef CL_MEMO_H
#define CL_MEMO_H
#include "base/arena.h"

struct cl_seen {
	const char *value;          /* NULL: the cell says nothing */
	int hold, personal, market; /* as in struct cl_checked */
};
struct cl_memo;
struct cl_memo *cl_memo_new(struct cl_arena *a, int n); /* n of them, in a */
struct cl_memo *cl_memo_of(struct cl_memo *m, int i);
/* Values that the n memos give lie between these addresses, and nothing else does. */
void cl_memo_span(const struct cl_memo *m, int n, const char **from, const char **to);
/* What the n bytes at s gave; NULL: not known. The value stays where it is for as long as the memo.
 */
const struct cl_seen *cl_memo_find(struct cl_memo *m, const char *s, size_t n);
/* Copied; long texts, and columns that hardly repeat, are not kept. */
void cl_memo_keep(struct cl_memo *m, const char *s, size_t n, const struct cl_seen *what);
#endif
