#include "rules/mask.h"
#include "rules/ident.h"
#include "base/date.h"
#include "base/sixteen.h"
#include "base/utf8.h"

#include <string.h>

/* Characters kept in front and behind of a number of n. */
static void kept(size_t n, size_t *head, size_t *rear)
{
	*head = n >= 12 ? 4 : n > 3 ? 1 : 0;
	*rear = n >= 12 ? 4 : n > 3 ? 2 : 0;
}

/* At least a third hidden: what shows more is masked again. */
static int is_masked(const char *s)
{
	size_t hidden = 0, n = strlen(s);

	for (const char *p = s; *p; p++)
		hidden += *p == '*';
	return hidden == n || (hidden * 3 >= n && cl_id_masked(s));
}

void cl_mask_number(const char *s, struct cl_buf *out)
{
	size_t n = cl_utf8_count(s), head, rear;
	uint32_t cp;

	if (is_masked(s)) {
		cl_buf_str(out, s);
		return;
	}
	kept(n, &head, &rear);
	for (size_t i = 0; i < n; i++) {
		int len = cl_utf8_get(s, &cp);

		if (i < head || i >= n - rear)
			cl_buf_add(out, s, (size_t)len);
		else
			cl_buf_char(out, '*');
		s += len;
	}
}

void cl_mask_name(const char *s, struct cl_buf *out)
{
	size_t n = strlen(s);
	uint32_t cp;

	cl_trim(&s, &n);
	if (n == 0)
		return;
	cl_buf_add(out, s, (size_t)cl_utf8_get(s, &cp));
	cl_buf_str(out, "**");
}

int cl_name_masked(const char *s)
{
	uint32_t cp;

	return *s && *s != '*' && !strcmp(s + cl_utf8_get(s, &cp), "**");
}

static int is_latin(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Where the name stands in text; one in Latin letters as a word, not within another. */
static const char *find_name(const char *text, const char *name)
{
	size_t n = strlen(name);

	for (const char *s = text; (s = strstr(s, name)); s++) {
		if (s > text && is_latin(s[-1]) && is_latin(s[0]))
			continue;
		if (!is_latin(s[n - 1]) || !is_latin(s[n]))
			return s;
	}
	return NULL;
}

int cl_text_names(const char *text, const char *name)
{
	return text && name && find_name(text, name) && cl_utf8_count(name) >= 2;
}

void cl_mask_named(const char *text, const char *name, struct cl_buf *out)
{
	const char *at;

	while (cl_text_names(text, name)) {
		at = find_name(text, name);
		cl_buf_add(out, text, (size_t)(at - text));
		cl_mask_name(name, out);
		text = at + strlen(name);
	}
	cl_buf_str(out, text);
}

/* Digits that stand together; a check character X ends a run of 17. */
struct run {
	const char *from, *to;
	size_t n;
	char first[19]; /* the first 18 as ASCII */
	int sound_18;   /* any 18 in a row are a citizen's or resident's number */
	int dated_18;   /* or would be one, were its check digit right */
};

/* The digit at s as ASCII, or 0; *len its bytes. */
static char digit_at(const char *s, size_t *len)
{
	const unsigned char *u = (const unsigned char *)s;

	*len = 1;
	if (u[0] >= '0' && u[0] <= '9')
		return s[0];
	*len = 3;
	if (u[0] == 0xEF && u[1] == 0xBC && u[2] >= 0x90 && u[2] <= 0x99)
		return (char)(u[2] - 0x90 + '0');
	return 0;
}

/* X, x or their full-width forms at s: bytes; 0 where none. */
static size_t check_x(const char *s)
{
	if (*s == 'X' || *s == 'x')
		return 1;
	return !strncmp(s, "Ｘ", 3) || !strncmp(s, "ｘ", 3) ? 3 : 0;
}

static int is_sound_18(const char *s)
{
	unsigned warning = CL_IDF_REGION;

	return !(cl_id_citizen(s, CL_NODAY) & ~warning);
}

static int is_dated_18(const char *s)
{
	unsigned forgiven = CL_IDF_REGION | CL_IDF_CHECK;

	return !(cl_id_citizen(s, CL_NODAY) & ~forgiven);
}

/* Moves the window of the last 18 digits on by c and looks at it. */
static void run_push(struct run *r, char window[19], char c)
{
	memmove(window, window + 1, 17);
	window[17] = c;
	if (r->n < 18)
		r->first[r->n] = c;
	r->n++;
	if (r->n >= 18 && is_sound_18(window))
		r->sound_18 = 1;
	if (r->n >= 18 && is_dated_18(window))
		r->dated_18 = 1;
}

/* Reads the run of digits that begins at s. Returns 0 where none does. */
static int run_read(struct run *r, const char *s)
{
	char window[19] = {0}, c;
	size_t len;

	memset(r, 0, sizeof(*r));
	r->from = s;
	for (; (c = digit_at(s, &len)); s += len)
		run_push(r, window, c);
	if (r->n >= 17 && (len = check_x(s)) > 0) {
		run_push(r, window, 'X');
		s += len;
	}
	r->to = s;
	return r->n > 0;
}

static int is_mobile(const char *s)
{
	return s[0] == '1' && s[1] >= '3';
}

/* Area code and number without a mark between: 010 or 02d and 8 digits, 0ddd and 7. Of 12 digits
 * there are codes of invoices, too. */
static int is_joined_landline(const char *s)
{
	int area = s[1] == '2' || !strncmp(s, "010", 3) ? 3 : 4;

	return s[0] == '0' && (area == 3 || s[1] >= '3') && s[area] >= '2' && s[area] <= '8';
}

/* One run by itself: CL_TEXT_* or 0. */
static unsigned run_kind(const struct run *r)
{
	if (r->sound_18 || (r->n == 15 && cl_id_birth(r->first) != CL_NODAY))
		return CL_TEXT_NUMBER;
	if (r->n == 11 && (is_mobile(r->first) || is_joined_landline(r->first)))
		return CL_TEXT_PHONE;
	if (r->n == 13 && !strncmp(r->first, "86", 2) && is_mobile(r->first + 2))
		return CL_TEXT_PHONE;
	return r->n == 15 && !strncmp(r->first, "0086", 4) && is_mobile(r->first + 4)
		       ? CL_TEXT_PHONE
		       : 0;
}

/* The one mark between groups of a number, at s: bytes; 0 where none. */
static size_t joint(const char *s)
{
	static const char *const marks[] = {
		"-", " ", "－", "—", "–", "‐", "\xC2\xA0", "　", ".", "．", "·"};

	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++)
		if (!strncmp(s, marks[i], strlen(marks[i])))
			return strlen(marks[i]);
	return 0;
}

