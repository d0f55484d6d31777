/* store: the database, its gate, its transactions, its chain of events and what is derived from
 * them (TRUST, STORE, RECORDS). Nobody else includes sqlite3.h. */
#ifndef CL_STORE_H
#define CL_STORE_H
#include <stdint.h>
#include "base/arena.h"
#include "base/crypt.h"
#include "base/err.h"
#include "base/flat.h"

#define CL_SCHEMA 3               /* user_version */
#define CL_APPLICATION 0x434C5354 /* application_id */

struct cl_store;

struct cl_store_opts {
	const char *path;    /* file or file: URI */
	const char *key;     /* key file; NULL: path with ".key" behind */
	const char *program; /* "cl-import", into every event */
	int32_t today;       /* business date, into every event */
	int wait;            /* seconds to wait for a busy database */
	int older;           /* 1: an older schema is opened too (cl-init --upgrade) */
};

/* E_NODB where nothing stands there, E_SCHEMA, E_DB, E_IO. */
int cl_store_open(
	struct cl_store **st, const struct cl_store_opts *o, struct cl_err *err) CL_CHECKED;
/* What would keep cl_store_create from making it: E_EXISTS, E_KEY, E_DB. Makes nothing. */
int cl_store_creatable(const struct cl_store_opts *o, struct cl_err *err) CL_CHECKED;
/* Makes key file and database (key first, both synced), begins the write transaction, in which the
 * caller puts the registers. E_EXISTS where one is. */
int cl_store_create(struct cl_store **st, const struct cl_store_opts *o, const char *algorithm,
	struct cl_err *err) CL_CHECKED;
/* Brings an older database to this schema: chain verified, a copy laid beside it, everything
 * derived made anew from the events. 1 with the write transaction open, into which the caller puts
 * what the registers lack, before it commits; 0 where it is of this schema already (opened); -1
 * nothing was changed. *backup: the copy's name. */
int cl_store_upgrade(struct cl_store **st, const struct cl_store_opts *o, int *from,
	const char **backup, struct cl_err *err) CL_CHECKED;
void cl_store_close(struct cl_store *st); /* an open transaction is rolled back */
const char *cl_store_library(void);       /* "SQLite 3.40.1" */
const char *cl_store_path(const struct cl_store *st);
const char *cl_store_key_path(const struct cl_store *st);
const char *cl_store_key_id(const struct cl_store *st);
int32_t cl_store_today(const struct cl_store *st);

/* Gate, BEGIN IMMEDIATE, newest event read; E_BUSY names the holder, E_CLOCK where the clock is a
 * day behind. */
int cl_store_write(struct cl_store *st, struct cl_err *err) CL_CHECKED;
/* Sorted fills of the key tables, head, COMMIT, gate opened. After an error of COMMIT the file is
 * asked whether it took place. Returns 0 when stored. */
int cl_store_commit(struct cl_store *st, struct cl_err *err) CL_CHECKED;
void cl_store_rollback(struct cl_store *st);
/* Inside a transaction without bulk: takes back what came since the mark, or keeps it. One at a
 * time. */
struct cl_store_mark {
	int64_t seq, next[3], last_keyed;
	unsigned char hash[CL_HASH];
};
int cl_store_mark_set(struct cl_store *st, struct cl_store_mark *m, struct cl_err *err) CL_CHECKED;
int cl_store_mark_keep(struct cl_store *st, struct cl_err *err) CL_CHECKED;
int cl_store_mark_back(
	struct cl_store *st, const struct cl_store_mark *m, struct cl_err *err) CL_CHECKED;
/* A short reading transaction; everything read has seq <= cl_store_head. */
int cl_store_read(struct cl_store *st, struct cl_err *err) CL_CHECKED;
/* For programs that only read: pages are looked at where the system keeps them, not copied. */
void cl_store_map(struct cl_store *st);
void cl_store_read_end(struct cl_store *st);
int64_t cl_store_head(const struct cl_store *st);
int64_t cl_store_changes(const struct cl_store *st); /* events added in this transaction */

/* ---- ids, allotted inside a write transaction ---- */
enum cl_id_kind { CL_ID_ENTRY, CL_ID_SUBJECT, CL_ID_BATCH };
int64_t cl_store_new_id(struct cl_store *st, enum cl_id_kind kind);

