/* utf8: checking, decoding, display width and the matching key of names. */
#ifndef CL_UTF8_H
#define CL_UTF8_H
#include <stddef.h>
#include <stdint.h>
#include "buf.h"

/* Number of leading bytes that are strict UTF-8 (no overlong, no surrogate, <= U+10FFFF); n means
 * all. Fast on ASCII runs. */
size_t cl_utf8_valid(const char *s, size_t n);
/* Decodes one code point of valid UTF-8; returns its length in bytes (1..4). */
int cl_utf8_get(const char *s, uint32_t *cp);
/* Appends one code point. */
void cl_utf8_put(struct cl_buf *b, uint32_t cp);
size_t cl_utf8_count(const char *s); /* code points */
/* Columns on a terminal: wide and full-width 2 (planes 2 and 3 too), combining 0. */
size_t cl_utf8_width(const char *s);
int cl_is_han(uint32_t cp);
/* White space as departments use it: ASCII blanks, U+00A0, U+2000-200B, U+3000, U+FEFF, U+202F,
 * U+205F. */
int cl_is_blank(uint32_t cp);
/* *s, *n: drops blanks (cl_is_blank) from both ends, in place by moving the slice. */
void cl_trim(const char **s, size_t *n);
/* 1 where both ends are ASCII or U+4000-9FFF and no blank, as most are; 0: perhaps. */
static inline int cl_trimmed(const char *s, size_t n)
{
	if (n < 3)
		return 0;
	unsigned char a = (unsigned char)s[0], b = (unsigned char)s[n - 1],
		      c = (unsigned char)s[n - 3];
	return ((a > ' ' && a < 0x80) || (a >= 0xE4 && a <= 0xE9)) &&
	       ((b > ' ' && b < 0x80) || (c >= 0xE4 && c <= 0xE9));
}

/* Matching key of a name, one table for C and the page's script (RECORDS, DATA): NFKC, case folded,
 * default-ignorables dropped, all middle dots one (U+00B7), all dashes one (-), no blanks. Appended
 * to out. Input must be valid UTF-8. Returns 0, or -1 where utf8proc refuses (out unchanged). */
int cl_fold(const char *s, size_t n, struct cl_buf *out);
int cl_fold_same(const char *a, const char *b); /* 1: of one matching key */
/* Full-width ASCII (U+FF01-FF5E) and U+3000 to half width, nothing else. Appended to out. */
void cl_halfwidth(const char *s, size_t n, struct cl_buf *out);
#endif
