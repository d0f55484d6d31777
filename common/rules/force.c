#include "rules/force.h"
#include "base/buf.h"
#include "base/crypt.h"
#include "base/date.h"
#include "base/sixteen.h"
#include "base/utf8.h"
#include <string.h>

int cl_in_force(const struct cl_span *s, int32_t day)
{
	return s->confirmed_on != CL_NODAY && s->confirmed_on <= day &&
	       (s->valid_from == CL_NODAY || s->valid_from <= day) &&
	       (s->valid_until == CL_NODAY || day <= s->valid_until || s->review) &&
	       (s->exited_on == CL_NODAY || day < s->exited_on) && !s->voided && !s->suspended;
}

/* u32 big-endian length and the folded text. */
static void part(const char *s, struct cl_buf *b)
{
	size_t at = b->n;
	cl_buf_add(b, "\0\0\0", 4);
	if (s != NULL && cl_fold(s, strlen(s), b) != 0)
		cl_buf_str(b, s); /* cannot be folded: taken as it is */
	size_t n = b->n - at - 4;
	for (int i = 0; i < 4; i++)
		b->p[at + (size_t)i] = (char)(n >> (24 - 8 * i));
}

void cl_entry_key_text(const char *source_document, const char *source_date, const char *valid_from,
	const char *valid_until, struct cl_buf *b)
{
	cl_buf_reset(b);
	if (source_document != NULL) {
		part(source_document, b);
	} else {
		part(source_date, b);
		part(valid_from, b);
		part(valid_until, b);
	}
}

void cl_entry_key_of(struct cl_hasher *h, const struct cl_buf *text, unsigned char out[16])
{
	unsigned char sum[CL_HASH];
	cl_hasher_one(h, text->p, text->n, sum);
	memcpy(out, sum, 16);
}

int cl_entry_key(const char *source_document, const char *source_date, const char *valid_from,
	const char *valid_until, unsigned char out[16], struct cl_err *err)
{
	static struct cl_hasher *h; /* one per process, like the text that it reads */
	static struct cl_buf b;
	if (h == NULL && (h = cl_hasher_new("sha256", err)) == NULL)
		return -1;
	cl_entry_key_text(source_document, source_date, valid_from, valid_until, &b);
	cl_entry_key_of(h, &b, out);
	return 0;
}

/* The seven styles in which departments write the year's brackets (DATA, "The mess"). */
static size_t bracket(const char *s, int *open)
{
	static const char *const opens[] = {"〔", "[", "【", "(", "﹝", "（", "［"};
	static const char *const closes[] = {"〕", "]", "】", ")", "﹞", "）", "］"};
	unsigned char c = (unsigned char)*s;
	if (c != 0xe3 && c != 0xef && strchr("[]()", c) == NULL)
		return 0; /* what no bracket begins with */
	for (size_t i = 0; i < sizeof opens / sizeof *opens; i++) {
		if (strncmp(s, opens[i], strlen(opens[i])) == 0)
			return *open = 1, strlen(opens[i]);
		if (strncmp(s, closes[i], strlen(closes[i])) == 0)
			return *open = 0, strlen(closes[i]);
	}
	return 0;
}

/* A bracketed year at s: its whole length, or 0. */
static size_t year_at(const char *s, const char **year)
{
	int open;
	size_t n = bracket(s, &open), m;
	if (n == 0 || !open)
		return 0;
	*year = s + n;
	for (int i = 0; i < 4; i++)
		if (s[n + (size_t)i] < '0' || s[n + (size_t)i] > '9')
			return 0;
	m = bracket(s + n + 4, &open);
	return m == 0 || open ? 0 : n + 4 + m;
}

/* Whether what stands at s may be a bracket and none of ours, or a character of full width. */
static int is_odd(const char *s)
{
	switch ((unsigned char)*s) {
	case '(':
	case ')':
	case '[':
	case ']':
	case 0xef:
		return 1;
	case 0xe3:
		return strncmp(s, "〔", 3) != 0 && strncmp(s, "〕", 3) != 0;
	default:
		return 0;
	}
}

int cl_document_is_normal(const char *s)
{
	const char *end = s + strlen(s);
	for (; end - s >= (ptrdiff_t)sizeof(cl_sixteen); s += sizeof(cl_sixteen)) {
		const cl_sixteen x = cl_sixteen_at(s);
		unsigned looked_at = cl_sixteen_bits(
			(cl_sixteen)(x == '(') | (cl_sixteen)(x == ')') | (cl_sixteen)(x == '[') |
			(cl_sixteen)(x == ']') | (cl_sixteen)(x == 0xe3) | (cl_sixteen)(x == 0xef));
		for (; looked_at != 0; looked_at &= looked_at - 1)
			if (is_odd(s + __builtin_ctz(looked_at)))
				return 0;
	}
	for (; s < end; s++)
		if (is_odd(s))
			return 0;
	return 1;
}

void cl_document_normal(const char *s, struct cl_buf *out)
{
	struct cl_buf half = {0};
	const char *year;
	cl_halfwidth(s, strlen(s), &half);
	for (const char *p = cl_buf_cstr(&half); *p != '\0';) {
		size_t n = year_at(p, &year);
		if (n > 0) {
			cl_buf_str(out, "〔");
			cl_buf_add(out, year, 4);
			cl_buf_str(out, "〕");
		} else
			cl_buf_char(out, *p), n = 1;
		p += n;
	}
	cl_buf_free(&half);
}
