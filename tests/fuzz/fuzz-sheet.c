/* libFuzzer over all that cl-sheet reads (make fuzz). The first byte of an input chooses:
 *
 *     x   parts of a workbook follow, parted by \1: sheet, shared strings, styles, workbook; each
 * is put into a sound package, so that the fuzzer meets the XML and not a checksum any other   the
 * rest is the file: a package, a compound file, text
 *
 * What comes out must be one JSON object per line that the reader of rows takes. */
#include "rec/book.h"
#include "rec/json.h"
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

#define MAIN "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""
#define REL "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define RELS                                                                                       \
	"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"

static uint32_t crc(const uint8_t *p, size_t n)
{
	uint32_t c = 0xffffffff;
	for (size_t i = 0; i < n; i++) {
		c ^= p[i];
		for (int k = 0; k < 8; k++)
			c = c >> 1 ^ (c & 1 ? 0xedb88320 : 0);
	}
	return ~c;
}

static void number(struct cl_buf *b, uint64_t v, int bytes)
{
	for (int i = 0; i < bytes; i++)
		cl_buf_char(b, i < 8 ? (char)(v >> 8 * i) : 0);
}

static struct cl_buf zip, central;
static int parts;

static void header(struct cl_buf *b, const char *name, const void *p, size_t n)
{
	number(b, 20, 2);
	number(b, 0, 8); /* no flags, stored, no time */
	number(b, 0, 0);
	number(b, crc(p, n), 4);
	number(b, (uint32_t)n, 4);
	number(b, (uint32_t)n, 4);
	number(b, (uint32_t)strlen(name), 2);
	number(b, 0, 2);
}

static void part(const char *name, const void *p, size_t n)
{
	uint32_t at = (uint32_t)zip.n;
	cl_buf_str(&zip, "PK\3\4");
	header(&zip, name, p, n);
	cl_buf_str(&zip, name);
	cl_buf_add(&zip, p, n);
	cl_buf_str(&central, "PK\1\2");
	number(&central, 20, 2);
	header(&central, name, p, n);
	number(&central, 0, 10);
	number(&central, at, 4);
	cl_buf_str(&central, name);
	parts++;
}

static void text(const char *name, const char *s)
{
	part(name, s, strlen(s));
}

static void package(const uint8_t *p, size_t n)
{
	static const char *const names[] = {"xl/worksheets/sheet1.xml", "xl/sharedStrings.xml",
		"xl/styles.xml", "xl/workbook.xml"};
	int i = 0;
	cl_buf_reset(&zip);
	cl_buf_reset(&central);
	parts = 0;
	for (; i < 4 && n > 0; i++) {
		const uint8_t *end = memchr(p, 1, n);
		size_t k = end != NULL ? (size_t)(end - p) : n;
		part(names[i], p, k);
		k += end != NULL;
		p += k;
		n -= k;
	}
	if (i < 4)
		text(names[3], "<workbook " MAIN " xmlns:r=\"" REL
			       "\"><sheets><sheet name=\"S\" r:id=\"s\"/></sheets></workbook>");
	text("_rels/.rels", RELS "<Relationship Id=\"r\" Type=\"" REL
				 "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>");
	struct cl_buf rels = {0};
	cl_buf_str(&rels, RELS "<Relationship Id=\"s\" Type=\"" REL
			       "/worksheet\" Target=\"worksheets/sheet1.xml\"/>");
	if (i > 1)
		cl_buf_str(&rels, "<Relationship Id=\"t\" Type=\"" REL
				  "/sharedStrings\" Target=\"sharedStrings.xml\"/>");
	if (i > 2)
		cl_buf_str(&rels,
			"<Relationship Id=\"u\" Type=\"" REL "/styles\" Target=\"styles.xml\"/>");
	cl_buf_str(&rels, "</Relationships>");
	text("xl/_rels/workbook.xml.rels", rels.p);
	cl_buf_free(&rels);
	uint32_t at = (uint32_t)zip.n;
	cl_buf_add(&zip, central.p, central.n);
	cl_buf_str(&zip, "PK\5\6");
	number(&zip, 0, 4);
	number(&zip, (uint32_t)parts, 2);
	number(&zip, (uint32_t)parts, 2);
	number(&zip, (uint32_t)central.n, 4);
	number(&zip, at, 4);
	number(&zip, 0, 2);
}

static void must(int holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "fuzz-sheet: %s\n", what);
	abort();
}

/* What was printed is read as cl-import reads it. */
static void read_back(int fd)
{
	off_t n = lseek(fd, 0, SEEK_END);
	char *p = n > 0 ? mmap(NULL, (size_t)n, PROT_READ, MAP_PRIVATE, fd, 0) : NULL;
	struct cl_arena a = {0};
	for (char *s = p; p != NULL && s < p + n;) {
		char *eol = memchr(s, '\n', (size_t)(p + n - s));
		must(eol != NULL, "a line without its end");
		struct cl_object o;
		struct cl_err bad = {0}, err = {0};
		must(cl_json_object(s, (size_t)(eol - s), &a, &o, &bad, &err) == 0 &&
				bad.code == CL_OK,
			"a line that is no row");
		must(o.ncells != 0 && o.ncells <= CL_COLUMNS_MAX, "a row of no or too many cells");
		must(o.ncells < 0 || o.cell[o.ncells - 1][0] != '\0', "a row that ends empty");
		cl_arena_reset(&a);
		s = eol + 1;
	}
	if (p != NULL)
		munmap(p, (size_t)n);
	cl_arena_free(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static int in = -1, out = -1;
	static char path[32];
	struct cl_err err = {0};
	struct cl_book *b = NULL;
	if (in < 0) {
		in = memfd_create("in", 0);
		out = memfd_create("out", 0);
		snprintf(path, sizeof path, "/proc/self/fd/%d", in);
	}
	if (n == 0)
		return 0;
	if (*data == 'x')
		package(data + 1, n - 1);
	const void *p = *data == 'x' ? (const void *)zip.p : data + 1;
	size_t k = *data == 'x' ? zip.n : n - 1;
	must(ftruncate(in, 0) == 0 && ftruncate(out, 0) == 0 && lseek(out, 0, SEEK_SET) == 0 &&
			pwrite(in, p, k, 0) == (ssize_t)k,
		"no file");
	if (cl_book_open(&b, path, &err) == 0 && cl_book_read(b, NULL, &err) == 0) {
		must(cl_book_write(b, out, &err) == 0, "rows that cannot be written");
		read_back(out);
	}
	cl_book_close(b);
	return 0;
}
