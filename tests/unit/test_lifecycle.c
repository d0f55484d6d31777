/* share/lifecycle.csv as data, and each guard around its limit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "base/date.h"
#include "rules/lifecycle.h"

static struct cl_param county[] = {{"severity_periods", "off", "", ""},
	{"basis_national", "warn", "", ""}, {"basis_local_words", "样例县", "", ""},
	{"basis_national_words", "法;条例", "", ""}, {"repair_support_only", "no", "", ""},
	{"notice_before", "off", "", ""}, {"officer_required", "warn", "", ""},
	{"standard_required", "warn", "", ""}, {"conduct_effect", "warn", "", ""},
	{"award_level", "warn", "", ""}, {"adult_age", "18", "", ""}, {"minor_age", "16", "", ""},
	{"never_age", "14", "", ""}};
static struct cl_policy policy = {sizeof county / sizeof *county, county};

static int32_t day(const char *iso)
{
	int32_t d = cl_day_parse(iso);
	assert_int_not_equal(d, CL_NODAY);
	return d;
}

/* A black entry that lacks nothing. */
static struct cl_facts complete(void)
{
	return (struct cl_facts){.list = "black",
		.grounds = "g",
		.conduct = "c",
		.effect = "e",
		.basis = "《税收征收管理法》第63条",
		.finding_body = "县税务局",
		.source_document = "1",
		.source_date = "2026-03-01",
		.document = "2",
		.severity = "serious",
		.repairable = "yes",
		.repair_ways = "correct",
		.standard = "T",
		.officer = "o",
		.today = day("2026-03-16"),
		.decided_on = day("2026-03-12"),
		.valid_from = day("2026-03-12"),
		.valid_until = day("2027-03-11"),
		.requested_on = CL_NODAY,
		.birth = CL_NODAY,
		.policy = &policy};
}

static void every_clause_of_chapter_five_that_moves_an_entry_has_a_row(void **state)
{
	static const char *const clauses[] = {"5.4(1)", "5.4(2)", "5.4(3)", "5.4(4)", "5.5",
		"5.6(1)", "5.6(2)", "5.6(3)", "5.6(4)", "5.7"};
	(void)state;
	for (size_t i = 0; i < sizeof clauses / sizeof *clauses; i++) {
		int found = 0;
		for (int k = 0; k < cl_lifecycle_rows; k++)
			found |= strcmp(cl_lifecycle[k].clause, clauses[i]) == 0;
		if (!found)
			fail_msg("no row cites %s", clauses[i]);
	}
}

static void no_two_rows_compete(void **state)
{
	(void)state;
	for (int i = 0; i < cl_lifecycle_rows; i++)
		for (int k = i + 1; k < cl_lifecycle_rows; k++) {
			const struct cl_life *a = &cl_lifecycle[i], *b = &cl_lifecycle[k];
			int same = a->from == b->from && a->act == b->act &&
				   (strcmp(a->list, b->list) == 0 || *a->list == '*' ||
					   *b->list == '*');
			if (same)
				fail_msg("rows %d and %d compete", a->line, b->line);
		}
}

static void every_state_is_reachable(void **state)
{
	int seen[CL_STATES] = {1};
	(void)state;
	for (int round = 0; round < CL_STATES; round++)
		for (int k = 0; k < cl_lifecycle_rows; k++)
			if (seen[cl_lifecycle[k].from])
				seen[cl_lifecycle[k].to] = 1;
	for (int s = 0; s < CL_STATES; s++)
		if (!seen[s])
			fail_msg("%s is never reached", cl_state_name((enum cl_state)s));
}

static void nothing_leaves_an_ended_state(void **state)
{
	(void)state;
	for (int k = 0; k < cl_lifecycle_rows; k++) {
		assert_int_not_equal(cl_lifecycle[k].from, CL_S_EXITED);
		if (cl_lifecycle[k].from == CL_S_WITHDRAWN) /* was never published: begins again */
			assert_true(cl_lifecycle[k].to == CL_S_PROPOSED ||
				    cl_lifecycle[k].to == CL_S_UNMATCHED);
		assert_int_not_equal(cl_lifecycle[k].from, CL_S_REFUSED);
	}
}

