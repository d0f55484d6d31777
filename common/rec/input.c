#include "rec/input.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/crypt.h"
#include "base/lanes.h"
#include "base/utf8.h"
#include "rec/cut.h"
#include "rec/kind.h"
#include "rec/scan.h"
#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BLOCK ((size_t)256 << 10)

struct cl_input {
	const char *path;
	int fd;
	enum cl_input_kind kind;
	const char *charset;
	int workbook; /* what is read now was made of one */
	size_t bom, size;
	struct stat opened;        /* as it was when the reading began */
	char sha[2 * CL_HASH + 1]; /* "": not asked for yet */
	/* decoding */
	iconv_t cd;         /* (iconv_t)-1: bytes are UTF-8 already */
	size_t at;          /* read so far */
	size_t nraw;        /* undecoded rest in raw */
	struct cl_buf text; /* decoded, not yet handed out */
	size_t used;
	long line;
	int eof;
	char *raw; /* BLOCK + 16 bytes; of a part none */
};

int cl_spool_file(struct cl_err *err)
{
	const char *dir = secure_getenv("TMPDIR");
	char path[4096];
	snprintf(path, sizeof path, "%s/cl-XXXXXX", dir != NULL && *dir != '\0' ? dir : "/tmp");
	int fd = mkostemp(path, O_CLOEXEC);
	if (fd < 0)
		return cl_fail_errno(err, CL_E_IO, _("no temporary file in %s"), path);
	unlink(path);
	return fd;
}

