/* The cells of organisations' numbers: credit code, organisation code, registration and tax number.
 */
#include "flow/idcell.h"
#include "flow/idcheck.h"
#include "rules/mask.h"
#include <string.h>

/* Where blanks stand as well, it was said already. */
static void said_dashes(struct cl_ids *s, enum cl_field f, const char *raw)
{
	if (strchr(raw, ' ') == NULL)
		cl_warn(s->run, CL_W_ID_FORM, _("%s: written with blanks or dashes"),
			cl_fields[f].label);
}

/* The credit code of a cell, which is none as it stands, but without its dashes. */
static int dashed_uscc(struct cl_ids *s, const char *v, const char *raw)
{
	char bare[64];
	if (strchr(v, '(') != NULL || !cl_id_bare(v, bare) || !cl_ids_sound(bare))
		return 0;
	v = cl_strdup(s->a, bare);
	said_dashes(s, CL_F_USCC, raw);
	s->k->rec.v[CL_F_USCC] = v;
	cl_ids_use_uscc(s, v, cl_id_uscc(v), CL_F_USCC, raw);
	return 1;
}

void cl_ids_uscc_cell(struct cl_ids *s)
{
	const char *raw, *v = cl_ids_cell(s, CL_F_USCC, &raw);
	if (v == NULL)
		return;
	unsigned f = cl_id_uscc(v);
	if (cl_ids_sound_by(f, v)) {
		cl_ids_use_uscc(s, v, f, CL_F_USCC, raw);
	} else if (strlen(v) == 15 && cl_ids_of_person(s, v)) {
		cl_ids_refuse(s, CL_F_USCC, CL_E_ID_PERSONAL, raw);
	} else if (strlen(v) == 15 && cl_id_reg(v) == 0 && cl_get(&s->k->rec, REG_NO) == NULL) {
		s->k->rec.v[CL_F_REG_NO] =
			v; /* an old registration number under the newer header */
		s->k->rec.v[CL_F_USCC] = NULL;
		cl_ids_moved(s, CL_F_USCC, CL_F_REG_NO);
	} else if (strlen(v) == 9 && cl_id_org(v) == 0 && cl_get(&s->k->rec, ORG_CODE) == NULL) {
		s->k->rec.v[CL_F_ORG_CODE] = v;
		s->k->rec.v[CL_F_USCC] = NULL;
		cl_ids_moved(s, CL_F_USCC, CL_F_ORG_CODE);
	} else if (!dashed_uscc(s, v, raw)) {
		enum cl_code code = cl_ids_damage(raw);
		v = cl_ids_damaged(s, CL_F_USCC, code != CL_OK ? code : cl_id_code(f), raw);
		if (v == NULL)
			return;
		s->k->rec.v[CL_F_USCC] = v;
		cl_ids_agree(s, v, CL_F_USCC, raw);
	}
}

void cl_ids_org_cell(struct cl_ids *s)
{
	const char *raw, *v = cl_ids_cell(s, CL_F_ORG_CODE, &raw);
	if (v == NULL)
		return;
	unsigned f = cl_id_org(v);
	if (strlen(v) == 18 && cl_ids_sound(v)) {
		s->k->rec.v[CL_F_ORG_CODE] = NULL;
		cl_ids_moved(s, CL_F_ORG_CODE, CL_F_USCC);
		cl_ids_use_uscc(s, v, cl_id_uscc(v), CL_F_ORG_CODE, raw);
	} else if (f == 0) {
		cl_ids_agree(s, v, CL_F_ORG_CODE, raw);
	} else {
		enum cl_code code = cl_ids_damage(raw);
		cl_ids_refuse(s, CL_F_ORG_CODE, code != CL_OK ? code : cl_id_code(f), raw);
	}
}

/* A registration number with what belongs to no number dropped, and said; as it is, where it has
 * nothing of the kind. *suffix: something else stands behind it. */
