#include "flow/check.h"
#include "base/crypt.h"
#include "base/date.h"
#include "base/hash.h"
#include "base/lanes.h"
#include "base/utf8.h"
#include "flow/cells.h"
#include "flow/idcheck.h"
#include "flow/memo.h"
#include "flow/seal.h"
#include "rules/force.h"
#include "rules/mask.h"
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct cl_err *cl_check_error(
	struct cl_checked *k, const struct cl_pos *pos, int col, const char *header)
{
	struct cl_err *e = &k->err[k->nerr];
	k->nerr += k->nerr < CL_ROW_ERRORS; /* a seventeenth error of one row says nothing new */
	cl_err_clear(e);
	e->pos = *pos;
	e->pos.col = col;
	snprintf(e->field, sizeof e->field, "%s", header != NULL ? header : "");
	return e;
}

void cl_defaults_ready(struct cl_defaults *d)
{
	d->n = 0;
	for (int f = 0; f < CL_FIELDS; f++)
		if (d->rec.v[f] != NULL)
			d->set[d->n++] = (enum cl_field)f;
	for (int i = 0; i < d->n; i++)
		d->personal |= cl_text_personal(d->rec.v[d->set[i]]) != 0;
	d->personal |= d->standard != NULL && cl_text_personal(d->standard) != 0;
}

int cl_checker_open(struct cl_checker *ck, const struct cl_columns *c, const struct cl_defaults *d,
	struct cl_memo *memo, struct cl_err *err)
{
	size_t size = sizeof *c->col * (size_t)c->n;
	*ck = (struct cl_checker){.columns = *c, .defaults = d};
	ck->columns.col = memcpy(cl_xmalloc(size + 1), c->col, size);
	for (int i = 0; i < c->n; i++) {
		struct cl_column *col = &ck->columns.col[i];
		col->incomplete = col->extras = 0;
		if (col->ignored || col->field == CL_F_NONE)
			continue;
		enum cl_kind kind = cl_fields[col->field].kind;
		col->date = kind == CL_K_DATE;
		col->looked = cl_seal_looks(col->field) || cl_cells_free_text(col->field);
		col->lossy = kind != CL_K_IDENT;
		col->plain = !col->lossy || col->field == CL_F_NAME;
		if (kind != CL_K_DATE && kind != CL_K_IDENT && col->field != CL_F_NAME)
			col->memo = cl_memo_of(memo, i);
	}
	ck->sha256 = cl_hasher_new("sha256", err);
	return ck->sha256 != NULL ? 0 : -1;
}

void cl_checker_weighed(struct cl_checker *ck, const struct cl_columns *c)
{
	for (int i = 0; i < c->n; i++)
		ck->columns.col[i].order = c->col[i].order;
	ck->columns.weighed = c->weighed;
}

void cl_checker_text(struct cl_checker *ck, const char *text)
{
	/* hardly a text has one: then nothing of the kind need be looked for */
	static const char sign[3][4] = {CL_EXAMPLE_SIGN, "密", "\xef\xbf\xbd"};
	int from = text != NULL, any = from && cl_lanes_any(text, strlen(text), sign, '?');
	ck->columns.no_examples = from && (!any || strstr(text, sign[0]) == NULL);
	ck->no_secrets = from && (!any || strstr(text, sign[1]) == NULL);
	ck->no_losses =
		from && (!any || (strchr(text, '?') == NULL && strstr(text, sign[2]) == NULL));
}

void cl_checker_close(struct cl_checker *ck)
{
	free(ck->columns.col);
	cl_hasher_free(ck->sha256);
	cl_buf_free(&ck->folded);
	cl_buf_free(&ck->key);
}

void cl_check_contradicts(struct cl_err *e, const char *says, const char *given)
{
	cl_fail(e, CL_E_OPTION, _("the row says %s, the option %s"), says, given);
}

/* The column of a field, from 1; 0: none. */
static int column_of(const struct cl_columns *c, enum cl_field f)
{
	for (int i = 0; i < c->n; i++)
		if (c->col[i].field == f && !c->col[i].ignored)
			return i + 1;
	return 0;
}

