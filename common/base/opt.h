/* opt: the options of every program from one table (share/options.csv): getopt_long, --help, the
 * manual's OPTIONS and the completions all read it. */
#ifndef CL_OPT_H
#define CL_OPT_H
#include <stdio.h>
#include "base/arena.h"
#include "base/err.h"
#include "options.h" /* generated: enum cl_opt_id */

struct cl_option {
	const char *name;
	char letter;          /* 0: none */
	const char *arg;      /* NULL: none; "[=X]": optional */
	int many;             /* may be given again; values are joined by ; */
	int personal;         /* its value is blanked in argv, which the process list shows */
	int plain;            /* numbers, days and words of ASCII: full-width ones are a slip */
	const char *programs; /* " import query ", or " * " */
	const char *help[2];  /* by enum cl_lang */
};
extern const struct cl_option cl_options[CL_OPTIONS];

struct cl_opts {
	const char *program;         /* "cl-import" */
	const char *val[CL_OPTIONS]; /* NULL: not given; "" where given without a value */
	int nargs;                   /* operands */
	char **args;
};

/* Parses; abbreviations, unknown options and options of other programs are E_USAGE with the nearest
 * name. */
int cl_opt_parse(struct cl_opts *o, const char *program, int argc, char **argv, struct cl_arena *a,
	struct cl_err *err) CL_CHECKED;
/* Operands are personal too: kept in the arena and blanked in argv. */
void cl_opt_blank_operands(struct cl_opts *o, struct cl_arena *a);
/* E_USAGE where a value of this option holds full-width characters, with what to type instead; else
 * 0. For a plain option it is asked when parsing. */
int cl_opt_wide(int id, const char *value, struct cl_err *err) CL_CHECKED;
int cl_opt_of_program(int id, const char *program);
#define cl_opt(o, id) ((o)->val[CL_O_##id])
void cl_opt_help(FILE *f, const char *program, const char *synopsis, const char *purpose);
/* ; or , joined values: next piece of *s (trimmed) into out, 0 at the end. */
int cl_opt_piece(const char **s, struct cl_arena *a, const char **out);
#endif
