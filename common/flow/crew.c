#include "flow/crew.h"
#include "base/worker.h"
#include "flow/body.h"
#include <stdlib.h>
#include <string.h>

#define ROWS 1024 /* enough to make up for waking the other thread */

struct block {
	struct cl_import *im;
	struct cl_run shadow; /* the worker's: its warnings, told in their turn */
	struct cl_arena texts, found;
	struct cl_buf bodies;
	int n;
	struct cl_row row[ROWS];
	struct cl_checked k[ROWS];
};

/* A row of its own: the reader's is gone with the next. */
static void keep(struct block *b, const struct cl_row *row)
{
	struct cl_row *mine = &b->row[b->n++];
	size_t n = 0;
	for (int i = 0; i < row->n; i++)
		n += row->len[i] + 1;
	char *p = cl_alloc(&b->texts, n + 1);
	mine->pos = row->pos;
	mine->n = row->n;
	mine->bad.code = row->bad.code;
	if (row->bad.code != CL_OK)
		mine->bad = row->bad;
	for (int i = 0; i < row->n; i++) {
		memcpy(p, row->cell[i], row->len[i] + 1);
		mine->cell[i] = p;
		mine->len[i] = row->len[i];
		p += row->len[i] + 1;
	}
}

/* Reads the next rows. 1, 0 where there are no more, -1 */
static int fill(struct block *b, struct cl_err *err)
{
	struct cl_import *im = b->im;
	struct cl_row row;
	int rc = 1;
	b->n = 0;
	cl_arena_reset(&b->texts);
	cl_arena_reset(&b->found);
	while (b->n < ROWS &&
		(rc = cl_columns_next(im->run, &im->columns, im->rows, &row, err)) == 1)
		keep(b, &row);
	return rc;
}

static void check(void *data)
{
	struct block *b = data;
	size_t at = 0;
	cl_buf_reset(&b->bodies);
	for (int i = 0; i < b->n; i++) {
		struct cl_checked *k = &b->k[i];
		cl_check_row(
			&b->shadow, &b->im->columns, &b->row[i], &b->im->defaults, &b->found, k);
		at = b->bodies.n;
		if (k->nerr == 0)
			cl_body_put(b->im->spool, k, 1, &b->found, &b->bodies);
		k->body_len = b->bodies.n - at;
	}
	at = 0;
	for (int i = 0; i < b->n; i++) { /* now they stay where they are */
		b->k[i].body = b->bodies.p + at;
		at += b->k[i].body_len;
	}
}

#define AHEAD 12 /* rows: by then what is fetched from memory has come */

static int take_all(struct block *b, cl_crew_take *take, struct cl_err *err)
{
	int rc = 0;
	cl_warnings_take(b->im->run, &b->shadow);
	for (int i = 0; rc == 0 && i < b->n; i++) {
		if (i + AHEAD < b->n && b->k[i + AHEAD].nident > 0)
			cl_map_expect(b->im->map, b->k[i + AHEAD].ident[0]);
		rc = take(b->im, &b->row[i], &b->k[i], &b->found, err);
	}
	return rc;
}

static struct block *new_block(struct cl_import *im)
{
	struct block *b = cl_xmalloc(sizeof *b);
	b->im = im;
	b->shadow = *im->run;
	b->shadow.warned = NULL;
	b->shadow.arena = b->texts = b->found = (struct cl_arena){0};
	b->bodies = (struct cl_buf){0};
	b->n = 0;
	return b;
}

static void free_block(struct block *b)
{
	cl_arena_free(&b->shadow.arena);
	cl_arena_free(&b->texts);
	cl_arena_free(&b->found);
	cl_buf_free(&b->bodies);
	free(b);
}

int cl_crew_check(struct cl_import *im, cl_crew_take *take, struct cl_err *err)
{
	struct block *b[2] = {new_block(im), new_block(im)};
	struct cl_err bad = {0};
	int at = 0, rc = 0, more = fill(b[0], &bad);
	im->columns.beside =
		cl_input_size(im->input) >= CL_LARGE ? cl_worker_new() : cl_worker_none();
	cl_worker_give(im->columns.beside, check, b[0]);
	for (; rc == 0 && b[at]->n > 0; at = !at) {
		b[!at]->n = 0;
		if (more == 1)
			more = fill(b[!at], &bad);
		cl_worker_wait(im->columns.beside);
		if (b[!at]->n > 0)
			cl_worker_give(im->columns.beside, check, b[!at]);
		rc = take_all(b[at], take, err);
	}
	cl_worker_free(im->columns.beside);
	im->columns.beside = NULL;
	free_block(b[0]);
	free_block(b[1]);
	if (rc == 0 && more < 0)
		*err = bad;
	return rc != 0 || more < 0 ? -1 : 0;
}
