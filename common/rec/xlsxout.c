/* The library does not look whether its temporary files could be written (1.1): a full disk would
 * give a workbook that opens and lacks rows. So the finished file is read back and its rows
 * counted. */
#include "rec/xlsxout.h"
#include "base/utf8.h"
#include <stdlib.h>
#include <string.h>
#ifdef HAVE_XLSXWRITER
#include "base/arena.h"
#include "base/buf.h"
#include "base/interrupt.h"
#include "rec/writer.h"
#include "rec/xmlpart.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>
#include <xlsxwriter.h>
#if defined __SANITIZE_ADDRESS__
#include <sanitizer/lsan_interface.h>
#else
#define __lsan_disable()
#define __lsan_enable()
#endif

#define SHEETS 8
#define A4 9
#define BLOCK ((size_t)256 << 10)

struct cl_xlsx {
	struct cl_arena a;
	char *path; /* the temporary file; NULL once it is gone */
	int fd;
	lxw_workbook *book;
	lxw_format *look[CL_LOOKS];
	lxw_worksheet *sheet[SHEETS];
	long last[SHEETS], rows[SHEETS]; /* the last row that holds anything; how many do */
	int n;
};

static int failed(struct cl_err *err, lxw_error e)
{
	switch (e) {
	case LXW_NO_ERROR:
		return 0;
	case LXW_ERROR_MAX_STRING_LENGTH_EXCEEDED:
		return cl_fail(err, CL_E_USAGE,
			_("a cell of a workbook holds 32767 characters at most; take csv instead"));
	case LXW_ERROR_WORKSHEET_INDEX_OUT_OF_RANGE:
		return cl_fail(err, CL_E_USAGE,
			_("a sheet holds %ld rows at most; take csv instead"), CL_BOOK_ROWS);
	case LXW_ERROR_CREATING_XLSX_FILE:
	case LXW_ERROR_CREATING_TMPFILE:
	case LXW_ERROR_READING_TMPFILE:
	case LXW_ERROR_ZIP_FILE_OPERATION:
	case LXW_ERROR_ZIP_FILE_ADD:
	case LXW_ERROR_ZIP_CLOSE:
		return cl_fail_errno(err, CL_E_IO,
			_("the workbook cannot be put together in the folder for temporary files"));
	default:
		return cl_fail(err, CL_E_IO, _("the workbook cannot be put together: %s"),
			lxw_strerror(e));
	}
}

static void looks(struct cl_xlsx *x)
{
	for (int i = 0; i < CL_LOOKS; i++) {
		lxw_format *f = x->look[i] = workbook_add_format(x->book);
		format_set_num_format_index(f, 49); /* text */
		format_set_align(f, LXW_ALIGN_VERTICAL_TOP);
	}
	format_set_text_wrap(x->look[CL_LOOK_WRAP]);
	for (int i = CL_LOOK_HEAD; i <= CL_LOOK_MUST; i++) {
		format_set_bold(x->look[i]);
		format_set_bg_color(x->look[i], 0xE7ECF3);
		format_set_border(x->look[i], LXW_BORDER_THIN);
	}
	format_set_font_color(x->look[CL_LOOK_MUST], 0xC00000);
	format_set_bg_color(x->look[CL_LOOK_BAD], 0xFFC7CE);
	format_set_font_color(x->look[CL_LOOK_BAD], 0x9C0006);
	format_set_font_color(x->look[CL_LOOK_EXAMPLE], 0x7F7F7F);
	format_set_italic(x->look[CL_LOOK_EXAMPLE]);
	format_set_bold(x->look[CL_LOOK_TITLE]);
	format_set_font_size(x->look[CL_LOOK_TITLE], 14);
}

