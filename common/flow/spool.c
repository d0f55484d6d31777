/* A row is its pairs one behind the other: address of the key, u32 length of the value, value, NUL.
 */
#include "flow/spool.h"
#include "base/buf.h"
#include "rec/input.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BLOCK ((size_t)256 << 10)
#define HEAD sizeof(uint32_t)
#define KEYS 256    /* numbers of keys */
#define PLACES 1024 /* of their addresses */
#define LENGTH_MAX ((uint32_t)0xffffff)

struct cl_spool {
	int fd;
	int64_t written; /* bytes in the file; behind them comes out */
	struct cl_buf out;
	int nkeys;
	const char *key[KEYS];
	unsigned char place[PLACES]; /* number + 1; 0: free */
	char *window;                /* a piece of the file */
	int64_t from;
	size_t n;
};

struct cl_spool *cl_spool_new(struct cl_err *err)
{
	int fd = cl_spool_file(err);
	if (fd < 0)
		return NULL;
	struct cl_spool *s = cl_xmalloc(sizeof *s);
	*s = (struct cl_spool){.fd = fd};
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

/* The number of a key, found by its address; -1: there are too many. */
static int number_of(struct cl_spool *s, const char *key)
{
	size_t i = ((uintptr_t)key * 0x9e3779b97f4a7c15u >> 32) % PLACES;
	while (s->place[i] != 0 && s->key[s->place[i] - 1] != key)
		i = (i + 1) % PLACES;
	if (s->place[i] != 0)
		return s->place[i] - 1;
	if (s->nkeys == KEYS - 1)
		return -1;
	s->key[s->nkeys] = key;
	s->place[i] = (unsigned char)++s->nkeys;
	return s->nkeys - 1;
}

int cl_spool_add(
	struct cl_spool *s, const struct cl_flat *f, int64_t *at, uint32_t *len, struct cl_err *err)
{
	size_t before = s->out.n;
	*at = s->written + (int64_t)before;
	for (int i = 0; i < f->n; i++) {
		size_t n = strlen(f->pair[i].value);
		int key = number_of(s, f->pair[i].key);
		if (key < 0 || n > LENGTH_MAX)
			return cl_fail(
				err, CL_E_IO, _("a row is too large for the temporary file"));
		uint32_t head = (uint32_t)n << 8 | (uint32_t)key;
		cl_buf_grow(&s->out, HEAD + n + 1);
		char *p = s->out.p + s->out.n;
		memcpy(p, &head, sizeof head);
		memcpy(p + HEAD, f->pair[i].value, n + 1);
		s->out.n += HEAD + n + 1;
	}
	*len = (uint32_t)(s->out.n - before);
	return s->out.n >= BLOCK ? flush(s, err) : 0;
}

/* The window moved so that it holds at .. at+len. */
static int slide(struct cl_spool *s, int64_t at, size_t len, struct cl_err *err)
{
	size_t want = len > BLOCK ? len : BLOCK;
	if (s->out.n > 0 && flush(s, err) != 0)
		return -1;
	s->window = cl_xrealloc(s->window, want);
	s->from = at;
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

int cl_spool_get(struct cl_spool *s, int64_t at, uint32_t len, struct cl_arena *a,
	struct cl_flat *f, struct cl_err *err)
{
	if ((at < s->from || at + len > s->from + (int64_t)s->n) && slide(s, at, len, err) != 0)
		return -1;
	const char *p = cl_strndup(a, s->window + (at - s->from), len), *end = p + len;
	for (f->n = 0; p < end; f->n++) {
		uint32_t head;
		memcpy(&head, p, sizeof head);
		f->pair[f->n] = (struct cl_pair){s->key[head & 0xff], p + HEAD};
		p += HEAD + (head >> 8) + 1;
	}
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
