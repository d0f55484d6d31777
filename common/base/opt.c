#include "base/opt.h"
#include "base/utf8.h"
#include <getopt.h>
#include <string.h>

const struct cl_option cl_options[CL_OPTIONS] = {
#include "base/options.inc"
};

#define LONG_BASE 1000

int cl_opt_of_program(int id, const char *program)
{
	const char *list = cl_options[id].programs;
	if (strcmp(list, " * ") == 0)
		return 1;
	char word[32];
	snprintf(word, sizeof word, " %s ", program + (strncmp(program, "cl-", 3) == 0 ? 3 : 0));
	return strstr(list, word) != NULL;
}

/* Levenshtein distance, capped: for "did you mean". */
static int distance(const char *a, const char *b)
{
	int row[64], n = (int)strlen(b);
	if (n > 60)
		return 99;
	for (int j = 0; j <= n; j++)
		row[j] = j;
	for (int i = 1; *a != '\0'; a++, i++) {
		int diag = row[0];
		row[0] = i;
		for (int j = 1; j <= n; j++) {
			int best = diag + (*a != b[j - 1]);
			if (row[j] + 1 < best)
				best = row[j] + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			diag = row[j];
			row[j] = best;
		}
	}
	return row[n];
}

static const char *nearest(const char *name, const char *program)
{
	const char *best = NULL;
	size_t n = strlen(name);
	int least = n < 6 ? 1 + (int)n / 2 : 4; /* of a short word half would be another */
	for (int i = 0; i < CL_OPTIONS; i++) {
		int d = cl_opt_of_program(i, program) ? distance(name, cl_options[i].name) : 99;
		if (d < least) {
			least = d;
			best = cl_options[i].name;
		}
	}
	return best;
}

/* The half-width form of n bytes that hold a full-width character of ASCII, U+FF01 to U+FF5E. 0:
 * they hold none, or are no UTF-8 */
static int half_of(const char *s, size_t n, struct cl_buf *half)
{
	uint32_t cp;
	int wide = 0;
	if (cl_utf8_valid(s, n) != n)
		return 0;
	for (const char *p = s; p < s + n && !wide;) {
		p += cl_utf8_get(p, &cp);
		wide = cp >= 0xFF01 && cp <= 0xFF5E;
	}
	if (wide)
		cl_halfwidth(s, n, half);
	return wide;
}

int cl_opt_wide(int id, const char *value, struct cl_err *err)
{
	struct cl_buf half = {0};
	int rc = 0;
	if (value != NULL && half_of(value, strlen(value), &half))
		rc = cl_fail(err, CL_E_USAGE, _("--%s: %s holds full-width characters; type %s"),
			cl_options[id].name, value, cl_buf_cstr(&half));
	cl_buf_free(&half);
	return rc;
}

/* arg: behind the dashes; what stands behind = may be personal. */
static int unknown(const char *arg, const char *program, struct cl_err *err)
{
	char name[64];
	struct cl_buf half = {0};
	const char *sign = strstr(arg, "＝");
	size_t n = strcspn(arg, "=");
	if (sign != NULL && (size_t)(sign - arg) < n)
		n = (size_t)(sign - arg) + strlen("＝");
	snprintf(name, sizeof name, "%.*s", (int)n, arg);
	const char *near = nearest(name, program);
	int rc = half_of(arg, n, &half)
			 ? cl_fail(err, CL_E_USAGE,
				   _("option --%.*s holds full-width characters; type --%s"),
				   (int)n, arg, cl_buf_cstr(&half))
		 : near != NULL ? cl_fail(err, CL_E_USAGE,
					  _("unknown option --%s; did you mean --%s?"), name, near)
				: cl_fail(err, CL_E_USAGE, _("unknown option --%s; see %s --help"),
					  name, program);
	cl_buf_free(&half);
	return rc;
}

/* A letter that is none: one of several bytes was meant as a dash or a word. getopt stands at its
 * argument, or behind that where it was the last byte. */
static int unknown_letter(int c, char **argv, const char *program, struct cl_err *err)
{
	if ((unsigned char)c < 0x80)
		return cl_fail(err, CL_E_USAGE, _("unknown option -%c; see %s --help"), c, program);
	const char *arg = argv[optind];
	if (arg == NULL || *arg != '-' || strchr(arg, c) == NULL)
		arg = argv[optind - 1];
	return cl_fail(err, CL_E_USAGE,
		_("unknown option %.*s; type its dashes and letters half-width"),
		(int)strcspn(arg, "="), arg);
}

/* An operand that begins with a dash of another width was meant as an option. */
static int wide_dash(const char *arg)
{
	static const char *const dashes[] = {"－", "—", "–", "―", "−"};
	for (size_t i = 0; i < sizeof dashes / sizeof *dashes; i++)
		if (strncmp(arg, dashes[i], strlen(dashes[i])) == 0)
			return 1;
	return 0;
}

/* A copy; in argv, which every user of the machine sees in the process list, nothing is left of it.
 */
static char *taken(char *arg, struct cl_arena *a)
{
	char *copy = cl_strdup(a, arg);
	memset(arg, '*', strlen(arg));
	return copy;
}

