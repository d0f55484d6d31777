/* Every state x event x list x kind of subject against tests/unit/expectations.csv, which was
 * written from the regulation and not from share/lifecycle.csv: what is not in it must be refused,
 * and with a clause. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "base/date.h"
#include "flow/shipped.h"
#include "rules/lifecycle.h"

#define ROWS 80
static struct expected {
	char event[32], lists[32], from[48], to[16], leaves[32], clause[24];
} table[ROWS];
static int rows;
static const char *const lists[] = {"red", "black", "watch"};

static void cell(char **p, char *out, size_t cap)
{
	size_t n = strcspn(*p, ",\n");
	assert_true(n < cap);
	memcpy(out, *p, n);
	out[n] = '\0';
	*p += n + ((*p)[n] == ',');
}

static int setup(void **state)
{
	const char *src = getenv("CL_TEST_SRC");
	char path[4096], line[512];
	(void)state;
	snprintf(path, sizeof path, "%s/tests/unit/expectations.csv", src != NULL ? src : "..");
	FILE *f = fopen(path, "r");
	assert_non_null(f);
	assert_non_null(fgets(line, sizeof line, f));
	for (; fgets(line, sizeof line, f) != NULL && rows < ROWS; rows++) {
		struct expected *e = &table[rows];
		char *p = line;
		cell(&p, e->event, sizeof e->event);
		cell(&p, e->lists, sizeof e->lists);
		cell(&p, e->from, sizeof e->from);
		cell(&p, e->to, sizeof e->to);
		cell(&p, e->leaves, sizeof e->leaves);
		cell(&p, e->clause, sizeof e->clause);
	}
	fclose(f);
	assert_true(rows > 40);
	return 0;
}

/* Whether a word stands in a list of words joined by blanks. */
static int has(const char *words, const char *word)
{
	size_t n = strlen(word);
	for (const char *p = words; (p = strstr(p, word)) != NULL; p += n)
		if ((p == words || p[-1] == ' ') && (p[n] == ' ' || p[n] == '\0'))
			return 1;
	return 0;
}

static const char *name_of(enum cl_state s)
{
	return s == CL_S_NONE ? "-" : cl_state_name(s);
}

static const struct expected *wanted(enum cl_state from, enum cl_act act, const char *list)
{
	const struct expected *found = NULL;
	for (int i = 0; i < rows; i++)
		if (strcmp(table[i].event, cl_act_name(act)) == 0 && has(table[i].lists, list) &&
			has(table[i].from, name_of(from))) {
			assert_null(found); /* one expectation for each */
			found = &table[i];
		}
	return found;
}

static void every_state_event_and_list_is_as_expected(void **state)
{
	int allowed = 0, refused = 0;
	(void)state;
	for (int s = 0; s < CL_STATES; s++)
		for (int a = 0; a < CL_ACTS; a++)
			for (int l = 0; l < 3; l++) {
				const char *clause;
				enum cl_state from = (enum cl_state)s;
				const struct expected *e = wanted(from, (enum cl_act)a, lists[l]);
				const struct cl_life *r =
					cl_life_find(from, (enum cl_act)a, lists[l], &clause);
				if ((e != NULL) != (r != NULL))
					print_message("# %s %s %s: expected %s\n", name_of(from),
						cl_act_name((enum cl_act)a), lists[l],
						e != NULL ? "allowed" : "refused");
				assert_int_equal(e != NULL, r != NULL);
				if (r == NULL) {
					assert_true(
						*clause != '\0'); /* which one would be needed */
					refused++;
					continue;
				}
				allowed++;
				assert_string_equal(cl_state_name(r->to),
					strcmp(e->to, "=") == 0 ? name_of(from) : e->to);
				assert_true(has(e->clause, r->clause));
				assert_int_equal(
					has(e->leaves, "notice"), (r->effects & CL_X_NOTICE) != 0);
				assert_int_equal(
					has(e->leaves, "watch"), (r->effects & CL_X_WATCH) != 0);
				assert_int_equal(
					has(e->leaves, "void"), (r->effects & CL_X_VOID) != 0);
			}
	assert_int_equal(allowed + refused, CL_STATES * CL_ACTS * 3);
	assert_true(allowed > 60 && refused > 700);
}