int cl_xlsxout_open(struct cl_xlsx **out, const char *title, int32_t day, struct cl_err *err)
{
	struct cl_xlsx *x = cl_xmalloc(sizeof *x);
	const char *dir = secure_getenv("TMPDIR");
	memset(x, 0, sizeof *x);
	dir = dir != NULL && *dir != '\0' ? dir : "/tmp";
	x->path = cl_sprintf(&x->a, "%s/cl-XXXXXX", dir);
	x->fd = mkostemp(x->path, O_CLOEXEC);
	if (x->fd < 0) {
		cl_fail_errno(err, CL_E_IO, _("no temporary file in %s"), x->path);
		x->path = NULL;
		cl_xlsxout_drop(x);
		*out = NULL;
		return -1;
	}
	cl_interrupt_tmp(x->path);
	lxw_workbook_options o = {.constant_memory = LXW_TRUE,
		.tmpdir = cl_strdup(&x->a, dir),
		.use_zip64 = LXW_FALSE};
	lxw_doc_properties p = {.title = cl_strdup(&x->a, title), .created = (time_t)day * 86400};
	x->book = workbook_new_opt(x->path, &o);
	if (x->book == NULL) {
		cl_xlsxout_drop(x);
		*out = NULL;
		return cl_fail(err, CL_E_MEMORY, "%s", cl_code_says(CL_E_MEMORY));
	}
	workbook_set_properties(x->book, &p);
	looks(x);
	*out = x;
	return 0;
}

int cl_xlsxout_property(struct cl_xlsx *x, const char *name, const char *value, struct cl_err *err)
{
	return failed(err, workbook_set_custom_property_string(x->book, name, value));
}

int cl_xlsxout_sheet(struct cl_xlsx *x, const char *name, struct cl_err *err)
{
	errno = 0;
	lxw_worksheet *s = x->n < SHEETS ? workbook_add_worksheet(x->book, name) : NULL;
	if (s == NULL)
		return failed(err, LXW_ERROR_CREATING_TMPFILE);
	worksheet_ignore_errors(s, LXW_IGNORE_NUMBER_STORED_AS_TEXT, "A1:XFD1048576");
	worksheet_set_landscape(s);
	worksheet_set_paper(s, A4);
	worksheet_fit_to_pages(s, 1, 0);
	x->sheet[x->n++] = s;
	return 0;
}

/* _x0041_ written by a person would come back as A (ECMA-376 22.9.2.19); the library escapes
 * control characters only. */
static const char *escaped(const char *s, struct cl_buf *b)
{
	if (strstr(s, "_x") == NULL)
		return s;
	for (; *s != '\0'; s++)
		if (*s == '_' && s[1] == 'x' && strspn(s + 2, "0123456789ABCDEFabcdef") >= 4 &&
			s[6] == '_')
			cl_buf_str(b, "_x005F_");
		else
			cl_buf_char(b, *s);
	return cl_buf_cstr(b);
}

int cl_xlsxout_cell(struct cl_xlsx *x, long row, int col, const char *text, enum cl_look look,
	struct cl_err *err)
{
	int now = x->n - 1;
	if (row > CL_BOOK_ROWS)
		return failed(err, LXW_ERROR_WORKSHEET_INDEX_OUT_OF_RANGE);
	if (row != x->last[now]) {
		x->last[now] = row;
		x->rows[now]++;
	}
	lxw_row_t r = (lxw_row_t)(row - 1);
	lxw_col_t c = (lxw_col_t)(col - 1);
	errno = 0;
	if (text == NULL || *text == '\0')
		return failed(err, worksheet_write_blank(x->sheet[now], r, c, x->look[look]));
	struct cl_buf b = {0};
	lxw_error e = worksheet_write_string(x->sheet[now], r, c, escaped(text, &b), x->look[look]);
	cl_buf_free(&b);
	return failed(err, e);
}

int cl_xlsxout_comment(struct cl_xlsx *x, long row, int col, const char *text, struct cl_err *err)
{
	size_t n = strlen(text);
	uint16_t height = (uint16_t)(n < 900 ? 40 + n / 3 : 340);
	lxw_comment_options o = {
		.author = cl_strdup(&x->a, "creditlist"), .width = 280, .height = height};
	return failed(err, worksheet_write_comment_opt(x->sheet[x->n - 1], (lxw_row_t)(row - 1),
				   (lxw_col_t)(col - 1), text, &o));
}

