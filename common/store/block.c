/* Events and what they append to in the order of their numbers, written a block at a time. */
#include "store/bulk.h"
#include <string.h>

static void number(sqlite3_context *out, int64_t v, int null)
{
	if (!null || v != 0)
		sqlite3_result_int64(out, v);
}

static void event_value(const struct cl_feed *f, size_t row, int col, sqlite3_context *out)
{
	const struct cl_bulk *all = f->st->pending;
	const struct cl_block *b = &all->block;
	const struct cl_event_row *e = &b->event[row];
	switch (col) {
	case 0:
		return sqlite3_result_text(out, e->recorded_at, 24, SQLITE_STATIC);
	case 1:
		return cl_text_value(&all->texts, e->kind, out);
	case 2:
		return number(out, e->batch, 1);
	case 3:
		return number(out, e->entry, 1);
	case 4:
		return number(out, e->subject, 1);
	case 5:
		return sqlite3_result_text(out, b->text.p + e->body, (int)e->len, SQLITE_STATIC);
	default:
		return sqlite3_result_blob(out, e->hash, sizeof e->hash, SQLITE_STATIC);
	}
}

static void entry_value(const struct cl_feed *f, size_t row, int col, sqlite3_context *out)
{
	const struct cl_entry_wait *w = &f->st->pending->block.entry[row];
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
		return cl_text_value(&f->st->pending->texts, w->list, out);
	case 6:
		return cl_text_value(&f->st->pending->texts, w->department, out);
	case 7:
		return number(out, e->historical, 0);
	default:
		return number(out, e->origin, 1);
	}
}

static void subject_value(const struct cl_feed *f, size_t row, int col, sqlite3_context *out)
{
	const struct cl_subject_wait *w = &f->st->pending->block.subject[row];
	const struct cl_subject_row *s = &w->row;
	switch (col) {
	case 0:
		return number(out, s->id, 0);
	case 1:
		return number(out, s->seq, 0);
	case 2:
		return cl_text_value(&f->st->pending->texts, w->kind, out);
	default:
		return number(out, s->market, 0);
	}
}

static void key_value(const struct cl_feed *f, size_t row, int col, sqlite3_context *out)
{
	const struct cl_subject_key *k = &f->st->pending->block.key[row];
	if (col == 0)
		return number(out, k->subject, 0);
	sqlite3_result_blob(out, k->wrapped, sizeof k->wrapped, SQLITE_STATIC);
}

int cl_block_flush_keys(struct cl_store *st, struct cl_err *err)
{
	struct cl_block *b = &st->pending->block;
	struct cl_feed f = {.n = (size_t)b->nkey, .value = key_value};
	b->nkey = 0;
	return cl_feed_run(st, CL_Q_BULK_SUBJECT_KEY, &f, err);
}

static int flush_events(struct cl_store *st, struct cl_err *err)
{
	struct cl_block *b = &st->pending->block;
	struct cl_feed f = {.n = (size_t)b->nevent, .value = event_value};
	if (f.n > 0)
		f.last = b->event[f.n - 1].seq;
	b->nevent = b->ntime = 0;
	if (cl_feed_run(st, CL_Q_BULK_EVENT, &f, err) != 0)
		return -1;
	cl_buf_reset(&b->text);
	return 0;
}

static void run_add(struct cl_run *r, int n, int64_t id)
{
	r->broken = n > 0 && (r->broken || id != r->last + 1);
	if (n == 0)
		r->first = id;
	r->last = id;
	if (id > r->highest)
		r->highest = id;
}

/* Whether a block goes behind all other rows: new ones, numbered on from the newest that was
 * written. They are appended without looking for their place; *last: the number to end with. */
static int run_goes_on(struct cl_run *r, int64_t first_new, int64_t *last)
{
	int on = r->newest != 0 && !r->broken && r->first == r->newest + 1 && r->first >= first_new;
	r->newest = r->highest;
	*last = on ? r->last : 0;
	return on;
}

static int flush_entries(struct cl_store *st, struct cl_err *err)
{
	struct cl_block *b = &st->pending->block;
	struct cl_feed f = {.n = (size_t)b->nentry, .value = entry_value};
	if (f.n == 0)
		return 0;
	int on = run_goes_on(&b->entries, 0, &f.last);
	b->nentry = 0;
	return cl_feed_run(st, on ? CL_Q_BULK_ENTRY_APPEND : CL_Q_BULK_ENTRY, &f, err);
}