static void an_error_exit_makes_no_watch_entry_and_the_other_black_exits_do(void **state)
{
	(void)state;
	for (int k = 0; k < cl_lifecycle_rows; k++) {
		const struct cl_life *r = &cl_lifecycle[k];
		if (r->act < CL_A_EXIT_ERROR || strcmp(r->list, "black") != 0)
			continue;
		assert_int_equal(!!(r->effects & CL_X_WATCH), r->act != CL_A_EXIT_ERROR);
		assert_int_equal(!!(r->effects & CL_X_VOID), r->act == CL_A_EXIT_ERROR);
		assert_true(r->effects & CL_X_NOTICE);
	}
}

static void a_watch_exit_owes_no_notice(void **state)
{
	(void)state;
	for (int k = 0; k < cl_lifecycle_rows; k++)
		if (cl_lifecycle[k].to == CL_S_EXITED && strcmp(cl_lifecycle[k].list, "watch") == 0)
			assert_false(cl_lifecycle[k].effects & (CL_X_NOTICE | CL_X_WATCH));
}

static void an_unknown_step_is_refused_with_the_clause_it_would_need(void **state)
{
	const char *clause;
	(void)state;
	assert_null(cl_life_find(CL_S_PROPOSED, CL_A_EXIT_REPAIRED, "black", &clause));
	assert_string_equal(clause, "5.4(2)");
	assert_null(cl_life_find(CL_S_ACTIVE, CL_A_EXIT_REPAIRED, "red", &clause));
}

static void a_complete_black_entry_is_confirmed(void **state)
{
	struct cl_facts f = complete();
	struct cl_lack l = {0};
	(void)state;
	assert_int_equal(cl_guard_black_complete(&f, &l), 0);
	assert_int_equal(l.n, 0);
	assert_int_equal(l.warnings, 0);
}

static void a_local_document_alone_is_a_weak_basis(void **state)
{
	struct cl_facts f = complete();
	struct cl_lack l = {0};
	(void)state;
	f.basis = "样例县信用管理办法";
	assert_int_equal(cl_guard_black_complete(&f, &l), 0);
	assert_int_equal(l.warnings, 1);
	f.basis = "样例县依据《税收征收管理法》";
	memset(&l, 0, sizeof l);
	assert_int_equal(cl_guard_black_complete(&f, &l), 0);
	assert_int_equal(l.warnings, 0);
}

static void one_message_lists_all_that_a_black_entry_lacks(void **state)
{
	static const char *const want[] = {"basis", "finding_body", "source_document",
		"source_date", "grounds", "severity", "repairable", "repair_ways", "document",
		"decided_on", "valid_until"};
	struct cl_facts f = {.list = "black",
		.today = day("2026-03-16"),
		.decided_on = CL_NODAY,
		.valid_from = CL_NODAY,
		.valid_until = CL_NODAY,
		.requested_on = CL_NODAY,
		.policy = &policy};
	struct cl_lack l = {0};
	(void)state;
	assert_int_equal(cl_guard_black_complete(&f, &l), -1);
	for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
		int found = 0;
		for (int k = 0; k < l.n; k++)
			found |= strcmp(l.item[k].what, want[i]) == 0 && *l.item[k].clause != '\0';
		if (!found)
			fail_msg("%s is not asked for", want[i]);
	}
}

static void what_cannot_be_repaired_needs_the_clause_that_bars_it(void **state)
{
	struct cl_facts f = complete();
	struct cl_lack l = {0};
	(void)state;
	f.repairable = "no";
	f.repair_ways = NULL;
	assert_int_equal(cl_guard_black_complete(&f, &l), -1);
	assert_string_equal(l.item[0].what, "repair_bar");
	f.repair_bar = "《条例》第9条";
	memset(&l, 0, sizeof l);
	assert_int_equal(cl_guard_black_complete(&f, &l), 0);
}

