/* papers: what cl-notice --letter writes, which notices its options mean, and --done. */
#ifndef CL_PAPERS_H
#define CL_PAPERS_H
#include "flow/select.h"

/* --letter, --text, or a list as pages: exit status, or -1 with err. */
int cl_papers_run(struct cl_run *run, struct cl_err *err) CL_CHECKED;
/* Whether --channel, --due, --overdue and --done-list mean this notice. */
int cl_notice_passes(struct cl_run *run, const struct cl_row_notice *n);
/* --by where no measure is meant: E_USAGE; returns -1. */
int cl_notice_by_misfit(struct cl_err *err);
/* --done: exit status. */
int cl_announce_run(struct cl_run *run);
#endif
