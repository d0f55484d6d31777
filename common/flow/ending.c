/* One exit with all that follows from it: watch entry (5.5), notices (5.7). The rules plan, this
 * stores. */
#include "flow/acting.h"
#include "base/date.h"
#include "flow/explain.h"
#include "flow/joint.h"
#include "flow/seal.h"
#include <stdio.h>
#include <string.h>

/* 5.7: a notice per channel on which the listing went out, due from the legal date. */
static int notices(struct cl_acting *x, const struct cl_view *v, int32_t trigger,
	struct cl_arena *a, struct cl_flat *body, struct cl_err *err)
{
	const char **channels, *joined = NULL;
	int n, provisional;
	int32_t due;
	if (cl_store_channels_of(x->run->store, v->id, a, &channels, &n, err) != 0)
		return -1;
	if (n == 0) {
		cl_warn(x->run, CL_W_NOTICE,
			_("the listing was announced on no channel: no exit notice is due"));
		return 0;
	}
	for (int i = 0; i < n; i++)
		joined = joined == NULL ? channels[i] : cl_sprintf(a, "%s;%s", joined, channels[i]);
	if (cl_run_deadline(x->run, trigger, "exit_notice_wd", &due, &provisional, err) != 0)
		return -1;
	cl_flat_set(body, "notice_channels", joined);
	cl_flat_set(body, "notice_due", cl_day_text(due, a));
	cl_flat_set(body, "notice_provisional", provisional ? "yes" : NULL);
	return 0;
}

static const char *watch_key(
	struct cl_run *run, const struct cl_view *v, struct cl_arena *a, struct cl_err *err)
{
	unsigned char key[16];
	char hex[33];
	int64_t there;
	if (v->key == NULL || cl_unhex(v->key, key, sizeof key) != 0) {
		cl_fail(err, CL_E_CHAIN, _("an event body is malformed"));
		return NULL;
	}
	int rc = cl_store_by_key(run->store, v->subject, "watch", v->department, key, &there, err);
	if (rc == 0)
		return v->key;
	if (rc < 0 || cl_entry_key(cl_sprintf(a, "watch of E%lld", (long long)v->id), NULL, NULL,
			      NULL, key, err) != 0)
		return NULL;
	cl_hex(key, sizeof key, hex);
	return cl_strdup(
		a, hex); /* the department imported a watch entry on the same document before */
}

/* 5.5: at once, in the same transaction, inheriting department and officer. */
static int watch(struct cl_acting *x, const struct cl_view *v, const struct cl_end *end,
	int32_t from, struct cl_arena *a, struct cl_err *err)
{
	static const enum cl_field kept[] = {CL_F_NAME, CL_F_SUBJECT_KIND, CL_F_USCC, CL_F_ORG_CODE,
		CL_F_REG_NO, CL_F_TAX_NO, CL_F_LEGAL_REPRESENTATIVE, CL_F_GROUNDS, CL_F_BASIS,
		CL_F_FINDING_BODY, CL_F_SOURCE_DOCUMENT, CL_F_SOURCE_DATE, CL_F_FIELD, CL_F_OFFICER,
		CL_F_STANDARD, CL_F_ID_TYPE, CL_F_ID_NUMBER};
	struct cl_event ev = {.kind = "watch", .subject = v->subject};
	int months = cl_policy_int(&x->run->policy, "watch_months", err);
	const char *key = months < 0 ? NULL : watch_key(x->run, v, a, err);
	if (key == NULL)
		return -1;
	for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
		cl_flat_set(&ev.body, cl_fields[kept[i]].key, v->rec.v[kept[i]]);
	cl_flat_set(&ev.body, "list", "watch");
	cl_flat_set(&ev.body, "department", v->department);
	cl_flat_set(&ev.body, "document", end->document);
	cl_flat_set(&ev.body, "decided_on", cl_day_text(from, a));
	cl_flat_set(&ev.body, "valid_from", cl_day_text(from, a));
	cl_flat_set(&ev.body, "valid_until", cl_day_text(cl_period_end(from, months), a));
	cl_flat_set(&ev.body, "disclosure", "shared");
	cl_flat_set(&ev.body, "identified", v->identified ? "yes" : NULL);
	cl_flat_set(&ev.body, "key", key);
	cl_flat_set(&ev.body, "market", "yes");
	cl_flat_set(&ev.body, "watch_of", cl_id_text(a, 'E', v->id));
	cl_seal_keys(&ev.body, v->natural, cl_get(&v->rec, NAME), a);
	ev.entry = cl_store_new_id(x->run->store, CL_ID_ENTRY);
	if (cl_store_event(x->run->store, &ev, err) != 0)
		return -1;
	cl_acting_show(x, ev.entry, "stored", v->id, 1,
		cl_explained(x->run, "5.5", N_("it came off the black list: E%lld, %s"),
			(long long)v->id,
			cl_value_label(CL_K_REASON, cl_act_name(end->act) + strlen("exit_"), a)));
	return 0;
}

