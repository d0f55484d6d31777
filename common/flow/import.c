/* cl-import: read and check everything, then store all good rows as one transaction, then print. */
#include "flow/import.h"
#include "flow/header.h"
#include "flow/body.h"
#include "flow/crew.h"
#include "base/date.h"
#include "base/interrupt.h"
#include "base/worker.h"
#include "flow/departments.h"
#include "flow/given.h"
#include "flow/mapping.h"
#include "flow/memo.h"
#include "flow/register.h"
#include "flow/show.h"
#include "flow/workbook.h"
#include "flow/standards.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* --max-errors as a share of the rows or a number: how many bad rows are borne. */
static int error_limit(struct cl_import *im, double *limit, struct cl_err *err)
{
	const char *s = cl_opt(&im->run->opts, MAX_ERRORS);
	char *end = NULL;
	*limit = (double)im->read / 2;
	if (s == NULL)
		return 0;
	long n = strtol(s, &end, 10);
	int percent = strcmp(end, "%") == 0;
	if (*s < '0' || *s > '9' || (*end != '\0' && !percent) || (percent && n > 100))
		return cl_fail(err, CL_E_USAGE, _("--max-errors takes a number or a percentage"));
	*limit = percent ? (double)im->read * (double)n / 100 : (double)n;
	return 0;
}

static int defaults(struct cl_import *im, struct cl_err *err)
{
	struct cl_run *run = im->run;
	struct cl_defaults *d = &im->defaults;
	struct cl_standard std;
	double limit;
	if (error_limit(im, &limit, err) != 0)
		return -1;
	if (cl_opt(&run->opts, UPDATE) != NULL && cl_opt(&run->opts, REASON) == NULL)
		return cl_fail(
			err, CL_E_USAGE, _("--update needs --reason: why the entries change"));
	if (cl_opt_value(run, CL_O_LIST, CL_K_LIST, &d->list, err) != 0 ||
		cl_given_fields(run, &d->rec, err) != 0)
		return -1;
	d->historical = cl_opt(&run->opts, HISTORICAL) != NULL;
	d->rec.v[CL_F_FIELD] = cl_opt(&run->opts, FIELD);
	d->department = cl_opt(&run->opts, DEPARTMENT);
	d->standard = cl_opt(&run->opts, STANDARD);
	im->source = cl_opt(&run->opts, SOURCE);
	if (run->store == NULL)
		return 0;
	if (d->standard != NULL) {
		int rc = cl_standard_find(run, d->standard, CL_NODAY, &run->arena, &std, err);
		if (rc != 1)
			return rc < 0 ? -1
				      : cl_fail(err, CL_E_USAGE,
						_("--standard: %s is not registered"), d->standard);
		if (d->list == NULL)
			d->list = cl_flat_get(&std.body, "list");
		if (d->department == NULL)
			d->department = cl_flat_get(&std.body, "department");
	}
	im->filled = cl_departments_filled(run, err);
	if (im->filled < 0)
		return -1;
	if (d->department != NULL) {
		const char *name = d->department;
		int rc = cl_department_find(run, d->department, &name, err);
		if (rc < 0)
			return -1;
		if (rc == 0 && im->filled && cl_opt(&run->opts, NEW_DEPARTMENT) == NULL)
			return cl_department_unknown(run, d->department, 1, err);
		d->department = name;
	}
	return 0;
}

static enum cl_dateorder forced_order(struct cl_run *run, struct cl_err *err)
{
	const char *s = cl_opt(&run->opts, DATE_ORDER);
	if (s == NULL)
		return CL_DO_UNKNOWN;
	if (strcmp(s, "dmy") == 0)
		return CL_DO_DMY;
	if (strcmp(s, "mdy") == 0)
		return CL_DO_MDY;
	cl_fail(err, CL_E_USAGE, _("--date-order takes dmy or mdy"));
	return CL_DO_UNKNOWN;
}

int cl_import_too_many(struct cl_import *im, struct cl_err *err)
{
	double limit;
	if (error_limit(im, &limit, err) != 0)
		return -1;
	return (double)im->nreject > limit
		       ? cl_fail(err, CL_E_MAXERR, _("%ld of %ld rows are bad: nothing was stored"),
				 im->nreject, im->read)
		       : 0;
}

/* ---- the run ---- */

/* What no column and no option says is missing once, not in each row. */
static int must_say(struct cl_import *im, struct cl_err *err)
{
	const struct {
		enum cl_field f;
		const char *given, *option;
	} must[] = {{CL_F_LIST, im->defaults.list, "list"},
		{CL_F_DEPARTMENT, im->defaults.department, "department"}};
	for (int k = 0; k < 2; k++) {
		int said = must[k].given != NULL;
		for (int i = 0; i < im->columns.n; i++)
			said |= im->columns.col[i].field == must[k].f;
		if (!said)
			return cl_fail_at(err, &im->columns.header, CL_E_USAGE,
				_("no column says the %s: give --%s"), cl_fields[must[k].f].label,
				must[k].option);
	}
	return 0;
}

