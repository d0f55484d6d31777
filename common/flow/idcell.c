#include "flow/idcell.h"
#include "flow/idcheck.h"
#include "base/utf8.h"
#include "rules/mask.h"
#include "rules/suggest.h"
#include <stdio.h>
#include <string.h>

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

enum cl_code cl_ids_damage(const char *raw)
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

int cl_ids_column(const struct cl_columns *c, const struct cl_row *row, enum cl_field f)
{
	int found = 0;
	for (int i = c->n; i-- > 0;)
		if (c->col[i].field == f && (found == 0 || (i < row->n && row->len[i] > 0)))
			found = i + 1;
	return found;
}

static void reject(struct cl_checked *k, const struct cl_columns *c, const struct cl_row *row,
	enum cl_field f, enum cl_code code, const char *raw)
{
	int col = cl_ids_column(c, row, f);
	const char *header = col > 0 ? c->col[col - 1].header : cl_fields[f].label;
	struct cl_err *e = cl_check_error(k, &row->pos, col, header);
	struct cl_buf b = {0};
	cl_mask_number(raw, &b);
	snprintf(e->value, sizeof e->value, "%.60s", cl_buf_cstr(&b));
	e->value[cl_utf8_valid(e->value, strlen(e->value))] = '\0';
	cl_fail(e, code, _("%s: %s (%s)"), header, cl_code_says(code), e->value);
	cl_buf_free(&b);
}

/* How many characters of numbers, as they are written, s begins with. */
static size_t of_numbers(const char *s)
{
	static const unsigned char yes[256] = {['0' ... '9'] = 1, ['A' ... 'Z'] = 1};
	const char *p = s;
	while (yes[(unsigned char)*p])
		p++;
	return (size_t)(p - s);
}

#define NUMBER 64 /* no number is as long */

static const char *normal(struct cl_run *run, const char *raw, enum cl_field f, struct cl_arena *a)
{
	char out[NUMBER];
	int lower = 0, wide = 0;
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

void cl_ids_add(struct cl_checked *k, struct cl_arena *a, char letter, const char *value)
{
	size_t n = strlen(value) + 1;
	char *s = cl_arena_take(a, n + 1);
	s[0] = letter;
	memcpy(s + 1, value, n);
	for (int i = 0; i < k->nident; i++)
		if (strcmp(k->ident[i], s) == 0)
			return;
	if (k->nident < CL_IDENTS)
		k->ident[k->nident++] = s;
	k->identified = 1;
}

void cl_ids_soft(struct cl_run *run, unsigned faults, enum cl_field f)
{
	if (faults & CL_IDF_TYPE)
		cl_warn_field(run, CL_W_ID_TYPE, f, N_("%s: unknown first two characters"),
			cl_fields[f].label);
	if (faults & CL_IDF_REGION)
		cl_warn_field(run, CL_W_REGION, f, N_("%s: unknown region"), cl_fields[f].label);
}

void cl_ids_refuse(struct cl_ids *s, enum cl_field f, enum cl_code code, const char *raw)
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
const char *cl_ids_belongs(const char *v)
{
	size_t n = strlen(v), all = strspn(v, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
	       digits = strspn(v, "0123456789");
	if (n == 15 && digits == n)
		return _("; 15 digits are like a registration number (工商注册号)");
	if (n != 9 || all != n || (digits == 0 && strspn(v + 1, "0123456789") == 8))
		return "";
	return _("; 9 characters are like an organisation code (组织机构代码)");
}

const char *cl_ids_damaged(struct cl_ids *s, enum cl_field f, enum cl_code code, const char *raw)
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
	cl_ids_refuse(s, f, code, raw);
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
		snprintf(e->text + n, sizeof e->text - n, "%s",
			cl_ids_belongs(cl_get(&s->k->rec, USCC)));
	return NULL;
}

int cl_ids_named_person(struct cl_checked *k)
{
	const char *folded = cl_check_folded(k);
	return folded != NULL && cl_name_personal(folded);
}

int cl_ids_of_person(struct cl_ids *s, const char *v)
{
	const char *kind = cl_get(&s->k->rec, SUBJECT_KIND);
	return (cl_id_citizen(v, s->run->today) & ~(unsigned)CL_IDS_SOFT) == 0 &&
	       (kind != NULL ? strcmp(kind, "natural") == 0 : cl_ids_named_person(s->k));
}

/* All codes of one row must hold the same organisation code. */
static void agree_org(struct cl_ids *s, const char org[10], enum cl_field f, const char *raw)
{
	if (s->org[0] == '\0')
		memcpy(s->org, org, sizeof s->org);
	else if (strcmp(s->org, org) != 0)
		cl_ids_refuse(s, f, CL_E_ID_MISMATCH, raw);
}

void cl_ids_agree(struct cl_ids *s, const char *code, enum cl_field f, const char *raw)
{
	char org[10];
	if (cl_id_org_of(code, org))
		agree_org(s, org, f, raw);
}

static int masked(struct cl_ids *s, enum cl_field f, const char *v)
{
	if (strchr(v, '*') == NULL || !cl_id_masked(v))
		return 0;
	cl_warn(s->run, CL_W_MASKED, _("%s is masked: it does not tell who the subject is"),
		cl_fields[f].label);
	return 1;
}

const char *cl_ids_cell(struct cl_ids *s, enum cl_field f, const char **raw)
{
	*raw = s->k->rec.v[f];
	size_t n = of_numbers(*raw);
	if (n < NUMBER && (*raw)[n] == '\0')
		return *raw; /* most */
	const char *v = normal(s->run, *raw, f, s->a);
	s->k->rec.v[f] = v;
	return masked(s, f, v) ? NULL : v;
}

/* By chance a citizen number passes, too: it is a person's. */
int cl_ids_sound_by(unsigned faults, const char *v)
{
	return (faults & ~(unsigned)CL_IDS_SOFT) == 0 && !cl_id_person(v);
}

int cl_ids_sound(const char *v)
{
	return cl_ids_sound_by(cl_id_uscc(v), v);
}

void cl_ids_moved(struct cl_ids *s, enum cl_field from, enum cl_field to)
{
	cl_warn(s->run, CL_W_ID_MOVED, _("%s: %s was found there"), cl_fields[from].label,
		cl_fields[to].label);
}

/* A sound credit code, by what cl_id_uscc found. */
static void take_uscc(struct cl_ids *s, const char *v, unsigned faults)
{
	const char *has = cl_get(&s->k->rec, USCC);
	if (has == NULL || strcmp(has, v) == 0)
		s->k->rec.v[CL_F_USCC] = v;
	cl_ids_soft(s->run, faults, CL_F_USCC);
}

void cl_ids_use_uscc(
	struct cl_ids *s, const char *v, unsigned faults, enum cl_field f, const char *raw)
{
	char org[10] = "";
	take_uscc(s, v, faults);
	memcpy(org, v + 8, 9);
	agree_org(s, org, f, raw);
}
