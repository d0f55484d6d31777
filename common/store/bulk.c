/* Rows of the key tables, kept until they can be filled in their own order: the one large lever of
 * an import (PERFORMANCE, "Order of insertion"). */
#include "store/bulk.h"
#include "base/hash.h"
#include "base/worker.h"
#include <stdlib.h>
#include <string.h>

struct cl_bulk *cl_bulk(struct cl_store *st)
{
	if (st->pending == NULL) {
		st->pending = cl_xmalloc(sizeof *st->pending);
		memset(st->pending, 0, sizeof *st->pending);
		st->pending->block = st->pending->blocks;
		if (st->beside)
			st->pending->worker = cl_worker_new();
	}
	return st->pending;
}

/* ---- texts that come again and again ---- */

static uint32_t *slot_of(const struct cl_texts *t, const char *s)
{
	uint32_t k = (uint32_t)cl_hash64(s, strlen(s)) & (t->slots - 1);
	while (t->slot[k] != 0 && strcmp(t->text[t->slot[k] - 1].s, s) != 0)
		k = (k + 1) & (t->slots - 1);
	return &t->slot[k];
}

static void more_texts(struct cl_texts *t)
{
	t->slots = t->slots != 0 ? 2 * t->slots : 64;
	t->text = cl_xrealloc(t->text, t->slots * sizeof *t->text);
	free(t->slot);
	t->slot = cl_xmalloc(t->slots * sizeof *t->slot);
	memset(t->slot, 0, t->slots * sizeof *t->slot);
	for (uint32_t i = 0; i < t->n; i++)
		*slot_of(t, t->text[i].s) = i + 1;
}

static int is_recent(const struct cl_texts *t, uint32_t i, const char *s)
{
	return i < t->n && strcmp(t->text[i].s, s) == 0;
}

/* Kinds and lists are mostly the one that was last asked for with the same first letter,
 * departments the one that stood where this one stands. */
uint32_t cl_text_number(struct cl_texts *t, const char *s)
{
	uint32_t *like = &t->like[(unsigned char)*s & 15], *there = &t->there[CL_RECENT(s)];
	if (is_recent(t, *like, s))
		return *like;
	if (is_recent(t, *there, s))
		return *there;
	if (2 * t->n >= t->slots)
		more_texts(t);
	uint32_t *k = slot_of(t, s);
	if (*k == 0) {
		t->text[t->n] = (struct cl_text){cl_strdup(&t->a, s), (int)strlen(s)};
		*k = ++t->n;
	}
	return *like = *there = *k - 1;
}

struct cl_text cl_text_of(struct cl_texts *t, const char *s)
{
	uint32_t i = cl_text_number(t, s);
	return t->text[i];
}

void cl_texts_free(struct cl_texts *t)
{
	free(t->text);
	free(t->slot);
	cl_arena_free(&t->a);
}

/* ---- adding ---- */

static int64_t number_of_order(uint64_t v)
{
	return (int64_t)(v ^ (uint64_t)1 << 63);
}

int cl_key_add(struct cl_store *st, int64_t owner, const char *list, const char *department,
	const unsigned char key[16], int64_t entry, struct cl_err *err)
{
	struct cl_key_row r = {.entry = entry};
	if (cl_placed_key(st, list, department, key, r.key, err) != 0)
		return -1;
	if (!st->bulk)
		return cl_sql_run(
			st, CL_Q_ENTRY_KEY_ADD, err, "ibi", owner, r.key, sizeof r.key, entry);
	struct cl_bulk *b = cl_bulk(st);
	if (b->key.n == b->ckeys) {
		b->ckeys = b->ckeys != 0 ? b->ckeys + b->ckeys / 2 : 256;
		b->keys = cl_xrealloc(b->keys, b->ckeys * sizeof *b->keys);
	}
	b->keys[b->key.n] = r;
	cl_ordered_add(&b->key, cl_order_of_number(owner), (int64_t)b->key.n);
	return 0;
}

int cl_ident_add(struct cl_store *st, const char *ident, int64_t subject, struct cl_err *err)
{
	if (!st->bulk)
		return cl_sql_run(st, CL_Q_SUBJECT_IDENT_ADD, err, "ti", ident, subject);
	struct cl_bulk *b = cl_bulk(st);
	cl_ordered_add(&b->ident, cl_order_of(ident), (int64_t)b->idents.n);
	cl_buf_add(&b->idents, &subject, sizeof subject);
	cl_buf_add(&b->idents, ident, strlen(ident) + 1);
	return 0;
}

int cl_name_add(struct cl_store *st, int64_t hash, int64_t subject, struct cl_err *err)
{
	if (!st->bulk)
		return cl_sql_run(st, CL_Q_SUBJECT_NAME_ADD, err, "ii", hash, subject);
	cl_ordered_add(&cl_bulk(st)->name, cl_order_of_number(hash), subject);
	return 0;
}

/* ---- filling ---- */

static int by_key(const void *x, const void *y, void *data)
{
	const struct cl_bulk *b = data;
	return memcmp(b->keys[((const struct cl_item *)x)->at].key,
		b->keys[((const struct cl_item *)y)->at].key, sizeof b->keys->key);
}

#define AHEAD 12 /* rows: by then what is fetched from memory has come */

/* What a row points to lies anywhere: it is fetched some rows before its turn. */
static void expect(const struct cl_ordered *o, size_t row, const void *from, size_t size)
{
	if (row + AHEAD < o->n)
		__builtin_prefetch((const char *)from + (size_t)o->item[row + AHEAD].at * size);
}

