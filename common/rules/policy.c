#include "rules/policy.h"
#include <stdlib.h>
#include <string.h>

const char *cl_policy_text(const struct cl_policy *p, const char *name, struct cl_err *err)
{
	for (int i = 0; i < p->n; i++)
		if (strcmp(p->p[i].name, name) == 0)
			return p->p[i].value;
	cl_fail(err, CL_E_POLICY, _("the profile has no parameter %s"), name);
	return NULL;
}

int cl_policy_int(const struct cl_policy *p, const char *name, struct cl_err *err)
{
	const char *v = cl_policy_text(p, name, err);
	char *end;
	if (v == NULL)
		return -1;
	long n = strtol(v, &end, 10);
	if (*v == '\0' || *end != '\0' || n < 0 || n > 100000)
		return cl_fail(err, CL_E_POLICY, _("parameter %s is no number: %s"), name, v);
	return (int)n;
}

static int word(
	const struct cl_policy *p, const char *name, const char *const *words, struct cl_err *err)
{
	const char *v = cl_policy_text(p, name, err);
	for (int i = 0; v != NULL && words[i] != NULL; i++)
		if (strcmp(v, words[i]) == 0)
			return i;
	return v == NULL ? -1
			 : cl_fail(err, CL_E_POLICY, _("parameter %s has the unknown value %s"),
				   name, v);
}

int cl_policy_level(const struct cl_policy *p, const char *name, struct cl_err *err)
{
	static const char *const words[] = {"off", "warn", "refuse", NULL};
	return word(p, name, words, err);
}

int cl_policy_yes(const struct cl_policy *p, const char *name, struct cl_err *err)
{
	static const char *const words[] = {"no", "yes", NULL};
	return word(p, name, words, err);
}
