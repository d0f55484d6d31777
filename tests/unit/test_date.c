#include "base/date.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static void the_epoch_is_day_zero_and_days_count_on(void **state)
{
	(void)state;
	assert_int_equal(cl_day(1970, 1, 1), 0);
	assert_int_equal(cl_day(1969, 12, 31), -1);
	assert_int_equal(cl_day(2000, 3, 1), 11017);
	assert_int_equal(cl_day(1, 1, 1), -719162);
	assert_int_equal(cl_day(9999, 12, 31), 2932896);
}

static void every_day_of_ten_thousand_years_splits_into_what_made_it(void **state)
{
	int y, m, d, py = 0, pm = 12, pd = 31;

	(void)state;
	for (int32_t day = cl_day(1, 1, 1); day <= cl_day(9999, 12, 31); day++) {
		cl_day_split(day, &y, &m, &d);
		if (cl_day(y, m, d) != day)
			fail_msg("%d: %d-%d-%d", day, y, m, d);
		/* One step from the day before. */
		if (!((y == py && m == pm && d == pd + 1) || (y == py && m == pm + 1 && d == 1) ||
			    (y == py + 1 && m == 1 && d == 1 && pm == 12 && pd == 31)))
			fail_msg("%d-%d-%d follows %d-%d-%d", y, m, d, py, pm, pd);
		py = y;
		pm = m;
		pd = d;
	}
}

static void a_day_that_does_not_exist_is_no_day(void **state)
{
	static const int wrong[][3] = {{0, 1, 1}, {10000, 1, 1}, {-1, 1, 1}, {2024, 0, 1},
		{2024, 13, 1}, {2024, 1, 0}, {2024, 1, 32}, {2024, 4, 31}, {2024, 2, 30},
		{2023, 2, 29}, {1900, 2, 29}, {2100, 2, 29}, {2024, 1, -1}, {2024, -1, 1}};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		assert_int_equal(cl_day(wrong[i][0], wrong[i][1], wrong[i][2]), CL_NODAY);
	assert_int_not_equal(cl_day(2000, 2, 29), CL_NODAY);
	assert_int_not_equal(cl_day(2024, 2, 29), CL_NODAY);
}

static void the_week_goes_round_before_and_after_the_epoch(void **state)
{
	(void)state;
	assert_int_equal(cl_day_weekday(cl_day(2026, 11, 23)), 1);
	assert_int_equal(cl_day_weekday(cl_day(1970, 1, 1)), 4);
	assert_int_equal(cl_day_weekday(cl_day(1969, 12, 28)), 0);
	assert_int_equal(cl_day_weekday(cl_day(1969, 12, 27)), 6);
	assert_int_equal(cl_day_weekday(cl_day(1, 1, 1)), 1);
}

static void only_ten_characters_of_the_right_shape_parse(void **state)
{
	static const char *const wrong[] = {"", "2", "2024", "2024-", "2024-0", "2024-02",
		"2024-02-", "2024-02-2", "2024-02-291", "2024-2-29", "2024/02/29", "2023-02-29",
		"2024-13-01", "0000-01-01", " 2024-02-29", "2024-02-29 ", "+024-02-29",
		"2024-02-29T", "２024-02-29", "2024-00-10", "2024-01-00", "abcd-ef-gh"};

	(void)state;
	assert_int_equal(cl_day_parse("2024-02-29"), cl_day(2024, 2, 29));
	assert_int_equal(cl_day_parse("0001-01-01"), cl_day(1, 1, 1));
	assert_int_equal(cl_day_parse("9999-12-31"), cl_day(9999, 12, 31));
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		assert_int_equal(cl_day_parse(wrong[i]), CL_NODAY);
}

static void what_is_written_reads_back(void **state)
{
	char out[11];

	(void)state;
	assert_string_equal(cl_day_format(cl_day(2026, 3, 1), out), "2026-03-01");
	assert_string_equal(cl_day_format(cl_day(1, 1, 1), out), "0001-01-01");
	assert_string_equal(cl_day_format(cl_day(9999, 12, 31), out), "9999-12-31");
	assert_string_equal(cl_day_format(CL_NODAY, out), "");
	for (int32_t day = -40000; day < 40000; day += 7)
		assert_int_equal(cl_day_parse(cl_day_format(day, out)), day);
}

static void months_are_added_by_the_calendar_and_clamped(void **state)
{
	int clamped = -1;

	(void)state;
	assert_int_equal(cl_day_add_months(cl_day(2024, 1, 31), 1, &clamped), cl_day(2024, 2, 29));
	assert_int_equal(clamped, 1);
	assert_int_equal(cl_day_add_months(cl_day(2023, 1, 31), 1, &clamped), cl_day(2023, 2, 28));
	assert_int_equal(clamped, 1);
	assert_int_equal(cl_day_add_months(cl_day(2024, 1, 29), 1, &clamped), cl_day(2024, 2, 29));
	assert_int_equal(clamped, 0);
	assert_int_equal(cl_day_add_months(cl_day(2024, 2, 29), 12, &clamped), cl_day(2025, 2, 28));
	assert_int_equal(clamped, 1);
	assert_int_equal(cl_day_add_months(cl_day(2024, 2, 29), 48, &clamped), cl_day(2028, 2, 29));
	assert_int_equal(clamped, 0);
	assert_int_equal(cl_day_add_months(cl_day(2024, 11, 30), 3, NULL), cl_day(2025, 2, 28));
	assert_int_equal(cl_day_add_months(cl_day(2024, 12, 15), 1, NULL), cl_day(2025, 1, 15));
	assert_int_equal(cl_day_add_months(cl_day(2024, 1, 15), -1, NULL), cl_day(2023, 12, 15));
	assert_int_equal(cl_day_add_months(cl_day(2024, 3, 31), -1, &clamped), cl_day(2024, 2, 29));
	assert_int_equal(clamped, 1);
}

