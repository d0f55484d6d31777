#include "flow/query.h"
#include "base/date.h"
#include "flow/ask.h"
#include "flow/explain.h"
#include "flow/proceeding.h"
#include "flow/show.h"
#include "flow/workbook.h"
#include "rec/records.h"
#include "rules/mask.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BLOCK 256

static int from_stdin(struct cl_query *q, const char *path, struct cl_err *err)
{
	struct cl_input *in = NULL;
	struct cl_records *rs = NULL;
	struct cl_rec rec;
	struct cl_pos pos;
	struct cl_err bad;
	int64_t id;
	q->by_ids = 1;
	int rc = cl_workbook_open(q->run, path, &in, err) != 0 ? -1 : cl_records_open(&rs, in, err);
	while (rc == 0 && (rc = cl_records_next(rs, &rec, &pos, &bad, err)) == 1) {
		rc = 0;
		if (bad.code == CL_OK && (cl_get(&rec, ENTRY) == NULL ||
						 cl_id_parse(cl_get(&rec, ENTRY), 'E', &id) != 0))
			cl_fail_at(&bad, &pos, CL_E_NOENTRY, _("a record without an entry number"));
		if (bad.code != CL_OK) {
			cl_say_error(q->run, &bad);
			q->run->refused_other++;
		} else {
			cl_ask_range(q, id, id);
		}
	}
	cl_records_close(rs);
	cl_input_close(in);
	return rc < 0 ? -1 : 0;
}

/* ---- answering ---- */

static int wanted(struct cl_query *q, const struct cl_view *v)
{
	if (!cl_filter_fits(&q->filter, v))
		return 0;
	if (v->voided && v->state == CL_S_EXITED && cl_opt(&q->run->opts, WITH_VOIDED) == NULL &&
		!q->by_ids)
		return 0;
	if (v->in_force || q->by_ids || q->filter.state != CL_S_NONE)
		return 1;
	if (v->state == CL_S_UNMATCHED && (q->lookup || q->screening))
		return 1; /* leaves the answer open */
	/* To be on a list is to be in force on it; without --list a look-up shows what the past
	 * holds too. */
	return q->lookup && !q->screening && q->filter.list == NULL && v->state != CL_S_WITHDRAWN &&
	       v->state != CL_S_REFUSED;
}

/* The clause by which the entry stands where it stands. */
static const char *clause_of(const struct cl_view *v)
{
	const char *clause = "";
	if (v->state == CL_S_EXITED && v->reason != NULL) {
		const struct cl_life *row = cl_life_find(
			CL_S_ACTIVE, (enum cl_act)cl_act_of_reason(v->reason), v->list, &clause);
		return row != NULL ? row->clause : clause;
	}
	if (v->state != CL_S_ACTIVE)
		return "2.5";
	return strcmp(v->list, "red") == 0 ? "2.1" : strcmp(v->list, "black") == 0 ? "2.2" : "5.5";
}

/* In force or why not, with the days counted; data, so Chinese. */
static const char *standing(const struct cl_query *q, const struct cl_view *v, struct cl_arena *a)
{
	char from[11] = "-", until[11] = "-";
	int32_t today = q->run->today;
	if (v->span.valid_from != CL_NODAY)
		cl_day_format(v->span.valid_from, from);
	if (v->span.valid_until != CL_NODAY)
		cl_day_format(v->span.valid_until, until);
	if (v->state == CL_S_EXITED)
		return cl_sprintf(a, _("not in force: ended on %s, %s"), v->exited_on,
			cl_value_label(CL_K_REASON, v->reason, a));
	if (v->state != CL_S_ACTIVE)
		return cl_sprintf(a, _("not in force: %s"),
			cl_value_label(CL_K_STATE, cl_state_name(v->state), a));
	if (v->suspended || v->stopped)
		return cl_sprintf(a, _("not in force: suspended; valid %s to %s"), from, until);
	if (v->span.valid_from != CL_NODAY && today < v->span.valid_from)
		return cl_sprintf(a, _("not yet in force: valid %s to %s, %d days to come"), from,
			until, (int)(v->span.valid_from - today));
	if (v->span.valid_until == CL_NODAY)
		return cl_sprintf(a, _("in force: valid from %s without end"), from);
	if (today <= v->span.valid_until)
		return cl_sprintf(a, _("in force: valid %s to %s, %d days left"), from, until,
			(int)(v->span.valid_until - today));
	return cl_sprintf(a,
		v->in_force ? _("in force under review: valid %s to %s, over for %d days")
			    : _("not in force: valid %s to %s, over for %d days"),
		from, until, (int)(today - v->span.valid_until));
}

