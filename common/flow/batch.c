/* The checked rows of one import against the store: who they are, what is known, what contradicts;
 * then their events. */
#include "flow/import.h"
#include "flow/seal.h"
#include "flow/view.h"
#include "base/date.h"
#include "rules/lifecycle.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const lists[] = {"red", "black", "watch"};

/* ---- subjects ---- */

struct finding {
	struct cl_import *im;
	struct cl_err *err;
	int failed;
};

static void find_ident(void *data, const char *key, int32_t who)
{
	struct finding *f = data;
	struct cl_who *w = &f->im->who[who];
	struct cl_store *st = f->im->run->store;
	char person[40];
	int64_t id = 0;
	if (f->failed || *key == 'F')
		return;
	if (*key == 'N') {
		if (cl_store_personal_ident(st, key + 1, person, f->err) != 0) {
			f->failed = 1;
			return;
		}
		key = person;
	}
	int rc = cl_store_by_ident(st, key, &id, f->err);
	f->failed |= rc < 0;
	if (rc != 1)
		return;
	w->clash |= w->id != 0 && w->id != id;
	w->id = id;
}

static int find_subjects(struct cl_import *im, struct cl_err *err)
{
	struct finding f = {im, err, 0};
	cl_map_each(im->map, find_ident, &f);
	for (int32_t i = 0; !f.failed && i < im->nwho;
		i++) /* unmatched: the owner is minus the name's hash */
		if (im->who[i].unmatched) {
			int64_t hash;
			f.failed = cl_store_name_hash(im->run->store, im->who[i].folded,
					   im->who[i].personal, &hash, err) != 0;
			im->who[i].id = -hash;
		}
	return f.failed ? -1 : 0;
}

/* ---- repeats and conflicts ---- */

static int by_key(const void *x, const void *y)
{
	const struct cl_pending *a = x, *b = y;
	if (a->subject != b->subject)
		return a->subject < b->subject ? -1 : 1;
	if (a->list != b->list)
		return a->list < b->list ? -1 : 1;
	if (a->department != b->department)
		return a->department < b->department ? -1 : 1;
	int c = memcmp(a->key, b->key, sizeof a->key);
	return c != 0 ? c : (a->row > b->row) - (a->row < b->row);
}

static int by_row(const void *x, const void *y)
{
	const struct cl_pending *a = x, *b = y;
	return (a->row > b->row) - (a->row < b->row);
}

static int same_key(const struct cl_pending *a, const struct cl_pending *b)
{
	return a->subject == b->subject && a->list == b->list && a->department == b->department &&
	       memcmp(a->key, b->key, sizeof a->key) == 0;
}

int cl_import_unspool(struct cl_import *im, const struct cl_pending *p, struct cl_arena *a,
	struct cl_flat *f, struct cl_err *err)
{
	char *text = cl_alloc(a, p->len + 1);
	if (pread(im->spool, text, p->len, p->at) != (ssize_t)p->len)
		return cl_fail_errno(err, CL_E_IO, _("the temporary file cannot be read"));
	return cl_flat_read(text, a, f, err);
}

/* What the department wrote: the data fields, without who entered it. */
static int compared(const char *key)
{
	enum cl_field f = cl_field_by_key(key);
	return f != CL_F_NONE &&
	       (cl_fields[f].part == CL_PART_DATA || f == CL_F_EXITED_ON ||
		       f == CL_F_EXIT_REASON) &&
	       f != CL_F_OFFICER && f != CL_F_APPROVED_BY && f != CL_F_STANDARD;
}

/* An exit that only follows from the dates stands in the stored entry, not in the department's row.
 */
static int assumed(const char *key)
{
	return strcmp(key, "exited_on") == 0 || strcmp(key, "exit_reason") == 0;
}

static const char *plain(const struct cl_flat *f, const char *key, size_t n, struct cl_arena *a)
{
	const char *v = cl_flat_get(f, cl_sprintf(a, "%.*s", (int)n, key));
	return v != NULL ? v : cl_flat_get(f, cl_sprintf(a, "%.*s#", (int)n, key));
}

/* The first field in which x differs from y; NULL: none. */
static const char *differs(const struct cl_flat *x, const struct cl_flat *y, struct cl_arena *a)
{
	for (int i = 0; i < x->n; i++) {
		const char *key = x->pair[i].key;
		size_t n = strlen(key) - (key[strlen(key) - 1] == '#');
		const char *name = cl_strndup(a, key, n), *other = plain(y, key, n, a);
		if (other == NULL && assumed(name))
			continue;
		if (compared(name) && (other == NULL || strcmp(other, x->pair[i].value) != 0))
			return name;
	}
	return NULL;
}