/* ---- events ---- */
struct cl_event {
	int64_t seq; /* out */
	const char *kind;
	int64_t batch, entry, subject; /* 0: none */
	int64_t name_hash; /* of its name, where the caller has it (cl_store_name_hash); 0: not */
	const struct cl_leads *leads; /* of a new entry that is no person's, where the caller has
					 them; NULL: looked up in the body */
	/* Keys that end in # are sealed under the subject's key before they are stored. */
	struct cl_flat body;
};
/* What a new entry is found by, as its body says it, too. */
struct cl_leads {
	const char *list, *department, *kind, *idents; /* NULL: not in it */
	const unsigned char *key;                      /* 16 bytes */
	int market, held;
	int known; /* its subject stands in the store, found by all of idents */
	int named; /* and by the name */
};
/* Appends and derives. E_KEY where something is to be sealed and the key file is missing. */
int cl_store_event(struct cl_store *st, struct cl_event *ev, struct cl_err *err) CL_CHECKED;
/* Key tables are filled at commit, in their own order: for large batches. beside: a thread of its
 * own writes the rest meanwhile; no other connection may be used until commit then. */
void cl_store_bulk(struct cl_store *st, int beside);
/* Has the keys of these subjects, ascending, at hand for the load that begins. */
int cl_store_keys_ready(
	struct cl_store *st, const int64_t *subject, size_t n, struct cl_err *err) CL_CHECKED;

/* Opens the sealed values of a body: key# becomes key. Without key file they become NULL-less "":
 * *sealed = 1. */
int cl_store_unseal(struct cl_store *st, int64_t subject, struct cl_flat *body, struct cl_arena *a,
	int *sealed, struct cl_err *err) CL_CHECKED;
/* 0 where the key file is there and right; E_KEY otherwise. */
int cl_store_need_key(struct cl_store *st, struct cl_err *err) CL_CHECKED;

/* ---- registers ---- */
struct cl_reg {
	const char *name;
	int64_t seq;
	struct cl_flat body;
};
/* 1/0/-1 */
int cl_store_reg(struct cl_store *st, const char *kind, const char *name, struct cl_arena *a,
	struct cl_reg *out, struct cl_err *err) CL_CHECKED;
int cl_store_regs(struct cl_store *st, const char *kind, struct cl_arena *a, struct cl_reg **out,
	int *n, struct cl_err *err) CL_CHECKED;

/* Also those that a later one of the same name replaced, in the order they came. */
int cl_store_regs_every(struct cl_store *st, const char *kind, struct cl_arena *a,
	struct cl_reg **out, int *n, struct cl_err *err) CL_CHECKED;
/* Who ran the program that stored the event: 1/0/-1. */
int cl_store_event_uid(
	struct cl_store *st, int64_t seq, int64_t *uid, struct cl_err *err) CL_CHECKED;

/* ---- subjects ---- */
struct cl_subject {
	int64_t id;
	const char *kind; /* natural, legal, sole_trader, other, "" */
	int market;
};
int cl_store_subject(struct cl_store *st, int64_t id, struct cl_arena *a, struct cl_subject *out,
	struct cl_err *err) CL_CHECKED; /* 1/0/-1 */
/* The kinds of n subjects, ascending: kind is called for each that is there. */
typedef void cl_store_kind(void *data, size_t i, const char *kind);
int cl_store_kinds(struct cl_store *st, const int64_t *subjects, size_t n, cl_store_kind *kind,
	void *data, struct cl_err *err) CL_CHECKED;
int cl_store_any_subject(struct cl_store *st, struct cl_err *err) CL_CHECKED; /* 1/0/-1 */
/* Whether there may be entries without a subject, or were: 1/0/-1. */
int cl_store_any_unmatched(struct cl_store *st, struct cl_err *err) CL_CHECKED;
int cl_store_by_ident(
	struct cl_store *st, const char *ident, int64_t *subject, struct cl_err *err) CL_CHECKED;
/* The same for n idents in ascending order, bytewise; subjects[i] 0: none. */
int cl_store_by_idents(struct cl_store *st, const char *const *idents, size_t n, int64_t *subjects,
	struct cl_err *err) CL_CHECKED;
/* Owners under a folded name: subjects > 0, unmatched entries < 0. *ids from a. */
int cl_store_by_name(struct cl_store *st, const char *folded, struct cl_arena *a, int64_t **ids,
	int *n, struct cl_err *err) CL_CHECKED;
/* Whether subjects are known under the names of these hashes (cl_store_name_hash), ascending: there
 * is set. */
struct cl_store_name {
	int64_t hash, subject;
	int32_t row; /* the caller's */
	int32_t there;
};
int cl_store_have_names(
	struct cl_store *st, struct cl_store_name *list, size_t n, struct cl_err *err) CL_CHECKED;
/* The ident of a personal number (keyed). out[40] */
int cl_store_personal_ident(
	struct cl_store *st, const char *number, char out[40], struct cl_err *err) CL_CHECKED;
