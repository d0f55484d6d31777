/* .xlsx: the package around the sheets (ECMA-376, transitional and strict): workbook,
 * relationships, styles, shared strings. */
#include "base/flat.h"
#include "rec/xlsx.h"
#include <expat.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

#define bad(x, err, ...)                                                                           \
	cl_fail_at(err, &(struct cl_pos){.file = (x)->b->file}, CL_E_SHEET, __VA_ARGS__)

/* ---- relationships ---- */

struct rels {
	struct cl_xlsx *x;
	struct rel {
		const char *id, *type, *target; /* target: the part's name, or NULL: outside */
	} * rel;
	int n, cap;
	const char *base; /* folder of the part they belong to, "" or "xl/" */
	struct cl_err *err;
};

/* The part a target names, from its base: absolute or with ./ and ../ ; NULL: it leaves the
 * package. */
static const char *resolve(struct cl_arena *a, const char *base, const char *target)
{
	char *out = cl_sprintf(a, "%s%s", *target == '/' ? "" : base, target), *to = out;
	for (char *p = out; *p != '\0';) {
		size_t n = strcspn(p, "/");
		if (n == 2 && memcmp(p, "..", 2) == 0) {
			if (to == out)
				return NULL;
			for (to--; to > out && to[-1] != '/';)
				to--;
		} else if (n > 0 && !(n == 1 && *p == '.')) {
			memmove(to, p, n);
			to += n;
			if (p[n] == '/')
				*to++ = '/';
		}
		p += n + (p[n] == '/');
	}
	*to = '\0';
	return out;
}

static int enter_rel(void *data, int state, const char **attr)
{
	struct rels *r = data;
	struct cl_arena *a = &r->x->b->arena;
	const char *id = cl_xml_attr(attr, "Id"), *type = cl_xml_attr(attr, "Type"),
		   *target = cl_xml_attr(attr, "Target"), *mode = cl_xml_attr(attr, "TargetMode");
	if (state != 2 || id == NULL || type == NULL || target == NULL)
		return 0;
	if (r->n == r->cap) {
		r->cap = r->cap > 0 ? 2 * r->cap : 16;
		r->rel = cl_xrealloc(r->rel, sizeof *r->rel * (size_t)r->cap);
	}
	int outside = mode != NULL && strcmp(mode, "External") == 0;
	const char *slash = strrchr(type, '/');
	r->rel[r->n++] =
		(struct rel){cl_strdup(a, id), cl_strdup(a, slash != NULL ? slash + 1 : type),
			outside ? NULL : resolve(a, r->base, target)};
	return 0;
}

static int read_rels(
	struct cl_xlsx *x, const char *part, const char *base, struct rels *r, struct cl_err *err)
{
	static const struct cl_xml_step steps[] = {
		{0, "Relationships", 1}, {1, "Relationship", 2}, {0, NULL, 0}};
	*r = (struct rels){.x = x, .base = base, .err = err};
	struct cl_xml_walk w = {.steps = steps, .enter = enter_rel, .data = r};
	return cl_xml_part(x->z, part, &w, err);
}

static const struct rel *rel_by_type(const struct rels *r, const char *type)
{
	for (int i = 0; i < r->n; i++)
		if (strcmp(r->rel[i].type, type) == 0)
			return &r->rel[i];
	return NULL;
}

static const struct rel *rel_by_id(const struct rels *r, const char *id)
{
	for (int i = 0; i < r->n; i++)
		if (strcmp(r->rel[i].id, id) == 0)
			return &r->rel[i];
	return NULL;
}

/* ---- the workbook part ---- */

struct workbook {
	struct cl_xlsx *x;
	struct cl_err *err;
	int cap;
};

static int enter_workbook(void *data, int state, const char **attr)
{
	struct workbook *w = data;
	struct cl_book *b = w->x->b;
	if (state == 2)
		w->x->date1904 = cl_xml_true(cl_xml_attr(attr, "date1904"));
	if (state == 5)
		w->x->full_calc = cl_xml_true(cl_xml_attr(attr, "fullCalcOnLoad"));
	if (state != 4)
		return 0;
	const char *name = cl_xml_attr(attr, "name"), *how = cl_xml_attr(attr, "state"),
		   *id = cl_xml_rel_attr(attr, "id");
	if (name == NULL || id == NULL || *name == '\0')
		return bad(w->x, w->err, _("the list of sheets is damaged"));
	if (b->nsheet == w->cap) {
		w->cap = w->cap > 0 ? 2 * w->cap : 16;
		b->sheet = cl_xrealloc(b->sheet, sizeof *b->sheet * (size_t)w->cap);
		w->x->id = cl_xrealloc(w->x->id, sizeof *w->x->id * (size_t)w->cap);
	}
	if (b->nsheet == 1000)
		return bad(w->x, w->err, _("more than 1000 sheets"));
	b->sheet[b->nsheet] = (struct cl_sheet){
		.name = cl_strdup(&b->arena, name),
		.hidden = how != NULL && strcmp(how, "visible") != 0,
	};
	w->x->id[b->nsheet++] = cl_strdup(&b->arena, id);
	return 0;
}

