#include "flow/letter.h"
#include "base/date.h"
#include "base/interrupt.h"
#include "flow/proceeding.h"
#include "flow/show.h"
#include "rules/mask.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "flow/letters.inc"

#define BLANK "________"

/* ---- the table ---- */

/* One "== name title;short clauses" line. */
static int header(const char *line, struct cl_arena *a, struct cl_letter *out)
{
	const char *p = line + 3;
	size_t n = strcspn(p, " \n"), t;
	if (strncmp(line, "== ", 3) != 0)
		return 0;
	out->name = cl_strndup(a, p, n);
	p += n + 1;
	t = strcspn(p, " \n");
	n = strcspn(p, "; \n");
	out->title = cl_strndup(a, p, n);
	out->alias = n < t ? cl_strndup(a, p + n + 1, t - n - 1) : out->title;
	p += t + (p[t] == ' ');
	out->clauses = cl_strndup(a, p, strcspn(p, "\n"));
	out->text = p + strcspn(p, "\n") + 1;
	return 1;
}

static const char *next_line(const char *p)
{
	p += strcspn(p, "\n");
	return p + (*p == '\n');
}

int cl_letter_find(const char *name, struct cl_arena *a, struct cl_letter *out)
{
	for (const char *p = cl_letters_text; *p != '\0'; p = next_line(p))
		if (header(p, a, out) &&
			(strcmp(out->name, name) == 0 || strcmp(out->title, name) == 0 ||
				strcmp(out->alias, name) == 0))
			return 1;
	return 0;
}

const char *cl_letter_names(struct cl_arena *a)
{
	struct cl_letter l;
	const char *out = "";
	for (const char *p = cl_letters_text; *p != '\0'; p = next_line(p))
		if (header(p, a, &l))
			out = cl_sprintf(
				a, "%s%s%s %s", out, *out != '\0' ? "、" : "", l.name, l.title);
	return out;
}

/* ---- values ---- */

struct values {
	struct cl_run *run;
	struct cl_arena *a;
	struct cl_flat f;
};

static void set(struct values *x, const char *key, const char *value)
{
	if (value != NULL && *value != '\0' && cl_flat_get(&x->f, key) == NULL)
		cl_flat_set(&x->f, key, value);
}

/* 2026年3月16日; without end: 长期 */
static const char *day_cn(struct cl_arena *a, const char *iso)
{
	int y, m, d;
	if (iso == NULL || sscanf(iso, "%d-%d-%d", &y, &m, &d) != 3)
		return NULL;
	return y == 9999 ? "长期" : cl_sprintf(a, "%d年%d月%d日", y, m, d);
}

static void set_day(struct values *x, const char *key, int32_t day)
{
	char iso[11];
	if (day != CL_NODAY)
		set(x, key, day_cn(x->a, cl_day_format(day, iso)));
}

/* 救济: days and months of the profile, counted from the day after service. */
static int remedies(struct values *x, const char *from, struct cl_err *err)
{
	int days = cl_policy_int(&x->run->policy, "reconsideration_days", err),
	    months = cl_policy_int(&x->run->policy, "lawsuit_months", err);
	int32_t day = cl_day_parse(from);
	if (days < 0 || months < 0)
		return -1;
	set(x, "reconsider_days", cl_sprintf(x->a, "%d", days));
	set(x, "lawsuit_months", cl_sprintf(x->a, "%d", months));
	if (day != CL_NODAY) {
		set_day(x, "reconsider_cn", day + days);
		set_day(x, "lawsuit_cn", cl_period_end(day + 1, months));
	}
	return 0;
}

