/* Reading what is derived. Everything comes back copied, so that no statement stays open. */
#include "store/inside.h"
#include "base/date.h"
#include <stdlib.h>
#include <string.h>

/* A read error is a signal then: not for what must tell that nothing was stored (STORE). */
void cl_store_map(struct cl_store *st)
{
	sqlite3_exec(st->db, "PRAGMA mmap_size=2000000000", NULL, NULL, NULL);
}

static int flat_of(const char *json, struct cl_arena *a, struct cl_flat *f, struct cl_err *err)
{
	return cl_flat_read(json != NULL ? json : "", a, f, err);
}

int cl_store_reg(struct cl_store *st, const char *kind, const char *name, struct cl_arena *a,
	struct cl_reg *out, struct cl_err *err)
{
	sqlite3_stmt *s = cl_sql(st, CL_Q_REGISTER_GET, err, "tt", kind, name);
	int rc = cl_sql_step(st, s, err);
	if (rc == 1) {
		out->name = name;
		out->seq = sqlite3_column_int64(s, 0);
		if (flat_of(cl_sql_text(s, 1, a), a, &out->body, err) != 0)
			rc = -1;
		sqlite3_reset(s);
	}
	return rc;
}

void *cl_list_more(void *list, int n, size_t size, struct cl_arena *a)
{
	if (n & (n - 1))
		return list; /* room until the next power of two */
	void *p = cl_alloc(a, size * (size_t)(n > 0 ? 2 * n : 1));
	if (n > 0)
		memcpy(p, list, size * (size_t)n);
	return p;
}

static int regs(struct cl_store *st, enum cl_stmt which, const char *kind, struct cl_arena *a,
	struct cl_reg **out, int *n, struct cl_err *err)
{
	sqlite3_stmt *s = cl_sql(st, which, err, "t", kind);
	int rc;
	*out = NULL;
	*n = 0;
	while ((rc = cl_sql_step(st, s, err)) == 1) {
		*out = cl_list_more(*out, *n, sizeof **out, a);
		struct cl_reg *r = *out + (*n)++;
		r->name = cl_sql_text(s, 0, a);
		r->seq = sqlite3_column_int64(s, 1);
		if (flat_of(cl_sql_text(s, 2, a), a, &r->body, err) != 0) {
			sqlite3_reset(s);
			return -1;
		}
	}
	return rc;
}

int cl_store_regs(struct cl_store *st, const char *kind, struct cl_arena *a, struct cl_reg **out,
	int *n, struct cl_err *err)
{
	return regs(st, CL_Q_REGISTER_ALL, kind, a, out, n, err);
}

int cl_store_regs_every(struct cl_store *st, const char *kind, struct cl_arena *a,
	struct cl_reg **out, int *n, struct cl_err *err)
{
	return regs(st, CL_Q_REGISTER_EVERY, kind, a, out, n, err);
}

int cl_store_event_uid(struct cl_store *st, int64_t seq, int64_t *uid, struct cl_err *err)
{
	sqlite3_stmt *s = cl_sql(st, CL_Q_EVENT_UID, err, "i", seq);
	int rc = cl_sql_step(st, s, err);
	if (rc == 1) {
		*uid = sqlite3_column_int64(s, 0);
		sqlite3_reset(s);
	}
	return rc;
}

int cl_store_subject(struct cl_store *st, int64_t id, struct cl_arena *a, struct cl_subject *out,
	struct cl_err *err)
{
	sqlite3_stmt *s = cl_sql(st, CL_Q_SUBJECT_GET, err, "i", id);
	int rc = cl_sql_step(st, s, err);
	if (rc == 1) {
		*out = (struct cl_subject){id, cl_sql_text(s, 0, a), sqlite3_column_int(s, 1)};
		sqlite3_reset(s);
	}
	return rc;
}

static int one_id(struct cl_store *st, sqlite3_stmt *s, int64_t *out, struct cl_err *err)
{
	int rc = cl_sql_step(st, s, err);
	if (rc == 1) {
		*out = sqlite3_column_int64(s, 0);
		sqlite3_reset(s);
	}
	return rc;
}

static int ids(struct cl_store *st, sqlite3_stmt *s, struct cl_arena *a, int64_t **out, int *n,
	struct cl_err *err)
{
	int rc;
	while ((rc = cl_sql_step(st, s, err)) == 1) {
		*out = cl_list_more(*out, *n, sizeof **out, a);
		(*out)[(*n)++] = sqlite3_column_int64(s, 0);
	}
	return rc;
}

