/* ident: identifiers of subjects, by their standards. Pure functions over ASCII text.
 *
 * Every check returns a set of faults, 0 meaning sound. Which fault rejects a row and which is only
 * a warning (CL_IDF_TYPE, CL_IDF_REGION, a registration number's CL_IDF_CHECK) is the caller's. */
#ifndef CL_IDENT_H
#define CL_IDENT_H
#include <stddef.h>
#include <stdint.h>

enum {
	CL_IDF_LENGTH = 1,  /* wrong number of characters */
	CL_IDF_CHARSET = 2, /* a character the identifier cannot hold */
	CL_IDF_CHECK = 4,   /* check digit does not fit */
	CL_IDF_ORG = 8,     /* organisation code inside a credit code does not fit */
	CL_IDF_DATE = 16,   /* birth date does not exist, or lies after today */
	CL_IDF_TYPE = 32,   /* unknown registering authority and kind (positions 1-2): a warning */
	CL_IDF_REGION = 64, /* unknown region: a warning */
	CL_IDF_FORMAT = 128 /* shape of a permit or passport */
};

/* Unified social credit code, GB 32100-2015. The five codes that were issued although they fail
 * count as sound. */
unsigned cl_id_uscc(const char *s);
/* 1 when s is one of those five (legacy-invalid). */
int cl_id_uscc_legacy(const char *s);
/* Organisation code, GB 11714-1997, with or without the dash. */
unsigned cl_id_org(const char *s);
/* Citizen number, GB 11643-1999, 18 characters (x accepted for X) or the old 15 digits. today:
 * CL_NODAY to skip "in the future". */
unsigned cl_id_citizen(const char *s, int32_t today);
/* A credit code or registration number as licences and letters write it, without dashes and without
 * the number of the copy behind it: (1-1). s in normal form; 0: it is neither. */
int cl_id_bare(const char *s, char out[64]);
/* 1: the number of a copy of the licence, in its brackets. */
int cl_id_copy(const char *s);
/* The 18 characters of a number of 15 digits: born in the twentieth century, check digit by GB
 * 11643. 0: it is none. */
int cl_id_of_15(const char *s, char out[19]);
/* The 15 digits that a sound number of 18 had before; 0: it had none. */
int cl_id_to_15(const char *s, char out[16]);
/* 1: a sound citizen number that fails as a credit code, or passes its check digit by chance and is
 * of no known register and kind. */
int cl_id_person(const char *s);
/* Foreigners' permanent residence card: 2023 form (18, leading 9) or old form (3 letters + 12
 * digits). */
unsigned cl_id_residence(const char *s, int32_t today);
/* Registration number of 15 digits, ISO 7064 MOD 11,10. */
unsigned cl_id_reg(const char *s);
/* 15-character tax number: region (6) + organisation code (9); 18: a credit code; 20: citizen
 * number + 2. */
unsigned cl_id_tax(const char *s);
unsigned cl_id_passport(const char *s); /* Chinese passport, shape only */
unsigned cl_id_hkmo(const char *s);     /* Hong Kong and Macao permit */
unsigned cl_id_taiwan(const char *s);   /* Taiwan permit */
/* A number with its middle starred out: 142402********1534. */
int cl_id_masked(const char *s);
/* Birth date in a sound citizen or residence number, else CL_NODAY. */
int32_t cl_id_birth(const char *s);

/* Damage that spreadsheets do, named; looked for when a check fails. */
enum cl_damage {
	CL_DMG_NONE,
	CL_DMG_SCIENTIFIC, /* 9.111E+17 */
	CL_DMG_TRUNCATED,  /* 18 digits ending in 000 */
	CL_DMG_ROUNDED,    /* 18 digits, a multiple of 64 */
	CL_DMG_PERSONAL,   /* a citizen number where an organisation's code belongs: its birth date
			    * and check   digit fit, and the organisation code inside does not */
	CL_DMG_LOWER,      /* sound once put in capitals */
	CL_DMG_WIDE,       /* sound once made half width */
	CL_DMG_SUFFIX,     /* sound without what follows, or the quote in front: (01) */
	CL_DMG_PADDED      /* zeros, or one character again and again: a placeholder */
};
enum cl_damage cl_id_damage(const char *s);
/* 00000000000000000X, 111111111: something had to be filled in. Six characters at least. */
int cl_id_padded(const char *s);
/* Past the quotes with which a spreadsheet marks a text: '9143… */
const char *cl_id_past_quotes(const char *s);

/* Brings a written identifier to the form it is compared in: half width, blanks and (for
 * organisation codes) dashes dropped, capitals. Returns out; cap 64 is enough, longer text is cut
 * (and then fails its check). */
char *cl_id_normal(const char *s, char *out, size_t cap);

/* The nine characters that identify an organisation, from any of its codes: credit code 9-17, the
 * organisation code, a 15-character tax number 7-15. Writes them and NUL; returns 1, or 0 where s
 * holds none (sound ones only). */
int cl_id_org_of(const char *s, char out[10]);
/* 5.5: a market entity's credit code begins 91, 92, 93 or 99. */
int cl_id_market(const char *uscc);
#endif
