/* Where a run's output goes: standard output, a device, or a file that is there whole or not at
 * all. */
#include "flow/run.h"
#include "base/interrupt.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A table is for reading: what fits a screen; --columns and the other forms give all. */
static void table_columns(struct cl_run *run)
{
	static const enum cl_field shown[] = {CL_F_ENTRY, CL_F_RESULT, CL_F_STATE, CL_F_IN_FORCE,
		CL_F_LIST, CL_F_NAME, CL_F_USCC, CL_F_ID_NUMBER, CL_F_DEPARTMENT, CL_F_DOCUMENT,
		CL_F_VALID_UNTIL, CL_F_EXIT_REASON, CL_F_EXITED_ON, CL_F_CAUSED_BY, CL_F_WATCH_OF,
		CL_F_OVERLAYS, CL_F_EXPLAINED_BY, CL_F_TELEPHONE, CL_F_EXPLAIN, CL_F_DRY_RUN};
	run->out_opts.ncolumns = (int)(sizeof shown / sizeof *shown);
	memcpy(run->out_opts.columns, shown, sizeof shown);
}

/* /dev/stdout and its like by their number: -1 for every other name. */
static int descriptor(const char *path)
{
	static const char *const folders[] = {"/dev/fd/", "/proc/self/fd/"};
	if (strcmp(path, "/dev/stdout") == 0)
		return 1;
	if (strcmp(path, "/dev/stderr") == 0)
		return 2;
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
		size_t n = strlen(folders[i]);
		if (strncmp(path, folders[i], n) == 0 && path[n] != '\0' &&
			path[n + strspn(path + n, "0123456789")] == '\0')
			return atoi(path + n);
	}
	return -1;
}

int cl_out_is_device(const char *path)
{
	struct stat sb;
	return descriptor(path) >= 0 || (stat(path, &sb) == 0 && !S_ISREG(sb.st_mode));
}

int cl_out_device(const char *path, struct cl_err *err)
{
	int n = descriptor(path), fd = n >= 0 ? fcntl(n, F_DUPFD_CLOEXEC, 0)
					      : open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
	return fd >= 0 ? fd : cl_fail_errno(err, CL_E_IO, _("%s cannot be written"), path);
}

static int out_file(struct cl_run *run, struct cl_err *err)
{
	const char *path = cl_opt(&run->opts, OUTPUT);
	run->out_fd = 1;
	if (path == NULL || strcmp(path, "-") == 0)
		return run->out_opts.format != CL_XLSX || !isatty(1)
			       ? 0
			       : cl_fail(err, CL_E_USAGE,
					 _("a workbook is not for the terminal: name a file with "
					   "-o"));
	if (cl_out_is_device(path)) {
		run->out_fd = cl_out_device(path, err);
		return run->out_fd >= 0 ? 0 : -1;
	}
	run->out_tmp = cl_sprintf(&run->arena, "%s.XXXXXX", path);
	run->out_fd = mkostemp(run->out_tmp, O_CLOEXEC);
	if (run->out_fd >= 0) {
		cl_interrupt_tmp(run->out_tmp);
		return 0;
	}
	run->out_tmp = NULL;
	return cl_fail_errno(err, CL_E_IO, _("%s cannot be written"), path);
}

/* What was asked for as form, or as the end of a file's name. */
static const char *asked(const struct cl_run *run)
{
	const char *format = cl_opt(&run->opts, FORMAT), *file = cl_opt(&run->opts, OUTPUT),
		   *dot = file != NULL ? strrchr(file, '.') : NULL;
	return format != NULL                     ? format
	       : cl_opt(&run->opts, CSV) != NULL  ? "csv"
	       : cl_opt(&run->opts, TSV) != NULL  ? "tsv"
	       : cl_opt(&run->opts, JSON) != NULL ? "json"
	       : dot != NULL                      ? dot + 1
						  : "?";
}

int cl_out_open(struct cl_run *run, const enum cl_field *extra, struct cl_err *err)
{
	if (run->out_opts.format == CL_HTML || run->out_opts.format == CL_DOCX ||
		run->out_opts.format == CL_ICS || run->out_opts.format == CL_SVG)
		return cl_fail(
			err, CL_E_USAGE, _("records are not written as %s here"), asked(run));
	for (; extra != NULL && *extra != CL_F_NONE; extra++)
		run->out_opts.more[*extra] = 1;
	run->out_opts.more[CL_F_DRY_RUN] = run->dry_run;
	run->out_opts.more[CL_F_EXPLAIN] = run->explain;
	if (out_file(run, err) != 0)
		return -1;
	if (run->out_opts.format == CL_TABLE && run->out_opts.ncolumns == 0)
		table_columns(run);
	run->out_opts.today = run->today;
	run->out = cl_writer_open(run->out_fd, &run->out_opts);
	return 0;
}

