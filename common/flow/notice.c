/* cl-notice: what is to be announced, by when, through which channel (5.7). */
#include "flow/init.h"
#include "flow/acting.h"
#include "base/date.h"
#include "flow/channels.h"
#include "flow/explain.h"
#include "flow/ics.h"
#include "flow/joint.h"
#include "flow/papers.h"
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

static int list_one(struct cl_run *run, const struct cl_want *w, const struct cl_row_notice *n,
	struct cl_arena *a, struct cl_rec *rec, struct cl_err *err)
{
	struct cl_view v;
	int rc = cl_view_load(run, n->entry, run->today, a, &v, err);
	if (rc != 1)
		return rc;
	if (!cl_notice_passes(run, n) || !cl_want_has(w, n->entry) ||
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
		int about = q->row.entry != 0,
		    rc = about ? cl_view_load(run, q->row.entry, run->today, a, &v, err) : 1;
		if (rc < 0)
			return -1;
		if (rc == 0 || !cl_joint_chosen(w, q, about ? &v : NULL))
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

/* In one transaction all that is listed. */
static int gather(struct cl_acting *in, struct cl_arena *a, struct cl_rec **recs, long *count,
	struct cl_err *err)
{
	struct cl_run *run = in->run;
	struct cl_want w;
	struct cl_row_notice *rows;
	int n;
	if (cl_store_read(run->store, err) != 0)
		return -1;
	int rc = cl_acting_want(in, &w, err) != 0 || cl_joint_by(run, &w.by, err) != 0
			 ? -1
			 : cl_store_notices(run->store, 0, a, &rows, &n, err);
	if (rc == 0)
		*recs = cl_xmalloc(sizeof **recs * (size_t)(n + 1));
	for (int i = 0; rc >= 0 && i < n; i++) {
		rc = list_one(run, &w, &rows[i], a, &(*recs)[*count], err);
		*count += rc == 1;
	}
	if (rc >= 0 && cl_opt(&run->opts, CHANNEL) == NULL)
		rc = open_notices(run, &w, a, recs, count, err);
	cl_store_read_end(run->store);
	return rc < 0 ? -1 : 0;
}

static int print(struct cl_run *run, const struct cl_rec *recs, long n, struct cl_err *err)
{
	static const enum cl_field more[] = {CL_F_CHANNEL, CL_F_NOTICE_DONE, CL_F_PROOF, CL_F_LATE,
		CL_F_EXPLAINED_BY, CL_F_TELEPHONE, CL_F_PROCEEDING, CL_F_APPLIED_BY, CL_F_MEASURES,
		CL_F_FAULT, CL_F_REPLY, CL_F_FEEDBACK, CL_F_STEP, CL_F_DUE_ON, CL_F_NONE};
	static const enum cl_field table[] = {CL_F_ENTRY, CL_F_LIST, CL_F_NAME, CL_F_DEPARTMENT,
		CL_F_EXIT_REASON, CL_F_TRIGGER_ON, CL_F_NOTICE_DUE, CL_F_CHANNEL, CL_F_LATE,
		CL_F_NOTICE_DONE, CL_F_PROOF};
	if (run->out_opts.format == CL_TABLE && run->out_opts.ncolumns == 0) {
		run->out_opts.ncolumns = (int)(sizeof table / sizeof *table);
		memcpy(run->out_opts.columns, table, sizeof table);
	}
	int rc = cl_out_open(run, more, err);
	for (long i = 0; rc == 0 && i < n; i++)
		rc = cl_writer_put(run->out, &recs[i], err);
	return rc != 0 ? -1 : cl_out_close(run, err);
}

static int list(struct cl_acting *in, long *count, struct cl_err *err)
{
	struct cl_run *run = in->run;
	struct cl_arena a = {0};
	struct cl_rec *recs = NULL;
	int rc = cl_acting_read(in, 0, err);
	if (rc == 0)
		rc = gather(in, &a, &recs, count, err);
	if (rc == 0)
		rc = run->out_opts.format == CL_ICS ? calendar(run, recs, *count, &a, err)
						    : print(run, recs, *count, err);
	free(recs);
	cl_arena_free(&a);
	return rc;
}

/* Exit status of a listing; with records those that are not there are refused. */
static int listed(struct cl_run *run)
{
	struct cl_acting in = {.run = run};
	struct cl_err err = {0};
	long n = 0;
	int rc = list(&in, &n, &err);
	if (rc == 0 && run->terminal)
		cl_say(run, _("%ld notices"), n);
	run->unchanged = in.nread - run->refused_other;
	cl_acting_read_end(&in, rc != 0);
	if (rc != 0)
		return cl_say_error(run, &err);
	if (run->refused_other > 0)
		return cl_run_status(run);
	return cl_opt(&run->opts, CHECK) != NULL && n > 0 ? 1 : 0;
}

/* The one operand is -, where entries are meant. */
static int operands(struct cl_run *run, struct cl_err *err)
{
	const struct cl_opts *o = &run->opts;
	int none = cl_opt(o, CASES) != NULL || cl_opt(o, ACKNOWLEDGE) != NULL ||
		   cl_opt(o, SUPERVISE) != NULL || cl_opt(o, REPLY) != NULL;
	if (o->nargs > 0 && none)
		return cl_fail(err, CL_E_USAGE, _("no operand is expected: %s"), o->args[0]);
	for (int i = 0; i < o->nargs; i++)
		if (strcmp(o->args[i], "-") != 0)
			return cl_fail(err, CL_E_USAGE,
				_("%s: the only operand is -, for records on the standard input"),
				o->args[i]);
	return 0;
}

int cl_notice_by_misfit(struct cl_err *err)
{
	return cl_fail(err, CL_E_USAGE,
		_("--by: the department that applies a measure; it goes with --begin-measure, "
		  "--end-measure, --measures, --stops and --letter stop"));
}

/* A measure has a department that applies it, and so has the notice that stops it; nothing else. */
static int by_fits(const struct cl_opts *o, struct cl_err *err)
{
	int act = cl_opt(o, DONE) != NULL || cl_opt(o, CASES) != NULL ||
		  cl_opt(o, ACKNOWLEDGE) != NULL || cl_opt(o, SUPERVISE) != NULL ||
		  cl_opt(o, REPLY) != NULL,
	    measures = cl_opt(o, DONE) == NULL &&
		       (cl_opt(o, BEGIN_MEASURE) != NULL || cl_opt(o, END_MEASURE) != NULL ||
			       cl_opt(o, MEASURES) != NULL),
	    stops = !act && (cl_opt(o, STOPS) != NULL || cl_opt(o, LETTER) != NULL);
	return cl_opt(o, BY) == NULL || measures || stops ? 0 : cl_notice_by_misfit(err);
}

/* Notices of stops and of supervision go to departments. */
static int channel_fits(const struct cl_opts *o, struct cl_err *err)
{
	if (cl_opt(o, CHANNEL) == NULL ||
		(cl_opt(o, STOPS) == NULL && cl_opt(o, SUPERVISION) == NULL))
		return 0;
	return cl_fail(err, CL_E_USAGE,
		_("--channel: where an exit is announced; it goes with neither --stops nor "
		  "--supervision"));
}

int cl_notice_run(struct cl_run *run)
{
	const struct cl_opts *o = &run->opts;
	struct cl_err err = {0};
	if (operands(run, &err) != 0 || by_fits(o, &err) != 0 || channel_fits(o, &err) != 0)
		return cl_say_error(run, &err);
	if (cl_opt(o, DONE) != NULL)
		return cl_announce_run(run);
	if (cl_opt(o, BEGIN_MEASURE) != NULL || cl_opt(o, END_MEASURE) != NULL ||
		cl_opt(o, MEASURES) != NULL)
		return cl_measure_run(run);
	if (cl_opt(o, CASES) != NULL)
		return cl_cases_run(run);
	if (cl_opt(o, ACKNOWLEDGE) != NULL)
		return cl_acknowledge_run(run);
	if (cl_opt(o, SUPERVISE) != NULL || cl_opt(o, REPLY) != NULL)
		return cl_supervise_run(run);
	if (cl_channel_given(run, &run->opts.val[CL_O_CHANNEL], &err) != 0)
		return cl_say_error(run, &err);
	if (cl_opt(o, TEXT) != NULL || cl_opt(o, LETTER) != NULL ||
		run->out_opts.format == CL_HTML || run->out_opts.format == CL_DOCX) {
		int rc = cl_papers_run(run, &err);
		return rc < 0 ? cl_say_error(run, &err) : rc;
	}
	return listed(run);
}
