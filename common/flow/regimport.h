/* regimport: what the files of cl-import --kind share. */
#ifndef CL_REGIMPORT_H
#define CL_REGIMPORT_H
#include "flow/import.h"
#include "flow/register.h"

struct cl_regrow { /* one row of the file */
	struct cl_event ev;
	struct cl_pos pos;
	struct cl_err *bad; /* NULL: accepted so far */
};
struct cl_regimport {
	struct cl_run *run;
	const char *reg;
	const struct cl_regcol *col[CL_COLUMNS_MAX];
	int ncol;
	struct cl_regrow *row;
	long n, cap, rejected, unchanged;
	struct cl_import im; /* for the rows sent back: columns, rejects */
	struct cl_reg
		*have; /* what the register holds and what of this file came before, every row */
	int nhave, chave;
	int none; /* bad rows kept everything out: by --atomic, or as there are too */
	int many; /* many of them (--max-errors) */
};

/* Finds the header, and says which columns the register does not have. E_REGISTER: none, or one of
 * another table. */
int cl_reg_header(struct cl_regimport *r, struct cl_rows *rows, struct cl_err *err) CL_CHECKED;
/* The values of one row by their kinds; what is wrong is put into out->bad. */
void cl_reg_values(struct cl_regimport *r, const struct cl_row *row, struct cl_regrow *out);
/* Inside a transaction, once what the file leaves out is filled in: what a row needs, what its
 * values speak of, dates against each other. 0, -1 */
int cl_reg_refer(struct cl_regimport *r, struct cl_regrow *row, struct cl_err *err) CL_CHECKED;
/* The error of a row, made on first use; of a column of the register or, NULL, of the whole row. */
struct cl_err *cl_reg_bad(struct cl_regimport *r, struct cl_regrow *row, const struct cl_regcol *c);
/* Column i of register reg in the table's order; NULL: it has no more. */
const struct cl_regcol *cl_reg_nth(const char *reg, int i);
/* The column of a register that a header names; NULL: none. */
const struct cl_regcol *cl_reg_by_header(const char *reg, const char *header);
#endif
