/* Rows of an import read once more: those that are sent back, as they were written; and, where
 * nothing is stored or shown, those of which more must be known than what the check kept. */
#include "flow/second.h"
#include "flow/body.h"
#include "flow/header.h"
#include <stdlib.h>

int cl_second_begin(struct cl_import *im, struct cl_err *err)
{
	return cl_header_rewind(im->rows, &im->columns, err);
}

int cl_second_row(struct cl_import *im, long ordinal, long line, long *at, struct cl_row *row,
	struct cl_err *err)
{
	int rc = 1;
	if (line > 0 && cl_rows_are_lines(im->rows)) {
		if (cl_rows_skip(im->rows, line, err) != 0)
			return -1;
		*at = ordinal - 1;
	}
	while (rc == 1 && *at < ordinal) {
		rc = cl_columns_next(NULL, &im->columns, im->rows, row, err);
		++*at;
	}
	return rc;
}

/* What it takes to check a row that was found good before. */
struct again {
	struct cl_import *im;
	struct cl_run quiet; /* its warnings were told */
	struct cl_checker checker;
	struct cl_checked *k;
	struct cl_arena a;
	struct cl_buf body;
	struct cl_row row;
};

static int add_body(struct again *g, struct cl_pending *p, struct cl_err *err)
{
	cl_check_row(&g->quiet, &g->checker, &g->row, &g->a, g->k);
	cl_body_put(g->im->spool, g->k, &g->a, &g->body);
	p->len = (uint32_t)g->body.n;
	int rc = cl_spool_add(g->im->spool, g->body.p, g->body.n, &p->at, err);
	cl_buf_reset(&g->body);
	cl_arena_reset(&g->a);
	return rc;
}

int cl_second_bodies(struct cl_import *im, const unsigned char *wanted, struct cl_err *err)
{
	struct again g = {.im = im, .quiet = *im->run};
	long at = 0;
	g.quiet.warned = NULL;
	g.quiet.arena = (struct cl_arena){0};
	g.k = cl_xmalloc(sizeof *g.k);
	int rc = cl_checker_open(&g.checker, &im->columns, &im->defaults, im->memos, err);
	g.checker.guarded = cl_rows_are_lines(im->rows);
	if (rc == 0)
		rc = cl_second_begin(im, err);
	for (long i = 0; rc == 0 && i < im->n; i++) {
		struct cl_pending *p = &im->p[i];
		if (!wanted[i])
			continue;
		int found = cl_second_row(im, p->row, p->line, &at, &g.row, err);
		if (found == 0)
			cl_fail(err, CL_E_IO,
				_("%s was changed while it was read: nothing was stored"),
				cl_input_name(im->input));
		rc = found == 1 ? add_body(&g, p, err) : -1;
	}
	cl_checker_close(&g.checker);
	cl_arena_free(&g.quiet.arena);
	cl_arena_free(&g.a);
	cl_buf_free(&g.body);
	free(g.k);
	return rc;
}
