#include "rec/document.h"
#include "rec/writer.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

void cl_document_add(struct cl_document *d, enum cl_para_style style, const char *text)
{
	if (d->n == d->cap) {
		d->cap = d->cap > 0 ? 2 * d->cap : 32;
		d->para = cl_xrealloc(d->para, sizeof *d->para * (size_t)d->cap);
	}
	d->para[d->n++] = (struct cl_para){style, text};
}

void cl_document_free(struct cl_document *d)
{
	free(d->para);
	*d = (struct cl_document){0};
}

void cl_document_text(const struct cl_document *d, struct cl_buf *out)
{
	for (int i = 0; i < d->n; i++) {
		const struct cl_para *p = &d->para[i];
		if (p->style == CL_PARA_TITLE && i > 0)
			cl_buf_str(out, "\n\f\n");
		cl_buf_str(out, p->style == CL_PARA_BODY ? "　　"
				: p->style == CL_PARA_RIGHT ? "　　　　　　　　　　　　　　　　"
							    : "");
		cl_show_text(p->text, out, 1);
		cl_buf_str(out, p->style == CL_PARA_TITLE ? "\n\n" : "\n");
	}
}

void cl_markup(const char *s, struct cl_buf *out)
{
	struct cl_buf clean = {0};
	cl_show_text(s, &clean, 1);
	for (const char *p = cl_buf_cstr(&clean); *p != '\0'; p++)
		switch (*p) {
		case '<':
			cl_buf_str(out, "&lt;");
			break;
		case '>':
			cl_buf_str(out, "&gt;");
			break;
		case '&':
			cl_buf_str(out, "&amp;");
			break;
		case '"':
			cl_buf_str(out, "&quot;");
			break;
		default:
			cl_buf_char(out, *p);
		}
	cl_buf_free(&clean);
}

/* ---- HTML ---- */

void cl_document_html(const struct cl_document *d, struct cl_buf *out)
{
	static const char *const tag[] = {"<h1>", "<p class=\"to\">", "<p>", "<p class=\"sign\">"};
	cl_buf_str(
		out, "<!DOCTYPE html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><title>");
	cl_markup(d->n > 0 ? d->para[0].text : "", out);
	cl_buf_str(out,
		"</title>\n<style>\n@page{size:A4;margin:37mm 26mm 35mm 28mm}\n"
		"body{font:16pt/28pt FangSong,仿宋,STFangsong,serif;max-width:156mm;"
		"margin:2em auto;padding:0 1em}\n"
		"h1{font:bold 22pt/1.4 SimSun,宋体,serif;text-align:center;"
		"break-before:page}\nh1:first-of-type{break-before:auto}\n"
		"p{margin:0;text-indent:2em;overflow-wrap:anywhere}\n"
		"p.to{text-indent:0}\np.sign{text-indent:0;text-align:right;"
		"padding-right:4em}\n@media print{body{margin:0;padding:0;max-width:none}}\n"
		"</style></head>\n<body>\n");
	for (int i = 0; i < d->n; i++) {
		cl_buf_str(out, tag[d->para[i].style]);
		cl_markup(d->para[i].text, out);
		cl_buf_str(out, d->para[i].style == CL_PARA_TITLE ? "</h1>\n" : "</p>\n");
	}
	cl_buf_str(out, "</body></html>\n");
}

/* ---- DOCX (ECMA-376) ---- */

#define W "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\""
#define HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define OPC "http://schemas.openxmlformats.org/package/2006"
#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define WORD "application/vnd.openxmlformats-officedocument.wordprocessingml"

static const char types[] = HEAD
	"<Types xmlns=\"" OPC "/content-types\">"
	"<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package."
	"relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/>"
	"<Override PartName=\"/word/document.xml\" ContentType=\"" WORD ".document.main+xml\"/>"
	"<Override PartName=\"/word/styles.xml\" ContentType=\"" WORD ".styles+xml\"/></Types>";
static const char rels[] = HEAD "<Relationships xmlns=\"" OPC
				"/relationships\"><Relationship Id=\"rId1\" Type=\"" OFFICE
				"/officeDocument\" Target=\"word/document.xml\"/></Relationships>";
static const char word_rels[] = HEAD "<Relationships xmlns=\"" OPC
				     "/relationships\"><Relationship Id=\"rId1\" Type=\"" OFFICE
				     "/styles\" Target=\"styles.xml\"/></Relationships>";