static const char *how_found(const struct cl_query *q)
{
	return q->how == NULL                      ? _("by selection")
	       : strcmp(q->how, "identifier") == 0 ? _("by its number")
						   : _("by its name");
}

static int told(struct cl_query *q, const struct cl_view *v, struct cl_arena *a, const char **out,
	struct cl_err *err)
{
	char day[11];
	const char *open;
	if (cl_proceedings_text(q->run, v->id, a, &open, err) != 0)
		return -1;
	*out = cl_sprintf(a, _("%s; found %s; on %s %s"), cl_cited(clause_of(v), a), how_found(q),
		cl_day_format(q->run->today, day), standing(q, v, a));
	if (v->accepted != NULL) { /* FIELD=GIVEN: the given number was damaged */
		struct cl_buf b = {0};
		cl_mask_number(strchr(v->accepted, '=') + 1, &b);
		*out = cl_sprintf(a, _("%s; number accepted as suggested, sent as %s"), *out,
			cl_buf_cstr(&b));
		cl_buf_free(&b);
	}
	const char *marks = cl_get(&v->rec, OVERLAYS);
	if (marks != NULL)
		*out = cl_sprintf(
			a, _("%s; marked: %s"), *out, cl_value_label(CL_K_OVERLAY, marks, a));
	if (open != NULL)
		*out = cl_sprintf(a, "%s; %s", *out, open);
	return 0;
}

static int explain(struct cl_query *q, const struct cl_view *v, struct cl_arena *a,
	const char **out, struct cl_err *err)
{
	*out = NULL;
	if (!q->run->explain)
		return 0;
	enum cl_lang was = cl_explain_begin();
	int rc = told(q, v, a, out, err);
	cl_lang_set(was);
	return rc;
}

/* 1 for an entry that was shown before: operands and options may name it twice. */
static int again(struct cl_query *q, int64_t entry)
{
	size_t at = (size_t)entry / 8, n = q->nseen;
	unsigned char bit = (unsigned char)(1U << (entry % 8));
	if (q->screening || q->nrange < 2)
		return 0;
	if (at >= n) {
		q->nseen = 2 * at + 64;
		q->seen = cl_xrealloc(q->seen, q->nseen);
		memset(q->seen + n, 0, q->nseen - n);
	}
	int was = (q->seen[at] & bit) != 0;
	q->seen[at] |= bit;
	return was;
}

/* One entry of the answer, which the writer keeps until the register has the look-up. */
static int answer_row(struct cl_query *q, const struct cl_row_entry *row, struct cl_err *err)
{
	const char *limit = cl_opt(&q->run->opts, LIMIT);
	struct cl_view v;
	struct cl_rec *rec = &v.rec;
	struct cl_arena *a = &q->one;
	int rc = cl_view_of(q->run, row, q->run->today, a, &v, err);
	if (rc <= 0 || !wanted(q, &v) || again(q, v.id))
		return rc < 0 ? -1 : 0;
	if (cl_show_keyless(q->run, &v))
		return 0;
	struct cl_shown s = {.entry = v.id};
	if (explain(q, &v, a, &s.explain, err) != 0)
		return -1;
	cl_show_fill(q->run, &v, &s, q->personal, a, rec);
	if (cl_show_department(q->run, v.department, rec, err) != 0)
		return -1;
	rec->v[CL_F_QUERY] = q->value != NULL && q->asked != NULL ? q->asked : q->value;
	q->persons += v.natural;
	q->in_force += v.in_force;
	if (limit != NULL && q->shown >= atol(limit) && !q->screening)
		return 0;
	q->shown++;
	return q->run->quiet && !q->screening ? 0 : cl_writer_keep(q->run->out, rec, err);
}

