#include "flow/crew.h"
#include "base/team.h"
#include "flow/memo.h"
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#define PIECE ((size_t)128 << 10) /* bytes of text: worth waking the other thread for */
#define ROWS 512                  /* of what is no text */
#define ROOM 6                    /* pieces on their way */

/* A row that came from cl-sheet or as an object: the reader's is gone with the next. */
struct kept {
	struct cl_pos pos;
	int n;
	const char **cell;
	uint32_t *len;
	struct cl_err *bad; /* NULL: none */
};

struct piece {
	struct crew *crew;
	struct cl_run shadow;  /* its warnings, told in their turn */
	int begun;             /* the text is cut into rows */
	struct cl_rows *lines; /* the text, not yet cut into rows; NULL: rows were kept */
	struct cl_arena rows, found;
	int nkept;
	struct kept kept[ROWS];
	int n, cap;
	struct cl_outcome *outcome;
	struct cl_buf bodies;
	int64_t at; /* where they lie in the spool */
	int rc;     /* 0, CL_UNWEIGHED, or -1 with err: behind the outcomes */
	struct cl_err err;
};

struct crew {
	struct cl_import *im;
	struct cl_outcomes shared;
	struct cl_checker checker[2];
	struct cl_checked *scratch[2];
	struct piece *piece[ROOM];
	struct cl_team *team;
	int rc; /* of reading: 1, 0 at the end, -1 with err */
	struct cl_err err;
};

/* ---- filled by the program's own thread ---- */

static void keep(struct piece *b, const struct cl_row *row)
{
	struct kept *mine = &b->kept[b->nkept++];
	size_t count = (size_t)row->n, n = 0;
	for (int i = 0; i < row->n; i++)
		n += row->len[i] + 1;
	char *p = cl_arena_take(&b->rows, n + 1);
	*mine = (struct kept){.pos = row->pos,
		.n = row->n,
		.cell = cl_arena_take(&b->rows, sizeof *mine->cell * count),
		.len = cl_arena_take(&b->rows, sizeof *mine->len * count)};
	if (row->bad.code != CL_OK) {
		mine->bad = cl_arena_take(&b->rows, sizeof *mine->bad);
		*mine->bad = row->bad;
	}
	for (int i = 0; i < row->n; i++) {
		memcpy(p, row->cell[i], row->len[i] + 1);
		mine->cell[i] = p;
		mine->len[i] = row->len[i];
		p += row->len[i] + 1;
	}
}

static int keep_rows(struct piece *b, struct cl_err *err)
{
	struct cl_import *im = b->crew->im;
	struct cl_row row;
	int rc = 1;
	while (b->nkept < ROWS &&
		(rc = cl_columns_next(&b->shadow, &im->columns, im->rows, &row, err)) == 1)
		keep(b, &row);
	return rc;
}

/* The next rows. 1 where there are some in it; w->rc is set where there are no more. */
static int fill(struct crew *w, struct piece *b)
{
	b->n = b->nkept = b->begun = 0;
	cl_err_clear(&b->err);
	cl_buf_reset(&b->bodies);
	cl_arena_reset(&b->rows);
	cl_arena_reset(&b->found);
	w->rc = b->lines != NULL ? cl_rows_take(w->im->rows, PIECE, b->lines, &w->err)
				 : keep_rows(b, &w->err);
	return b->lines != NULL ? w->rc == 1 : b->nkept > 0;
}

/* Gives out pieces until there are enough of them, or no more rows. */
static void give_out(struct crew *w, struct piece **spare, int *nspare)
{
	while (w->rc == 1 && *nspare > 0)
		if (fill(w, spare[*nspare - 1]))
			cl_team_give(w->team, spare[--*nspare]);
}

/* ---- checked by either thread ---- */

static struct cl_outcome *new_outcome(struct piece *b)
{
	if (b->n == b->cap) {
		b->cap = b->cap > 0 ? 2 * b->cap : ROWS;
		b->outcome = cl_xrealloc(b->outcome, sizeof *b->outcome * (size_t)b->cap);
	}
	return &b->outcome[b->n++];
}

static void check_row(struct piece *b, int who, const struct cl_row *row)
{
	struct crew *w = b->crew;
	struct cl_checked *k = w->scratch[who];
	cl_check_row(&b->shadow, &w->checker[who], row, &b->found, k);
	cl_outcome_make(
		&w->shared, &w->checker[who], row, k, &b->found, &b->bodies, new_outcome(b));
}

static void check_kept(struct piece *b, int who)
{
	struct cl_row row;
	for (int i = 0; i < b->nkept; i++) {
		const struct kept *k = &b->kept[i];
		row.pos = k->pos;
		row.n = k->n;
		cl_err_clear(&row.bad);
		if (k->bad != NULL)
			row.bad = *k->bad;
		memcpy(row.cell, k->cell, sizeof *k->cell * (size_t)k->n);
		memcpy(row.len, k->len, sizeof *k->len * (size_t)k->n);
		check_row(b, who, &row);
	}
	b->nkept = 0;
}

/* A row that must wait for the dates of the whole file is kept. */
static int check_lines(struct piece *b, int who)
{
	struct cl_checker *ck = &b->crew->checker[who];
	struct cl_row row;
	int rc;
	cl_checker_text(ck, b->begun ? NULL : cl_rows_text(b->lines));
	b->begun = 1;
	while ((rc = cl_columns_try(&b->shadow, &ck->columns, b->lines, &row, &b->err)) == 1)
		check_row(b, who, &row);
	if (rc == CL_UNWEIGHED)
		keep(b, &row);
	return rc;
}

