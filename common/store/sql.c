#include "store/inside.h"
#include <stdarg.h>
#include <string.h>

const struct cl_stmt_text cl_statements[CL_STATEMENTS] = {
#include "store/statements.inc"
};

int cl_sql_fail(struct cl_store *st, struct cl_err *err)
{
	int rc = sqlite3_extended_errcode(st->db), base = rc & 0xff;
	if (base == SQLITE_BUSY || base == SQLITE_LOCKED)
		return cl_fail(err, CL_E_BUSY, _("the database is busy"));
	if (base == SQLITE_FULL)
		return cl_fail(err, CL_E_IO, _("no room on the disk: nothing was stored"));
	if (base == SQLITE_READONLY || base == SQLITE_IOERR || base == SQLITE_CANTOPEN ||
		base == SQLITE_PERM)
		return cl_fail(err, CL_E_IO, _("%s: %s: nothing was stored"), st->path,
			sqlite3_errmsg(st->db));
	if (base == SQLITE_NOMEM)
		return cl_fail(err, CL_E_MEMORY, _("out of memory: nothing was stored"));
	return cl_fail(err, CL_E_DB, "%s: %s (%d)", st->path, sqlite3_errmsg(st->db), rc);
}

static int bind(sqlite3_stmt *s, const char *types, va_list ap)
{
	int rc = SQLITE_OK;
	for (int i = 1; *types != '\0' && rc == SQLITE_OK; types++, i++) {
		if (*types == 't') {
			const char *t = va_arg(ap, const char *);
			rc = t != NULL ? sqlite3_bind_text(s, i, t, -1, SQLITE_STATIC)
				       : sqlite3_bind_null(s, i);
		} else if (*types == 'b') {
			const void *p = va_arg(ap, const void *);
			size_t n = va_arg(ap, size_t);
			rc = sqlite3_bind_blob(s, i, p, (int)n, SQLITE_STATIC);
		} else {
			int64_t v = va_arg(ap, int64_t);
			rc = *types == 'n' && v == 0 ? sqlite3_bind_null(s, i)
						     : sqlite3_bind_int64(s, i, v);
		}
	}
	return rc;
}

/* What is read must have been written; new keys alone are looked for where they wait. */
static int behind(const struct cl_store *st, enum cl_stmt id)
{
	return st->pending != NULL && st->feed == NULL && id != CL_Q_SUBJECT_KEY_GET &&
	       sqlite3_stmt_readonly(st->stmt[id]);
}

static sqlite3_stmt *vsql(
	struct cl_store *st, enum cl_stmt id, struct cl_err *err, const char *types, va_list ap)
{
	if (cl_block_settle(st, err) != 0)
		return NULL;
	if (st->stmt[id] == NULL &&
		sqlite3_prepare_v3(st->db, cl_statements[id].sql, -1, SQLITE_PREPARE_PERSISTENT,
			&st->stmt[id], NULL) != SQLITE_OK) {
		cl_sql_fail(st, err);
		return NULL;
	}
	sqlite3_reset(st->stmt[id]);
	if (behind(st, id) && cl_block_written(st, err) != 0)
		return NULL;
	if (bind(st->stmt[id], types, ap) != SQLITE_OK) {
		cl_sql_fail(st, err);
		return NULL;
	}
	return st->stmt[id];
}

sqlite3_stmt *cl_sql(
	struct cl_store *st, enum cl_stmt id, struct cl_err *err, const char *types, ...)
{
	va_list ap;
	va_start(ap, types);
	sqlite3_stmt *s = vsql(st, id, err, types, ap);
	va_end(ap);
	return s;
}

int cl_sql_step(struct cl_store *st, sqlite3_stmt *s, struct cl_err *err)
{
	if (s == NULL)
		return -1;
	int rc = sqlite3_step(s);
	if (rc == SQLITE_ROW)
		return 1;
	if (rc != SQLITE_DONE)
		cl_sql_fail(st, err);
	sqlite3_reset(s);
	return rc == SQLITE_DONE ? 0 : -1;
}

int cl_sql_run(struct cl_store *st, enum cl_stmt id, struct cl_err *err, const char *types, ...)
{
	va_list ap;
	va_start(ap, types);
	sqlite3_stmt *s = vsql(st, id, err, types, ap);
	va_end(ap);
	int rc = cl_sql_step(st, s, err);
	if (s != NULL)
		sqlite3_reset(s);
	return rc < 0 ? -1 : 0;
}

int cl_sql_exec(struct cl_store *st, const char *sql, struct cl_err *err)
{
	if (cl_block_settle(st, err) != 0)
		return -1;
	return sqlite3_exec(st->db, sql, NULL, NULL, NULL) == SQLITE_OK ? 0 : cl_sql_fail(st, err);
}

void cl_sql_finish(struct cl_store *st)
{
	for (int i = 0; i < CL_STATEMENTS; i++) {
		sqlite3_finalize(st->stmt[i]);
		st->stmt[i] = NULL;
	}
}

const char *cl_sql_text(sqlite3_stmt *s, int col, struct cl_arena *a)
{
	return cl_strdup(a, (const char *)sqlite3_column_text(s, col));
}
