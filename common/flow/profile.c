#include "flow/profile.h"
#include "base/utf8.h"
#include "flow/acting.h"
#include "flow/shipped.h"
#include "rec/input.h"
#include <stdio.h>
#include <string.h>

struct reading {
	struct cl_run *run;
	struct cl_policy *out;
	const char *base;
	int bad;
	struct cl_pos pos;
};

/* name,value,clause,note; cells hold no commas. Returns how many there are. */
static int split(char *line, const char *cell[4])
{
	int n = 0;
	for (char *p = line; p != NULL && n < 5; n++) {
		char *comma = strchr(p, ',');
		if (comma != NULL)
			*comma++ = '\0';
		if (n < 4) {
			size_t len = strlen(p);
			const char *s = p;
			cl_trim(&s, &len);
			((char *)s)[len] = '\0';
			cell[n] = s;
		}
		p = comma;
	}
	return n;
}

static void wrong(struct reading *r, struct cl_err *e)
{
	e->pos = r->pos;
	cl_say_error(r->run, e);
	r->bad++;
}

static void keep(struct reading *r, const char *const cell[4])
{
	struct cl_policy *p = r->out;
	struct cl_arena *a = &r->run->arena;
	p->p[p->n++] = (struct cl_param){cl_strdup(a, cell[0]), cl_strdup(a, cell[1]),
		cl_strdup(a, cell[2]), cl_strdup(a, cell[3])};
}

static void one_line(struct reading *r, char *line, int first)
{
	const char *cell[4] = {"", "", "", ""};
	struct cl_err e = {0};
	size_t len = strcspn(line, "\r\n");
	line[len] = '\0';
	if (line[strspn(line, " \t,")] == '\0' || *line == '#')
		return;
	int n = split(line, cell);
	if (first) {
		if (strcmp(cell[0], "name") != 0 || strcmp(cell[1], "value") != 0)
			cl_fail(&e, CL_E_POLICY,
				_("a profile begins with the header name,value,clause,note"));
	} else if (n > 4)
		cl_fail(&e, CL_E_POLICY,
			_("a profile has four columns, and no commas in its cells"));
	else if (strcmp(cell[0], "base") == 0)
		r->base = cl_strdup(&r->run->arena, cell[1]);
	else if (cl_param_find(r->out, cell[0]) != NULL)
		cl_fail(&e, CL_E_POLICY, _("parameter %s stands there twice"), cell[0]);
	else if (cl_param_check(cell[0], cell[1], &e) == 0)
		keep(r, cell);
	if (e.code != CL_OK)
		wrong(r, &e);
}

static int read_text(struct reading *r, const char *text)
{
	char *copy = cl_strdup(&r->run->arena, text), *save = NULL;
	int first = 1;
	for (char *l = strtok_r(copy, "\n", &save); l != NULL; l = strtok_r(NULL, "\n", &save)) {
		r->pos.row++;
		one_line(r, l, first);
		first = 0;
	}
	return 0;
}

static int read_file(struct reading *r, const char *path, struct cl_err *err)
{
	struct cl_input *in = NULL;
	char *line;
	size_t n;
	int rc, first = 1;
	if (cl_input_open(&in, path, err) != 0)
		return -1;
	while ((rc = cl_input_line(in, &line, &n, &r->pos.row, err)) == 1) {
		one_line(r, cl_strndup(&r->run->arena, line, n), first);
		first = 0;
	}
	cl_input_close(in);
	return rc;
}

/* What the file leaves out comes from its base; without one that is an error. */
static int complete(struct reading *r, struct cl_err *err)
{
	struct cl_policy base = {0};
	struct cl_buf lacks = {0};
	struct cl_err e = {0};
	if (r->base != NULL && cl_shipped_profile(r->base) == NULL)
		return cl_fail(err, CL_E_POLICY,
			_("base: there is no shipped profile %s: hengshan or national-2026"),
			r->base);
	if (r->base != NULL && cl_profile_read(r->run, r->base, &base, err) != 0)
		return -1;
	for (int i = 0; i < cl_params; i++) {
		const char *name = cl_param_defs[i].name;
		const struct cl_param *from = cl_param_find(&base, name);
		if (cl_param_find(r->out, name) != NULL)
			continue;
		if (from != NULL && strcmp(name, "profile") != 0) {
			r->out->p[r->out->n++] = *from;
			continue;
		}
		cl_buf_printf(&lacks, "%s%s", lacks.n > 0 ? " " : "", name);
	}
	if (lacks.n > 0) {
		cl_fail(&e, CL_E_POLICY, _("parameters are missing, and no base gives them: %s"),
			cl_buf_cstr(&lacks));
		r->pos.row = 0;
		wrong(r, &e);
	}
	cl_buf_free(&lacks);
	return 0;
}

