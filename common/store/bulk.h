/* bulk: what a large batch keeps back so that each table can be filled in its own order. Events,
 * entries and subjects wait in blocks (block.c), the rows of the key tables (bulk.c) and new
 * subjects' keys (keyring.c) until commit. */
#ifndef CL_STORE_BULK_H
#define CL_STORE_BULK_H
#include "store/inside.h"
#include "store/order.h"

#define CL_BLOCK 512          /* events written at once: they stay in the processor's cache */
#define CL_BLOCK_TEXT 1000000 /* or as many bytes of theirs */

/* A text that stays where it is as long as the load lasts. */
struct cl_text {
	const char *s;
	int n;
};
struct cl_event_wait {
	struct cl_event_row row; /* its recorded_at is the block's */
	struct cl_text kind;
	unsigned char hash[CL_HASH];
};
struct cl_entry_wait {
	struct cl_entry_row row;
	struct cl_text list, department;
};
struct cl_subject_wait {
	struct cl_subject_row row;
	struct cl_text kind;
};
struct cl_subject_key {
	int64_t subject;
	unsigned char wrapped[CL_WRAPPED];
};
struct cl_keyring { /* by subject */
	struct cl_subject_key *key;
	size_t n, cap;
};
struct cl_key_row {
	int64_t entry;
	unsigned char key[16]; /* placed */
};

/* Events and what they append to; one is filled while the other is written. */
struct cl_block {
	struct cl_buf text;
	char time[CL_BLOCK][25];
	struct cl_event_wait event[CL_BLOCK];
	struct cl_entry_wait entry[CL_BLOCK];
	struct cl_subject_wait subject[CL_BLOCK];
	int nevent, nentry, nsubject, ntime;
	_Atomic int linked; /* its events are in the chain, which goes on behind them */
};

/* Texts that come again and again: lists, departments, kinds. */
struct cl_texts {
	struct cl_arena a;
	struct cl_text *text;
	uint32_t *slot; /* number + 1; 0: free */
	uint32_t n, slots;
	uint32_t like[16], there[256]; /* asked for lately, by first letter, by where it was */
};
#define CL_RECENT(s) ((uint64_t)(uintptr_t)(s)*0x9e3779b97f4a7c15u >> 56)

#define CL_SEEN ((size_t)8 << 20) /* bytes of bits: 64 million subjects */
struct cl_seen {
	int64_t from;
	unsigned char *bits;
	size_t n;
};

struct cl_bulk {
	struct cl_block blocks[2], *block;    /* the one that is being filled */
	struct cl_keyring made, known;        /* to be written at commit; read before */
	int64_t newest_entry, newest_subject; /* highest numbers written; 0: none yet */
	/* What is handed over is written beside: by a thread that alone uses the connection
	 * meanwhile. */
	struct cl_worker *worker; /* NULL: it is written at once */
	struct cl_block *handed;
	struct cl_err failed;
	struct cl_texts texts;
	struct cl_seen seen;
	struct cl_ordered key, ident, name; /* by owner, by the text's beginning, by hash */
	struct cl_key_row *keys;
	size_t ckeys;
	struct cl_buf idents; /* the subject's 8 bytes, then the text and a NUL */
};

struct cl_bulk *cl_bulk(struct cl_store *st);               /* the store's, made at first use */
uint32_t cl_text_number(struct cl_texts *t, const char *s); /* into t->text */
struct cl_text cl_text_of(struct cl_texts *t, const char *s);
void cl_texts_free(struct cl_texts *t);
int cl_keyring_write(struct cl_store *st, struct cl_err *err) CL_CHECKED; /* those made */
void cl_keyring_free(struct cl_bulk *b);

/* Rows for one statement of statements.sql that reads cl_rows. */
struct cl_feed {
	const struct cl_store *st;
	const void *rows;             /* an array of whatever value reads */
	const struct cl_block *block; /* its rows, where they are a block's */
	size_t n;
	int64_t last; /* number that the last row must have got; 0: rows bring theirs */
	/* Gives value col of a row; none given is NULL. */
	void (*value)(const struct cl_feed *f, size_t row, int col, sqlite3_context *out);
};
int cl_feed_run(
	struct cl_store *st, enum cl_stmt id, struct cl_feed *f, struct cl_err *err) CL_CHECKED;
#endif