/* Options fill what the cells leave empty; list and department must not contradict. */
static void fill_defaults(struct cl_checked *k, const struct cl_columns *c,
	const struct cl_row *row, const struct cl_defaults *d, struct cl_arena *a)
{
	const char *list = cl_get(&k->rec, LIST), *department = cl_get(&k->rec, DEPARTMENT);
	int col = list != NULL && d->list != NULL && strcmp(list, d->list) != 0
			  ? column_of(c, CL_F_LIST)
			  : -1;
	if (col >= 0)
		cl_check_contradicts(cl_check_error(k, &row->pos, col, cl_fields[CL_F_LIST].label),
			col > 0 ? row->cell[col - 1] : list,
			cl_lang_get() == CL_ZH ? cl_value_label(CL_K_LIST, d->list, a) : d->list);
	k->other_department = department != NULL && d->department != NULL &&
			      strcmp(department, d->department) != 0;
	if (list == NULL)
		k->rec.v[CL_F_LIST] = d->list;
	if (department == NULL)
		k->rec.v[CL_F_DEPARTMENT] = d->department;
	for (int i = 0; i < d->n; i++) {
		enum cl_field f = d->set[i];
		if (k->rec.v[f] != NULL)
			continue;
		k->rec.v[f] = d->rec.v[f];
		k->hold |=
			d->personal && cl_cells_free_text(f) && cl_text_personal(d->rec.v[f]) != 0;
	}
	if (k->rec.v[CL_F_STANDARD] == NULL)
		k->rec.v[CL_F_STANDARD] = d->standard;
}

/* A person's record of ours, come back: what it shows of the name is nobody's name, and what it
 * shows of the number tells nobody. */
static void masked_person(
	struct cl_checked *k, const struct cl_columns *c, const struct cl_row *row)
{
	const char *name = cl_get(&k->rec, NAME), *number = cl_get(&k->rec, ID_NUMBER);
	if (c->entry == 0 || c->entry > row->n || row->cell[c->entry - 1][0] == '\0' ||
		k->identified)
		return;
	enum cl_field f = name != NULL && cl_name_masked(name)            ? CL_F_NAME
			  : number != NULL && strchr(number, '*') != NULL ? CL_F_ID_NUMBER
									  : CL_F_NONE;
	if (f != CL_F_NONE)
		cl_fail(cl_check_error(k, &row->pos, column_of(c, f), cl_fields[f].label),
			CL_E_FORMAT, _("%s: %s is masked: give the text itself"),
			cl_fields[f].label, k->rec.v[f]);
}

/* Of a cell that was filled it is known already what is wrong. */
static void missing(
	struct cl_checked *k, const struct cl_columns *c, const struct cl_row *row, enum cl_field f)
{
	for (int i = 0; i < k->nerr; i++)
		if (k->err[i].pos.col > 0 && k->err[i].pos.col == column_of(c, f))
			return;
	if (k->rec.v[f] == NULL)
		cl_fail(cl_check_error(k, &row->pos, 0, cl_fields[f].label), CL_E_MISSING,
			_("%s is missing"), cl_fields[f].label);
}

/* What is historical was identified before today, and ended after it began. */
static void historical(struct cl_checked *k, const struct cl_row *row, const char *from,
	enum cl_field f, int32_t today)
{
	const char *exited = cl_get(&k->rec, EXITED_ON);
	if (from != NULL && cl_day_parse(from) > today)
		cl_fail(cl_check_error(k, &row->pos, 0, cl_fields[f].label), CL_E_DATE,
			_("%s: it is dated after the business date"), from);
	if (from != NULL && exited != NULL && strcmp(exited, from) < 0)
		cl_fail(cl_check_error(k, &row->pos, 0, cl_fields[CL_F_EXITED_ON].label),
			CL_E_PERIOD, _("it ended on %s, before it began on %s"), exited, from);
}

static void periods(struct cl_run *run, struct cl_checked *k, const struct cl_row *row, int past)
{
	const char *from = cl_get(&k->rec, VALID_FROM), *until = cl_get(&k->rec, VALID_UNTIL),
		   *decided = cl_get(&k->rec, DECIDED_ON);
	if (past)
		historical(k, row, decided != NULL ? decided : from,
			decided != NULL ? CL_F_DECIDED_ON : CL_F_VALID_FROM, run->today);
	if (from == NULL)
		from = decided;
	if (from != NULL && until != NULL && strcmp(until, from) < 0)
		cl_fail(cl_check_error(k, &row->pos, 0, cl_fields[CL_F_VALID_UNTIL].label),
			CL_E_PERIOD, _("the period ends on %s, before it begins on %s"), until,
			from);
}

