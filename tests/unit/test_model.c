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
	char event[32], lists[32], from[48], to[16], leaves[32], kinds[64], clause[24];
	int used;
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

static void read_profile(int which, const char *name);

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
		cell(&p, e->kinds, sizeof e->kinds);
		cell(&p, e->clause, sizeof e->clause);
	}
	fclose(f);
	assert_true(rows > 40);
	read_profile(0, "hengshan");
	read_profile(1, "national-2026");
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

static struct expected *wanted(enum cl_state from, enum cl_act act, const char *list)
{
	struct expected *found = NULL;
	for (int i = 0; i < rows; i++)
		if (strcmp(table[i].event, cl_act_name(act)) == 0 && has(table[i].lists, list) &&
			has(table[i].from, name_of(from))) {
			assert_null(found); /* one expectation for each */
			found = &table[i];
		}
	return found;
}

/* Whether a clause is one that the event needs on this list, or on any where it needs none there.
 */
static int names_its_clause(const char *act, const char *list, const char *clause)
{
	int here = 0, found = 0, anywhere = 0;
	for (int i = 0; i < rows; i++) {
		if (strcmp(table[i].event, act) != 0)
			continue;
		here |= has(table[i].lists, list);
		found |= has(table[i].lists, list) && has(table[i].clause, clause);
		anywhere |= has(table[i].clause, clause);
	}
	return here ? found : anywhere;
}

static const struct {
	const char *word;
	unsigned effect;
} leaves[] = {{"queue", CL_X_QUEUE}, {"unqueue", CL_X_UNQUEUE}, {"endred", CL_X_END_RED},
	{"watch", CL_X_WATCH}, {"notice", CL_X_NOTICE}, {"void", CL_X_VOID}};

static void every_state_event_and_list_is_as_expected(void **state)
{
	int allowed = 0, refused = 0;
	(void)state;
	for (int s = 0; s < CL_STATES; s++)
		for (int a = 0; a < CL_ACTS; a++)
			for (int l = 0; l < 3; l++) {
				const char *clause, *act = cl_act_name((enum cl_act)a);
				enum cl_state from = (enum cl_state)s;
				struct expected *e = wanted(from, (enum cl_act)a, lists[l]);
				const struct cl_life *r =
					cl_life_find(from, (enum cl_act)a, lists[l], &clause);
				if ((e != NULL) != (r != NULL))
					print_message("# %s %s %s: expected %s\n", name_of(from),
						act, lists[l], e != NULL ? "allowed" : "refused");
				assert_int_equal(e != NULL, r != NULL);
				if (r == NULL) { /* says which one would be needed */
					assert_true(names_its_clause(act, lists[l], clause));
					refused++;
					continue;
				}
				allowed++;
				e->used = 1;
				assert_string_equal(cl_state_name(r->to),
					strcmp(e->to, "=") == 0 ? name_of(from) : e->to);
				assert_true(has(e->clause, r->clause));
				unsigned known = 0;
				for (size_t i = 0; i < sizeof leaves / sizeof *leaves; i++) {
					known |= leaves[i].effect;
					if (has(e->leaves, leaves[i].word) !=
						((r->effects & leaves[i].effect) != 0))
						print_message("# %s %s %s: %s\n", name_of(from),
							act, lists[l], leaves[i].word);
					assert_int_equal(has(e->leaves, leaves[i].word),
						(r->effects & leaves[i].effect) != 0);
				}
				assert_int_equal(r->effects & ~known, 0);
			}
	assert_int_equal(allowed + refused, CL_STATES * CL_ACTS * 3);
	for (int i = 0; i < rows; i++)
		assert_true(table[i].used);
}

/* ---- every kind of subject, under both profiles ---- */

static struct cl_policy policy[2];
static char *text[2];

static void read_profile(int which, const char *name)
{
	static struct cl_param p[2][100];
	char *save = NULL;
	text[which] = strdup(cl_shipped_profile(name));
	strtok_r(text[which], "\n", &save);
	for (char *l; (l = strtok_r(NULL, "\n", &save)) != NULL; policy[which].n++) {
		char *value = strchr(l, ','), *clause = strchr(value + 1, ',');
		*value = *clause = '\0';
		assert_true(policy[which].n < 100);
		p[which][policy[which].n] = (struct cl_param){l, value + 1, "", ""};
	}
	policy[which].p = p[which];
}

