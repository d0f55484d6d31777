#include "rules/ident.h"
#include "base/date.h"
#include "base/utf8.h"

#include <string.h>

#define NONE 0x80u /* set in org_value[c] - 1 where c is in no code */

/* clang-format off */
/* One more than the value of a character in an organisation code (GB 11714), 1-36; 0: not in it. */
static const unsigned char org_value[256] = {
	['0'] = 1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
	['A'] = 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23,
	['N'] = 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36,
};

/* The same for a credit code (GB 32100), 1-31: no I, O, S, V, Z. */
static const unsigned char uscc_value[256] = {
	['0'] = 1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
	['A'] = 11, 12, 13, 14, 15, 16, 17, 18,
	['J'] = 19, 20, 21, 22, 23,
	['P'] = 24, 25, 26,
	['T'] = 27, 28,
	['W'] = 29, 30, 31,
};
/* clang-format on */

#define BIT(n) (UINT32_C(1) << (n))

/* Kinds (value of character 2) that each registering authority (value of character 1) gives out. */
static const uint32_t uscc_kinds[31] = {
	[1] = BIT(1) | BIT(2) | BIT(3) | BIT(9),
	[2] = BIT(1) | BIT(9),
	[3] = BIT(1) | BIT(2) | BIT(3) | BIT(4) | BIT(5) | BIT(6) | BIT(7) | BIT(9),
	[4] = BIT(1) | BIT(9),
	[5] = BIT(1) | BIT(2) | BIT(3) | BIT(4) | BIT(5) | BIT(9),
	[6] = BIT(1) | BIT(2) | BIT(9),
	[7] = BIT(1) | BIT(2) | BIT(9),
	[8] = BIT(1) | BIT(2) | BIT(9),
	[9] = BIT(1) | BIT(2) | BIT(3) | BIT(9),
	[10] = BIT(1) | BIT(9),                   /* A: trade unions */
	[16] = BIT(1) | BIT(9),                   /* G: foreign organisations */
	[18] = BIT(1) | BIT(9),                   /* J */
	[22] = BIT(1) | BIT(2) | BIT(3) | BIT(9), /* N: rural collectives */
	[24] = BIT(1) | BIT(2) | BIT(3) | BIT(9), /* Q: the army */
	[30] = BIT(1),                            /* Y */
};

/* Provinces (GB/T 2260), one bit per second digit; 81-83 as on residence permits. */
static const uint16_t provinces[10] = {
	[1] = BIT(1) | BIT(2) | BIT(3) | BIT(4) | BIT(5),
	[2] = BIT(1) | BIT(2) | BIT(3),
	[3] = BIT(1) | BIT(2) | BIT(3) | BIT(4) | BIT(5) | BIT(6) | BIT(7),
	[4] = BIT(1) | BIT(2) | BIT(3) | BIT(4) | BIT(5) | BIT(6),
	[5] = BIT(0) | BIT(1) | BIT(2) | BIT(3) | BIT(4),
	[6] = BIT(1) | BIT(2) | BIT(3) | BIT(4) | BIT(5),
	[7] = BIT(1),
	[8] = BIT(1) | BIT(2) | BIT(3),
};

