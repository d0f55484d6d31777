/* The store: statements, chain, keys, force and bodies. */
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
#include "rules/force.h"
#include "store/inside.h"

static char dir[64], path[96];

static struct cl_store_opts opts(void)
{
	return (struct cl_store_opts){
		.path = path, .program = "test", .today = cl_day(2026, 3, 16), .wait = 0};
}

static int make(void **state)
{
	struct cl_store_opts o = opts();
	struct cl_err err = {0};
	struct cl_store *st;
	strcpy(dir, "/tmp/cl-store-XXXXXX");
	if (mkdtemp(dir) == NULL)
		return -1;
	snprintf(path, sizeof path, "%s/c.db", dir);
	if (cl_store_create(&st, &o, "sha256", &err) != 0)
		return -1;
	struct cl_event ev = {.kind = "register"};
	cl_flat_set(&ev.body, "kind", "setting");
	cl_flat_set(&ev.body, "name", "store");
	cl_flat_set(&ev.body, "hash", "sha256");
	cl_flat_set(&ev.body, "key_id", cl_store_key_id(st));
	if (cl_store_event(st, &ev, &err) != 0 || cl_store_commit(st, &err) != 0)
		return -1;
	*state = st;
	return 0;
}

static int drop(void **state)
{
	char cmd[128];
	cl_store_close(*state);
	snprintf(cmd, sizeof cmd, "rm -r %s", dir);
	return system(cmd);
}

