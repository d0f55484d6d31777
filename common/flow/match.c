/* cl-import --match: a person decides whose row an unmatched one is (2.5): the same as a subject,
 * not the same, a new subject without a code. */
#include "flow/acting.h"
#include "flow/cellwords.h"
#include "flow/import.h"
#include "base/date.h"
#include "base/utf8.h"
#include "flow/officers.h"
#include "flow/seal.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct verdict {
	enum { SAME, NOT_SAME, NEW } kind;
	int64_t subject;
};

static int parse(const char *s, struct verdict *d, struct cl_err *bad)
{
	if (strcmp(s, "new") == 0) {
		d->kind = NEW;
		return 0;
	}
	d->kind = strncmp(s, "same:", 5) == 0 ? SAME : NOT_SAME;
	const char *id = d->kind == SAME ? s + 5 : strncmp(s, "not:", 4) == 0 ? s + 4 : "";
	return cl_id_parse(id, 'S', &d->subject) == 0
		       ? 0
		       : cl_fail(bad, CL_E_ENUM, _("match: %s is none of same:S9, not:S9, new"), s);
}

static int verdict_of(
	struct cl_acting *x, const struct cl_todo *t, struct verdict *d, struct cl_err *bad)
{
	struct cl_opts *o = &x->run->opts;
	struct cl_arena *a = &x->keep;
	if (t->rec != NULL && cl_get(t->rec, MATCH) != NULL)
		return parse(cl_get(t->rec, MATCH), d, bad);
	int n = (cl_opt(o, SAME) != NULL) + (cl_opt(o, NOT_SAME) != NULL) +
		(cl_opt(o, NEW) != NULL);
	if (n != 1)
		return cl_fail(bad, CL_E_USAGE,
			_("say one of --same S9, --not-same S9, --new, or pass records with "
			  "\"match\""));
	return parse(cl_opt(o, SAME) != NULL  ? cl_sprintf(a, "same:%s", cl_opt(o, SAME))
		     : cl_opt(o, NEW) != NULL ? "new"
					      : cl_sprintf(a, "not:%s", cl_opt(o, NOT_SAME)),
		d, bad);
}

static int not_same(struct cl_acting *x, const struct cl_view *v, int64_t subject,
	struct cl_arena *a, struct cl_err *err)
{
	struct cl_event ev = {.kind = "not_same", .entry = v->id, .subject = v->subject};
	cl_flat_set(&ev.body, "not_same", cl_id_text(a, 'S', subject));
	cl_flat_set(&ev.body, "officer", cl_opt(&x->run->opts, OFFICER));
	if (cl_store_event(x->run->store, &ev, err) != 0)
		return -1;
	x->run->done++;
	cl_acting_show(x, v->id, "changed", 0, 0, NULL);
	return 0;
}

/* Which act a match is: proposed, or, of the past, active or over by its dates. */
static const char *act_name(
	const struct cl_run *run, const struct cl_view *v, struct cl_flat *body, struct cl_arena *a)
{
	char day[11];
	int32_t until = v->span.valid_until;
	if (!v->historical)
		return "match";
	if (until == CL_NODAY || until >= run->today) {
		if (until != CL_NODAY)
			cl_flat_set(body, "valid_until", cl_strdup(a, cl_day_format(until, day)));
		return "match_past";
	}
	cl_flat_set(body, "exit_reason", "expired");
	cl_flat_set(body, "exited_on", cl_strdup(a, cl_day_format(until + 1, day)));
	cl_flat_set(body, "trigger_on", cl_strdup(a, cl_day_format(until + 1, day)));
	return "match_over";
}

static int refuse(struct cl_acting *x, const struct cl_todo *t, const struct cl_view *v,
	enum cl_code code, const char *text)
{
	struct cl_err e = {0};
	cl_fail(&e, code, "%s", text);
	return cl_acting_refuse(x, t, v, &e);
}

/* The subject's number and kind: an existing one, or a new one. 1, 0 refused (told), -1 */
static int subject_of(struct cl_acting *x, const struct cl_todo *t, const struct cl_view *v,
	const struct verdict *d, struct cl_subject *s, struct cl_arena *a, struct cl_err *err)
{
	const char *said = cl_opt(&x->run->opts, SUBJECT_KIND), *kind;
	if (d->kind == SAME) {
		int rc = cl_store_subject(x->run->store, d->subject, a, s, err);
		if (rc == 0)
			refuse(x, t, v, CL_E_NOSUBJECT, _("there is no such subject"));
		s->market |= rc == 1 && v->market;
		return rc;
	}
	kind = said != NULL ? cl_value_wire(CL_K_SUBJECT_KIND, said, a)
			    : cl_get(&v->rec, SUBJECT_KIND);
	if (said != NULL && kind == NULL)
		return cl_fail(err, CL_E_USAGE, _("--%s: %s is none of %s"), "subject-kind", said,
			cl_value_list(CL_K_SUBJECT_KIND, a));
	if (kind != NULL && strcmp(kind, "natural") == 0) {
		refuse(x, t, v, CL_E_RULE,
			_("a bare name never identifies a natural person [2.5]"));
		return 0;
	}
	/* 5.5: a market entity by what the row declared, or by what is said now */
	int market = said != NULL ? cl_declares_market(said)
				  : kind != NULL && strcmp(kind, "sole_trader") == 0;
	*s = (struct cl_subject){v->subject, kind != NULL ? kind : "legal", v->market || market};
	return 1;
}

