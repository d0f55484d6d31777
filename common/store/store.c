#include "store/inside.h"
#include "base/interrupt.h"
#include "base/date.h"
#include "base/early.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define PAGE "PRAGMA page_size=8192;"

/* The file behind a DSN: a file: URI without scheme and parameters. */
static char *file_of(struct cl_arena *a, const char *dsn)
{
	if (strncmp(dsn, "file:", 5) != 0)
		return cl_strdup(a, dsn);
	dsn += 5;
	if (strncmp(dsn, "//", 2) == 0)
		dsn += 2 + strcspn(dsn + 2, "/");
	return cl_strndup(a, dsn, strcspn(dsn, "?#"));
}

const char *cl_store_file(struct cl_store *st)
{
	return file_of(&st->arena, st->path);
}

static struct cl_store *new_store(const struct cl_store_opts *o)
{
	struct cl_store *st = cl_xmalloc(sizeof *st);
	memset(st, 0, sizeof *st);
	st->gate = -1;
	st->path = cl_strdup(&st->arena, o->path);
	st->key_path = o->key != NULL
			       ? cl_strdup(&st->arena, o->key)
			       : cl_sprintf(&st->arena, "%s.key", file_of(&st->arena, o->path));
	st->program = cl_strdup(&st->arena, o->program);
	st->today = o->today;
	cl_day_format(st->today, st->day);
	st->wait = o->wait;
	st->uid = (int64_t)getuid();
	return st;
}

/* One thread per process, and nobody asks how much memory SQLite holds: neither locks nor counts.
 * Refused, and harmless, where somebody opened a database before. */
static void one_thread(void)
{
	static int done;
	if (!done) {
		sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
		sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	}
	done = 1;
}

