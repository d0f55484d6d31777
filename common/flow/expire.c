/* cl-exit --expired, the nightly job: what is past its last day ends (5.4(3), 5.6(3)). */
#include "flow/acting.h"
#include "base/date.h"
#include <stdlib.h>
#include <string.h>

int cl_end_needs_duty(const struct cl_run *run, const struct cl_view *v)
{
	struct cl_err quiet = {0};
	return strcmp(v->list, "black") == 0 &&
	       cl_policy_yes(&run->policy, "expiry_needs_duty", &quiet) == 1;
}

/* National profile: without its duty fulfilled an entry stays and waits for a review. */
static int review(struct cl_acting *x, const struct cl_view *v, struct cl_err *err)
{
	int needs = cl_policy_yes(&x->run->policy, "expiry_needs_duty", err);
	int open = strcmp(v->list, "black") == 0 && cl_get(&v->rec, DUTY) != NULL &&
		   cl_get(&v->rec, DUTY_FULFILLED_ON) == NULL;
	if (needs == 0 && open)
		cl_warn(x->run, CL_W_PROFILE,
			_("it ended by expiry with its duty unfulfilled (the national rules would "
			  "review it) [%s]"),
			cl_cited("5.4(3)", &x->run->arena));
	if (needs <= 0 || !open)
		return needs < 0 ? -1 : 0;
	if (v->review)
		return 1;
	struct cl_event ev = {.kind = "mark", .entry = v->id, .subject = v->subject};
	cl_flat_set(&ev.body, "overlay", "expiry_review");
	if (cl_store_event(x->run->store, &ev, err) != 0)
		return -1;
	cl_acting_show(x, v->id, "changed", 0, 0, NULL);
	return 1;
}

/* Nothing selected is everything; else only what the options name. */
static int chosen(const struct cl_want *w, const struct cl_view *v)
{
	int inside = 0;
	for (int i = 0; i < w->nrange && !inside; i++)
		inside = v->id >= w->range[i].first && v->id <= w->range[i].last;
	return !w->any || (inside && cl_filter_fits(&w->filter, v));
}

/* Where the duty must be done, both must have come: the end and the duty. */
static int end_expired(struct cl_acting *x, const struct cl_view *v, const struct cl_life *row,
	struct cl_end *end, struct cl_arena *a, struct cl_err *err)
{
	int32_t done = cl_end_needs_duty(x->run, v)
			       ? cl_day_parse(cl_get(&v->rec, DUTY_FULFILLED_ON))
			       : CL_NODAY;
	end->act = CL_A_EXIT_EXPIRED;
	end->trigger = done > v->span.valid_until ? done : v->span.valid_until + 1;
	return cl_end_entry(x, v, row, end, a, err);
}

static int expire_one(struct cl_acting *x, const struct cl_want *w, int64_t id, struct cl_arena *a,
	long *ended, struct cl_err *err)
{
	struct cl_view v;
	const char *clause;
	int rc = cl_view_load(x->run, id, x->run->today, a, &v, err);
	const struct cl_life *row =
		rc == 1 && chosen(w, &v) ? cl_life_find(v.state, CL_A_EXIT_EXPIRED, v.list, &clause)
					 : NULL;
	if (rc < 0 || row == NULL)
		return rc < 0 ? -1 : 0;
	int32_t last;
	if (cl_view_last_on(x->run, &v, &last, err) != 0)
		return -1;
	if (x->run->today < last)
		return 0; /* a job run again for a day of the past: the next one of its time ends it
			   */
	rc = review(x, &v, err);
	if (rc != 0)
		return rc < 0 ? -1 : 0;
	struct cl_end end = {0};
	++*ended;
	return end_expired(x, &v, row, &end, a, err);
}

int cl_end_reviewed(struct cl_acting *x, int64_t entry, struct cl_end *end, struct cl_arena *a,
	struct cl_err *err)
{
	struct cl_view v;
	struct cl_facts f;
	struct cl_lack lack = {0};
	const char *clause;
	long done = x->run->done;
	int rc = cl_view_load(x->run, entry, x->run->today, a, &v, err);
	const struct cl_life *row =
		rc == 1 ? cl_life_find(v.state, CL_A_EXIT_EXPIRED, v.list, &clause) : NULL;
	if (rc < 0 || row == NULL || cl_facts_of(x->run, &v, a, &f, err) != 0)
		return rc == 1 && row == NULL ? 0 : -1;
	if (cl_life_guards(row, &f, &lack) != 0)
		return 0; /* its last day was corrected while it was reviewed: it goes on */
	rc = end_expired(x, &v, row, end, a, err);
	x->run->done = done; /* counted once, with the review */
	return rc;
}

