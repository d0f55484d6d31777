/* The derived tables, made again from the events alone and compared with the live ones. */
#include "store/inside.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int scratch_store(struct cl_store *st, struct cl_store *r, struct cl_err *err)
{
	const char *dir = secure_getenv("TMPDIR");
	char *path = cl_sprintf(
		&r->arena, "%s/cl-replay-XXXXXX", dir != NULL && *dir != '\0' ? dir : "/tmp");
	int fd = mkstemp(path);
	if (fd < 0)
		return cl_fail_errno(err, CL_E_IO, _("no temporary file in %s"), path);
	close(fd);
	r->gate = -1;
	r->path = path;
	r->key_path = st->key_path;
	r->program = st->program;
	r->hasher = NULL;
	snprintf(r->key_id, sizeof r->key_id, "%s", st->key_id);
	if (sqlite3_open_v2(path, &r->db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK ||
		cl_feed_register(r) != SQLITE_OK)
		return cl_sql_fail(r, err);
	cl_store_bulk(r, 0);
	return cl_sql_exec(r, "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; BEGIN", err) != 0 ||
			       cl_sql_exec(r, cl_schema_sql, err) != 0
		       ? -1
		       : 0;
}

/* One event read from the live log, its sealed values opened by the live keys. */
static int replay_one(struct cl_store *st, struct cl_store *r, sqlite3_stmt *s, struct cl_arena *a,
	struct cl_buf *erased, struct cl_err *err)
{
	struct cl_event ev = {.seq = sqlite3_column_int64(s, 0),
		.kind = cl_sql_text(s, 6, a),
		.batch = sqlite3_column_int64(s, 7),
		.entry = sqlite3_column_int64(s, 8),
		.subject = sqlite3_column_int64(s, 9)};
	int some;
	if (cl_flat_read((const char *)sqlite3_column_text(s, 10), a, &ev.body, err) != 0 ||
		cl_open_body(st, ev.subject, &ev.body, a, &some, err) != 0)
		return -1;
	if (some && cl_store_need_key(st, err) != 0)
		return -1;
	if (some)
		cl_buf_printf(erased, "%s%lld", erased->n > 0 ? "," : "", (long long)ev.subject);
	for (int i = ev.body.n - 1; some && i >= 0;
		i--) { /* an erased person: nothing is found by these any more */
		const char *k = ev.body.pair[i].key;
		if (k[strlen(k) - 1] == '#')
			cl_flat_set(&ev.body, k, NULL);
	}
	return cl_apply(r, &ev, err);
}

int cl_rebuild(struct cl_store *st, struct cl_store *r, struct cl_buf *erased, struct cl_err *err)
{
	struct cl_arena a = {0};
	int rc;
	sqlite3_stmt *s = cl_sql(st, CL_Q_EVENT_PAGE, err, "ii", (int64_t)0, st->seq);
	while ((rc = cl_sql_step(st, s, err)) == 1) {
		if (replay_one(st, r, s, &a, erased, err) != 0) {
			rc = -1;
			break;
		}
		cl_arena_reset(&a);
	}
	if (s != NULL)
		sqlite3_reset(s);
	cl_arena_free(&a);
	return rc < 0 ? -1 : 0;
}

static int count(struct cl_store *r, const char *sql, int64_t *n, struct cl_err *err)
{
	sqlite3_stmt *s = NULL;
	int ok = sqlite3_prepare_v2(r->db, sql, -1, &s, NULL) == SQLITE_OK &&
		 sqlite3_step(s) == SQLITE_ROW;
	if (ok)
		*n = sqlite3_column_int64(s, 0);
	else
		cl_sql_fail(r, err);
	sqlite3_finalize(s);
	return ok ? 0 : -1;
}

/* What leads to an erased person the events tell no more: it is not compared. */
static int compare(struct cl_store *st, struct cl_store *r, struct cl_buf *erased,
	void (*say)(void *, const char *), void *data, int64_t *differ, struct cl_err *err)
{
	static const char *const tables[] = {"register", "batch", "subject", "subject_ident",
		"subject_name", "entry", "entry_key", "decision", "matching", "ending", "mark",
		"due", "announced", "notice", "notice_done", "proceeding", "step", "applied"};
	char line[160];
	struct cl_buf sql = {0}, known = {0};
	char *attach = sqlite3_mprintf("ATTACH %Q AS live", st->path);
	int rc = attach == NULL ? -1 : cl_sql_exec(r, attach, err);
	sqlite3_free(attach);
	*differ = 0;
	cl_buf_printf(&known, " WHERE subject NOT IN (%s)", cl_buf_cstr(erased));
	for (size_t i = 0; rc == 0 && i < sizeof tables / sizeof *tables; i++) {
		const char *t = tables[i], *of = strncmp(t, "subject_", 8) == 0 ? known.p : "";
		int64_t n = 0;
		cl_buf_reset(&sql);
		cl_buf_printf(&sql,
			"SELECT (SELECT count(*) FROM (SELECT * FROM live.%s%s EXCEPT SELECT * "
			"FROM "
			"main.%s)) + "
			"(SELECT count(*) FROM (SELECT * FROM main.%s%s EXCEPT SELECT * FROM "
			"live.%s))",
			t, of, t, t, of, t);
		rc = count(r, sql.p, &n, err);
		*differ += n;
		if (n > 0) {
			snprintf(line, sizeof line, _("table %s: %lld rows differ"), t,
				(long long)n);
			say(data, line);
		}
	}
	cl_buf_free(&sql);
	cl_buf_free(&known);
	if (erased->n > 0)
		say(data, _("some persons were erased: nothing leads to them any more"));
	return rc;
}

int cl_store_replay(struct cl_store *st, void (*say)(void *, const char *), void *data,
	int64_t *differ, struct cl_err *err)
{
	struct cl_store *r = cl_xmalloc(sizeof *r);
	struct cl_buf erased = {0};
	int rc;
	memset(r, 0, sizeof *r);
	rc = scratch_store(st, r, err);
	if (rc == 0)
		rc = cl_rebuild(st, r, &erased, err);
	if (rc == 0)
		rc = cl_bulk_flush(r, err);
	if (rc == 0)
		rc = cl_sql_exec(r, "COMMIT", err);
	cl_store_read_end(st); /* the live file is read through the other connection now */
	if (rc == 0)
		rc = compare(st, r, &erased, say, data, differ, err);
	cl_buf_free(&erased);
	if (r->path != NULL)
		unlink(r->path);
	cl_store_close(r);
	return rc;
}
