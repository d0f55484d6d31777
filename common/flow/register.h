/* register: the columns of the registers (share/registers.csv). */
#ifndef CL_REGISTER_H
#define CL_REGISTER_H
#include "base/err.h"
#include "rec/field.h"

/* What makes a row the same as an older one; what a row cannot be without; the rest. */
enum cl_regpart { CL_REG_KEY, CL_REG_NEED, CL_REG_MORE };
struct cl_regcol {
	const char *reg, *key;
	enum cl_kind kind;
	const char *label, *aliases;
	enum cl_regpart part;
};
/* "departments" or "department": the register's own name; NULL: there is none. */
const char *cl_register_name(const char *kind);
int cl_register_unknown(const char *kind, struct cl_err *err); /* -1, E_USAGE: what there is */
/* A column of a register by its key; NULL: it has none such. */
const struct cl_regcol *cl_register_column(const char *reg, const char *key);
#endif
