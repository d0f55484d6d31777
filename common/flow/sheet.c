#include "flow/sheet.h"
#include "base/guard.h"
#include "rec/book.h"
#include "rec/xlsxout.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *cl_sheet_version(struct cl_arena *a)
{
	char words[80];
	return cl_sprintf(a, _("%s\nguard: %s"), cl_book_libraries(a),
		cl_guard_words(cl_guard_probe(), words));
}

/* What was left out is said. */
static void say_rest(struct cl_run *run, const struct cl_book *b)
{
	for (int i = 0; i < b->nsheet; i++)
		if (b->sheet[i].hidden && !b->sheet[i].read &&
			strcmp(b->sheet[i].name, CL_BOOK_CHOICES) != 0)
			cl_warn(run, CL_W_SHEET, _("sheet %s is hidden: not read"),
				b->sheet[i].name);
	if (b->stale)
		cl_warn(run, CL_W_FORMULA,
			_("the program that wrote the workbook did not compute its formulas"));
}

int cl_sheet_run(struct cl_run *run)
{
	struct cl_err err = {0};
	struct cl_book *b = NULL;
	const char *path = run->opts.nargs > 0 ? run->opts.args[0] : "-";
	char words[80];
	if (run->opts.nargs > 1)
		cl_fail(&err, CL_E_USAGE, _("one file at a time"));
	else if (run->opts.nargs == 0 && isatty(0))
		cl_fail(&err, CL_E_USAGE, _("name a file, or - for standard input"));
	if (err.code == CL_OK && cl_book_open(&b, path, &err) == 0) {
		unsigned active = cl_guard_enter();
		if (cl_opt(&run->opts, VERBOSE) != NULL)
			cl_say(run, _("guard: %s"), cl_guard_words(active, words));
		if (cl_book_read(b, cl_opt(&run->opts, SHEET), &err) == 0) {
			say_rest(run, b);
			cl_warnings_flush(run); /* before the rows: a reader may leave early */
			if (cl_book_write(b, 1, &err) != 0)
				err.code = CL_E_IO;
		}
	}
	int status = err.code != CL_OK ? cl_say_error(run, &err) : 0;
	cl_book_close(b);
	return status;
}
