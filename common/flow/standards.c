#include "flow/standards.h"
#include "base/date.h"
#include "rules/likeness.h"
#include <string.h>

/* Versions are few and rows of one file name the same: read once a run. */
static int all(struct cl_run *run, struct cl_reg **out, int *n, struct cl_err *err)
{
	static struct cl_reg *regs;
	static int count = -1;
	if (count < 0 &&
		cl_store_regs_every(run->store, "standard", &run->arena, &regs, &count, err) != 0) {
		count = -1;
		return -1;
	}
	*out = regs;
	*n = count;
	return 0;
}

static int holds_on(const struct cl_reg *r, int32_t day)
{
	const char *from = cl_flat_get(&r->body, "effective_from");
	return from == NULL || day == CL_NODAY || cl_day_parse(from) <= day;
}

int cl_standard_find(struct cl_run *run, const char *code, int32_t day, struct cl_arena *a,
	struct cl_standard *out, struct cl_err *err)
{
	struct cl_reg *r, *newest = NULL, *held = NULL;
	size_t len = strcspn(code, "@");
	const char *version = code[len] == '@' ? code + len + 1 : NULL;
	int n;
	if (all(run, &r, &n, err) != 0)
		return -1;
	for (int i = 0; i < n; i++) {
		const char *v = cl_flat_get(&r[i].body, "version");
		if (strcmp(r[i].name, code) != 0 &&
			(strlen(r[i].name) != len || strncmp(r[i].name, code, len) != 0))
			continue;
		if (version != NULL && strcmp(r[i].name, code) != 0 &&
			(v == NULL || strcmp(v, version) != 0))
			continue;
		newest = &r[i];
		if (holds_on(&r[i], day))
			held = &r[i];
	}
	if (held != NULL)
		newest = held;
	if (newest == NULL)
		return 0;
	const char *v = cl_flat_get(&newest->body, "version");
	out->name = v != NULL && strchr(newest->name, '@') == NULL
			    ? cl_sprintf(a, "%s@%s", newest->name, v)
			    : cl_strdup(a, newest->name);
	out->body = newest->body;
	return 1;
}

/* An entry may be of it: a version is looked at where the register has one. */
static int could_be(const struct cl_reg *r, const char *code)
{
	size_t len = strcspn(code, "@");
	const char *has = cl_flat_get(&r->body, "version");
	if (strcmp(r->name, code) == 0)
		return 1;
	if (strncmp(r->name, code, len) != 0 || (r->name[len] != '\0' && r->name[len] != '@'))
		return 0;
	return code[len] == '\0' ||
	       (r->name[len] == '\0' && (has == NULL || strcmp(has, code + len + 1) == 0));
}

/* The registered codes, each once, those that share a pair of characters with it before others. */
static const char *nearest(struct cl_run *run, const struct cl_reg *r, int n, const char *code)
{
	struct cl_pairs asked, have;
	const char *best[3] = {0};
	int score[3] = {0};
	cl_pairs_of(code, &asked);
	for (int i = 0; i < n; i++) {
		cl_pairs_of(r[i].name, &have);
		int s = 1 + cl_likeness(&asked, &have), k = 0;
		while (k < 3 && best[k] != NULL && score[k] >= s && strcmp(best[k], r[i].name) != 0)
			k++;
		if (k == 3 || (best[k] != NULL && strcmp(best[k], r[i].name) == 0))
			continue;
		memmove(score + k + 1, score + k, sizeof *score * (size_t)(2 - k));
		memmove(best + k + 1, best + k, sizeof *best * (size_t)(2 - k));
		score[k] = s;
		best[k] = r[i].name;
	}
	const char *out = best[0] != NULL ? best[0] : "-";
	for (int k = 1; k < 3 && best[k] != NULL; k++)
		out = cl_sprintf(&run->arena, "%s %s", out, best[k]);
	return out;
}

int cl_standard_chosen(struct cl_run *run, const char *code, struct cl_err *err)
{
	struct cl_reg *r;
	int n;
	if (code == NULL)
		return 0;
	if (all(run, &r, &n, err) != 0)
		return -1;
	for (int i = 0; i < n; i++)
		if (could_be(&r[i], code))
			return 0;
	return n == 0 ? 0 /* then no entry has one */
		      : cl_fail(err, CL_E_USAGE, _("--standard: %s is not registered; nearest: %s"),
				code, nearest(run, r, n, code));
}

int cl_standard_fits(const char *want, const char *have)
{
	if (want == NULL)
		return 1;
	size_t n = strlen(want);
	return have != NULL && strncmp(want, have, n) == 0 &&
	       (have[n] == '\0' || (have[n] == '@' && strchr(want, '@') == NULL));
}
