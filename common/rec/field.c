#include "rec/field.h"
#include "base/utf8.h"
#include <stdint.h>
#include <string.h>

const struct cl_field_def cl_fields[CL_FIELDS] = {
#include "rec/fields.inc"
};

struct value {
	enum cl_kind kind;
	const char *wire, *label, *aliases;
};
static const struct value values[] = {
#include "rec/values.inc"
};
#define VALUES (sizeof values / sizeof *values)
static const char *called[VALUES]; /* by the profile; NULL: by its label */

void cl_value_call(enum cl_kind kind, const char *wire, const char *label)
{
	for (size_t i = 0; i < VALUES; i++)
		if (values[i].kind == kind && strcmp(values[i].wire, wire) == 0)
			called[i] = label;
}

static const char *shown(const struct value *v)
{
	const char *name = called[v - values];
	return name != NULL ? name : v->label;
}

static uint32_t hash_of(const char *s, uint32_t seed)
{
	uint32_t h = 2166136261u ^ seed;
	for (; *s != '\0'; s++)
		h = (h ^ (unsigned char)*s) * 16777619u;
	return h ^ h >> 15;
}

#define KEYS 256 /* places; at most half are taken */

/* Length and three letters tell the keys apart; the factors were tried out: two in three are found
 * at their first place, none behind the third. */
static unsigned place_of(const char *key, size_t n)
{
	const unsigned char *k = (const unsigned char *)key;
	return n == 0 ? 0
		      : ((unsigned)n * 46 + k[0] * 29u + k[n / 2] * 56u + k[n - 1] * 10u) % KEYS;
}

enum cl_field cl_field_by_key(const char *key)
{
	static struct place {
		const char *key;
		size_t n;
		enum cl_field field;
	} places[KEYS];
	static int filled;
	_Static_assert(CL_FIELDS <= KEYS / 2, "a larger table of keys");
	for (int i = 0; !filled && i < CL_FIELDS; i++) {
		size_t n = strlen(cl_fields[i].key);
		unsigned h = place_of(cl_fields[i].key, n);
		while (places[h].key != NULL)
			h = (h + 1) % KEYS;
		places[h] = (struct place){cl_fields[i].key, n, (enum cl_field)i};
	}
	filled = 1;
	size_t n = strlen(key);
	for (unsigned h = place_of(key, n); places[h].key != NULL; h = (h + 1) % KEYS)
		if (places[h].n == n && memcmp(places[h].key, key, n) == 0)
			return places[h].field;
	return CL_F_NONE;
}

enum cl_field cl_field_after(enum cl_field last, const char *key)
{
	static unsigned char next[CL_FIELDS + 1]; /* the last one: which is first */
	enum cl_field f = (enum cl_field)next[last];
	if (*cl_fields[f].key == *key && strcmp(cl_fields[f].key, key) == 0)
		return f;
	f = cl_field_by_key(key);
	if (f != CL_F_NONE)
		next[last] = (unsigned char)f;
	return f;
}

/* Whether the folded text is one of the ;-joined names, each folded too. */
static int among(const char *folded, const char *names)
{
	struct cl_buf b = {0};
	int yes = 0;
	while (!yes && *names != '\0') {
		size_t n = strcspn(names, ";");
		cl_buf_reset(&b);
		yes = cl_fold(names, n, &b) == 0 && strcmp(cl_buf_cstr(&b), folded) == 0;
		names += n + (names[n] != '\0');
	}
	cl_buf_free(&b);
	return yes;
}

static const struct value *find_value(enum cl_kind kind, const char *text, size_t n)
{
	struct cl_buf b = {0};
	const struct value *found = NULL;
	if (cl_fold(text, n, &b) != 0)
		return NULL;
	const char *s = cl_buf_cstr(&b);
	for (size_t i = 0; found == NULL && i < VALUES; i++)
		if (values[i].kind == kind &&
			(strcmp(s, values[i].wire) == 0 || among(s, values[i].label) ||
				among(s, values[i].aliases) ||
				(called[i] != NULL && among(s, called[i]))))
			found = &values[i];
	cl_buf_free(&b);
	return found;
}

#define SEEN 64     /* values met lately: a column of an enumeration has few */
#define SEEN_LEN 28 /* longer ones are looked up each time */

static const struct value *value_of(enum cl_kind kind, const char *text, size_t n)
{
	static _Thread_local struct seen {
		char text[SEEN_LEN];
		enum cl_kind kind;
		const struct value *value;
	} seen[SEEN];
	char key[SEEN_LEN];
	if (n == 0 || n >= SEEN_LEN)
		return find_value(kind, text, n);
	memcpy(key, text, n);
	key[n] = '\0';
	struct seen *s = &seen[hash_of(key, (uint32_t)kind) % SEEN];
	if (s->kind != kind || strcmp(s->text, key) != 0) {
		s->value = find_value(kind, text, n);
		s->kind = kind;
		memcpy(s->text, key, sizeof key);
	}
	return s->value;
}

