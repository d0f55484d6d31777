/* libFuzzer over the text path of cl-import (make fuzz): charset, CSV and JSON, header, order of
 * dates, every cell of every row. Without a database, as cl-import --dry-run runs at a department.
 */
#include "flow/check.h"
#include "flow/memo.h"
#include "rec/rows.h"
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void must(int holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "fuzz-text: %s\n", what);
	abort();
}

/* Whatever was written: a row has errors with a code, or list, department and a key. */
static void rows(struct cl_run *run, struct cl_rows *in, struct cl_columns *c)
{
	struct cl_defaults d = {.list = "black", .department = "d"};
	struct cl_arena a = {0};
	struct cl_row row;
	struct cl_err err = {0};
	struct cl_checker ck;
	static struct cl_checked k;
	int rc;
	cl_defaults_ready(&d);
	must(cl_checker_open(&ck, c, &d, cl_memo_new(&run->arena, c->n), &err) == 0, "no checker");
	while ((rc = cl_columns_next(run, &ck.columns, in, &row, &err)) == 1) {
		cl_check_row(run, &ck, &row, &a, &k);
		for (int i = 0; i < k.nerr; i++)
			must(k.err[i].code != CL_OK && *k.err[i].text != '\0',
				"an error without words");
		must(k.secret || k.nerr > 0 ||
				(k.rec.v[CL_F_LIST] != NULL &&
					memcmp(k.key, (unsigned char[16]){0}, 16) != 0),
			"a row neither good nor bad");
		cl_arena_reset(&a);
	}
	must(rc == 0 || err.code != CL_OK, "a failure without a code");
	cl_checker_close(&ck);
	cl_arena_free(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const struct cl_program program = {.name = "fuzz-text"};
	struct cl_run run = {.program = &program, .today = 20528, .quiet = 1};
	struct cl_columns c = {0};
	struct cl_input *in = NULL;
	struct cl_rows *r = NULL;
	struct cl_err err = {0};
	char path[32];
	int fd = memfd_create("fuzz", MFD_CLOEXEC);
	must(fd >= 0 && write(fd, data, n) == (ssize_t)n, "no memory file");
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	int rc = cl_input_open(&in, path, &err);
	if (rc == 0 && cl_rows_open(&r, in, &err) == 0 &&
		cl_columns_find(&run, r, CL_DO_UNKNOWN, 0, &c, &err) == 0)
		rows(&run, r, &c);
	else
		must(err.code != CL_OK, "a failure without a code");
	cl_rows_close(r);
	cl_input_close(in);
	close(fd);
	cl_arena_free(&run.arena);
	return 0;
}