/* The latest objection or repair of the entry: its day, claim, answer. */
static int proceeding(
	struct values *x, const struct cl_view *v, const char *kind, struct cl_err *err)
{
	static const char *const told[] = {"claimant", "missing", "conditions_met"};
	struct cl_proceeding *p;
	int n;
	if (cl_proceedings_of(x->run, v->id, kind, x->a, &p, &n, err) != 0)
		return -1;
	if (n == 0)
		return 0;
	p += n - 1;
	set(x, "proceeding", p->number);
	set(x, "opened_cn", day_cn(x->a, p->row.opened_on));
	set(x, "answer_due_cn", day_cn(x->a, p->due_on));
	const char *claim = cl_flat_get(&p->body, "claim");
	if (claim != NULL)
		set(x, "claim_label", cl_value_label(CL_K_CLAIM, claim, x->a));
	int last = cl_proceeding_step(p, "decided");
	last = last >= 0 ? last : cl_proceeding_step(p, "refused");
	const struct cl_flat *end = last >= 0 ? &p->fact[last] : NULL;
	const char *decision = end != NULL ? cl_flat_get(end, "decision") : NULL;
	if (decision != NULL)
		set(x, "decision_label", cl_value_label(CL_K_DECISION, decision, x->a));
	else if (end != NULL)
		set(x, "decision_label", cl_value_label(CL_K_STEP, p->step[last].step, x->a));
	if (end != NULL) {
		set(x, "decision_document", cl_flat_get(end, "document"));
		set(x, "decision_reason", cl_show_text_masked(cl_flat_get(end, "reason"), x->a));
		set(x, "decision_cn", day_cn(x->a, p->step[last].taken_on));
	}
	for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
		set(x, told[i], cl_show_text_masked(cl_flat_get(&p->body, told[i]), x->a));
		for (int k = p->nsteps - 1; k >= 0; k--)
			set(x, told[i],
				cl_show_text_masked(cl_flat_get(&p->fact[k], told[i]), x->a));
	}
	return remedies(x, end != NULL ? p->step[last].taken_on : NULL, err);
}

/* Whatever was opened last on the entry. */
static int latest(struct values *x, const struct cl_view *v, struct cl_err *err)
{
	struct cl_row_proceeding *rows;
	const char *kind = NULL;
	int n;
	if (cl_store_proceedings(x->run->store, v->id, NULL, x->a, &rows, &n, err) != 0)
		return -1;
	for (int i = 0; i < n; i++)
		if (strcmp(rows[i].kind, "objection") == 0 || strcmp(rows[i].kind, "repair") == 0)
			kind = rows[i].kind;
	return kind != NULL ? proceeding(x, v, kind, err) : 0;
}

static int labels(struct values *x, const struct cl_view *v, const struct cl_rec *r)
{
	static const struct {
		const char *key;
		enum cl_field field;
		enum cl_kind kind;
	} list[] = {{"list_label", CL_F_LIST, CL_K_LIST},
		{"reason_label", CL_F_EXIT_REASON, CL_K_REASON},
		{"severity_label", CL_F_SEVERITY, CL_K_SEVERITY},
		{"repair_ways_label", CL_F_REPAIR_WAYS, CL_K_WAYS}};
	static const struct {
		const char *key;
		enum cl_field field;
	} days[] = {{"source_date_cn", CL_F_SOURCE_DATE}, {"decided_cn", CL_F_DECIDED_ON},
		{"valid_from_cn", CL_F_VALID_FROM}, {"valid_until_cn", CL_F_VALID_UNTIL},
		{"exited_cn", CL_F_EXITED_ON}, {"trigger_cn", CL_F_TRIGGER_ON}};
	for (size_t i = 0; i < sizeof list / sizeof *list; i++)
		if (r->v[list[i].field] != NULL)
			set(x, list[i].key,
				cl_value_label(list[i].kind, r->v[list[i].field], x->a));
	for (size_t i = 0; i < sizeof days / sizeof *days; i++)
		set(x, days[i].key, day_cn(x->a, r->v[days[i].field]));
	set(x, "voided", v->voided ? "yes" : NULL);
	set(x, "repair_bar", cl_show_text_masked(v->repair_bar, x->a));
	return 0;
}

