/* given: data fields that options give (--basis, --until …), checked and in wire form. */
#ifndef CL_GIVEN_H
#define CL_GIVEN_H
#include "flow/run.h"
#include "flow/view.h"
#include "rec/field.h"

/* Fields whose options were given; others NULL. Not list, department, field and standard, which
 * select. */
int cl_given_fields(struct cl_run *run, struct cl_rec *out, struct cl_err *err) CL_CHECKED;
/* One value as a department or a clerk writes it, in wire form: enumerations, document numbers,
 * dates (any unambiguous shape; 长期 as 9999-12-31 for valid_until). NULL and err (E_ENUM, E_DATE)
 * where it is none. */
const char *cl_given_value(
	enum cl_field f, const char *text, struct cl_arena *a, struct cl_err *err);
/* A text that an option gives, NULL where it is not there; E_USAGE for one of blanks alone. */
int cl_given_text(struct cl_run *run, int id, const char **out, struct cl_err *err) CL_CHECKED;
/* 1 for a text with a number as a mask leaves it, 1********78: who gives it has not seen the text.
 */
int cl_given_masked(const char *s);
/* 1 for a text as stored, or as records show it: to most, or to those who see persons unmasked. */
int cl_given_shown(const char *in, const char *stored, const char *person, struct cl_arena *a);
/* A value on stdin counts where it differs from the entry's and is not merely its mask; NULL
 * otherwise, or with err where it is none, or the mask of another text. */
const char *cl_given_differs(const struct cl_rec *rec, enum cl_field f, const struct cl_view *v,
	struct cl_arena *a, struct cl_err *err);
#endif
