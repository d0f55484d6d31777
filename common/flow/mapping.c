#include "flow/mapping.h"
#include "base/utf8.h"
#include "rec/writer.h"
#include "rec/rows.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { HEADER, FIELD, ORDER, COLS };
static const char *const titles[COLS][2] = {
	{"header", "列名"}, {"field", "字段"}, {"date_order", "日期顺序"}};
static const char *const extra_words[] = {"extra", "附加", "附加信息"}, *const ignore_words[] = {
										"ignore", "忽略",
										"不读"};

static const char *trimmed(struct cl_arena *a, const char *s)
{
	size_t n = strlen(s);
	cl_trim(&s, &n);
	return cl_strndup(a, s, n);
}

static const char *folded(struct cl_arena *a, const char *s)
{
	struct cl_buf b = {0};
	const char *out = cl_fold(s, strlen(s), &b) == 0 ? cl_strdup(a, cl_buf_cstr(&b)) : "";
	cl_buf_free(&b);
	return out;
}

static int is_one_of(const char *s, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(s, words[i]) == 0)
			return 1;
	return 0;
}
#define IS(s, words) is_one_of(s, words, sizeof words / sizeof *words)

/* ---- reading ---- */

static int places(const struct cl_row *row, int at[COLS], struct cl_arena *a, struct cl_err *err)
{
	for (int k = 0; k < COLS; k++) {
		at[k] = -1;
		for (int i = 0; i < row->n && at[k] < 0; i++) {
			const char *s = folded(a, row->cell[i]);
			if (strcmp(s, titles[k][0]) == 0 || strcmp(s, titles[k][1]) == 0)
				at[k] = i;
		}
	}
	return at[HEADER] >= 0 && at[FIELD] >= 0
		       ? 0
		       : cl_fail_at(err, &row->pos, CL_E_MAPPING,
				 _("a mapping begins with the header 列名,字段"));
}

/* HEADER#2 -> HEADER, 2 */
static void header_of(struct cl_mapped *m, const char *s, struct cl_arena *a)
{
	const char *mark = strrchr(s, '#');
	char *end = NULL;
	long nth = mark != NULL && mark > s ? strtol(mark + 1, &end, 10) : 0;
	m->nth = nth > 0 && nth < 500 && *end == '\0' ? (int)nth : 1;
	m->header = s;
	m->folded = folded(a, m->nth > 1 || nth == 1 ? cl_strndup(a, s, (size_t)(mark - s)) : s);
}

static int field_of(
	struct cl_mapped *m, const char *s, const struct cl_pos *pos, struct cl_err *err)
{
	int flags;
	m->field = CL_F_NONE;
	m->ignored = IS(s, ignore_words);
	if (*s == '\0' || m->ignored || IS(s, extra_words))
		return 0;
	m->field = cl_field_by_header(s, &flags);
	int data = m->field != CL_F_NONE &&
		   (cl_fields[m->field].part == CL_PART_DATA || m->field == CL_F_EXITED_ON ||
			   m->field == CL_F_EXIT_REASON);
	return data ? 0
		    : cl_fail_at(err, pos, CL_E_MAPPING,
			      _("there is no field %s: a field of creditlist-records(5), 附加 or "
				"忽略"),
			      s);
}

static int order_of(
	struct cl_mapped *m, const char *s, const struct cl_pos *pos, struct cl_err *err)
{
	m->order = strcmp(s, "dmy") == 0   ? CL_DO_DMY
		   : strcmp(s, "mdy") == 0 ? CL_DO_MDY
					   : CL_DO_UNKNOWN;
	return *s == '\0' || m->order != CL_DO_UNKNOWN
		       ? 0
		       : cl_fail_at(err, pos, CL_E_MAPPING,
				 _("the order of dates is dmy or mdy, not %s"), s);
}

static int add(struct cl_run *run, struct cl_mapping *m, const struct cl_row *row,
	const int at[COLS], struct cl_err *err)
{
	const char *cell[COLS];
	struct cl_arena *a = &run->arena;
	struct cl_mapped *k = &m->row[m->n];
	for (int i = 0; i < COLS; i++)
		cell[i] = at[i] >= 0 && at[i] < row->n ? trimmed(a, row->cell[at[i]]) : "";
	if (*cell[HEADER] == '\0')
		return *cell[FIELD] == '\0' ? 0
					    : cl_fail_at(err, &row->pos, CL_E_MAPPING,
						      _("the header is missing"));
	if (m->n == CL_COLUMNS_MAX)
		return cl_fail_at(err, &row->pos, CL_E_MAPPING,
			_("a mapping of more than %d columns"), CL_COLUMNS_MAX);
	header_of(k, cell[HEADER], a);
	if (cl_mapping_of(m, k->header, k->nth) != NULL)
		return cl_fail_at(
			err, &row->pos, CL_E_MAPPING, _("column %s stands there twice"), k->header);
	if (field_of(k, cell[FIELD], &row->pos, err) != 0 ||
		order_of(k, cell[ORDER], &row->pos, err) != 0)
		return -1;
	for (int i = 0; i < m->n; i++)
		if (k->field != CL_F_NONE && m->row[i].field == k->field)
			return cl_fail_at(err, &row->pos, CL_E_MAPPING,
				_("%s and %s are both mapped to %s"), m->row[i].header, k->header,
				cl_fields[k->field].label);
	k->used = 0;
	m->n++;
	return 0;
}

