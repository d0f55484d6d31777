/* What the words of names, cells and headers give away (mask.h). */
#include "rules/mask.h"
#include "base/utf8.h"

#include <string.h>

#define NAME_MAX_CHARS 40

/* No given name ends so. */
static const char unmistakable[] = "局厂店院所部处馆站队厅办委铺吧县市组股摊署矿";

/* Names of organisations end so, but given names too. */
static const struct ending {
	const char *end;
	int four;           /* enough by itself in a name of four characters */
	const char *before; /* enough with one of these in front */
} endings[] = {
	{"行", 1, "银支分商车药米粮总农工"},
	{"校", 1, "学党军技驾分卫夜体幼"},
	{"社", 1, "报分商书茶版用作行销讯公"},
	{"会", 1, "协商工员委联事"},
	{"城", 1, "商影"},
	{"户", 1, "农商体"},
	{"场", 1, "农林牧渔猪鸡广市商球石砂殖工车菜茶"},
	{"园", 1, "公儿果茶陵"},
	{"室", 1, "公医生作究验"},
	{"库", 1, "车仓水"},
	{"坊", 1, "作"},
	{"庭", 1, "法"},
	{"镇", 1, ""},
	{"乡", 1, ""},
	{"村", 1, ""},
	{"班", 1, ""},
	{"科", 1, ""},
	{"段", 1, ""},
	{"区", 1, ""},
	{"街", 1, ""},
	{"网", 1, ""},
	{"司", 0, "公"},
	{"心", 0, "中"},
	{"学", 0, "大中小"},
	{"联", 0, "妇残商"},
	{"协", 0, "政科"},
	{"中", 0, "一二三四五六七八九十"},
	{"府", 0, "政食酒饭"},
	{"台", 0, "视电"},
	{"楼", 0, "酒茶饭"},
	{"堂", 0, "食教礼"},
	{"团", 0, "集剧"},
	{"构", 0, "机"},
};

/* The commonest surnames: behind one of them two characters or fewer may always be a given name. */
static const char surnames[] =
	"王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程"
	"苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚"
	"邵"
	"万钱严覃武戴莫孔向汤阳欧伍颜易蒙甘屈凌旷萧";

static const char *const double_surnames[] = {"欧阳", "司马", "上官", "诸葛", "皇甫", "尉迟",
	"公孙", "慕容", "令狐", "宇文", "长孙", "司徒", "夏侯", "东方", "独孤", "南宫", "端木",
	"轩辕", "闻人", "澹台", "呼延", "申屠", "太史", "淳于", "单于", "公冶", "宗政", "濮阳",
	"万俟", "赫连", "钟离", "鲜于", "闾丘", "东郭", "西门", "百里", "拓跋", "公羊", "第五",
	"司空", "左丘", "纳兰"};

/* A folded name as code points. */
struct name {
	uint32_t cp[NAME_MAX_CHARS];
	size_t n;
	int dotted;
};

static int among(uint32_t cp, const char *list)
{
	uint32_t one;

	while (*list) {
		list += cl_utf8_get(list, &one);
		if (one == cp)
			return 1;
	}
	return 0;
}

/* Han, what stands for Han in old files (private use), and what hides part of a name. */
static int is_name_char(uint32_t cp)
{
	return cl_is_han(cp) || (cp >= 0xE000 && cp <= 0xF8FF) || among(cp, "*×○●□?x�");
}

static int is_letter(uint32_t cp)
{
	return (cp >= 'a' && cp <= 'z') || (cp >= 0xC0 && cp <= 0x24F);
}

/* Returns 0 where a character stands that no personal name holds; letters stand in one with a
 * middle dot only. */
static int name_read(struct name *name, const char *text)
{
	uint32_t cp;
	int after_name = 0, latin = 0;

	memset(name, 0, sizeof(*name));
	while (*text) {
		text += cl_utf8_get(text, &cp);
		if (cp == 0xB7) {
			if (!after_name || !*text)
				return 0;
			name->dotted = 1;
			after_name = 0;
			continue;
		}
		if (!is_name_char(cp)) {
			if (!is_letter(cp))
				return 0;
			latin = 1;
		}
		if (name->n == NAME_MAX_CHARS)
			return 0;
		name->cp[name->n++] = cp;
		after_name = 1;
	}
	if (latin)
		return name->dotted;
	return name->n > 0 && (cl_is_han(name->cp[0]) || name->cp[0] >= 0xE000);
}

static const struct ending *find_ending(uint32_t cp)
{
	uint32_t end;

	for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++) {
		cl_utf8_get(endings[i].end, &end);
		if (end == cp)
			return &endings[i];
	}
	return NULL;
}

static int has_double_surname(const struct name *name)
{
	uint32_t second;

	for (size_t i = 0; i < sizeof(double_surnames) / sizeof(*double_surnames); i++) {
		cl_utf8_get(double_surnames[i] + 3, &second);
		if (second == name->cp[1] && among(name->cp[0], double_surnames[i]))
			return 1;
	}
	return 0;
}

/* In doubt a name is personal: asking for a purpose too often costs less than once too seldom. */
static int is_organisation(const struct name *name)
{
	uint32_t last = name->cp[name->n - 1];
	const struct ending *e = find_ending(last);
	int sure = among(last, unmistakable), word, surname;

	if (!sure && !e)
		return 0;
	word = e && name->n > 1 && among(name->cp[name->n - 2], e->before);
	if (name->dotted)
		return sure || word;
	surname = name->n <= 3 && among(name->cp[0], surnames);
	if (name->n == 2 && surname)
		return 0;
	if (sure || (word && !surname))
		return 1;
	return name->n == 4 && e->four && !has_double_surname(name);
}

