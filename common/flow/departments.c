#include "flow/departments.h"
#include "base/utf8.h"
#include <string.h>

/* The register is read once a run: it is short and every row asks it. */
static int all(struct cl_run *run, struct cl_reg **out, int *n, struct cl_err *err)
{
	static struct cl_reg *regs;
	static int count = -1;
	if (count < 0) {
		if (cl_store_regs(run->store, "department", &run->arena, &regs, &count, err) != 0) {
			count = -1;
			return -1;
		}
	}
	*out = regs;
	*n = count;
	return 0;
}

static int same(const char *a, const char *b)
{
	struct cl_buf x = {0}, y = {0};
	int yes = a != NULL && b != NULL && cl_fold(a, strlen(a), &x) == 0 &&
		  cl_fold(b, strlen(b), &y) == 0 && strcmp(cl_buf_cstr(&x), cl_buf_cstr(&y)) == 0;
	cl_buf_free(&x);
	cl_buf_free(&y);
	return yes;
}

int cl_department_find(
	struct cl_run *run, const char *written, const char **name, struct cl_err *err)
{
	struct cl_reg *r;
	int n;
	if (all(run, &r, &n, err) != 0)
		return -1;
	for (int i = 0; i < n; i++)
		if (same(r[i].name, written) ||
			same(cl_flat_get(&r[i].body, "short_name"), written)) {
			*name = r[i].name;
			return 1;
		}
	return 0;
}

static int entered(const struct cl_reg *r)
{
	return cl_flat_get(&r->body, "registered") != NULL; /* as 未登记 */
}

/* The name of a registered one goes before the short name of another, and both before what an
 * import entered. */
static const char *meant(const struct cl_reg *r, int n, const char *written)
{
	for (int i = 0; i < n; i++)
		if (!entered(&r[i]) && same(r[i].name, written))
			return r[i].name;
	for (int i = 0; i < n; i++)
		if (!entered(&r[i]) && same(cl_flat_get(&r[i].body, "short_name"), written))
			return r[i].name;
	for (int i = 0; i < n; i++)
		if (same(r[i].name, written))
			return r[i].name;
	return NULL;
}

int cl_department_chosen(
	struct cl_run *run, const char *written, struct cl_department *out, struct cl_err *err)
{
	struct cl_reg *r;
	int n, held;
	*out = (struct cl_department){written, written};
	if (written == NULL)
		return 0;
	if (all(run, &r, &n, err) != 0)
		return -1;
	out->name = meant(r, n, written);
	if (out->name != NULL)
		return 0;
	out->name = written;
	held = cl_store_department_any(run->store, written, err);
	if (held != 0)
		return held < 0 ? -1 : 0;
	int filled = cl_departments_filled(run, err);
	if (filled < 0)
		return -1;
	if (filled)
		return cl_department_unknown(run, written, err);
	cl_say(run, _("no entry is of the department %s"), written);
	return 0;
}

int cl_department_is(const struct cl_department *d, const char *have)
{
	return d->name == NULL ||
	       (have != NULL && (strcmp(d->name, have) == 0 || strcmp(d->written, have) == 0));
}

int cl_departments_filled(struct cl_run *run, struct cl_err *err)
{
	struct cl_reg *r;
	int n;
	if (all(run, &r, &n, err) != 0)
		return -1;
	for (int i = 0; i < n; i++)
		if (cl_flat_get(&r[i].body, "shipped") == NULL &&
			cl_flat_get(&r[i].body, "registered") == NULL)
			return 1;
	return 0;
}

/* Characters that two names share, for "did you mean". */
static int shared(const char *a, const char *b)
{
	int k = 0;
	while (*a != '\0') {
		uint32_t cp;
		int n = cl_utf8_get(a, &cp);
		char one[5] = {0};
		memcpy(one, a, (size_t)n);
		k += cp >= 0x80 && strstr(b, one) != NULL;
		a += n;
	}
	return k;
}

int cl_department_unknown(struct cl_run *run, const char *written, struct cl_err *err)
{
	struct cl_reg *r;
	int n;
	const char *best[3] = {0};
	int score[3] = {0};
	struct cl_err quiet = {0};
	if (all(run, &r, &n, &quiet) != 0)
		n = 0;
	for (int i = 0; i < n; i++) {
		int s = shared(written, r[i].name);
		for (int k = 0; k < 3; k++)
			if (s > score[k]) {
				memmove(score + k + 1, score + k, sizeof *score * (size_t)(2 - k));
				memmove(best + k + 1, best + k, sizeof *best * (size_t)(2 - k));
				score[k] = s;
				best[k] = r[i].name;
				break;
			}
	}
	return cl_fail(err, CL_E_DEPARTMENT,
		_("department %s is not registered; nearest: %s %s %s"), written,
		best[0] != NULL ? best[0] : "-", best[1] != NULL ? best[1] : "",
		best[2] != NULL ? best[2] : "");
}
