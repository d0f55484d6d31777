#include "flow/progress.h"
#include "flow/run.h"
#include "base/interrupt.h"
#include "base/date.h"
#include "base/utf8.h"
#include "flow/config.h"
#include "flow/explain.h"
#include "flow/officers.h"
#include "flow/profile.h"
#include "rules/datecell.h"
#include "rules/mask.h"
#include <errno.h>
#include <fcntl.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- options ---- */

int cl_opt_date(struct cl_run *run, int id, int32_t *out, struct cl_err *err)
{
	const char *s = run->opts.val[id];
	struct cl_datecell c;
	*out = CL_NODAY;
	if (s == NULL)
		return 0;
	cl_datecell_parse(s, &c);
	if (c.kind == CL_DC_DAY && c.day != CL_NODAY) {
		*out = c.day;
		return 0;
	}
	snprintf(err->value, sizeof err->value, "%.90s", s);
	return cl_fail(err, CL_E_USAGE, _("--%s: %s is no date; write YYYY-MM-DD"),
		cl_options[id].name, s);
}

int cl_opt_value(
	struct cl_run *run, int id, enum cl_kind kind, const char **out, struct cl_err *err)
{
	const char *s = run->opts.val[id];
	*out = NULL;
	if (s == NULL || *s == '\0')
		return s == NULL ? 0
				 : cl_fail(err, CL_E_USAGE, _("--%s needs a value"),
					   cl_options[id].name);
	*out = cl_value_wire(kind, s, &run->arena);
	return *out != NULL ? 0
			    : cl_fail(err, CL_E_USAGE, _("--%s: %s is none of %s"),
				      cl_options[id].name, s, cl_value_list(kind, &run->arena));
}

static int columns(struct cl_run *run, const char *list, struct cl_err *err)
{
	const char *one;
	int ignored;
	while (cl_opt_piece(&list, &run->arena, &one)) {
		enum cl_field f = cl_field_by_header(one, &ignored);
		if (f == CL_F_NONE)
			return cl_fail(err, CL_E_USAGE, _("--columns: there is no column %s"), one);
		if (run->out_opts.ncolumns < CL_FIELDS)
			run->out_opts.columns[run->out_opts.ncolumns++] = f;
	}
	return 0;
}

/* What people will open by its name is what its name says: NDJSON in 名单.xlsx opens in nothing. */
static const char *form_of_name(const struct cl_opts *o)
{
	static const char *const forms[] = {"csv", "tsv", "xlsx", "ics", "svg", "html", "docx"};
	const char *file = cl_opt(o, OUTPUT), *dot = file != NULL ? strrchr(file, '.') : NULL;
	for (size_t i = 0; dot != NULL && i < sizeof forms / sizeof *forms; i++)
		if (strcasecmp(dot + 1, forms[i]) == 0)
			return forms[i];
	return NULL;
}

static int format(struct cl_run *run, struct cl_err *err)
{
	static const struct {
		const char *name;
		enum cl_format format;
	} names[] = {{"table", CL_TABLE}, {"csv", CL_CSV}, {"tsv", CL_TSV}, {"json", CL_JSON},
		{"ndjson", CL_NDJSON}, {"excel", CL_CSV_EXCEL}, {"html", CL_HTML},
		{"docx", CL_DOCX}, {"ics", CL_ICS}, {"svg", CL_SVG}, {"text", CL_TABLE},
		{"xlsx", CL_XLSX}};
	struct cl_opts *o = &run->opts;
	const char *f = cl_opt(o, FORMAT);
	run->out_opts.format = isatty(1) && cl_opt(o, OUTPUT) == NULL ? CL_TABLE : CL_NDJSON;
	const char *csv = cl_opt(o, CSV);
	if (csv != NULL && *csv != '\0' && strcmp(csv, "excel") != 0)
		return cl_fail(err, CL_E_USAGE, _("--csv takes excel or nothing, not %s"), csv);
	f = csv == NULL ? f : *csv == '\0' ? "csv" : csv;
	f = cl_opt(o, TSV) != NULL      ? "tsv"
	    : cl_opt(o, JSON) != NULL   ? "json"
	    : cl_opt(o, NDJSON) != NULL ? "ndjson"
					: f;
	if (f == NULL)
		f = form_of_name(o);
	if (f == NULL)
		return 0;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(names[i].name, f) == 0) {
			run->out_opts.format = names[i].format;
			return 0;
		}
	return cl_fail(err, CL_E_USAGE, _("unknown output form %s: see --format in --help"), f);
}

