#include "base/flat.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define LONGEST 70 /* several times sixteen */

/* What a JSON string must hold for one byte, by the book and slowly. */
static void slowly(unsigned char c, struct cl_buf *out)
{
	static const char plain[] = "\"\\";
	if (c == '\n' || c == '\t' || c == '\r')
		cl_buf_printf(out, "\\%c", c == '\n' ? 'n' : c == '\t' ? 't' : 'r');
	else if (c < 0x20 || c == 0x7f)
		cl_buf_printf(out, "\\u%04x", c);
	else if (strchr(plain, c) != NULL)
		cl_buf_printf(out, "\\%c", c);
	else
		cl_buf_char(out, (char)c);
}

/* A copy that ends where its memory ends, so that a sanitizer sees who reads on. */
static char *tight(const char *s, size_t n)
{
	char *p = malloc(n + 1);
	assert_non_null(p);
	memcpy(p, s, n);
	p[n] = '\0';
	return p;
}

static void check(const char *s, size_t n)
{
	struct cl_buf want = {0}, is = {0};
	struct cl_arena a = {0};
	struct cl_flat f;
	struct cl_err err = {0};
	char *own = tight(s, n);
	for (size_t i = 0; i < n; i++)
		slowly((unsigned char)s[i], &want);
	cl_json_text(own, n, &is);
	assert_string_equal(cl_buf_cstr(&is), cl_buf_cstr(&want));
	assert_int_equal(is.n, want.n);
	cl_buf_reset(&is);
	cl_buf_printf(&is, "{\"a\":\"%s\",\"b\":\"%s\"}", cl_buf_cstr(&want), cl_buf_cstr(&want));
	char *body = tight(is.p, is.n);
	assert_int_equal(cl_flat_read(body, &a, &f, &err), 0);
	assert_int_equal(f.n, 2);
	assert_string_equal(f.pair[0].value, own);
	assert_string_equal(f.pair[1].value, own);
	free(own);
	free(body);
	cl_arena_free(&a);
	cl_buf_free(&want);
	cl_buf_free(&is);
}

static void every_byte_at_every_place_comes_back(void **state)
{
	char s[LONGEST];
	(void)state;
	for (size_t n = 0; n < LONGEST; n++) {
		memset(s, 'x', sizeof s);
		check(s, n);
		for (size_t at = 0; at < n; at++)
			for (int c = 1; c < 256; c += n < 20 ? 1 : 11) {
				s[at] = (char)c;
				check(s, n);
				s[at] = 'x';
			}
	}
}

static void what_was_not_written_here_is_refused(void **state)
{
	static const char *const bad[] = {"", "{", "}", "{\"", "{\"a", "{\"a\"",
		"{\"a\":", "{\"a\":\"", "{\"a\":\"b", "{\"a\":\"b\"", "{\"a\":\"b\",",
		"{\"a\":\"b\",}", "{\"a\":\"b\"}x", "{}x", "{\"a\":\"b\\", "{\"a\":\"b\\\"",
		"{\"a\":\"b\\\"}", "{\"a\":\"\\x\"}", "{\"a\":\"\\u00\"}", "{\"a\":\"\\u0000\"}",
		"{\"a\":\"\\u1234\"}", "{\"a\":1}", "{\"b\":\"x\",\"a\":\"x\"}",
		"{\"a\":\"x\",\"a\":\"x\"}", "{\"ab\":\"x\",\"a\":\"x\"}", "{\"a\" :\"x\"}",
		"{\"a\":\"0123456789abcdef", "{\"a\":\"0123456789abcde\\"};
	struct cl_arena a = {0};
	struct cl_flat f;
	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct cl_err err = {0};
		char *own = tight(bad[i], strlen(bad[i]));
		assert_int_equal(cl_flat_read(own, &a, &f, &err), -1);
		assert_int_equal(err.code, CL_E_CHAIN);
		free(own);
	}
	cl_arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(every_byte_at_every_place_comes_back),
		cmocka_unit_test(what_was_not_written_here_is_refused)};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
