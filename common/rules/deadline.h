/* deadline: working days by the State Council calendar (REGULATION "wd"). Pure. */
#ifndef CL_DEADLINE_H
#define CL_DEADLINE_H
#include <stdint.h>
#include "base/arena.h"

/* Days that differ from the week's rhythm (Monday to Friday work). */
struct cl_calendar {
	struct cl_calday {
		int32_t day;
		int work; /* 1: a weekend day that works, 0: a day off */
	} * days;         /* ascending once cl_calendar_done was called */
	int n, cap;
	int first_year;
	uint64_t known; /* bit i: the days off of year first_year + i are all there */
};

void cl_calendar_add(struct cl_calendar *cal, struct cl_arena *a, int32_t day, int work);
void cl_calendar_done(
	struct cl_calendar *cal); /* sorts; a day given twice: the later addition wins */
int cl_calendar_works(const struct cl_calendar *cal, int32_t day);
/* The n-th working day after from, from itself not counted; n = 0: from. *provisional becomes 1
 * when the count left the years that the calendar knows: those with days off on working days of the
 * week around New Year, Spring Festival, Tomb-Sweeping, 1 May and 1 October. */
int32_t cl_deadline(const struct cl_calendar *cal, int32_t from, int n, int *provisional);
#endif
