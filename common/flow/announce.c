/* cl-notice --done: exit notices that went out (5.7): through which channel, when, and what proves
 * it. */
#include "flow/acting.h"
#include "base/date.h"
#include "flow/channels.h"
#include "flow/explain.h"
#include "flow/given.h"
#include "flow/officers.h"
#include "flow/papers.h"
#include "flow/seal.h"
#include <stdio.h>
#include <string.h>

struct announcing {
	struct cl_acting x; /* first: the acts are given it */
	const char *channel, *proof;
	char on[11];
};

/* The notice on that channel; *others: the channels on which one is owed. 1, 0 none, -1 */
static int find(struct cl_run *run, int64_t entry, const char *channel, struct cl_row_notice *out,
	const char **others, struct cl_arena *a, struct cl_err *err)
{
	struct cl_row_notice *rows;
	int n, found = 0;
	*others = NULL;
	if (cl_store_notices(run->store, entry, a, &rows, &n, err) != 0)
		return -1;
	for (int i = 0; i < n; i++) {
		if (strcmp(rows[i].channel, channel) == 0) {
			*out = rows[i];
			found = 1;
		}
		*others = *others == NULL ? rows[i].channel
					  : cl_sprintf(a, "%s;%s", *others, rows[i].channel);
	}
	return found;
}

/* No notice is owed there: an entry that was named is refused. A watch entry that came with the
 * records of an exit is passed over, as are the entries of a selection. */
static int none_owed(struct announcing *d, const struct cl_todo *t, const struct cl_view *v,
	const char *others, struct cl_arena *a)
{
	struct cl_err e = {0};
	if (!t->single || (t->rec != NULL && strcmp(v->list, "watch") == 0)) {
		d->x.passed++;
		return 0;
	}
	snprintf(e.clause, sizeof e.clause, "5.7");
	if (v->state != CL_S_EXITED)
		cl_fail(&e, CL_E_STATE,
			_("the entry is %s, %s: a notice is owed when it exits [%s]"),
			cl_shown_value(CL_K_LIST, v->list, a),
			cl_shown_value(CL_K_STATE, cl_state_name(v->state), a), cl_cited("5.7", a));
	else if (others == NULL)
		cl_fail(&e, CL_E_RULE,
			_("its exit owes no notice: the listing was announced on no channel [%s]"),
			cl_cited("5.7", a));
	else
		cl_fail(&e, CL_E_RULE, _("its exit owes no notice on %s, but on %s [%s]"),
			d->channel, others, cl_cited("5.7", a));
	return cl_acting_refuse(&d->x, t, v, &e);
}

/* The record of a notice that is done. */
static int tell(struct announcing *d, const struct cl_view *v, const struct cl_row_notice *n,
	const char *result, struct cl_arena *a, struct cl_err *err)
{
	struct cl_acting *x = &d->x;
	const char *why = NULL;
	int wd = cl_policy_int(&x->run->policy, "exit_notice_wd", err);
	if (wd < 0)
		return -1;
	if (x->run->explain)
		why = cl_strdup(
			&x->keep, cl_explain_due(x->run, a, "5.7", cl_day_parse(n->trigger_on), wd,
					  cl_day_parse(n->due_on), n->provisional));
	struct cl_rec *more = cl_alloc(&x->keep, sizeof *more);
	memset(more, 0, sizeof *more);
	more->v[CL_F_CHANNEL] = d->channel;
	more->v[CL_F_NOTICE_DONE] = cl_strdup(&x->keep, n->done_on);
	more->v[CL_F_PROOF] = cl_strdup(&x->keep, n->proof);
	more->v[CL_F_LATE] = strcmp(n->done_on, n->due_on) > 0 ? "yes" : "no";
	cl_acting_show(x, v->id, result, 0, 0, why);
	cl_acting_more(x, v->id, more);
	return 0;
}

/* Nothing is announced twice: what was recorded stays. A selection passes over what is another act.
 */
static int again(struct announcing *d, const struct cl_todo *t, const struct cl_view *v,
	const struct cl_row_notice *n, struct cl_arena *a, struct cl_err *err)
{
	struct cl_acting *x = &d->x;
	int other_day = strcmp(n->done_on, d->on) != 0,
	    other = n->proof == NULL || strcmp(n->proof, d->proof) != 0;
	if (!t->single && (other || other_day)) {
		x->passed++;
		return 0;
	}
	if (other || (other_day && cl_opt(&x->run->opts, ON) != NULL))
		cl_acting_after(x, _("E%lld: recorded before as announced on %s on %s; that stays"),
			(long long)v->id, d->channel, n->done_on);
	x->run->unchanged++;
	return tell(d, v, n, "unchanged", a, err);
}

