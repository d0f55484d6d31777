/* The rows sent back: original columns as they were, behind 错误说明 and 原文件行号, so that the
 * file can be corrected and imported as it is (CLI, "Errors"). */
#include "flow/import.h"
#include "base/interrupt.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *base_name(struct cl_import *im)
{
	struct cl_arena *a = &im->run->arena;
	const char *given = cl_opt(&im->run->opts, REJECTS), *path = cl_input_name(im->input);
	if (given != NULL)
		return given;
	if (strcmp(path, "-") == 0)
		return im->batch > 0 ? cl_sprintf(a, "退回-B%lld.csv", (long long)im->batch)
				     : "退回-stdin.csv";
	const char *dot = strrchr(path, '.'), *slash = strrchr(path, '/');
	int n = dot != NULL && (slash == NULL || dot > slash + 1) ? (int)(dot - path)
								  : (int)strlen(path);
	return cl_sprintf(a, "%.*s.退回.csv", n, path);
}

/* NAME.退回.csv, NAME.退回2.csv … */
static const char *numbered(struct cl_import *im, const char *name, int k)
{
	if (k < 2)
		return name;
	size_t n = strlen(name);
	int stem = n > 4 && strcmp(name + n - 4, ".csv") == 0 ? (int)n - 4 : (int)n;
	return cl_sprintf(&im->run->arena, "%.*s%d%s", stem, name, k, name + stem);
}

static void header(struct cl_import *im, struct cl_buf *b)
{
	cl_buf_str(b, "\xef\xbb\xbf错误说明,原文件行号");
	for (int i = 0; i < im->columns.n; i++) {
		const char *h = im->columns.col[i].header;
		if (strcmp(h, "错误说明") == 0 || strcmp(h, "原文件行号") == 0)
			continue; /* a rejects file sent back again */
		cl_buf_char(b, ',');
		cl_csv_cell(h, b);
	}
	cl_buf_str(b, "\r\n");
}

static void one(
	struct cl_import *im, const struct cl_row *row, const struct cl_reject *r, struct cl_buf *b)
{
	cl_csv_cell(r->text, b);
	cl_buf_printf(b, ",%ld", row->pos.row);
	for (int i = 0; i < row->n && !r->secret; i++) {
		const char *h = i < im->columns.n ? im->columns.col[i].header : "";
		if (strcmp(h, "错误说明") == 0 || strcmp(h, "原文件行号") == 0)
			continue;
		cl_buf_char(b, ',');
		cl_csv_cell(row->cell[i], b);
	}
	cl_buf_str(b, "\r\n");
}

static int by_row(const void *x, const void *y)
{
	const struct cl_reject *a = x, *b = y;
	return (a->row > b->row) - (a->row < b->row);
}

static int copy_rows(struct cl_import *im, int fd, struct cl_err *err)
{
	struct cl_buf b = {0};
	struct cl_row row;
	long at = 0, next = 0;
	int rc = cl_rows_rewind(im->rows, err);
	header(im, &b);
	qsort(im->reject, (size_t)im->nreject, sizeof *im->reject, by_row);
	while (rc == 0 && (rc = cl_rows_next(im->rows, &row, err)) == 1 &&
		row.pos.row != im->columns.header.row)
		rc = 0;
	rc = rc < 0 ? -1 : 0;
	while (rc == 0 && next < im->nreject &&
		(rc = cl_columns_next(&im->columns, im->rows, &row, err)) == 1) {
		rc = 0;
		at++;
		if (im->reject[next].row == at)
			one(im, &row, &im->reject[next], &b);
		while (next < im->nreject && im->reject[next].row == at)
			next++;
		if (b.n > 1 << 16) {
			rc = cl_write_all(fd, b.p, b.n, err);
			cl_buf_reset(&b);
		}
	}
	if (rc == 0)
		rc = cl_write_all(fd, b.p, b.n, err);
	cl_buf_free(&b);
	return rc < 0 ? -1 : 0;
}

int cl_rejects_write(struct cl_import *im, const char **tmp, const char **name, struct cl_err *err)
{
	*tmp = NULL;
	*name = base_name(im);
	char *path = cl_sprintf(&im->run->arena, "%s.XXXXXX", *name);
	int fd = mkostemp(path, O_CLOEXEC); /* 0600 */
	if (fd < 0)
		return cl_fail_errno(err, CL_E_IO,
			_("the rejected rows cannot be written beside the input (%s): nothing was "
			  "stored; name another place with --rejects"),
			*name);
	cl_interrupt_tmp(path);
	struct cl_err inner = {0};
	int rc = copy_rows(im, fd, &inner);
	if (rc != 0)
		cl_fail(err, inner.code, "%s", inner.text);
	else if (fsync(fd) != 0)
		rc = cl_fail_errno(err, CL_E_IO, _("%s cannot be written"), *name);
	close(fd);
	if (rc != 0) {
		unlink(path);
		cl_interrupt_forget(path);
	} else {
		*tmp = path;
	}
	return rc;
}

int cl_rejects_keep(struct cl_import *im, const char *tmp, const char **name, struct cl_err *err)
{
	const char *base = base_name(im); /* the batch number is known by now */
	for (int k = 1; k < 1000; k++) {
		*name = numbered(im, base, k);
		if (renameat2(AT_FDCWD, tmp, AT_FDCWD, *name, RENAME_NOREPLACE) == 0) {
			cl_interrupt_forget(tmp);
			return 0;
		}
		if (errno != EEXIST)
			break;
	}
	return cl_fail_errno(err, CL_E_IO,
		_("the rejected rows stand in %s: it cannot be renamed to %s"), tmp, *name);
}
