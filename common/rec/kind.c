#include "rec/kind.h"
#include <string.h>
#include <strings.h>

/* The text of the head without what a wide encoding puts between its letters. */
static size_t narrow(const unsigned char *head, size_t n, char *out)
{
	size_t k = 0;
	for (size_t i = 0; i < n; i++)
		if (head[i] != 0 && head[i] != 0xff && head[i] != 0xfe && head[i] != 0xef &&
			head[i] != 0xbb && head[i] != 0xbf)
			out[k++] = (char)head[i];
	out[k] = '\0';
	return k;
}

static int begins(const char *s, const char *word)
{
	return strncasecmp(s, word, strlen(word)) == 0;
}

static const char *past_blanks(const char *s)
{
	return s + strspn(s, " \t\r\n");
}

/* Past <?xml …?> and comments. */
static const char *first_tag(const char *s)
{
	s = past_blanks(s);
	while (begins(s, "<?") || begins(s, "<!--")) {
		const char *end = begins(s, "<?") ? strstr(s, "?>") : strstr(s, "-->");
		if (end == NULL)
			return s;
		s = past_blanks(end + (*end == '?' ? 2 : 3));
	}
	return s;
}

static enum cl_kindname by_markup(const char *s)
{
	static const char *const html[] = {"<!doctype html", "<html", "<head", "<meta", "<table",
		"<style", "<body", "<script", "<div", "<title"};
	if (begins(s, "MIME-Version:"))
		return CL_KIND_MHTML;
	if (*s != '<')
		return CL_KIND_TEXT;
	if (strstr(s, "urn:schemas-microsoft-com:office:spreadsheet") != NULL ||
		strstr(s, "progid=\"Excel.Sheet\"") != NULL)
		if (begins(s, "<?xml") || begins(first_tag(s), "<Workbook"))
			return CL_KIND_XML_SHEET;
	s = first_tag(s);
	for (size_t i = 0; i < sizeof html / sizeof *html; i++)
		if (begins(s, html[i]))
			return CL_KIND_HTML;
	return CL_KIND_TEXT;
}

enum cl_kindname cl_kind_of(const unsigned char *head, size_t n)
{
	static const struct {
		const char *magic;
		size_t n;
		enum cl_kindname kind;
	} known[] = {{"PK\3\4", 4, CL_KIND_ZIP}, {"PK\5\6", 4, CL_KIND_ZIP},
		{"PK\7\10", 4, CL_KIND_ZIP}, {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8, CL_KIND_OLE},
		{"%PDF-", 5, CL_KIND_PDF}, {"{\\rtf", 5, CL_KIND_RTF},
		{"\x89PNG\r\n", 6, CL_KIND_IMAGE}, {"\xff\xd8\xff", 3, CL_KIND_IMAGE},
		{"GIF8", 4, CL_KIND_IMAGE}, {"II*\0", 4, CL_KIND_IMAGE},
		{"MM\0*", 4, CL_KIND_IMAGE}, {"Rar!\x1a\7", 6, CL_KIND_ARCHIVE},
		{"7z\xbc\xaf\x27\x1c", 6, CL_KIND_ARCHIVE}, {"\x1f\x8b\x08", 3, CL_KIND_ARCHIVE},
		{"\x09\0\x04\0", 4, CL_KIND_BIFF}, {"\x09\2\x06\0", 4, CL_KIND_BIFF},
		{"\x09\4\x06\0", 4, CL_KIND_BIFF}, {"\x09\10\x08\0", 4, CL_KIND_BIFF},
		{"\x09\10\x10\0", 4, CL_KIND_BIFF}};
	char text[CL_KIND_HEAD + 1];
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (n >= known[i].n && memcmp(head, known[i].magic, known[i].n) == 0)
			return known[i].kind;
	narrow(head, n < CL_KIND_HEAD ? n : CL_KIND_HEAD, text);
	return by_markup(past_blanks(text));
}

int cl_kind_refuse(enum cl_kindname kind, const char *file, struct cl_err *err)
{
	struct cl_pos pos = {.file = file};
	switch (kind) {
	case CL_KIND_TEXT:
		return 0;
	case CL_KIND_ZIP:
	case CL_KIND_OLE: /* cl-import and cl-sheet never come here with these */
		return cl_fail_at(err, &pos, CL_E_KIND,
			_("this is a workbook, whatever its name says, and records are read here: "
			  "print its rows with cl-sheet"));
	case CL_KIND_BIFF:
		return cl_fail_at(
			err, &pos, CL_E_KIND, _("this is a workbook of Excel 4 or older"));
	case CL_KIND_HTML:
		return cl_fail_at(err, &pos, CL_E_KIND,
			_("this is a web page (HTML) under the name of a workbook: open it in "
			  "Excel or WPS"));
	case CL_KIND_MHTML:
		return cl_fail_at(err, &pos, CL_E_KIND,
			_("this is a web archive (MHTML) under the name of a workbook: open it in "
			  "Excel or WPS"));
	case CL_KIND_XML_SHEET:
		return cl_fail_at(err, &pos, CL_E_KIND,
			_("this is an XML spreadsheet of 2003: open it in Excel or WPS"));
	case CL_KIND_PDF:
		return cl_fail_at(err, &pos, CL_E_KIND,
			_("this is a PDF: ask for the table it was printed from"));
	case CL_KIND_RTF:
		return cl_fail_at(err, &pos, CL_E_KIND,
			_("this is a text document (RTF): copy its table into a workbook"));
	case CL_KIND_IMAGE:
		return cl_fail_at(err, &pos, CL_E_KIND,
			_("this is a picture: ask for the table it was made from"));
	case CL_KIND_ARCHIVE:
		return cl_fail_at(err, &pos, CL_E_KIND,
			_("this is a packed archive: unpack it and name the table inside"));
	}
	return 0;
}
