/* cellwords: what single cells say whatever their column: nothing, an error of the spreadsheet,
 * characters that a conversion lost. Pure. */
#ifndef CL_CELLWORDS_H
#define CL_CELLWORDS_H
#include <stddef.h>

/* "/", 无, null …: one of the words for an empty cell. */
int cl_says_null(const char *s, size_t len);
/* "#N/A" …: what a spreadsheet shows where a formula found nothing. */
int cl_error_value(const char *s);
/* A run of ? between Chinese characters, or U+FFFD, is what an earlier conversion could not write:
 * one character leaves one ? or two. At an end of a text one alone may be a question; no name asks,
 * and in a document's number one beside a digit was a bracket: 罚?2026?2号. */
enum cl_cell_kind { CL_CELL_TEXT, CL_CELL_NAME, CL_CELL_DOCUMENT };
int cl_lost_characters(const char *s, enum cl_cell_kind kind);
/* 5.5: whether a kind of subject, as written, declares a market entity. */
int cl_declares_market(const char *kind);
#endif