int cl_store_any_subject(struct cl_store *st, struct cl_err *err)
{
	int64_t some;
	return one_id(st, cl_sql(st, CL_Q_SUBJECT_ANY, err, ""), &some, err);
}

int cl_store_any_unmatched(struct cl_store *st, struct cl_err *err)
{
	int64_t some;
	return one_id(st, cl_sql(st, CL_Q_ENTRY_KEY_UNMATCHED, err, ""), &some, err);
}

int cl_store_by_ident(struct cl_store *st, const char *ident, int64_t *subject, struct cl_err *err)
{
	return one_id(st, cl_sql(st, CL_Q_SUBJECT_IDENT_GET, err, "t", ident), subject, err);
}

int cl_store_by_name(struct cl_store *st, const char *folded, struct cl_arena *a, int64_t **out,
	int *n, struct cl_err *err)
{
	int64_t hash;
	struct cl_err quiet = {0};
	*out = NULL;
	*n = 0;
	if (cl_store_name_hash(st, folded, 0, &hash, err) != 0 ||
		ids(st, cl_sql(st, CL_Q_SUBJECT_NAME_GET, err, "i", hash), a, out, n, err) != 0)
		return -1;
	if (cl_store_need_key(st, &quiet) != 0)
		return 0; /* companies go on without the key */
	if (cl_store_name_hash(st, folded, 1, &hash, err) != 0)
		return -1;
	return ids(st, cl_sql(st, CL_Q_SUBJECT_NAME_GET, err, "i", hash), a, out, n, err);
}

int cl_store_subject_entries(struct cl_store *st, int64_t subject, struct cl_arena *a,
	int64_t **out, int *n, struct cl_err *err)
{
	*out = NULL;
	*n = 0;
	return ids(st, cl_sql(st, CL_Q_ENTRY_OF_SUBJECT, err, "i", subject), a, out, n, err);
}

int cl_store_subject_decided(struct cl_store *st, int64_t subject, struct cl_arena *a,
	int64_t **out, int *n, struct cl_err *err)
{
	*out = NULL;
	*n = 0;
	return ids(
		st, cl_sql(st, CL_Q_ENTRY_OF_SUBJECT_DECIDED, err, "i", subject), a, out, n, err);
}

int cl_store_watches(struct cl_store *st, int64_t origin, struct cl_arena *a, int64_t **out, int *n,
	struct cl_err *err)
{
	*out = NULL;
	*n = 0;
	return ids(st, cl_sql(st, CL_Q_WATCH_OF, err, "i", origin), a, out, n, err);
}

int cl_store_by_key(struct cl_store *st, int64_t owner, const char *list, const char *department,
	const unsigned char key[16], int64_t *entry, struct cl_err *err)
{
	unsigned char placed[16];
	if (cl_placed_key(st, list, department, key, placed, err) != 0)
		return -1;
	return one_id(st, cl_sql(st, CL_Q_ENTRY_KEY_GET, err, "ib", owner, placed, sizeof placed),
		entry, err);
}

int cl_store_batch(
	struct cl_store *st, int64_t batch, int64_t *first, int64_t *last, struct cl_err *err)
{
	sqlite3_stmt *s = cl_sql(st, CL_Q_BATCH_GET, err, "i", batch);
	int rc = cl_sql_step(st, s, err);
	if (rc == 1) {
		*first = sqlite3_column_int64(s, 0);
		*last = sqlite3_column_int64(s, 1);
		sqlite3_reset(s);
	}
	return rc;
}

int cl_store_batch_event(struct cl_store *st, int64_t batch, struct cl_arena *a,
	struct cl_row_event *out, struct cl_err *err)
{
	sqlite3_stmt *s = cl_sql(st, CL_Q_BATCH_EVENT, err, "i", batch);
	int rc = cl_sql_step(st, s, err);
	if (rc != 1)
		return rc;
	*out = (struct cl_row_event){.seq = sqlite3_column_int64(s, 0),
		.recorded_at = cl_sql_text(s, 1, a),
		.business_date = cl_sql_text(s, 2, a),
		.uid = sqlite3_column_int64(s, 3),
		.body = cl_sql_text(s, 4, a)};
	if (sqlite3_column_bytes(s, 5) == CL_HASH)
		cl_hex(sqlite3_column_blob(s, 5), CL_HASH, out->hash);
	sqlite3_reset(s);
	return 1;
}

