/* The one number column of a mixed table, the subject's kind, and by what it will be found. */
#include "flow/idcheck.h"
#include "flow/idcell.h"
#include "rules/mask.h"
#include <stdio.h>
#include <string.h>

/* Faults of a personal number, by the kind of document that the row names, else by its shape. */
static unsigned personal_faults(struct cl_ids *s, const char *v, const char *type)
{
	if (type != NULL && strstr(type, "护照") != NULL)
		return cl_id_passport(v) == 0 || (strlen(v) >= 6 && strlen(v) <= 12)
			       ? 0
			       : CL_IDF_FORMAT;
	if (type != NULL && (strstr(type, "港") != NULL || strstr(type, "澳") != NULL) &&
		strlen(v) != 18)
		return cl_id_hkmo(v);
	if (type != NULL && strstr(type, "台") != NULL && strlen(v) != 18)
		return cl_id_taiwan(v);
	if (type != NULL && (strstr(type, "永久") != NULL || strstr(type, "居留") != NULL))
		return cl_id_residence(v, s->run->today);
	if (strlen(v) == 18 && v[0] == '9')
		return cl_id_residence(v, s->run->today);
	if (strlen(v) == 18)
		return cl_id_citizen(v, s->run->today);
	if (strlen(v) == 15)
		return v[0] >= 'A' ? cl_id_residence(v, s->run->today)
				   : cl_id_citizen(v, s->run->today);
	if (cl_id_passport(v) == 0 || cl_id_hkmo(v) == 0 || (type != NULL && cl_id_taiwan(v) == 0))
		return 0;
	return CL_IDF_LENGTH;
}

static int is(const char *s, const char *what)
{
	return s != NULL && *s == *what && strcmp(s, what) == 0;
}

/* Where it fits both a person and an organisation, what else the row says of it. */
static int said_person(struct cl_ids *s, const char *v, const char *type)
{
	return (cl_id_citizen(v, s->run->today) & ~(unsigned)CL_IDS_SOFT) == 0 &&
	       ((type != NULL && strstr(type, "身份证") != NULL) || cl_ids_named_person(s->k));
}

/* A name in Chinese that is no person's. */
static int named_organisation(struct cl_checked *k)
{
	const char *folded = cl_check_folded(k);
	return folded != NULL && (unsigned char)*folded >= 0xe3 && !cl_name_personal(folded);
}

/* An organisation code. What has a passport's shape as well is one where the row says so. */
static int is_org_code(struct cl_ids *s, const char *v, int organisation, const char *type)
{
	if (strlen(v) != 9 || cl_id_org(v) != 0)
		return 0;
	if (organisation || (cl_id_passport(v) != 0 && strspn(v + 1, "0123456789") < 8))
		return 1;
	return type == NULL && named_organisation(s->k);
}

/* A kind of document that only organisations and traders have. */
static int of_firms(const char *type)
{
	static const char *const words[] = {
		"组织机构", "营业执照", "信用代码", "注册号", "法人证书"};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strstr(type, words[i]) != NULL)
			return 1;
	return 0;
}

/* An organisation's number that is neither code: a registration number, or refused with what it is
 * like. */
static void other_number(struct cl_ids *s, const char *raw, const char *v, unsigned faults)
{
	int suffix;
	v = cl_ids_bare_reg(s, raw, v, &suffix);
	enum cl_code code = suffix ? CL_E_ID_SUFFIX : cl_ids_damage(raw);
	int digits = strlen(v) == 15 && strspn(v, "0123456789") == 15, before = s->k->nerr;
	const char *other = cl_get(&s->k->rec, REG_NO);
	char same[64] = "";
	if (other != NULL)
		cl_id_normal(other, same, sizeof same);
	if (cl_id_reg(v) == 0 && (other == NULL || strcmp(same, v) == 0)) {
		s->k->rec.v[CL_F_REG_NO] = v; /* its cell comes later */
		cl_ids_moved(s, CL_F_ID_NUMBER, CL_F_REG_NO);
		return;
	}
	if (cl_id_reg(v) == 0)
		code = CL_E_ID_MISMATCH;
	cl_ids_refuse(s, CL_F_ID_NUMBER,
		code != CL_OK ? code
		: digits      ? CL_E_ID_CHECK
			      : cl_id_code(faults),
		raw);
	if (s->k->nerr > before && code != CL_E_ID_MISMATCH) {
		struct cl_err *e = &s->k->err[before];
		size_t n = strlen(e->text);
		snprintf(e->text + n, sizeof e->text - n, "%s", cl_ids_belongs(v));
	}
}