static int ends(const char *until, const char *today)
{
	struct cl_facts f = complete();
	struct cl_lack l = {0};
	f.valid_until = day(until);
	f.today = day(today);
	return cl_guard_ended(&f, &l);
}

static void validity_ends_at_the_end_of_its_last_day(void **state)
{
	(void)state;
	assert_int_equal(ends("2026-03-16", "2026-03-15"), -1);
	assert_int_equal(ends("2026-03-16", "2026-03-16"), -1);
	assert_int_equal(ends("2026-03-16", "2026-03-17"), 0);
}

static int age(const char *birth, const char *declared)
{
	struct cl_facts f = complete();
	struct cl_lack l = {0};
	f.natural = 1;
	f.birth = birth != NULL ? day(birth) : CL_NODAY;
	f.age_declared = declared;
	return cl_guard_of_age(&f, &l);
}

static void ages_are_counted_on_the_day_of_the_finding(void **state)
{
	(void)state; /* the document is of 2026-03-01, the decision of 2026-03-12 */
	assert_int_equal(age("2008-03-02", NULL), -1);
	assert_int_equal(age("2008-03-01", NULL), 0);
	assert_int_equal(age("2008-02-29", NULL), 0);
	assert_int_equal(age("2010-03-01", "own_income"), 0);
	assert_int_equal(age("2010-03-02", "own_income"), -1);
	assert_int_equal(age("2012-03-02", "own_income"), -1);
	assert_int_equal(age(NULL, NULL), -1);
	assert_int_equal(age(NULL, "adult"), 0);
}

static void an_entry_that_is_over_is_not_confirmed(void **state)
{
	struct cl_facts f = complete();
	struct cl_lack l = {0};
	(void)state;
	f.valid_until = day("2026-03-15");
	assert_int_equal(cl_guard_black_complete(&f, &l), -1);
	f.valid_until = day("2026-03-16");
	memset(&l, 0, sizeof l);
	assert_int_equal(cl_guard_black_complete(&f, &l), 0);
}

static void a_decision_of_tomorrow_is_none(void **state)
{
	struct cl_facts f = complete();
	struct cl_lack l = {0};
	(void)state;
	f.decided_on = f.today + 1;
	assert_int_equal(cl_guard_with_document(&f, &l), -1);
	f.decided_on = f.today;
	memset(&l, 0, sizeof l);
	assert_int_equal(cl_guard_with_document(&f, &l), 0);
	f.document = NULL;
	assert_int_equal(cl_guard_with_document(&f, &l), -1);
}

static int repaired(const char *conditions, const char *met)
{
	struct cl_facts f = complete();
	struct cl_lack l = {0};
	f.exit_conditions = conditions;
	f.conditions_met = met;
	return cl_guard_repair_done(&f, &l);
}

static void each_exit_condition_needs_its_day(void **state)
{
	(void)state;
	assert_int_equal(repaired(NULL, NULL), 0);
	assert_int_equal(repaired("缴清;公示", NULL), -1);
	assert_int_equal(repaired("缴清;公示", "缴清=2026-03-01"), -1);
	assert_int_equal(repaired("缴清;公示", "公示=2026-03-16;缴清=2026-03-01"), 0);
	assert_int_equal(repaired("缴清;公示", "公示=2026-03-17;缴清=2026-03-01"), -1);
	assert_int_equal(repaired("缴清", "缴清=2026-02-30"), -1);
}

static void red_is_refused_while_black_stands(void **state)
{
	struct cl_facts f = complete();
	struct cl_lack l = {0};
	(void)state;
	f.subject_black = 1;
	assert_int_equal(cl_guard_no_black(&f, &l), -1);
	assert_string_equal(l.item[0].clause, "5.6(2)");
}