int cl_store_batch_count(struct cl_store *st, int64_t batch, struct cl_arena *a,
	struct cl_batch_count *out, struct cl_err *err)
{
	static const char *const lists[] = {"red", "black", "watch"};
	int64_t first, last;
	const char *before = "";
	memset(out, 0, sizeof *out);
	int rc = cl_store_batch(st, batch, &first, &last, err);
	if (rc != 1)
		return rc;
	sqlite3_stmt *s = cl_sql(st, CL_Q_BATCH_COUNTS, err, "ii", first, last);
	while ((rc = cl_sql_step(st, s, err)) == 1) {
		const char *d = cl_sql_text(s, 0, a),
			   *list = (const char *)sqlite3_column_text(s, 1);
		int64_t n = sqlite3_column_int64(s, 3);
		for (int i = 0; i < 3; i++)
			out->list[i] += list != NULL && strcmp(list, lists[i]) == 0 ? n : 0;
		out->unmatched += sqlite3_column_int(s, 2) ? 0 : n;
		if (strcmp(d, before) != 0)
			out->departments = out->departments == NULL
						   ? d
						   : cl_sprintf(a, "%s;%s", out->departments, d);
		before = d;
	}
	return rc;
}

int64_t cl_store_max_entry(struct cl_store *st, struct cl_err *err)
{
	int64_t max = 0;
	return one_id(st, cl_sql(st, CL_Q_ENTRY_MAX, err, ""), &max, err) < 0 ? -1 : max;
}

int cl_store_department_any(struct cl_store *st, const char *department, struct cl_err *err)
{
	int64_t one;
	return one_id(st, cl_sql(st, CL_Q_ENTRY_DEPARTMENT, err, "t", department), &one, err);
}

int64_t cl_store_max_batch(struct cl_store *st, struct cl_err *err)
{
	int64_t max = 0;
	return one_id(st, cl_sql(st, CL_Q_BATCH_MAX, err, ""), &max, err) < 0 ? -1 : max;
}

int cl_store_due(struct cl_store *st, int32_t day, struct cl_arena *a, int64_t **out, int *n,
	struct cl_err *err)
{
	char iso[11];
	*out = NULL;
	*n = 0;
	return ids(
		st, cl_sql(st, CL_Q_DUE_PAGE, err, "t", cl_day_format(day, iso)), a, out, n, err);
}

int cl_store_channels_of(struct cl_store *st, int64_t entry, struct cl_arena *a, const char ***out,
	int *n, struct cl_err *err)
{
	sqlite3_stmt *s = cl_sql(st, CL_Q_ANNOUNCED_CHANNELS, err, "i", entry);
	int rc;
	*out = NULL;
	*n = 0;
	while ((rc = cl_sql_step(st, s, err)) == 1) {
		*out = cl_list_more(*out, *n, sizeof **out, a);
		(*out)[(*n)++] = cl_sql_text(s, 0, a);
	}
	return rc;
}

int cl_store_announced(struct cl_store *st, const char *channel, struct cl_arena *a,
	struct cl_range **r, int *n, struct cl_err *err)
{
	sqlite3_stmt *s = cl_sql(st, CL_Q_ANNOUNCED_ALL, err, "t", channel);
	int rc;
	*r = NULL;
	*n = 0;
	while ((rc = cl_sql_step(st, s, err)) == 1) {
		*r = cl_list_more(*r, *n, sizeof **r, a);
		(*r)[(*n)++] =
			(struct cl_range){sqlite3_column_int64(s, 0), sqlite3_column_int64(s, 1)};
	}
	return rc;
}

int cl_store_notices(struct cl_store *st, int64_t entry, struct cl_arena *a,
	struct cl_row_notice **rows, int *n, struct cl_err *err)
{
	int of = entry != 0, rc;
	sqlite3_stmt *s = of ? cl_sql(st, CL_Q_NOTICE_OF, err, "i", entry)
			     : cl_sql(st, CL_Q_NOTICE_PAGE, err, "");
	*rows = NULL;
	*n = 0;
	while ((rc = cl_sql_step(st, s, err)) == 1) {
		int c = of ? -1 : 0; /* the page has the entry in front */
		*rows = cl_list_more(*rows, *n, sizeof **rows, a);
		(*rows)[(*n)++] = (struct cl_row_notice){of ? entry : sqlite3_column_int64(s, 0),
			cl_sql_text(s, c + 1, a), cl_sql_text(s, c + 2, a),
			cl_sql_text(s, c + 3, a), cl_sql_text(s, c + 5, a),
			cl_sql_text(s, c + 6, a), sqlite3_column_int(s, c + 4)};
	}
	return rc;
}
