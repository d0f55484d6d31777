/* csv: libcsv fed one physical line at a time, so that every record knows its line. */
#ifndef CL_CSVREAD_H
#define CL_CSVREAD_H
#include "rec/rows.h"

struct cl_csv;
struct cl_csv *cl_csv_new(struct cl_input *in, char delimiter);
/* Another one like c over another reader of the same input. */
struct cl_csv *cl_csv_again(const struct cl_csv *c, struct cl_input *in);
/* As cl_rows_next. A broken quote is E_QUOTE at the line where the quote began. */
int cl_csv_next(struct cl_csv *c, struct cl_row *row, struct cl_err *err) CL_CHECKED;
void cl_csv_reset(struct cl_csv *c);
/* Its reader was moved, between two records. */
void cl_csv_moved(struct cl_csv *c);
void cl_csv_free(struct cl_csv *c);
/* Tab or comma, by which the first lines hold more of outside quotes. Rewinds. */
int cl_csv_delimiter(struct cl_input *in, char *delimiter, struct cl_err *err) CL_CHECKED;
#endif
