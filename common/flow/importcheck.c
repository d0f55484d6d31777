/* The rows of one import: each checked, then accepted with its subject and department, or sent
 * back. */
#include "flow/import.h"
#include "flow/body.h"
#include "flow/crew.h"
#include "base/date.h"
#include "base/hash.h"
#include "flow/departments.h"
#include "flow/header.h"
#include "flow/idcheck.h"
#include "flow/officers.h"
#include "flow/progress.h"
#include "flow/standards.h"
#include <string.h>

static int32_t new_who(struct cl_import *im, const struct cl_checked *k, int unmatched)
{
	if (im->nwho == im->cwho) {
		im->cwho = im->cwho ? 2 * im->cwho : 256;
		im->who = cl_xrealloc(im->who, sizeof *im->who * (size_t)im->cwho);
	}
	im->who[im->nwho] = (struct cl_who){.unmatched = unmatched != 0,
		.personal = k->natural != 0,
		.folded = unmatched ? cl_strdup(&im->keep, k->folded) : NULL};
	return im->nwho++;
}

/* The run's subject of a row: by its identifiers, or, without any, by its folded name among such
 * rows only. -1: its identifiers name two subjects. */
static int32_t who_of(struct cl_import *im, const struct cl_checked *k, struct cl_arena *a)
{
	int32_t who = -1;
	int made;
	if (k->nident == 0) {
		who = cl_map_get(im->map,
			cl_sprintf(a, "F%d%s", k->natural, k->folded != NULL ? k->folded : ""),
			im->nwho, &made);
		return made ? new_who(im, k, 1) : who;
	}
	if (k->nident == 1) { /* most: looked up and entered at once */
		who = cl_map_get(im->map, k->ident[0], im->nwho, &made);
		return made ? new_who(im, k, 0) : who;
	}
	for (int i = 0; i < k->nident; i++) {
		int32_t w = cl_map_find(im->map, k->ident[i]);
		if (w >= 0 && who >= 0 && w != who)
			return -1;
		who = w >= 0 ? w : who;
	}
	if (who < 0)
		who = new_who(im, k, 0);
	for (int i = 0; i < k->nident; i++)
		cl_map_get(im->map, k->ident[i], who, &made);
	return who;
}

/* The store's hash of the name, which need not be made again then; of natural persons, whose hash
 * is keyed, another. */
static uint64_t name_of(const struct cl_checked *k, uint8_t *hashed)
{
	const char *kind = cl_get(&k->rec, SUBJECT_KIND);
	struct cl_err later = {0};
	int64_t hash;
	if (k->folded == NULL || *k->folded == '\0')
		return 0;
	*hashed = !k->natural && (kind == NULL || strcmp(kind, "natural") != 0) &&
		  cl_store_name_hash(NULL, k->folded, 0, &hash, &later) == 0;
	return *hashed ? (uint64_t)hash : cl_hash64(k->folded, strlen(k->folded)) | 1;
}

/* One code under two names of a file is asked about (DATA, "Traps"): cl_names_resolve. */
static void note_name(struct cl_import *im, struct cl_who *w, uint64_t name)
{
	if (name == 0 || w->unmatched)
		return;
	if (w->name == 0) {
		w->name = name;
		w->first = (int32_t)im->n - 1;
	} else if (w->name != name && w->another == 0) {
		w->another = (int32_t)im->n - 1;
	}
}

static int add_body(struct cl_import *im, const struct cl_checked *k, struct cl_pending *p,
	struct cl_arena *a, struct cl_err *err)
{
	struct cl_buf again = {0};
	const char *body = k->body;
	size_t n = k->body_len;
	if (k->other_name) {
		cl_body_put(im->spool, k, 0, a, &again);
		body = again.p;
		n = again.n;
	}
	p->len = (uint32_t)n;
	int rc = cl_spool_add(im->spool, body, n, &p->at, err);
	cl_buf_free(&again);
	return rc;
}

static int accept(struct cl_import *im, struct cl_checked *k, const struct cl_row *row,
	int department, struct cl_arena *a, struct cl_err *err)
{
	static const char *const lists[] = {"red", "black", "watch"};
	int32_t who = who_of(im, k, a);
	if (who < 0) {
		struct cl_err *e = cl_check_error(k, &row->pos, 0, NULL);
		cl_fail(e, CL_E_ID_MISMATCH,
			_("its identifiers belong to two different subjects of this file"));
		cl_import_reject_row(im, im->read, k);
		return 0;
	}
	if (im->n == im->cap) {
		im->cap = im->cap ? im->cap + im->cap / 2 : 256;
		im->p = cl_xrealloc(im->p, sizeof *im->p * (size_t)im->cap);
	}
	struct cl_pending *p = &im->p[im->n++];
	*p = (struct cl_pending){.subject = who,
		.row = (uint32_t)im->read,
		.line = (uint32_t)row->pos.row,
		.department = (uint16_t)department};
	p->name = name_of(k, &p->hashed);
	note_name(im, &im->who[who], p->name);
	for (uint8_t i = 0; i < 3; i++)
		if (strcmp(lists[i], cl_get(&k->rec, LIST)) == 0)
			p->list = i;
	memcpy(p->key, k->key, sizeof p->key);
	return add_body(im, k, p, a, err);
}

static void go_by(struct cl_checked *k, const char *name)
{
	k->other_name |= strcmp(cl_get(&k->rec, DEPARTMENT), name) != 0;
	k->rec.v[CL_F_DEPARTMENT] = name;
}

