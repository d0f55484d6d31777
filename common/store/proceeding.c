/* Reading proceedings, their steps, and the measures applied. */
#include "store/inside.h"
#include "base/date.h"
#include <string.h>

static const char *text(sqlite3_stmt *s, int col, struct cl_arena *a)
{
	const char *t = cl_sql_text(s, col, a);
	return t != NULL ? t : "";
}

static struct cl_row_proceeding of_row(sqlite3_stmt *s, struct cl_arena *a)
{
	return (struct cl_row_proceeding){.id = sqlite3_column_int64(s, 0),
		.kind = text(s, 1, a),
		.entry = sqlite3_column_int64(s, 2),
		.department = text(s, 3, a),
		.opened_on = text(s, 4, a),
		.due_on = text(s, 5, a),
		.body = text(s, 6, a),
		.subject = sqlite3_column_int64(s, 7),
		.closed = sqlite3_column_int(s, 8)};
}

int cl_store_proceeding(struct cl_store *st, int64_t id, struct cl_arena *a,
	struct cl_row_proceeding *out, struct cl_err *err)
{
	sqlite3_stmt *s = cl_sql(st, CL_Q_PROCEEDING_GET, err, "ii", cl_store_head(st), id);
	int rc = cl_sql_step(st, s, err);
	if (rc == 1) {
		*out = of_row(s, a);
		sqlite3_reset(s);
	}
	return rc;
}

int cl_store_proceedings(struct cl_store *st, int64_t entry, const char *kind, struct cl_arena *a,
	struct cl_row_proceeding **rows, int *n, struct cl_err *err)
{
	sqlite3_stmt *s =
		entry != 0 ? cl_sql(st, CL_Q_PROCEEDING_OF, err, "ii", cl_store_head(st), entry)
			   : cl_sql(st, CL_Q_PROCEEDING_PAGE, err, "it", cl_store_head(st), kind);
	int rc;
	*rows = NULL;
	*n = 0;
	while ((rc = cl_sql_step(st, s, err)) == 1) {
		struct cl_row_proceeding p = of_row(s, a);
		if (kind != NULL && strcmp(p.kind, kind) != 0)
			continue;
		*rows = cl_list_more(*rows, *n, sizeof **rows, a);
		(*rows)[(*n)++] = p;
	}
	return rc;
}

int cl_store_steps(struct cl_store *st, int64_t proceeding, struct cl_arena *a,
	struct cl_row_step **rows, int *n, struct cl_err *err)
{
	sqlite3_stmt *s = cl_sql(st, CL_Q_STEPS_OF, err, "ii", proceeding, cl_store_head(st));
	int rc;
	*rows = NULL;
	*n = 0;
	while ((rc = cl_sql_step(st, s, err)) == 1) {
		*rows = cl_list_more(*rows, *n, sizeof **rows, a);
		(*rows)[(*n)++] = (struct cl_row_step){.seq = sqlite3_column_int64(s, 0),
			.step = text(s, 1, a),
			.taken_on = text(s, 2, a),
			.closes = sqlite3_column_int(s, 3),
			.body = text(s, 4, a),
			.recorded_on = text(s, 5, a)};
	}
	return rc;
}

int cl_store_applied(struct cl_store *st, int64_t entry, struct cl_arena *a,
	struct cl_row_applied **rows, int *n, struct cl_err *err)
{
	int of = entry != 0, rc;
	sqlite3_stmt *s = of ? cl_sql(st, CL_Q_APPLIED_OF, err, "ii", entry, cl_store_head(st))
			     : cl_sql(st, CL_Q_APPLIED_ALL, err, "i", cl_store_head(st));
	*rows = NULL;
	*n = 0;
	while ((rc = cl_sql_step(st, s, err)) == 1) {
		int c = of ? 0 : 1;
		*rows = cl_list_more(*rows, *n, sizeof **rows, a);
		(*rows)[(*n)++] =
			(struct cl_row_applied){.entry = of ? entry : sqlite3_column_int64(s, 0),
				.measure = text(s, c, a),
				.department = text(s, c + 1, a),
				.seq = sqlite3_column_int64(s, c + 2),
				.begins = sqlite3_column_int(s, c + 3),
				.on_date = text(s, c + 4, a)};
	}
	return rc;
}

int cl_store_last_on(struct cl_store *st, int64_t entry, int32_t *day, struct cl_err *err)
{
	sqlite3_stmt *s = cl_sql(st, CL_Q_LAST_ON, err, "ii", cl_store_head(st), entry);
	int rc = cl_sql_step(st, s, err);
	*day = CL_NODAY;
	if (rc != 1)
		return rc;
	const char *on = (const char *)sqlite3_column_text(s, 0);
	if (on != NULL && *on != '\0')
		*day = cl_day_parse(on);
	return cl_sql_step(st, s, err) < 0 ? -1 : 0;
}
