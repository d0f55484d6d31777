#include "rules/datecell.h"
#include "base/date.h"
#include "base/utf8.h"

#include <string.h>
#include <strings.h>

#define CELL_MAX 128 /* bytes; no date or range is longer */
#define SERIAL_EPOCH                                                                               \
	(-25569) /* 1899-12-30: right from serial 61 on, 1900 having no 29 February                \
		  */

/* A date read from the front of a text. */
struct part {
	enum cl_datecell_kind kind; /* CL_DC_DAY, CL_DC_EITHER, CL_DC_INCOMPLETE or CL_DC_BAD */
	int32_t day;
	int a, b, y;
	int clock;
};

static int is_digit(char c)
{
	return (unsigned char)(c - '0') < 10;
}

static const char *skip(const char *s)
{
	while (*s == ' ')
		s++;
	return s;
}

/* Past word, if the text goes on with it, blanks before it allowed; else NULL. */
static const char *past(const char *s, const char *word)
{
	size_t n = strlen(word);

	s = skip(s);
	return strncmp(s, word, n) ? NULL : s + n;
}

/* Number of digits from s on; their value is kept in *value as long as it can matter. */
static int digits(const char *s, int *value)
{
	int n = 0;

	for (*value = 0; is_digit(s[n]); n++)
		if (n < 8)
			*value = *value * 10 + (s[n] - '0');
	return n;
}

/* One plain form for the marks that departments use alike; NUL: the character stays as it is. */
static char plain(uint32_t cp)
{
	if (cl_is_blank(cp))
		return ' ';
	if (cp >= 0xFF01 && cp <= 0xFF5E)
		return (char)(cp - 0xFEE0);
	switch (cp) {
	case 0x2010:
	case 0x2011:
	case 0x2012:
	case 0x2013:
	case 0x2014:
	case 0x2015:
	case 0x2212:
		return '-';
	case 0x223C:
	case 0x301C:
		return '~';
	default:
		return cp < 0x80 ? (char)cp : '\0';
	}
}

/* Trimmed copy in plain form. Returns 0 where it is too long to be a date. */
static int normal(const char *s, char out[CELL_MAX])
{
	size_t n = 0;
	uint32_t cp;

	while (*s) {
		size_t len = (size_t)cl_utf8_get(s, &cp);
		char c = plain(cp);

		if (c != ' ' || (n > 0 && out[n - 1] != ' ')) {
			if (n + 4 >= CELL_MAX)
				return 0;
			if (c)
				out[n++] = c;
			else
				n = (size_t)((char *)mempcpy(out + n, s, len) - out);
		}
		s += len;
	}
	n -= n > 0 && out[n - 1] == ' ';
	out[n] = '\0';
	return 1;
}

static int is_null(const char *s)
{
	static const char *const spellings[] = {
		"无", "暂无", "null", "\\N", "N/A", "NaN", "NaT", "None"};

	if (!s[strspn(s, "-")] || !s[strspn(s, "/")])
		return 1;
	for (size_t i = 0; i < sizeof(spellings) / sizeof(*spellings); i++)
		if (!strcasecmp(s, spellings[i]))
			return 1;
	return 0;
}

static int is_endless(const char *s)
{
	static const char *const words[] = {
		"长期", "长期有效", "无期限", "无限期", "不限期", "无固定期限", "永久", "永久有效"};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (!strcmp(s, words[i]))
			return 1;
	return 0;
}

/* Days that programs write where there is no end. */
static int is_endless_day(int32_t day)
{
	return day == -25567 /* 1900-01-01 */ || day == 47481 /* 2099-12-31 */ ||
	       day == 2932783 /* 9999-09-09 */ || day == 2932896 /* 9999-12-31 */;
}

/* A number of one or two digits up to max. */
static const char *clock_number(const char *s, int max, int *value)
{
	int n;

	s = skip(s);
	n = digits(s, value);
	return (n == 1 || n == 2) && *value <= max ? s + n : NULL;
}