/* Papers to the subject bear its name in full; what is announced does not (2.3). */
static void names(struct values *x, const struct cl_view *v, const struct cl_rec *masked)
{
	const char *uscc = cl_get(masked, USCC);
	const char *code = uscc != NULL && !v->natural
				   ? cl_sprintf(x->a, "（统一社会信用代码：%s）", uscc)
				   : "";
	cl_flat_set(&x->f, "public_name", cl_get(masked, NAME));
	cl_flat_set(&x->f, "public_uscc", *code != '\0' ? code : NULL);
	set(x, "uscc_shown", code);
	set(x, "name", cl_get(&v->rec, NAME));
	set(x, "claimant", cl_get(&v->rec, NAME));
}

/* Whether the paper names the subject as the public sees it; then its texts do so, too. */
static int is_public(const struct cl_letter *l)
{
	const char *end = strstr(l->text, "\n== "), *at = strstr(l->text, "{public_name}");
	return at != NULL && (end == NULL || at < end);
}

static int fill(
	struct values *x, const struct cl_letter *l, const struct cl_view *v, struct cl_err *err)
{
	struct cl_rec r, masked;
	struct cl_shown s = {.entry = v->id};
	int provisional;
	int32_t until = CL_NODAY;
	cl_show_fill(x->run, v, &s, 0, x->a, &masked);
	cl_show_fill(x->run, v, &s, !is_public(l), x->a, &r);
	if (cl_show_department(x->run, v->department, &r, err) != 0)
		return -1;
	names(x, v, &masked);
	if (strcmp(l->name, "repair") == 0 && proceeding(x, v, "repair", err) != 0)
		return -1;
	if (strcmp(l->name, "objection") == 0 && proceeding(x, v, "objection", err) != 0)
		return -1;
	if (strcmp(l->name, "receipt") == 0 && latest(x, v, err) != 0)
		return -1;
	labels(x, v, &r);
	for (int f = 0; f < CL_FIELDS; f++)
		set(x, cl_fields[f].key, r.v[f]);
	set_day(x, "today_cn", x->run->today);
	int wd = cl_policy_int(&x->run->policy, "statement_wd", err);
	if (wd < 0 || remedies(x, cl_get(&r, DECIDED_ON), err) != 0)
		return -1;
	set(x, "statement_wd", cl_sprintf(x->a, "%d", wd));
	if (strcmp(l->name, "notify") == 0 &&
		cl_run_deadline(x->run, v->notified_on != CL_NODAY ? v->notified_on : x->run->today,
			"statement_wd", &until, &provisional, err) != 0)
		return -1;
	set_day(x, "statement_cn", until);
	return 0;
}

/* ---- the paper ---- */

/* "{key}" by its value; nothing is asked of a value twice, so a { in it stays. */
static const char *filled(const struct values *x, const char *line, size_t n)
{
	struct cl_buf b = {0};
	char key[48];
	for (const char *p = line, *end = line + n; p < end;) {
		const char *close = *p == '{' ? memchr(p, '}', (size_t)(end - p)) : NULL;
		if (close == NULL) {
			cl_buf_char(&b, *p++);
			continue;
		}
		snprintf(key, sizeof key, "%.*s", (int)(close - p - 1), p + 1);
		const char *value = cl_flat_get(&x->f, key);
		int optional = strcmp(key, "uscc_shown") == 0 || strcmp(key, "public_uscc") == 0;
		cl_buf_str(&b, value != NULL ? value : optional ? "" : BLANK);
		p = close + 1;
	}
	const char *out = cl_strndup(x->a, cl_buf_cstr(&b), b.n);
	cl_buf_free(&b);
	return out;
}

