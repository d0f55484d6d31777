/* arena: memory freed all at once; one per record and one per run. */
#ifndef CL_ARENA_H
#define CL_ARENA_H
#include <stddef.h>

struct cl_arena {
	struct cl_chunk *head; /* newest chunk */
	size_t used;
};

void *cl_alloc(struct cl_arena *a,
	size_t n); /* zeroed, aligned for any type; ends the process (exit 2) when memory is out */
char *cl_strdup(struct cl_arena *a, const char *s);            /* NULL stays NULL */
char *cl_strndup(struct cl_arena *a, const char *s, size_t n); /* adds the NUL */
char *cl_sprintf(struct cl_arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void cl_arena_reset(struct cl_arena *a); /* forget all, keep one chunk */
void cl_arena_free(struct cl_arena *a);

/* malloc that ends the process with E_MEMORY and exit 2: nothing is half done, since stores roll
 * back. */
void *cl_xmalloc(size_t n);
void *cl_xrealloc(void *p, size_t n);
#endif
