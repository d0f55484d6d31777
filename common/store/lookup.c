/* Many look-ups by one statement, which reads from cl_rows what is asked for: a statement of its
 * own for each costs more than the look-up. Asked in the table's order, neighbours share pages. */
#include "store/bulk.h"
#include <stdlib.h>
#include <string.h>

/* answer gets the number of what was asked for and the statement, whose second column tells of it,
 * for each that is there. */
static int look_up(struct cl_store *st, enum cl_stmt id, struct cl_feed *f,
	void (*answer)(void *data, size_t i, sqlite3_stmt *s), void *data, struct cl_err *err)
{
	int rc;
	f->st = st;
	st->feed = f;
	sqlite3_stmt *s = cl_sql(st, id, err, "");
	while ((rc = cl_sql_step(st, s, err)) == 1)
		answer(data, (size_t)sqlite3_column_int64(s, 0), s);
	st->feed = NULL;
	return rc;
}

/* ---- identifiers ---- */

#define STEPS 6 /* a look-up costs as much as so many steps of a walk */

/* One walk over the index. */
static int walk_idents(struct cl_store *st, const char *const *idents, size_t n, int64_t *subjects,
	struct cl_err *err)
{
	sqlite3_stmt *s = cl_sql(st, CL_Q_SUBJECT_IDENT_FROM, err, "t", idents[0]);
	size_t i = 0;
	int rc = 1, c;
	while (i < n && (rc = cl_sql_step(st, s, err)) == 1) {
		const char *ident = (const char *)sqlite3_column_text(s, 0);
		while (i < n && (c = strcmp(idents[i], ident)) <= 0)
			subjects[i++] = c == 0 ? sqlite3_column_int64(s, 1) : 0;
	}
	if (rc == 1)
		sqlite3_reset(s);
	return rc < 0 ? -1 : 0;
}

static void ident_value(const struct cl_feed *f, size_t row, int col, sqlite3_context *out)
{
	(void)col;
	sqlite3_result_text(out, ((const char *const *)f->rows)[row], -1, SQLITE_STATIC);
}

static void subject_found(void *data, size_t i, sqlite3_stmt *s)
{
	((int64_t *)data)[i] = sqlite3_column_int64(s, 1);
}

int cl_store_by_idents(struct cl_store *st, const char *const *idents, size_t n, int64_t *subjects,
	struct cl_err *err)
{
	struct cl_feed f = {.rows = idents, .n = n, .value = ident_value};
	if (n == 0)
		return 0;
	memset(subjects, 0, n * sizeof *subjects);
	if ((int64_t)n * STEPS > st->next[CL_ID_SUBJECT])
		return walk_idents(st, idents, n, subjects, err);
	return look_up(st, CL_Q_FIND_IDENTS, &f, subject_found, subjects, err);
}

/* ---- kinds ---- */

struct told {
	cl_store_kind *kind;
	void *data;
};

static void subject_value(const struct cl_feed *f, size_t row, int col, sqlite3_context *out)
{
	(void)col;
	sqlite3_result_int64(out, ((const int64_t *)f->rows)[row]);
}

static void kind_found(void *data, size_t i, sqlite3_stmt *s)
{
	const struct told *t = data;
	t->kind(t->data, i, (const char *)sqlite3_column_text(s, 1));
}

int cl_store_kinds(struct cl_store *st, const int64_t *subjects, size_t n, cl_store_kind *kind,
	void *data, struct cl_err *err)
{
	struct cl_feed f = {.rows = subjects, .n = n, .value = subject_value};
	return look_up(st, CL_Q_FIND_SUBJECTS, &f, kind_found, &(struct told){kind, data}, err);
}

/* ---- names ---- */

static void name_value(const struct cl_feed *f, size_t row, int col, sqlite3_context *out)
{
	const struct cl_store_name *n = (const struct cl_store_name *)f->rows + row;
	sqlite3_result_int64(out, col == 0 ? n->hash : n->subject);
}

static void name_found(void *data, size_t i, sqlite3_stmt *s)
{
	(void)s;
	((struct cl_store_name *)data)[i].there = 1;
}

int cl_store_have_names(
	struct cl_store *st, struct cl_store_name *list, size_t n, struct cl_err *err)
{
	struct cl_feed f = {.rows = list, .n = n, .value = name_value};
	return look_up(st, CL_Q_FIND_NAMES, &f, name_found, list, err);
}

/* ---- entry keys ---- */

struct asked {
	struct cl_ordered order; /* by owner; at: in key and list */
	unsigned char (*key)[16];
	struct cl_store_key *list;
};

static int by_key(const void *x, const void *y, void *data)
{
	const struct asked *q = data;
	return memcmp(q->key[((const struct cl_item *)x)->at],
		q->key[((const struct cl_item *)y)->at], sizeof *q->key);
}

static void key_value(const struct cl_feed *f, size_t row, int col, sqlite3_context *out)
{
	const struct asked *q = f->rows;
	int64_t at = q->order.item[row].at;
	if (col == 0)
		sqlite3_result_int64(out, q->list[at].owner);
	else
		sqlite3_result_blob(out, q->key[at], sizeof *q->key, SQLITE_STATIC);
}

static void entry_found(void *data, size_t i, sqlite3_stmt *s)
{
	struct asked *q = data;
	q->list[q->order.item[i].at].entry = sqlite3_column_int64(s, 1);
}

int cl_store_by_keys(struct cl_store *st, struct cl_store_key *list, size_t n, struct cl_err *err)
{
	struct asked q = {.list = list};
	int rc = 0;
	if (n == 0)
		return 0;
	q.key = cl_xmalloc(n * sizeof *q.key);
	for (size_t i = 0; rc == 0 && i < n; i++) {
		const struct cl_store_key *k = &list[i];
		rc = cl_placed_key(st, k->list, k->department, k->key, q.key[i], err);
		cl_ordered_add(&q.order, cl_order_of_number(k->owner), (int64_t)i);
	}
	cl_ordered_sort(&q.order, by_key, &q);
	struct cl_feed f = {.rows = &q, .n = n, .value = key_value};
	if (rc == 0)
		rc = look_up(st, CL_Q_FIND_KEYS, &f, entry_found, &q, err);
	cl_ordered_free(&q.order);
	free(q.key);
	return rc;
}