static int listed(enum cl_kind kind)
{
	for (size_t i = 0; i < VALUES; i++)
		if (values[i].kind == kind)
			return 1;
	return 0;
}

/* Bytes up to the next separator of several ways: ; , 、 ； ， */
static size_t piece(const char *s, size_t *sep)
{
	static const char *const seps[] = {";", ",", "、", "；", "，"};
	for (size_t n = 0; s[n] != '\0'; n++)
		for (size_t k = 0; k < sizeof seps / sizeof *seps; k++)
			if (strncmp(s + n, seps[k], strlen(seps[k])) == 0) {
				*sep = strlen(seps[k]);
				return n;
			}
	*sep = 0;
	return strlen(s);
}

/* other:TEXT, where it is written as 其他：TEXT; NULL: it is no such thing. */
static const char *other_way(const char *p, size_t n, struct cl_arena *a)
{
	static const char *const colons[] = {":", "："};
	size_t at = 0, colon = 0;
	for (; at < n && colon == 0; at += colon == 0)
		for (size_t k = 0; k < sizeof colons / sizeof *colons; k++)
			if (strncmp(p + at, colons[k], strlen(colons[k])) == 0)
				colon = strlen(colons[k]);
	const char *text = p + at + colon;
	size_t len = colon > 0 ? n - at - colon : 0;
	cl_trim(&p, &at);
	const struct value *v = len > 0 ? value_of(CL_K_WAYS_OTHER, p, at) : NULL;
	cl_trim(&text, &len);
	return v != NULL && len > 0 ? cl_sprintf(a, "%s:%.*s", v->wire, (int)len, text) : NULL;
}

static const char *ways_wire(const char *text, struct cl_arena *a)
{
	const char *out = NULL;
	while (*text != '\0') {
		size_t sep, n = piece(text, &sep), len = n;
		const char *p = text, *one = NULL;
		text += n + sep;
		cl_trim(&p, &len);
		if (len == 0)
			continue;
		const struct value *v = value_of(CL_K_WAYS, p, len);
		if (v != NULL)
			one = v->wire;
		else if (len > 6 && strncmp(p, "other:", 6) == 0)
			one = cl_strndup(a, p, len);
		else if (len > 6 && strncmp(p, "other:", 6) == 0)
			one = cl_strndup(a, p, len);
		else if ((one = other_way(p, len, a)) == NULL)
			return NULL;
		out = out == NULL ? one : cl_sprintf(a, "%s;%s", out, one);
	}
	return out;
}

const char *cl_value_wire(enum cl_kind kind, const char *text, struct cl_arena *a)
{
	if (kind == CL_K_WAYS)
		return ways_wire(text, a);
	if (!listed(kind))
		return text;
	const struct value *v = value_of(kind, text, strlen(text));
	return v != NULL ? v->wire : NULL;
}

const char *cl_value_label(enum cl_kind kind, const char *wire, struct cl_arena *a)
{
	if (kind == CL_K_WAYS || kind == CL_K_OVERLAY) {
		const char *out = NULL, *p = wire;
		while (*p != '\0') {
			size_t n = strcspn(p, ";");
			const struct value *v = value_of(kind, p, n);
			const char *one = v != NULL ? shown(v) : cl_strndup(a, p, n);
			out = out == NULL ? one : cl_sprintf(a, "%s；%s", out, one);
			p += n + (p[n] != '\0');
		}
		return out != NULL ? out : wire;
	}
	for (size_t i = 0; i < VALUES; i++)
		if (values[i].kind == kind && strcmp(values[i].wire, wire) == 0)
			return shown(&values[i]);
	return wire;
}

const char *cl_value_nth(enum cl_kind kind, int i)
{
	for (size_t k = 0; k < VALUES; k++)
		if (values[k].kind == kind && i-- == 0)
			return shown(&values[k]);
	return NULL;
}

const char *cl_value_list(enum cl_kind kind, struct cl_arena *a)
{
	const char *out = "";
	for (size_t i = 0; i < VALUES; i++)
		if (values[i].kind == kind)
			out = cl_sprintf(a, "%s%s%s %s", out, *out != '\0' ? "、" : "",
				values[i].wire, shown(&values[i]));
	if (kind == CL_K_WAYS)
		out = cl_sprintf(a, "%s、%s：…", out, cl_value_list(CL_K_WAYS_OTHER, a));
	return out;
}
