#include "base/utf8.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <utf8proc.h>

static void only_strict_utf8_is_valid(void **state)
{
	static const struct {
		const char *text;
		size_t valid;
	} cases[] = {{"", 0}, {"plain ascii of some length", 26}, {"张三", 6}, {"a\xC3\xA9", 3},
		{"\xF0\xA0\x80\x80", 4}, {"\xF4\x8F\xBF\xBF", 4}, {"\xEF\xBF\xBF", 3}, {"\x7F", 1},
		{"\xF4\x90\x80\x80", 0}, {"\xF5\x80\x80\x80", 0}, {"\xED\xA0\x80", 0},
		{"\xED\xBF\xBF", 0}, {"\xED\x9F\xBF", 3}, {"\xEE\x80\x80", 3}, {"\xC0\x80", 0},
		{"\xC1\xBF", 0}, {"\xC2\x80", 2}, {"\xE0\x9F\xBF", 0}, {"\xE0\xA0\x80", 3},
		{"\xF0\x8F\xBF\xBF", 0}, {"\xF0\x90\x80\x80", 4}, {"\x80", 0}, {"\xBF", 0},
		{"\xFE", 0}, {"\xFF", 0}, {"ab\xE5\xBC", 2}, {"ab\xE5", 2}, {"12345678\xFF", 8},
		{"1234567\xFF", 7}, {"\xC3", 0}, {"\xC3(", 0}, {"\xE5\xBC(", 0},
		{"\xF0\xA0\x80(", 0}, {"\xE5(\x80", 0}, {"\xF0(\x80\x80", 0}, {"张\xE4", 3}};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_int_equal(
			cl_utf8_valid(cases[i].text, strlen(cases[i].text)), cases[i].valid);
	assert_int_equal(cl_utf8_valid("张三", 5), 3);
}

/* What another decoder makes of it, a character at a time. */
static size_t by_the_library(const char *s, size_t n)
{
	size_t i = 0;
	while (i < n) {
		utf8proc_int32_t cp;
		utf8proc_ssize_t len = utf8proc_iterate(
			(const utf8proc_uint8_t *)s + i, (utf8proc_ssize_t)(n - i), &cp);
		if (len <= 0)
			break;
		i += (size_t)len;
	}
	return i;
}

static size_t rnd(size_t n)
{
	static uint64_t seed = 1;
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (size_t)(seed >> 33) % n;
}

static void long_texts_are_looked_at_as_strictly(void **state)
{
	static const char *const bits[] = {"a", "0", "张", "，", "é", "\xF0\xA0\x80\x80",
		"\xE1\x80\x80", "\xED\x9F\xBF", "\xEE\x80\x80", "\xF4\x8F\xBF\xBF", "\xE0\xA0\x80",
		"\xC2\x80"};
	static const unsigned char odd[] = {0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0,
		0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xED, 0xEF, 0xF0, 0xF1, 0xF4, 0xF5, 0xFF};
	int wrong = 0;
	char s[512];

	(void)state;
	for (int k = 0; k < 300000; k++) {
		size_t n = 0, kinds = rnd(2) == 0 ? 4 : sizeof bits / sizeof *bits;
		for (size_t left = rnd(rnd(2) == 0 ? 40 : 150); left > 0 && n < 500; left--) {
			const char *b = bits[rnd(kinds)];
			memcpy(s + n, b, strlen(b));
			n += strlen(b);
		}
		if (n > 0 && rnd(3) > 0)
			s[rnd(n)] = (char)odd[rnd(sizeof odd)];
		n -= n > 0 && rnd(3) == 0;
		size_t want = by_the_library(s, n);
		assert_int_equal(cl_utf8_valid(s, n), want);
		wrong += want < n;
	}
	assert_in_range(wrong, 100000, 250000);
}

static int is_text(uint32_t cp)
{
	return cp < 0xD800 || cp > 0xDFFF;
}

static void every_code_point_comes_back_as_it_was_put(void **state)
{
	struct cl_buf b = {0};

	(void)state;
	for (uint32_t cp = 1; cp <= 0x10FFFF; cp++) {
		uint32_t back;

		if (!is_text(cp))
			continue;
		cl_buf_reset(&b);
		cl_utf8_put(&b, cp);
		if (cl_utf8_valid(b.p, b.n) != b.n || (size_t)cl_utf8_get(b.p, &back) != b.n ||
			back != cp || cl_utf8_count(b.p) != 1)
			fail_msg("U+%04X", cp);
	}
	cl_buf_free(&b);
}

static void wide_characters_take_two_columns_and_marks_none(void **state)
{
	(void)state;
	assert_int_equal(cl_utf8_width(""), 0);
	assert_int_equal(cl_utf8_width("abc"), 3);
	assert_int_equal(cl_utf8_width("张三a"), 5);
	assert_int_equal(cl_utf8_width("ＡＢ（"), 6);
	assert_int_equal(cl_utf8_width("\xF0\xA0\x80\x80\xF0\xB1\x8D\x90"), 4);
	assert_int_equal(cl_utf8_width("e\xCC\x81"), 1);
	assert_int_equal(cl_utf8_width("\t\n\x7F"), 0);
	assert_int_equal(cl_utf8_width("阿依古丽·买买提"), 15);
	assert_int_equal(cl_utf8_count("阿依古丽·买买提"), 8);
}

