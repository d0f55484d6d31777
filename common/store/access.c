/* The access register: a file of its own with its own chain and gate (TRUST, "Minimal
 * design"; 6.1). */
#include "store/inside.h"
#include "base/date.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* The register opened as a store of its own, so that statements and errors work alike. */
static struct cl_store *open_register(struct cl_store *st, struct cl_err *err)
{
	struct cl_store *r = cl_xmalloc(sizeof *r);
	memset(r, 0, sizeof *r);
	r->gate = -1;
	r->path = cl_sprintf(&r->arena, "%s.access", cl_store_file(st));
	mode_t mask = umask(077);
	int rc = sqlite3_open_v2(r->path, &r->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);
	umask(mask);
	if (rc != SQLITE_OK) {
		cl_sql_fail(r, err);
		cl_store_close(r);
		return NULL;
	}
	sqlite3_busy_timeout(r->db, st->wait * 1000);
	return r;
}

static int prepare_register(struct cl_store *r, struct cl_err *err)
{
	sqlite3_stmt *s = NULL;
	int there = 0;
	if (cl_sql_exec(r, "PRAGMA journal_mode=TRUNCATE; PRAGMA synchronous=FULL; BEGIN IMMEDIATE",
		    err) != 0)
		return -1;
	if (sqlite3_prepare_v2(r->db, "SELECT 1 FROM sqlite_master", -1, &s, NULL) == SQLITE_OK)
		there = sqlite3_step(s) == SQLITE_ROW;
	sqlite3_finalize(s);
	return there ? 0 : cl_sql_exec(r, cl_access_sql, err);
}

static void access_body(const struct cl_access *x, struct cl_arena *a, struct cl_buf *out)
{
	struct cl_flat f = {0};
	cl_flat_set(&f, "approval", x->approval);
	cl_flat_set(&f, "asked", x->asked);
	cl_flat_set(&f, "case", x->case_no);
	cl_flat_set(&f, "counts", x->counts ? "yes" : NULL);
	cl_flat_set(&f, "persons", cl_sprintf(a, "%d", x->persons));
	cl_flat_set(&f, "purpose", x->purpose);
	cl_flat_set(&f, "requester", x->requester);
	cl_flat_set(&f, "result", x->result);
	cl_flat_write(&f, out);
}

static int append(
	struct cl_store *st, struct cl_store *r, const struct cl_access *x, struct cl_err *err)
{
	unsigned char prev[CL_HASH] = {0}, hash[CL_HASH];
	int64_t seq = 1;
	char day[11], now[25];
	sqlite3_stmt *s = cl_sql(r, CL_Q_ACCESS_LAST, err, "");
	int rc = cl_sql_step(r, s, err);
	if (rc < 0)
		return -1;
	if (rc == 1) {
		seq = sqlite3_column_int64(s, 0) + 1;
		memcpy(prev, sqlite3_column_blob(s, 1), sizeof prev);
		sqlite3_reset(s);
	}
	struct cl_buf body = {0};
	access_body(x, &r->arena, &body);
	cl_day_format(st->today, day);
	cl_now_utc(now);
	const char *text[] = {now, day, st->program, "access"};
	int64_t number[] = {seq, 1, (int64_t)getuid(), 0, 0, 0};
	cl_event_hash(st->hasher, &st->hashed, prev, text, number, body.p, body.n, hash);
	rc = cl_sql_run(r, CL_Q_ACCESS_ADD, err, "ittitb", seq, now, day, number[2], body.p, hash,
		sizeof hash);
	cl_buf_free(&body);
	return rc;
}

int cl_store_access(struct cl_store *st, const struct cl_access *x, struct cl_err *err)
{
	if (st->hasher == NULL && (st->hasher = cl_hasher_new(st->algorithm, err)) == NULL)
		return -1;
	struct cl_store *r = open_register(st, err);
	if (r == NULL)
		return -1;
	int rc = prepare_register(r, err) != 0 || append(st, r, x, err) != 0
			 ? -1
			 : cl_sql_exec(r, "COMMIT", err);
	cl_store_close(r);
	return rc;
}

int cl_store_access_today(struct cl_store *st, int *persons, struct cl_err *err)
{
	char day[11];
	struct stat sb;
	*persons = 0;
	struct cl_store *r = open_register(st, err);
	if (r == NULL)
		return -1;
	if (stat(r->path, &sb) != 0 || sb.st_size == 0) {
		cl_store_close(r);
		return 0;
	}
	struct cl_arena a = {0};
	struct cl_flat f;
	int rc;
	sqlite3_stmt *s = cl_sql(
		r, CL_Q_ACCESS_TODAY, err, "it", (int64_t)getuid(), cl_day_format(st->today, day));
	while ((rc = cl_sql_step(r, s, err)) == 1) {
		if (cl_flat_read((const char *)sqlite3_column_text(s, 0), &a, &f, err) != 0) {
			rc = -1;
			break;
		}
		const char *n = cl_flat_get(&f, "persons");
		if (cl_flat_get(&f, "counts") != NULL && cl_flat_get(&f, "approval") == NULL &&
			n != NULL)
			*persons += atoi(n);
	}
	cl_arena_free(&a);
	cl_store_close(r);
	return rc;
}

int cl_store_accesses(struct cl_store *st, struct cl_arena *a, struct cl_row_access **rows, int *n,
	struct cl_err *err)
{
	struct stat sb;
	int rc = 0;
	*rows = NULL;
	*n = 0;
	struct cl_store *r = open_register(st, err);
	if (r == NULL)
		return -1;
	sqlite3_stmt *s = stat(r->path, &sb) == 0 && sb.st_size > 0
				  ? cl_sql(r, CL_Q_ACCESS_EVERY, err, "")
				  : NULL;
	while (s != NULL && (rc = cl_sql_step(r, s, err)) == 1) {
		*rows = cl_list_more(*rows, *n, sizeof **rows, a);
		(*rows)[(*n)++] = (struct cl_row_access){.on = cl_sql_text(s, 0, a),
			.uid = sqlite3_column_int64(s, 1),
			.body = cl_sql_text(s, 2, a)};
	}
	cl_store_close(r);
	return rc;
}
