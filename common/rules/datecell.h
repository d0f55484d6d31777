/* datecell: dates as departments write them (DATA, "Dates"). Pure; never guesses per cell. */
#ifndef CL_DATECELL_H
#define CL_DATECELL_H
#include <stdint.h>
#include <stddef.h>

enum cl_datecell_kind {
	CL_DC_EMPTY, /* nothing, or a null spelling: / - 无 暂无 null NULL \N N/A */
	CL_DC_OPEN, /* no end: 长期 无期限 无限期 永久 1900-1-1 9999-9-9 9999-12-31 2099-12-31 (the
		       caller decides where that may stand) */
	CL_DC_DAY,    /* a day */
	CL_DC_EITHER, /* x/y/yyyy (also with - or .): a first, b second number, y year; which is the
			 day is the column's matter */
	CL_DC_RANGE,  /* two days in one cell, each as in CL_DC_DAY: day, day2 (- — ~ ～ 至 到
			 between); the second may be open: day2 = CL_NODAY, open2 = 1 */
	CL_DC_RANGE_EITHER, /* the same with x/y/yyyy in one of them or both: a, b, y and a2, b2,
			       y2; y or y2 0: that one is a day (cl_datecell_settle) */
	CL_DC_UNTIL,      /* a day that is said to be the last: 2027年1月4日止, 至2027-01-04 */
	CL_DC_INCOMPLETE, /* a year and perhaps a month, no day: 2021年度2  月, 2021年, 2021-05,
			     2021.8 */
	CL_DC_BAD         /* no date, or a day that does not exist */
};

struct cl_datecell {
	enum cl_datecell_kind kind;
	int32_t day, day2;
	int open2;
	int a, b, y, a2, b2, y2; /* y, y2 0: not such a date */
	int clock;               /* a time of day followed and was dropped */
};

/* Shapes: 2021/5/24, 2021-05-01, 2021.8.11, 20210524, 2021年10月10日, any with a time behind
 * (2022-01-02 00:00:00, T, or 9:26), 14/6/2024 09:26:42, Excel serials 20000..80000 (1900 system),
 * 二〇二一年五月二十四日, full-width digits, inner blanks. s is UTF-8, need not be trimmed. */
void cl_datecell_parse(const char *s, struct cl_datecell *out);

/* 1 where s is YYYY-MM-DD, a day that exists and that stands for no open end: what most cells are.
 */
int cl_datecell_iso(const char *s, size_t n);

enum cl_dateorder { CL_DO_UNKNOWN, CL_DO_DMY, CL_DO_MDY, CL_DO_BOTH };
/* Evidence of one column over all its cells. */
struct cl_dateproof {
	long only_dmy;                     /* first number over 12 */
	long only_mdy;                     /* second number over 12 */
	long either;                       /* both 12 or less and different */
	long same;                         /* both the same: order does not matter */
	long row_dmy, row_mdy, row_either; /* row of the first of each, for the message; 0: none */
};
void cl_dateproof_add(struct cl_dateproof *p, const struct cl_datecell *c, long row);
/* DMY or MDY where proved; BOTH where proved both ways; UNKNOWN where only either-cells stand (an
 * error if p->either > 0). */
enum cl_dateorder cl_dateproof_decide(const struct cl_dateproof *p);
/* The day of a cell under the column's order; CL_NODAY where it does not exist. */
int32_t cl_datecell_day(const struct cl_datecell *c, enum cl_dateorder order);
/* CL_DC_RANGE_EITHER becomes CL_DC_RANGE under the column's order, or CL_DC_BAD. */
void cl_datecell_settle(struct cl_datecell *c, enum cl_dateorder order);
#endif
