#include "flow/template.h"
#include "base/date.h"
#include "flow/columns.h"
#include "flow/register.h"
#include <string.h>

#define COLUMNS 60
#define CHOICES 2000 /* of one drop-down: departments, standards */
#define DROPS 25     /* drop-downs of one workbook, columns A to Y of the hidden sheet */

static const struct templ {
	const char *name, *key;
	char need; /* ! must, + should, . may */
	const char *choices, *example, *hint;
} templs[] = {
#include "flow/templates.inc"
};
#define TEMPLS (sizeof templs / sizeof *templs)

struct column {
	const struct templ *t;
	const char *label;
	enum cl_kind kind;
	const char **choice;
	int n, strict, from; /* from: its column of the hidden sheet, 0: no drop-down */
};
struct form {
	struct cl_run *run;
	struct cl_xlsx *x;
	const struct templ *head; /* its title and purpose */
	const char *example_key;  /* the column that says that the row is an example */
	struct column col[COLUMNS];
	int n, drops;
	const char *department; /* --department: the only one */
};

/* ---- what the columns are ---- */

static int is_list(const struct form *f)
{
	return cl_register_name(f->head->name) == NULL;
}

static void describe(const struct form *f, struct column *c)
{
	const struct cl_regcol *r = cl_register_column(f->head->name, c->t->key);
	enum cl_field field = is_list(f) ? cl_field_by_key(c->t->key) : CL_F_NONE;
	c->label = r != NULL ? r->label : field != CL_F_NONE ? cl_fields[field].label : c->t->key;
	c->kind = r != NULL ? r->kind : field != CL_F_NONE ? cl_fields[field].kind : CL_K_TEXT;
}

static void add_choice(struct column *c, struct cl_arena *a, const char *s)
{
	if (c->choice == NULL)
		c->choice = cl_alloc(a, sizeof *c->choice * CHOICES);
	for (int i = 0; i < c->n; i++)
		if (strcmp(c->choice[i], s) == 0)
			return;
	if (c->n < CHOICES)
		c->choice[c->n++] = cl_strdup(a, s);
}

/* Names of a register; standards of this list only. */
static int from_register(struct form *f, struct column *c, const char *reg, struct cl_err *err)
{
	struct cl_arena *a = &f->run->arena;
	struct cl_reg *r;
	int n;
	if (f->run->store == NULL)
		return 0;
	if (cl_store_regs(f->run->store, reg, a, &r, &n, err) != 0)
		return -1;
	for (int i = 0; i < n; i++) {
		const char *list = cl_flat_get(&r[i].body, "list");
		if (strcmp(reg, "standard") != 0 || list == NULL ||
			strcmp(list, f->head->name) == 0)
			add_choice(c, a, r[i].name);
	}
	return 0;
}

static int choices(struct form *f, struct column *c, struct cl_err *err)
{
	struct cl_arena *a = &f->run->arena;
	const char *list = c->t->choices, *one;
	c->strict = 1;
	while (cl_opt_piece(&list, a, &one))
		add_choice(c, a, one);
	if (c->n > 0)
		return 0;
	if (c->kind == CL_K_LIST && is_list(f)) {
		add_choice(c, a, cl_value_label(CL_K_LIST, f->head->name, a));
		return 0;
	}
	for (int i = 0; (one = cl_value_nth(c->kind, i)) != NULL; i++)
		add_choice(c, a, one);
	c->strict = c->kind != CL_K_WAYS; /* several may stand in one cell */
	if (c->n > 0)
		return 0;
	c->strict = 0;
	if (strcmp(c->t->key, "standard") == 0)
		return from_register(f, c, "standard", err);
	if (strcmp(c->t->key, "channel") == 0)
		return from_register(f, c, "channel", err);
	if (strcmp(c->t->key, "department") != 0)
		return 0;
	if (f->department == NULL)
		return from_register(f, c, "department", err);
	add_choice(c, a, f->department);
	return 0;
}

static int gather(struct form *f, const char *name, struct cl_err *err)
{
	for (size_t i = 0; i < TEMPLS; i++) {
		if (strcmp(templs[i].name, name) != 0)
			continue;
		if (strcmp(templs[i].key, "-") == 0) {
			f->head = &templs[i];
			continue;
		}
		struct column *c = &f->col[f->n++];
		c->t = &templs[i];
		describe(f, c);
		if (f->example_key == NULL && c->kind == CL_K_TEXT && *c->t->choices == '\0' &&
			*c->t->example != '\0')
			f->example_key = c->t->key;
		if (choices(f, c, err) != 0)
			return -1;
		if (c->n > 0 && f->drops < DROPS)
			c->from = ++f->drops;
	}
	return 0;
}