static int read_workbook(struct cl_xlsx *x, const char *part, struct cl_err *err)
{
	static const struct cl_xml_step steps[] = {{0, "workbook", 1}, {1, "workbookPr", 2},
		{1, "sheets", 3}, {3, "sheet", 4}, {1, "calcPr", 5}, {0, NULL, 0}};
	struct workbook w = {x, err, 0};
	struct cl_xml_walk walk = {.steps = steps, .enter = enter_workbook, .data = &w};
	if (cl_xml_part(x->z, part, &walk, err) != 0)
		return -1;
	return x->b->nsheet > 0 ? 0 : bad(x, err, _("the workbook lists no sheet"));
}

/* ---- styles: cellXfs -> number format ---- */

struct styles {
	struct cl_xlsx *x;
	struct cl_err *err;
	struct own {
		unsigned id;
		struct cl_numfmt f;
	} * own;
	int n, cap;
};

static struct cl_numfmt format_of(const struct styles *s, unsigned id)
{
	for (int i = s->n - 1; i >= 0; i--)
		if (s->own[i].id == id)
			return s->own[i].f;
	return cl_numfmt_builtin(id);
}

static int enter_styles(void *data, int state, const char **attr)
{
	struct styles *s = data;
	struct cl_xlsx *x = s->x;
	const char *id = cl_xml_attr(attr, "numFmtId"), *code = cl_xml_attr(attr, "formatCode");
	if (state == 3 && id != NULL && code != NULL) {
		if (s->n == s->cap) {
			s->cap = s->cap > 0 ? 2 * s->cap : 16;
			s->own = cl_xrealloc(s->own, sizeof *s->own * (size_t)s->cap);
		}
		if (s->n == 5000)
			return bad(x, s->err, _("more than 5000 number formats"));
		s->own[s->n++] =
			(struct own){(unsigned)strtoul(id, NULL, 10), cl_numfmt_parse(code)};
	}
	if (state == 5) {
		if ((x->nxf & (x->nxf - 1)) == 0)
			x->xf = cl_xrealloc(
				x->xf, sizeof *x->xf * (x->nxf > 0 ? 2 * (size_t)x->nxf : 1));
		if (x->nxf == 100000)
			return bad(x, s->err, _("more than 100000 cell formats"));
		x->xf[x->nxf++] = format_of(s, id != NULL ? (unsigned)strtoul(id, NULL, 10) : 0);
	}
	return 0;
}

static int read_styles(struct cl_xlsx *x, const char *part, struct cl_err *err)
{
	static const struct cl_xml_step steps[] = {{0, "styleSheet", 1}, {1, "numFmts", 2},
		{2, "numFmt", 3}, {1, "cellXfs", 4}, {4, "xf", 5}, {0, NULL, 0}};
	struct styles s = {.x = x, .err = err};
	struct cl_xml_walk w = {.steps = steps, .enter = enter_styles, .data = &s};
	int rc = cl_xml_part(x->z, part, &w, err);
	free(s.own);
	return rc;
}

/* ---- shared strings; phonetic runs (rPh) are no step and so passed over ---- */

enum { SST = 1, SI, SI_T, SI_R, SI_R_T };

struct shared {
	struct cl_xlsx *x;
	struct cl_err *err;
	struct cl_buf raw, json;
};

static int text_shared(void *data, int state, const char *s, size_t n)
{
	struct shared *sh = data;
	if (state != SI_T && state != SI_R_T)
		return 0;
	if (sh->raw.n + n > CL_CELL_MAX)
		return bad(sh->x, sh->err, _("a cell of more than 256 KiB"));
	cl_buf_add(&sh->raw, s, n);
	return 0;
}

static int leave_shared(void *data, int state)
{
	struct shared *sh = data;
	if (state != SI)
		return 0;
	size_t n = sh->raw.n > 0 ? cl_book_unescape(sh->raw.p, sh->raw.n) : 0;
	cl_buf_reset(&sh->json);
	cl_json_text(cl_buf_cstr(&sh->raw), n, &sh->json);
	cl_buf_reset(&sh->raw);
	if (cl_zip_items(sh->x->z, cl_strings_count(sh->x->strings), sh->err) != 0)
		return -1;
	return cl_strings_add(sh->x->strings, cl_buf_cstr(&sh->json), sh->json.n, sh->err);
}

static int read_strings(struct cl_xlsx *x, const char *part, struct cl_err *err)
{
	static const struct cl_xml_step steps[] = {{0, "sst", SST}, {SST, "si", SI},
		{SI, "t", SI_T}, {SI, "r", SI_R}, {SI_R, "t", SI_R_T}, {0, NULL, 0}};
	struct shared sh = {.x = x, .err = err};
	struct cl_xml_walk w = {
		.steps = steps, .leave = leave_shared, .text = text_shared, .data = &sh};
	int rc = cl_xml_part(x->z, part, &w, err);
	if (rc == 0)
		rc = cl_strings_done(x->strings, err);
	cl_buf_free(&sh.raw);
	cl_buf_free(&sh.json);
	return rc;
}