/* The one number column of a mixed table. 1: the number was an organisation's. */
static int of_organisation(
	struct cl_ids *s, const char *raw, const char *v, const char *kind, const char *type)
{
	if (is(kind, "natural"))
		return 0;
	int paper = type != NULL && strstr(type, "身份证") == NULL && of_firms(type),
	    organisation =
		    (kind != NULL && !is(kind, "sole_trader")) || paper ||
		    (type == NULL && kind == NULL && cl_id_reg(v) == 0 && named_organisation(s->k));
	if ((strlen(v) != 18 && strlen(v) != 9 && !organisation))
		return 0;
	unsigned u = cl_id_uscc(v);
	int firm = cl_ids_sound_by(u, v) && (organisation || !said_person(s, v, type));
	if (is_org_code(s, v, organisation, type)) {
		s->k->rec.v[CL_F_ID_NUMBER] = NULL;
		if (cl_get(&s->k->rec, ORG_CODE) == NULL)
			s->k->rec.v[CL_F_ORG_CODE] = v;
		cl_ids_agree(s, v, CL_F_ID_NUMBER, raw);
		return 1;
	}
	if (strlen(v) == 9 && strlen(raw) == 10 && raw[8] == '-') {
		cl_ids_refuse(s, CL_F_ID_NUMBER, cl_id_code(cl_id_org(v)), raw);
		return 1; /* the form of no other number */
	}
	if (!firm && (!organisation || (cl_id_citizen(v, s->run->today) == 0 && cl_id_reg(v) != 0)))
		return 0;
	s->k->rec.v[CL_F_ID_NUMBER] = NULL;
	if (cl_get(&s->k->rec, USCC) != NULL)
		return 1;
	if (firm)
		cl_ids_use_uscc(s, v, u, CL_F_ID_NUMBER, raw);
	else
		other_number(s, raw, v, u);
	return 1;
}

/* A natural person's number that is a credit code: kind_of says what that means. */
static int code_for_number(struct cl_ids *s, const char *raw, const char *v, const char *kind)
{
	if (!is(kind, "natural") || !cl_ids_sound(v) || cl_get(&s->k->rec, USCC) != NULL)
		return 0;
	s->k->rec.v[CL_F_ID_NUMBER] = NULL;
	cl_ids_moved(s, CL_F_ID_NUMBER, CL_F_USCC);
	cl_ids_use_uscc(s, v, cl_id_uscc(v), CL_F_ID_NUMBER, raw);
	return 1;
}

static void id_cell(struct cl_ids *s)
{
	const char *kind = cl_get(&s->k->rec, SUBJECT_KIND), *type = cl_get(&s->k->rec, ID_TYPE),
		   *raw, *v = cl_ids_cell(s, CL_F_ID_NUMBER, &raw);
	if (v == NULL)
		return;
	if (cl_id_padded(v)) { /* of any kind of document */
		cl_ids_refuse(s, CL_F_ID_NUMBER, CL_E_ID_PADDED, raw);
		return;
	}
	if (of_organisation(s, raw, v, kind, type))
		return;
	unsigned f = personal_faults(s, v, type);
	if ((f & ~(unsigned)CL_IDS_SOFT) != 0 && code_for_number(s, raw, v, kind))
		return;
	if ((f & ~(unsigned)CL_IDS_SOFT) != 0) {
		enum cl_code code =
			cl_id_damage(raw) == CL_DMG_PERSONAL ? CL_OK : cl_ids_damage(raw);
		v = cl_ids_damaged(s, CL_F_ID_NUMBER, code != CL_OK ? code : cl_id_code(f), raw);
		if (v == NULL)
			return;
		s->k->rec.v[CL_F_ID_NUMBER] = v;
		f = 0;
	}
	cl_ids_soft(s->run, f, CL_F_ID_NUMBER);
	s->k->person = v;
}

