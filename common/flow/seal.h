/* seal: which values of an event body are sealed (RECORDS, "Keys and sealing"). */
#ifndef CL_SEAL_H
#define CL_SEAL_H
#include "base/flat.h"
#include "rec/field.h"

/* Puts a # behind the keys that must be sealed: for natural persons the fields so marked and what
 * holds the person's name (NULL: not known), for everybody what holds a personal number or
 * telephone. */
void cl_seal_keys(struct cl_flat *f, int natural, const char *name, struct cl_arena *a);
/* E_RULE for a text with a personal number or telephone that goes where nothing can be sealed: into
 * what is nobody's, or what all may read. */
int cl_seal_cannot(const char *text, struct cl_err *err) CL_CHECKED;
/* 1: a value of the field is sealed if cl_text_personal finds something in it. */
int cl_seal_looks(enum cl_field f);
/* 1: cl_seal_keys finds nothing to seal in the body of a row that is no natural person's. person
 * and accepted: as in struct cl_checked; personal: cl_text_personal found something in a value that
 * cl_seal_looks at. 0: it may. */
int cl_seal_nothing(
	const struct cl_rec *rec, const char *person, const char *accepted, int personal);
#endif