/* Country numbers, ISO 3166-1. */
static const uint16_t countries[] = {4, 8, 10, 12, 16, 20, 24, 28, 31, 32, 36, 40, 44, 48, 50, 51,
	52, 56, 60, 64, 68, 70, 72, 74, 76, 84, 86, 90, 92, 96, 100, 104, 108, 112, 116, 120, 124,
	132, 136, 140, 144, 148, 152, 156, 158, 162, 166, 170, 174, 175, 178, 180, 184, 188, 191,
	192, 196, 203, 204, 208, 212, 214, 218, 222, 226, 231, 232, 233, 234, 238, 239, 242, 246,
	248, 250, 254, 258, 260, 262, 266, 268, 270, 275, 276, 288, 292, 296, 300, 304, 308, 312,
	316, 320, 324, 328, 332, 334, 336, 340, 344, 348, 352, 356, 360, 364, 368, 372, 376, 380,
	384, 388, 392, 398, 400, 404, 408, 410, 414, 417, 418, 422, 426, 428, 430, 434, 438, 440,
	442, 446, 450, 454, 458, 462, 466, 470, 474, 478, 480, 484, 492, 496, 498, 499, 500, 504,
	508, 512, 516, 520, 524, 528, 531, 533, 534, 535, 540, 548, 554, 558, 562, 566, 570, 574,
	578, 580, 581, 583, 584, 585, 586, 591, 598, 600, 604, 608, 612, 616, 620, 624, 626, 630,
	634, 638, 642, 643, 646, 652, 654, 659, 660, 662, 663, 666, 670, 674, 678, 682, 686, 688,
	690, 694, 702, 703, 704, 705, 706, 710, 716, 724, 728, 729, 732, 740, 744, 748, 752, 756,
	760, 762, 764, 768, 772, 776, 780, 784, 788, 792, 795, 796, 798, 800, 804, 807, 818, 826,
	831, 832, 833, 834, 840, 850, 854, 858, 860, 862, 876, 882, 887, 894};

/* Issued although their check digits fail (early pilot in Fujian). */
static const char uscc_issued[][19] = {"91350211M0000XUF46", "91350100M0001TGQXM",
	"91350203M0001FUE2P", "91350211M00013FA1N", "91350203M0001QAY9B"};

static int is_digit(char c)
{
	return (unsigned char)(c - '0') < 10;
}

static int is_capital(char c)
{
	return (unsigned char)(c - 'A') < 26;
}

/* s is n digits and nothing more. */
static int is_digits(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!is_digit(s[i]))
			return 0;
	return !s[n];
}

/* Value of n characters known to be digits. */
static int number(const char *s, int n)
{
	int v = 0;

	for (int i = 0; i < n; i++)
		v = v * 10 + (s[i] - '0');
	return v;
}

static unsigned birth_faults(int32_t birth, int32_t today)
{
	return birth == CL_NODAY || (today != CL_NODAY && birth > today) ? CL_IDF_DATE : 0;
}

static unsigned province_faults(const char *s)
{
	return provinces[s[0] - '0'] >> (s[1] - '0') & 1 ? 0 : CL_IDF_REGION;
}

/* Nine characters without the dash; they need not end there. */
static unsigned org_faults(const char *s)
{
	static const unsigned char weight[8] = {3, 7, 9, 10, 5, 8, 4, 2};
	const unsigned char *u = (const unsigned char *)s;
	unsigned sum = 0, seen = 0, check;

	for (int i = 0; i < 8; i++) {
		unsigned v = org_value[u[i]] - 1u;

		seen |= v;
		sum += v * weight[i];
	}
	if ((seen | (org_value[u[8]] - 1u)) & NONE)
		return CL_IDF_CHARSET;
	if (sum == 0) /* eight zeros were never given out */
		return CL_IDF_CHECK;
	check = (11 - sum % 11) % 11;
	return u[8] == (check == 10 ? 'X' : '0' + check) ? 0 : CL_IDF_CHECK;
}

int cl_id_uscc_legacy(const char *s)
{
	for (size_t i = 0; i < sizeof(uscc_issued) / sizeof(*uscc_issued); i++)
		if (!strcmp(s, uscc_issued[i]))
			return 1;
	return 0;
}

/* Why a text that was to be n characters of one alphabet is not: only wrong ones are measured. */
static unsigned shape_faults(const char *s, size_t n)
{
	return strnlen(s, n + 1) != n ? CL_IDF_LENGTH : CL_IDF_CHARSET;
}

