#include "base/utf8.h"
#include "base/arena.h"
#include "base/lanes.h"
#include "base/sixteen.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#define HIGH_BITS 0x8080808080808080u
#define MIDDLE_DOT 0xB7

static int tail(unsigned char c)
{
	return (c & 0xC0) == 0x80;
}

/* Length of the strict sequence at u, or 0. */
static size_t sequence(const unsigned char *u, size_t n)
{
	if (u[0] < 0x80)
		return 1;
	if (u[0] < 0xE0)
		return u[0] >= 0xC2 && n >= 2 && tail(u[1]) ? 2 : 0;
	if (u[0] < 0xF0) {
		if (n < 3 || !tail(u[1]) || !tail(u[2]) || (u[0] == 0xE0 && u[1] < 0xA0) ||
			(u[0] == 0xED && u[1] > 0x9F))
			return 0;
		return 3;
	}
	if (u[0] > 0xF4 || n < 4 || !tail(u[1]) || !tail(u[2]) || !tail(u[3]) ||
		(u[0] == 0xF0 && u[1] < 0x90) || (u[0] == 0xF4 && u[1] > 0x8F))
		return 0;
	return 4;
}

/* Of a right beginning of i bytes, i > 3: where its last character begins, or i. */
static size_t boundary(const unsigned char *u, size_t i)
{
	size_t k = i - 1;
	while (tail(u[k]))
		k--;
	return k + sequence(u + k, i - k) == i ? i : k;
}

/* How many of eight bytes come before the first one of which the high bit is set. */
static size_t ascii_bytes(uint64_t high)
{
#if defined __BYTE_ORDER__ && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	return high != 0 ? (size_t)__builtin_ctzll(high) / 8 : sizeof high;
#else
	return high != 0 ? (size_t)__builtin_clzll(high) / 8 : sizeof high;
#endif
}

/* The same, one after the other. */
static size_t valid(const unsigned char *u, size_t i, size_t n)
{
	size_t len;
	uint64_t word;

	while (i < n) {
		if (u[i] < 0x80 && i + sizeof(word) <= n) {
			memcpy(&word, u + i, sizeof(word));
			word &= HIGH_BITS;
			i += ascii_bytes(word);
			continue;
		}
		len = sequence(u + i, n - i);
		if (len == 0)
			break;
		i += len;
	}
	return i;
}

size_t cl_utf8_valid(const char *s, size_t n)
{
	const unsigned char *u = (const unsigned char *)s;
	size_t start = valid(u, 0, n < 8 ? n : 8), i = start;

	if (n < 24 || start < 5) /* short, or wrong within the first eight */
		return valid(u, start, n);
	i = cl_lanes_right(s, i, n);
	return valid(u, i == start ? start : boundary(u, i), n);
}

int cl_utf8_get(const char *s, uint32_t *cp)
{
	const unsigned char *u = (const unsigned char *)s;

	if (u[0] < 0x80) {
		*cp = u[0];
		return 1;
	}
	if (u[0] < 0xE0) {
		*cp = (u[0] & 0x1Fu) << 6 | (u[1] & 0x3Fu);
		return 2;
	}
	if (u[0] < 0xF0) {
		*cp = (u[0] & 0x0Fu) << 12 | (u[1] & 0x3Fu) << 6 | (u[2] & 0x3Fu);
		return 3;
	}
	*cp = (u[0] & 0x07u) << 18 | (u[1] & 0x3Fu) << 12 | (u[2] & 0x3Fu) << 6 | (u[3] & 0x3Fu);
	return 4;
}

static size_t encode(char *p, uint32_t cp)
{
	if (cp < 0x80) {
		p[0] = (char)cp;
		return 1;
	}
	if (cp < 0x800) {
		p[0] = (char)(0xC0 | cp >> 6);
		p[1] = (char)(0x80 | (cp & 0x3F));
		return 2;
	}
	if (cp < 0x10000) {
		p[0] = (char)(0xE0 | cp >> 12);
		p[1] = (char)(0x80 | (cp >> 6 & 0x3F));
		p[2] = (char)(0x80 | (cp & 0x3F));
		return 3;
	}
	p[0] = (char)(0xF0 | cp >> 18);
	p[1] = (char)(0x80 | (cp >> 12 & 0x3F));
	p[2] = (char)(0x80 | (cp >> 6 & 0x3F));
	p[3] = (char)(0x80 | (cp & 0x3F));
	return 4;
}

void cl_utf8_put(struct cl_buf *b, uint32_t cp)
{
	char s[4];

	cl_buf_add(b, s, encode(s, cp));
}

size_t cl_utf8_count(const char *s)
{
	size_t n = 0;

	for (; *s; s++)
		n += !tail((unsigned char)*s);
	return n;
}