static void han_are_the_ideographs_of_all_planes(void **state)
{
	(void)state;
	assert_true(cl_is_han(0x4E00));
	assert_true(cl_is_han(0x9FFF));
	assert_true(cl_is_han(0x3400));
	assert_true(cl_is_han(0x3007));
	assert_true(cl_is_han(0xF900));
	assert_true(cl_is_han(0x20000));
	assert_true(cl_is_han(0x3134A));
	assert_false(cl_is_han(0x4DC0));
	assert_false(cl_is_han(0xA000));
	assert_false(cl_is_han(0x3042));
	assert_false(cl_is_han('a'));
	assert_false(cl_is_han(0xE000));
}

static void blanks_are_those_that_departments_type(void **state)
{
	static const uint32_t blank[] = {' ', '\t', '\n', '\r', '\v', '\f', 0xA0, 0x2000, 0x200B,
		0x3000, 0xFEFF, 0x202F, 0x205F};
	static const uint32_t other[] = {'a', 0, 8, 14, 0x1F, 0x200C, 0x1FFF, 0x2028, 0x3001, 0x85};

	(void)state;
	for (size_t i = 0; i < sizeof(blank) / sizeof(*blank); i++)
		assert_true(cl_is_blank(blank[i]));
	for (size_t i = 0; i < sizeof(other) / sizeof(*other); i++)
		assert_false(cl_is_blank(other[i]));
}

static void trimmed(const char *text, const char *expected)
{
	size_t n = strlen(text);

	cl_trim(&text, &n);
	assert_int_equal(n, strlen(expected));
	assert_memory_equal(text, expected, n);
}

static void blanks_go_from_both_ends_and_stay_inside(void **state)
{
	(void)state;
	trimmed("", "");
	trimmed(" \t\r\n", "");
	trimmed("　\xC2\xA0 ", "");
	trimmed("张三", "张三");
	trimmed("　 张 三\xE2\x80\x8B\xEF\xBB\xBF ", "张 三");
	trimmed("\xEF\xBB\xBF名称", "名称");
	trimmed("é ", "é");
	trimmed(" \xF0\xA0\x80\x80 ", "\xF0\xA0\x80\x80");
}

static void folds(const char *text, const char *expected)
{
	struct cl_buf out = {0};

	assert_int_equal(cl_fold(text, strlen(text), &out), 0);
	assert_string_equal(cl_buf_cstr(&out), expected);
	assert_int_equal(out.n, strlen(expected));
	cl_buf_free(&out);
}

static void a_matching_key_knows_no_width_case_or_blanks(void **state)
{
	(void)state;
	folds("", "");
	folds("   　", "");
	folds("衡阳市 ABC（湖南）有限公司", "衡阳市abc(湖南)有限公司");
	folds("ＡＢＣ　ｄ１", "abcd1");
	folds("STRASSE Straße", "strassestrasse");
	folds("Ⅷ号①", "viii号1");
	folds("ﾃｽﾄ", "テスト");
	folds("e\xCC\x81", "é");
	folds("张\xEF\xB8\x80三", "张三");
	folds("张\xC2\xAD三\xE2\x80\x8D\xEF\xBB\xBF", "张三");
	folds("\xEF\xA4\x80", "豈");
	folds("⼀", "一");
	folds("\xF0\xA0\x80\x80", "\xF0\xA0\x80\x80");
	folds("䶮", "䶮");
}

static void all_middle_dots_are_one_and_all_dashes_are_one(void **state)
{
	static const char *const dots[] = {"·", "•", "・", "‧", "∙", "･", "⋅", "⸱", "\xCE\x87"};
	static const char *const dashes[] = {
		"-", "－", "‐", "‑", "‒", "–", "—", "―", "−", "﹣", "﹘"};
	char text[64], expected[64];

	(void)state;
	snprintf(expected, sizeof(expected), "阿依·买");
	for (size_t i = 0; i < sizeof(dots) / sizeof(*dots); i++) {
		snprintf(text, sizeof(text), "阿依%s买", dots[i]);
		folds(text, expected);
		snprintf(text, sizeof(text), "阿依 %s 买\xE2\x80\x8D", dots[i]);
		folds(text, expected);
	}
	for (size_t i = 0; i < sizeof(dashes) / sizeof(*dashes); i++) {
		snprintf(text, sizeof(text), "甲%s乙", dashes[i]);
		folds(text, "甲-乙");
	}
}

