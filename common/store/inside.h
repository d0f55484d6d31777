/* inside: what the files of store/ share among themselves. */
#ifndef CL_STORE_INSIDE_H
#define CL_STORE_INSIDE_H
#include <sqlite3.h>
#include "statements.h" /* generated: enum cl_stmt */
#include "store/store.h"

#define CL_WRAPPED 61 /* bytes of a subject's key as it is stored */

struct cl_stmt_text {
	const char *name, *sql;
};
extern const struct cl_stmt_text cl_statements[CL_STATEMENTS];
extern const char cl_schema_sql[], cl_access_sql[];

struct cl_bulk; /* rows waiting to be sorted and written: bulk.h */
struct cl_feed;

struct cl_store {
	sqlite3 *db;
	sqlite3_stmt *stmt[CL_STATEMENTS];
	char *path, *key_path, *program;
	int32_t today;
	char day[11]; /* today, as events hold it */
	int64_t uid;
	int wait, gate, writing, reading, bulk;
	struct cl_arena arena;
	char algorithm[8];
	struct cl_hasher *hasher;
	/* head */
	int64_t seq, seq_before, next[3];
	unsigned char hash[CL_HASH];
	char recorded_at[32];
	int64_t recorded_ms; /* of which recorded_at was made; 0: none */
	/* keys */
	int key_state; /* 0 not tried, 1 there, -1 not */
	struct cl_err key_err;
	char key_id[33];
	unsigned char wrap[32], index[32];
	int64_t first_new_subject, last_keyed; /* of this transaction */
	int64_t cached_subject;                /* the last subject key used */
	unsigned char cached_key[32];
	/* bulk */
	struct cl_bulk *pending;
	struct cl_places *places; /* placed.c */
	struct cl_early *early;   /* NULL: nothing is written out early */
	int beside;               /* blocks are written by a thread of their own */
	struct cl_feed *feed;     /* what cl_rows reads just now */
	struct cl_buf hashed, body, sealing, opened, folded;
};

int cl_sql_fail(struct cl_store *st, struct cl_err *err); /* -1, from the connection's last error */
const char *cl_store_file(
	struct cl_store *st); /* the file behind the path: URIs without scheme and parameters */
/* A statement, reset and bound: i int64_t, n int64_t where 0 is NULL, t text (NULL is NULL), b blob
 * + size_t. NULL on error. */
sqlite3_stmt *cl_sql(
	struct cl_store *st, enum cl_stmt id, struct cl_err *err, const char *types, ...);
int cl_sql_step(struct cl_store *st, sqlite3_stmt *s,
	struct cl_err *err) CL_CHECKED; /* 1 row, 0 done, -1 */
int cl_sql_run(struct cl_store *st, enum cl_stmt id, struct cl_err *err, const char *types,
	...) CL_CHECKED;
int cl_sql_exec(struct cl_store *st, const char *sql, struct cl_err *err) CL_CHECKED;
void cl_sql_finish(struct cl_store *st); /* finalizes all statements */
const char *cl_sql_text(sqlite3_stmt *s, int col, struct cl_arena *a); /* NULL stays NULL */

/* Room for one more element of size in a list of n from a; the list, or where it lies now. */
void *cl_list_more(void *list, int n, size_t size, struct cl_arena *a);

/* 0 where cl_key_make would succeed: no key file, or one that can be read. Makes nothing. */
int cl_key_makeable(struct cl_store *st, struct cl_err *err) CL_CHECKED;
int cl_key_make(struct cl_store *st, struct cl_err *err) CL_CHECKED;
int cl_subject_key(struct cl_store *st, int64_t subject, int make, unsigned char out[32],
	struct cl_err *err) CL_CHECKED; /* 1, 0 none there, -1 */
/* Appends the body as JSON, the values of keys that end in # sealed. */
int cl_seal_body(struct cl_store *st, int64_t subject, const struct cl_flat *body,
	struct cl_buf *out, struct cl_err *err) CL_CHECKED;

