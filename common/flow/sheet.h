/* cl-sheet: a spreadsheet in, its rows out. Never sees the database. */
#ifndef CL_SHEET_H
#define CL_SHEET_H
#include "flow/run.h"

int cl_sheet_run(struct cl_run *run);
/* Libraries and what guards the process here, for --version. */
const char *cl_sheet_version(struct cl_arena *a);
#endif
