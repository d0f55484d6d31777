/* Identifiers of one run: open addressing over interned strings. */
#include "flow/import.h"
#include <stdlib.h>
#include <string.h>

struct cl_map {
	struct cl_arena a;
	struct slot {
		const char *key;
		int32_t value;
	} * slot;
	size_t n, cap;
};

struct cl_map *cl_map_new(void)
{
	struct cl_map *m = cl_xmalloc(sizeof *m);
	memset(m, 0, sizeof *m);
	m->cap = 1024;
	m->slot = cl_xmalloc(m->cap * sizeof *m->slot);
	memset(m->slot, 0, m->cap * sizeof *m->slot);
	return m;
}

static size_t place(const struct cl_map *m, const char *key)
{
	uint64_t h = 1469598103934665603u; /* FNV-1a */
	for (const unsigned char *s = (const unsigned char *)key; *s != '\0'; s++)
		h = (h ^ *s) * 1099511628211u;
	size_t i = (size_t)(h ^ h >> 32) & (m->cap - 1);
	while (m->slot[i].key != NULL && strcmp(m->slot[i].key, key) != 0)
		i = (i + 1) & (m->cap - 1);
	return i;
}

static void grow(struct cl_map *m)
{
	struct slot *old = m->slot;
	size_t cap = m->cap;
	m->cap *= 2;
	m->slot = cl_xmalloc(m->cap * sizeof *m->slot);
	memset(m->slot, 0, m->cap * sizeof *m->slot);
	for (size_t i = 0; i < cap; i++)
		if (old[i].key != NULL)
			m->slot[place(m, old[i].key)] = old[i];
	free(old);
}

int32_t cl_map_get(struct cl_map *m, const char *key, int32_t fresh, int *made)
{
	size_t i = place(m, key);
	*made = m->slot[i].key == NULL;
	if (!*made)
		return m->slot[i].value;
	m->slot[i].key = cl_strdup(&m->a, key);
	m->slot[i].value = fresh;
	if (++m->n * 4 > m->cap * 3)
		grow(m);
	return fresh;
}

int32_t cl_map_find(const struct cl_map *m, const char *key)
{
	size_t i = place(m, key);
	return m->slot[i].key != NULL ? m->slot[i].value : -1;
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