int cl_query_gather(struct cl_query *q, int64_t *from, int64_t last, struct cl_err *err)
{
	struct cl_row_entry rows[BLOCK];
	int rc = 0, k = cl_store_entries(q->run->store, *from, last, BLOCK, &q->rows, rows, err);
	for (int i = 0; rc == 0 && i < k; i++) {
		rc = answer_row(q, &rows[i], err);
		cl_arena_reset(&q->one);
	}
	*from = k < BLOCK ? last + 1 : rows[k - 1].id + 1;
	cl_arena_reset(&q->rows);
	return k < 0 ? -1 : rc;
}

/* An agency that says what it asks for counts as one that looks up (4.1), whomever it asks about.
 */
static int signed_for(const struct cl_query *q)
{
	const struct cl_opts *o = &q->run->opts;
	return cl_opt(o, PURPOSE) != NULL || cl_opt(o, REQUESTER) != NULL ||
	       cl_opt(o, CASE) != NULL;
}

/* What was gathered goes out: with its persons in the register, within the limits. */
static int put(struct cl_query *q, struct cl_err *err)
{
	if (cl_query_within(q, err) != 0)
		return -1;
	if (!q->recorded && (q->personal || q->persons > 0 || signed_for(q)) &&
		cl_query_record(q, "answered", (int)q->persons, err) != 0)
		return -1;
	return q->run->out != NULL ? cl_writer_flush(q->run->out, err) : 0;
}

static int by_first(const void *x, const void *y)
{
	const struct cl_range *a = x, *b = y;
	return (a->first > b->first) - (a->first < b->first);
}

/* Blocks: read, end the transaction, print. An answer about a person is read whole before it is
 * recorded. */
static int answer(struct cl_query *q, struct cl_err *err)
{
	int rc = 0;
	if (!q->by_ids && q->nrange > 1)
		qsort(q->range, (size_t)q->nrange, sizeof *q->range, by_first);
	for (int i = 0; rc == 0 && i < q->nrange; i++)
		for (int64_t from = q->range[i].first; rc == 0 && from <= q->range[i].last;) {
			rc = cl_store_read(q->run->store, err);
			if (rc == 0)
				rc = cl_query_gather(q, &from, q->range[i].last, err);
			cl_store_read_end(q->run->store);
			if (rc == 0)
				rc = put(q, err);
		}
	if (rc == 0 && (q->personal || signed_for(q)) && !q->recorded)
		rc = cl_query_record(q, "nothing found", 0, err);
	return rc;
}

static int operand(struct cl_query *q, const char *s, struct cl_err *err)
{
	struct cl_asked x;
	cl_ask_sort_out(q, s, &x);
	return cl_ask(q, &x, err);
}

static int ask(struct cl_query *q, struct cl_err *err)
{
	struct cl_run *run = q->run;
	struct cl_opts *o = &run->opts;
	struct cl_want w;
	const char *name, *names = cl_opt(o, NAME), *rest = names;
	if (cl_want_read(run, &w, err) != 0)
		return -1;
	q->filter = w.filter;
	int rc = 0, handles = cl_opt(o, BATCH) != NULL || cl_opt(o, ENTRY) != NULL ||
			      cl_opt(o, SUBJECT) != NULL;
	q->by_ids = handles;
	for (int i = 0; rc == 0 && i < o->nargs; i++)
		if (strcmp(o->args[i], "-") != 0) /* which was read before */
			rc = operand(q, o->args[i], err);
	while (rc == 0 && rest != NULL && cl_opt_piece(&rest, &run->arena, &name)) {
		q->lookup = 1;
		rc = cl_ask_name(q, name, err);
	}
	/* without operands what is listed is what the filters leave of everything; records on stdin
	 * were read already */
	int whole = o->nargs == 0 && names == NULL && w.any;
	for (int i = 0; rc == 0 && (handles || whole) && i < w.nrange; i++)
		cl_ask_range(q, w.range[i].first, w.range[i].last);
	return rc;
}

