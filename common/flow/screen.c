/* cl-query --screen: many values at once, answered in the order they came. */
#include "flow/ask.h"
#include "base/utf8.h"
#include "flow/workbook.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- screening many ---- */

/* The column with what is asked for: the first whose header is an identifier's, else the name's,
 * else the first one. *header: whether the row is a header at all. */
static int column_of(const struct cl_row *row, int *header)
{
	static const char *const bare[] = {"代码", "编号", "序号"}; /* names of nobody */
	int ignored, name = -1;
	*header = 0;
	for (int i = 0; i < row->n; i++) {
		enum cl_field f = cl_field_by_header(row->cell[i], &ignored);
		*header |= f != CL_F_NONE;
		if (f != CL_F_NONE && cl_fields[f].kind == CL_K_IDENT)
			return i;
		if (f == CL_F_NAME && name < 0)
			name = i;
	}
	for (size_t i = 0; row->n > 0 && i < sizeof bare / sizeof *bare; i++)
		*header |= strcmp(row->cell[0], bare[i]) == 0;
	return name >= 0 ? name : 0;
}

/* The values of that column, without blanks around them; the rest is not looked at. */
static int values(struct cl_query *q, const char ***out, size_t *n, struct cl_err *err)
{
	struct cl_input *in = NULL;
	struct cl_rows *rows = NULL;
	struct cl_row row;
	int rc, column = -1, header = 0;
	const char *path = q->run->opts.nargs > 0 ? q->run->opts.args[0] : "-";
	rc = cl_workbook_open(q->run, path, &in, err) != 0 ? -1 : cl_rows_open(&rows, in, err);
	while (rc == 0 && (rc = cl_rows_next(rows, &row, err)) == 1) {
		rc = row.bad.code != CL_OK ? cl_fail(err, row.bad.code, "%s", row.bad.text) : 0;
		if (rc != 0) {
			err->pos = row.bad.pos.row > 0 ? row.bad.pos : row.pos;
			err->pos.sheet = cl_strdup(&q->run->arena, err->pos.sheet);
		}
		if (column < 0) {
			column = column_of(&row, &header);
			if (header)
				continue;
		}
		const char *s = column < row.n ? row.cell[column] : "";
		size_t len = strlen(s);
		cl_trim(&s, &len);
		if (rc != 0 || len == 0)
			continue;
		if ((*n & (*n - 1)) == 0)
			*out = cl_xrealloc(*out, sizeof **out * (*n > 0 ? 2 * *n : 1));
		(*out)[(*n)++] = cl_strndup(&q->run->arena, s, len);
	}
	cl_rows_close(rows);
	cl_input_close(in);
	return rc;
}

/* One input, whose values alone are asked for. */
static int usage(const struct cl_run *run, struct cl_err *err)
{
	static const int not [] = {CL_O_ENTRY, CL_O_BATCH, CL_O_SUBJECT, CL_O_NAME};
	if (run->opts.nargs > 1)
		return cl_fail(err, CL_E_USAGE, _("--screen reads one input: %s is too many"),
			run->opts.args[1]);
	for (size_t i = 0; i < sizeof not / sizeof *not ; i++)
		if (run->opts.val[not [i]] != NULL)
			return cl_fail(err, CL_E_USAGE,
				_("--screen takes no --%s: its input says "
				  "whom to look up"),
				cl_options[not [i]].name);
	if (cl_opt(&run->opts, LIMIT) != NULL)
		return cl_fail(err, CL_E_USAGE,
			_("--screen takes no --limit: what is left out would read as not found"));
	return run->opts.nargs == 0 && isatty(0)
		       ? cl_fail(err, CL_E_USAGE,
				 _("--screen reads identifiers from a file or standard input"))
		       : 0;
}

/* ---- subjects in the order of their index ---- */

#define BLOCK (1 << 20) /* values looked up together */

struct place {
	uint64_t head; /* the first eight characters of the ident */
	const char *ident;
	struct cl_asked *of;
};

static int by_ident(const void *x, const void *y)
{
	const struct place *a = x, *b = y;
	if (a->head != b->head)
		return a->head < b->head ? -1 : 1;
	return strcmp(a->ident, b->ident);
}

static uint64_t head_of(const char *ident)
{
	uint64_t head = 0;
	for (int i = 0; i < 8; i++) {
		head = head << 8 | (unsigned char)*ident;
		ident += *ident != '\0';
	}
	return head;
}

