/* idcell: what looking at the identifiers of one row is made of (idcheck.h): how a cell is read,
 * refused, taken for another kind, and compared with the others. */
#ifndef CL_IDCELL_H
#define CL_IDCELL_H
#include "flow/check.h"
#include "rules/ident.h"

#define CL_IDS_SOFT (CL_IDF_TYPE | CL_IDF_REGION) /* warnings, never refusals */

struct cl_ids {
	struct cl_run *run;
	struct cl_checked *k;
	const struct cl_columns *c;
	const struct cl_row *row;
	struct cl_arena *a;
	char org[10]; /* organisation code agreed on so far; "" none */
	int bad;      /* some identifier was refused: no second error for the same cell */
};

/* The cell of an identifier that is there, in normal form, which the record has from now on; *raw:
 * as it was written. Each other writing is warned of, so that nothing is altered without a word.
 * NULL: it shows but part of a number, which is warned of, too: it tells nobody. */
const char *cl_ids_cell(struct cl_ids *s, enum cl_field f, const char **raw);
void cl_ids_refuse(struct cl_ids *s, enum cl_field f, enum cl_code code, const char *raw);
enum cl_code cl_ids_damage(
	const char *raw); /* how it was damaged; CL_OK: in no way that is known */
/* A damaged number: refused with what it may have been, NULL; or the one candidate that
 * --accept-suggestion takes, the given text kept beside it. */
const char *cl_ids_damaged(struct cl_ids *s, enum cl_field f, enum cl_code code, const char *raw);
const char *cl_ids_belongs(const char *v); /* for a message: of which other kind it may be; or "" */
void cl_ids_soft(struct cl_run *run, unsigned faults, enum cl_field f); /* the warnings of faults */
/* A number of another kind than the column's is taken for what it is: said. */
void cl_ids_moved(struct cl_ids *s, enum cl_field from, enum cl_field to);
/* The column of a field, from 1; of several the one that the row fills. 0: none. */
int cl_ids_column(const struct cl_columns *c, const struct cl_row *row, enum cl_field f);
/* A sound credit code, and no person's number that passes by chance; by what cl_id_uscc found. */
int cl_ids_sound(const char *v);
int cl_ids_sound_by(unsigned faults, const char *v);
/* A citizen's number in the row of a person, by its kind, or by its name where it says none: also
 * where it passes as a registration number by chance. */
int cl_ids_of_person(struct cl_ids *s, const char *v);
/* A name that is shaped like a person's. */
int cl_ids_named_person(struct cl_checked *k);
/* All codes of one row must hold the same organisation code. */
void cl_ids_agree(struct cl_ids *s, const char *code, enum cl_field f, const char *raw);
/* A sound credit code found under f: taken, and its organisation code with it. */
void cl_ids_use_uscc(
	struct cl_ids *s, const char *v, unsigned faults, enum cl_field f, const char *raw);
/* By letter and value the subject will be found. */
void cl_ids_add(struct cl_checked *k, struct cl_arena *a, char letter, const char *value);

/* ---- organisations' numbers (idcode.c) ---- */
void cl_ids_uscc_cell(struct cl_ids *s);
void cl_ids_org_cell(struct cl_ids *s);
void cl_ids_tax_cell(struct cl_ids *s);
void cl_ids_reg_cell(struct cl_ids *s);
/* A registration number with what belongs to no number dropped, and said; as it is, where it has
 * nothing of the kind. *suffix: something else stands behind it. */
const char *cl_ids_bare_reg(struct cl_ids *s, const char *raw, const char *v, int *suffix);
#endif
