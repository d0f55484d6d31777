#include "rules/datecell.h"
#include "base/date.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static struct cl_datecell parse(const char *text)
{
	struct cl_datecell c;

	memset(&c, 0xA5, sizeof(c));
	cl_datecell_parse(text, &c);
	return c;
}

static void kind(const char *text, enum cl_datecell_kind expected)
{
	struct cl_datecell c = parse(text);

	if (c.kind != expected)
		fail_msg("\"%s\": kind %d, not %d", text, (int)c.kind, (int)expected);
	if (expected != CL_DC_DAY && expected != CL_DC_UNTIL && expected != CL_DC_RANGE &&
		expected != CL_DC_RANGE_EITHER)
		assert_int_equal(c.day, CL_NODAY);
	if (expected != CL_DC_RANGE && expected != CL_DC_RANGE_EITHER)
		assert_int_equal(c.day2, CL_NODAY);
	assert_true(c.kind == CL_DC_RANGE || c.kind == CL_DC_RANGE_EITHER || !c.open2);
}

static void day(const char *text, const char *iso, int clock)
{
	struct cl_datecell c = parse(text);
	char out[11];

	kind(text, CL_DC_DAY);
	if (strcmp(cl_day_format(c.day, out), iso) || c.clock != clock)
		fail_msg("\"%s\": %s, clock %d", text, out, c.clock);
	assert_int_equal(cl_datecell_day(&c, CL_DO_UNKNOWN), c.day);
}

static void range(const char *text, const char *from, const char *to)
{
	struct cl_datecell c = parse(text);
	char out[11];

	kind(text, CL_DC_RANGE);
	assert_string_equal(cl_day_format(c.day, out), from);
	assert_string_equal(cl_day_format(c.day2, out), to);
	assert_int_equal(c.open2, !*to);
}

static void either(const char *text, int a, int b, int y, int clock)
{
	struct cl_datecell c = parse(text);

	kind(text, CL_DC_EITHER);
	assert_int_equal(c.a, a);
	assert_int_equal(c.b, b);
	assert_int_equal(c.y, y);
	assert_int_equal(c.clock, clock);
}

static void until(const char *text, const char *iso)
{
	struct cl_datecell c = parse(text);
	char out[11];

	kind(text, CL_DC_UNTIL);
	assert_string_equal(cl_day_format(c.day, out), iso);
}

/* from "": the range is bad under that order; to "": it is open. */
static void settled(const char *text, enum cl_dateorder order, const char *from, const char *to)
{
	struct cl_datecell c = parse(text);
	char out[11];

	kind(text, CL_DC_RANGE_EITHER);
	cl_datecell_settle(&c, order);
	if (!*from) {
		assert_int_equal(c.kind, CL_DC_BAD);
		return;
	}
	assert_int_equal(c.kind, CL_DC_RANGE);
	assert_string_equal(cl_day_format(c.day, out), from);
	assert_int_equal(c.open2, !*to);
	if (*to)
		assert_string_equal(cl_day_format(c.day2, out), to);
}

static void a_day_with_the_year_first_is_a_day_whatever_its_marks(void **state)
{
	(void)state;
	day("2021/5/24", "2021-05-24", 0);
	day("2021-05-01", "2021-05-01", 0);
	day("2021.8.11", "2021-08-11", 0);
	day("20210524", "2021-05-24", 0);
	day("2021年10月10日", "2021-10-10", 0);
	day("2021年10月10号", "2021-10-10", 0);
	day("2021年10月10", "2021-10-10", 0);
	day("2021/12/13", "2021-12-13", 0);
	day("2021.5.24.", "2021-05-24", 0);
	day("2021.5.24. 9:26", "2021-05-24", 1);
}

