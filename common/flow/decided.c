#include "flow/decided.h"
#include "base/date.h"
#include "flow/given.h"
#include "flow/standards.h"
#include <stdlib.h>
#include <string.h>

/* What an identification may set. */
static const enum cl_field settable[] = {CL_F_DOCUMENT, CL_F_DECIDED_ON, CL_F_VALID_FROM,
	CL_F_VALID_UNTIL, CL_F_BASIS, CL_F_FINDING_BODY, CL_F_SOURCE_DOCUMENT, CL_F_SOURCE_DATE,
	CL_F_GROUNDS, CL_F_CONDUCT, CL_F_EFFECT, CL_F_AWARD_LEVEL, CL_F_RECOMMENDED_BY,
	CL_F_SEVERITY, CL_F_SCOPE, CL_F_REPAIRABLE, CL_F_REPAIR_WAYS, CL_F_EXIT_CONDITIONS,
	CL_F_DUTY, CL_F_DUTY_FULFILLED_ON, CL_F_DISCLOSURE, CL_F_OFFICER, CL_F_APPROVED_BY,
	CL_F_LIST_NAME, CL_F_FIELD, CL_F_STANDARD};
#define SETTABLE (sizeof settable / sizeof *settable)

static const char *from_standard(const struct cl_flat *standard, enum cl_field f)
{
	return f == CL_F_STANDARD || f == CL_F_OFFICER ? NULL
						       : cl_flat_get(standard, cl_fields[f].key);
}

/* The standard that holds on the day of the decision, and its name with its version. */
static int load_standard(struct cl_run *run, const char *code, const char *decided_on,
	struct cl_arena *a, struct cl_standard *out, struct cl_err *err)
{
	int32_t day = decided_on != NULL ? cl_day_parse(decided_on) : run->today;
	out->name = NULL;
	out->body.n = 0;
	if (code == NULL)
		return 0;
	return cl_standard_find(run, code, day, a, out, err) < 0 ? -1 : 0;
}

/* What the record or an option says of a field, else what is stored. */
static const char *said(struct cl_acting *x, const struct cl_todo *t, const struct cl_view *v,
	enum cl_field f, struct cl_arena *a, struct cl_err *bad)
{
	const char *in = t->rec != NULL ? cl_given_differs(t->rec, f, v, a, bad) : NULL;
	return in != NULL ? in : x->given.v[f] != NULL ? x->given.v[f] : v->rec.v[f];
}

/* Months of validity from the option or the standard. 0: none. */
static int months(struct cl_run *run, const struct cl_flat *standard, struct cl_err *err)
{
	const char *s = cl_opt(&run->opts, MONTHS);
	char *end;
	int given = s != NULL;
	if (s == NULL)
		s = cl_flat_get(standard, "validity_months");
	if (s == NULL)
		return 0;
	long n = strtol(s, &end, 10);
	if (n < 1 || n > 1200 || *end != '\0') {
		if (given)
			return cl_fail(err, CL_E_USAGE, _("--months takes a number of months"));
		return 0;
	}
	return (int)n;
}

/* What a prior notice never sets: number, day and period of the decision that may follow it. */
static int notice_leaves(const struct cl_view *v, struct cl_rec *now)
{
	static const enum cl_field left[] = {
		CL_F_DOCUMENT, CL_F_DECIDED_ON, CL_F_VALID_FROM, CL_F_VALID_UNTIL, CL_F_DISCLOSURE};
	for (size_t i = 0; i < sizeof left / sizeof *left; i++)
		now->v[left[i]] = v->rec.v[left[i]];
	return 0;
}