int cl_mapping_read(
	struct cl_run *run, const char *path, struct cl_mapping **out, struct cl_err *err)
{
	struct cl_mapping *m = cl_alloc(&run->arena, sizeof *m);
	struct cl_input *in = NULL;
	struct cl_rows *rows = NULL;
	struct cl_row row;
	int at[COLS], rc = -1;
	m->n = 0;
	m->row = cl_alloc(&run->arena, sizeof *m->row * CL_COLUMNS_MAX);
	if (cl_input_open(&in, path, err) == 0 && cl_rows_open(&rows, in, err) == 0 &&
		(rc = cl_rows_next(rows, &row, err)) == 1) {
		rc = places(&row, at, &run->arena, err) != 0 ? -1 : 1;
		while (rc == 1 && (rc = cl_rows_next(rows, &row, err)) == 1)
			rc = add(run, m, &row, at, err) != 0 ? -1 : 1;
	} else if (rc == 0) {
		struct cl_pos pos = {.file = path};
		rc = cl_fail_at(
			err, &pos, CL_E_MAPPING, _("a mapping begins with the header 列名,字段"));
	}
	if (err->code != CL_OK && err->pos.file != NULL)
		err->pos.file = path;
	cl_rows_close(rows);
	cl_input_close(in);
	*out = m;
	return rc;
}

struct cl_mapped *cl_mapping_of(struct cl_mapping *m, const char *header, int nth)
{
	struct cl_buf b = {0};
	struct cl_mapped *found = NULL;
	if (m == NULL || cl_fold(header, strlen(header), &b) != 0)
		return NULL;
	for (int i = 0; i < m->n && found == NULL; i++)
		if (m->row[i].nth == nth && strcmp(m->row[i].folded, cl_buf_cstr(&b)) == 0)
			found = &m->row[i];
	cl_buf_free(&b);
	if (found != NULL)
		found->used = 1;
	return found;
}

void cl_mapping_unused(struct cl_run *run, const struct cl_mapping *m)
{
	for (int i = 0; m != NULL && i < m->n; i++)
		if (!m->row[i].used && !m->row[i].ignored)
			cl_warn(run, CL_W_MAPPING, _("column %s is not in this file"),
				m->row[i].header);
}

/* ---- writing ---- */

static void write_one(const struct cl_columns *c, int i, struct cl_buf *b)
{
	const struct cl_column *k = &c->col[i];
	struct cl_buf h = {0};
	int nth = 1;
	for (int j = 0; j < i; j++)
		nth += strcmp(c->col[j].header, k->header) == 0;
	cl_buf_str(&h, k->header);
	if (nth > 1)
		cl_buf_printf(&h, "#%d", nth);
	cl_csv_cell(cl_buf_cstr(&h), b);
	cl_buf_free(&h);
	cl_buf_char(b, ',');
	cl_buf_str(b, k->ignored              ? ignore_words[1]
		      : k->field == CL_F_NONE ? extra_words[1]
					      : cl_fields[k->field].label);
	cl_buf_str(b, k->proof.either == 0    ? ","
		      : k->order == CL_DO_DMY ? ",dmy"
		      : k->order == CL_DO_MDY ? ",mdy"
					      : ",");
	cl_buf_str(b, "\r\n");
}

int cl_mapping_save(
	struct cl_run *run, const char *path, const struct cl_columns *c, struct cl_err *err)
{
	struct cl_buf b = {0};
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	(void)run;
	if (fd < 0)
		return cl_fail_errno(err, errno == EEXIST ? CL_E_EXISTS : CL_E_IO,
			_("the mapping %s cannot be written"), path);
	cl_buf_str(&b, "\xef\xbb\xbf列名,字段,日期顺序\r\n");
	for (int i = 0; i < c->n; i++)
		if (*c->col[i].header != '\0')
			write_one(c, i, &b);
	int rc = cl_write_all(fd, b.p, b.n, err);
	if (rc == 0 && fsync(fd) != 0 && errno != EINVAL)
		rc = cl_fail_errno(err, CL_E_IO, _("the mapping %s cannot be written"), path);
	close(fd);
	if (rc != 0)
		unlink(path);
	cl_buf_free(&b);
	return rc;
}