static int store_match(struct cl_acting *x, const struct cl_todo *t, const struct cl_view *v,
	const struct cl_subject *s, int new, struct cl_arena *a, struct cl_err *err)
{
	struct cl_event ev = {.entry = v->id, .subject = s->id};
	struct cl_buf b = {0};
	const char *name = cl_get(&v->rec, NAME);
	ev.kind = act_name(x->run, v, &ev.body, a);
	if (strcmp(ev.kind, "match_past") == 0) {
		int rc = cl_acting_beside(x, t, v, s->id, a, err);
		if (rc != 0)
			return rc < 0 ? -1 : 0;
	}
	cl_flat_set(&ev.body, "list", v->list);
	cl_flat_set(&ev.body, "department", v->department);
	cl_flat_set(&ev.body, "key", v->key);
	cl_flat_set(&ev.body, "subject_kind", s->kind);
	cl_flat_set(&ev.body, "market", s->market ? "yes" : NULL);
	cl_flat_set(&ev.body, "new", new ? "yes" : NULL);
	cl_flat_set(&ev.body, "officer", cl_opt(&x->run->opts, OFFICER));
	if (name != NULL && cl_fold(name, strlen(name), &b) == 0)
		cl_flat_set(&ev.body, "name_key", cl_strndup(a, cl_buf_cstr(&b), b.n));
	cl_buf_free(&b);
	cl_seal_keys(&ev.body, strcmp(s->kind, "natural") == 0, name, a);
	if (cl_store_event(x->run->store, &ev, err) != 0)
		return -1;
	x->run->done++;
	cl_acting_show(x, v->id, "changed", 0, 0, NULL);
	return 0;
}

/* What was matched before: the same again changes nothing. */
static int matched_already(struct cl_acting *x, const struct cl_todo *t, const struct cl_view *v,
	const struct verdict *d)
{
	if (v->matched && ((d->kind == SAME && d->subject == v->subject) ||
				  (d->kind == NEW && v->subject == v->own))) {
		x->run->unchanged++;
		cl_acting_show(x, v->id, "unchanged", 0, 0, NULL);
		return 0;
	}
	if (t->single)
		return refuse(x, t, v, CL_E_STATE, _("the entry is matched already"));
	x->passed++;
	return 0;
}

/* The entry goes to the subject that exists, or to a new one. */
static int match_to(struct cl_acting *x, const struct cl_todo *t, const struct cl_view *v,
	const struct verdict *d, struct cl_arena *a, struct cl_err *err)
{
	struct cl_subject s;
	unsigned char key[16];
	int64_t other;
	if (d->kind == SAME && cl_said_not(v->not_same, d->subject))
		return refuse(x, t, v, CL_E_STATE,
			cl_sprintf(a, _("it was decided before that it is not S%lld"),
				(long long)d->subject));
	int rc = subject_of(x, t, v, d, &s, a, err);
	if (rc <= 0)
		return rc;
	if (v->key == NULL || cl_unhex(v->key, key, sizeof key) != 0)
		return cl_fail(err, CL_E_CHAIN, _("an event body is malformed"));
	rc = cl_store_by_key(x->run->store, s.id, v->list, v->department, key, &other, err);
	if (rc > 0)
		return refuse(x, t, v, CL_E_CONFLICT,
			cl_sprintf(a, _("that subject has this entry already: E%lld"),
				(long long)other));
	return rc < 0 ? -1 : store_match(x, t, v, &s, d->kind == NEW, a, err);
}

/* "Not the same" is remembered (REGULATION, rule 6). */
static int match_one(struct cl_acting *x, const struct cl_todo *t, struct cl_view *v,
	struct cl_arena *a, struct cl_err *err)
{
	struct verdict d = {0};
	struct cl_err bad = {0};
	const char *recorded_for;
	if (verdict_of(x, t, &d, &bad) != 0)
		return t->rec == NULL ? cl_fail(err, bad.code, "%s", bad.text)
				      : cl_acting_refuse(x, t, v, &bad);
	if (v->state != CL_S_UNMATCHED)
		return matched_already(x, t, v, &d);
	int may = cl_may_act(x->run, v, &recorded_for, err);
	if (may < 0)
		return -1;
	if (!may) {
		cl_officers_refuse(x->run, v->department, &bad);
		return cl_acting_refuse(x, t, v, &bad);
	}
	may = cl_acting_before(x, t, v, err);
	if (may != 0)
		return may < 0 ? -1 : 0;
	return d.kind == NOT_SAME ? not_same(x, v, d.subject, a, err)
				  : match_to(x, t, v, &d, a, err);
}

/* No decision and no records to read decisions from: the question is what there is to decide. */
static int asks(const struct cl_run *run)
{
	const struct cl_opts *o = &run->opts;
	int decided =
		cl_opt(o, SAME) != NULL || cl_opt(o, NOT_SAME) != NULL || cl_opt(o, NEW) != NULL;
	return !decided && o->nargs == 0 && (cl_want_given(run) || isatty(0));
}

int cl_match_run(struct cl_run *run)
{
	struct cl_acting x = {.run = run, .one = match_one};
	struct cl_err err = {0};
	if (run->store == NULL) {
		cl_fail(&err, CL_E_NODB, _("there is no database"));
		return cl_say_error(run, &err);
	}
	return asks(run) ? cl_candidates_run(run) : cl_acting_run(&x);
}