static void a_key_is_appended_and_what_was_there_stays(void **state)
{
	struct cl_buf out = {0};

	(void)state;
	cl_buf_str(&out, "x");
	assert_int_equal(cl_fold("Ａé", strlen("Ａé"), &out), 0);
	assert_string_equal(out.p, "xaé");
	assert_int_equal(cl_fold("é张", 2, &out), 0);
	assert_string_equal(out.p, "xaéé");
	cl_buf_free(&out);
}

static void text_that_is_refused_leaves_the_key_as_it_was(void **state)
{
	struct cl_buf out = {0};

	(void)state;
	cl_buf_str(&out, "before");
	assert_int_equal(cl_fold("é\xFF\xFF", 4, &out), -1);
	assert_string_equal(out.p, "before");
	assert_int_equal(out.n, 6);
	cl_buf_free(&out);
}

static void a_text_of_any_length_is_folded(void **state)
{
	struct cl_buf text = {0}, out = {0};

	(void)state;
	for (int i = 0; i < 5000; i++)
		cl_buf_str(&text, "ﷺ"); /* 18 characters each */
	assert_int_equal(cl_fold(text.p, text.n, &out), 0);
	/* Its three blanks are dropped. */
	assert_int_equal(cl_utf8_count(out.p), 5000 * 15);
	cl_buf_free(&text);
	cl_buf_free(&out);
}

static void folding_twice_changes_nothing(void **state)
{
	struct cl_buf text = {0}, once = {0}, twice = {0};

	(void)state;
	for (uint32_t cp = 1; cp <= 0x10FFFF; cp++) {
		if (!is_text(cp))
			continue;
		cl_buf_reset(&text);
		cl_buf_reset(&once);
		cl_buf_reset(&twice);
		cl_buf_str(&text, "e");
		cl_utf8_put(&text, cp);
		assert_int_equal(cl_fold(text.p, text.n, &once), 0);
		assert_int_equal(cl_fold(cl_buf_cstr(&once), once.n, &twice), 0);
		if (strcmp(cl_buf_cstr(&once), cl_buf_cstr(&twice)))
			fail_msg("U+%04X", cp);
	}
	cl_buf_free(&text);
	cl_buf_free(&once);
	cl_buf_free(&twice);
}

/* A variation selector is dropped from the key and sends the text the slow way. */
static void the_quick_way_and_the_slow_way_agree(void **state)
{
	struct cl_buf text = {0}, quick = {0}, slow = {0};

	(void)state;
	for (uint32_t cp = 1; cp <= 0xFFFF; cp++) {
		if (!is_text(cp))
			continue;
		cl_buf_reset(&text);
		cl_buf_reset(&quick);
		cl_buf_reset(&slow);
		cl_buf_add(&text, "张9z三丰", 3 + cp % 3); /* wherever it may stand */
		for (uint32_t k = cp / 3 % 6; k > 0; k--)
			cl_buf_str(&text, "龍");
		cl_utf8_put(&text, cp);
		if (cp % 5 > 0)
			cl_buf_str(&text, "〔2026〕第1号有限公司");
		assert_int_equal(cl_fold(text.p, text.n, &quick), 0);
		cl_utf8_put(&text, 0xFE00);
		assert_int_equal(cl_fold(text.p, text.n, &slow), 0);
		if (strcmp(quick.p, slow.p))
			fail_msg("U+%04X", cp);
	}
	cl_buf_free(&text);
	cl_buf_free(&quick);
	cl_buf_free(&slow);
}

static void only_full_width_ascii_is_made_half_width(void **state)
{
	struct cl_buf out = {0};
	const char *text = "ＡＢ　～！张①é。·ﾃ";

	(void)state;
	cl_halfwidth(text, strlen(text), &out);
	assert_string_equal(out.p, "AB ~!张①é。·ﾃ");
	cl_halfwidth("９９", 3, &out);
	assert_string_equal(out.p, "AB ~!张①é。·ﾃ9");
	cl_buf_free(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_strict_utf8_is_valid),
		cmocka_unit_test(long_texts_are_looked_at_as_strictly),
		cmocka_unit_test(every_code_point_comes_back_as_it_was_put),
		cmocka_unit_test(wide_characters_take_two_columns_and_marks_none),
		cmocka_unit_test(han_are_the_ideographs_of_all_planes),
		cmocka_unit_test(blanks_are_those_that_departments_type),
		cmocka_unit_test(blanks_go_from_both_ends_and_stay_inside),
		cmocka_unit_test(a_matching_key_knows_no_width_case_or_blanks),
		cmocka_unit_test(all_middle_dots_are_one_and_all_dashes_are_one),
		cmocka_unit_test(a_key_is_appended_and_what_was_there_stays),
		cmocka_unit_test(text_that_is_refused_leaves_the_key_as_it_was),
		cmocka_unit_test(a_text_of_any_length_is_folded),
		cmocka_unit_test(folding_twice_changes_nothing),
		cmocka_unit_test(the_quick_way_and_the_slow_way_agree),
		cmocka_unit_test(only_full_width_ascii_is_made_half_width),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
