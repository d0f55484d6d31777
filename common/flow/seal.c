#include "flow/seal.h"
#include "rec/field.h"
#include "rules/mask.h"
#include <string.h>

enum how { NEVER, NATURAL, ALWAYS, IF_PERSONAL, NATURAL_OR_PERSONAL };

static enum how how_of(enum cl_field f)
{
	if (f == CL_F_ID_NUMBER)
		return ALWAYS;
	if (f == CL_F_REASON) /* what a decision says */
		return NATURAL_OR_PERSONAL;
	if (f == CL_F_CONDITIONS_MET || f == CL_F_PROOF)
		return IF_PERSONAL;
	if (cl_fields[f].part != CL_PART_DATA)
		return NEVER;
	int looked_at = cl_fields[f].kind != CL_K_DATE && f != CL_F_USCC && f != CL_F_ORG_CODE &&
			f != CL_F_REG_NO && f != CL_F_SOURCE_DOCUMENT && f != CL_F_DOCUMENT;
	if (cl_fields[f].seal)
		return looked_at ? NATURAL_OR_PERSONAL : NATURAL;
	return looked_at ? IF_PERSONAL : NEVER;
}

int cl_seal_cannot(const char *text, struct cl_err *err)
{
	return text == NULL || cl_text_personal(text) == 0
		       ? 0
		       : cl_fail(err, CL_E_RULE,
				 _("the text holds a personal number or telephone: name the entry "
				   "instead"));
}

int cl_seal_looks(enum cl_field f)
{
	return how_of(f) >= IF_PERSONAL;
}

/* Of what is no field of records. */
static enum how how_of_other(const struct cl_pair *p)
{
	static const struct {
		const char *key;
		enum how how;
	} others[] = {{"person_ident", ALWAYS}, {"name_key", NATURAL_OR_PERSONAL},
		{"age_declared", IF_PERSONAL}, {"permanent_basis", IF_PERSONAL},
		{"publish_basis", IF_PERSONAL}, {"repair_bar", IF_PERSONAL}};
	if (strcmp(p->key, "accepted") == 0) /* FIELD=what was sent for it */
		return strncmp(p->value, "id_number=", 10) == 0 ? ALWAYS : NEVER;
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (strcmp(p->key, others[i].key) == 0)
			return others[i].how;
	return NEVER;
}

static int must_seal(const struct cl_pair *p, enum cl_field f, int natural, const char *name)
{
	enum how how = f != CL_F_NONE ? how_of(f) : how_of_other(p);
	return how == ALWAYS || (natural && (how == NATURAL || how == NATURAL_OR_PERSONAL)) ||
	       (how >= IF_PERSONAL && (cl_text_personal(p->value) != 0 ||
					      (natural && cl_text_names(p->value, name))));
}

int cl_seal_nothing(
	const struct cl_rec *rec, const char *person, const char *accepted, int personal)
{
	/* a tax number may be a person's, and is no text that was searched */
	return !personal && person == NULL && accepted == NULL && cl_get(rec, ID_NUMBER) == NULL &&
	       cl_get(rec, TAX_NO) == NULL;
}

/* key and #, made once for each field. */
static const char *sealed_key(const char *key, enum cl_field f, struct cl_arena *a)
{
	static char of_field[CL_FIELDS][32];
	size_t n = strlen(key); /* the order of keys stays: # sorts before letters */
	char *out = f != CL_F_NONE && n + 2 <= sizeof of_field[0] ? of_field[f]
								  : cl_strndup(a, key, n + 1);
	if (out[0] == '\0' || f == CL_F_NONE)
		memcpy(mempcpy(out, key, n), "#", 2);
	return out;
}

void cl_seal_keys(struct cl_flat *f, int natural, const char *name, struct cl_arena *a)
{
	enum cl_field last = CL_F_NONE;
	for (int i = 0; i < f->n; i++) {
		enum cl_field field = cl_field_after(last, f->pair[i].key);
		last = field != CL_F_NONE ? field : last;
		if (must_seal(&f->pair[i], field, natural, name))
			f->pair[i].key = sealed_key(f->pair[i].key, field, a);
	}
}
