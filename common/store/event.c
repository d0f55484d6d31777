/* The chain of events: appending and verifying. */
#include "store/inside.h"
#include "base/date.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void number_field(struct cl_hasher *h, int64_t v, int null)
{
	char text[24];
	int n = snprintf(text, sizeof text, "%lld", (long long)v);
	cl_hasher_field(h, null ? NULL : text, (size_t)n);
}

/* text: recorded_at, business_date, program, kind, body; number: seq, v, uid, batch, entry, subject
 * (0 of the last three: NULL). */
void cl_event_hash(struct cl_hasher *h, const unsigned char prev[CL_HASH], const char *const *text,
	const int64_t *number, unsigned char out[CL_HASH])
{
	cl_hasher_begin(h);
	cl_hasher_add(h, "\001", 1);
	cl_hasher_add(h, prev, CL_HASH);
	number_field(h, number[0], 0);
	number_field(h, number[1], 0);
	cl_hasher_field(h, text[0], strlen(text[0]));
	cl_hasher_field(h, text[1], strlen(text[1]));
	number_field(h, number[2], 0);
	cl_hasher_field(h, text[2], strlen(text[2]));
	cl_hasher_field(h, text[3], strlen(text[3]));
	for (int i = 3; i < 6; i++)
		number_field(h, number[i], number[i] == 0);
	cl_hasher_field(h, text[4], strlen(text[4]));
	cl_hasher_end(h, out);
}

int cl_store_event(struct cl_store *st, struct cl_event *ev, struct cl_err *err)
{
	struct cl_arena a = {0};
	struct cl_flat sealed = ev->body;
	char day[11], now[25];
	int rc = cl_seal_body(st, ev->subject, &sealed, &a, err);
	if (rc == 0) {
		cl_buf_reset(&st->scratch);
		cl_flat_write(&sealed, &st->scratch);
		cl_day_format(st->today, day);
		cl_now_utc(now);
		if (strcmp(now, st->recorded_at) <
			0) /* a small step back of the clock must not reorder the log */
			snprintf(now, sizeof now, "%.24s", st->recorded_at);
		ev->seq = ++st->seq;
		const char *text[] = {now, day, st->program, ev->kind, st->scratch.p};
		int64_t number[] = {
			ev->seq, 1, (int64_t)getuid(), ev->batch, ev->entry, ev->subject};
		cl_event_hash(st->hasher, st->hash, text, number, st->hash);
		snprintf(st->recorded_at, sizeof st->recorded_at, "%s", now);
		rc = cl_sql_run(st, CL_Q_EVENT_ADD, err, "iittittnnntb", ev->seq, (int64_t)1, now,
			day, number[2], st->program, ev->kind, ev->batch, ev->entry, ev->subject,
			st->scratch.p, st->hash, sizeof st->hash);
	}
	cl_arena_free(&a);
	return rc == 0 ? cl_apply(st, ev, err) : -1;
}

static const char *column(sqlite3_stmt *s, int i)
{
	const char *t = (const char *)sqlite3_column_text(s, i);
	return t != NULL ? t : "";
}

static int check_event(struct cl_store *st, sqlite3_stmt *s, int64_t expected,
	unsigned char prev[CL_HASH], struct cl_err *err)
{
	unsigned char sum[CL_HASH];
	int64_t seq = sqlite3_column_int64(s, 0);
	if (seq != expected)
		return cl_fail(err, CL_E_CHAIN, _("event %lld is missing"), (long long)expected);
	const char *text[] = {
		column(s, 2), column(s, 3), column(s, 5), column(s, 6), column(s, 10)};
	int64_t number[] = {seq, sqlite3_column_int64(s, 1), sqlite3_column_int64(s, 4),
		sqlite3_column_int64(s, 7), sqlite3_column_int64(s, 8), sqlite3_column_int64(s, 9)};
	cl_event_hash(st->hasher, prev, text, number, sum);
	if (sqlite3_column_bytes(s, 11) != CL_HASH ||
		memcmp(sum, sqlite3_column_blob(s, 11), CL_HASH) != 0)
		return cl_fail(err, CL_E_CHAIN,
			_("event %lld does not fit its hash: it or one before it was changed"),
			(long long)seq);
	memcpy(prev, sum, CL_HASH);
	return 0;
}

int cl_store_verify(
	struct cl_store *st, int64_t *count, char head[2 * CL_HASH + 1], struct cl_err *err)
{
	unsigned char prev[CL_HASH] = {0};
	int64_t n = 0;
	int rc;
	if (st->hasher == NULL && (st->hasher = cl_hasher_new(st->algorithm, err)) == NULL)
		return -1;
	sqlite3_stmt *s = cl_sql(st, CL_Q_EVENT_PAGE, err, "ii", (int64_t)0, INT64_MAX);
	while ((rc = cl_sql_step(st, s, err)) == 1)
		if (check_event(st, s, ++n, prev, err) != 0) {
			sqlite3_reset(s);
			return -1;
		}
	*count = n;
	cl_hex(prev, sizeof prev, head);
	if (rc == 0 && (n != st->seq || memcmp(prev, st->hash, sizeof prev) != 0))
		return cl_fail(err, CL_E_CHAIN,
			_("the chain ends at event %lld, its head says %lld"), (long long)n,
			(long long)st->seq);
	return rc;
}