/* ---- the sheets ---- */

static double width(const struct column *c)
{
	switch (c->kind) {
	case CL_K_IDENT:
	case CL_K_DOCUMENT:
		return 24;
	case CL_K_TEXT:
		return strlen(c->t->example) > 40 ? 36 : 22;
	default:
		return 16;
	}
}

static const char *example(const struct form *f, const struct column *c)
{
	const char *s = c->t->example;
	if (strcmp(c->t->key, "department") == 0 && f->department != NULL)
		s = f->department;
	return strcmp(c->t->key, f->example_key) == 0
		       ? cl_sprintf(&f->run->arena, "%s%s", s, CL_EXAMPLE_MARK)
		       : s;
}

static int table(struct form *f, struct cl_err *err)
{
	if (cl_xlsxout_sheet(f->x, f->head->example, err) != 0)
		return -1;
	cl_xlsxout_freeze(f->x, 1, 0);
	for (int i = 0; i < f->n; i++) {
		const struct column *c = &f->col[i];
		struct cl_xlsx_fill fill = {
			c->label, c->t->hint, c->from, c->from > 0 ? c->n : 0, c->strict};
		cl_xlsxout_column(f->x, i + 1, width(c));
		if (cl_xlsxout_cell(f->x, 1, i + 1, c->label,
			    c->t->need == '!' ? CL_LOOK_MUST : CL_LOOK_HEAD, err) != 0 ||
			cl_xlsxout_fill(f->x, 3, i + 1, &fill, err) != 0)
			return -1;
	}
	for (int i = 0; i < f->n; i++)
		if (cl_xlsxout_cell(f->x, 2, i + 1, example(f, &f->col[i]), CL_LOOK_EXAMPLE, err) !=
			0)
			return -1;
	return 0;
}

static int line(struct form *f, long row, const char *const *text, int n, enum cl_look look,
	struct cl_err *err)
{
	for (int i = 0; i < n; i++)
		if (cl_xlsxout_cell(f->x, row, i + 1, text[i], look, err) != 0)
			return -1;
	return 0;
}

/* "是、否"; registers' names are not repeated here. */
static const char *listed(struct form *f, const struct column *c)
{
	const char *all = "";
	for (int i = 0; i < c->n && (c->strict || c->kind == CL_K_WAYS); i++)
		all = cl_sprintf(&f->run->arena, "%s%s%s", all, i > 0 ? "、" : "", c->choice[i]);
	return all;
}

/* A letter in front keeps the rows of these notes from being taken for a header. */
static int explain_columns(struct form *f, long row, struct cl_err *err)
{
	for (int i = 0; i < f->n; i++) {
		const struct column *c = &f->col[i];
		const char *text[] = {cl_sprintf(&f->run->arena, "%s%c %s", i < 26 ? "" : "A",
					      'A' + i % 26, c->label),
			c->t->need == '!'   ? "必填"
			: c->t->need == '+' ? "有则必填"
					    : "可不填",
			c->t->hint, listed(f, c)};
		if (line(f, row + i, text, 4, CL_LOOK_WRAP, err) != 0)
			return -1;
	}
	return 0;
}

static int notes(struct form *f, const char *version, struct cl_err *err)
{
	static const char *const heads[] = {"列", "是否必填", "怎么填", "可选的内容"};
	const char *text[] = {f->head->hint,
		"标红的列必须填写；没有的内容留空，不要填“无”“/”。列可以调换次序，列名不要改。",
		"全部单元格都是文本格式，号码和日期照原样输入即可；从别处复制时请选“只粘贴值”。",
		"日期写成 2026-03-12 的样子。", "有下拉箭头的列从列表中选。",
		"第2行灰色斜体的是示例，导入时跳过，删不删都可以。",
		"涉及国家秘密的内容不得填写；除列中要求的以外，不要填写自然人的个人信息。",
		"填好后存为 .xlsx 报送信用办；本说明不用删。", version};
	long row = 1;
	if (cl_xlsxout_sheet(f->x, CL_BOOK_NOTES, err) != 0)
		return -1;
	cl_xlsxout_column(f->x, 1, 60);
	cl_xlsxout_column(f->x, 2, 12);
	cl_xlsxout_column(f->x, 3, 60);
	cl_xlsxout_column(f->x, 4, 40);
	if (cl_xlsxout_cell(f->x, row++, 1,
		    cl_sprintf(&f->run->arena, "%s：填表说明", f->head->example), CL_LOOK_TITLE,
		    err) != 0)
		return -1;
	for (size_t i = 0; i < sizeof text / sizeof *text; i++)
		if (cl_xlsxout_cell(f->x, row++, 1, text[i], CL_LOOK_WRAP, err) != 0)
			return -1;
	row++;
	if (line(f, row++, heads, 4, CL_LOOK_HEAD, err) != 0)
		return -1;
	return explain_columns(f, row, err);
}