static const char *either_mark(const char *s, const char *mark, const char *word)
{
	const char *p = past(s, mark);

	return p ? p : past(s, word);
}

/* A fraction, half of the day, and the zone where it is ours, or Greenwich's before 16:00, when it
 * is the same day here: any other would shift the day. */
static const char *clock_rest(const char *s, int hour)
{
	int value;
	const char *p = past(s, ".");

	if (p && digits(p, &value) > 0)
		s = p + digits(p, &value);
	if ((p = either_mark(s, "AM", "PM")) || (p = either_mark(s, "+08:00", "+0800")) ||
		(hour < 16 && (p = either_mark(s, "Z", "+00:00"))))
		s = p;
	return s;
}

/* Past a time of day; s where none stands, NULL where a wrong one does. */
static const char *skip_clock(const char *s, int *clock)
{
	const char *p = either_mark(s, "上午", "下午"), *q;
	int hour, value;

	p = skip(p ? p : s);
	p += *p == 'T';
	if (!(q = clock_number(p, 24, &hour)) || !(p = either_mark(q, ":", "时")))
		return s;
	*clock = 1;
	if (!(q = clock_number(p, 59, &value)))
		return p[-1] == ':' ? NULL : p;
	if (!(p = either_mark(q, ":", "分")))
		return clock_rest(q, hour);
	if (!(q = clock_number(p, 60, &value)))
		return p[-1] == ':' ? NULL : p;
	p = past(q, "秒");
	return p ? p : clock_rest(q, hour);
}

static const char *bad(struct part *d)
{
	d->kind = CL_DC_BAD;
	return NULL;
}

static const char *full_day(struct part *d, int y, int m, int dom, const char *rest)
{
	d->kind = CL_DC_DAY;
	d->day = cl_day(y, m, dom);
	if (d->day == CL_NODAY)
		return bad(d);
	rest = skip_clock(rest, &d->clock);
	return rest ? rest : bad(d);
}

static const char *incomplete(struct part *d, int y, int m, const char *rest)
{
	d->kind = CL_DC_INCOMPLETE;
	return cl_day(y, m, 1) == CL_NODAY ? bad(d) : rest;
}

static const char *year_only(struct part *d, int y, int m, const char *rest)
{
	return y >= 1900 && y <= 2100 ? incomplete(d, y, m, rest) : bad(d);
}

/* The six digits of a time written without marks. */
static int is_packed_clock(const char *s)
{
	return (s[0] - '0') * 10 + s[1] - '0' <= 24 && s[2] < '6' && s[4] < '6';
}

static const char *serial(struct part *d, int v, const char *s)
{
	int value, n;

	d->kind = CL_DC_DAY;
	d->day = v + SERIAL_EPOCH;
	if (*s == '.' && (n = digits(s + 1, &value)) > 0) {
		d->clock = 1;
		s += 1 + n;
	}
	return s;
}

/* Runs of digits that carry no marks: 20210524, 202105, 2021, 44327(.39), 20210524092642. */
static const char *packed(struct part *d, const char *s, int n, int v)
{
	switch (n) {
	case 14:
		if (!is_packed_clock(s + 8))
			return bad(d);
		d->clock = 1;
		/* fall through */
	case 8:
		return full_day(d, v / 10000, v / 100 % 100, v % 100, s + n);
	case 6:
		return year_only(d, v / 100, v % 100, s + n);
	case 5:
		return v >= 20000 && v <= 80000 ? serial(d, v, s + n) : bad(d);
	case 4:
		return year_only(d, v, 1, s + n);
	default:
		return bad(d);
	}
}

