#include "flow/proof.h"
#include "base/utf8.h"
#include "flow/import.h"
#include "rules/ident.h"
#include <stdlib.h>
#include <string.h>

#define ROWS 1000 /* looked at; the rest says the same */
#define SHIFT 3
/* So many names to a code are no chance, nor the branches that departments list. */
#define NAMES 3

struct cl_proof {
	long rows;
	int n;
	int valid[CL_COLUMNS_MAX];    /* cells with a number whose check digits fit */
	struct cl_map *codes, *names; /* of the rows that have both */
};

struct cl_proof *cl_proof_new(void)
{
	struct cl_proof *p = cl_xmalloc(sizeof *p);
	memset(p, 0, sizeof *p);
	p->codes = cl_map_new(0);
	p->names = cl_map_new(0);
	return p;
}

void cl_proof_free(struct cl_proof *p)
{
	if (p == NULL)
		return;
	cl_map_free(p->codes);
	cl_map_free(p->names);
	free(p);
}

/* 18 characters whose check digits fit, as a credit code or a personal number. */
static int is_number(const char *s, char out[32])
{
	size_t n = strlen(s);
	cl_trim(&s, &n);
	if (n != 18)
		return 0;
	memcpy(out, s, n);
	out[n] = '\0';
	return cl_id_uscc(out) == 0 || cl_id_citizen(out, INT32_MAX) == 0;
}

static int column(const struct cl_columns *c, enum cl_field f)
{
	for (int i = 0; i < c->n; i++)
		if (c->col[i].field == f)
			return i;
	return -1;
}

void cl_proof_add(struct cl_proof *p, const struct cl_columns *c, const struct cl_row *row)
{
	char number[32];
	int made, code = column(c, CL_F_USCC), name = column(c, CL_F_NAME);
	if (p->rows >= ROWS || row->bad.code != CL_OK)
		return;
	p->rows++;
	p->n = row->n > p->n ? row->n : p->n;
	for (int i = 0; i < row->n; i++) {
		if (!is_number(row->cell[i], number))
			continue;
		p->valid[i]++;
		if (i != code || name < 0 || name >= row->n || *row->cell[name] == '\0')
			continue;
		cl_map_get(p->codes, number, 1, &made);
		cl_map_get(p->names, row->cell[name], 1, &made);
	}
}

/* Every column of 18-digit numbers is empty of them, and its neighbour is not. */
static int fits(const struct cl_proof *p, const struct cl_columns *c, int by)
{
	int some = 0;
	for (int i = 0; i < c->n; i++) {
		enum cl_field f = c->col[i].field;
		if (f != CL_F_USCC && f != CL_F_ID_NUMBER)
			continue;
		int at = i + by;
		if (p->valid[i] > 0 || at < 0 || at >= CL_COLUMNS_MAX || 2 * p->valid[at] < p->rows)
			return 0;
		some = 1;
	}
	for (int i = 0; i < -by; i++) /* what falls off must say nothing */
		if (i >= c->n || c->col[i].field != CL_F_NONE)
			return 0;
	return some;
}

int cl_proof_shift(const struct cl_proof *p, const struct cl_columns *c)
{
	int found = 0, n = 0;
	for (int by = -SHIFT; by <= SHIFT && p->rows > 0; by++)
		if (by != 0 && fits(p, c, by)) {
			found = by;
			n++;
		}
	return n == 1 ? found : 0;
}

int cl_proof_own_codes(const struct cl_proof *p, const struct cl_columns *c, struct cl_err *err)
{
	size_t codes = cl_map_count(p->codes), names = cl_map_count(p->names);
	if (names < NAMES || codes * NAMES > names)
		return 0;
	struct cl_pos pos = c->header;
	pos.col = column(c, CL_F_USCC) + 1;
	return cl_fail_at(err, &pos, CL_E_AWARDER,
		_("column %s: %zu codes stand under %zu names; they seem to be the awarding "
		  "body's, not "
		  "the subjects'"),
		c->col[pos.col - 1].header, codes, names);
}
