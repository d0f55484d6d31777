/* Many rows through one statement: cl_rows is a table of SQLite whose rows are read from memory
 * (STORE: the bulk load is a function of the driver). Binding and resetting a statement per row
 * costs twice what the row does. */
#include "store/bulk.h"

struct cursor {
	sqlite3_vtab_cursor base;
	const struct cl_feed *feed;
	size_t at;
};
struct table {
	sqlite3_vtab base;
	struct cl_store *st;
};

static int connect(sqlite3 *db, void *st, int argc, const char *const *argv, sqlite3_vtab **out,
	char **message)
{
	(void)argc, (void)argv, (void)message;
	int rc = sqlite3_declare_vtab(db, "CREATE TABLE x(c0, c1, c2, c3, c4, c5, c6, c7, c8)");
	struct table *t = rc == SQLITE_OK ? sqlite3_malloc(sizeof *t) : NULL;
	if (t == NULL)
		return rc == SQLITE_OK ? SQLITE_NOMEM : rc;
	*t = (struct table){.st = st};
	*out = &t->base;
	return SQLITE_OK;
}

static int disconnect(sqlite3_vtab *t)
{
	sqlite3_free(t);
	return SQLITE_OK;
}

static int best_index(sqlite3_vtab *t, sqlite3_index_info *info)
{
	(void)t;
	info->estimatedCost = 1e6;
	return SQLITE_OK;
}

static int open_cursor(sqlite3_vtab *t, sqlite3_vtab_cursor **out)
{
	struct cursor *c = sqlite3_malloc(sizeof *c);
	if (c == NULL)
		return SQLITE_NOMEM;
	*c = (struct cursor){.feed = ((struct table *)t)->st->feed};
	*out = &c->base;
	return SQLITE_OK;
}

static int close_cursor(sqlite3_vtab_cursor *c)
{
	sqlite3_free(c);
	return SQLITE_OK;
}

static int filter(
	sqlite3_vtab_cursor *c, int number, const char *name, int argc, sqlite3_value **argv)
{
	(void)number, (void)name, (void)argc, (void)argv;
	((struct cursor *)c)->at = 0;
	return SQLITE_OK;
}

static int next(sqlite3_vtab_cursor *c)
{
	((struct cursor *)c)->at++;
	return SQLITE_OK;
}

static int eof(sqlite3_vtab_cursor *cursor)
{
	struct cursor *c = (struct cursor *)cursor;
	return c->feed == NULL || c->at >= c->feed->n;
}

static int column(sqlite3_vtab_cursor *cursor, sqlite3_context *out, int col)
{
	struct cursor *c = (struct cursor *)cursor;
	c->feed->value(c->feed, c->at, col, out);
	return SQLITE_OK;
}

static int rowid(sqlite3_vtab_cursor *c, sqlite3_int64 *out)
{
	*out = (sqlite3_int64)((struct cursor *)c)->at;
	return SQLITE_OK;
}

int cl_feed_register(struct cl_store *st)
{
	static const sqlite3_module module = {.xConnect = connect,
		.xBestIndex = best_index,
		.xDisconnect = disconnect,
		.xOpen = open_cursor,
		.xClose = close_cursor,
		.xFilter = filter,
		.xNext = next,
		.xEof = eof,
		.xColumn = column,
		.xRowid = rowid};
	return sqlite3_create_module(st->db, "cl_rows", &module, st);
}

int cl_feed_run(struct cl_store *st, enum cl_stmt id, struct cl_feed *f, struct cl_err *err)
{
	if (f->n == 0)
		return 0;
	f->st = st;
	st->feed = f;
	int rc = id == CL_Q_BULK_EVENT
			 ? cl_sql_run(st, id, err, "tit", st->day, st->uid, st->program)
			 : cl_sql_run(st, id, err, "");
	st->feed = NULL;
	if (rc == 0 && f->last != 0 && sqlite3_last_insert_rowid(st->db) != f->last)
		rc = cl_fail(err, CL_E_DB,
			_("%s: rows are missing at the end of a table: cl-audit --verify and "
			  "--replay tell which"),
			st->path);
	return rc;
}
