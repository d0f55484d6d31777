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
	const char *const *key;
	char *window; /* a piece of the file */
	int64_t from;
	size_t n;
};

struct cl_spool *cl_spool_new(const char *const *keys, int n, struct cl_err *err)
{
	int fd = cl_spool_file(err);
	if (fd < 0)
		return NULL;
	struct cl_spool *s = cl_xmalloc(sizeof *s);
	*s = (struct cl_spool){.fd = fd, .key = keys, .nkeys = n};
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

int cl_spool_add(struct cl_spool *s, const char *const *values, int64_t *at, uint32_t *len,
	struct cl_err *err)
{
	size_t before = s->out.n;
	*at = s->written + (int64_t)before;
	for (int i = 0; i < s->nkeys; i++) {
		if (values[i] == NULL || *values[i] == '\0')
			continue;
		size_t n = strlen(values[i]);
		if (n > LENGTH_MAX)
			return cl_fail(
				err, CL_E_IO, _("a row is too large for the temporary file"));
		uint32_t head = (uint32_t)n << 8 | (uint32_t)i;
		cl_buf_grow(&s->out, HEAD + n + 1);
		char *p = s->out.p + s->out.n;
		memcpy(p, &head, sizeof head);
		memcpy(p + HEAD, values[i], n + 1);
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

/* The window over at .. at+len. NULL: E_IO */
static const char *window(struct cl_spool *s, int64_t at, uint32_t len, struct cl_err *err)
{
	if ((at < s->from || at + len > s->from + (int64_t)s->n) && slide(s, at, len, err) != 0)
		return NULL;
	return s->window + (at - s->from);
}

int cl_spool_get(struct cl_spool *s, int64_t at, uint32_t len, struct cl_arena *a,
	struct cl_flat *f, struct cl_err *err)
{
	const char *p = window(s, at, len, err), *end;
	if (p == NULL)
		return -1;
	p = cl_strndup(a, p, len);
	end = p + len;
	for (f->n = 0; p < end; f->n++) {
		uint32_t head;
		memcpy(&head, p, sizeof head);
		f->pair[f->n] = (struct cl_pair){s->key[head & 0xff], p + HEAD};
		p += HEAD + (head >> 8) + 1;
	}
	return 0;
}

int cl_spool_values(
	struct cl_spool *s, int64_t at, uint32_t len, const char **values, struct cl_err *err)
{
	const char *p = window(s, at, len, err), *end;
	if (p == NULL)
		return -1;
	memset(values, 0, sizeof *values * (size_t)s->nkeys);
	for (end = p + len; p < end;) {
		uint32_t head;
		memcpy(&head, p, sizeof head);
		values[head & 0xff] = p + HEAD;
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
