#include "flow/show.h"
#include "flow/progress.h"
#include "flow/seal.h"
#include "base/date.h"
#include "base/early.h"
#include "base/worker.h"
#include "rules/mask.h"
#include <stdlib.h>
#include <string.h>

static const char *masked(
	const char *s, void (*mask)(const char *, struct cl_buf *), struct cl_arena *a)
{
	struct cl_buf b = {0};
	mask(s, &b);
	const char *out = cl_strndup(a, cl_buf_cstr(&b), b.n);
	cl_buf_free(&b);
	return out;
}

/* The fields whose texts may be sealed for what they hold. */
static const unsigned char *looked_fields(void)
{
	static unsigned char list[CL_FIELDS + 1]; /* ended by CL_F_ID_NUMBER */
	static int filled;
	if (filled)
		return list;
	int n = 0;
	for (int f = 0; f < CL_FIELDS; f++)
		if (cl_seal_looks(f))
			list[n++] = (unsigned char)f;
	list[n] = CL_F_ID_NUMBER;
	filled = 1;
	return list;
}

const char *cl_show_text_masked(const char *s, struct cl_arena *a)
{
	return s != NULL && cl_text_personal(s) ? masked(s, cl_mask_text, a) : s;
}

const char *cl_show_text_about(const char *s, const char *person, struct cl_arena *a)
{
	struct cl_buf b = {0};
	s = cl_show_text_masked(s, a);
	if (!cl_text_names(s, person))
		return s;
	cl_mask_named(s, person, &b);
	s = cl_strndup(a, cl_buf_cstr(&b), b.n);
	cl_buf_free(&b);
	return s;
}

void cl_show_mask(struct cl_rec *r, int natural, int unmasked, struct cl_arena *a)
{
	if (cl_get(r, ID_NUMBER) != NULL)
		r->v[CL_F_ID_NUMBER] = masked(cl_get(r, ID_NUMBER), cl_mask_number, a);
	const char *person = natural && !unmasked ? cl_get(r, NAME) : NULL;
	for (const unsigned char *f = looked_fields(); *f != CL_F_ID_NUMBER; f++)
		if (*f != CL_F_NAME || person == NULL)
			r->v[*f] = cl_show_text_about(r->v[*f], person, a);
	if (person != NULL)
		r->v[CL_F_NAME] = masked(person, cl_mask_name, a);
}

int cl_show_keyless(struct cl_run *run, const struct cl_view *v)
{
	struct cl_err e = {0};
	if (!v->natural || !v->sealed || cl_store_need_key(run->store, &e) == 0)
		return 0; /* with the key: the person was erased */
	if (run->keyless.code == CL_OK)
		cl_fail(&run->keyless, e.code, _("%s: natural persons cannot be shown: %s"),
			cl_id_text(&run->arena, 'E', v->id), e.text);
	return 1;
}

/* cl_id_text for the many. */
static const char *id_text(struct cl_arena *a, char letter, int64_t id)
{
	char s[24], *p = s + sizeof s;
	if (id <= 0)
		return NULL;
	for (; id > 0; id /= 10)
		*--p = (char)('0' + id % 10);
	*--p = letter;
	return cl_strndup(a, p, (size_t)(s + sizeof s - p));
}

