/* check: one row of a department's table into one checked record, with every error it has. */
#ifndef CL_CHECK_H
#define CL_CHECK_H
#include "flow/columns.h"

#define CL_ROW_ERRORS 16
#define CL_IDENTS 6

struct cl_checked {
	struct cl_rec rec;
	int natural, market, identified;
	unsigned char key[16]; /* of the entry; brief: one of this run */
	const char *folded;    /* the name's, once it was asked for (cl_check_folded) */
	size_t folded_len;
	struct cl_buf *fold; /* where it will stand; NULL: it was asked for */
	const char *person;  /* the number that identifies a natural person: 18 characters for 15 */
	const char *ident[CL_IDENTS]; /* O…, R…, T…; and N + number for persons, in this run only */
	int nident;
	const char *accepted; /* FIELD=GIVEN where a suggested number was taken instead */
	int hold;             /* free text that holds a personal number or telephone */
	int personal;         /* some value holds one: it will be sealed */
	int plain;            /* nothing of it will be sealed: no person, no personal number */
	int other_department; /* than the option: another, or another name of it */
	int secret;           /* its content must stand nowhere */
	int nerr;
	struct cl_err err[CL_ROW_ERRORS + 1]; /* the last one is for what is not kept */
};
struct cl_defaults {
	struct cl_rec rec; /* options; list and department contradict cells that differ */
	const char *list, *department, *standard;
	int historical;
	int n; /* fields of rec that are set */
	enum cl_field set[CL_FIELDS];
	int personal; /* some value of them holds a personal number or telephone */
};
/* What one thread needs to check the rows of one file; several may do so side by side. */
struct cl_checker {
	struct cl_columns columns; /* its own: of what came in them it keeps count and memory */
	const struct cl_defaults *defaults;
	struct cl_hasher *sha256;
	struct cl_buf folded, key;
	int brief;                 /* keys are told apart in this run alone */
	int guarded;               /* rows of text: an apostrophe may stand before = + - @ */
	int no_secrets, no_losses; /* the rows that come now hold no mark, no ? and no U+FFFD */
};
/* Once the defaults are known. */
void cl_defaults_ready(struct cl_defaults *d);
/* columns are copied, defaults and memo (one for each column, flow/memo.h) borrowed. E_DB */
int cl_checker_open(struct cl_checker *ck, const struct cl_columns *c, const struct cl_defaults *d,
	struct cl_memo *memo, struct cl_err *err) CL_CHECKED;
/* The dates that were not looked at are known now (cl_columns_weigh_rest). */
void cl_checker_weighed(struct cl_checker *ck, const struct cl_columns *c);
/* The rows that come now are cut from this text: what is nowhere in it need not be looked for in
 * each cell. NULL: they come from elsewhere. */
void cl_checker_text(struct cl_checker *ck, const char *text);
void cl_checker_close(struct cl_checker *ck);
/* The next error of a row, to be set; of the seventeenth on none is kept. */
struct cl_err *cl_check_error(
	struct cl_checked *k, const struct cl_pos *pos, int col, const char *header);
/* E_OPTION: the row's value against the option's. */
void cl_check_contradicts(struct cl_err *e, const char *says, const char *given);
/* The key form of the row's name, until the checker's next row; NULL: it has none. */
const char *cl_check_folded(struct cl_checked *k);
/* Knows no database: rows are checked beside it (crew.h). Warnings are run's, texts a's. */
void cl_check_row(struct cl_run *run, struct cl_checker *ck, const struct cl_row *row,
	struct cl_arena *a, struct cl_checked *out);
#endif
