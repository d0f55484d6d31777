/* Guards of what the national rules ask for beyond the county's text: which scope, prior notice
 * with its period, two pairs of eyes. Each has a level in the profile. */
#include "rules/lack.h"
#include "base/date.h"
#include <stdio.h>
#include <string.h>

/* 国办发〔2020〕49号: four scopes. An entry that states none is told of, nothing more: the basis
 * may lie within all the same. */
int cl_guard_in_scope(const struct cl_facts *f, struct cl_lack *l)
{
	struct cl_err err = {0};
	int before = l->n, level = cl_policy_level(f->policy, "basis_scopes", &err);
	const char *words = cl_policy_text(f->policy, "basis_scope_words", &err);
	char one[64];
	if (f->scope == NULL && (level == 0 || level == 1))
		return 0;
	if (f->scope == NULL) {
		cl_lack_warn(l, "scope", "2.2",
			_("no scope is stated: it should be one of the four of "
			  "国办发〔2020〕49号"));
		return 0;
	}
	while (words != NULL && *words != '\0') {
		size_t n = strcspn(words, ";");
		snprintf(one, sizeof one, "%.*s", (int)n, words);
		if (n > 0 && strstr(f->scope, one) != NULL)
			return 0;
		words += n + (words[n] != '\0');
	}
	cl_lack_level(l, f, "basis_scopes", "scope", "2.2",
		_("the scope is none of the four of 国办发〔2020〕49号"));
	return cl_lack_verdict(l, before);
}

/* 2.3: told beforehand, and heard: the decision comes after the last day for a statement. */
int cl_guard_heard(const struct cl_facts *f, struct cl_lack *l)
{
	int before = l->n;
	int32_t on = f->decided_on != CL_NODAY ? f->decided_on : f->today;
	char day[11];
	if (!f->notified) {
		cl_lack_level(l, f, "notice_before", "", "2.3",
			_("the subject must be notified before (cl-identify --notify)"));
	} else if (f->statement_until != CL_NODAY && on <= f->statement_until) {
		char *text = cl_lack_room(l);
		snprintf(text, CL_LACK_ROOM,
			_("the subject may state its case until the end of %s"),
			cl_day_format(f->statement_until, day));
		cl_lack_level(l, f, "notice_before", "", "2.3", text);
	}
	return cl_lack_verdict(l, before);
}

/* 2.5, prudent identification: who proposed does not confirm alone, who handles does not approve.
 * Where one trusted user types for all, officer and approver are the two pairs of eyes. */
int cl_guard_two_hands(const struct cl_facts *f, struct cl_lack *l)
{
	int before = l->n, two = f->officer != NULL && f->approved_by != NULL;
	if (two && strcmp(f->officer, f->approved_by) == 0)
		cl_lack_level(l, f, "two_pairs_of_eyes", "approved_by", "2.5",
			_("officer and approver are the same person"));
	else if (f->same_hand && !two)
		cl_lack_level(l, f, "two_pairs_of_eyes", "approved_by", "2.5",
			_("the user who imported or changed it cannot confirm it alone: name "
			  "officer and approver"));
	return cl_lack_verdict(l, before);
}