void cl_xlsxout_column(struct cl_xlsx *x, int col, double width)
{
	lxw_col_t c = (lxw_col_t)(col - 1);
	worksheet_set_column(x->sheet[x->n - 1], c, c, width, x->look[CL_LOOK_TEXT]);
}

void cl_xlsxout_freeze(struct cl_xlsx *x, long rows, int columns)
{
	worksheet_freeze_panes(x->sheet[x->n - 1], (lxw_row_t)rows, (lxw_col_t)columns);
}

/* The first n characters. */
static char *cut(struct cl_xlsx *x, const char *s, int n)
{
	const char *p = s;
	uint32_t cp;
	for (; *p != '\0' && n > 0; n--)
		p += cl_utf8_get(p, &cp);
	return cl_strndup(&x->a, s, (size_t)(p - s));
}

int cl_xlsxout_fill(
	struct cl_xlsx *x, long row, int col, const struct cl_xlsx_fill *fill, struct cl_err *err)
{
	char letter[2] = {(char)('A' + fill->from - 1), '\0'};
	lxw_data_validation v = {.validate = LXW_VALIDATION_TYPE_ANY,
		.ignore_blank = LXW_VALIDATION_ON,
		.show_input = LXW_VALIDATION_ON,
		.input_title = cut(x, fill->title, 32),
		.input_message = cut(x, fill->hint, 255)};
	if (fill->n > 0) {
		v.validate = LXW_VALIDATION_TYPE_LIST_FORMULA;
		v.value_formula = cl_sprintf(
			&x->a, "='%s'!$%s$1:$%s$%d", CL_BOOK_CHOICES, letter, letter, fill->n);
		v.dropdown = LXW_VALIDATION_ON;
		v.show_error = LXW_VALIDATION_ON;
		v.error_type = fill->strict ? LXW_VALIDATION_ERROR_TYPE_STOP
					    : LXW_VALIDATION_ERROR_TYPE_INFORMATION;
	}
	__lsan_disable(); /* the library (1.1) copies the formula twice and frees one */
	lxw_error e = worksheet_data_validation_range(x->sheet[x->n - 1], (lxw_row_t)(row - 1),
		(lxw_col_t)(col - 1), (lxw_row_t)(CL_BOOK_ROWS - 1), (lxw_col_t)(col - 1), &v);
	__lsan_enable();
	return failed(err, e);
}

void cl_xlsxout_hide(struct cl_xlsx *x)
{
	worksheet_hide(x->sheet[x->n - 1]);
}

/* ---- reading back ---- */

enum { ROOT = 1, DATA, ROW };
static const struct cl_xml_step steps[] = {
	{0, "worksheet", ROOT}, {ROOT, "sheetData", DATA}, {DATA, "row", ROW}, {0, NULL, 0}};

static int count_row(void *data, int state, const char **attr)
{
	long *rows = data;
	(void)attr;
	*rows += state == ROW;
	return 0;
}

/* Every part whole, every sheet with all its rows. */
static int sound(struct cl_xlsx *x, struct cl_err *err)
{
	struct cl_zip *z = NULL;
	struct cl_err inner = {0};
	const char *part;
	int rc = cl_zip_open(&z, x->fd, "xlsx", &inner);
	for (size_t i = 0; rc == 0 && (part = cl_zip_name(z, i)) != NULL; i++) {
		long rows = 0;
		int k, is_sheet = sscanf(part, "xl/worksheets/sheet%d.xml", &k) == 1;
		struct cl_xml_walk walk = {
			.steps = is_sheet ? steps : NULL, .enter = count_row, .data = &rows};
		rc = cl_xml_part(z, part, &walk, &inner);
		if (rc == 0 && is_sheet)
			rc = k < 1 || k > x->n || rows != x->rows[k - 1] ? -1 : 0;
	}
	cl_zip_close(z);
	return rc == 0 ? 0
		       : cl_fail(err, CL_E_IO,
				 _("the workbook is not whole: is the folder for temporary files "
				   "(TMPDIR) full?"));
}

