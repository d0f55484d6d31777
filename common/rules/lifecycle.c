#include "rules/lifecycle.h"
#include <string.h>

const struct cl_life cl_lifecycle[] = {
#include "rules/lifecycle.inc"
};
const int cl_lifecycle_rows = (int)(sizeof cl_lifecycle / sizeof *cl_lifecycle);

static const char *const states[CL_STATES] = {
	"", "unmatched", "proposed", "notified", "active", "refused", "withdrawn", "exited"};
static const char *const acts[CL_ACTS] = {"import", "import_unmatched", "import_past",
	"import_over", "watch", "match", "match_past", "match_over", "notify", "confirm", "refuse",
	"withdraw", "clear", "update", "renew", "renew_unmatched", "object", "correct", "stop",
	"dismiss", "repair", "consent", "suspend", "resume", "review", "review_end", "keep",
	"restore", "exit_error", "exit_repaired", "exit_expired", "exit_standard_changed",
	"exit_blacklisted", "exit_misconduct", "exit_unqualified", "exit_requested"};

const struct cl_life *cl_life_find(
	enum cl_state from, enum cl_act act, const char *list, const char **clause)
{
	*clause = "";
	for (int i = 0; i < cl_lifecycle_rows; i++) {
		const struct cl_life *r = &cl_lifecycle[i];
		if (r->act != act)
			continue;
		int fits = strcmp(r->list, "*") == 0 || strcmp(r->list, list) == 0;
		if (r->from == from && fits)
			return r;
		if (fits || **clause == '\0')
			*clause = r->clause;
	}
	return NULL;
}

int cl_life_guards(const struct cl_life *row, const struct cl_facts *f, struct cl_lack *lack)
{
	int rc = 0;
	for (int i = 0; i < CL_GUARDS_MAX && row->guard[i] != NULL; i++)
		if (row->guard[i](f, lack) != 0)
			rc = -1;
	return rc;
}

const char *cl_state_name(enum cl_state s)
{
	return states[s];
}

enum cl_state cl_state_by_name(const char *name)
{
	for (int i = 1; i < CL_STATES; i++)
		if (strcmp(states[i], name) == 0)
			return (enum cl_state)i;
	return CL_S_NONE;
}

const char *cl_act_name(enum cl_act a)
{
	return acts[a];
}

int cl_act_of_reason(const char *reason)
{
	for (int i = CL_A_EXIT_ERROR; i < CL_ACTS; i++)
		if (strcmp(acts[i] + strlen("exit_"), reason) == 0)
			return i;
	return -1;
}