/* Whom the idents of a block belong to: asked for in order, so that each page is read once. */
static int look_up(struct cl_query *q, struct cl_asked *x, size_t n, struct cl_err *err)
{
	struct place *p = cl_xmalloc(sizeof *p * n);
	const char **idents = cl_xmalloc(sizeof *idents * n);
	int64_t *subjects = cl_xmalloc(sizeof *subjects * n);
	size_t k = 0;
	for (size_t i = 0; i < n; i++)
		if (x[i].ident[0] != '\0')
			p[k++] = (struct place){head_of(x[i].ident), x[i].ident, &x[i]};
	qsort(p, k, sizeof *p, by_ident);
	for (size_t i = 0; i < k; i++)
		idents[i] = p[i].ident;
	int rc = cl_store_by_idents(q->run->store, idents, k, subjects, err);
	for (size_t i = 0; rc == 0 && i < k; i++) {
		p[i].of->looked = 1;
		p[i].of->subject = subjects[i];
	}
	free(p);
	free(idents);
	free(subjects);
	return rc;
}

/* One value: its hits go into the writer, which holds them until the register has the look-up. */
static int screen_one(struct cl_query *q, const struct cl_asked *x, struct cl_err *err)
{
	struct cl_err e = {0};
	q->nrange = 0;
	q->by_ids = 0;
	q->how = q->asked = NULL;
	q->value = x->given;
	int rc = cl_ask(q, x, &e);
	q->lookup = 0;
	if (rc != 0 &&
		e.code == CL_E_USAGE) { /* no sound identifier: this one alone has no answer */
		cl_say_error(q->run, &e);
		q->run->refused_other++;
		return 0;
	}
	if (rc != 0)
		return cl_fail(err, e.code, "%s", e.text);
	for (int i = 0; i < q->nrange; i++)
		for (int64_t from = q->range[i].first; from <= q->range[i].last;)
			if (cl_query_gather(q, &from, q->range[i].last, err) != 0)
				return -1;
	return 0;
}

static int screen_block(struct cl_query *q, const char *const *list, size_t n, struct cl_asked *x,
	struct cl_err *err)
{
	for (size_t i = 0; i < n; i++)
		cl_ask_sort_out(q, list[i], &x[i]);
	if (look_up(q, x, n, err) != 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (screen_one(q, &x[i], err) != 0)
			return -1;
	return 0;
}

static int screen_all(struct cl_query *q, const char *const *list, size_t n, struct cl_err *err)
{
	struct cl_want w;
	struct cl_asked *x = cl_xmalloc(sizeof *x * (n < BLOCK ? n : BLOCK));
	int rc = cl_store_read(q->run->store, err) != 0 ? -1 : cl_want_read(q->run, &w, err);
	q->filter = w.filter;
	for (size_t i = 0; rc == 0 && i < n; i += BLOCK)
		rc = screen_block(q, list + i, n - i < BLOCK ? n - i : BLOCK, x, err);
	cl_store_read_end(q->run->store);
	free(x);
	if (rc == 0)
		rc = cl_query_within(q, err);
	q->asked = cl_sprintf(&q->run->arena, "%zu", n);
	if (rc == 0 && (q->personal || q->persons > 0))
		rc = cl_query_record(q, "screened", (int)q->persons, err);
	return rc;
}

int cl_screen_run(struct cl_run *run)
{
	static const enum cl_field more[] = {
		CL_F_QUERY, CL_F_EXPLAINED_BY, CL_F_TELEPHONE, CL_F_NONE};
	struct cl_query q = {.run = run, .screening = 1};
	struct cl_err err = {0};
	const char **list = NULL;
	size_t n = 0;
	int rc = usage(run, &err) != 0 ? -1 : values(&q, &list, &n, &err);
	run->out_opts.hold = 1;
	if (rc == 0)
		rc = cl_out_open(run, more, &err);
	if (rc == 0 && screen_all(&q, list, n, &err) != 0)
		rc = -1;
	if (rc == 0)
		rc = cl_out_close(run, &err);
	else
		cl_out_drop(run);
	free(list);
	cl_query_free(&q);
	if (rc != 0)
		return cl_query_fails(run, &err);
	cl_say(run, _("screened %zu values: %ld hits, %ld in force"), n, q.shown, q.in_force);
	return 0;
}
