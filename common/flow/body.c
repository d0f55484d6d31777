#include "flow/body.h"
#include "base/crypt.h"
#include "flow/memo.h"
#include <stdlib.h>
#include <string.h>

/* What a body holds beside its fields: by what it will be found, and what was seen of it. */
enum { ACCEPTED = CL_FIELDS, HELD, IDENTIFIED, IDENTS, KEY, MARKET, PERSON, KEYS };
_Static_assert(KEYS <= CL_SPOOL_KEYS, "more keys than the spool can number");

static const char *key_of(int i)
{
	static const char *const beside[] = {
		"accepted", "held", "identified", "idents", "key", "market", "person_ident"};
	return i < CL_FIELDS ? cl_fields[i].key : beside[i - CL_FIELDS];
}

/* The keys that rows of this run may have, in the order in which a body holds them. */
static int order[KEYS], n, at_department, at_key;
static const char *keys[KEYS];

static int by_key(const void *a, const void *b)
{
	return strcmp(key_of(*(const int *)a), key_of(*(const int *)b));
}

/* What a row may have: its columns, the defaults, and what is made of them. */
static void mark(const struct cl_columns *c, const struct cl_defaults *d, char may[KEYS])
{
	static const enum cl_field made[] = {CL_F_LIST, CL_F_DEPARTMENT, CL_F_STANDARD,
		CL_F_SUBJECT_KIND, CL_F_USCC, CL_F_ORG_CODE, CL_F_REG_NO, CL_F_TAX_NO,
		CL_F_ID_NUMBER, CL_F_VALID_FROM, CL_F_VALID_UNTIL, CL_F_EXTRA};
	memset(may, 0, KEYS);
	memset(may + CL_FIELDS, 1, KEYS - CL_FIELDS);
	for (size_t i = 0; i < sizeof made / sizeof *made; i++)
		may[made[i]] = 1;
	for (int i = 0; i < c->n; i++)
		if (c->col[i].field != CL_F_NONE)
			may[c->col[i].field] = 1;
	for (int f = 0; f < CL_FIELDS; f++)
		may[f] |= d->rec.v[f] != NULL;
}

struct cl_spool *cl_body_spool(const struct cl_columns *c, const struct cl_defaults *d,
	const struct cl_memo *memos, int nmemos, struct cl_err *err)
{
	char may[KEYS];
	const char *from, *to;
	mark(c, d, may);
	n = 0;
	for (int i = 0; i < KEYS; i++)
		if (may[i])
			order[n++] = i;
	qsort(order, (size_t)n, sizeof *order, by_key);
	for (int i = 0; i < n; i++) {
		keys[i] = key_of(order[i]);
		at_department = order[i] == CL_F_DEPARTMENT ? i : at_department;
		at_key = order[i] == KEY ? i : at_key;
	}
	cl_memo_span(memos, nmemos, &from, &to);
	return cl_spool_new(n, from, to, err);
}

static const char *idents_of(const struct cl_checked *k, struct cl_arena *a)
{
	const char *idents = NULL;
	for (int i = 0; i < k->nident; i++)
		if (k->ident[i][0] != 'N')
			idents = idents == NULL ? k->ident[i]
						: cl_sprintf(a, "%s;%s", idents, k->ident[i]);
	return idents;
}

static int has_person(const struct cl_checked *k)
{
	for (int i = 0; i < k->nident; i++)
		if (k->ident[i][0] == 'N')
			return 1;
	return 0;
}

void cl_body_put(const struct cl_spool *s, const struct cl_checked *k, struct cl_arena *a,
	struct cl_buf *out)
{
	const char *beside[KEYS - CL_FIELDS], *sorted[KEYS];
	beside[ACCEPTED - CL_FIELDS] = k->accepted;
	beside[HELD - CL_FIELDS] = k->hold ? "yes" : NULL;
	beside[IDENTIFIED - CL_FIELDS] = k->identified ? "yes" : NULL;
	beside[IDENTS - CL_FIELDS] = idents_of(k, a);
	beside[KEY - CL_FIELDS] = cl_spool_given;
	beside[MARKET - CL_FIELDS] = k->market ? "yes" : NULL;
	beside[PERSON - CL_FIELDS] = has_person(k) ? k->person : NULL;
	for (int i = 0; i < n; i++)
		sorted[i] = order[i] == CL_F_DEPARTMENT ? cl_spool_given
			    : order[i] < CL_FIELDS      ? k->rec.v[order[i]]
							: beside[order[i] - CL_FIELDS];
	cl_spool_put(s, sorted, out);
}

/* What bodies do not hold, by key. */
static void give(const struct cl_body_place *p, char hex[33], const char *given[KEYS])
{
	if (p->key != NULL)
		cl_hex(p->key, 16, hex);
	given[at_department] = p->department;
	given[at_key] = hex;
}

int cl_body_get(struct cl_spool *s, const struct cl_body_place *p, struct cl_arena *a,
	struct cl_flat *f, struct cl_leads *leads, struct cl_err *err)
{
	const char *given[KEYS], *found[KEYS];
	struct cl_spool_value v[KEYS];
	give(p, cl_arena_take(a, 33), given);
	int count = cl_spool_get(s, p->at, p->len, given, a, v, err);
	if (count < 0)
		return -1;
	for (int i = 0; i < count; i++)
		f->pair[i] = (struct cl_pair){keys[v[i].key], v[i].value};
	f->n = count;
	if (leads == NULL)
		return 0;
	found[CL_F_LIST] = found[CL_F_SUBJECT_KIND] = found[IDENTS] = found[MARKET] = found[HELD] =
		NULL;
	for (int i = 0; i < count; i++)
		found[order[v[i].key]] = v[i].value;
	*leads = (struct cl_leads){.list = found[CL_F_LIST],
		.department = p->department,
		.kind = found[CL_F_SUBJECT_KIND],
		.idents = found[IDENTS],
		.key = p->key,
		.market = found[MARKET] != NULL,
		.held = found[HELD] != NULL};
	return 0;
}

int cl_body_record(struct cl_spool *s, const struct cl_body_place *p, struct cl_arena *a,
	struct cl_rec *out, int *held, struct cl_err *err)
{
	const char *given[KEYS];
	struct cl_spool_value v[KEYS];
	char hex[33];
	give(p, hex, given);
	int count = cl_spool_get(s, p->at, p->len, given, a, v, err);
	if (count < 0)
		return -1;
	memset(out, 0, sizeof *out);
	*held = 0;
	for (int i = 0; i < count; i++) {
		int k = order[v[i].key];
		if (k < CL_FIELDS && cl_fields[k].part == CL_PART_DATA)
			out->v[k] = v[i].value;
		*held |= k == HELD;
	}
	return 0;
}