const char *cl_check_folded(struct cl_checked *k)
{
	const char *name = cl_get(&k->rec, NAME);
	struct cl_buf *b = k->fold;
	if (b == NULL)
		return k->folded;
	k->fold = NULL;
	cl_buf_reset(b);
	if (name == NULL || cl_fold(name, strlen(name), b) != 0)
		return NULL;
	k->folded_len = b->n;
	return k->folded = cl_buf_cstr(b);
}

/* More cells than columns. */
static void beyond(struct cl_checked *k, const struct cl_columns *c, const struct cl_row *row)
{
	for (int i = c->n; i < row->n; i++) {
		const char *s = row->cell[i];
		size_t n = row->len[i];
		cl_trim(&s, &n);
		if (n == 0)
			continue;
		cl_fail(cl_check_error(k, &row->pos, i + 1, NULL), CL_E_FIELDS,
			_("%d cells under %d columns"), row->n, c->n);
		break;
	}
}

static void extra_field(struct cl_checked *k, const struct cl_flat *extra, struct cl_arena *a)
{
	struct cl_buf b = {0};
	if (extra->n == 0)
		return;
	cl_flat_write(extra, &b);
	k->rec.v[CL_F_EXTRA] = cl_strndup(a, b.p, b.n);
	if (cl_text_personal(b.p) != 0)
		k->hold = k->personal = 1;
	cl_buf_free(&b);
}

static void entry_key(struct cl_checker *ck, struct cl_checked *k, const char *const written[3])
{
	const char *sd = cl_get(&k->rec, SOURCE_DATE), *vf = cl_get(&k->rec, VALID_FROM),
		   *vu = cl_get(&k->rec, VALID_UNTIL);
	cl_entry_key_text(cl_get(&k->rec, SOURCE_DOCUMENT), sd != NULL ? sd : written[0],
		vf != NULL ? vf : written[1], vu != NULL ? vu : written[2], &ck->key);
	if (!ck->brief) {
		cl_entry_key_of(ck->sha256, &ck->key, k->key);
		return;
	}
	uint64_t h = cl_hash64(ck->key.p, ck->key.n);
	memset(k->key, 0, sizeof k->key);
	memcpy(k->key, &h, sizeof h);
}

void cl_check_row(struct cl_run *run, struct cl_checker *ck, const struct cl_row *row,
	struct cl_arena *a, struct cl_checked *k)
{
	struct cl_columns *c = &ck->columns;
	struct cl_flat extra;
	const char *written[3] = {0};
	extra.n = 0;
	cl_zero(k, offsetof(struct cl_checked, err)); /* errors are cleared when they come */
	if (row->bad.code != CL_OK)
		*cl_check_error(k, &row->pos, 0, NULL) = row->bad;
	beyond(k, c, row);
	cl_cells_take(run, ck, row, a, k, &extra, written);
	if (k->secret) {
		memset(&k->rec, 0, sizeof k->rec);
		k->nerr = 0;
		cl_fail(cl_check_error(k, &row->pos, 0, NULL), CL_E_SECRET,
			_("the row is marked as a state secret (2.3): nothing of it is kept"));
		return;
	}
	extra_field(k, &extra, a);
	fill_defaults(k, c, row, ck->defaults, a);
	k->fold = &ck->folded;
	cl_idcheck(run, k, c, row, a);
	masked_person(k, c, row);
	missing(k, c, row, CL_F_LIST);
	missing(k, c, row, CL_F_DEPARTMENT);
	if (cl_get(&k->rec, NAME) == NULL && !k->identified && k->nerr == 0)
		missing(k, c, row, CL_F_NAME);
	periods(run, k, row, ck->defaults->historical);
	entry_key(ck, k, written);
	k->plain = !k->natural && cl_seal_nothing(&k->rec, k->person, k->accepted,
					  k->personal || ck->defaults->personal);
}