const char *cl_ids_bare_reg(struct cl_ids *s, const char *raw, const char *v, int *suffix)
{
	size_t n = strspn(v, "0123456789");
	char bare[64];
	int whole = n == 13 || n == 15, copy = strchr(v, '(') != NULL;
	*suffix = 0;
	if (v[n] == '\0')
		return v;
	if (cl_id_bare(v, bare) && strlen(bare) < 18 && (copy || !cl_text_personal(raw))) {
		if (copy)
			cl_warn(s->run, CL_W_ID_FORM, _("%s: written with the number of the copy"),
				cl_fields[CL_F_REG_NO].label);
		else
			said_dashes(s, CL_F_REG_NO, raw);
		return cl_strdup(s->a, bare);
	}
	*suffix = (whole && !(v[n] >= 'A' && v[n] <= 'Z')) || *v == '(';
	return v;
}

void cl_ids_reg_cell(struct cl_ids *s)
{
	const char *raw, *v = cl_ids_cell(s, CL_F_REG_NO, &raw);
	if (v == NULL)
		return;
	int suffix;
	s->k->rec.v[CL_F_REG_NO] = v = cl_ids_bare_reg(s, raw, v, &suffix);
	enum cl_code code = cl_id_padded(v)   ? CL_E_ID_PADDED
			    : suffix          ? CL_E_ID_SUFFIX
			    : strlen(v) == 15 ? CL_OK
					      : cl_ids_damage(raw);
	if (strlen(v) == 18 && cl_ids_sound(v)) {
		s->k->rec.v[CL_F_REG_NO] = NULL;
		cl_ids_moved(s, CL_F_REG_NO, CL_F_USCC);
		cl_ids_use_uscc(s, v, cl_id_uscc(v), CL_F_REG_NO, raw);
		return;
	}
	if (code != CL_OK || strlen(v) < 6 || strlen(v) > 20) {
		cl_ids_refuse(s, CL_F_REG_NO, code != CL_OK ? code : CL_E_ID_LENGTH, raw);
		return;
	}
	if ((cl_id_reg(v) != 0 && cl_text_personal(raw) != 0) || cl_ids_of_person(s, v)) {
		cl_ids_refuse(s, CL_F_REG_NO, CL_E_ID_PERSONAL, raw);
		return;
	}
	if (cl_id_reg(v) != 0)
		cl_warn(s->run, CL_W_REG_CHECK, _("%s: the check digit does not fit"),
			cl_fields[CL_F_REG_NO].label);
	cl_ids_add(s->k, s->a, 'R', v);
}

/* A person's own number, which must be that of the number column where both are there. */
static void taxed_person(struct cl_ids *s, const char *v, const char *raw)
{
	const char *other = cl_get(&s->k->rec, ID_NUMBER);
	char number[64], new[19];
	if (other == NULL) {
		s->k->rec.v[CL_F_ID_NUMBER] = v;
		return;
	}
	cl_id_normal(other, number, sizeof number);
	if (cl_id_citizen(number, s->run->today) == 0 &&
		strcmp(cl_id_of_15(number, new) ? new : number, v) != 0)
		cl_ids_refuse(s, CL_F_TAX_NO, CL_E_ID_MISMATCH, raw);
}

/* A tax number may be a credit code, region + organisation code, or a person's number. */
void cl_ids_tax_cell(struct cl_ids *s)
{
	const char *raw, *v = cl_ids_cell(s, CL_F_TAX_NO, &raw);
	if (v == NULL)
		return;
	size_t n = strlen(v);
	unsigned f = cl_id_tax(v);
	if (n == 18 && cl_ids_sound(v)) {
		cl_ids_use_uscc(s, v, cl_id_uscc(v), CL_F_TAX_NO, raw);
	} else if (n == 18 && cl_id_citizen(v, s->run->today) == 0) {
		taxed_person(s, v, raw);
	} else if (n == 15 && f == 0) {
		cl_ids_agree(s, v, CL_F_TAX_NO, raw);
	} else if (n == 20 && f == 0) {
		cl_ids_add(s->k, s->a, 'T', v);
	} else {
		enum cl_code code = cl_ids_damage(raw);
		cl_ids_refuse(s, CL_F_TAX_NO,
			code != CL_OK            ? code
			: cl_id_code(f) != CL_OK ? cl_id_code(f)
						 : CL_E_ID_LENGTH,
			raw);
	}
}
