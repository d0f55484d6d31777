/* report: what was received, decided, ended, announced late and objected to, by department, list,
 * field and month (2.4, 1); who has not reported; who looked up and who did not (4.1). */
#ifndef CL_REPORT_H
#define CL_REPORT_H
#include "flow/departments.h"

enum { CL_BY_DEPARTMENT, CL_BY_LIST, CL_BY_FIELD, CL_BY_MONTH, CL_BYS };
enum cl_count {
	CL_N_RECEIVED,
	CL_N_REJECTED,
	CL_N_IDENTIFIED,
	CL_N_REFUSED,
	CL_N_ACTIVE,
	CL_N_EXITED,
	CL_N_EXITED_ERROR,
	CL_N_EXITED_REPAIRED,
	CL_N_EXITED_EXPIRED,
	CL_N_EXITED_STANDARD_CHANGED,
	CL_N_EXITED_BLACKLISTED,
	CL_N_EXITED_MISCONDUCT,
	CL_N_EXITED_UNQUALIFIED,
	CL_N_EXITED_REQUESTED,
	CL_N_NOTICES,
	CL_N_NOTICES_LATE,
	CL_N_OBJECTIONS,
	CL_N_UPHELD,
	CL_N_REPAIRS,
	CL_N_MEASURES_APPLIED,
	CL_N_MEASURES_FEEDBACK,
	CL_N_DAYS, /* sum over what was decided; not shown as it is */
	CL_COUNTS
};
struct cl_report_row {
	const char *key[CL_BYS]; /* NULL: not told apart */
	long n[CL_COUNTS];
};
struct cl_report {
	int by[CL_BYS]; /* which keys tell rows apart */
	int32_t from, until;
	int32_t known; /* what is open is judged on this day: until, or the business date */
	const char *list, *field; /* NULL: all */
	struct cl_department department;
	int nrow, cap;
	struct cl_report_row *row; /* sorted by their keys; the last one is the sum */
	struct cl_report_row sum;
};
extern const enum cl_field cl_report_fields[CL_COUNTS]; /* CL_F_NONE: not shown */
extern const enum cl_field cl_report_keys[CL_BYS];

/* Reads the store once. What a row of the result says, counts business dates in from..until; active
 * is what is in force on until, or on the last day of the row's month. Arena of the run. */
int cl_report_count(struct cl_run *run, struct cl_report *r, struct cl_err *err) CL_CHECKED;
void cl_report_record(const struct cl_report_row *row, struct cl_arena *a, struct cl_rec *out);
/* A page to print, or with picture_only one SVG picture of a column. */
int cl_report_page(struct cl_run *run, const struct cl_report *r, enum cl_count column,
	int picture_only, struct cl_err *err) CL_CHECKED;
/* --late, --use: exit status. */
int cl_report_late(struct cl_run *run, struct cl_report *r, struct cl_err *err);
int cl_report_use(struct cl_run *run, const struct cl_report *r, struct cl_err *err);
int cl_report_run(struct cl_run *run);
#endif