static int output_options(struct cl_run *run, struct cl_err *err)
{
	struct cl_opts *o = &run->opts;
	if (format(run, err) != 0)
		return -1;
	const char *labels;
	if (cl_opt_value(run, CL_O_LABELS, CL_K_LABELS, &labels, err) != 0)
		return -1;
	run->out_opts.zh = labels != NULL ? strcmp(labels, "zh") == 0
					  : (run->out_opts.format == CL_TABLE ||
						    run->out_opts.format == CL_XLSX) &&
						    cl_lang_get() == CL_ZH;
	run->out_opts.no_header = cl_opt(o, NO_HEADER) != NULL;
	return cl_opt(o, COLUMNS) != NULL ? columns(run, cl_opt(o, COLUMNS), err) : 0;
}

static int business_date(struct cl_run *run, struct cl_err *err)
{
	const char *env = secure_getenv("CL_TODAY");
	struct cl_err wide = {0};
	if (cl_opt_date(run, CL_O_AS_OF, &run->today, err) != 0) {
		const char *s = cl_opt(&run->opts, AS_OF);
		char *end;
		long n = strtol(s, &end, 10);
		int days = *s == '+' || strncmp(s, "＋", strlen("＋")) == 0;
		if (days && cl_opt_wide(CL_O_AS_OF, s, &wide) != 0)
			*err = wide;
		if (*s != '+' || strcmp(end, "d") != 0 || n > 36500)
			return -1;
		cl_err_clear(err);
		run->opts.val[CL_O_AS_OF] = NULL; /* +30d: so many days from today */
		if (business_date(run, err) != 0)
			return -1;
		run->today += (int32_t)n;
		return 0;
	}
	if (run->today == CL_NODAY && env != NULL && *env != '\0') {
		run->today = cl_day_parse(env);
		if (run->today == CL_NODAY)
			return cl_fail(err, CL_E_USAGE,
				_("CL_TODAY: %s is no date; write YYYY-MM-DD"), env);
	}
	if (run->today == CL_NODAY)
		run->today = cl_day_today();
	return 0;
}

/* ---- store ---- */

int cl_run_store(struct cl_run *run, struct cl_err *err)
{
	struct cl_opts *o = &run->opts;
	struct cl_store_opts so = {.program = run->program->name, .today = run->today, .wait = 10};
	so.path = cl_config_db(o, &run->arena);
	so.key = cl_config_key(o);
	const char *wait = cl_opt(o, WAIT);
	if (wait != NULL) {
		char *end;
		long n = strtol(wait, &end, 10);
		if (*wait == '\0' || *end != '\0' || n < 0 || n > 86400)
			return cl_fail(err, CL_E_USAGE, _("--wait takes seconds"));
		so.wait = (int)n;
	}
	/* A department may make its template, and check its file before it sends it, without any
	 * database. */
	int may_lack = cl_opt(o, DB) == NULL &&
		       (strcmp(run->program->name, "cl-template") == 0 ||
			       (strcmp(run->program->name, "cl-import") == 0 && run->dry_run));
	if (cl_store_open(&run->store, &so, err) != 0) {
		if (!may_lack || err->code != CL_E_NODB)
			return -1;
		cl_err_clear(err);
		return 0;
	}
	if (cl_store_read(run->store, err) != 0)
		return -1;
	int rc = cl_profile_load(run, err) != 0 ? -1 : cl_officers_know(run, err);
	cl_store_read_end(run->store);
	return rc;
}

int cl_run_calendar(struct cl_run *run, struct cl_err *err)
{
	struct cl_reg *r;
	int n;
	if (run->have_calendar)
		return 0;
	if (cl_store_regs(run->store, "calendar", &run->arena, &r, &n, err) != 0)
		return -1;
	for (int i = 0; i < n; i++) {
		const char *kind = cl_flat_get(&r[i].body, "day_kind");
		cl_calendar_add(&run->calendar, &run->arena, cl_day_parse(r[i].name),
			kind != NULL && strcmp(kind, "work") == 0);
	}
	cl_calendar_done(&run->calendar);
	run->have_calendar = 1;
	return 0;
}

int cl_run_deadline(struct cl_run *run, int32_t from, const char *param, int32_t *due,
	int *provisional, struct cl_err *err)
{
	int n = cl_policy_int(&run->policy, param, err);
	if (n < 0 || cl_run_calendar(run, err) != 0)
		return -1;
	*provisional = 0;
	*due = cl_deadline(&run->calendar, from, n, provisional);
	char day[11];
	if (*provisional)
		cl_warn(run, CL_W_CALENDAR, _("the day %s lies beyond the calendar: provisional"),
			cl_day_format(*due, day));
	return 0;
}

