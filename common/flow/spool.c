/* A row is its values one behind the other. Each begins with the number of its key and a byte: the
 * length, and the text and NUL follow; or LONG, and the length as u32 before them; or STEADY, and
 * as u32 the number of a value that stays where it is. */
#include "flow/spool.h"
#include "base/buf.h"
#include "rec/input.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BLOCK ((size_t)256 << 10)
#define LONG 254
#define STEADY 255
#define PLACES 8192 /* of steady values; at most half are taken */

struct cl_spool {
	int fd;
	int64_t written; /* bytes in the file; behind them comes out */
	struct cl_buf out;
	int nkeys;
	const char *const *key;
	const char *from, *to; /* where steady values lie */
	uint32_t nsteady;
	const char *steady[PLACES / 2];
	uint32_t place[PLACES]; /* number + 1 of a steady value; 0: free */
	char *window;           /* a piece of the file */
	int64_t at;             /* where it begins in the file */
	size_t n;
};

struct cl_spool *cl_spool_new(
	const char *const *keys, int n, const char *from, const char *to, struct cl_err *err)
{
	int fd = cl_spool_file(err);
	if (fd < 0)
		return NULL;
	struct cl_spool *s = cl_xmalloc(sizeof *s);
	memset(s, 0, sizeof *s);
	s->fd = fd;
	s->key = keys;
	s->nkeys = n;
	s->from = from;
	s->to = to;
	return s;
}

static int flush(struct cl_spool *s, struct cl_err *err)
{
	for (size_t done = 0; done < s->out.n;) {
		ssize_t n = pwrite(s->fd, s->out.p + done, s->out.n - done, s->written);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return cl_fail_errno(err, CL_E_IO,
				_("the temporary file cannot be written: nothing was stored"));
		done += (size_t)n;
		s->written += n;
	}
	cl_buf_reset(&s->out);
	return 0;
}

/* The number of a steady value, by its address; -1: there are too many. */
static int64_t steady_number(struct cl_spool *s, const char *value)
{
	size_t i = ((uintptr_t)value * 0x9e3779b97f4a7c15u >> 40) % PLACES;
	while (s->place[i] != 0 && s->steady[s->place[i] - 1] != value)
		i = (i + 1) % PLACES;
	if (s->place[i] == 0) {
		if (s->nsteady == PLACES / 2)
			return -1;
		s->steady[s->nsteady] = value;
		s->place[i] = ++s->nsteady;
	}
	return s->place[i] - 1;
}

static void put(struct cl_spool *s, int key, const char *value, int steadily, struct cl_buf *out)
{
	int64_t steady =
		steadily && value >= s->from && value < s->to ? steady_number(s, value) : -1;
	size_t n = steady < 0 ? strlen(value) : 0;
	unsigned char kind = steady >= 0 ? STEADY : n < LONG ? (unsigned char)n : LONG;
	uint32_t word = steady >= 0 ? (uint32_t)steady : (uint32_t)n;
	cl_buf_grow(out, 2 + sizeof word + n + 1);
	char *p = out->p + out->n;
	*p++ = (char)key;
	*p++ = (char)kind;
	if (kind >= LONG)
		p = mempcpy(p, &word, sizeof word);
	if (steady < 0)
		p = mempcpy(p, value, n + 1);
	out->n = (size_t)(p - out->p);
}

void cl_spool_put(struct cl_spool *s, const char *const *values, int steadily, struct cl_buf *out)
{
	for (int i = 0; i < s->nkeys; i++)
		if (values[i] != NULL && *values[i] != '\0')
			put(s, i, values[i], steadily, out);
}

int cl_spool_add(struct cl_spool *s, const char *row, size_t n, int64_t *at, struct cl_err *err)
{
	*at = s->written + (int64_t)s->out.n;
	cl_buf_add(&s->out, row, n);
	return s->out.n >= BLOCK ? flush(s, err) : 0;
}

/* The window moved so that it holds at .. at+len. */
static int slide(struct cl_spool *s, int64_t at, size_t len, struct cl_err *err)
{
	size_t want = len > BLOCK ? len : BLOCK;
	if (s->out.n > 0 && flush(s, err) != 0)
		return -1;
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
static const char *next_value(const struct cl_spool *s, const char *p, int *key, const char **value)
{
	unsigned char kind = (unsigned char)p[1];
	uint32_t word = kind;
	*key = (unsigned char)p[0];
	p += 2;
	if (kind >= LONG) {
		memcpy(&word, p, sizeof word);
		p += sizeof word;
	}
	if (kind == STEADY) {
		*value = s->steady[word];
		return p;
	}
	*value = p;
	return p + word + 1;
}

int cl_spool_get(struct cl_spool *s, int64_t at, uint32_t len, struct cl_arena *a,
	struct cl_flat *f, struct cl_err *err)
{
	const char *p = window(s, at, len, err), *end, *value;
	int key;
	if (p == NULL)
		return -1;
	p = cl_strndup(a, p, len);
	for (f->n = 0, end = p + len; p < end; f->n++) {
		p = next_value(s, p, &key, &value);
		f->pair[f->n] = (struct cl_pair){s->key[key], value};
	}
	return 0;
}

int cl_spool_values(struct cl_spool *s, int64_t at, uint32_t len, struct cl_arena *a,
	const char **values, struct cl_err *err)
{
	const char *p = window(s, at, len, err), *end, *value;
	int key;
	if (p == NULL)
		return -1;
	p = cl_strndup(a, p, len);
	memset(values, 0, sizeof *values * (size_t)s->nkeys);
	for (end = p + len; p < end; values[key] = value)
		p = next_value(s, p, &key, &value);
	return 0;
}

void cl_spool_free(struct cl_spool *s)
{
	if (s == NULL)
		return;
	close(s->fd);
	cl_buf_free(&s->out);
	free(s->window);
	free(s);
}