int cl_profile_read(struct cl_run *run, const char *name, struct cl_policy *out, struct cl_err *err)
{
	const char *text = cl_shipped_profile(name);
	struct reading r = {.run = run, .out = out, .pos = {.file = name}};
	if (text == NULL && strchr(name, '/') == NULL && strchr(name, '.') == NULL)
		return cl_fail(err, CL_E_USAGE,
			_("there is no profile %s: hengshan, national-2026 or a file"), name);
	out->n = 0;
	out->p = cl_alloc(&run->arena, sizeof *out->p * (size_t)(cl_params + 1));
	if ((text != NULL ? read_text(&r, text) : read_file(&r, name, err)) != 0 ||
		complete(&r, err) != 0)
		return -1;
	return r.bad == 0 ? 0
			  : cl_fail(err, CL_E_POLICY,
				    _("profile %s: %d errors; nothing was changed"), name, r.bad);
}

static void tell(struct cl_run *run, const struct cl_param *was, const struct cl_param *now)
{
	cl_say(run, _("  %s: %s -> %s [%s] %s"), now->name, was != NULL ? was->value : "-",
		now->value, *now->clause != '\0' ? cl_cited(now->clause, &run->arena) : "-",
		now->note);
}

int cl_profile_put(struct cl_run *run, const struct cl_policy *p, int telling, int *changed,
	struct cl_err *err)
{
	*changed = 0;
	for (int i = 0; i < p->n; i++) {
		const struct cl_param *now = &p->p[i],
				      *was = cl_param_find(&run->policy, now->name);
		struct cl_event ev = {.kind = "register"};
		if (was != NULL && strcmp(was->value, now->value) == 0)
			continue;
		cl_flat_set(&ev.body, "kind", "policy");
		cl_flat_set(&ev.body, "name", now->name);
		cl_flat_set(&ev.body, "value", now->value);
		cl_flat_set(&ev.body, "clause", now->clause);
		cl_flat_set(&ev.body, "note", now->note);
		if (cl_store_event(run->store, &ev, err) != 0)
			return -1;
		if (telling)
			tell(run, was, now);
		++*changed;
	}
	return 0;
}

/* ---- the one that holds ---- */

static const char *value_or(const struct cl_reg *r, const char *key)
{
	const char *v = cl_flat_get(&r->body, key);
	return v != NULL ? v : "";
}

static void call_lists(struct cl_run *run)
{
	static const char *const names[][2] = {{"red", "list_name_red"},
		{"black", "list_name_black"}, {"watch", "list_name_watch"}};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const struct cl_param *p = cl_param_find(&run->policy, names[i][1]);
		if (p != NULL && *p->value != '\0')
			cl_value_call(CL_K_LIST, names[i][0], p->value);
	}
}

int cl_profile_load(struct cl_run *run, struct cl_err *err)
{
	struct cl_reg *r;
	struct cl_policy shipped, *p = &run->policy;
	int n;
	if (cl_store_regs(run->store, "policy", &run->arena, &r, &n, err) != 0)
		return -1;
	p->p = cl_alloc(&run->arena, sizeof *p->p * (size_t)(n + cl_params + 1));
	p->n = n;
	for (int i = 0; i < n; i++)
		p->p[i] = (struct cl_param){
			r[i].name, value_or(&r[i], "value"), value_or(&r[i], "clause"), ""};
	const struct cl_param *name = cl_param_find(p, "profile");
	int known = name != NULL && cl_shipped_profile(name->value) != NULL;
	for (int i = 0, lacks = 0; i < cl_params; i++) {
		const char *want = cl_param_defs[i].name;
		if (cl_param_find(p, want) != NULL)
			continue;
		if (!lacks++ &&
			cl_profile_read(run, known ? name->value : "hengshan", &shipped, err) != 0)
			return -1;
		p->p[p->n++] = *cl_param_find(&shipped, want);
	}
	call_lists(run);
	return 0;
}

/* ---- another one on a database that is there ---- */

static int apply(
	struct cl_run *run, const char *name, struct cl_policy *p, int *changed, struct cl_err *err)
{
	if (cl_profile_read(run, name, p, err) != 0 || cl_run_store(run, err) != 0 ||
		cl_store_write(run->store, err) != 0 ||
		cl_profile_put(run, p, 1, changed, err) != 0)
		return -1;
	if (*changed > 0 && !run->dry_run)
		return cl_store_commit(run->store, err);
	cl_store_rollback(run->store);
	return 0;
}

int cl_profile_apply(struct cl_run *run, const char *name)
{
	struct cl_err err = {0};
	struct cl_policy p;
	int changed = 0;
	if (apply(run, name, &p, &changed, &err) != 0) {
		if (run->store != NULL)
			cl_store_rollback(run->store);
		return cl_say_error(run, &err);
	}
	const char *called = cl_param_find(&p, "profile")->value;
	if (changed == 0)
		cl_say(run, _("profile %s: unchanged"), called);
	else
		cl_say(run,
			run->dry_run ? _("profile %s: %d parameters would change")
				     : _("profile %s: %d parameters changed; what was decided "
					 "before stays as it is"),
			called, changed);
	return 0;
}
