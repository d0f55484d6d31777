/* What a guard finds wanting, put down in one place. */
#include "rules/lack.h"

void cl_lack_say(struct cl_lack *l, const char *what, const char *clause, const char *text)
{
	if (l->n < CL_LACK_MAX) {
		l->item[l->n].what = what;
		l->item[l->n].clause = clause;
		l->item[l->n++].text = text;
	}
}

void cl_lack_warn(struct cl_lack *l, const char *what, const char *clause, const char *text)
{
	if (l->warnings < CL_LACK_MAX) {
		l->warn[l->warnings].what = what;
		l->warn[l->warnings].clause = clause;
		l->warn[l->warnings++].text = text;
	}
}

void cl_lack_level(struct cl_lack *l, const struct cl_facts *f, const char *param, const char *what,
	const char *clause, const char *text)
{
	struct cl_err err = {0};
	int level = cl_policy_level(f->policy, param, &err);
	if (level == 1)
		cl_lack_warn(l, what, clause, text);
	else if (level != 0)
		cl_lack_say(l, what, clause, text);
}

char *cl_lack_room(struct cl_lack *l)
{
	int n = (int)(sizeof l->room / sizeof *l->room);
	return l->room[l->rooms < n ? l->rooms++ : n - 1];
}

int cl_lack_verdict(const struct cl_lack *l, int before)
{
	return l->n == before ? 0 : -1;
}
