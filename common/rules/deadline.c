#include "rules/deadline.h"
#include "base/date.h"

#include <string.h>

void cl_calendar_add(struct cl_calendar *cal, struct cl_arena *a, int32_t day, int work)
{
	if (day == CL_NODAY)
		return;
	if (cal->n == cal->cap) {
		int cap = cal->cap ? cal->cap * 2 : 512;
		struct cl_calday *days = cl_alloc(a, (size_t)cap * sizeof(*days));

		if (cal->n > 0)
			memcpy(days, cal->days, (size_t)cal->n * sizeof(*days));
		cal->days = days;
		cal->cap = cap;
	}
	cal->days[cal->n].day = day;
	cal->days[cal->n++].work = work != 0;
}

/* Keeps the order of equal days, and is quick on files that are sorted already. */
static void sort(struct cl_calday *days, int n)
{
	for (int i = 1; i < n; i++) {
		struct cl_calday one = days[i];
		int at = i;

		for (; at > 0 && days[at - 1].day > one.day; at--)
			days[at] = days[at - 1];
		days[at] = one;
	}
}

/* The feasts that every year's decree gives days off for, on working days of the week too, in days
 * that do not move with the moon further than this; Dragon Boat and Mid-Autumn may fall into
 * others. */
static const struct feast {
	int from_month, from_day, to_month, to_day, least;
} feasts[] = {
	{1, 1, 1, 3, 1}, {1, 20, 2, 28, 3}, {4, 2, 4, 7, 1}, {5, 1, 5, 5, 1}, {10, 1, 10, 8, 3}};
#define FEASTS (sizeof(feasts) / sizeof(*feasts))

static void count_feasts(int32_t day, int m, int d, int count[FEASTS])
{
	int weekday = cl_day_weekday(day);

	for (size_t f = 0; f < FEASTS && weekday >= 1 && weekday <= 5; f++) {
		int at = 100 * m + d, from = 100 * feasts[f].from_month + feasts[f].from_day,
		    to = 100 * feasts[f].to_month + feasts[f].to_day;

		count[f] += at >= from && at <= to;
	}
}

static int has_all(const int count[FEASTS])
{
	for (size_t f = 0; f < FEASTS; f++)
		if (count[f] < feasts[f].least)
			return 0;
	return 1;
}

/* A year is known once all its days off were decreed. A day or two of it, which a county may have
 * entered by itself or the next year's decree says of its December, tell nothing of the rest. */
static void note_years(struct cl_calendar *cal)
{
	int count[FEASTS] = {0}, y, m, d, year = 0;

	cal->known = 0;
	for (int i = 0; i < cal->n; i++) {
		if (cal->days[i].work)
			continue;
		cl_day_split(cal->days[i].day, &y, &m, &d);
		if (year == 0)
			cal->first_year = y;
		if (y != year)
			memset(count, 0, sizeof(count));
		year = y;
		count_feasts(cal->days[i].day, m, d, count);
		if (y - cal->first_year < 64 && has_all(count))
			cal->known |= (uint64_t)1 << (y - cal->first_year);
	}
}

void cl_calendar_done(struct cl_calendar *cal)
{
	int kept = 0;

	sort(cal->days, cal->n);
	for (int i = 0; i < cal->n; i++) {
		if (kept > 0 && cal->days[kept - 1].day == cal->days[i].day)
			kept--;
		cal->days[kept++] = cal->days[i];
	}
	cal->n = kept;
	note_years(cal);
}

int cl_calendar_works(const struct cl_calendar *cal, int32_t day)
{
	int low = 0, high = cal->n, weekday;

	while (low < high) {
		int mid = low + (high - low) / 2;

		if (cal->days[mid].day < day)
			low = mid + 1;
		else
			high = mid;
	}
	if (low < cal->n && cal->days[low].day == day)
		return cal->days[low].work;
	weekday = cl_day_weekday(day);
	return weekday >= 1 && weekday <= 5;
}

static int is_known(const struct cl_calendar *cal, int32_t day)
{
	int y, m, d;

	cl_day_split(day, &y, &m, &d);
	y -= cal->first_year;
	return y >= 0 && y < 64 && (cal->known >> y & 1);
}

int32_t cl_deadline(const struct cl_calendar *cal, int32_t from, int n, int *provisional)
{
	int left = 0;

	if (from != CL_NODAY)
		while (n > 0) {
			from++;
			left |= !is_known(cal, from);
			n -= cl_calendar_works(cal, from);
		}
	if (provisional)
		*provisional = left;
	return from;
}
