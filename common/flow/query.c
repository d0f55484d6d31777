#include "flow/query.h"
#include "base/date.h"
#include "base/utf8.h"
#include "flow/proceeding.h"
#include "flow/select.h"
#include "flow/show.h"
#include "flow/workbook.h"
#include "rec/records.h"
#include "rules/ident.h"
#include "rules/mask.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BLOCK 256

struct query {
	struct cl_run *run;
	struct cl_filter filter;
	struct cl_range *range;
	int nrange, crange;
	int lookup;    /* somebody was asked for by name or number: the exit status says whether in
			  force */
	int by_ids;    /* entries, batches, subjects, states: whatever their state */
	int personal;  /* a natural person was asked for: purpose, register, limits */
	int undecided; /* an unmatched row or a namesake bears the name */
	int recorded, screening;
	const char *asked, *how;   /* masked, for register and --explain */
	const char *value;         /* the one of many that is screened; NULL: no screening */
	struct cl_arena rows, one; /* of a block of entries, of an entry */
	long shown, in_force, other, persons;
};

static void add(struct query *q, int64_t first, int64_t last)
{
	for (int i = 0; i < q->nrange; i++)
		if (q->range[i].first <= first && last <= q->range[i].last)
			return;
	if (q->nrange == q->crange) {
		q->crange = q->crange > 0 ? 2 * q->crange : 16;
		q->range = cl_xrealloc(q->range, sizeof *q->range * (size_t)q->crange);
	}
	q->range[q->nrange++] = (struct cl_range){first, last};
}

static void query_free(struct query *q)
{
	free(q->range);
	cl_arena_free(&q->rows);
	cl_arena_free(&q->one);
}

static int add_subject(struct query *q, int64_t subject, struct cl_err *err)
{
	int64_t *ids;
	int n;
	if (cl_store_subject_entries(q->run->store, subject, &q->run->arena, &ids, &n, err) != 0)
		return -1;
	for (int i = 0; i < n; i++)
		add(q, ids[i], ids[i]);
	return 0;
}

/* ---- the access register (6.1): before the first byte of an answer ---- */

static int record(struct query *q, const char *result, int persons, struct cl_err *err)
{
	struct cl_opts *o = &q->run->opts;
	struct cl_access x = {.requester = cl_opt(o, REQUESTER),
		.case_no = cl_opt(o, CASE),
		.approval = cl_opt(o, APPROVAL),
		.asked = q->asked,
		.result = result,
		.persons = persons,
		.counts = q->personal};
	x.purpose = cl_opt(o, PURPOSE) != NULL ? cl_opt(o, PURPOSE)
		    : q->personal              ? NULL
					       : "名单查询";
	q->recorded = 1;
	return cl_store_access(q->run->store, &x, err);
}

/* An agency that says what it asks for counts as one that looks up (4.1), whomever it asks about.
 */
static int signed_for(const struct query *q)
{
	const struct cl_opts *o = &q->run->opts;
	return cl_opt(o, PURPOSE) != NULL || cl_opt(o, REQUESTER) != NULL ||
	       cl_opt(o, CASE) != NULL;
}

static int limits(struct query *q, struct cl_err *err)
{
	int today, call = cl_policy_int(&q->run->policy, "persons_per_call", err),
		   day = cl_policy_int(&q->run->policy, "persons_per_day", err);
	if (call < 0 || day < 0)
		return -1;
	if (!q->personal || cl_opt(&q->run->opts, APPROVAL) != NULL)
		return 0;
	if (cl_store_access_today(q->run->store, &today, err) != 0)
		return -1;
	if (today < day)
		return 0;
	if (record(q, "refused: limit", 0, err) != 0)
		return -1;
	return cl_fail(err, CL_E_LIMIT,
		_("%d persons were looked up today without approval, %d are allowed (6.1)"), today,
		day);
}

static int need_purpose(struct query *q, struct cl_err *err)
{
	q->personal = 1;
	if (cl_opt(&q->run->opts, PURPOSE) == NULL || *cl_opt(&q->run->opts, PURPOSE) == '\0') {
		if (record(q, "refused: no purpose", 0, err) != 0)
			return -1;
		return cl_fail(err, CL_E_PURPOSE,
			_("looking up a natural person needs a purpose (6.1); the refusal was "
			  "recorded"));
	}
	return limits(q, err) != 0 ? -1 : cl_store_need_key(q->run->store, err);
}

/* ---- what was asked ---- */

