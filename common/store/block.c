/* Events and what they append to in the order of their numbers, written a block at a time. */
#include "base/worker.h"
#include "store/bulk.h"
#include <stdatomic.h>
#include <string.h>

static void number(sqlite3_context *out, int64_t v, int null)
{
	if (!null || v != 0)
		sqlite3_result_int64(out, v);
}

static void text(sqlite3_context *out, struct cl_text t)
{
	sqlite3_result_text(out, t.s, t.n, SQLITE_STATIC);
}

static void event_value(const struct cl_feed *f, size_t row, int col, sqlite3_context *out)
{
	const struct cl_block *b = f->block;
	const struct cl_event_wait *w = &b->event[row];
	const struct cl_event_row *e = &w->row;
	switch (col) {
	case 0:
		return sqlite3_result_text(out, e->recorded_at, 24, SQLITE_STATIC);
	case 1:
		return text(out, w->kind);
	case 2:
		return number(out, e->batch, 1);
	case 3:
		return number(out, e->entry, 1);
	case 4:
		return number(out, e->subject, 1);
	case 5:
		return sqlite3_result_text(out, b->text.p + e->body, (int)e->len, SQLITE_STATIC);
	default:
		return sqlite3_result_blob(out, w->hash, sizeof w->hash, SQLITE_STATIC);
	}
}

static void entry_value(const struct cl_feed *f, size_t row, int col, sqlite3_context *out)
{
	const struct cl_entry_wait *w = &f->block->entry[row];
	const struct cl_entry_row *e = &w->row;
	switch (col) {
	case 0:
		return number(out, e->id, 0);
	case 1:
		return number(out, e->seq, 0);
	case 2:
		return number(out, e->batch, 1);
	case 3:
		return number(out, e->subject, 0);
	case 4:
		return number(out, e->matched, 0);
	case 5:
		return text(out, w->list);
	case 6:
		return text(out, w->department);
	case 7:
		return number(out, e->historical, 0);
	default:
		return number(out, e->origin, 1);
	}
}

static void subject_value(const struct cl_feed *f, size_t row, int col, sqlite3_context *out)
{
	const struct cl_subject_wait *w = &f->block->subject[row];
	const struct cl_subject_row *s = &w->row;
	switch (col) {
	case 0:
		return number(out, s->id, 0);
	case 1:
		return number(out, s->seq, 0);
	case 2:
		return text(out, w->kind);
	default:
		return number(out, s->market, 0);
	}
}

/* ---- writing a block ---- */

/* The chain goes on here, block by block: the store's hash is that of the last one that was linked.
 */
static void link_events(struct cl_store *st, struct cl_block *b)
{
	for (int i = 0; i < b->nevent; i++) {
		struct cl_event_wait *w = &b->event[i];
		cl_event_chain(st, &w->row, b->text.p + w->row.body);
		memcpy(w->hash, st->hash, sizeof w->hash);
	}
	atomic_store(&b->linked, 1);
}

static int write_events(struct cl_store *st, struct cl_block *b, struct cl_err *err)
{
	if (!b->linked)
		link_events(st, b);
	struct cl_feed f = {.block = b, .n = (size_t)b->nevent, .value = event_value};
	if (f.n > 0)
		f.last = b->event[f.n - 1].row.seq;
	b->nevent = b->ntime = 0;
	if (cl_feed_run(st, CL_Q_BULK_EVENT, &f, err) != 0)
		return -1;
	cl_buf_reset(&b->text);
	return 0;
}

/* The numbers of a block's rows. */
struct span {
	int64_t first, last, highest; /* 0: none yet */
	int broken;                   /* they do not follow each other */
};

static void span_add(struct span *s, int64_t id)
{
	s->broken |= s->last != 0 && id != s->last + 1;
	if (s->first == 0)
		s->first = id;
	s->last = id;
	if (id > s->highest)
		s->highest = id;
}

/* Whether they go behind all other rows: new ones, numbered on from the newest that was written.
 * Such rows are appended without looking for their place; *last: the number to end with. */
static int goes_on(const struct span *s, int64_t *newest, int64_t first_new, int64_t *last)
{
	int on = *newest != 0 && !s->broken && s->first == *newest + 1 && s->first >= first_new;
	if (s->highest > *newest)
		*newest = s->highest;
	*last = on ? s->last : 0;
	return on;
}

static int write_entries(struct cl_store *st, struct cl_block *b, struct cl_err *err)
{
	struct cl_feed f = {.block = b, .n = (size_t)b->nentry, .value = entry_value};
	struct span s = {0};
	for (size_t i = 0; i < f.n; i++)
		span_add(&s, b->entry[i].row.id);
	b->nentry = 0;
	if (f.n == 0)
		return 0;
	int on = goes_on(&s, &st->pending->newest_entry, 0, &f.last);
	return cl_feed_run(st, on ? CL_Q_BULK_ENTRY_APPEND : CL_Q_BULK_ENTRY, &f, err);
}

static int write_subjects(struct cl_store *st, struct cl_block *b, struct cl_err *err)
{
	struct cl_feed f = {.block = b, .n = (size_t)b->nsubject, .value = subject_value};
	struct span s = {0};
	for (size_t i = 0; i < f.n; i++)
		span_add(&s, b->subject[i].row.id);
	b->nsubject = 0;
	if (f.n == 0)
		return 0;
	int on = goes_on(
		&s, &st->pending->newest_subject, st->writing ? st->first_new_subject : 0, &f.last);
	return cl_feed_run(st, on ? CL_Q_BULK_SUBJECT_APPEND : CL_Q_BULK_SUBJECT, &f, err);
}

