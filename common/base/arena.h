/* arena: memory freed all at once; one per record and one per run. */
#ifndef CL_ARENA_H
#define CL_ARENA_H
#include <stddef.h>
#include <string.h>

struct cl_chunk {
	struct cl_chunk *next;
	size_t size;
	max_align_t data[];
};
struct cl_arena {
	struct cl_chunk *head; /* newest chunk */
	size_t used;
};

void cl_arena_more(struct cl_arena *a, size_t n); /* a chunk with room for n */
/* Before anything is in it: one chunk for about n bytes, by cl_xlarge. */
void cl_arena_large(struct cl_arena *a, size_t n);
/* Not zeroed; the following are made of it. All are aligned for any type, and all end the process
 * (exit 2) when memory is out. */
static inline void *cl_arena_take(struct cl_arena *a, size_t n)
{
	const size_t align = _Alignof(max_align_t);
	n = (n + align - 1) / align * align;
	if (a->head == NULL || a->head->size - a->used < n)
		cl_arena_more(a, n);
	void *p = (char *)a->head->data + a->used;
	a->used += n;
	return p;
}
static inline void *cl_alloc(struct cl_arena *a, size_t n) /* zeroed */
{
	return memset(cl_arena_take(a, n), 0, n);
}
static inline char *cl_strndup(struct cl_arena *a, const char *s, size_t n) /* adds the NUL */
{
	char *p = cl_arena_take(a, n + 1);
	memcpy(p, s, n);
	p[n] = '\0';
	return p;
}
char *cl_strdup(struct cl_arena *a, const char *s); /* NULL stays NULL */
char *cl_sprintf(struct cl_arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void cl_arena_reset(struct cl_arena *a); /* forget all, keep one chunk */
void cl_arena_free(struct cl_arena *a);

/* malloc that ends the process with E_MEMORY and exit 2: nothing is half done, since stores roll
 * back. */
void *cl_xmalloc(size_t n);
void cl_zero(void *p, size_t n); /* for what is large: no code for a known size is as quick */
void *cl_xcalloc(size_t n, size_t size); /* n zeroed ones of size bytes */
void *cl_xrealloc(void *p, size_t n);
/* The same for what comes by the million: the system is asked for large pages, of which fewer need
 * be made and found. had bytes of old (NULL: none) are carried over, and old is freed. */
void *cl_xlarge(void *old, size_t had, size_t n);
#endif
