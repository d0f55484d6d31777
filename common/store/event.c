/* The chain of events: appending and verifying. */
#include "store/inside.h"
#include "base/date.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* u32 big-endian length, then the bytes; s NULL: FFFFFFFF. */
static void field(struct cl_buf *b, const char *s, size_t n)
{
	uint32_t len = s == NULL ? 0xffffffff : (uint32_t)n;
	char be[4] = {(char)(len >> 24), (char)(len >> 16), (char)(len >> 8), (char)len};
	cl_buf_add(b, be, 4);
	if (s != NULL)
		cl_buf_add(b, s, n);
}

static void number_field(struct cl_buf *b, int64_t v, int null)
{
	char text[24], *p = text + sizeof text;
	uint64_t left = v < 0 ? -(uint64_t)v : (uint64_t)v;
	do
		*--p = (char)('0' + left % 10);
	while ((left /= 10) > 0);
	if (v < 0)
		*--p = '-';
	field(b, null ? NULL : p, (size_t)(text + sizeof text - p));
}

/* text: recorded_at, business_date, program, kind, body; number: seq, v, uid, batch, entry, subject
 * (0 of the last three: NULL). One call of the digest: it costs more than the bytes do. */
void cl_event_hash(struct cl_hasher *h, struct cl_buf *b, const unsigned char prev[CL_HASH],
	const char *const *text, const int64_t *number, unsigned char out[CL_HASH])
{
	cl_buf_reset(b);
	cl_buf_char(b, 1);
	cl_buf_add(b, prev, CL_HASH);
	number_field(b, number[0], 0);
	number_field(b, number[1], 0);
	field(b, text[0], strlen(text[0]));
	field(b, text[1], strlen(text[1]));
	number_field(b, number[2], 0);
	field(b, text[2], strlen(text[2]));
	field(b, text[3], strlen(text[3]));
	for (int i = 3; i < 6; i++)
		number_field(b, number[i], number[i] == 0);
	field(b, text[4], strlen(text[4]));
	cl_hasher_begin(h);
	cl_hasher_add(h, b->p, b->n);
	cl_hasher_end(h, out);
}

/* The time of recording; a small step back of the clock must not reorder the log. */
static void recorded_now(struct cl_store *st)
{
	char now[25];
	cl_now_utc(now);
	if (strcmp(now, st->recorded_at) > 0)
		memcpy(st->recorded_at, now, sizeof now);
}

int cl_store_event(struct cl_store *st, struct cl_event *ev, struct cl_err *err)
{
	char day[11];
	cl_buf_reset(&st->scratch);
	if (cl_seal_body(st, ev->subject, &ev->body, &st->scratch, err) != 0)
		return -1;
	cl_day_format(st->today, day);
	recorded_now(st);
	ev->seq = ++st->seq;
	const char *text[] = {st->recorded_at, day, st->program, ev->kind, st->scratch.p};
	int64_t number[] = {ev->seq, 1, (int64_t)getuid(), ev->batch, ev->entry, ev->subject};
	cl_event_hash(st->hasher, &st->hashed, st->hash, text, number, st->hash);
	if (cl_sql_run(st, CL_Q_EVENT_ADD, err, "iittittnnntb", ev->seq, (int64_t)1,
		    st->recorded_at, day, number[2], st->program, ev->kind, ev->batch, ev->entry,
		    ev->subject, st->scratch.p, st->hash, sizeof st->hash) != 0)
		return -1;
	return cl_apply(st, ev, err);
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
	cl_event_hash(st->hasher, &st->hashed, prev, text, number, sum);
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
