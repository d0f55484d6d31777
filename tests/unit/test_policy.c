/* The profile's parameters, and each difference between the county's and the national rules that a
 * guard decides, under both shipped profiles as they are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "base/date.h"
#include "flow/shipped.h"
#include "rules/lifecycle.h"
#include "rules/policy.h"

static struct cl_policy county, national;
static char *text[2]; /* what their parameters borrow */

/* The shipped text itself, so that a changed table is a changed test. */
static void read_profile(const char *name, struct cl_policy *out, char **copy)
{
	char *save = NULL;
	*copy = strdup(cl_shipped_profile(name));
	out->p = calloc(100, sizeof *out->p);
	strtok_r(*copy, "\n", &save);
	for (char *l; (l = strtok_r(NULL, "\n", &save)) != NULL && out->n < 100; out->n++) {
		char *value = strchr(l, ','), *clause = strchr(value + 1, ',');
		*value = *clause = '\0';
		out->p[out->n] = (struct cl_param){l, value + 1, clause + 1, ""};
	}
}

static int setup(void **state)
{
	(void)state;
	read_profile("hengshan", &county, &text[0]);
	read_profile("national-2026", &national, &text[1]);
	return 0;
}

static void test_shipped_are_whole(void **state)
{
	struct cl_err err = {0};
	(void)state;
	assert_int_equal(county.n, cl_params);
	assert_int_equal(national.n, cl_params);
	for (int i = 0; i < cl_params; i++) {
		const char *name = cl_param_defs[i].name;
		const struct cl_param *c = cl_param_find(&county, name),
				      *n = cl_param_find(&national, name);
		assert_non_null(c);
		assert_non_null(n);
		assert_int_equal(cl_param_check(name, c->value, &err), 0);
		assert_int_equal(cl_param_check(name, n->value, &err), 0);
	}
}

static void test_values_checked(void **state)
{
	static const char *const bad[][2] = {{"exit_notice_wd", ""}, {"exit_notice_wd", "three"},
		{"exit_notice_wd", "-3"}, {"exit_notice_wd", "3 "}, {"notice_before", "yes"},
		{"expiry_needs_duty", "warn"}, {"severity_default", "heavy"},
		{"publish_natural", "all"}, {"list_name_red", ""}, {"no_such", "1"}};
	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct cl_err err = {0};
		assert_int_equal(cl_param_check(bad[i][0], bad[i][1], &err), -1);
		assert_int_equal(err.code, CL_E_POLICY);
		assert_non_null(strstr(err.text, bad[i][0]));
	}
}

/* A parameter that is not there is an error, never a default in C. */
static void test_absent(void **state)
{
	struct cl_policy none = {0};
	struct cl_err err = {0};
	(void)state;
	assert_int_equal(cl_policy_int(&none, "watch_months", &err), -1);
	assert_int_equal(cl_policy_level(&none, "notice_before", &err), -1);
	assert_int_equal(cl_policy_yes(&none, "publish_watch", &err), -1);
	assert_null(cl_policy_text(&none, "list_name_red", &err));
	assert_int_equal(err.code, CL_E_POLICY);
}

/* ---- both profiles, guard by guard ---- */

static struct cl_facts black(const struct cl_policy *p)
{
	return (struct cl_facts){.list = "black",
		.grounds = "g",
		.basis = "《中华人民共和国税收征收管理法》第六十三条",
		.finding_body = "f",
		.source_document = "1号",
		.source_date = "2026-03-02",
		.severity = "serious",
		.conduct = "k",
		.effect = "e",
		.repairable = "yes",
		.repair_ways = "correct",
		.exit_conditions = "c",
		.document = "2号",
		.officer = "o",
		.approved_by = "a",
		.standard = "S-1@1",
		.scope = "市场秩序",
		.notified = 1,
		.statement_until = cl_day_parse("2026-03-09"),
		.today = cl_day_parse("2026-03-20"),
		.decided_on = cl_day_parse("2026-03-20"),
		.valid_from = cl_day_parse("2026-03-20"),
		.valid_until = cl_day_parse("2028-03-01"),
		.requested_on = CL_NODAY,
		.opened_on = CL_NODAY,
		.barred_until = CL_NODAY,
		.birth = CL_NODAY,
		.department_has_officers = 1,
		.policy = p};
}

enum { FINE, WARNED, REFUSED };
/* what a guard says of the field or sentence beginning with what; anything else it says is wrong */
static int says(cl_guard *guard, const struct cl_facts *f, const char *what)
{
	static struct cl_lack l;
	memset(&l, 0, sizeof l);
	int rc = guard(f, &l);
	assert_int_equal(rc, l.n == 0 ? 0 : -1);
	for (int i = 0; i < l.n; i++)
		assert_string_equal(l.item[i].what, what);
	for (int i = 0; i < l.warnings; i++)
		assert_string_equal(l.warn[i].what, what);
	return l.n > 0 ? REFUSED : l.warnings > 0 ? WARNED : FINE;
}

