/* Entries with what was derived about them, by pages and one by one; copied, so that no statement
 * stays open. */
#include "store/inside.h"
#include <string.h>

static void entry_of(sqlite3_stmt *s, struct cl_arena *a, struct cl_row_entry *r)
{
	*r = (struct cl_row_entry){
		.id = sqlite3_column_int64(s, 0),
		.seq = sqlite3_column_int64(s, 1),
		.batch = sqlite3_column_int64(s, 2),
		.subject = sqlite3_column_int64(s, 3),
		.matched = sqlite3_column_int(s, 4),
		.list = cl_sql_text(s, 5, a),
		.department = cl_sql_text(s, 6, a),
		.historical = sqlite3_column_int(s, 7),
		.origin = sqlite3_column_int64(s, 8),
		.recorded_on = cl_sql_text(s, 9, a),
		.body = cl_sql_text(s, 10, a),
		.kind = cl_sql_text(s, 11, a),
		.market = sqlite3_column_int(s, 12),
	};
}

/* From column c on: what an ending says. */
static void ending_of(sqlite3_stmt *s, int c, struct cl_arena *a, struct cl_row_entry *r)
{
	r->end_seq = sqlite3_column_int64(s, c);
	r->reason = cl_sql_text(s, c + 1, a);
	r->exited_on = cl_sql_text(s, c + 2, a);
	r->trigger_on = cl_sql_text(s, c + 3, a);
	r->caused_by = sqlite3_column_int64(s, c + 4);
	r->voided = sqlite3_column_int(s, c + 5);
	r->end_recorded_on = cl_sql_text(s, c + 6, a);
	r->end_body = cl_sql_text(s, c + 7, a);
}

static int one_entry(struct cl_store *st, int64_t id, struct cl_arena *a, struct cl_row_entry *row,
	struct cl_err *err)
{
	sqlite3_stmt *s = cl_sql(st, CL_Q_ENTRY_GET, err, "ii", st->seq, id);
	int rc = cl_sql_step(st, s, err);
	if (rc != 1)
		return rc;
	entry_of(s, a, row);
	ending_of(s, 13, a, row);
	row->decided = sqlite3_column_int(s, 21);
	row->marked = sqlite3_column_int(s, 22);
	sqlite3_reset(s);
	return 1;
}

static struct cl_row_decision decision_of(sqlite3_stmt *s, int c, struct cl_arena *a)
{
	return (struct cl_row_decision){sqlite3_column_int64(s, c), cl_sql_text(s, c + 1, a),
		cl_sql_text(s, c + 2, a), cl_sql_text(s, c + 3, a), sqlite3_column_int64(s, c + 4)};
}

static void lay_beside(
	enum cl_stmt which, sqlite3_stmt *s, struct cl_arena *a, struct cl_row_entry *r)
{
	if (which == CL_Q_ENDING_PAGE) {
		ending_of(s, 1, a, r);
	} else if (which == CL_Q_DECISION_PAGE) {
		r->decisions = cl_list_more(r->decisions, r->decided, sizeof *r->decisions, a);
		r->decisions[r->decided++] = decision_of(s, 1, a);
	} else {
		r->marked = 1;
	}
}

/* Lays what one statement says of some of the rows beside them; both come in order of entries. */
static int beside(struct cl_store *st, enum cl_stmt which, struct cl_arena *a,
	struct cl_row_entry *rows, int n, struct cl_err *err)
{
	sqlite3_stmt *s = cl_sql(st, which, err, "iii", rows[0].id, rows[n - 1].id, st->seq);
	int rc, i = 0;
	while ((rc = cl_sql_step(st, s, err)) == 1) {
		int64_t entry = sqlite3_column_int64(s, 0);
		while (i < n && rows[i].id < entry)
			i++;
		if (i < n && rows[i].id == entry)
			lay_beside(which, s, a, &rows[i]);
	}
	return rc;
}

int cl_store_entries(struct cl_store *st, int64_t first, int64_t last, int n, struct cl_arena *a,
	struct cl_row_entry *rows, struct cl_err *err)
{
	int count = 0, rc;
	if (first == last)
		return one_entry(st, first, a, rows, err);
	sqlite3_stmt *s =
		cl_sql(st, CL_Q_ENTRY_PAGE, err, "iiii", first, last, st->seq, (int64_t)n);
	while ((rc = cl_sql_step(st, s, err)) == 1)
		entry_of(s, a, &rows[count++]);
	if (rc == 0 && count > 0 &&
		(beside(st, CL_Q_ENDING_PAGE, a, rows, count, err) != 0 ||
			beside(st, CL_Q_DECISION_PAGE, a, rows, count, err) != 0 ||
			beside(st, CL_Q_MARK_PAGE, a, rows, count, err) != 0))
		rc = -1;
	return rc < 0 ? -1 : count;
}

int cl_store_decisions(struct cl_store *st, int64_t entry, struct cl_arena *a,
	struct cl_row_decision **rows, int *n, struct cl_err *err)
{
	sqlite3_stmt *s = cl_sql(st, CL_Q_DECISIONS_OF, err, "ii", entry, st->seq);
	int rc;
	*rows = NULL;
	*n = 0;
	while ((rc = cl_sql_step(st, s, err)) == 1) {
		*rows = cl_list_more(*rows, *n, sizeof **rows, a);
		(*rows)[(*n)++] = decision_of(s, 0, a);
	}
	return rc;
}

int cl_store_matchings(struct cl_store *st, int64_t entry, struct cl_arena *a,
	struct cl_row_matching **rows, int *n, struct cl_err *err)
{
	sqlite3_stmt *s = cl_sql(st, CL_Q_MATCHING_OF, err, "ii", entry, st->seq);
	int rc;
	*rows = NULL;
	*n = 0;
	while ((rc = cl_sql_step(st, s, err)) == 1) {
		*rows = cl_list_more(*rows, *n, sizeof **rows, a);
		(*rows)[(*n)++] = (struct cl_row_matching){sqlite3_column_int64(s, 0),
			sqlite3_column_int64(s, 2), sqlite3_column_int(s, 1), cl_sql_text(s, 3, a)};
	}
	return rc;
}

int cl_store_marks(struct cl_store *st, int64_t entry, struct cl_arena *a,
	struct cl_row_mark **rows, int *n, struct cl_err *err)
{
	sqlite3_stmt *s = cl_sql(st, CL_Q_MARKS_OF, err, "ii", entry, st->seq);
	int rc;
	*rows = NULL;
	*n = 0;
	while ((rc = cl_sql_step(st, s, err)) == 1) {
		*rows = cl_list_more(*rows, *n, sizeof **rows, a);
		(*rows)[(*n)++] = (struct cl_row_mark){cl_sql_text(s, 0, a), cl_sql_text(s, 2, a),
			cl_sql_text(s, 3, a), sqlite3_column_int(s, 1)};
	}
	return rc;
}
