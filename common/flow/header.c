#include "flow/header.h"
#include "base/utf8.h"
#include "flow/mapping.h"
#include "flow/workbook.h"
#include "rec/xlsxout.h"
#include "rules/mask.h"
#include <string.h>

#define HEADER_ROWS 30 /* titles above a header are never longer */

/* A candidate: the cells of a row, trimmed, or of two put together. */
struct head {
	struct cl_pos pos;
	int n, score;
	const char **cell;
	const char **row[2]; /* the upper and the lower one, where two were put together */
	int nrow[2];
};

static enum cl_field known(struct cl_mapping *m, const char *cell)
{
	int flags;
	if (strlen(cell) >= 300)
		return CL_F_NONE;
	const struct cl_mapped *k = cl_mapping_of(m, cell, 1);
	return k != NULL ? k->field : cl_field_by_header(cell, &flags);
}

/* How much cells look like a header: those that are known, with a name or an identifier among them.
 */
static int score(struct cl_mapping *m, const char *const *cell, int n)
{
	int count = 0, subject = 0;
	for (int i = 0; i < n; i++) {
		enum cl_field f = known(m, cell[i]);
		count += f != CL_F_NONE;
		subject |= f == CL_F_NAME || f == CL_F_USCC || f == CL_F_ORG_CODE ||
			   f == CL_F_REG_NO || f == CL_F_TAX_NO || f == CL_F_ID_NUMBER;
	}
	return subject ? count : 0;
}

static int score_of(void *data, const struct cl_row *row)
{
	return score(data, row->cell, row->n);
}

static struct head copy(struct cl_run *run, struct cl_mapping *m, const struct cl_row *row)
{
	struct head h = {.pos = row->pos, .n = row->n};
	h.cell = cl_alloc(&run->arena, sizeof *h.cell * (size_t)(row->n + 1));
	for (int i = 0; i < row->n; i++) {
		const char *s = row->cell[i];
		size_t n = strlen(s);
		cl_trim(&s, &n);
		h.cell[i] = cl_strndup(&run->arena, s, n);
	}
	if (h.pos.file != NULL)
		h.pos.file = cl_strdup(&run->arena, h.pos.file);
	if (h.pos.sheet != NULL)
		h.pos.sheet = cl_strdup(&run->arena, h.pos.sheet);
	h.score = score(m, h.cell, h.n);
	return h;
}

static int digits(const char *s)
{
	int n = 0;
	for (; *s != '\0'; s++)
		n += *s >= '0' && *s <= '9';
	return n;
}

/* One column of two rows: the lower cell, the upper one, or both read together (认定 over 文号).
 * over: the upper cell, or the one left of it that spans to here. */
static const char *together(
	struct cl_run *run, struct cl_mapping *m, const char *up, const char *over, const char *low)
{
	const char *both = cl_sprintf(&run->arena, "%s%s", over, low);
	if (*low == '\0')
		return up;
	if (*over == '\0' || strcmp(over, low) == 0)
		return low;
	if (known(m, both) != CL_F_NONE)
		return both;
	return known(m, low) != CL_F_NONE ? low : known(m, up) != CL_F_NONE ? up : both;
}

/* Two rows as one header; score 0 where the lower one is no part of a header: most of what stands
 * there must be known, alone or below its upper cell, and nothing may look like data. */
static struct head joined(
	struct cl_run *run, struct cl_mapping *m, const struct head *up, const struct head *low)
{
	struct head h = {.pos = low->pos,
		.n = up->n > low->n ? up->n : low->n,
		.row = {up->cell, low->cell},
		.nrow = {up->n, low->n}};
	int filled = 0, fit = 0;
	const char *over = "";
	h.cell = cl_alloc(&run->arena, sizeof *h.cell * (size_t)(h.n + 1));
	for (int i = 0; i < h.n; i++) {
		const char *u = i < up->n ? up->cell[i] : "", *l = i < low->n ? low->cell[i] : "";
		over = *u != '\0' || *l == '\0' ? u : over;
		h.cell[i] = together(run, m, u, over, l);
		if (*l == '\0')
			continue;
		if (strlen(l) >= 300 || digits(l) > 3)
			return (struct head){0};
		filled++;
		fit += known(m, l) != CL_F_NONE ||
		       (h.cell[i] != u && known(m, h.cell[i]) != CL_F_NONE);
	}
	if (fit >= 2 && 5 * fit >= 3 * filled)
		h.score = score(m, h.cell, h.n);
	return h;
}

