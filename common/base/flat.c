#include "base/flat.h"
#include <stdint.h>
#include <string.h>

static int find(const struct cl_flat *f, const char *key, int *at)
{
	int lo = 0, hi = f->n;
	while (lo < hi) {
		int mid = (lo + hi) / 2, c = strcmp(key, f->pair[mid].key);
		if (c == 0) {
			*at = mid;
			return 1;
		}
		if (c < 0)
			hi = mid;
		else
			lo = mid + 1;
	}
	*at = lo;
	return 0;
}

void cl_flat_set(struct cl_flat *f, const char *key, const char *value)
{
	int at, there = find(f, key, &at);
	int empty = value == NULL || *value == '\0';
	if (there && empty) {
		f->n--;
		memmove(f->pair + at, f->pair + at + 1, (size_t)(f->n - at) * sizeof f->pair[0]);
	} else if (there) {
		f->pair[at].value = value;
	} else if (!empty && f->n < CL_FLAT_MAX) {
		memmove(f->pair + at + 1, f->pair + at, (size_t)(f->n - at) * sizeof f->pair[0]);
		f->pair[at] = (struct cl_pair){key, value};
		f->n++;
	}
}

const char *cl_flat_get(const struct cl_flat *f, const char *key)
{
	int at;
	return find(f, key, &at) ? f->pair[at].value : NULL;
}

const char *cl_flat_any(const struct cl_flat *f, const char *key)
{
	int at;
	if (find(f, key, &at))
		return f->pair[at].value;
	/* the sealed twin follows directly: no key has a character below # */
	size_t n = strlen(key);
	if (at < f->n && strncmp(f->pair[at].key, key, n) == 0 &&
		strcmp(f->pair[at].key + n, "#") == 0)
		return f->pair[at].value;
	return NULL;
}

/* 1 for bytes that JSON strings cannot hold as they are. */
static const unsigned char escaped[256] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
	1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, ['"'] = 1, ['\\'] = 1, [0x7f] = 1};

