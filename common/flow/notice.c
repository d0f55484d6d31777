/* cl-notice: what is to be announced, by when, through which channel (5.7); its text; proof that it
 * was done. */
#include "flow/init.h"
#include "base/date.h"
#include "flow/explain.h"
#include "flow/ics.h"
#include "flow/joint.h"
#include "flow/papers.h"
#include "flow/officers.h"
#include "flow/seal.h"
#include "flow/show.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int cl_notice_passes(struct cl_run *run, const struct cl_row_notice *n)
{
	const char *channel = cl_opt(&run->opts, CHANNEL);
	int late = n->done_on == NULL && cl_day_parse(n->due_on) < run->today;
	if (channel != NULL && strcmp(channel, n->channel) != 0)
		return 0;
	if (cl_opt(&run->opts, DONE_LIST) != NULL)
		return n->done_on != NULL;
	if (cl_opt(&run->opts, OVERDUE) != NULL)
		return late;
	return cl_opt(&run->opts, DUE) == NULL || n->done_on == NULL;
}

int cl_notice_wanted(const struct cl_want *w, int64_t entry)
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
	if (!cl_notice_passes(run, n) || !cl_notice_wanted(w, n->entry) ||
		!cl_filter_fits(&w->filter, &v))
		return 0;
	struct cl_shown s = {.entry = v.id};
	cl_show_keyless(run, &v);
	cl_show_fill(run, &v, &s, 0, a, rec);
	rec->v[CL_F_CHANNEL] = n->channel;
	rec->v[CL_F_TRIGGER_ON] = n->trigger_on;
	rec->v[CL_F_NOTICE_DUE] = n->due_on;
	rec->v[CL_F_NOTICE_DONE] = n->done_on;
	rec->v[CL_F_PROOF] = cl_show_text_about(n->proof, cl_view_person(&v), a);
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

/* Stop and supervision notices among what is listed. With --due and --overdue those that wait. */
static int open_of(struct cl_run *run, const struct cl_want *w, const char *kind,
	struct cl_arena *a, struct cl_rec **recs, long *count, struct cl_err *err)
{
	struct cl_proceeding *p;
	int n, all = cl_opt(&run->opts, DUE) == NULL && cl_opt(&run->opts, OVERDUE) == NULL;
	if (cl_proceedings_of(run, 0, kind, a, &p, &n, err) != 0)
		return -1;
	*recs = cl_xrealloc(*recs, sizeof **recs * (size_t)(*count + n + 1));
	for (int i = 0; i < n; i++) {
		struct cl_view v;
		const struct cl_proceeding *q = &p[i];
		int late = *q->due_on != '\0' && cl_day_parse(q->due_on) < run->today;
		if (!all && (q->row.closed || (cl_opt(&run->opts, OVERDUE) != NULL && !late)))
			continue;
		int about = q->row.entry != 0;
		if (about ? !cl_notice_wanted(w, q->row.entry) : cl_want_given(run))
			continue;
		if (about && cl_view_load(run, q->row.entry, run->today, a, &v, err) != 1)
			return -1;
		if (about && !cl_filter_fits(&w->filter, &v))
			continue;
		cl_joint_record(run, q, about ? &v : NULL, a, &(*recs)[(*count)++]);
	}
	return 0;
}

static int open_notices(struct cl_run *run, const struct cl_want *w, struct cl_arena *a,
	struct cl_rec **recs, long *count, struct cl_err *err)
{
	int stops = cl_opt(&run->opts, STOPS) != NULL,
	    supervision = cl_opt(&run->opts, SUPERVISION) != NULL;
	if (stops || supervision)
		*count = 0; /* these alone */
	if ((stops || !supervision) &&
		(stops || cl_opt(&run->opts, DUE) != NULL || cl_opt(&run->opts, OVERDUE) != NULL) &&
		open_of(run, w, "stop", a, recs, count, err) != 0)
		return -1;
	if ((supervision || !stops) &&
		(supervision || cl_opt(&run->opts, DUE) != NULL ||
			cl_opt(&run->opts, OVERDUE) != NULL) &&
		open_of(run, w, "supervision", a, recs, count, err) != 0)
		return -1;
	return 0;
}

/* The deadlines of the records as a calendar. */
static int calendar(struct cl_run *run, const struct cl_rec *recs, long n, struct cl_arena *a,
	struct cl_err *err)
{
	struct cl_buf b = {0};
	enum cl_lang was = cl_explain_begin(); /* data: the same whatever the locale */
	cl_ics_begin(&b);
	for (long i = 0; i < n; i++) {
		const struct cl_rec *r = &recs[i];
		const char *number = cl_get(r, PROCEEDING), *entry = cl_get(r, ENTRY),
			   *channel = cl_get(r, CHANNEL), *stamp = cl_get(r, TRIGGER_ON);
		const char *day = number != NULL ? cl_get(r, DUE_ON) : cl_get(r, NOTICE_DUE);
		const char *name = cl_get(r, NAME) != NULL ? cl_get(r, NAME) : "";
		const char *what = number == NULL   ? cl_sprintf(a, _("exit notice %s %s (%s)"),
							      entry, name, channel)
				   : *number == 'T' ? cl_sprintf(a, _("stop notice %s: %s %s"),
							      number, cl_get(r, APPLIED_BY), name)
						    : cl_sprintf(a, _("supervision notice %s: %s"),
							      number, cl_get(r, DEPARTMENT));
		const char *uid = number != NULL
					  ? cl_sprintf(a, "%s@creditlist", number)
					  : cl_sprintf(a, "%s-%s@creditlist", entry, channel);
		if (day != NULL)
			cl_ics_event(&b, uid, stamp != NULL ? stamp : day, day, what,
				cl_get(r, DEPARTMENT));
	}
	cl_ics_end(&b);
	cl_lang_set(was);
	int rc = cl_out_text(run, CL_FORM(CL_ICS), b.p, b.n, err);
	cl_buf_free(&b);
	return rc;
}