/* A merged cell of a header in two rows stands in both of them. */
static int share_a_cell(const struct head *up, const struct head *low)
{
	for (int i = 0; i < up->n && i < low->n; i++)
		if (*low->cell[i] != '\0' && strcmp(up->cell[i], low->cell[i]) == 0)
			return 1;
	return 0;
}

int cl_header_marked(const char *const *cell, int n)
{
	for (int i = 0; i < n; i++)
		if (cl_text_secret_mark(cell[i]))
			return 1;
	return 0;
}

int cl_header_of(const char *file, struct cl_err *err)
{
	if (err->pos.file == NULL && (err->code == CL_E_EMPTY || err->code == CL_E_REGISTER))
		err->pos.file = file;
	return -1;
}

int cl_header_secret(const struct cl_pos *pos, struct cl_err *err)
{
	return cl_fail_at(err, pos, CL_E_SECRET,
		_("the table is marked as a state secret (2.3): nothing of it is kept"));
}

static int filled(const struct head *h)
{
	int k = 0;
	for (int i = 0; i < h->n; i++)
		k += *h->cell[i] != '\0';
	return k;
}

/* The best row, and the first of those with the most cells. */
static int find(struct cl_run *run, struct cl_rows *rows, struct cl_mapping *m, struct head *best,
	struct head *widest, struct cl_err *err)
{
	struct cl_row row;
	struct head before = {0}, now, both;
	struct cl_pos first = {0}, secret = {0};
	int rc = 1, marks = 0, above = 0; /* rows with marks; those down to the best header */
	for (int i = 0; i < HEADER_ROWS && (rc = cl_rows_next(rows, &row, err)) == 1; i++) {
		now = copy(run, m, &row);
		both = i > 0 ? joined(run, m, &before, &now) : (struct head){0};
		if (first.file == NULL && row.n > 0)
			first = now.pos;
		if (filled(&now) > filled(widest))
			*widest = now;
		if (cl_header_marked(now.cell, now.n) && marks++ == 0)
			secret = now.pos;
		if (now.score > best->score || both.score > best->score) {
			*best = both.score + (both.score > 0 && share_a_cell(&before, &now)) >
						now.score
					? both
					: now;
			above = marks;
		}
		before = now;
	}
	if (rc < 0)
		return -1;
	if (above > 0)
		return cl_header_secret(&secret, err);
	if (first.file == NULL)
		return cl_fail(err, CL_E_EMPTY, _("the input is empty"));
	return best->score > 0 ? 0
			       : cl_fail_at(err, &first, CL_E_HEADER,
					 _("no row among the first %d is a header"), HEADER_ROWS);
}

static int same_place(const struct cl_pos *a, const struct cl_pos *b)
{
	return a->row == b->row &&
	       (a->sheet == b->sheet ||
		       (a->sheet != NULL && b->sheet != NULL && strcmp(a->sheet, b->sheet) == 0));
}

int cl_header_rewind(struct cl_rows *rows, const struct cl_columns *c, struct cl_err *err)
{
	struct cl_row row;
	int rc = cl_rows_rewind(rows, err) != 0 ? -1 : 1;
	while (rc == 1 && (rc = cl_rows_next(rows, &row, err)) == 1)
		if (same_place(&row.pos, &c->header))
			return 0;
	return rc < 0 ? -1 : cl_fail(err, CL_E_IO, _("the input changed while it was read"));
}

/* ---- its columns ---- */