static void every_statement_prepares(void **state)
{
	struct cl_store *st = *state;
	sqlite3 *access_db;
	assert_int_equal(sqlite3_open(":memory:", &access_db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(access_db, cl_access_sql, NULL, NULL, NULL), SQLITE_OK);
	for (int i = 0; i < CL_STATEMENTS; i++) {
		sqlite3_stmt *s = NULL;
		int access = strncmp(cl_statements[i].name, "access_", 7) == 0;
		if (sqlite3_prepare_v2(access ? access_db : st->db, cl_statements[i].sql, -1, &s,
			    NULL) != SQLITE_OK)
			fail_msg("%s: %s", cl_statements[i].name,
				sqlite3_errmsg(access ? access_db : st->db));
		sqlite3_finalize(s);
	}
	sqlite3_close(access_db);
}

/* STORE.md: what SQLite and PostgreSQL do not share stays out. */
static void statements_hold_nothing_that_one_engine_lacks(void **state)
{
	static const char *const words[] = {
		"instr(", "group_concat", "json_", "date(", "strftime", " rowid", "INSERT OR"};
	(void)state;
	for (int i = 0; i < CL_STATEMENTS; i++)
		for (size_t k = 0; k < sizeof words / sizeof *words; k++)
			if (strncmp(cl_statements[i].name, "bulk_", 5) != 0 &&
				strstr(cl_statements[i].sql, words[k]) != NULL)
				fail_msg("%s uses %s", cl_statements[i].name, words[k]);
}

static void add(struct cl_store *st, const char *note)
{
	struct cl_err err = {0};
	struct cl_event ev = {.kind = "note"};
	cl_flat_set(&ev.body, "note", note);
	assert_int_equal(cl_store_write(st, &err), 0);
	assert_int_equal(cl_store_event(st, &ev, &err), 0);
	assert_int_equal(cl_store_commit(st, &err), 0);
}

static int verify(struct cl_store *st)
{
	struct cl_err err = {0};
	int64_t n;
	char head[65];
	assert_int_equal(cl_store_read(st, &err), 0);
	int rc = cl_store_verify(st, &n, head, &err);
	cl_store_read_end(st);
	if (rc != 0)
		assert_int_equal(err.code, CL_E_CHAIN);
	return rc;
}

static void a_changed_event_breaks_the_chain(void **state)
{
	struct cl_store *st = *state;
	add(st, "one");
	add(st, "two");
	assert_int_equal(verify(st), 0);
	assert_int_equal(sqlite3_exec(st->db, "UPDATE event SET body = '{}' WHERE seq = 2", NULL,
				 NULL, NULL),
		SQLITE_CONSTRAINT_TRIGGER);
	assert_int_equal(
		sqlite3_exec(st->db,
			"DROP TRIGGER event_no_update; UPDATE event SET body = '{}' WHERE seq = 2",
			NULL, NULL, NULL),
		SQLITE_OK);
	assert_int_equal(verify(st), -1);
}

static void a_cut_tail_breaks_the_chain(void **state)
{
	struct cl_store *st = *state;
	add(st, "one");
	assert_int_equal(sqlite3_exec(st->db,
				 "DROP TRIGGER event_no_delete; DELETE FROM event WHERE seq = 2",
				 NULL, NULL, NULL),
		SQLITE_OK);
	assert_int_equal(verify(st), -1);
}

static void a_rolled_back_event_leaves_nothing(void **state)
{
	struct cl_store *st = *state;
	struct cl_err err = {0};
	struct cl_event ev = {.kind = "note"};
	assert_int_equal(cl_store_write(st, &err), 0);
	assert_int_equal(cl_store_event(st, &ev, &err), 0);
	cl_store_rollback(st);
	assert_int_equal(verify(st), 0);
	add(st, "after");
	assert_int_equal(verify(st), 0);
}

static void sealed_values_stand_nowhere_in_plain_and_open_again(void **state)
{
	struct cl_store *st = *state;
	struct cl_err err = {0};
	struct cl_arena a = {0};
	struct cl_event ev = {.kind = "note", .subject = 7};
	struct cl_flat f;
	int sealed;
	cl_flat_set(&ev.body, "id_number#", "11010519491231002X");
	assert_int_equal(cl_store_write(st, &err), 0);
	assert_int_equal(cl_store_event(st, &ev, &err), 0);
	assert_int_equal(cl_store_commit(st, &err), 0);
	sqlite3_stmt *s = NULL;
	assert_int_equal(
		sqlite3_prepare_v2(st->db, "SELECT body FROM event WHERE seq = 2", -1, &s, NULL),
		SQLITE_OK);
	assert_int_equal(sqlite3_step(s), SQLITE_ROW);
	const char *body = (const char *)sqlite3_column_text(s, 0);
	assert_null(strstr(body, "1949"));
	assert_int_equal(cl_flat_read(body, &a, &f, &err), 0);
	assert_int_equal(cl_store_unseal(st, 7, &f, &a, &sealed, &err), 0);
	assert_string_equal(cl_flat_get(&f, "id_number"), "11010519491231002X");
	assert_int_equal(cl_flat_read(body, &a, &f, &err), 0);
	assert_int_equal(
		cl_store_unseal(st, 8, &f, &a, &sealed, &err), 0); /* another subject has no key */
	assert_int_equal(sealed, 1);
	assert_null(cl_flat_get(&f, "id_number"));
	sqlite3_finalize(s);
	cl_arena_free(&a);
}

static void a_body_reads_back_as_it_was_written(void **state)
{
	struct cl_arena a = {0};
	struct cl_flat f = {0}, g;
	struct cl_buf b = {0};
	struct cl_err err = {0};
	(void)state;
	cl_flat_set(&f, "z", "最后");
	cl_flat_set(&f, "a", "\"\\\n\t\r\001\177");
	cl_flat_set(&f, "m", "");
	cl_flat_write(&f, &b);
	assert_string_equal(b.p, "{\"a\":\"\\\"\\\\\\n\\t\\r\\u0001\\u007f\",\"z\":\"最后\"}");
	assert_int_equal(cl_flat_read(b.p, &a, &g, &err), 0);
	assert_int_equal(g.n, 2);
	assert_string_equal(cl_flat_get(&g, "a"), "\"\\\n\t\r\001\177");
	static const char *const bad[] = {"", "{", "{}x", "{\"a\":1}", "{\"b\":\"x\",\"a\":\"y\"}",
		"{\"a\":\"\\u0000\"}", "{\"a\":\"x\"", "{\"a\":\"x\",}",
		"{\"a\":\"x\",\"a\":\"y\"}"};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		cl_err_clear(&err);
		if (cl_flat_read(bad[i], &a, &g, &err) == 0)
			fail_msg("%s was taken", bad[i]);
	}
	cl_buf_free(&b);
	cl_arena_free(&a);
}

