/* The checked rows of one import against the store: who they are, what is known, what contradicts.
 */
#include "flow/given.h"
#include "flow/import.h"
#include "flow/chain.h"
#include "flow/change.h"
#include "flow/second.h"
#include "flow/view.h"
#include "rules/ident.h"
#include "base/date.h"
#include "store/order.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const lists[] = {"red", "black", "watch"};

/* ---- subjects ---- */

/* The identifiers of this run as the store has them, to be looked up in their own order:
 * neighbours share pages. */
struct finding {
	struct cl_import *im;
	struct cl_store *store;
	struct cl_arena a; /* what stands for personal numbers */
	struct wanted {
		const char *ident;
		int32_t who;
	} * list;
	size_t n;
	struct cl_ordered order; /* of list */
	struct cl_err *err;
	int failed;
};

static void want(struct finding *f, const char *ident, int32_t who)
{
	cl_ordered_add(&f->order, cl_order_of(ident), (int64_t)f->n);
	f->list[f->n++] = (struct wanted){ident, who};
}

static void want_person(struct finding *f, const char *number, int32_t who)
{
	char person[40];
	f->failed = cl_store_personal_ident(f->store, number, person, f->err) != 0;
	if (!f->failed)
		want(f, cl_strdup(&f->a, person), who);
}

static void collect(void *data, const char *key, int32_t who)
{
	struct finding *f = data;
	if (*key == 'F' || f->failed)
		return;
	if (*key == 'N')
		want_person(f, key + 1, who);
	else
		want(f, key, who);
}

/* Persons who were not found: a store from before old numbers were found by their new ones may know
 * them by the old one. */
static void collect_old(void *data, const char *key, int32_t who)
{
	struct finding *f = data;
	char old[16];
	if (*key == 'N' && !f->failed && f->im->who[who].id == 0 && cl_id_to_15(key + 1, old))
		want_person(f, old, who);
}

static int by_ident(const void *x, const void *y, void *data)
{
	const struct wanted *list = data;
	return strcmp(list[((const struct cl_item *)x)->at].ident,
		list[((const struct cl_item *)y)->at].ident);
}

static void belongs(struct cl_who *who, int64_t id)
{
	who->found |= id != 0;
	who->lacking |= id == 0;
	if (id == 0)
		return;
	who->clash |= who->id != 0 && who->id != id;
	who->id = id;
}

static int look_up(struct cl_import *im, void (*which)(void *, const char *, int32_t),
	struct finding *f, struct cl_err *err)
{
	f->n = f->order.n = 0;
	cl_map_each(im->map, which, f);
	if (f->failed)
		return -1;
	const char **idents = cl_xmalloc((f->n + 1) * sizeof *idents);
	int64_t *subjects = cl_xmalloc((f->n + 1) * sizeof *subjects);
	cl_ordered_sort(&f->order, by_ident, f->list);
	for (size_t i = 0; i < f->n; i++)
		idents[i] = f->list[f->order.item[i].at].ident;
	int rc = cl_store_by_idents(im->run->store, idents, f->n, subjects, err);
	for (size_t i = 0; rc == 0 && i < f->n; i++)
		belongs(&im->who[f->list[f->order.item[i].at].who], subjects[i]);
	free(idents);
	free(subjects);
	return rc;
}

static int find_idents(struct cl_import *im, struct cl_err *err)
{
	int rc = cl_store_any_subject(im->run->store, err);
	if (rc <= 0)
		return rc;
	struct finding f = {.im = im, .store = im->run->store, .err = err};
	f.list = cl_xmalloc((cl_map_count(im->map) + 1) * sizeof *f.list);
	rc = look_up(im, collect, &f, err);
	if (rc == 0)
		rc = look_up(im, collect_old, &f, err);
	cl_ordered_free(&f.order);
	cl_arena_free(&f.a);
	free(f.list);
	return rc;
}

static int find_subjects(struct cl_import *im, struct cl_err *err)
{
	if (find_idents(im, err) != 0)
		return -1;
	for (int32_t i = 0; i < im->nwho; i++) {
		int64_t hash; /* unmatched: the owner is minus the name's hash */
		if (!im->who[i].unmatched)
			continue;
		if (cl_store_name_hash(im->run->store, im->who[i].folded, im->who[i].personal,
			    &hash, err) != 0)
			return -1;
		im->who[i].id = -hash;
	}
	return 0;
}

/* ---- repeats and conflicts ---- */

