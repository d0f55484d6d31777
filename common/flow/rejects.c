/* The rows sent back: original columns as they were, behind 错误说明 and 原文件行号, so that the
 * file can be corrected and imported as it is (CLI, "Errors"). */
#include "flow/import.h"
#include "base/interrupt.h"
#include "flow/second.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
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

static const char *extension(const char *name)
{
	const char *dot = strrchr(name, '.'), *slash = strrchr(name, '/');
	return dot != NULL && (slash == NULL || dot > slash + 1) ? dot : name + strlen(name);
}

/* NAME.退回.csv, NAME.退回2.csv … */
static const char *numbered(struct cl_import *im, const char *name, int k)
{
	if (k < 2)
		return name;
	const char *end = extension(name);
	return cl_sprintf(&im->run->arena, "%.*s%d%s", (int)(end - name), name, k, end);
}

int cl_rejects_own(const struct cl_import *im, int col)
{
	const char *h = col < im->columns.n ? im->columns.col[col].header : "";
	return strcmp(h, CL_BOOK_ERRORS) == 0 || strcmp(h, CL_BOOK_LINE) == 0;
}

static void header(struct cl_import *im, struct cl_buf *b)
{
	cl_buf_str(b, "\xef\xbb\xbf" CL_BOOK_ERRORS "," CL_BOOK_LINE);
	for (int i = 0; i < im->columns.n; i++) {
		if (cl_rejects_own(im, i))
			continue;
		cl_buf_char(b, ',');
		cl_csv_cell(im->columns.col[i].header, b);
	}
	cl_buf_str(b, "\r\n");
}

