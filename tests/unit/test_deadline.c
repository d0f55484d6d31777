#include "rules/deadline.h"
#include "base/date.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static struct cl_arena arena;
static struct cl_calendar cal;

static int load(void **state)
{
	const char *top = getenv("CL_TEST_SRC");
	char path[1024], line[256];
	FILE *f;

	(void)state;
	snprintf(path, sizeof(path), "%s/share/calendar.csv", top ? top : ".");
	f = fopen(path, "r");
	if (!f || !fgets(line, sizeof(line), f))
		return -1;
	while (fgets(line, sizeof(line), f)) {
		line[10] = '\0';
		cl_calendar_add(&cal, &arena, cl_day_parse(line), line[11] == 'w');
	}
	fclose(f);
	cl_calendar_done(&cal);
	return cal.n > 300 ? 0 : -1;
}

static int unload(void **state)
{
	(void)state;
	cl_arena_free(&arena);
	return 0;
}

static void due(const char *from, int n, const char *expected, int provisional)
{
	char out[11];
	int left = -1;
	int32_t day = cl_deadline(&cal, cl_day_parse(from), n, &left);

	assert_string_equal(cl_day_format(day, out), expected);
	assert_int_equal(left, provisional);
	for (int32_t d = cl_day_parse(from); d < day;) /* counted back */
		n -= cl_calendar_works(&cal, ++d);
	assert_int_equal(n, 0);
}

static void every_deadline_of_rule_two_falls_where_the_calendar_says(void **state)
{
	(void)state;
	due("2025-09-30", 3, "2025-10-11", 0);
	due("2026-02-13", 3, "2026-02-25", 0);
	due("2026-09-18", 3, "2026-09-22", 0);
	due("2026-09-30", 3, "2026-10-10", 0);
	due("2020-01-23", 3, "2020-02-05", 0);
	due("2018-12-28", 3, "2019-01-03", 0);
	due("2024-02-08", 7, "2024-02-23", 0);
}

static void a_deadline_beyond_the_calendar_is_provisional(void **state)
{
	(void)state;
	due("2026-12-30", 3, "2027-01-04", 1);
	due("2026-12-30", 1, "2026-12-31", 0);
	due("2026-12-30", 2, "2027-01-01", 1);
	due("2026-12-31", 0, "2026-12-31", 0);
	due("2030-01-01", 1, "2030-01-02", 1);
	due("2015-12-31", 1, "2016-01-04", 0);
	due("2015-12-30", 1, "2015-12-31", 1);
}

static void the_first_day_is_not_counted_even_when_it_works(void **state)
{
	(void)state;
	due("2026-11-23", 0, "2026-11-23", 0);
	due("2026-11-23", 1, "2026-11-24", 0);
	due("2026-11-27", 1, "2026-11-30", 0);
	due("2026-11-28", 1, "2026-11-30", 0);
}

static void a_working_weekend_works_and_a_day_off_does_not(void **state)
{
	(void)state;
	assert_true(cl_calendar_works(&cal, cl_day(2025, 10, 11)));
	assert_false(cl_calendar_works(&cal, cl_day(2025, 10, 12)));
	assert_false(cl_calendar_works(&cal, cl_day(2026, 10, 7)));
	assert_true(cl_calendar_works(&cal, cl_day(2026, 10, 8)));
	assert_false(cl_calendar_works(&cal, cl_day(2026, 11, 22)));
	assert_true(cl_calendar_works(&cal, cl_day(2026, 11, 23)));
}

static void the_years_of_the_calendar_are_known_whole(void **state)
{
	(void)state;
	for (int year = 2015; year <= 2027; year++) {
		int provisional;
		cl_deadline(&cal, cl_day(year, 6, 1), 1, &provisional);
		assert_int_equal(provisional, year < 2016 || year > 2026);
	}
}

