/* policy: the parameters of a profile (share/policy/NAME.csv), by name. No number of the regulation
 * stands in C. */
#ifndef CL_POLICY_H
#define CL_POLICY_H
#include "base/err.h"

struct cl_param {
	const char *name, *value, *clause;
};
struct cl_policy {
	int n;
	struct cl_param *p; /* borrowed */
};

/* The value; NULL with E_POLICY where the profile has none. */
const char *cl_policy_text(const struct cl_policy *p, const char *name, struct cl_err *err);
/* A whole number >= 0; -1 with E_POLICY. */
int cl_policy_int(const struct cl_policy *p, const char *name, struct cl_err *err);
/* "refuse" 2, "warn" 1, "off" 0; -1 with E_POLICY. */
int cl_policy_level(const struct cl_policy *p, const char *name, struct cl_err *err);
/* "yes" 1, "no" 0; -1 with E_POLICY. */
int cl_policy_yes(const struct cl_policy *p, const char *name, struct cl_err *err);
#endif
