/* BIFF8 records and their text, which may go on in CONTINUE records, each with its own width. */
#include "base/utf8.h"
#include "rec/xls.h"

unsigned cl_biff_u16(const unsigned char *p)
{
	return p[0] | (unsigned)p[1] << 8;
}

uint32_t cl_biff_u32(const unsigned char *p)
{
	return cl_biff_u16(p) | (uint32_t)cl_biff_u16(p + 2) << 16;
}

int cl_biff_next(struct cl_biff *b)
{
	if (b->n - b->at < 4)
		return 0;
	b->type = cl_biff_u16(b->p + b->at);
	b->len = cl_biff_u16(b->p + b->at + 2);
	b->body = b->p + b->at + 4;
	if (b->len > b->n - b->at - 4)
		return 0;
	b->at += 4 + (size_t)b->len;
	return 1;
}

static int goes_on(const struct cl_biff *b)
{
	return b->n - b->at >= 4 && cl_biff_u16(b->p + b->at) == CL_BIFF_CONTINUE;
}

struct text {
	struct cl_biff *b;
	unsigned at;   /* in the present record's body */
	uint32_t high; /* half of a character beyond U+FFFF */
};

/* Into the next CONTINUE record where this one is used up. */
static int ready(struct text *t)
{
	while (t->at >= t->b->len) {
		if (!goes_on(t->b) || !cl_biff_next(t->b))
			return 0;
		t->at = 0;
	}
	return 1;
}

static int number(struct text *t, unsigned bytes, uint32_t *v)
{
	*v = 0;
	for (unsigned i = 0; i < bytes; i++) {
		if (!ready(t))
			return 0;
		*v |= (uint32_t)t->b->body[t->at++] << 8 * i;
	}
	return 1;
}

static void unit(struct text *t, uint32_t c, struct cl_buf *out)
{
	if (t->high != 0 && c >= 0xdc00 && c < 0xe000) {
		cl_utf8_put(out, 0x10000 + ((t->high - 0xd800) << 10) + (c - 0xdc00));
		t->high = 0;
		return;
	}
	if (t->high != 0)
		cl_utf8_put(out, 0xfffd);
	t->high = c >= 0xd800 && c < 0xdc00 ? c : 0;
	if (t->high == 0)
		cl_utf8_put(out, c == 0 || (c >= 0xdc00 && c < 0xe000) ? 0xfffd : c);
}

static int characters(struct text *t, uint32_t count, int wide, struct cl_buf *out)
{
	while (count > 0) {
		if (t->at >= t->b->len) { /* the rest begins with its own width */
			if (!ready(t))
				return 0;
			wide = t->b->body[t->at++] & 1;
			continue;
		}
		if (wide && t->b->len - t->at < 2)
			return 0;
		unit(t, wide ? cl_biff_u16(t->b->body + t->at) : t->b->body[t->at], out);
		t->at += wide ? 2 : 1;
		count--;
	}
	if (t->high != 0)
		cl_utf8_put(out, 0xfffd);
	t->high = 0;
	return 1;
}

static int pass(struct text *t, uint64_t n)
{
	while (n > 0) {
		if (!ready(t))
			return 0;
		uint64_t here = t->b->len - t->at;
		here = here < n ? here : n;
		t->at += (unsigned)here;
		n -= here;
	}
	return 1;
}

/* One string; *at moves behind it. */
static int one(struct text *t, int wide_count, struct cl_buf *out)
{
	uint32_t count, flags, runs = 0, more = 0;
	if (!number(t, wide_count ? 2 : 1, &count) || !number(t, 1, &flags))
		return -1;
	if (((flags & 8) && !number(t, 2, &runs)) || ((flags & 4) && !number(t, 4, &more)))
		return -1;
	return characters(t, count, flags & 1, out) && pass(t, 4 * (uint64_t)runs + more) ? 0 : -1;
}

int cl_biff_text(struct cl_biff *b, unsigned from, int wide_count, struct cl_buf *out)
{
	struct text t = {.b = b, .at = from};
	return one(&t, wide_count, out);
}

int cl_biff_strings(struct cl_biff *b, int (*each)(void *, struct cl_buf *), void *data)
{
	struct text t = {.b = b, .at = 8};
	struct cl_buf s = {0};
	uint32_t n = b->len >= 8 ? cl_biff_u32(b->body + 4) : 0;
	int rc = b->len >= 8 ? 0 : -1;
	for (uint32_t i = 0; rc == 0 && i < n; i++) {
		cl_buf_reset(&s);
		rc = one(&t, 1, &s);
		if (rc == 0)
			rc = each(data, &s);
	}
	cl_buf_free(&s);
	return rc;
}