static int open_db(struct cl_store *st, int flags, struct cl_err *err)
{
	one_thread();
	int uri = strncmp(st->path, "file:", 5) == 0 ? SQLITE_OPEN_URI : 0;
	if (sqlite3_open_v2(st->path, &st->db, flags | uri | SQLITE_OPEN_EXRESCODE, NULL) !=
		SQLITE_OK)
		return st->db != NULL ? cl_sql_fail(st, err)
				      : cl_fail(err, CL_E_MEMORY, _("out of memory"));
	sqlite3_busy_timeout(st->db, st->wait * 1000);
	sqlite3_db_config(st->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	return cl_feed_register(st) == SQLITE_OK ? 0 : cl_sql_fail(st, err);
}

static int pragma_int(struct cl_store *st, const char *sql, int64_t *out, struct cl_err *err)
{
	sqlite3_stmt *s = NULL;
	int rc = sqlite3_prepare_v2(st->db, sql, -1, &s, NULL);
	if (rc == SQLITE_OK && sqlite3_step(s) == SQLITE_ROW) {
		*out = sqlite3_column_int64(s, 0);
		sqlite3_finalize(s);
		return 0;
	}
	cl_sql_fail(st, err);
	sqlite3_finalize(s);
	return -1;
}

static int check_schema(struct cl_store *st, int older, struct cl_err *err)
{
	int64_t version = 0, application = 0;
	if (pragma_int(st, "PRAGMA user_version", &version, err) != 0)
		return -1;
	if (version == CL_SCHEMA)
		return 0;
	if (pragma_int(st, "PRAGMA application_id", &application, err) != 0)
		return -1;
	if (application != CL_APPLICATION)
		return cl_fail(err, CL_E_DB, _("%s is no database of this tool"), st->path);
	if (version > CL_SCHEMA)
		return cl_fail(err, CL_E_SCHEMA,
			_("%s was made by newer programs (schema %d, known here %d)"), st->path,
			(int)version, CL_SCHEMA);
	if (older && version > 0)
		return 0;
	return cl_fail(err, CL_E_SCHEMA, _("%s has the older schema %d: run cl-init --upgrade"),
		st->path, (int)version);
}

static int settings(struct cl_store *st, struct cl_err *err)
{
	struct cl_arena a = {0};
	struct cl_reg r;
	int rc = cl_store_reg(st, "setting", "store", &a, &r, err);
	if (rc == 1) {
		const char *alg = cl_flat_get(&r.body, "hash"),
			   *id = cl_flat_get(&r.body, "key_id");
		snprintf(st->algorithm, sizeof st->algorithm, "%s", alg != NULL ? alg : "sha256");
		snprintf(st->key_id, sizeof st->key_id, "%s", id != NULL ? id : "");
	} else if (rc == 0) {
		cl_fail(err, CL_E_DB, _("%s holds no settings: cl-init did not finish"), st->path);
	}
	cl_arena_free(&a);
	return rc == 1 ? 0 : -1;
}

int cl_store_open(struct cl_store **out, const struct cl_store_opts *o, struct cl_err *err)
{
	struct cl_store *st = new_store(o);
	struct stat sb;
	*out = NULL;
	if (stat(file_of(&st->arena, o->path), &sb) != 0 && errno == ENOENT)
		cl_fail(err, CL_E_NODB, _("there is no database %s: cl-init makes one"), o->path);
	else if (open_db(st, SQLITE_OPEN_READWRITE, err) == 0 &&
		 check_schema(st, o->older, err) == 0 && settings(st, err) == 0) {
		*out = st;
		return 0;
	}
	cl_store_close(st);
	return -1;
}

static int set_pragmas(struct cl_store *st, struct cl_err *err)
{
	return cl_sql_exec(st,
		"PRAGMA journal_mode=TRUNCATE; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
		"PRAGMA secure_delete=ON; PRAGMA cache_size=-128000;",
		err);
}

static int sync_folder(const char *path, struct cl_err *err)
{
	char dir[4096];
	snprintf(dir, sizeof dir, "%s", path);
	char *slash = strrchr(dir, '/');
	if (slash == NULL)
		strcpy(dir, ".");
	else
		slash[slash == dir] = '\0';
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int rc = fd < 0 ? -1 : fsync(fd);
	if (fd >= 0)
		close(fd);
	return rc == 0 ? 0 : cl_fail_errno(err, CL_E_IO, _("folder %s cannot be synced"), dir);
}

static int lay_out(struct cl_store *st, struct cl_err *err)
{
	char sql[128];
	unsigned char zero[CL_HASH] = {0};
	snprintf(sql, sizeof sql, "PRAGMA application_id=%d; PRAGMA user_version=%d;",
		CL_APPLICATION, CL_SCHEMA);
	if (cl_sql_exec(st, PAGE, err) != 0 || set_pragmas(st, err) != 0 ||
		cl_sql_exec(st, "BEGIN IMMEDIATE", err) != 0 || cl_sql_exec(st, sql, err) != 0 ||
		cl_sql_exec(st, cl_schema_sql, err) != 0)
		return -1;
	st->writing = 1;
	memset(st->hash, 0, sizeof st->hash);
	st->next[0] = st->next[1] = st->next[2] = 1;
	return cl_sql_run(st, CL_Q_HEAD_CREATE, err, "b", zero, sizeof zero);
}

/* Nothing there, or what a killed cl-init left: a file without a table. */
static int not_there(struct cl_store *st, const char *file, struct cl_err *err)
{
	struct stat sb;
	int64_t tables = 1;
	if (stat(file, &sb) != 0 || sb.st_size == 0)
		return 0;
	if (open_db(st, SQLITE_OPEN_READWRITE, err) != 0 ||
		pragma_int(st, "SELECT count(*) FROM sqlite_master", &tables, err) != 0)
		return -1;
	sqlite3_close(st->db);
	st->db = NULL;
	return tables == 0 ? 0 : cl_fail(err, CL_E_EXISTS, _("%s exists already"), file);
}

int cl_store_creatable(const struct cl_store_opts *o, struct cl_err *err)
{
	struct cl_store *st = new_store(o);
	int rc = not_there(st, file_of(&st->arena, o->path), err);
	if (rc == 0)
		rc = cl_key_makeable(st, err);
	cl_store_close(st);
	return rc;
}

int cl_store_create(struct cl_store **out, const struct cl_store_opts *o, const char *algorithm,
	struct cl_err *err)
{
	struct cl_store *st = new_store(o);
	const char *file = file_of(&st->arena, o->path);
	*out = NULL;
	if (not_there(st, file, err) != 0)
		goto fail;
	snprintf(st->algorithm, sizeof st->algorithm, "%s", algorithm);
	if (cl_key_make(st, err) != 0)
		goto fail;
	mode_t mask = umask(077);
	int rc = open_db(st, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, err);
	umask(mask);
	if (rc != 0 || lay_out(st, err) != 0 || sync_folder(file, err) != 0)
		goto fail;
	st->hasher = cl_hasher_new(algorithm, err);
	if (st->hasher == NULL)
		goto fail;
	*out = st;
	return 0;
fail:
	cl_store_close(st);
	return -1;
}

static void gate_close(struct cl_store *st)
{
	if (st->gate >= 0) {
		if (ftruncate(st->gate, 0) != 0) {
			/* the holder's name stays: the lock itself is what counts */
		}
		close(st->gate);
	}
	st->gate = -1;
}

static void gate_sign(struct cl_store *st)
{
	char line[128];
	int n = snprintf(line, sizeof line, "%s %ld %ld %lld\n", st->program, (long)getpid(),
		(long)getuid(), (long long)time(NULL));
	if (ftruncate(st->gate, 0) != 0 || pwrite(st->gate, line, (size_t)n, 0) != n) {
		/* only the message of a waiting program gets poorer */
	}
}

static int gate_busy(struct cl_store *st, struct cl_err *err)
{
	char line[128] = "", who[48] = "?";
	long pid = 0, uid = 0;
	long long since = time(NULL);
	ssize_t n = pread(st->gate, line, sizeof line - 1, 0);
	if (n > 0 && sscanf(line, "%47s %ld %ld %lld", who, &pid, &uid, &since) == 4)
		return cl_fail(err, CL_E_BUSY, _("busy: %s (pid %ld, uid %ld) since %lld s"), who,
			pid, uid, (long long)time(NULL) - since);
	return cl_fail(err, CL_E_BUSY, _("busy: another program is writing"));
}

/* One flock around every writer: fair enough, and nobody starves (TRUST, finding 3). */
static int gate_open(struct cl_store *st, struct cl_err *err)
{
	char *path = cl_sprintf(&st->arena, "%s-gate", cl_store_file(st));
	st->gate = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (st->gate < 0)
		return cl_fail_errno(
			err, CL_E_IO, _("gate file %s cannot be opened: nothing was stored"), path);
	for (int ms = 0;; ms += 20) {
		if (flock(st->gate, LOCK_EX | LOCK_NB) == 0)
			break;
		if (errno != EWOULDBLOCK && errno != EINTR)
			return cl_fail_errno(
				err, CL_E_IO, _("gate file %s cannot be locked"), path);
		if (ms >= st->wait * 1000)
			return gate_busy(st, err);
		nanosleep(&(struct timespec){0, 20000000}, NULL);
	}
	gate_sign(st);
	return 0;
}

static int read_head(struct cl_store *st, struct cl_err *err)
{
	sqlite3_stmt *s = cl_sql(st, CL_Q_HEAD_READ, err, "");
	int rc = cl_sql_step(st, s, err);
	if (rc != 1)
		return rc == 0 ? cl_fail(err, CL_E_DB, _("the head of the event chain is missing"))
			       : -1;
	st->seq = sqlite3_column_int64(s, 0);
	memcpy(st->hash, sqlite3_column_blob(s, 1), sizeof st->hash);
	snprintf(st->recorded_at, sizeof st->recorded_at, "%s",
		(const char *)sqlite3_column_text(s, 2));
	st->recorded_ms = 0;
	for (int i = 0; i < 3; i++)
		st->next[i] = sqlite3_column_int64(s, 3 + i);
	sqlite3_reset(s);
	return 0;
}

/* A clock a day behind the newest event would give records that nobody believes. */
static int check_clock(struct cl_store *st, struct cl_err *err)
{
	char now[25], last[11];
	cl_now_utc(now);
	snprintf(last, sizeof last, "%.10s", st->recorded_at);
	now[10] = '\0';
	int32_t a = cl_day_parse(last), b = cl_day_parse(now);
	if (a != CL_NODAY && b != CL_NODAY && b < a - 1)
		return cl_fail(err, CL_E_CLOCK,
			_("the system clock says %s, the newest event is of %s"), now, last);
	return 0;
}

int cl_store_write(struct cl_store *st, struct cl_err *err)
{
	if (gate_open(st, err) != 0 || set_pragmas(st, err) != 0 ||
		cl_sql_exec(st, "BEGIN IMMEDIATE", err) != 0) {
		gate_close(st);
		return -1;
	}
	st->writing = 1;
	if (read_head(st, err) != 0 || check_clock(st, err) != 0) {
		cl_store_rollback(st);
		return -1;
	}
	st->seq_before = st->seq;
	st->first_new_subject = st->next[CL_ID_SUBJECT];
	st->last_keyed = st->cached_subject = 0; /* a rollback may have taken keys away */
	if (st->hasher == NULL)
		st->hasher = cl_hasher_new(st->algorithm, err);
	return st->hasher != NULL ? 0 : -1;
}

static void write_over(struct cl_store *st)
{
	st->writing = 0;
	cl_early_end(st->early);
	st->early = NULL;
	gate_close(st);
	cl_bulk_free(st);
	st->bulk = 0;
}

/* COMMIT failed, but it may be durable all the same: ask the file (TRUST, finding 5). */
static int uncertain(struct cl_store *st, struct cl_err *err)
{
	struct cl_err again = {0};
	unsigned char mine[CL_HASH];
	int64_t seq = st->seq;
	memcpy(mine, st->hash, sizeof mine);
	cl_sql_finish(st);
	sqlite3_close(st->db);
	st->db = NULL;
	if (open_db(st, SQLITE_OPEN_READWRITE, &again) != 0 || read_head(st, &again) != 0)
		return cl_fail(err, CL_E_DB,
			_("it is unknown whether this run was stored: run the same command again, "
			  "a repeat is harmless"));
	if (st->seq >= seq && memcmp(mine, st->hash, sizeof mine) == 0)
		return 0;
	return cl_fail(err, CL_E_IO, _("the commit failed: nothing was stored"));
}

int cl_store_commit(struct cl_store *st, struct cl_err *err)
{
	if (cl_bulk_flush(st, err) != 0 ||
		cl_sql_run(st, CL_Q_HEAD_WRITE, err, "ibtiii", st->seq, st->hash, sizeof st->hash,
			st->recorded_at, st->next[0], st->next[1], st->next[2]) != 0) {
		cl_store_rollback(st);
		return -1;
	}
	int rc = 0;
	struct cl_err commit = {0};
	cl_interrupt_hold();
	if (cl_sql_exec(st, "COMMIT", &commit) != 0) {
		if (commit.code ==
			CL_E_BUSY) { /* a reader would not let go: the transaction is still ours */
			cl_store_rollback(st);
			cl_interrupt_release();
			return cl_fail(err, CL_E_BUSY,
				_("the database is being read for too long: nothing was stored"));
		}
		rc = uncertain(st, err);
	}
	write_over(st);
	if (rc == 0)
		cl_interrupt_stored();
	cl_interrupt_release();
	return rc;
}

void cl_store_rollback(struct cl_store *st)
{
	struct cl_err quiet = {0};
	if (!st->writing)
		return;
	if (cl_block_settle(st, &quiet) != 0) {
		/* it is undone with the rest */
	}
	for (int i = 0; i < CL_STATEMENTS; i++)
		sqlite3_reset(st->stmt[i]);
	if (!sqlite3_get_autocommit(st->db))
		sqlite3_exec(st->db, "ROLLBACK", NULL, NULL, NULL);
	st->cached_subject = 0;
	write_over(st);
}

int cl_store_read(struct cl_store *st, struct cl_err *err)
{
	if (st->writing)
		return 0; /* a writer reads inside its own transaction */
	if (cl_sql_exec(st, "BEGIN", err) != 0)
		return -1;
	st->reading = 1;
	if (read_head(st, err) == 0)
		return 0;
	cl_store_read_end(st);
	return -1;
}

void cl_store_read_end(struct cl_store *st)
{
	if (!st->reading)
		return;
	for (int i = 0; i < CL_STATEMENTS; i++)
		sqlite3_reset(st->stmt[i]);
	sqlite3_exec(st->db, "COMMIT", NULL, NULL, NULL);
	st->reading = 0;
}

void cl_store_close(struct cl_store *st)
{
	if (st == NULL)
		return;
	cl_store_read_end(st);
	cl_store_rollback(st);
	cl_bulk_free(st);
	cl_sql_finish(st);
	sqlite3_close(st->db);
	cl_places_free(st);
	cl_hasher_free(st->hasher);
	cl_buf_free(&st->hashed);
	cl_buf_free(&st->body);
	cl_buf_free(&st->sealing);
	if (st->opened.p != NULL)
		explicit_bzero(st->opened.p, st->opened.cap);
	cl_buf_free(&st->opened);
	cl_buf_free(&st->folded);
	cl_arena_free(&st->arena);
	explicit_bzero(st, sizeof *st);
	free(st);
}

const char *cl_store_path(const struct cl_store *st)
{
	return st->path;
}

const char *cl_store_key_path(const struct cl_store *st)
{
	return st->key_path;
}

int32_t cl_store_today(const struct cl_store *st)
{
	return st->today;
}

int64_t cl_store_head(const struct cl_store *st)
{
	return st->seq;
}

int64_t cl_store_changes(const struct cl_store *st)
{
	return st->seq - st->seq_before;
}

int64_t cl_store_new_id(struct cl_store *st, enum cl_id_kind kind)
{
	return st->next[kind]++;
}

/* A young database only grows at the ends of its tables: a page that is full never comes back, and
 * a small cache stays in that of the processor. */
void cl_store_bulk(struct cl_store *st, int beside)
{
	if (st->seq < 10000)
		(void)sqlite3_exec(st->db, "PRAGMA cache_size=-8000", NULL, NULL, NULL);
	st->bulk = 1;
	st->beside = beside;
	if (beside) {
		const char *file = cl_store_file(st);
		st->early = cl_early_begin(file, cl_sprintf(&st->arena, "%s-journal", file));
	}
}

const char *cl_store_library(void)
{
	static char text[32];
	snprintf(text, sizeof text, "SQLite %s", sqlite3_libversion());
	return text;
}

const char *cl_store_key_id(const struct cl_store *st)
{
	return st->key_id;
}