unsigned cl_id_uscc(const char *s)
{
	static const unsigned char weight[18] = {
		1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28, 1};
	const unsigned char *u = (const unsigned char *)s;
	unsigned sum = 0, faults = 0;

	for (int i = 0; i < 18; i++) {
		unsigned v = uscc_value[u[i]];

		if (v == 0)
			return shape_faults(s, 18);
		sum += (v - 1) * weight[i];
	}
	if (u[18])
		return CL_IDF_LENGTH;
	if (sum % 31 != 0 || sum == 0)
		faults |= CL_IDF_CHECK;
	if (org_faults(s + 8))
		faults |= CL_IDF_ORG;
	if (faults && cl_id_uscc_legacy(s))
		faults = 0;
	if (!(uscc_kinds[uscc_value[u[0]] - 1] >> (uscc_value[u[1]] - 1) & 1))
		faults |= CL_IDF_TYPE;
	return faults;
}

unsigned cl_id_org(const char *s)
{
	char plain[9];
	size_t n = strnlen(s, 11);

	if (n == 9)
		return org_faults(s);
	if (n != 10 || s[8] != '-')
		return CL_IDF_LENGTH;
	memcpy(plain, s, 8);
	plain[8] = s[9];
	return org_faults(plain);
}

static int has_country(int code)
{
	for (size_t i = 0; i < sizeof(countries) / sizeof(*countries); i++)
		if (countries[i] == code)
			return 1;
	return 0;
}

/* Region of 18 characters: a province, or 9, a province and a country on a residence card. */
static unsigned region_faults(const char *s)
{
	if (s[0] != '9')
		return province_faults(s);
	return province_faults(s + 1) || !has_country(number(s + 3, 3)) ? CL_IDF_REGION : 0;
}

static int32_t birth_18(const char *s)
{
	return cl_day(number(s + 6, 4), number(s + 10, 2), number(s + 12, 2));
}

/* GB 11643 */
static const unsigned char citizen_weight[17] = {
	7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};

/* Exactly 18 characters, measured here. */
static unsigned citizen_18(const char *s, int32_t today)
{
	unsigned sum = 0, faults = 0;

	for (int i = 0; i < 17; i++) {
		unsigned d = (unsigned char)(s[i] - '0');

		if (d > 9)
			return shape_faults(s, 18);
		sum += d * citizen_weight[i];
	}
	if (is_digit(s[17]))
		sum += (unsigned)(s[17] - '0');
	else if (s[17] == 'X' || s[17] == 'x')
		sum += 10;
	else
		return shape_faults(s, 18);
	if (s[18])
		return CL_IDF_LENGTH;
	if (sum % 11 != 1)
		faults |= CL_IDF_CHECK;
	return faults | birth_faults(birth_18(s), today) | region_faults(s);
}

/* The old form was given to those born in the twentieth century. */
static int32_t birth_15(const char *s)
{
	return cl_day(1900 + number(s + 6, 2), number(s + 8, 2), number(s + 10, 2));
}

unsigned cl_id_citizen(const char *s, int32_t today)
{
	size_t n = strnlen(s, 19);

	if (n == 18)
		return citizen_18(s, today);
	if (n != 15)
		return CL_IDF_LENGTH;
	if (!is_digits(s, 15))
		return CL_IDF_CHARSET;
	return birth_faults(birth_15(s), today) | province_faults(s);
}

/* What sum of the first 17 digits by their weights makes the 18th character. */
static unsigned citizen_sum(const char *s)
{
	unsigned sum = 0;

	for (int i = 0; i < 17; i++)
		sum += (unsigned)(s[i] - '0') * citizen_weight[i];
	return sum;
}

int cl_id_of_15(const char *s, char out[19])
{
	if (strnlen(s, 16) != 15 || !is_digits(s, 15))
		return 0;
	memcpy(out, s, 6);
	memcpy(out + 6, "19", 2);
	memcpy(out + 8, s + 6, 9);
	out[17] = "10X98765432"[citizen_sum(out) % 11];
	out[18] = '\0';
	return 1;
}

int cl_id_to_15(const char *s, char out[16])
{
	char again[19];

	if (strnlen(s, 19) != 18 || strncmp(s + 6, "19", 2) != 0 || s[0] == '9')
		return 0;
	memcpy(out, s, 6);
	memcpy(out + 6, s + 8, 9);
	out[15] = '\0';
	return cl_id_of_15(out, again) && !strcmp(again, s);
}

