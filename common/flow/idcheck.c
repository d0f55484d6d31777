#include "flow/idcheck.h"
#include "base/date.h"
#include "base/utf8.h"
#include "rules/ident.h"
#include "rules/mask.h"
#include "rules/suggest.h"
#include <stdio.h>
#include <string.h>

#define SOFT (CL_IDF_TYPE | CL_IDF_REGION) /* warnings, never refusals */

enum cl_code cl_id_code(unsigned f)
{
	return f & CL_IDF_LENGTH    ? CL_E_ID_LENGTH
	       : f & CL_IDF_CHARSET ? CL_E_ID_CHARSET
	       : f & CL_IDF_DATE    ? CL_E_ID_DATE
	       : f & CL_IDF_CHECK   ? CL_E_ID_CHECK
	       : f & CL_IDF_ORG     ? CL_E_ID_ORG
	       : f & CL_IDF_FORMAT  ? CL_E_ID_CHARSET
				    : CL_OK;
}

static enum cl_code damage_code(const char *raw)
{
	switch (cl_id_damage(raw)) {
	case CL_DMG_SCIENTIFIC:
		return CL_E_ID_SCIENTIFIC;
	case CL_DMG_TRUNCATED:
		return CL_E_ID_TRUNCATED;
	case CL_DMG_ROUNDED:
		return CL_E_ID_ROUNDED;
	case CL_DMG_PERSONAL:
		return CL_E_ID_PERSONAL;
	case CL_DMG_PADDED:
		return CL_E_ID_PADDED;
	case CL_DMG_SUFFIX:
		return CL_E_ID_SUFFIX;
	default:
		return CL_OK;
	}
}

static int column_of(const struct cl_columns *c, enum cl_field f)
{
	for (int i = 0; i < c->n; i++)
		if (c->col[i].field == f)
			return i + 1;
	return 0;
}

static void reject(struct cl_checked *k, const struct cl_columns *c, const struct cl_row *row,
	enum cl_field f, enum cl_code code, const char *raw)
{
	int col = column_of(c, f);
	const char *header = col > 0 ? c->col[col - 1].header : cl_fields[f].label;
	struct cl_err *e = cl_check_error(k, &row->pos, col, header);
	struct cl_buf b = {0};
	cl_mask_number(raw, &b);
	snprintf(e->value, sizeof e->value, "%.60s", cl_buf_cstr(&b));
	e->value[cl_utf8_valid(e->value, strlen(e->value))] = '\0';
	cl_fail(e, code, _("%s: %s (%s)"), header, cl_code_says(code), e->value);
	cl_buf_free(&b);
}

/* Nothing but the characters of numbers as they are written. */
static int is_normal(const char *s)
{
	while ((*s >= '0' && *s <= '9') || (*s >= 'A' && *s <= 'Z'))
		s++;
	return *s == '\0';
}

/* Normal form; each other writing is warned of, so that nothing is altered without a word. */
static const char *normal(struct cl_run *run, const char *raw, enum cl_field f, struct cl_arena *a)
{
	char out[64];
	int lower = 0, wide = 0;
	if (is_normal(raw) && strlen(raw) < sizeof out)
		return raw;
	cl_id_normal(raw, out, sizeof out);
	for (const char *s = raw; *s != '\0'; s++) {
		lower |= *s >= 'a' && *s <= 'z';
		wide |= (unsigned char)*s == 0xef; /* U+F000 and above: U+FF01-FF5E */
	}
	if (lower)
		cl_warn_field(
			run, CL_W_ID_CASE, f, N_("%s: written in lower case"), cl_fields[f].label);
	if (wide)
		cl_warn_field(
			run, CL_W_ID_WIDTH, f, N_("%s: written in full width"), cl_fields[f].label);
	if (strcmp(raw, out) != 0 && !lower && !wide)
		cl_warn_field(run, CL_W_ID_FORM, f, N_("%s: written with blanks or dashes"),
			cl_fields[f].label);
	return cl_strdup(a, out);
}

