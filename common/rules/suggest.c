#include "rules/suggest.h"
#include "rules/ident.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char ALPHABET[] = "0123456789ABCDEFGHJKLMNPQRTUWXY"; /* GB 32100, table 1 */

#define NUMBER 9 /* characters of the shortest number */

struct search {
	int citizen;
	int32_t today;
	struct cl_suggest *out;
};

static int sound(const struct search *s, const char *code)
{
	unsigned faults = s->citizen ? cl_id_citizen(code, s->today) & ~(unsigned)CL_IDF_REGION
				     : cl_id_uscc(code);
	return faults == 0; /* an unknown kind (positions 1-2) makes a guess too weak */
}

static void try(const struct search *s, const char *code)
{
	if (!sound(s, code))
		return;
	int kept = s->out->n < CL_SUGGESTED ? s->out->n : CL_SUGGESTED;
	for (int i = 0; i < kept; i++)
		if (strcmp(s->out->code[i], code) == 0)
			return;
	if (s->out->n < CL_SUGGESTED)
		snprintf(s->out->code[s->out->n], sizeof s->out->code[0], "%.18s", code);
	s->out->n++;
}

static int digits(const char *s, size_t n)
{
	return strspn(s, "0123456789") >= n;
}

/* 15 digits are left of 18. */
static void truncated(const struct search *s, const char *head)
{
	char code[19] = "";
	memcpy(code, head, 15);
	for (int i = 0; i < 1000; i++) {
		code[15] = (char)('0' + i / 100);
		code[16] = (char)('0' + i / 10 % 10);
		code[17] = (char)('0' + i % 10);
		try(s, code);
	}
	for (int i = 0; s->citizen && i < 100; i++) {
		code[15] = (char)('0' + i / 10);
		code[16] = (char)('0' + i % 10);
		code[17] = 'X';
		try(s, code);
	}
}

/* All numbers that the same double stands for. */
static void rounded(const struct search *s, uint64_t value)
{
	char code[24];
	double kept = (double)value;
	for (uint64_t v = value - 128; v <= value + 128; v++) {
		if ((double)v != kept)
			continue;
		snprintf(code, sizeof code, "%018llu", (unsigned long long)v);
		try(s, code);
	}
}

/* 9.11304230123456E+17: 15 digits were kept, or 16 and more of a double. */
static void scientific(const struct search *s, const char *text)
{
	char all[32] = "";
	size_t n = 0;
	const char *p = text;
	for (; (*p >= '0' && *p <= '9') || *p == '.'; p++)
		if (*p != '.' && n < sizeof all - 1)
			all[n++] = *p;
	if (strtol(p + 1, NULL, 10) != 17 || n < 15 || n > 18 || text[1] != '.')
		return;
	if (n == 15)
		truncated(s, all);
	else
		rounded(s, (uint64_t)strtod(text, NULL));
}

/* One character of 18 was lost; of a citizen number only the last can be told again. */
static void shorter(const struct search *s, const char *text)
{
	char code[19] = "";
	const char *chars = s->citizen ? "0123456789X" : ALPHABET;
	for (int at = s->citizen ? 17 : 0; at < 18; at++) {
		memcpy(code, text, (size_t)at);
		memcpy(code + at + 1, text + at, (size_t)(17 - at));
		for (const char *c = chars; *c != '\0'; c++) {
			code[at] = *c;
			try(s, code);
		}
	}
}

/* Only inside the organisation code, where both check digits speak: elsewhere one swap in five
 * would fit by chance. */
static void exchanged(const struct search *s, const char *text)
{
	char code[32];
	if (!(cl_id_uscc(text) & CL_IDF_ORG))
		return;
	for (int i = 8; i < 16; i++) {
		snprintf(code, sizeof code, "%.18s", text);
		code[i] = text[i + 1];
		code[i + 1] = text[i];
		try(s, code);
	}
}

/* Letters that GB 32100 leaves out because they look like digits. */
static void lookalikes(const struct search *s, const char *text)
{
	static const char from[] = "IOZS", to[] = "1025";
	char code[32];
	snprintf(code, sizeof code, "%.18s", text);
	for (char *c = code; *c != '\0'; c++) {
		const char *k = strchr(from, *c);
		if (k != NULL)
			*c = to[k - from];
	}
	if (strcmp(code, text) != 0)
		try(s, code);
}

static const char CHARACTERS[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/* Characters of numbers that stand together; codes without a mark between them are cut. */
static size_t run(const char *text)
{
	size_t n = strspn(text, CHARACTERS);
	return n > 18 && n % 18 == 0 ? 18 : n;
}

/* A code and what follows it; a second number there may be the one that is meant. */
static void suffixed(const struct search *s, const char *text)
{
	char code[32];
	size_t n;
	for (const char *p = text; (n = run(p)) > 0; p += n, p += strcspn(p, CHARACTERS)) {
		snprintf(code, sizeof code, "%.18s", p);
		if (n == 18)
			try(s, code);
		s->out->several |= p != text && n >= NUMBER && strncmp(p, text, n) != 0;
	}
}

static void search(const struct search *s, const char *given)
{
	char text[64];
	const char *bare = cl_id_past_quotes(given);
	cl_id_normal(bare, text, sizeof text);
	size_t n = strlen(text);
	s->out->n = s->out->several = 0;
	enum cl_damage damage = cl_id_damage(given);
	if (bare != given && n == 18)
		try(s, text);
	if (damage == CL_DMG_SCIENTIFIC)
		scientific(s, text);
	else if (n == 18 && digits(text, 18) && damage == CL_DMG_TRUNCATED)
		truncated(s, text);
	else if (n == 18 && digits(text, 18) && damage == CL_DMG_ROUNDED)
		rounded(s, strtoull(text, NULL, 10));
	else if (n == 17)
		shorter(s, text);
	else if (n > 18)
		suffixed(s, text);
	if (s->citizen || n != 18 || s->out->n > 0 || damage == CL_DMG_PADDED ||
		damage == CL_DMG_PERSONAL)
		return;
	lookalikes(s, text);
	exchanged(s, text);
}

void cl_suggest_uscc(const char *given, struct cl_suggest *out)
{
	search(&(struct search){.out = out}, given);
}

void cl_suggest_citizen(const char *given, int32_t today, struct cl_suggest *out)
{
	search(&(struct search){.citizen = 1, .today = today, .out = out}, given);
}