/* Register name and number of a row's department; -1: the row was given an error. */
static int department_of(
	struct cl_import *im, struct cl_checked *k, const struct cl_row *row, struct cl_err *err)
{
	const char *written = cl_get(&k->rec, DEPARTMENT), *name = written;
	int made;
	int32_t known = cl_map_find(im->departments, written);
	if (known >= 0) {
		go_by(k, im->department[known]);
		return known;
	}
	int there = im->run->store != NULL ? cl_department_find(im->run, written, &name, err) : 0;
	if (there < 0)
		return -2;
	if (!there && im->filled && cl_opt(&im->run->opts, NEW_DEPARTMENT) == NULL) {
		struct cl_err *e =
			cl_check_error(k, &row->pos, 0, cl_fields[CL_F_DEPARTMENT].label);
		cl_department_unknown(im->run, written, e);
		return -1;
	}
	const char *ignored;
	int may = im->run->store != NULL ? cl_officers_may(im->run, name, &ignored, err) : 1;
	if (may < 0)
		return -2;
	if (!may) {
		cl_officers_refuse(im->run, name,
			cl_check_error(k, &row->pos, 0, cl_fields[CL_F_DEPARTMENT].label));
		return -1;
	}
	go_by(k, name);
	for (int i = 0; i < im->ndepartments; i++)
		if (strcmp(im->department[i], name) == 0)
			return cl_map_get(im->departments, written, i, &made);
	if ((im->ndepartments & (im->ndepartments - 1)) == 0) {
		size_t room = im->ndepartments > 0 ? 2 * (size_t)im->ndepartments : 1;
		im->department = cl_xrealloc(im->department, room * sizeof *im->department);
		im->standing = cl_xrealloc(im->standing, room * sizeof *im->standing);
	}
	im->department[im->ndepartments] = cl_strdup(&im->keep, name);
	im->standing[im->ndepartments] = there ? im->department[im->ndepartments] : NULL;
	return cl_map_get(im->departments, written, im->ndepartments++, &made);
}

static int standard_of(
	struct cl_import *im, struct cl_checked *k, const struct cl_row *row, struct cl_err *err)
{
	const char *code = cl_get(&k->rec, STANDARD);
	static const char *last; /* one standard serves a whole file */
	struct cl_standard std;
	if (code == NULL || im->run->store == NULL || (last != NULL && strcmp(last, code) == 0))
		return 0;
	int rc = cl_standard_find(im->run, code, CL_NODAY, &im->keep, &std, err);
	if (rc == 1)
		last = cl_strdup(&im->run->arena, code);
	if (rc == 0 && k->nerr < CL_ROW_ERRORS) {
		struct cl_err *e = cl_check_error(k, &row->pos, 0, NULL);
		cl_fail(e, CL_E_STANDARD, _("standard %s is not registered"), code);
	}
	return rc < 0 ? -1 : 0;
}

/* Of an accepted row: what keeps it from publication. */
static void warn_of(struct cl_import *im, const struct cl_checked *k)
{
	const char *until = cl_get(&k->rec, VALID_UNTIL);
	if (k->hold)
		cl_warn(im->run, CL_W_HELD,
			_("free text holds a personal number or telephone: sealed"));
	if (!im->defaults.historical || cl_get(&k->rec, DISCLOSURE) != NULL ||
		cl_get(&k->rec, EXITED_ON) != NULL || strcmp(cl_get(&k->rec, LIST), "watch") == 0)
		return;
	if (until == NULL || cl_day_parse(until) >= im->run->today)
		cl_warn(im->run, CL_W_UNPUBLISHED,
			_("historical rows that do not say their disclosure"));
}

/* Whether a department is the option's by another of its names; a file says the same one again and
 * again. */
static int same_department(struct cl_run *run, const char *written, const char *given)
{
	static struct cl_buf last; /* one per process */
	static int same;
	struct cl_err quiet = {0};
	const char *name = written;
	if (run->store == NULL || strcmp(cl_buf_cstr(&last), written) == 0)
		return run->store != NULL && same;
	cl_buf_reset(&last);
	cl_buf_str(&last, written);
	same = cl_department_find(run, written, &name, &quiet) == 1 && strcmp(name, given) == 0;
	return same;
}

static int take_row(struct cl_import *im, const struct cl_row *row, struct cl_checked *k,
	struct cl_arena *a, struct cl_err *err)
{
	int department = 0;
	im->read++;
	cl_progress(im->run, N_("checked"), im->read);
	if (k->secret && cl_columns_lone(row))
		return cl_header_secret(&row->pos, err);
	if (k->other_department &&
		!same_department(im->run, cl_get(&k->rec, DEPARTMENT), im->defaults.department))
		cl_check_contradicts(k, row, CL_F_DEPARTMENT, im->defaults.department);
	if (k->nerr == 0 && standard_of(im, k, row, err) != 0)
		return -1;
	if (k->nerr == 0)
		department = department_of(im, k, row, err);
	if (department == -2)
		return -1;
	if (k->nerr > 0)
		cl_import_reject_row(im, im->read, k);
	else if (accept(im, k, row, department, a, err) != 0)
		return -1;
	if (k->nerr == 0)
		warn_of(im, k);
	return 0;
}

int cl_import_check(struct cl_import *im, struct cl_err *err)
{
	if (cl_crew_check(im, take_row, err) != 0)
		return -1;
	for (int i = 0; i < im->columns.n; i++) {
		const struct cl_column *c = &im->columns.col[i];
		if (c->incomplete > 0)
			cl_warn(im->run, CL_W_DATE, _("column %s: %ld dates without a day"),
				c->header, c->incomplete);
		if (c->field == CL_F_NONE && !c->ignored && !c->mapped && !c->told)
			cl_warn(im->run, CL_W_EXTRA, _("column %s is not known here"),
				*c->header != '\0'
					? c->header
					: cl_sprintf(&im->run->arena, _("number %d"), i + 1));
	}
	return 0;
}
