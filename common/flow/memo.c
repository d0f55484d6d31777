#include "flow/memo.h"
#include "base/hash.h"
#include "base/sixteen.h"
#include <string.h>

#define PLACES 128 /* each text has two */
#define TEXT 96
#define TRIAL 512 /* look-ups after which a column must have repeated once in four */

struct place {
	struct cl_seen what;
	uint32_t n; /* of text; 0: free */
	uint32_t hash;
	char text[TEXT], value[TEXT];
};
struct cl_memo {
	long found, missed;
	uint64_t last; /* hash of what was asked for last */
	int off;
	struct place place[PLACES];
};

struct cl_memo *cl_memo_new(struct cl_arena *a, int n)
{
	return cl_alloc(a, sizeof(struct cl_memo) * (size_t)n);
}

struct cl_memo *cl_memo_of(struct cl_memo *m, int i)
{
	return m + i;
}

void cl_memo_span(const struct cl_memo *m, int n, const char **from, const char **to)
{
	*from = (const char *)m;
	*to = (const char *)(m + n);
}

static struct place *candidate(struct cl_memo *m, int second)
{
	return &m->place[(second ? m->last >> 7 : m->last) % PLACES];
}

/* Of the length and both ends: texts are compared where it is the same. */
static uint64_t hash_of(const char *s, size_t n)
{
	const uint64_t k = 0x9e3779b97f4a7c15u;
	uint64_t a, b = 0;
	if (n < 8) {
		a = cl_hash64_few(s, n);
	} else {
		a = cl_hash64_word(s);
		b = cl_hash64_word(s + n - 8);
		a ^= n < 16 ? 0 : cl_hash64_word(s + n - 16) * 0xd6e8feb86659fd93u;
	}
	a = (a ^ n) * k ^ b * 0xd6e8feb86659fd93u;
	a = (a ^ a >> 32) * k;
	return a ^ a >> 29;
}

static int same(const char *a, const char *b, size_t n)
{
	if (n < 8)
		return cl_hash64_few(a, n) == cl_hash64_few(b, n); /* all of them */
	if (n <= 16)
		return cl_hash64_word(a) == cl_hash64_word(b) &&
		       cl_hash64_word(a + n - 8) == cl_hash64_word(b + n - 8);
	if (n <= 2 * sizeof(cl_sixteen)) {
		const char *x = a + n - sizeof(cl_sixteen), *y = b + n - sizeof(cl_sixteen);
		return cl_sixteen_none((cl_sixteen)(cl_sixteen_at(a) != cl_sixteen_at(b)) |
				       (cl_sixteen)(cl_sixteen_at(x) != cl_sixteen_at(y)));
	}
	return memcmp(a, b, n) == 0;
}

static int is_in(const struct place *p, uint64_t hash, const char *s, size_t n)
{
	return p->hash == (uint32_t)(hash >> 32) && p->n == n && same(p->text, s, n);
}

const struct cl_seen *cl_memo_find(struct cl_memo *m, const char *s, size_t n)
{
	if (m->off || n >= TEXT)
		return NULL;
	m->last = hash_of(s, n);
	for (int i = 0; i < 2; i++) {
		const struct place *p = candidate(m, i);
		if (is_in(p, m->last, s, n)) {
			m->found++;
			return &p->what;
		}
	}
	m->missed++;
	m->off = m->found + m->missed > TRIAL && m->found * 3 < m->missed;
	return NULL;
}

void cl_memo_keep(struct cl_memo *m, const char *s, size_t n, const struct cl_seen *what)
{
	if (m->off || n == 0 || n >= TEXT)
		return;
	size_t len = what->value != NULL ? strlen(what->value) : 0;
	if (len >= TEXT)
		return;
	struct place *p = candidate(m, candidate(m, 0)->n != 0);
	if (p->n != 0)
		return; /* what was given away stays as it is */
	p->hash = (uint32_t)(m->last >> 32);
	p->n = (uint32_t)n;
	p->what = *what;
	memcpy(p->text, s, n);
	if (what->value == NULL)
		return;
	memcpy(p->value, what->value, len + 1);
	p->what.value = p->value;
}
