#include "base/date.h"
#include "base/arena.h"

#include <time.h>

#define DAY_SECONDS 86400

static int is_leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int month_days(int year, int month)
{
	static const unsigned char days[13] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	return days[month] + (month == 2 && is_leap(year));
}

int32_t cl_day(int year, int month, int day)
{
	/* Days of the months before, in a year that begins on 1 March: leap days come last. */
	static const short before[13] = {0, 306, 337, 0, 31, 61, 92, 122, 153, 184, 214, 245, 275};
	int y;

	if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 ||
		day > month_days(year, month))
		return CL_NODAY;
	y = year - (month < 3);
	return y * 365 + y / 4 - y / 100 + y / 400 + before[month] + day - 1 - 719468;
}

void cl_day_split(int32_t day, int *year, int *month, int *dom)
{
	int64_t z = (int64_t)day + 719468; /* from 0000-03-01 */
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int doe = (int)(z - era * 146097);
	int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int mp = (5 * doy + 2) / 153;

	*dom = doy - (153 * mp + 2) / 5 + 1;
	*month = mp < 10 ? mp + 3 : mp - 9;
	*year = (int)(yoe + era * 400) + (*month <= 2);
}

int cl_day_weekday(int32_t day)
{
	int w = (int)(((int64_t)day + 4) % 7); /* 1970-01-01 was a Thursday */

	return w < 0 ? w + 7 : w;
}

/* Value of n decimal digits, or -1. */
static int digits(const char *s, int n)
{
	int v = 0;

	for (int i = 0; i < n; i++) {
		unsigned d = (unsigned)s[i] - '0';

		if (d > 9)
			return -1;
		v = v * 10 + (int)d;
	}
	return v;
}

int32_t cl_day_parse(const char *iso)
{
	int y, m, d;

	/* Each step reads on only where the one before met no NUL. */
	if (iso == NULL || (y = digits(iso, 4)) < 0 || iso[4] != '-' ||
		(m = digits(iso + 5, 2)) < 0 || iso[7] != '-' || (d = digits(iso + 8, 2)) < 0 ||
		iso[10])
		return CL_NODAY;
	return cl_day(y, m, d);
}

static char *put(char *p, int value, int width)
{
	for (int i = width; i-- > 0; value /= 10)
		p[i] = (char)('0' + value % 10);
	return p + width;
}

static char *put_day(char *p, int32_t day)
{
	int y, m, d;

	cl_day_split(day, &y, &m, &d);
	p = put(p, y, 4);
	*p++ = '-';
	p = put(p, m, 2);
	*p++ = '-';
	return put(p, d, 2);
}

char *cl_day_format(int32_t day, char out[11])
{
	char *p = out;

	if (day != CL_NODAY)
		p = put_day(p, day);
	*p = '\0';
	return out;
}

const char *cl_day_text(int32_t day, struct cl_arena *a)
{
	char out[11];
	return day == CL_NODAY ? NULL : cl_strdup(a, cl_day_format(day, out));
}

int32_t cl_day_add_months(int32_t day, int months, int *clamped)
{
	int y, m, d, last;
	int64_t at;

	if (clamped)
		*clamped = 0;
	if (day == CL_NODAY)
		return CL_NODAY;
	cl_day_split(day, &y, &m, &d);
	at = (int64_t)y * 12 + m - 1 + months;
	if (at < 12 || at >= 10000 * 12)
		return CL_NODAY;
	y = (int)(at / 12);
	m = (int)(at % 12) + 1;
	last = month_days(y, m);
	if (clamped)
		*clamped = d > last;
	return cl_day(y, m, d > last ? last : d);
}

int32_t cl_period_end(int32_t from, int months)
{
	int clamped;
	int32_t day = cl_day_add_months(from, months, &clamped);

	return day == CL_NODAY || clamped ? day : day - 1;
}

int cl_day_years(int32_t birth, int32_t day)
{
	int y1, m1, d1, y2, m2, d2;

	cl_day_split(birth, &y1, &m1, &d1);
	cl_day_split(day, &y2, &m2, &d2);
	return y2 - y1 - (m2 < m1 || (m2 == m1 && d2 < d1));
}

int32_t cl_day_today(void)
{
	int64_t t = (int64_t)time(NULL) + 8 * 3600;

	return (int32_t)((t >= 0 ? t : t - (DAY_SECONDS - 1)) / DAY_SECONDS);
}

char *cl_now_utc(char out[25])
{
	struct timespec ts;
	int64_t day;
	int s;
	char *p;

	clock_gettime(CLOCK_REALTIME, &ts);
	day = ((int64_t)ts.tv_sec - (ts.tv_sec < 0 ? DAY_SECONDS - 1 : 0)) / DAY_SECONDS;
	s = (int)((int64_t)ts.tv_sec - day * DAY_SECONDS);
	p = put_day(out, (int32_t)day);
	*p++ = 'T';
	p = put(p, s / 3600, 2);
	*p++ = ':';
	p = put(p, s / 60 % 60, 2);
	*p++ = ':';
	p = put(p, s % 60, 2);
	*p++ = '.';
	p = put(p, (int)(ts.tv_nsec / 1000000), 3);
	*p++ = 'Z';
	*p = '\0';
	return out;
}