static void one(
	struct cl_import *im, const struct cl_row *row, const struct cl_reject *r, struct cl_buf *b)
{
	cl_csv_cell(r->text, b);
	cl_buf_printf(b, ",%ld", row->pos.row);
	for (int i = 0; i < row->n && !r->secret; i++) {
		if (cl_rejects_own(im, i))
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

static int begin(struct cl_rejects_out *o, const char *name, struct cl_err *err)
{
	if (strcasecmp(extension(name), ".xlsx") == 0)
		return cl_rejects_book_open(o, err);
	header(o->im, &o->b);
	return 0;
}

static int put(struct cl_rejects_out *o, const struct cl_row *row, const struct cl_reject *r,
	struct cl_err *err)
{
	if (o->x != NULL)
		return cl_rejects_book_row(o, row, r, err);
	one(o->im, row, r, &o->b);
	if (o->b.n <= 1 << 16)
		return 0;
	int rc = cl_write_all(o->fd, o->b.p, o->b.n, err);
	cl_buf_reset(&o->b);
	return rc;
}

static int end(struct cl_rejects_out *o, struct cl_err *err)
{
	return o->x != NULL ? cl_rejects_book_close(o, err)
			    : cl_write_all(o->fd, o->b.p, o->b.n, err);
}

static int copy_rows(struct cl_import *im, const char *name, int fd, struct cl_err *err)
{
	struct cl_rejects_out o = {.im = im, .fd = fd};
	struct cl_row row;
	long at = 0;
	qsort(im->reject, (size_t)im->nreject, sizeof *im->reject, by_row);
	int rc = begin(&o, name, err) != 0 ? -1 : cl_second_begin(im, err);
	for (long i = 0; rc == 0 && i < im->nreject; i++) {
		if (im->reject[i].row == at)
			continue; /* rejected twice, shown once */
		rc = cl_second_row(im, im->reject[i].row, im->reject[i].line, &at, &row, err);
		if (rc == 0)
			break; /* the input has become shorter */
		rc = rc < 0 ? -1 : put(&o, &row, &im->reject[i], err);
	}
	rc = rc < 0 ? -1 : end(&o, err);
	cl_xlsxout_drop(o.x);
	cl_buf_free(&o.b);
	return rc;
}

static int open_rejects(struct cl_import *im, struct cl_rejects *r, char **path, struct cl_err *err)
{
	*path = NULL;
	if (cl_out_is_device(r->name)) /* nothing waits for its reader before all is stored */
		return cl_spool_file(err);
	*path = cl_sprintf(&im->run->arena, "%s.XXXXXX", r->name);
	int fd = mkostemp(*path, O_CLOEXEC); /* 0600 */
	if (fd < 0 && cl_opt(&im->run->opts, REJECTS) != NULL)
		return cl_fail_errno(err, CL_E_IO,
			_("nothing was stored: the rejected rows cannot be written where "
			  "--rejects says, %s"),
			r->name);
	if (fd < 0)
		return cl_fail_errno(err, CL_E_IO,
			_("the rejected rows cannot be written beside the input (%s): nothing was "
			  "stored; name another place with --rejects"),
			r->name);
	cl_interrupt_tmp(*path);
	return fd;
}

int cl_rejects_write(struct cl_import *im, struct cl_rejects *r, struct cl_err *err)
{
	char *path;
	r->name = base_name(im);
	if (im->no_reader)
		return 0;
	int fd = open_rejects(im, r, &path, err);
	if (fd < 0)
		return -1;
	struct cl_err inner = {0};
	int rc = copy_rows(im, r->name, fd, &inner);
	if (rc != 0)
		cl_fail(err, inner.code, "%s", inner.text);
	else if (path != NULL && fsync(fd) != 0)
		rc = cl_fail_errno(err, CL_E_IO, _("%s cannot be written"), r->name);
	if (path == NULL && rc == 0)
		r->fd = fd;
	else
		close(fd);
	if (rc == 0)
		r->tmp = path;
	else if (path != NULL) {
		unlink(path);
		cl_interrupt_forget(path);
	}
	return rc;
}

static int hand_over(struct cl_rejects *r, struct cl_err *err)
{
	char block[1 << 14];
	off_t at = 0;
	ssize_t n;
	int fd = cl_out_device(r->name, err), rc = fd >= 0 ? 0 : -1;
	void (*was)(int) = signal(SIGPIPE, SIG_IGN); /* what was stored must still be printed */
	while (rc == 0 && (n = pread(r->fd, block, sizeof block, at)) > 0) {
		rc = cl_write_all(fd, block, (size_t)n, err);
		at += n;
	}
	signal(SIGPIPE, was);
	if (fd >= 0)
		close(fd);
	close(r->fd);
	r->fd = -1;
	return rc;
}

int cl_rejects_keep(struct cl_import *im, struct cl_rejects *r, struct cl_err *err)
{
	struct cl_err inner = {0};
	if (im->no_reader)
		return 0;
	if (r->tmp == NULL) {
		if (hand_over(r, &inner) == 0)
			return 0;
		return im->run->stored
			       ? cl_fail(err, CL_E_OUTPUT,
					 _("stored; the rejected rows were not delivered: %s"),
					 inner.text)
			       : cl_fail(err, inner.code, "%s", inner.text);
	}
	const char *base = base_name(im); /* the batch number is known by now */
	for (int k = 1; k < 1000; k++) {
		r->name = numbered(im, base, k);
		if (renameat2(AT_FDCWD, r->tmp, AT_FDCWD, r->name, RENAME_NOREPLACE) == 0) {
			cl_interrupt_forget(r->tmp);
			return 0;
		}
		if (errno != EEXIST)
			break;
	}
	return cl_fail_errno(err, CL_E_IO,
		_("the rejected rows stand in %s: it cannot be renamed to %s"), r->tmp, r->name);
}

void cl_rejects_drop(struct cl_rejects *r)
{
	if (r->tmp != NULL) {
		unlink(r->tmp);
		cl_interrupt_forget(r->tmp);
	}
	if (r->fd >= 0)
		close(r->fd);
	*r = (struct cl_rejects){.fd = -1};
}