static void check(void *member, void *piece)
{
	struct piece *b = piece;
	int who = member == &b->crew->checker[1];
	if (b->nkept > 0)
		cl_checker_text(&b->crew->checker[who], NULL);
	check_kept(b, who);
	b->rc = b->lines != NULL ? check_lines(b, who) : 0;
	if (b->rc != CL_UNWEIGHED && b->bodies.n > 0 &&
		cl_spool_add(b->crew->im->spool, b->bodies.p, b->bodies.n, &b->at, &b->err) != 0) {
		b->n = 0;
		b->rc = -1;
	}
}

/* ---- taken by the program's own thread ---- */

/* Goes on with a piece where a row has a date that only the dates of the whole file explain. They
 * are looked at once; others that came upon such a row wait for their turn. */
static void weigh(struct crew *w, struct piece *b)
{
	struct cl_columns *c = &w->im->columns;
	cl_team_pause(w->team);
	if (c->weighed != LONG_MAX && cl_columns_weigh_rest(c, w->im->rows, &b->err) != 0)
		b->rc = -1;
	for (int i = 0; i < 2; i++)
		cl_checker_weighed(&w->checker[i], c);
	cl_team_go(w->team);
	if (b->rc == CL_UNWEIGHED)
		check(&w->checker[0], b);
}

#define AHEAD 12 /* rows: by then what is fetched from memory has come */

static int take_all(struct crew *w, struct piece *b, cl_crew_take *take, struct cl_err *err)
{
	struct cl_import *im = w->im;
	int rc = 0;
	if (b->rc == CL_UNWEIGHED)
		weigh(w, b);
	cl_warnings_take(im->run, &b->shadow);
	for (int i = 0; rc == 0 && i < b->n; i++) {
		struct cl_outcome *o = &b->outcome[i];
		if (i + AHEAD < b->n)
			cl_map_expect(im->map, o[AHEAD].hash);
		if (i + AHEAD / 2 < b->n)
			cl_map_meet(im->map, o[AHEAD / 2].hash);
		o->at += b->at;
		rc = take(im, o, &b->found, err);
	}
	if (rc == 0 && b->rc < 0) {
		*err = b->err;
		rc = -1;
	}
	return rc;
}

static struct piece *new_piece(struct crew *w)
{
	struct piece *b = cl_xmalloc(sizeof *b);
	memset(b, 0, sizeof *b);
	b->crew = w;
	b->shadow = *w->im->run;
	b->shadow.warned = NULL;
	b->shadow.arena = (struct cl_arena){0};
	b->lines = cl_rows_are_lines(w->im->rows) ? cl_rows_part(w->im->rows) : NULL;
	return b;
}

static void free_piece(struct piece *b)
{
	cl_arena_free(&b->shadow.arena);
	cl_arena_free(&b->rows);
	cl_arena_free(&b->found);
	cl_buf_free(&b->bodies);
	cl_rows_close(b->lines);
	free(b->outcome);
	free(b);
}

static int work(struct crew *w, cl_crew_take *take, struct cl_err *err)
{
	struct piece *spare[ROOM], *b;
	int nspare = ROOM, rc = 0;
	memcpy(spare, w->piece, sizeof spare);
	for (give_out(w, spare, &nspare); rc == 0 && (b = cl_team_take(w->team)) != NULL;) {
		cl_say_gathered(1);
		rc = take_all(w, b, take, err);
		spare[nspare++] = b;
		if (rc == 0)
			give_out(w, spare, &nspare);
	}
	cl_say_gathered(0);
	if (rc == 0 && w->rc < 0) {
		*err = w->err;
		rc = -1;
	}
	return rc;
}

/* What the checkers counted of the columns. */
static void add_up(struct crew *w)
{
	struct cl_columns *c = &w->im->columns;
	for (int i = 0; i < c->n; i++) {
		struct cl_column *col = &c->col[i];
		for (int k = 0; k < 2; k++) {
			col->incomplete += w->checker[k].columns.col[i].incomplete;
			col->extras += w->checker[k].columns.col[i].extras;
		}
		col->told |= col->extras == 0 && *col->header == '\0'; /* nothing stands there */
	}
}

/* What is written down with no one subject (cl_import_text). */
static const char *everybody(struct cl_import *im)
{
	const char *reason = cl_opt(&im->run->opts, REASON);
	return cl_sprintf(&im->run->arena, "%s\n%s\n%s", cl_input_name(im->input),
		reason != NULL ? reason : "", im->source);
}

int cl_crew_check(struct cl_import *im, cl_crew_take *take, struct cl_err *err)
{
	struct crew w = {.im = im,
		.rc = 1,
		.shared = {&im->defaults, im->spool, im->run->today, im->run->store != NULL,
			im->brief, everybody(im)}};
	void *const member[2] = {&w.checker[0], &w.checker[1]};
	int rc = 0;
	for (int i = 0; i < 2; i++) {
		rc |= cl_checker_open(&w.checker[i], &im->columns, &im->defaults,
			cl_memo_of(im->memos, i * im->columns.n), err);
		w.checker[i].brief = im->brief;
		w.checker[i].guarded = cl_rows_are_lines(im->rows);
		w.scratch[i] = cl_xmalloc(sizeof *w.scratch[i]);
	}
	for (int i = 0; i < ROOM; i++)
		w.piece[i] = new_piece(&w);
	w.team = cl_team_new(ROOM, check, member, cl_input_size(im->input) >= CL_LARGE);
	if (rc == 0)
		rc = work(&w, take, err);
	cl_team_free(w.team);
	add_up(&w);
	for (int i = 0; i < ROOM; i++)
		free_piece(w.piece[i]);
	for (int i = 0; i < 2; i++) {
		cl_checker_close(&w.checker[i]);
		free(w.scratch[i]);
	}
	return rc;
}
