#include "flow/change.h"
#include "base/date.h"
#include "base/utf8.h"
#include "flow/acting.h"
#include "flow/seal.h"
#include "flow/show.h"
#include "flow/view.h"
#include "rules/ident.h"
#include <string.h>

#define SHOWN 60 /* bytes of a value in a message */

/* The data fields, without who entered them. */
static int compared(enum cl_field f)
{
	return f != CL_F_NONE &&
	       (cl_fields[f].part == CL_PART_DATA || f == CL_F_EXITED_ON ||
		       f == CL_F_EXIT_REASON) &&
	       f != CL_F_OFFICER && f != CL_F_APPROVED_BY && f != CL_F_STANDARD;
}

/* An exit that only follows from the dates stands in the stored entry, not in the department's row.
 */
static int assumed(enum cl_field f, const char *now)
{
	return now == NULL && (f == CL_F_EXITED_ON || f == CL_F_EXIT_REASON);
}

static void fields(const struct cl_flat *f, struct cl_rec *r, struct cl_arena *a)
{
	memset(r, 0, sizeof *r);
	for (int i = 0; i < f->n; i++) {
		const char *key = f->pair[i].key;
		size_t n = strlen(key);
		if (key[n - 1] == '#')
			key = cl_strndup(a, key, n - 1);
		enum cl_field k = cl_field_by_key(key);
		if (compared(k))
			r->v[k] = f->pair[i].value;
	}
}

/* The old and the new number of one person. */
static int one_number(const char *x, const char *y)
{
	char new[19];
	return (cl_id_of_15(x, new) && strcmp(new, y) == 0) ||
	       (cl_id_of_15(y, new) && strcmp(new, x) == 0);
}

/* What was, and what is sent now; a text that comes back as records show it says nothing new. */
static int alike(enum cl_field f, const char *was, const char *now, int exact, const char *person,
	struct cl_arena *a)
{
	if (was == now || was == NULL || now == NULL)
		return was == now;
	return strcmp(was, now) == 0 ||
	       /* names and documents that are found as one are one */
	       (!exact && (f == CL_F_NAME || f == CL_F_SOURCE_DOCUMENT) &&
		       cl_fold_same(was, now)) ||
	       (!exact && f == CL_F_ID_NUMBER && one_number(was, now)) ||
	       (strchr(now, '*') != NULL && strcmp(now, cl_show_text_about(was, person, a)) == 0);
}

int cl_change_find(const struct cl_flat *was, const struct cl_flat *now, int exact,
	struct cl_arena *a, struct cl_differing *out)
{
	struct cl_rec x, y;
	fields(was, &x, a);
	fields(now, &y, a);
	const char *kind = cl_get(&x, SUBJECT_KIND);
	out->n = 0;
	out->natural = kind != NULL && strcmp(kind, "natural") == 0;
	out->person = out->natural ? cl_get(&x, NAME) : NULL;
	for (int f = 0; f < CL_FIELDS && out->n < CL_DIFFER_MAX; f++) {
		if (assumed((enum cl_field)f, y.v[f]) ||
			alike((enum cl_field)f, x.v[f], y.v[f], exact, out->person, a))
			continue;
		out->key[out->n] = cl_fields[f].key;
		out->was[out->n] = x.v[f];
		out->now[out->n++] = y.v[f];
	}
	return out->n > 0;
}

const char *cl_change_label(const char *key)
{
	enum cl_field f = cl_field_by_key(key);
	return f != CL_F_NONE ? cl_fields[f].label : key;
}

/* Bytes that both texts begin with, cut back to whole characters, less a few for the eye. */
static size_t begin_alike(const char *x, const char *y)
{
	size_t n = 0;
	while (x[n] != '\0' && x[n] == y[n])
		n++;
	n = n > SHOWN / 2 ? n - SHOWN / 4 : 0;
	while (n > 0 && ((unsigned char)x[n] & 0xc0) == 0x80)
		n--;
	return n;
}