static void numbers_may_be_written_in_chinese(void **state)
{
	(void)state;
	day("二〇二一年五月二十四日", "2021-05-24", 0);
	day("二零二一年十月十日", "2021-10-10", 0);
	day("二○二一年十二月三十一日", "2021-12-31", 0);
	day("二〇二一年十一月二十日", "2021-11-20", 0);
	day("一九九九年一月〇五日", "1999-01-05", 0);
	day("2021年五月5日", "2021-05-05", 0);
	range("二〇二一年一月一日至二〇二二年十二月三十一日", "2021-01-01", "2022-12-31");
	kind("二〇二一年五月", CL_DC_INCOMPLETE);
	kind("二〇二一年十三月一日", CL_DC_BAD);
	kind("二〇二一年二月三十日", CL_DC_BAD);
	kind("二千零二十一年五月一日", CL_DC_BAD);
	kind("二〇二一年十十月一日", CL_DC_BAD);
}

static void departments_write_blanks_tabs_and_full_width_digits(void **state)
{
	(void)state;
	day("  2021/5/24 ", "2021-05-24", 0);
	day("\t2021 年 10 月 10 日\r\n", "2021-10-10", 0);
	day("2021 - 05 - 01", "2021-05-01", 0);
	day("２０２１／５／２４", "2021-05-24", 0);
	day("２０２１年５月２４日", "2021-05-24", 0);
	day("2021－05－01", "2021-05-01", 0);
	day("2021—05—01", "2021-05-01", 0);
	day("2021．8．11", "2021-08-11", 0);
	day("　2021-05-01\xC2\xA0", "2021-05-01", 0);
	day("2021年10月\n10日", "2021-10-10", 0);
}

static void a_time_of_day_is_dropped_and_noted(void **state)
{
	(void)state;
	day("2022-01-02 00:00:00", "2022-01-02", 1);
	day("2022-01-02T00:00:00", "2022-01-02", 1);
	day("2022-01-02T09:26:42.123", "2022-01-02", 1);
	day("2022-01-02T09:26:42+08:00", "2022-01-02", 1);
	day("2022-01-02 9:26", "2022-01-02", 1);
	day("2022/1/2 23:59:59.0", "2022-01-02", 1);
	day("2022.1.2 24:00", "2022-01-02", 1);
	day("2022年1月2日 9时26分", "2022-01-02", 1);
	day("2022年1月2日9时26分42秒", "2022-01-02", 1);
	day("2022年1月2日9时", "2022-01-02", 1);
	day("2022年1月2日09:26", "2022-01-02", 1);
	day("2022-01-02　09：26", "2022-01-02", 1);
	day("2022/1/2 3:20:00 PM", "2022-01-02", 1);
	day("2022/1/2 下午 3:20:00", "2022-01-02", 1);
	day("20220102 09:26:42", "2022-01-02", 1);
	day("20220102092642", "2022-01-02", 1);
	day("44327.5", "2021-05-11", 1);
	day("2021-05-24T00:00:00Z", "2021-05-24", 1);
	day("2021-05-24T15:59:59.9Z", "2021-05-24", 1);
	day("2021-05-24T08:00:00+00:00", "2021-05-24", 1);
}

static void a_wrong_time_or_a_foreign_zone_is_no_date(void **state)
{
	static const char *const texts[] = {"2022-01-02 25:00", "2022-01-02 9:60",
		"2022-01-02 9:26:61", "2022-01-02 9:", "2022-01-02 9", "2022-01-02T",
		"2022-01-02T09", "2022-01-02 9:26:", "2022-01-01T16:00:00Z",
		"2022-01-01T16:00:00+00:00", "2022-01-01 24:00Z", "2022-01-01T00:00:00+09:00",
		"2022-01-02 123:00", "2022-01-02 09:26x", "20220102252642", "20220102096042",
		"20220102092660", "20220102092642x", "T09:26"};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		kind(texts[i], CL_DC_BAD);
}

