/* The report as a page to print: pictures, and the same numbers as a table. */
#include "flow/report.h"
#include "base/date.h"
#include "rec/document.h"
#include <stdio.h>
#include <string.h>

#define BARS 40 /* more do not fit a sheet: the table has them all */

static const char *label_of(const struct cl_report_row *row, struct cl_arena *a)
{
	const char *out = "";
	for (int b = 0; b < CL_BYS; b++) {
		const char *s = row->key[b];
		if (s == NULL)
			continue;
		if (b == CL_BY_LIST)
			s = cl_value_label(CL_K_LIST, s, a);
		out = cl_sprintf(a, "%s%s%s", out, *out != '\0' ? " · " : "", s);
	}
	return *out != '\0' ? out : "合计";
}

/* Horizontal bars, each with its name and its number. */
static void picture(
	struct cl_run *run, const struct cl_report *r, enum cl_count column, struct cl_buf *b)
{
	const char *title = cl_fields[cl_report_fields[column]].label;
	long most = 1;
	int n = r->nrow < BARS ? r->nrow : BARS, height = 26 * n + 40;
	for (int i = 0; i < n; i++)
		most = r->row[i].n[column] > most ? r->row[i].n[column] : most;
	cl_buf_printf(b,
		"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 760 %d\" role=\"img\" "
		"aria-labelledby=\"t%d d%d\" font-family=\"sans-serif\" font-size=\"14\">"
		"<title id=\"t%d\">%s</title><desc id=\"d%d\">",
		height, (int)column, (int)column, (int)column, title, (int)column);
	for (int i = 0; i < n; i++) {
		cl_markup(label_of(&r->row[i], &run->arena), b);
		cl_buf_printf(b, " %ld%s", r->row[i].n[column], i + 1 < n ? "；" : "");
	}
	cl_buf_printf(b, "</desc><text x=\"4\" y=\"20\" font-weight=\"bold\">%s</text>\n", title);
	for (int i = 0; i < n; i++) {
		long v = r->row[i].n[column];
		int y = 36 + 26 * i, w = (int)(420 * v / most);
		cl_buf_printf(b, "<text x=\"256\" y=\"%d\" text-anchor=\"end\">", y + 15);
		cl_markup(label_of(&r->row[i], &run->arena), b);
		cl_buf_printf(b,
			"</text><rect x=\"264\" y=\"%d\" width=\"%d\" height=\"20\" "
			"fill=\"#2f5d8a\"/><text x=\"%d\" y=\"%d\">%ld</text>\n",
			y, w, 270 + w, y + 15, v);
	}
	cl_buf_str(b, "</svg>\n");
}

static void table_row(
	struct cl_run *run, const struct cl_report_row *row, int sum, struct cl_buf *b)
{
	struct cl_rec rec;
	cl_report_record(row, &run->arena, &rec);
	cl_buf_str(b, "<tr><th scope=\"row\">");
	cl_markup(sum ? "合计" : label_of(row, &run->arena), b);
	cl_buf_str(b, "</th>");
	for (int i = 0; i < CL_COUNTS; i++)
		if (cl_report_fields[i] != CL_F_NONE)
			cl_buf_printf(b, "<td>%s</td>", rec.v[cl_report_fields[i]]);
	cl_buf_printf(b, "<td>%s</td></tr>\n", rec.v[CL_F_DAYS] != NULL ? rec.v[CL_F_DAYS] : "—");
}

static void table(struct cl_run *run, const struct cl_report *r, struct cl_buf *b)
{
	cl_buf_str(b, "<table><thead><tr><th scope=\"col\">分组</th>");
	for (int i = 0; i < CL_COUNTS; i++)
		if (cl_report_fields[i] != CL_F_NONE)
			cl_buf_printf(b, "<th scope=\"col\">%s</th>",
				cl_fields[cl_report_fields[i]].label);
	cl_buf_printf(
		b, "<th scope=\"col\">%s</th></tr></thead>\n<tbody>\n", cl_fields[CL_F_DAYS].label);
	for (int i = 0; i < r->nrow; i++)
		table_row(run, &r->row[i], 0, b);
	table_row(run, &r->sum, 1, b);
	cl_buf_str(b, "</tbody></table>\n");
}

static const char style[] =
	"<style>\n@page{size:A4 landscape;margin:12mm}\nbody{font:14px/1.5 sans-serif;margin:1em "
	"auto;"
	"max-width:1200px;padding:0 1em;color:#111;background:#fff}\nh1{font-size:22px}\n"
	".scroll{overflow-x:auto}\ntable{border-collapse:collapse;font-size:12px}\n"
	"th,td{border:1px solid #777;padding:3px 6px;text-align:right}\n"
	"th[scope=row]{text-align:left;white-space:nowrap}\nthead "
	"th{background:#eee;text-align:center}\n"
	"svg{width:100%;max-width:760px;display:block;margin:1em 0}\n"
	"@media print{thead{display:table-header-group}.scroll{overflow:visible}}\n</style>";

int cl_report_page(struct cl_run *run, const struct cl_report *r, enum cl_count column,
	int picture_only, struct cl_err *err)
{
	static const enum cl_count pictures[] = {
		CL_N_RECEIVED, CL_N_IDENTIFIED, CL_N_EXITED, CL_N_NOTICES_LATE};
	struct cl_buf b = {0};
	char from[11], until[11];
	cl_day_format(r->from, from);
	cl_day_format(r->until, until);
	if (picture_only) {
		picture(run, r, column, &b);
	} else {
		cl_buf_printf(&b,
			"<!DOCTYPE html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\">"
			"<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
			"<title>信用红黑名单工作报表</title>\n%s</head>\n<body><main>\n"
			"<h1>信用红黑名单工作报表</h1>\n<p>期间：%s 至 %s。依据：一、二（4）。"
			"自然人不单独列出。</p>\n",
			style, strcmp(from, "1900-01-01") == 0 ? "建库" : from, until);
		for (size_t i = 0; i < sizeof pictures / sizeof *pictures; i++)
			picture(run, r, pictures[i], &b);
		cl_buf_str(&b,
			"<h2>数据表</h2>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" "
			"aria-label=\"数据表\">\n");
		table(run, r, &b);
		cl_buf_str(&b, "</div>\n</main></body></html>\n");
	}
	int rc = cl_out_text(run, CL_FORM(CL_HTML) | CL_FORM(CL_SVG), b.p, b.n, err);
	cl_buf_free(&b);
	return rc;
}