static void key_value(const struct cl_feed *f, size_t row, int col, sqlite3_context *out)
{
	const struct cl_bulk *b = f->st->pending;
	const struct cl_item *i = &b->key.item[row];
	const struct cl_key_row *r = &b->keys[i->at];
	if (col == 0) {
		expect(&b->key, row, b->keys, sizeof *b->keys);
		sqlite3_result_int64(out, number_of_order(i->first));
	} else if (col == 1)
		sqlite3_result_blob(out, r->key, sizeof r->key, SQLITE_STATIC);
	else
		sqlite3_result_int64(out, r->entry);
}

static int64_t subject_of(const struct cl_bulk *b, const struct cl_item *i)
{
	int64_t v;
	memcpy(&v, b->idents.p + i->at, sizeof v);
	return v;
}

static const char *ident_of(const struct cl_bulk *b, const struct cl_item *i)
{
	return b->idents.p + i->at + sizeof(int64_t);
}

static int by_ident(const void *x, const void *y, void *data)
{
	return strcmp(ident_of(data, x), ident_of(data, y));
}

/* One that two subjects of a batch claim belongs to the older one. */
static int by_ident_and_subject(const void *x, const void *y, void *data)
{
	int c = by_ident(x, y, data);
	int64_t a = subject_of(data, x), b = subject_of(data, y);
	return c != 0 ? c : (a > b) - (a < b);
}

static void ident_value(const struct cl_feed *f, size_t row, int col, sqlite3_context *out)
{
	const struct cl_bulk *b = f->st->pending;
	const struct cl_item *i = &b->ident.item[row];
	if (col == 0) {
		expect(&b->ident, row, b->idents.p, 1);
		sqlite3_result_text(out, ident_of(b, i), -1, SQLITE_STATIC);
	} else
		sqlite3_result_int64(out, subject_of(b, i));
}

static int by_subject(const void *x, const void *y, void *data)
{
	int64_t a = ((const struct cl_item *)x)->at, b = ((const struct cl_item *)y)->at;
	(void)data;
	return (a > b) - (a < b);
}

static void name_value(const struct cl_feed *f, size_t row, int col, sqlite3_context *out)
{
	const struct cl_item *i = &f->st->pending->name.item[row];
	sqlite3_result_int64(out, col == 0 ? number_of_order(i->first) : i->at);
}

/* ---- the three of them: one is written while the next is put in order beside ---- */

static void order_names(void *data)
{
	struct cl_bulk *b = data;
	cl_ordered_sort(&b->name, by_subject, NULL);
	cl_ordered_unique(&b->name, by_subject, NULL);
}

static void order_idents(void *data)
{
	struct cl_bulk *b = data;
	cl_ordered_sort(&b->ident, by_ident_and_subject, b);
	cl_ordered_unique(&b->ident, by_ident, b);
}

static void order_keys(void *data)
{
	struct cl_bulk *b = data;
	cl_ordered_sort(&b->key, by_key, b);
}

/* Each table's rows go as soon as they are written. */
static int fill(struct cl_store *st, enum cl_stmt id, struct cl_ordered *rows,
	void (*value)(const struct cl_feed *, size_t, int, sqlite3_context *), struct cl_err *err)
{
	struct cl_feed f = {.n = rows->n, .value = value};
	int rc = cl_feed_run(st, id, &f, err);
	cl_ordered_free(rows);
	return rc;
}

static int fill_tables(struct cl_store *st, struct cl_err *err)
{
	struct cl_bulk *b = st->pending;
	struct cl_worker *w = b->worker != NULL ? b->worker : cl_worker_none();
	cl_worker_give(w, order_names, b);
	int rc = cl_keyring_write(st, err);
	cl_worker_give(w, order_idents, b); /* waits for the one before */
	if (rc == 0)
		rc = fill(st, CL_Q_BULK_SUBJECT_NAME, &b->name, name_value, err);
	cl_worker_give(w, order_keys, b);
	if (rc == 0)
		rc = fill(st, CL_Q_BULK_SUBJECT_IDENT, &b->ident, ident_value, err);
	cl_buf_free(&b->idents);
	cl_worker_wait(w);
	if (rc == 0)
		rc = fill(st, CL_Q_BULK_ENTRY_KEY, &b->key, key_value, err);
	if (w != b->worker)
		cl_worker_free(w);
	return rc;
}

int cl_bulk_flush(struct cl_store *st, struct cl_err *err)
{
	if (st->pending == NULL)
		return 0;
	st->bulk = 0;
	int rc = cl_block_written(st, err) != 0 ? -1 : fill_tables(st, err);
	cl_bulk_free(st);
	return rc;
}

void cl_bulk_free(struct cl_store *st)
{
	struct cl_bulk *b = st->pending;
	if (b == NULL)
		return;
	cl_worker_free(b->worker);
	cl_ordered_free(&b->key);
	cl_ordered_free(&b->ident);
	cl_ordered_free(&b->name);
	free(b->keys);
	free(b->seen.bits);
	cl_keyring_free(b);
	cl_buf_free(&b->idents);
	cl_buf_free(&b->blocks[0].text);
	cl_buf_free(&b->blocks[1].text);
	cl_texts_free(&b->texts);
	free(b);
	st->pending = NULL;
}
