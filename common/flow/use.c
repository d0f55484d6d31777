/* cl-report --late and --use: which departments are behind, and which ask (2.4, 4.1). */
#include "flow/report.h"
#include "base/date.h"
#include "flow/proceeding.h"
#include "flow/shipped.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A department and what is told of it. */
struct line {
	const char *name, *last;
	long received, notices, waiting, lookups, persons;
};
struct lines {
	int n, cap;
	struct line *line;
};

static struct line *line_of(struct lines *l, const char *name)
{
	for (int i = 0; i < l->n; i++)
		if (strcmp(l->line[i].name, name) == 0)
			return &l->line[i];
	if (l->n == l->cap) {
		l->cap = l->cap > 0 ? 2 * l->cap : 32;
		l->line = cl_xrealloc(l->line, sizeof *l->line * (size_t)l->cap);
	}
	l->line[l->n] = (struct line){.name = name};
	return &l->line[l->n++];
}

static void later(const char **have, const char *day)
{
	if (*have == NULL || strcmp(day, *have) > 0)
		*have = day;
}

/* Those that cl-init ships gather and supervise: nothing is expected of them. */
static int shipped(const char *name)
{
	size_t n = strlen(name);
	for (const char *p = cl_shipped_departments; *p != '\0'; p += *p == '\n') {
		if (strncmp(p, name, n) == 0 && p[n] == ',')
			return 1;
		p += strcspn(p, "\n");
	}
	return 0;
}

/* Every other department of the register that was not abolished. */
static int registered(struct cl_run *run, struct lines *l, struct cl_err *err)
{
	struct cl_reg *r;
	int n;
	if (cl_store_regs(run->store, "department", &run->arena, &r, &n, err) != 0)
		return -1;
	for (int i = 0; i < n; i++)
		if (cl_flat_get(&r[i].body, "succeeded_by") == NULL &&
			cl_flat_get(&r[i].body, "unregistered") == NULL && !shipped(r[i].name))
			line_of(l, r[i].name);
	return 0;
}

/* ---- late ---- */

static int reported(
	struct cl_run *run, const struct cl_report *r, struct lines *l, struct cl_err *err)
{
	int64_t n = cl_store_max_batch(run->store, err);
	int rc = n < 0 ? -1 : 0;
	for (int64_t b = 1; rc == 0 && b <= n; b++) {
		struct cl_row_event ev;
		struct cl_batch_count c;
		const char *one;
		rc = cl_store_batch_event(run->store, b, &run->arena, &ev, err);
		if (rc <= 0)
			continue;
		rc = cl_store_batch_count(run->store, b, &run->arena, &c, err);
		int32_t on = cl_day_parse(ev.business_date);
		const char *list = c.departments;
		while (rc == 0 && on <= r->until && list != NULL &&
			cl_opt_piece(&list, &run->arena, &one)) {
			struct line *k = line_of(l, one);
			later(&k->last, ev.business_date);
			k->received += on >= r->from;
		}
	}
	return rc;
}

static int waiting(
	struct cl_run *run, const struct cl_report *r, struct lines *l, struct cl_err *err)
{
	static const char *const kinds[] = {"objection", "repair", "stop", "supervision"};
	struct cl_row_notice *rows;
	int n;
	if (cl_store_notices(run->store, 0, &run->arena, &rows, &n, err) != 0)
		return -1;
	for (int i = 0; i < n; i++) {
		struct cl_row_entry e;
		if (rows[i].done_on != NULL || cl_day_parse(rows[i].due_on) >= r->known)
			continue;
		if (cl_store_entries(
			    run->store, rows[i].entry, rows[i].entry, 1, &run->arena, &e, err) < 0)
			return -1;
		line_of(l, e.department)->notices++;
	}
	for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
		struct cl_proceeding *p;
		if (cl_proceedings_of(run, 0, kinds[k], &run->arena, &p, &n, err) != 0)
			return -1;
		for (int i = 0; i < n; i++)
			if (!p[i].row.closed && *p[i].due_on != '\0' &&
				cl_day_parse(p[i].due_on) < r->known)
				line_of(l, p[i].row.department)->waiting++;
	}
	return 0;
}

