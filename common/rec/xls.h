/* xls: what the files that read .xls (BIFF8, MS-XLS) share. */
#ifndef CL_XLS_H
#define CL_XLS_H
#include "rec/book.h"
#include "rec/numfmt.h"
#include "rec/strings.h"

/* The records of the workbook stream, one after the other. */
struct cl_biff {
	const unsigned char *p;
	size_t n, at; /* of the next record */
	unsigned type;
	const unsigned char *body;
	unsigned len;
};
enum { CL_BIFF_EOF = 0x0a, CL_BIFF_CONTINUE = 0x3c, CL_BIFF_BOF = 0x809 };
/* 1 with a record, 0 where the stream ends before one is whole. */
int cl_biff_next(struct cl_biff *b);
unsigned cl_biff_u16(const unsigned char *p);
uint32_t cl_biff_u32(const unsigned char *p);

/* Text of a record from body byte `from` on, across CONTINUE records: its characters, then, where
 * rich, its runs are passed over. wide_count: the length is two bytes, else one. Appended to out as
 * UTF-8; -1 where the record is too short. */
int cl_biff_text(struct cl_biff *b, unsigned from, int wide_count, struct cl_buf *out);
/* Each shared string of an SST record, as UTF-8. -1 where one is cut short or each says so. */
int cl_biff_strings(struct cl_biff *b, int (*each)(void *data, struct cl_buf *text), void *data);

struct cl_xls {
	struct cl_book *b;
	struct cl_biff in;
	uint32_t *start; /* of each sheet's records */
	int date1904, encrypted, old;
	struct own_format {
		unsigned id;
		struct cl_numfmt f;
	} * format;
	unsigned nformat, nxf;
	struct cl_numfmt *xf;
	struct cl_strings *strings;
};
/* One sheet into the book's row file. */
int cl_xls_rows(
	struct cl_xls *x, struct cl_sheet *s, uint32_t start, struct cl_err *err) CL_CHECKED;
#endif
