/* A row is its values one behind the other. Each begins with the number of its key and a byte: the
 * length, and the text and NUL follow; or LONG, and the length as u32 before them; or STEADY, and
 * as u32 how far behind the first one a value lies that stays where it is; or GIVEN, and nothing.
 */
#include "flow/spool.h"
#include "base/buf.h"
#include "rec/input.h"
#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BLOCK ((size_t)256 << 10)
enum { GIVEN = 253, LONG, STEADY };

struct cl_spool {
	int fd;
	_Atomic int64_t end; /* bytes that were given a place */
	int nkeys;
	const char *from, *to; /* where steady values lie */
	char *window;          /* a piece of the file */
	int64_t at;            /* where it begins in the file */
	size_t n;
};

const char cl_spool_given[] = "?";

struct cl_spool *cl_spool_new(int n, const char *from, const char *to, struct cl_err *err)
{
	int fd = cl_spool_file(err);
	if (fd < 0)
		return NULL;
	struct cl_spool *s = cl_xmalloc(sizeof *s);
	memset(s, 0, sizeof *s);
	s->fd = fd;
	s->nkeys = n;
	s->from = from;
	s->to = to;
	return s;
}

int cl_spool_is_steady(const struct cl_spool *s, const char *value)
{
	return value >= s->from && value < s->to;
}

static void put(const struct cl_spool *s, int key, const char *value, struct cl_buf *out)
{
	int steady = cl_spool_is_steady(s, value), given = value == cl_spool_given;
	size_t n = steady || given ? 0 : strlen(value);
	unsigned char kind = given ? GIVEN : steady ? STEADY : n < GIVEN ? (unsigned char)n : LONG;
	uint32_t word = (uint32_t)(steady ? (size_t)(value - s->from) : n);
	cl_buf_grow(out, 2 + sizeof word + n + 1);
	char *p = out->p + out->n;
	*p++ = (char)key;
	*p++ = (char)kind;
	if (kind >= LONG)
		p = mempcpy(p, &word, sizeof word);
	if (!steady && !given)
		p = mempcpy(p, value, n + 1);
	out->n = (size_t)(p - out->p);
}

void cl_spool_put(const struct cl_spool *s, const char *const *values, struct cl_buf *out)
{
	for (int i = 0; i < s->nkeys; i++)
		if (values[i] != NULL && *values[i] != '\0')
			put(s, i, values[i], out);
}

int cl_spool_add(struct cl_spool *s, const char *rows, size_t n, int64_t *at, struct cl_err *err)
{
	*at = atomic_fetch_add(&s->end, (int64_t)n);
	for (size_t done = 0; done < n;) {
		ssize_t k = pwrite(s->fd, rows + done, n - done, *at + (int64_t)done);
		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return cl_fail_errno(err, CL_E_IO,
				_("the temporary file cannot be written: nothing was stored"));
		done += (size_t)k;
	}
	return 0;
}

/* The window moved so that it holds at .. at+len. */
static int slide(struct cl_spool *s, int64_t at, size_t len, struct cl_err *err)
{
	size_t want = len > BLOCK ? len : BLOCK;
	s->window = cl_xrealloc(s->window, want);
	s->at = at;
	for (s->n = 0; s->n < want;) {
		ssize_t n = pread(s->fd, s->window + s->n, want - s->n, at + (int64_t)s->n);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			break;
		if (n == 0)
			errno = EIO; /* shorter than what was written */
		if (n == 0 && s->n < len)
			break;
		if (n == 0)
			return 0;
		s->n += (size_t)n;
	}
	return s->n >= len ? 0
			   : cl_fail_errno(err, CL_E_IO, _("the temporary file cannot be read"));
}

/* The window over at .. at+len. NULL: E_IO */
static const char *window(struct cl_spool *s, int64_t at, uint32_t len, struct cl_err *err)
{
	if ((at < s->at || at + len > s->at + (int64_t)s->n) && slide(s, at, len, err) != 0)
		return NULL;
	return s->window + (at - s->at);
}

/* The value at p; returns what follows it. */
static const char *next_value(const struct cl_spool *s, const char *p, const char *const *given,
	struct cl_spool_value *out)
{
	unsigned char kind = (unsigned char)p[1];
	uint32_t word = kind;
	out->key = (unsigned char)p[0];
	p += 2;
	if (kind == GIVEN) {
		out->value = given[out->key];
		return p;
	}
	if (kind >= LONG) {
		memcpy(&word, p, sizeof word);
		p += sizeof word;
	}
	if (kind == STEADY) {
		out->value = s->from + word;
		return p;
	}
	out->value = p;
	return p + word + 1;
}

int cl_spool_get(struct cl_spool *s, int64_t at, uint32_t len, const char *const *given,
	struct cl_arena *a, struct cl_spool_value *out, struct cl_err *err)
{
	const char *p = window(s, at, len, err), *end;
	int n = 0;
	if (p == NULL)
		return -1;
	p = cl_strndup(a, p, len);
	for (end = p + len; p < end; n++)
		p = next_value(s, p, given, &out[n]);
	return n;
}

void cl_spool_free(struct cl_spool *s)
{
	if (s == NULL)
		return;
	close(s->fd);
	free(s->window);
	free(s);
}