void cl_show_fill(struct cl_run *run, const struct cl_view *v, const struct cl_shown *s,
	int unmasked, struct cl_arena *a, struct cl_rec *out)
{
	const char *person = unmasked ? NULL : cl_view_person(v);
	if (out != &v->rec)
		*out = v->rec;
	if (!v->plain)
		cl_show_mask(out, v->natural, unmasked, a);
	int new = run->dry_run && s->fresh;
	out->v[CL_F_ENTRY] = new ? NULL : id_text(a, 'E', v->id);
	out->v[CL_F_SUBJECT] = v->matched && !new ? id_text(a, 'S', v->subject) : NULL;
	out->v[CL_F_BATCH] = new ? NULL : id_text(a, 'B', v->batch);
	out->v[CL_F_RESULT] = s->result;
	out->v[CL_F_STATE] = cl_state_name(v->state);
	out->v[CL_F_IN_FORCE] = v->in_force ? "yes" : "no";
	out->v[CL_F_EXIT_REASON] = v->reason;
	out->v[CL_F_EXITED_ON] = v->exited_on;
	out->v[CL_F_TRIGGER_ON] = v->trigger_on;
	out->v[CL_F_NOTICE_DUE] = v->notice_due;
	int back = v->origin != 0 && strcmp(v->list, "red") == 0;
	out->v[CL_F_WATCH_OF] = back ? NULL : id_text(a, 'E', v->origin);
	out->v[CL_F_RESTORES] = back ? id_text(a, 'E', v->origin) : NULL;
	out->v[CL_F_CAUSED_BY] = id_text(a, 'E', s->caused_by != 0 ? s->caused_by : v->caused_by);
	out->v[CL_F_VOIDED] = v->voided && v->state == CL_S_EXITED ? "yes" : NULL;
	out->v[CL_F_DRY_RUN] = run->dry_run ? "yes" : NULL;
	out->v[CL_F_EXPLAIN] = cl_show_text_about(s->explain, person, a);
	for (int f = 0; s->more != NULL && f < CL_FIELDS; f++)
		if (cl_fields[f].part == CL_PART_MORE && s->more->v[f] != NULL)
			out->v[f] = cl_show_text_about(s->more->v[f], person, a);
}

#define UNITS 64 /* departments looked up lately */

int cl_show_department(
	struct cl_run *run, const char *department, struct cl_rec *out, struct cl_err *err)
{
	static struct unit {
		const char *department, *explains, *telephone;
	} units[UNITS]; /* lists are long, departments few */
	unsigned h = 0;
	struct cl_reg r;
	for (const char *s = department; *s != '\0'; s++)
		h = h * 31 + (unsigned char)*s;
	struct unit *u = &units[h % UNITS];
	if (u->department == NULL || strcmp(u->department, department) != 0) {
		int rc = cl_store_reg(run->store, "department", department, &run->arena, &r, err);
		if (rc < 0)
			return -1;
		u->department = u->explains = cl_strdup(&run->arena, department);
		u->telephone = NULL;
		if (rc == 1 && cl_flat_get(&r.body, "explained_by") != NULL)
			u->explains = cl_flat_get(&r.body, "explained_by");
		if (rc == 1)
			u->telephone = cl_flat_get(&r.body, "telephone");
	}
	out->v[CL_F_EXPLAINED_BY] = u->explains;
	out->v[CL_F_TELEPHONE] = u->telephone;
	return 0;
}

#define BLOCK 512          /* entries of one reading transaction */
#define EARLY (16 * BLOCK) /* so many are some MB */
#define PAGE 256           /* of them in one statement */

/* Entries as they stand, read in one transaction, if at all, and written after it. */
struct sheet {
	struct cl_run *run;
	size_t n;
	struct cl_shown shown[BLOCK];
	struct cl_view v[BLOCK];
	enum { ABSENT, VIEW, RECORD } there[BLOCK]; /* what v holds */
	struct cl_arena a;
	struct cl_err err; /* of writing */
};

/* The next ones of the source. 1, 0 where there are no more, -1 */
static int fill(struct sheet *p, const struct cl_show_source *from, struct cl_err *err)
{
	int rc = 1;
	cl_arena_reset(&p->a);
	for (p->n = 0; p->n < BLOCK; p->n++) {
		size_t i = p->n;
		rc = from->next(from->data, &p->shown[i], &p->v[i], &p->a, err);
		if (rc <= 0)
			break;
		p->there[i] = rc == CL_SHOW_READ ? ABSENT : RECORD;
		if (rc == CL_SHOW_THERE) /* filled here: this thread has less to do than the writing
					    one */
			cl_show_fill(p->run, &p->v[i], &p->shown[i], 0, &p->a, &p->v[i].rec);
	}
	return rc < 0 ? -1 : rc > 0;
}

