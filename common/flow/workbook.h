/* workbook: inputs that may be spreadsheets. A workbook is read by cl-sheet, a process of its own
 * without the database (TRUST, "Boundaries"); here its rows arrive, and the sheet that is meant is
 * found by its header. */
#ifndef CL_WORKBOOK_H
#define CL_WORKBOOK_H
#include "flow/run.h"
#include "rec/rows.h"

/* As cl_input_open, but a workbook becomes its rows; the input keeps its name and hash. --sheet is
 * obeyed, warnings of cl-sheet are passed on, and what it refuses or dies of is this input's error
 * (E_KIND, E_SHEET, E_CHOICE). Must not be called inside a transaction. */
int cl_workbook_open(
	struct cl_run *run, const char *path, struct cl_input **in, struct cl_err *err) CL_CHECKED;
/* How much a row looks like a header; 0: not at all. */
typedef int cl_header_score(void *data, const struct cl_row *row);
/* Where rows come from several sheets, keeps those of the one with the best header; E_CHOICE where
 * another comes near it. Rows without sheets are left alone. Rewinds. */
int cl_workbook_choose(struct cl_run *run, struct cl_rows *rows, cl_header_score *score, void *data,
	struct cl_err *err) CL_CHECKED;
#endif