int cl_id_copy(const char *s)
{
	size_t n = *s == '(' ? strspn(s + 1, "0123456789") : 0, m;

	if (n == 0 || s[1 + n] != '-')
		return 0;
	s += 2 + n;
	m = strspn(s, "0123456789");
	return m > 0 && !strcmp(s + m, ")");
}

int cl_id_bare(const char *s, char out[64])
{
	size_t n = 0;

	for (; *s && *s != '(' && n < 63; s++)
		if (*s != '-')
			out[n++] = *s;
	out[n] = '\0';
	if (*s && !cl_id_copy(s))
		return 0;
	return n == 18 ? !(cl_id_uscc(out) & ~(unsigned)CL_IDF_TYPE)
		       : (n == 13 || n == 15) && is_digits(out, n);
}

/* Cards of the old form were issued from 2004 to 2023, so a year up to 23 may be a child's. */
static int32_t birth_card(const char *s, int32_t today)
{
	int year = number(s + 7, 2), month = number(s + 9, 2), dom = number(s + 11, 2);
	int32_t day = year <= 23 ? cl_day(2000 + year, month, dom) : CL_NODAY;

	if (day == CL_NODAY || (today != CL_NODAY && day > today))
		day = cl_day(1900 + year, month, dom);
	return day;
}

/* Three letters of the nationality, region (4), birth (6), order (1), check digit by weights 7 3 1.
 */
static unsigned residence_15(const char *s, int32_t today)
{
	static const unsigned char weight[3] = {7, 3, 1};
	unsigned sum = 0, faults = 0;

	for (int i = 0; i < 15; i++)
		if (i < 3 ? !is_capital(s[i]) : !is_digit(s[i]))
			return CL_IDF_CHARSET;
	for (int i = 0; i < 14; i++)
		sum += (org_value[(unsigned char)s[i]] - 1u) * weight[i % 3];
	if (sum % 10 != (unsigned)(s[14] - '0'))
		faults |= CL_IDF_CHECK;
	return faults | birth_faults(birth_card(s, today), today) | province_faults(s + 3);
}

unsigned cl_id_residence(const char *s, int32_t today)
{
	size_t n = strnlen(s, 19);

	if (n == 15)
		return residence_15(s, today);
	if (n != 18)
		return CL_IDF_LENGTH;
	return citizen_18(s, today) | (s[0] == '9' ? 0 : CL_IDF_FORMAT);
}

unsigned cl_id_reg(const char *s)
{
	unsigned p = 10;

	if (strnlen(s, 16) != 15)
		return CL_IDF_LENGTH;
	if (!is_digits(s, 15))
		return CL_IDF_CHARSET;
	for (int i = 0; i < 14; i++) {
		p = (p + (unsigned)(s[i] - '0')) % 10;
		p = (p ? p : 10) * 2 % 11;
	}
	return (p + (unsigned)(s[14] - '0')) % 10 == 1 ? 0 : CL_IDF_CHECK;
}

unsigned cl_id_tax(const char *s)
{
	char citizen[19];
	size_t n = strnlen(s, 21);

	if (n == 18)
		return cl_id_uscc(s);
	if (n == 20) {
		memcpy(citizen, s, 18);
		citizen[18] = '\0';
		return citizen_18(citizen, CL_NODAY) | (is_digits(s + 18, 2) ? 0 : CL_IDF_CHARSET);
	}
	if (n != 15)
		return CL_IDF_LENGTH;
	for (int i = 0; i < 6; i++)
		if (!is_digit(s[i]))
			return CL_IDF_CHARSET;
	return province_faults(s) | org_faults(s + 6);
}

/* Series and their second characters: E with any letter but I and O, DE SE PE, KJ, MA, 14 and 15.
 */
static int passport_series(char a, char b)
{
	if (!is_digit(b))
		b = (char)(b & ~0x20);
	switch (a) {
	case 'E':
		return is_capital(b) && b != 'I' && b != 'O';
	case 'D':
	case 'S':
	case 'P':
		return b == 'E';
	case 'K':
		return b == 'J';
	case 'M':
		return b == 'A';
	case '1':
		return b == '4' || b == '5';
	default:
		return 0;
	}
}

