/* Pieces come back in the order in which they were given, each done once, whoever does them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>
#include "base/team.h"

#define PIECES 20000
#define ROOM 5

struct piece {
	long number, result;
	unsigned long waste;
	int done, torn;
};

static volatile long shared[2]; /* changed under a pause only: they are alike */

static void square(void *member, void *data)
{
	struct piece *p = data;
	unsigned long x = 0;
	long before = shared[0];
	for (long i = 0; i < p->number * 7919 % 400; i++) /* some take longer */
		x = x * 31 + (unsigned long)i;
	p->result = p->number * p->number;
	p->torn = before != shared[1];
	p->waste = x;
	p->done++;
	++*(long *)member;
}

static void run(int beside)
{
	long did[2] = {0};
	void *const member[2] = {&did[0], &did[1]};
	struct piece piece[ROOM], *p;
	struct cl_team *t = cl_team_new(ROOM, square, member, beside);
	long given = 0, taken = 0;
	assert_null(cl_team_take(t));
	while (taken < PIECES) {
		while (given < PIECES && given - taken < ROOM) {
			piece[given % ROOM] = (struct piece){.number = given};
			cl_team_give(t, &piece[given++ % ROOM]);
		}
		p = cl_team_take(t);
		assert_ptr_equal(p, &piece[taken % ROOM]);
		assert_int_equal(p->number, taken);
		assert_int_equal(p->done, 1);
		assert_int_equal(p->result, taken * taken);
		assert_int_equal(p->torn, 0);
		if (++taken % 97 == 0) {
			cl_team_pause(t);
			shared[0]++;
			shared[1]++;
			cl_team_go(t);
		}
	}
	assert_null(cl_team_take(t));
	cl_team_free(t);
	assert_int_equal(did[0] + did[1], PIECES);
	if (!beside)
		assert_int_equal(did[1], 0);
}

static void two_threads(void **state)
{
	(void)state;
	run(1);
}

static void one_thread(void **state)
{
	(void)state;
	run(0);
}

static void what_was_not_begun_is_left(void **state)
{
	long did[2] = {0};
	void *const member[2] = {&did[0], &did[1]};
	struct piece piece[ROOM] = {{0}};
	struct cl_team *t = cl_team_new(ROOM, square, member, 0);
	(void)state;
	for (int i = 0; i < ROOM; i++)
		cl_team_give(t, &piece[i]);
	assert_ptr_equal(cl_team_take(t), &piece[0]);
	cl_team_free(t);
	assert_int_equal(did[0], 1);
	assert_int_equal(piece[1].done, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(two_threads),
		cmocka_unit_test(one_thread), cmocka_unit_test(what_was_not_begun_is_left)};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