static void keep(struct cl_opts *o, int id, char *arg, struct cl_arena *a)
{
	const char *value = arg == NULL ? "" : cl_options[id].personal ? taken(arg, a) : arg;
	if (cl_options[id].many && o->val[id] != NULL)
		value = cl_sprintf(a, "%s;%s", o->val[id], value);
	o->val[id] = value;
}

/* getopt_long takes abbreviations; scripts must not come to depend on them. */
static int whole_names(int argc, char **argv, const char *program, struct cl_err *err)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
		if (wide_dash(argv[i]))
			return cl_fail(err, CL_E_USAGE,
				_("%s begins with a full-width dash: type it with the half-width "
				  "-"),
				argv[i]);
		if (strncmp(argv[i], "--", 2) != 0)
			continue;
		size_t n = strcspn(argv[i] + 2, "=");
		int found = 0;
		for (int k = 0; k < CL_OPTIONS; k++)
			found |= cl_opt_of_program(k, program) && strlen(cl_options[k].name) == n &&
				 strncmp(cl_options[k].name, argv[i] + 2, n) == 0;
		if (!found)
			return unknown(argv[i] + 2, program, err);
	}
	return 0;
}

static int id_of(int c)
{
	if (c >= LONG_BASE)
		return c - LONG_BASE;
	for (int i = 0; i < CL_OPTIONS; i++)
		if (cl_options[i].letter == c)
			return i;
	return -1;
}

static void tables(const char *program, struct option *longs, char *letters)
{
	int n = 0;
	*letters++ = ':';
	for (int i = 0; i < CL_OPTIONS; i++) {
		const struct cl_option *p = &cl_options[i];
		if (!cl_opt_of_program(i, program))
			continue;
		int arg = p->arg == NULL     ? no_argument
			  : p->arg[0] == '[' ? optional_argument
					     : required_argument;
		longs[n++] = (struct option){p->name, arg, NULL, LONG_BASE + i};
		if (p->letter != 0) {
			*letters++ = p->letter;
			for (int k = 0; k < arg; k++)
				*letters++ = ':';
		}
	}
	longs[n] = (struct option){0};
	*letters = '\0';
}

int cl_opt_parse(struct cl_opts *o, const char *program, int argc, char **argv, struct cl_arena *a,
	struct cl_err *err)
{
	struct option longs[CL_OPTIONS + 1];
	char letters[3 * CL_OPTIONS];
	memset(o, 0, sizeof *o);
	o->program = program;
	if (whole_names(argc, argv, program, err) != 0)
		return -1;
	tables(program, longs, letters);
	opterr = 0;
	optind = 1;
	int c;
	while ((c = getopt_long(argc, argv, letters, longs, NULL)) != -1) {
		if (c == ':')
			return cl_fail(
				err, CL_E_USAGE, _("option %s needs a value"), argv[optind - 1]);
		if (c == '?' && optopt >= LONG_BASE)
			return cl_fail(err, CL_E_USAGE, _("option --%s takes no value"),
				cl_options[optopt - LONG_BASE].name);
		if (c == '?')
			return unknown_letter(optopt, argv, program, err);
		if (cl_options[id_of(c)].plain && cl_opt_wide(id_of(c), optarg, err) != 0)
			return -1;
		keep(o, id_of(c), optarg, a);
	}
	o->nargs = argc - optind;
	o->args = argv + optind;
	return 0;
}

void cl_opt_blank_operands(struct cl_opts *o, struct cl_arena *a)
{
	char **kept = cl_alloc(a, sizeof *kept * (size_t)(o->nargs + 1));
	for (int i = 0; i < o->nargs; i++)
		kept[i] = strcmp(o->args[i], "-") == 0 ? o->args[i] : taken(o->args[i], a);
	kept[o->nargs] = NULL;
	o->args = kept;
}

void cl_opt_help(FILE *f, const char *program, const char *synopsis, const char *purpose)
{
	fprintf(f, _("Usage: %s\n%s\n\nOptions:\n"), synopsis, purpose);
	for (int i = 0; i < CL_OPTIONS; i++) {
		const struct cl_option *p = &cl_options[i];
		if (!cl_opt_of_program(i, program))
			continue;
		char left[64];
		char letter[5] = {'-', p->letter, ',', ' ', 0};
		snprintf(left, sizeof left, "%s--%s%s%s", p->letter != 0 ? letter : "    ", p->name,
			p->arg == NULL || p->arg[0] == '[' ? "" : " ",
			p->arg == NULL ? "" : p->arg);
		fprintf(f, "  %-30s %s\n", left, p->help[cl_lang_get()]);
	}
	fprintf(f,
		_("\nSee man %s. Exit status: 0 done, 1 no, 2 error, 3 partly, 4 busy, 5 refused "
		  "by rule.\n"),
		program);
}

int cl_opt_piece(const char **s, struct cl_arena *a, const char **out)
{
	while (*s != NULL && **s != '\0') {
		size_t n = strcspn(*s, ";,"), len = n;
		const char *p = *s;
		*s += n + ((*s)[n] != '\0');
		cl_trim(&p, &len);
		if (len == 0)
			continue;
		*out = cl_strndup(a, p, len);
		return 1;
	}
	return 0;
}