/* ---- a package that is no .xlsx ---- */

static int other_kind(struct cl_xlsx *x, struct cl_err *err)
{
	struct cl_pos pos = {.file = x->b->file};
	char mime[80] = "";
	struct cl_err quiet = {0};
	if (cl_zip_has(x->z, "mimetype") && cl_zip_part(x->z, "mimetype", &quiet) == 0 &&
		cl_zip_read(x->z, mime, sizeof mime - 1, &quiet) < 0)
		*mime = '\0';
	if (strstr(mime, "opendocument.spreadsheet") != NULL)
		return cl_fail_at(err, &pos, CL_E_KIND,
			_("this is an OpenDocument spreadsheet (.ods): open it in LibreOffice, "
			  "Excel or WPS"));
	if (strstr(mime, "opendocument") != NULL || cl_zip_has(x->z, "word/document.xml"))
		return cl_fail_at(err, &pos, CL_E_KIND,
			_("this is a text document (.docx, .odt): copy its table into a "
			  "workbook"));
	if (cl_zip_has(x->z, "xl/workbook.bin"))
		return cl_fail_at(err, &pos, CL_E_KIND,
			_("this is a binary workbook (.xlsb): open it in Excel"));
	if (cl_zip_has_under(x->z, "ppt/"))
		return cl_fail_at(err, &pos, CL_E_KIND,
			_("this is a presentation (.pptx): copy its table into a workbook"));
	if (cl_zip_has_under(x->z, "xl/"))
		return cl_fail_at(err, &pos, CL_E_SHEET,
			_("the workbook lacks the parts that lead to its sheets"));
	return cl_fail_at(err, &pos, CL_E_KIND,
		_("this is a zip archive and no workbook: unpack it and name the table inside"));
}

static int read_package(struct cl_xlsx *x, const char *wanted, struct cl_err *err)
{
	struct rels top = {0}, inner = {0};
	const struct rel *r;
	int rc = -1;
	if (!cl_zip_has(x->z, "_rels/.rels") || cl_zip_has(x->z, "xl/workbook.bin") ||
		cl_zip_has(x->z, "mimetype") || cl_zip_has(x->z, "word/document.xml") ||
		cl_zip_has_under(x->z, "ppt/"))
		return other_kind(x, err);
	if (read_rels(x, "_rels/.rels", "", &top, err) != 0)
		goto out;
	r = rel_by_type(&top, "officeDocument");
	if (r == NULL || r->target == NULL) {
		other_kind(x, err);
		goto out;
	}
	const char *part = r->target, *slash = strrchr(part, '/');
	int n = slash != NULL ? (int)(slash + 1 - part) : 0;
	const char *base = cl_sprintf(&x->b->arena, "%.*s", n, part);
	if (read_rels(x, cl_sprintf(&x->b->arena, "%s_rels/%s.rels", base, part + n), base, &inner,
		    err) != 0 ||
		read_workbook(x, part, err) != 0)
		goto out;
	for (int i = 0; i < x->b->nsheet; i++) {
		r = rel_by_id(&inner, x->id[i]);
		if (r == NULL || r->target == NULL) {
			bad(x, err, _("sheet %s leads to nothing in this workbook"),
				x->b->sheet[i].name);
			goto out;
		}
		x->id[i] = r->target; /* from here on: its part */
		x->b->sheet[i].unknown = strcmp(r->type, "worksheet") != 0;
	}
	if (cl_book_choose(x->b, wanted, err) != 0)
		goto out;
	if ((r = rel_by_type(&inner, "styles")) != NULL && r->target != NULL &&
		read_styles(x, r->target, err) != 0)
		goto out;
	if ((r = rel_by_type(&inner, "sharedStrings")) != NULL && r->target != NULL &&
		read_strings(x, r->target, err) != 0)
		goto out;
	rc = 0;
out:
	free(top.rel);
	free(inner.rel);
	return rc;
}

int cl_xlsx_read(struct cl_book *b, const char *wanted, struct cl_err *err)
{
	struct cl_xlsx x = {.b = b};
	int rc = cl_zip_open(&x.z, cl_input_fd(b->in), b->file, err);
	x.strings = cl_strings_new(b->strings_fd);
	if (rc == 0)
		rc = read_package(&x, wanted, err);
	for (int i = 0; rc == 0 && i < b->nsheet; i++)
		if (b->sheet[i].read)
			rc = cl_xlsx_rows(&x, &b->sheet[i], x.id[i], err);
	b->stale = x.full_calc && x.formulas;
	cl_strings_free(x.strings);
	cl_zip_close(x.z);
	free(x.xf);
	free(x.id);
	return rc;
}

const char *cl_book_libraries(struct cl_arena *a)
{
	XML_Expat_Version v = XML_ExpatVersionInfo();
	return cl_sprintf(
		a, "libzip %s, expat %d.%d.%d", zip_libzip_version(), v.major, v.minor, v.micro);
}