int cl_is_han(uint32_t cp)
{
	return (cp >= 0x4E00 && cp <= 0x9FFF) || (cp >= 0x3400 && cp <= 0x4DBF) || cp == 0x3007 ||
	       (cp >= 0xF900 && cp <= 0xFAFF) || (cp >= 0x20000 && cp <= 0x3FFFD);
}

size_t cl_utf8_width(const char *s)
{
	size_t columns = 0;
	uint32_t cp;

	while (*s) {
		s += cl_utf8_get(s, &cp);
		if (cp < 0x7F)
			columns += cp >= 0x20;
		else if (cl_is_han(cp))
			columns += 2; /* old tables call the newest of them unassigned */
		else
			columns += (size_t)utf8proc_charwidth((utf8proc_int32_t)cp);
	}
	return columns;
}

int cl_is_blank(uint32_t cp)
{
	if (cp < 0x80)
		return cp == ' ' || (cp >= '\t' && cp <= '\r');
	return cp == 0xA0 || (cp >= 0x2000 && cp <= 0x200B) || cp == 0x3000 || cp == 0xFEFF ||
	       cp == 0x202F || cp == 0x205F;
}

/* Most characters by their first byte alone: no blank begins so. */
static int never_blank(unsigned char c)
{
	return c > ' ' && c != 0xC2 && c != 0xE2 && c != 0xE3 && c != 0xEF;
}

void cl_trim(const char **s, size_t *n)
{
	uint32_t cp;
	size_t at;

	while (*n && !never_blank((unsigned char)**s)) {
		int len = cl_utf8_get(*s, &cp);

		if (!cl_is_blank(cp))
			break;
		*s += len;
		*n -= (size_t)len;
	}
	while (*n) {
		for (at = *n - 1; at > 0 && tail((unsigned char)(*s)[at]); at--)
			;
		if (never_blank((unsigned char)(*s)[at]))
			break;
		cl_utf8_get(*s + at, &cp);
		if (!cl_is_blank(cp))
			break;
		*n = at;
	}
}

/* The folding table beyond Unicode's own: what counts as one dot or one dash. */
static uint32_t one_form(uint32_t cp)
{
	switch (cp) {
	case 0x00B7: /* middle dot */
	case 0x2022: /* bullet */
	case 0x2027: /* hyphenation point */
	case 0x2219: /* bullet operator */
	case 0x22C5: /* dot operator */
	case 0x2E31: /* word separator middle dot */
	case 0x30FB: /* katakana middle dot; U+FF65 comes here by NFKC */
		return MIDDLE_DOT;
	case 0x2010: /* hyphen .. horizontal bar */
	case 0x2011:
	case 0x2012:
	case 0x2013:
	case 0x2014:
	case 0x2015:
	case 0x2212: /* minus */
	case 0x2E3A: /* two-em dash */
	case 0x2E3B: /* three-em dash */
		return '-';
	default:
		return cp;
	}
}

/* Key form of the characters that names are mostly made of; none of them combines with a neighbour.
 * 0: dropped; UINT32_MAX: only utf8proc knows. */
static uint32_t plain_form(uint32_t cp)
{
	if (cp < 0x80) {
		if (cp >= 'A' && cp <= 'Z')
			return cp | 0x20;
		return cl_is_blank(cp) ? 0 : cp;
	}
	if (cp >= 0x4E00 && cp <= 0x9FFF)
		return cp;
	if (cp >= 0xFF01 && cp <= 0xFF5E)
		return plain_form(cp - 0xFEE0);
	if (cp >= 0x3001 && cp <= 0x301B)
		return cp; /* brackets of document numbers and titles */
	if (cl_is_blank(cp))
		return 0;
	return one_form(cp) == cp && cp != MIDDLE_DOT ? UINT32_MAX : one_form(cp);
}

/* Bytes that may stand in a text that is its own key form: of digits, small letters, U+3001-301B
 * and U+4E00-9FFF. */
static inline cl_sixteen known(cl_sixteen x)
{
	return (cl_sixteen)((x ^ 0x80) < 0x40) | (cl_sixteen)((x - 0xE3) <= 6) |
	       (cl_sixteen)((x - '0') < 10) | (cl_sixteen)((x - 'a') < 26);
}

/* Where a character of three bytes that begins with those of one is none of these. */
static inline cl_sixteen others(cl_sixteen one, cl_sixteen two, cl_sixteen three)
{
	return ((cl_sixteen)(one == 0xE3) &
		       ((cl_sixteen)(two != 0x80) | (cl_sixteen)((three - 0x81) > 0x9B - 0x81))) |
	       ((cl_sixteen)(one == 0xE4) & (cl_sixteen)(two < 0xB8));
}

/* Whether the 16 bytes at u, of a right text that has two more behind them, are their own key form.
 * A character may begin before them or go on behind them. */
static inline int stays(const unsigned char *u)
{
	const cl_sixteen x = cl_sixteen_at(u);
	return cl_sixteen_none(~known(x) | others(x, cl_sixteen_at(u + 1), cl_sixteen_at(u + 2)));
}

