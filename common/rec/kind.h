/* kind: what a file is by its first bytes, whatever its name says (DATA, "Reading order"). */
#ifndef CL_KINDNAME_H
#define CL_KINDNAME_H
#include "base/err.h"

#define CL_KIND_HEAD 2048 /* bytes that decide */

enum cl_kindname {
	CL_KIND_TEXT, /* nothing else known: text */
	CL_KIND_ZIP,  /* .xlsx, or another kind of package */
	CL_KIND_OLE,  /* .xls, password-protected, or another kind */
	CL_KIND_BIFF, /* Excel 2 to 4 */
	CL_KIND_HTML,
	CL_KIND_MHTML,
	CL_KIND_XML_SHEET, /* XML Spreadsheet 2003 */
	CL_KIND_PDF,
	CL_KIND_RTF,
	CL_KIND_IMAGE,
	CL_KIND_ARCHIVE /* rar, 7z, gz */
};

enum cl_kindname cl_kind_of(const unsigned char *head, size_t n);
/* E_KIND with what this kind is and what to do. */
int cl_kind_refuse(enum cl_kindname kind, const char *file, struct cl_err *err);
#endif
