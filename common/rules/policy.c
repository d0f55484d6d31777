#include "rules/policy.h"
#include <stdlib.h>
#include <string.h>

const struct cl_param_def cl_param_defs[] = {
#include "rules/params.inc"
};
const int cl_params = (int)(sizeof cl_param_defs / sizeof *cl_param_defs);

const struct cl_param *cl_param_find(const struct cl_policy *p, const char *name)
{
	for (int i = 0; i < p->n; i++)
		if (strcmp(p->p[i].name, name) == 0)
			return &p->p[i];
	return NULL;
}

const char *cl_policy_text(const struct cl_policy *p, const char *name, struct cl_err *err)
{
	const struct cl_param *param = cl_param_find(p, name);
	if (param != NULL)
		return param->value;
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

static int takes(enum cl_param_kind kind, const char *value)
{
	static const char *const severities[] = {"", "minor", "general", "serious", NULL};
	static const char *const naturals[] = {"masked", "basis", NULL};
	struct cl_param one = {.name = "", .value = value};
	struct cl_policy p = {1, &one};
	struct cl_err err = {0};
	switch (kind) {
	case CL_P_TEXT:
	case CL_P_WORDS:
		return *value != '\0';
	case CL_P_NUMBER:
		return cl_policy_int(&p, "", &err) >= 0;
	case CL_P_LEVEL:
		return cl_policy_level(&p, "", &err) >= 0;
	case CL_P_YES_NO:
		return cl_policy_yes(&p, "", &err) >= 0;
	case CL_P_SEVERITY:
		return word(&p, "", severities, &err) >= 0;
	case CL_P_NATURAL:
		return word(&p, "", naturals, &err) >= 0;
	}
	return 0;
}

int cl_param_check(const char *name, const char *value, struct cl_err *err)
{
	static const char *const wants[] = {N_("a text"), N_("words joined by ;"),
		N_("a whole number"), "off, warn, refuse", "yes, no", "minor, general, serious",
		"masked, basis"};
	for (int i = 0; i < cl_params; i++)
		if (strcmp(cl_param_defs[i].name, name) == 0)
			return takes(cl_param_defs[i].kind, value)
				       ? 0
				       : cl_fail(err, CL_E_POLICY,
						 _("parameter %s: %s is not what it takes: %s"),
						 name, value, cl_tr(wants[cl_param_defs[i].kind]));
	return cl_fail(err, CL_E_POLICY, _("there is no parameter %s"), name);
}
