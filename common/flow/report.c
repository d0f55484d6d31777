#include "flow/report.h"
#include "base/date.h"
#include "flow/proceeding.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const enum cl_field cl_report_keys[CL_BYS] = {CL_F_DEPARTMENT, CL_F_LIST, CL_F_FIELD, CL_F_MONTH};
const enum cl_field cl_report_fields[CL_COUNTS] = {CL_F_RECEIVED, CL_F_REJECTED, CL_F_IDENTIFIED,
	CL_F_REFUSED, CL_F_ACTIVE, CL_F_EXITED, CL_F_EXITED_ERROR, CL_F_EXITED_REPAIRED,
	CL_F_EXITED_EXPIRED, CL_F_EXITED_STANDARD_CHANGED, CL_F_EXITED_BLACKLISTED,
	CL_F_EXITED_MISCONDUCT, CL_F_EXITED_UNQUALIFIED, CL_F_EXITED_REQUESTED, CL_F_NOTICES,
	CL_F_NOTICES_LATE, CL_F_OBJECTIONS, CL_F_UPHELD, CL_F_REPAIRS, CL_F_MEASURES_APPLIED,
	CL_F_MEASURES_FEEDBACK, CL_F_NONE};

/* ---- rows ---- */

static int same(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

struct key {
	const char *department, *list, *field;
};

static struct cl_report_row *row_of(
	struct cl_run *run, struct cl_report *r, const struct key *k, int32_t day)
{
	char iso[11];
	const char *want[CL_BYS] = {
		k->department, k->list, k->field != NULL ? k->field : "-", NULL};
	if (r->by[CL_BY_MONTH]) {
		cl_day_format(day, iso);
		iso[7] = '\0';
		want[CL_BY_MONTH] = iso;
	}
	for (int i = 0; i < CL_BYS; i++)
		if (!r->by[i])
			want[i] = NULL;
	for (int i = r->nrow; i-- > 0;) {
		int is = 1;
		for (int b = 0; b < CL_BYS && is; b++)
			is = same(r->row[i].key[b], want[b]);
		if (is)
			return &r->row[i];
	}
	if (r->nrow == r->cap) {
		r->cap = r->cap > 0 ? 2 * r->cap : 64;
		r->row = cl_xrealloc(r->row, sizeof *r->row * (size_t)r->cap);
	}
	struct cl_report_row *row = &r->row[r->nrow++];
	memset(row, 0, sizeof *row);
	for (int b = 0; b < CL_BYS; b++)
		row->key[b] = want[b] != NULL ? cl_strdup(&run->arena, want[b]) : NULL;
	return row;
}

/* n more of a kind on a day, where the day and the key are asked for. */
static void add(struct cl_run *run, struct cl_report *r, const struct key *k, int32_t day,
	enum cl_count what, long n)
{
	if (day == CL_NODAY || day < r->from || day > r->until || n == 0 ||
		(r->list != NULL && !same(r->list, k->list)) ||
		!cl_department_is(&r->department, k->department) ||
		(r->field != NULL && !same(r->field, k->field)))
		return;
	row_of(run, r, k, day)->n[what] += n;
	r->sum.n[what] += n;
}

/* ---- what is counted ---- */

static enum cl_count of_reason(const char *reason)
{
	static const char *const names[] = {"error", "repaired", "expired", "standard_changed",
		"blacklisted", "misconduct", "unqualified", "requested"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (reason != NULL && strcmp(reason, names[i]) == 0)
			return (enum cl_count)(CL_N_EXITED_ERROR + (int)i);
	return CL_COUNTS;
}

static int32_t month_end(int32_t day)
{
	char iso[11];
	cl_day_format(day, iso);
	memcpy(iso + 8, "01", 3);
	return cl_period_end(cl_day_parse(iso), 1);
}

/* In force on the last day; by months on the last day of each. */
static void count_active(
	struct cl_run *run, struct cl_report *r, const struct key *k, const struct cl_view *v)
{
	int32_t from = v->span.confirmed_on;
	if (!r->by[CL_BY_MONTH]) {
		if (cl_in_force(&v->span, r->until))
			add(run, r, k, r->until, CL_N_ACTIVE, 1);
		return;
	}
	for (int32_t d = month_end(from > r->from ? from : r->from); from != CL_NODAY;
		d = month_end(d + 1)) {
		int32_t day = d < r->until ? d : r->until;
		if (cl_in_force(&v->span, day))
			add(run, r, k, day, CL_N_ACTIVE, 1);
		if (d >= r->until)
			return;
	}
}

static int count_decisions(struct cl_run *run, struct cl_report *r, const struct key *k,
	const struct cl_row_entry *row, struct cl_arena *a, struct cl_err *err)
{
	struct cl_row_decision *d;
	int n;
	if (cl_store_decisions(run->store, row->id, a, &d, &n, err) != 0)
		return -1;
	for (int i = 0; i < n; i++) {
		int32_t on = cl_day_parse(d[i].recorded_on);
		int before = i > 0 && strcmp(d[i - 1].state, d[i].state) == 0;
		enum cl_count what = strcmp(d[i].state, "active") == 0    ? CL_N_IDENTIFIED
				     : strcmp(d[i].state, "refused") == 0 ? CL_N_REFUSED
									  : CL_COUNTS;
		if (what == CL_COUNTS || before) /* corrected, not decided again */
			continue;
		add(run, r, k, on, what, 1);
		add(run, r, k, on, CL_N_DAYS, on - cl_day_parse(row->recorded_on));
	}
	return 0;
}

static int count_notices(struct cl_run *run, struct cl_report *r, const struct key *k,
	int64_t entry, struct cl_arena *a, struct cl_err *err)
{
	struct cl_row_notice *rows;
	int n;
	if (cl_store_notices(run->store, entry, a, &rows, &n, err) != 0)
		return -1;
	for (int i = 0; i < n; i++) {
		int32_t due = cl_day_parse(rows[i].due_on), done = cl_day_parse(rows[i].done_on);
		int late = done != CL_NODAY ? done > due : due < r->known;
		add(run, r, k, due, CL_N_NOTICES, 1);
		add(run, r, k, due, CL_N_NOTICES_LATE, late);
	}
	return 0;
}

static int count_measures(struct cl_run *run, struct cl_report *r, const struct key *k,
	int64_t entry, struct cl_arena *a, struct cl_err *err)
{
	struct cl_row_applied *rows;
	struct cl_proceeding *p;
	int n;
	if (cl_store_applied(run->store, entry, a, &rows, &n, err) != 0)
		return -1;
	for (int i = 0; i < n; i++)
		add(run, r, k, cl_day_parse(rows[i].on_date),
			rows[i].begins ? CL_N_MEASURES_APPLIED : CL_COUNTS, rows[i].begins);
	if (n == 0)
		return 0;
	if (cl_proceedings_of(run, entry, "stop", a, &p, &n, err) != 0)
		return -1;
	for (int i = 0; i < n; i++)
		for (int s = 0; s < p[i].nsteps; s++)
			if (cl_flat_get(&p[i].fact[s], "feedback") != NULL)
				add(run, r, k, cl_day_parse(p[i].step[s].taken_on),
					CL_N_MEASURES_FEEDBACK, 1);
	return 0;
}

static int count_proceedings(struct cl_run *run, struct cl_report *r, const struct key *k,
	int64_t entry, struct cl_arena *a, struct cl_err *err)
{
	struct cl_proceeding *p;
	int n;
	if (cl_proceedings_of(run, entry, "objection", a, &p, &n, err) != 0)
		return -1;
	for (int i = 0; i < n; i++) {
		int end = cl_proceeding_step(&p[i], "decided");
		const char *d = end >= 0 ? cl_flat_get(&p[i].fact[end], "decision") : NULL;
		add(run, r, k, cl_day_parse(p[i].row.opened_on), CL_N_OBJECTIONS, 1);
		if (d != NULL && strcmp(d, "dismiss") != 0)
			add(run, r, k, cl_day_parse(p[i].step[end].taken_on), CL_N_UPHELD, 1);
	}
	if (cl_proceedings_of(run, entry, "repair", a, &p, &n, err) != 0)
		return -1;
	for (int i = 0; i < n; i++)
		add(run, r, k, cl_day_parse(p[i].row.opened_on), CL_N_REPAIRS, 1);
	return 0;
}

static int count_entry(struct cl_run *run, struct cl_report *r, const struct cl_row_entry *row,
	struct cl_arena *a, struct cl_err *err)
{
	struct cl_view v;
	int rc = cl_view_of(run, row, r->until, a, &v, err);
	if (rc != 1)
		return rc < 0 ? -1 : 0;
	struct key k = {v.department, v.list, cl_get(&v.rec, FIELD)};
	int32_t received = cl_day_parse(row->recorded_on), exited = cl_day_parse(v.exited_on);
	if (row->batch != 0)
		add(run, r, &k, received, CL_N_RECEIVED, 1);
	count_active(run, r, &k, &v);
	if (row->decided && count_decisions(run, r, &k, row, a, err) != 0)
		return -1;
	if (v.reason != NULL) {
		add(run, r, &k, exited, CL_N_EXITED, 1);
		if (of_reason(v.reason) != CL_COUNTS)
			add(run, r, &k, exited, of_reason(v.reason), 1);
	}
	return count_notices(run, r, &k, row->id, a, err) != 0 ||
			       count_measures(run, r, &k, row->id, a, err) != 0 ||
			       count_proceedings(run, r, &k, row->id, a, err) != 0
		       ? -1
		       : 0;
}

/* Rows sent back: what the batches say. A batch of several departments or lists tells them not
 * apart: its rows count under the first. */
static int count_batches(struct cl_run *run, struct cl_report *r, struct cl_err *err)
{
	static const char *const lists[] = {"red", "black", "watch"};
	struct cl_arena a = {0};
	int64_t n = cl_store_max_batch(run->store, err);
	int rc = n < 0 ? -1 : 0;
	for (int64_t b = 1; rc == 0 && b <= n; b++) {
		struct cl_row_event ev;
		struct cl_batch_count c;
		struct cl_flat f;
		struct key k = {0};
		rc = cl_store_batch_event(run->store, b, &a, &ev, err);
		if (rc == 0)
			continue;
		rc = rc < 0 || cl_store_batch_count(run->store, b, &a, &c, err) != 0 ||
				     cl_flat_read(ev.body, &a, &f, err) != 0
			     ? -1
			     : 0;
		const char *sent = rc == 0 ? cl_flat_get(&f, "rejected") : NULL;
		if (sent == NULL || c.departments == NULL || atol(sent) == 0)
			continue;
		k.department = cl_strndup(&a, c.departments, strcspn(c.departments, ";"));
		for (int i = 2; i >= 0; i--)
			k.list = c.list[i] > 0 ? lists[i] : k.list;
		add(run, r, &k, cl_day_parse(ev.business_date), CL_N_REJECTED, atol(sent));
		cl_arena_reset(&a);
	}
	cl_arena_free(&a);
	return rc;
}

static int by_keys(const void *x, const void *y)
{
	const struct cl_report_row *a = x, *b = y;
	for (int i = 0; i < CL_BYS; i++) {
		int c = strcmp(
			a->key[i] != NULL ? a->key[i] : "", b->key[i] != NULL ? b->key[i] : "");
		if (c != 0)
			return c;
	}
	return 0;
}

#define PAGE 256

int cl_report_count(struct cl_run *run, struct cl_report *r, struct cl_err *err)
{
	struct cl_arena a = {0};
	int64_t max = cl_store_max_entry(run->store, err);
	int rc = max < 0 ? -1 : count_batches(run, r, err);
	for (int64_t e = 1; rc == 0 && e <= max; e += PAGE) {
		struct cl_row_entry *rows = cl_alloc(&a, sizeof *rows * PAGE);
		int n = cl_store_entries(run->store, e, e + PAGE - 1, PAGE, &a, rows, err);
		rc = n < 0 ? -1 : 0;
		for (int i = 0; rc == 0 && i < n; i++)
			rc = count_entry(run, r, &rows[i], &a, err);
		cl_arena_reset(&a);
	}
	cl_arena_free(&a);
	if (rc == 0 && r->nrow > 0)
		qsort(r->row, (size_t)r->nrow, sizeof *r->row, by_keys);
	return rc;
}

/* ---- out ---- */

void cl_report_record(const struct cl_report_row *row, struct cl_arena *a, struct cl_rec *out)
{
	memset(out, 0, sizeof *out);
	for (int b = 0; b < CL_BYS; b++)
		out->v[cl_report_keys[b]] = row->key[b];
	for (int i = 0; i < CL_COUNTS; i++)
		if (cl_report_fields[i] != CL_F_NONE)
			out->v[cl_report_fields[i]] = cl_sprintf(a, "%ld", row->n[i]);
	long decided = row->n[CL_N_IDENTIFIED] + row->n[CL_N_REFUSED];
	if (decided > 0)
		out->v[CL_F_DAYS] =
			cl_sprintf(a, "%.1f", (double)row->n[CL_N_DAYS] / (double)decided);
}

static int records(struct cl_run *run, const struct cl_report *r, struct cl_err *err)
{
	struct cl_arena a = {0};
	struct cl_rec rec;
	if (run->out_opts.ncolumns == 0) {
		enum cl_field *c = run->out_opts.columns;
		int n = 0;
		for (int b = 0; b < CL_BYS; b++)
			if (r->by[b])
				c[n++] = cl_report_keys[b];
		for (int i = 0; i < CL_COUNTS; i++)
			if (cl_report_fields[i] != CL_F_NONE)
				c[n++] = cl_report_fields[i];
		c[n++] = CL_F_DAYS;
		run->out_opts.ncolumns = n;
	}
	int rc = cl_out_open(run, NULL, err);
	for (int i = 0; rc == 0 && i < r->nrow; i++) {
		cl_report_record(&r->row[i], &a, &rec);
		rc = cl_writer_put(run->out, &rec, err);
	}
	cl_arena_free(&a);
	return rc != 0 ? -1 : cl_out_close(run, err);
}

/* ---- options ---- */

static int groups(struct cl_run *run, struct cl_report *r, struct cl_err *err)
{
	static const char *const names[CL_BYS][2] = {
		{"department", "部门"}, {"list", "名单"}, {"field", "领域"}, {"month", "月份"}};
	const char *s = cl_opt(&run->opts, GROUP), *one;
	if (s == NULL)
		s = "department,list";
	while (cl_opt_piece(&s, &run->arena, &one)) {
		int b = 0;
		while (b < CL_BYS && strcmp(one, names[b][0]) != 0 && strcmp(one, names[b][1]) != 0)
			b++;
		if (b == CL_BYS)
			return cl_fail(err, CL_E_USAGE,
				_("--group takes department, list, field, month; not %s"), one);
		r->by[b] = 1;
	}
	return 0;
}

static int period(struct cl_run *run, struct cl_report *r, struct cl_err *err)
{
	const char *month = cl_opt(&run->opts, MONTH);
	r->from = cl_day_parse("1900-01-01");
	r->until = run->today;
	if (month != NULL) {
		const char *first = cl_sprintf(&run->arena, "%s-01", month);
		r->from = strlen(month) == 7 ? cl_day_parse(first) : CL_NODAY;
		if (r->from == CL_NODAY)
			return cl_fail(err, CL_E_USAGE, _("--month takes YYYY-MM, not %s"), month);
		r->until = month_end(r->from);
	}
	int32_t from, until;
	if (cl_opt_date(run, CL_O_FROM, &from, err) != 0 ||
		cl_opt_date(run, CL_O_UNTIL, &until, err) != 0)
		return -1;
	r->from = from != CL_NODAY ? from : r->from;
	r->until = until != CL_NODAY ? until : r->until;
	r->known = r->until < run->today ? r->until : run->today;
	if (r->from > r->until)
		return cl_fail(err, CL_E_USAGE, _("--from lies after --until"));
	return 0;
}

static int chart(struct cl_run *run, enum cl_count *out, struct cl_err *err)
{
	const char *s = cl_opt(&run->opts, CHART);
	int flags;
	enum cl_field f = s != NULL ? cl_field_by_header(s, &flags) : CL_F_IDENTIFIED;
	for (int i = 0; i < CL_COUNTS; i++)
		if (f != CL_F_NONE && cl_report_fields[i] == f) {
			*out = (enum cl_count)i;
			return 0;
		}
	return cl_fail(err, CL_E_USAGE, _("--chart: there is no column %s"), s);
}

static int report(struct cl_run *run, struct cl_report *r, struct cl_err *err)
{
	enum cl_count column = CL_N_IDENTIFIED;
	if (groups(run, r, err) != 0 || period(run, r, err) != 0 || chart(run, &column, err) != 0 ||
		cl_opt_value(run, CL_O_LIST, CL_K_LIST, &r->list, err) != 0 ||
		cl_store_read(run->store, err) != 0)
		return -1;
	r->field = cl_opt(&run->opts, FIELD);
	int rc = cl_department_chosen(run, cl_opt(&run->opts, DEPARTMENT), &r->department, err);
	if (rc == 0)
		rc = cl_report_count(run, r, err);
	if (rc == 0 && cl_opt(&run->opts, LATE) != NULL)
		rc = cl_report_late(run, r, err);
	else if (rc == 0 && cl_opt(&run->opts, USE) != NULL)
		rc = cl_report_use(run, r, err);
	else if (rc == 0 && (run->out_opts.format == CL_HTML || run->out_opts.format == CL_SVG))
		rc = cl_report_page(run, r, column, run->out_opts.format == CL_SVG, err);
	else if (rc == 0)
		rc = records(run, r, err);
	cl_store_read_end(run->store);
	return rc;
}

int cl_report_run(struct cl_run *run)
{
	struct cl_err err = {0};
	struct cl_report r = {0};
	if (run->opts.nargs > 0)
		cl_fail(&err, CL_E_USAGE, _("no operand is expected: %s"), run->opts.args[0]);
	int rc = err.code != CL_OK ? -1 : report(run, &r, &err);
	free(r.row);
	if (rc < 0)
		return cl_say_error(run, &err);
	return cl_opt(&run->opts, CHECK) != NULL && rc > 0 ? 1 : 0;
}