static int spool(int from, struct cl_err *err)
{
	int to = cl_spool_file(err);
	char *block = cl_xmalloc(BLOCK);
	ssize_t n = 0;
	while (to >= 0 && (n = read(from, block, BLOCK)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		ssize_t done = n < 0 ? -1 : write(to, block, (size_t)n);
		if (done != n) {
			cl_fail_errno(err, CL_E_IO,
				_("standard input cannot be kept in a temporary file"));
			close(to);
			to = -1;
		}
	}
	free(block);
	return to;
}

static ssize_t read_at(struct cl_input *in, void *p, size_t n, size_t at, struct cl_err *err)
{
	ssize_t k;
	do
		k = pread(in->fd, p, n, (off_t)at);
	while (k < 0 && errno == EINTR);
	if (k < 0)
		cl_fail_errno(err, CL_E_IO, _("%s cannot be read"), in->path);
	return k;
}

/* By the first bytes: what is no text is named for what it is, whatever the extension says. */
static int by_magic(struct cl_input *in, int workbooks, struct cl_err *err)
{
	unsigned char m[CL_KIND_HEAD] = {0};
	ssize_t n = read_at(in, m, sizeof m, 0, err);
	if (n < 0)
		return -1;
	enum cl_kindname kind = cl_kind_of(m, (size_t)n);
	in->charset = NULL; /* to be found */
	if (workbooks && (kind == CL_KIND_ZIP || kind == CL_KIND_OLE)) {
		in->kind = CL_IN_WORKBOOK;
		in->charset = "workbook";
	} else if (kind != CL_KIND_TEXT)
		return cl_kind_refuse(kind, in->path, err);
	else if (n >= 3 && memcmp(m, "\xef\xbb\xbf", 3) == 0)
		in->charset = "UTF-8", in->bom = 3;
	else if (n >= 2 && memcmp(m, "\xff\xfe", 2) == 0)
		in->charset = "UTF-16LE", in->bom = 2;
	else if (n >= 2 && memcmp(m, "\xfe\xff", 2) == 0)
		in->charset = "UTF-16BE", in->bom = 2;
	return 0;
}

/* Where the first NUL is: told with its line. */
static int nul_at(struct cl_input *in, size_t at, struct cl_err *err)
{
	struct cl_pos pos = {.file = in->path, .row = 1};
	ssize_t n;
	for (size_t from = 0; from < at; from += (size_t)n) {
		n = read_at(in, in->raw, BLOCK < at - from ? BLOCK : at - from, from, err);
		if (n <= 0)
			return -1;
		for (ssize_t i = 0; i < n; i++)
			pos.row += in->raw[i] == '\n';
	}
	return cl_fail_at(err, &pos, CL_E_NUL, _("a NUL byte at byte %zu of the file"), at + 1);
}

/* GB18030 codes that glibc's tables leave in the private use area (GB 18030-2022 gave them places).
 */
static uint32_t from_private(uint32_t cp)
{
	static const uint16_t map[][2] = {{0xe78d, 0xfe10}, {0xe78e, 0xfe12}, {0xe78f, 0xfe11},
		{0xe790, 0xfe13}, {0xe791, 0xfe14}, {0xe792, 0xfe15}, {0xe793, 0xfe16},
		{0xe794, 0xfe17}, {0xe795, 0xfe18}, {0xe796, 0xfe19}, {0xe81e, 0x9fb4},
		{0xe826, 0x9fb5}, {0xe82b, 0x9fb6}, {0xe82c, 0x9fb7}, {0xe832, 0x9fb8},
		{0xe843, 0x9fb9}, {0xe854, 0x9fba}, {0xe864, 0x9fbb}};
	for (size_t i = 0; i < sizeof map / sizeof *map; i++)
		if (map[i][0] == cp)
			return map[i][1];
	return cp;
}

static void fix_private(struct cl_buf *b, size_t from)
{
	for (char *p = b->p + from; p + 2 < b->p + b->n; p++) {
		if ((unsigned char)*p != 0xee) /* U+E000..EFFF */
			continue;
		uint32_t cp;
		cl_utf8_get(p, &cp);
		cp = from_private(cp);
		p[0] = (char)(0xe0 | cp >> 12); /* both sides are three bytes long */
		p[1] = (char)(0x80 | (cp >> 6 & 63));
		p[2] = (char)(0x80 | (cp & 63));
	}
}

static int charset_error(struct cl_input *in, size_t at, struct cl_err *err)
{
	struct cl_pos pos = {.file = in->path, .row = in->line + 1};
	for (size_t i = in->used; i < in->text.n; i++)
		pos.row += in->text.p[i] == '\n';
	return cl_fail_at(err, &pos, CL_E_CHARSET,
		_("byte %zu of the file is neither UTF-8 nor GB18030"), at + 1);
}

/* Decodes one more block behind in->text. */
static int fill(struct cl_input *in, struct cl_err *err)
{
	if (in->used > 0) {
		in->text.n -= in->used;
		memmove(in->text.p, in->text.p + in->used, in->text.n);
		in->text.p[in->text.n] = '\0'; /* a stale \n must not follow a \r at the end */
		in->used = 0;
	}
	int plain = in->cd == (iconv_t)-1;
	if (plain)
		cl_buf_grow(&in->text, BLOCK);
	ssize_t n = read_at(in, plain ? in->text.p + in->text.n : in->raw + in->nraw,
		BLOCK - in->nraw, in->at, err);
	if (n < 0)
		return -1;
	in->at += (size_t)n;
	if (n == 0) {
		in->eof = 1;
		return in->nraw == 0 ? 0 : charset_error(in, in->at - in->nraw, err);
	}
	size_t left = in->nraw + (size_t)n, before = in->text.n;
	if (plain) {
		in->text.n += left;
		in->text.p[in->text.n] = '\0';
		return 0;
	}
	char *src = in->raw;
	cl_buf_grow(&in->text, 3 * left + 8);
	char *dst = in->text.p + in->text.n;
	size_t room = in->text.cap - in->text.n - 1;
	size_t rc = iconv(in->cd, &src, &left, &dst, &room);
	in->text.n = (size_t)(dst - in->text.p);
	in->text.p[in->text.n] = '\0';
	fix_private(&in->text, before);
	memmove(in->raw, src, left);
	in->nraw = left;
	if (rc == (size_t)-1 && errno == EILSEQ)
		return charset_error(in, in->at - left, err);
	return 0;
}

int cl_input_rewind(struct cl_input *in, struct cl_err *err)
{
	in->at = in->bom;
	in->nraw = in->used = 0;
	cl_buf_grow(&in->text, 0); /* a place to point to, also where there is nothing */
	cl_buf_reset(&in->text);
	in->line = 0;
	in->eof = 0;
	if (in->cd != (iconv_t)-1)
		iconv_close(in->cd);
	in->cd = (iconv_t)-1;
	if (strcmp(in->charset, "UTF-8") == 0)
		return 0;
	in->cd = iconv_open("UTF-8", in->charset);
	return in->cd != (iconv_t)-1
		       ? 0
		       : cl_fail_errno(err, CL_E_CHARSET, _("no converter for %s"), in->charset);
}

/* Past the end of the line that begins at p and of which nothing before from ends it; NULL where
 * the text may go on. */
static char *line_end(const struct cl_input *in, char *from)
{
	char *end = in->text.p + in->text.n, *nl = memchr(from, '\n', (size_t)(end - from));
	char *stop = nl != NULL ? nl : end, *cr = memchr(from, '\r', (size_t)(stop - from));
	if (cr == NULL)
		return nl != NULL ? nl + 1 : NULL;
	if (cr + 1 < end)
		return cr[1] == '\n' ? cr + 2 : cr + 1;
	return in->eof ? cr + 1 : NULL;
}

static int too_long(const struct cl_input *in, struct cl_err *err)
{
	struct cl_pos pos = {.file = in->path, .row = in->line + 1};
	return cl_fail_at(err, &pos, CL_E_LINE, _("a line of more than 1 MiB"));
}

int cl_input_line(struct cl_input *in, char **line, size_t *n, long *number, struct cl_err *err)
{
	size_t from = in->used;
	char *end;
	while (from == in->text.n || (end = line_end(in, in->text.p + from)) == NULL) {
		size_t had = in->text.n - in->used;
		if (in->eof && had == 0)
			return 0;
		if (in->eof) {
			end = in->text.p + in->text.n;
			break;
		}
		if (had > CL_LINE_MAX)
			return too_long(in, err);
		if (fill(in, err) != 0)
			return -1;
		from = had > 0 ? had - 1 : 0; /* a \r at the end may get its \n now */
	}
	*line = in->text.p + in->used;
	*n = (size_t)(end - *line);
	if (*n > CL_LINE_MAX)
		return too_long(in, err);
	in->used = (size_t)(end - in->text.p);
	*number = ++in->line;
	return 1;
}

/* ---- parts ---- */

struct cl_input *cl_input_part(const struct cl_input *in)
{
	struct cl_input *part = cl_xmalloc(sizeof *part);
	*part = *in;
	part->raw = NULL;
	part->text = (struct cl_buf){0};
	part->cd = (iconv_t)-1;
	part->fd = -1;
	part->eof = 1;
	return part;
}

char *cl_input_ahead(const struct cl_input *in, size_t *n)
{
	*n = in->text.n - in->used;
	return in->text.p + in->used;
}

long cl_input_past(struct cl_input *in, size_t bytes)
{
	in->used += bytes;
	return ++in->line;
}

const char *cl_input_text(const struct cl_input *part)
{
	return part->text.p + part->used;
}

int cl_input_take(struct cl_input *in, size_t bytes, struct cl_input *part, struct cl_err *err)
{
	size_t n = 0;
	while (n == 0) {
		while (!in->eof && in->text.n - in->used < bytes)
			if (fill(in, err) != 0)
				return -1;
		if (in->text.n == in->used)
			return 0;
		n = in->text.n - in->used;
		if (!in->eof && n <= 3 * CL_LINE_MAX) /* what is open for longer is an error */
			n = cl_cut_whole(in->text.p + in->used, n);
		bytes = in->text.n - in->used + 1;
	}
	/* The part gets the text where it stands, and this one goes on with what is left of it. */
	const char *s = in->text.p + in->used;
	struct cl_buf left = part->text;
	cl_buf_reset(&left);
	cl_buf_add(&left, s + n, in->text.n - in->used - n);
	part->line = in->line;
	in->line += (long)cl_lanes_lines(s, n);
	part->text = in->text;
	part->used = in->used;
	part->text.n = in->used + n;
	part->text.p[part->text.n] = '\0';
	in->text = left;
	in->used = 0;
	return 1;
}

int cl_input_skip(struct cl_input *in, long number, struct cl_err *err)
{
	char *line;
	size_t n;
	long at;
	int rc = 1;
	while (rc == 1 && in->line + 1 < number)
		rc = cl_input_line(in, &line, &n, &at, err);
	return rc < 0 ? -1 : 0;
}

/* Two bytes of UTF-16; a cell would end there. */
static int no_nul(const struct cl_input *in, struct cl_err *err)
{
	struct cl_pos pos = {.file = in->path, .row = in->line + 1};
	return cl_fail_at(err, &pos, CL_E_NUL, _("a NUL (U+0000) in the text"));
}

/* Decodes everything once, so that a wrong byte on the last line is known before anything is done.
 */
static int try_decode(struct cl_input *in, struct cl_err *err)
{
	if (cl_input_rewind(in, err) != 0)
		return -1;
	while (!in->eof) {
		if (fill(in, err) != 0)
			return -1;
		for (size_t i = 0; i < in->text.n; i++) {
			in->line += in->text.p[i] == '\n';
			if (in->text.p[i] == '\0')
				return no_nul(in, err);
		}
		cl_buf_reset(&in->text);
	}
	return 0;
}

static void by_content(struct cl_input *in)
{
	char head[64];
	struct cl_err quiet = {0};
	ssize_t n = read_at(in, head, sizeof head, in->bom, &quiet), i = 0;
	while (i < n && strchr(" \t\r\n", head[i]) != NULL)
		i++;
	in->kind = i < n && head[i] == '{'   ? CL_IN_NDJSON
		   : i < n && head[i] == '[' ? CL_IN_ARRAY
					     : CL_IN_TEXT;
}

int cl_input_look(struct cl_input *in, int workbooks, struct cl_err *err)
{
	struct cl_scanned found;
	if (by_magic(in, workbooks, err) != 0)
		return -1;
	int wide = in->charset != NULL && strcmp(in->charset, "UTF-8") != 0;
	if (cl_scan(in->fd, wide, &found) != 0)
		return cl_fail_errno(err, CL_E_IO, _("%s cannot be read"), in->path);
	if (found.nul != SIZE_MAX)
		return nul_at(in, found.nul, err);
	in->size = found.size;
	size_t bad_at = found.bad;
	if (in->kind == CL_IN_WORKBOOK)
		return 0;
	if (in->charset == NULL)
		in->charset = bad_at != SIZE_MAX ? "GB18030" : "UTF-8";
	else if (strcmp(in->charset, "UTF-8") == 0 && bad_at != SIZE_MAX)
		return charset_error(in, bad_at, err);
	if (strcmp(in->charset, "UTF-8") != 0 && try_decode(in, err) != 0)
		return -1;
	by_content(in);
	return cl_input_rewind(in, err);
}

int cl_input_become(struct cl_input *in, int fd, struct cl_err *err)
{
	if (cl_input_sha256(in, err) == NULL) {
		close(fd);
		return -1;
	}
	close(in->fd);
	in->fd = fd;
	in->bom = 0;
	in->workbook = 1;
	in->charset = "UTF-8";
	by_content(in);
	return cl_input_rewind(in, err);
}

int cl_input_fd(const struct cl_input *in)
{
	return in->fd;
}

int cl_input_open(struct cl_input **out, const char *path, struct cl_err *err)
{
	if (cl_input_hold(out, path, err) == 0 && cl_input_look(*out, 0, err) == 0)
		return 0;
	cl_input_close(*out);
	*out = NULL;
	return -1;
}

int cl_input_hold(struct cl_input **out, const char *path, struct cl_err *err)
{
	struct cl_input *in = cl_xmalloc(sizeof *in);
	memset(in, 0, sizeof *in);
	in->raw = cl_xmalloc(BLOCK + 16);
	in->path = path;
	in->cd = (iconv_t)-1;
	*out = NULL;
	struct stat st;
	int fd = strcmp(path, "-") == 0 ? dup(0) : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0 || fstat(fd, &st) != 0) {
		cl_fail_errno(err, CL_E_IO, _("%s cannot be opened"), path);
		in->fd = fd;
		cl_input_close(in);
		return -1;
	}
	in->fd = fd;
	if (S_ISDIR(st.st_mode)) {
		cl_input_close(in);
		return cl_fail(err, CL_E_IO, _("%s is a folder"), path);
	}
	if (!S_ISREG(st.st_mode) || strcmp(path, "-") == 0) {
		in->fd = spool(fd, err);
		close(fd);
	}
	if (in->fd < 0 || fstat(in->fd, &in->opened) != 0) {
		cl_input_close(in);
		return -1;
	}
	*out = in;
	return 0;
}

