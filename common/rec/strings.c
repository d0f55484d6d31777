#include "rec/strings.h"
#include "base/arena.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define KEPT ((size_t)2 << 20) /* bytes that stay in memory; more are spilled */
#define PAGE 16384
#define SLOTS 64

struct cl_strings {
	int fd;
	uint32_t *at; /* where each begins; at[n] is the end */
	size_t n, cap;
	struct cl_buf fresh; /* not yet spilled */
	size_t spilled;
	/* pages of the spill file */
	char *page;            /* SLOTS of them */
	uint32_t which[SLOTS]; /* page number + 1; 0: none */
};

struct cl_strings *cl_strings_new(int fd)
{
	struct cl_strings *s = cl_xmalloc(sizeof *s);
	memset(s, 0, sizeof *s);
	s->fd = fd;
	return s;
}

static int spill(struct cl_strings *s, struct cl_err *err)
{
	for (size_t done = 0; done < s->fresh.n;) {
		ssize_t k = pwrite(
			s->fd, s->fresh.p + done, s->fresh.n - done, (off_t)(s->spilled + done));
		if (k < 0 && errno != EINTR)
			return cl_fail_errno(
				err, CL_E_IO, _("the temporary file cannot be written"));
		done += k > 0 ? (size_t)k : 0;
	}
	s->spilled += s->fresh.n;
	cl_buf_reset(&s->fresh);
	return 0;
}

int cl_strings_add(struct cl_strings *s, const char *text, size_t n, struct cl_err *err)
{
	if (s->n + 1 >= s->cap) {
		s->cap = s->cap > 0 ? 2 * s->cap : 1024;
		s->at = cl_xrealloc(s->at, sizeof *s->at * s->cap);
		s->at[0] = 0;
	}
	cl_buf_add(&s->fresh, text, n);
	size_t end = s->spilled + s->fresh.n;
	if (s->n == CL_STRINGS_MAX || end > UINT32_MAX)
		return cl_fail(err, CL_E_SHEET, _("more shared strings than a workbook can hold"));
	s->at[++s->n] = (uint32_t)end;
	return s->fresh.n > KEPT ? spill(s, err) : 0;
}

int cl_strings_done(struct cl_strings *s, struct cl_err *err)
{
	if (s->spilled == 0)
		return 0;
	if (spill(s, err) != 0)
		return -1;
	cl_buf_free(&s->fresh);
	s->page = cl_xmalloc((size_t)PAGE * SLOTS);
	return 0;
}

size_t cl_strings_count(const struct cl_strings *s)
{
	return s->n;
}

static const char *page(struct cl_strings *s, size_t number, struct cl_err *err)
{
	size_t slot = number % SLOTS, got = 0;
	char *p = s->page + slot * PAGE;
	if (s->which[slot] == number + 1)
		return p;
	s->which[slot] = 0;
	while (got < PAGE) {
		ssize_t k = pread(s->fd, p + got, PAGE - got, (off_t)(number * PAGE + got));
		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0) {
			cl_fail_errno(err, CL_E_IO, _("the temporary file cannot be read"));
			return NULL;
		}
		if (k == 0)
			break;
		got += (size_t)k;
	}
	s->which[slot] = (uint32_t)number + 1;
	return p;
}

int cl_strings_get(struct cl_strings *s, size_t i, struct cl_buf *out, struct cl_err *err)
{
	size_t at = s->at[i], n = s->at[i + 1] - at;
	if (s->page == NULL) {
		cl_buf_add(out, s->fresh.p + at, n);
		return 0;
	}
	while (n > 0) {
		const char *p = page(s, at / PAGE, err);
		if (p == NULL)
			return -1;
		size_t off = at % PAGE, k = PAGE - off < n ? PAGE - off : n;
		cl_buf_add(out, p + off, k);
		at += k;
		n -= k;
	}
	return 0;
}

void cl_strings_free(struct cl_strings *s)
{
	if (s == NULL)
		return;
	free(s->at);
	free(s->page);
	cl_buf_free(&s->fresh);
	free(s);
}
