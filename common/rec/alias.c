/* The words under which departments send fields: keys, labels and aliases (share/aliases.csv). */
#include "base/buf.h"
#include "base/hash.h"
#include "base/utf8.h"
#include "rec/field.h"
#include <stdint.h>
#include <string.h>

static const struct {
	enum cl_field field;
	const char *names; /* joined by ; those behind a ~ are weak */
} aliases[] = {
#include "rec/aliases.inc"
};

#define PLACES 4096

/* Every word, folded, by its hash; filled at the first header. */
struct word {
	const char *text; /* NULL: free */
	enum cl_field field;
	int flags;
};
static struct word words[PLACES];
static struct cl_arena kept;

static struct word *place_of(const char *text, size_t n)
{
	size_t i = cl_hash64(text, n) % PLACES;
	while (words[i].text != NULL && strcmp(words[i].text, text) != 0)
		i = (i + 1) % PLACES;
	return &words[i];
}

/* The first that claims a word has it. */
static void add(const char *text, size_t n, enum cl_field field, int flags)
{
	static int count;
	struct cl_buf b = {0};
	if (cl_fold(text, n, &b) == 0 && b.n > 0 && count < PLACES / 2) {
		struct word *w = place_of(b.p, b.n);
		count += w->text == NULL;
		if (w->text == NULL)
			*w = (struct word){cl_strndup(&kept, b.p, b.n), field, flags};
	}
	cl_buf_free(&b);
}

static void add_all(const char *names, enum cl_field field, int flags)
{
	while (*names != '\0') {
		size_t n = strcspn(names, ";"), weak = *names == '~';
		add(names + weak, n - weak, field, flags | (weak ? CL_H_WEAK : 0));
		names += n + (names[n] != '\0');
	}
}

static void fill(void)
{
	for (int i = 0; i < CL_FIELDS; i++) {
		add(cl_fields[i].key, strlen(cl_fields[i].key), (enum cl_field)i, 0);
		add_all(cl_fields[i].label, (enum cl_field)i, 0);
	}
	for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++)
		add_all(aliases[i].names, aliases[i].field,
			aliases[i].field == CL_F_NONE ? CL_H_IGNORED : 0);
}

/* What a cell must or may hold, which forms say behind its header; folded. */
static size_t remark_at(const char *s)
{
	static const char *const remarks[] = {
		"(必填)", "(必填项)", "(必须填写)", "(选填)", "(选填项)", "[必填]", "[选填]"};
	for (size_t i = 0; i < sizeof remarks / sizeof *remarks; i++)
		if (strncmp(s, remarks[i], strlen(remarks[i])) == 0)
			return strlen(remarks[i]);
	return *s == '*' || *s == ':';
}

int cl_header_fold(const char *header, struct cl_buf *b)
{
	if (cl_fold(header, strlen(header), b) != 0)
		return -1;
	char *s = b->p, *o = b->p;
	while (s != NULL && *s != '\0') {
		size_t n = remark_at(s);
		s += n;
		if (n == 0)
			*o++ = *s++;
	}
	if (s != NULL) {
		*o = '\0';
		b->n = (size_t)(o - b->p);
	}
	return 0;
}

enum cl_field cl_field_by_header(const char *header, int *flags)
{
	static int filled;
	struct cl_buf b = {0};
	if (!filled)
		fill();
	filled = 1;
	const struct word *w =
		cl_header_fold(header, &b) == 0 && b.n > 0 ? place_of(b.p, b.n) : NULL;
	cl_buf_free(&b);
	*flags = w != NULL && w->text != NULL ? w->flags : 0;
	return w != NULL && w->text != NULL ? w->field : CL_F_NONE;
}
