/* date: the proleptic Gregorian calendar as days since 1970-01-01. Pure, no time zone, no clock. */
#ifndef CL_DATE_H
#define CL_DATE_H
#include <stdint.h>
#include <stddef.h>

#define CL_NODAY INT32_MIN /* "no date" */

/* Days since 1970-01-01, or CL_NODAY where year 1..9999, month or day do not exist. */
int32_t cl_day(int year, int month, int day);
void cl_day_split(int32_t day, int *year, int *month, int *dom);
int cl_day_weekday(int32_t day); /* 0 Sunday .. 6 Saturday */
/* Exactly YYYY-MM-DD; else, and for NULL, CL_NODAY. */
int32_t cl_day_parse(const char *iso);
/* YYYY-MM-DD and NUL; CL_NODAY gives "". Returns out. */
char *cl_day_format(int32_t day, char out[11]);
struct cl_arena;
/* The same in an arena; NULL for CL_NODAY. */
const char *cl_day_text(int32_t day, struct cl_arena *a);
/* Adds calendar months; the day of the month is clamped to the month's last; *clamped (may be NULL)
 * tells. */
int32_t cl_day_add_months(int32_t day, int months, int *clamped);
/* Last day of a period of n months that begins on from (RECORDS, "In force"): the day before
 * from + n; when clamped, the clamped day itself. 2026-03-12 + 12 -> 2027-03-11, 2024-01-31 + 1 ->
 * 2024-02-29. */
int32_t cl_period_end(int32_t from, int months);
/* Full years between birth and day (a person born on 29 February gains a year on 1 March). */
int cl_day_years(int32_t birth, int32_t day);

/* The business day now: UTC+8, fixed. */
int32_t cl_day_today(void);
/* Real clock, UTC, "2026-11-23T14:03:07.123Z" and NUL. */
char *cl_now_utc(char out[25]);
#endif
