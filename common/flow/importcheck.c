/* The rows of one import: each checked, then accepted with its subject and department, or sent
 * back. */
#include "flow/import.h"
#include "flow/chain.h"
#include "flow/crew.h"
#include "base/date.h"
#include "flow/departments.h"
#include "flow/header.h"
#include "flow/officers.h"
#include "flow/progress.h"
#include "flow/show.h"
#include "flow/standards.h"
#include "rules/mask.h"
#include <string.h>

static int32_t new_who(struct cl_import *im, const struct cl_outcome *o)
{
	if (im->nwho == im->cwho) {
		size_t had = (size_t)im->nwho, room = had > 0 ? 2 * had : (size_t)im->expected;
		im->cwho = (int32_t)room;
		im->who = cl_xlarge(im->who, sizeof *im->who * had, sizeof *im->who * room);
	}
	im->who[im->nwho] = (struct cl_who){.unmatched = o->unmatched,
		.personal = o->natural,
		.last = -1,
		.folded = o->unmatched ? cl_strdup(&im->keep, o->ident[0] + 2) : NULL};
	return im->nwho++;
}

/* The run's subject of a row: by its identifiers, or, without any, by its folded name among such
 * rows only. -1: its identifiers name two subjects. */
static int32_t who_of(struct cl_import *im, const struct cl_outcome *o)
{
	int32_t who = -1;
	int made;
	if (o->nident == 1) { /* most: looked up and entered at once */
		who = cl_map_put(im->map, o->ident[0], o->hash, im->nwho, &made);
		return made ? new_who(im, o) : who;
	}
	for (int i = 0; i < o->nident; i++) {
		int32_t w = cl_map_find(im->map, o->ident[i]);
		if (w >= 0 && who >= 0 && w != who)
			return -1;
		who = w >= 0 ? w : who;
	}
	if (who < 0)
		who = new_who(im, o);
	for (int i = 0; i < o->nident; i++)
		cl_map_get(im->map, o->ident[i], who, &made);
	return who;
}

static void note_told(struct cl_import *im, const char *person)
{
	for (int i = 0; i < im->ntold; i++)
		if (strcmp(im->told[i], person) == 0)
			return;
	if ((im->ntold & (im->ntold - 1)) == 0)
		im->told = cl_xrealloc(
			im->told, sizeof *im->told * (size_t)(im->ntold > 0 ? 2 * im->ntold : 1));
	im->told[im->ntold++] = cl_strdup(&im->keep, person);
}

const char *cl_import_text(struct cl_import *im, const char *text, struct cl_arena *a)
{
	text = cl_show_text_masked(text, a);
	for (int i = 0; i < im->ntold; i++)
		text = cl_show_text_about(text, im->told[i], a);
	return text;
}

static void accept(struct cl_import *im, struct cl_outcome *o, int department, struct cl_arena *a)
{
	int32_t who = who_of(im, o);
	if (who < 0) {
		cl_fail(cl_outcome_error(o, NULL, a), CL_E_ID_MISMATCH,
			_("its identifiers belong to two different subjects of this file"));
		cl_import_reject_row(im, im->read, o);
		return;
	}
	if (im->n == im->cap) {
		size_t had = (size_t)im->n, room = had > 0 ? had + had / 2 : (size_t)im->expected;
		im->cap = (long)room;
		im->p = cl_xlarge(im->p, sizeof *im->p * had, sizeof *im->p * room);
		im->before =
			cl_xlarge(im->before, sizeof *im->before * had, sizeof *im->before * room);
	}
	struct cl_pending *p = &im->p[im->n++];
	*p = (struct cl_pending){.subject = who,
		.row = (uint32_t)im->read,
		.line = (uint32_t)o->pos.row,
		.department = (uint16_t)department,
		.list = o->list,
		.name = o->name,
		.hashed = o->hashed,
		.plain = o->plain && !im->odd[department],
		.unmatched = o->unmatched,
		.at = o->at,
		.len = o->len};
	memcpy(p->key, o->key, sizeof p->key);
	im->fated[CL_FATE_NEW]++;
	im->unmatched += o->unmatched;
	cl_chain_note(im, (int32_t)im->n - 1);
	cl_names_note(im, (int32_t)im->n - 1);
	if (o->told != NULL)
		note_told(im, o->told);
}

/* Number of a department by its name. */
static int32_t numbered(struct cl_import *im, const char *name, int there)
{
	int n = im->ndepartments;
	for (int i = 0; i < n; i++)
		if (strcmp(im->department[i], name) == 0)
			return i;
	if ((n & (n - 1)) == 0) {
		size_t room = n > 0 ? 2 * (size_t)n : 1;
		im->department = cl_xrealloc(im->department, room * sizeof *im->department);
		im->standing = cl_xrealloc(im->standing, room * sizeof *im->standing);
		im->odd = cl_xrealloc(im->odd, room * sizeof *im->odd);
		im->former = cl_xrealloc(im->former, room * sizeof *im->former);
	}
	im->department[n] = cl_strdup(&im->keep, name);
	im->odd[n] = cl_text_personal(name) != 0;
	im->standing[n] = there ? im->department[n] : NULL;
	im->former[n] = -1;
	return im->ndepartments++;
}

