#include "flow/select.h"
#include "flow/standards.h"
#include <string.h>

static int add_range(struct cl_run *run, struct cl_want *w, int64_t first, int64_t last)
{
	if ((w->nrange & (w->nrange - 1)) == 0) {
		struct cl_range *r = cl_alloc(
			&run->arena, sizeof *r * (size_t)(w->nrange > 0 ? 2 * w->nrange : 1));
		if (w->nrange > 0)
			memcpy(r, w->range, sizeof *r * (size_t)w->nrange);
		w->range = r;
	}
	w->range[w->nrange++] = (struct cl_range){first, last};
	return 0;
}

static int by_entry(
	struct cl_run *run, struct cl_want *w, const char *list, int64_t max, struct cl_err *err)
{
	const char *one;
	int64_t id;
	while (cl_opt_piece(&list, &run->arena, &one)) {
		if (cl_id_parse(one, 'E', &id) != 0)
			return cl_fail(err, CL_E_USAGE, _("%s is no entry number (E17)"), one);
		if (id > max)
			return cl_fail(err, CL_E_NOENTRY, _("there is no entry %s"), one);
		add_range(run, w, id, id);
	}
	return 0;
}

static int by_subject(struct cl_run *run, struct cl_want *w, const char *list, struct cl_err *err)
{
	const char *one;
	int64_t id, *ids;
	int n;
	while (cl_opt_piece(&list, &run->arena, &one)) {
		struct cl_subject s;
		if (cl_id_parse(one, 'S', &id) != 0)
			return cl_fail(err, CL_E_USAGE, _("%s is no subject number (S9)"), one);
		int rc = cl_store_subject(run->store, id, &run->arena, &s, err);
		if (rc != 1)
			return rc < 0 ? -1
				      : cl_fail(err, CL_E_NOSUBJECT, _("there is no subject %s"),
						one);
		if (cl_store_subject_entries(run->store, id, &run->arena, &ids, &n, err) != 0)
			return -1;
		for (int i = 0; i < n; i++)
			add_range(run, w, ids[i], ids[i]);
	}
	return 0;
}

static int by_batch(struct cl_run *run, struct cl_want *w, const char *list, struct cl_err *err)
{
	const char *one;
	int64_t id, first, last;
	while (cl_opt_piece(&list, &run->arena, &one)) {
		if (cl_id_parse(one, 'B', &id) != 0)
			return cl_fail(err, CL_E_USAGE, _("%s is no batch number (B3)"), one);
		int rc = cl_store_batch(run->store, id, &first, &last, err);
		if (rc != 1)
			return rc < 0 ? -1
				      : cl_fail(err, CL_E_NOENTRY, _("there is no batch %s"), one);
		add_range(run, w, first, last);
	}
	return 0;
}

static const char *given(const struct cl_run *run, int id)
{
	return cl_opt_of_program(id, run->program->name) ? run->opts.val[id] : NULL;
}

int cl_want_given(const struct cl_run *run)
{
	static const int ids[] = {CL_O_LIST, CL_O_DEPARTMENT, CL_O_FIELD, CL_O_STANDARD, CL_O_STATE,
		CL_O_BATCH, CL_O_ENTRY, CL_O_SUBJECT};
	for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
		if (given(run, ids[i]) != NULL)
			return 1;
	return 0;
}

int cl_want_entries(struct cl_run *run, struct cl_want *w, struct cl_err *err)
{
	const char *state, *e = given(run, CL_O_ENTRY), *s = given(run, CL_O_SUBJECT),
			   *b = given(run, CL_O_BATCH);
	if (cl_opt_value(run, CL_O_STATE, CL_K_STATE, &state, err) != 0)
		return -1;
	w->filter.state = state != NULL ? cl_state_by_name(state) : CL_S_NONE;
	w->filter.standard = given(run, CL_O_STANDARD);
	if (cl_standard_chosen(run, w->filter.standard, err) != 0)
		return -1;
	int64_t max = cl_store_max_entry(run->store, err);
	if (max < 0 || by_entry(run, w, e, max, err) != 0 || by_subject(run, w, s, err) != 0 ||
		by_batch(run, w, b, err) != 0)
		return -1;
	w->max = max;
	w->all = e == NULL && s == NULL && b == NULL;
	if (w->all && max > 0)
		add_range(run, w, 1, max);
	w->nselected = w->nrange;
	w->any = !w->all || state != NULL || w->filter.standard != NULL;
	return 0;
}

int cl_want_read(struct cl_run *run, struct cl_want *w, struct cl_err *err)
{
	memset(w, 0, sizeof *w);
	if (cl_opt_value(run, CL_O_LIST, CL_K_LIST, &w->filter.list, err) != 0 ||
		cl_department_chosen(
			run, given(run, CL_O_DEPARTMENT), &w->filter.department, err) != 0 ||
		cl_want_entries(run, w, err) != 0)
		return -1;
	w->filter.field = given(run, CL_O_FIELD);
	w->any = cl_want_given(run);
	return 0;
}

void cl_want_named(struct cl_want *w)
{
	w->any = w->named = 1;
	if (w->all)
		w->nrange = w->nselected = 0;
}

int cl_want_has(const struct cl_want *w, int64_t entry)
{
	for (int i = 0; i < w->nselected; i++)
		if (entry >= w->range[i].first && entry <= w->range[i].last)
			return 1;
	return w->had != NULL && entry > 0 && entry <= w->max &&
	       (w->had[entry / 8] >> (entry % 8) & 1) != 0;
}

void cl_want_add(struct cl_run *run, struct cl_want *w, int64_t entry)
{
	if (entry > w->max || cl_want_has(w, entry))
		return;
	if (w->had == NULL) {
		w->had = cl_alloc(&run->arena, (size_t)w->max / 8 + 1);
		memset(w->had, 0, (size_t)w->max / 8 + 1);
	}
	w->had[entry / 8] |= (unsigned char)(1 << entry % 8);
	add_range(run, w, entry, entry);
}

static int same(const char *want, const char *have)
{
	return want == NULL || (have != NULL && strcmp(want, have) == 0);
}

int cl_filter_fits(const struct cl_filter *f, const struct cl_view *v)
{
	return same(f->list, v->list) && cl_department_is(&f->department, v->department) &&
	       same(f->field, cl_get(&v->rec, FIELD)) &&
	       cl_standard_fits(f->standard, cl_get(&v->rec, STANDARD)) &&
	       (f->state == CL_S_NONE || f->state == v->state);
}
