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

/* Entries whose numbers follow those written before are appended without looking for their place.
 */
static int flush_entries(struct cl_store *st, struct cl_err *err)
{
	struct cl_block *b = &st->pending->block;
	struct cl_feed f = {.n = (size_t)b->nentry, .value = entry_value};
	if (f.n == 0)
		return 0;
	int64_t first = b->entry[0].row.id, last = b->entry[f.n - 1].row.id;
	int append = first == b->last_entry + 1 && b->last_entry != 0;
	for (size_t i = 0; i < f.n; i++)
		append &= b->entry[i].row.id == first + (int64_t)i;
	f.last = append ? last : 0;
	b->nentry = 0;
	b->last_entry = last;
	return cl_feed_run(st, append ? CL_Q_BULK_ENTRY_APPEND : CL_Q_BULK_ENTRY, &f, err);
}

int cl_block_flush(struct cl_store *st, struct cl_err *err)
{
	if (st->pending == NULL)
		return 0;
	struct cl_block *b = &st->pending->block;
	if (flush_events(st, err) != 0 || flush_entries(st, err) != 0)
		return -1;
	struct cl_feed subject = {.n = (size_t)b->nsubject, .value = subject_value};
	b->nsubject = 0;
	return cl_feed_run(st, CL_Q_BULK_SUBJECT, &subject, err);
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
	b->entry[b->nentry++] = (struct cl_entry_wait){*e, cl_text_number(&all->texts, e->list),
		cl_text_number(&all->texts, e->department)};
	return 0;
}

int cl_subject_add(struct cl_store *st, const struct cl_subject_row *s, struct cl_err *err)
{
	if (!st->bulk)
		return cl_sql_run(st, CL_Q_SUBJECT_ADD, err, "iiti", s->id, s->seq, s->kind,
			(int64_t)s->market);
	struct cl_bulk *all = cl_bulk(st);
	struct cl_block *b = &all->block;
	if (b->nsubject == CL_BLOCK && cl_block_flush(st, err) != 0)
		return -1;
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
