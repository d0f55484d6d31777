/* register: the columns of the registers (share/registers.csv). */
#ifndef CL_REGISTER_H
#define CL_REGISTER_H
#include "base/err.h"
#include "rec/field.h"

/* What makes a row the same as an older one, and may be absent or not; what else a row cannot be
 * without; the rest. */
enum cl_regpart { CL_REG_KEY, CL_REG_ID, CL_REG_NEED, CL_REG_MORE };
/* What a value must be, or speak of. */
enum cl_regcheck {
	CL_REGV_ANY,
	CL_REGV_NUMBER,
	CL_REGV_UID,
	CL_REGV_URL,
	CL_REGV_USCC,
	CL_REGV_DEPARTMENT,
	CL_REGV_CHANNEL,
	CL_REGV_ENTRY,
	CL_REGV_OPEN /* for all to read: no personal number, no telephone */
};
struct cl_regcol {
	const char *reg, *key;
	enum cl_kind kind;
	const char *label, *aliases;
	enum cl_regpart part;
	enum cl_regcheck check;
};
/* "departments", "department" or 部门: the register's own name; NULL: there is none. */
const char *cl_register_name(const char *kind);
/* Whether it is the lists and no register that are meant: where nothing is said, too. */
int cl_register_entries(const char *kind);
/* -1, E_USAGE: what there is; entries: these too */
int cl_register_unknown(const char *kind, int entries, struct cl_err *err);
/* A column of a register by its key; NULL: it has none such. */
const struct cl_regcol *cl_register_column(const char *reg, const char *key);
#endif
