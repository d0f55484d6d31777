/* cl-notice: what is to be announced, by when, through which channel (5.7); its text; proof that it
 * was done. */
#include "flow/init.h"
#include "base/date.h"
#include "flow/explain.h"
#include "flow/select.h"
#include "flow/show.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int passes(struct cl_run *run, const struct cl_row_notice *n)
{
	const char *channel = cl_opt(&run->opts, CHANNEL);
	int late = n->done_on == NULL && cl_day_parse(n->due_on) < run->today;
	if (channel != NULL && strcmp(channel, n->channel) != 0)
		return 0;
	if (cl_opt(&run->opts, OVERDUE) != NULL)
		return late;
	return cl_opt(&run->opts, DUE) == NULL || n->done_on == NULL;
}

static int wanted_entry(const struct cl_want *w, int64_t entry)
{
	for (int i = 0; i < w->nrange; i++)
		if (entry >= w->range[i].first && entry <= w->range[i].last)
			return 1;
	return 0;
}

static int list_one(struct cl_run *run, const struct cl_want *w, const struct cl_row_notice *n,
	struct cl_arena *a, struct cl_rec *rec, struct cl_err *err)
{
	struct cl_view v;
	int rc = cl_view_load(run, n->entry, run->today, a, &v, err);
	if (rc != 1)
		return rc;
	if (!passes(run, n) || !wanted_entry(w, n->entry) || !cl_filter_fits(&w->filter, &v))
		return 0;
	struct cl_shown s = {.entry = v.id};
	cl_show_fill(run, &v, &s, 0, a, rec);
	rec->v[CL_F_CHANNEL] = n->channel;
	rec->v[CL_F_TRIGGER_ON] = n->trigger_on;
	rec->v[CL_F_NOTICE_DUE] = n->due_on;
	rec->v[CL_F_NOTICE_DONE] = n->done_on;
	const char *end = n->done_on != NULL ? n->done_on : NULL;
	rec->v[CL_F_LATE] =
		(end != NULL ? strcmp(end, n->due_on) > 0 : cl_day_parse(n->due_on) < run->today)
			? "yes"
			: "no";
	int wd = cl_policy_int(&run->policy, "exit_notice_wd", err);
	if (wd < 0)
		return -1;
	if (run->explain)
		rec->v[CL_F_EXPLAIN] = cl_explain_due(run, a, "5.7", cl_day_parse(n->trigger_on),
			wd, cl_day_parse(n->due_on), n->provisional);
	return cl_show_department(run, v.department, rec, err) != 0 ? -1 : 1;
}

static int list(struct cl_run *run, long *count, struct cl_err *err)
{
	static const enum cl_field more[] = {CL_F_CHANNEL, CL_F_NOTICE_DONE, CL_F_LATE,
		CL_F_EXPLAINED_BY, CL_F_TELEPHONE, CL_F_NONE};
	static const enum cl_field table[] = {CL_F_ENTRY, CL_F_LIST, CL_F_NAME, CL_F_DEPARTMENT,
		CL_F_EXIT_REASON, CL_F_TRIGGER_ON, CL_F_NOTICE_DUE, CL_F_CHANNEL, CL_F_LATE,
		CL_F_NOTICE_DONE};
	struct cl_want w;
	struct cl_row_notice *rows;
	int n;
	struct cl_arena a = {0};
	struct cl_rec *recs = NULL;
	if (cl_store_read(run->store, err) != 0)
		return -1;
	int rc = cl_want_read(run, &w, err) != 0
			 ? -1
			 : cl_store_notices(run->store, 0, &a, &rows, &n, err);
	if (rc == 0)
		recs = cl_xmalloc(sizeof *recs * (size_t)(n + 1));
	for (int i = 0; rc >= 0 && i < n; i++) {
		rc = list_one(run, &w, &rows[i], &a, &recs[*count], err);
		*count += rc == 1;
	}
	cl_store_read_end(run->store);
	if (run->out_opts.format == CL_TABLE && run->out_opts.ncolumns == 0) {
		run->out_opts.ncolumns = (int)(sizeof table / sizeof *table);
		memcpy(run->out_opts.columns, table, sizeof table);
	}
	if (rc >= 0)
		rc = cl_out_open(run, more, err);
	for (long i = 0; rc >= 0 && i < *count; i++)
		rc = cl_writer_put(run->out, &recs[i], err);
	free(recs);
	cl_arena_free(&a);
	return rc < 0 ? -1 : cl_out_close(run, err);
}

/* ---- the exit notice's text ---- */

