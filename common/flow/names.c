/* One code under different names: a rename, branch sites that share a code, or a wrong code. No
 * program can tell; a person does, with --same-subject (DATA, "Traps"). */
#include "flow/import.h"
#include "base/hash.h"
#include "base/utf8.h"
#include "flow/view.h"
#include "rules/mask.h"
#include "store/order.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *shown(const char *name, int natural, struct cl_arena *a)
{
	struct cl_buf b = {0};
	if (natural)
		cl_mask_name(name, &b);
	else
		cl_mask_text(name, &b);
	const char *out = cl_strdup(a, cl_buf_cstr(&b));
	cl_buf_free(&b);
	return out;
}

static int row_name(struct cl_import *im, int32_t row, int natural, struct cl_arena *a,
	const char **out, struct cl_err *err)
{
	struct cl_flat f;
	const struct cl_pending *p = &im->p[row];
	if (cl_batch_body(im, p, a, &f, err) != 0)
		return -1;
	const char *name = cl_flat_get(&f, "name");
	*out = shown(name != NULL ? name : "", natural, a);
	return 0;
}

/* The names of a subject's entries: 1 where folded is among them or there are none, else 0 with one
 * of them. */
static int among(struct cl_import *im, struct cl_who *w, const char *folded, struct cl_arena *a,
	struct cl_err *err)
{
	int64_t *ids;
	int n;
	struct cl_buf b = {0};
	int found = 1;
	if (cl_store_subject_entries(im->run->store, w->id, a, &ids, &n, err) != 0)
		return -1;
	for (int i = 0; i < n; i++) {
		struct cl_view v;
		int rc = cl_view_load(im->run, ids[i], INT32_MAX - 1, a, &v, err);
		const char *name = rc == 1 ? cl_get(&v.rec, NAME) : NULL;
		if (rc < 0)
			return -1;
		if (name == NULL)
			continue;
		cl_buf_reset(&b);
		if (cl_fold(name, strlen(name), &b) == 0 && strcmp(b.p, folded) == 0) {
			found = 1;
			break;
		}
		w->known = shown(name, v.natural, &im->keep);
		found = 0;
	}
	cl_buf_free(&b);
	return found;
}

static int by_subject(const void *x, const void *y, void *data)
{
	const struct cl_store_name *list = data, *a = &list[((const struct cl_item *)x)->at],
				   *b = &list[((const struct cl_item *)y)->at];
	return (a->subject > b->subject) - (a->subject < b->subject);
}

/* By hash and subject, as the store has them. */
static struct cl_store_name *ordered(struct cl_store_name *list, size_t n)
{
	struct cl_ordered o = {0};
	struct cl_store_name *out = cl_xmalloc(sizeof *out * (n + 1));
	for (size_t i = 0; i < n; i++)
		cl_ordered_add(&o, cl_order_of_number(list[i].hash), (int64_t)i);
	cl_ordered_sort(&o, by_subject, list);
	for (size_t i = 0; i < n; i++)
		out[i] = list[o.item[i].at];
	cl_ordered_free(&o);
	free(list);
	return out;
}

/* The row's folded name; "" where it has none. */
static int folded_name(
	struct cl_import *im, int32_t row, struct cl_arena *a, struct cl_buf *b, struct cl_err *err)
{
	struct cl_flat f;
	const struct cl_pending *p = &im->p[row];
	cl_buf_reset(b);
	if (cl_batch_body(im, p, a, &f, err) != 0)
		return -1;
	const char *name = cl_flat_get(&f, "name");
	if (name != NULL && cl_fold(name, strlen(name), b) != 0)
		cl_buf_reset(b);
	return 0;
}

void cl_names_note(struct cl_import *im, int32_t row)
{
	uint64_t name = im->p[row].name;
	struct cl_who *w = &im->who[im->p[row].subject];
	if (name == 0 || w->unmatched)
		return;
	if (w->name == 0) {
		w->name = name;
		w->first = row;
	} else if (w->name != name && w->another == 0) {
		w->another = row;
		im->several++;
	}
}

int cl_names_note_again(struct cl_import *im, struct cl_err *err)
{
	struct cl_arena a = {0};
	struct cl_buf b = {0};
	unsigned char *again = cl_xcalloc((size_t)im->nwho + 1, 1);
	int rc = 0;
	im->several = 0;
	for (int32_t i = 0; i < im->nwho; i++)
		if (im->who[i].another != 0) {
			again[i] = 1;
			im->who[i].name = 0;
			im->who[i].another = 0;
		}
	for (int32_t i = 0; rc == 0 && i < im->n; i++) {
		struct cl_pending *p = &im->p[i];
		if (!again[p->subject])
			continue;
		rc = folded_name(im, i, &a, &b, err);
		p->name = b.n > 0 ? cl_hash64(b.p, b.n) | 1 : 0;
		cl_names_note(im, i);
		cl_arena_reset(&a);
	}
	free(again);
	cl_buf_free(&b);
	cl_arena_free(&a);
	return rc;
}

