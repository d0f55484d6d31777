/* Whether a paper fits what happened to an entry: nobody is told of a decision that was not taken.
 */
#include "flow/acting.h"
#include "flow/letter.h"
#include "flow/proceeding.h"
#include <string.h>

static int in_words(const char *word, const char *words)
{
	size_t n = strlen(word);
	for (const char *p = words; (p = strstr(p, word)) != NULL; p += n)
		if ((p == words || p[-1] == ' ') && (p[n] == ' ' || p[n] == '\0'))
			return 1;
	return 0;
}

/* An objection or a repair of the entry, with one of the steps where any are named. 1/0/-1 */
static int has_step(struct cl_run *run, const struct cl_view *v, const char *kind, const char *step,
	struct cl_arena *a, struct cl_err *err)
{
	struct cl_proceeding *p;
	int n;
	if (cl_proceedings_of(run, v->id, kind, a, &p, &n, err) != 0)
		return -1;
	for (int i = 0; i < n; i++)
		if (step == NULL || cl_proceeding_step(&p[i], step) >= 0 ||
			cl_proceeding_step(&p[i], "refused") >= 0)
			return 1;
	return 0;
}

static int of_proceeding(struct cl_run *run, const char *name, const struct cl_view *v,
	struct cl_arena *a, const char **why, struct cl_err *err)
{
	int rc = 1;
	if (strcmp(name, "objection") == 0 || strcmp(name, "repair") == 0) {
		rc = has_step(run, v, name, "decided", a, err);
		*why = strcmp(name, "repair") == 0 ? _("no application for repair was decided")
						   : _("no objection was answered");
	} else if (strcmp(name, "receipt") == 0) {
		rc = has_step(run, v, "objection", NULL, a, err);
		if (rc == 0)
			rc = has_step(run, v, "repair", NULL, a, err);
		*why = _("neither an objection nor an application was received");
	}
	return rc;
}

int cl_letter_fits(struct cl_run *run, const struct cl_letter *l, const struct cl_view *v,
	struct cl_arena *a, const char **why, struct cl_err *err)
{
	static const struct {
		const char *letter, *states, *lists;
	} rules[] = {{"notify", "proposed notified", "black"}, {"decision", "active exited", NULL},
		{"listing", "active", NULL}, {"exit", "exited", NULL}, {"guide", "active", "black"},
		{"repair", "active exited", "black"}};
	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
		if (strcmp(rules[i].letter, l->name) != 0)
			continue;
		if (in_words(cl_state_name(v->state), rules[i].states) &&
			(rules[i].lists == NULL || in_words(v->list, rules[i].lists)))
			continue;
		*why = cl_sprintf(a, _("the entry is %s, %s"),
			cl_shown_value(CL_K_LIST, v->list, a),
			cl_shown_value(CL_K_STATE, cl_state_name(v->state), a));
		return 0;
	}
	return of_proceeding(run, l->name, v, a, why, err);
}