/* Records come before the transaction: nobody waits for input while others wait for the store. */
static int read_stdin(struct cl_query *q, struct cl_err *err)
{
	struct cl_opts *o = &q->run->opts;
	int dash = 0;
	for (int i = 0; i < o->nargs; i++)
		dash |= strcmp(o->args[i], "-") == 0;
	if (!dash && (o->nargs > 0 || cl_opt(o, NAME) != NULL || cl_want_given(q->run)))
		return 0;
	if (!dash && isatty(0))
		return cl_fail(err, CL_E_USAGE,
			_("whom? give an identifier, a name, an entry, or --list; - reads "
			  "records"));
	return from_stdin(q, "-", err);
}

static int status_of(const struct cl_query *q)
{
	int named = q->how != NULL && strcmp(q->how, "name") == 0;
	if (q->run->refused_other > 0)
		return q->shown > 0 ? 3 : 1;
	if (q->undecided && (named || q->in_force == 0))
		return 3;
	if (q->run->quiet)
		return q->in_force > 0 ? 0 : 1;
	return q->shown > 0 ? 0 : 1;
}

int cl_query_fails(struct cl_run *run, const struct cl_err *e)
{
	int status = cl_say_error(run, e);
	return status == 1 ? 2 : status;
}

int cl_query_run(struct cl_run *run)
{
	static const enum cl_field more[] = {CL_F_EXPLAINED_BY, CL_F_TELEPHONE, CL_F_NONE};
	struct cl_query q = {.run = run};
	struct cl_err err = {0};
	int status;
	if (run->quiet && cl_opt(&run->opts, LIST) == NULL) {
		cl_fail(&err, CL_E_USAGE, _("-q answers by its exit status and needs --list"));
		return cl_say_error(run, &err);
	}
	const char *limit = cl_opt(&run->opts, LIMIT);
	if (limit != NULL &&
		(*limit == '\0' || strlen(limit) > 9 ||
			limit[strspn(limit, "0123456789")] != '\0' || atol(limit) == 0)) {
		cl_fail(&err, CL_E_USAGE, _("--limit takes a number of records, 1 to 999999999"));
		return cl_say_error(run, &err);
	}
	cl_store_map(run->store);
	if (cl_opt(&run->opts, SCREEN) != NULL)
		return cl_screen_run(run);
	int rc = read_stdin(&q, &err);
	int piped = q.by_ids;
	if (rc == 0)
		rc = cl_store_read(run->store, &err);
	if (rc == 0)
		rc = ask(&q, &err);
	q.by_ids |= piped;
	cl_store_read_end(run->store);
	if (rc == 0 && !run->quiet) /* which answers by its status alone */
		rc = cl_out_open(run, more, &err);
	if (rc == 0)
		rc = answer(&q, &err);
	if (rc == 0 && !run->quiet)
		rc = cl_out_close(run, &err);
	else
		cl_out_drop(run);
	status = rc != 0 ? cl_query_fails(run, &err) : status_of(&q);
	if (rc == 0 && run->terminal && !run->quiet) {
		cl_say(run, _("%ld shown, %ld in force"), q.shown, q.in_force);
		if (q.undecided)
			cl_say(run, _("not decided: a namesake or a row without identifier bears "
				      "the name"));
	}
	cl_query_free(&q);
	return status;
}
