/* What a run ends with on a terminal: the command that comes next for what was done. cl-init,
 * cl-import and cl-publish say theirs with what they made. */
#include "flow/run.h"
#include <string.h>
#include <unistd.h>

#define SOME "--entry E…"
#define LONGEST 60 /* more entries than that are not spelled out */

/* The first row of a program whose options were given counts. In place of SOME stands what this run
 * selected, where target takes it so. */
static const struct next {
	const char *program;
	int option, beside; /* both; -1: whatever else */
	const char *target, *says;
} nexts[] = {
	{"cl-identify", CL_O_CONFIRM, -1, "cl-publish", N_("next: cl-publish -o DIR")},
	{"cl-identify", CL_O_CLEARED, -1, "cl-publish", N_("next: cl-publish -o DIR")},
	{"cl-identify", CL_O_NOTIFY, -1, "cl-identify",
		N_("next, when the days for a statement are over: cl-identify --confirm --entry E… "
		   "--document NO --decided-on DATE")},
	{"cl-identify", CL_O_WITHDRAW, -1, "cl-import",
		N_("next, with the rows corrected: cl-import --list LIST --department NAME FILE")},
	{"cl-exit", CL_O_SUSPEND, -1, "cl-publish", N_("next: cl-publish -o DIR")},
	{"cl-exit", CL_O_RESUME, -1, "cl-publish", N_("next: cl-publish -o DIR")},
	{"cl-exit", CL_O_RESTORES, -1, "cl-publish", N_("next: cl-publish -o DIR")},
	{"cl-exit", -1, -1, "cl-notice", N_("next: cl-notice --due, and cl-publish -o DIR")},
	{"cl-object", CL_O_FILE, -1, "cl-object",
		N_("next: cl-object --decide DECISION --document NO --entry E…")},
	{"cl-object", CL_O_EXTEND, -1, "cl-object",
		N_("next: cl-object --decide DECISION --document NO --entry E…")},
	{"cl-object", CL_O_EX_OFFICIO, CL_O_DECIDE, "cl-notice",
		N_("next: cl-notice --due, and cl-publish -o DIR")},
	{"cl-object", CL_O_EX_OFFICIO, -1, "cl-object",
		N_("next: cl-object --decide DECISION --document NO --entry E…")},
	{"cl-object", -1, -1, "cl-notice",
		N_("next: cl-notice --letter objection --entry E…, and cl-publish -o DIR")},
	{"cl-repair", CL_O_ACCEPT, -1, "cl-repair",
		N_("next: cl-repair --decide consent --document NO --entry E…, or --decide "
		   "refuse")},
	{"cl-repair", CL_O_SUPPLIED, -1, "cl-repair", N_("next: cl-repair --accept --entry E…")},
	{"cl-repair", CL_O_APPLY, -1, "cl-repair",
		N_("next: cl-repair --accept --entry E…, or --missing TEXT; then --decide consent "
		   "--document NO")},
	{"cl-repair", CL_O_MISSING, -1, "cl-repair",
		N_("next, when it has come: cl-repair --supplied --entry E…")},
	{"cl-repair", CL_O_REFUSE, -1, "cl-notice",
		N_("next: cl-notice --letter repair --entry E…")},
	{"cl-repair", -1, -1, "cl-notice",
		N_("next: cl-notice --letter repair --entry E…, cl-notice --due, and cl-publish -o "
		   "DIR")},
};

/* The entries of this run, to be named again. */
static const char *selection(struct cl_run *run, const char *target)
{
	static const int ids[] = {
		CL_O_ENTRY, CL_O_BATCH, CL_O_SUBJECT, CL_O_OBJECTION, CL_O_REPAIR};
	for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
		const char *s = run->opts.val[ids[i]], *all = NULL, *one;
		if (!cl_opt_of_program(ids[i], target))
			continue;
		while (cl_opt_piece(&s, &run->arena, &one))
			all = all == NULL ? one : cl_sprintf(&run->arena, "%s,%s", all, one);
		if (all != NULL && strlen(all) <= LONGEST)
			return cl_sprintf(&run->arena, "--%s %s", cl_options[ids[i]].name, all);
	}
	return SOME;
}

static void say(struct cl_run *run, const struct next *n)
{
	const char *text = _(n->says), *some = strstr(text, SOME);
	if (some == NULL)
		cl_say(run, "%s", text);
	else
		cl_say(run, "%.*s%s%s", (int)(some - text), text, selection(run, n->target),
			some + strlen(SOME));
}

static int was_given(const struct cl_run *run, int option)
{
	return option < 0 || run->opts.val[option] != NULL;
}

void cl_say_next(struct cl_run *run)
{
	if (run->done == 0 || run->dry_run || !(run->terminal || isatty(2)))
		return;
	for (size_t i = 0; i < sizeof nexts / sizeof *nexts; i++) {
		const struct next *n = &nexts[i];
		if (strcmp(n->program, run->program->name) == 0 && was_given(run, n->option) &&
			was_given(run, n->beside)) {
			say(run, n);
			return;
		}
	}
}