static void one_line(const struct values *x, const char *line, struct cl_document *d)
{
	static const struct {
		const char *mark;
		enum cl_para_style style;
	} marks[] = {{"# ", CL_PARA_TITLE}, {"@ ", CL_PARA_ADDRESSEE}, {"> ", CL_PARA_RIGHT}};
	enum cl_para_style style = CL_PARA_BODY;
	char key[48];
	size_t n = strcspn(line, "\n");
	if (*line == '[') { /* only where there is such a value */
		size_t k = strcspn(line, "]");
		snprintf(key, sizeof key, "%.*s", (int)k - 1, line + 1);
		if (cl_flat_get(&x->f, key) == NULL)
			return;
		line += k + 1;
		n -= k + 1;
	}
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (n >= 2 && strncmp(line, marks[i].mark, 2) == 0) {
			style = marks[i].style;
			line += 2;
			n -= 2;
			break;
		}
	cl_document_add(d, style, filled(x, line, n));
}

int cl_letter_write(struct cl_run *run, const struct cl_letter *l, const struct cl_view *v,
	const struct cl_flat *values, struct cl_arena *a, struct cl_document *d, struct cl_err *err)
{
	struct values x = {.run = run, .a = a};
	if (values != NULL)
		x.f = *values;
	if (v != NULL && fill(&x, l, v, err) != 0)
		return -1;
	set_day(&x, "today_cn", run->today);
	for (const char *p = l->text; *p != '\0' && strncmp(p, "== ", 3) != 0; p = next_line(p))
		one_line(&x, p, d);
	return 0;
}

/* ---- out ---- */

static int rendered(
	struct cl_run *run, const struct cl_document *d, struct cl_buf *b, struct cl_err *err)
{
	switch (run->out_opts.format) {
	case CL_HTML:
		cl_document_html(d, b);
		return 0;
	case CL_DOCX:
		return cl_document_docx(d, b, err);
	default:
		cl_document_text(d, b);
		return 0;
	}
}

int cl_letters_out(struct cl_run *run, const struct cl_document *d, struct cl_err *err)
{
	struct cl_buf b = {0};
	int rc = rendered(run, d, &b, err);
	if (rc == 0)
		rc = cl_out_text(
			run, CL_FORM_PLAIN | CL_FORM(CL_HTML) | CL_FORM(CL_DOCX), b.p, b.n, err);
	cl_buf_free(&b);
	return rc;
}

/* There already is as good as made, if it is one. */
static int make_folder(const char *dir, struct cl_err *err)
{
	struct stat st;
	if (mkdir(dir, 0777) == 0 ||
		(errno == EEXIST && stat(dir, &st) == 0 && S_ISDIR(st.st_mode)))
		return 0;
	return cl_fail_errno(err, CL_E_IO, _("folder %s cannot be made"), dir);
}

int cl_letter_file(
	struct cl_run *run, const char *name, const struct cl_document *d, struct cl_err *err)
{
	const char *dir = cl_opt(&run->opts, OUTPUT),
		   *end = run->out_opts.format == CL_HTML   ? "html"
			  : run->out_opts.format == CL_DOCX ? "docx"
							    : "txt";
	struct cl_buf b = {0};
	if (rendered(run, d, &b, err) != 0)
		return -1;
	char *path = cl_sprintf(&run->arena, "%s%s%s.%s", dir,
		     dir[strlen(dir) - 1] == '/' ? "" : "/", name, end),
	     *tmp = cl_sprintf(&run->arena, "%s.XXXXXX", path);
	int rc = make_folder(dir, err);
	int fd = rc == 0 ? mkostemp(tmp, O_CLOEXEC) : -1;
	if (rc == 0 && fd < 0)
		rc = cl_fail_errno(err, CL_E_IO, _("%s cannot be written"), path);
	if (rc == 0) {
		cl_interrupt_tmp(tmp);
		rc = cl_write_all(fd, b.p, b.n, err);
		if (rc == 0 && (fsync(fd) != 0 || rename(tmp, path) != 0))
			rc = cl_fail_errno(err, CL_E_IO, _("%s cannot be written"), path);
		close(fd);
		if (rc != 0)
			unlink(tmp);
		cl_interrupt_forget(tmp);
	}
	cl_buf_free(&b);
	return rc;
}
