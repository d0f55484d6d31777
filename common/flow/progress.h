/* progress: how far a long run is, on a terminal's stderr from one second on. */
#ifndef CL_PROGRESS_H
#define CL_PROGRESS_H
#include "flow/run.h"

/* "checked 120000"; what is N_("…"). Cheap enough for every row. */
void cl_progress(struct cl_run *run, const char *what, long done);
void cl_progress_clear(void); /* before other words go to the terminal */
#endif