/* The hash of a folded name, 63 bits; keyed where personal. */
int cl_store_name_hash(struct cl_store *st, const char *folded, int personal, int64_t *out,
	struct cl_err *err) CL_CHECKED;
/* The same of a name that is no person's, which needs no store. */
struct cl_hasher;
int64_t cl_store_public_hash(struct cl_hasher *sha256, const char *folded, size_t n);

/* ---- entries ---- */
struct cl_row_decision {
	int64_t seq;
	const char *state, *recorded_on, *body;
	int64_t subject; /* under whose key its values are sealed: before a match, the entry's own
			  */
};
struct cl_row_entry {
	int64_t id, seq, batch, subject, origin;
	int matched, historical;
	const char *list, *department, *recorded_on, *body;
	/* ending; end_seq 0: none */
	int64_t end_seq, caused_by;
	const char *reason, *exited_on, *trigger_on, *end_recorded_on, *end_body;
	int voided;
	int decided, marked;               /* 0: there is no decision, no mark to ask for */
	struct cl_row_decision *decisions; /* decided of them; NULL: to be asked for */
	/* of the subject it was imported with; NULL: none yet (unmatched) */
	const char *kind;
	int market;
};
struct cl_row_matching {
	int64_t seq, subject;
	int same;
	const char *recorded_on;
};
struct cl_row_mark {
	const char *overlay, *recorded_on, *body;
	int begins;
};
struct cl_row_notice {
	int64_t entry;
	const char *channel, *trigger_on, *due_on, *done_on, *proof; /* done_on NULL: open */
	int provisional;
};
/* Entries first..last, at most n, into *rows (from a): returns how many, -1. */
int cl_store_entries(struct cl_store *st, int64_t first, int64_t last, int n, struct cl_arena *a,
	struct cl_row_entry *rows, struct cl_err *err) CL_CHECKED;
int cl_store_decisions(struct cl_store *st, int64_t entry, struct cl_arena *a,
	struct cl_row_decision **rows, int *n, struct cl_err *err) CL_CHECKED;
int cl_store_matchings(struct cl_store *st, int64_t entry, struct cl_arena *a,
	struct cl_row_matching **rows, int *n, struct cl_err *err) CL_CHECKED;
int cl_store_marks(struct cl_store *st, int64_t entry, struct cl_arena *a,
	struct cl_row_mark **rows, int *n, struct cl_err *err) CL_CHECKED;
int cl_store_subject_entries(struct cl_store *st, int64_t subject, struct cl_arena *a,
	int64_t **ids, int *n, struct cl_err *err) CL_CHECKED;
/* The same without those that are proposed and nothing else: where only what is in force counts. */
int cl_store_subject_decided(struct cl_store *st, int64_t subject, struct cl_arena *a,
	int64_t **ids, int *n, struct cl_err *err) CL_CHECKED;
int cl_store_watches(struct cl_store *st, int64_t origin, struct cl_arena *a, int64_t **ids, int *n,
	struct cl_err *err) CL_CHECKED;
/* 1/0/-1 */
int cl_store_by_key(struct cl_store *st, int64_t owner, const char *list, const char *department,
	const unsigned char key[16], int64_t *entry, struct cl_err *err) CL_CHECKED;
/* The same for many: entry is set where there is one. */
struct cl_store_key {
	int64_t owner;
	const char *list, *department;
	const unsigned char *key;
	int64_t entry;
	int64_t row; /* the caller's */
};
int cl_store_by_keys(
	struct cl_store *st, struct cl_store_key *list, size_t n, struct cl_err *err) CL_CHECKED;
int cl_store_batch(struct cl_store *st, int64_t batch, int64_t *first, int64_t *last,
	struct cl_err *err) CL_CHECKED;
struct cl_row_event {
	int64_t seq, uid;
	const char *recorded_at, *business_date, *body;
	char hash[2 * CL_HASH + 1]; /* head of the chain there */
};
/* The event of a batch: 1/0/-1. */
int cl_store_batch_event(struct cl_store *st, int64_t batch, struct cl_arena *a,
	struct cl_row_event *out, struct cl_err *err) CL_CHECKED;
struct cl_batch_count {
	int64_t list[3], unmatched; /* red, black, watch */
	const char *departments;    /* joined by ; */
};
int cl_store_batch_count(struct cl_store *st, int64_t batch, struct cl_arena *a,
	struct cl_batch_count *out, struct cl_err *err) CL_CHECKED;
int64_t cl_store_max_entry(struct cl_store *st, struct cl_err *err); /* 0: none, -1 */
/* Whether an entry is of that department, by its very name: 1, 0, -1. Looks at all of them. */
int cl_store_department_any(
	struct cl_store *st, const char *department, struct cl_err *err) CL_CHECKED;
