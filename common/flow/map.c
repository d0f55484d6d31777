/* Identifiers of one run: open addressing over interned strings. */
#include "flow/import.h"
#include "base/hash.h"
#include <stdlib.h>
#include <string.h>

#define KEY 32 /* bytes, of most: as the arena counts them */

struct cl_map {
	struct cl_arena a;
	struct slot {
		const char *key;
		int32_t value;
		uint32_t hash; /* of the key: places are found again without looking at it */
	} * slot;
	size_t n, cap;
};

static void make_room(struct cl_map *m, size_t cap)
{
	m->cap = cap;
	const size_t size = cap * sizeof *m->slot;
	/* Written at once: a page that is read before it is written is made twice. */
	m->slot = memset(cl_xlarge(NULL, 0, size), 0, size);
}

struct cl_map *cl_map_new(size_t about)
{
	struct cl_map *m = cl_xcalloc(1, sizeof *m);
	size_t cap = 1024;
	while (cap / 4 * 3 < about)
		cap *= 2;
	make_room(m, cap);
	if (about > 0)
		cl_arena_large(&m->a, about * KEY);
	return m;
}

static uint32_t hash_of(const char *key, size_t n)
{
	return (uint32_t)(cl_hash64(key, n) >> 32);
}

static size_t place(const struct cl_map *m, const char *key, uint32_t h)
{
	size_t i = h & (m->cap - 1);
	while (m->slot[i].key != NULL && (m->slot[i].hash != h || strcmp(m->slot[i].key, key) != 0))
		i = (i + 1) & (m->cap - 1);
	return i;
}

static size_t free_place(const struct cl_map *m, uint32_t h)
{
	size_t i = h & (m->cap - 1);
	while (m->slot[i].key != NULL)
		i = (i + 1) & (m->cap - 1);
	return i;
}

static void grow(struct cl_map *m)
{
	struct slot *old = m->slot;
	size_t cap = m->cap;
	make_room(m, 2 * cap);
	for (size_t i = 0; i < cap; i++)
		if (old[i].key != NULL)
			m->slot[free_place(m, old[i].hash)] = old[i];
	free(old);
}

int32_t cl_map_put(struct cl_map *m, const char *key, uint32_t h, int32_t fresh, int *made)
{
	size_t i = place(m, key, h);
	*made = m->slot[i].key == NULL;
	if (!*made)
		return m->slot[i].value;
	m->slot[i] = (struct slot){cl_strdup(&m->a, key), fresh, h};
	if (++m->n * 4 > m->cap * 3)
		grow(m);
	return fresh;
}

int32_t cl_map_get(struct cl_map *m, const char *key, int32_t fresh, int *made)
{
	return cl_map_put(m, key, hash_of(key, strlen(key)), fresh, made);
}

int32_t cl_map_find(const struct cl_map *m, const char *key)
{
	size_t i = place(m, key, hash_of(key, strlen(key)));
	return m->slot[i].key != NULL ? m->slot[i].value : -1;
}

void cl_map_expect(const struct cl_map *m, uint32_t hash)
{
	__builtin_prefetch(&m->slot[hash & (m->cap - 1)], 1);
}

void cl_map_meet(const struct cl_map *m, uint32_t hash)
{
	const struct slot *s = &m->slot[hash & (m->cap - 1)];
	if (s->key != NULL && s->hash == hash)
		__builtin_prefetch(s->key);
}

size_t cl_map_count(const struct cl_map *m)
{
	return m->n;
}

void cl_map_each(const struct cl_map *m, void (*f)(void *, const char *, int32_t), void *data)
{
	for (size_t i = 0; i < m->cap; i++)
		if (m->slot[i].key != NULL)
			f(data, m->slot[i].key, m->slot[i].value);
}

void cl_map_free(struct cl_map *m)
{
	if (m == NULL)
		return;
	free(m->slot);
	cl_arena_free(&m->a);
	free(m);
}
