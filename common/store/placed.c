/* What an entry is found by beside its owner. A department's name in every row would be half of the
 * table, and a list that is added touches most of its pages: in its place a digest of list and
 * department lies over the entry key, which stays as unique as it was. */
#include "store/bulk.h"
#include <stdlib.h>
#include <string.h>

struct cl_places {
	struct cl_texts texts; /* list, line's end, department */
	unsigned char (*digest)[16];
	uint32_t n, recent[256]; /* recent: by list and by where a department's name was */
	struct cl_buf both;
	struct cl_hasher *hasher;
};

static struct cl_places *places(struct cl_store *st, struct cl_err *err)
{
	if (st->places != NULL)
		return st->places;
	struct cl_hasher *h = cl_hasher_new("sha256", err); /* like the entry key's */
	if (h == NULL)
		return NULL;
	st->places = cl_xmalloc(sizeof *st->places);
	*st->places = (struct cl_places){.hasher = h};
	return st->places;
}

static int is_of(const char *both, const char *list, const char *department)
{
	size_t n = strlen(list);
	return strncmp(both, list, n) == 0 && both[n] == '\n' &&
	       strcmp(both + n + 1, department) == 0;
}

static const unsigned char *digest_of(struct cl_places *p, const char *list, const char *department)
{
	uint32_t *recent = &p->recent[CL_RECENT(department + *list)];
	if (*recent < p->n && is_of(p->texts.text[*recent].s, list, department))
		return p->digest[*recent];
	cl_buf_reset(&p->both);
	cl_buf_str(&p->both, list);
	cl_buf_char(&p->both, '\n'); /* no list has one */
	cl_buf_str(&p->both, department);
	uint32_t i = cl_text_number(&p->texts, cl_buf_cstr(&p->both));
	if (i == p->n) {
		unsigned char sum[CL_HASH];
		cl_hasher_one(p->hasher, p->both.p, p->both.n, sum);
		p->digest = cl_xrealloc(p->digest, (i + 1) * sizeof *p->digest);
		memcpy(p->digest[p->n++], sum, sizeof *p->digest);
	}
	*recent = i;
	return p->digest[i];
}

int cl_placed_key(struct cl_store *st, const char *list, const char *department,
	const unsigned char key[16], unsigned char out[16], struct cl_err *err)
{
	struct cl_places *p = places(st, err);
	if (p == NULL)
		return -1;
	const unsigned char *d = digest_of(p, list, department);
	for (int i = 0; i < 16; i++)
		out[i] = key[i] ^ d[i];
	return 0;
}

void cl_places_free(struct cl_store *st)
{
	struct cl_places *p = st->places;
	if (p == NULL)
		return;
	cl_texts_free(&p->texts);
	free(p->digest);
	cl_buf_free(&p->both);
	cl_hasher_free(p->hasher);
	free(p);
	st->places = NULL;
}