static const char *shown(
	const char *value, const char *other, const char *person, struct cl_arena *a)
{
	struct cl_buf clean = {0}, far = {0};
	if (value == NULL)
		return "-";
	cl_show_text(cl_show_text_about(value, person, a), &clean, 1);
	cl_show_text(cl_show_text_about(other != NULL ? other : "", person, a), &far, 1);
	size_t from = begin_alike(cl_buf_cstr(&clean), cl_buf_cstr(&far));
	const char *text = cl_buf_cstr(&clean) + from;
	size_t n = clean.n - from < SHOWN ? clean.n - from : cl_utf8_valid(text, SHOWN);
	const char *out = cl_sprintf(
		a, "%s%.*s%s", from > 0 ? "…" : "", (int)n, text, from + n < clean.n ? "…" : "");
	cl_buf_free(&clean);
	cl_buf_free(&far);
	return out;
}

const char *cl_change_says(const struct cl_differing *d, struct cl_arena *a)
{
	const char *out = "";
	for (int i = 0; i < d->n; i++) {
		enum cl_field f = cl_field_by_key(d->key[i]);
		int secret =
			f == CL_F_ID_NUMBER || (d->natural && f != CL_F_NONE && cl_fields[f].seal);
		const char *sep = i > 0 ? "；" : "", *label = cl_change_label(d->key[i]);
		out = secret ? cl_sprintf(a, _("%s%s%s (values not shown)"), out, sep, label)
			     : cl_sprintf(a, "%s%s%s: %s → %s", out, sep, label,
				       shown(d->was[i], d->now[i], d->person, a),
				       shown(d->now[i], d->was[i], d->person, a));
	}
	return out;
}

static int open_body(struct cl_run *run, int64_t subject, const char *json, struct cl_arena *a,
	struct cl_flat *f, struct cl_err *err)
{
	int sealed;
	if (cl_flat_read(json, a, f, err) != 0 ||
		cl_store_unseal(run->store, subject, f, a, &sealed, err) != 0)
		return -1;
	return sealed ? cl_store_need_key(run->store, err) : 0;
}

/* Fields that went, joined by ;, are taken out. */
static void unset(struct cl_flat *f, const char *keys, struct cl_arena *a)
{
	while (keys != NULL && *keys != '\0') {
		size_t n = strcspn(keys, ";");
		cl_flat_set(f, cl_strndup(a, keys, n), NULL);
		keys += n + (keys[n] != '\0');
	}
}

int cl_change_stored(struct cl_run *run, const struct cl_row_entry *row, struct cl_arena *a,
	struct cl_flat *out, int *withdrawn, struct cl_err *err)
{
	struct cl_row_decision *d;
	struct cl_flat more;
	int n = 0;
	if (open_body(run, row->subject, row->body, a, out, err) != 0 ||
		(row->decided && cl_store_decisions(run->store, row->id, a, &d, &n, err) != 0))
		return -1;
	for (int i = 0; i < n; i++) {
		if (open_body(run, d[i].subject, d[i].body, a, &more, err) != 0)
			return -1;
		if (cl_flat_get(&more, "update") == NULL)
			continue;
		unset(out, cl_flat_get(&more, "unset"), a);
		for (int k = 0; k < more.n; k++)
			if (compared(cl_field_by_key(more.pair[k].key)))
				cl_flat_set(out, more.pair[k].key, more.pair[k].value);
	}
	*withdrawn = n > 0 && strcmp(d[n - 1].state, cl_state_name(CL_S_WITHDRAWN)) == 0;
	return 0;
}

/* How a department's row changes an entry. */
static enum cl_act act_of(const struct cl_view *v)
{
	return v->state != CL_S_WITHDRAWN ? CL_A_UPDATE
	       : v->matched               ? CL_A_RENEW
					  : CL_A_RENEW_UNMATCHED;
}

int cl_change_allowed(struct cl_run *run, int64_t entry, struct cl_arena *a, struct cl_err *why,
	struct cl_err *err)
{
	struct cl_view v;
	const char *clause;
	char day[11];
	int rc = cl_view_load(run, entry, run->today, a, &v, err);
	if (rc < 0)
		return -1;
	if (rc == 0) {
		cl_fail(why, CL_E_BEFORE, _("E%lld is recorded after this business date"),
			(long long)entry);
		return 0;
	}
	if (run->today < v.last_on) {
		cl_fail(why, CL_E_BEFORE, _("the business date lies before its last event on %s"),
			cl_day_format(v.last_on, day));
		return 0;
	}
	if (v.state == CL_S_WITHDRAWN && v.historical) {
		cl_fail(why, CL_E_STATE,
			_("E%lld was withdrawn, and what is historical is not taken up again: "
			  "send the row with its document number"),
			(long long)entry);
		return 0;
	}
	if (cl_life_find(v.state, act_of(&v), v.list, &clause) != NULL)
		return 1;
	cl_fail(why, CL_E_STATE,
		_("E%lld is decided already (%s): a correction goes through cl-object --ex-officio "
		  "(%s)"),
		(long long)entry, cl_shown_value(CL_K_STATE, cl_state_name(v.state), a),
		cl_cited(strcmp(v.list, "red") == 0 ? "5.6(1)" : "5.4(1)", a));
	return 0;
}

