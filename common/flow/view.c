#include "flow/view.h"
#include "base/date.h"
#include "rules/ident.h"
#include <stdio.h>
#include <string.h>

static void take(struct cl_view *v, const struct cl_flat *body)
{
	for (int i = 0; i < body->n; i++) {
		enum cl_field f = cl_field_by_key(body->pair[i].key);
		if (f != CL_F_NONE && cl_fields[f].part == CL_PART_DATA)
			v->rec.v[f] = body->pair[i].value;
	}
}

/* What the import said beside the fields. */
static void take_beside(struct cl_view *v, const struct cl_pair *p)
{
	switch (p->key[0]) {
	case 'a':
		if (strcmp(p->key, "accepted") == 0 || strcmp(p->key, "accepted#") == 0)
			v->accepted = p->value;
		break;
	case 'i':
		v->identified |= strcmp(p->key, "identified") == 0;
		break;
	case 'k':
		if (strcmp(p->key, "key") == 0)
			v->key = p->value;
		break;
	case 'm':
		v->declared |= strcmp(p->key, "market") == 0;
		break;
	default:
		break;
	}
}

static void take_import(struct cl_view *v, const struct cl_flat *body)
{
	enum cl_field last = CL_F_NONE, f;
	for (int i = 0; i < body->n; i++) {
		f = cl_field_after(last, body->pair[i].key);
		if (f != CL_F_NONE && cl_fields[f].part == CL_PART_DATA)
			v->rec.v[f] = body->pair[i].value;
		else
			take_beside(v, &body->pair[i]);
		last = f != CL_F_NONE ? f : last;
	}
}

/* Fields that a later row left out. */
static void forget(struct cl_view *v, const char *keys)
{
	char key[64];
	while (keys != NULL && *keys != '\0') {
		size_t n = strcspn(keys, ";");
		snprintf(key, sizeof key, "%.*s", (int)n, keys);
		enum cl_field f = cl_field_by_key(key);
		if (f != CL_F_NONE)
			v->rec.v[f] = NULL;
		keys += n + (keys[n] != '\0');
	}
}

/* Whether a key ends in #: inside a value no quote stands unescaped. */
static int sealed_keys(const char *json)
{
	const char *mark = strchr(json, '#');
	return mark != NULL && strstr(mark, "#\":") != NULL;
}

static int open_body(struct cl_run *run, int64_t subject, const char *json, struct cl_arena *a,
	struct cl_view *v, struct cl_flat *f, struct cl_err *err)
{
	int sealed = 0;
	if (cl_flat_read(json, a, f, err) != 0)
		return -1;
	if (!sealed_keys(json))
		return 0;
	cl_flat_set(f, "person_ident#", NULL); /* never shown: what the subject is found by */
	if (cl_store_unseal(run->store, subject, f, a, &sealed, err) != 0)
		return -1;
	v->sealed |= sealed;
	return 0;
}

/* What came after the day of the view is not shown, but nothing may be decided before it. */
static void later(struct cl_view *v, int32_t on)
{
	if (on > v->last_on)
		v->last_on = on;
}

static int matchings(
	struct cl_run *run, int32_t day, struct cl_arena *a, struct cl_view *v, struct cl_err *err)
{
	struct cl_row_matching *m;
	int n;
	if (v->matched)
		return 0;
	if (cl_store_matchings(run->store, v->id, a, &m, &n, err) != 0)
		return -1;
	for (int i = 0; i < n; i++) {
		int32_t on = cl_day_parse(m[i].recorded_on);
		later(v, on);
		if (on > day)
			continue;
		if (m[i].same) {
			v->entered_on = on;
			v->subject = m[i].subject;
			v->matched = 1;
			v->state = v->historical ? CL_S_ACTIVE : CL_S_PROPOSED;
		} else {
			v->not_same =
				cl_sprintf(a, "%s%sS%lld", v->not_same != NULL ? v->not_same : "",
					v->not_same != NULL ? ";" : "", (long long)m[i].subject);
		}
	}
	return 0;
}

