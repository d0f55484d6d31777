/* joint: what other departments do about an entry: measures, that is rewards and punishments (4.1,
 * 4.2), the notices that stop them (5.7), and supervision (2.4). */
#ifndef CL_JOINT_H
#define CL_JOINT_H
#include "flow/letter.h"
#include "flow/proceeding.h"

/* Ends every measure that runs on an entry that exits, and opens a stop notice to each department
 * that applied one. Inside the exit's transaction. */
int cl_measures_stop(struct cl_acting *x, const struct cl_view *v, int32_t exited,
	struct cl_arena *a, struct cl_err *err) CL_CHECKED;
/* cl-notice --begin-measure, --end-measure, --measures, --acknowledge: exit status. */
int cl_measure_run(struct cl_run *run);
int cl_acknowledge_run(struct cl_run *run);
/* Closes stop or supervision notices by their ;-joined numbers: exit status. */
int cl_joint_close(struct cl_run *run, const char *list, const char *kind, const char *step,
	const char *key, const char *told);
/* --supervise, --reply: exit status. */
int cl_supervise_run(struct cl_run *run);
/* --cases: exit status. */
int cl_cases_run(struct cl_run *run);
/* Adds the record of a stop or supervision notice; v NULL: it is about no entry. */
void cl_joint_record(struct cl_run *run, const struct cl_proceeding *p, const struct cl_view *v,
	struct cl_arena *a, struct cl_rec *out);
/* --by of what lists: the department that applied a measure; one that neither the register nor a
 * measure knows is told as in cl_department_chosen. Inside a transaction. */
int cl_joint_by(struct cl_run *run, struct cl_department *by, struct cl_err *err) CL_CHECKED;
/* Whether a stop or supervision notice is selected: by the entry it is about (v), supervision by
 * the department that must answer; one that is about no entry (v NULL) by that department alone. */
int cl_joint_chosen(
	const struct cl_want *w, const struct cl_proceeding *p, const struct cl_view *v);
/* Values of the paper "stop" or "supervision". */
int cl_joint_values(struct cl_run *run, const struct cl_proceeding *p, struct cl_arena *a,
	struct cl_flat *out, struct cl_err *err) CL_CHECKED;
#endif
