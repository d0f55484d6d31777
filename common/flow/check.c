#include "flow/check.h"
#include "base/date.h"
#include "base/flat.h"
#include "base/utf8.h"
#include "flow/given.h"
#include "flow/idcheck.h"
#include "rules/force.h"
#include "rules/ident.h"
#include "rules/mask.h"
#include <stddef.h>
#include <stdio.h>
#include <string.h>

struct cl_err *cl_check_error(
	struct cl_checked *k, const struct cl_pos *pos, int col, const char *header)
{
	static struct cl_err spare; /* a seventeenth error of one row says nothing new */
	struct cl_err *e = k->nerr < CL_ROW_ERRORS ? &k->err[k->nerr++] : &spare;
	cl_err_clear(e);
	e->pos = *pos;
	e->pos.col = col;
	snprintf(e->field, sizeof e->field, "%s", header != NULL ? header : "");
	return e;
}

static int is_null(const char *s)
{
	static const char *const words[] = {"/", "-", "--", "—", "——", "无", "暂无", "null", "NULL",
		"Null", "\\N", "N/A", "n/a", "空"};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcmp(s, words[i]) == 0)
			return 1;
	return 0;
}

static void bad_value(struct cl_checked *k, const struct cl_row *row, int i,
	const struct cl_column *col, const struct cl_err *from, const char *value)
{
	struct cl_err *e = cl_check_error(k, &row->pos, i + 1, col->header);
	struct cl_buf b = {0};
	cl_mask_text(value, &b);
	snprintf(e->value, sizeof e->value, "%.90s", cl_buf_cstr(&b));
	cl_buf_free(&b);
	int had = (int)cl_utf8_valid(
		e->value, strlen(e->value)); /* the cut may have split a character */
	e->value[had] = '\0';
	cl_fail(e, from->code, "%s", from->text);
}

static const char *iso(int32_t day, struct cl_arena *a)
{
	char out[11];
	return day == CL_NODAY ? NULL : cl_strdup(a, cl_day_format(day, out));
}

static void put_extra(struct cl_flat *extra, const struct cl_column *col, int i, const char *value,
	struct cl_arena *a)
{
	const char *key = *col->header != '\0' ? col->header : cl_sprintf(a, "第%d列", i + 1);
	if (cl_flat_get(extra, key) != NULL)
		key = cl_sprintf(a, "%s（第%d列）", key, i + 1);
	cl_flat_set(extra, key, value);
}

/* A date cell; incomplete ones stay as they were written, in extra, and serve the entry key. */
static void date_cell(struct cl_checked *k, struct cl_column *col, const struct cl_row *row, int i,
	const char *s, struct cl_flat *extra, const char **as_written, struct cl_arena *a)
{
	struct cl_datecell c;
	struct cl_err e = {0};
	int until = col->field == CL_F_VALID_UNTIL, from = col->field == CL_F_VALID_FROM;
	cl_datecell_parse(s, &c);
	switch (c.kind) {
	case CL_DC_EMPTY:
		return;
	case CL_DC_OPEN:
		if (until)
			k->rec.v[CL_F_VALID_UNTIL] = "9999-12-31";
		return;
	case CL_DC_DAY:
	case CL_DC_EITHER:
		k->rec.v[col->field] = iso(cl_datecell_day(&c, col->order), a);
		if (k->rec.v[col->field] != NULL)
			return;
		break;
	case CL_DC_RANGE:
		if (until || from) {
			k->rec.v[CL_F_VALID_FROM] = iso(c.day, a);
			k->rec.v[CL_F_VALID_UNTIL] = c.open2 ? "9999-12-31" : iso(c.day2, a);
			return;
		}
		break;
	case CL_DC_INCOMPLETE:
		col->incomplete++;
		put_extra(extra, col, i, s, a);
		if (col->field == CL_F_SOURCE_DATE)
			as_written[0] = s;
		if (from)
			as_written[1] = s;
		if (until)
			as_written[2] = s;
		return;
	case CL_DC_BAD:
		break;
	}
	if (col->field == CL_F_DUTY_FULFILLED_ON) { /* 履行情况: often words */
		put_extra(extra, col, i, s, a);
		return;
	}
	cl_fail(&e, CL_E_DATE, _("%s: %s is no date"), col->header, s);
	bad_value(k, row, i, col, &e, s);
}