static void serials_of_spreadsheets_are_days_within_their_limits(void **state)
{
	(void)state;
	day("44327", "2021-05-11", 0);
	day("20000", "1954-10-03", 0);
	day("80000", "2119-01-11", 0);
	day(" ４４３２７ ", "2021-05-11", 0);
	kind("19999", CL_DC_BAD);
	kind("80001", CL_DC_BAD);
	kind("44327.", CL_DC_BAD);
	kind("443270", CL_DC_BAD);
	kind("-44327", CL_DC_BAD);
}

static void a_date_with_the_year_last_is_the_columns_matter(void **state)
{
	(void)state;
	either("14/6/2024 09:26:42", 14, 6, 2024, 1);
	either("6/14/2024", 6, 14, 2024, 0);
	either("5/6/2024", 5, 6, 2024, 0);
	either("05-06-2024", 5, 6, 2024, 0);
	either("5.6.2024", 5, 6, 2024, 0);
	either("６／６／２０２４", 6, 6, 2024, 0);
	either("29/2/2024", 29, 2, 2024, 0);
	either(" 1 / 2 / 2024 ", 1, 2, 2024, 0);
}

static void no_order_of_numbers_makes_a_wrong_date_right(void **state)
{
	static const char *const texts[] = {"31/2/2024", "29/2/2023", "13/13/2024", "0/6/2024",
		"6/0/2024", "32/1/2024", "5/6/24", "5/6/202", "5/6/20244", "5/6-2024", "5-6/2024",
		"100/6/2024", "5/100/2024", "5/6/0000", "5/6", "5//6/2024"};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		kind(texts[i], CL_DC_BAD);
}

static void two_days_in_one_cell_are_a_range(void **state)
{
	(void)state;
	range("2020/7/17-2021/1/16", "2020-07-17", "2021-01-16");
	range("2020-7-17-2021-1-16", "2020-07-17", "2021-01-16");
	range("2020.7.17—2021.1.16", "2020-07-17", "2021-01-16");
	range("2020.7.17——2021.1.16", "2020-07-17", "2021-01-16");
	range("2020/7/17~2021/1/16", "2020-07-17", "2021-01-16");
	range("2020/7/17～2021/1/16", "2020-07-17", "2021-01-16");
	range("2020/7/17 － 2021/1/16", "2020-07-17", "2021-01-16");
	range("2020年7月17日至2021年1月16日", "2020-07-17", "2021-01-16");
	range("2020年7月17日起至2021年1月16日止", "2020-07-17", "2021-01-16");
	range("2020年7月17日 到 2021年1月16日", "2020-07-17", "2021-01-16");
	range("20200717-20210116", "2020-07-17", "2021-01-16");
	range("2020-07-17 00:00:00至2021-01-16 00:00:00", "2020-07-17", "2021-01-16");
	range("44029-44212", "2020-07-17", "2021-01-16");
	range("自2026年1月5日起至2027年1月4日止", "2026-01-05", "2027-01-04");
	range("从2026年1月5日到2027年1月4日", "2026-01-05", "2027-01-04");
	range("自 2026-1-5 至长期", "2026-01-05", "");
	assert_true(parse("2020-07-17 00:00:00至2021-01-16").clock);
	assert_false(parse("2020-07-17至2021-01-16").clock);
}

static void the_days_of_a_range_may_be_the_columns_matter(void **state)
{
	(void)state;
	settled("01/02/2024-13/02/2025", CL_DO_DMY, "2024-02-01", "2025-02-13");
	settled("01/02/2024-13/02/2025", CL_DO_MDY, "", "");
	settled("01/02/2024-13/02/2025", CL_DO_UNKNOWN, "", "");
	settled("1.2.2024至3.4.2025", CL_DO_MDY, "2024-01-02", "2025-03-04");
	settled("17/7/2020-16/1/2021", CL_DO_DMY, "2020-07-17", "2021-01-16");
	settled("2020/7/17-16/1/2021", CL_DO_DMY, "2020-07-17", "2021-01-16");
	settled("17/7/2020-2021/1/16", CL_DO_DMY, "2020-07-17", "2021-01-16");
	settled("17/7/2020-长期", CL_DO_DMY, "2020-07-17", "");
	settled("17/7/2020-31/12/9999", CL_DO_DMY, "2020-07-17", "");
	settled("6/6/2024-7/7/2024", CL_DO_UNKNOWN, "2024-06-06", "2024-07-07");
}