/* The fields that differ, and in "unset" those that went. */
static void set_changes(struct cl_flat *body, const struct cl_differing *d,
	const struct cl_flat *now, struct cl_arena *a)
{
	static const char *const found_by[] = {"idents", "person_ident", "market", "held"};
	const char *gone = NULL;
	for (int i = 0; i < d->n; i++) {
		cl_flat_set(body, d->key[i], d->now[i]);
		if (d->now[i] == NULL)
			gone = gone == NULL ? d->key[i] : cl_sprintf(a, "%s;%s", gone, d->key[i]);
	}
	cl_flat_set(body, "unset", gone);
	cl_flat_set(body, "subject_kind", cl_flat_get(now, "subject_kind"));
	for (size_t i = 0; i < sizeof found_by / sizeof *found_by; i++)
		cl_flat_set(body, found_by[i], cl_flat_get(now, found_by[i]));
}

/* A withdrawn entry as it stands, with what had been decided about it: all of that goes. */
static void as_it_stands(const struct cl_view *v, struct cl_flat *out)
{
	out->n = 0;
	for (int f = 0; f < CL_FIELDS; f++)
		if (compared((enum cl_field)f))
			cl_flat_set(out, cl_fields[f].key, v->rec.v[f]);
}

/* Who decided, and by which standard, is not compared, and goes too. */
static void forget_hands(struct cl_flat *body, const struct cl_view *v, const struct cl_flat *now,
	struct cl_arena *a)
{
	static const enum cl_field hands[] = {CL_F_OFFICER, CL_F_APPROVED_BY, CL_F_STANDARD};
	const char *gone = cl_flat_get(body, "unset");
	for (size_t i = 0; i < sizeof hands / sizeof *hands; i++) {
		const char *key = cl_fields[hands[i]].key;
		cl_flat_set(body, key, cl_flat_get(now, key));
		if (v->rec.v[hands[i]] != NULL)
			gone = gone == NULL ? key : cl_sprintf(a, "%s;%s", gone, key);
	}
	cl_flat_set(body, "unset", gone);
}

int cl_change_store(struct cl_run *run, int64_t batch, int64_t entry, const struct cl_flat *now,
	struct cl_arena *a, struct cl_err *err)
{
	struct cl_row_entry row;
	struct cl_flat was;
	struct cl_differing d;
	struct cl_view v;
	int again;
	if (cl_store_entries(run->store, entry, entry, 1, a, &row, err) != 1 ||
		cl_change_stored(run, &row, a, &was, &again, err) != 0 ||
		cl_view_of(run, &row, run->today, a, &v, err) != 1)
		return -1;
	if (again)
		as_it_stands(&v, &was);
	cl_change_find(&was, now, 1, a, &d);
	struct cl_event ev = {.kind = cl_act_name(act_of(&v)),
		.batch = batch,
		.entry = entry,
		.subject = row.subject};
	set_changes(&ev.body, &d, now, a);
	cl_flat_set(&ev.body, "state", cl_state_name(v.state));
	if (again) {
		forget_hands(&ev.body, &v, now, a);
		cl_flat_set(&ev.body, "state", v.matched ? "proposed" : "unmatched");
	}
	cl_flat_set(&ev.body, "update", "yes");
	cl_flat_set(&ev.body, "renew", again ? "yes" : NULL);
	cl_flat_set(&ev.body, "reason", cl_opt(&run->opts, REASON));
	if (cl_opt(&run->opts, OFFICER) != NULL)
		cl_flat_set(&ev.body, "officer", cl_opt(&run->opts, OFFICER));
	if (cl_opt(&run->opts, APPROVED_BY) != NULL)
		cl_flat_set(&ev.body, "approved_by", cl_opt(&run->opts, APPROVED_BY));
	cl_seal_keys(&ev.body, v.natural, cl_get(&v.rec, NAME), a);
	return cl_store_event(run->store, &ev, err);
}
