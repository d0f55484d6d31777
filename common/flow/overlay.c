/* cl-exit's other acts: suspension by a court, review of an expiry whose duty is open, and what a
 * changed standard concerns (5.4(4)). */
#include "base/date.h"
#include "flow/explain.h"
#include "flow/given.h"
#include "flow/proceeding.h"
#include <stdio.h>
#include <string.h>

static enum cl_act act_of(const struct cl_opts *o)
{
	const char *review = cl_opt(o, REVIEW);
	if (cl_opt(o, SUSPEND) != NULL)
		return CL_A_SUSPEND;
	if (cl_opt(o, RESUME) != NULL)
		return CL_A_RESUME;
	if (review != NULL)
		return strcmp(review, "end") == 0 ? CL_A_REVIEW_END : CL_A_REVIEW;
	return CL_A_KEEP;
}

static int done_already(const struct cl_view *v, enum cl_act act)
{
	switch (act) {
	case CL_A_SUSPEND:
		return v->suspended;
	case CL_A_RESUME:
		return v->state == CL_S_ACTIVE && !v->suspended && !v->stopped;
	case CL_A_REVIEW:
		return v->review;
	case CL_A_REVIEW_END:
		return v->state == CL_S_ACTIVE
			       ? !v->review
			       : v->state == CL_S_EXITED && strcmp(v->list, "black") == 0 &&
					 v->reason != NULL && strcmp(v->reason, "expired") == 0;
	default:
		return 0;
	}
}

/* Which overlay the act is about; a court's suspension and a stop are resumed alike. */
static const char *overlays_of(enum cl_act act)
{
	return act == CL_A_SUSPEND  ? "suspended"
	       : act == CL_A_RESUME ? "suspended;stopped"
				    : "expiry_review";
}

static const char *overlay_of(const struct cl_view *v, enum cl_act act)
{
	return act == CL_A_SUSPEND                  ? "suspended"
	       : act == CL_A_RESUME && v->suspended ? "suspended"
	       : act == CL_A_RESUME                 ? "stopped"
						    : "expiry_review";
}

/* The duty that was open is done. */
static int store_duty(struct cl_acting *x, const struct cl_view *v, const char *duty,
	const char *clause, struct cl_err *err)
{
	struct cl_event ev = {
		.kind = cl_act_name(CL_A_CORRECT), .entry = v->id, .subject = v->subject};
	if (duty == NULL)
		return 0;
	cl_flat_set(&ev.body, "duty_fulfilled_on", duty);
	cl_flat_set(&ev.body, "state", cl_state_name(v->state));
	cl_flat_set(&ev.body, "clause", clause);
	return cl_store_event(x->run->store, &ev, err);
}

static int store_mark(struct cl_acting *x, const struct cl_view *v, const struct cl_life *row,
	const struct cl_facts *f, const char *decided_on, const char *recorded_for,
	struct cl_arena *a, struct cl_err *err)
{
	struct cl_run *run = x->run;
	struct cl_event ev;
	int ends = row->act == CL_A_RESUME || row->act == CL_A_REVIEW_END;
	cl_proceeding_event(x, v, "mark", recorded_for, &ev);
	cl_flat_set(&ev.body, "overlay", overlay_of(v, row->act));
	cl_flat_set(&ev.body, "ends", ends ? "yes" : NULL);
	cl_flat_set(&ev.body, "document", f->document);
	cl_flat_set(&ev.body, "decided_on", decided_on);
	cl_flat_set(&ev.body, "clause", row->clause);
	cl_private_set(&ev.body, "reason", f->reason, v->natural, a);
	if (cl_store_event(run->store, &ev, err) != 0)
		return -1;
	cl_acting_show(x, v->id, "changed", 0, 0,
		cl_explained(run, row->clause, "%s；%s",
			cl_value_label(CL_K_OVERLAY, overlay_of(v, row->act), a), f->document));
	run->done++;
	return 0;
}

