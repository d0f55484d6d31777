#include "base/arena.h"
#include "base/err.h"
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define CHUNK 16384 /* the first one; each later one is twice as large, up to */
#define LARGEST ((size_t)256 << 10)
#define HUGE_PAGE ((size_t)2 << 20)

static void no_memory(void)
{
	/* Not stdio: it may want memory too. An open transaction is rolled back by the next opener.
	 */
	const char *s = _("out of memory: nothing was stored; free memory or split the input\n");
	ssize_t n = write(2, s, strlen(s));
	(void)n;
	_exit(2);
}

void *cl_xmalloc(size_t n)
{
	void *p = malloc(n ? n : 1);
	if (p == NULL)
		no_memory();
	return p;
}

void cl_zero(void *p, size_t n)
{
	memset(p, 0, n);
}

void *cl_xcalloc(size_t n, size_t size)
{
	void *p = calloc(n ? n : 1, size);
	if (p == NULL)
		no_memory();
	return p;
}

void *cl_xrealloc(void *p, size_t n)
{
	p = realloc(p, n ? n : 1);
	if (p == NULL)
		no_memory();
	return p;
}

void *cl_xlarge(void *old, size_t had, size_t n)
{
	if (n < HUGE_PAGE)
		return cl_xrealloc(old, n);
	n = (n + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
	void *p = aligned_alloc(HUGE_PAGE, n);
	if (p == NULL)
		no_memory();
#ifdef MADV_HUGEPAGE
	(void)madvise(p, n, MADV_HUGEPAGE); /* a hint */
#endif
	if (had > 0)
		memcpy(p, old, had);
	free(old);
	return p;
}

static void add_chunk(struct cl_arena *a, struct cl_chunk *c, size_t size)
{
	c->next = a->head;
	c->size = size;
	a->head = c;
	a->used = 0;
}

void cl_arena_more(struct cl_arena *a, size_t n)
{
	size_t size = a->head == NULL ? CHUNK : 2 * a->head->size;
	size = size > LARGEST ? LARGEST : size;
	size = n > size ? n : size;
	add_chunk(a, cl_xmalloc(sizeof(struct cl_chunk) + size), size);
}

void cl_arena_large(struct cl_arena *a, size_t n)
{
	add_chunk(a, cl_xlarge(NULL, 0, sizeof(struct cl_chunk) + n), n);
}

char *cl_strdup(struct cl_arena *a, const char *s)
{
	return s == NULL ? NULL : cl_strndup(a, s, strlen(s));
}

char *cl_sprintf(struct cl_arena *a, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	int n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	char *p = cl_alloc(a, (size_t)(n < 0 ? 0 : n) + 1);
	va_start(ap, fmt);
	vsnprintf(p, (size_t)(n < 0 ? 0 : n) + 1, fmt, ap);
	va_end(ap);
	return p;
}

void cl_arena_reset(struct cl_arena *a)
{
	if (a->head == NULL)
		return;
	for (struct cl_chunk *c = a->head->next, *next; c != NULL; c = next) {
		next = c->next;
		free(c);
	}
	a->head->next = NULL;
	a->used = 0;
}

void cl_arena_free(struct cl_arena *a)
{
	for (struct cl_chunk *c = a->head, *next; c != NULL; c = next) {
		next = c->next;
		free(c);
	}
	a->head = NULL;
	a->used = 0;
}
