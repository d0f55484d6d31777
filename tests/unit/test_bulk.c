/* Bulk loads: the same rows as one at a time, in an order of their own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include "base/date.h"
#include "store/inside.h"
#include "store/order.h"

#define EVENTS 700 /* some blocks, and part of one */

static char dir[64];

static const char *path(const char *name)
{
	static char text[96];
	snprintf(text, sizeof text, "%s/%s.db", dir, name);
	return text;
}

static int make(void **state)
{
	(void)state;
	strcpy(dir, "/tmp/cl-bulk-XXXXXX");
	return mkdtemp(dir) != NULL ? 0 : -1;
}

static int drop(void **state)
{
	char cmd[128];
	(void)state;
	snprintf(cmd, sizeof cmd, "rm -r %s", dir);
	return system(cmd);
}

static struct cl_store *create(const char *name)
{
	struct cl_store_opts o = {
		.path = path(name), .program = "test", .today = cl_day(2026, 3, 16), .wait = 0};
	struct cl_err err = {0};
	struct cl_store *st;
	assert_int_equal(cl_store_create(&st, &o, "sha256", &err), 0);
	return st;
}

/* Event i of a list: 600 subjects, every fifth a natural person, every seventh unmatched; some
 * come twice, three share a name. */
static void event(struct cl_store *st, int i, struct cl_err *err)
{
	static const char *const kinds[] = {"legal", "natural"};
	char name[40], ident[80], key[33], held[4] = "yes";
	int subject = i < 600 ? i + 1 : (i * 37) % 600 + 1, natural = subject % 5 == 0;
	struct cl_event ev = {.kind = i % 7 == 3 ? "import_unmatched" : "import",
		.batch = i % 2,
		.entry = i + 1,
		.subject = i % 7 == 3 ? 1000 + i : subject};
	snprintf(name, sizeof name, "名称%d", subject % 200);
	snprintf(ident, sizeof ident, "O%08d;R%015d", (subject * 7919) % 1000000, subject);
	snprintf(key, sizeof key, "%032x", (unsigned)i * 2654435761u);
	cl_flat_set(&ev.body, natural ? "name_key#" : "name_key", name);
	cl_flat_set(&ev.body, natural ? "person_ident#" : "idents", natural ? name : ident);
	cl_flat_set(&ev.body, "subject_kind", kinds[natural]);
	cl_flat_set(&ev.body, "list", i % 3 ? "black" : "red");
	cl_flat_set(&ev.body, "department", i % 11 ? "县税务局" : "县\"水务\"局");
	cl_flat_set(&ev.body, "key", key);
	cl_flat_set(&ev.body, "held", i % 50 ? NULL : held);
	assert_int_equal(cl_store_event(st, &ev, err), 0);
}