int cl_run_status(const struct cl_run *run)
{
	long refused = run->refused_rule + run->refused_other;
	if (refused == 0)
		return 0;
	if (run->done + run->unchanged > 0)
		return 3;
	return run->refused_other == 0 ? 5 : 1;
}

const char *cl_id_text(struct cl_arena *a, char letter, int64_t id)
{
	return id > 0 ? cl_sprintf(a, "%c%lld", letter, (long long)id) : NULL;
}

int cl_id_parse(const char *s, char letter, int64_t *id)
{
	char *end;
	if (*s == letter || *s == letter + ('a' - 'A'))
		s++;
	if (*s < '1' || *s > '9')
		return -1;
	errno = 0;
	*id = strtoll(s, &end, 10);
	return *end == '\0' && errno == 0 ? 0 : -1;
}

/* ---- main ---- */

static void print_version(struct cl_run *run)
{
	printf("%s (creditlist) %s\n", run->program->name, PACKAGE_VERSION);
	printf(_("schema %d; %s\n"), CL_SCHEMA, cl_store_library());
	if (run->program->version != NULL)
		printf("%s\n", run->program->version(&run->arena));
}

/* They stand in events that are nobody's, where nothing can be sealed. */
static int by_name(struct cl_run *run, struct cl_err *err)
{
	static const int names[] = {CL_O_OFFICER, CL_O_APPROVED_BY};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const char *s = run->opts.val[names[i]];
		if (s != NULL && cl_text_personal(s))
			return cl_fail(err, CL_E_USAGE,
				_("--%s takes a name, without number or telephone"),
				cl_options[names[i]].name);
	}
	return 0;
}

/* What goes into events and records is UTF-8; names of files are what they are. */
static int in_utf8(const struct cl_opts *o, struct cl_err *err)
{
	for (int i = 0; i < CL_OPTIONS; i++) {
		const char *s = o->val[i], *arg = cl_options[i].arg;
		if (s == NULL || arg == NULL || strcmp(arg, "FILE") == 0 ||
			strcmp(arg, "DSN") == 0 || cl_utf8_valid(s, strlen(s)) == strlen(s))
			continue;
		return cl_fail(
			err, CL_E_USAGE, _("--%s: the text is not UTF-8"), cl_options[i].name);
	}
	return 0;
}

/* Nothing is coloured yet; a wrong word is wrong all the same. */
static int colour(const struct cl_opts *o, struct cl_err *err)
{
	static const char *const when[] = {"auto", "always", "never"};
	const char *s = cl_opt(o, COLOR);
	for (size_t i = 0; s != NULL && i < sizeof when / sizeof *when; i++)
		if (strcmp(s, when[i]) == 0)
			return 0;
	return s == NULL ? 0
			 : cl_fail(err, CL_E_USAGE,
				   _("--color takes auto, always or never, not %s"), s);
}

/* A file of no name would fail, perhaps, when all has been stored. */
static int files_named(const struct cl_opts *o, struct cl_err *err)
{
	for (int i = 0; i < CL_OPTIONS; i++) {
		const char *s = o->val[i], *arg = cl_options[i].arg;
		if (s != NULL && *s == '\0' && arg != NULL &&
			(strcmp(arg, "FILE") == 0 || strcmp(arg, "DSN") == 0))
			return cl_fail(
				err, CL_E_USAGE, _("--%s needs a value"), cl_options[i].name);
	}
	return 0;
}

static int prepare(struct cl_run *run, int argc, char **argv, struct cl_err *err)
{
	if (cl_opt_parse(&run->opts, run->program->name, argc, argv, &run->arena, err) != 0)
		return -1;
	struct cl_opts *o = &run->opts;
	if (run->program->personal)
		cl_opt_blank_operands(o, &run->arena);
	const char *errors = cl_opt(o, ERRORS);
	run->json_errors = errors != NULL && strcmp(errors, "json") == 0;
	if (errors != NULL && !run->json_errors && strcmp(errors, "text") != 0)
		return cl_fail(err, CL_E_USAGE, _("--errors takes text or json"));
	if (colour(o, err) != 0 || files_named(o, err) != 0 ||
		cl_config_load(o, &run->arena, err) != 0)
		return -1;
	if (cl_lang_choose(cl_opt(o, LANG)) != 0)
		return cl_fail(err, CL_E_USAGE, _("--lang takes zh_CN or en"));
	run->quiet = cl_opt(o, QUIET) != NULL;
	run->dry_run = cl_opt(o, DRY_RUN) != NULL;
	run->explain = cl_opt(o, EXPLAIN) != NULL;
	run->terminal = isatty(1);
	return in_utf8(o, err) != 0 ? -1 : by_name(run, err);
}

