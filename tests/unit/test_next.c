/* What a run ends with on a terminal: the next command, which names what this run selected; nothing
 * where nothing was done or nothing is to follow. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include "flow/run.h"

static char said[1024];

/* Runs cl_say_next() after a command line, and keeps what stderr got. */
static void after(const char *line, long done, int terminal)
{
	char words[256], *argv[32], *save = NULL;
	int argc = 0;
	snprintf(words, sizeof words, "%s", line);
	for (char *w = strtok_r(words, " ", &save); w != NULL; w = strtok_r(NULL, " ", &save))
		argv[argc++] = w;
	argv[argc] = NULL;
	struct cl_program program = {.name = argv[0]};
	struct cl_run run = {.program = &program, .terminal = terminal, .done = done};
	struct cl_err err = {0};
	assert_int_equal(0, cl_opt_parse(&run.opts, argv[0], argc, argv, &run.arena, &err));
	run.dry_run = cl_opt(&run.opts, DRY_RUN) != NULL;
	run.quiet = cl_opt(&run.opts, QUIET) != NULL;
	int was = dup(2);
	FILE *f = tmpfile();
	assert_non_null(f);
	dup2(fileno(f), 2);
	cl_say_next(&run);
	fflush(stderr);
	dup2(was, 2);
	close(was);
	rewind(f);
	said[fread(said, 1, sizeof said - 1, f)] = '\0';
	fclose(f);
	cl_arena_free(&run.arena);
}

static void test_each_act(void **state)
{
	static const char *const rows[][2] = {
		{"cl-identify --confirm --batch B1", "next: cl-publish -o DIR\n"},
		{"cl-identify --notify --entry E1", "--confirm --entry E1 --document"},
		{"cl-identify --withdraw --batch B1", "cl-import --list LIST"},
		{"cl-exit --expired", "next: cl-notice --due, and cl-publish"},
		{"cl-exit --suspend --entry E1", "next: cl-publish -o DIR\n"},
		{"cl-object --file --entry E1", "--decide DECISION --document NO --entry E1\n"},
		{"cl-object --decide dismiss --entry E1",
			"cl-notice --letter objection --entry E1,"},
		{"cl-object --ex-officio --entry E1", "cl-object --decide DECISION"},
		{"cl-object --ex-officio --decide remove --entry E1", "cl-notice --due"},
		{"cl-repair --apply --entry E1", "cl-repair --accept --entry E1, or --missing"},
		{"cl-repair --apply --accept --entry E1", "--decide consent --document NO --entry"},
		{"cl-repair --missing x --entry E1", "cl-repair --supplied --entry E1\n"},
		{"cl-repair --decide consent --entry E1", "cl-notice --letter repair --entry E1,"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		after(rows[i][0], 1, 1);
		if (strstr(said, rows[i][1]) == NULL)
			fail_msg("%s: %s", rows[i][0], said);
	}
}

static void test_selection(void **state)
{
	(void)state;
	after("cl-repair --supplied --entry E1 --entry E2", 2, 1); /* ; is the shell's */
	assert_string_equal("next: cl-repair --accept --entry E1,E2\n", said);
	after("cl-repair --supplied --repair R1", 1, 1);
	assert_string_equal("next: cl-repair --accept --repair R1\n", said);
	after("cl-repair --decide consent --repair R1", 1, 1); /* cl-notice knows no --repair */
	assert_non_null(strstr(said, "cl-notice --letter repair --entry E…,"));
	after("cl-repair --supplied -", 1, 1);
	assert_string_equal("next: cl-repair --accept --entry E…\n", said);
}

static void test_silent(void **state)
{
	(void)state;
	after("cl-identify --confirm --batch B1", 0, 1); /* nothing was done */
	assert_string_equal("", said);
	after("cl-identify --confirm --batch B1", 1, 0); /* no terminal; stderr is a file here */
	assert_string_equal("", said);
	after("cl-identify --confirm --batch B1 -n", 1, 1);
	assert_string_equal("", said);
	after("cl-identify --confirm --batch B1 -q", 1, 1);
	assert_string_equal("", said);
	after("cl-identify --refuse --batch B1", 1, 1); /* nothing follows */
	assert_string_equal("", said);
	after("cl-query --list black", 1, 1);
	assert_string_equal("", said);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_each_act),
		cmocka_unit_test(test_selection), cmocka_unit_test(test_silent)};
	cl_lang_set(CL_EN);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