/* Taken up again after it was withdrawn: what had been decided holds no more. */
static void renew(struct cl_view *v, int32_t on)
{
	v->state = v->matched ? CL_S_PROPOSED : CL_S_UNMATCHED;
	v->entered_on = on;
	v->notified = 0;
	v->notified_on = v->span.confirmed_on = CL_NODAY;
	v->publish_basis = v->repair_bar = NULL;
}

static int decisions(struct cl_run *run, const struct cl_row_entry *row, int32_t day,
	struct cl_arena *a, struct cl_view *v, struct cl_err *err)
{
	struct cl_row_decision *d = row->decisions;
	int n = row->decided;
	if (n != 0 && d == NULL && cl_store_decisions(run->store, v->id, a, &d, &n, err) != 0)
		return -1;
	for (int i = 0; i < n; i++) {
		struct cl_flat f;
		int32_t on = cl_day_parse(d[i].recorded_on);
		later(v, on);
		if (on > day)
			continue;
		if (open_body(run, d[i].subject, d[i].body, a, v, &f, err) != 0)
			return -1;
		forget(v, cl_flat_get(&f, "unset"));
		take(v, &f);
		if (cl_flat_get(&f, "repair_bar") != NULL || cl_flat_get(&f, "repairable") != NULL)
			v->repair_bar = cl_flat_get(&f, "repair_bar");
		if (cl_flat_get(&f, "renew") != NULL)
			renew(v, on);
		if (cl_flat_get(&f, "update") != NULL) {
			v->declared = cl_flat_get(&f, "market") != NULL;
			continue; /* the department wrote again; nothing was decided */
		}
		v->state = cl_state_by_name(d[i].state);
		if (v->state == CL_S_NOTIFIED && !v->notified)
			v->notified_on = on;
		v->notified |= v->state == CL_S_NOTIFIED;
		if (cl_flat_get(&f, "publish_basis") != NULL)
			v->publish_basis = cl_flat_get(&f, "publish_basis");
		if (v->state == CL_S_ACTIVE && v->span.confirmed_on == CL_NODAY)
			v->span.confirmed_on = on;
	}
	return 0;
}

static const char *const overlays[] = {
	"objection", "repair", "suspended", "expiry_review", "held", "stopped"};
enum { OVERLAYS = sizeof overlays / sizeof *overlays };

static int marks(struct cl_run *run, const struct cl_row_entry *row, int32_t day,
	struct cl_arena *a, struct cl_view *v, int on[OVERLAYS], struct cl_err *err)
{
	struct cl_row_mark *m;
	int n;
	if (!row->marked)
		return 0;
	if (cl_store_marks(run->store, v->id, a, &m, &n, err) != 0)
		return -1;
	for (int i = 0; i < n; i++) {
		int32_t since = cl_day_parse(m[i].recorded_on);
		for (int k = 0; k < OVERLAYS; k++)
			if (strcmp(m[i].overlay, overlays[k]) == 0 && since <= day)
				on[k] = m[i].begins;
		later(v, since);
	}
	v->suspended = on[2];
	v->review = on[3];
	v->held = on[4];
	v->stopped = on[5];
	return 0;
}

/* What has ended is neither suspended nor stopped nor waiting for its end; what is open stays open.
 */
static void name_overlays(struct cl_view *v, int on[OVERLAYS], struct cl_arena *a)
{
	const char *all = NULL;
	if (v->state == CL_S_EXITED)
		on[2] = on[3] = on[5] = 0;
	for (int k = 0; k < OVERLAYS; k++)
		if (on[k])
			all = all == NULL ? overlays[k] : cl_sprintf(a, "%s;%s", all, overlays[k]);
	v->rec.v[CL_F_OVERLAYS] = all;
}

/* What the ending says, where it had taken place by that day. */
static int ending(const struct cl_row_entry *row, int32_t day, struct cl_arena *a,
	struct cl_view *v, struct cl_err *err)
{
	struct cl_flat f;
	if (row->end_seq == 0)
		return 0;
	later(v, cl_day_parse(row->end_recorded_on));
	v->span.exited_on = cl_day_parse(row->exited_on);
	v->span.voided = row->voided; /* an error voids every day, also those before */
	v->voided = row->voided;
	if (v->span.exited_on > day && !row->voided)
		return 0;
	if (cl_flat_read(row->end_body, a, &f, err) != 0)
		return -1;
	v->end_seq = row->end_seq;
	v->state = CL_S_EXITED;
	v->reason = row->reason;
	v->exited_on = row->exited_on;
	v->trigger_on = row->trigger_on;
	v->caused_by = row->caused_by;
	v->notice_channels = cl_flat_get(&f, "notice_channels");
	v->notice_due = v->notice_channels != NULL ? cl_flat_get(&f, "notice_due") : NULL;
	return 0;
}

