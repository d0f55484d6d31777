#include "flow/check.h"
#include "base/crypt.h"
#include "base/date.h"
#include "base/flat.h"
#include "base/utf8.h"
#include "flow/departments.h"
#include "flow/given.h"
#include "flow/idcheck.h"
#include "flow/cellwords.h"
#include "flow/memo.h"
#include "flow/seal.h"
#include "rules/force.h"
#include "rules/ident.h"
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

static void put_extra(struct cl_flat *extra, const struct cl_column *col, int i, const char *value,
	struct cl_arena *a)
{
	const char *key = *col->header != '\0' ? col->header : cl_sprintf(a, "第%d列", i + 1);
	if (cl_flat_get(extra, key) != NULL)
		key = cl_sprintf(a, "%s（第%d列）", key, i + 1);
	cl_flat_set(extra, key, value);
}

/* The dates of the entry key, where they lack a day. */
static void written_as(enum cl_field f, const char *s, const char **as_written)
{
	if (f == CL_F_SOURCE_DATE)
		as_written[0] = s;
	if (f == CL_F_VALID_FROM)
		as_written[1] = s;
	if (f == CL_F_VALID_UNTIL)
		as_written[2] = s;
}

/* The days of a cell into their fields. 0: it holds none that may stand in this column. */
static int take_days(struct cl_checked *k, const struct cl_column *col, struct cl_datecell *c,
	struct cl_arena *a)
{
	int until = col->field == CL_F_VALID_UNTIL, from = col->field == CL_F_VALID_FROM;
	const char **v = k->rec.v;
	cl_datecell_settle(c, col->order);
	switch (c->kind) {
	case CL_DC_EMPTY:
		return 1;
	case CL_DC_OPEN:
		if (until)
			v[CL_F_VALID_UNTIL] = "9999-12-31";
		return until || col->field == CL_F_EXITED_ON; /* it has not ended */
	case CL_DC_DAY:
	case CL_DC_EITHER:
		v[col->field] = cl_day_text(cl_datecell_day(c, col->order), a);
		return v[col->field] != NULL;
	case CL_DC_RANGE:
		if (!until && !from)
			return 0;
		v[CL_F_VALID_FROM] = cl_day_text(c->day, a);
		v[CL_F_VALID_UNTIL] = c->open2 ? "9999-12-31" : cl_day_text(c->day2, a);
		return 1;
	case CL_DC_UNTIL:
		if (until)
			v[CL_F_VALID_UNTIL] = cl_day_text(c->day, a);
		return until;
	default:
		return 0;
	}
}

/* A date cell; incomplete ones stay as they were written, in extra, and serve the entry key. */
static void date_cell(struct cl_checked *k, struct cl_column *col, const struct cl_row *row, int i,
	const char *s, struct cl_flat *extra, const char **as_written, struct cl_arena *a)
{
	struct cl_datecell c;
	struct cl_err e = {0};
	if (cl_datecell_iso(s, strlen(s))) {
		k->rec.v[col->field] = s;
		return;
	}
	cl_datecell_parse(s, &c);
	if (take_days(k, col, &c, a))
		return;
	if (c.kind == CL_DC_INCOMPLETE) {
		col->incomplete++;
		put_extra(extra, col, i, s, a);
		written_as(col->field, s, as_written);
		return;
	}
	if (col->field == CL_F_DUTY_FULFILLED_ON) { /* 履行情况: often words */
		put_extra(extra, col, i, s, a);
		return;
	}
	cl_fail(&e, CL_E_DATE, _("%s: %s is no date"), col->header, s);
	bad_value(k, row, i, col, &e, s);
}

/* Names and numbers of documents are what others are found by. */
static enum cl_cell_kind text_kind(enum cl_field f)
{
	return f == CL_F_NAME                       ? CL_CELL_NAME
	       : cl_fields[f].kind == CL_K_DOCUMENT ? CL_CELL_DOCUMENT
						    : CL_CELL_TEXT;
}

