#include "rec/ole.h"
#include "base/arena.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#define END 0xfffffffau /* from here on: no sector */
#define ENTRIES_MAX 4096
#define MINI 64

struct entry {
	char name[32];
	uint32_t start;
	uint64_t size;
};

struct cl_ole {
	int fd, shift;
	const char *file;
	uint32_t *fat; /* next sector */
	size_t nfat, cfat;
	size_t sectors; /* that the file has room for */
	uint32_t minifat;
	uint64_t cutoff;
	struct entry *e;
	int n;
};

static uint32_t u32(const unsigned char *p)
{
	return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static int damaged(struct cl_ole *o, struct cl_err *err)
{
	struct cl_pos pos = {.file = o->file};
	return cl_fail_at(
		err, &pos, CL_E_SHEET, _("the workbook (.xls) is damaged or was not copied whole"));
}

static int at(struct cl_ole *o, uint64_t where, void *p, size_t n, struct cl_err *err)
{
	ssize_t k;
	do
		k = pread(o->fd, p, n, (off_t)where);
	while (k < 0 && errno == EINTR);
	/* the last sector of a file may be cut short */
	if (k < 0 || (k == 0 && n > 0))
		return damaged(o, err);
	memset((char *)p + k, 0, n - (size_t)k);
	return 0;
}

static int sector(struct cl_ole *o, uint32_t number, unsigned char *p, struct cl_err *err)
{
	size_t size = (size_t)1 << o->shift;
	return number >= END ? damaged(o, err)
			     : at(o, ((uint64_t)number + 1) << o->shift, p, size, err);
}

static int add_fat(struct cl_ole *o, uint32_t number, unsigned char *block, struct cl_err *err)
{
	size_t per = ((size_t)1 << o->shift) / 4;
	if (number >= END)
		return 0;
	/* a table much longer than the file only costs time */
	if (o->nfat > 2 * o->sectors + 4 * per || sector(o, number, block, err) != 0)
		return damaged(o, err);
	if (o->nfat + per > o->cfat) {
		o->cfat = 2 * (o->nfat + per);
		o->fat = cl_xrealloc(o->fat, o->cfat * sizeof *o->fat);
	}
	for (size_t i = 0; i < per; i++)
		o->fat[o->nfat++] = u32(block + 4 * i);
	return 0;
}

static int read_fat(struct cl_ole *o, const unsigned char *head, struct cl_err *err)
{
	unsigned char block[4096], more[4096];
	size_t per = ((size_t)1 << o->shift) / 4;
	for (int i = 0; i < 109; i++)
		if (add_fat(o, u32(head + 76 + 4 * i), block, err) != 0)
			return -1;
	uint32_t next = u32(head + 68);
	for (int hops = 0; next < END; hops++) {
		if (hops > 4096 || sector(o, next, more, err) != 0)
			return damaged(o, err);
		for (size_t i = 0; i + 1 < per; i++)
			if (add_fat(o, u32(more + 4 * i), block, err) != 0)
				return -1;
		next = u32(more + 4 * (per - 1));
	}
	return 0;
}

/* At most max bytes of the chain of sectors from start. */
static int chain(
	struct cl_ole *o, uint32_t start, size_t max, struct cl_buf *out, struct cl_err *err)
{
	size_t size = (size_t)1 << o->shift, hops = 0;
	unsigned char block[4096];
	cl_buf_reset(out);
	for (uint32_t s = start; s < END && out->n < max; s = o->fat[s]) {
		if (s >= o->nfat || ++hops > o->nfat || sector(o, s, block, err) != 0)
			return damaged(o, err);
		cl_buf_add(out, block, size < max - out->n ? size : max - out->n);
	}
	return 0;
}

static int read_entries(struct cl_ole *o, uint32_t start, struct cl_err *err)
{
	struct cl_buf b = {0};
	int rc = chain(o, start, (size_t)ENTRIES_MAX * 128, &b, err);
	o->e = cl_xmalloc(sizeof *o->e * ENTRIES_MAX);
	for (size_t i = 0; rc == 0 && i + 128 <= b.n; i += 128) {
		const unsigned char *p = (const unsigned char *)b.p + i;
		struct entry *e = &o->e[o->n];
		if (p[66] == 0) /* unused */
			continue;
		for (int k = 0; k < 32; k++)
			e->name[k] = p[2 * k + 1] == 0 ? (char)p[2 * k] : '?';
		e->name[31] = '\0';
		if (p[66] == 5) /* the root: holds the small streams */
			strcpy(e->name, "/");
		e->start = u32(p + 116);
		e->size = u32(p + 120);
		o->n++;
	}
	cl_buf_free(&b);
	return rc;
}

int cl_ole_open(struct cl_ole **out, int fd, const char *file, struct cl_err *err)
{
	struct cl_ole *o = cl_xmalloc(sizeof *o);
	unsigned char head[512] = {0};
	memset(o, 0, sizeof *o);
	o->fd = fd;
	o->file = file;
	*out = NULL;
	int rc = at(o, 0, head, sizeof head, err);
	o->shift = rc == 0 ? head[30] : 0;
	if (rc == 0 && o->shift != 9 && o->shift != 12) {
		o->shift = 9;
		rc = damaged(o, err);
	}
	off_t size = lseek(fd, 0, SEEK_END);
	o->sectors = size > 0 ? (size_t)size >> o->shift : 0;
	o->minifat = u32(head + 60);
	o->cutoff = u32(head + 56);
	if (rc == 0)
		rc = read_fat(o, head, err);
	if (rc == 0)
		rc = read_entries(o, u32(head + 48), err);
	if (rc != 0)
		cl_ole_close(o);
	else
		*out = o;
	return rc;
}

static const struct entry *find(const struct cl_ole *o, const char *stream)
{
	for (int i = 0; i < o->n; i++)
		if (strcasecmp(o->e[i].name, stream) == 0)
			return &o->e[i];
	return NULL;
}

int cl_ole_has(const struct cl_ole *o, const char *stream)
{
	return find(o, stream) != NULL;
}

/* A small stream stands in 64-byte pieces of the root's, chained in a table of their own. */
static int mini(
	struct cl_ole *o, const struct entry *e, size_t max, struct cl_buf *out, struct cl_err *err)
{
	struct cl_buf all = {0}, table = {0};
	const struct entry *root = find(o, "/");
	int rc = root == NULL ? damaged(o, err) : chain(o, root->start, (size_t)1 << 24, &all, err);
	if (rc == 0)
		rc = chain(o, o->minifat, (size_t)1 << 22, &table, err);
	cl_buf_reset(out);
	size_t hops = 0;
	for (uint32_t s = e->start; rc == 0 && s < END && out->n < max;) {
		if (((size_t)s + 1) * MINI > all.n || ((size_t)s + 1) * 4 > table.n ||
			++hops > table.n / 4) {
			rc = damaged(o, err);
			break;
		}
		cl_buf_add(out, all.p + (size_t)s * MINI, MINI);
		s = u32((const unsigned char *)table.p + 4 * (size_t)s);
	}
	cl_buf_free(&all);
	cl_buf_free(&table);
	return rc;
}

int cl_ole_read(
	struct cl_ole *o, const char *stream, size_t max, struct cl_buf *out, struct cl_err *err)
{
	const struct entry *e = find(o, stream);
	if (e == NULL || e->size > max)
		return damaged(o, err);
	size_t n = (size_t)e->size;
	int rc = n < o->cutoff ? mini(o, e, n, out, err) : chain(o, e->start, n, out, err);
	if (rc == 0 && out->n > n)
		out->n = n; /* the last piece is longer */
	return rc == 0 && out->n < n ? damaged(o, err) : rc;
}

void cl_ole_close(struct cl_ole *o)
{
	if (o == NULL)
		return;
	free(o->fat);
	free(o->e);
	free(o);
}
