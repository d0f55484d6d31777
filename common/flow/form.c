/* cl-template --form: forms to print and fill in by hand (share/forms.csv), as pages that stand
 * alone. */
#include "flow/template.h"
#include <string.h>

static const struct part {
	const char *form, *kind, *label, *note;
} parts[] = {
#include "flow/forms.inc"
};
#define PARTS (sizeof parts / sizeof *parts)

static const char page_head[] =
	"<style>@page{size:A4;margin:20mm}body{font:11pt/1.5 serif;max-width:175mm;margin:auto}"
	"h1{text-align:center;font-size:18pt;letter-spacing:.1em}table{border-collapse:collapse;"
	"width:100%;table-layout:fixed}td{border:1px solid #333;padding:4px 8px;vertical-align:top}"
	"col.k{width:32%}td.k{background:#f3f3f3}td.h{text-align:center;font-weight:bold;"
	"background:#e4e4e4}td.b{height:26mm}td.s{height:16mm;vertical-align:bottom;"
	"text-align:right}small{color:#555;display:block}p{text-indent:2em;margin:.4em 0}"
	"span{white-space:nowrap}</style></head>\n";

/* The values of a kind as boxes to tick; those of note only, where it names some. */
static void boxes(enum cl_kind kind, const char *note, struct cl_arena *a, struct cl_buf *b)
{
	const char *one;
	if (*note != '\0')
		while (cl_opt_piece(&note, a, &one))
			cl_buf_printf(b, "<span>□ %s</span>　", cl_value_label(kind, one, a));
	else
		for (int i = 0; (one = cl_value_nth(kind, i)) != NULL; i++)
			cl_buf_printf(b, "<span>□ %s</span>　", one);
}

static void row(const struct part *p, struct cl_arena *a, struct cl_buf *b)
{
	static const struct {
		const char *name;
		enum cl_kind kind;
	} kinds[] = {{"list", CL_K_LIST}, {"claim", CL_K_CLAIM}, {"ways", CL_K_WAYS},
		{"decision", CL_K_DECISION}};
	if (strcmp(p->kind, "head") == 0) {
		cl_buf_printf(b, "<tr><td class=\"h\" colspan=\"2\">%s</td></tr>\n", p->label);
		return;
	}
	if (strcmp(p->kind, "text") == 0) {
		cl_buf_printf(b, "<tr><td colspan=\"2\"><p>%s</p></td></tr>\n", p->note);
		return;
	}
	int sign = strcmp(p->kind, "sign") == 0;
	cl_buf_printf(b, "<tr><td class=\"k\">%s", p->label);
	const char *note = p->note;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (strcmp(p->kind, kinds[i].name) == 0) {
			cl_buf_str(b, "</td><td>");
			boxes(kinds[i].kind, note, a, b);
			cl_buf_str(b, "</td></tr>\n");
			return;
		}
	if (*note != '\0')
		cl_buf_printf(b, "<small>%s</small>", note);
	const char *class = sign ? "s" : strcmp(p->kind, "box") == 0 ? "b" : "f";
	cl_buf_printf(
		b, "</td><td class=\"%s\">%s</td></tr>\n", class, sign ? "年　　月　　日" : "");
}

static const char *forms(struct cl_arena *a)
{
	const char *all = "";
	for (size_t i = 0; i < PARTS; i++)
		if (strcmp(parts[i].kind, "title") == 0)
			all = cl_sprintf(a, "%s%s%s", all, *all != '\0' ? ", " : "", parts[i].form);
	return all;
}

int cl_form_write(struct cl_run *run, const char *form, struct cl_err *err)
{
	struct cl_buf b = {0};
	int found = 0;
	const char *out = cl_opt(&run->opts, OUTPUT), *dot = out != NULL ? strrchr(out, '.') : NULL;
	static const char *const others[] = {".docx", ".doc", ".xlsx", ".xls", ".pdf"};
	for (size_t i = 0; dot != NULL && i < sizeof others / sizeof *others; i++)
		if (strcmp(dot, others[i]) == 0)
			return cl_fail(err, CL_E_USAGE,
				_("forms are pages to print: name %.*s.html, not %s"),
				(int)(dot - out), out, out);
	for (size_t i = 0; i < PARTS; i++) {
		if (strcmp(parts[i].form, form) != 0)
			continue;
		found = 1;
		if (strcmp(parts[i].kind, "title") == 0)
			cl_buf_printf(&b,
				"<!DOCTYPE html>\n<html lang=\"zh-CN\"><head><meta "
				"charset=\"utf-8\">"
				"<title>%s</title>\n%s<body><h1>%s</h1>\n<table><colgroup><col "
				"class=\"k\"><col></colgroup>\n",
				parts[i].label, page_head, parts[i].label);
		else
			row(&parts[i], &run->arena, &b);
	}
	cl_buf_str(&b, "</table>\n</body></html>\n");
	int rc = !found ? cl_fail(err, CL_E_USAGE, _("--form %s: %s"), form, forms(&run->arena))
			: cl_out_text(run, CL_FORM_PLAIN | CL_FORM(CL_HTML), b.p, b.n, err);
	cl_buf_free(&b);
	return rc;
}