static int force(struct cl_span s, const char *iso)
{
	return cl_in_force(&s, cl_day_parse(iso));
}

static void in_force_from_the_first_day_to_the_end_of_the_last(void **state)
{
	struct cl_span s = {
		cl_day(2026, 3, 12), cl_day(2026, 3, 12), cl_day(2027, 3, 11), CL_NODAY, 0, 0, 0};
	(void)state;
	assert_false(force(s, "2026-03-11"));
	assert_true(force(s, "2026-03-12"));
	assert_true(force(s, "2027-03-11"));
	assert_false(force(s, "2027-03-12"));
	s.exited_on = cl_day(2026, 6, 1);
	assert_true(force(s, "2026-05-31"));
	assert_false(force(s, "2026-06-01"));
	s.voided = 1;
	assert_false(force(s, "2026-05-31"));
	s = (struct cl_span){CL_NODAY, cl_day(2026, 3, 12), CL_NODAY, CL_NODAY, 0, 0, 0};
	assert_false(force(s, "2026-03-12"));
	s.confirmed_on = cl_day(2026, 3, 20);
	assert_false(force(s, "2026-03-19"));
	assert_true(force(s, "2099-01-01"));
	s.suspended = 1;
	assert_false(force(s, "2026-03-20"));
}

static void a_key_folds_brackets_and_width_and_knows_its_parts_apart(void **state)
{
	unsigned char a[16], b[16], c[16];
	struct cl_err err = {0};
	(void)state;
	assert_int_equal(cl_entry_key("山税罚〔2026〕１号", NULL, NULL, NULL, a, &err), 0);
	assert_int_equal(cl_entry_key("山税罚〔2026〕1 号", "2026-01-01", NULL, NULL, b, &err), 0);
	assert_memory_equal(a, b, sizeof a);
	assert_int_equal(cl_entry_key(NULL, "2026-01-01", NULL, "2027-01-01", b, &err), 0);
	assert_int_equal(cl_entry_key(NULL, "2026-01-01", "2027-01-01", NULL, c, &err), 0);
	assert_memory_not_equal(b, c, sizeof b);
}

static void document_numbers_get_one_kind_of_bracket(void **state)
{
	static const char *const styles[] = {"山税罚〔2026〕7号", "山税罚[2026]7号",
		"山税罚【2026】7号", "山税罚(2026)7号", "山税罚﹝2026﹞7号", "山税罚（2026）7号",
		"山税罚［２０２６］7号"};
	(void)state;
	for (size_t i = 0; i < sizeof styles / sizeof *styles; i++) {
		struct cl_buf b = {0};
		cl_document_normal(styles[i], &b);
		assert_string_equal(b.p, styles[0]);
		cl_buf_free(&b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(every_statement_prepares, make, drop),
		cmocka_unit_test(statements_hold_nothing_that_one_engine_lacks),
		cmocka_unit_test_setup_teardown(a_changed_event_breaks_the_chain, make, drop),
		cmocka_unit_test_setup_teardown(a_cut_tail_breaks_the_chain, make, drop),
		cmocka_unit_test_setup_teardown(a_rolled_back_event_leaves_nothing, make, drop),
		cmocka_unit_test_setup_teardown(
			sealed_values_stand_nowhere_in_plain_and_open_again, make, drop),
		cmocka_unit_test(a_body_reads_back_as_it_was_written),
		cmocka_unit_test(in_force_from_the_first_day_to_the_end_of_the_last),
		cmocka_unit_test(a_key_folds_brackets_and_width_and_knows_its_parts_apart),
		cmocka_unit_test(document_numbers_get_one_kind_of_bracket),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