static void add_ident(struct cl_checked *k, struct cl_arena *a, char letter, const char *value)
{
	size_t n = strlen(value);
	char *s = cl_strndup(a, value, n + 1); /* room for the letter, too */
	s[0] = letter;
	memcpy(s + 1, value, n + 1);
	for (int i = 0; i < k->nident; i++)
		if (strcmp(k->ident[i], s) == 0)
			return;
	if (k->nident < CL_IDENTS)
		k->ident[k->nident++] = s;
	k->identified = 1;
}

static void soft(struct cl_run *run, unsigned faults, enum cl_field f)
{
	if (faults & CL_IDF_TYPE)
		cl_warn_field(run, CL_W_ID_TYPE, f, N_("%s: unknown first two characters"),
			cl_fields[f].label);
	if (faults & CL_IDF_REGION)
		cl_warn_field(run, CL_W_REGION, f, N_("%s: unknown region"), cl_fields[f].label);
}

struct ids {
	struct cl_run *run;
	struct cl_checked *k;
	const struct cl_columns *c;
	const struct cl_row *row;
	struct cl_arena *a;
	char org[10]; /* organisation code agreed on so far; "" none */
	int bad;      /* some identifier was refused: no second error for the same cell */
};

static void refuse(struct ids *s, enum cl_field f, enum cl_code code, const char *raw)
{
	s->bad = 1;
	reject(s->k, s->c, s->row, f, code, raw);
}

/* Joined for a message; persons' numbers masked. */
static const char *joined(const struct cl_suggest *g, int personal, struct cl_arena *a)
{
	const char *out = "";
	for (int i = 0; i < g->n && i < CL_SUGGESTED; i++) {
		struct cl_buf b = {0};
		if (personal)
			cl_mask_number(g->code[i], &b);
		else
			cl_buf_str(&b, g->code[i]);
		out = cl_sprintf(a, "%s%s%s", out, i > 0 ? "、" : "", cl_buf_cstr(&b));
		cl_buf_free(&b);
	}
	return out;
}

