/* The guards of objections, repairs, suspensions and reinstatements, each around its limit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "base/date.h"
#include "rules/force.h"
#include "rules/lifecycle.h"

static struct cl_param county[] = {{"severity_periods", "off", "", ""},
	{"repair_support_only", "no", "", ""}, {"expiry_needs_duty", "no", "", ""}};
static struct cl_param national[] = {{"severity_periods", "refuse", "", ""},
	{"repair_support_only", "yes", "", ""}, {"expiry_needs_duty", "yes", "", ""},
	{"minor_min_months", "0", "", ""}, {"minor_max_months", "3", "", ""},
	{"general_min_months", "3", "", ""}, {"general_max_months", "12", "", ""},
	{"serious_min_months", "12", "", ""}, {"serious_max_months", "36", "", ""}};
static struct cl_policy by_county = {sizeof county / sizeof *county, county},
			by_nation = {sizeof national / sizeof *national, national};

static int32_t day(const char *iso)
{
	int32_t d = cl_day_parse(iso);
	assert_int_not_equal(d, CL_NODAY);
	return d;
}

/* A black entry and an application for its repair that lacks nothing. */
static struct cl_facts complete(const struct cl_policy *p)
{
	return (struct cl_facts){.list = "black",
		.severity = "serious",
		.source_date = "2026-01-05",
		.repairable = "yes",
		.repair_ways = "correct;volunteer",
		.ways = "correct",
		.evidence = "e",
		.claim = "wrong",
		.claimant = "c",
		.document = "1",
		.today = day("2027-06-01"),
		.decided_on = CL_NODAY,
		.valid_from = day("2026-01-12"),
		.valid_until = day("2029-12-31"),
		.requested_on = CL_NODAY,
		.birth = CL_NODAY,
		.opened_on = day("2027-06-01"),
		.barred_until = CL_NODAY,
		.policy = p};
}

/* The clause of the first thing that a guard misses; "" where it is satisfied. */
static const char *misses(cl_guard *guard, const struct cl_facts *f)
{
	static struct cl_lack l;
	memset(&l, 0, sizeof l);
	int rc = guard(f, &l);
	assert_int_equal(rc, l.n == 0 ? 0 : -1);
	for (int i = 0; i < l.n; i++)
		assert_true(*l.item[i].what != '\0' || l.item[i].text != NULL);
	return l.n > 0 ? l.item[0].clause : "";
}
#define assert_misses(guard, f, clause) assert_string_equal(misses(guard, f), clause)

static void an_objection_says_what_and_who(void **state)
{
	struct cl_facts f = complete(&by_county);
	(void)state;
	assert_misses(cl_guard_claim, &f, "");
	f.claimant = NULL;
	assert_misses(cl_guard_claim, &f, "5.4(1)");
	f.ex_officio = 1; /* then nobody claims; evidence or the document that revoked */
	assert_misses(cl_guard_claim, &f, "");
	f.evidence = f.document = NULL;
	assert_misses(cl_guard_claim, &f, "5.4(1)");
	f = complete(&by_county);
	f.list = "red";
	f.claim = NULL;
	assert_misses(cl_guard_claim, &f, "5.6(1)");
	f = complete(&by_county);
	f.opened_on = f.today + 1;
	assert_misses(cl_guard_claim, &f, "5.4(1)");
}

static void an_answer_is_numbered_and_between_the_objection_and_today(void **state)
{
	struct cl_facts f = complete(&by_county);
	(void)state;
	assert_misses(cl_guard_answered, &f, "");
	f.decided_on = f.opened_on;
	assert_misses(cl_guard_answered, &f, "");
	f.decided_on = f.opened_on - 1;
	assert_misses(cl_guard_answered, &f, "5.4(1)");
	f.decided_on = f.today + 1;
	assert_misses(cl_guard_answered, &f, "5.4(1)");
	f.decided_on = CL_NODAY;
	f.document = NULL;
	assert_misses(cl_guard_answered, &f, "5.4(1)");
	assert_misses(cl_guard_reasoned, &f, "5.4(1)");
	f.reason = "r";
	assert_misses(cl_guard_reasoned, &f, "");
}

