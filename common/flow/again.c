/* The same act of cl-exit again: its entries are unchanged, and printed with what came of it, so
 * that a repeat shows what was stored and not delivered (RECORDS). Of a selection only what the
 * very same act did: its document and its day. */
#include "flow/acting.h"
#include "base/date.h"
#include <string.h>

static int same(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

/* Document and day of a body that was stored on that business day are those that are given now; the
 * day of an act without one is its business date. 1, 0, -1 */
static int same_act(struct cl_acting *x, const struct cl_view *v, const char *body,
	const char *recorded_on, struct cl_arena *a, struct cl_flat *f, struct cl_err *err)
{
	int sealed;
	const char *on = x->given.v[CL_F_DECIDED_ON];
	if (cl_flat_read(body, a, f, err) != 0 ||
		cl_store_unseal(x->run->store, v->subject, f, a, &sealed, err) != 0)
		return -1;
	return same(cl_flat_get(f, "document"), x->given.v[CL_F_DOCUMENT]) &&
	       same(cl_flat_get(f, "decided_on"), on) &&
	       (on != NULL || cl_day_parse(recorded_on) == x->run->today);
}

/* What the exit of v made, and what an error of it lets come back. */
static int show_caused(
	struct cl_acting *x, const struct cl_view *v, struct cl_arena *a, struct cl_err *err)
{
	int64_t *ids;
	int n;
	if (cl_acting_made(x, v, "watch", a, &ids, &n, err) != 0)
		return -1;
	for (int i = 0; i < n; i++)
		cl_acting_show(x, ids[i], "unchanged", v->id, 0, NULL);
	return v->voided && strcmp(v->list, "black") == 0 ? cl_restorable_show(x, v, a, err) : 0;
}

int cl_again_show(
	struct cl_acting *x, const struct cl_view *v, struct cl_arena *a, struct cl_err *err)
{
	x->run->unchanged++;
	cl_acting_show(x, v->id, "unchanged", 0, 0, NULL);
	return v->state == CL_S_EXITED ? show_caused(x, v, a, err) : 0;
}

int cl_again_exit(struct cl_acting *x, const struct cl_todo *t, const struct cl_view *v,
	const char *reason, struct cl_arena *a, struct cl_err *err)
{
	struct cl_row_entry row;
	struct cl_flat f;
	char day[11];
	int32_t asked;
	if (v->state != CL_S_EXITED || !same(v->reason, reason))
		return 0;
	if (t->single)
		return 1;
	if (cl_opt_date(x->run, CL_O_REQUESTED_ON, &asked, err) != 0 ||
		cl_store_entries(x->run->store, v->id, v->id, 1, a, &row, err) < 0)
		return -1;
	int rc = same_act(x, v, row.end_body, row.end_recorded_on, a, &f, err);
	if (rc <= 0) /* an effect of another act, or of a proceeding, is none of this one */
		return rc;
	return v->caused_by == 0 && cl_flat_get(&f, "proceeding") == NULL &&
	       (asked == CL_NODAY ||
		       same(cl_flat_get(&f, "requested_on"), cl_day_format(asked, day)));
}

int cl_again_mark(struct cl_acting *x, const struct cl_todo *t, const struct cl_view *v,
	const char *overlays, int begins, struct cl_arena *a, struct cl_err *err)
{
	struct cl_row_mark *m;
	struct cl_flat f;
	const char *list = overlays, *one;
	int n, last = -1;
	if (t->single)
		return 1;
	if (cl_store_marks(x->run->store, v->id, a, &m, &n, err) != 0)
		return -1;
	while (cl_opt_piece(&list, a, &one))
		for (int i = 0; i < n; i++)
			if (strcmp(m[i].overlay, one) == 0 && i > last)
				last = i;
	return last < 0 || m[last].begins != begins
		       ? 0
		       : same_act(x, v, m[last].body, m[last].recorded_on, a, &f, err);
}
