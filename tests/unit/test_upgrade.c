/* cl-init --upgrade beneath: a database that the programs of schema 1 made (schema1.sql). */
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

static char dir[64], path[96];

static char *slurp(const char *name)
{
	char file[512];
	const char *src = getenv("CL_TEST_SRC");
	snprintf(file, sizeof file, "%s/tests/unit/%s", src != NULL ? src : "..", name);
	FILE *f = fopen(file, "r");
	if (f == NULL)
		return NULL;
	char *text = calloc(1, 1 << 20);
	size_t n = fread(text, 1, (1 << 20) - 1, f);
	fclose(f);
	text[n] = '\0';
	return text;
}

static void sql(const char *file, const char *text)
{
	sqlite3 *db;
	assert_int_equal(sqlite3_open(file, &db), SQLITE_OK);
	if (sqlite3_exec(db, text, NULL, NULL, NULL) != SQLITE_OK)
		fail_msg("%s", sqlite3_errmsg(db));
	sqlite3_close(db);
}

static int64_t number(const char *file, const char *query)
{
	sqlite3 *db;
	sqlite3_stmt *s;
	assert_int_equal(sqlite3_open(file, &db), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, query, -1, &s, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(s), SQLITE_ROW);
	int64_t n = sqlite3_column_int64(s, 0);
	sqlite3_finalize(s);
	sqlite3_close(db);
	return n;
}

static int make(void **state)
{
	char *text = slurp("schema1.sql");
	(void)state;
	strcpy(dir, "/tmp/cl-upgrade-XXXXXX");
	if (text == NULL || mkdtemp(dir) == NULL)
		return -1;
	snprintf(path, sizeof path, "%s/c.db", dir);
	sql(path, text);
	free(text);
	return 0;
}

static int drop(void **state)
{
	char cmd[128];
	(void)state;
	snprintf(cmd, sizeof cmd, "rm -r %s", dir);
	return system(cmd);
}

static struct cl_store_opts opts(void)
{
	return (struct cl_store_opts){
		.path = path, .program = "test", .today = cl_day(2026, 3, 20), .wait = 0};
}

static void tell(void *data, const char *line)
{
	(void)data;
	print_message("# %s\n", line);
}

static void events_stay_and_what_is_derived_is_made_anew(void **state)
{
	struct cl_store_opts o = opts();
	struct cl_store *st;
	struct cl_err err = {0};
	const char *backup;
	int from;
	int64_t differ = -1;
	(void)state;
	assert_int_equal(number(path, "PRAGMA user_version"), 1);
	int64_t events = number(path, "SELECT sum(length(body) * seq) FROM event");
	sql(path, "DELETE FROM register WHERE kind = 'clause'"); /* what no event explains goes away
								  */
	assert_int_equal(cl_store_upgrade(&st, &o, &from, &backup, &err), 1);
	assert_int_equal(from, 1);
	assert_int_equal(cl_store_commit(st, &err), 0);
	assert_int_equal(cl_store_read(st, &err), 0);
	assert_int_equal(cl_store_replay(st, tell, NULL, &differ, &err), 0);
	assert_int_equal(differ, 0);
	assert_int_equal(number(backup, "PRAGMA user_version"), 1);
	cl_store_close(st);
	assert_int_equal(number(path, "PRAGMA user_version"), CL_SCHEMA);
	assert_int_equal(number(path, "PRAGMA application_id"), CL_APPLICATION);
	assert_int_equal(number(path, "SELECT sum(length(body) * seq) FROM event"), events);
	assert_int_equal(number(path, "SELECT count(*) FROM proceeding"), 0);
	assert_int_equal(number(path, "SELECT count(*) FROM ending"), 2);
	assert_int_equal(number(path, "SELECT count(*) FROM notice"), 1);
	sqlite3 *db;
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "DELETE FROM event WHERE seq = 1", NULL, NULL, NULL),
		SQLITE_CONSTRAINT);
	sqlite3_close(db);
}

static void what_is_of_this_schema_is_left_alone(void **state)
{
	struct cl_store_opts o = opts();
	struct cl_store *st;
	struct cl_err err = {0};
	const char *backup;
	int from;
	(void)state;
	assert_int_equal(cl_store_upgrade(&st, &o, &from, &backup, &err), 1);
	assert_int_equal(cl_store_commit(st, &err), 0);
	cl_store_close(st);
	assert_int_equal(cl_store_upgrade(&st, &o, &from, &backup, &err), 0);
	assert_null(backup);
	cl_store_close(st);
}

static void a_broken_chain_is_not_carried_over(void **state)
{
	struct cl_store_opts o = opts();
	struct cl_store *st = NULL;
	struct cl_err err = {0};
	const char *backup;
	char copy[128];
	int from;
	(void)state;
	sql(path, "DROP TRIGGER event_no_update; UPDATE event SET body = '{}' WHERE seq = 5");
	int64_t tables = number(path, "SELECT count(*) FROM sqlite_master");
	assert_int_equal(cl_store_upgrade(&st, &o, &from, &backup, &err), -1);
	assert_int_equal(err.code, CL_E_CHAIN);
	cl_store_close(st);
	assert_int_equal(number(path, "PRAGMA user_version"), 1);
	assert_int_equal(number(path, "SELECT count(*) FROM sqlite_master"), tables);
	snprintf(copy, sizeof copy, "%s.schema1.bak", path);
	assert_int_equal(access(copy, F_OK), -1);
}

static void an_earlier_copy_is_never_overwritten(void **state)
{
	struct cl_store_opts o = opts();
	struct cl_store *st;
	struct cl_err err = {0};
	const char *backup;
	char copy[128];
	int from;
	(void)state;
	snprintf(copy, sizeof copy, "%s.schema1.bak", path);
	FILE *f = fopen(copy, "w");
	assert_non_null(f);
	fputs("mine", f);
	fclose(f);
	assert_int_equal(cl_store_upgrade(&st, &o, &from, &backup, &err), 1);
	assert_string_not_equal(backup, copy);
	cl_store_rollback(st);
	cl_store_close(st);
	f = fopen(copy, "r");
	char word[8] = "";
	assert_non_null(fgets(word, sizeof word, f));
	fclose(f);
	assert_string_equal(word, "mine");
	assert_int_equal(number(path, "PRAGMA user_version"), 1); /* rolled back */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			events_stay_and_what_is_derived_is_made_anew, make, drop),
		cmocka_unit_test_setup_teardown(what_is_of_this_schema_is_left_alone, make, drop),
		cmocka_unit_test_setup_teardown(a_broken_chain_is_not_carried_over, make, drop),
		cmocka_unit_test_setup_teardown(an_earlier_copy_is_never_overwritten, make, drop),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