static const char *masked(
	struct query *q, const char *s, void (*mask)(const char *, struct cl_buf *))
{
	struct cl_buf b = {0};
	mask(s, &b);
	const char *out = cl_strndup(&q->run->arena, cl_buf_cstr(&b), b.n);
	cl_buf_free(&b);
	return out;
}

static int by_ident(struct query *q, const char *ident, struct cl_err *err)
{
	int64_t subject;
	int rc = cl_store_by_ident(q->run->store, ident, &subject, err);
	return rc == 1 ? add_subject(q, subject, err) : rc;
}

/* An unmatched row that bears the subject's name, and of which nobody said that it is another,
 * leaves the answer open. */
static int namesakes(struct query *q, const char *folded, int64_t subject, struct cl_err *err)
{
	int64_t *ids;
	int n, subjects = 0;
	if (cl_store_by_name(q->run->store, folded, &q->run->arena, &ids, &n, err) != 0)
		return -1;
	for (int i = 0; i < n; i++) {
		struct cl_view v;
		if (ids[i] > 0) {
			subjects += ids[i] != subject;
			if (subject == 0 && add_subject(q, ids[i], err) != 0)
				return -1;
			continue;
		}
		int rc = cl_view_load(q->run, -ids[i], q->run->today, &q->run->arena, &v, err);
		if (rc < 0)
			return -1;
		if (rc == 0 || v.matched ||
			(q->filter.list != NULL && strcmp(q->filter.list, v.list) != 0))
			continue;
		char s[24];
		snprintf(s, sizeof s, "S%lld", (long long)subject);
		if (subject != 0 && v.not_same != NULL && strstr(v.not_same, s) != NULL)
			continue;
		if (v.state == CL_S_UNMATCHED) {
			q->undecided = 1;
			add(q, v.id, v.id);
		}
	}
	q->undecided |= subject == 0 && subjects > 1;
	return 0;
}

static int names_of_subject(struct query *q, int64_t subject, struct cl_err *err)
{
	int64_t *ids;
	int n;
	struct cl_buf b = {0};
	int rc = cl_store_subject_entries(q->run->store, subject, &q->run->arena, &ids, &n, err);
	for (int i = 0; rc == 0 && i < n; i++) {
		struct cl_view v;
		rc = cl_view_load(q->run, ids[i], q->run->today, &q->run->arena, &v, err) < 0 ? -1
											      : 0;
		const char *name = rc == 0 ? cl_get(&v.rec, NAME) : NULL;
		cl_buf_reset(&b);
		if (name != NULL && cl_fold(name, strlen(name), &b) == 0)
			rc = namesakes(q, cl_buf_cstr(&b), subject, err);
	}
	cl_buf_free(&b);
	return rc;
}

/* A credit, organisation, registration or tax code: 1 when it was one, 0 otherwise. */
static int by_code(struct query *q, const char *v, struct cl_err *err)
{
	char org[10], ident[40];
	int64_t subject;
	if (cl_id_org_of(v, org))
		snprintf(ident, sizeof ident, "O%s", org);
	else if (strlen(v) == 15 || strlen(v) == 13)
		snprintf(ident, sizeof ident, "R%.20s", v);
	else if (strlen(v) == 20)
		snprintf(ident, sizeof ident, "T%.20s", v);
	else
		return 0;
	q->how = "identifier";
	int rc = cl_store_by_ident(q->run->store, ident, &subject, err);
	if (rc == 1 &&
		(add_subject(q, subject, err) != 0 || names_of_subject(q, subject, err) != 0))
		return -1;
	return rc < 0 ? -1 : 1;
}

static int is_number(const char *v, int32_t today)
{
	size_t n = strlen(v);
	if (n == 18 &&
		(cl_id_citizen(v, today) & (CL_IDF_LENGTH | CL_IDF_CHARSET | CL_IDF_DATE)) == 0)
		return (cl_id_uscc(v) & ~(unsigned)(CL_IDF_TYPE | CL_IDF_REGION)) != 0;
	if (n == 15 && (cl_id_citizen(v, today) & ~(unsigned)CL_IDF_REGION) == 0)
		return 1;
	return n >= 8 && n <= 18 &&
	       (cl_id_residence(v, today) == 0 || cl_id_passport(v) == 0 || cl_id_hkmo(v) == 0);
}

