#include "rec/zippart.h"
#include "base/arena.h"
#include <ctype.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zip.h>

#define PARTS_MAX 20000

struct name {
	char *folded;
	zip_uint64_t at;
};

struct cl_zip {
	zip_t *z;
	const char *file;
	struct cl_arena arena;
	struct name *name; /* sorted */
	size_t n;
	size_t unpacked; /* of the whole package */
	zip_file_t *part;
	const char *part_name;
	size_t packed, out; /* of the part */
};

#define bad(z, err, ...)                                                                           \
	cl_fail_at(err, &(struct cl_pos){.file = (z)->file}, CL_E_SHEET, __VA_ARGS__)

/* Part names are equal whatever their case (OPC); some writers use backslashes. */
static char *folded(struct cl_arena *a, const char *s)
{
	char *f = cl_strdup(a, s + (*s == '/' || *s == '\\'));
	for (char *p = f; *p != '\0'; p++)
		*p = *p == '\\' ? '/' : (char)tolower((unsigned char)*p);
	return f;
}

static int by_name(const void *x, const void *y)
{
	return strcmp(((const struct name *)x)->folded, ((const struct name *)y)->folded);
}

static int read_names(struct cl_zip *z, struct cl_err *err)
{
	zip_int64_t n = zip_get_num_entries(z->z, 0);
	if (n > PARTS_MAX)
		return bad(z, err, _("more than 20000 parts in the workbook"));
	z->name = cl_alloc(&z->arena, sizeof *z->name * (size_t)(n + 1));
	for (zip_int64_t i = 0; i < n; i++) {
		const char *s = zip_get_name(z->z, (zip_uint64_t)i, ZIP_FL_ENC_RAW);
		if (s == NULL)
			return bad(z, err, _("the package is damaged"));
		z->name[z->n++] = (struct name){folded(&z->arena, s), (zip_uint64_t)i};
	}
	qsort(z->name, z->n, sizeof *z->name, by_name);
	for (size_t i = 1; i < z->n; i++)
		if (by_name(&z->name[i - 1], &z->name[i]) == 0)
			return bad(z, err, _("the package holds two parts of the name %s"),
				z->name[i].folded);
	return 0;
}

int cl_zip_open(struct cl_zip **out, int fd, const char *file, struct cl_err *err)
{
	struct cl_zip *z = cl_xmalloc(sizeof *z);
	memset(z, 0, sizeof *z);
	z->file = file;
	*out = NULL;
	int code = ZIP_ER_OPEN, rc, own = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	if (own >= 0)
		z->z = zip_fdopen(own, 0, &code); /* closes it where it succeeds */
	if (z->z == NULL) {
		zip_error_t e;
		if (own >= 0)
			close(own);
		zip_error_init_with_code(&e, code);
		rc = bad(z, err, _("the package is damaged or was not copied whole (%s)"),
			zip_error_strerror(&e));
		zip_error_fini(&e);
	} else
		rc = read_names(z, err);
	if (rc != 0)
		cl_zip_close(z);
	else
		*out = z;
	return rc;
}

const char *cl_zip_file(const struct cl_zip *z)
{
	return z->file;
}

static const struct name *find(const struct cl_zip *z, const char *part)
{
	struct cl_arena a = {0};
	struct name key = {folded(&a, part), 0};
	const struct name *n = bsearch(&key, z->name, z->n, sizeof *z->name, by_name);
	cl_arena_free(&a);
	return n;
}

int cl_zip_has(const struct cl_zip *z, const char *part)
{
	return find(z, part) != NULL;
}

const char *cl_zip_name(const struct cl_zip *z, size_t i)
{
	return i < z->n ? z->name[i].folded : NULL;
}

int cl_zip_has_under(const struct cl_zip *z, const char *folder)
{
	for (size_t i = 0; i < z->n; i++)
		if (strncmp(z->name[i].folded, folder, strlen(folder)) == 0)
			return 1;
	return 0;
}

int cl_zip_part(struct cl_zip *z, const char *part, struct cl_err *err)
{
	zip_stat_t st;
	const struct name *n = find(z, part);
	cl_zip_part_close(z);
	if (n == NULL)
		return bad(z, err, _("the workbook lacks its part %s"), part);
	z->part_name = n->folded;
	if (zip_stat_index(z->z, n->at, 0, &st) != 0)
		return bad(z, err, _("the part %s is damaged"), part);
	if ((st.valid & ZIP_STAT_ENCRYPTION_METHOD) && st.encryption_method != ZIP_EM_NONE)
		return bad(z, err, _("the part %s is encrypted"), part);
	if (!(st.valid & ZIP_STAT_COMP_METHOD) || !(st.valid & ZIP_STAT_COMP_SIZE) ||
		(st.comp_method != ZIP_CM_STORE && st.comp_method != ZIP_CM_DEFLATE))
		return bad(z, err, _("the part %s is packed in an unusual way"), part);
	z->packed = st.comp_size;
	z->out = 0;
	z->part = zip_fopen_index(z->z, n->at, 0);
	return z->part != NULL ? 0 : bad(z, err, _("the part %s is damaged"), part);
}

static int bomb(struct cl_zip *z, struct cl_err *err)
{
	return bad(z, err,
		_("the part %s unpacks to far more than a table holds: not read further"),
		z->part_name);
}

long cl_zip_read(struct cl_zip *z, void *p, size_t n, struct cl_err *err)
{
	zip_int64_t k = zip_fread(z->part, p, n);
	if (k < 0)
		return bad(z, err, _("the part %s is damaged"), z->part_name);
	z->out += (size_t)k;
	z->unpacked += (size_t)k;
	if (z->unpacked > CL_UNPACKED_MAX ||
		(z->out > CL_UNPACKED_FREE && z->out / CL_UNPACKED_RATIO > z->packed))
		return bomb(z, err);
	return (long)k;
}

int cl_zip_items(struct cl_zip *z, size_t n, struct cl_err *err)
{
	return n <= CL_ITEMS_FREE || n / CL_ITEMS_RATIO <= z->packed ? 0 : bomb(z, err);
}

void cl_zip_part_close(struct cl_zip *z)
{
	if (z->part != NULL)
		zip_fclose(z->part);
	z->part = NULL;
}

void cl_zip_close(struct cl_zip *z)
{
	if (z == NULL)
		return;
	cl_zip_part_close(z);
	if (z->z != NULL)
		zip_discard(z->z);
	cl_arena_free(&z->arena);
	free(z);
}
