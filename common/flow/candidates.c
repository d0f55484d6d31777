/* cl-import --match without a decision: the rows that wait for a subject, each with the subjects
 * that bear its name or a similar one. A list to decide from; nothing is decided here (rule 6). */
#include "base/utf8.h"
#include "flow/import.h"
#include "flow/select.h"
#include "flow/show.h"
#include "rules/likeness.h"
#include <stdlib.h>
#include <string.h>

#define KEPT 5   /* candidates of one row */
#define ALIKE 60 /* of 100: what is less alike is not offered */
#define BLOCK 256

struct candidate {
	int64_t subject;
	int score;
	const char *name, *code; /* masked where personal */
};
struct waiting {
	struct cl_rec rec;
	const char *folded, *not_same;
	struct cl_pairs pairs;
	int n;
	struct candidate best[KEPT];
};
struct listing {
	struct cl_run *run;
	struct cl_arena a; /* the rows and their candidates */
	struct waiting *w;
	int n;
};

static const char *fold(const char *name, struct cl_arena *a)
{
	struct cl_buf b = {0};
	const char *out = name != NULL && cl_fold(name, strlen(name), &b) == 0
				  ? cl_strdup(a, cl_buf_cstr(&b))
				  : "";
	cl_buf_free(&b);
	return out;
}

static void wait_for(struct listing *l, const struct cl_view *v)
{
	if ((l->n & (l->n - 1)) == 0)
		l->w = cl_xrealloc(l->w, sizeof *l->w * (size_t)(l->n > 0 ? 2 * l->n : 1));
	struct waiting *w = &l->w[l->n++];
	struct cl_shown s = {.entry = v->id};
	memset(w, 0, sizeof *w);
	cl_show_fill(l->run, v, &s, 0, &l->a, &w->rec);
	for (int f = 0; f < CL_FIELDS; f++)
		w->rec.v[f] = cl_strdup(&l->a, w->rec.v[f]);
	w->folded = fold(cl_get(&v->rec, NAME), &l->a);
	w->not_same = v->not_same != NULL ? cl_strdup(&l->a, v->not_same) : NULL;
	if (v->natural)
		w->pairs.n = 0; /* a person's name is compared whole, under its keyed hash */
	else
		cl_pairs_of(w->folded, &w->pairs);
}

/* The rows that wait, as far as they are selected. */
static int gather(struct listing *l, struct cl_err *err)
{
	struct cl_want want;
	struct cl_arena a = {0};
	if (cl_want_read(l->run, &want, err) != 0)
		return -1;
	for (int r = 0; r < want.nrange; r++)
		for (int64_t from = want.range[r].first; from <= want.range[r].last;) {
			struct cl_row_entry rows[BLOCK];
			int k = cl_store_entries(
				l->run->store, from, want.range[r].last, BLOCK, &a, rows, err);
			for (int i = 0; i < k; i++) {
				struct cl_view v;
				int rc = rows[i].matched ? 0
							 : cl_view_of(l->run, &rows[i],
								   l->run->today, &a, &v, err);
				if (rc < 0)
					return -1;
				if (rc == 1 && v.state == CL_S_UNMATCHED &&
					cl_filter_fits(&want.filter, &v))
					wait_for(l, &v);
			}
			if (k < 0)
				return -1;
			from = k < BLOCK ? want.range[r].last + 1 : rows[k - 1].id + 1;
			cl_arena_reset(&a);
		}
	cl_arena_free(&a);
	return 0;
}

static void offer(struct listing *l, struct waiting *w, const struct candidate *c)
{
	if (cl_said_not(w->not_same, c->subject))
		return; /* remembered */
	int at = 0;
	for (int i = 0; i < w->n; i++)
		if (w->best[i].subject == c->subject)
			return;
	while (at < w->n && w->best[at].score >= c->score)
		at++;
	if (at == KEPT)
		return;
	if (w->n < KEPT)
		w->n++;
	memmove(w->best + at + 1, w->best + at, sizeof *c * (size_t)(w->n - 1 - at));
	w->best[at] = *c;
	w->best[at].name = cl_strdup(&l->a, c->name);
	w->best[at].code = cl_strdup(&l->a, c->code);
}

static const char *code_of(const struct cl_rec *r)
{
	static const enum cl_field codes[] = {
		CL_F_USCC, CL_F_ORG_CODE, CL_F_REG_NO, CL_F_TAX_NO, CL_F_ID_NUMBER};
	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
		if (r->v[codes[i]] != NULL)
			return r->v[codes[i]];
	return NULL;
}

