/* buf: a growing byte buffer, always followed by a NUL that does not count. */
#ifndef CL_BUF_H
#define CL_BUF_H
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct cl_buf {
	char *p; /* NULL while empty and never grown */
	size_t n, cap;
};

void cl_buf_move(struct cl_buf *b, size_t more); /* to a larger place */
/* Room for more bytes and a NUL. */
static inline void cl_buf_grow(struct cl_buf *b, size_t more)
{
	if (b->cap - b->n <= more)
		cl_buf_move(b, more);
}
static inline void cl_buf_add(struct cl_buf *b, const void *p, size_t n)
{
	cl_buf_grow(b, n);
	if (n > 0)
		memcpy(b->p + b->n, p, n);
	b->n += n;
	b->p[b->n] = '\0';
}
static inline void cl_buf_str(struct cl_buf *b, const char *s)
{
	cl_buf_add(b, s, strlen(s));
}
static inline void cl_buf_char(struct cl_buf *b, char c)
{
	if (b->n + 1 >= b->cap)
		cl_buf_grow(b, 1);
	b->p[b->n++] = c;
	b->p[b->n] = '\0';
}
void cl_buf_printf(struct cl_buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void cl_buf_reset(struct cl_buf *b); /* n = 0, memory kept */
void cl_buf_free(struct cl_buf *b);
const char *cl_buf_cstr(struct cl_buf *b); /* never NULL */
#endif
