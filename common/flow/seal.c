#include "flow/seal.h"
#include "rec/field.h"
#include "rules/mask.h"
#include <string.h>

static int must_seal(const char *key, const char *value, int natural)
{
	enum cl_field f = cl_field_by_key(key);
	if (strcmp(key, "person_ident") == 0 || (strcmp(key, "name_key") == 0 && natural))
		return 1;
	if (strcmp(key, "accepted") == 0)
		return strncmp(value, "id_number=", 10) == 0;
	if (f == CL_F_NONE || cl_fields[f].part != CL_PART_DATA)
		return 0;
	if (f == CL_F_ID_NUMBER || (natural && cl_fields[f].seal))
		return 1;
	return cl_fields[f].kind != CL_K_DATE && f != CL_F_USCC && f != CL_F_ORG_CODE &&
	       f != CL_F_REG_NO && f != CL_F_SOURCE_DOCUMENT && f != CL_F_DOCUMENT &&
	       cl_text_personal(value) != 0;
}

void cl_seal_keys(struct cl_flat *f, int natural, struct cl_arena *a)
{
	for (int i = 0; i < f->n; i++) {
		struct cl_pair *p = &f->pair[i];
		if (!must_seal(p->key, p->value, natural))
			continue;
		size_t n = strlen(p->key); /* the order of keys stays: # sorts before letters */
		char *key = cl_strndup(a, p->key, n + 1);
		key[n] = '#';
		key[n + 1] = '\0';
		p->key = key;
	}
}
