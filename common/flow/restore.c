/* A wrong black entry had ended red ones (5.6(2)): they are named, and their departments may bring
 * them back for the rest of their validity. */
#include "base/date.h"
#include "flow/explain.h"
#include "flow/proceeding.h"
#include "flow/seal.h"
#include <stdio.h>
#include <string.h>

/* Rewards that had been applied to the red entry and were stopped with it. */
static int rewards(struct cl_acting *x, int64_t entry, struct cl_arena *a, struct cl_err *err)
{
	struct cl_row_applied *rows;
	int n;
	if (cl_store_applied(x->run->store, entry, a, &rows, &n, err) != 0)
		return -1;
	for (int i = 0; i < n; i++)
		if (!rows[i].begins)
			cl_acting_after(x, _("  reward %s of %s had been stopped on %s"),
				rows[i].measure, rows[i].department, rows[i].on_date);
	return 0;
}

int cl_restorable_show(
	struct cl_acting *x, const struct cl_view *v, struct cl_arena *a, struct cl_err *err)
{
	int64_t *ids, *back;
	int n, nback;
	if (cl_store_subject_entries(x->run->store, v->subject, a, &ids, &n, err) != 0)
		return -1;
	for (int i = 0; i < n; i++) {
		struct cl_view r;
		int rc = ids[i] == v->id ? 0
					 : cl_view_load(x->run, ids[i], x->run->today, a, &r, err);
		if (rc < 0)
			return -1;
		if (rc == 0 || strcmp(r.list, "red") != 0 || r.caused_by != v->id ||
			(r.span.valid_until != CL_NODAY && r.span.valid_until < x->run->today))
			continue;
		if (cl_store_watches(x->run->store, r.id, a, &back, &nback, err) != 0)
			return -1;
		if (nback > 0)
			continue;
		cl_acting_show(x, r.id, "unchanged", v->id, 0, NULL);
		cl_acting_after(x,
			_("E%lld on the red list of %s had been ended by it; to reinstate it: "
			  "cl-exit --restores --entry E%lld"),
			(long long)r.id, r.department, (long long)r.id);
		if (rewards(x, r.id, a, err) != 0)
			return -1;
	}
	return 0;
}

int cl_acting_made(struct cl_acting *x, const struct cl_view *v, const char *list,
	struct cl_arena *a, int64_t **ids, int *n, struct cl_err *err)
{
	struct cl_row_entry row;
	int all, rc = cl_store_watches(x->run->store, v->id, a, ids, &all, err) != 0 ? -1 : 0;
	*n = 0;
	for (int i = 0; rc >= 0 && i < all; i++) {
		rc = cl_store_entries(x->run->store, (*ids)[i], (*ids)[i], 1, a, &row, err);
		if (rc == 1 && strcmp(row.list, list) == 0)
			(*ids)[(*n)++] = row.id;
	}
	return rc < 0 ? -1 : 0;
}

