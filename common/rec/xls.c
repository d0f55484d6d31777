/* .xls: what kind of compound file it is, and the part of a BIFF8 workbook that stands before its
 * sheets: their list, formats, shared strings. */
#include "base/flat.h"
#include "rec/ole.h"
#include "rec/xls.h"
#include <stdlib.h>
#include <string.h>

#define STREAM_MAX ((size_t)256 << 20)

enum { DATEMODE = 0x22, FILEPASS = 0x2f, BOUNDSHEET = 0x85, XF = 0xe0, SST = 0xfc, FORMAT = 0x41e };

#define bad(x, err, ...)                                                                           \
	cl_fail_at(err, &(struct cl_pos){.file = (x)->b->file}, CL_E_SHEET, __VA_ARGS__)

static int damaged(struct cl_xls *x, struct cl_err *err)
{
	return bad(x, err, _("the workbook (.xls) is damaged or was not copied whole"));
}

static int refuse_kind(struct cl_book *b, const struct cl_ole *o, struct cl_err *err)
{
	struct cl_pos pos = {.file = b->file};
	if (cl_ole_has(o, "EncryptedPackage") || cl_ole_has(o, "EncryptionInfo"))
		return cl_fail_at(err, &pos, CL_E_KIND,
			_("the workbook is protected by a password: open it with the password and "
			  "save it without one"));
	if (cl_ole_has(o, "WordDocument"))
		return cl_fail_at(err, &pos, CL_E_KIND,
			_("this is a text document (.doc): copy its table into a workbook"));
	if (cl_ole_has(o, "PowerPoint Document"))
		return cl_fail_at(err, &pos, CL_E_KIND,
			_("this is a presentation (.ppt): copy its table into a workbook"));
	if (cl_ole_has(o, "Workbook"))
		return 0;
	if (cl_ole_has(o, "Book"))
		return cl_fail_at(
			err, &pos, CL_E_KIND, _("this is a workbook of Excel 95 or older"));
	return cl_fail_at(err, &pos, CL_E_KIND,
		_("this is a file of WPS (.et) or another program and no .xls: open it in WPS"));
}

/* ---- before the sheets ---- */

static int add_sheet(struct cl_xls *x, struct cl_err *err)
{
	struct cl_book *b = x->b;
	const unsigned char *p = x->in.body;
	struct cl_buf name = {0};
	uint32_t start;
	if (x->in.len < 8 || b->nsheet == 1000)
		return damaged(x, err);
	start = cl_biff_u32(p);
	struct cl_sheet s = {.hidden = (p[4] & 3) != 0, .unknown = p[5] != 0};
	if (cl_biff_text(&x->in, 6, 0, &name) != 0 || name.n == 0) {
		cl_buf_free(&name);
		return damaged(x, err);
	}
	s.name = cl_strdup(&b->arena, name.p);
	cl_buf_free(&name);
	b->sheet = cl_xrealloc(b->sheet, sizeof *b->sheet * ((size_t)b->nsheet + 1));
	x->start = cl_xrealloc(x->start, sizeof *x->start * ((size_t)b->nsheet + 1));
	x->start[b->nsheet] = start;
	b->sheet[b->nsheet++] = s;
	return 0;
}

static int add_format(struct cl_xls *x, struct cl_err *err)
{
	struct cl_buf code = {0};
	if (x->in.len < 5 || x->nformat == 5000)
		return damaged(x, err);
	unsigned id = cl_biff_u16(x->in.body);
	int rc = cl_biff_text(&x->in, 2, 1, &code);
	if (rc == 0) {
		x->format = cl_xrealloc(x->format, sizeof *x->format * (x->nformat + 1));
		x->format[x->nformat++] =
			(struct own_format){id, cl_numfmt_parse(cl_buf_cstr(&code))};
	}
	cl_buf_free(&code);
	return rc == 0 ? 0 : damaged(x, err);
}

