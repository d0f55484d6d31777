/* field: the keys of records (records(5)), their labels, their kinds of value and the headers under
 * which departments send them (share/fields.csv, values.csv, aliases.csv). */
#ifndef CL_FIELD_H
#define CL_FIELD_H
#include "base/arena.h"
#include "base/buf.h"
#include "fields.h" /* generated: enum cl_field */

enum cl_kind {
	CL_K_TEXT,
	CL_K_ID,
	CL_K_RESULT,
	CL_K_STATE,
	CL_K_BOOL,
	CL_K_LIST,
	CL_K_SUBJECT_KIND,
	CL_K_IDENT,
	CL_K_DOCUMENT,
	CL_K_DATE,
	CL_K_SEVERITY,
	CL_K_WAYS,
	CL_K_DISCLOSURE,
	CL_K_JSON,
	CL_K_REASON,
	CL_K_ROLE,
	CL_K_OVERLAY,
	CL_K_CLAIM,
	CL_K_DECISION,
	CL_K_STEP,
	CL_K_MEASURE_KIND,
	CL_K_DAY_KIND,
	CL_K_WAYS_OTHER, /* the word before : of a way of its own */
	/* of options */
	CL_K_REGISTER,
	CL_K_FORM,
	CL_K_LABELS
};
/* head, data and tail are CSV's columns, always; more only where a run asks for them. */
enum cl_part { CL_PART_HEAD, CL_PART_DATA, CL_PART_TAIL, CL_PART_MORE };

struct cl_field_def {
	const char *key, *label;
	enum cl_kind kind;
	enum cl_part part;
	int seal; /* sealed for natural persons */
};
extern const struct cl_field_def cl_fields[CL_FIELDS];

enum cl_field cl_field_by_key(const char *key); /* CL_F_NONE: none */
/* The same for a key that comes after that of last (CL_F_NONE: first): the bodies of a list are
 * alike, so what followed once mostly follows again. For the program's own thread. */
enum cl_field cl_field_after(enum cl_field last, const char *key);
/* A header's matching key: folded, without the stars, colons and remarks (必填) that forms put
 * around it. Appended to b. 0, or -1 */
int cl_header_fold(const char *header, struct cl_buf *b);
/* CL_F_NONE: not known here. flags: CL_H_IGNORED, a column that carries nothing (序号);
 * CL_H_WEAK, a word of several meanings, which gives way to a column that is named exactly. */
enum { CL_H_IGNORED = 1, CL_H_WEAK = 2 };
enum cl_field cl_field_by_header(const char *header, int *flags);
/* The wire value of what was written (wire, label or alias, folded); NULL: not among the values.
 * For ways: several joined by ; 、 or ，; other:TEXT stays, its
 * other and its colon as people write them. Kinds without a list of values give
 * text back. */
const char *cl_value_wire(enum cl_kind kind, const char *text, struct cl_arena *a);
const char *cl_value_label(enum cl_kind kind, const char *wire, struct cl_arena *a);
/* Calls a value otherwise, in output and beside its own names on input: the names that a profile
 * gives the lists. label is borrowed. */
void cl_value_call(enum cl_kind kind, const char *wire, const char *label);
/* The label of the value number i of a kind, from 0; NULL: it has no more. */
const char *cl_value_nth(enum cl_kind kind, int i);
/* "red、black、watch" for messages. */
const char *cl_value_list(enum cl_kind kind, struct cl_arena *a);

/* A record: one value per field, NULL where absent. Values are borrowed, mostly from an arena. */
struct cl_rec {
	const char *v[CL_FIELDS];
};
#define cl_get(r, F) ((r)->v[CL_F_##F])
#endif