static void a_day_that_is_said_to_be_the_last_is_an_end(void **state)
{
	(void)state;
	until("2027年1月4日止", "2027-01-04");
	until("2027-01-04止", "2027-01-04");
	until("至2021-05-01", "2021-05-01");
	until("截至2027年1月4日", "2027-01-04");
	until("截止 2027年1月4日止", "2027-01-04");
	kind("2027年1月止", CL_DC_INCOMPLETE);
	kind("9999-12-31止", CL_DC_OPEN);
	kind("至长期", CL_DC_OPEN);
	kind("1/2/2027止", CL_DC_BAD);
	kind("2027年1月4日止x", CL_DC_BAD);
	kind("自2026年1月5日", CL_DC_BAD);
	kind("自2026年1月5日起", CL_DC_BAD);
	kind("2027年1月4日止至2028年1月1日", CL_DC_BAD);
}

static void the_second_day_of_a_range_may_be_open(void **state)
{
	(void)state;
	range("2020/7/17-长期", "2020-07-17", "");
	range("2020年7月17日至永久", "2020-07-17", "");
	range("2020/7/17至无期限", "2020-07-17", "");
	range("2020/7/17-9999/12/31", "2020-07-17", "");
	range("2020/7/17-2099-12-31", "2020-07-17", "");
	range("2020/7/17-9999-9-9", "2020-07-17", "");
}

static void a_range_needs_two_days(void **state)
{
	static const char *const texts[] = {"2020/7/17-", "-2021/1/16", "2020/7/17-8/16",
		"2020/7/17至", "长期-2021/1/16", "2020/7/17-2021/1/32", "2020/7/32-2021/1/16",
		"2020/7/17 2021/1/16", "2020/7/17-2021/1/16-2022/1/1", "2020/7/17起",
		"2020年7月17日至8月16日", "2020/7/17-无"};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		kind(texts[i], CL_DC_BAD);
}

static void a_year_and_perhaps_a_month_is_incomplete_and_not_wrong(void **state)
{
	static const char *const texts[] = {"2021年度2  月", "2021年度", "2021年", "2021年5月",
		"2021-05", "2021.8", "2021/8", "2021", "202105", " ２０２１年５月 ",
		"2021年 度 12 月", "2020-2021", "2020年-2021年", "2020.7-2021.8", "2020-07-2021-08",
		"2020年7月至2021年1月", "2020年7月-长期", "2020/7/17-2021年"};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		kind(texts[i], CL_DC_INCOMPLETE);
}

static void a_month_that_does_not_exist_is_wrong(void **state)
{
	static const char *const texts[] = {"2021-13", "2021-00", "2021.0", "2021年13月",
		"2021年0月", "202113", "2021年度13月", "0000年", "1899", "2101", "210113",
		"2021年5", "2021年123月"};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		kind(texts[i], CL_DC_BAD);
}

static void every_spelling_of_nothing_is_empty(void **state)
{
	static const char *const texts[] = {"", " ", "　", "/", "-", "无", "暂无", "null", "NULL",
		"Null", "\\N", "N/A", "n/a", " / ", "—", "——", "//", "－", "／", "ＮＵＬＬ",
		"无\n"};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		kind(texts[i], CL_DC_EMPTY);
}

static void every_spelling_of_no_end_is_open(void **state)
{
	static const char *const texts[] = {"长期", "无期限", "无限期", "不限期", "永久",
		"1900-1-1", "1900/01/01", "9999-9-9", "9999-12-31", "99991231", "2099-12-31",
		"2099年12月31日", "9999-12-31 00:00:00", "1900.1.1", "1/1/1900", "31/12/9999",
		"12/31/2099", "9/9/9999", " 长期 ", "长期有效", "73050"};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		kind(texts[i], CL_DC_OPEN);
	day("1900-1-2", "1900-01-02", 0);
	day("9999-12-30", "9999-12-30", 0);
	day("2099-12-30", "2099-12-30", 0);
	day("9999-9-8", "9999-09-08", 0);
}

