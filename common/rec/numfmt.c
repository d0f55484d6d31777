#include "rec/numfmt.h"
#include "base/date.h"
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define LAST_SERIAL 2958465 /* 9999-12-31 */

struct cl_numfmt cl_numfmt_builtin(unsigned id)
{
	static const struct cl_numfmt date = {.year = 1, .month = 1, .day = 1}, time = {.clock = 1},
				      month = {.year = 1, .month = 1}, day = {.month = 1, .day = 1};
	static const struct cl_numfmt both = {.year = 1, .month = 1, .day = 1, .clock = 1};
	static const struct cl_numfmt elapsed = {.clock = 1, .elapsed = 1}, general = {0};
	static const struct cl_numfmt percent = {.percent = 1};
	switch (id) {
	case 9:
	case 10:
		return percent;
	case 14:
	case 15:
	case 30:
	case 31:
		return date;
	case 16:
	case 28:
	case 29:
	case 51:
	case 53:
	case 54:
	case 58:
		return day;
	case 17:
	case 27:
	case 36:
	case 50:
	case 52:
	case 57:
		return month;
	case 22:
		return both;
	case 46:
		return elapsed;
	case 18:
	case 19:
	case 20:
	case 21:
	case 32:
	case 33:
	case 34:
	case 35:
	case 45:
	case 47:
	case 55:
	case 56:
		return time;
	default:
		return general;
	}
}

/* One section without what is literal: quotes, escapes, padding, colours, conditions, locales.
 * Elapsed time [h] stays, as its letter. */
static void strip(const char *code, char *out, size_t room, int *elapsed)
{
	size_t n = 0;
	for (const char *p = code; *p != '\0' && *p != ';' && n + 1 < room; p++) {
		if (*p == '"') {
			const char *end = strchr(p + 1, '"');
			if (end == NULL)
				break;
			p = end;
		} else if (*p == '\\' || *p == '_' || *p == '*') {
			if (p[1] == '\0')
				break;
			p++;
			while ((p[1] & 0xc0) == 0x80)
				p++;
		} else if (*p == '[') {
			const char *end = strchr(p, ']');
			if (end == NULL)
				break;
			size_t k = (size_t)(end - p) - 1;
			if (k > 0 && k <= 2 && strspn(p + 1, "hHmMsS") == k) {
				*elapsed = 1;
				out[n++] = (char)tolower((unsigned char)p[1]);
			}
			p = end;
		} else
			out[n++] = (char)tolower((unsigned char)*p);
	}
	out[n] = '\0';
}

/* m is a minute beside an hour or a second, else a month. before: the last letter of a date. */
static int is_minute(const char *behind, char before)
{
	if (before == 'h')
		return 1;
	for (const char *p = behind; *p != '\0'; p++)
		if (strchr("ydhse", *p) != NULL)
			return *p == 's';
	return before == 's';
}

static void letters(const char *s, struct cl_numfmt *f)
{
	char before = '\0';
	for (const char *p = s; *p != '\0'; p++) {
		size_t run = strspn(p, (char[]){*p, '\0'});
		if (strchr("ymdhse", *p) == NULL && *p != 'a' && *p != 'b' && *p != 'g')
			continue;
		if (strncmp(p, "am/pm", 5) == 0 || strncmp(p, "a/p", 3) == 0) {
			f->clock = 1;
			p += *(p + 1) == '/' ? 2 : 4;
			continue;
		}
		if (*p == 'e' && (p[1] == '+' || p[1] == '-')) {
			p++;
			continue;
		}
		if (*p == 'y' || *p == 'e' || *p == 'b')
			f->year = 1;
		else if (*p == 'd' || (*p == 'a' && run >= 3))
			f->day = 1;
		else if (*p == 'm' && !is_minute(p + run, before))
			f->month = 1;
		else if (*p == 'm' || *p == 'h' || *p == 's')
			f->clock = 1;
		before = *p;
		p += run - 1;
	}
}

struct cl_numfmt cl_numfmt_parse(const char *code)
{
	struct cl_numfmt f = {0};
	char s[256];
	int elapsed = 0;
	strip(code, s, sizeof s, &elapsed);
	if (strncmp(s, "general", 7) == 0 || strncmp(s, "g/", 2) == 0)
		return f;
	if (strchr(s, '%') != NULL) {
		f.percent = 1;
		return f;
	}
	size_t zeros = strspn(s, "0");
	if (zeros >= 2 && s[zeros] == '\0' && zeros < 25) {
		f.zeros = (unsigned char)zeros;
		return f;
	}
	/* a day of the week alone (aaaa) is a date too; a lone b or g is none */
	letters(s, &f);
	f.elapsed = elapsed && f.clock;
	return f;
}

/* ---- numbers ---- */

/* [+-]digits[.digits][E[+-]digits]; the length of each part, 0 where it is no number. */
static int is_number(const char *s, size_t n, int *fraction, int *exponent)
{
	size_t i = 0, digits = 0;
	*fraction = *exponent = 0;
	if (i < n && (s[i] == '-' || s[i] == '+'))
		i++;
	for (; i < n && isdigit((unsigned char)s[i]); i++)
		digits++;
	if (i < n && s[i] == '.')
		for (*fraction = 1, i++; i < n && isdigit((unsigned char)s[i]); i++)
			digits++;
	if (digits == 0)
		return 0;
	if (i < n && (s[i] == 'e' || s[i] == 'E')) {
		*exponent = 1;
		i++;
		if (i < n && (s[i] == '-' || s[i] == '+'))
			i++;
		size_t from = i;
		while (i < n && isdigit((unsigned char)s[i]))
			i++;
		if (i == from || i - from > 4)
			return 0;
	}
	return i == n;
}