static int by_number(struct query *q, const char *v, struct cl_err *err)
{
	char ident[40];
	q->asked = masked(q, v, cl_mask_number);
	q->how = "identifier";
	if (need_purpose(q, err) != 0 || cl_store_personal_ident(q->run->store, v, ident, err) != 0)
		return -1;
	return by_ident(q, ident, err);
}

static int by_name(struct query *q, const char *name, struct cl_err *err)
{
	struct cl_buf b = {0};
	q->asked = name;
	q->how = "name";
	if (cl_name_personal(name)) {
		q->asked = masked(q, name, cl_mask_name);
		if (need_purpose(q, err) != 0)
			return -1;
	}
	int rc = cl_fold(name, strlen(name), &b) != 0
			 ? cl_fail(err, CL_E_USAGE, _("%s is no name"), name)
			 : namesakes(q, cl_buf_cstr(&b), 0, err);
	cl_buf_free(&b);
	return rc;
}

static int looks_ascii(const char *s)
{
	for (; *s != '\0'; s++)
		if ((unsigned char)*s >= 0x80)
			return 0;
	return 1;
}

static int by_handle(struct query *q, const char *s, int *was, struct cl_err *err)
{
	int64_t id, first, last, max = cl_store_max_entry(q->run->store, err);
	*was = 1;
	if (max < 0)
		return -1;
	int kind = s[0] & ~0x20;
	if ((kind == 'E' || kind == 'S' || kind == 'B') && cl_id_parse(s, (char)kind, &id) == 0) {
		q->by_ids = 1;
		if (kind == 'S')
			return add_subject(q, id, err);
		if (kind == 'E' && id <= max)
			add(q, id, id);
		if (kind == 'B') {
			int rc = cl_store_batch(q->run->store, id, &first, &last, err);
			if (rc == 1)
				add(q, first, last);
			return rc < 0 ? -1 : 0;
		}
		return 0;
	}
	*was = 0;
	return 0;
}

static int operand(struct query *q, const char *s, struct cl_err *err)
{
	char v[64];
	int was;
	if (by_handle(q, s, &was, err) != 0 || was)
		return err->code != CL_OK ? -1 : 0;
	q->lookup = 1;
	q->asked = s;
	cl_id_normal(s, v, sizeof v);
	if (looks_ascii(v)) {
		if (is_number(v, q->run->today))
			return by_number(q, v, err);
		int rc = by_code(q, v, err);
		if (rc != 0)
			return rc < 0 ? -1 : 0;
		if (strlen(v) == 18)
			return cl_fail(err, CL_E_USAGE, _("%s is no sound identifier: %s"), v,
				cl_code_says(cl_id_uscc(v) & CL_IDF_CHECK ? CL_E_ID_CHECK
									  : CL_E_ID_CHARSET));
	}
	return by_name(q, s, err);
}

static int from_stdin(struct query *q, const char *path, struct cl_err *err)
{
	struct cl_input *in = NULL;
	struct cl_records *rs = NULL;
	struct cl_rec rec;
	struct cl_pos pos;
	struct cl_err bad;
	int64_t id;
	q->by_ids = 1;
	int rc = cl_input_open(&in, path, err) != 0 ? -1 : cl_records_open(&rs, in, err);
	while (rc == 0 && (rc = cl_records_next(rs, &rec, &pos, &bad, err)) == 1) {
		rc = 0;
		if (bad.code == CL_OK && (cl_get(&rec, ENTRY) == NULL ||
						 cl_id_parse(cl_get(&rec, ENTRY), 'E', &id) != 0))
			cl_fail_at(&bad, &pos, CL_E_NOENTRY, _("a record without an entry number"));
		if (bad.code != CL_OK) {
			cl_say_error(q->run, &bad);
			q->run->refused_other++;
		} else {
			add(q, id, id);
		}
	}
	cl_records_close(rs);
	cl_input_close(in);
	return rc < 0 ? -1 : 0;
}

/* ---- answering ---- */

static int wanted(struct query *q, const struct cl_view *v)
{
	if (!cl_filter_fits(&q->filter, v))
		return 0;
	if (v->voided && v->state == CL_S_EXITED && cl_opt(&q->run->opts, WITH_VOIDED) == NULL &&
		!q->by_ids)
		return 0;
	if (v->in_force || q->by_ids || q->filter.state != CL_S_NONE)
		return 1;
	q->other++;
	if (v->state == CL_S_UNMATCHED && (q->lookup || q->screening))
		return 1; /* leaves the answer open */
	/* To be on a list is to be in force on it; without --list a look-up shows what the past
	 * holds too. */
	return q->lookup && !q->screening && q->filter.list == NULL && v->state != CL_S_WITHDRAWN &&
	       v->state != CL_S_REFUSED;
}

