#include "rules/footer.h"
#include "base/utf8.h"
#include <stdint.h>
#include <string.h>

#define LONGEST 400 /* bytes; what begins a footer is no longer, but for a note */

/* The words, and what may follow them: nothing or a colon, a number (S), a name (P). The longer
 * one of two that begin alike stands first. O: a colon must follow, for the word may be a value. */
enum { S = 1, P = 2, N = 4, O = 8 };
static const struct {
	const char *word;
	int is;
} words[] = {
	{"合计", S},
	{"总计", S},
	{"小计", S},
	{"共计", S},
	{"累计", S | O},
	{"填表人", P},
	{"填报人", P},
	{"制表人", P},
	{"审核人", P},
	{"复核人", P},
	{"填表单位", P},
	{"填报单位", P},
	{"制表单位", P},
	{"报送单位", P},
	{"填表日期", P},
	{"填报日期", P},
	{"制表日期", P},
	{"填表时间", P},
	{"填报时间", P},
	{"制表时间", P},
	{"填表", O},
	{"制表", 0},
	{"审核", 0},
	{"审批人", O},
	{"经办人", O},
	{"联系人", O},
	{"联系电话", O},
	{"单位负责人", O},
	{"负责人", O},
	{"附注", N},
	{"备注", N},
	{"说明", N},
	{"注", N},
};

/* Whether one of the words may begin here: most names are left at once. */
static int may_begin(const char *s)
{
	uint32_t cp;

	if ((unsigned char)*s < 0x80)
		return *s == '(' || *s == '-' || *s == '*';
	cl_utf8_get(s, &cp);
	/* clang-format off */
	switch (cp) {
	case U'合': case U'总': case U'小': case U'共': case U'累': case U'填': case U'制': case U'审':
	case U'复': case U'报': case U'经': case U'联': case U'单': case U'负': case U'附': case U'备':
	case U'注': case U'说': case U'（': case U'以': case U'此': case U'本': case U'—': case U'－':
		return 1;
	default:
		return 0;
	}
	/* clang-format on */
}

/* （以下空白）, —以下空白—: only marks around it. */
static int is_end(const char *s)
{
	static const char *const ends[] = {
		"以下空白", "此处以下空白", "本页以下空白", "以下无正文", "此页以下空白"};

	s += strspn(s, "(-*");
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		size_t n = strlen(ends[i]);

		if (!strncmp(s, ends[i], n) && !s[n + strspn(s + n, ")-*.。")])
			return 1;
	}
	return 0;
}

/* Past one pair of brackets: 填表人(签字). */
static const char *past_brackets(const char *s)
{
	const char *end = *s == '(' ? strchr(s, ')') : NULL;

	return end ? end + 1 : s;
}

/* A number, at most two characters that say of what, and no more: 2家, 共2家. */
static int is_count(const char *s)
{
	uint32_t cp;
	size_t n;

	if (!strncmp(s, "共", 3))
		s += 3;
	n = strspn(s, "0123456789");
	if (n == 0)
		return 0;
	s += n;
	for (int i = 0; i < 2 && *s; i++)
		s += cl_utf8_get(s, &cp);
	return !*s;
}

/* What follows a word, folded; blank: a blank stands behind it as written. */
static enum cl_footer follows(int is, const char *rest, int blank)
{
	const char *p = past_brackets(rest + (is & N ? strspn(rest, "0123456789") : 0));

	if (*p == ':' || (!*p && !(is & O)))
		return is & N && *p && p[1] ? CL_FOOTER_LONE : CL_FOOTER_SURE;
	if (is & S)
		return is_count(rest) ? CL_FOOTER_SURE : CL_FOOTER_NOT;
	return is & P || (blank && !(is & N)) ? CL_FOOTER_LONE : CL_FOOTER_NOT;
}

static enum cl_footer begins(const char *folded, const char *s)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		size_t n = strlen(words[i].word);
		uint32_t cp = 0;

		if (strncmp(folded, words[i].word, n))
			continue;
		if (!strncmp(s, words[i].word, n))
			cl_utf8_get(s + n, &cp);
		return follows(words[i].is, folded + n, cl_is_blank(cp));
	}
	return is_end(folded) ? CL_FOOTER_SURE : CL_FOOTER_NOT;
}

/* Without one pair of brackets at the end: (第二批). */
static size_t before_brackets(const char *s, size_t n)
{
	const char *open = n > 0 && s[n - 1] == ')' ? memrchr(s, '(', n) : NULL;

	return open ? (size_t)(open - s) : n;
}

/* 附件, 附件2…, 附件二…, 附件:…: of a firm's name (附件厂) it is a part. */
static int is_annex(const char *s)
{
	static const char *const after[] = {
		"一", "二", "三", "四", "五", "六", "七", "八", "九", "十"};

	if (strncmp(s, "附件", 6) != 0 && strncmp(s, "附表", 6) != 0)
		return 0;
	s += 6;
	for (size_t i = 0; i < sizeof(after) / sizeof(*after); i++)
		if (!strncmp(s, after[i], 3))
			return 1;
	return *s == '\0' || *s == ':' || (*s >= '0' && *s <= '9');
}

/* folded */
static int is_title(const char *s, size_t n)
{
	static const char *const ends[] = {"名单", "名录", "清单", "花名册", "台账", "一览表",
		"汇总表", "统计表", "明细表", "登记表", "信息表", "情况表", "公示表", "名单公示",
		"名单公告"};

	if (is_annex(s))
		return 1;
	n -= n > 0 && s[n - 1] == ':';
	n = before_brackets(s, n);
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		size_t k = strlen(ends[i]);

		if (n >= k && !memcmp(s + n - k, ends[i], k))
			return 1;
	}
	return 0;
}

int cl_footer_title(const char *s, size_t n)
{
	struct cl_buf folded = {0};
	int is = n <= LONGEST && cl_fold(s, n, &folded) == 0 &&
		 is_title(cl_buf_cstr(&folded), folded.n);

	cl_buf_free(&folded);
	return is;
}

enum cl_footer cl_footer_begins(const char *s, size_t n)
{
	struct cl_buf folded = {0};
	char text[LONGEST + 1];
	enum cl_footer is = CL_FOOTER_NOT;

	if (n == 0 || !may_begin(s))
		return CL_FOOTER_NOT;
	if (n > LONGEST)
		n = LONGEST;
	memcpy(text, s, n);
	text[n] = '\0';
	n = cl_utf8_valid(text, n); /* the cut may have split a character */
	text[n] = '\0';
	if (cl_fold(text, n, &folded) == 0)
		is = begins(cl_buf_cstr(&folded), text);
	cl_buf_free(&folded);
	return is;
}