static const char *difference(const struct cl_flat *x, const struct cl_flat *y, struct cl_arena *a)
{
	const char *f = differs(x, y, a);
	return f != NULL ? f : differs(y, x, a);
}

static void conflict(
	struct cl_import *im, struct cl_pending *p, const char *field, const char *with)
{
	struct cl_err e = {.pos = {.file = cl_input_name(im->input), .row = p->line}};
	enum cl_field f = cl_field_by_key(field);
	snprintf(e.field, sizeof e.field, "%s", f != CL_F_NONE ? cl_fields[f].label : field);
	cl_fail(&e, CL_E_CONFLICT,
		_("same subject, list, department and document as %s, but another %s"), with,
		e.field);
	p->fate = CL_FATE_REJECTED;
	cl_import_tell(im, &e);
	cl_import_reject(im, p->row, e.text, 0);
}

/* Rows first..first+n-1 share a key: identical ones count once, different ones are all sent back.
 */
static int same_in_file(
	struct cl_import *im, struct cl_pending *g, long n, struct cl_arena *a, struct cl_err *err)
{
	struct cl_flat first, other;
	const char *field = NULL;
	long differ = 0;
	if (cl_import_unspool(im, &g[0], a, &first, err) != 0)
		return -1;
	for (long i = 1; i < n; i++) {
		if (cl_import_unspool(im, &g[i], a, &other, err) != 0)
			return -1;
		const char *d = difference(&first, &other, a);
		if (d != NULL && field == NULL) {
			field = d;
			differ = i;
		}
		g[i].fate = CL_FATE_REPEAT;
	}
	if (field == NULL) {
		im->repeats += n - 1;
		if (n > 1)
			for (long i = 1; i < n; i++)
				cl_warn(im->run, CL_W_REPEAT, _("identical rows of one file"));
		return 0;
	}
	for (long i = 0; i < n; i++)
		conflict(
			im, &g[i], field, cl_sprintf(a, _("row %ld"), g[i == 0 ? differ : 0].line));
	return 0;
}

static int known(struct cl_import *im, struct cl_pending *p, struct cl_arena *a, struct cl_err *err)
{
	struct cl_row_entry row;
	struct cl_flat mine, theirs;
	int64_t entry, owner = im->who[p->subject].id;
	int sealed;
	if (owner == 0)
		return 0;
	int rc = cl_store_by_key(im->run->store, owner, lists[p->list],
		im->department[p->department], p->key, &entry, err);
	if (rc != 1)
		return rc;
	p->fate = CL_FATE_KNOWN;
	p->entry = entry;
	if (cl_store_entries(im->run->store, entry, entry, 1, a, &row, err) != 1 ||
		cl_flat_read(row.body, a, &theirs, err) != 0 ||
		cl_store_unseal(im->run->store, row.subject, &theirs, a, &sealed, err) != 0 ||
		cl_import_unspool(im, p, a, &mine, err) != 0)
		return -1;
	if (sealed)
		return cl_store_need_key(im->run->store, err);
	const char *field = row.origin != 0 ? NULL : difference(&mine, &theirs, a);
	if (field != NULL)
		conflict(
			im, p, field, cl_sprintf(a, _("the stored entry E%lld"), (long long)entry));
	return 0;
}

static void clash(struct cl_import *im, struct cl_pending *p)
{
	struct cl_err e = {.pos = {.file = cl_input_name(im->input), .row = p->line}};
	cl_fail(&e, CL_E_ID_MISMATCH,
		_("its identifiers belong to two different subjects of the store"));
	p->fate = CL_FATE_REJECTED;
	cl_import_tell(im, &e);
	cl_import_reject(im, p->row, e.text, 0);
}

int cl_batch_resolve(struct cl_import *im, struct cl_err *err)
{
	struct cl_arena a = {0};
	int rc = im->run->store != NULL ? find_subjects(im, err) : 0;
	if (im->n > 0)
		qsort(im->p, (size_t)im->n, sizeof *im->p, by_key);
	for (long i = 0, k; rc == 0 && i < im->n; i = k) {
		for (k = i + 1; k < im->n && same_key(&im->p[i], &im->p[k]); k++)
			;
		if (k - i > 1)
			rc = same_in_file(im, im->p + i, k - i, &a, err);
		if (rc == 0 && im->p[i].fate == CL_FATE_NEW && im->who[im->p[i].subject].clash)
			clash(im, &im->p[i]);
		else if (rc == 0 && im->p[i].fate == CL_FATE_NEW && im->run->store != NULL)
			rc = known(im, &im->p[i], &a, err);
		for (long j = i + 1; j < k; j++) { /* repeats share the fate of the first */
			if (im->p[j].fate == CL_FATE_REPEAT && im->p[i].fate == CL_FATE_REJECTED) {
				im->p[j].fate = CL_FATE_REJECTED;
				im->repeats--;
				cl_import_reject(im, im->p[j].row, cl_code_says(CL_E_CONFLICT), 0);
			}
			im->p[j].entry = im->p[i].entry;
		}
		cl_arena_reset(&a);
	}
	if (im->n > 0)
		qsort(im->p, (size_t)im->n, sizeof *im->p, by_row);
	cl_arena_free(&a);
	return rc;
}