/* A ? between Chinese characters, or U+FFFD, is what an earlier conversion could not write. */
static int lossy(const char *s)
{
	const unsigned char *p = (const unsigned char *)s;
	if (strstr(s, "\xef\xbf\xbd") != NULL)
		return 1;
	for (size_t i = 1; p[0] != '\0' && p[i] != '\0'; i++)
		if (p[i] == '?' && p[i - 1] >= 0x80 && p[i + 1] >= 0xe3)
			return 1;
	return 0;
}

static void look_lossy(struct cl_run *run, struct cl_checked *k, const struct cl_column *col,
	const struct cl_row *row, int i, const char *s)
{
	struct cl_err e = {0};
	if (!lossy(s))
		return;
	if (col->field != CL_F_NAME) {
		cl_warn(run, CL_W_LOSSY, _("column %s: characters are lost (?)"), col->header);
		return;
	}
	cl_fail(&e, CL_E_LOSSY, _("%s: characters are lost (?): %s"), col->header, s);
	bad_value(k, row, i, col, &e, s);
}

static void plain_cell(struct cl_checked *k, const struct cl_column *col, const struct cl_row *row,
	int i, const char *s, struct cl_arena *a)
{
	struct cl_err e = {0};
	const char *v = cl_given_value(col->field, s, a, &e);
	if (v == NULL)
		bad_value(k, row, i, col, &e, s);
	else
		k->rec.v[col->field] = v;
	if (col->field == CL_F_SUBJECT_KIND) { /* 5.5: a market entity may be so declared */
		static const char *const words[] = {"企业", "个体", "农民专业合作社", "市场主体"};
		for (size_t w = 0; w < sizeof words / sizeof *words; w++)
			k->market |= strstr(s, words[w]) != NULL;
	}
}

static void cells(struct cl_run *run, struct cl_columns *c, const struct cl_row *row,
	struct cl_arena *a, struct cl_checked *k, struct cl_flat *extra, const char **as_written)
{
	for (int i = 0; i < row->n && i < c->n; i++) {
		struct cl_column *col = &c->col[i];
		const char *s = row->cell[i];
		size_t n = strlen(s);
		cl_trim(&s, &n);
		s = cl_strndup(a, s, n);
		k->secret |= n > 0 && cl_text_secret_mark(s);
		if (n == 0 || col->ignored)
			continue;
		if (col->field == CL_F_NONE) {
			if (!is_null(s))
				put_extra(extra, col, i, s, a);
			continue;
		}
		if (is_null(s) && (cl_fields[col->field].kind != CL_K_BOOL || strcmp(s, "无") != 0))
			continue;
		if (cl_fields[col->field].kind == CL_K_DATE)
			date_cell(k, col, row, i, s, extra, as_written, a);
		else if (cl_fields[col->field].kind == CL_K_IDENT)
			k->rec.v[col->field] = s; /* looked at together, by cl_idcheck */
		else {
			plain_cell(k, col, row, i, s, a);
			look_lossy(run, k, col, row, i, s);
		}
	}
}

/* Options fill what the cells leave empty; list and department must not contradict. */
static void fill_defaults(
	struct cl_checked *k, const struct cl_row *row, const struct cl_defaults *d)
{
	const struct {
		enum cl_field f;
		const char *given;
	} hard[] = {{CL_F_LIST, d->list}, {CL_F_DEPARTMENT, d->department}};
	for (int i = 0; i < 2; i++) {
		const char *have = k->rec.v[hard[i].f];
		if (have != NULL && hard[i].given != NULL && strcmp(have, hard[i].given) != 0)
			cl_fail(cl_check_error(k, &row->pos, 0, cl_fields[hard[i].f].label),
				CL_E_OPTION, _("the row says %s, the option %s"), have,
				hard[i].given);
		if (have == NULL)
			k->rec.v[hard[i].f] = hard[i].given;
	}
	for (int f = 0; f < CL_FIELDS; f++)
		if (k->rec.v[f] == NULL && d->rec.v[f] != NULL)
			k->rec.v[f] = d->rec.v[f];
	if (k->rec.v[CL_F_STANDARD] == NULL)
		k->rec.v[CL_F_STANDARD] = d->standard;
}