static void what_is_no_date_is_bad(void **state)
{
	static const char *const texts[] = {"abc", "2021-02-29", "2021/13/12", "2021/4/31",
		"2021-5-32", "2021-5-0", "20210231", "20211301", "2021年2月30日", "5月24日",
		"210524", "2021-5-24-", "2021-5-240", "2021/5-24", "2021 5 24", "2021-5-24x",
		"x2021-5-24", "0000-01-01", "21-5-24", "1", "99999", "2021年5月24日前", "约2021年",
		"?", "2021-05-24,2021-05-25", "9.111E+17", "2021-05-012021-05-02",
		"123456789012345678901234567890", "至", "~", "年月日", "/5/", "--5"};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		kind(texts[i], CL_DC_BAD);
}

static void a_text_longer_than_any_date_is_bad_and_does_no_harm(void **state)
{
	char text[1024];

	(void)state;
	for (size_t n = 100; n < 200; n++) {
		memset(text, '1', n);
		text[n] = '\0';
		kind(text, CL_DC_BAD);
	}
	memset(text, ' ', 1000);
	strcpy(text + 1000, "2021-05-01");
	day(text, "2021-05-01", 0);
	text[0] = '\0';
	for (int i = 0; i < 60; i++)
		strcat(text, "长期");
	kind(text, CL_DC_BAD);
}

static struct cl_dateproof proof(const char *const *cells, size_t n)
{
	struct cl_dateproof p = {0};

	for (size_t i = 0; i < n; i++) {
		struct cl_datecell c = parse(cells[i]);

		cl_dateproof_add(&p, &c, (long)i + 2);
	}
	return p;
}