/* ---- kinds of subjects: firms, institutions, persons by age, under both profiles ---- */

static struct cl_param county[100];

static void read_county(struct cl_policy *p, char **copy)
{
	char *save = NULL;
	*copy = strdup(cl_shipped_profile("hengshan"));
	strtok_r(*copy, "\n", &save);
	for (char *l; (l = strtok_r(NULL, "\n", &save)) != NULL && p->n < 100; p->n++) {
		char *value = strchr(l, ','), *clause = strchr(value + 1, ',');
		*value = *clause = '\0';
		county[p->n] = (struct cl_param){l, value + 1, "", ""};
	}
	p->p = county;
}

static struct cl_facts complete(const char *list, const struct cl_policy *p)
{
	return (struct cl_facts){.list = list,
		.grounds = "g",
		.conduct = "c",
		.effect = "e",
		.basis = "税收征收管理法第63条",
		.finding_body = "f",
		.award_level = "县级",
		.source_document = "1号",
		.source_date = "2026-03-02",
		.severity = "serious",
		.repairable = "yes",
		.repair_ways = "correct",
		.document = "2号",
		.officer = "o",
		.standard = "S-1@1",
		.scope = "市场秩序",
		.identified = 1,
		.market = 1,
		.statement_until = CL_NODAY,
		.today = cl_day_parse("2026-03-20"),
		.decided_on = cl_day_parse("2026-03-20"),
		.valid_from = cl_day_parse("2026-03-20"),
		.valid_until = cl_day_parse("2027-09-01"),
		.requested_on = CL_NODAY,
		.opened_on = CL_NODAY,
		.barred_until = CL_NODAY,
		.birth = CL_NODAY,
		.policy = p};
}

/* Rule 4 and 2.3: who may be confirmed on which list. */
static void kinds_of_subjects_are_confirmed_as_expected(void **state)
{
	static const struct {
		const char *kind, *birth, *declared;
		int natural, may[3]; /* red, black, watch */
	} kinds[] = {{"firm", NULL, NULL, 0, {1, 1, 1}}, {"institution", NULL, NULL, 0, {1, 1, 1}},
		{"adult", "1990-01-01", NULL, 1, {1, 1, 1}},
		{"18 on the day of the document", "2008-03-02", NULL, 1, {1, 1, 1}},
		{"17", "2008-03-03", NULL, 1, {1, 0, 1}},
		{"17 with an income", "2008-03-03", "own_income", 1, {1, 1, 1}},
		{"15 with an income", "2010-03-03", "own_income", 1, {1, 0, 1}},
		{"13", "2012-03-03", "own_income", 1, {1, 0, 1}},
		{"age unknown", NULL, NULL, 1, {1, 0, 1}},
		{"age declared", NULL, "adult", 1, {1, 1, 1}}};
	struct cl_policy p = {0};
	char *copy;
	(void)state;
	read_county(&p, &copy);
	for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
		for (int l = 0; l < 3; l++) {
			const char *clause;
			struct cl_lack lack = {0};
			struct cl_facts f = complete(lists[l], &p);
			f.natural = kinds[k].natural;
			f.birth = kinds[k].birth != NULL ? cl_day_parse(kinds[k].birth) : CL_NODAY;
			f.age_declared = kinds[k].declared;
			const struct cl_life *r =
				cl_life_find(CL_S_PROPOSED, CL_A_CONFIRM, lists[l], &clause);
			assert_non_null(r);
			int ok = cl_life_guards(r, &f, &lack) == 0;
			if (ok != kinds[k].may[l])
				print_message("# %s on %s: %s %s\n", kinds[k].kind, lists[l],
					lack.n > 0 ? lack.item[0].what : "confirmed",
					lack.n > 0 && lack.item[0].text != NULL ? lack.item[0].text
										: "");
			assert_int_equal(ok, kinds[k].may[l]);
		}
	free(copy);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_state_event_and_list_is_as_expected),
		cmocka_unit_test(kinds_of_subjects_are_confirmed_as_expected)};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, setup, NULL);
}