void cl_import_fate(struct cl_import *im, struct cl_pending *p, uint8_t fate)
{
	im->unmatched += p->unmatched * ((fate == CL_FATE_NEW) - (p->fate == CL_FATE_NEW));
	im->fated[p->fate]--;
	im->fated[fate]++;
	p->fate = fate;
}

/* One row that contradicts what stands under its key: sent back with every field that differs. */
static void conflict(struct cl_import *im, struct cl_pending *p, const struct cl_differing *d,
	const char *with, struct cl_arena *a)
{
	struct cl_err e = {.pos = {im->columns.header.file, im->columns.header.sheet, p->line, 0}};
	snprintf(e.field, sizeof e.field, "%s", cl_change_label(d->key[0]));
	cl_fail(&e, CL_E_CONFLICT, _("same subject, list, department and document as %s, but: %s"),
		with, cl_change_says(d, a));
	cl_import_fate(im, p, CL_FATE_REJECTED);
	cl_import_tell(im, &e);
	cl_import_reject(im, p->row, &e, 0);
}

/* Which entries the store has under the keys of the rows, first ones of subjects that it knows:
 * p->entry, 0 where none. former: under the names that their departments had before they were
 * registered; what is found so stays with that name. */
static int find_entries(
	struct cl_import *im, const struct cl_chains *c, int former, struct cl_err *err)
{
	struct cl_store_key *list = cl_xmalloc(sizeof *list * (size_t)(im->n + 1));
	size_t n = 0;
	for (int32_t i = 0; i < im->n; i++) {
		const struct cl_pending *p = &im->p[i];
		int64_t owner = im->who[p->subject].id;
		int32_t by = former ? im->former[p->department] : p->department;
		if (!c->behind[i] && owner != 0 && by >= 0 && p->entry == 0)
			list[n++] = (struct cl_store_key){.owner = owner,
				.list = lists[p->list],
				.department = im->department[by],
				.key = p->key,
				.row = i};
	}
	int rc = n > 0 ? cl_store_by_keys(im->run->store, list, n, err) : 0;
	for (size_t i = 0; rc == 0 && i < n; i++) {
		struct cl_pending *p = &im->p[list[i].row];
		p->entry = list[i].entry;
		if (former && p->entry != 0)
			p->department = (uint16_t)im->former[p->department];
	}
	free(list);
	return rc;
}

static int any_former(const struct cl_import *im)
{
	for (int i = 0; i < im->ndepartments; i++)
		if (im->former[i] >= 0)
			return 1;
	return 0;
}

/* --update with a text as a mask leaves it would lose the text that stands: 1, sent back. */
static int masked_again(struct cl_import *im, struct cl_pending *p, const struct cl_differing *d)
{
	struct cl_err e = {.pos = {im->columns.header.file, im->columns.header.sheet, p->line, 0}};
	for (int i = 0; i < d->n; i++) {
		enum cl_field f = cl_field_by_key(d->key[i]);
		if (d->now[i] == NULL || !cl_given_masked(d->now[i]) ||
			(f != CL_F_NONE && cl_fields[f].kind == CL_K_IDENT))
			continue;
		snprintf(e.field, sizeof e.field, "%s", cl_change_label(d->key[i]));
		cl_fail(&e, CL_E_FORMAT, _("%s: %s is masked: give the text itself"),
			cl_change_label(d->key[i]), d->now[i]);
		cl_import_fate(im, p, CL_FATE_REJECTED);
		cl_import_tell(im, &e);
		cl_import_reject(im, p->row, &e, 0);
		return 1;
	}
	return 0;
}