/* As joint, or the end of brackets around an area code. */
static size_t area_joint(const char *s)
{
	size_t n;

	if (*s == ')')
		n = 1;
	else if (!strncmp(s, "）", 3))
		n = 3;
	else
		return joint(s);
	return n + joint(s + n);
}

/* 0dd(d)-ddddddd(d), first being the area code. */
static int is_landline(const struct run *first, struct run *next)
{
	size_t gap;

	if (first->first[0] != '0' || first->first[1] == '0' || (first->n != 3 && first->n != 4))
		return 0;
	gap = area_joint(first->to);
	return gap && run_read(next, first->to + gap) && (next->n == 7 || next->n == 8) &&
	       next->first[0] != '0';
}

/* Groups as long as the digits of pattern say, one joint between; the 18th may be X. Returns their
 * end and their characters in all, or NULL. */
static const char *match_groups(const char *s, const char *pattern, char all[19])
{
	size_t n = 0, len;

	for (; *pattern; pattern++) {
		if (n > 0 && !(len = joint(s)))
			return NULL;
		s += n > 0 ? len : 0;
		for (int left = *pattern - '0'; left > 0; left--, s += len) {
			all[n] = digit_at(s, &len);
			if (!all[n] && n == 17 && (len = check_x(s)) > 0)
				all[n] = 'X';
			if (!all[n++])
				return NULL;
		}
	}
	all[n] = '\0';
	return digit_at(s, &len) ? NULL : s;
}

/* Eighteen characters in groups of any length, one joint between; as match_groups. */
static const char *any_groups(const char *s, char all[19])
{
	size_t n = 0, len;
	char c;

	for (;;) {
		c = digit_at(s, &len);
		if (!c && n == 17 && (len = check_x(s)) > 0)
			c = 'X';
		if (c && n == 18)
			return NULL;
		if (c)
			all[n++] = c;
		else if (n == 0 || n == 18 || !(len = joint(s)))
			break;
		s += len;
	}
	all[n] = '\0';
	return n == 18 ? s : NULL;
}

/* A personal number or telephone in a text. */
struct hit {
	const char *from, *to;
	unsigned kind;
};

