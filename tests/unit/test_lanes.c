/* Either width finds what one byte after the other does, at every length and place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "base/lanes.h"
#include "base/utf8.h"

static uint64_t seed = 20261129;

static size_t rnd(size_t n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (size_t)(seed >> 33) % n;
}

/* n bytes at their own end of memory: what is read behind them is found by the sanitizer. */
static char *text(size_t n, const char *const *bits, size_t nbits)
{
	char *s = malloc(n > 0 ? n : 1);
	assert_non_null(s);
	for (size_t i = 0; i < n;) {
		const char *b = bits[rnd(nbits)];
		for (; *b != '\0' && i < n; b++)
			s[i++] = *b;
	}
	return s;
}

/* By the table of the standard (Unicode, table 3-7). */
static size_t right(const unsigned char *u, size_t n)
{
	static const unsigned char rows[][10] = {/* length, then from and to of each byte */
		{1, 0x00, 0x7f}, {2, 0xc2, 0xdf, 0x80, 0xbf},
		{3, 0xe0, 0xe0, 0xa0, 0xbf, 0x80, 0xbf}, {3, 0xe1, 0xec, 0x80, 0xbf, 0x80, 0xbf},
		{3, 0xed, 0xed, 0x80, 0x9f, 0x80, 0xbf}, {3, 0xee, 0xef, 0x80, 0xbf, 0x80, 0xbf},
		{4, 0xf0, 0xf0, 0x90, 0xbf, 0x80, 0xbf, 0x80, 0xbf},
		{4, 0xf1, 0xf3, 0x80, 0xbf, 0x80, 0xbf, 0x80, 0xbf},
		{4, 0xf4, 0xf4, 0x80, 0x8f, 0x80, 0xbf, 0x80, 0xbf}};
	size_t i = 0, len = 1;
	for (; i < n && len > 0; i += len) {
		len = 0;
		for (size_t k = 0; k < sizeof rows / sizeof *rows && len == 0; k++) {
			len = rows[k][0] <= n - i ? rows[k][0] : 0;
			for (size_t j = 0; j < rows[k][0] && len > 0; j++)
				if (u[i + j] < rows[k][2 * j + 1] || u[i + j] > rows[k][2 * j + 2])
					len = 0;
		}
	}
	return i;
}

static void right_up_to_the_same_byte(void **state)
{
	static const char *const bits[] = {"a", "衡阳市", "\n", "é", "𠮷", "字段,", "〔2026〕",
		"\U0010ffff", "\xed\x9f\xbf", "\xee\x80\x80", "\xe0\xa0\x80", "\xf0\x90\x80\x80"};
	static const char breaks[] =
		"\x80\xbf\xc0\xc1\xe0\xed\xf0\xf4\xf5\xff\xa0\x9f\x8f\x90\xc2z";
	(void)state;
	for (int i = 0; i < 100000; i++) {
		size_t n = 16 + rnd(400);
		/* the usual ones, with one odd character among them that is broken in one place; or
		 * all */
		int usual = i % 2;
		char *s = text(n, bits, usual ? 3 : sizeof bits / sizeof *bits);
		size_t k = usual ? 1 : rnd(3), at = right((unsigned char *)s, rnd(n - 15));
		const char *b = bits[3 + rnd(sizeof bits / sizeof *bits - 3)];
		if (usual)
			memcpy(s + at, b, strlen(b));
		for (; k > 0; k--)
			s[usual ? at + rnd(6) : rnd(n)] = breaks[rnd(sizeof breaks - 1)];
		size_t found = cl_utf8_valid(s, n);
		assert_int_equal(found, right((const unsigned char *)s, n));
		free(s);
	}
	for (size_t n = 0; n < 40; n++) {
		char *s = text(n, bits, 2);
		assert_int_equal(cl_utf8_valid(s, n), right((const unsigned char *)s, n));
		free(s);
	}
}

static const char *const lines[] = {
	"a", "字", ",", "\"", "\n", "\r\n", "\r", "\t", "名称", "12345678"};

static void as_many(void **state)
{
	(void)state;
	for (int i = 0; i < 4000; i++) {
		size_t n = i % 100 == 0 ? 20000 : rnd(300), commas = 0, ends = 0;
		char *s = text(n, lines, i % 7 == 0 ? 5 : sizeof lines / sizeof *lines);
		if (i % 200 == 0)
			memset(s, i % 400 == 0 ? ',' : '\n', n); /* every byte counts */
		for (size_t k = 0; k < n; k++) {
			commas += s[k] == ',';
			ends += s[k] == '\n' || (s[k] == '\r' && (k + 1 == n || s[k + 1] != '\n'));
		}
		assert_int_equal(cl_lanes_count(s, n, ','), commas);
		assert_int_equal(cl_lanes_lines(s, n), ends);
		free(s);
	}
}

static void marks_in_their_order(void **state)
{
	uint32_t found[1024 + 8];
	(void)state;
	for (int i = 0; i < 4000; i++) {
		size_t n = rnd(17) * CL_LANES_STEP, k = 0;
		char *s = text(n, lines, sizeof lines / sizeof *lines),
		     delimiter = rnd(2) ? ',' : '\t';
		if (i % 100 == 0)
			memset(s, '"', n);
		size_t many = cl_lanes_marks(s, n, delimiter, 1000, found);
		for (size_t at = 0; at < n; at++)
			if (s[at] == delimiter || strchr("\"\r\n", s[at]) != NULL) {
				assert_true(k < many);
				assert_int_equal(found[k++], 1000 + at);
			}
		assert_int_equal(many, k);
		free(s);
	}
}

static void any_of_three(void **state)
{
	static const char three[3][4] = {"跳", "密", "\xef\xbf\xbd"};
	static const char *const bits[] = {
		"a", "路", "识", "，", "12345678", "衡山县公司", "密", "?"};
	(void)state;
	for (int i = 0; i < 20000; i++) {
		size_t n = rnd(150);
		char *s = text(n, bits, 6 + rnd(3));
		int any = 0;
		if (n >= 3 && rnd(4) == 0)
			memcpy(s + rnd(n - 2), three[rnd(3)], 3);
		for (size_t k = 0; k < n; k++) {
			any |= s[k] == '?';
			for (int j = 0; j < 3; j++)
				any |= n - k >= 3 && memcmp(s + k, three[j], 3) == 0;
		}
		assert_int_equal(cl_lanes_any(s, n, three, '?'), any);
		free(s);
	}
}

static int narrow(void **state)
{
	(void)state;
	cl_lanes_choose(0);
	assert_int_equal(cl_lanes_wide(), 0);
	return 0;
}

static int wide(void **state)
{
	(void)state;
	cl_lanes_choose(1);
	return 0;
}

#define EITHER(f)                                                                                  \
	{"narrow: " #f, f, narrow, NULL, NULL},                                                    \
	{                                                                                          \
		"wide: " #f, f, wide, NULL, NULL                                                   \
	}

int main(void)
{
	const struct CMUnitTest tests[] = {EITHER(right_up_to_the_same_byte), EITHER(as_many),
		EITHER(marks_in_their_order), EITHER(any_of_three)};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	if (!cl_lanes_wide())
		print_message("# this processor has no wide lanes: narrow ones twice\n");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