static int take_row(struct sheet *p, size_t i, const struct cl_row_entry *row, struct cl_err *err)
{
	struct cl_view *v = &p->v[i];
	int rc = cl_view_of(p->run, row, INT32_MAX - 1, &p->a, v, err);
	if (rc == 1)
		v->in_force = v->state == CL_S_ACTIVE && cl_in_force(&v->span, p->run->today);
	p->there[i] = rc == 1 ? VIEW : ABSENT;
	return rc < 0 ? -1 : 0;
}

/* Entries i to i + n, whose numbers follow one another, by one statement. */
static int read_rows(struct sheet *p, size_t i, size_t n, struct cl_err *err)
{
	struct cl_row_entry rows[PAGE];
	int64_t first = p->shown[i].entry;
	int k = cl_store_entries(
		p->run->store, first, first + (int64_t)n - 1, (int)n, &p->a, rows, err);
	for (int j = 0; j < k; j++) /* one may be missing */
		if (take_row(p, i + (size_t)(rows[j].id - first), &rows[j], err) != 0)
			return -1;
	return k < 0 ? -1 : 0;
}

static int follows(const struct sheet *p, size_t i, size_t k)
{
	return i + k < p->n && !p->there[i + k] &&
	       p->shown[i + k].entry == p->shown[i].entry + (int64_t)k;
}

/* Those that the source did not have. */
static int read_sheet(struct sheet *p, struct cl_err *err)
{
	size_t i = 0, k;
	while (i < p->n && p->there[i])
		i++;
	if (i == p->n)
		return 0;
	int rc = cl_store_read(p->run->store, err);
	for (; rc == 0 && i < p->n; i += k) {
		for (k = 1; !p->there[i] && k < PAGE && follows(p, i, k);)
			k++;
		if (!p->there[i])
			rc = read_rows(p, i, k, err);
	}
	cl_store_read_end(p->run->store);
	return rc;
}

/* Nothing is printed while the transaction is open. */
static void write_sheet(void *data)
{
	struct sheet *p = data;
	struct cl_arena one = {0};
	int rc = 0;
	for (size_t i = 0; rc == 0 && i < p->n; i++) {
		if (!p->there[i])
			continue;
		if (p->there[i] == VIEW)
			cl_show_fill(p->run, &p->v[i], &p->shown[i], 0, &one, &p->v[i].rec);
		rc = cl_writer_keep(p->run->out, &p->v[i].rec, &p->err);
		cl_arena_reset(&one);
	}
	cl_arena_free(&one);
	if (rc == 0 && cl_writer_flush(p->run->out, &p->err) != 0) {
		/* told by p->err */
	}
}

/* While one sheet is written the next is read. */
static int show_sheets(struct cl_run *run, const struct cl_show_source *from,
	struct sheet *sheet[2], struct cl_worker *w, struct cl_err *err)
{
	int rc = 0, more = 1;
	long count = 0;
	for (int at = 0; rc == 0 && more > 0; at = !at) {
		struct sheet *p = sheet[at], *before = sheet[!at];
		if (run->out_tmp != NULL && count > 0 && count % EARLY == 0)
			cl_early_file(run->out_fd);
		if (!from->ahead)
			cl_progress(run, N_("written"), count);
		more = fill(p, from, err);
		rc = more < 0 ? -1 : read_sheet(p, err);
		cl_worker_wait(w);
		if (rc == 0 && before->err.code != CL_OK)
			rc = cl_fail(err, before->err.code, "%s", before->err.text);
		if (rc == 0)
			cl_worker_give(w, write_sheet, p);
		count += (long)p->n;
	}
	cl_worker_wait(w);
	if (from->ahead)
		cl_early_file(run->out_fd);
	for (int k = 0; rc == 0 && k < 2; k++)
		if (sheet[k]->err.code != CL_OK)
			rc = cl_fail(err, sheet[k]->err.code, "%s", sheet[k]->err.text);
	return rc;
}