static int explain(struct query *q, const struct cl_view *v, struct cl_arena *a, const char **out,
	struct cl_err *err)
{
	char day[11], from[11], until[11];
	const char *open;
	*out = NULL;
	if (!q->run->explain)
		return 0;
	if (cl_proceedings_text(q->run, v->id, a, &open, err) != 0)
		return -1;
	*out = cl_sprintf(a, _("found by %s; on %s %s: confirmed %s, valid %s to %s, state %s"),
		q->how != NULL ? q->how : "selection", cl_day_format(q->run->today, day),
		v->in_force ? _("in force") : _("not in force"),
		v->span.confirmed_on != CL_NODAY ? "yes" : "no",
		cl_day_format(v->span.valid_from, from),
		v->span.valid_until != CL_NODAY ? cl_day_format(v->span.valid_until, until) : "-",
		cl_state_name(v->state));
	if (v->accepted != NULL) { /* FIELD=GIVEN: the given number was damaged */
		struct cl_buf b = {0};
		cl_mask_number(strchr(v->accepted, '=') + 1, &b);
		*out = cl_sprintf(a, _("%s; number accepted as suggested, sent as %s"), *out,
			cl_buf_cstr(&b));
		cl_buf_free(&b);
	}
	const char *marks = cl_get(&v->rec, OVERLAYS);
	if (marks != NULL)
		*out = cl_sprintf(
			a, _("%s; marked: %s"), *out, cl_shown_value(CL_K_OVERLAY, marks, a));
	if (open != NULL)
		*out = cl_sprintf(a, "%s; %s", *out, open);
	return 0;
}

/* One entry of the answer, which the writer keeps until the register has the look-up. */
static int answer_row(struct query *q, const struct cl_row_entry *row, struct cl_err *err)
{
	const char *limit = cl_opt(&q->run->opts, LIMIT);
	struct cl_view v;
	struct cl_rec rec;
	struct cl_arena *a = &q->one;
	int rc = cl_view_of(q->run, row, q->run->today, a, &v, err);
	if (rc <= 0 || !wanted(q, &v))
		return rc < 0 ? -1 : 0;
	struct cl_shown s = {.entry = v.id};
	if (explain(q, &v, a, &s.explain, err) != 0)
		return -1;
	cl_show_fill(q->run, &v, &s, q->personal, a, &rec);
	if (cl_show_department(q->run, v.department, &rec, err) != 0)
		return -1;
	rec.v[CL_F_QUERY] = q->value != NULL && q->asked != NULL ? q->asked : q->value;
	q->persons += v.natural;
	q->in_force += v.in_force;
	if (limit != NULL && q->shown >= atol(limit) && !q->screening)
		return 0;
	q->shown++;
	return q->run->quiet && !q->screening ? 0 : cl_writer_keep(q->run->out, &rec, err);
}

static int gather(struct query *q, int64_t *from, int64_t last, struct cl_err *err)
{
	struct cl_row_entry rows[BLOCK];
	int rc = 0, k = cl_store_entries(q->run->store, *from, last, BLOCK, &q->rows, rows, err);
	for (int i = 0; rc == 0 && i < k; i++) {
		rc = answer_row(q, &rows[i], err);
		cl_arena_reset(&q->one);
	}
	*from = k < BLOCK ? last + 1 : rows[k - 1].id + 1;
	cl_arena_reset(&q->rows);
	return k < 0 ? -1 : rc;
}

/* What was gathered goes out: with its person in the register, within the limits. */
static int put(struct query *q, struct cl_err *err)
{
	int call = cl_policy_int(&q->run->policy, "persons_per_call", err);
	if (call < 0)
		return -1;
	if (q->personal && q->persons > call && cl_opt(&q->run->opts, APPROVAL) == NULL)
		return cl_fail(err, CL_E_LIMIT,
			_("%ld persons in one call, %d are allowed without approval (6.1)"),
			q->persons, call);
	if (!q->recorded && (q->personal || q->persons > 0 || signed_for(q)) &&
		record(q, "answered", (int)q->persons, err) != 0)
		return -1;
	return cl_writer_flush(q->run->out, err);
}

/* ---- screening many ---- */

