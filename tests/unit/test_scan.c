/* A file that is looked at in halves is found to be what it is as a whole. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include "base/utf8.h"
#include "rec/scan.h"

static uint64_t seed = 20261128;

static size_t rnd(size_t n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (size_t)(seed >> 33) % n;
}

static struct cl_scanned scanned(const char *s, size_t n)
{
	struct cl_scanned out;
	FILE *f = tmpfile();
	assert_non_null(f);
	assert_int_equal(fwrite(s, 1, n, f), n);
	assert_int_equal(fflush(f), 0);
	assert_int_equal(cl_scan(fileno(f), 0, &out), 0);
	fclose(f);
	return out;
}

static size_t fill(char *s, size_t n)
{
	static const char *const bits[] = {"a", "汉", "\n", "é", "𠮷", "字段,"};
	size_t at = 0;
	while (at + 8 < n) {
		const char *b = bits[rnd(6)];
		memcpy(s + at, b, strlen(b));
		at += strlen(b);
	}
	return at;
}

static void the_first_bad_byte(void **state)
{
	enum { ROOM = 1400000 };
	char *s = malloc(ROOM);
	int bad = 0, nul = 0;
	(void)state;
	assert_non_null(s);
	for (int i = 0; i < 100; i++) {
		size_t n = fill(s, i % 10 == 0 ? rnd(100) + 9 : ROOM - rnd(100)), half = n / 2;
		for (size_t k = rnd(3); k > 0; k--) { /* in the middle, or anywhere */
			size_t at = rnd(2) && n > 100 ? half - 8 + rnd(16) : rnd(n);
			s[at] = "\x80\xff\x00\xe6"[rnd(4)];
		}
		n -= rnd(4);
		const char *z = memchr(s, 0, n);
		size_t good = cl_utf8_valid(s, n);
		struct cl_scanned have = scanned(s, n);
		if (z != NULL) {
			assert_int_equal(have.nul, (size_t)(z - s));
			nul++;
			continue;
		}
		assert_true(have.nul == SIZE_MAX);
		assert_int_equal(have.size, n);
		assert_int_equal(have.bad, good == n ? SIZE_MAX : good);
		bad += good != n;
	}
	assert_in_range(bad, 20, 80);
	assert_in_range(nul, 6, 80);
	free(s);
}

static void nothing(void **state)
{
	(void)state;
	struct cl_scanned have = scanned("", 0);
	assert_true(have.size == 0 && have.nul == SIZE_MAX && have.bad == SIZE_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_bad_byte), cmocka_unit_test(nothing)};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