/* Where no header is understood, a mapping is what is needed: one to be filled in. */
static int columns_of(struct cl_import *im, enum cl_dateorder forced, struct cl_err *err)
{
	struct cl_run *run = im->run;
	const char *save = cl_opt(&run->opts, SAVE_MAPPING);
	struct cl_err other = {0};
	if (cl_columns_find(run, im->rows, forced, cl_opt(&run->opts, SAME_SUBJECT) != NULL,
		    &im->columns, err) == 0)
		return must_say(im, err);
	if (err->code != CL_E_HEADER || save == NULL || im->columns.n == 0)
		return -1;
	if (cl_mapping_save(run, save, &im->columns, &other) != 0)
		cl_say_error(run, &other);
	else
		cl_say(run,
			_("the widest row was written to %s: fill in its fields, then give it "
			  "with --mapping"),
			save);
	return -1;
}

#define ROW 256       /* bytes, about */
#define SHORT_ROW 128 /* there may be so many rows: room that is not used costs nothing */
#define FEW 256       /* rows, however small the input */

static int read_and_check(struct cl_import *im, const char *path, struct cl_err *err)
{
	enum cl_dateorder forced = forced_order(im->run, err);
	const char *mapping = cl_opt(&im->run->opts, MAPPING);
	if (mapping != NULL && cl_mapping_read(im->run, mapping, &im->columns.mapping, err) != 0)
		return -1;
	if (err->code != CL_OK || cl_workbook_open(im->run, path, &im->input, err) != 0)
		return -1;
	if (cl_input_size(im->input) == 0) {
		struct cl_pos pos = {.file = path};
		return cl_fail_at(err, &pos, CL_E_EMPTY, _("the input is empty"));
	}
	if (im->source == NULL)
		im->source = path;
	if (cl_rows_open(&im->rows, im->input, err) != 0 || columns_of(im, forced, err) != 0)
		return cl_header_of(path, err);
	im->map = cl_map_new(cl_input_size(im->input) / ROW);
	im->expected = (long)(cl_input_size(im->input) / SHORT_ROW + FEW);
	cl_defaults_ready(&im->defaults);
	const char *rejects = cl_opt(&im->run->opts, REJECTS);
	im->no_reader = rejects != NULL ? cl_out_is_null(rejects) : im->run->dry_run;
	im->brief = im->run->store == NULL && !im->defaults.historical && cl_out_unseen(im->run);
	im->memos = cl_memo_new(&im->run->arena, 2 * im->columns.n);
	im->spool = cl_body_spool(&im->columns, &im->defaults, im->memos, 2 * im->columns.n, err);
	if (im->spool == NULL || cl_import_check(im, err) != 0)
		return -1;
	im->source = cl_import_text(im, im->source, &im->keep); /* in the events of many */
	const char *save = cl_opt(&im->run->opts, SAVE_MAPPING);
	return save != NULL ? cl_mapping_save(im->run, save, &im->columns, err) : 0;
}

#define AHEAD 1000 /* rows for which records are begun beside the commit */

/* Kept by the input; what goes wrong is told when the sum is asked for. */
static void sum(void *data)
{
	struct cl_err later = {0};
	(void)(cl_input_sha256(data, &later) == NULL);
}

/* Reads from the store what is known; meanwhile the file to be named in the batch is summed. */
static int resolve(struct cl_import *im, struct cl_err *err)
{
	int large = !im->run->dry_run && cl_input_size(im->input) >= CL_LARGE;
	struct cl_worker *w = large ? cl_worker_new() : NULL;
	if (w != NULL)
		cl_worker_give(w, sum, im->input);
	int rc = cl_batch_resolve(im, err);
	cl_worker_free(w);
	return rc;
}