/* The review is over: what it held back ends at once. */
static int end_review(struct cl_acting *x, const struct cl_view *v, const struct cl_life *row,
	const struct cl_facts *f, const char *decided_on, const char *recorded_for,
	struct cl_arena *a, struct cl_err *err)
{
	struct cl_end end = {.document = f->document,
		.decided_on = decided_on,
		.recorded_for = recorded_for,
		.officer = x->given.v[CL_F_OFFICER],
		.approved_by = x->given.v[CL_F_APPROVED_BY]};
	const char *duty = x->given.v[CL_F_DUTY_FULFILLED_ON];
	if (store_duty(x, v, duty, row->clause, err) != 0 ||
		store_mark(x, v, row, f, decided_on, recorded_for, a, err) != 0)
		return -1;
	return cl_end_reviewed(x, v->id, &end, a, err);
}

/* ---- the standard changed (5.4(4)) ---- */

/* "TAX-1@2": code and version. 0, or -1 */
static int split_standard(
	struct cl_run *run, const char **code, const char **version, struct cl_err *err)
{
	const char *s = cl_opt(&run->opts, STANDARD_CHANGED), *at = strrchr(s, '@');
	if (strstr(s, "＠") != NULL && cl_opt_wide(CL_O_STANDARD_CHANGED, s, err) != 0)
		return -1;
	if (at == NULL || at == s || at[1] == '\0')
		return cl_fail(
			err, CL_E_USAGE, _("--standard-changed takes CODE@VERSION, as TAX-1@2"));
	*code = cl_strndup(&run->arena, s, (size_t)(at - s));
	*version = at + 1;
	return 0;
}

static int of_standard(const struct cl_view *v, const char *code)
{
	const char *s = cl_get(&v->rec, STANDARD);
	size_t n = strlen(code);
	return s != NULL && strncmp(s, code, n) == 0 && (s[n] == '\0' || s[n] == '@');
}

/* On the black list, in force or waiting, under that standard, and not yet looked at under this
 * version. */
static int concerned(const struct cl_view *v, const char *code, const char *version)
{
	const char *s = cl_get(&v->rec, STANDARD);
	return v->state == CL_S_ACTIVE && strcmp(v->list, "black") == 0 && of_standard(v, code) &&
	       !(s[strlen(code)] == '@' && strcmp(s + strlen(code) + 1, version) == 0);
}

static int known(struct cl_run *run, const char *code, const char *version, int32_t *from,
	struct cl_err *err)
{
	struct cl_reg r;
	*from = CL_NODAY;
	int rc = cl_store_reg(
		run->store, "standard", cl_opt(&run->opts, STANDARD_CHANGED), &run->arena, &r, err);
	if (rc == 0)
		rc = cl_store_reg(run->store, "standard", code, &run->arena, &r, err);
	if (rc != 1)
		return rc < 0 ? -1
			      : cl_fail(err, CL_E_STANDARD, _("there is no standard %s"), code);
	const char *now = cl_flat_get(&r.body, "version");
	if (now != NULL && strcmp(now, version) != 0)
		return cl_fail(err, CL_E_STANDARD,
			_("the register has version %s of standard %s, not %s"), now, code,
			version);
	*from = cl_day_parse(cl_flat_get(&r.body, "effective_from"));
	return 0;
}

int cl_standard_applies(struct cl_acting *x, const struct cl_todo *t, const struct cl_view *v,
	struct cl_arena *a, struct cl_err *err)
{
	struct cl_err bad = {0};
	const char *code, *version, *own = cl_get(&v->rec, STANDARD);
	char day[11];
	int32_t from;
	if (split_standard(x->run, &code, &version, err) != 0 ||
		known(x->run, code, version, &from, err) != 0)
		return -1;
	int32_t on = cl_day_parse(cl_acting_value(x, t, v, CL_F_DECIDED_ON, a, &bad));
	if (v->state != CL_S_ACTIVE)
		return 1; /* what is wrong is said elsewhere */
	if (from != CL_NODAY && from > (on != CL_NODAY ? on : x->run->today))
		return cl_proceeding_refuse(x, t, v, CL_E_RULE, "5.4(4)",
			_("the standard %s is in force from %s only"),
			cl_opt(&x->run->opts, STANDARD_CHANGED), cl_day_format(from, day));
	if (own != NULL && !of_standard(v, code))
		return cl_proceeding_refuse(x, t, v, CL_E_RULE, "5.4(4)",
			_("it was identified under the standard %s, not %s"), own, code);
	return 1;
}