static void what_was_barred_at_identification_is_not_repaired(void **state)
{
	struct cl_facts f = complete(&by_county);
	struct cl_lack l = {0};
	(void)state;
	f.repairable = "no";
	f.bar_stored = "《条例》第9条";
	assert_int_equal(cl_guard_repairable(&f, &l), -1);
	assert_int_equal(l.n, 1);
	assert_string_equal(l.item[0].clause, "5.2");
	assert_non_null(strstr(l.item[0].text, "《条例》第9条"));
}

static void an_application_shows_a_way_that_the_identification_allows(void **state)
{
	struct cl_facts f = complete(&by_county);
	(void)state;
	assert_misses(cl_guard_repairable, &f, "");
	f.ways = "other:apology;volunteer";
	assert_misses(cl_guard_repairable, &f, "");
	f.ways = "remove";
	assert_misses(cl_guard_repairable, &f, "5.2");
	f.repair_ways = NULL; /* a list of the past names none */
	assert_misses(cl_guard_repairable, &f, "");
	f.ways = NULL;
	assert_misses(cl_guard_repairable, &f, "5.1");
	f = complete(&by_county);
	f.evidence = NULL;
	assert_misses(cl_guard_repairable, &f, "5.3");
}

static void volunteering_alone_only_supports_where_the_profile_says_so(void **state)
{
	struct cl_facts f = complete(&by_county);
	(void)state;
	f.ways = "volunteer";
	assert_misses(cl_guard_repairable, &f, "");
	f.policy = &by_nation;
	assert_misses(cl_guard_repairable, &f, "5.1");
	f.ways = "correct;volunteer";
	assert_misses(cl_guard_repairable, &f, "");
}

static void false_papers_bar_to_the_end_of_their_last_day(void **state)
{
	struct cl_facts f = complete(&by_county);
	(void)state;
	f.barred_until = f.opened_on - 1;
	assert_misses(cl_guard_repairable, &f, "");
	f.barred_until = f.opened_on;
	assert_misses(cl_guard_repairable, &f, "5.3");
}

static const char *on(const char *severity, const char *iso, const struct cl_policy *p)
{
	struct cl_facts f = complete(p);
	f.severity = severity;
	f.decided_on = day(iso);
	return misses(cl_guard_in_time, &f);
}

/* Counted from the finding document, 2026-01-05: minor to 04-04, general 04-05 to 2027-01-04,
 * serious 2027-01-05 to 2029-01-04. */
static void repair_waits_for_its_severitys_earliest_day_and_ends_with_its_latest(void **state)
{
	(void)state;
	assert_string_equal(on("serious", "2027-01-04", &by_nation), "5.2");
	assert_string_equal(on("serious", "2027-01-05", &by_nation), "");
	assert_string_equal(on("serious", "2029-01-04", &by_nation), "");
	assert_string_equal(on("serious", "2029-01-05", &by_nation), "5.2");
	assert_string_equal(on("general", "2026-04-04", &by_nation), "5.2");
	assert_string_equal(on("general", "2026-04-05", &by_nation), "");
	assert_string_equal(on("general", "2027-01-05", &by_nation), "5.2");
	assert_string_equal(on("minor", "2026-01-12", &by_nation), "");
	assert_string_equal(on("minor", "2026-04-05", &by_nation), "5.2");
	assert_string_equal(on("serious", "2026-01-12", &by_county), "");
	/* past its own last day it ends by expiry, unless that is under review */
	assert_string_equal(on("serious", "2029-12-31", &by_county), "");
	assert_string_equal(on("serious", "2030-01-01", &by_county), "5.4(3)");
	struct cl_facts f = complete(&by_county);
	f.decided_on = day("2030-01-01");
	f.reviewed = 1;
	assert_misses(cl_guard_in_time, &f, "");
}

static void a_duty_is_fulfilled_before_consent_and_where_asked_before_expiry(void **state)
{
	struct cl_facts f = complete(&by_nation);
	(void)state;
	assert_misses(cl_guard_duty_done, &f, "");
	assert_misses(cl_guard_duty_review, &f, "");
	f.duty = "d";
	assert_misses(cl_guard_duty_done, &f, "5.3");
	assert_misses(cl_guard_duty_review, &f, "5.4(3)");
	f.policy = &by_county;
	assert_misses(cl_guard_duty_review, &f, "");
	f.policy = &by_nation;
	f.duty_fulfilled_on = "2027-06-01";
	assert_misses(cl_guard_duty_done, &f, "");
	assert_misses(cl_guard_duty_review, &f, "");
	f.duty_fulfilled_on = "2027-06-02";
	assert_misses(cl_guard_duty_done, &f, "5.3");
}