/* One known entry's subject against all rows that wait. */
static void compare(struct listing *l, const struct cl_view *v, struct cl_arena *a)
{
	struct cl_pairs pairs;
	struct cl_rec shown;
	struct cl_shown s = {.entry = v->id};
	const char *folded = fold(cl_get(&v->rec, NAME), a);
	if (*folded == '\0')
		return;
	cl_pairs_of(folded, &pairs);
	cl_show_fill(l->run, v, &s, 0, a, &shown);
	struct candidate c = {v->subject, 0, cl_get(&shown, NAME), code_of(&shown)};
	for (int i = 0; i < l->n; i++) {
		struct waiting *w = &l->w[i];
		c.score = strcmp(w->folded, folded) == 0  ? 100
			  : v->natural || w->pairs.n == 0 ? 0
							  : cl_likeness(&w->pairs, &pairs);
		if (c.score == 100 && strcmp(w->folded, folded) != 0)
			c.score = 99; /* the same pairs in another order */
		if (c.score >= ALIKE)
			offer(l, w, &c);
	}
}

static int search(struct listing *l, struct cl_err *err)
{
	struct cl_arena a = {0};
	int64_t last = l->n > 0 ? cl_store_max_entry(l->run->store, err) : 0;
	int k = BLOCK;
	for (int64_t from = 1; k == BLOCK && from <= last;) {
		struct cl_row_entry rows[BLOCK];
		k = cl_store_entries(l->run->store, from, last, BLOCK, &a, rows, err);
		for (int i = 0; i < k; i++) {
			struct cl_view v;
			int rc = cl_view_of(l->run, &rows[i], l->run->today, &a, &v, err);
			if (rc < 0)
				return -1;
			if (rc == 1 && v.matched)
				compare(l, &v, &a);
		}
		from = k > 0 ? rows[k - 1].id + 1 : last + 1;
		cl_arena_reset(&a);
	}
	cl_arena_free(&a);
	return last < 0 || k < 0 ? -1 : 0;
}

static int print(struct listing *l, struct cl_err *err)
{
	static const enum cl_field more[] = {CL_F_CANDIDATE, CL_F_CANDIDATE_NAME,
		CL_F_CANDIDATE_CODE, CL_F_SCORE, CL_F_MATCH, CL_F_NONE};
	static const enum cl_field table[] = {CL_F_ENTRY, CL_F_LIST, CL_F_NAME, CL_F_DEPARTMENT,
		CL_F_CANDIDATE, CL_F_CANDIDATE_NAME, CL_F_CANDIDATE_CODE, CL_F_SCORE};
	if (l->run->out_opts.format == CL_TABLE && l->run->out_opts.ncolumns == 0) {
		l->run->out_opts.ncolumns = (int)(sizeof table / sizeof *table);
		memcpy(l->run->out_opts.columns, table, sizeof table);
	}
	if (cl_out_open(l->run, more, err) != 0)
		return -1;
	for (int i = 0; i < l->n; i++)
		for (int k = 0; k < (l->w[i].n > 0 ? l->w[i].n : 1); k++) {
			struct cl_rec r = l->w[i].rec;
			const struct candidate *c = &l->w[i].best[k];
			if (k < l->w[i].n) {
				r.v[CL_F_CANDIDATE] = cl_id_text(&l->a, 'S', c->subject);
				r.v[CL_F_CANDIDATE_NAME] = c->name;
				r.v[CL_F_CANDIDATE_CODE] = c->code;
				r.v[CL_F_SCORE] = cl_sprintf(&l->a, "%d", c->score);
			}
			if (cl_writer_put(l->run->out, &r, err) != 0)
				return -1;
		}
	return cl_out_close(l->run, err);
}

int cl_candidates_run(struct cl_run *run)
{
	struct listing l = {.run = run};
	struct cl_err err = {0};
	int rc = cl_store_read(run->store, &err);
	if (rc == 0)
		rc = gather(&l, &err);
	if (rc == 0)
		rc = search(&l, &err);
	cl_store_read_end(run->store);
	if (rc == 0)
		rc = print(&l, &err);
	int some = l.n > 0, without = 0;
	for (int i = 0; i < l.n; i++)
		without += l.w[i].n == 0;
	free(l.w);
	cl_arena_free(&l.a);
	if (rc != 0)
		return cl_say_error(run, &err);
	if (some)
		cl_say(run,
			_("%d rows wait, %d of them without a candidate; decide with --same S9, "
			  "--not-same S9 or --new, or pass records with \"match\""),
			l.n, without);
	else
		cl_say(run, _("no row waits for a subject"));
	return some ? 0 : 1;
}