void cl_number_of_double(double d, char out[CL_NUMBER_MAX])
{
	for (int digits = 15; digits <= 17; digits++) {
		snprintf(out, CL_NUMBER_MAX, "%.*G", digits, d);
		if (strtod(out, NULL) == d)
			return;
	}
}

/* As a spreadsheet shows it: at most 15 digits, never 1E-05. */
static void plain(double d, char out[CL_NUMBER_MAX])
{
	if (d == 0) {
		strcpy(out, "0");
		return;
	}
	snprintf(out, CL_NUMBER_MAX, "%.15g", d);
	if (strchr(out, 'e') == NULL || fabs(d) < 1e-20 || fabs(d) >= 1e15)
		return;
	int decimals = 14 - (int)floor(log10(fabs(d)));
	snprintf(out, CL_NUMBER_MAX, "%.*f", decimals, d);
	for (size_t n = strlen(out); n > 0 && out[n - 1] == '0'; n--)
		out[n - 1] = '\0';
}

static void other(
	const struct cl_numfmt *f, const char *text, int integer, double d, char out[CL_NUMBER_MAX])
{
	if (f->percent && fabs(d) < 1e13) {
		char shown[CL_NUMBER_MAX];
		snprintf(shown, sizeof shown, "%.15g", d);
		plain(strtod(shown, NULL) * 100, out);
		snprintf(shown, sizeof shown, "%.13g", strtod(out, NULL));
		plain(strtod(shown, NULL), out);
		strcat(out, "%");
		return;
	}
	if (integer || fabs(d) >= 1e15)
		snprintf(out, CL_NUMBER_MAX, "%s", text + (*text == '+'));
	else
		plain(d, out);
	if (strcmp(out, "-0") == 0)
		strcpy(out, "0");
	size_t n = strlen(out);
	if (f->zeros > n && strspn(out, "0123456789") == n) {
		memmove(out + f->zeros - n, out, n + 1);
		memset(out, '0', f->zeros - n);
	}
}

/* 1 where written; 0 where the number is outside the calendar and stays one. */
static int date(const struct cl_numfmt *f, double d, int date1904, char out[CL_NUMBER_MAX])
{
	int dated = f->year || f->month || f->day;
	double whole = floor(d);
	long seconds = lround((d - whole) * 86400);
	if (!(d >= 0) || d >= LAST_SERIAL + 1)
		return 0;
	if (!dated && (f->elapsed || whole == 0)) {
		long all = lround(d * 86400);
		long hours = all / 3600;
		if (!f->elapsed && all >= 86400)
			return 0;
		snprintf(out, CL_NUMBER_MAX, "%02ld:%02ld:%02ld", hours, all / 60 % 60, all % 60);
		return 1;
	}
	if (!f->clock && dated)
		seconds = 0;
	whole += seconds == 86400;
	seconds %= 86400;
	long serial = (long)whole + (date1904 ? 1462 : 0);
	if (serial < 1 || serial > LAST_SERIAL)
		return 0;
	int y = 1900, m = 2, dom = 29; /* serial 60, a day that never was: shown as every
					  spreadsheet shows it */
	if (serial != 60)
		cl_day_split(cl_day(1899, 12, 31) + (int32_t)serial - (serial > 60), &y, &m, &dom);
	if (dated && !f->day && dom == 1 && f->year && !f->clock && f->month)
		snprintf(out, CL_NUMBER_MAX, "%04d-%02d", y, m);
	else if (dated && !f->day && !f->month && dom == 1 && m == 1 && !f->clock)
		snprintf(out, CL_NUMBER_MAX, "%04d", y);
	else
		snprintf(out, CL_NUMBER_MAX, "%04d-%02d-%02d", y, m, dom);
	if (seconds != 0)
		snprintf(out + strlen(out), CL_NUMBER_MAX - strlen(out), " %02ld:%02ld:%02ld",
			seconds / 3600, seconds / 60 % 60, seconds % 60);
	return 1;
}

int cl_number_text(const struct cl_numfmt *f, const char *text, size_t n, int date1904,
	char out[CL_NUMBER_MAX])
{
	char s[CL_NUMBER_MAX - 2];
	int fraction, exponent;
	while (n > 0 && strchr(" \t\r\n", *text) != NULL)
		text++, n--;
	while (n > 0 && strchr(" \t\r\n", text[n - 1]) != NULL)
		n--;
	if (n >= sizeof s || !is_number(text, n, &fraction, &exponent))
		return -1;
	memcpy(s, text, n);
	s[n] = '\0';
	double d = strtod(s, NULL);
	int is_date = f->year || f->month || f->day || f->clock;
	if (!isfinite(d))
		return -1;
	if (!is_date || !date(f, d, date1904, out))
		other(f, s, !fraction && !exponent, d, out);
	return 0;
}
