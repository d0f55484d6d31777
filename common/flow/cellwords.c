#include "flow/cellwords.h"
#include <string.h>

int cl_says_null(const char *s, size_t len)
{
	static const char *const words[] = {"/", "-", "--", "—", "——", "无", "暂无", "null", "NULL",
		"Null", "\\N", "N/A", "n/a", "空"};
	if (len > sizeof "暂无" - 1)
		return 0; /* the longest */
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcmp(s, words[i]) == 0)
			return 1;
	return 0;
}

/* Whether what follows a ? or stands before it is a Chinese character or mark. */
static int is_wide(unsigned char c)
{
	return c >= 0xe3;
}

static int is_digit(char c)
{
	return (unsigned char)(c - '0') < 10;
}

int cl_lost_characters(const char *s, enum cl_cell_kind kind)
{
	const char *p = strchr(s, '?');
	if (strstr(s, "\xef\xbf\xbd") != NULL)
		return 1;
	while (p != NULL) {
		size_t n = strspn(p, "?");
		int before = p > s && (unsigned char)p[-1] >= 0x80,
		    after = is_wide((unsigned char)p[n]);
		if ((before && after) || ((before || after) && (kind == CL_CELL_NAME || n > 1)))
			return 1;
		if (kind == CL_CELL_DOCUMENT &&
			((before && is_digit(p[n])) || (after && p > s && is_digit(p[-1]))))
			return 1; /* a bracket of the year */
		p = strchr(p + n, '?');
	}
	return 0;
}

int cl_error_value(const char *s)
{
	static const char *const words[] = {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?",
		"#NUM!", "#NULL!", "#GETTING_DATA", "#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!"};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcmp(s, words[i]) == 0)
			return 1;
	return 0;
}

int cl_declares_market(const char *s)
{
	static const char *const words[] = {
		"企业", "个体", "农民专业合作社", "市场主体", "sole_trader"};
	for (size_t w = 0; w < sizeof words / sizeof *words; w++)
		if (strstr(s, words[w]) != NULL)
			return 1;
	return 0;
}
