#include "flow/officers.h"
#include "base/date.h"
#include "flow/acting.h"
#include "flow/register.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* A row says one role of one person in one department; a later row of the same three replaces it.
 */
struct officer {
	const char *name, *department, *role, *uid, *duties;
	int32_t from, until; /* CL_NODAY: open */
	int shipped;
};
static struct officer *officers; /* read once a run */
static int nofficers = -1;

static int same(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static struct officer officer_of(const struct cl_reg *r)
{
	const struct cl_flat *f = &r->body;
	return (struct officer){.name = r->name,
		.department = cl_flat_get(f, "department"),
		.role = cl_flat_get(f, "role"),
		.uid = cl_flat_get(f, "uid"),
		.duties = cl_flat_get(f, "duties"),
		.from = cl_day_parse(cl_flat_get(f, "from")),
		.until = cl_day_parse(cl_flat_get(f, "until")),
		.shipped = cl_flat_get(f, "shipped") != NULL};
}

static int load(struct cl_run *run, struct cl_err *err)
{
	struct cl_reg *r;
	int n, k = 0;
	if (nofficers >= 0)
		return 0;
	if (cl_store_regs_every(run->store, "officer", &run->arena, &r, &n, err) != 0)
		return -1;
	officers = cl_alloc(&run->arena, sizeof *officers * (size_t)(n + 1));
	for (int i = 0; i < n; i++) {
		struct officer o = officer_of(&r[i]);
		int at = 0;
		while (at < k &&
			!(same(officers[at].name, o.name) && same(officers[at].role, o.role) &&
				same(officers[at].department, o.department)))
			at++;
		officers[at] = o;
		k += at == k;
	}
	nofficers = k;
	return 0;
}

static int in_term(const struct officer *o, int32_t day)
{
	return (o->from == CL_NODAY || o->from <= day) && (o->until == CL_NODAY || day <= o->until);
}

static const char *term(const struct officer *o, struct cl_arena *a)
{
	char from[11], until[11];
	return cl_sprintf(a, _("term from %s to %s"),
		o->from != CL_NODAY ? cl_day_format(o->from, from) : "-",
		o->until != CL_NODAY ? cl_day_format(o->until, until) : "-");
}

const char *cl_officers_command(const struct cl_run *run)
{
	const struct cl_opts *o = &run->opts;
	const char *p = run->program->name, *kind = cl_opt(o, KIND);
	if (strcmp(p, "cl-import") == 0 && !cl_register_entries(kind))
		return "cl-import:register";
	if (strcmp(p, "cl-exit") == 0 && cl_opt(o, EXPIRED) != NULL)
		return "cl-exit:expired";
	if (cl_opt(o, BEGIN_MEASURE) != NULL || cl_opt(o, END_MEASURE) != NULL ||
		cl_opt(o, ACKNOWLEDGE) != NULL || cl_opt(o, REPLY) != NULL)
		return "cl-notice:measure";
	if (cl_opt(o, SUPERVISE) != NULL)
		return "cl-notice:supervise";
	if (strcmp(p, "cl-notice") == 0 && cl_opt(o, DONE) != NULL)
		return "cl-notice:done";
	if (strcmp(p, "cl-init") == 0)
		return cl_opt(o, UPGRADE) != NULL ? "cl-init:upgrade" : "cl-init:profile";
	return p;
}

static const char *roles_shown(const struct cl_run *run, struct cl_arena *a)
{
	const char *out = NULL;
	for (int i = 0; i < run->nposts; i++) {
		const char *one = cl_shown_value(CL_K_ROLE, cl_role_name(run->posts[i].role), a);
		out = out == NULL ? one : cl_sprintf(a, "%s%s%s", out, _(", "), one);
	}
	return out != NULL ? out : "-";
}

static int may_run(struct cl_run *run, struct cl_err *err)
{
	int ignored;
	const char *command = cl_officers_command(run);
	const struct cl_right *right = cl_right_of(command);
	if (cl_posts_may(run->posts, run->nposts, command, NULL, &ignored))
		return 0;
	snprintf(err->clause, sizeof err->clause, "%s", right != NULL ? right->clause : "6.1");
	return cl_fail(err, CL_E_ROLE, _("%s is not for the role %s [%s]"), command,
		roles_shown(run, &run->arena), cl_cited(err->clause, &run->arena));
}

int cl_officers_know(struct cl_run *run, struct cl_err *err)
{
	const char *uid = cl_sprintf(&run->arena, "%ld", (long)getuid());
	const struct officer *late = NULL;
	if (load(run, err) != 0)
		return -1;
	run->posts = cl_alloc(&run->arena, sizeof *run->posts * (size_t)(nofficers + 1));
	for (int i = 0; i < nofficers; i++) {
		const struct officer *o = &officers[i];
		int role = o->role != NULL ? cl_role_by_name(o->role) : CL_R_CLERK;
		if (o->uid == NULL || strcmp(o->uid, uid) != 0 || role < 0)
			continue;
		if (!in_term(o, run->today))
			late = o;
		else
			run->posts[run->nposts++] =
				(struct cl_post){(enum cl_role)role, o->department};
	}
	snprintf(err->clause, sizeof err->clause, "2.5");
	if (run->nposts == 0 && late != NULL)
		return cl_fail(err, CL_E_ROLE, _("user %s: %s does not hold today [2.5]"), uid,
			term(late, &run->arena));
	if (run->nposts == 0)
		return cl_fail(err, CL_E_ROLE, _("user %s is in no officers' register (2.5)"), uid);
	*err->clause = '\0';
	return may_run(run, err);
}

/* Who took the department over (succeeded_by). 1, 0 nobody, -1; *out is kept in a. */
static int heir_of(struct cl_run *run, const char *department, struct cl_arena *a, const char **out,
	struct cl_err *err)
{
	struct cl_reg r;
	int rc = cl_store_reg(run->store, "department", department, a, &r, err);
	*out = rc == 1 ? cl_flat_get(&r.body, "succeeded_by") : NULL;
	return rc < 0 ? -1 : *out != NULL;
}

int cl_officers_may(
	struct cl_run *run, const char *department, const char **recorded_for, struct cl_err *err)
{
	struct cl_arena a = {0};
	int for_it, yes;
	const char *command = cl_officers_command(run);
	*recorded_for = NULL;
	yes = cl_posts_may(run->posts, run->nposts, command, department, &for_it);
	if (yes && !for_it)
		return 1;
	const char *next;
	int heir = 0, rc = heir_of(run, department, &a, &next, err);
	if (next != NULL && cl_posts_may(run->posts, run->nposts, command, next, &heir) && !heir)
		for_it = 0, yes = 1;
	cl_arena_free(&a);
	if (rc >= 0 && for_it)
		*recorded_for = department;
	return rc < 0 ? -1 : yes;
}

void cl_officers_refuse(struct cl_run *run, const char *department, struct cl_err *bad)
{
	const struct cl_right *right = cl_right_of(cl_officers_command(run));
	const char *clause = right != NULL ? right->clause : "2.5";
	snprintf(bad->clause, sizeof bad->clause, "%s", clause);
	cl_fail(bad, CL_E_ROLE, _("only %s does this; your role: %s [%s]"), department,
		roles_shown(run, &run->arena), cl_cited(clause, &run->arena));
}

int cl_officers_registered(struct cl_run *run, const char *department, struct cl_err *err)
{
	if (load(run, err) != 0)
		return -1;
	for (int i = 0; i < nofficers; i++)
		if (!officers[i].shipped && same(officers[i].department, department))
			return 1;
	return 0;
}

static int of_department(const struct officer *o, const char *department, const char *heir)
{
	return !o->shipped &&
	       (same(o->department, department) || (heir != NULL && same(o->department, heir)));
}

int cl_officer_named(struct cl_run *run, const char *department, const char *name, int32_t day,
	struct cl_err *bad, struct cl_err *err)
{
	const struct cl_right *right = cl_right_of(cl_officers_command(run));
	const struct officer *late = NULL, *other = NULL;
	struct cl_arena a = {0};
	const char *heir;
	int fits = 0, has = cl_officers_registered(run, department, err);
	if (has <= 0)
		return has < 0 ? -1 : 1;
	int rc = heir_of(run, department, &a, &heir, err);
	for (int i = 0; rc >= 0 && name != NULL && i < nofficers; i++) {
		const struct officer *o = &officers[i];
		if (!same(o->name, name) || !of_department(o, department, heir))
			continue;
		if (!in_term(o, day))
			late = o;
		else if (right != NULL && !cl_duty_held(o->duties, right->duty))
			other = o;
		else
			fits = 1;
	}
	cl_arena_free(&a);
	if (rc < 0 || fits)
		return rc < 0 ? -1 : 1;
	char on[11];
	snprintf(bad->clause, sizeof bad->clause, "2.5");
	if (name == NULL)
		cl_fail(bad, CL_E_OFFICER,
			_("no officer is named, and %s has registered its own: --officer [%s]"),
			department, cl_cited("2.5", &run->arena));
	else if (other != NULL)
		cl_fail(bad, CL_E_OFFICER, _("officer %s of %s has other duties: %s; not %s [%s]"),
			name, department, other->duties, right->duty, cl_cited("2.5", &run->arena));
	else if (late != NULL)
		cl_fail(bad, CL_E_OFFICER, _("officer %s of %s: %s; not on %s [%s]"), name,
			department, term(late, &run->arena), cl_day_format(day, on),
			cl_cited("2.5", &run->arena));
	else
		cl_fail(bad, CL_E_OFFICER,
			_("%s is none of the officers that %s has registered [%s]"), name,
			department, cl_cited("2.5", &run->arena));
	return 0;
}
