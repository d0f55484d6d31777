/* Rows of the key tables, kept until they can be filled in their own order: the one large lever of
 * an import (PERFORMANCE, "Order of insertion"). */
#include "store/inside.h"
#include <stdlib.h>
#include <string.h>

struct key_row {
	int64_t owner, entry;
	const char *list, *department; /* interned */
	unsigned char key[16];
};
struct ident_row {
	const char *ident;
	int64_t subject;
};
struct name_row {
	int64_t hash, subject;
};

struct cl_bulk {
	struct cl_arena a;
	struct key_row *key;
	struct ident_row *ident;
	struct name_row *name;
	size_t nkey, nident, nname, ckey, cident, cname;
	const char *last[2]; /* list, department seen last */
};

static void *room(void *p, size_t n, size_t *cap, size_t size)
{
	if (n < *cap)
		return p;
	*cap = *cap ? *cap + *cap / 2 : 256;
	return cl_xrealloc(p, *cap * size);
}

static struct cl_bulk *pending(struct cl_store *st)
{
	if (st->pending == NULL) {
		st->pending = cl_xmalloc(sizeof *st->pending);
		memset(st->pending, 0, sizeof *st->pending);
	}
	return st->pending;
}

static const char *intern(struct cl_bulk *b, int which, const char *s)
{
	if (b->last[which] == NULL || strcmp(b->last[which], s) != 0)
		b->last[which] = cl_strdup(&b->a, s);
	return b->last[which];
}

static int put_key(struct cl_store *st, const struct key_row *r, struct cl_err *err)
{
	return cl_sql_run(st, CL_Q_ENTRY_KEY_ADD, err, "ittbi", r->owner, r->list, r->department,
		r->key, sizeof r->key, r->entry);
}

int cl_key_add(struct cl_store *st, int64_t owner, const char *list, const char *department,
	const char *key_hex, int64_t entry, struct cl_err *err)
{
	struct key_row r = {owner, entry, list, department, {0}};
	if (cl_unhex(key_hex, r.key, sizeof r.key) != 0)
		return cl_fail(err, CL_E_CHAIN, _("an event body is malformed"));
	if (!st->bulk)
		return put_key(st, &r, err);
	struct cl_bulk *b = pending(st);
	r.list = intern(b, 0, list);
	r.department = intern(b, 1, department);
	b->key = room(b->key, b->nkey, &b->ckey, sizeof *b->key);
	b->key[b->nkey++] = r;
	return 0;
}

int cl_ident_add(struct cl_store *st, const char *ident, int64_t subject, struct cl_err *err)
{
	if (!st->bulk)
		return cl_sql_run(st, CL_Q_SUBJECT_IDENT_ADD, err, "ti", ident, subject);
	struct cl_bulk *b = pending(st);
	b->ident = room(b->ident, b->nident, &b->cident, sizeof *b->ident);
	b->ident[b->nident++] = (struct ident_row){cl_strdup(&b->a, ident), subject};
	return 0;
}

int cl_name_add(struct cl_store *st, int64_t hash, int64_t subject, struct cl_err *err)
{
	if (!st->bulk)
		return cl_sql_run(st, CL_Q_SUBJECT_NAME_ADD, err, "ii", hash, subject);
	struct cl_bulk *b = pending(st);
	b->name = room(b->name, b->nname, &b->cname, sizeof *b->name);
	b->name[b->nname++] = (struct name_row){hash, subject};
	return 0;
}

static int by_key(const void *x, const void *y)
{
	const struct key_row *a = x, *b = y;
	if (a->owner != b->owner)
		return a->owner < b->owner ? -1 : 1;
	int c = strcmp(a->list, b->list);
	if (c == 0)
		c = strcmp(a->department, b->department);
	return c != 0 ? c : memcmp(a->key, b->key, sizeof a->key);
}

static int by_ident(const void *x, const void *y)
{
	const struct ident_row *a = x, *b = y;
	int c = strcmp(a->ident, b->ident);
	return c != 0 ? c : (a->subject > b->subject) - (a->subject < b->subject);
}

static int by_hash(const void *x, const void *y)
{
	const struct name_row *a = x, *b = y;
	if (a->hash != b->hash)
		return a->hash < b->hash ? -1 : 1;
	return (a->subject > b->subject) - (a->subject < b->subject);
}

int cl_bulk_flush(struct cl_store *st, struct cl_err *err)
{
	struct cl_bulk *b = st->pending;
	if (b == NULL)
		return 0;
	if (b->nkey > 0)
		qsort(b->key, b->nkey, sizeof *b->key, by_key);
	if (b->nident > 0)
		qsort(b->ident, b->nident, sizeof *b->ident, by_ident);
	if (b->nname > 0)
		qsort(b->name, b->nname, sizeof *b->name, by_hash);
	st->bulk = 0;
	int rc = 0;
	for (size_t i = 0; rc == 0 && i < b->nkey; i++)
		rc = put_key(st, &b->key[i], err);
	for (size_t i = 0; rc == 0 && i < b->nident; i++)
		if (i == 0 || strcmp(b->ident[i].ident, b->ident[i - 1].ident) != 0)
			rc = cl_ident_add(st, b->ident[i].ident, b->ident[i].subject, err);
	for (size_t i = 0; rc == 0 && i < b->nname; i++)
		if (i == 0 || by_hash(&b->name[i], &b->name[i - 1]) != 0)
			rc = cl_name_add(st, b->name[i].hash, b->name[i].subject, err);
	cl_bulk_free(st);
	return rc;
}

void cl_bulk_free(struct cl_store *st)
{
	struct cl_bulk *b = st->pending;
	if (b == NULL)
		return;
	free(b->key);
	free(b->ident);
	free(b->name);
	cl_arena_free(&b->a);
	free(b);
	st->pending = NULL;
}
