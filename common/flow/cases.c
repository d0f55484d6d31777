/* cl-notice --cases: models of honesty and serious cases in key fields, through which channel and
 * when they were made known, and whether they were pushed to the office the same day (3.2). */
#include "flow/joint.h"
#include "base/date.h"
#include "base/utf8.h"
#include "flow/channels.h"
#include "flow/departments.h"
#include "flow/given.h"
#include <string.h>

static int same(const char *want, const char *have)
{
	return want == NULL || (have != NULL && strcmp(want, have) == 0);
}

/* List, department and field are the case's own; what speaks of entries means its entry. */
static int of_entry(
	struct cl_run *run, const struct cl_want *w, const char *entry, struct cl_err *err)
{
	struct cl_view v;
	int64_t id;
	if (!w->any)
		return 1;
	if (entry == NULL || cl_id_parse(entry, 'E', &id) != 0 || !cl_want_has(w, id))
		return 0;
	if (w->filter.state == CL_S_NONE && w->filter.standard == NULL)
		return 1;
	int rc = cl_view_load(run, id, run->today, &run->arena, &v, err);
	return rc != 1 ? rc : cl_filter_fits(&w->filter, &v);
}

static int one(struct cl_run *run, const struct cl_reg *r, const char *list,
	const struct cl_department *department, const struct cl_want *w, struct cl_err *err)
{
	static const struct {
		enum cl_field field;
		const char *key;
	} told[] = {{CL_F_ENTRY, "entry"}, {CL_F_LIST, "list"}, {CL_F_NAME, "subject_name"},
		{CL_F_USCC, "uscc"}, {CL_F_DEPARTMENT, "department"}, {CL_F_FIELD, "field"},
		{CL_F_GROUNDS, "summary"}, {CL_F_DOCUMENT, "document"}, {CL_F_CHANNEL, "channel"},
		{CL_F_PUBLISHED_ON, "published_on"}, {CL_F_PUSHED_ON, "pushed_on"},
		{CL_F_URL, "url"}};
	const struct cl_opts *o = &run->opts;
	const char *channel = cl_opt(o, CHANNEL);
	struct cl_rec rec;
	memset(&rec, 0, sizeof rec);
	for (size_t i = 0; i < sizeof told / sizeof *told; i++)
		rec.v[told[i].field] = cl_flat_get(&r->body, told[i].key);
	rec.v[CL_F_CASE] = r->name;
	const char *out = rec.v[CL_F_PUBLISHED_ON], *in = rec.v[CL_F_PUSHED_ON];
	int late = out != NULL && in != NULL && strcmp(in, out) > 0;
	rec.v[CL_F_LATE] = late ? "yes" : "no";
	if (!same(list, rec.v[CL_F_LIST]) ||
		!cl_department_is(department, rec.v[CL_F_DEPARTMENT]) ||
		!same(cl_opt(o, FIELD), rec.v[CL_F_FIELD]) ||
		(channel != NULL && !cl_fold_same(channel, rec.v[CL_F_CHANNEL])) ||
		(cl_opt(o, OVERDUE) != NULL && !late))
		return 0;
	int wanted = of_entry(run, w, rec.v[CL_F_ENTRY], err);
	if (wanted != 1)
		return wanted;
	/* without entry and code the name may be a person's */
	int natural = cl_get(&rec, ENTRY) == NULL && cl_get(&rec, USCC) == NULL;
	cl_show_mask(&rec, natural, 0, &run->arena);
	rec.v[CL_F_CASE] = cl_show_text_masked(rec.v[CL_F_CASE], &run->arena);
	return cl_writer_put(run->out, &rec, err) != 0 ? -1 : 1;
}

/* A case may be of a department that has no entry and is not registered. */
static int department_of(struct cl_run *run, const struct cl_reg *r, int n,
	struct cl_department *out, struct cl_err *err)
{
	const char *written = cl_opt(&run->opts, DEPARTMENT);
	int rc = cl_department_meant(run, written, out, err);
	for (int i = 0; rc == 0 && i < n; i++)
		rc = cl_department_is(out, cl_flat_get(&r[i].body, "department"));
	return rc < 0 ? -1 : rc > 0 ? 0 : cl_department_chosen(run, written, out, err);
}

/* A case may have gone out on a channel that is not registered. */
static int channel_of(
	struct cl_run *run, const struct cl_reg *r, int n, const char **out, struct cl_err *err)
{
	if (cl_given_text(run, CL_O_CHANNEL, out, err) != 0)
		return -1;
	const char *written = *out;
	int rc = written != NULL ? cl_channel_find(run, written, out, err) : 1;
	for (int i = 0; rc == 0 && i < n; i++) {
		const char *have = cl_flat_get(&r[i].body, "channel");
		rc = have != NULL && cl_fold_same(have, written);
	}
	return rc == 0 ? cl_channel_unknown(run, written, err) : rc < 0 ? -1 : 0;
}

int cl_cases_run(struct cl_run *run)
{
	static const enum cl_field columns[] = {CL_F_CASE, CL_F_LIST, CL_F_ENTRY, CL_F_NAME,
		CL_F_USCC, CL_F_DEPARTMENT, CL_F_FIELD, CL_F_CHANNEL, CL_F_PUBLISHED_ON,
		CL_F_PUSHED_ON, CL_F_LATE, CL_F_URL, CL_F_DOCUMENT, CL_F_GROUNDS};
	struct cl_err err = {0};
	struct cl_reg *r;
	struct cl_department department;
	struct cl_want w = {0};
	const char *list = NULL;
	int n, found = 0, rc = 0;
	if (run->out_opts.ncolumns == 0) {
		run->out_opts.ncolumns = (int)(sizeof columns / sizeof *columns);
		memcpy(run->out_opts.columns, columns, sizeof columns);
	}
	if (cl_opt_value(run, CL_O_LIST, CL_K_LIST, &list, &err) != 0 ||
		cl_store_read(run->store, &err) != 0)
		return cl_say_error(run, &err);
	if (cl_store_regs(run->store, "case", &run->arena, &r, &n, &err) != 0 ||
		department_of(run, r, n, &department, &err) != 0 ||
		channel_of(run, r, n, &run->opts.val[CL_O_CHANNEL], &err) != 0 ||
		cl_want_entries(run, &w, &err) != 0 || cl_out_open(run, NULL, &err) != 0)
		rc = -1;
	for (int i = 0; rc == 0 && i < n; i++) {
		int put = one(run, &r[i], list, &department, &w, &err);
		rc = put < 0 ? -1 : 0;
		found += put > 0;
	}
	cl_store_read_end(run->store);
	if (rc != 0 || cl_out_close(run, &err) != 0)
		return cl_say_error(run, &err);
	return cl_opt(&run->opts, CHECK) != NULL && found > 0 ? 1 : 0;
}