/* The values of the input's first column, a header passed over. */
static int values(struct query *q, const char ***out, size_t *n, struct cl_err *err)
{
	struct cl_input *in = NULL;
	struct cl_rows *rows = NULL;
	struct cl_row row;
	int ignored, rc;
	const char *path = q->run->opts.nargs > 0 ? q->run->opts.args[0] : "-";
	rc = cl_workbook_open(q->run, path, &in, err) != 0 ? -1 : cl_rows_open(&rows, in, err);
	while (rc == 0 && (rc = cl_rows_next(rows, &row, err)) == 1) {
		const char *s = row.n > 0 ? row.cell[0] : "";
		size_t len = strlen(s);
		rc = 0;
		cl_trim(&s, &len);
		if (len == 0 || (*n == 0 && cl_field_by_header(row.cell[0], &ignored) != CL_F_NONE))
			continue;
		if ((*n & (*n - 1)) == 0)
			*out = cl_xrealloc(*out, sizeof **out * (*n > 0 ? 2 * *n : 1));
		(*out)[(*n)++] = cl_strndup(&q->run->arena, s, len);
	}
	cl_rows_close(rows);
	cl_input_close(in);
	return rc;
}

/* One value: its hits go into the writer, which holds them until the register has the look-up. */
static int screen_one(struct query *q, const char *value, struct cl_err *err)
{
	struct cl_err e = {0};
	q->nrange = 0;
	q->how = NULL;
	q->value = value;
	int rc = operand(q, value, &e);
	q->lookup = 0;
	if (rc != 0 &&
		e.code == CL_E_USAGE) { /* no sound identifier: this one alone has no answer */
		cl_say_error(q->run, &e);
		q->run->refused_other++;
		return 0;
	}
	if (rc != 0)
		return cl_fail(err, e.code, "%s", e.text);
	for (int i = 0; i < q->nrange; i++)
		for (int64_t from = q->range[i].first; from <= q->range[i].last;)
			if (gather(q, &from, q->range[i].last, err) != 0)
				return -1;
	return 0;
}

static int screen_all(struct query *q, const char *const *list, size_t n, struct cl_err *err)
{
	struct cl_want w;
	int call = cl_policy_int(&q->run->policy, "persons_per_call", err);
	int rc = call < 0 || cl_store_read(q->run->store, err) != 0 ? -1
								    : cl_want_read(q->run, &w, err);
	q->filter = w.filter;
	for (size_t i = 0; rc == 0 && i < n; i++)
		rc = screen_one(q, list[i], err);
	cl_store_read_end(q->run->store);
	if (rc == 0 && q->personal && q->persons > call && cl_opt(&q->run->opts, APPROVAL) == NULL)
		rc = cl_fail(err, CL_E_LIMIT,
			_("%ld persons in one call, %d are allowed without approval (6.1)"),
			q->persons, call);
	q->asked = cl_sprintf(&q->run->arena, "%zu", n);
	if (rc == 0 && (q->personal || q->persons > 0))
		rc = record(q, "screened", (int)q->persons, err);
	return rc;
}

static int screen(struct cl_run *run)
{
	static const enum cl_field more[] = {
		CL_F_QUERY, CL_F_EXPLAINED_BY, CL_F_TELEPHONE, CL_F_NONE};
	struct query q = {.run = run, .screening = 1};
	struct cl_err err = {0};
	const char **list = NULL;
	size_t n = 0;
	int rc = run->opts.nargs == 0 && isatty(0)
			 ? cl_fail(&err, CL_E_USAGE,
				   _("--screen reads identifiers from a file or standard input"))
			 : values(&q, &list, &n, &err);
	run->out_opts.hold = 1;
	if (rc == 0)
		rc = cl_out_open(run, more, &err);
	if (rc == 0 && screen_all(&q, list, n, &err) != 0)
		rc = -1;
	if (rc == 0)
		rc = cl_out_close(run, &err);
	else
		cl_out_drop(run);
	free(list);
	query_free(&q);
	if (rc != 0)
		return cl_say_error(run, &err);
	cl_say(run, _("screened %zu values: %ld hits, %ld in force"), n, q.shown, q.in_force);
	return 0;
}

static int by_first(const void *x, const void *y)
{
	const struct cl_range *a = x, *b = y;
	return (a->first > b->first) - (a->first < b->first);
}

/* Blocks: read, end the transaction, print. An answer about a person is read whole before it is
 * recorded. */