/* A late job may find that a watch entry it just made is over too: until nothing is due. */
static int expire_all(struct cl_acting *x, struct cl_err *err)
{
	struct cl_arena list = {0}, a = {0};
	struct cl_want w;
	long ended = 1;
	int rc = 0;
	while (rc == 0 && ended > 0) {
		int64_t *ids;
		int n;
		ended = 0;
		if (cl_want_read(x->run, &w, err) != 0)
			rc = -1;
		else
			rc = cl_store_due(x->run->store, x->run->today, &list, &ids, &n, err);
		for (int i = 0; rc == 0 && i < n; i++) {
			rc = expire_one(x, &w, ids[i], &a, &ended, err);
			cl_arena_reset(&a);
		}
	}
	cl_arena_free(&list);
	cl_arena_free(&a);
	return rc;
}

static int due_at_all(struct cl_run *run, struct cl_err *err)
{
	struct cl_arena a = {0};
	struct cl_want w; /* read for its refusals: what is named must be there */
	int64_t *ids;
	int n = 0;
	int rc = cl_store_read(run->store, err) != 0 || cl_want_read(run, &w, err) != 0
			 ? -1
			 : cl_store_due(run->store, run->today, &a, &ids, &n, err);
	cl_store_read_end(run->store);
	cl_arena_free(&a);
	return rc < 0 ? -1 : n > 0;
}

static int expire_stored(struct cl_acting *x, struct cl_err *err)
{
	struct cl_run *run = x->run;
	int due = due_at_all(run, err);
	if (due <= 0) /* most nights: no gate, no write */
		return due < 0                                ? -1
		       : cl_show_list(run, NULL, 0, err) != 0 ? -1
		       : run->dry_run                         ? cl_out_close(run, err)
							      : 0;
	if (cl_store_write(run->store, err) != 0 || expire_all(x, err) != 0)
		return -1;
	if (run->dry_run) {
		int rc = cl_show_list(run, x->shown, x->nshown, err);
		cl_store_rollback(run->store);
		return rc != 0 ? -1 : cl_out_close(run, err);
	}
	if (cl_store_changes(run->store) == 0)
		cl_store_rollback(run->store);
	else if (cl_store_commit(run->store, err) != 0)
		return -1;
	else
		run->stored = 1;
	return cl_show_list(run, x->shown, x->nshown, err);
}

#define NAMED 40
#define RANGES 24 /* as many as one reads and pastes */

static int by_number(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return (x > y) - (x < y);
}

/* The many as commands that write their numbers, a range each: "seq -f E%.0f 100 160;". 0 when
 * there are more ranges than anybody pastes. */
static int by_ranges(const struct cl_acting *x, struct cl_buf *b)
{
	size_t n = x->nshown, ranges = 0;
	int64_t *ids = cl_alloc(&x->run->arena, sizeof *ids * (n + 1));
	for (size_t i = 0; i < n; i++)
		ids[i] = x->shown[i].entry;
	qsort(ids, n, sizeof *ids, by_number);
	for (size_t i = 0, k; i < n; i = k, ranges++) {
		for (k = i + 1; k < n && ids[k] - ids[k - 1] <= 1;)
			k++;
		cl_buf_printf(
			b, " seq -f E%%.0f %lld %lld;", (long long)ids[i], (long long)ids[k - 1]);
	}
	return ranges <= RANGES;
}

/* A repeat finds nothing due and prints nothing: how to get what was stored and not delivered. */
static void undelivered(const struct cl_acting *x, struct cl_err *err)
{
	struct cl_err told = *err;
	struct cl_buf b = {0};
	for (size_t i = 0; x->nshown <= NAMED && i < x->nshown; i++)
		cl_buf_printf(&b, "%sE%lld", i > 0 ? ";" : "", (long long)x->shown[i].entry);
	cl_err_clear(err);
	const char *day = cl_opt(&x->run->opts, AS_OF),
		   *on = day != NULL ? cl_sprintf(&x->run->arena, " --as-of %s", day) : "";
	if (b.n > 0)
		cl_fail(err, told.code, _("%s; to print it: cl-query --entry '%s'%s"), told.text,
			cl_buf_cstr(&b), on);
	else if (by_ranges(x, &b))
		cl_fail(err, told.code, _("%s; to print it: { echo entry;%s } | cl-query%s -"),
			told.text, cl_buf_cstr(&b), on);
	else
		cl_fail(err, told.code,
			_("%s; to print it, with all that ended and is watched else: cl-query "
			  "--state exited%s and cl-query --list watch%s"),
			told.text, on, on);
	cl_buf_free(&b);
}

int cl_expired_run(struct cl_run *run)
{
	struct cl_acting x = {.run = run};
	struct cl_err err = {0};
	int status = 0;
	if (expire_stored(&x, &err) != 0) {
		cl_store_rollback(run->store);
		if (run->stored && err.code == CL_E_OUTPUT)
			undelivered(&x, &err);
		status = cl_say_error(run, &err);
	} else {
		cl_say(run, _("expired: %ld entries ended"), run->done);
		if (run->dry_run)
			cl_say(run, _("dry run: nothing was stored"));
	}
	cl_summary_json(run, run->done, run->done, 0, 0);
	cl_buf_free(&x.after); /* a nightly job tells counts; cl-notice lists what it left to do */
	free(x.shown);
	cl_arena_free(&x.keep);
	return status;
}