/* An entry to which nothing is wanting, on a day on which the act can be done. */
static struct cl_facts complete(const char *list, enum cl_act act, const struct cl_policy *p)
{
	const char *day = act == CL_A_EXIT_EXPIRED || act == CL_A_REVIEW ? "2027-09-02"
			  : act == CL_A_REPAIR || act == CL_A_CONSENT || act == CL_A_EXIT_REPAIRED
				  ? "2027-06-01"
				  : "2026-03-20";
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
		.approved_by = "a",
		.standard = "S-1@1",
		.scope = "市场秩序",
		.reason = "r",
		.proof = "p",
		.claim = "wrong",
		.claimant = "s",
		.evidence = "e",
		.ways = "correct",
		.cause_voided = 1,
		.identified = 1,
		.notified = 1,
		.statement_until = cl_day_parse("2026-03-12"),
		.today = cl_day_parse(day),
		.decided_on = cl_day_parse(day),
		.valid_from = cl_day_parse("2026-03-20"),
		.valid_until = cl_day_parse("2027-09-01"),
		.requested_on = cl_day_parse("2026-03-20"),
		.opened_on = cl_day_parse("2026-03-20"),
		.barred_until = CL_NODAY,
		.birth = CL_NODAY,
		.policy = p};
}

/* Rule 4 and 2.3: who may be confirmed on which list; everything else is open to every kind. */
static const struct {
	const char *kind, *word, *birth, *declared;
	int natural, market, bare;
} kinds[] = {{"firm", "firm", NULL, NULL, 0, 1, 0},
	{"sole trader", "sole_trader", "1990-01-01", NULL, 1, 1, 0},
	{"institution", "institution", NULL, NULL, 0, 0, 0},
	{"adult", "adult", "1990-01-01", NULL, 1, 0, 0},
	{"18 on the day of the document", "adult", "2008-03-02", NULL, 1, 0, 0},
	{"17", "minor", "2008-03-03", NULL, 1, 0, 0},
	{"17 with an income", "youth", "2008-03-03", "own_income", 1, 0, 0},
	{"15 with an income", "child", "2010-03-03", "own_income", 1, 0, 0},
	{"13", "child", "2012-03-03", "own_income", 1, 0, 0},
	{"age unknown", "minor", NULL, NULL, 1, 0, 0},
	{"age declared", "adult", NULL, "adult", 1, 0, 0},
	{"a bare name", "name", "1990-01-01", NULL, 1, 0, 1}};

static void every_kind_of_subject_is_as_expected(void **state)
{
	int allowed = 0, refused = 0;
	(void)state;
	for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
		for (int n = 0; n < cl_lifecycle_rows * 3 * 2; n++) {
			const struct cl_life *r = &cl_lifecycle[n / 6];
			const char *list = lists[n / 2 % 3], *clause;
			struct cl_lack lack = {0};
			struct cl_facts f = complete(list, r->act, &policy[n % 2]);
			if (cl_life_find(r->from, r->act, list, &clause) != r)
				continue;
			const struct expected *e = wanted(r->from, r->act, list);
			f.natural = kinds[k].natural;
			f.market = kinds[k].market;
			f.identified = !kinds[k].bare;
			f.birth = kinds[k].birth != NULL ? cl_day_parse(kinds[k].birth) : CL_NODAY;
			f.age_declared = kinds[k].declared;
			int may = strcmp(e->kinds, "*") == 0 || has(e->kinds, kinds[k].word),
			    ok = cl_life_guards(r, &f, &lack) == 0;
			if (ok != may)
				print_message("# %s, %s of a %s entry, profile %d: %s %s\n",
					kinds[k].kind, cl_act_name(r->act), list, n % 2,
					lack.n > 0 ? lack.item[0].what : "allowed",
					lack.n > 0 && lack.item[0].text != NULL ? lack.item[0].text
										: "");
			assert_int_equal(ok, may);
			assert_true(ok || (lack.n > 0 && *lack.item[0].clause != '\0'));
			*(ok ? &allowed : &refused) += 1;
		}
	assert_true(allowed > 1000);
	/* minors and unknown ages from two states, the bare name from two and on every list, in
	 * both profiles */
	assert_int_equal(refused, 2 * (4 * 2 + 4));
}

static int teardown(void **state)
{
	(void)state;
	free(text[0]);
	free(text[1]);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_state_event_and_list_is_as_expected),
		cmocka_unit_test(every_kind_of_subject_is_as_expected)};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, setup, teardown);
}