static int list(struct cl_run *run, long *count, struct cl_err *err)
{
	static const enum cl_field more[] = {CL_F_CHANNEL, CL_F_NOTICE_DONE, CL_F_PROOF, CL_F_LATE,
		CL_F_EXPLAINED_BY, CL_F_TELEPHONE, CL_F_PROCEEDING, CL_F_APPLIED_BY, CL_F_MEASURES,
		CL_F_FAULT, CL_F_REPLY, CL_F_FEEDBACK, CL_F_STEP, CL_F_DUE_ON, CL_F_NONE};
	static const enum cl_field table[] = {CL_F_ENTRY, CL_F_LIST, CL_F_NAME, CL_F_DEPARTMENT,
		CL_F_EXIT_REASON, CL_F_TRIGGER_ON, CL_F_NOTICE_DUE, CL_F_CHANNEL, CL_F_LATE,
		CL_F_NOTICE_DONE, CL_F_PROOF};
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
	if (rc >= 0 && cl_opt(&run->opts, CHANNEL) == NULL)
		rc = open_notices(run, &w, &a, &recs, count, err);
	cl_store_read_end(run->store);
	if (run->out_opts.format == CL_ICS && rc >= 0)
		rc = calendar(run, recs, *count, &a, err);
	if (rc < 0 || run->out_opts.format == CL_ICS) {
		free(recs);
		cl_arena_free(&a);
		return rc < 0 ? -1 : 0;
	}
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

/* ---- proof ---- */

/* 5.7: the identifying department announces, and not before the exit was recorded. 1, 0 told or
 * passed over, -1 */
static int may_announce(struct cl_run *run, const struct cl_filter *f,
	const struct cl_row_notice *n, const char *on, const char **recorded_for,
	struct cl_arena *a, struct cl_err *err)
{
	int64_t entry = n->entry;
	struct cl_view v;
	struct cl_err bad = {0};
	char day[11];
	int32_t last;
	int rc = cl_view_load(run, entry, cl_day_parse("9999-12-31"), a, &v, err);
	if (rc <= 0 || !cl_filter_fits(f, &v))
		return rc < 0 ? -1 : 0;
	if (cl_view_last_on(run, &v, &last, err) != 0)
		return -1;
	int may = cl_officers_may(run, v.department, recorded_for, err);
	if (may < 0)
		return -1;
	if (!may)
		cl_officers_refuse(run, v.department, &bad);
	else if (run->today < last)
		cl_fail(&bad, CL_E_BEFORE, _("the business date lies before its last event on %s"),
			cl_day_format(last, day));
	else if (strcmp(on, n->trigger_on) < 0)
		cl_fail(&bad, CL_E_BEFORE,
			_("%s lies before its exit on %s, which nobody could announce yet"), on,
			n->trigger_on);
	if (bad.code == CL_OK)
		return 1;
	snprintf(bad.entry, sizeof bad.entry, "E%lld", (long long)entry);
	cl_say_error(run, &bad);
	if (cl_code_exit(bad.code) == 5)
		run->refused_rule++;
	else
		run->refused_other++;
	return 0;
}

static int done_one(struct cl_run *run, const struct cl_row_notice *n, const struct cl_filter *f,
	const char *on, const char *proof, struct cl_arena *a, long *done, struct cl_err *err)
{
	struct cl_event ev = {.kind = "notice_done", .entry = n->entry};
	const char *recorded_for;
	if (n->done_on != NULL)
		return 0; /* nothing is announced twice */
	int may = may_announce(run, f, n, on, &recorded_for, a, err);
	if (may <= 0)
		return may;
	cl_flat_set(&ev.body, "recorded_for", recorded_for);
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
	if (proof == NULL && cl_seal_cannot(proof = cl_opt(&run->opts, PROOF), err) != 0)
		return -1;
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
					rc = done_one(run, &rows[k], &w.filter, day, proof, &a,
						count, err);
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
		run->done = n;
		return run->refused_rule + run->refused_other > 0 ? cl_run_status(run)
		       : n > 0                                    ? 0
								  : 1;
	}
	if (cl_opt(&run->opts, BEGIN_MEASURE) != NULL || cl_opt(&run->opts, END_MEASURE) != NULL ||
		cl_opt(&run->opts, MEASURES) != NULL)
		return cl_measure_run(run);
	if (cl_opt(&run->opts, CASES) != NULL)
		return cl_cases_run(run);
	if (cl_opt(&run->opts, ACKNOWLEDGE) != NULL)
		return cl_acknowledge_run(run);
	if (cl_opt(&run->opts, SUPERVISE) != NULL || cl_opt(&run->opts, REPLY) != NULL)
		return cl_supervise_run(run);
	if (cl_opt(&run->opts, TEXT) != NULL || cl_opt(&run->opts, LETTER) != NULL ||
		run->out_opts.format == CL_HTML || run->out_opts.format == CL_DOCX) {
		int rc = cl_papers_run(run, &err);
		return rc < 0 ? cl_say_error(run, &err) : rc;
	}
	if (list(run, &n, &err) != 0)
		return cl_say_error(run, &err);
	if (run->terminal)
		cl_say(run, _("%ld notices"), n);
	return cl_opt(&run->opts, CHECK) != NULL && n > 0 ? 1 : 0;
}
