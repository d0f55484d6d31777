#include "flow/cells.h"
#include "base/date.h"
#include "base/utf8.h"
#include "flow/cellwords.h"
#include "flow/given.h"
#include "flow/memo.h"
#include "rules/mask.h"
#include <stdio.h>
#include <string.h>

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

int cl_cells_free_text(enum cl_field f)
{
	return f == CL_F_GROUNDS || f == CL_F_REMARK || f == CL_F_EXTRA || f == CL_F_BASIS ||
	       f == CL_F_DUTY || f == CL_F_CONDUCT || f == CL_F_EFFECT ||
	       f == CL_F_EXIT_CONDITIONS || f == CL_F_SCOPE;
}

static void plain_cell(struct cl_checked *k, const struct cl_column *col, const struct cl_row *row,
	int i, const char *s, struct cl_arena *a, struct cl_seen *seen)
{
	struct cl_err e; /* large: cleared, not zeroed */
	const char *v = s;
	cl_err_clear(&e);
	if (cl_fields[col->field].kind != CL_K_TEXT)
		v = cl_given_value(col->field, s, a, &e);
	if (v == NULL) {
		bad_value(k, row, i, col, &e, s);
		return;
	}
	seen->value = v;
	seen->market = col->field == CL_F_SUBJECT_KIND && cl_declares_market(s);
	seen->personal = col->looked && cl_text_personal(v) != 0;
	seen->hold = seen->personal && cl_cells_free_text(col->field);
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

/* What most identifiers and names are: long enough for no word that says nothing (cl_says_null), no
 * error of a spreadsheet and nothing that was put before the cell, no personal number in a name. */
static int is_plain(
	const struct cl_checker *ck, const struct cl_column *col, const char *s, size_t n)
{
	return col->plain && ck->no_secrets && n > 6 && *s != '#' && *s != '\'' &&
	       (!col->lossy || (ck->no_losses && cl_text_personal(s) == 0));
}

/* One cell that is not empty, s of n bytes, ended by a NUL. */
static void one_cell(struct cl_run *run, struct cl_checker *ck, struct cl_checked *k,
	struct cl_column *col, const struct cl_row *row, int i, const char *s, size_t n,
	struct cl_flat *extra, const char **as_written, struct cl_arena *a)
{
	struct cl_seen seen = {0};
	if (*s == '\'' && ck->guarded && n > 1 && strchr("=+-@\t\r", s[1]) != NULL) {
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

void cl_cells_take(struct cl_run *run, struct cl_checker *ck, const struct cl_row *row,
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
		if (n == 0)
			continue;
		const struct cl_seen *seen =
			col->memo != NULL ? cl_memo_find(col->memo, s, n) : NULL;
		if (seen == NULL && !cl_trimmed(s, n)) {
			size_t had = n;
			cl_trim(&s, &n);
			if (n == 0)
				continue;
			if (n < had && col->memo != NULL) /* blanks stood beside it */
				seen = cl_memo_find(col->memo, s, n);
		}
		if (seen != NULL) {
			take(k, col, seen);
			continue;
		}
		if (s[n] != '\0')
			s = cl_strndup(a, s, n);
		if (is_plain(ck, col, s, n)) {
			k->rec.v[col->field] = s;
			continue;
		}
		one_cell(run, ck, k, col, row, i, s, n, extra, as_written, a);
	}
}
