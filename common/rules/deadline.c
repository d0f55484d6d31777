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

/* A year is known once days off were decreed for it: a weekend that works in December may be all
 * that the next year's decree says about this one. */
static void note_years(struct cl_calendar *cal)
{
	int first = 0, last = 0, y, m, d;

	for (int i = 0; i < cal->n; i++) {
		if (cal->days[i].work)
			continue;
		cl_day_split(cal->days[i].day, &y, &m, &d);
		if (!first)
			first = y;
		last = y;
	}
	cal->first_known = first ? cl_day(first, 1, 1) : CL_NODAY;
	cal->last_known = last ? cl_day(last, 12, 31) : CL_NODAY;
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
	return cal->last_known != CL_NODAY && day >= cal->first_known && day <= cal->last_known;
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

int cl_workdays_between(const struct cl_calendar *cal, int32_t from, int32_t to)
{
	int n = 0;

	if (from == CL_NODAY)
		return 0;
	for (int32_t day = from; day < to;)
		n += cl_calendar_works(cal, ++day);
	return n;
}