int cl_input_again(struct cl_input **out, const struct cl_input *in, struct cl_err *err)
{
	struct cl_input *again = cl_xmalloc(sizeof *again);
	*again = *in;
	again->raw = cl_xmalloc(BLOCK + 16);
	again->text = (struct cl_buf){0};
	again->cd = (iconv_t)-1;
	again->fd = fcntl(in->fd, F_DUPFD_CLOEXEC, 0);
	*out = again;
	if (again->fd >= 0 && cl_input_rewind(again, err) == 0)
		return 0;
	if (again->fd < 0)
		cl_fail_errno(err, CL_E_IO, _("%s cannot be opened"), in->path);
	cl_input_close(again);
	*out = NULL;
	return -1;
}

const char *cl_input_name(const struct cl_input *in)
{
	return in->path;
}

enum cl_input_kind cl_input_kind(const struct cl_input *in)
{
	return in->kind;
}

const char *cl_input_charset(const struct cl_input *in)
{
	return in->workbook ? "workbook" : in->charset;
}

size_t cl_input_size(const struct cl_input *in)
{
	return in->size;
}

/* What was read and what is hashed must be the same bytes. */
static int unchanged(const struct cl_input *in, struct cl_err *err)
{
	struct stat now;
	if (fstat(in->fd, &now) != 0)
		return cl_fail_errno(err, CL_E_IO, _("%s cannot be read"), in->path);
	if (now.st_size == in->opened.st_size && now.st_mtim.tv_sec == in->opened.st_mtim.tv_sec &&
		now.st_mtim.tv_nsec == in->opened.st_mtim.tv_nsec)
		return 0;
	return cl_fail(
		err, CL_E_IO, _("%s was changed while it was read: nothing was stored"), in->path);
}

const char *cl_input_sha256(struct cl_input *in, struct cl_err *err)
{
	unsigned char sum[CL_HASH];
	size_t at = 0;
	ssize_t n;
	if (*in->sha != '\0')
		return in->sha;
	struct cl_hasher *h = cl_hasher_new("sha256", err);
	if (h == NULL)
		return NULL;
	char *block = cl_xmalloc(BLOCK);
	cl_hasher_begin(h);
	for (; (n = read_at(in, block, BLOCK, at, err)) > 0; at += (size_t)n)
		cl_hasher_add(h, block, (size_t)n);
	cl_hasher_end(h, sum);
	cl_hasher_free(h);
	free(block);
	if (n < 0 || unchanged(in, err) != 0)
		return NULL;
	cl_hex(sum, sizeof sum, in->sha);
	return in->sha;
}

void cl_input_close(struct cl_input *in)
{
	if (in == NULL)
		return;
	if (in->fd >= 0)
		close(in->fd);
	if (in->cd != (iconv_t)-1)
		iconv_close(in->cd);
	cl_buf_free(&in->text);
	free(in->raw);
	free(in);
}
