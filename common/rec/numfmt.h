/* numfmt: how a number of a workbook reads under its cell's format (ECMA-376 18.8.30). Pure. */
#ifndef CL_NUMFMT_H
#define CL_NUMFMT_H
#include <stddef.h>

struct cl_numfmt {
	unsigned char year, month,
		day;           /* a date with these parts; a day of the week counts as day */
	unsigned char clock;   /* with a time of day */
	unsigned char elapsed; /* [h]: hours may pass 24 */
	unsigned char percent;
	unsigned char zeros; /* 000000: so many digits at least, no others */
};

/* The format of a built-in number without a code of its own; general for all others. */
struct cl_numfmt cl_numfmt_builtin(unsigned id);
/* A format code in UTF-8, such as yyyy"年"m"月"d"日";@ . Its first section decides. */
struct cl_numfmt cl_numfmt_parse(const char *code);

#define CL_NUMBER_MAX 64
/* The text of a stored number: dates ISO, with the time where the format has one and it is not
 * midnight; a month alone YYYY-MM; percentages with their sign; other numbers as the 15 digits a
 * spreadsheet shows, never with digits that are not stored: from 10^15 on as stored. text is the
 * stored decimal number; -1 where it is none. date1904: the workbook counts from 1904. */
int cl_number_text(const struct cl_numfmt *f, const char *text, size_t n, int date1904,
	char out[CL_NUMBER_MAX]);
/* A stored double as decimal text: the shortest that reads back the same. */
void cl_number_of_double(double d, char out[CL_NUMBER_MAX]);
#endif