#define PROOF(...)                                                                                 \
	proof((const char *const[]){__VA_ARGS__},                                                  \
		sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

static void one_number_over_twelve_decides_the_whole_column(void **state)
{
	struct cl_dateproof p =
		PROOF("5/6/2024", "2024-05-01", "14/6/2024", "15/6/2024", "6/6/2024", "");

	(void)state;
	assert_int_equal(cl_dateproof_decide(&p), CL_DO_DMY);
	assert_int_equal(p.only_dmy, 2);
	assert_int_equal(p.row_dmy, 4);
	assert_int_equal(p.either, 1);
	assert_int_equal(p.row_either, 2);
	assert_int_equal(p.same, 1);
	assert_int_equal(p.only_mdy, 0);
	assert_int_equal(p.row_mdy, 0);
	p = PROOF("5/6/2024", "6/14/2024");
	assert_int_equal(cl_dateproof_decide(&p), CL_DO_MDY);
	assert_int_equal(p.row_mdy, 3);
	p = PROOF("1/2/2024-13/2/2025", "3/4/2024");
	assert_int_equal(cl_dateproof_decide(&p), CL_DO_DMY);
	p = PROOF("1/2/2024-2/13/2025");
	assert_int_equal(cl_dateproof_decide(&p), CL_DO_MDY);
}

static void a_column_that_proves_both_ways_says_so(void **state)
{
	struct cl_dateproof p = PROOF("13/12/2024", "12/13/2024");

	(void)state;
	assert_int_equal(cl_dateproof_decide(&p), CL_DO_BOTH);
}

static void a_column_that_proves_nothing_is_unknown(void **state)
{
	struct cl_dateproof p = PROOF("5/6/2024", "12/11/2024");

	(void)state;
	assert_int_equal(cl_dateproof_decide(&p), CL_DO_UNKNOWN);
	assert_int_equal(p.either, 2);
	p = PROOF("5/6/2024-7/8/2024");
	assert_int_equal(cl_dateproof_decide(&p), CL_DO_UNKNOWN);
	assert_int_equal(p.either, 2);
	p = PROOF("6/6/2024", "2024-05-13", "长期", "2024年", "x");
	assert_int_equal(cl_dateproof_decide(&p), CL_DO_UNKNOWN);
	assert_int_equal(p.either, 0);
	assert_int_equal(p.same, 1);
}

static void an_open_end_proves_an_order_too(void **state)
{
	struct cl_dateproof p = PROOF("5/6/2024", "31/12/9999");

	(void)state;
	assert_int_equal(cl_dateproof_decide(&p), CL_DO_DMY);
}

static void a_cell_becomes_a_day_by_the_columns_order(void **state)
{
	struct cl_datecell c = parse("5/6/2024"), proved = parse("14/6/2024"),
			   same = parse("6/6/2024"), range_cell = parse("2020/7/17-2021/1/16"),
			   none = parse("2021年");

	(void)state;
	assert_int_equal(cl_datecell_day(&c, CL_DO_DMY), cl_day(2024, 6, 5));
	assert_int_equal(cl_datecell_day(&c, CL_DO_MDY), cl_day(2024, 5, 6));
	assert_int_equal(cl_datecell_day(&c, CL_DO_UNKNOWN), CL_NODAY);
	assert_int_equal(cl_datecell_day(&c, CL_DO_BOTH), CL_NODAY);
	assert_int_equal(cl_datecell_day(&proved, CL_DO_DMY), cl_day(2024, 6, 14));
	assert_int_equal(cl_datecell_day(&proved, CL_DO_MDY), CL_NODAY);
	assert_int_equal(cl_datecell_day(&proved, CL_DO_UNKNOWN), CL_NODAY);
	assert_int_equal(cl_datecell_day(&same, CL_DO_UNKNOWN), cl_day(2024, 6, 6));
	assert_int_equal(cl_datecell_day(&range_cell, CL_DO_UNKNOWN), cl_day(2020, 7, 17));
	assert_int_equal(cl_datecell_day(&none, CL_DO_DMY), CL_NODAY);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_day_with_the_year_first_is_a_day_whatever_its_marks),
		cmocka_unit_test(departments_write_blanks_tabs_and_full_width_digits),
		cmocka_unit_test(numbers_may_be_written_in_chinese),
		cmocka_unit_test(a_time_of_day_is_dropped_and_noted),
		cmocka_unit_test(a_wrong_time_or_a_foreign_zone_is_no_date),
		cmocka_unit_test(serials_of_spreadsheets_are_days_within_their_limits),
		cmocka_unit_test(a_date_with_the_year_last_is_the_columns_matter),
		cmocka_unit_test(no_order_of_numbers_makes_a_wrong_date_right),
		cmocka_unit_test(two_days_in_one_cell_are_a_range),
		cmocka_unit_test(the_days_of_a_range_may_be_the_columns_matter),
		cmocka_unit_test(the_second_day_of_a_range_may_be_open),
		cmocka_unit_test(a_day_that_is_said_to_be_the_last_is_an_end),
		cmocka_unit_test(a_range_needs_two_days),
		cmocka_unit_test(a_year_and_perhaps_a_month_is_incomplete_and_not_wrong),
		cmocka_unit_test(a_month_that_does_not_exist_is_wrong),
		cmocka_unit_test(every_spelling_of_nothing_is_empty),
		cmocka_unit_test(every_spelling_of_no_end_is_open),
		cmocka_unit_test(what_is_no_date_is_bad),
		cmocka_unit_test(a_text_longer_than_any_date_is_bad_and_does_no_harm),
		cmocka_unit_test(one_number_over_twelve_decides_the_whole_column),
		cmocka_unit_test(a_column_that_proves_both_ways_says_so),
		cmocka_unit_test(a_column_that_proves_nothing_is_unknown),
		cmocka_unit_test(an_open_end_proves_an_order_too),
		cmocka_unit_test(a_cell_becomes_a_day_by_the_columns_order),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