/* What follows the year in 2021年5月24日 and 2021年度2  月. */
static const char *chinese(struct part *d, int y, const char *s)
{
	const char *p = past(s, "度"), *rest;
	int m, dom, n;

	s = rest = p ? p : s;
	s = skip(s);
	n = digits(s, &m);
	if (n == 0)
		return incomplete(d, y, 1, rest);
	if (n > 2 || !(p = past(s + n, "月")))
		return bad(d);
	rest = p;
	s = skip(p);
	n = digits(s, &dom);
	if (n == 0)
		return incomplete(d, y, m, rest);
	if (n > 2)
		return bad(d);
	s += n;
	if ((p = past(s, "日")) || (p = past(s, "号")))
		s = p;
	return full_day(d, y, m, dom, s);
}

/* The mark between numbers: one of / - . */
static const char *mark(const char *s, char *which)
{
	s = skip(s);
	*which = *s;
	return *s == '/' || *s == '-' || *s == '.' ? skip(s + 1) : NULL;
}

/* Goes on with the same mark and a number of one or two digits; else NULL. */
static const char *next_number(const char *s, char same, int *value, int *len)
{
	char c;

	s = mark(s, &c);
	if (!s || c != same)
		return NULL;
	*len = digits(s, value);
	return *len > 0 ? s + *len : NULL;
}

/* Past the point behind 2021.5.24. */
static const char *past_point(const char *s, char c)
{
	return s + (c == '.' && *s == '.' && !is_digit(s[1]));
}

static const char *year_first(struct part *d, int y, char c, const char *s)
{
	int m, dom, n;
	const char *p;

	n = digits(s, &m);
	if (n != 1 && n != 2)
		return bad(d);
	s += n;
	p = next_number(s, c, &dom, &n);
	/* Four digits after the month are the next year of a range without days. */
	if (!p || n > 2)
		return incomplete(d, y, m, s);
	return full_day(d, y, m, dom, past_point(p, c));
}

static const char *year_last(struct part *d, int a, char c, const char *s)
{
	int b, n;
	const char *p;

	n = digits(s, &b);
	if (n != 1 && n != 2)
		return bad(d);
	p = next_number(s + n, c, &d->y, &n);
	if (!p || n != 4 || (cl_day(d->y, b, a) == CL_NODAY && cl_day(d->y, a, b) == CL_NODAY))
		return bad(d);
	d->kind = CL_DC_EITHER;
	d->a = a;
	d->b = b;
	p = skip_clock(past_point(p, c), &d->clock);
	return p ? p : bad(d);
}

/* Reads one date from the front. Returns where it ends, or NULL. */
static const char *read_date(struct part *d, const char *s)
{
	int v, n;
	char c;
	const char *p;

	memset(d, 0, sizeof(*d));
	d->day = CL_NODAY;
	s = skip(s);
	n = digits(s, &v);
	if (n == 4 && (p = past(s + 4, "年")))
		return chinese(d, v, p);
	p = mark(s + n, &c);
	if (n == 4 && p && is_digit(*p)) {
		int next;

		/* 2020-2021 has two years, not a year and a month. */
		return digits(p, &next) == 4 ? incomplete(d, v, 1, s + 4) : year_first(d, v, c, p);
	}
	if ((n == 1 || n == 2) && p)
		return year_last(d, v, c, p);
	return packed(d, s, n, v);
}

static const char *range_mark(const char *s)
{
	static const char *const marks[] = {"--", "-", "~~", "~", "至", "到"};
	const char *p = past(s, "起");

	s = p ? p : s;
	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++)
		if ((p = past(s, marks[i])))
			return skip(p);
	return NULL;
}

/* A day that stands for no end, in whichever order. */
static int has_no_end(const struct part *d)
{
	return is_endless_day(d->day) ||
	       (d->kind == CL_DC_EITHER && (is_endless_day(cl_day(d->y, d->b, d->a)) ||
						   is_endless_day(cl_day(d->y, d->a, d->b))));
}

/* The end of a range; an open one is CL_DC_OPEN. */
static void read_last(struct part *last, const char *s)
{
	const char *end, *p;

	if (is_endless(s)) {
		memset(last, 0, sizeof(*last));
		last->kind = CL_DC_OPEN;
		last->day = CL_NODAY;
		return;
	}
	end = read_date(last, s);
	if (end && (p = past(end, "止")))
		end = p;
	if (!end || *skip(end))
		last->kind = CL_DC_BAD;
	else if (has_no_end(last))
		last->kind = CL_DC_OPEN;
}