static int who(struct cl_run *run, const struct cl_row_entry *row, struct cl_arena *a,
	struct cl_view *v, struct cl_err *err)
{
	struct cl_subject s = {row->subject, row->kind, row->market};
	int rc = v->matched && row->kind != NULL;
	if (v->matched && (rc == 0 || v->subject != row->subject))
		rc = cl_store_subject(run->store, v->subject, a, &s, err);
	if (rc < 0)
		return -1;
	if (rc == 1 && *s.kind != '\0')
		v->rec.v[CL_F_SUBJECT_KIND] = s.kind;
	const char *kind = cl_get(&v->rec, SUBJECT_KIND), *uscc = cl_get(&v->rec, USCC);
	v->natural = kind != NULL && strcmp(kind, "natural") == 0;
	v->market = v->declared || (rc == 1 && s.market) || (uscc != NULL && cl_id_market(uscc));
	return 0;
}

static void span(struct cl_view *v)
{
	const char *until = cl_get(&v->rec, VALID_UNTIL);
	int32_t decided = cl_day_parse(cl_get(&v->rec, DECIDED_ON));
	v->span.valid_from = cl_day_parse(cl_get(&v->rec, VALID_FROM));
	if (v->span.valid_from == CL_NODAY)
		v->span.valid_from = decided;
	v->span.valid_until =
		until != NULL && strcmp(until, "9999-12-31") != 0 ? cl_day_parse(until) : CL_NODAY;
	if (v->historical ||
		v->origin != 0) { /* confirmed elsewhere, or by the exit that made it */
		int32_t on = v->span.valid_from != CL_NODAY ? v->span.valid_from : decided;
		v->span.confirmed_on =
			v->matched ? (on != CL_NODAY ? on : v->entered_on) : CL_NODAY;
	}
	v->span.suspended = v->suspended || v->stopped;
	v->span.review = v->review;
}

int cl_view_of(struct cl_run *run, const struct cl_row_entry *row, int32_t day, struct cl_arena *a,
	struct cl_view *v, struct cl_err *err)
{
	struct cl_flat f;
	int on[OVERLAYS] = {0};
	memset(v, 0, sizeof *v);
	v->id = row->id;
	v->subject = row->subject;
	v->own = row->subject;
	v->batch = row->batch;
	v->origin = row->origin;
	v->matched = row->matched;
	v->historical = row->historical;
	v->notified_on = CL_NODAY;
	v->list = row->list;
	v->department = row->department;
	v->entered_on = v->last_on = cl_day_parse(row->recorded_on);
	v->span = (struct cl_span){CL_NODAY, CL_NODAY, CL_NODAY, CL_NODAY, 0, 0, 0};
	if (v->last_on > day && !v->historical && v->origin == 0)
		return 0;
	v->state = !row->matched                         ? CL_S_UNMATCHED
		   : row->historical || row->origin != 0 ? CL_S_ACTIVE
							 : CL_S_PROPOSED;
	if (open_body(run, row->subject, row->body, a, v, &f, err) != 0)
		return -1;
	take_import(v, &f);
	v->rec.v[CL_F_LIST] = row->list;
	v->rec.v[CL_F_DEPARTMENT] = row->department;
	if (matchings(run, day, a, v, err) != 0 || decisions(run, row, day, a, v, err) != 0 ||
		marks(run, row, day, a, v, on, err) != 0 || who(run, row, a, v, err) != 0 ||
		ending(row, day, a, v, err) != 0)
		return -1;
	name_overlays(v, on, a);
	span(v);
	if (v->origin != 0 && v->span.valid_from > day)
		return 0; /* the exit that made it had not taken place */
	v->in_force =
		cl_in_force(&v->span, day) &&
		(v->state == CL_S_ACTIVE || (v->state == CL_S_EXITED && v->span.exited_on > day));
	v->until_queued = v->state == CL_S_ACTIVE ? v->span.valid_until : CL_NODAY;
	return 1;
}