int64_t cl_store_max_batch(struct cl_store *st, struct cl_err *err); /* 0: none, -1 */
/* Active entries whose last day lies before day, in order. */
int cl_store_due(struct cl_store *st, int32_t day, struct cl_arena *a, int64_t **ids, int *n,
	struct cl_err *err) CL_CHECKED;

/* ---- proceedings: objections, repairs, stop notices, supervision ----
 * They begin with an event "open" (body: proceeding = kind, department, opened_on, due_on, overlay
 * to mark the entry) and go on with events "step" (body: proceeding = its number, step, taken_on,
 * closes=yes where it is over, overlay + ends=yes to unmark). Number = seq of the opening event. */
struct cl_row_proceeding {
	int64_t id, entry, subject;                         /* entry, subject 0: none */
	const char *kind, *department, *opened_on, *due_on; /* due_on "": no limit */
	const char *body;                                   /* of the opening event, sealed */
	int closed;
};
struct cl_row_step {
	int64_t seq;
	const char *step, *taken_on, *body, *recorded_on;
	int closes;
};
/* 1/0/-1 */
int cl_store_proceeding(struct cl_store *st, int64_t id, struct cl_arena *a,
	struct cl_row_proceeding *out, struct cl_err *err) CL_CHECKED;
/* Of an entry (kind NULL) or, with entry 0, all of a kind; in order of their numbers. */
int cl_store_proceedings(struct cl_store *st, int64_t entry, const char *kind, struct cl_arena *a,
	struct cl_row_proceeding **rows, int *n, struct cl_err *err) CL_CHECKED;
int cl_store_steps(struct cl_store *st, int64_t proceeding, struct cl_arena *a,
	struct cl_row_step **rows, int *n, struct cl_err *err) CL_CHECKED;
/* Measures applied (events "measure": measure, department, on_date, ends=yes where it stops);
 * entry 0: all. */
struct cl_row_applied {
	int64_t entry, seq;
	const char *measure, *department, *on_date;
	int begins;
};
/* The latest business date of the entry's proceedings, measures and notices; CL_NODAY: none. */
int cl_store_last_on(
	struct cl_store *st, int64_t entry, int32_t *day, struct cl_err *err) CL_CHECKED;
int cl_store_applied(struct cl_store *st, int64_t entry, struct cl_arena *a,
	struct cl_row_applied **rows, int *n, struct cl_err *err) CL_CHECKED;

/* ---- announcements ---- */
int cl_store_channels_of(struct cl_store *st, int64_t entry, struct cl_arena *a,
	const char ***channels, int *n, struct cl_err *err) CL_CHECKED;
struct cl_range {
	int64_t first, last;
};
int cl_store_announced(struct cl_store *st, const char *channel, struct cl_arena *a,
	struct cl_range **r, int *n, struct cl_err *err) CL_CHECKED;
/* entry 0: all. In order of their due dates. */
int cl_store_notices(struct cl_store *st, int64_t entry, struct cl_arena *a,
	struct cl_row_notice **rows, int *n, struct cl_err *err) CL_CHECKED;

/* ---- proof ---- */
/* Recomputes every hash; *count events seen. E_CHAIN names the first that does not fit. */
int cl_store_verify(struct cl_store *st, int64_t *count, char head[2 * CL_HASH + 1],
	struct cl_err *err) CL_CHECKED;
/* Rebuilds every derived table from the events in a temporary database and compares; differences
 * are told to say(data, "table: N rows differ"). *differ counts them. */
int cl_store_replay(struct cl_store *st, void (*say)(void *, const char *), void *data,
	int64_t *differ, struct cl_err *err) CL_CHECKED;

/* ---- the access register, a file beside the database ---- */
struct cl_access {
	const char *requester, *purpose, *case_no, *approval, *asked, *result;
	int persons; /* how many natural persons' entries were found */
	int counts;  /* 1: a personal look-up that counts towards the limits */
};
/* Durable before it returns: no record, no answer (6.1). */
int cl_store_access(struct cl_store *st, const struct cl_access *x, struct cl_err *err) CL_CHECKED;
/* Every look-up in the register, in order: what it holds is told, not shown (6.1). */
struct cl_row_access {
	const char *on, *body;
	int64_t uid;
};
int cl_store_accesses(struct cl_store *st, struct cl_arena *a, struct cl_row_access **rows, int *n,
	struct cl_err *err) CL_CHECKED;
/* Persons that this uid looked up today without approval. */
int cl_store_access_today(struct cl_store *st, int *persons, struct cl_err *err) CL_CHECKED;
#endif
