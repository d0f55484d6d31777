/* cl-import --receipt B7: the receipt (回执) of a batch, to print and hand back to the department
 * (3.1, 6.3): what was read, what became of it, who did it, and where the chain of events stood. */
#include "flow/import.h"
#include "flow/acting.h"
#include "base/utf8.h"
#include "rec/document.h"
#include <stdlib.h>
#include <string.h>

struct line {
	const char *key, *label, *value;
};
struct receipt {
	int n;
	struct line line[32];
};

static void put(struct receipt *r, const char *key, const char *label, const char *value)
{
	if (value != NULL && *value != '\0')
		r->line[r->n++] = (struct line){key, label, value};
}

/* Names of the departments whose rows the batch holds, and how many rows on each list. */
static int count_entries(struct cl_run *run, int64_t batch, struct receipt *r, struct cl_err *err)
{
	static const char *const keys[] = {"red", "black", "watch"};
	struct cl_arena *a = &run->arena;
	struct cl_batch_count c;
	if (cl_store_batch_count(run->store, batch, a, &c, err) != 0)
		return -1;
	put(r, "department", _("departments"), c.departments);
	for (int i = 0; i < 3; i++)
		if (c.list[i] > 0)
			put(r, keys[i], cl_shown_value(CL_K_LIST, keys[i], a),
				cl_sprintf(a, "%lld", (long long)c.list[i]));
	if (c.unmatched > 0)
		put(r, "unmatched", _("without identifier"),
			cl_sprintf(a, "%lld", (long long)c.unmatched));
	return 0;
}

static int fill(struct cl_run *run, int64_t batch, struct receipt *r, struct cl_err *err)
{
	static const struct {
		const char *key, *label;
	} body[] = {{"file", N_("file")}, {"file_sha256", N_("SHA-256 of the file")},
		{"read", N_("rows read")}, {"inserted", N_("stored")},
		{"changed", N_("of them changed")}, {"unchanged", N_("unchanged")},
		{"rejected", N_("sent back")}, {"reason", N_("reason of the change")},
		{"officer", N_("officer")}, {"approved_by", N_("approved by")}};
	struct cl_arena *a = &run->arena;
	struct cl_row_event ev;
	struct cl_flat f;
	int rc = cl_store_batch_event(run->store, batch, a, &ev, err);
	if (rc == 0)
		return cl_fail(
			err, CL_E_NOENTRY, _("there is no batch %s"), cl_id_text(a, 'B', batch));
	if (rc < 0 || cl_flat_read(ev.body, a, &f, err) != 0)
		return -1;
	put(r, "batch", _("batch"), cl_id_text(a, 'B', batch));
	if (count_entries(run, batch, r, err) != 0)
		return -1;
	for (size_t i = 0; i < sizeof body / sizeof *body; i++)
		put(r, body[i].key, _(body[i].label), cl_flat_get(&f, body[i].key));
	put(r, "uid", _("user number"), cl_sprintf(a, "%lld", (long long)ev.uid));
	put(r, "business_date", _("business date"), ev.business_date);
	put(r, "recorded_at", _("recorded at (UTC)"), ev.recorded_at);
	put(r, "event", _("event"), cl_sprintf(a, "%lld", (long long)ev.seq));
	put(r, "head", _("head of the chain there"), cl_strdup(a, ev.hash));
	return 0;
}

/* 2.5: the department answers for what it sent. */
static const char *responsibility(void)
{
	return _("The department that identifies answers for the truth, accuracy and legality of "
		 "what it sends (2.5). The credit office gathers and publishes (3.1). Rows sent "
		 "back are to be corrected and sent again; compare the counts with your own.");
}

static void as_text(const struct receipt *r, struct cl_buf *b)
{
	cl_buf_printf(b, "%s\n\n", _("Receipt of a batch"));
	for (int i = 0; i < r->n; i++) {
		size_t width = cl_utf8_width(r->line[i].label);
		cl_buf_printf(b, "  %s%*s  %s\n", r->line[i].label,
			width < 24 ? (int)(24 - width) : 0, "", r->line[i].value);
	}
	cl_buf_printf(b, "\n%s\n\n%s\n", responsibility(),
		_("Credit office (seal): ____________    Received for the department: "
		  "____________"));
}

static void as_json(const struct receipt *r, struct cl_buf *b)
{
	struct cl_flat f;
	f.n = 0;
	for (int i = 0; i < r->n; i++)
		cl_flat_set(&f, r->line[i].key, r->line[i].value);
	cl_flat_write(&f, b);
	cl_buf_char(b, '\n');
}

static void as_html(const struct receipt *r, struct cl_buf *b)
{
	cl_buf_printf(b,
		"<!DOCTYPE html>\n<html lang=\"%s\"><head><meta "
		"charset=\"utf-8\"><title>%s</title>\n"
		"<style>@page{size:A4;margin:25mm}body{font:12pt/1.6 serif;max-width:170mm;"
		"margin:auto}h1{text-align:center;font-size:18pt}table{border-collapse:collapse;"
		"width:100%%}th,td{border:1px solid #444;padding:4px 8px;text-align:left;"
		"vertical-align:top;word-break:break-all}th{white-space:nowrap;font-weight:normal;"
		"background:#f3f3f3}</style></head>\n<body><h1>%s</h1>\n<table>\n",
		cl_lang_get() == CL_ZH ? "zh-CN" : "en", _("Receipt of a batch"),
		_("Receipt of a batch"));
	for (int i = 0; i < r->n; i++) {
		cl_buf_printf(b, "<tr><th scope=\"row\">%s</th><td>", r->line[i].label);
		cl_markup(r->line[i].value, b);
		cl_buf_str(b, "</td></tr>\n");
	}
	cl_buf_printf(b, "</table>\n<p>%s</p>\n<p>%s</p>\n</body></html>\n", responsibility(),
		_("Credit office (seal): ____________    Received for the department: "
		  "____________"));
}

int cl_receipt_run(struct cl_run *run, const char *which)
{
	struct cl_err err = {0};
	struct receipt r = {0};
	struct cl_buf b = {0};
	int64_t batch;
	int rc = cl_id_parse(which, 'B', &batch) != 0
			 ? cl_fail(&err, CL_E_USAGE, _("%s is no batch number (B3)"), which)
			 : cl_store_read(run->store, &err);
	if (rc == 0) {
		rc = fill(run, batch, &r, &err);
		cl_store_read_end(run->store);
	}
	const char *form = cl_opt(&run->opts, FORMAT);
	int json = cl_opt(&run->opts, JSON) != NULL || cl_opt(&run->opts, NDJSON) != NULL ||
		   (form != NULL && (strcmp(form, "json") == 0 || strcmp(form, "ndjson") == 0));
	if (rc == 0 && json)
		as_json(&r, &b);
	else if (rc == 0 && run->out_opts.format == CL_HTML)
		as_html(&r, &b);
	else if (rc == 0)
		as_text(&r, &b);
	if (rc == 0)
		rc = cl_out_text(
			run, CL_FORM_PLAIN | CL_FORM(CL_JSON) | CL_FORM(CL_HTML), b.p, b.n, &err);
	cl_buf_free(&b);
	return rc == 0 ? 0 : cl_say_error(run, &err);
}