static void missing(struct cl_checked *k, const struct cl_row *row, enum cl_field f)
{
	if (k->rec.v[f] == NULL)
		cl_fail(cl_check_error(k, &row->pos, 0, cl_fields[f].label), CL_E_MISSING,
			_("%s is missing"), cl_fields[f].label);
}

static void periods(struct cl_checked *k, const struct cl_row *row)
{
	const char *from = cl_get(&k->rec, VALID_FROM), *until = cl_get(&k->rec, VALID_UNTIL),
		   *decided = cl_get(&k->rec, DECIDED_ON);
	if (from == NULL)
		from = decided;
	if (from != NULL && until != NULL && strcmp(until, from) < 0)
		cl_fail(cl_check_error(k, &row->pos, 0, cl_fields[CL_F_VALID_UNTIL].label),
			CL_E_PERIOD, _("the period ends on %s, before it begins on %s"), until,
			from);
}

static void free_text(struct cl_checked *k)
{
	static const enum cl_field texts[] = {CL_F_GROUNDS, CL_F_REMARK, CL_F_EXTRA, CL_F_BASIS,
		CL_F_DUTY, CL_F_CONDUCT, CL_F_EFFECT, CL_F_EXIT_CONDITIONS, CL_F_SCOPE};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		const char *s = k->rec.v[texts[i]];
		k->hold |= s != NULL && cl_text_personal(s) != 0;
	}
}

void cl_check_row(struct cl_run *run, struct cl_columns *c, const struct cl_row *row,
	const struct cl_defaults *d, struct cl_arena *a, struct cl_checked *k)
{
	struct cl_flat extra;
	const char *written[3] = {0};
	struct cl_buf b = {0};
	extra.n = 0;
	memset(k, 0,
		offsetof(struct cl_checked,
			err)); /* the errors are cleared one by one, when they come */
	if (row->bad.code != CL_OK)
		*cl_check_error(k, &row->pos, 0, NULL) = row->bad;
	for (int i = c->n; i < row->n; i++) {
		const char *s = row->cell[i];
		size_t n = strlen(s);
		cl_trim(&s, &n);
		if (n == 0)
			continue;
		cl_fail(cl_check_error(k, &row->pos, i + 1, NULL), CL_E_FIELDS,
			_("%d cells under %d columns"), row->n, c->n);
		break;
	}
	cells(run, c, row, a, k, &extra, written);
	if (k->secret) {
		memset(&k->rec, 0, sizeof k->rec);
		k->nerr = 0;
		cl_fail(cl_check_error(k, &row->pos, 0, NULL), CL_E_SECRET,
			_("the row is marked as a state secret (2.3): nothing of it is kept"));
		return;
	}
	if (extra.n > 0) {
		cl_flat_write(&extra, &b);
		k->rec.v[CL_F_EXTRA] = cl_strndup(a, b.p, b.n);
		cl_buf_reset(&b);
	}
	fill_defaults(k, row, d);
	cl_idcheck(run, k, c, row, a);
	missing(k, row, CL_F_LIST);
	missing(k, row, CL_F_DEPARTMENT);
	if (cl_get(&k->rec, NAME) == NULL && !k->identified && k->nerr == 0)
		missing(k, row, CL_F_NAME);
	periods(k, row);
	free_text(k);
	if (cl_get(&k->rec, NAME) != NULL &&
		cl_fold(cl_get(&k->rec, NAME), strlen(cl_get(&k->rec, NAME)), &b) == 0)
		k->folded = cl_strndup(a, cl_buf_cstr(&b), b.n);
	cl_buf_free(&b);
	char key[33];
	struct cl_err e = {0};
	const char *sd = cl_get(&k->rec, SOURCE_DATE), *vf = cl_get(&k->rec, VALID_FROM),
		   *vu = cl_get(&k->rec, VALID_UNTIL);
	if (cl_entry_key(cl_get(&k->rec, SOURCE_DOCUMENT), sd != NULL ? sd : written[0],
		    vf != NULL ? vf : written[1], vu != NULL ? vu : written[2], key, &e) != 0)
		*cl_check_error(k, &row->pos, 0, NULL) = e;
	k->key = cl_strdup(a, key);
}
