/* run: what every program does before and after its one loop: options, language, configuration,
 * date, store, officer, output, errors, exit status (CLI.md). */
#ifndef CL_RUN_H
#define CL_RUN_H
#include "base/opt.h"
#include "rec/writer.h"
#include "rec/xlsxout.h"
#include "rules/deadline.h"
#include "rules/policy.h"
#include "rules/roles.h"
#include "store/store.h"

struct cl_run;
struct cl_program {
	const char *name;     /* "cl-import" */
	const char *synopsis; /* of --help; msgid */
	const char *purpose;  /* one line; msgid */
	int store; /* 1: opens the database and knows its officer first; 2: unless --verify is given
		    */
	int (*run)(struct cl_run *run);             /* exit status */
	const char *(*version)(struct cl_arena *a); /* further lines of --version, or NULL */
	int personal; /* operands may be numbers and names of persons: blanked in argv */
};

struct cl_run {
	const struct cl_program *program;
	struct cl_opts opts;
	struct cl_arena arena;  /* lives as long as the run */
	struct cl_store *store; /* NULL: none */
	int32_t today;
	struct cl_policy policy;
	struct cl_calendar calendar;
	int have_calendar;
	/* who runs this */
	struct cl_post *posts; /* from the officers' register, by uid (officers.h) */
	int nposts;
	/* output */
	struct cl_out_opts out_opts;
	struct cl_writer *out;
	int out_fd;
	char *out_tmp; /* -o: the temporary name */
	int terminal;  /* stdout is one */
	/* errors */
	int json_errors, quiet, dry_run, explain;
	long reported;
	long done, unchanged, refused_rule, refused_other; /* records, for the exit status */
	struct cl_warned {
		struct cl_warned *next;
		enum cl_code code;
		enum cl_field field; /* of cl_warn_field; CL_F_NONE: told by its text alone */
		const char *text;
		long count;
	} * warned;            /* warnings, once each with a count */
	int stored;            /* something was committed */
	struct cl_err keyless; /* E_KEY: a natural person's values could not be opened */
	struct cl_sums {
		long read, inserted, unchanged, rejected;
	} sums; /* for the last object under --errors=json */
};

/* All of main(). */
int cl_main(const struct cl_program *program, int argc, char **argv);

/* Opens the database, reads its profile and finds the posts of who runs this; cl_main does it for
 * programs that say so. */
int cl_run_store(struct cl_run *run, struct cl_err *err) CL_CHECKED;

/* Tells one error on stderr, as text or JSON. Returns its exit status. */
int cl_say_error(struct cl_run *run, const struct cl_err *err);
/* A warning, told once at the end with how often it came. */
void cl_warn(struct cl_run *run, enum cl_code code, const char *fmt, ...) CL_PRINTF(3, 4);
/* The same of what many rows have: fmt, marked by N_, is put into words once for each field. */
void cl_warn_field(struct cl_run *run, enum cl_code code, enum cl_field f, const char *fmt, ...)
	CL_PRINTF(4, 5);
void cl_warnings_flush(struct cl_run *run);
/* The warnings of another run, which were not told, in their turn; it has none left. */
void cl_warnings_take(struct cl_run *run, struct cl_run *other);
/* Words for people, on stderr; silent under --quiet and --errors=json. */
void cl_say(struct cl_run *run, const char *fmt, ...) CL_PRINTF(2, 3);
/* Messages that come by the thousand: gathered from now on, but for a terminal, and written out by
 * each call with 1 and the last one, with 0, which gathers no more. */
void cl_say_gathered(int more);
/* On a terminal, after the warnings: the command that comes next (next.c). */
void cl_say_next(struct cl_run *run);
/* What the summary object will say that ends stderr under --errors=json; zeros where nobody
 * counted. */
void cl_summary_json(struct cl_run *run, long read, long inserted, long unchanged, long rejected);
/* That object; cl_main does it last, when the exit status is known. */
void cl_say_summary(const struct cl_run *run, int status);

/* Opens the output as options say (format, columns, -o); more: further CSV columns, ended by
 * CL_F_NONE. */
int cl_out_open(struct cl_run *run, const enum cl_field *more, struct cl_err *err) CL_CHECKED;
int cl_out_is_null(const char *path);        /* 1: the null device; NULL: standard output */
int cl_out_unseen(const struct cl_run *run); /* 1: records go to the null device */
/* Flushes, syncs and renames; E_OUTPUT when something was stored already. */
int cl_out_close(struct cl_run *run, struct cl_err *err) CL_CHECKED;
/* A document instead of records: to -o, whole or not at all, or to standard output. forms: the
 * CL_FORM of those in which it can be; E_USAGE where another is asked for. */
#define CL_FORM(format) (1U << (format))
#define CL_FORM_PLAIN (CL_FORM(CL_TABLE) | CL_FORM(CL_NDJSON)) /* where none is asked for */
int cl_out_text(struct cl_run *run, unsigned forms, const char *text, size_t n,
	struct cl_err *err) CL_CHECKED;
/* The same for a workbook, which is freed, and has no other form. */
int cl_out_book(struct cl_run *run, struct cl_xlsx *book, struct cl_err *err) CL_CHECKED;
/* What is written to and never replaced: a device, a pipe, /dev/stdout, /dev/fd/3. */
int cl_out_is_device(const char *path);
int cl_out_device(const char *path, struct cl_err *err) CL_CHECKED; /* its descriptor, or -1 */
/* Forgets output that must not be delivered. */
void cl_out_drop(struct cl_run *run);
/* Exit status of records done one by one (RECORDS, "Exit status"). */
int cl_run_status(const struct cl_run *run);

/* Parses ISO and the common shapes of a date option; full-width digits too. Absent: CL_NODAY and 0.
 */
int cl_opt_date(struct cl_run *run, int id, int32_t *out, struct cl_err *err) CL_CHECKED;
/* The wire value of an enumerated option, NULL where absent. */
int cl_opt_value(struct cl_run *run, int id, enum cl_kind kind, const char **out,
	struct cl_err *err) CL_CHECKED;
int cl_run_calendar(struct cl_run *run, struct cl_err *err) CL_CHECKED;
/* n working days after from; provisional results are warned of. */
int cl_run_deadline(struct cl_run *run, int32_t from, const char *param, int32_t *due,
	int *provisional, struct cl_err *err) CL_CHECKED;
const char *cl_id_text(struct cl_arena *a, char letter, int64_t id); /* "E17"; NULL for 0 */
int cl_id_parse(const char *s, char letter, int64_t *id); /* "E17", "e17", "17": 0, else -1 */
#endif
