/* One cell of CSV, one text for people. */
#include "rec/writer.h"
#include "base/utf8.h"
#include <string.h>

/* Bytes for whose sake a cell is quoted. */
static const unsigned char quoted[256] = {[','] = 1, ['"'] = 1, ['\n'] = 1, ['\r'] = 1};

void cl_csv_cell(const char *s, struct cl_buf *out)
{
	size_t n = 0;
	unsigned bad = *s == ' ';
	for (; s[n] != '\0'; n++)
		bad |= quoted[(unsigned char)s[n]];
	if (!bad) {
		cl_buf_add(out, s, n);
		return;
	}
	cl_buf_char(out, '"');
	for (; *s != '\0'; s++) {
		if (*s == '"')
			cl_buf_char(out, '"');
		cl_buf_char(out, *s);
	}
	cl_buf_char(out, '"');
}

static int bidi(uint32_t cp)
{
	return (cp >= 0x202a && cp <= 0x202e) || (cp >= 0x2066 && cp <= 0x2069) || cp == 0x200e ||
	       cp == 0x200f || cp == 0x061c;
}

void cl_show_text(const char *s, struct cl_buf *out, int lines)
{
	const char *from = s; /* what stays, up to s */
	while (*s != '\0') {
		uint32_t cp;
		int n = cl_utf8_get(s, &cp),
		    blank = lines && (cp == '\n' || cp == '\r' || cp == '\t');
		if (blank || cp < 0x20 || (cp >= 0x7f && cp < 0xa0) || bidi(cp)) {
			cl_buf_add(out, from, (size_t)(s - from));
			cl_buf_str(out, blank ? " " : "\xef\xbf\xbd");
			from = s + n;
		}
		s += n;
	}
	cl_buf_add(out, from, (size_t)(s - from));
}