int cl_decided_values(struct cl_acting *x, const struct cl_todo *t, const struct cl_view *v,
	enum cl_act act, struct cl_rec *now, struct cl_arena *a, struct cl_err *bad,
	struct cl_err *err)
{
	struct cl_standard standard;
	*now = v->rec;
	for (size_t i = 0; i < SETTABLE; i++)
		now->v[settable[i]] = said(x, t, v, settable[i], a, bad);
	if (act == CL_A_WITHDRAW) /* who withdraws is not who listed */
		now->v[CL_F_OFFICER] = cl_acting_value(x, t, v, CL_F_OFFICER, a, bad);
	if (cl_get(now, STANDARD) == NULL)
		now->v[CL_F_STANDARD] = x->standard;
	if (load_standard(
		    x->run, cl_get(now, STANDARD), cl_get(now, DECIDED_ON), a, &standard, err) != 0)
		return -1;
	for (size_t i = 0; i < SETTABLE; i++)
		if (now->v[settable[i]] == NULL)
			now->v[settable[i]] = from_standard(&standard.body, settable[i]);
	if (standard.name == NULL && x->standard != NULL && bad->code == CL_OK)
		cl_fail(bad, CL_E_STANDARD, _("there is no standard %s"), x->standard);
	if (standard.name != NULL) /* 2.5: which version, for ever */
		now->v[CL_F_STANDARD] = standard.name;
	if (act == CL_A_NOTIFY)
		return notice_leaves(v, now);
	if (cl_get(now, VALID_FROM) == NULL)
		now->v[CL_F_VALID_FROM] = cl_get(now, DECIDED_ON);
	int n = months(x->run, &standard.body, err);
	if (n < 0)
		return -1;
	/* an option goes before what is stored: --months too */
	int stored = cl_get(now, VALID_UNTIL) == cl_get(&v->rec, VALID_UNTIL) &&
		     cl_opt(&x->run->opts, MONTHS) != NULL;
	if ((cl_get(now, VALID_UNTIL) == NULL || stored) && n > 0 &&
		cl_get(now, VALID_FROM) != NULL) {
		char out[11];
		now->v[CL_F_VALID_UNTIL] = cl_strdup(
			a, cl_day_format(
				   cl_period_end(cl_day_parse(cl_get(now, VALID_FROM)), n), out));
	}
	if (cl_get(now, SOURCE_DOCUMENT) ==
		NULL) /* the decision itself is the source where none was named */
		now->v[CL_F_SOURCE_DOCUMENT] = cl_get(now, DOCUMENT);
	if (cl_get(now, SOURCE_DATE) == NULL)
		now->v[CL_F_SOURCE_DATE] = cl_get(now, DECIDED_ON);
	if (cl_get(now, SEVERITY) == NULL && strcmp(v->list, "black") == 0) {
		const char *d = cl_policy_text(&x->run->policy, "severity_default", err);
		if (d == NULL)
			return -1;
		now->v[CL_F_SEVERITY] = *d != '\0' ? d : NULL;
	}
	return 0;
}

void cl_decided_facts(struct cl_run *run, const struct cl_rec *now, struct cl_facts *f)
{
	f->grounds = cl_get(now, GROUNDS);
	f->conduct = cl_get(now, CONDUCT);
	f->effect = cl_get(now, EFFECT);
	f->basis = cl_get(now, BASIS);
	f->finding_body = cl_get(now, FINDING_BODY);
	f->source_document = cl_get(now, SOURCE_DOCUMENT);
	f->source_date = cl_get(now, SOURCE_DATE);
	f->document = cl_get(now, DOCUMENT);
	f->decided_on = cl_day_parse(cl_get(now, DECIDED_ON));
	f->valid_from = cl_day_parse(cl_get(now, VALID_FROM));
	f->no_end = cl_get(now, VALID_UNTIL) != NULL &&
		    strcmp(cl_get(now, VALID_UNTIL), "9999-12-31") == 0;
	f->valid_until = f->no_end ? CL_NODAY : cl_day_parse(cl_get(now, VALID_UNTIL));
	f->severity = cl_get(now, SEVERITY);
	f->repairable = cl_get(now, REPAIRABLE);
	f->repair_ways = cl_get(now, REPAIR_WAYS);
	f->award_level = cl_get(now, AWARD_LEVEL);
	f->recommended_by = cl_get(now, RECOMMENDED_BY);
	f->exit_conditions = cl_get(now, EXIT_CONDITIONS);
	f->officer = cl_get(now, OFFICER);
	f->approved_by = cl_get(now, APPROVED_BY);
	f->scope = cl_get(now, SCOPE);
	f->standard = cl_get(now, STANDARD);
	f->repair_bar = cl_opt(&run->opts, REPAIR_BAR);
	f->permanent_basis = cl_opt(&run->opts, PERMANENT_BASIS);
	f->age_declared = cl_opt(&run->opts, AGE_DECLARED);
	f->reason = cl_opt(&run->opts, REASON);
}

int cl_decided_changes(const struct cl_rec *was, const struct cl_rec *now, struct cl_flat *body)
{
	int n = 0;
	for (size_t i = 0; i < SETTABLE; i++) {
		const char *a = was->v[settable[i]], *b = now->v[settable[i]];
		if (b != NULL && (a == NULL || strcmp(a, b) != 0)) {
			cl_flat_set(body, cl_fields[settable[i]].key, b);
			n++;
		}
	}
	return n;
}