static int watched(
	struct cl_run *run, const struct cl_view *v, const struct cl_life *row, struct cl_err *err)
{
	if (!v->market || !v->matched)
		return 0;
	if (row->effects & CL_X_WATCH)
		return 1;
	if (strcmp(v->list, "red") != 0 || (row->effects & CL_X_VOID))
		return 0;
	int yes = cl_policy_yes(&run->policy, "red_exit_watched", err);
	if (yes == 0)
		cl_warn(run, CL_W_PROFILE,
			_("a market entity left the red list without going on watch (national "
			  "rule 发改财金规〔2017〕1798号) [%s]"),
			cl_cited("5.5", &run->arena));
	return yes;
}

int cl_end_before(struct cl_acting *x, const struct cl_todo *t, const struct cl_view *v, int32_t on)
{
	struct cl_err e = {0};
	char day[2][11];
	const char *decided = cl_get(&v->rec, DECIDED_ON);
	int32_t since = decided != NULL ? cl_day_parse(decided) : v->span.valid_from;
	if (on == CL_NODAY || since == CL_NODAY || on >= since)
		return 0;
	cl_fail(&e, CL_E_BEFORE, _("its date %s lies before the day the entry was decided, %s"),
		cl_day_format(on, day[0]), cl_day_format(since, day[1]));
	cl_acting_refuse(x, t, v, &e);
	return 1;
}

int cl_end_entry(struct cl_acting *x, const struct cl_view *v, const struct cl_life *row,
	const struct cl_end *end, struct cl_arena *a, struct cl_err *err)
{
	struct cl_run *run = x->run;
	int32_t trigger = end->trigger;
	if (v->span.valid_from != CL_NODAY && trigger < v->span.valid_from)
		trigger = v->span.valid_from;
	struct cl_event ev = {.kind = cl_act_name(end->act), .entry = v->id, .subject = v->subject};
	cl_flat_set(&ev.body, "state", cl_state_name(row->to));
	cl_flat_set(&ev.body, "exit_reason", cl_act_name(end->act) + strlen("exit_"));
	cl_flat_set(&ev.body, "exited_on", cl_day_text(trigger, a));
	cl_flat_set(&ev.body, "trigger_on", cl_day_text(trigger, a));
	cl_flat_set(&ev.body, "clause", row->clause);
	cl_flat_set(&ev.body, "was_until", cl_day_text(v->until_queued, a));
	cl_flat_set(&ev.body, "caused_by", cl_id_text(a, 'E', end->caused_by));
	cl_flat_set(&ev.body, "voided", row->effects & CL_X_VOID ? "yes" : NULL);
	cl_flat_set(&ev.body, "document", end->document);
	cl_flat_set(&ev.body, "decided_on", end->decided_on);
	cl_flat_set(&ev.body, "conditions_met", end->conditions_met);
	cl_flat_set(&ev.body, "proof", end->proof);
	cl_flat_set(&ev.body, "requested_on", end->requested_on);
	cl_flat_set(&ev.body, "recorded_for", end->recorded_for);
	cl_flat_set(&ev.body, "officer", end->officer);
	cl_flat_set(&ev.body, "approved_by", end->approved_by);
	cl_flat_set(&ev.body, "duty_fulfilled_on", end->duty_fulfilled_on);
	cl_flat_set(&ev.body, "standard_changed_to", end->standard);
	cl_flat_set(&ev.body, "proceeding", end->proceeding);
	if ((row->effects & CL_X_NOTICE) && notices(x, v, trigger, a, &ev.body, err) != 0)
		return -1;
	cl_seal_keys(&ev.body, v->natural, cl_get(&v->rec, NAME), a);
	if (cl_store_event(run->store, &ev, err) != 0)
		return -1;
	if (cl_measures_stop(x, v, trigger, a, err) != 0)
		return -1;
	const char *due = cl_flat_get(&ev.body, "notice_due");
	cl_acting_show(x, v->id, "changed", end->caused_by, 0,
		!run->explain ? NULL
			      : cl_explain_exit(run, &run->arena, row->clause, trigger, due,
					cl_flat_get(&ev.body, "notice_provisional") != NULL));
	run->done++;
	int w = watched(run, v, row, err);
	if (w > 0 && watch(x, v, end, trigger, a, err) != 0)
		w = -1;
	if (w >= 0 && (row->effects & CL_X_VOID) && strcmp(v->list, "black") == 0)
		w = cl_restorable_show(x, v, a, err);
	return w < 0 ? -1 : 0;
}