int cl_out_is_null(const char *path)
{
	struct stat out, null;
	return (path != NULL ? stat(path, &out) : fstat(1, &out)) == 0 && S_ISCHR(out.st_mode) &&
	       stat("/dev/null", &null) == 0 && S_ISCHR(null.st_mode) &&
	       out.st_rdev == null.st_rdev;
}

int cl_out_unseen(const struct cl_run *run)
{
	const char *path = cl_opt(&run->opts, OUTPUT);
	return cl_out_is_null(path != NULL && strcmp(path, "-") != 0 ? path : NULL);
}

static int sync_and_rename(struct cl_run *run, struct cl_err *err)
{
	const char *path = cl_opt(&run->opts, OUTPUT);
	mode_t mask = umask(0);
	umask(mask);
	int ok = fchmod(run->out_fd, 0666 & ~mask) == 0 && fsync(run->out_fd) == 0 &&
		 close(run->out_fd) == 0 && rename(run->out_tmp, path) == 0;
	if (!ok) {
		cl_fail_errno(err, CL_E_IO, _("%s cannot be written"), path);
		unlink(run->out_tmp);
	}
	cl_interrupt_forget(run->out_tmp);
	run->out_tmp = NULL;
	return ok ? 0 : -1;
}

int cl_out_close(struct cl_run *run, struct cl_err *err)
{
	struct cl_err inner = {0};
	if (run->out == NULL)
		return 0;
	int rc = cl_writer_close(run->out, &inner);
	run->out = NULL;
	if (run->out_tmp != NULL && rc == 0)
		rc = sync_and_rename(run, &inner);
	if (rc == 0)
		return 0;
	if (run->stored)
		return cl_fail(err, CL_E_OUTPUT, _("stored; output not delivered: %s"), inner.text);
	return cl_fail(err, inner.code, "%s", inner.text);
}

static const char *forms_list(unsigned forms, struct cl_arena *a)
{
	static const struct {
		enum cl_format format;
		const char *name;
	} names[] = {{CL_TABLE, "text"}, {CL_JSON, "json"}, {CL_HTML, "html"}, {CL_DOCX, "docx"},
		{CL_XLSX, "xlsx"}, {CL_ICS, "ics"}, {CL_SVG, "svg"}};
	const char *out = "";
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if ((forms & CL_FORM(names[i].format)) != 0)
			out = cl_sprintf(a, "%s%s%s", out, *out != '\0' ? " " : "", names[i].name);
	return out;
}

static int open_as(struct cl_run *run, unsigned forms, struct cl_err *err)
{
	if ((forms & CL_FORM(run->out_opts.format)) == 0)
		return cl_fail(err, CL_E_USAGE, _("this document is not written as %s, but as %s"),
			asked(run), forms_list(forms, &run->arena));
	return out_file(run, err);
}

int cl_out_text(struct cl_run *run, unsigned forms, const char *text, size_t n, struct cl_err *err)
{
	if (open_as(run, forms, err) != 0)
		return -1;
	if (cl_write_all(run->out_fd, text, n, err) != 0) {
		cl_out_drop(run);
		return -1;
	}
	return run->out_tmp != NULL ? sync_and_rename(run, err) : 0;
}

int cl_out_book(struct cl_run *run, struct cl_xlsx *book, struct cl_err *err)
{
	if (run->out_opts.format == CL_TABLE || run->out_opts.format == CL_NDJSON)
		run->out_opts.format = CL_XLSX; /* nothing was asked for */
	if (open_as(run, CL_FORM(CL_XLSX), err) != 0) {
		cl_xlsxout_drop(book);
		return -1;
	}
	if (cl_xlsxout_close(book, run->out_fd, err) != 0) {
		cl_out_drop(run);
		return -1;
	}
	return run->out_tmp != NULL ? sync_and_rename(run, err) : 0;
}

void cl_out_drop(struct cl_run *run)
{
	if (run->out != NULL)
		cl_writer_drop(run->out);
	run->out = NULL;
	if (run->out_tmp != NULL) {
		unlink(run->out_tmp);
		cl_interrupt_forget(run->out_tmp);
	}
	run->out_tmp = NULL;
}