/* A publication is verified by anybody, without the database. */
static int needs_store(const struct cl_run *run)
{
	return run->program->store == 1 ||
	       (run->program->store == 2 && cl_opt(&run->opts, VERIFY) == NULL);
}

static int go(struct cl_run *run, struct cl_err *err)
{
	if (output_options(run, err) != 0 || business_date(run, err) != 0 ||
		cl_config_db_known(&run->opts, &run->arena, err) != 0 ||
		(needs_store(run) && cl_run_store(run, err) != 0))
		return cl_say_error(run, err);
	int status = run->program->run(run);
	cl_warnings_flush(run);
	if (status == 0 || status == 3)
		cl_say_next(run);
	if (run->keyless.code == CL_OK || status == 2 || status == 4)
		return status;
	return cl_say_error(run, &run->keyless);
}

/* What a command line that perhaps cannot be read says for a common option, the last time it names
 * it: NULL where it does not. So its errors, too, come in the form and language it asks for. */
static const char *said_of(int id, int argc, char **argv)
{
	const char *name = cl_options[id].name, *said = NULL;
	size_t n = strlen(name);
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
		const char *s = argv[i];
		if (strncmp(s, "--", 2) != 0 || strncmp(s + 2, name, n) != 0)
			continue;
		if (s[n + 2] == '=')
			said = s + n + 3;
		else if (s[n + 2] == '\0' && i + 1 < argc)
			said = argv[i + 1];
	}
	return said;
}

static void before_parsing(struct cl_run *run, int argc, char **argv)
{
	const char *lang = said_of(CL_O_LANG, argc, argv),
		   *errors = said_of(CL_O_ERRORS, argc, argv);
	cl_lang_choose(NULL);
	if (lang != NULL)
		(void)cl_lang_choose(lang); /* an unknown one is told when all was read */
	run->json_errors = errors != NULL && strcmp(errors, "json") == 0;
}

static void interruptible(const struct cl_run *run)
{
	char line[2][512];
	const char *says[] = {_("interrupted: nothing was stored"),
		_("interrupted: stored; output not delivered; running it again is harmless")};
	for (int i = 0; i < 2; i++) {
		if (run->json_errors)
			snprintf(line[i], sizeof line[i],
				"{\"v\":\"1\",\"program\":\"%s\",\"code\":\"interrupted\","
				"\"message\":\"%s\"}\n",
				run->program->name, says[i]);
		else
			snprintf(
				line[i], sizeof line[i], "\n%s: %s\n", run->program->name, says[i]);
	}
	cl_interrupt_catch(line[0], line[1]);
}

int cl_main(const struct cl_program *program, int argc, char **argv)
{
	struct cl_run run = {.program = program, .today = CL_NODAY};
	struct cl_err err = {0};
	for (int fd = 0; fd < 3; fd++) /* a closed descriptor must not become the database; writing
					  to it must fail */
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", O_RDONLY) != fd)
			return 2;
#ifdef M_MMAP_THRESHOLD /* a large array goes back to the system when it is freed */
	(void)mallopt(M_MMAP_THRESHOLD, 1 << 20);
#endif
	signal(SIGXFSZ, SIG_IGN); /* a size limit is an error of write(), not the end */
	int status;
	before_parsing(&run, argc, argv);
	interruptible(&run);
	if (prepare(&run, argc, argv, &err) != 0)
		status = cl_say_error(&run, &err);
	else if (cl_opt(&run.opts, HELP) != NULL)
		cl_opt_help(stdout, program->name, _(program->synopsis), _(program->purpose)),
			status = 0;
	else if (cl_opt(&run.opts, VERSION) != NULL)
		print_version(&run), status = 0;
	else
		status = go(&run, &err);
	cl_out_drop(&run);
	cl_store_close(run.store);
	if ((fflush(stdout) != 0 || ferror(stdout)) && status < 2) {
		cl_err_clear(&err);
		cl_fail_errno(&err, CL_E_IO, _("the output cannot be written"));
		status = cl_say_error(&run, &err);
	}
	if (cl_opt(&run.opts, HELP) == NULL && cl_opt(&run.opts, VERSION) == NULL)
		cl_say_summary(&run, status);
	cl_arena_free(&run.arena);
	return status;
}