static void read_range(struct cl_datecell *out, const struct part *first, const char *s)
{
	struct part last;

	read_last(&last, s);
	if (last.kind == CL_DC_BAD)
		return;
	out->clock = first->clock | last.clock;
	if (first->kind == CL_DC_INCOMPLETE || last.kind == CL_DC_INCOMPLETE) {
		out->kind = CL_DC_INCOMPLETE;
		return;
	}
	out->kind = first->y || last.y ? CL_DC_RANGE_EITHER : CL_DC_RANGE;
	out->day = first->day;
	out->a = first->a;
	out->b = first->b;
	out->y = first->y;
	out->open2 = last.kind == CL_DC_OPEN;
	out->day2 = out->open2 ? CL_NODAY : last.day;
	out->a2 = last.a;
	out->b2 = last.b;
	out->y2 = last.y;
}

static void one_date(struct cl_datecell *out, const struct part *d)
{
	out->kind = d->kind;
	out->day = d->day;
	out->a = d->a;
	out->b = d->b;
	out->y = d->y;
	out->clock = d->clock;
	if (has_no_end(d)) {
		out->kind = CL_DC_OPEN;
		out->day = CL_NODAY;
	}
}

/* 至2027年1月4日, 2027年1月4日止: which day it is must be sure. */
static void last_day(struct cl_datecell *out, const char *s)
{
	struct part last;

	read_last(&last, s);
	if (last.kind == CL_DC_EITHER || last.kind == CL_DC_BAD)
		return;
	one_date(out, &last);
	if (out->kind == CL_DC_DAY)
		out->kind = CL_DC_UNTIL;
}

/* What is neither empty nor without an end. */
static void read_text(struct cl_datecell *out, const char *s)
{
	struct part first;
	const char *from = either_mark(s, "自", "从"), *to = either_mark(s, "截至", "截止"), *end,
		   *p;

	if (to || (to = either_mark(s, "至", "到"))) {
		last_day(out, skip(to));
		return;
	}
	if (!(end = read_date(&first, from ? from : s)))
		return;
	if ((p = range_mark(end)))
		read_range(out, &first, p);
	else if (!from && !*skip(end))
		one_date(out, &first);
	else if (!from && past(end, "止"))
		last_day(out, s);
}

/* ---- numbers in Chinese ---- */

/* The value of the numeral at s, 10 for 十; -1: none stands there. */
static int numeral(const char *s)
{
	static const char *const marks[] = {
		"〇", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "零", "○"};

	for (int i = 0; i < (int)(sizeof(marks) / sizeof(*marks)); i++)
		if (!strncmp(s, marks[i], 3))
			return i > 10 ? 0 : i;
	return -1;
}

/* 二〇二一年五月二十四日 becomes 2021年5月24日. Each numeral takes three bytes, so there is room.
 */
static void figures(char *s)
{
	char *out = s;
	int v, before = 0; /* before: the numeral before was a digit */

	while (*s)
		if ((v = numeral(s)) < 0) {
			*out++ = *s++;
			before = 0;
		} else {
			s += 3;
			if (v < 10)
				*out++ = (char)('0' + v);
			else if (!before)
				*out++ = '1';
			if (v == 10 && numeral(s) < 0)
				*out++ = '0';
			before = v < 10;
		}
	*out = '\0';
}

/* The plain shapes that most cells have, 2021-05-24 and 2021/5/24, seven times as fast as the rest.
 */
static int32_t quick_day(const char *s)
{
	int y, m, d, n = digits(s, &y);
	char c = s[n];

	if (n != 4 || (c != '-' && c != '/'))
		return CL_NODAY;
	s += 5;
	n = digits(s, &m);
	if (n < 1 || n > 2 || s[n] != c)
		return CL_NODAY;
	s += n + 1;
	n = digits(s, &d);
	return n < 1 || n > 2 || s[n] ? CL_NODAY : cl_day(y, m, d);
}

