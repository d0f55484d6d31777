/* The events of an import: its batch, the departments that no register knows, its rows. */
#include "flow/import.h"
#include "store/order.h"
#include "flow/body.h"
#include "flow/progress.h"
#include "flow/change.h"
#include "flow/seal.h"
#include "flow/show.h"
#include "base/date.h"
#include <stdlib.h>
#include <string.h>

#define BESIDE 1000 /* rows for which a second thread is worth its while */

static struct cl_body_place place_of(const struct cl_import *im, const struct cl_pending *p)
{
	return (struct cl_body_place){p->at, p->len, im->department[p->department], p->key};
}

int cl_batch_body(struct cl_import *im, const struct cl_pending *p, struct cl_arena *a,
	struct cl_flat *f, struct cl_err *err)
{
	struct cl_body_place place = place_of(im, p);
	return cl_body_get(im->spool, &place, a, f, NULL, err);
}

int cl_batch_record(struct cl_import *im, const struct cl_pending *p, struct cl_arena *a,
	struct cl_rec *out, int *held, struct cl_err *err)
{
	struct cl_body_place place = place_of(im, p);
	place.key = NULL; /* no field */
	return cl_body_record(im->spool, &place, a, out, held, err);
}

/* Historical rows: state by their dates; what ended before the import owes nothing. */
const char *cl_batch_past_kind(struct cl_import *im, struct cl_flat *f, struct cl_arena *a)
{
	const char *until = cl_flat_get(f, "valid_until"), *exited = cl_flat_get(f, "exited_on");
	char day[11];
	if (exited == NULL && until != NULL && strcmp(until, "9999-12-31") != 0 &&
		cl_day_parse(until) < im->run->today)
		exited = cl_strdup(a, cl_day_format(cl_day_parse(until) + 1, day));
	if (exited == NULL || cl_day_parse(exited) > im->run->today) {
		cl_flat_set(f, "exited_on", NULL);
		return "import_past";
	}
	cl_flat_set(f, "exited_on", exited);
	cl_flat_set(f, "trigger_on", exited);
	if (cl_flat_get(f, "exit_reason") == NULL)
		cl_flat_set(f, "exit_reason", "expired");
	if (strcmp(cl_flat_get(f, "exit_reason"), "error") == 0)
		cl_flat_set(f, "voided", "yes");
	return "import_over";
}

static int store_batch_event(struct cl_import *im, long new, long changed, struct cl_err *err)
{
	unsigned char token[16];
	char hex[33];
	struct cl_arena *a = &im->run->arena;
	struct cl_event ev = {.kind = "batch", .batch = im->batch};
	if (cl_random(token, sizeof token, err) != 0)
		return -1;
	const char *sha256 = cl_input_sha256(im->input, err);
	if (sha256 == NULL)
		return -1;
	cl_hex(token, sizeof token, hex);
	int64_t first = 0; /* first..last: none where rows only changed entries */
	for (long i = 0; i < new; i++) {
		int64_t id = cl_store_new_id(im->run->store, CL_ID_ENTRY);
		first = first == 0 ? id : first;
	}
	cl_flat_set(&ev.body, "token", hex);
	cl_flat_set(&ev.body, "first_entry", cl_sprintf(a, "%lld", (long long)first));
	cl_flat_set(&ev.body, "last_entry", cl_sprintf(a, "%lld", (long long)first + new - 1));
	/* nobody's event: there is no key to seal it with; the reason stands whole with each change
	 */
	cl_flat_set(&ev.body, "file", cl_import_text(im, cl_input_name(im->input), a));
	cl_flat_set(&ev.body, "file_sha256", sha256);
	cl_flat_set(&ev.body, "charset", cl_input_charset(im->input));
	cl_flat_set(&ev.body, "historical", im->defaults.historical ? "yes" : NULL);
	cl_flat_set(&ev.body, "officer", cl_opt(&im->run->opts, OFFICER));
	cl_flat_set(&ev.body, "approved_by", cl_opt(&im->run->opts, APPROVED_BY));
	cl_flat_set(&ev.body, "read", cl_sprintf(a, "%ld", im->read));
	cl_flat_set(&ev.body, "inserted", cl_sprintf(a, "%ld", new + changed));
	cl_flat_set(&ev.body, "changed", changed > 0 ? cl_sprintf(a, "%ld", changed) : NULL);
	cl_flat_set(&ev.body, "reason",
		changed > 0 ? cl_import_text(im, cl_opt(&im->run->opts, REASON), a) : NULL);
	cl_flat_set(&ev.body, "rejected", cl_sprintf(a, "%ld", im->nreject));
	cl_flat_set(&ev.body, "unchanged",
		cl_sprintf(a, "%ld", im->read - new - changed - im->nreject));
	long k = 0;
	for (long i = 0; i < im->n; i++)
		if (im->p[i].fate == CL_FATE_NEW)
			im->p[i].entry = first + k++;
	return cl_store_event(im->run->store, &ev, err);
}

/* A department that no register knows goes in as 未登记, once. */
static int enter_departments(struct cl_import *im, struct cl_err *err)
{
	for (int i = 0; i < im->ndepartments; i++) {
		struct cl_event ev = {.kind = "register"};
		if (im->standing[i] != NULL)
			continue;
		cl_flat_set(&ev.body, "kind", "department");
		cl_flat_set(&ev.body, "name", im->department[i]);
		cl_flat_set(&ev.body, "registered", "no");
		cl_warn(im->run, CL_W_DEPARTMENT,
			_("department %s is not registered: entered as 未登记"), im->department[i]);
		if (!im->run->dry_run && cl_store_event(im->run->store, &ev, err) != 0)
			return -1;
	}
	return 0;
}