static char *first_text(struct cl_store *st, const char *sql)
{
	sqlite3_stmt *s;
	assert_int_equal(sqlite3_prepare_v2(st->db, sql, -1, &s, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(s), SQLITE_ROW);
	char *text = strdup((const char *)sqlite3_column_text(s, 0));
	sqlite3_finalize(s);
	return text;
}

static void same(struct cl_store *a, struct cl_store *b, const char *sql)
{
	char *x = first_text(a, sql), *y = first_text(b, sql);
	assert_string_equal(x, y);
	assert_true(strlen(x) > 5);
	free(x);
	free(y);
}

static void a_bulk_load_leaves_the_rows_that_single_events_leave(void **state)
{
	struct cl_store *st[2] = {create("single"), create("bulk")};
	struct cl_err err = {0};
	char head[2 * CL_HASH + 1];
	int64_t n;
	(void)state;
	memcpy(st[1]->index, st[0]->index, sizeof st[0]->index);
	cl_store_bulk(st[1], 1);
	for (int k = 0; k < 2; k++) {
		for (int i = 0; i < EVENTS; i++)
			event(st[k], i, &err);
		assert_int_equal(cl_store_commit(st[k], &err), 0);
		assert_int_equal(cl_store_verify(st[k], &n, head, &err), 0);
		assert_int_equal(n, EVENTS);
	}
	same(st[0], st[1],
		"SELECT group_concat(seq || kind || coalesce(batch, '-') || entry || subject || "
		"CASE WHEN body LIKE '%natural%' THEN length(body) ELSE body END) FROM event");
	same(st[0], st[1],
		"SELECT group_concat(id || seq || coalesce(batch, '-') || subject || "
		"matched || list || department || historical) FROM entry");
	same(st[0], st[1], "SELECT group_concat(id || seq || kind || market) FROM subject");
	same(st[0], st[1], "SELECT group_concat(hash || ' ' || subject) FROM subject_name");
	same(st[0], st[1], "SELECT group_concat(ident || subject) FROM subject_ident");
	same(st[0], st[1],
		"SELECT group_concat(owner || hex(key) || entry) "
		"FROM entry_key");
	same(st[0], st[1], "SELECT group_concat(subject || length(wrapped)) FROM subject_key");
	same(st[0], st[1], "SELECT group_concat(entry || seq || overlay) FROM mark");
	for (int k = 0; k < 2; k++)
		cl_store_close(st[k]);
}

static void what_is_read_within_a_bulk_load_has_been_written(void **state)
{
	struct cl_store *st = create("read");
	struct cl_err err = {0};
	int64_t uid;
	(void)state;
	event(st, 0, &err);
	assert_int_equal(cl_store_commit(st, &err), 0);
	assert_int_equal(cl_store_write(st, &err), 0);
	cl_store_bulk(st, 1);
	for (int i = 1; i < 5; i++) {
		event(st, i, &err);
		assert_int_equal(cl_store_event_uid(st, i + 1, &uid, &err), 1);
		assert_int_equal(uid, getuid());
	}
	cl_store_rollback(st);
	assert_int_equal(cl_store_event_uid(st, 2, &uid, &err), 0);
	cl_store_close(st);
}

/* The log's last row was taken away: its number is not given again. */
static void a_bulk_load_notices_that_the_newest_event_is_missing(void **state)
{
	struct cl_store *st = create("cut");
	struct cl_err err = {0};
	(void)state;
	event(st, 0, &err);
	event(st, 1, &err);
	assert_int_equal(cl_store_commit(st, &err), 0);
	assert_int_equal(sqlite3_exec(st->db,
				 "DROP TRIGGER event_no_delete; DELETE FROM event WHERE seq = 2",
				 NULL, NULL, NULL),
		SQLITE_OK);
	assert_int_equal(cl_store_write(st, &err), 0);
	cl_store_bulk(st, 0);
	event(st, 2, &err);
	assert_int_equal(cl_store_commit(st, &err), -1);
	assert_int_equal(err.code, CL_E_DB);
	cl_store_close(st);
}

static int sign(int v)
{
	return (v > 0) - (v < 0);
}

static void identifiers_are_ordered_as_strcmp_orders_them(void **state)
{
	static const char *const texts[] = {"", "O", "O0", "O1", "O:", "O@", "OA", "OAZ", "OZ",
		"O_", "Oa", "Ox", "Oy", "Oz", "O{", "O县", "O县1", "O县2", "O12345678X",
		"O12345678", "O123456789", "O1234567890", "P0a", "P09", "T-1", "T 1", "T.1"};
	int n = sizeof texts / sizeof *texts;
	(void)state;
	for (int i = 0; i < n; i++)
		for (int k = 0; k < n; k++) {
			uint64_t a = cl_order_of(texts[i]), b = cl_order_of(texts[k]);
			if (a != b && (a > b) - (a < b) != sign(strcmp(texts[i], texts[k])))
				fail_msg("%s and %s", texts[i], texts[k]);
		}
}

static int by_at(const void *x, const void *y, void *data)
{
	int64_t a = ((const struct cl_item *)x)->at, b = ((const struct cl_item *)y)->at;
	(void)data;
	return (a > b) - (a < b);
}

static void rows_are_sorted_and_equal_ones_stand_once(void **state)
{
	struct cl_ordered o = {0};
	uint64_t seed = 1;
	(void)state;
	for (int i = 0; i < 20000; i++) {
		seed = seed * 6364136223846793005u + 1442695040888963407u;
		cl_ordered_add(&o, i % 3 ? seed : seed >> 62, (int64_t)(seed >> 40 & 15));
	}
	cl_ordered_sort(&o, by_at, NULL);
	cl_ordered_unique(&o, by_at, NULL);
	for (size_t i = 1; i < o.n; i++)
		assert_true(o.item[i - 1].first < o.item[i].first ||
			    (o.item[i - 1].first == o.item[i].first &&
				    o.item[i - 1].at < o.item[i].at));
	assert_in_range(o.n, 13000, 13500); /* two thirds, and 4 x 16 */
	cl_ordered_free(&o);
}

/* RFC 4231, 4.3: a short key is filled with zeros. */
static void the_keyed_hash_is_hmac_sha_256_after_another_key_too(void **state)
{
	unsigned char key[32] = "Jefe", other[32] = {1}, out[32];
	char hex[65];
	const char *text = "what do ya want for nothing?";
	(void)state;
	for (int i = 0; i < 3; i++) {
		cl_hmac(other, text, strlen(text), out);
		cl_hmac(key, text, strlen(text), out);
		cl_hex(out, sizeof out, hex);
		assert_string_equal(
			hex, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_bulk_load_leaves_the_rows_that_single_events_leave, make, drop),
		cmocka_unit_test_setup_teardown(
			what_is_read_within_a_bulk_load_has_been_written, make, drop),
		cmocka_unit_test_setup_teardown(
			a_bulk_load_notices_that_the_newest_event_is_missing, make, drop),
		cmocka_unit_test(identifiers_are_ordered_as_strcmp_orders_them),
		cmocka_unit_test(rows_are_sorted_and_equal_ones_stand_once),
		cmocka_unit_test(the_keyed_hash_is_hmac_sha_256_after_another_key_too),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