static int answer(struct query *q, struct cl_err *err)
{
	int rc = 0;
	if (!q->by_ids && q->nrange > 1)
		qsort(q->range, (size_t)q->nrange, sizeof *q->range, by_first);
	for (int i = 0; rc == 0 && i < q->nrange; i++)
		for (int64_t from = q->range[i].first; rc == 0 && from <= q->range[i].last;) {
			rc = cl_store_read(q->run->store, err);
			if (rc == 0)
				rc = gather(q, &from, q->range[i].last, err);
			cl_store_read_end(q->run->store);
			if (rc == 0)
				rc = put(q, err);
		}
	if (rc == 0 && (q->personal || signed_for(q)) && !q->recorded)
		rc = record(q, "nothing found", 0, err);
	return rc;
}

static int ask(struct query *q, struct cl_err *err)
{
	struct cl_run *run = q->run;
	struct cl_opts *o = &run->opts;
	struct cl_want w;
	const char *name, *names = cl_opt(o, NAME);
	if (cl_want_read(run, &w, err) != 0)
		return -1;
	q->filter = w.filter;
	q->by_ids =
		cl_opt(o, BATCH) != NULL || cl_opt(o, ENTRY) != NULL || cl_opt(o, SUBJECT) != NULL;
	int rc = 0;
	for (int i = 0; rc == 0 && i < o->nargs; i++)
		rc = strcmp(o->args[i], "-") == 0 ? from_stdin(q, "-", err)
						  : operand(q, o->args[i], err);
	while (rc == 0 && names != NULL && cl_opt_piece(&names, &run->arena, &name)) {
		q->lookup = 1;
		rc = by_name(q, name, err);
	}
	if (rc == 0 && o->nargs == 0 && cl_opt(o, NAME) == NULL) {
		if (!w.any)
			return 0; /* records on stdin */
		for (int i = 0; i < w.nrange; i++)
			add(q, w.range[i].first, w.range[i].last);
	}
	return rc;
}

/* Records come before the transaction: nobody waits for input while others wait for the store. */
static int read_stdin(struct query *q, struct cl_err *err)
{
	struct cl_opts *o = &q->run->opts;
	int dash = 0;
	for (int i = 0; i < o->nargs; i++)
		dash |= strcmp(o->args[i], "-") == 0;
	if (!dash && (o->nargs > 0 || cl_opt(o, NAME) != NULL || cl_want_given(q->run)))
		return 0;
	if (!dash && isatty(0))
		return cl_fail(err, CL_E_USAGE,
			_("whom? give an identifier, a name, an entry, or --list; - reads "
			  "records"));
	return from_stdin(q, "-", err);
}

static int status_of(const struct query *q)
{
	int named = q->how != NULL && strcmp(q->how, "name") == 0;
	if (q->run->refused_other > 0)
		return q->shown > 0 ? 3 : 1;
	if (q->undecided && (named || q->in_force == 0))
		return 3;
	if (q->run->quiet)
		return q->in_force > 0 ? 0 : 1;
	return q->shown > 0 ? 0 : 1;
}

int cl_query_run(struct cl_run *run)
{
	static const enum cl_field more[] = {CL_F_EXPLAINED_BY, CL_F_TELEPHONE, CL_F_NONE};
	struct query q = {.run = run};
	struct cl_err err = {0};
	int status;
	if (run->quiet && cl_opt(&run->opts, LIST) == NULL) {
		cl_fail(&err, CL_E_USAGE, _("-q answers by its exit status and needs --list"));
		return cl_say_error(run, &err);
	}
	if (cl_opt(&run->opts, SCREEN) != NULL)
		return screen(run);
	int rc = read_stdin(&q, &err);
	int piped = q.by_ids;
	if (rc == 0)
		rc = cl_store_read(run->store, &err);
	if (rc == 0)
		rc = ask(&q, &err);
	q.by_ids |= piped;
	cl_store_read_end(run->store);
	if (rc == 0)
		rc = cl_out_open(run, more, &err);
	if (rc == 0)
		rc = answer(&q, &err);
	if (rc == 0)
		rc = cl_out_close(run, &err);
	else
		cl_out_drop(run);
	status = rc != 0 ? cl_say_error(run, &err) : status_of(&q);
	if (rc == 0 && run->terminal && !run->quiet) {
		cl_say(run, _("%ld shown, %ld in force"), q.shown, q.in_force);
		if (q.undecided)
			cl_say(run, _("not decided: a namesake or a row without identifier bears "
				      "the name"));
	}
	query_free(&q);
	return status;
}
