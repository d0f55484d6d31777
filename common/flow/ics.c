#include "flow/ics.h"
#include "base/utf8.h"
#include <string.h>

/* A content line is at most 75 octets, folded between characters; ends in CRLF (3.1). */
static void line(struct cl_buf *b, const char *name, const char *value)
{
	struct cl_buf l = {0};
	cl_buf_str(&l, name);
	for (const char *p = value; *p != '\0'; p++)
		if (*p == '\\' || *p == ';' || *p == ',')
			cl_buf_printf(&l, "\\%c", *p);
		else if (*p == '\n')
			cl_buf_str(&l, "\\n");
		else if ((unsigned char)*p >= 0x20)
			cl_buf_char(&l, *p);
	const char *p = cl_buf_cstr(&l);
	size_t left = l.n, room = 75;
	while (left > room) {
		size_t n = room;
		while (n > 0 && ((unsigned char)p[n] & 0xc0) == 0x80)
			n--;
		n = n > 0 ? n : room; /* no text at all: cut anywhere rather than never */
		cl_buf_add(b, p, n);
		cl_buf_str(b, "\r\n ");
		p += n;
		left -= n;
		room = 74;
	}
	cl_buf_add(b, p, left);
	cl_buf_str(b, "\r\n");
	cl_buf_free(&l);
}

static void date(struct cl_buf *b, const char *name, const char *iso, const char *time)
{
	cl_buf_printf(b, "%s%.4s%.2s%.2s%s\r\n", name, iso, iso + 5, iso + 8, time);
}

void cl_ics_begin(struct cl_buf *b)
{
	cl_buf_str(b, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//creditlist//cl-notice//ZH\r\n"
		      "CALSCALE:GREGORIAN\r\nMETHOD:PUBLISH\r\n");
}

void cl_ics_event(struct cl_buf *b, const char *uid, const char *stamp, const char *day,
	const char *summary, const char *description)
{
	cl_buf_str(b, "BEGIN:VEVENT\r\n");
	line(b, "UID:", uid);
	date(b, "DTSTAMP:", stamp, "T000000Z");
	date(b, "DTSTART;VALUE=DATE:", day, "");
	line(b, "SUMMARY:", summary);
	if (description != NULL)
		line(b, "DESCRIPTION:", description);
	cl_buf_str(b, "TRANSP:TRANSPARENT\r\nBEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-P1D\r\n");
	line(b, "DESCRIPTION:", summary);
	cl_buf_str(b, "END:VALARM\r\nEND:VEVENT\r\n");
}

void cl_ics_end(struct cl_buf *b)
{
	cl_buf_str(b, "END:VCALENDAR\r\n");
}