/* All under the gate, or none. */
static int store_all(struct cl_import *im, struct cl_rejects *sent, struct cl_err *err)
{
	struct cl_store *st = im->run->store;
	int atomic = cl_opt(&im->run->opts, ATOMIC) != NULL;
	int dry = im->run->dry_run;
	if (dry ? (st != NULL && cl_store_read(st, err) != 0) : cl_store_write(st, err) != 0)
		return -1;
	struct cl_err many = {0};
	int rc = resolve(im, err), bad = 0;
	cl_map_free(im->map); /* who is who is known: room for what is stored */
	im->map = NULL;
	if (rc == 0) {
		bad = cl_import_too_many(im, &many) != 0 || (atomic && im->nreject > 0);
	}
	if (rc == 0 && im->nreject > 0 && (!dry || cl_opt(&im->run->opts, REJECTS) != NULL))
		rc = cl_rejects_write(im, sent, err);
	if (rc == 0 && !bad && st != NULL)
		rc = cl_batch_store(im, err);
	if (rc == 0 && !bad && !dry && im->n >= AHEAD)
		cl_import_show_ahead(im);
	if (dry && st != NULL)
		cl_store_read_end(st);
	cl_interrupt_hold(); /* what is stored and what is sent back go together */
	if (!dry && (rc != 0 || bad || cl_store_changes(st) == 0))
		cl_store_rollback(st);
	else if (!dry && (rc = cl_store_commit(st, err)) == 0)
		im->run->stored = 1;
	if (rc != 0)
		cl_rejects_drop(sent);
	else if (sent->name != NULL)
		rc = cl_rejects_keep(im, sent, err);
	cl_interrupt_release();
	return rc != 0 ? -1 : many.code != CL_OK ? cl_fail(err, many.code, "%s", many.text) : bad;
}

static void import_free(struct cl_import *im)
{
	cl_show_drop(im->showing);
	cl_spool_free(im->spool);
	cl_rows_close(im->rows);
	cl_input_close(im->input);
	cl_map_free(im->map);
	cl_map_free(im->departments);
	cl_arena_free(&im->keep);
	free(im->p);
	free(im->who);
	free(im->before);
	free(im->sharing);
	free(im->department);
	free(im->standing);
	free(im->odd);
	free(im->former);
	free(im->told);
	free(im->reject);
}

/* [] is a pipe that had nothing to pass on; a table without a row is a wrong file. */
static int is_records(const struct cl_import *im)
{
	return im->input != NULL && cl_input_kind(im->input) == CL_IN_ARRAY;
}

static int import_file(struct cl_run *run, const char *path)
{
	struct cl_import im = {.run = run, .departments = cl_map_new(0)};
	struct cl_err err = {0};
	struct cl_rejects sent = {.fd = -1};
	int status;
	int rc = run->store != NULL ? cl_store_read(run->store, &err) : 0;
	if (rc == 0)
		rc = defaults(&im, &err);
	if (run->store != NULL)
		cl_store_read_end(run->store);
	if (rc == 0)
		rc = read_and_check(&im, path, &err);
	if (rc != 0 && err.code == CL_E_EMPTY && is_records(&im)) {
		cl_say(run, _("nothing to do"));
		cl_summary_json(run, 0, 0, 0, 0);
		status = 0;
	} else if (rc != 0) {
		status = cl_say_error(run, &err);
		cl_summary_json(run, im.read, 0, 0, im.read);
	} else {
		int stored = store_all(&im, &sent, &err);
		status = cl_import_conclude(&im, stored, sent.name, &err);
	}
	import_free(&im);
	return status;
}

int cl_import_run(struct cl_run *run)
{
	struct cl_err err = {0};
	const char *kind = cl_opt(&run->opts, KIND), *rejects = cl_opt(&run->opts, REJECTS),
		   *path = run->opts.nargs > 0 ? run->opts.args[0] : "-";
	if (cl_opt(&run->opts, MATCH) != NULL)
		return cl_match_run(run);
	if (cl_opt(&run->opts, RECEIPT) != NULL)
		return cl_receipt_run(run, cl_opt(&run->opts, RECEIPT));
	if (cl_opt(&run->opts, STATE) != NULL || cl_opt(&run->opts, BATCH) != NULL ||
		cl_opt(&run->opts, ENTRY) != NULL || cl_opt(&run->opts, SUBJECT) != NULL)
		cl_fail(&err, CL_E_USAGE, _("entries are selected with --match only"));
	else if (run->opts.nargs > 1)
		cl_fail(&err, CL_E_USAGE, _("one file at a time: each is a batch of its own"));
	else if (rejects != NULL && strcmp(rejects, "-") == 0)
		cl_fail(&err, CL_E_USAGE,
			_("--rejects -: standard output carries the records; name a file"));
	else if (run->opts.nargs == 0 && isatty(0))
		cl_fail(&err, CL_E_USAGE, _("name a file, or - for standard input"));
	if (err.code != CL_OK)
		return cl_say_error(run, &err);
	if (!cl_register_entries(kind) &&
		(cl_opt(&run->opts, MAPPING) != NULL || cl_opt(&run->opts, SAVE_MAPPING) != NULL)) {
		cl_fail(&err, CL_E_USAGE, _("--mapping is for lists, not for registers"));
		return cl_say_error(run, &err);
	}
	if (!cl_register_entries(kind))
		return cl_register_run(run, kind);
	return import_file(run, path);
}