static int hidden(struct form *f, struct cl_err *err)
{
	int most = 0;
	if (cl_xlsxout_sheet(f->x, CL_BOOK_CHOICES, err) != 0)
		return -1;
	cl_xlsxout_hide(f->x);
	for (int i = 0; i < f->n; i++)
		most = f->col[i].n > most ? f->col[i].n : most;
	for (int k = 0; k < most; k++)
		for (int i = 0; i < f->n; i++)
			if (f->col[i].from > 0 && k < f->col[i].n &&
				cl_xlsxout_cell(f->x, k + 1, f->col[i].from, f->col[i].choice[k],
					CL_LOOK_TEXT, err) != 0)
				return -1;
	return 0;
}

static int compose(struct form *f, struct cl_err *err)
{
	struct cl_arena *a = &f->run->arena;
	char day[11];
	const char *version = cl_sprintf(a, "%s %s", f->head->name, PACKAGE_VERSION);
	const char *words =
		cl_sprintf(a, "模板版本：%s（%s）", version, cl_day_format(f->run->today, day));
	return cl_xlsxout_open(&f->x, f->head->example, f->run->today, err) != 0 ||
			       cl_xlsxout_property(f->x, CL_BOOK_PROPERTY, version, err) != 0 ||
			       table(f, err) != 0 || notes(f, words, err) != 0 ||
			       (f->drops > 0 && hidden(f, err) != 0)
		       ? -1
		       : 0;
}

/* ---- the run ---- */

static const char *chosen(struct cl_run *run, struct cl_err *err)
{
	const char *word, *kind = cl_opt(&run->opts, KIND);
	if (run->opts.nargs > 0)
		cl_fail(err, CL_E_USAGE, _("nothing is read: name the file to write with -o"));
	else if ((cl_opt(&run->opts, LIST) != NULL) + (kind != NULL) +
			 (cl_opt(&run->opts, FORM) != NULL) !=
		 1)
		cl_fail(err, CL_E_USAGE, _("say one of --list, --kind and --form"));
	else if (cl_opt(&run->opts, FORM) != NULL && cl_opt(&run->opts, DEPARTMENT) != NULL)
		cl_fail(err, CL_E_USAGE,
			_("--form takes no --department, which is for --list and --kind: a form "
			  "is the same for all"));
	else if (cl_opt(&run->opts, FORM) != NULL)
		return cl_opt_value(run, CL_O_FORM, CL_K_FORM, &word, err) == 0 ? word : NULL;
	else if (kind == NULL)
		return cl_opt_value(run, CL_O_LIST, CL_K_LIST, &word, err) == 0 ? word : NULL;
	else if (cl_register_name(kind) == NULL)
		(void)cl_register_unknown(kind, 0, err);
	else
		return cl_register_name(kind);
	return NULL;
}

int cl_template_run(struct cl_run *run)
{
	struct cl_err err = {0};
	struct form f = {.run = run, .department = cl_opt(&run->opts, DEPARTMENT)};
	const char *name = chosen(run, &err);
	int rc = name == NULL ? -1 : 0;
	if (rc == 0 && cl_opt(&run->opts, FORM) != NULL)
		return cl_form_write(run, name, &err) == 0 ? 0 : cl_say_error(run, &err);
	if (rc == 0 && run->store != NULL)
		rc = cl_store_read(run->store, &err);
	if (rc == 0) {
		rc = gather(&f, name, &err);
		if (run->store != NULL)
			cl_store_read_end(run->store);
	}
	if (rc == 0)
		rc = compose(&f, &err);
	if (rc == 0) {
		struct cl_xlsx *x = f.x;
		f.x = NULL;
		rc = cl_out_book(run, x, &err);
	}
	cl_xlsxout_drop(f.x);
	return rc == 0 ? 0 : cl_say_error(run, &err);
}
