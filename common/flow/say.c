/* What a run says on stderr: errors and warnings, as text or JSON, words for people, the summary.
 */
#include "flow/run.h"
#include "base/utf8.h"
#include "flow/explain.h"
#include "flow/progress.h"
#include "rules/mask.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* "C17": columns as spreadsheets letter them. */
static const char *cell_name(const struct cl_pos *p, char out[32])
{
	char letters[8];
	int n = 0;
	for (int c = p->col; c > 0 && n < 7; c = (c - 1) / 26)
		letters[n++] = (char)('A' + (c - 1) % 26);
	for (int i = 0; i < n; i++)
		out[i] = letters[n - 1 - i];
	snprintf(out + n, 32 - (size_t)n, "%ld", p->row);
	return out;
}

static void place(const struct cl_err *e, struct cl_buf *b)
{
	const struct cl_pos *p = &e->pos;
	char cell[32];
	if (p->file == NULL)
		return;
	cl_buf_str(b, strcmp(p->file, "-") == 0 ? "stdin" : p->file);
	if (p->sheet != NULL && p->col > 0 && p->row > 0)
		cl_buf_printf(b, ":%s!%s", p->sheet, cell_name(p, cell));
	else if (p->sheet != NULL && p->row > 0)
		cl_buf_printf(b, ":%s!%ld", p->sheet, p->row);
	else if (p->sheet != NULL)
		cl_buf_printf(b, ":%s", p->sheet);
	else if (p->row > 0 && p->col > 0)
		cl_buf_printf(b, ":%ld:%d", p->row, p->col);
	else if (p->row > 0)
		cl_buf_printf(b, ":%ld", p->row);
	cl_buf_str(b, ": ");
}

static void member(struct cl_buf *b, const char *key, const char *value)
{
	if (value == NULL || *value == '\0')
		return;
	cl_buf_char(b, ',');
	cl_json_string(key, b);
	cl_buf_char(b, ':');
	cl_json_string(value, b);
}

static void error_json(struct cl_run *run, const struct cl_err *e, long count)
{
	struct cl_buf b = {0};
	char row[24] = "", col[16] = "", many[24] = "", cell[32] = "";
	if (e->pos.row > 0)
		snprintf(row, sizeof row, "%ld", e->pos.row);
	if (e->pos.col > 0)
		snprintf(col, sizeof col, "%d", e->pos.col);
	if (e->pos.sheet != NULL && e->pos.col > 0)
		cell_name(&e->pos, cell);
	if (count > 1)
		snprintf(many, sizeof many, "%ld", count);
	cl_buf_str(&b, "{\"v\":\"1\"");
	member(&b, "program", run->program->name);
	member(&b, "code", cl_code_name(e->code));
	member(&b, "file", e->pos.file);
	member(&b, "sheet", e->pos.sheet);
	member(&b, "row", row);
	member(&b, "column", col);
	member(&b, "cell", cell);
	member(&b, "field", e->field);
	member(&b, "value", e->value);
	member(&b, "entry", e->entry);
	member(&b, "clause", e->clause);
	if (run->explain && *e->clause != '\0')
		member(&b, "sentence", cl_clause_sentence(run, e->clause));
	member(&b, "message", e->text);
	member(&b, "hint", cl_code_todo(e->code));
	member(&b, "count", many);
	cl_buf_str(&b, "}\n");
	fwrite(b.p, 1, b.n, stderr);
	cl_buf_free(&b);
}

static void error_text(struct cl_run *run, const struct cl_err *e)
{
	struct cl_buf b = {0}, shown = {0};
	const char *todo = cl_code_todo(e->code);
	place(e, &b);
	if (*e->entry != '\0' && strstr(e->text, e->entry) == NULL)
		cl_buf_printf(&b, "%s: ", e->entry);
	cl_buf_str(&b, e->text);
	if (*todo != '\0')
		cl_buf_printf(&b, "%s%s", cl_lang_get() == CL_ZH ? "；" : "; ", todo);
	cl_show_text(cl_buf_cstr(&b), &shown, 1);
	fprintf(stderr, "%s: %s [%s]\n", run->program->name, cl_buf_cstr(&shown),
		cl_code_name(e->code));
	cl_buf_free(&b);
	cl_buf_free(&shown);
}