static int known(struct cl_import *im, struct cl_pending *p, struct cl_arena *a, struct cl_err *err)
{
	struct cl_row_entry row;
	struct cl_flat mine, theirs;
	struct cl_differing d;
	int64_t entry = p->entry;
	int rc, withdrawn;
	if (entry == 0)
		return 0;
	cl_import_fate(im, p, CL_FATE_KNOWN);
	if (cl_store_entries(im->run->store, entry, entry, 1, a, &row, err) != 1 ||
		cl_change_stored(im->run, &row, a, &theirs, &withdrawn, err) != 0 ||
		cl_batch_body(im, p, a, &mine, err) != 0)
		return -1;
	int differs = row.origin == 0 &&
		      cl_change_find(&theirs, &mine, cl_opt(&im->run->opts, UPDATE) != NULL, a, &d);
	if (!differs && !withdrawn)
		return 0;
	const char *with = cl_sprintf(a, _("the stored entry E%lld"), (long long)entry);
	if (differs && cl_opt(&im->run->opts, UPDATE) == NULL) {
		conflict(im, p, &d, with, a);
		return 0;
	}
	if (differs && masked_again(im, p, &d))
		return 0;
	struct cl_err e = {.pos = {im->columns.header.file, im->columns.header.sheet, p->line, 0}};
	rc = cl_change_allowed(im->run, entry, a, &e, err);
	if (rc < 0)
		return -1;
	if (rc == 1) {
		cl_import_fate(im, p, CL_FATE_CHANGED);
		p->renewed = withdrawn != 0;
		return 0;
	}
	cl_import_fate(im, p, CL_FATE_REJECTED);
	im->run->refused_rule++;
	cl_import_tell(im, &e);
	cl_import_reject(im, p->row, &e, 0);
	return 0;
}

static void clash(struct cl_import *im, struct cl_pending *p)
{
	struct cl_err e = {.pos = {im->columns.header.file, im->columns.header.sheet, p->line, 0}};
	cl_fail(&e, CL_E_ID_MISMATCH,
		_("its identifiers belong to two different subjects of the store"));
	cl_import_fate(im, p, CL_FATE_REJECTED);
	cl_import_tell(im, &e);
	cl_import_reject(im, p->row, &e, 0);
}

/* The rows that share first's key: identical ones count once, different ones are all sent back,
 * each with what it says differently: than the first, or, of the first and its like, than another.
 */
static int same_in_file(struct cl_import *im, const struct cl_chains *c, int32_t first,
	struct cl_arena *a, struct cl_err *err)
{
	struct cl_flat one, other;
	struct cl_differing d = {0}, found;
	int32_t differ = -1;
	if (cl_batch_body(im, &im->p[first], a, &one, err) != 0)
		return -1;
	for (int32_t i = c->next[first]; i >= 0; i = c->next[i]) {
		if (cl_batch_body(im, &im->p[i], a, &other, err) != 0)
			return -1;
		if (cl_change_find(&one, &other, 0, a, &found) && differ < 0) {
			d = found;
			differ = i;
		}
		cl_import_fate(im, &im->p[i], CL_FATE_REPEAT);
	}
	for (int32_t i = c->next[first]; differ < 0 && i >= 0; i = c->next[i]) {
		im->repeats++;
		cl_warn(im->run, CL_W_REPEAT, _("identical rows of one file"));
	}
	for (int32_t i = first; differ >= 0 && i >= 0; i = c->next[i]) {
		if (cl_batch_body(im, &im->p[i], a, &other, err) != 0)
			return -1;
		int own = cl_change_find(&one, &other, 0, a, &found);
		conflict(im, &im->p[i], own ? &found : &d,
			cl_sprintf(a, _("row %ld"), (long)im->p[own ? first : differ].line), a);
	}
	return 0;
}

/* 5.6(2): red and black do not stand side by side; a row of the past that would bring that about
 * goes back. */
static int beside(
	struct cl_import *im, struct cl_pending *p, struct cl_arena *a, struct cl_err *err)
{
	struct cl_who *w = &im->who[p->subject];
	struct cl_err e = {.pos = {im->columns.header.file, im->columns.header.sheet, p->line, 0}};
	struct cl_listed other = {0, CL_NODAY};
	struct cl_flat f;
	int black = strcmp(lists[p->list], "black") == 0;
	if (w->unmatched || (!black && strcmp(lists[p->list], "red") != 0))
		return 0;
	if (cl_batch_body(im, p, a, &f, err) != 0)
		return -1;
	if (strcmp(cl_batch_past_kind(im, &f, a), "import_past") != 0)
		return 0;
	if (w->id != 0 && im->run->store != NULL &&
		cl_view_listed(im->run, w->id, 0, black ? "red" : "black", im->run->today, a,
			&other, err) != 0)
		return -1;
	if (other.entry != 0 && black)
		cl_fail(&e, CL_E_RULE,
			_("the subject is on the red list (E%lld): end that first with cl-exit "
			  "--reason blacklisted, then send the row again [5.6(2)]"),
			(long long)other.entry);
	else if (other.entry != 0)
		cl_fail(&e, CL_E_RULE,
			_("the subject is on the black list (E%lld): it cannot go on the red list "
			  "[5.6(2)]"),
			(long long)other.entry);
	else if (w->running & (black ? 1u : 2u))
		cl_fail(&e, CL_E_RULE,
			_("another row of the file has the subject on the other list: it cannot be "
			  "on both [5.6(2)]"));
	w->running |= (uint8_t)(e.code != CL_OK ? 0 : black ? 2 : 1);
	if (e.code == CL_OK)
		return 0;
	snprintf(e.clause, sizeof e.clause, "5.6(2)");
	cl_import_fate(im, p, CL_FATE_REJECTED);
	im->run->refused_rule++;
	cl_import_tell(im, &e);
	cl_import_reject(im, p->row, &e, 0);
	return 0;
}