static int write_block(struct cl_store *st, struct cl_block *b, struct cl_err *err)
{
	return write_events(st, b, err) != 0 || write_entries(st, b, err) != 0 ||
			       write_subjects(st, b, err) != 0
		       ? -1
		       : 0;
}

/* ---- handing it over ---- */

static _Thread_local int beside; /* this thread is the one that writes blocks */

static void job(void *data)
{
	struct cl_store *st = data;
	beside = 1;
	if (st->pending->failed.code == CL_OK &&
		write_block(st, st->pending->handed, &st->pending->failed) != 0 &&
		st->pending->failed.code == CL_OK)
		cl_fail(&st->pending->failed, CL_E_DB, "%s", st->path);
	beside = 0;
}

int cl_block_settle(struct cl_store *st, struct cl_err *err)
{
	if (st->pending == NULL || st->pending->worker == NULL || beside)
		return 0;
	if (st->pending->handed != NULL)
		cl_worker_wait(st->pending->worker);
	st->pending->handed = NULL;
	const struct cl_err *e = &st->pending->failed;
	return e->code == CL_OK ? 0 : cl_fail(err, e->code, "%s", e->text);
}

int cl_block_flush(struct cl_store *st, struct cl_err *err)
{
	struct cl_bulk *all = st->pending;
	if (all == NULL)
		return 0;
	atomic_store(&all->block->linked, 0);
	if (all->worker == NULL)
		return write_block(st, all->block, err);
	if (all->handed != NULL && atomic_load(&all->handed->linked) && cl_worker_busy(all->worker))
		link_events(st, all->block); /* instead of waiting for the one before */
	if (cl_block_settle(st, err) != 0)
		return -1;
	all->handed = all->block;
	all->block = &all->blocks[all->handed == &all->blocks[0]];
	cl_worker_give(all->worker, job, st);
	return 0;
}

int cl_block_written(struct cl_store *st, struct cl_err *err)
{
	return cl_block_flush(st, err) != 0 ? -1 : cl_block_settle(st, err);
}

struct cl_buf *cl_block_text(struct cl_store *st)
{
	return &cl_bulk(st)->block->text;
}

int cl_block_event(struct cl_store *st, const struct cl_event_row *e, struct cl_err *err)
{
	struct cl_bulk *all = cl_bulk(st);
	struct cl_block *b = all->block;
	if (b->ntime == 0 || memcmp(b->time[b->ntime - 1], e->recorded_at, 25) != 0)
		memcpy(b->time[b->ntime++], e->recorded_at, 25);
	struct cl_event_wait *w = &b->event[b->nevent++];
	w->row = *e;
	w->kind = cl_text_of(&all->texts, e->kind);
	w->row.kind = w->kind.s;
	w->row.recorded_at = b->time[b->ntime - 1];
	return b->nevent < CL_BLOCK && b->text.n < CL_BLOCK_TEXT ? 0 : cl_block_flush(st, err);
}

int cl_entry_add(struct cl_store *st, const struct cl_entry_row *e, struct cl_err *err)
{
	if (!st->bulk)
		return cl_sql_run(st, CL_Q_ENTRY_ADD, err, "iiniittin", e->id, e->seq, e->batch,
			e->subject, (int64_t)e->matched, e->list, e->department,
			(int64_t)e->historical, e->origin);
	struct cl_bulk *all = cl_bulk(st);
	struct cl_block *b = all->block;
	if (b->nentry == CL_BLOCK) {
		if (cl_block_flush(st, err) != 0)
			return -1;
		b = all->block;
	}
	b->entry[b->nentry++] = (struct cl_entry_wait){
		*e, cl_text_of(&all->texts, e->list), cl_text_of(&all->texts, e->department)};
	return 0;
}

/* Whether the subject came before in this load: nothing is to be added then. Told for numbers near
 * the first one; the table itself knows the others. */
static int came_before(struct cl_seen *s, int64_t id)
{
	if (s->n == 0)
		s->from = id;
	size_t k = (size_t)(id - s->from), byte = k / 8;
	if (id < s->from || byte >= CL_SEEN)
		return 0;
	if (byte >= s->n) {
		size_t n = 2 * byte + 4096;
		s->bits = cl_xrealloc(s->bits, n);
		memset(s->bits + s->n, 0, n - s->n);
		s->n = n;
	}
	int before = s->bits[byte] >> k % 8 & 1;
	s->bits[byte] |= (unsigned char)(1 << k % 8);
	return before;
}

int cl_subject_add(struct cl_store *st, const struct cl_subject_row *s, struct cl_err *err)
{
	if (!st->bulk)
		return cl_sql_run(st, CL_Q_SUBJECT_ADD, err, "iiti", s->id, s->seq, s->kind,
			(int64_t)s->market);
	struct cl_bulk *all = cl_bulk(st);
	struct cl_block *b = all->block;
	if (came_before(&all->seen, s->id))
		return 0;
	if (b->nsubject == CL_BLOCK) {
		if (cl_block_flush(st, err) != 0)
			return -1;
		b = all->block;
	}
	b->subject[b->nsubject++] = (struct cl_subject_wait){*s, cl_text_of(&all->texts, s->kind)};
	return 0;
}
