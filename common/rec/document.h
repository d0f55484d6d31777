/* document: official papers, paragraph by paragraph, as text, as a page to print, and as an
 * editable DOCX in the layout of GB/T 9704: A4, margins 37 and 28 mm, 仿宋 in size 三号, the title
 * centred, who signs and the date to the right. */
#ifndef CL_DOCUMENT_H
#define CL_DOCUMENT_H
#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

enum cl_para_style { CL_PARA_TITLE, CL_PARA_ADDRESSEE, CL_PARA_BODY, CL_PARA_RIGHT };
struct cl_para {
	enum cl_para_style style;
	const char *text; /* UTF-8, one line; borrowed */
};
/* Several papers in one document begin with a title each. */
struct cl_document {
	int n, cap;
	struct cl_para *para;
};

void cl_document_add(struct cl_document *d, enum cl_para_style style, const char *text);
void cl_document_text(const struct cl_document *d, struct cl_buf *out);
/* A whole page without any outside resource; each paper on a sheet of its own when printed. */
void cl_document_html(const struct cl_document *d, struct cl_buf *out);
/* The bytes of a package; the same paragraphs give the same bytes. E_MEMORY. */
int cl_document_docx(
	const struct cl_document *d, struct cl_buf *out, struct cl_err *err) CL_CHECKED;
void cl_document_free(struct cl_document *d);
/* Text in HTML and XML: & < > " escaped, what XML cannot hold becomes U+FFFD. */
void cl_markup(const char *s, struct cl_buf *out);
#endif