static int keep_one(struct cl_acting *x, const struct cl_view *v, const struct cl_life *row,
	const struct cl_facts *f, const char *decided_on, const char *recorded_for,
	struct cl_arena *a, struct cl_err *err)
{
	struct cl_event ev = {.kind = cl_act_name(row->act), .entry = v->id, .subject = v->subject};
	/* not document and decided_on: those are the entry's own */
	cl_flat_set(&ev.body, "standard", cl_opt(&x->run->opts, STANDARD_CHANGED));
	cl_flat_set(&ev.body, "state", cl_state_name(v->state));
	cl_flat_set(&ev.body, "kept_document", f->document);
	cl_flat_set(&ev.body, "kept_on", decided_on);
	cl_flat_set(&ev.body, "recorded_for", recorded_for);
	cl_flat_set(&ev.body, "clause", row->clause);
	cl_private_set(&ev.body, "reason", f->reason, v->natural, a);
	if (cl_store_event(x->run->store, &ev, err) != 0)
		return -1;
	cl_acting_show(x, v->id, "changed", 0, 0,
		cl_explained(x->run, row->clause, N_("kept under the standard %s: %s"),
			cl_opt(&x->run->opts, STANDARD_CHANGED), f->document));
	struct cl_rec *more = cl_alloc(&x->keep, sizeof *more);
	more->v[CL_F_DECISION] = "keep";
	cl_acting_more(x, v->id, more);
	x->run->done++;
	return 0;
}

/* ---- one entry ---- */

static int wrong_state(struct cl_acting *x, const struct cl_todo *t, const struct cl_view *v,
	const char *clause, struct cl_arena *a)
{
	if (!t->single)
		return x->passed++, 0;
	return cl_proceeding_refuse(x, t, v, CL_E_STATE, clause, _("that is not possible: %s, %s"),
		cl_shown_value(CL_K_LIST, v->list, a),
		cl_shown_value(CL_K_STATE, cl_state_name(v->state), a));
}

static int needs_review(struct cl_run *run, const struct cl_view *v, struct cl_err *err)
{
	int needs = cl_policy_yes(&run->policy, "expiry_needs_duty", err);
	return needs <= 0 ? needs : cl_get(&v->rec, DUTY) != NULL;
}

int cl_overlay_one(struct cl_acting *x, const struct cl_todo *t, struct cl_view *v,
	struct cl_arena *a, struct cl_err *err)
{
	enum cl_act act = act_of(&x->run->opts);
	struct cl_err bad = {0};
	struct cl_facts f;
	struct cl_lack lack = {0};
	const char *clause, *recorded_for, *on, *now = cl_get(&v->rec, STANDARD),
						*std = cl_opt(&x->run->opts, STANDARD_CHANGED);
	int same_standard = act == CL_A_KEEP && now != NULL && strcmp(now, std) == 0;
	int begins = act == CL_A_SUSPEND || act == CL_A_REVIEW;
	int again = same_standard ? t->single
		    : done_already(v, act)
			    ? cl_again_mark(x, t, v, overlays_of(act), begins, a, err)
			    : 0;
	if (again != 0)
		return again < 0 ? -1 : cl_again_show(x, v, a, err);
	const struct cl_life *row = cl_life_find(v->state, act, v->list, &clause);
	if (cl_acting_stale(x, t, v, a))
		return 0;
	if (row == NULL || done_already(v, act) || same_standard)
		return wrong_state(x, t, v, clause, a);
	int rc = act == CL_A_REVIEW ? needs_review(x->run, v, err) : 1;
	if (rc == 0)
		return cl_proceeding_refuse(x, t, v, CL_E_RULE, "5.4(3)",
			_("its expiry needs no review: validity ends it by itself"));
	if (rc > 0)
		rc = cl_proceeding_may(x, t, v, NULL, row->clause, &recorded_for, err);
	if (rc > 0)
		rc = cl_acting_officer(x, t, v, a, err);
	if (rc <= 0)
		return rc;
	if (cl_facts_of(x->run, v, a, &f, err) != 0)
		return -1;
	f.document = cl_acting_value(x, t, v, CL_F_DOCUMENT, a, &bad);
	f.reason = cl_said(x, t, CL_F_REASON, CL_O_REASON);
	on = cl_acting_value(x, t, v, CL_F_DECIDED_ON, a, &bad);
	f.decided_on = cl_day_parse(on);
	const char *duty = x->given.v[CL_F_DUTY_FULFILLED_ON];
	if (duty != NULL)
		f.duty_fulfilled_on = duty;
	if (bad.code != CL_OK)
		return cl_acting_refuse(x, t, v, &bad);
	if (cl_life_guards(row, &f, &lack) != 0)
		return cl_acting_lacking(x, t, v, &lack, row->clause);
	rc = act == CL_A_REVIEW ? cl_acting_beside(x, t, v, v->subject, a, err) : 0;
	if (rc != 0)
		return rc < 0 ? -1 : 0;
	if (act == CL_A_KEEP)
		return keep_one(x, v, row, &f, on, recorded_for, a, err);
	if (act == CL_A_REVIEW_END)
		return end_review(x, v, row, &f, on, recorded_for, a, err);
	return store_mark(x, v, row, &f, on, recorded_for, a, err);
}

