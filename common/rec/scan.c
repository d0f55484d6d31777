#include "rec/scan.h"
#include "base/arena.h"
#include "base/utf8.h"
#include "base/worker.h"
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BLOCK ((size_t)256 << 10)

struct half {
	int fd, wide, failed; /* failed: errno */
	size_t at, to;        /* read so far; where to end, SIZE_MAX: at the end of the file */
	size_t nul, bad;
	char *block;
};

static ssize_t read_at(int fd, void *p, size_t n, size_t at)
{
	ssize_t k;
	do
		k = pread(fd, p, n, (off_t)at);
	while (k < 0 && errno == EINTR);
	return k;
}

static void scan(void *data)
{
	struct half *h = data;
	char *b = h->block;
	size_t keep = 0; /* tail of an unfinished character */
	while (h->at < h->to) {
		size_t room = BLOCK - keep, left = h->to - h->at;
		ssize_t n = read_at(h->fd, b + keep, room < left ? room : left, h->at);
		if (n < 0)
			h->failed = errno;
		if (n <= 0)
			break;
		const char *nul = h->wide ? NULL : memchr(b + keep, 0, (size_t)n);
		if (nul != NULL) {
			h->nul = h->at + (size_t)(nul - b) - keep;
			return;
		}
		h->at += (size_t)n;
		size_t total = keep + (size_t)n,
		       good = h->bad != SIZE_MAX || h->wide ? total : cl_utf8_valid(b, total);
		if (total - good >= 4)
			h->bad = h->at - total + good;
		keep = h->bad != SIZE_MAX ? 0 : total - good;
		memmove(b, b + total - keep, keep);
	}
	if (keep > 0 && h->bad == SIZE_MAX)
		h->bad = h->at - keep;
}

/* A place in the middle where a character begins; 0: the file is too small to be halved. */
static size_t middle(int fd)
{
	char m[4];
	struct stat st;
	if (fstat(fd, &st) != 0 || (size_t)st.st_size < 4 * BLOCK)
		return 0;
	size_t at = (size_t)st.st_size / 2;
	if (read_at(fd, m, sizeof m, at) != sizeof m)
		return 0;
	for (size_t i = 0; i < sizeof m && ((unsigned char)m[i] & 0xc0) == 0x80; i++)
		at++;
	return at;
}

int cl_scan(int fd, int wide, struct cl_scanned *out)
{
	size_t half = wide ? 0 : middle(fd);
	struct half one = {.fd = fd,
		.wide = wide,
		.to = half > 0 ? half : SIZE_MAX,
		.nul = SIZE_MAX,
		.bad = SIZE_MAX,
		.block = cl_xmalloc(BLOCK)};
	struct half two = {.fd = fd, .at = half, .to = SIZE_MAX, .nul = SIZE_MAX, .bad = SIZE_MAX};
	struct cl_worker *w = NULL;
	if (half > 0) {
		two.block = cl_xmalloc(BLOCK);
		w = cl_worker_new();
		cl_worker_give(w, scan, &two);
	}
	scan(&one);
	cl_worker_free(w);
	free(one.block);
	free(two.block);
	out->size = half > 0 ? two.at : one.at;
	out->nul = one.nul < two.nul ? one.nul : two.nul;
	out->bad = one.bad < two.bad ? one.bad : two.bad;
	errno = one.failed != 0 ? one.failed : two.failed;
	return errno != 0 ? -1 : 0;
}
