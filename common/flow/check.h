/* check: one row of a department's table into one checked record, with every error it has. */
#ifndef CL_CHECK_H
#define CL_CHECK_H
#include "flow/columns.h"

#define CL_ROW_ERRORS 16
#define CL_IDENTS 6

struct cl_checked {
	struct cl_rec rec;
	int natural, market, identified;
	unsigned char key[16]; /* of the entry, and its hex digits */
	char key_hex[33];
	const char *folded;           /* name; NULL: none */
	const char *person;           /* the number that identifies a natural person, normal form */
	const char *ident[CL_IDENTS]; /* O…, R…, T…; and N + number for persons, in this run only */
	int nident;
	const char *accepted; /* FIELD=GIVEN where a suggested number was taken instead */
	int hold;             /* free text that holds a personal number or telephone */
	int other_department; /* than the option: another, or another name of it */
	int secret;           /* its content must stand nowhere */
	const char *body;     /* as it will lie in the spool; of a row without errors */
	size_t body_len;
	int other_name; /* its department goes by another name than when the body was made */
	int nerr;
	struct cl_err err[CL_ROW_ERRORS];
};
struct cl_defaults {
	struct cl_rec rec; /* options; list and department contradict cells that differ */
	const char *list, *department, *standard;
	int historical;
	int n; /* fields of rec that are set */
	enum cl_field set[CL_FIELDS];
};
/* Once the defaults are known. */
void cl_check_ready(struct cl_defaults *d, struct cl_columns *c, struct cl_run *run);
/* E_OPTION: the row's value against the option's. */
void cl_check_contradicts(
	struct cl_checked *k, const struct cl_row *row, enum cl_field f, const char *given);
/* Knows no database: rows are checked beside it (crew.h). */
void cl_check_row(struct cl_run *run, struct cl_columns *c, const struct cl_row *row,
	const struct cl_defaults *d, struct cl_arena *a, struct cl_checked *out);
#endif