int cl_report_late(struct cl_run *run, struct cl_report *r, struct cl_err *err)
{
	static const enum cl_field columns[] = {CL_F_DEPARTMENT, CL_F_LAST_REPORT, CL_F_BATCHES,
		CL_F_NOTICES_LATE, CL_F_LATE, CL_F_BEHIND};
	struct lines l = {0};
	struct cl_rec rec;
	int found = 0;
	if (run->out_opts.ncolumns == 0) {
		run->out_opts.ncolumns = (int)(sizeof columns / sizeof *columns);
		memcpy(run->out_opts.columns, columns, sizeof columns);
	}
	int rc = registered(run, &l, err) != 0 || reported(run, r, &l, err) != 0 ||
				 waiting(run, r, &l, err) != 0 || cl_out_open(run, NULL, err) != 0
			 ? -1
			 : 0;
	for (int i = 0; rc == 0 && i < l.n; i++) {
		struct line *k = &l.line[i];
		if ((k->received > 0 && k->notices == 0 && k->waiting == 0) ||
			!cl_department_is(&r->department, k->name))
			continue;
		memset(&rec, 0, sizeof rec);
		rec.v[CL_F_DEPARTMENT] = k->name;
		rec.v[CL_F_LAST_REPORT] = k->last;
		rec.v[CL_F_BATCHES] = cl_sprintf(&run->arena, "%ld", k->received);
		rec.v[CL_F_NOTICES_LATE] = cl_sprintf(&run->arena, "%ld", k->notices + k->waiting);
		rec.v[CL_F_LATE] = k->notices + k->waiting > 0 ? "yes" : "no";
		rec.v[CL_F_BEHIND] = k->received > 0   ? "overdue"
				     : k->last != NULL ? "not_reported"
						       : "never_reported";
		rc = cl_writer_put(run->out, &rec, err);
		found = 1;
	}
	free(l.line);
	return rc != 0 || cl_out_close(run, err) != 0 ? -1 : found;
}

/* ---- use ---- */

static int department_of(struct cl_run *run, int64_t uid, const char **out, struct cl_err *err)
{
	struct cl_reg *r;
	const char *number = cl_sprintf(&run->arena, "%lld", (long long)uid), *have;
	int n;
	*out = cl_sprintf(&run->arena, "uid %s", number);
	if (cl_store_regs(run->store, "officer", &run->arena, &r, &n, err) != 0)
		return -1;
	for (int i = 0; i < n; i++)
		if ((have = cl_flat_get(&r[i].body, "uid")) != NULL && strcmp(have, number) == 0 &&
			cl_flat_get(&r[i].body, "department") != NULL)
			*out = cl_flat_get(&r[i].body, "department");
	return 0;
}

int cl_report_use(struct cl_run *run, const struct cl_report *r, struct cl_err *err)
{
	static const enum cl_field columns[] = {
		CL_F_DEPARTMENT, CL_F_LOOKUPS, CL_F_PERSONS, CL_F_LAST_LOOKUP};
	struct cl_row_access *rows;
	struct lines l = {0};
	struct cl_flat f;
	struct cl_rec rec;
	int n, none = 0;
	if (run->out_opts.ncolumns == 0) {
		run->out_opts.ncolumns = (int)(sizeof columns / sizeof *columns);
		memcpy(run->out_opts.columns, columns, sizeof columns);
	}
	int rc = registered(run, &l, err) != 0 ||
				 cl_store_accesses(run->store, &run->arena, &rows, &n, err) != 0 ||
				 cl_out_open(run, NULL, err) != 0
			 ? -1
			 : 0;
	for (int i = 0; rc == 0 && i < n; i++) {
		int32_t on = cl_day_parse(rows[i].on);
		const char *who;
		if (on < r->from || on > r->until)
			continue;
		if (department_of(run, rows[i].uid, &who, err) != 0 ||
			cl_flat_read(rows[i].body, &run->arena, &f, err) != 0) {
			rc = -1;
			break;
		}
		const char *persons = cl_flat_get(&f, "persons"),
			   *requester = cl_flat_get(&f, "requester");
		struct line *k = line_of(&l, requester != NULL ? requester : who);
		k->lookups++;
		k->persons += persons != NULL ? atol(persons) : 0;
		later(&k->last, rows[i].on);
	}
	for (int i = 0; rc == 0 && i < l.n; i++) {
		struct line *k = &l.line[i];
		if (!cl_department_is(&r->department, k->name))
			continue;
		memset(&rec, 0, sizeof rec);
		rec.v[CL_F_DEPARTMENT] = k->name;
		rec.v[CL_F_LOOKUPS] = cl_sprintf(&run->arena, "%ld", k->lookups);
		rec.v[CL_F_PERSONS] = cl_sprintf(&run->arena, "%ld", k->persons);
		rec.v[CL_F_LAST_LOOKUP] = k->last;
		none |= k->lookups == 0;
		rc = cl_writer_put(run->out, &rec, err);
	}
	free(l.line);
	return rc != 0 || cl_out_close(run, err) != 0 ? -1 : none;
}