/* 中国移动, 国家电网: no ending, but no surname either. */
static int is_national(const struct name *name)
{
	return name->n == 4 && ((name->cp[0] == 0x4E2D && name->cp[1] == 0x56FD) ||
				       (name->cp[0] == 0x56FD && name->cp[1] == 0x5BB6));
}

int cl_name_personal(const char *text)
{
	struct cl_buf key = {0};
	struct name name;
	int personal = 0;

	if (cl_fold(text, strlen(text), &key) == 0 && name_read(&name, cl_buf_cstr(&key)) &&
		(name.dotted || (name.n >= 2 && name.n <= 4)))
		personal = !is_organisation(&name) && !is_national(&name);
	cl_buf_free(&key);
	return personal;
}

/* Past any of the characters in list. */
static const char *past_all(const char *s, const char *list)
{
	uint32_t cp;
	int len;

	while (*s && (len = cl_utf8_get(s, &cp), among(cp, list)))
		s += len;
	return s;
}

/* The secrecy word at s, or NULL; returns what follows it. */
static const char *past_secret(const char *s)
{
	if (!strncmp(s, "秘密", 6) || !strncmp(s, "机密", 6) || !strncmp(s, "绝密", 6))
		return s + 6;
	return NULL;
}

/* Past the word if it stands at s, else s. */
static const char *past_word(const char *s, const char *word)
{
	size_t n = strlen(word);

	return strncmp(s, word, n) ? s : s + n;
}

static int is_star(const char *s)
{
	uint32_t cp;

	cl_utf8_get(s, &cp);
	return among(cp, "★☆*✱✩✪");
}

/* Past 级 or 件, a star and a period: 级★10年. */
static const char *past_period(const char *s)
{
	const char *p;

	s = past_all(past_word(past_word(s, "级"), "件"), "★☆*✱✩✪");
	s = past_word(past_word(s, "长期保密"), "长期");
	p = past_all(s, "0123456789一二三四五六七八九十两半");
	return p != s ? past_all(p, "个年月日天") : s;
}

static const char *past_label(const char *s)
{
	return past_word(past_word(past_word(s, "保密等级"), "保密级别"), "密级");
}

/* A cell that is nothing but the mark: 机密, 【秘密】, 密级：绝密, 机密级 10年. s holds no blanks.
 */
static int is_bare_mark(const char *s)
{
	static const char brackets[] = "【】[]()〔〕《》「」『』“”\"'★☆*";

	s = past_all(past_label(past_all(s, brackets)), ":");
	s = past_secret(past_all(s, brackets));
	return s && !*past_all(past_period(past_all(s, brackets)), brackets);
}

/* A cell that begins with it: 【机密】关于…, （绝密★10年）…, 机密：…, 密级：秘密，…. */
static int begins_with_mark(const char *s)
{
	const char *label = past_all(s, "【[(〔"), *word = past_all(past_label(label), ":");
	const char *p = past_secret(word);

	if (!p)
		return 0;
	p = past_period(p);
	return word != label || (label != s ? past_all(p, "】])〕") != p : *p == ':');
}

/* The word ending at s stands between brackets that no sentence has, or bears its star. */
static int stands_out(const char *text, const char *word)
{
	const char *p = past_word(past_word(word + 6, "级"), "件");
	uint32_t cp = 0;

	if (*p && is_star(p))
		return 1;
	if (word - text >= 3)
		cl_utf8_get(word - 3, &cp);
	if ((!cp || !among(cp, "【〔")) && (word == text || word[-1] != '['))
		return 0;
	p = past_period(p);
	return *p && past_all(p, "】〕]") != p;
}

int cl_text_secret_mark(const char *cell)
{
	struct cl_buf key = {0};
	const char *s;
	int marked;

	if (!strstr(cell, "密"))
		return 0;
	if (cl_fold(cell, strlen(cell), &key) < 0)
		return 1;
	s = cl_buf_cstr(&key);
	marked = is_bare_mark(s) || begins_with_mark(s);
	for (; !marked && (s = strstr(s, "密")); s += 3)
		if (s - key.p >= 3 && past_secret(s - 3))
			marked = stands_out(key.p, s - 3);
	cl_buf_free(&key);
	return marked;
}

int cl_header_sensitive(const char *header)
{
	static const char *const words[] = {"宗教", "信仰", "基因", "指纹", "血型", "疾病", "病史",
		"病情", "病历", "病症", "患病", "传染病", "健康状况", "诊断", "遗传", "religio",
		"genetic", "genome", "fingerprint", "bloodtype", "bloodgroup", "illness", "disease",
		"medicalhistory"};
	static const char *const whole[] = {"gene", "genes", "dna", "blood"};
	struct cl_buf key = {0};
	int found = 0;

	if (cl_fold(header, strlen(header), &key) < 0)
		return 0;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words) && !found; i++)
		found = strstr(cl_buf_cstr(&key), words[i]) != NULL;
	for (size_t i = 0; i < sizeof(whole) / sizeof(*whole) && !found; i++)
		found = !strcmp(cl_buf_cstr(&key), whole[i]);
	cl_buf_free(&key);
	return found;
}