unsigned cl_id_passport(const char *s)
{
	char a = is_digit(s[0]) ? s[0] : (char)(s[0] & ~0x20);

	if (strnlen(s, 10) != 9 || !is_digits(s + 2, 7))
		return CL_IDF_FORMAT;
	if (is_digit(s[1]) && memchr("EKGDSPH", a, 7))
		return 0;
	return passport_series(a, s[1]) ? 0 : CL_IDF_FORMAT;
}

unsigned cl_id_hkmo(const char *s)
{
	if (s[0] != 'H' && s[0] != 'M')
		return CL_IDF_FORMAT;
	return is_digits(s + 1, 8) || is_digits(s + 1, 10) ? 0 : CL_IDF_FORMAT;
}

unsigned cl_id_taiwan(const char *s)
{
	return is_digits(s, 8) || is_digits(s, 10) ? 0 : CL_IDF_FORMAT;
}

int cl_id_masked(const char *s)
{
	size_t head = 0, stars, all;

	while (is_digit(s[head]) || is_capital((char)(s[head] & ~0x20)))
		head++;
	stars = head + strspn(s + head, "*");
	all = stars;
	while (is_digit(s[all]) || is_capital((char)(s[all] & ~0x20)))
		all++;
	return head > 0 && stars - head >= 2 && all > stars && !s[all];
}

int32_t cl_id_birth(const char *s)
{
	switch (strnlen(s, 19)) {
	case 18:
		return citizen_18(s, CL_NODAY) & ~(unsigned)CL_IDF_REGION ? CL_NODAY : birth_18(s);
	case 15:
		if (is_digits(s, 15))
			return birth_15(s);
		return residence_15(s, CL_NODAY) & ~(unsigned)CL_IDF_REGION
			       ? CL_NODAY
			       : birth_card(s, CL_NODAY);
	default:
		return CL_NODAY;
	}
}

/* Sound by any rule that has a check digit. */
static int is_sound(const char *s)
{
	return !(cl_id_uscc(s) & ~(unsigned)CL_IDF_TYPE) || !cl_id_org(s) || !cl_id_reg(s) ||
	       (strlen(s) == 18 && !citizen_18(s, CL_NODAY));
}

static int is_scientific(const char *s)
{
	if (!is_digit(*s))
		return 0;
	s += strspn(s, "0123456789");
	if (*s == '.')
		s += 1 + strspn(s + 1, "0123456789");
	if (*s != 'E' && *s != 'e')
		return 0;
	s += 1 + (s[1] == '+');
	return is_digit(*s) && !s[strspn(s, "0123456789")];
}

static uint64_t value_18(const char *s)
{
	return (uint64_t)number(s, 9) * 1000000000 + (uint64_t)number(s + 9, 9);
}

int cl_id_person(const char *s)
{
	for (int i = 0; i < 17; i++)
		if (!is_digit(s[i]))
			return 0; /* nearly all codes */
	return strlen(s) == 18 && !(citizen_18(s, CL_NODAY) & ~(unsigned)CL_IDF_REGION) &&
	       cl_id_uscc(s);
}

/* The part before a suffix of another character than letters and digits is sound. */
static int has_suffix(const char *s)
{
	char head[19];
	size_t n = 0;

	while (is_digit(s[n]) || is_capital(s[n]))
		n++;
	if (!s[n] || n > 18)
		return 0;
	memcpy(head, s, n);
	head[n] = '\0';
	return is_sound(head);
}

static void upper(char *s)
{
	for (; *s; s++)
		if ((unsigned char)(*s - 'a') < 26)
			*s = (char)(*s - 0x20);
}

