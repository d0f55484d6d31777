/* policy: the parameters of a profile (share/policy/NAME.csv), by name; what they are and what they
 * take stands in share/parameters.csv. No number of the regulation stands in C. */
#ifndef CL_POLICY_H
#define CL_POLICY_H
#include "base/err.h"

struct cl_param {
	const char *name, *value, *clause, *note;
};
struct cl_policy {
	int n;
	struct cl_param *p; /* borrowed */
};

enum cl_param_kind {
	CL_P_TEXT,     /* not empty */
	CL_P_WORDS,    /* several joined by ; */
	CL_P_NUMBER,   /* whole, 0 to 100000 */
	CL_P_LEVEL,    /* off, warn, refuse */
	CL_P_YES_NO,   /* yes, no */
	CL_P_SEVERITY, /* empty, minor, general, serious */
	CL_P_NATURAL   /* masked, basis */
};
struct cl_param_def {
	const char *name;
	enum cl_param_kind kind;
};
extern const struct cl_param_def cl_param_defs[];
extern const int cl_params;

/* E_POLICY where there is no such parameter, or it takes another kind of value. */
int cl_param_check(const char *name, const char *value, struct cl_err *err) CL_CHECKED;
/* NULL: the profile does not hold it. */
const struct cl_param *cl_param_find(const struct cl_policy *p, const char *name);

/* The value; NULL with E_POLICY where the profile has none. */
const char *cl_policy_text(const struct cl_policy *p, const char *name, struct cl_err *err);
/* A whole number >= 0; -1 with E_POLICY. */
int cl_policy_int(const struct cl_policy *p, const char *name, struct cl_err *err);
/* "refuse" 2, "warn" 1, "off" 0; -1 with E_POLICY. */
int cl_policy_level(const struct cl_policy *p, const char *name, struct cl_err *err);
/* "yes" 1, "no" 0; -1 with E_POLICY. */
int cl_policy_yes(const struct cl_policy *p, const char *name, struct cl_err *err);
#endif