static int add_xf(struct cl_xls *x, struct cl_err *err)
{
	if (x->in.len < 4 || x->nxf == 100000)
		return damaged(x, err);
	unsigned id = cl_biff_u16(x->in.body + 2);
	struct cl_numfmt f = cl_numfmt_builtin(id);
	for (unsigned i = 0; i < x->nformat; i++)
		if (x->format[i].id == id)
			f = x->format[i].f;
	if ((x->nxf & (x->nxf - 1)) == 0)
		x->xf = cl_xrealloc(x->xf, sizeof *x->xf * (x->nxf > 0 ? 2 * (size_t)x->nxf : 1));
	x->xf[x->nxf++] = f;
	return 0;
}

struct shared {
	struct cl_strings *to;
	struct cl_buf json;
	struct cl_err *err;
};

static int add_string(void *data, struct cl_buf *s)
{
	struct shared *sh = data;
	cl_buf_reset(&sh->json);
	cl_json_text(cl_buf_cstr(s), s->n, &sh->json);
	return cl_strings_add(sh->to, cl_buf_cstr(&sh->json), sh->json.n, sh->err);
}

static int add_strings(struct cl_xls *x, struct cl_err *err)
{
	struct shared sh = {.to = x->strings, .err = err};
	int rc = cl_biff_strings(&x->in, add_string, &sh);
	cl_buf_free(&sh.json);
	return rc == 0 ? 0 : err->code != CL_OK ? -1 : damaged(x, err);
}

static int global(struct cl_xls *x, struct cl_err *err)
{
	switch (x->in.type) {
	case CL_BIFF_BOF:
		x->old = x->in.len < 2 || cl_biff_u16(x->in.body) != 0x600;
		return 0;
	case DATEMODE:
		x->date1904 = x->in.len >= 2 && cl_biff_u16(x->in.body) == 1;
		return 0;
	case BOUNDSHEET:
		return add_sheet(x, err);
	case FORMAT:
		return add_format(x, err);
	case XF:
		return add_xf(x, err);
	case SST:
		return add_strings(x, err);
	default:
		return 0;
	}
}

static int read_globals(struct cl_xls *x, struct cl_err *err)
{
	struct cl_pos pos = {.file = x->b->file};
	int ended = 0;
	if (!cl_biff_next(&x->in) || x->in.type != CL_BIFF_BOF)
		return damaged(x, err);
	do {
		if (x->in.type == FILEPASS)
			return cl_fail_at(err, &pos, CL_E_KIND,
				_("the workbook is protected by a password: open it with the "
				  "password and save it without one"));
		if (global(x, err) != 0)
			return -1;
		if (x->old)
			return cl_fail_at(
				err, &pos, CL_E_KIND, _("this is a workbook of Excel 95 or older"));
		ended = x->in.type == CL_BIFF_EOF;
	} while (!ended && cl_biff_next(&x->in));
	return ended && x->b->nsheet > 0 ? cl_strings_done(x->strings, err) : damaged(x, err);
}

static int read_stream(struct cl_book *b, struct cl_buf *stream, struct cl_err *err)
{
	struct cl_ole *o;
	if (cl_ole_open(&o, cl_input_fd(b->in), b->file, err) != 0)
		return -1;
	int rc = refuse_kind(b, o, err);
	if (rc == 0)
		rc = cl_ole_read(o, "Workbook", STREAM_MAX, stream, err);
	cl_ole_close(o);
	return rc;
}

int cl_xls_read(struct cl_book *b, const char *wanted, struct cl_err *err)
{
	struct cl_buf stream = {0};
	struct cl_xls x = {.b = b, .strings = cl_strings_new(b->strings_fd)};
	int rc = read_stream(b, &stream, err);
	x.in.p = (const unsigned char *)cl_buf_cstr(&stream);
	x.in.n = stream.n;
	if (rc == 0)
		rc = read_globals(&x, err);
	if (rc == 0)
		rc = cl_book_choose(b, wanted, err);
	for (int i = 0; rc == 0 && i < b->nsheet; i++)
		if (b->sheet[i].read)
			rc = cl_xls_rows(&x, &b->sheet[i], x.start[i], err);
	free(x.start);
	free(x.format);
	free(x.xf);
	cl_strings_free(x.strings);
	cl_buf_free(&stream);
	return rc;
}