/* The same for those of a text that has two more before them. */
static inline int ends_so(const unsigned char *u)
{
	const cl_sixteen x = cl_sixteen_at(u);
	return cl_sixteen_none(~known(x) | others(cl_sixteen_at(u - 2), cl_sixteen_at(u - 1), x));
}

/* Whether a right text is its own key form, as most are; 0: perhaps. */
static int is_folded(const unsigned char *u, size_t n)
{
	const size_t step = sizeof(cl_sixteen);
	size_t i = 0;
	if (n < step + 2)
		return 0;
	for (; i + step + 2 <= n; i += step)
		if (!stays(u + i))
			return 0;
	return ends_so(u + n - step);
}

/* No key form of plain_form is longer than what it replaces, so n bytes are room enough. */
static int fold_plain(const char *s, size_t n, struct cl_buf *out)
{
	const char *end = s + n;
	char *p;
	uint32_t cp;

	cl_buf_grow(out, n);
	p = out->p + out->n;
	while (s < end) {
		const unsigned char *u = (const unsigned char *)s;

		if (end - s >= (ptrdiff_t)sizeof(cl_sixteen) + 2 && stays(u)) {
			memcpy(p, s, sizeof(cl_sixteen));
			p += sizeof(cl_sixteen);
			s += sizeof(cl_sixteen);
			while (s < end && tail((unsigned char)*s))
				*p++ = *s++;
			continue;
		}
		if (u[0] >= 0xE4 && u[0] <= 0xE9 && (u[0] > 0xE4 || u[1] >= 0xB8)) {
			memcpy(p, s, 3); /* U+4E00-9FFF */
			p += 3;
			s += 3;
			continue;
		}
		if (u[0] >= '0' && u[0] <= '9') {
			*p++ = *s++;
			continue;
		}
		s += cl_utf8_get(s, &cp);
		cp = plain_form(cp);
		if (cp == UINT32_MAX) {
			out->p[out->n] = '\0'; /* as it was found */
			return 0;
		}
		if (cp != 0)
			p += encode(p, cp);
	}
	out->n = (size_t)(p - out->p);
	out->p[out->n] = '\0';
	return 1;
}

/* Blanks go and dots and dashes are made one before composing, so that folding twice changes
 * nothing. */
static utf8proc_ssize_t filter(utf8proc_int32_t *cp, utf8proc_ssize_t n)
{
	utf8proc_ssize_t kept = 0;

	for (utf8proc_ssize_t i = 0; i < n; i++)
		if (!cl_is_blank((uint32_t)cp[i]))
			cp[kept++] = (utf8proc_int32_t)one_form((uint32_t)cp[i]);
	return utf8proc_normalize_utf32(cp, kept, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
}

static int fold_any(const char *s, size_t n, struct cl_buf *out)
{
	const utf8proc_option_t how = UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT |
				      UTF8PROC_CASEFOLD | UTF8PROC_IGNORE;
	utf8proc_int32_t few[256], *cp = few;
	utf8proc_ssize_t room = 256, len;

	for (;;) {
		len = utf8proc_decompose(
			(const utf8proc_uint8_t *)s, (utf8proc_ssize_t)n, cp, room, how);
		if (len <= room)
			break;
		/* What is asked for counts one pass only and may grow again. */
		if (cp != few)
			free(cp);
		room = len;
		cp = cl_xmalloc((size_t)room * sizeof(*cp));
	}
	if (len > 0)
		len = filter(cp, len);
	for (utf8proc_ssize_t i = 0; i < len; i++)
		cl_utf8_put(out, (uint32_t)cp[i]);
	if (cp != few)
		free(cp);
	return len < 0 ? -1 : 0;
}

int cl_fold(const char *s, size_t n, struct cl_buf *out)
{
	if (is_folded((const unsigned char *)s, n)) {
		cl_buf_add(out, s, n);
		return 0;
	}
	return fold_plain(s, n, out) ? 0 : fold_any(s, n, out);
}

int cl_fold_same(const char *a, const char *b)
{
	struct cl_buf x = {0}, y = {0};
	int yes = cl_fold(a, strlen(a), &x) == 0 && cl_fold(b, strlen(b), &y) == 0 &&
		  strcmp(cl_buf_cstr(&x), cl_buf_cstr(&y)) == 0;
	cl_buf_free(&x);
	cl_buf_free(&y);
	return yes;
}

void cl_halfwidth(const char *s, size_t n, struct cl_buf *out)
{
	const char *end = s + n;
	uint32_t cp;

	while (s < end) {
		int len = cl_utf8_get(s, &cp);

		if (cp >= 0xFF01 && cp <= 0xFF5E)
			cl_buf_char(out, (char)(cp - 0xFEE0));
		else if (cp == 0x3000)
			cl_buf_char(out, ' ');
		else
			cl_buf_add(out, s, (size_t)len);
		s += len;
	}
}