/* Days from 2000 to 2089, up to the 28th of a month, exist and stand for no open end. */
static int is_usual(const char *s)
{
	int month = s[5] == '0' ? s[6] >= '1' && s[6] <= '9'
				: s[5] == '1' && s[6] >= '0' && s[6] <= '2';
	int day = s[8] == '0'   ? s[9] >= '1' && s[9] <= '9'
		  : s[8] == '1' ? s[9] >= '0' && s[9] <= '9'
				: s[8] == '2' && s[9] >= '0' && s[9] <= '8';
	return s[0] == '2' && s[1] == '0' && s[2] >= '0' && s[2] <= '8' && s[3] >= '0' &&
	       s[3] <= '9' && month && day;
}

int cl_datecell_iso(const char *s, size_t n)
{
	if (n != 10 || s[4] != '-' || s[7] != '-')
		return 0;
	if (is_usual(s))
		return 1;
	int32_t day = cl_day_parse(s);
	return day != CL_NODAY && !is_endless_day(day);
}

void cl_datecell_parse(const char *s, struct cl_datecell *out)
{
	char text[CELL_MAX];

	memset(out, 0, sizeof(*out));
	out->kind = CL_DC_BAD;
	out->day2 = CL_NODAY;
	out->day = quick_day(s);
	if (out->day != CL_NODAY && !is_endless_day(out->day)) {
		out->kind = CL_DC_DAY;
		return;
	}
	out->day = CL_NODAY;
	if (!normal(s, text))
		return;
	if (is_null(text)) {
		out->kind = CL_DC_EMPTY;
	} else if (is_endless(text)) {
		out->kind = CL_DC_OPEN;
	} else {
		if (strstr(text, "年"))
			figures(text);
		read_text(out, text);
	}
}

static void weigh(struct cl_dateproof *p, int a, int b, long row)
{
	if (a > 12) {
		if (p->only_dmy++ == 0)
			p->row_dmy = row;
	} else if (b > 12) {
		if (p->only_mdy++ == 0)
			p->row_mdy = row;
	} else if (a == b) {
		p->same++;
	} else if (p->either++ == 0) {
		p->row_either = row;
	}
}

void cl_dateproof_add(struct cl_dateproof *p, const struct cl_datecell *c, long row)
{
	/* An open end written as 31/12/9999 proves an order too. */
	if (c->y != 0)
		weigh(p, c->a, c->b, row);
	if (c->y2 != 0)
		weigh(p, c->a2, c->b2, row);
}

enum cl_dateorder cl_dateproof_decide(const struct cl_dateproof *p)
{
	if (p->only_dmy > 0)
		return p->only_mdy > 0 ? CL_DO_BOTH : CL_DO_DMY;
	return p->only_mdy > 0 ? CL_DO_MDY : CL_DO_UNKNOWN;
}

static int32_t ordered(int a, int b, int y, enum cl_dateorder order)
{
	if (order == CL_DO_MDY)
		return cl_day(y, a, b);
	return order == CL_DO_DMY || a == b ? cl_day(y, b, a) : CL_NODAY;
}

int32_t cl_datecell_day(const struct cl_datecell *c, enum cl_dateorder order)
{
	return c->kind == CL_DC_EITHER ? ordered(c->a, c->b, c->y, order) : c->day;
}

void cl_datecell_settle(struct cl_datecell *c, enum cl_dateorder order)
{
	if (c->kind != CL_DC_RANGE_EITHER)
		return;
	if (c->y != 0)
		c->day = ordered(c->a, c->b, c->y, order);
	if (c->y2 != 0 && !c->open2)
		c->day2 = ordered(c->a2, c->b2, c->y2, order);
	c->kind = c->day != CL_NODAY && (c->open2 || c->day2 != CL_NODAY) ? CL_DC_RANGE : CL_DC_BAD;
}
