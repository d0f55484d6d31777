#include "flow/workbook.h"
#include "base/child.h"
#include "rec/json.h"
#include "rec/xlsxout.h"
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HEADER_ROWS 30
#define SAID_MAX ((size_t)1 << 20) /* words of the child that are listened to */

/* ---- the child ---- */

/* Beside this program, else where it was installed. CL_SHEET serves tests; a program that runs for
 * another user does not hear it. */
static const char *find_program(struct cl_arena *a)
{
	const char *given = secure_getenv("CL_SHEET");
	if (given != NULL && *given != '\0')
		return given;
	char self[4096];
	ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
	char *slash = n > 0 ? memrchr(self, '/', (size_t)n) : NULL;
	if (slash != NULL) {
		const char *path = cl_sprintf(a, "%.*s/cl-sheet", (int)(slash - self), self);
		if (access(path, X_OK) == 0)
			return path;
	}
	return CL_BINDIR "/cl-sheet";
}

static char *const *environment(struct cl_arena *a)
{
	static const char *const passed[] = {
		"TMPDIR",
#if defined __SANITIZE_ADDRESS__
		"ASAN_OPTIONS",
		"UBSAN_OPTIONS",
#endif
	};
	char **env = cl_alloc(a, sizeof *env * (sizeof passed / sizeof *passed + 1));
	int n = 0;
	for (size_t i = 0; i < sizeof passed / sizeof *passed; i++) {
		const char *v = secure_getenv(passed[i]);
		if (v != NULL)
			env[n++] = cl_sprintf(a, "%s=%s", passed[i], v);
	}
	return env;
}

/* ---- what it said ---- */

static enum cl_code code_of(const char *name)
{
	for (int c = 0; name != NULL && c < CL_CODES; c++)
		if (strcmp(cl_code_name((enum cl_code)c), name) == 0)
			return (enum cl_code)c;
	return CL_OK;
}

static const char *member(const struct cl_object *o, const char *key)
{
	for (int i = 0; i < o->n; i++)
		if (strcmp(o->m[i].key, key) == 0)
			return o->m[i].value;
	return NULL;
}

/* One line of its --errors=json: a warning is passed on, an error becomes ours, with our name of
 * the file. */
static void hear(
	struct cl_run *run, const struct cl_object *o, const char *path, struct cl_err *err)
{
	enum cl_code code = code_of(member(o, "code"));
	const char *text = member(o, "message"), *row = member(o, "row"),
		   *col = member(o, "column");
	if (code == CL_OK || text == NULL)
		return;
	if (cl_code_is_warning(code)) {
		cl_warn(run, code, "%s", text);
		return;
	}
	struct cl_pos pos = {.file = path,
		.sheet = cl_strdup(&run->arena, member(o, "sheet")),
		.row = row != NULL ? atol(row) : 0,
		.col = col != NULL ? atoi(col) : 0};
	cl_fail_at(err, &pos, code, "%s", text);
}

static void hear_all(
	struct cl_run *run, const struct cl_buf *said, const char *path, struct cl_err *err)
{
	const char *p = said->p, *end = p != NULL ? p + said->n : p;
	while (p != NULL && p < end) {
		const char *eol = memchr(p, '\n', (size_t)(end - p));
		size_t n = (size_t)((eol != NULL ? eol : end) - p);
		struct cl_object o;
		struct cl_err bad = {0}, no = {0};
		if (cl_json_object(p, n, &run->arena, &o, &bad, &no) == 0)
			hear(run, &o, path, err);
		p += n + 1;
	}
}

/* What became of it, as an error of this input where it did not do its work. */
static int judge(struct cl_run *run, const struct cl_child *c, const char *path, struct cl_err *err)
{
	struct cl_pos pos = {.file = path};
	hear_all(run, &c->said, path, err);
	if (c->status == 0)
		return err->code == CL_OK ? 0 : -1;
	if (c->signal == SIGXCPU || c->signal == SIGKILL)
		return cl_fail_at(err, &pos, CL_E_SHEET,
			_("reading the workbook took too much time or memory and was stopped"));
	if (c->signal != 0)
		return cl_fail_at(err, &pos, CL_E_SHEET,
			_("the workbook made cl-sheet crash (signal %d, %s)"), c->signal,
			strsignal(c->signal));
	if (c->status == 126 || c->status == 127)
		return cl_fail_at(err, &pos, CL_E_IO,
			_("%s, which reads workbooks, cannot be started"), c->program);
	return cl_fail_at(err, &pos, CL_E_SHEET, _("cl-sheet ended with status %d"), c->status);
}