/* ---- events ---- */

static int store_batch_event(struct cl_import *im, long new, struct cl_err *err)
{
	unsigned char token[16];
	char hex[33];
	struct cl_arena *a = &im->run->arena;
	struct cl_event ev = {.kind = "batch", .batch = im->batch};
	if (cl_random(token, sizeof token, err) != 0)
		return -1;
	cl_hex(token, sizeof token, hex);
	int64_t first = cl_store_new_id(im->run->store, CL_ID_ENTRY);
	for (long i = 1; i < new; i++)
		cl_store_new_id(im->run->store, CL_ID_ENTRY);
	cl_flat_set(&ev.body, "token", hex);
	cl_flat_set(&ev.body, "first_entry", cl_sprintf(a, "%lld", (long long)first));
	cl_flat_set(&ev.body, "last_entry", cl_sprintf(a, "%lld", (long long)first + new - 1));
	cl_flat_set(&ev.body, "file", cl_input_name(im->input));
	cl_flat_set(&ev.body, "file_sha256", cl_input_sha256(im->input));
	cl_flat_set(&ev.body, "charset", cl_input_charset(im->input));
	cl_flat_set(&ev.body, "historical", im->defaults.historical ? "yes" : NULL);
	cl_flat_set(&ev.body, "officer", cl_opt(&im->run->opts, OFFICER));
	cl_flat_set(&ev.body, "read", cl_sprintf(a, "%ld", im->read));
	cl_flat_set(&ev.body, "inserted", cl_sprintf(a, "%ld", new));
	cl_flat_set(&ev.body, "rejected", cl_sprintf(a, "%ld", im->nreject));
	cl_flat_set(&ev.body, "unchanged", cl_sprintf(a, "%ld", im->read - new - im->nreject));
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
		if (cl_store_event(im->run->store, &ev, err) != 0)
			return -1;
	}
	return 0;
}

/* Historical rows: state by their dates; what ended before the import owes nothing. */
static const char *past_kind(struct cl_import *im, struct cl_flat *f, struct cl_arena *a)
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

static int store_row(
	struct cl_import *im, struct cl_pending *p, struct cl_arena *a, struct cl_err *err)
{
	struct cl_who *w = &im->who[p->subject];
	struct cl_event ev = {.batch = im->batch, .entry = p->entry};
	if (cl_import_unspool(im, p, a, &ev.body, err) != 0)
		return -1;
	if (!w->unmatched && w->id == 0)
		w->id = cl_store_new_id(im->run->store, CL_ID_SUBJECT);
	ev.subject = w->unmatched ? cl_store_new_id(im->run->store, CL_ID_SUBJECT) : w->id;
	ev.kind = w->unmatched ? "import_unmatched" : "import";
	if (im->defaults.historical) {
		cl_flat_set(&ev.body, "historical", "yes");
		cl_flat_set(&ev.body, "source", im->source);
		if (!w->unmatched)
			ev.kind = past_kind(im, &ev.body, a);
	}
	const char *kind = cl_flat_get(&ev.body, "subject_kind");
	cl_seal_keys(&ev.body, kind != NULL && strcmp(kind, "natural") == 0, a);
	return cl_store_event(im->run->store, &ev, err);
}

int cl_batch_store(struct cl_import *im, struct cl_err *err)
{
	struct cl_arena a = {0};
	long new = 0;
	for (long i = 0; i < im->n; i++)
		new += im->p[i].fate == CL_FATE_NEW;
	if (new == 0)
		return 0;
	im->batch = cl_store_new_id(im->run->store, CL_ID_BATCH);
	cl_store_bulk(im->run->store);
	if (enter_departments(im, err) != 0 || store_batch_event(im, new, err) != 0)
		return -1;
	int rc = 0;
	for (long i = 0; rc == 0 && i < im->n; i++) {
		if (im->p[i].fate == CL_FATE_NEW)
			rc = store_row(im, &im->p[i], &a, err);
		cl_arena_reset(&a);
	}
	cl_arena_free(&a);
	return rc;
}