static void escape(unsigned char c, struct cl_buf *out)
{
	static const char hex[] = "0123456789abcdef";
	char esc[7] = {'\\', (char)c, 0, 0, 0, 0, 0};
	if (c == '\n')
		esc[1] = 'n';
	else if (c == '\t')
		esc[1] = 't';
	else if (c == '\r')
		esc[1] = 'r';
	else if (c < 0x20 || c == 0x7f)
		memcpy(esc, (char[]){'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15], 0}, 7);
	cl_buf_str(out, esc);
}

/* Sixteen bytes at once; a comparison leaves 0xff in the bytes for which it holds. */
typedef unsigned char sixteen __attribute__((vector_size(16)));
struct halves {
	uint64_t low, high;
};

static inline sixteen load(const char *s)
{
	sixteen x;
	memcpy(&x, s, sizeof x);
	return x;
}

static inline struct halves halves(sixteen x)
{
	struct halves h;
	memcpy(&h, &x, sizeof h);
	return h;
}

static inline sixteen copy16(char *o, const char *s)
{
	sixteen x = load(s);
	memcpy(o, &x, sizeof x);
	return (sixteen)((x < 0x20) | (x == '"') | (x == '\\') | (x == 0x7f));
}

/* The same for eight bytes: not 0 where one is to be escaped. */
static inline uint64_t copy8(char *o, const char *s)
{
	const uint64_t ones = UINT64_MAX / 255, high = ones << 7;
	uint64_t x;
	memcpy(&x, s, sizeof x);
	memcpy(o, &x, sizeof x);
	uint64_t quote = x ^ ones * '"', slash = x ^ ones * '\\', del = x ^ ones * 0x7f;
	return (((x - ones * 0x20) & ~x) | ((quote - ones) & ~quote) | ((slash - ones) & ~slash) |
		       ((del - ones) & ~del)) &
	       high;
}

/* Copies n bytes; 0 where one of them is to be escaped. The last piece overlaps what came before.
 */
static int copy(char *o, const char *s, size_t n)
{
	if (n < 8) {
		unsigned bad = 0;
		for (size_t i = 0; i < n; i++)
			bad |= escaped[(unsigned char)(o[i] = s[i])];
		return bad == 0;
	}
	if (n < 16)
		return (copy8(o, s) | copy8(o + n - 8, s + n - 8)) == 0;
	sixteen bad = {0};
	for (size_t i = 0; i + 16 < n; i += 16)
		bad |= copy16(o + i, s + i);
	bad |= copy16(o + n - 16, s + n - 16);
	struct halves h = halves(bad);
	return (h.low | h.high) == 0;
}

void cl_json_text(const char *s, size_t n, struct cl_buf *out)
{
	const char *end = s + n;
	if (out->cap - out->n <= n)
		cl_buf_grow(out, n);
	if (copy(out->p + out->n, s, n)) {
		out->n += n;
		out->p[out->n] = '\0';
		return;
	}
	for (const char *run = s;; run = ++s) {
		while (s < end && !escaped[(unsigned char)*s])
			s++;
		cl_buf_add(out, run, (size_t)(s - run));
		if (s == end)
			break;
		escape((unsigned char)*s, out);
	}
}

void cl_json_string(const char *s, struct cl_buf *out)
{
	size_t n = strlen(s);
	cl_buf_grow(out, n + 2);
	cl_buf_char(out, '"');
	cl_json_text(s, n, out);
	cl_buf_char(out, '"');
}

void cl_flat_write(const struct cl_flat *f, struct cl_buf *out)
{
	char sep = '{';
	for (int i = 0; i < f->n; i++, sep = ',') {
		cl_buf_char(out, sep);
		cl_json_string(f->pair[i].key, out);
		cl_buf_char(out, ':');
		cl_json_string(f->pair[i].value, out);
	}
	cl_buf_str(out, f->n > 0 ? "}" : "{}");
}

#define PADDING 16 /* bytes behind a text that may be looked at, zero */

static int hexval(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* One escape at *p (behind the backslash); only those that cl_json_string writes. 0: another. */
static int unescape(const char **p, char *o)
{
	const char *s = *p;
	switch (*s) {
	case '"':
	case '\\':
		*o = *s;
		break;
	case 'n':
		*o = '\n';
		break;
	case 't':
		*o = '\t';
		break;
	case 'r':
		*o = '\r';
		break;
	case 'u': {
		if (s[1] != '0' || s[2] != '0')
			return 0;
		int a = hexval(s[3]), b = a < 0 ? -1 : hexval(s[4]);
		if (b < 0 || a * 16 + b == 0)
			return 0;
		*o = (char)(a * 16 + b);
		s += 4;
		break;
	}
	default:
		return 0;
	}
	*p = s + 1;
	return 1;
}

/* How many bytes come before the first that is not zero. */
static size_t zeros(uint64_t x)
{
	return (size_t)(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? __builtin_ctzll(x)
								  : __builtin_clzll(x)) /
	       8;
}

/* The first quote or backslash from s on, or the end. */
static char *stop(char *s)
{
	for (;; s += 16) { /* the text is padded */
		sixteen x = load(s);
		struct halves h = halves((sixteen)((x == '"') | (x == '\\') | (x == 0)));
		if (h.low != 0)
			return s + zeros(h.low);
		if (h.high != 0)
			return s + 8 + zeros(h.high);
	}
}

/* The string at *p, unescaped where it stands and ended by a NUL; *p goes behind its last quote. */
static char *string(char **p)
{
	char *s = *p;
	if (*s++ != '"')
		return NULL;
	char *o = stop(s), *from = o;
	while (*from != '"') {
		if (*from == '\\') {
			const char *code = from + 1;
			if (!unescape(&code, o++))
				return NULL;
			from += code - from;
		} else if (*from == '\0') {
			return NULL;
		} else {
			*o++ = *from++;
		}
	}
	*p = from + 1;
	*o = '\0';
	return s;
}

/* Most keys differ in their first letter. */
static int ascends(const char *last, const char *key)
{
	unsigned char a = (unsigned char)*last, b = (unsigned char)*key;
	return a < b || (a == b && strcmp(last, key) < 0);
}

static int malformed(struct cl_err *err)
{
	return cl_fail(err, CL_E_CHAIN, _("an event body is malformed"));
}

int cl_flat_read(const char *json, struct cl_arena *a, struct cl_flat *f, struct cl_err *err)
{
	size_t n = strlen(json);
	char *p = cl_alloc(a, n + PADDING);
	const char *last = "";
	memcpy(p, json, n);
	f->n = 0;
	if (*p++ != '{')
		return malformed(err);
	if (*p == '}')
		return p[1] == '\0' ? 0 : malformed(err);
	for (;;) {
		const char *key = string(&p), *value;
		if (key == NULL || *p++ != ':' || (value = string(&p)) == NULL ||
			f->n == CL_FLAT_MAX || !ascends(last, key))
			return malformed(err);
		f->pair[f->n++] = (struct cl_pair){last = key, value};
		if (*p == '}' && p[1] == '\0')
			return 0;
		if (*p++ != ',')
			return malformed(err);
	}
}