static int convert(struct cl_run *run, struct cl_input *in, struct cl_err *err)
{
	const char *sheet = cl_opt(&run->opts, SHEET);
	const char *argv[8] = {
		"cl-sheet", "--errors=json", "--lang", cl_lang_get() == CL_ZH ? "zh_CN" : "en"};
	int n = 4;
	if (sheet != NULL) {
		argv[n++] = "--sheet";
		argv[n++] = sheet;
	}
	argv[n++] = "-";
	struct cl_child c = {.program = find_program(&run->arena),
		.argv = (char *const *)argv,
		.env = environment(&run->arena),
		.in = cl_input_fd(in),
		.listen = SAID_MAX};
	if ((c.out = cl_spool_file(err)) < 0)
		return -1;
	int rc = lseek(c.in, 0, SEEK_SET) != 0
			 ? cl_fail_errno(err, CL_E_IO, _("%s cannot be read"), cl_input_name(in))
			 : cl_child_run(&c, err);
	if (rc == 0)
		rc = judge(run, &c, cl_input_name(in), err);
	cl_buf_free(&c.said);
	if (rc != 0) {
		close(c.out);
		return -1;
	}
	return cl_input_become(in, c.out, err);
}

int cl_workbook_open(struct cl_run *run, const char *path, struct cl_input **in, struct cl_err *err)
{
	if (cl_input_hold(in, path, err) != 0)
		return -1;
	int rc = cl_input_look(*in, 1, err);
	if (rc == 0 && cl_input_kind(*in) == CL_IN_WORKBOOK)
		rc = convert(run, *in, err);
	if (rc == 0)
		return 0;
	cl_input_close(*in);
	*in = NULL;
	return -1;
}

/* ---- which sheet ---- */

struct candidate {
	struct candidate *next;
	const char *file, *sheet;
	int best; /* score of its best row */
};

static struct candidate *candidate_of(
	struct cl_run *run, struct candidate ***end, const struct cl_row *row)
{
	struct candidate *c = cl_alloc(&run->arena, sizeof *c);
	c->file = cl_strdup(&run->arena, row->pos.file);
	c->sheet = cl_strdup(&run->arena, row->pos.sheet != NULL ? row->pos.sheet : "");
	**end = c;
	*end = &c->next;
	return c;
}

/* The best score among the first rows of each sheet that has rows. */
static int weigh(struct cl_run *run, struct cl_rows *rows, cl_header_score *score, void *data,
	struct candidate **list, struct cl_err *err)
{
	struct cl_row *row = cl_xmalloc(sizeof *row);
	struct candidate **end = list;
	int rc = 1;
	*list = NULL;
	while (rc == 1) {
		struct candidate *c = NULL;
		for (int i = 0;
			i < HEADER_ROWS && (rc = cl_rows_next_in_sheet(rows, row, err)) == 1; i++) {
			c = c != NULL ? c : candidate_of(run, &end, row);
			int s = score(data, row);
			c->best = s > c->best ? s : c->best;
		}
		if (rc >= 0)
			rc = cl_rows_next_sheet(rows, err);
	}
	free(row);
	return rc;
}

/* As good a header as half the best one: a person must say which is meant. */
static int near_best(const struct candidate *c, int best)
{
	return c->best > 0 && 2 * c->best >= best;
}

static int decide(
	struct cl_run *run, struct cl_rows *rows, const struct candidate *list, struct cl_err *err)
{
	const struct candidate *one = NULL;
	struct cl_buf names = {0};
	int best = 0, n = 0;
	for (const struct candidate *c = list; c != NULL; c = c->next)
		best = c->best > best ? c->best : best;
	for (const struct candidate *c = list; c != NULL; c = c->next)
		if (near_best(c, best)) {
			cl_buf_printf(&names, "%s%s", n > 0 ? "、" : "", c->sheet);
			one = c;
			n++;
		}
	if (n > 1) {
		struct cl_pos pos = {.file = one->file};
		cl_fail_at(err, &pos, CL_E_CHOICE, _("%d sheets hold such a table: %s"), n,
			cl_buf_cstr(&names));
	}
	for (const struct candidate *c = list; n == 1 && c != NULL; c = c->next)
		if (c != one && strcmp(c->sheet, CL_BOOK_SUMMARY) != 0 &&
			strcmp(c->sheet, CL_BOOK_NOTES) != 0)
			cl_warn(run, CL_W_SHEET, _("sheet %s does not hold the table: not read"),
				c->sheet);
	if (n == 1)
		cl_rows_only(rows, one->file, one->sheet);
	cl_buf_free(&names);
	return n > 1 ? -1 : 0;
}

int cl_workbook_choose(struct cl_run *run, struct cl_rows *rows, cl_header_score *score, void *data,
	struct cl_err *err)
{
	struct candidate *list;
	const char *named = cl_opt(&run->opts, SHEET);
	if (!cl_rows_are_sheets(rows))
		return named == NULL
			       ? 0
			       : cl_fail(err, CL_E_USAGE,
					 _("--sheet: the input is no workbook and has no sheets"));
	if (weigh(run, rows, score, data, &list, err) != 0 || cl_rows_rewind(rows, err) != 0)
		return -1;
	if (list == NULL)
		return 0;
	for (struct candidate *c = list; named != NULL && c != NULL; c = c->next)
		if (strcmp(c->sheet, named) == 0) { /* rows of cl-sheet come from a pipe */
			cl_rows_only(rows, c->file, c->sheet);
			return 0;
		}
	return list->next == NULL ? 0 : decide(run, rows, list, err);
}