static void after_publication_nothing_is_withdrawn(void **state)
{
	struct cl_facts f = complete();
	struct cl_lack l = {0};
	(void)state;
	f.reason = "r";
	assert_int_equal(cl_guard_unpublished(&f, &l), 0);
	f.published = 1;
	assert_int_equal(cl_guard_unpublished(&f, &l), -1);
}

static void a_request_cannot_lie_ahead(void **state)
{
	struct cl_facts f = complete();
	struct cl_lack l = {0};
	(void)state;
	assert_int_equal(cl_guard_asked(&f, &l), -1);
	f.requested_on = f.today;
	assert_int_equal(cl_guard_asked(&f, &l), 0);
	f.requested_on = f.today + 1;
	assert_int_equal(cl_guard_asked(&f, &l), -1);
}

static void what_is_over_ends_by_expiry_alone(void **state)
{
	struct cl_facts f = complete();
	struct cl_lack l = {0};
	(void)state;
	f.valid_until = f.today - 1;
	f.requested_on = CL_NODAY;
	f.decided_on = CL_NODAY;
	assert_int_equal(cl_guard_within(&f, &l), -1);
	assert_string_equal(l.item[0].clause, "5.4(3)");
	f.list = "red";
	assert_int_equal(cl_guard_within(&f, &l), -1);
	assert_string_equal(l.item[1].clause, "5.6(3)");
	f.decided_on = f.valid_until; /* decided in time, recorded later */
	assert_int_equal(cl_guard_within(&f, &l), 0);
	f.requested_on = f.valid_until + 1; /* the request is what counts where there is one */
	assert_int_equal(cl_guard_within(&f, &l), -1);
	f.reviewed = 1;
	assert_int_equal(cl_guard_within(&f, &l), 0);
	f.reviewed = 0;
	f.no_end = 1;
	assert_int_equal(cl_guard_within(&f, &l), 0);
}

static void blacklisted_elsewhere_needs_document_and_proof(void **state)
{
	struct cl_facts f = complete();
	struct cl_lack l = {0};
	(void)state;
	assert_int_equal(cl_guard_black_or_proof(&f, &l), -1);
	f.proof = "p";
	assert_int_equal(cl_guard_black_or_proof(&f, &l), 0);
	f.proof = NULL;
	f.subject_black = 1;
	assert_int_equal(cl_guard_black_or_proof(&f, &l), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_clause_of_chapter_five_that_moves_an_entry_has_a_row),
		cmocka_unit_test(no_two_rows_compete),
		cmocka_unit_test(every_state_is_reachable),
		cmocka_unit_test(nothing_leaves_an_ended_state),
		cmocka_unit_test(an_error_exit_makes_no_watch_entry_and_the_other_black_exits_do),
		cmocka_unit_test(a_watch_exit_owes_no_notice),
		cmocka_unit_test(an_unknown_step_is_refused_with_the_clause_it_would_need),
		cmocka_unit_test(a_complete_black_entry_is_confirmed),
		cmocka_unit_test(a_local_document_alone_is_a_weak_basis),
		cmocka_unit_test(one_message_lists_all_that_a_black_entry_lacks),
		cmocka_unit_test(what_cannot_be_repaired_needs_the_clause_that_bars_it),
		cmocka_unit_test(validity_ends_at_the_end_of_its_last_day),
		cmocka_unit_test(ages_are_counted_on_the_day_of_the_finding),
		cmocka_unit_test(an_entry_that_is_over_is_not_confirmed),
		cmocka_unit_test(a_decision_of_tomorrow_is_none),
		cmocka_unit_test(each_exit_condition_needs_its_day),
		cmocka_unit_test(red_is_refused_while_black_stands),
		cmocka_unit_test(after_publication_nothing_is_withdrawn),
		cmocka_unit_test(a_request_cannot_lie_ahead),
		cmocka_unit_test(what_is_over_ends_by_expiry_alone),
		cmocka_unit_test(blacklisted_elsewhere_needs_document_and_proof),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
