/* The chain of events: appending and verifying. */
#include "store/inside.h"
#include "base/date.h"
#include <stdio.h>
#include <string.h>
#include <time.h>

static char *length(char *o, uint32_t len)
{
	*o++ = (char)(len >> 24);
	*o++ = (char)(len >> 16);
	*o++ = (char)(len >> 8);
	*o++ = (char)len;
	return o;
}

/* u32 big-endian length, then the bytes; s NULL: FFFFFFFF. */
static char *field(char *o, const char *s, size_t n)
{
	o = length(o, s == NULL ? 0xffffffff : (uint32_t)n);
	return s == NULL ? o : (char *)memcpy(o, s, n) + n;
}

static char *number_field(char *o, int64_t v, int null)
{
	char text[24], *p = text + sizeof text;
	uint64_t left = v < 0 ? -(uint64_t)v : (uint64_t)v;
	do
		*--p = (char)('0' + left % 10);
	while ((left /= 10) > 0);
	if (v < 0)
		*--p = '-';
	return field(o, null ? NULL : p, (size_t)(text + sizeof text - p));
}

/* Everything before the body: text: recorded_at, business_date, program, kind; number: seq, v, uid,
 * batch, entry, subject (0 of the last three: NULL). */
static void lay_out(struct cl_buf *b, const unsigned char prev[CL_HASH], const char *const *text,
	const int64_t *number)
{
	size_t n[4], room = 1 + CL_HASH + 4 * 4 + 6 * 24;
	for (int i = 0; i < 4; i++)
		room += n[i] = strlen(text[i]);
	cl_buf_grow(b, room);
	char *o = b->p + b->n;
	*o++ = 1;
	o = (char *)memcpy(o, prev, CL_HASH) + CL_HASH;
	o = number_field(o, number[0], 0);
	o = number_field(o, number[1], 0);
	o = field(o, text[0], n[0]);
	o = field(o, text[1], n[1]);
	o = number_field(o, number[2], 0);
	o = field(o, text[2], n[2]);
	o = field(o, text[3], n[3]);
	for (int i = 3; i < 6; i++)
		o = number_field(o, number[i], number[i] == 0);
	b->n = (size_t)(o - b->p);
}

/* One call of the digest: it costs more than the bytes do. */
void cl_event_hash(struct cl_hasher *h, struct cl_buf *b, const unsigned char prev[CL_HASH],
	const char *const *text, const int64_t *number, const char *body, size_t n,
	unsigned char out[CL_HASH])
{
	cl_buf_reset(b);
	lay_out(b, prev, text, number);
	cl_buf_grow(b, n + 4);
	b->n = (size_t)(field(b->p + b->n, body, n) - b->p);
	cl_hasher_one(h, b->p, b->n, out);
}

void cl_event_chain(struct cl_store *st, const struct cl_event_row *e, const char *body)
{
	const char *text[] = {e->recorded_at, st->day, st->program, e->kind};
	int64_t number[] = {e->seq, 1, st->uid, e->batch, e->entry, e->subject};
	cl_event_hash(st->hasher, &st->hashed, st->hash, text, number, body, e->len, st->hash);
}

/* The time of recording; a small step back of the clock must not reorder the log. */
static void recorded_now(struct cl_store *st)
{
	struct timespec t;
	char now[25];
	clock_gettime(CLOCK_REALTIME, &t);
	int64_t ms = (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
	if (ms == st->recorded_ms)
		return;
	cl_now_utc(now);
	if (strcmp(now, st->recorded_at) > 0)
		memcpy(st->recorded_at, now, sizeof now);
	st->recorded_ms = ms;
}

int cl_store_event(struct cl_store *st, struct cl_event *ev, struct cl_err *err)
{
	struct cl_buf *b = st->bulk ? cl_block_text(st) : &st->body;
	if (!st->bulk)
		cl_buf_reset(b);
	size_t at = b->n;
	recorded_now(st);
	if (cl_seal_body(st, ev->subject, &ev->body, b, err) != 0) {
		b->n = at;
		return -1;
	}
	struct cl_event_row e = {.seq = ev->seq = ++st->seq,
		.batch = ev->batch,
		.entry = ev->entry,
		.subject = ev->subject,
		.body = at,
		.len = b->n - at,
		.recorded_at = st->recorded_at,
		.kind = ev->kind};
	if (st->bulk)
		return cl_block_event(st, &e, err) != 0 ? -1 : cl_apply(st, ev, err);
	cl_event_chain(st, &e, b->p);
	if (cl_sql_run(st, CL_Q_EVENT_ADD, err, "iittittnnntb", ev->seq, (int64_t)1,
		    st->recorded_at, st->day, st->uid, st->program, ev->kind, ev->batch, ev->entry,
		    ev->subject, cl_buf_cstr(b), st->hash, sizeof st->hash) != 0)
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
	const char *text[] = {column(s, 2), column(s, 3), column(s, 5), column(s, 6)};
	const char *body = column(s, 10);
	int64_t number[] = {seq, sqlite3_column_int64(s, 1), sqlite3_column_int64(s, 4),
		sqlite3_column_int64(s, 7), sqlite3_column_int64(s, 8), sqlite3_column_int64(s, 9)};
	cl_event_hash(st->hasher, &st->hashed, prev, text, number, body, strlen(body), sum);
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