static void a_day_or_two_do_not_make_a_year_known(void **state)
{
	static const int weekday_off[][2] = {
		{1, 1}, {2, 8}, {2, 9}, {2, 10}, {4, 5}, {5, 3}, {10, 1}, {10, 4}};
	struct cl_calendar own = {0};
	int provisional;

	(void)state;
	cl_calendar_add(&own, &arena, cl_day(2027, 10, 8), 0);
	cl_calendar_add(&own, &arena, cl_day(2027, 10, 9), 1);
	cl_calendar_done(&own);
	cl_deadline(&own, cl_day(2027, 10, 1), 3, &provisional);
	assert_true(provisional);
	for (size_t i = 0; i < sizeof(weekday_off) / sizeof(*weekday_off); i++) {
		assert_true(provisional);
		cl_calendar_add(
			&own, &arena, cl_day(2027, weekday_off[i][0], weekday_off[i][1]), 0);
		cl_calendar_done(&own);
		cl_deadline(&own, cl_day(2027, 10, 1), 3, &provisional);
	}
	assert_false(provisional);
	cl_deadline(&own, cl_day(2027, 12, 30), 3, &provisional);
	assert_true(provisional);
}

static void without_a_calendar_the_week_alone_counts_provisionally(void **state)
{
	struct cl_calendar none = {0};
	int left = 0;

	(void)state;
	cl_calendar_done(&none);
	assert_int_equal(none.known, 0);
	assert_int_equal(cl_deadline(&none, cl_day(2026, 11, 27), 1, &left), cl_day(2026, 11, 30));
	assert_int_equal(left, 1);
	assert_int_equal(cl_deadline(&none, cl_day(2026, 11, 27), 1, NULL), cl_day(2026, 11, 30));
	assert_int_equal(cl_deadline(&none, cl_day(2026, 11, 28), 0, &left), cl_day(2026, 11, 28));
	assert_int_equal(left, 0);
}

static void a_deadline_from_no_day_is_no_day(void **state)
{
	(void)state;
	assert_int_equal(cl_deadline(&cal, CL_NODAY, 3, NULL), CL_NODAY);
}

static void the_later_addition_of_a_day_wins_in_whatever_order_days_come(void **state)
{
	struct cl_calendar own = {0};

	(void)state;
	cl_calendar_add(&own, &arena, cl_day(2027, 5, 3), 1);
	cl_calendar_add(&own, &arena, cl_day(2027, 5, 1), 1);
	cl_calendar_add(&own, &arena, cl_day(2027, 5, 3), 0);
	cl_calendar_add(&own, &arena, cl_day(2027, 5, 1), 0);
	cl_calendar_add(&own, &arena, cl_day(2027, 5, 1), 1);
	cl_calendar_add(&own, &arena, CL_NODAY, 1);
	cl_calendar_done(&own);
	assert_int_equal(own.n, 2);
	assert_int_equal(own.days[0].day, cl_day(2027, 5, 1));
	assert_int_equal(own.days[0].work, 1);
	assert_int_equal(own.days[1].work, 0);
	assert_int_equal(own.known, 0);
}

static void more_days_than_the_first_room_are_kept(void **state)
{
	struct cl_calendar own = {0};

	(void)state;
	for (int i = 2000; i > 0; i--)
		cl_calendar_add(&own, &arena, i, i % 2);
	cl_calendar_done(&own);
	assert_int_equal(own.n, 2000);
	for (int i = 1; i <= 2000; i++)
		assert_int_equal(cl_calendar_works(&own, i), i % 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_deadline_of_rule_two_falls_where_the_calendar_says),
		cmocka_unit_test(a_deadline_beyond_the_calendar_is_provisional),
		cmocka_unit_test(a_day_or_two_do_not_make_a_year_known),
		cmocka_unit_test(the_first_day_is_not_counted_even_when_it_works),
		cmocka_unit_test(a_working_weekend_works_and_a_day_off_does_not),
		cmocka_unit_test(the_years_of_the_calendar_are_known_whole),
		cmocka_unit_test(without_a_calendar_the_week_alone_counts_provisionally),
		cmocka_unit_test(a_deadline_from_no_day_is_no_day),
		cmocka_unit_test(the_later_addition_of_a_day_wins_in_whatever_order_days_come),
		cmocka_unit_test(more_days_than_the_first_room_are_kept),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, load, unload);
}