/* The cell that says of somebody with such a code that it is a natural person; without that column
 * the code's. */
static void no_person(struct cl_ids *s, const char *code)
{
	int kind = cl_ids_column(s->c, s->row, CL_F_SUBJECT_KIND);
	enum cl_field f = kind > 0                           ? CL_F_SUBJECT_KIND
			  : cl_get(&s->k->rec, USCC) != NULL ? CL_F_USCC
							     : CL_F_ORG_CODE;
	s->bad = 1;
	cl_fail(cl_check_error(
			s->k, &s->row->pos, cl_ids_column(s->c, s->row, f), cl_fields[f].label),
		CL_E_ID_MISMATCH,
		_("%s is the code of an organisation, but the row says a natural person"), code);
}

/* Said to be a natural person, but with a credit code. Departments often write so of sole traders,
 * whose codes begin with 92: a shop's row is read as one, a person's stays a person's. */
static void coded_person(struct cl_ids *s, const char *uscc)
{
	if (!cl_ids_sound(uscc) || cl_id_citizen(uscc, s->run->today) == 0)
		return;
	if (strncmp(uscc, "92", 2) != 0) {
		no_person(s, uscc);
		return;
	}
	int shop = named_organisation(s->k);
	cl_warn(s->run, CL_W_KIND,
		shop ? _("natural persons with a sole trader's code: read as sole traders")
		     : _("natural persons with a sole trader's code"));
	if (shop)
		s->k->rec.v[CL_F_SUBJECT_KIND] = "sole_trader";
	s->k->natural = !shop;
}

/* Kind of subject, where the row does not say: by its number, then by the shape of its name. */
static void kind_of(struct cl_ids *s)
{
	struct cl_checked *k = s->k;
	const char *uscc = cl_get(&k->rec, USCC), *kind = cl_get(&k->rec, SUBJECT_KIND);
	if (kind == NULL) {
		if (s->org[0] != '\0')
			kind = uscc != NULL && strncmp(uscc, "92", 2) == 0 ? "sole_trader"
									   : "legal";
		else if (k->person != NULL || cl_ids_named_person(k))
			kind = "natural";
		k->rec.v[CL_F_SUBJECT_KIND] = kind;
	}
	k->natural = is(kind, "natural");
	if (k->natural && uscc != NULL && !s->bad)
		coded_person(s, uscc);
	else if (k->natural && s->org[0] != '\0' && !s->bad)
		no_person(s, s->org);
	k->market |= uscc != NULL && cl_id_market(uscc);
}

/* The old and the new number of a person are one: found by the new one. */
static void person_ident(struct cl_checked *k, struct cl_arena *a)
{
	char new[19];
	if (cl_id_of_15(k->person, new))
		k->person = cl_strdup(a, new);
	cl_ids_add(k, a, 'N', k->person);
}

void cl_idcheck(struct cl_run *run, struct cl_checked *k, struct cl_columns *c,
	const struct cl_row *row, struct cl_arena *a)
{
	struct cl_ids s = {run, k, c, row, a, "", 0};
	if (cl_get(&k->rec, USCC) != NULL)
		cl_ids_uscc_cell(&s);
	if (cl_get(&k->rec, ORG_CODE) != NULL)
		cl_ids_org_cell(&s);
	if (cl_get(&k->rec, TAX_NO) != NULL)
		cl_ids_tax_cell(&s);
	if (cl_get(&k->rec, ID_NUMBER) != NULL)
		id_cell(&s);
	if (cl_get(&k->rec, REG_NO) != NULL)
		cl_ids_reg_cell(&s);
	kind_of(&s);
	if (s.org[0] != '\0')
		cl_ids_add(k, a, 'O', s.org);
	if (k->person != NULL && (k->natural || s.org[0] == '\0'))
		person_ident(k, a);
	else if (k->natural)
		k->person = NULL;
}