static void look_lossy(struct cl_run *run, struct cl_checked *k, const struct cl_column *col,
	const struct cl_row *row, int i, const char *s)
{
	struct cl_err e = {0};
	if (text_kind(col->field) == CL_CELL_TEXT) {
		cl_warn(run, CL_W_LOSSY, _("column %s: characters are lost (?)"), col->header);
		return;
	}
	cl_fail(&e, CL_E_LOSSY, _("%s: characters are lost (?): %s"), col->header, s);
	bad_value(k, row, i, col, &e, s);
}

/* Free text may hold a person's number; then it is sealed and held back (rule 11). */
static int is_free_text(enum cl_field f)
{
	return f == CL_F_GROUNDS || f == CL_F_REMARK || f == CL_F_EXTRA || f == CL_F_BASIS ||
	       f == CL_F_DUTY || f == CL_F_CONDUCT || f == CL_F_EFFECT ||
	       f == CL_F_EXIT_CONDITIONS || f == CL_F_SCOPE;
}

static void plain_cell(struct cl_checked *k, const struct cl_column *col, const struct cl_row *row,
	int i, const char *s, struct cl_arena *a, struct cl_seen *seen)
{
	struct cl_err e = {0};
	const char *v = s;
	if (cl_fields[col->field].kind != CL_K_TEXT)
		v = cl_given_value(col->field, s, a, &e);
	if (v == NULL) {
		bad_value(k, row, i, col, &e, s);
		return;
	}
	seen->value = v;
	seen->market = col->field == CL_F_SUBJECT_KIND && cl_declares_market(s);
	seen->personal = col->looked && cl_text_personal(v) != 0;
	seen->hold = seen->personal && is_free_text(col->field);
}

static int says_nothing(const struct cl_column *col, const char *s, size_t n)
{
	return cl_says_null(s, n) && (col->field == CL_F_NONE || strcmp(s, "无") != 0 ||
					     cl_fields[col->field].kind != CL_K_BOOL);
}

static void take(struct cl_checked *k, const struct cl_column *col, const struct cl_seen *seen)
{
	if (seen->value != NULL)
		k->rec.v[col->field] = seen->value;
	k->hold |= seen->hold;
	k->personal |= seen->personal;
	k->market |= seen->market;
}

/* A cell that no date and no identifier stands in. 1: what it gives may be kept. */
static int text_cell(struct cl_run *run, struct cl_checker *ck, struct cl_checked *k,
	const struct cl_column *col, const struct cl_row *row, int i, const char *s,
	struct cl_arena *a, struct cl_seen *seen)
{
	int before = k->nerr;
	plain_cell(k, col, row, i, s, a, seen);
	take(k, col, seen);
	if (!ck->no_losses && cl_lost_characters(s, text_kind(col->field))) {
		look_lossy(run, k, col, row, i, s);
		return 0;
	}
	return k->nerr == before;
}

/* One cell that is not empty, s of n bytes, ended by a NUL. */
static void one_cell(struct cl_run *run, struct cl_checker *ck, struct cl_checked *k,
	struct cl_column *col, const struct cl_row *row, int i, const char *s, size_t n,
	struct cl_flat *extra, const char **as_written, struct cl_arena *a)
{
	struct cl_seen seen = {0};
	if (*s == '\'' && n > 1 && strchr("=+-@\t\r", s[1]) != NULL) {
		s++; /* what --csv=excel wrote before it */
		n--;
	}
	int secret = !ck->no_secrets && cl_text_secret_mark(s), nothing = says_nothing(col, s, n),
	    keep = nothing;
	k->secret |= secret;
	if (col->ignored)
		return;
	if (col->field == CL_F_NONE) {
		if (!nothing)
			put_extra(extra, col, i, s, a);
		col->extras += !nothing;
		return;
	}
	if (*s == '#' && cl_error_value(s)) {
		struct cl_err e = {0};
		cl_fail(&e, CL_E_FORMULA, _("%s: the spreadsheet shows the error %s"), col->header,
			s);
		bad_value(k, row, i, col, &e, s);
		return;
	}
	if (!nothing && cl_fields[col->field].kind == CL_K_DATE)
		date_cell(k, col, row, i, s, extra, as_written, a);
	else if (!nothing && cl_fields[col->field].kind == CL_K_IDENT)
		k->rec.v[col->field] = s; /* looked at together, by cl_idcheck */
	else if (!nothing)
		keep = text_cell(run, ck, k, col, row, i, s, a, &seen);
	if (keep && !secret && col->memo != NULL)
		cl_memo_keep(col->memo, s, n, &seen);
}

