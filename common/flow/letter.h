/* letter: the papers that the regulation asks for (share/letters.txt), filled from an entry, its
 * proceedings and its department. A value that is not there leaves a blank to be filled in by hand.
 */
#ifndef CL_LETTER_H
#define CL_LETTER_H
#include "flow/view.h"
#include "rec/document.h"

struct cl_letter {
	const char *name, *title, *alias,
		*clauses; /* "repair", "信用修复决定书", "修复决定书", "5.3" */
	const char *text; /* its lines, up to the next one */
};
/* 1 and *out, 0 where there is no such letter. Chinese titles are taken too. */
int cl_letter_find(const char *name, struct cl_arena *a, struct cl_letter *out);
/* 1 where the paper says what is so of the entry, 0 and *why where it would not, -1. */
int cl_letter_fits(struct cl_run *run, const struct cl_letter *l, const struct cl_view *v,
	struct cl_arena *a, const char **why, struct cl_err *err) CL_CHECKED;
/* "notify、decision、…" for messages. */
const char *cl_letter_names(struct cl_arena *a);
/* Adds the paper about an entry. values: further ones (stop, applied_by …), or NULL; they go first.
 */
int cl_letter_write(struct cl_run *run, const struct cl_letter *l, const struct cl_view *v,
	const struct cl_flat *values, struct cl_arena *a, struct cl_document *d,
	struct cl_err *err) CL_CHECKED;
/* To -o or standard output as --format says: text, html, docx. */
int cl_letters_out(struct cl_run *run, const struct cl_document *d, struct cl_err *err) CL_CHECKED;
/* The same as one file in the folder -o. */
int cl_letter_file(struct cl_run *run, const char *name, const struct cl_document *d,
	struct cl_err *err) CL_CHECKED;
#endif