static int flush_subjects(struct cl_store *st, struct cl_err *err)
{
	struct cl_block *b = &st->pending->block;
	struct cl_feed f = {.n = (size_t)b->nsubject, .value = subject_value};
	if (f.n == 0)
		return 0;
	int on = run_goes_on(&b->subjects, st->writing ? st->first_new_subject : 0, &f.last);
	b->nsubject = 0;
	return cl_feed_run(st, on ? CL_Q_BULK_SUBJECT_APPEND : CL_Q_BULK_SUBJECT, &f, err);
}

int cl_block_flush(struct cl_store *st, struct cl_err *err)
{
	if (st->pending == NULL)
		return 0;
	return flush_events(st, err) != 0 || flush_entries(st, err) != 0 ||
			       flush_subjects(st, err) != 0
		       ? -1
		       : 0;
}

struct cl_buf *cl_block_text(struct cl_store *st)
{
	return &cl_bulk(st)->block.text;
}

int cl_block_event(struct cl_store *st, const struct cl_event *ev, size_t body, struct cl_err *err)
{
	struct cl_bulk *all = cl_bulk(st);
	struct cl_block *b = &all->block;
	if (b->ntime == 0 || memcmp(b->time[b->ntime - 1], st->recorded_at, 25) != 0)
		memcpy(b->time[b->ntime++], st->recorded_at, 25);
	struct cl_event_row *e = &b->event[b->nevent++];
	*e = (struct cl_event_row){.seq = ev->seq,
		.batch = ev->batch,
		.entry = ev->entry,
		.subject = ev->subject,
		.body = body,
		.len = b->text.n - body,
		.recorded_at = b->time[b->ntime - 1],
		.kind = cl_text_number(&all->texts, ev->kind)};
	memcpy(e->hash, st->hash, sizeof e->hash);
	return b->nevent < CL_BLOCK && b->text.n < CL_BLOCK_TEXT ? 0 : cl_block_flush(st, err);
}

int cl_entry_add(struct cl_store *st, const struct cl_entry_row *e, struct cl_err *err)
{
	if (!st->bulk)
		return cl_sql_run(st, CL_Q_ENTRY_ADD, err, "iiniittin", e->id, e->seq, e->batch,
			e->subject, (int64_t)e->matched, e->list, e->department,
			(int64_t)e->historical, e->origin);
	struct cl_bulk *all = cl_bulk(st);
	struct cl_block *b = &all->block;
	if (b->nentry == CL_BLOCK && cl_block_flush(st, err) != 0)
		return -1;
	run_add(&b->entries, b->nentry, e->id);
	b->entry[b->nentry++] = (struct cl_entry_wait){*e, cl_text_number(&all->texts, e->list),
		cl_text_number(&all->texts, e->department)};
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
	struct cl_block *b = &all->block;
	if (came_before(&all->seen, s->id))
		return 0;
	if (b->nsubject == CL_BLOCK && cl_block_flush(st, err) != 0)
		return -1;
	run_add(&b->subjects, b->nsubject, s->id);
	b->subject[b->nsubject++] =
		(struct cl_subject_wait){*s, cl_text_number(&all->texts, s->kind)};
	return 0;
}

int cl_subject_key_add(struct cl_store *st, int64_t subject, const unsigned char *wrapped, size_t n,
	struct cl_err *err)
{
	struct cl_block *b = st->bulk && n == CL_WRAPPED ? &cl_bulk(st)->block : NULL;
	if (b == NULL || (b->nkey > 0 && b->key[b->nkey - 1].subject >= subject))
		return cl_sql_run(st, CL_Q_SUBJECT_KEY_ADD, err, "ib", subject, wrapped, n);
	if (b->nkey == CL_BLOCK_KEYS && cl_block_flush_keys(st, err) != 0)
		return -1;
	b->key[b->nkey].subject = subject;
	memcpy(b->key[b->nkey++].wrapped, wrapped, n);
	return 0;
}

const unsigned char *cl_subject_key_pending(const struct cl_store *st, int64_t subject)
{
	const struct cl_block *b = st->pending != NULL ? &st->pending->block : NULL;
	int lo = 0, hi = b != NULL ? b->nkey : 0;
	while (lo < hi) {
		int mid = (lo + hi) / 2;
		if (b->key[mid].subject < subject)
			lo = mid + 1;
		else
			hi = mid;
	}
	return b != NULL && lo < b->nkey && b->key[lo].subject == subject ? b->key[lo].wrapped
									  : NULL;
}