/* 三号 is 16 points, lines 28 points apart; the title is 二号, 22 points */
static const char styles[] = HEAD
	"<w:styles " W "><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii=\"Times New Roman\" "
	"w:hAnsi=\"Times New Roman\" w:eastAsia=\"仿宋\"/><w:sz w:val=\"32\"/><w:lang "
	"w:val=\"en-US\" "
	"w:eastAsia=\"zh-CN\"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing "
	"w:line=\"560\" w:lineRule=\"exact\"/></w:pPr></w:pPrDefault></w:docDefaults>"
	"<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Body\"><w:name "
	"w:val=\"Normal\"/><w:pPr><w:jc w:val=\"both\"/></w:pPr></w:style>"
	"<w:style w:type=\"paragraph\" w:styleId=\"Title\"><w:name w:val=\"Title\"/><w:basedOn "
	"w:val=\"Body\"/><w:pPr><w:spacing w:before=\"240\" w:after=\"480\" w:line=\"640\" "
	"w:lineRule=\"exact\"/><w:jc w:val=\"center\"/></w:pPr><w:rPr><w:rFonts "
	"w:eastAsia=\"宋体\"/><w:b/><w:sz w:val=\"44\"/></w:rPr></w:style></w:styles>";

static void paragraph(const struct cl_para *p, int first, struct cl_buf *b)
{
	cl_buf_str(b, "<w:p><w:pPr>");
	if (p->style == CL_PARA_TITLE)
		cl_buf_printf(
			b, "<w:pStyle w:val=\"Title\"/>%s", first ? "" : "<w:pageBreakBefore/>");
	else if (p->style == CL_PARA_BODY)
		cl_buf_str(b, "<w:ind w:firstLineChars=\"200\" w:firstLine=\"640\"/>");
	else if (p->style == CL_PARA_RIGHT)
		cl_buf_str(
			b, "<w:ind w:rightChars=\"400\" w:right=\"1280\"/><w:jc w:val=\"right\"/>");
	cl_buf_str(b, "</w:pPr><w:r><w:t xml:space=\"preserve\">");
	cl_markup(p->text, b);
	cl_buf_str(b, "</w:t></w:r></w:p>");
}

static void body(const struct cl_document *d, struct cl_buf *b)
{
	cl_buf_str(b, HEAD "<w:document " W "><w:body>");
	for (int i = 0; i < d->n; i++)
		paragraph(&d->para[i], i == 0, b);
	/* A4 in twentieths of a point: 37 mm above, 35 below, 28 left, 26 right */
	cl_buf_str(b, "<w:sectPr><w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar w:top=\"2098\" "
		      "w:right=\"1474\" w:bottom=\"1984\" w:left=\"1588\" w:header=\"851\" "
		      "w:footer=\"1418\" w:gutter=\"0\"/></w:sectPr></w:body></w:document>");
}

static int put(zip_t *z, const char *name, const char *p, size_t n)
{
	zip_source_t *s = zip_source_buffer(z, p, n, 0);
	zip_int64_t at = s != NULL ? zip_file_add(z, name, s, ZIP_FL_ENC_UTF_8) : -1;
	if (at < 0) {
		zip_source_free(s);
		return -1;
	}
	return zip_file_set_mtime(z, (zip_uint64_t)at, 315532800, 0); /* 1980, as ZIP begins */
}

static int drain(zip_source_t *s, struct cl_buf *out)
{
	char block[16384];
	zip_int64_t n = -1;
	if (zip_source_open(s) != 0)
		return -1;
	while ((n = zip_source_read(s, block, sizeof block)) > 0)
		cl_buf_add(out, block, (size_t)n);
	zip_source_close(s);
	return n == 0 ? 0 : -1;
}

int cl_document_docx(const struct cl_document *d, struct cl_buf *out, struct cl_err *err)
{
	struct cl_buf b = {0};
	zip_error_t e;
	zip_error_init(&e);
	zip_source_t *s = zip_source_buffer_create(NULL, 0, 0, &e);
	zip_t *z = s != NULL ? zip_open_from_source(s, ZIP_CREATE | ZIP_TRUNCATE, &e) : NULL;
	int rc = -1;
	body(d, &b);
	if (z == NULL) {
		zip_source_free(s);
		cl_buf_free(&b);
		return cl_fail(err, CL_E_MEMORY, _("the document cannot be made"));
	}
	zip_source_keep(s);
	if (put(z, "[Content_Types].xml", types, sizeof types - 1) == 0 &&
		put(z, "_rels/.rels", rels, sizeof rels - 1) == 0 &&
		put(z, "word/document.xml", b.p, b.n) == 0 &&
		put(z, "word/_rels/document.xml.rels", word_rels, sizeof word_rels - 1) == 0 &&
		put(z, "word/styles.xml", styles, sizeof styles - 1) == 0 && zip_close(z) == 0)
		rc = drain(s, out);
	else
		zip_discard(z);
	zip_source_free(s);
	zip_error_fini(&e);
	cl_buf_free(&b);
	return rc == 0 ? 0 : cl_fail(err, CL_E_MEMORY, _("the document cannot be made"));
}
