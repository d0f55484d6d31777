#include "flow/departments.h"
#include "base/utf8.h"
#include <string.h>

/* A row of the register; full and brief are its names as they are compared. */
struct known {
	const char *name, *full, *brief;
	int entered; /* by an import, as 未登记 */
	int shipped;
};

static const char *folded(const char *s, struct cl_arena *a)
{
	struct cl_buf b = {0};
	const char *out = s;
	if (s != NULL && cl_fold(s, strlen(s), &b) == 0)
		out = cl_strndup(a, cl_buf_cstr(&b), b.n);
	cl_buf_free(&b);
	return out;
}

/* The register is read once a run: it is short and every department of a file asks it. */
static int all(struct cl_run *run, const struct known **out, int *n, struct cl_err *err)
{
	static struct known *rows;
	static int count = -1;
	struct cl_reg *r;
	int read;
	if (count < 0) {
		if (cl_store_regs(run->store, "department", &run->arena, &r, &read, err) != 0)
			return -1;
		rows = cl_alloc(&run->arena, sizeof *rows * (size_t)(read + 1));
		for (int i = 0; i < read; i++)
			rows[i] = (struct known){r[i].name, folded(r[i].name, &run->arena),
				folded(cl_flat_get(&r[i].body, "short_name"), &run->arena),
				cl_flat_get(&r[i].body, "registered") != NULL,
				cl_flat_get(&r[i].body, "shipped") != NULL};
		count = read;
	}
	*out = rows;
	*n = count;
	return 0;
}