/* Rows of known subjects under names that the store does not know of them, flagged in unknown. */
static int find_unknown(
	struct cl_import *im, unsigned char *unknown, struct cl_arena *a, struct cl_err *err)
{
	struct cl_store_name *list = cl_xmalloc(sizeof *list * (size_t)(im->n + 1));
	struct cl_buf b = {0};
	size_t n = 0;
	int rc = 0;
	for (int32_t i = 0; rc == 0 && i < im->n; i++) {
		const struct cl_who *w = &im->who[im->p[i].subject];
		struct cl_store_name *k = &list[n];
		if (im->p[i].name == 0 || w->unmatched || w->id <= 0)
			continue;
		*k = (struct cl_store_name){(int64_t)im->p[i].name, w->id, i, 0};
		if (im->p[i].hashed && !w->personal) {
			n++;
			continue;
		}
		rc = folded_name(im, i, a, &b, err);
		cl_arena_reset(a);
		if (rc != 0 || b.n == 0)
			continue;
		rc = cl_store_name_hash(im->run->store, b.p, w->personal, &k->hash, err);
		n += rc == 0;
	}
	if (rc == 0 && n > 0) {
		list = ordered(list, n);
		rc = cl_store_have_names(im->run->store, list, n, err);
	}
	for (size_t i = 0; rc == 0 && i < n; i++) {
		unknown[list[i].row] = !list[i].there;
		im->p[list[i].row].named = list[i].there != 0;
	}
	cl_buf_free(&b);
	free(list);
	return rc;
}

/* Whether the store knows the row's subject under the row's name all the same, or under none at
 * all: 1/0/-1. */
static int knows(struct cl_import *im, int32_t row, struct cl_arena *a, struct cl_err *err)
{
	struct cl_buf b = {0};
	int rc = folded_name(im, row, a, &b, err);
	if (rc == 0)
		rc = among(im, &im->who[im->p[row].subject], cl_buf_cstr(&b), a, err);
	cl_buf_free(&b);
	return rc;
}

static int reject(
	struct cl_import *im, struct cl_pending *p, struct cl_arena *a, struct cl_err *err)
{
	const struct cl_who *w = &im->who[p->subject];
	struct cl_err e = {.pos = {im->columns.header.file, im->columns.header.sheet, p->line, 0}};
	const char *mine, *other = w->id > 0 ? w->known : NULL, *where = "";
	if (row_name(im, (int32_t)(p - im->p), w->personal, a, &mine, err) != 0)
		return -1;
	if (other == NULL) {
		int32_t row = p->name == w->name ? w->another : w->first;
		where = cl_sprintf(a, _(" (row %ld)"), (long)im->p[row].line);
		if (row_name(im, row, w->personal, a, &other, err) != 0)
			return -1;
	}
	snprintf(e.field, sizeof e.field, "%s", cl_fields[CL_F_NAME].label);
	cl_fail(&e, CL_E_NAME, _("one code under two names: %s, and %s%s"), mine, other, where);
	cl_import_fate(im, p, CL_FATE_REJECTED);
	cl_import_tell(im, &e);
	cl_import_reject(im, p->row, &e, 0);
	return 0;
}

/* 1: the row's name is one of its subject's; 0; -1. Where --same-subject was said, the names that
 * subjects are found by are enough: no entry is read. */
static int fits(struct cl_import *im, int32_t row, const unsigned char *unknown, struct cl_arena *a,
	struct cl_err *err)
{
	const struct cl_pending *p = &im->p[row];
	const struct cl_who *w = &im->who[p->subject];
	if (p->name == 0 || w->unmatched)
		return 1;
	if (w->id > 0)
		return !unknown[row]                                  ? 1
		       : cl_opt(&im->run->opts, SAME_SUBJECT) != NULL ? 0
								      : knows(im, row, a, err);
	return w->another == 0;
}

int cl_names_resolve(struct cl_import *im, struct cl_err *err)
{
	struct cl_arena a = {0};
	int same = cl_opt(&im->run->opts, SAME_SUBJECT) != NULL;
	if (im->run->store == NULL && im->several == 0)
		return 0;
	unsigned char *unknown = cl_xmalloc((size_t)im->n + 1);
	memset(unknown, 0, (size_t)im->n + 1);
	int rc = im->run->store != NULL ? find_unknown(im, unknown, &a, err) : 0;
	for (int32_t i = 0; rc >= 0 && i < im->n; i++) {
		rc = fits(im, i, unknown, &a, err);
		if (rc == 0 && same)
			im->p[i].renamed = 1;
		else if (rc == 0)
			rc = reject(im, &im->p[i], &a, err);
		cl_arena_reset(&a);
	}
	cl_arena_free(&a);
	free(unknown);
	return rc < 0 ? -1 : 0;
}