static void a_courts_order_is_numbered_and_not_ahead(void **state)
{
	struct cl_facts f = complete(&by_county);
	(void)state;
	f.decided_on = f.today;
	assert_misses(cl_guard_court_document, &f, "");
	f.decided_on = f.today + 1;
	assert_misses(cl_guard_court_document, &f, "2.3");
	f.document = NULL;
	assert_misses(cl_guard_court_document, &f, "2.3");
}

static void only_what_a_void_entry_had_ended_comes_back_while_something_is_left(void **state)
{
	struct cl_facts f = complete(&by_county);
	(void)state;
	f.list = "red";
	assert_misses(cl_guard_restorable, &f, "5.4(1)");
	f.cause_voided = 1;
	assert_misses(cl_guard_restorable, &f, "");
	f.valid_until = f.today;
	assert_misses(cl_guard_restorable, &f, "");
	f.valid_until = f.today - 1;
	assert_misses(cl_guard_restorable, &f, "5.6(3)");
	f.no_end = 1;
	assert_misses(cl_guard_restorable, &f, "");
	f.document = NULL;
	assert_misses(cl_guard_restorable, &f, "5.4(1)");
}

static void a_review_keeps_in_force_beyond_the_last_day(void **state)
{
	struct cl_span s = {
		.confirmed_on = 10, .valid_from = 10, .valid_until = 20, .exited_on = CL_NODAY};
	(void)state;
	assert_false(cl_in_force(&s, 21));
	s.review = 1;
	assert_true(cl_in_force(&s, 21));
	s.exited_on = 30;
	assert_true(cl_in_force(&s, 29));
	assert_false(cl_in_force(&s, 30));
	s.suspended = 1;
	assert_false(cl_in_force(&s, 29));
}

static void objections_and_repairs_begin_on_active_entries_only(void **state)
{
	static const enum cl_act acts[] = {CL_A_OBJECT, CL_A_CORRECT, CL_A_STOP, CL_A_DISMISS,
		CL_A_REPAIR, CL_A_CONSENT, CL_A_SUSPEND, CL_A_RESUME, CL_A_REVIEW, CL_A_REVIEW_END,
		CL_A_KEEP};
	const char *clause;
	(void)state;
	for (size_t i = 0; i < sizeof acts / sizeof *acts; i++)
		for (int s = CL_S_NONE; s < CL_STATES; s++) {
			const struct cl_life *r =
				cl_life_find((enum cl_state)s, acts[i], "black", &clause);
			if (s != CL_S_ACTIVE)
				assert_null(r);
			else
				assert_int_equal(r->to, CL_S_ACTIVE);
		}
	assert_null(cl_life_find(CL_S_ACTIVE, CL_A_REPAIR, "red", &clause));
	assert_string_equal(clause, "5.3");
	assert_null(cl_life_find(CL_S_ACTIVE, CL_A_REPAIR, "watch", &clause));
	assert_non_null(cl_life_find(CL_S_NONE, CL_A_RESTORE, "red", &clause));
	assert_null(cl_life_find(CL_S_NONE, CL_A_RESTORE, "black", &clause));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_objection_says_what_and_who),
		cmocka_unit_test(an_answer_is_numbered_and_between_the_objection_and_today),
		cmocka_unit_test(what_was_barred_at_identification_is_not_repaired),
		cmocka_unit_test(an_application_shows_a_way_that_the_identification_allows),
		cmocka_unit_test(volunteering_alone_only_supports_where_the_profile_says_so),
		cmocka_unit_test(false_papers_bar_to_the_end_of_their_last_day),
		cmocka_unit_test(
			repair_waits_for_its_severitys_earliest_day_and_ends_with_its_latest),
		cmocka_unit_test(a_duty_is_fulfilled_before_consent_and_where_asked_before_expiry),
		cmocka_unit_test(a_courts_order_is_numbered_and_not_ahead),
		cmocka_unit_test(
			only_what_a_void_entry_had_ended_comes_back_while_something_is_left),
		cmocka_unit_test(a_review_keeps_in_force_beyond_the_last_day),
		cmocka_unit_test(objections_and_repairs_begin_on_active_entries_only),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