/* Where the number of a department stands that a memo has the name of; NULL: it is none of a memo.
 */
static struct cl_lately *lately(struct cl_import *im, const char *written)
{
	return cl_spool_is_steady(im->spool, written)
		       ? &im->lately[(uintptr_t)written * 0x9e3779b97f4a7c15u >> 58]
		       : NULL;
}

/* Number of a row's department; -1: the row was given an error, -2 *err. */
static int find_department(
	struct cl_import *im, struct cl_outcome *o, struct cl_arena *a, struct cl_err *err)
{
	const char *written = o->department, *name = written,
		   *label = cl_fields[CL_F_DEPARTMENT].label;
	int made;
	int32_t known = cl_map_find(im->departments, written);
	if (known >= 0)
		return known;
	struct cl_err bad = {0};
	int there = im->run->store != NULL ? cl_department_find(im->run, written, &name, &bad) : 0;
	if (there < 0) {
		if (bad.code != CL_E_DEPARTMENT) {
			*err = bad;
			return -2;
		}
		cl_fail(cl_outcome_error(o, label, a), bad.code, "%s", bad.text);
		return -1;
	}
	if (!there && im->filled && cl_opt(&im->run->opts, NEW_DEPARTMENT) == NULL) {
		cl_department_unknown(im->run, written, 1, cl_outcome_error(o, label, a));
		return -1;
	}
	const char *ignored;
	int may = im->run->store != NULL ? cl_officers_may(im->run, name, &ignored, err) : 1;
	if (may < 0)
		return -2;
	if (!may) {
		cl_officers_refuse(im->run, name, cl_outcome_error(o, label, a));
		return -1;
	}
	int32_t number = numbered(im, name, there);
	const char *former;
	int had = there ? cl_department_former(im->run, name, &former, err) : 0;
	if (had < 0)
		return -2;
	int32_t before = had ? numbered(im, former, 1) : -1; /* the arrays may move */
	im->former[number] = before;
	return cl_map_get(im->departments, written, number, &made);
}

static int department_of(
	struct cl_import *im, struct cl_outcome *o, struct cl_arena *a, struct cl_err *err)
{
	struct cl_lately *l = lately(im, o->department);
	if (l != NULL && l->written == o->department)
		return l->number;
	int number = find_department(im, o, a, err);
	if (l != NULL && number >= 0)
		*l = (struct cl_lately){o->department, number};
	return number;
}

static int standard_of(
	struct cl_import *im, struct cl_outcome *o, struct cl_arena *a, struct cl_err *err)
{
	static const char *last; /* one standard serves a whole file */
	struct cl_standard std;
	if (im->run->store == NULL || (last != NULL && strcmp(last, o->standard) == 0))
		return 0;
	int rc = cl_standard_find(im->run, o->standard, CL_NODAY, &im->keep, &std, err);
	if (rc == 1)
		last = cl_strdup(&im->run->arena, o->standard);
	if (rc == 0)
		cl_fail(cl_outcome_error(o, NULL, a), CL_E_STANDARD,
			_("standard %s is not registered"), o->standard);
	return rc < 0 ? -1 : 0;
}

/* Of an accepted row: what keeps it from publication. */
static void warn_of(struct cl_import *im, const struct cl_outcome *o)
{
	if (o->hold)
		cl_warn(im->run, CL_W_HELD,
			_("free text holds a personal number or telephone: sealed"));
	if (o->unpublished)
		cl_warn(im->run, CL_W_UNPUBLISHED,
			_("historical rows that do not say their disclosure"));
}

/* Whether a department is the option's by another of its names; a file says the same one again and
 * again. What means two is no contradiction, but department_of's error. */
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
	int rc = cl_department_find(run, written, &name, &quiet);
	same = rc < 0 || (rc == 1 && strcmp(name, given) == 0);
	return same;
}

static int take_row(
	struct cl_import *im, struct cl_outcome *o, struct cl_arena *a, struct cl_err *err)
{
	int department = 0;
	im->read++;
	cl_progress(im->run, N_("checked"), im->read);
	if (o->secret && o->lone)
		return cl_header_secret(&o->pos, err);
	if (o->other_department &&
		!same_department(im->run, o->department, im->defaults.department))
		cl_check_contradicts(cl_outcome_error(o, cl_fields[CL_F_DEPARTMENT].label, a),
			o->department, im->defaults.department);
	if (o->nerr == 0 && o->standard != NULL && standard_of(im, o, a, err) != 0)
		return -1;
	if (o->nerr == 0)
		department = department_of(im, o, a, err);
	if (department == -2)
		return -1;
	if (o->nerr > 0)
		cl_import_reject_row(im, im->read, o);
	else
		accept(im, o, department, a);
	if (o->nerr == 0)
		warn_of(im, o);
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
