#include "flow/explain.h"
#include "base/date.h"
#include "flow/acting.h"
#include "flow/shipped.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A line "CLAUSE,sentence,…" of the shipped table. */
static const char *shipped(struct cl_run *run, const char *clause)
{
	size_t n = strlen(clause);
	for (const char *l = cl_shipped_clauses; *l != '\0';) {
		size_t len = strcspn(l, "\n");
		if (strncmp(l, clause, n) == 0 && l[n] == ',')
			return cl_strndup(&run->arena, l + n + 1, strcspn(l + n + 1, ",\n"));
		l += len + (l[len] != '\0');
	}
	return NULL;
}

const char *cl_clause_sentence(struct cl_run *run, const char *clause)
{
	struct cl_reg r;
	struct cl_err quiet = {0};
	if (run->store != NULL &&
		cl_store_reg(run->store, "clause", clause, &run->arena, &r, &quiet) == 1 &&
		cl_flat_get(&r.body, "sentence") != NULL)
		return cl_flat_get(&r.body, "sentence");
	return shipped(run, clause);
}

void cl_explain_clause(struct cl_run *run, const char *clause)
{
	static char told[512]; /* ;-joined */
	char key[24];
	if (!run->explain || *clause == '\0')
		return;
	snprintf(key, sizeof key, ";%s;", clause);
	if (strstr(told, key) != NULL)
		return;
	if (strlen(told) + strlen(key) < sizeof told)
		strcat(told, key);
	const char *sentence = cl_clause_sentence(run, clause);
	if (sentence != NULL)
		cl_say(run, _("  clause %s: %s"), cl_cited(clause, &run->arena), sentence);
}

enum cl_lang cl_explain_begin(void)
{
	enum cl_lang was = cl_lang_get();
	cl_lang_set(CL_ZH);
	return was;
}

const char *cl_explained(struct cl_run *run, const char *clause, const char *fmt, ...)
{
	char text[1024];
	va_list ap;
	if (!run->explain)
		return NULL;
	enum cl_lang was = cl_explain_begin();
	va_start(ap, fmt);
	vsnprintf(text, sizeof text, cl_tr(fmt), ap);
	va_end(ap);
	const char *out = *clause == '\0' ? cl_strdup(&run->arena, text)
					  : cl_sprintf(&run->arena, "%s；%s",
						    cl_cited(clause, &run->arena), text);
	cl_lang_set(was);
	return out;
}

#define DAYS_SHOWN 12

/* The days between: those that count, and the days off that a reader of the week would count. */
static void days(struct cl_run *run, int32_t from, int32_t due, struct cl_buf *b)
{
	char day[11];
	int off = 0;
	if (due - from > 2 * DAYS_SHOWN)
		return;
	cl_buf_str(b, " (");
	for (int32_t d = from + 1, n = 0; d <= due; d++)
		if (cl_calendar_works(&run->calendar, d))
			cl_buf_printf(b, "%s%s", n++ > 0 ? " " : "", cl_day_format(d, day));
	for (int32_t d = from + 1; d <= due; d++)
		if (!cl_calendar_works(&run->calendar, d))
			cl_buf_printf(b, "%s%s", off++ == 0 ? _("; not counted: ") : " ",
				cl_day_format(d, day));
	cl_buf_str(b, ")");
}

static void add_due(
	struct cl_run *run, int32_t from, int wd, int32_t due, int provisional, struct cl_buf *b)
{
	char day[11], last[11];
	struct cl_err quiet = {0};
	cl_buf_printf(
		b, _("%s + %d wd = %s"), cl_day_format(from, day), wd, cl_day_format(due, last));
	if (cl_run_calendar(run, &quiet) == 0)
		days(run, from, due, b);
	if (provisional)
		cl_buf_str(b, _(" (provisional)"));
}

const char *cl_explain_due(struct cl_run *run, struct cl_arena *a, const char *clause, int32_t from,
	int wd, int32_t due, int provisional)
{
	struct cl_buf b = {0};
	enum cl_lang was = cl_explain_begin();
	cl_buf_printf(&b, "%s: ", cl_cited(clause, a));
	add_due(run, from, wd, due, provisional, &b);
	cl_lang_set(was);
	const char *out = cl_strndup(a, cl_buf_cstr(&b), b.n);
	cl_buf_free(&b);
	return out;
}

const char *cl_explain_exit(struct cl_run *run, struct cl_arena *a, const char *clause,
	int32_t trigger, const char *notice_due, int provisional)
{
	struct cl_buf b = {0};
	struct cl_err quiet = {0};
	char day[11];
	enum cl_lang was = cl_explain_begin();
	cl_buf_printf(
		&b, _("%s; legal date %s; "), cl_cited(clause, a), cl_day_format(trigger, day));
	if (notice_due == NULL)
		cl_buf_str(&b, _("no exit notice due"));
	else {
		cl_buf_printf(&b, _("exit notice [%s]: "), cl_cited("5.7", a));
		add_due(run, trigger, cl_policy_int(&run->policy, "exit_notice_wd", &quiet),
			cl_day_parse(notice_due), provisional, &b);
	}
	cl_lang_set(was);
	const char *out = cl_strndup(a, cl_buf_cstr(&b), b.n);
	cl_buf_free(&b);
	return out;
}
