/* The wrapped keys of a bulk load's subjects: those it makes wait until commit, those it will need
 * are read before it begins; else the thread that writes blocks would be waited for at each. */
#include "store/bulk.h"
#include <stdlib.h>
#include <string.h>

static void add(struct cl_keyring *k, int64_t subject, const void *wrapped)
{
	if (k->n == k->cap) {
		k->cap = k->cap != 0 ? k->cap + k->cap / 2 : 256;
		k->key = cl_xrealloc(k->key, k->cap * sizeof *k->key);
	}
	k->key[k->n].subject = subject;
	memcpy(k->key[k->n++].wrapped, wrapped, sizeof k->key->wrapped);
}

static const unsigned char *find(const struct cl_keyring *k, int64_t subject)
{
	size_t lo = 0, hi = k->n;
	while (lo < hi) {
		size_t mid = (lo + hi) / 2;
		if (k->key[mid].subject < subject)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < k->n && k->key[lo].subject == subject ? k->key[lo].wrapped : NULL;
}

int cl_subject_key_add(struct cl_store *st, int64_t subject, const unsigned char *wrapped, size_t n,
	struct cl_err *err)
{
	struct cl_keyring *k = st->bulk && n == CL_WRAPPED ? &cl_bulk(st)->made : NULL;
	if (k == NULL || (k->n > 0 && k->key[k->n - 1].subject >= subject))
		return cl_sql_run(st, CL_Q_SUBJECT_KEY_ADD, err, "ib", subject, wrapped, n);
	add(k, subject, wrapped);
	return 0;
}

const unsigned char *cl_subject_key_at_hand(const struct cl_store *st, int64_t subject)
{
	const unsigned char *wrapped =
		st->pending != NULL ? find(&st->pending->made, subject) : NULL;
	return wrapped != NULL || st->pending == NULL ? wrapped
						      : find(&st->pending->known, subject);
}

int cl_store_keys_ready(struct cl_store *st, const int64_t *subject, size_t n, struct cl_err *err)
{
	int rc = 0;
	for (size_t i = 0; rc >= 0 && i < n; i++) {
		sqlite3_stmt *s = cl_sql(st, CL_Q_SUBJECT_KEY_GET, err, "i", subject[i]);
		rc = cl_sql_step(st, s, err);
		if (rc == 1 && sqlite3_column_bytes(s, 0) == CL_WRAPPED)
			add(&cl_bulk(st)->known, subject[i], sqlite3_column_blob(s, 0));
		if (rc == 1)
			sqlite3_reset(s);
	}
	return rc < 0 ? -1 : 0;
}

static void key_value(const struct cl_feed *f, size_t row, int col, sqlite3_context *out)
{
	const struct cl_subject_key *k = &f->st->pending->made.key[row];
	if (col == 0)
		sqlite3_result_int64(out, k->subject);
	else
		sqlite3_result_blob(out, k->wrapped, sizeof k->wrapped, SQLITE_STATIC);
}

int cl_keyring_write(struct cl_store *st, struct cl_err *err)
{
	struct cl_feed f = {.n = st->pending->made.n, .value = key_value};
	return cl_feed_run(st, CL_Q_BULK_SUBJECT_KEY, &f, err);
}

void cl_keyring_free(struct cl_bulk *b)
{
	free(b->made.key);
	free(b->known.key);
}
