/* Who may do what: every row of share/roles.csv says something of every role, and what is not in
 * the table is denied. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "rules/roles.h"

static int may(enum cl_role role, const char *at, const char *command, const char *department)
{
	struct cl_post p = {role, at};
	int recorded_for;
	int yes = cl_posts_may(&p, 1, command, department, &recorded_for);
	return yes && recorded_for ? 2 : yes;
}

static void test_unknown_is_denied(void **state)
{
	(void)state;
	for (int r = 0; r < CL_ROLES; r++) {
		assert_int_equal(may((enum cl_role)r, "A", "cl-shred", "A"), 0);
		assert_string_equal(cl_role_name((enum cl_role)r),
			cl_role_name((enum cl_role)cl_role_by_name(cl_role_name((enum cl_role)r))));
	}
	assert_null(cl_right_of("cl-shred"));
	assert_int_equal(cl_role_by_name("root"), -1);
	assert_int_equal(cl_posts_may(NULL, 0, "cl-query", NULL, &(int){0}), 0);
}

/* 5.3: only the identifying department decides; the office records for it; nobody else. */
static void test_only_the_department_decides(void **state)
{
	static const char *const deciding[] = {
		"cl-identify", "cl-object", "cl-repair", "cl-exit", "cl-notice:done"};
	(void)state;
	for (size_t i = 0; i < sizeof deciding / sizeof *deciding; i++) {
		assert_int_equal(may(CL_R_CLERK, "A", deciding[i], "A"), 1);
		assert_int_equal(may(CL_R_CLERK, "B", deciding[i], "A"), 0);
		assert_int_equal(may(CL_R_CREDIT_OFFICE, "O", deciding[i], "A"), 2);
		assert_int_equal(may(CL_R_CREDIT_OFFICE, "A", deciding[i], "A"), 1);
		assert_int_equal(may(CL_R_SUPERVISOR, "A", deciding[i], "A"), 0);
		assert_int_equal(may(CL_R_AUDITOR, "A", deciding[i], "A"), 0);
		assert_int_equal(may(CL_R_QUERY, "A", deciding[i], "A"), 0);
	}
}

/* 3.1, 6.2: the office keeps the registers, ends what is over, publishes. */
static void test_the_office_alone(void **state)
{
	static const char *const office[] = {"cl-publish", "cl-exit:expired", "cl-import:register",
		"cl-init:profile", "cl-init:upgrade"};
	(void)state;
	for (size_t i = 0; i < sizeof office / sizeof *office; i++)
		for (int r = 0; r < CL_ROLES; r++)
			assert_int_equal(may((enum cl_role)r, "A", office[i], NULL),
				r == CL_R_CREDIT_OFFICE);
}

static void test_looking(void **state)
{
	(void)state;
	for (int r = 0; r < CL_ROLES; r++) {
		assert_int_equal(may((enum cl_role)r, NULL, "cl-query", "A"), 1);
		assert_int_equal(may((enum cl_role)r, NULL, "cl-audit", NULL),
			r == CL_R_CREDIT_OFFICE || r == CL_R_SUPERVISOR || r == CL_R_AUDITOR);
		assert_int_equal(may((enum cl_role)r, NULL, "cl-report", NULL), r != CL_R_QUERY);
	}
}

/* Of several posts the one that reaches furthest counts. */
static void test_several_posts(void **state)
{
	struct cl_post p[] = {{CL_R_QUERY, "B"}, {CL_R_CREDIT_OFFICE, "O"}, {CL_R_CLERK, "A"}};
	int recorded_for;
	(void)state;
	assert_int_equal(cl_posts_may(p, 3, "cl-repair", "A", &recorded_for), 1);
	assert_int_equal(recorded_for, 0);
	assert_int_equal(cl_posts_may(p, 3, "cl-repair", "C", &recorded_for), 1);
	assert_int_equal(recorded_for, 1);
	assert_int_equal(cl_posts_may(p, 1, "cl-repair", "B", &recorded_for), 0);
}

static void test_duties(void **state)
{
	(void)state;
	assert_true(cl_duty_held(NULL, "认定"));
	assert_true(cl_duty_held("", "认定"));
	assert_true(cl_duty_held("报送", ""));
	assert_true(cl_duty_held("报送;认定", "认定"));
	assert_true(cl_duty_held("认定、修复", "认定"));
	assert_true(cl_duty_held("报送；修复；退出", "修复"));
	assert_false(cl_duty_held("报送;退出", "认定"));
	assert_false(cl_duty_held("不认定", "认定"));
	assert_false(cl_duty_held("认定书送达", "认定"));
}

/* Every row is complete: a clause, and at least one role that may. */
static void test_table(void **state)
{
	(void)state;
	assert_true(cl_rights_rows > 10);
	for (int i = 0; i < cl_rights_rows; i++) {
		const struct cl_right *r = &cl_rights[i];
		int some = 0;
		for (int k = 0; k < CL_ROLES; k++)
			some |= r->reach[k] != CL_MAY_NOT;
		assert_true(some);
		assert_true(*r->clause != '\0');
		assert_ptr_equal(cl_right_of(r->command), r); /* none twice */
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_unknown_is_denied),
		cmocka_unit_test(test_only_the_department_decides),
		cmocka_unit_test(test_the_office_alone), cmocka_unit_test(test_looking),
		cmocka_unit_test(test_several_posts), cmocka_unit_test(test_duties),
		cmocka_unit_test(test_table)};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