/* ---- the list of what a changed standard concerns ---- */

static int gather(struct cl_run *run, const struct cl_want *w, const char *code,
	const char *version, struct cl_arena *a, struct cl_shown **out, size_t *n,
	struct cl_err *err)
{
	for (int i = 0; i < w->nrange; i++)
		for (int64_t e = w->range[i].first; e <= w->range[i].last; e++) {
			struct cl_view v;
			int rc = cl_view_load(run, e, run->today, a, &v, err);
			if (rc < 0)
				return -1;
			if (rc == 1 && cl_filter_fits(&w->filter, &v) &&
				concerned(&v, code, version)) {
				if ((*n & (*n - 1)) == 0) {
					struct cl_shown *p = cl_alloc(
						&run->arena, sizeof *p * (*n > 0 ? 2 * *n : 1));
					if (*n > 0)
						memcpy(p, *out, sizeof *p * *n);
					*out = p;
				}
				(*out)[(*n)++] = (struct cl_shown){.entry = e,
					.explain = cl_explained(run, "5.4(4)",
						N_("identified under the standard %s, which is "
						   "now %s"),
						cl_get(&v.rec, STANDARD),
						cl_opt(&run->opts, STANDARD_CHANGED))};
			}
			cl_arena_reset(a);
		}
	return 0;
}

int cl_standard_changed(struct cl_run *run)
{
	struct cl_err err = {0};
	struct cl_want w;
	struct cl_arena a = {0};
	struct cl_shown *list = NULL;
	size_t n = 0;
	const char *code = NULL, *version = NULL;
	char day[11];
	int32_t from = CL_NODAY;
	int rc = split_standard(run, &code, &version, &err);
	if (rc == 0)
		rc = cl_store_read(run->store, &err);
	if (rc == 0 &&
		(known(run, code, version, &from, &err) != 0 || cl_want_read(run, &w, &err) != 0 ||
			gather(run, &w, code, version, &a, &list, &n, &err) != 0))
		rc = -1;
	cl_store_read_end(run->store);
	cl_arena_free(&a);
	if (rc == 0 && cl_show_list(run, list, n, &err) != 0)
		rc = -1;
	if (rc == 0 && run->dry_run && cl_out_close(run, &err) != 0)
		rc = -1;
	if (rc != 0)
		return cl_say_error(run, &err);
	cl_say(run, _("%zu entries were identified under another version of %s [5.4(4)]"), n, code);
	if (from != CL_NODAY && from > run->today)
		cl_say(run, _("the standard %s is in force from %s only"),
			cl_opt(&run->opts, STANDARD_CHANGED), cl_day_format(from, day));
	else if (n > 0)
		cl_say(run,
			_("next: the department decides on each, decision=exit or keep, then "
			  "cl-exit --standard-changed %s --document NO -"),
			cl_opt(&run->opts, STANDARD_CHANGED));
	return 0;
}
