/* make OUT.xlsx <PARTS: a package out of a description, for tests of cl-sheet:
 *
 *     @ NAME        a part begins; its lines follow, joined without their ends
 *     @stored NAME  the same, not deflated
 *     @twin NAME    a second part of a name that is there (written by renaming in the bytes)
 *     *N TEXT       TEXT N times, %d in it counted from 1
 *     @end          what makes a plain workbook and is not named is added: content types,
 *                   relationships, a workbook of the sheets 表1 … (one per
 * xl/worksheets/sheetN.xml)
 *
 * Without @end nothing is added. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

#define PARTS 64
#define MAIN "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""
#define REL "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define RELS                                                                                       \
	"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"

static struct part {
	char name[200];
	char *text;
	size_t n, cap;
	int stored, twin;
} part[PARTS];
static int n;

static void die(const char *why)
{
	fprintf(stderr, "make: %s\n", why);
	exit(2);
}

static void add(struct part *p, const char *s, size_t len)
{
	if (p->n + len + 1 > p->cap) {
		p->cap = 2 * (p->n + len + 1);
		p->text = realloc(p->text, p->cap);
		if (p->text == NULL)
			die("memory");
	}
	memcpy(p->text + p->n, s, len);
	p->n += len;
}

static struct part *begin(const char *name)
{
	if (n == PARTS)
		die("too many parts");
	snprintf(part[n].name, sizeof part[n].name, "%s", name);
	return &part[n++];
}

static int has(const char *name)
{
	for (int i = 0; i < n; i++)
		if (strcmp(part[i].name, name) == 0)
			return 1;
	return 0;
}

static void put(const char *name, const char *text)
{
	if (!has(name))
		add(begin(name), text, strlen(text));
}

static void repeat(struct part *p, const char *s)
{
	char *text, number[24];
	long times = strtol(s, &text, 10);
	text += *text == ' ';
	for (long i = 1; i <= times; i++) {
		int k = snprintf(number, sizeof number, "%ld", i);
		for (const char *t = text; *t != '\0';) {
			const char *d = strstr(t, "%d");
			add(p, t, d != NULL ? (size_t)(d - t) : strlen(t));
			if (d == NULL)
				break;
			add(p, number, (size_t)k);
			t = d + 2;
		}
	}
}

/* What every plain workbook has. */
static void complete(void)
{
	char book[8192] = "<workbook " MAIN " xmlns:r=\"" REL "\"><sheets>", rels[8192] = RELS,
	     s[512];
	for (int i = 1; i < 20; i++) {
		snprintf(s, sizeof s, "xl/worksheets/sheet%d.xml", i);
		if (!has(s))
			continue;
		snprintf(s, sizeof s, "<sheet name=\"表%d\" sheetId=\"%d\" r:id=\"rId%d\"/>", i, i,
			i);
		strcat(book, s);
		snprintf(s, sizeof s,
			"<Relationship Id=\"rId%d\" Type=\"" REL
			"/worksheet\" Target=\"worksheets/sheet%d.xml\"/>",
			i, i);
		strcat(rels, s);
	}
	strcat(rels, "<Relationship Id=\"s\" Type=\"" REL "/styles\" Target=\"styles.xml\"/>"
		     "<Relationship Id=\"t\" Type=\"" REL
		     "/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>");
	strcat(book, "</sheets></workbook>");
	put("[Content_Types].xml",
		"<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>");
	put("_rels/.rels", RELS "<Relationship Id=\"r\" Type=\"" REL
				"/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>");
	put("xl/workbook.xml", book);
	put("xl/_rels/workbook.xml.rels", rels);
	put("xl/styles.xml",
		"<styleSheet " MAIN "><cellXfs><xf numFmtId=\"0\"/></cellXfs></styleSheet>");
	put("xl/sharedStrings.xml", "<sst " MAIN "/>");
}

static void read_parts(void)
{
	char *line = NULL;
	size_t cap = 0;
	ssize_t len;
	struct part *p = NULL;
	while ((len = getline(&line, &cap, stdin)) > 0) {
		len -= line[len - 1] == '\n';
		line[len] = '\0';
		if (strcmp(line, "@end") == 0)
			complete();
		else if (strncmp(line, "@ ", 2) == 0)
			p = begin(line + 2);
		else if (strncmp(line, "@stored ", 8) == 0)
			(p = begin(line + 8))->stored = 1;
		else if (strncmp(line, "@twin ", 6) == 0)
			(p = begin(line + 6))->twin = 1;
		else if (p == NULL)
			die("text before the first part");
		else if (*line == '*')
			repeat(p, line + 1);
		else
			add(p, line, (size_t)len);
	}
	free(line);
}

/* libzip writes no name twice: a twin is written under a name of equal length, renamed in place. */
static void rename_twins(const char *path)
{
	FILE *f = fopen(path, "r+b");
	static char all[1 << 22];
	if (f == NULL)
		die("cannot be read again");
	size_t len = fread(all, 1, sizeof all, f);
	for (int i = 0; i < n; i++) {
		size_t k = strlen(part[i].name);
		if (!part[i].twin)
			continue;
		part[i].name[0] = '~';
		for (size_t at = 0; at + k <= len; at++)
			if (memcmp(all + at, part[i].name, k) == 0)
				all[at] = part[i].name[1] == 'l' ? 'x' : '_';
	}
	rewind(f);
	if (fwrite(all, 1, len, f) != len || fclose(f) != 0)
		die("cannot be written again");
}

int main(int argc, char **argv)
{
	int code, twins = 0;
	if (argc != 2)
		die("usage: make OUT.xlsx <PARTS");
	read_parts();
	zip_t *z = zip_open(argv[1], ZIP_CREATE | ZIP_TRUNCATE, &code);
	if (z == NULL)
		die("cannot be made");
	for (int i = 0; i < n; i++) {
		char name[sizeof part[i].name];
		memcpy(name, part[i].name, sizeof name);
		if (part[i].twin)
			name[0] = '~', twins = 1;
		zip_source_t *s = zip_source_buffer(z, part[i].text, part[i].n, 0);
		zip_int64_t at = s != NULL ? zip_file_add(z, name, s, ZIP_FL_ENC_UTF_8) : -1;
		if (at < 0 || zip_file_set_mtime(z, (zip_uint64_t)at, 1767225600, 0) != 0 ||
			(part[i].stored && zip_set_file_compression(
						   z, (zip_uint64_t)at, ZIP_CM_STORE, 0) != 0))
			die("a part cannot be added");
	}
	if (zip_close(z) != 0)
		die("cannot be closed");
	if (twins)
		rename_twins(argv[1]);
	return 0;
}
