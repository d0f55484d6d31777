/* One code under different names: a rename, branch sites that share a code, or a wrong code. No
 * program can tell; a person does, with --same-subject (DATA, "Traps"). */
#include "flow/import.h"
#include "base/utf8.h"
#include "flow/view.h"
#include "rules/mask.h"
#include <stdio.h>
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
	if (cl_spool_get(im->spool, p->at, p->len, a, &f, err) != 0)
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

/* Whether the store knows the row's subject under the row's name, or under none at all: 1/0/-1. */
static int knows(
	struct cl_import *im, const struct cl_pending *p, struct cl_arena *a, struct cl_err *err)
{
	struct cl_flat f;
	struct cl_buf b = {0};
	struct cl_who *w = &im->who[p->subject];
	if (cl_spool_get(im->spool, p->at, p->len, a, &f, err) != 0)
		return -1;
	const char *name = cl_flat_get(&f, "name");
	int rc = name == NULL || cl_fold(name, strlen(name), &b) != 0
			 ? 1
			 : cl_store_has_name(
				   im->run->store, cl_buf_cstr(&b), w->personal, w->id, err);
	if (rc == 0)
		rc = among(im, w, cl_buf_cstr(&b), a, err);
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
	p->fate = CL_FATE_REJECTED;
	cl_import_tell(im, &e);
	cl_import_reject(im, p->row, &e, 0);
	return 0;
}

int cl_names_resolve(struct cl_import *im, struct cl_err *err)
{
	struct cl_arena a = {0};
	int rc = 0, same = cl_opt(&im->run->opts, SAME_SUBJECT) != NULL;
	for (long i = 0; rc >= 0 && i < im->n; i++) {
		struct cl_pending *p = &im->p[i];
		const struct cl_who *w = &im->who[p->subject];
		if (p->name == 0 || w->unmatched || (w->id == 0 && w->another == 0))
			continue;
		rc = w->id > 0 ? knows(im, p, &a, err) : 0;
		if (rc == 0 && same)
			p->renamed = 1;
		else if (rc == 0)
			rc = reject(im, p, &a, err);
		cl_arena_reset(&a);
	}
	cl_arena_free(&a);
	return rc < 0 ? -1 : 0;
}