static int deliver(struct cl_xlsx *x, int fd, struct cl_err *err)
{
	char *block = cl_xmalloc(BLOCK);
	off_t at = 0;
	ssize_t n;
	int rc = 0;
	while (rc == 0 && (n = pread(x->fd, block, BLOCK, at)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		rc = n < 0 ? cl_fail_errno(err, CL_E_IO, _("the temporary file cannot be read"))
			   : cl_write_all(fd, block, (size_t)n, err);
		at += n;
	}
	free(block);
	return rc;
}

/* The file lives on by its descriptor alone: a closed pipe may end us from now on. */
static void forget(struct cl_xlsx *x)
{
	if (x->path == NULL)
		return;
	unlink(x->path);
	cl_interrupt_forget(x->path);
	x->path = NULL;
}

int cl_xlsxout_close(struct cl_xlsx *x, int fd, struct cl_err *err)
{
	errno = 0;
	lxw_error e = workbook_close(x->book); /* frees it in any case */
	x->book = NULL;
	forget(x);
	int rc = failed(err, e) != 0 || sound(x, err) != 0 ? -1 : deliver(x, fd, err);
	cl_xlsxout_drop(x);
	return rc;
}

void cl_xlsxout_drop(struct cl_xlsx *x)
{
	if (x == NULL)
		return;
	if (x->book != NULL)
		lxw_workbook_free(x->book);
	if (x->fd >= 0)
		close(x->fd);
	forget(x);
	cl_arena_free(&x->a);
	free(x);
}

#else /* built without libxlsxwriter */

int cl_xlsxout_open(struct cl_xlsx **x, const char *title, int32_t day, struct cl_err *err)
{
	(void)title, (void)day;
	*x = NULL;
	return cl_fail(err, CL_E_USAGE,
		_("this program was built without libxlsxwriter and writes no workbooks; take csv "
		  "instead"));
}
int cl_xlsxout_property(struct cl_xlsx *x, const char *name, const char *value, struct cl_err *err)
{
	(void)x, (void)name, (void)value, (void)err;
	return -1;
}
int cl_xlsxout_sheet(struct cl_xlsx *x, const char *name, struct cl_err *err)
{
	(void)x, (void)name, (void)err;
	return -1;
}
int cl_xlsxout_cell(struct cl_xlsx *x, long row, int col, const char *text, enum cl_look look,
	struct cl_err *err)
{
	(void)x, (void)row, (void)col, (void)text, (void)look, (void)err;
	return -1;
}
int cl_xlsxout_comment(struct cl_xlsx *x, long row, int col, const char *text, struct cl_err *err)
{
	(void)x, (void)row, (void)col, (void)text, (void)err;
	return -1;
}
void cl_xlsxout_column(struct cl_xlsx *x, int col, double width)
{
	(void)x, (void)col, (void)width;
}
void cl_xlsxout_freeze(struct cl_xlsx *x, long rows, int columns)
{
	(void)x, (void)rows, (void)columns;
}
int cl_xlsxout_fill(
	struct cl_xlsx *x, long row, int col, const struct cl_xlsx_fill *fill, struct cl_err *err)
{
	(void)x, (void)row, (void)col, (void)fill, (void)err;
	return -1;
}
void cl_xlsxout_hide(struct cl_xlsx *x)
{
	(void)x;
}
int cl_xlsxout_close(struct cl_xlsx *x, int fd, struct cl_err *err)
{
	(void)x, (void)fd, (void)err;
	return -1;
}
void cl_xlsxout_drop(struct cl_xlsx *x)
{
	(void)x;
}
#endif
