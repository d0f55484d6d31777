#include "rec/records.h"
#include "base/utf8.h"
#include <stdlib.h>
#include <string.h>

struct cl_records {
	struct cl_rows *rows;
	struct cl_arena arena;
	int n;
	enum cl_field col[CL_COLUMNS_MAX];
	int empty;
};

static int read_header(struct cl_records *rs, struct cl_input *in, struct cl_err *err)
{
	struct cl_row row;
	int ignored, found = 0, dry = 0, rc = cl_rows_next(rs->rows, &row, err);
	if (rc <= 0) {
		rs->empty = 1;
		return rc;
	}
	rs->n = row.n;
	for (int i = 0; i < row.n; i++) {
		rs->col[i] = cl_field_by_header(row.cell[i], &ignored);
		found |= rs->col[i] == CL_F_ENTRY;
		dry |= rs->col[i] == CL_F_DRY_RUN;
	}
	if (found || row.n == 0)
		return 0;
	struct cl_pos pos = {.file = cl_input_name(in), .row = row.pos.row};
	if (dry)
		return cl_fail_at(err, &pos, CL_E_DRYRUN, _("these records come from a dry run"));
	return cl_fail_at(err, &pos, CL_E_ENTRY_COLUMN, _("records need the column \"entry\""));
}

int cl_records_open(struct cl_records **out, struct cl_input *in, struct cl_err *err)
{
	struct cl_records *rs = cl_xmalloc(sizeof *rs);
	memset(rs, 0, sizeof *rs);
	*out = NULL;
	if (cl_rows_open(&rs->rows, in, err) != 0 || read_header(rs, in, err) != 0) {
		cl_records_close(rs);
		return -1;
	}
	*out = rs;
	return 0;
}

int cl_records_next(struct cl_records *rs, struct cl_rec *rec, struct cl_pos *pos,
	struct cl_err *bad, struct cl_err *err)
{
	struct cl_row row;
	if (rs->empty)
		return 0;
	int rc = cl_rows_next(rs->rows, &row, err);
	if (rc != 1)
		return rc;
	cl_arena_reset(&rs->arena);
	memset(rec, 0, sizeof *rec);
	*bad = row.bad;
	*pos = row.pos;
	if (row.n > rs->n && bad->code == CL_OK)
		cl_fail_at(bad, pos, CL_E_FIELDS, _("%d cells under %d columns"), row.n, rs->n);
	for (int i = 0; i < row.n && i < rs->n; i++) {
		const char *s = row.cell[i];
		size_t n = strlen(s);
		cl_trim(&s, &n);
		if (rs->col[i] != CL_F_NONE && n > 0)
			rec->v[rs->col[i]] = cl_strndup(&rs->arena, s, n);
	}
	if (cl_get(rec, DRY_RUN) !=
		NULL) /* no record of it can be meant: the input is refused as a whole */
		return cl_fail_at(err, pos, CL_E_DRYRUN, _("these records come from a dry run"));
	return 1;
}

void cl_records_close(struct cl_records *rs)
{
	if (rs == NULL)
		return;
	cl_rows_close(rs->rows);
	cl_arena_free(&rs->arena);
	free(rs);
}