static void months_beyond_the_calendar_give_no_day(void **state)
{
	int clamped = -1;

	(void)state;
	assert_int_equal(cl_day_add_months(cl_day(9999, 12, 1), 1, &clamped), CL_NODAY);
	assert_int_equal(clamped, 0);
	assert_int_equal(cl_day_add_months(cl_day(9999, 11, 1), 1, NULL), cl_day(9999, 12, 1));
	assert_int_equal(cl_day_add_months(cl_day(1, 1, 1), -1, NULL), CL_NODAY);
	assert_int_equal(cl_day_add_months(0, INT32_MAX, NULL), CL_NODAY);
	assert_int_equal(cl_day_add_months(0, INT32_MIN, NULL), CL_NODAY);
	assert_int_equal(cl_day_add_months(CL_NODAY, 1, &clamped), CL_NODAY);
}

static void a_period_ends_the_day_before_or_on_the_clamped_day(void **state)
{
	(void)state;
	assert_int_equal(cl_period_end(cl_day(2026, 3, 12), 12), cl_day(2027, 3, 11));
	assert_int_equal(cl_period_end(cl_day(2024, 1, 31), 1), cl_day(2024, 2, 29));
	assert_int_equal(cl_period_end(cl_day(2024, 1, 29), 1), cl_day(2024, 2, 28));
	assert_int_equal(cl_period_end(cl_day(2024, 2, 29), 12), cl_day(2025, 2, 28));
	assert_int_equal(cl_period_end(cl_day(2024, 3, 1), 12), cl_day(2025, 2, 28));
	assert_int_equal(cl_period_end(cl_day(2026, 1, 1), 12), cl_day(2026, 12, 31));
	assert_int_equal(cl_period_end(CL_NODAY, 12), CL_NODAY);
	assert_int_equal(cl_period_end(cl_day(9999, 12, 1), 1), CL_NODAY);
}

static void years_are_full_on_the_birthday_and_not_before(void **state)
{
	int32_t birth = cl_day(2008, 11, 23);

	(void)state;
	assert_int_equal(cl_day_years(birth, cl_day(2026, 11, 22)), 17);
	assert_int_equal(cl_day_years(birth, cl_day(2026, 11, 23)), 18);
	assert_int_equal(cl_day_years(birth, cl_day(2026, 12, 1)), 18);
	assert_int_equal(cl_day_years(birth, cl_day(2026, 10, 30)), 17);
	assert_int_equal(cl_day_years(birth, birth), 0);
}

static void a_leap_day_birthday_comes_on_the_first_of_march(void **state)
{
	int32_t birth = cl_day(2008, 2, 29);

	(void)state;
	assert_int_equal(cl_day_years(birth, cl_day(2026, 2, 28)), 17);
	assert_int_equal(cl_day_years(birth, cl_day(2026, 3, 1)), 18);
	assert_int_equal(cl_day_years(birth, cl_day(2028, 2, 28)), 19);
	assert_int_equal(cl_day_years(birth, cl_day(2028, 2, 29)), 20);
}

static void the_clock_reads_in_one_shape_and_today_is_eight_hours_ahead(void **state)
{
	char now[25], day[11], shape[25];
	int32_t before, utc, after;

	(void)state;
	before = cl_day_today();
	assert_ptr_equal(cl_now_utc(now), now);
	after = cl_day_today();
	for (int i = 0; i < 25; i++)
		shape[i] = now[i] >= '0' && now[i] <= '9' ? '9' : now[i];
	assert_string_equal(shape, "9999-99-99T99:99:99.999Z");
	memcpy(day, now, 10);
	day[10] = '\0';
	utc = cl_day_parse(day);
	utc += atoi(now + 11) >= 16;
	assert_in_range(utc - before, 0, after - before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_epoch_is_day_zero_and_days_count_on),
		cmocka_unit_test(every_day_of_ten_thousand_years_splits_into_what_made_it),
		cmocka_unit_test(a_day_that_does_not_exist_is_no_day),
		cmocka_unit_test(the_week_goes_round_before_and_after_the_epoch),
		cmocka_unit_test(only_ten_characters_of_the_right_shape_parse),
		cmocka_unit_test(what_is_written_reads_back),
		cmocka_unit_test(months_are_added_by_the_calendar_and_clamped),
		cmocka_unit_test(months_beyond_the_calendar_give_no_day),
		cmocka_unit_test(a_period_ends_the_day_before_or_on_the_clamped_day),
		cmocka_unit_test(years_are_full_on_the_birthday_and_not_before),
		cmocka_unit_test(a_leap_day_birthday_comes_on_the_first_of_march),
		cmocka_unit_test(the_clock_reads_in_one_shape_and_today_is_eight_hours_ahead),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
