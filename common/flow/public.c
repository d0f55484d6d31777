/* What may leave the store: an allow-list per kind of subject (2.3; REGULATION, rule 10). */
#include "flow/publish.h"
#include "flow/acting.h"
#include "rules/mask.h"
#include <string.h>

const enum cl_field cl_public_columns[] = {CL_F_ENTRY, CL_F_LIST, CL_F_LIST_NAME, CL_F_NAME,
	CL_F_SUBJECT_KIND, CL_F_USCC, CL_F_ID_NUMBER, CL_F_GROUNDS, CL_F_BASIS, CL_F_FINDING_BODY,
	CL_F_SOURCE_DOCUMENT, CL_F_DEPARTMENT, CL_F_DOCUMENT, CL_F_DECIDED_ON, CL_F_FIELD,
	CL_F_VALID_FROM, CL_F_VALID_UNTIL, CL_F_SEVERITY, CL_F_REPAIRABLE, CL_F_REPAIR_WAYS,
	CL_F_EXPLAINED_BY, CL_F_TELEPHONE, CL_F_OVERLAYS};
const int cl_public_ncolumns = (int)(sizeof cl_public_columns / sizeof *cl_public_columns);

/* Of a natural person less leaves the store. */
static int for_person(enum cl_field f)
{
	return f != CL_F_GROUNDS && f != CL_F_USCC;
}

int cl_public(struct cl_run *run, const struct cl_view *v, struct cl_err *err)
{
	const char *d = cl_get(&v->rec, DISCLOSURE);
	/* 2.3: confirming is the secrecy review; a list of the past was reviewed when its row says
	 * it is public. */
	if (!v->in_force || v->state != CL_S_ACTIVE || v->held || v->sealed || v->suspended ||
		d == NULL || strcmp(d, "public") != 0)
		return 0;
	if (strcmp(v->list, "watch") == 0)
		return cl_policy_yes(&run->policy, "publish_watch", err);
	if (!v->natural)
		return 1;
	const char *how = cl_policy_text(&run->policy, "publish_natural", err);
	if (how == NULL)
		return -1;
	if (v->publish_basis != NULL || strcmp(how, "masked") != 0)
		return v->publish_basis != NULL;
	cl_warn(run, CL_W_PROFILE,
		_("natural persons are published without an explicit legal basis of publication "
		  "(--publish-basis) [%s]"),
		cl_cited("2.3", &run->arena));
	return 1;
}

/* 2.5: the department's own unit and telephone are nobody's personal values. */
static int of_office(enum cl_field f)
{
	return f == CL_F_EXPLAINED_BY || f == CL_F_TELEPHONE || f == CL_F_DEPARTMENT;
}

/* Of the marks the public learns that an objection is open (5.4(1), 5.6(1)). */
static const char *public_mark(const char *overlays)
{
	return strstr(overlays, "objection") != NULL ? "objection" : NULL;
}

void cl_public_record(
	const struct cl_view *v, const struct cl_rec *full, struct cl_arena *a, struct cl_rec *out)
{
	memset(out, 0, sizeof *out);
	for (int i = 0; i < cl_public_ncolumns; i++) {
		enum cl_field f = cl_public_columns[i];
		const char *s = full->v[f];
		if (s == NULL || (v->natural && !for_person(f)))
			continue;
		if (f == CL_F_OVERLAYS)
			s = public_mark(s);
		else if (!of_office(f) && cl_text_personal(s)) { /* whatever column it got into */
			struct cl_buf b = {0};
			cl_mask_text(s, &b);
			s = cl_strndup(a, cl_buf_cstr(&b), b.n);
			cl_buf_free(&b);
		}
		out->v[f] = s;
	}
}