/* Which column a number of another kind belongs to; a letter and 8 digits are a passport's, too. */
static const char *belongs(const char *v)
{
	size_t n = strlen(v), all = strspn(v, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
	       digits = strspn(v, "0123456789");
	if (n == 15 && digits == n)
		return _("; 15 digits are like a registration number (工商注册号)");
	if (n != 9 || all != n || (digits == 0 && strspn(v + 1, "0123456789") == 8))
		return "";
	return _("; 9 characters are like an organisation code (组织机构代码)");
}

/* A damaged number: refused with what it may have been. Returns the candidate that
 * --accept-suggestion takes, where there is exactly one; the given text is kept beside it. */
static const char *damaged(struct ids *s, enum cl_field f, enum cl_code code, const char *raw)
{
	struct cl_suggest g;
	int personal = f == CL_F_ID_NUMBER;
	if (personal)
		cl_suggest_citizen(raw, s->run->today, &g);
	else
		cl_suggest_uscc(raw, &g);
	if (g.n == 1 && !g.several && cl_opt(&s->run->opts, ACCEPT_SUGGESTION) != NULL) {
		cl_warn(s->run, CL_W_ID_SUGGESTED, _("%s: the suggested number was taken"),
			cl_fields[f].label);
		s->k->accepted = cl_sprintf(s->a, "%s=%s", cl_fields[f].key, raw);
		return cl_strdup(s->a, g.code[0]);
	}
	int before = s->k->nerr;
	refuse(s, f, code, raw);
	if (s->k->nerr == before)
		return NULL; /* the row has more errors than are told */
	struct cl_err *e = &s->k->err[before];
	size_t n = strlen(e->text);
	if (g.n > CL_SUGGESTED)
		snprintf(e->text + n, sizeof e->text - n, _("; %d numbers would fit"), g.n);
	else if (g.n > 0)
		snprintf(e->text + n, sizeof e->text - n, _("; may have been %s"),
			joined(&g, personal, s->a));
	else if (f == CL_F_USCC && code == CL_E_ID_LENGTH)
		snprintf(e->text + n, sizeof e->text - n, "%s", belongs(cl_get(&s->k->rec, USCC)));
	return NULL;
}

/* All codes of one row must hold the same organisation code. */
static void agree_org(struct ids *s, const char org[10], enum cl_field f, const char *raw)
{
	if (s->org[0] == '\0')
		memcpy(s->org, org, sizeof s->org);
	else if (strcmp(s->org, org) != 0)
		refuse(s, f, CL_E_ID_MISMATCH, raw);
}

static void agree(struct ids *s, const char *code, enum cl_field f, const char *raw)
{
	char org[10];
	if (cl_id_org_of(code, org))
		agree_org(s, org, f, raw);
}

static int masked(struct ids *s, enum cl_field f, const char *v)
{
	if (strchr(v, '*') == NULL || !cl_id_masked(v))
		return 0;
	cl_warn(s->run, CL_W_MASKED, _("%s is masked: it does not tell who the subject is"),
		cl_fields[f].label);
	return 1;
}

/* By chance a citizen number passes, too: it is a person's. */
static int sound_by(unsigned faults, const char *v)
{
	return (faults & ~(unsigned)SOFT) == 0 && !cl_id_person(v);
}

static int sound_uscc(const char *v)
{
	return sound_by(cl_id_uscc(v), v);
}

/* A number of another kind than the column's is taken for what it is, and said. */
static void moved(struct ids *s, enum cl_field from, enum cl_field to)
{
	cl_warn(s->run, CL_W_ID_MOVED, _("%s: %s was found there"), cl_fields[from].label,
		cl_fields[to].label);
}

/* A sound credit code, by what cl_id_uscc found. */
static void take_uscc(struct ids *s, const char *v, unsigned faults)
{
	if (cl_get(&s->k->rec, USCC) == NULL || strcmp(cl_get(&s->k->rec, USCC), v) == 0)
		s->k->rec.v[CL_F_USCC] = v;
	soft(s->run, faults, CL_F_USCC);
}

/* A sound credit code found under f: taken, and its organisation code with it. */
static void use_uscc(
	struct ids *s, const char *v, unsigned faults, enum cl_field f, const char *raw)
{
	char org[10] = "";
	take_uscc(s, v, faults);
	memcpy(org, v + 8, 9);
	agree_org(s, org, f, raw);
}

/* A number written in groups, 9143-0423-…: without the dashes; NULL: it has none. */
static const char *undashed(struct ids *s, const char *v)
{
	if (strchr(v, '-') == NULL)
		return NULL;
	char *out = cl_strdup(s->a, v), *end = out;
	for (; *v != '\0'; v++)
		if (*v != '-')
			*end++ = *v;
	*end = '\0';
	return out;
}

/* Where blanks stand as well, it was said already. */
static void said_dashes(struct ids *s, enum cl_field f, const char *raw)
{
	if (strchr(raw, ' ') == NULL)
		cl_warn(s->run, CL_W_ID_FORM, _("%s: written with blanks or dashes"),
			cl_fields[f].label);
}

/* The credit code of a cell, which is none as it stands, but without its dashes. */
static int dashed_uscc(struct ids *s, const char *v, const char *raw)
{
	v = undashed(s, v);
	if (v == NULL || !sound_uscc(v))
		return 0;
	said_dashes(s, CL_F_USCC, raw);
	s->k->rec.v[CL_F_USCC] = v;
	use_uscc(s, v, cl_id_uscc(v), CL_F_USCC, raw);
	return 1;
}

static void uscc_cell(struct ids *s)
{
	const char *raw = cl_get(&s->k->rec, USCC);
	if (raw == NULL)
		return;
	const char *v = normal(s->run, raw, CL_F_USCC, s->a);
	s->k->rec.v[CL_F_USCC] = v;
	if (masked(s, CL_F_USCC, v))
		return;
	unsigned f = cl_id_uscc(v);
	if (sound_by(f, v)) {
		use_uscc(s, v, f, CL_F_USCC, raw);
	} else if (strlen(v) == 15 && cl_id_reg(v) == 0 && cl_get(&s->k->rec, REG_NO) == NULL) {
		s->k->rec.v[CL_F_REG_NO] =
			v; /* an old registration number under the newer header */
		s->k->rec.v[CL_F_USCC] = NULL;
		moved(s, CL_F_USCC, CL_F_REG_NO);
	} else if (strlen(v) == 9 && cl_id_org(v) == 0 && cl_get(&s->k->rec, ORG_CODE) == NULL) {
		s->k->rec.v[CL_F_ORG_CODE] = v;
		s->k->rec.v[CL_F_USCC] = NULL;
		moved(s, CL_F_USCC, CL_F_ORG_CODE);
	} else if (!dashed_uscc(s, v, raw)) {
		enum cl_code code = damage_code(raw);
		v = damaged(s, CL_F_USCC, code != CL_OK ? code : cl_id_code(f), raw);
		if (v == NULL)
			return;
		s->k->rec.v[CL_F_USCC] = v;
		agree(s, v, CL_F_USCC, raw);
	}
}

static void org_cell(struct ids *s)
{
	const char *raw = cl_get(&s->k->rec, ORG_CODE);
	if (raw == NULL)
		return;
	const char *v = normal(s->run, raw, CL_F_ORG_CODE, s->a);
	s->k->rec.v[CL_F_ORG_CODE] = v;
	if (masked(s, CL_F_ORG_CODE, v))
		return;
	unsigned f = cl_id_org(v);
	if (strlen(v) == 18 && sound_uscc(v)) {
		s->k->rec.v[CL_F_ORG_CODE] = NULL;
		moved(s, CL_F_ORG_CODE, CL_F_USCC);
		use_uscc(s, v, cl_id_uscc(v), CL_F_ORG_CODE, raw);
	} else if (f == 0) {
		agree(s, v, CL_F_ORG_CODE, raw);
	} else {
		enum cl_code code = damage_code(raw);
		refuse(s, CL_F_ORG_CODE, code != CL_OK ? code : cl_id_code(f), raw);
	}
}

/* The number of a copy of the licence, as it is printed behind that of the firm: (1-1). */
static int is_copy(const char *s)
{
	size_t n = strspn(s + (*s == '('), "0123456789"), m;
	if (*s != '(' || n == 0 || s[1 + n] != '-')
		return 0;
	s += 2 + n;
	m = strspn(s, "0123456789");
	return m > 0 && strcmp(s + m, ")") == 0;
}

/* A registration number with what belongs to no number dropped, and said; as it is, where it has
 * nothing of the kind. *suffix: something else stands behind it. */
static const char *bare_reg(struct ids *s, const char *raw, const char *v, int *suffix)
{
	size_t n = strspn(v, "0123456789");
	const char *plain;
	*suffix = 0;
	if (v[n] == '\0')
		return v;
	int whole = n == 13 || n == 15;
	if (whole && is_copy(v + n)) {
		cl_warn(s->run, CL_W_ID_FORM, _("%s: written with the number of the copy"),
			cl_fields[CL_F_REG_NO].label);
		return cl_strndup(s->a, v, n);
	}
	plain = undashed(s, v);
	if (plain != NULL && cl_id_reg(plain) == 0) {
		said_dashes(s, CL_F_REG_NO, raw);
		return plain;
	}
	*suffix = whole && !(v[n] >= 'A' && v[n] <= 'Z');
	return v;
}

static void reg_cell(struct ids *s)
{
	const char *raw = cl_get(&s->k->rec, REG_NO);
	if (raw == NULL)
		return;
	const char *v = normal(s->run, raw, CL_F_REG_NO, s->a);
	int suffix;
	s->k->rec.v[CL_F_REG_NO] = v;
	if (masked(s, CL_F_REG_NO, v))
		return;
	s->k->rec.v[CL_F_REG_NO] = v = bare_reg(s, raw, v, &suffix);
	enum cl_code code = cl_id_padded(v)   ? CL_E_ID_PADDED
			    : suffix          ? CL_E_ID_SUFFIX
			    : strlen(v) == 15 ? CL_OK
					      : damage_code(raw);
	if (strlen(v) == 18 && sound_uscc(v)) {
		s->k->rec.v[CL_F_REG_NO] = NULL;
		moved(s, CL_F_REG_NO, CL_F_USCC);
		use_uscc(s, v, cl_id_uscc(v), CL_F_REG_NO, raw);
		return;
	}
	if (code != CL_OK || strlen(v) < 6 || strlen(v) > 20) {
		refuse(s, CL_F_REG_NO, code != CL_OK ? code : CL_E_ID_LENGTH, raw);
		return;
	}
	if (cl_id_reg(v) != 0 && cl_text_personal(raw) != 0) {
		refuse(s, CL_F_REG_NO, CL_E_ID_PERSONAL, raw);
		return;
	}
	if (cl_id_reg(v) != 0)
		cl_warn(s->run, CL_W_REG_CHECK, _("%s: the check digit does not fit"),
			cl_fields[CL_F_REG_NO].label);
	add_ident(s->k, s->a, 'R', v);
}

/* A tax number may be a credit code, region + organisation code, or a person's number. */
static void tax_cell(struct ids *s)
{
	const char *raw = cl_get(&s->k->rec, TAX_NO);
	if (raw == NULL)
		return;
	const char *v = normal(s->run, raw, CL_F_TAX_NO, s->a);
	size_t n = strlen(v);
	s->k->rec.v[CL_F_TAX_NO] = v;
	if (masked(s, CL_F_TAX_NO, v))
		return;
	unsigned f = cl_id_tax(v);
	if (n == 18 && sound_uscc(v)) {
		use_uscc(s, v, cl_id_uscc(v), CL_F_TAX_NO, raw);
	} else if (n == 18 && cl_id_citizen(v, s->run->today) == 0) {
		if (cl_get(&s->k->rec, ID_NUMBER) == NULL)
			s->k->rec.v[CL_F_ID_NUMBER] = v;
	} else if (n == 15 && f == 0) {
		agree(s, v, CL_F_TAX_NO, raw);
	} else if (n == 20 && f == 0) {
		add_ident(s->k, s->a, 'T', v);
	} else {
		enum cl_code code = damage_code(raw);
		refuse(s, CL_F_TAX_NO,
			code != CL_OK            ? code
			: cl_id_code(f) != CL_OK ? cl_id_code(f)
						 : CL_E_ID_LENGTH,
			raw);
	}
}

/* Faults of a personal number, by the kind of document that the row names, else by its shape. */
static unsigned personal_faults(struct ids *s, const char *v, const char *type)
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
static int said_person(struct ids *s, const char *v, const char *type)
{
	return (cl_id_citizen(v, s->run->today) & ~(unsigned)SOFT) == 0 &&
	       ((type != NULL && strstr(type, "身份证") != NULL) ||
		       (s->k->folded != NULL && cl_name_personal(s->k->folded)));
}

/* A name in Chinese that is no person's. */
static int named_organisation(const char *folded)
{
	return folded != NULL && (unsigned char)*folded >= 0xe3 && !cl_name_personal(folded);
}

/* An organisation code. What has a passport's shape as well is one where the row says so. */
static int is_org_code(struct ids *s, const char *v, int organisation, const char *type)
{
	if (strlen(v) != 9 || cl_id_org(v) != 0)
		return 0;
	if (organisation || (cl_id_passport(v) != 0 && strspn(v + 1, "0123456789") < 8))
		return 1;
	return type == NULL && named_organisation(s->k->folded);
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
static void other_number(struct ids *s, const char *raw, const char *v, unsigned faults)
{
	int suffix;
	v = bare_reg(s, raw, v, &suffix);
	enum cl_code code = suffix ? CL_E_ID_SUFFIX : damage_code(raw);
	int digits = strlen(v) == 15 && strspn(v, "0123456789") == 15, before = s->k->nerr;
	if (cl_id_reg(v) == 0 && cl_get(&s->k->rec, REG_NO) == NULL) {
		s->k->rec.v[CL_F_REG_NO] = v; /* reg_cell comes later */
		moved(s, CL_F_ID_NUMBER, CL_F_REG_NO);
		return;
	}
	refuse(s, CL_F_ID_NUMBER,
		code != CL_OK ? code
		: digits      ? CL_E_ID_CHECK
			      : cl_id_code(faults),
		raw);
	if (s->k->nerr > before) {
		struct cl_err *e = &s->k->err[before];
		size_t n = strlen(e->text);
		snprintf(e->text + n, sizeof e->text - n, "%s", belongs(v));
	}
}

/* The one number column of a mixed table. 1: the number was an organisation's. */
static int of_organisation(
	struct ids *s, const char *raw, const char *v, const char *kind, const char *type)
{
	if (is(kind, "natural"))
		return 0;
	int paper = type != NULL && strstr(type, "身份证") == NULL && of_firms(type),
	    organisation = (kind != NULL && !is(kind, "sole_trader")) || paper;
	if ((strlen(v) != 18 && strlen(v) != 9 && !organisation))
		return 0;
	unsigned u = cl_id_uscc(v);
	int firm = sound_by(u, v) && (organisation || !said_person(s, v, type));
	if (is_org_code(s, v, organisation, type)) {
		s->k->rec.v[CL_F_ID_NUMBER] = NULL;
		if (cl_get(&s->k->rec, ORG_CODE) == NULL)
			s->k->rec.v[CL_F_ORG_CODE] = v;
		agree(s, v, CL_F_ID_NUMBER, raw);
		return 1;
	}
	if (strlen(v) == 9 && strlen(raw) == 10 && raw[8] == '-') {
		refuse(s, CL_F_ID_NUMBER, cl_id_code(cl_id_org(v)), raw);
		return 1; /* the form of no other number */
	}
	if (!firm && (!organisation || (cl_id_citizen(v, s->run->today) == 0 &&
					       (!paper || cl_id_reg(v) != 0))))
		return 0;
	s->k->rec.v[CL_F_ID_NUMBER] = NULL;
	if (cl_get(&s->k->rec, USCC) != NULL)
		return 1;
	if (firm)
		use_uscc(s, v, u, CL_F_ID_NUMBER, raw);
	else
		other_number(s, raw, v, u);
	return 1;
}

/* A natural person's number that is a credit code: kind_of says what that means. */
static int code_for_number(struct ids *s, const char *raw, const char *v, const char *kind)
{
	if (!is(kind, "natural") || !sound_uscc(v) || cl_get(&s->k->rec, USCC) != NULL)
		return 0;
	s->k->rec.v[CL_F_ID_NUMBER] = NULL;
	moved(s, CL_F_ID_NUMBER, CL_F_USCC);
	use_uscc(s, v, cl_id_uscc(v), CL_F_ID_NUMBER, raw);
	return 1;
}

static void id_cell(struct ids *s)
{
	const char *raw = cl_get(&s->k->rec, ID_NUMBER), *kind = cl_get(&s->k->rec, SUBJECT_KIND),
		   *type = cl_get(&s->k->rec, ID_TYPE);
	if (raw == NULL)
		return;
	const char *v = normal(s->run, raw, CL_F_ID_NUMBER, s->a);
	s->k->rec.v[CL_F_ID_NUMBER] = v;
	if (masked(s, CL_F_ID_NUMBER, v))
		return;
	if (cl_id_padded(v)) { /* of any kind of document */
		refuse(s, CL_F_ID_NUMBER, CL_E_ID_PADDED, raw);
		return;
	}
	if (of_organisation(s, raw, v, kind, type))
		return;
	unsigned f = personal_faults(s, v, type);
	if ((f & ~(unsigned)SOFT) != 0 && code_for_number(s, raw, v, kind))
		return;
	if ((f & ~(unsigned)SOFT) != 0) {
		enum cl_code code = cl_id_damage(raw) == CL_DMG_PERSONAL ? CL_OK : damage_code(raw);
		v = damaged(s, CL_F_ID_NUMBER, code != CL_OK ? code : cl_id_code(f), raw);
		if (v == NULL)
			return;
		s->k->rec.v[CL_F_ID_NUMBER] = v;
		f = 0;
	}
	soft(s->run, f, CL_F_ID_NUMBER);
	s->k->person = v;
}

/* The cell that says of somebody with such a code that it is a natural person; without that column
 * the code's. */
static void no_person(struct ids *s, const char *code)
{
	int kind = column_of(s->c, CL_F_SUBJECT_KIND);
	enum cl_field f = kind > 0 ? CL_F_SUBJECT_KIND : CL_F_USCC;
	s->bad = 1;
	cl_fail(cl_check_error(s->k, &s->row->pos, column_of(s->c, f), cl_fields[f].label),
		CL_E_ID_MISMATCH,
		_("%s is the code of an organisation, but the row says a natural person"), code);
}

/* Said to be a natural person, but with a credit code. Departments often write so of sole traders,
 * whose codes begin with 92: a shop's row is read as one, a person's stays a person's. */
static void coded_person(struct ids *s, const char *uscc)
{
	if (!sound_uscc(uscc) || cl_id_citizen(uscc, s->run->today) == 0)
		return;
	if (strncmp(uscc, "92", 2) != 0) {
		no_person(s, uscc);
		return;
	}
	int shop = named_organisation(s->k->folded);
	cl_warn(s->run, CL_W_KIND,
		shop ? _("natural persons with a sole trader's code: read as sole traders")
		     : _("natural persons with a sole trader's code"));
	if (shop)
		s->k->rec.v[CL_F_SUBJECT_KIND] = "sole_trader";
	s->k->natural = !shop;
}

/* Kind of subject, where the row does not say: by its number, then by the shape of its name. */
static void kind_of(struct ids *s)
{
	struct cl_checked *k = s->k;
	const char *uscc = cl_get(&k->rec, USCC), *kind = cl_get(&k->rec, SUBJECT_KIND);
	if (kind == NULL) {
		if (s->org[0] != '\0')
			kind = uscc != NULL && strncmp(uscc, "92", 2) == 0 ? "sole_trader"
									   : "legal";
		else if (k->person != NULL || (k->folded != NULL && cl_name_personal(k->folded)))
			kind = "natural";
		k->rec.v[CL_F_SUBJECT_KIND] = kind;
	}
	k->natural = is(kind, "natural");
	if (k->natural && uscc != NULL && !s->bad)
		coded_person(s, uscc);
	k->market |= uscc != NULL && cl_id_market(uscc);
}

/* The old and the new number of a person are one: found by the new one. Databases from before this
 * was so may know the old one. */
static void person_ident(struct cl_checked *k, struct cl_arena *a)
{
	char new[19];
	const char *old = k->person;
	int had = cl_id_of_15(old, new);
	if (had)
		k->person = cl_strdup(a, new);
	add_ident(k, a, 'N', k->person);
	if (had)
		add_ident(k, a, 'N', old);
}

void cl_idcheck(struct cl_run *run, struct cl_checked *k, struct cl_columns *c,
	const struct cl_row *row, struct cl_arena *a)
{
	struct ids s = {run, k, c, row, a, "", 0};
	uscc_cell(&s);
	org_cell(&s);
	tax_cell(&s);
	id_cell(&s);
	reg_cell(&s);
	kind_of(&s);
	if (s.org[0] != '\0')
		add_ident(k, a, 'O', s.org);
	if (k->person != NULL && (k->natural || s.org[0] == '\0'))
		person_ident(k, a);
	else if (k->natural)
		k->person = NULL;
}