int cl_view_load(struct cl_run *run, int64_t id, int32_t day, struct cl_arena *a, struct cl_view *v,
	struct cl_err *err)
{
	struct cl_row_entry row;
	int n = cl_store_entries(run->store, id, id, 1, a, &row, err);
	return n <= 0 ? n : cl_view_of(run, &row, day, a, v, err);
}

const char *cl_view_person(const struct cl_view *v)
{
	return v->natural ? cl_get(&v->rec, NAME) : NULL;
}

int cl_said_not(const char *not_same, int64_t subject)
{
	char want[24];
	size_t n = (size_t)snprintf(want, sizeof want, "S%lld", (long long)subject);
	for (const char *p = not_same; p != NULL && *p != '\0'; p += *p == ';') {
		size_t k = strcspn(p, ";");
		if (k == n && memcmp(p, want, n) == 0)
			return 1;
		p += k;
	}
	return 0;
}

int cl_view_last_on(struct cl_run *run, const struct cl_view *v, int32_t *day, struct cl_err *err)
{
	int32_t other = CL_NODAY;
	if ((v->state == CL_S_ACTIVE || v->state == CL_S_EXITED) && /* before, there are none */
		cl_store_last_on(run->store, v->id, &other, err) != 0)
		return -1;
	*day = other != CL_NODAY && other > v->last_on ? other : v->last_on;
	return 0;
}

/* Under the national rules a black entry does not end while its duty is open: it waits for review.
 */
static int waits(struct cl_run *run, const struct cl_view *v)
{
	struct cl_err quiet = {0};
	return v->review || (strcmp(v->list, "black") == 0 && cl_get(&v->rec, DUTY) != NULL &&
				    cl_get(&v->rec, DUTY_FULFILLED_ON) == NULL &&
				    cl_policy_yes(&run->policy, "expiry_needs_duty", &quiet) == 1);
}

/* On that day the entry had left the list, its validity had ended, or it never was in force. */
static int over(struct cl_run *run, const struct cl_view *v, int32_t on)
{
	if (v->state == CL_S_EXITED)
		return v->voided || v->span.exited_on <= on;
	return v->state != CL_S_ACTIVE ||
	       (v->span.valid_until != CL_NODAY && v->span.valid_until < on && !waits(run, v));
}

/* 1 when the entry, as it stands on day, is on list and not over on the other day. */
static int stands(struct cl_run *run, int64_t id, int32_t day, const char *list, int32_t on,
	struct cl_arena *a, int32_t *last_on, struct cl_err *err)
{
	struct cl_view v;
	int rc = cl_view_load(run, id, day, a, &v, err);
	if (rc <= 0)
		return rc;
	if (strcmp(v.list, list) != 0 || !v.matched || over(run, &v, on))
		return 0;
	return cl_view_last_on(run, &v, last_on, err) != 0 ? -1 : 1;
}

int cl_view_listed(struct cl_run *run, int64_t subject, int64_t but, const char *list, int32_t on,
	struct cl_arena *a, struct cl_listed *out, struct cl_err *err)
{
	int64_t *ids;
	int n;
	*out = (struct cl_listed){0, CL_NODAY};
	if (cl_store_subject_entries(run->store, subject, a, &ids, &n, err) != 0)
		return -1;
	for (int i = 0; i < n; i++) {
		int32_t last_on = CL_NODAY;
		if (ids[i] == but)
			continue;
		int rc = stands(run, ids[i], run->today, list, on, a, &last_on, err);
		if (rc == 0) /* decided since, ended or not: by records before this late one */
			rc = stands(run, ids[i], cl_day_parse("9999-12-31"), list, on, a, &last_on,
				err);
		if (rc < 0)
			return -1;
		if (rc == 0)
			continue;
		if (out->entry == 0)
			out->entry = ids[i];
		if (out->last_on == CL_NODAY || out->last_on < last_on)
			out->last_on = last_on;
	}
	return 0;
}
