#include "base/flat.h"
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

void cl_json_text(const char *s, size_t n, struct cl_buf *out)
{
	const char *end = s + n;
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

static const char *string(const char **p, struct cl_arena *a)
{
	const char *s = *p;
	if (*s++ != '"')
		return NULL;
	size_t n = strcspn(s, "\"\\");
	if (s[n] == '"') { /* the common case: nothing escaped */
		*p = s + n + 1;
		return cl_strndup(a, s, n);
	}
	const char *end = s;
	while (*end != '"' && *end != '\0')
		end += *end == '\\' && end[1] != '\0' ? 2 : 1;
	if (*end == '\0')
		return NULL;
	char *out = cl_alloc(a, (size_t)(end - s) + 1), *o = out;
	while (s < end) {
		if (*s != '\\') {
			*o++ = *s++;
			continue;
		}
		s++;
		if (!unescape(&s, o++))
			return NULL;
	}
	*p = end + 1;
	return out;
}

int cl_flat_read(const char *json, struct cl_arena *a, struct cl_flat *f, struct cl_err *err)
{
	const char *p = json;
	f->n = 0;
	if (*p++ != '{')
		goto bad;
	if (*p == '}')
		return p[1] == '\0' ? 0 : cl_fail(err, CL_E_CHAIN, _("an event body is malformed"));
	for (;;) {
		const char *key = string(&p, a), *value;
		if (key == NULL || *p++ != ':' || (value = string(&p, a)) == NULL ||
			f->n == CL_FLAT_MAX)
			goto bad;
		if (f->n > 0 && strcmp(f->pair[f->n - 1].key, key) >= 0)
			goto bad;
		f->pair[f->n++] = (struct cl_pair){key, value};
		if (*p == '}' && p[1] == '\0')
			return 0;
		if (*p++ != ',')
			goto bad;
	}
bad:
	return cl_fail(err, CL_E_CHAIN, _("an event body is malformed"));
}