/* Half-width copy of at most cap - 1 bytes, whole characters. Returns 1 where anything was wide. */
static int narrow(const char *s, char *out, size_t cap, int keep_blanks)
{
	size_t n = 0;
	int wide = 0;

	while (*s) {
		uint32_t cp;
		size_t len = (size_t)cl_utf8_get(s, &cp);
		int thin = cp >= 0xFF01 && cp <= 0xFF5E;

		if (!cl_is_blank(cp) || keep_blanks) {
			if (n + (thin ? 1 : len) >= cap)
				break;
			if (thin)
				out[n++] = (char)(cp - 0xFEE0);
			else
				n = (size_t)((char *)mempcpy(out + n, s, len) - out);
			wide |= thin;
		}
		s += len;
	}
	out[n] = '\0';
	return wide;
}

/* Drops the dash of XXXXXXXX-X; other dashes mean something else and stay, to be refused. */
static void join_org(char *s)
{
	if (strlen(s) != 10 || s[8] != '-')
		return;
	for (int i = 0; i < 10; i++)
		if (i != 8 && !org_value[(unsigned char)s[i]])
			return;
	s[8] = s[9];
	s[9] = '\0';
}

int cl_id_padded(const char *s)
{
	if (s[0] == '\0' || s[1] != s[0] || s[2] != s[0])
		return 0;
	size_t n = strlen(s), same = strspn(s, (char[]){s[0], '\0'});

	return (n >= 6 && same == n) || (n >= 9 && same == n - 1 && s[0] == '0');
}

const char *cl_id_past_quotes(const char *s)
{
	static const char *const marks[] = {"'", "\"", "`", "‘", "’", "“", "”", "＇"};

	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++)
		if (!strncmp(s, marks[i], strlen(marks[i])))
			return cl_id_past_quotes(s + strlen(marks[i]));
	return s;
}

static enum cl_damage damage(const char *s)
{
	char half[64], big[64];
	int wide = narrow(s, half, sizeof(half), 1);

	memcpy(big, half, sizeof(big));
	upper(big);
	join_org(big);
	if (!wide && !(cl_id_uscc(half) & ~(unsigned)CL_IDF_TYPE) && !cl_id_person(half))
		return CL_DMG_NONE;
	if (cl_id_padded(big))
		return CL_DMG_PADDED;
	if (cl_id_person(big))
		return CL_DMG_PERSONAL;
	if (is_sound(half))
		return wide ? CL_DMG_WIDE : CL_DMG_NONE;
	if (is_sound(big))
		return CL_DMG_LOWER;
	if (is_scientific(half))
		return CL_DMG_SCIENTIFIC;
	if (strlen(half) == 18 && is_digits(half, 18)) {
		if (!strcmp(half + 15, "000"))
			return CL_DMG_TRUNCATED;
		return value_18(half) % 64 == 0 ? CL_DMG_ROUNDED : CL_DMG_NONE;
	}
	return has_suffix(big) ? CL_DMG_SUFFIX : CL_DMG_NONE;
}

enum cl_damage cl_id_damage(const char *s)
{
	const char *bare = cl_id_past_quotes(s);
	enum cl_damage found = damage(bare);

	if (bare != s && *bare &&
		(found == CL_DMG_NONE || found == CL_DMG_LOWER || found == CL_DMG_WIDE))
		return CL_DMG_SUFFIX;
	return found;
}

char *cl_id_normal(const char *s, char *out, size_t cap)
{
	if (cap > 0) {
		narrow(s, out, cap, 0);
		upper(out);
		join_org(out);
	}
	return out;
}

int cl_id_org_of(const char *s, char out[10])
{
	size_t n = strnlen(s, 19), at = n == 18 ? 8 : n == 15 ? 6 : 0;

	if (n == 18       ? cl_id_uscc(s) & ~(unsigned)CL_IDF_TYPE
		: n == 15 ? cl_id_tax(s) & ~(unsigned)CL_IDF_REGION
			  : cl_id_org(s))
		return 0;
	memcpy(out, s + at, 9);
	if (n == 10)
		out[8] = s[9];
	out[9] = '\0';
	return 1;
}

int cl_id_market(const char *uscc)
{
	return uscc[0] == '9' &&
	       (uscc[1] == '1' || uscc[1] == '2' || uscc[1] == '3' || uscc[1] == '9');
}
