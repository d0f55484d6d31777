/* xlsx: what the files that read .xlsx share. */
#ifndef CL_XLSX_H
#define CL_XLSX_H
#include "rec/book.h"
#include "rec/numfmt.h"
#include "rec/strings.h"
#include "rec/xmlpart.h"

struct cl_xlsx {
	struct cl_book *b;
	struct cl_zip *z;
	const char **id; /* of each sheet: its relationship, then its part */
	int date1904, full_calc, formulas;
	struct cl_numfmt *xf; /* by style number */
	unsigned nxf;
	struct cl_strings *strings;
};

/* One sheet into the book's row file. */
int cl_xlsx_rows(
	struct cl_xlsx *x, struct cl_sheet *s, const char *part, struct cl_err *err) CL_CHECKED;
#endif