static void both(cl_guard *guard, struct cl_facts f, const char *what, int by_county, int by_nation)
{
	f.policy = &county;
	assert_int_equal(says(guard, &f, what), by_county);
	f.policy = &national;
	assert_int_equal(says(guard, &f, what), by_nation);
}

static void test_complete(void **state)
{
	struct cl_facts f = black(NULL);
	(void)state;
	both(cl_guard_black_complete, f, "", FINE, FINE);
	both(cl_guard_in_scope, f, "", FINE, FINE);
	both(cl_guard_heard, f, "", FINE, FINE);
	both(cl_guard_two_hands, f, "", FINE, FINE);
}

static void test_basis(void **state)
{
	struct cl_facts f = black(NULL);
	(void)state;
	f.basis = "衡山县人民政府《信用管理通知》";
	both(cl_guard_black_complete, f, "basis", WARNED, REFUSED);
	f.basis = "《湖南省社会信用条例》第二十条";
	both(cl_guard_black_complete, f, "basis", FINE, FINE);
}

static void test_scope(void **state)
{
	struct cl_facts f = black(NULL);
	(void)state;
	f.scope = "环境美化";
	both(cl_guard_in_scope, f, "scope", WARNED, REFUSED);
	f.scope = NULL;
	both(cl_guard_in_scope, f, "scope", FINE, WARNED);
}

/* general: 3 to 12 months from the finding document's date */
static void test_periods(void **state)
{
	struct cl_facts f = black(NULL);
	(void)state;
	f.severity = "general";
	f.source_date = "2026-03-02";
	f.valid_until = cl_day_parse("2027-03-01");
	both(cl_guard_black_complete, f, "valid_until", FINE, FINE);
	f.valid_until = cl_day_parse("2027-03-02");
	both(cl_guard_black_complete, f, "valid_until", WARNED, REFUSED);
	f.valid_until = cl_day_parse("2026-06-01");
	both(cl_guard_black_complete, f, "valid_until", FINE, FINE);
	f.valid_until = cl_day_parse("2026-05-31");
	both(cl_guard_black_complete, f, "valid_until", WARNED, REFUSED);
}

static void test_ways(void **state)
{
	struct cl_facts f = black(NULL);
	(void)state;
	f.repair_ways = "volunteer;donate";
	both(cl_guard_black_complete, f, "repair_ways", WARNED, REFUSED);
	f.repair_ways = "volunteer;correct";
	both(cl_guard_black_complete, f, "repair_ways", FINE, FINE);
}

static void test_prior_notice(void **state)
{
	struct cl_facts f = black(NULL);
	(void)state;
	f.notified = 0;
	f.statement_until = CL_NODAY;
	int asked = cl_policy_level(&county, "notice_before", &(struct cl_err){0});
	both(cl_guard_heard, f, "", asked, REFUSED);
	f = black(NULL);
	f.statement_until = f.decided_on;
	both(cl_guard_heard, f, "", asked, REFUSED);
	f.statement_until = f.decided_on - 1;
	both(cl_guard_heard, f, "", FINE, FINE);
}

static void test_hands(void **state)
{
	struct cl_facts f = black(NULL);
	(void)state;
	f.same_hand = 1; /* one user types for all: two names are the two pairs of eyes */
	both(cl_guard_two_hands, f, "", FINE, FINE);
	f.approved_by = NULL;
	both(cl_guard_two_hands, f, "approved_by", FINE, REFUSED);
	f.same_hand = 0;
	both(cl_guard_two_hands, f, "", FINE, FINE);
	f.approved_by = f.officer;
	both(cl_guard_two_hands, f, "approved_by", FINE, REFUSED);
}

/* 2.5: a warning that becomes a refusal once a department has officer rows */
static void test_officer_and_standard(void **state)
{
	struct cl_facts f = black(NULL);
	(void)state;
	f.standard = NULL;
	both(cl_guard_black_complete, f, "standard", WARNED, REFUSED);
	f = black(NULL);
	f.officer = NULL;
	f.department_has_officers = 0;
	both(cl_guard_black_complete, f, "officer", WARNED, REFUSED);
	f.department_has_officers = 1;
	both(cl_guard_black_complete, f, "officer", REFUSED, REFUSED);
}

static int teardown(void **state)
{
	(void)state;
	free(county.p);
	free(national.p);
	free(text[0]);
	free(text[1]);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_shipped_are_whole),
		cmocka_unit_test(test_values_checked), cmocka_unit_test(test_absent),
		cmocka_unit_test(test_complete), cmocka_unit_test(test_basis),
		cmocka_unit_test(test_scope), cmocka_unit_test(test_periods),
		cmocka_unit_test(test_ways), cmocka_unit_test(test_prior_notice),
		cmocka_unit_test(test_hands), cmocka_unit_test(test_officer_and_standard)};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, setup, teardown);
}