/* What becomes of the rows that share the key of row first. */
static int resolve_chain(struct cl_import *im, const struct cl_chains *c, int32_t first,
	struct cl_arena *a, struct cl_err *err)
{
	struct cl_pending *p = &im->p[first];
	if (c->next[first] >= 0 && same_in_file(im, c, first, a, err) != 0)
		return -1;
	if (p->fate == CL_FATE_NEW && im->who[p->subject].clash)
		clash(im, p);
	else if (p->fate == CL_FATE_NEW && im->run->store != NULL && known(im, p, a, err) != 0)
		return -1;
	if (p->fate == CL_FATE_NEW && im->defaults.historical && beside(im, p, a, err) != 0)
		return -1;
	for (int32_t j = c->next[first]; j >= 0; j = c->next[j]) {
		struct cl_pending *q = &im->p[j]; /* repeats share the fate of the first */
		if (q->fate == CL_FATE_REPEAT && p->fate == CL_FATE_REJECTED) {
			cl_import_fate(im, q, CL_FATE_REJECTED);
			im->repeats--;
			struct cl_err e = {.pos.row = q->line};
			cl_fail(&e, CL_E_CONFLICT, "%s", cl_code_says(CL_E_CONFLICT));
			cl_import_reject(im, q->row, &e, 0);
		}
		q->entry = p->entry;
	}
	return 0;
}

/* Of a row that shares its key with none there is nothing to find out but in a store. */
static int stands_alone(const struct cl_import *im, const struct cl_chains *c, int32_t i)
{
	return c->next[i] < 0 && im->run->store == NULL && !im->defaults.historical;
}

/* Where nothing is stored or shown, bodies are made of the rows alone that something is to be said
 * of: those that share a key, and those of a code that comes under two names. */
static int bodies_asked_for(struct cl_import *im, const struct cl_chains *c, struct cl_err *err)
{
	int names = im->several > 0 && cl_opt(&im->run->opts, SAME_SUBJECT) == NULL;
	if (c->shared == 0 && !names)
		return 0;
	unsigned char *wanted = cl_xcalloc((size_t)im->n + 1, 1);
	for (long i = 0; i < im->n; i++)
		wanted[i] = c->behind[i] || c->next[i] >= 0 ||
			    (names && im->who[im->p[i].subject].another != 0);
	int rc = cl_second_bodies(im, wanted, err);
	free(wanted);
	return rc == 0 && names ? cl_names_note_again(im, err) : rc;
}

/* The chains of the rows that their names do not send back. */
static int chain_rows(struct cl_import *im, struct cl_chains *c, struct cl_err *err)
{
	cl_chains_make(im, c);
	if (im->brief && bodies_asked_for(im, c, err) != 0)
		return -1;
	long before = im->nreject;
	if (cl_names_resolve(im, err) != 0)
		return -1;
	if (im->nreject > before) {
		cl_chains_free(c);
		cl_chains_make(im, c);
	}
	return 0;
}

int cl_batch_resolve(struct cl_import *im, struct cl_err *err)
{
	struct cl_arena a = {0};
	struct cl_chains c = {0};
	int rc = im->run->store != NULL ? find_subjects(im, err) : 0;
	if (rc == 0)
		rc = chain_rows(im, &c, err);
	if (rc == 0 && im->run->store != NULL)
		rc = find_entries(im, &c, 0, err);
	if (rc == 0 && im->run->store != NULL && any_former(im))
		rc = find_entries(im, &c, 1, err);
	for (int32_t i = 0; rc == 0 && i < im->n; i++) {
		if (c.behind[i] || stands_alone(im, &c, i))
			continue;
		rc = resolve_chain(im, &c, i, &a, err);
		cl_arena_reset(&a);
	}
	cl_chains_free(&c);
	cl_arena_free(&a);
	return rc;
}
