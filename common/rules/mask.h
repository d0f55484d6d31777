/* mask: the one fixed mask of personal values (REGULATION, rule 10). Pure. */
#ifndef CL_MASK_H
#define CL_MASK_H
#include "base/buf.h"

/* Number: 18 characters keep 4 and 4; 12 or more first 4 and last 4; shorter first 1 and last 2; 3
 * or fewer: all stars. Already masked values stay as they are. Appended. */
void cl_mask_number(const char *s, struct cl_buf *out);
/* Person's name: first character, then ** (always two). */
void cl_mask_name(const char *s, struct cl_buf *out);
/* 1 for a name as that leaves it. */
int cl_name_masked(const char *s);
/* 1: the person's name, of two characters at least, stands in the text as it is written. Either may
 * be NULL: 0. */
int cl_text_names(const char *text, const char *name);
/* Copies text with the person's name masked wherever it stands. Appended. */
void cl_mask_named(const char *text, const char *name, struct cl_buf *out);
/* What free text may hide. */
enum { CL_TEXT_NUMBER = 1, CL_TEXT_PHONE = 2 };
/* Personal numbers (18 with sound birth date and check digit, or 15 with sound date) and telephones
 * (mobile 1[3-9] + 9 digits standing alone; landline with area code 0dd(d)-ddddddd(d), or in one
 * run of 11) in free text; set of CL_TEXT_*. Full-width digits count. */
unsigned cl_text_personal(const char *s);
/* Copies text with every such number masked. Appended. */
void cl_mask_text(const char *s, struct cl_buf *out);
/* The same for what is told about a cell: a number of 18 with a birth date is masked even where its
 * check digit is wrong, since a slip of the pen does not make it less personal. Appended. */
void cl_mask_message(const char *s, struct cl_buf *out);

/* 1 when a name has no organisation's form: 2 to 4 Han characters, or a middle dot within
 * (RECORDS, "In force"). */
int cl_name_personal(const char *name);
/* Rows marked 秘密 机密 绝密 (2.3), with or without a star and period (机密★10年), in brackets
 * (【机密】…) or before a colon: 1. Ordinary words such as 商业秘密, 保密 or 秘密 in a sentence are
 * not marks. */
int cl_text_secret_mark(const char *cell);
/* Column of a kind that must not be kept (rule 11): religion, genes, fingerprints, blood type,
 * illness. */
int cl_header_sensitive(const char *header);
#endif