/* A message may quote any cell: whatever its column, no personal number leaves in full. */
static void mask_part(char *s, size_t cap)
{
	struct cl_buf b = {0};
	cl_mask_message(s, &b);
	snprintf(s, cap, "%s", cl_buf_cstr(&b));
	s[cl_utf8_valid(s, strlen(s))] = '\0';
	cl_buf_free(&b);
}

static struct cl_err masked(const struct cl_err *e)
{
	struct cl_err m = *e;
	mask_part(m.field, sizeof m.field);
	mask_part(m.value, sizeof m.value);
	mask_part(m.text, sizeof m.text);
	return m;
}

int cl_say_error(struct cl_run *run, const struct cl_err *e)
{
	struct cl_err m = masked(e);
	cl_progress_clear();
	run->reported++;
	if (run->json_errors)
		error_json(run, &m, 1);
	else
		error_text(run, &m);
	cl_explain_clause(run, e->clause);
	return cl_code_exit(e->code);
}

static void warn(
	struct cl_run *run, enum cl_code code, enum cl_field field, const char *text, long count)
{
	struct cl_warned **p = &run->warned;
	while (*p != NULL && ((*p)->code != code || strcmp((*p)->text, text) != 0))
		p = &(*p)->next;
	if (*p == NULL) {
		*p = cl_alloc(&run->arena, sizeof **p);
		(*p)->code = code;
		(*p)->field = field;
		(*p)->text = cl_strdup(&run->arena, text);
	}
	(*p)->count += count;
}

void cl_warn(struct cl_run *run, enum cl_code code, const char *fmt, ...)
{
	va_list ap;
	char text[512];
	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	warn(run, code, CL_F_NONE, text, 1);
}

void cl_warn_field(struct cl_run *run, enum cl_code code, enum cl_field f, const char *fmt, ...)
{
	va_list ap;
	char text[512];
	struct cl_warned *w = run->warned;
	while (w != NULL && (w->code != code || w->field != f))
		w = w->next;
	if (w != NULL) {
		w->count++;
		return;
	}
	va_start(ap, fmt);
	vsnprintf(text, sizeof text, cl_tr(fmt), ap);
	va_end(ap);
	warn(run, code, f, text, 1);
}

void cl_warnings_take(struct cl_run *run, struct cl_run *other)
{
	for (const struct cl_warned *w = other->warned; w != NULL; w = w->next)
		warn(run, w->code, w->field, w->text, w->count);
	other->warned = NULL;
	cl_arena_reset(&other->arena);
}

void cl_warnings_flush(struct cl_run *run)
{
	cl_progress_clear();
	for (const struct cl_warned *w = run->warned; w != NULL; w = w->next) {
		struct cl_err e = {.code = w->code};
		snprintf(e.text, sizeof e.text, "%s", w->text);
		mask_part(e.text, sizeof e.text);
		if (run->json_errors) {
			error_json(run, &e, w->count);
			continue;
		}
		if (run->quiet)
			continue;
		if (w->count > 1)
			snprintf(e.text + strlen(e.text), sizeof e.text - strlen(e.text),
				_(" (%ld times)"), w->count);
		error_text(run, &e);
	}
	run->warned = NULL;
}

void cl_say(struct cl_run *run, const char *fmt, ...)
{
	if (run->quiet || run->json_errors)
		return;
	cl_progress_clear();
	va_list ap;
	char text[2048];
	struct cl_buf shown = {0};
	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	cl_show_text(text, &shown, 1);
	fprintf(stderr, "%s\n", cl_buf_cstr(&shown));
	cl_buf_free(&shown);
}

void cl_summary_json(struct cl_run *run, long read, long inserted, long unchanged, long rejected)
{
	run->sums = (struct cl_sums){read, inserted, unchanged, rejected};
}

void cl_say_summary(const struct cl_run *run, int status)
{
	const struct cl_sums *n = &run->sums;
	if (run->json_errors)
		fprintf(stderr,
			"{\"v\":\"1\",\"program\":\"%s\",\"code\":\"summary\",\"read\":\"%ld\","
			"\"inserted\":\"%ld\","
			"\"unchanged\":\"%ld\",\"rejected\":\"%ld\",\"exit\":\"%d\"}\n",
			run->program->name, n->read, n->inserted, n->unchanged, n->rejected,
			status);
}

void cl_say_gathered(int more)
{
	static char room[1 << 16];
	static int gathers;
	fflush(stderr);
	if (more == gathers || isatty(2))
		return;
	setvbuf(stderr, more ? room : NULL, more ? _IOFBF : _IONBF, more ? sizeof room : 0);
	gathers = more;
}