static const char *const kinds[] = {NULL, "", "natural", "legal", "sole_trader", "other"};
enum { KINDS = sizeof kinds / sizeof *kinds };

const char *cl_batch_kind(const struct cl_who *w)
{
	return kinds[w->kind];
}

static void note_kind(struct cl_who *w, const char *kind)
{
	for (uint8_t i = 1; w->kind == 0 && i < KINDS; i++)
		if (strcmp(kinds[i], kind != NULL ? kind : "") == 0)
			w->kind = i;
}

static int store_row(
	struct cl_import *im, struct cl_pending *p, struct cl_arena *a, struct cl_err *err)
{
	struct cl_who *w = &im->who[p->subject];
	struct cl_event ev; /* a body is large: only its count is set */
	ev.batch = im->batch;
	ev.entry = p->entry;
	ev.name_hash = p->hashed ? (int64_t)p->name : 0;
	ev.leads = NULL;
	ev.body.n = 0;
	struct cl_body_place place = place_of(im, p);
	struct cl_leads leads;
	if (cl_body_get(im->spool, &place, a, &ev.body, &leads, err) != 0)
		return -1;
	int plain = p->plain && !im->defaults.historical && (p->hashed || p->name == 0);
	if (plain)
		ev.leads = &leads;
	leads.known = w->found && !w->lacking;
	leads.named = p->named;
	if (!w->unmatched && w->id == 0)
		w->id = cl_store_new_id(im->run->store, CL_ID_SUBJECT);
	ev.subject = w->unmatched ? cl_store_new_id(im->run->store, CL_ID_SUBJECT) : w->id;
	ev.kind = w->unmatched ? "import_unmatched" : "import";
	if (im->defaults.historical) {
		cl_flat_set(&ev.body, "historical", "yes");
		cl_flat_set(&ev.body, "source", im->source);
		if (!w->unmatched)
			ev.kind = cl_batch_past_kind(im, &ev.body, a);
	}
	if (p->renamed)
		cl_flat_set(&ev.body, "same_subject", "yes"); /* --same-subject said so */
	const char *kind = leads.kind;
	if (!w->unmatched)
		note_kind(w, kind);
	if (!plain)
		cl_seal_keys(&ev.body, kind != NULL && strcmp(kind, "natural") == 0,
			cl_flat_get(&ev.body, "name"), a);
	return cl_store_event(im->run->store, &ev, err);
}

static int change_row(
	struct cl_import *im, struct cl_pending *p, struct cl_arena *a, struct cl_err *err)
{
	struct cl_flat mine;
	return cl_batch_body(im, p, a, &mine, err) != 0
		       ? -1
		       : cl_change_store(im->run, im->batch, p->entry, &mine, a, err);
}

/* Subjects that the store knows, in their order. */
struct known {
	struct cl_import *im;
	struct cl_ordered by_id; /* of im->who */
};

static void kind_of_known(void *data, size_t i, const char *kind)
{
	const struct known *k = data;
	note_kind(&k->im->who[k->by_id.item[i].at], kind);
}

/* Their kinds, and the keys of those that are persons. */
static int read_known(struct known *k, struct cl_err *err)
{
	struct cl_store *st = k->im->run->store;
	int64_t *ids = cl_xmalloc(sizeof *ids * (k->by_id.n + 1));
	size_t n = 0;
	for (size_t i = 0; i < k->by_id.n; i++)
		ids[i] = k->im->who[k->by_id.item[i].at].id;
	int rc = cl_store_kinds(st, ids, k->by_id.n, kind_of_known, k, err);
	for (size_t i = 0; i < k->by_id.n; i++)
		if (k->im->who[k->by_id.item[i].at].personal)
			ids[n++] = ids[i];
	if (rc == 0)
		rc = cl_store_keys_ready(st, ids, n, err);
	free(ids);
	return rc;
}

/* What will be asked of known subjects is read before anything is written. */
static int look_up_known(struct cl_import *im, struct cl_err *err)
{
	struct known k = {.im = im};
	for (int32_t i = 0; i < im->nwho; i++)
		if (!im->who[i].unmatched && im->who[i].id > 0)
			cl_ordered_add(&k.by_id, cl_order_of_number(im->who[i].id), i);
	cl_ordered_sort(&k.by_id, NULL, NULL);
	int rc = read_known(&k, err);
	cl_ordered_free(&k.by_id);
	return rc;
}

int cl_batch_store(struct cl_import *im, struct cl_err *err)
{
	struct cl_arena a = {0};
	long new = 0, changed = 0;
	for (long i = 0; i < im->n; i++) {
		new += im->p[i].fate == CL_FATE_NEW;
		changed += im->p[i].fate == CL_FATE_CHANGED;
	}
	if (new + changed == 0)
		return 0;
	if (im->run->dry_run)
		return enter_departments(im, err);
	im->batch = cl_store_new_id(im->run->store, CL_ID_BATCH);
	cl_store_bulk(im->run->store, im->n >= BESIDE);
	if (look_up_known(im, err) != 0 || enter_departments(im, err) != 0 ||
		store_batch_event(im, new, changed, err) != 0)
		return -1;
	int rc = 0;
	for (long i = 0; rc == 0 && i < im->n; i++) {
		cl_progress(im->run, N_("stored, not yet for good:"), i);
		if (im->p[i].fate == CL_FATE_NEW)
			rc = store_row(im, &im->p[i], &a, err);
		else if (im->p[i].fate == CL_FATE_CHANGED)
			rc = change_row(im, &im->p[i], &a, err);
		cl_arena_reset(&a);
	}
	cl_arena_free(&a);
	return rc;
}