static void cells(struct cl_run *run, struct cl_checker *ck, const struct cl_row *row,
	struct cl_arena *a, struct cl_checked *k, struct cl_flat *extra, const char **as_written)
{
	struct cl_columns *c = &ck->columns;
	for (int i = 0; i < row->n && i < c->n; i++) {
		struct cl_column *col = &c->col[i];
		const char *s = row->cell[i];
		size_t n = row->len[i];
		if (col->date && cl_datecell_iso(s, n)) { /* what most are */
			k->rec.v[col->field] = s;
			continue;
		}
		if (!cl_trimmed(s, n))
			cl_trim(&s, &n);
		if (n == 0)
			continue;
		const struct cl_seen *seen =
			col->memo != NULL ? cl_memo_find(col->memo, s, n) : NULL;
		if (seen != NULL) {
			take(k, col, seen);
			continue;
		}
		if (s[n] != '\0')
			s = cl_strndup(a, s, n);
		one_cell(run, ck, k, col, row, i, s, n, extra, as_written, a);
	}
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
		col->looked = cl_seal_looks(col->field) || is_free_text(col->field);
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
	ck->columns.no_examples = text != NULL && strstr(text, CL_EXAMPLE_MARK) == NULL;
	ck->no_secrets = text != NULL && strstr(text, "密") == NULL;
	ck->no_losses =
		text != NULL && strchr(text, '?') == NULL && strstr(text, "\xef\xbf\xbd") == NULL;
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
		k->hold |= d->personal && is_free_text(f) && cl_text_personal(d->rec.v[f]) != 0;
	}
	if (k->rec.v[CL_F_STANDARD] == NULL)
		k->rec.v[CL_F_STANDARD] = d->standard;
}

/* A person's record of ours, come back: what it shows of the name is nobody's name. */
static void masked_person(
	struct cl_checked *k, const struct cl_columns *c, const struct cl_row *row)
{
	const char *name = cl_get(&k->rec, NAME);
	if (c->entry == 0 || c->entry > row->n || row->cell[c->entry - 1][0] == '\0' ||
		name == NULL || k->identified || !cl_name_masked(name))
		return;
	cl_fail(cl_check_error(k, &row->pos, column_of(c, CL_F_NAME), cl_fields[CL_F_NAME].label),
		CL_E_FORMAT, _("%s: %s is masked: give the text itself"),
		cl_fields[CL_F_NAME].label, name);
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

static void fold_name(struct cl_checked *k, struct cl_buf *b, struct cl_arena *a)
{
	const char *name = cl_get(&k->rec, NAME);
	cl_buf_reset(b);
	if (name == NULL || cl_fold(name, strlen(name), b) != 0)
		return;
	k->folded = cl_strndup(a, cl_buf_cstr(b), b->n);
	k->folded_len = b->n;
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
	cl_entry_key_by(ck->sha256, &ck->key, cl_get(&k->rec, SOURCE_DOCUMENT),
		sd != NULL ? sd : written[0], vf != NULL ? vf : written[1],
		vu != NULL ? vu : written[2], k->key);
}

void cl_check_row(struct cl_run *run, struct cl_checker *ck, const struct cl_row *row,
	struct cl_arena *a, struct cl_checked *k)
{
	struct cl_columns *c = &ck->columns;
	struct cl_flat extra;
	const char *written[3] = {0};
	extra.n = 0;
	memset(k, 0, offsetof(struct cl_checked, err)); /* errors are cleared when they come */
	if (row->bad.code != CL_OK)
		*cl_check_error(k, &row->pos, 0, NULL) = row->bad;
	beyond(k, c, row);
	cells(run, ck, row, a, k, &extra, written);
	if (k->secret) {
		memset(&k->rec, 0, sizeof k->rec);
		k->nerr = 0;
		cl_fail(cl_check_error(k, &row->pos, 0, NULL), CL_E_SECRET,
			_("the row is marked as a state secret (2.3): nothing of it is kept"));
		return;
	}
	extra_field(k, &extra, a);
	fill_defaults(k, c, row, ck->defaults, a);
	fold_name(k, &ck->folded, a);
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