static int store_back(struct cl_acting *x, const struct cl_view *v, const struct cl_facts *f,
	const struct cl_life *row, const char *recorded_for, struct cl_arena *a, struct cl_err *err)
{
	struct cl_run *run = x->run;
	struct cl_event ev = {.kind = cl_act_name(row->act), .subject = v->subject};
	int32_t from = f->decided_on != CL_NODAY ? f->decided_on : run->today;
	unsigned char sum[16];
	char key[33];
	if (cl_entry_key(cl_sprintf(a, "restores E%lld", (long long)v->id), NULL, NULL, NULL, sum,
		    err) != 0)
		return -1;
	cl_hex(sum, sizeof sum, key);
	for (int k = 0; k < CL_FIELDS; k++)
		if (cl_fields[k].part == CL_PART_DATA)
			cl_flat_set(&ev.body, cl_fields[k].key, v->rec.v[k]);
	cl_flat_set(&ev.body, "document", f->document);
	cl_flat_set(&ev.body, "decided_on", cl_day_text(from, a));
	cl_flat_set(&ev.body, "valid_from", cl_day_text(from, a));
	cl_flat_set(&ev.body, "officer", x->given.v[CL_F_OFFICER]);
	cl_flat_set(&ev.body, "approved_by", x->given.v[CL_F_APPROVED_BY]);
	cl_flat_set(&ev.body, "recorded_for", recorded_for);
	cl_flat_set(&ev.body, "restores", cl_id_text(a, 'E', v->id));
	cl_flat_set(&ev.body, "caused_by", cl_id_text(a, 'E', v->caused_by));
	cl_flat_set(&ev.body, "correction", "yes"); /* the next publication says so */
	cl_flat_set(&ev.body, "clause", row->clause);
	cl_flat_set(&ev.body, "identified", v->identified ? "yes" : NULL);
	cl_flat_set(&ev.body, "market", v->market ? "yes" : NULL);
	cl_flat_set(&ev.body, "held", v->held ? "yes" : NULL);
	cl_flat_set(&ev.body, "key", key);
	cl_seal_keys(&ev.body, v->natural, cl_get(&v->rec, NAME), a);
	ev.entry = cl_store_new_id(run->store, CL_ID_ENTRY);
	if (cl_store_event(run->store, &ev, err) != 0)
		return -1;
	cl_acting_show(x, v->id, "changed", 0, 0, NULL);
	cl_acting_show(x, ev.entry, "stored", 0, 1,
		cl_explained(run, row->clause, N_("the rest of its validity")));
	run->done++;
	return 0;
}

int cl_restore_one(struct cl_acting *x, const struct cl_todo *t, struct cl_view *v,
	struct cl_arena *a, struct cl_err *err)
{
	struct cl_err bad = {0};
	struct cl_facts f;
	struct cl_lack lack = {0};
	struct cl_view cause;
	const char *clause, *recorded_for;
	int64_t *back;
	const struct cl_life *row = cl_life_find(CL_S_NONE, CL_A_RESTORE, v->list, &clause);
	if (row == NULL || v->state != CL_S_EXITED || v->caused_by == 0) {
		if (!t->single)
			return x->passed++, 0;
		cl_proceeding_refuse(x, t, v, CL_E_STATE, "5.4(1)",
			_("only a red entry that a wrong black one had ended comes back"));
		return 0;
	}
	int there, rc = cl_acting_made(x, v, "red", a, &back, &there, err);
	if (rc != 0 || there > 0) {
		if (rc == 0) {
			x->run->unchanged++;
			cl_acting_show(x, v->id, "unchanged", 0, 0, NULL);
			cl_acting_show(x, back[0], "unchanged", 0, 0, NULL);
		}
		return rc < 0 ? -1 : 0;
	}
	if (cl_acting_stale(x, t, v, a))
		return 0;
	rc = cl_proceeding_may(x, t, v, NULL, row->clause, &recorded_for, err);
	if (rc > 0)
		rc = cl_acting_officer(x, t, v, a, err);
	if (rc <= 0)
		return rc;
	if (cl_facts_of(x->run, v, a, &f, err) != 0 ||
		(rc = cl_view_load(x->run, v->caused_by, x->run->today, a, &cause, err)) < 0)
		return -1;
	f.cause_voided = rc == 1 && cause.state == CL_S_EXITED && cause.voided;
	f.document = cl_acting_value(x, t, v, CL_F_DOCUMENT, a, &bad);
	const char *on = cl_acting_value(x, t, v, CL_F_DECIDED_ON, a, &bad);
	f.decided_on = on != NULL ? cl_day_parse(on) : CL_NODAY;
	if (bad.code != CL_OK)
		return cl_acting_refuse(x, t, v, &bad);
	if (cl_life_guards(row, &f, &lack) != 0)
		return cl_acting_lacking(x, t, v, &lack, row->clause);
	return store_back(x, v, &f, row, recorded_for, a, err);
}
