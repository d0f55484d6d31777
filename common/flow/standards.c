#include "flow/standards.h"
#include "base/date.h"
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

int cl_standard_fits(const char *want, const char *have)
{
	if (want == NULL)
		return 1;
	size_t n = strlen(want);
	return have != NULL && strncmp(want, have, n) == 0 &&
	       (have[n] == '\0' || (have[n] == '@' && strchr(want, '@') == NULL));
}