static void paragraph(const struct cl_rec *r, struct cl_arena *a)
{
	const char *uscc = cl_get(r, USCC), *name = cl_get(r, NAME) != NULL ? cl_get(r, NAME) : "";
	printf(_("Notice of exit from the %s\n\n"), cl_value_label(CL_K_LIST, cl_get(r, LIST), a));
	printf(_("%s%s%s%s, listed by %s (%s), leaves the %s on %s. Reason: %s.\n"), name,
		uscc != NULL ? "（" : "", uscc != NULL ? uscc : "", uscc != NULL ? "）" : "",
		cl_get(r, DEPARTMENT), cl_get(r, DOCUMENT) != NULL ? cl_get(r, DOCUMENT) : "-",
		cl_value_label(CL_K_LIST, cl_get(r, LIST), a), cl_get(r, EXITED_ON),
		cl_value_label(CL_K_REASON, cl_get(r, EXIT_REASON), a));
	printf(_("Departments that applied joint rewards or punishments to it stop doing so "
		 "(5.7).\n"));
	printf(_("Questions: %s %s\n"), cl_get(r, EXPLAINED_BY),
		cl_get(r, TELEPHONE) != NULL ? cl_get(r, TELEPHONE) : "");
	printf("\n%s\n%s\n", cl_get(r, DEPARTMENT), cl_get(r, TRIGGER_ON));
}

static int text(struct cl_run *run, struct cl_err *err)
{
	struct cl_want w;
	struct cl_arena a = {0};
	int rc = cl_store_read(run->store, err), n = 0;
	if (rc == 0)
		rc = cl_want_read(run, &w, err);
	if (rc == 0 && !w.any)
		rc = cl_fail(err, CL_E_USAGE, _("--text needs --entry"));
	for (int i = 0; rc == 0 && i < w.nrange; i++)
		for (int64_t e = w.range[i].first; rc == 0 && e <= w.range[i].last; e++) {
			struct cl_view v;
			struct cl_rec rec;
			rc = cl_view_load(run, e, run->today, &a, &v, err) < 0 ? -1 : 0;
			if (rc != 0 || v.state != CL_S_EXITED || !cl_filter_fits(&w.filter, &v))
				continue;
			struct cl_shown s = {.entry = v.id};
			cl_show_fill(run, &v, &s, 0, &a, &rec);
			rc = cl_show_department(run, v.department, &rec, err);
			if (n++ > 0)
				printf("\n\f\n");
			paragraph(&rec, &a);
		}
	cl_store_read_end(run->store);
	cl_arena_free(&a);
	return rc != 0 ? -1 : n > 0 ? 0 : 1;
}

/* ---- proof ---- */

static int done_one(struct cl_run *run, const struct cl_row_notice *n, const char *on,
	const char *proof, long *done, struct cl_err *err)
{
	struct cl_event ev = {.kind = "notice_done", .entry = n->entry};
	if (n->done_on != NULL)
		return 0; /* nothing is announced twice */
	cl_flat_set(&ev.body, "channel", n->channel);
	cl_flat_set(&ev.body, "done_on", on);
	cl_flat_set(&ev.body, "proof", proof);
	cl_flat_set(&ev.body, "officer", cl_opt(&run->opts, OFFICER));
	++*done;
	return cl_store_event(run->store, &ev, err);
}

static int done(struct cl_run *run, long *count, struct cl_err *err)
{
	struct cl_want w;
	struct cl_arena a = {0};
	char day[11];
	int32_t on;
	const char *channel = cl_opt(&run->opts, CHANNEL), *proof = cl_opt(&run->opts, URL);
	if (proof == NULL)
		proof = cl_opt(&run->opts, PROOF);
	if (cl_opt_date(run, CL_O_ON, &on, err) != 0)
		return -1;
	if (channel == NULL || proof == NULL || !cl_want_given(run))
		return cl_fail(
			err, CL_E_USAGE, _("--done needs --entry, --channel and --url or --proof"));
	if (on == CL_NODAY)
		on = run->today;
	if (on > run->today)
		return cl_fail(err, CL_E_USAGE, _("--on lies after the business date"));
	cl_day_format(on, day);
	int rc = cl_store_write(run->store, err) != 0 ? -1 : cl_want_read(run, &w, err);
	for (int i = 0; rc == 0 && i < w.nrange; i++)
		for (int64_t e = w.range[i].first; rc == 0 && e <= w.range[i].last; e++) {
			struct cl_row_notice *rows;
			int n;
			rc = cl_store_notices(run->store, e, &a, &rows, &n, err);
			for (int k = 0; rc == 0 && k < n; k++)
				if (strcmp(rows[k].channel, channel) == 0)
					rc = done_one(run, &rows[k], day, proof, count, err);
			cl_arena_reset(&a);
		}
	cl_arena_free(&a);
	if (rc != 0 || run->dry_run || *count == 0) {
		cl_store_rollback(run->store);
		return rc;
	}
	return cl_store_commit(run->store, err);
}

int cl_notice_run(struct cl_run *run)
{
	struct cl_err err = {0};
	long n = 0;
	if (cl_opt(&run->opts, DONE) != NULL) {
		if (done(run, &n, &err) != 0) {
			cl_store_rollback(run->store);
			return cl_say_error(run, &err);
		}
		cl_say(run, _("%ld notices recorded as announced"), n);
		return n > 0 ? 0 : 1;
	}
	if (cl_opt(&run->opts, TEXT) != NULL) {
		int rc = text(run, &err);
		return rc < 0 ? cl_say_error(run, &err) : rc;
	}
	if (list(run, &n, &err) != 0)
		return cl_say_error(run, &err);
	if (run->terminal)
		cl_say(run, _("%ld notices"), n);
	return cl_opt(&run->opts, CHECK) != NULL && n > 0 ? 1 : 0;
}