/* 5.7: the identifying department announces, and not before the exit was recorded. 1, 0 told, -1 */
static int may_announce(struct announcing *d, const struct cl_todo *t, const struct cl_view *v,
	const struct cl_row_notice *n, const char **recorded_for, struct cl_err *err)
{
	struct cl_acting *x = &d->x;
	struct cl_err e = {0};
	int before = 0, may = cl_may_act(x->run, v, recorded_for, err);
	if (may < 0)
		return -1;
	if (!may)
		cl_officers_refuse(x->run, v->department, &e);
	else if ((before = cl_acting_before(x, t, v, err)) != 0)
		return before < 0 ? -1 : 0;
	else if (strcmp(d->on, n->trigger_on) < 0)
		cl_fail(&e, CL_E_BEFORE,
			_("%s lies before its exit on %s, which nobody could announce yet"), d->on,
			n->trigger_on);
	if (e.code == CL_OK)
		return 1;
	cl_acting_refuse(x, t, v, &e);
	return 0;
}

static int one(struct cl_acting *x, const struct cl_todo *t, struct cl_view *v, struct cl_arena *a,
	struct cl_err *err)
{
	struct announcing *d = (struct announcing *)x;
	struct cl_event ev = {.kind = "notice_done", .entry = v->id};
	struct cl_row_notice n;
	const char *recorded_for, *others, *of = t->rec != NULL ? cl_get(t->rec, CHANNEL) : NULL;
	if (of != NULL && strcmp(of, d->channel) != 0) { /* of --due: another notice of the entry */
		x->passed++;
		return 0;
	}
	int rc = find(x->run, v->id, d->channel, &n, &others, a, err);
	if (rc <= 0)
		return rc < 0 ? -1 : none_owed(d, t, v, others, a);
	if (v->natural && v->sealed && cl_store_need_key(x->run->store, err) != 0)
		return -1;
	if (n.done_on != NULL)
		return again(d, t, v, &n, a, err);
	if (cl_acting_stale(x, t, v, a))
		return 0;
	rc = may_announce(d, t, v, &n, &recorded_for, err);
	if (rc <= 0)
		return rc;
	n.done_on = d->on;
	n.proof = d->proof;
	cl_flat_set(&ev.body, "recorded_for", recorded_for);
	cl_flat_set(&ev.body, "channel", n.channel);
	cl_flat_set(&ev.body, "done_on", n.done_on);
	cl_flat_set(&ev.body, "proof", n.proof);
	cl_flat_set(&ev.body, "officer", cl_opt(&x->run->opts, OFFICER));
	if (cl_store_event(x->run->store, &ev, err) != 0)
		return -1;
	x->run->done++;
	return tell(d, v, &n, "changed", a, err);
}

static int asked(struct announcing *d, struct cl_err *err)
{
	struct cl_run *run = d->x.run;
	const char *url, *proof;
	int32_t on;
	if (cl_given_text(run, CL_O_CHANNEL, &d->channel, err) != 0 ||
		cl_given_text(run, CL_O_URL, &url, err) != 0 ||
		cl_given_text(run, CL_O_PROOF, &proof, err) != 0 ||
		cl_opt_date(run, CL_O_ON, &on, err) != 0 ||
		(proof != NULL && cl_seal_cannot(proof, err) != 0))
		return -1;
	d->proof = url == NULL     ? proof
		   : proof == NULL ? url
				   : cl_sprintf(&run->arena, "%s;%s", url, proof);
	if (d->channel == NULL || d->proof == NULL)
		return cl_fail(err, CL_E_USAGE, _("--done needs --channel and --url or --proof"));
	if (on != CL_NODAY && on > run->today)
		return cl_fail(err, CL_E_USAGE, _("--on lies after the business date"));
	cl_day_format(on != CL_NODAY ? on : run->today, d->on);
	return cl_channel_given(run, &d->channel, err);
}

int cl_announce_run(struct cl_run *run)
{
	static const enum cl_field table[] = {CL_F_ENTRY, CL_F_RESULT, CL_F_LIST, CL_F_NAME,
		CL_F_DEPARTMENT, CL_F_NOTICE_DUE, CL_F_CHANNEL, CL_F_NOTICE_DONE, CL_F_LATE,
		CL_F_PROOF};
	struct announcing d = {.x = {.run = run, .one = one, .exits = 1}};
	struct cl_err err = {0};
	struct cl_out_opts *o = &run->out_opts;
	if (asked(&d, &err) != 0)
		return cl_say_error(run, &err);
	if (o->format == CL_TABLE && o->ncolumns == 0) {
		o->ncolumns = (int)(sizeof table / sizeof *table);
		memcpy(o->columns, table, sizeof table);
	}
	o->more[CL_F_CHANNEL] = o->more[CL_F_NOTICE_DONE] = o->more[CL_F_PROOF] =
		o->more[CL_F_LATE] = 1;
	return cl_acting_run(&d.x);
}
