/* An older database brought to this schema: event rows stay as they are, all that is derived is
 * made anew (records(5)). */
#include "store/inside.h"
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static int schema_of(struct cl_store *st, int *version, struct cl_err *err)
{
	sqlite3_stmt *s = NULL;
	int ok = sqlite3_prepare_v2(st->db, "PRAGMA user_version", -1, &s, NULL) == SQLITE_OK &&
		 sqlite3_step(s) == SQLITE_ROW;
	if (ok)
		*version = sqlite3_column_int(s, 0);
	else
		cl_sql_fail(st, err);
	sqlite3_finalize(s);
	return ok ? 0 : -1;
}

/* NAME.schema1.bak, or NAME.schema1.2.bak where that stands there: an earlier copy is never
 * touched. */
static const char *new_file(struct cl_store *st, int version, struct cl_err *err)
{
	const char *file = cl_store_file(st), *name = NULL;
	int fd = -1;
	for (int i = 1; fd < 0 && i < 100; i++) {
		name = i == 1 ? cl_sprintf(&st->arena, "%s.schema%d.bak", file, version)
			      : cl_sprintf(&st->arena, "%s.schema%d.%d.bak", file, version, i);
		fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	}
	if (fd < 0) {
		cl_fail_errno(err, CL_E_IO, _("the copy %s cannot be made"), name);
		return NULL;
	}
	close(fd);
	return name;
}

static int sync_file(const char *name, struct cl_err *err)
{
	int fd = open(name, O_RDONLY | O_CLOEXEC);
	int rc = fd < 0 ? -1 : fsync(fd);
	if (fd >= 0)
		close(fd);
	return rc == 0 ? 0 : cl_fail_errno(err, CL_E_IO, _("the copy %s cannot be made"), name);
}

/* Inside the write transaction, before anything was written: nobody else changes the file now. */
static int copy(struct cl_store *st, const char *name, struct cl_err *err)
{
	sqlite3 *to = NULL, *from = NULL; /* a connection that writes cannot be copied from */
	int ok = sqlite3_open_v2(name, &to, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK &&
		 sqlite3_open_v2(cl_store_file(st), &from, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK;
	sqlite3_backup *b = ok ? sqlite3_backup_init(to, "main", from, "main") : NULL;
	ok = b != NULL && sqlite3_backup_step(b, -1) == SQLITE_DONE;
	if (b != NULL)
		ok = sqlite3_backup_finish(b) == SQLITE_OK && ok;
	if (!ok)
		cl_fail(err, CL_E_IO, _("the copy %s cannot be made"), name);
	sqlite3_close(to);
	sqlite3_close(from);
	return ok ? sync_file(name, err) : -1;
}

static int drop_derived(struct cl_store *st, struct cl_err *err)
{
	sqlite3_stmt *s = NULL;
	struct cl_buf sql = {0};
	int rc = sqlite3_prepare_v2(st->db,
		"SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' "
		"AND name NOT IN ('event', 'head', 'subject_key')",
		-1, &s, NULL);
	while (rc == SQLITE_OK && sqlite3_step(s) == SQLITE_ROW)
		cl_buf_printf(&sql, "DROP TABLE \"%s\";", (const char *)sqlite3_column_text(s, 0));
	sqlite3_finalize(s);
	rc = rc != SQLITE_OK ? cl_sql_fail(st, err) : cl_sql_exec(st, cl_buf_cstr(&sql), err);
	cl_buf_free(&sql);
	return rc;
}

static int remake(struct cl_store *st, struct cl_err *err)
{
	char head[2 * CL_HASH + 1], sql[64];
	int64_t events;
	struct cl_buf erased = {0};
	if (cl_store_verify(st, &events, head, err) != 0)
		return -1;
	cl_sql_finish(st); /* no statement may hold a table that goes */
	snprintf(sql, sizeof sql, "PRAGMA user_version=%d", CL_SCHEMA);
	if (drop_derived(st, err) != 0 || cl_sql_exec(st, cl_schema_sql, err) != 0)
		return -1;
	cl_store_bulk(st, 0);
	int rc = cl_rebuild(st, st, &erased, err);
	cl_buf_free(&erased);
	return rc != 0 ? -1 : cl_sql_exec(st, sql, err);
}

int cl_store_upgrade(struct cl_store **out, const struct cl_store_opts *o, int *from,
	const char **backup, struct cl_err *err)
{
	struct cl_store_opts older = *o;
	struct cl_store *st;
	older.older = 1;
	*backup = NULL;
	if (cl_store_open(out, &older, err) != 0)
		return -1;
	st = *out;
	if (schema_of(st, from, err) != 0)
		return -1;
	if (*from == CL_SCHEMA)
		return 0;
	if (cl_store_write(st, err) != 0 || schema_of(st, from, err) != 0)
		return -1;
	if (*from == CL_SCHEMA) { /* another run was faster */
		cl_store_rollback(st);
		return 0;
	}
	*backup = new_file(st, *from, err);
	if (*backup != NULL && copy(st, *backup, err) == 0 && remake(st, err) == 0)
		return 1;
	cl_store_rollback(st);
	if (*backup != NULL)
		unlink(*backup); /* nothing was changed: a copy of nothing */
	return -1;
}