static int same(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

/* Row of a registered department with that short name, behind row i; -1: none. */
static int by_brief(const struct known *r, int n, int i, const char *wanted)
{
	for (i++; i < n; i++)
		if (!r[i].entered && same(r[i].brief, wanted))
			return i;
	return -1;
}

/* The name of a registered one goes before the short name of another, and both before what an
 * import entered: registering mends that (W_DEPARTMENT). Its row; -1: none. *other: another
 * registered one of the same short name, -1: none. */
static int meant(const struct known *r, int n, const char *wanted, int *other)
{
	int one;
	*other = -1;
	for (int i = 0; i < n; i++)
		if (!r[i].entered && same(r[i].full, wanted))
			return i;
	one = *other = by_brief(r, n, -1, wanted);
	while (*other >= 0 && same(r[one].full, r[*other].full))
		*other = by_brief(r, n, *other, wanted);
	for (int i = 0; one < 0 && i < n; i++)
		if (same(r[i].full, wanted))
			one = i;
	return one;
}

int cl_department_find(
	struct cl_run *run, const char *written, const char **name, struct cl_err *err)
{
	const struct known *r;
	struct cl_buf b = {0};
	int n, other;
	if (all(run, &r, &n, err) != 0)
		return -1;
	int folds = cl_fold(written, strlen(written), &b) == 0,
	    one = meant(r, n, folds ? cl_buf_cstr(&b) : written, &other);
	cl_buf_free(&b);
	if (other >= 0)
		return cl_fail(err, CL_E_DEPARTMENT,
			_("%s is the short name of two departments: %s and %s"), written,
			r[one].name, r[other].name);
	if (one >= 0)
		*name = r[one].name;
	return one >= 0;
}

int cl_department_former(
	struct cl_run *run, const char *name, const char **former, struct cl_err *err)
{
	const struct known *r;
	int n, one = -1, other;
	if (all(run, &r, &n, err) != 0)
		return -1;
	for (int i = 0; one < 0 && i < n; i++)
		if (!r[i].entered && r[i].brief != NULL && strcmp(r[i].name, name) == 0)
			one = i;
	if (one < 0 || meant(r, n, r[one].brief, &other) != one || other >= 0)
		return 0;
	for (int i = 0; i < n; i++)
		if (r[i].entered && same(r[i].full, r[one].brief)) {
			*former = r[i].name;
			return 1;
		}
	return 0;
}

int cl_departments_ambiguous(struct cl_run *run, struct cl_err *err)
{
	struct cl_reg *r;
	int n;
	if (cl_store_regs(run->store, "department", &run->arena, &r, &n, err) != 0)
		return -1;
	const char **brief = cl_alloc(&run->arena, sizeof *brief * (size_t)(n + 1));
	for (int i = 0; i < n; i++) {
		brief[i] = folded(cl_flat_get(&r[i].body, "short_name"), &run->arena);
		for (int k = 0; k < i; k++)
			if (same(brief[k], brief[i])) {
				cl_warn(run, CL_W_SHORT_NAME,
					_("%s is the short name of two departments: %s and %s"),
					cl_flat_get(&r[i].body, "short_name"), r[k].name,
					r[i].name);
				break;
			}
	}
	return 0;
}

int cl_department_meant(
	struct cl_run *run, const char *written, struct cl_department *out, struct cl_err *err)
{
	const char *name = written;
	*out = (struct cl_department){0};
	if (written == NULL)
		return 1;
	int rc = cl_department_find(run, written, &name, err);
	if (rc == 1 && cl_department_former(run, name, &written, err) < 0)
		return -1;
	*out = (struct cl_department){
		name, written, folded(name, &run->arena), folded(written, &run->arena)};
	return rc;
}

int cl_department_nowhere(struct cl_run *run, const char *written, struct cl_err *err)
{
	int filled = cl_departments_filled(run, err);
	return filled == 1 ? cl_department_unknown(run, written, 0, err) : filled;
}

int cl_department_chosen(
	struct cl_run *run, const char *written, struct cl_department *out, struct cl_err *err)
{
	int rc = cl_department_meant(run, written, out, err);
	if (rc != 0)
		return rc < 0 ? -1 : 0;
	int held = cl_store_department_any(run->store, written, err);
	if (held != 0)
		return held < 0 ? -1 : 0;
	if (cl_department_nowhere(run, written, err) != 0)
		return -1;
	static int said; /* a selection may be read twice */
	if (!said)
		cl_say(run, _("no entry is of the department %s"), written);
	said = 1;
	return 0;
}

/* Whether folding would leave it as it is, as most names: every entry is asked. */
static int is_folded(const char *s)
{
	const unsigned char *u = (const unsigned char *)s;
	while (u[0] >= 0xE4 && u[0] <= 0xE9 && (u[0] > 0xE4 || u[1] >= 0xB8)) /* U+4E00-9FFF */
		u += 3;
	return u[0] == '\0';
}

int cl_department_is(const struct cl_department *d, const char *have)
{
	struct cl_buf b = {0};
	if (d->name == NULL || same(d->name, have) || same(d->written, have))
		return 1;
	if (have == NULL)
		return 0;
	if (is_folded(have))
		return same(d->full, have) || same(d->as, have);
	int yes = cl_fold(have, strlen(have), &b) == 0 &&
		  (same(d->full, cl_buf_cstr(&b)) || same(d->as, cl_buf_cstr(&b)));
	cl_buf_free(&b);
	return yes;
}

int cl_departments_filled(struct cl_run *run, struct cl_err *err)
{
	const struct known *r;
	int n;
	if (all(run, &r, &n, err) != 0)
		return -1;
	for (int i = 0; i < n; i++)
		if (!r[i].shipped && !r[i].entered)
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

/* The three names that share most with it, nearest first; NULL where none does. */
static const char *nearest(struct cl_run *run, const char *written)
{
	const struct known *r;
	int n, score[3] = {0};
	const char *best[3] = {0}, *out = NULL;
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
	for (int k = 0; k < 3 && best[k] != NULL; k++)
		out = out == NULL ? best[k] : cl_sprintf(&run->arena, "%s %s", out, best[k]);
	return out;
}

int cl_department_unknown(struct cl_run *run, const char *written, int enters, struct cl_err *err)
{
	const char *near = nearest(run, written),
		   *says = near != NULL ? cl_sprintf(&run->arena,
						  _("department %s is not registered; nearest: %s"),
						  written, near)
					: cl_sprintf(&run->arena,
						  _("department %s is not registered"), written);
	return cl_fail(err, CL_E_DEPARTMENT, "%s%s", says,
		enters ? _(" (--new-department takes it as a new one)") : "");
}