static int grouped_hit(struct hit *h, const char *s)
{
	char all[19];

	h->from = s;
	h->kind = CL_TEXT_PHONE;
	h->to = match_groups(s, "344", all);
	if (h->to && is_mobile(all))
		return 1;
	h->kind = CL_TEXT_NUMBER;
	h->to = match_groups(s, "663", all); /* the old number: region, birth, order */
	if (h->to && cl_id_birth(all) != CL_NODAY)
		return 1;
	h->to = any_groups(s, all);
	return h->to && is_sound_18(all);
}

/* Whether what begins with run r is personal; loose: a number that was mistyped, too. */
static int run_hit(struct hit *h, const struct run *r, int loose)
{
	struct run next;

	h->from = r->from;
	h->to = r->to;
	h->kind = loose && r->dated_18 ? CL_TEXT_NUMBER : run_kind(r);
	if (h->kind)
		return 1;
	if (is_landline(r, &next)) {
		h->to = next.to;
		h->kind = CL_TEXT_PHONE;
		return 1;
	}
	return grouped_hit(h, r->from);
}

static int next_hit(const char *s, struct hit *h, int loose)
{
	struct run r;
	size_t len;

	while (*s) {
		if (!digit_at(s, &len)) {
			s++; /* no byte inside a character looks like a digit's first */
			continue;
		}
		run_read(&r, s);
		if (run_hit(h, &r, loose))
			return 1;
		s = r.to;
	}
	return 0;
}

#define FIGURES 10 /* digits of the shortest: a telephone with a short area code */

/* Whether there are digits enough; 0xEF, with which a full-width one begins, counts for one. */
static int has_figures(const char *s)
{
	unsigned n = 0;
	size_t left = strlen(s);

	for (; left >= sizeof(cl_sixteen) && n < FIGURES;
		s += sizeof(cl_sixteen), left -= sizeof(cl_sixteen)) {
		const cl_sixteen x = cl_sixteen_at(s);
		n += cl_sixteen_sum(((cl_sixteen)(x - '0' < 10) | (cl_sixteen)(x == 0xEF)) & 1);
	}
	if (n + left < FIGURES)
		return 0;
	for (; left > 0 && n < FIGURES; s++, left--)
		n += (unsigned char)(*s - '0') < 10 || (unsigned char)*s == 0xEF;
	return n >= FIGURES;
}

unsigned cl_text_personal(const char *s)
{
	struct hit h;
	unsigned found = 0;

	if (!has_figures(s))
		return 0;
	for (; next_hit(s, &h, 0); s = h.to)
		found |= h.kind;
	return found;
}

/* The digit or X at s, or 0 for a joint, of which one byte is passed. */
static char figure_at(const char *s, size_t *len)
{
	char c = digit_at(s, len);

	if (c)
		return c;
	*len = check_x(s);
	if (*len > 0)
		return 'X';
	*len = 1;
	return 0;
}

/* The digits alone decide the mask, and come out joined and half width: marks between them would
 * show more. */
static void mask_hit(const struct hit *h, struct cl_buf *out)
{
	size_t n = 0, at = 0, head, rear, len;
	const char *s;
	char c;

	for (s = h->from; s < h->to; s += len)
		n += figure_at(s, &len) != 0;
	kept(n, &head, &rear);
	for (s = h->from; s < h->to; s += len) {
		c = figure_at(s, &len);
		if (!c)
			continue;
		cl_buf_char(out, at < head || at >= n - rear ? c : '*');
		at++;
	}
}

static void mask_once(const char *s, struct cl_buf *out, int loose)
{
	struct hit h;

	for (; next_hit(s, &h, loose); s = h.to) {
		cl_buf_add(out, s, (size_t)(h.from - s));
		mask_hit(&h, out);
	}
	cl_buf_str(out, s);
}

/* The end that a mask leaves may read as an area code before the number behind it: hence again. */
static void mask(const char *s, struct cl_buf *out, int loose)
{
	struct cl_buf again = {0};
	struct hit h;
	size_t start = out->n;

	if (!has_figures(s)) {
		cl_buf_str(out, s);
		return;
	}
	mask_once(s, out, loose);
	while (next_hit(cl_buf_cstr(out) + start, &h, loose)) {
		cl_buf_reset(&again);
		mask_once(out->p + start, &again, loose);
		out->n = start;
		cl_buf_add(out, again.p, again.n);
	}
	cl_buf_free(&again);
}

void cl_mask_text(const char *s, struct cl_buf *out)
{
	mask(s, out, 0);
}

void cl_mask_message(const char *s, struct cl_buf *out)
{
	mask(s, out, 1);
}
