#include "rules/roles.h"
#include <stddef.h>
#include <string.h>

const struct cl_right cl_rights[] = {
#include "rules/roles.inc"
};
const int cl_rights_rows = (int)(sizeof cl_rights / sizeof *cl_rights);

static const char *const names[CL_ROLES] = {
	"clerk", "credit_office", "supervisor", "auditor", "query"};

const char *cl_role_name(enum cl_role r)
{
	return names[r];
}

int cl_role_by_name(const char *name)
{
	for (int i = 0; i < CL_ROLES; i++)
		if (strcmp(names[i], name) == 0)
			return i;
	return -1;
}

const struct cl_right *cl_right_of(const char *command)
{
	for (int i = 0; i < cl_rights_rows; i++)
		if (strcmp(cl_rights[i].command, command) == 0)
			return &cl_rights[i];
	return NULL;
}

enum cl_reach cl_role_reach(enum cl_role r, const char *command)
{
	const struct cl_right *right = cl_right_of(command);
	return right != NULL ? right->reach[r] : CL_MAY_NOT;
}

int cl_posts_may(const struct cl_post *p, int n, const char *command, const char *department,
	int *recorded_for)
{
	int yes = 0;
	*recorded_for = 0;
	for (int i = 0; i < n; i++) {
		enum cl_reach reach = cl_role_reach(p[i].role, command);
		int own = department == NULL ||
			  (p[i].department != NULL && strcmp(p[i].department, department) == 0);
		if (reach == CL_MAY_ALL || (own && reach != CL_MAY_NOT)) {
			*recorded_for = 0;
			return 1;
		}
		if (reach == CL_MAY_FOR)
			yes = *recorded_for = 1;
	}
	return yes;
}

int cl_duty_held(const char *duties, const char *word)
{
	static const char *const seps[] = {";", "；", "、", "，"};
	size_t n = strlen(word);
	if (duties == NULL || *duties == '\0' || n == 0)
		return 1;
	for (const char *p = duties; (p = strstr(p, word)) != NULL; p += n) {
		int starts = p == duties, ends = p[n] == '\0';
		for (size_t i = 0; i < sizeof seps / sizeof *seps; i++) {
			size_t k = strlen(seps[i]);
			starts |= (size_t)(p - duties) >= k && strncmp(p - k, seps[i], k) == 0;
			ends |= strncmp(p + n, seps[i], k) == 0;
		}
		if (starts && ends)
			return 1;
	}
	return 0;
}