static int show_all(struct cl_run *run, const struct cl_show_source *from, struct cl_worker *w,
	struct cl_err *err)
{
	struct sheet *sheet[2];
	(void)looked_fields(); /* both threads read them */
	for (int k = 0; k < 2; k++) {
		sheet[k] = cl_xmalloc(sizeof *sheet[k]);
		sheet[k]->run = run;
		sheet[k]->n = 0;
		sheet[k]->a = (struct cl_arena){0};
		sheet[k]->err = (struct cl_err){0};
	}
	int rc = show_sheets(run, from, sheet, w, err);
	cl_worker_free(w);
	for (int k = 0; k < 2; k++) {
		cl_arena_free(&sheet[k]->a);
		free(sheet[k]);
	}
	return rc;
}

int cl_show_each(struct cl_run *run, const struct cl_show_source *from, struct cl_err *err)
{
	struct cl_err inner = {0};
	int rc = 0, hold = run->dry_run && !from->now;
	run->out_opts.hold = hold;
	if (cl_out_open(run, NULL, &inner) != 0)
		rc = -1;
	if (rc == 0 && !(from->idle && cl_out_unseen(run)))
		rc = show_all(
			run, from, from->n > BLOCK ? cl_worker_new() : cl_worker_none(), &inner);
	if (rc == 0)
		return hold ? 0
			    : cl_out_close(run, err); /* held: rolled back before it is printed */
	return run->stored ? cl_fail(err, CL_E_OUTPUT, _("stored; output not delivered: %s"),
				     inner.text)
			   : cl_fail(err, inner.code, "%s", inner.text);
}

struct rest {
	const struct cl_shown *list;
	size_t n;
};

static int next_of_list(
	void *data, struct cl_shown *s, struct cl_view *v, struct cl_arena *a, struct cl_err *err)
{
	struct rest *r = data;
	(void)v, (void)a, (void)err;
	if (r->n == 0)
		return 0;
	*s = *r->list++;
	r->n--;
	return CL_SHOW_READ;
}

int cl_show_list(struct cl_run *run, const struct cl_shown *list, size_t n, struct cl_err *err)
{
	struct rest rest = {list, n};
	struct cl_show_source from = {.next = next_of_list, .data = &rest, .n = n};
	return cl_show_each(run, &from, err);
}

/* ---- ahead ---- */

struct cl_showing {
	struct cl_run *run;
	struct cl_show_source from;
	struct cl_worker *worker;
	struct cl_err err;
};

static void show_ahead(void *data)
{
	struct cl_showing *s = data;
	if (show_all(s->run, &s->from, cl_worker_none(), &s->err) != 0 && s->err.code == CL_OK)
		cl_fail(&s->err, CL_E_IO, _("the output cannot be written"));
}

struct cl_showing *cl_show_begin(struct cl_run *run, const struct cl_show_source *from)
{
	const char *path = cl_opt(&run->opts, OUTPUT);
	struct cl_err none = {0};
	if (path == NULL || strcmp(path, "-") == 0 || cl_out_is_device(path) ||
		cl_out_open(run, NULL, &none) != 0)
		return NULL; /* what is wrong is told when the output is opened again */
	struct cl_showing *s = cl_xmalloc(sizeof *s);
	*s = (struct cl_showing){.run = run, .from = *from, .worker = cl_worker_new()};
	s->from.ahead = 1;
	cl_worker_give(s->worker, show_ahead, s);
	return s;
}

int cl_show_end(struct cl_showing *s, struct cl_err *err)
{
	struct cl_run *run = s->run;
	cl_worker_free(s->worker);
	int bad = s->err.code != CL_OK;
	if (bad)
		cl_fail(err, CL_E_OUTPUT, _("stored; output not delivered: %s"), s->err.text);
	free(s);
	return bad ? -1 : cl_out_close(run, err);
}

void cl_show_drop(struct cl_showing *s)
{
	if (s == NULL)
		return;
	cl_worker_free(s->worker);
	cl_out_drop(s->run);
	free(s);
}