/* Opens the values of keys that end in #, whose names stay; *sealed: 1 where the key is not here.
 */
int cl_open_body(struct cl_store *st, int64_t subject, struct cl_flat *body, struct cl_arena *a,
	int *sealed, struct cl_err *err) CL_CHECKED;

/* Hash of one event's columns behind the previous hash, its body of n bytes last; b is room to lay
 * them out in. */
void cl_event_hash(struct cl_hasher *h, struct cl_buf *b, const unsigned char prev[CL_HASH],
	const char *const *text, const int64_t *number, const char *body, size_t n,
	unsigned char out[CL_HASH]);
/* One to be written: texts are borrowed, body and len say where in a buffer its body lies. */
struct cl_event_row {
	int64_t seq, batch, entry, subject;
	size_t body, len;
	const char *recorded_at, *kind;
};
/* The store's hash goes on behind this event. */
void cl_event_chain(struct cl_store *st, const struct cl_event_row *e, const char *body);
/* Derives rows from one event; body has its sealed values opened (under key#, or key). */
int cl_apply(struct cl_store *st, const struct cl_event *ev, struct cl_err *err) CL_CHECKED;
/* Derives everything from the events of st into r, whose derived tables are empty; r may be st.
 * erased: the subjects of sealed values that nothing opens any more, with commas between. */
int cl_rebuild(struct cl_store *st, struct cl_store *r, struct cl_buf *erased,
	struct cl_err *err) CL_CHECKED;
/* Events of a bulk load wait in a block, their bodies in its text, and are written some hundred at
 * a time; a statement that reads has them written first. */
struct cl_buf *cl_block_text(struct cl_store *st);
int cl_block_event(
	struct cl_store *st, const struct cl_event_row *e, struct cl_err *err) CL_CHECKED;
int cl_block_flush(struct cl_store *st, struct cl_err *err) CL_CHECKED;
/* Waits until what was handed over is written: before the connection is used. */
int cl_block_settle(struct cl_store *st, struct cl_err *err) CL_CHECKED;
int cl_block_written(struct cl_store *st, struct cl_err *err) CL_CHECKED; /* both */
int cl_feed_register(struct cl_store *st);                                /* an SQLite code */
int cl_bulk_flush(struct cl_store *st, struct cl_err *err) CL_CHECKED;
void cl_bulk_free(struct cl_store *st);
/* list, department and kind are borrowed until the call returns. */
struct cl_entry_row {
	int64_t id, seq, batch, subject, origin;
	const char *list, *department;
	int matched, historical;
};
struct cl_subject_row {
	int64_t id, seq;
	const char *kind;
	int market;
};
int cl_entry_add(struct cl_store *st, const struct cl_entry_row *e, struct cl_err *err) CL_CHECKED;
int cl_subject_add(
	struct cl_store *st, const struct cl_subject_row *s, struct cl_err *err) CL_CHECKED;
int cl_subject_key_add(struct cl_store *st, int64_t subject, const unsigned char *wrapped, size_t n,
	struct cl_err *err) CL_CHECKED;
/* CL_WRAPPED bytes of a key that this load made, or had read before; NULL: none. */
const unsigned char *cl_subject_key_at_hand(const struct cl_store *st, int64_t subject);
/* The key under which the table has an entry of this list and department. */
int cl_placed_key(struct cl_store *st, const char *list, const char *department,
	const unsigned char key[16], unsigned char out[16], struct cl_err *err) CL_CHECKED;
void cl_places_free(struct cl_store *st);
int cl_key_add(struct cl_store *st, int64_t owner, const char *list, const char *department,
	const unsigned char key[16], int64_t entry, struct cl_err *err) CL_CHECKED;
int cl_ident_add(
	struct cl_store *st, const char *ident, int64_t subject, struct cl_err *err) CL_CHECKED;
int cl_name_add(struct cl_store *st, int64_t hash, int64_t subject, struct cl_err *err) CL_CHECKED;
#endif