static int column_of(struct cl_columns *c, int i, struct cl_err *err)
{
	struct cl_column *k = &c->col[i];
	int nth = 1, flags;
	for (int j = 0; j < i; j++)
		nth += strcmp(c->col[j].header, k->header) == 0;
	const struct cl_mapped *m = cl_mapping_of(c->mapping, k->header, nth);
	k->mapped = m != NULL;
	if (m != NULL) {
		k->field = m->field;
		k->ignored = m->ignored;
		k->order = m->order;
	} else {
		k->field = cl_field_by_header(k->header, &flags);
		k->ignored = (flags & CL_H_IGNORED) != 0;
		k->weak = (flags & CL_H_WEAK) != 0;
	}
	k->uncounted = k->ignored && strcmp(k->header, CL_BOOK_ERRORS) != 0;
	if (k->field == CL_F_DRY_RUN)
		return cl_fail_at(
			err, &c->header, CL_E_DRYRUN, _("these records come from a dry run"));
	int exits = k->field == CL_F_EXITED_ON || k->field == CL_F_EXIT_REASON;
	if (k->field == CL_F_ENTRY)
		c->entry = i + 1;
	if (k->field != CL_F_NONE && cl_fields[k->field].part != CL_PART_DATA && !exits) {
		k->field =
			CL_F_NONE; /* our own records come back: entry, state … say nothing here */
		k->ignored = 1;
	}
	return !cl_header_sensitive(k->header)
		       ? 0
		       : cl_fail_at(err, &c->header, CL_E_SENSITIVE,
				 _("column %s holds what must not be kept (REGULATION 2.3, 6.1)"),
				 k->header);
}

/* Objects may come of several writers, each with his word for a field, and come back as one table
 * with 错误说明: 1 where no row has a value in both columns. */
static int apart(struct cl_rows *rows, const struct cl_columns *c, int i, int j, struct cl_err *err)
{
	struct cl_row row;
	int rc = 1, both = !cl_rows_are_objects(rows);
	for (int k = 0; k < c->n; k++)
		both &= strcmp(c->col[k].header, CL_BOOK_ERRORS) != 0;
	if (both)
		return 0;
	if (cl_header_rewind(rows, c, err) != 0)
		return -1;
	while (!both && (rc = cl_rows_next(rows, &row, err)) == 1)
		both = row.n > i && row.n > j && row.len[i] > 0 && row.len[j] > 0;
	return rc < 0 ? -1 : !both;
}

/* Two columns of one meaning: a word of several meanings gives way to an exact one, and what was
 * not mapped to what was; else it would need a guess. */
static int settle(
	struct cl_run *run, struct cl_rows *rows, struct cl_columns *c, int i, struct cl_err *err)
{
	for (int j = 0; j < i; j++) {
		struct cl_column *a = &c->col[j], *b = &c->col[i], *loser = NULL;
		int rc = 0;
		if (a->field != b->field || a->field == CL_F_NONE)
			continue;
		if (a->mapped != b->mapped)
			loser = a->mapped ? b : a;
		else if (a->weak != b->weak)
			loser = a->weak ? a : b;
		else if ((rc = apart(rows, c, j, i, err)) != 0) {
			if (rc < 0)
				return -1;
			continue;
		} else
			return cl_fail_at(err, &c->header, CL_E_COLUMN,
				_("columns %s and %s both mean %s"), a->header, b->header,
				cl_fields[a->field].label);
		cl_warn(run, CL_W_COLUMN, _("column %s: %s is what column %s holds"), loser->header,
			cl_fields[a->field].label, (loser == a ? b : a)->header);
		loser->field = CL_F_NONE;
		loser->told = 1;
	}
	return 0;
}

static void take(struct cl_run *run, struct cl_columns *c, const struct head *h)
{
	c->n = h->n;
	c->header = h->pos;
	memcpy(c->row, h->row, sizeof c->row);
	memcpy(c->nrow, h->nrow, sizeof c->nrow);
	c->col = cl_alloc(&run->arena, sizeof *c->col * (size_t)(h->n + 1));
	memset(c->col, 0, sizeof *c->col * (size_t)(h->n + 1));
	for (int i = 0; i < h->n; i++) {
		c->col[i].header = h->cell[i];
		c->col[i].field = CL_F_NONE;
	}
}

int cl_header_find(
	struct cl_run *run, struct cl_rows *rows, struct cl_columns *c, struct cl_err *err)
{
	struct head best = {0}, widest = {0};
	if (cl_workbook_choose(run, rows, score_of, c->mapping, err) != 0)
		return -1;
	if (find(run, rows, c->mapping, &best, &widest, err) != 0) {
		if (err->code == CL_E_HEADER)
			take(run, c, &widest); /* for a mapping to be filled in */
		return -1;
	}
	take(run, c, &best);
	for (int i = 0; i < best.n; i++)
		if (column_of(c, i, err) != 0 || settle(run, rows, c, i, err) != 0)
			return -1;
	cl_mapping_unused(run, c->mapping);
	return cl_header_rewind(rows, c, err);
}
