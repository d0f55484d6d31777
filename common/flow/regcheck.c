/* What a register's row says: its values by their kinds, and what they speak of
 * (share/registers.csv, columns kind and check). */
#include "flow/regimport.h"
#include "base/date.h"
#include "base/utf8.h"
#include "flow/departments.h"
#include "flow/given.h"
#include "flow/header.h"
#include "flow/idcheck.h"
#include "flow/view.h"
#include "rules/ident.h"
#include "rules/mask.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct cl_err *cl_reg_bad(struct cl_regimport *r, struct cl_regrow *row, const struct cl_regcol *c)
{
	if (row->bad == NULL) {
		row->bad = cl_alloc(&r->run->arena, sizeof *row->bad);
		memset(row->bad, 0, sizeof *row->bad);
		row->bad->pos = row->pos;
		for (int i = 0; c != NULL && i < r->ncol; i++)
			if (r->col[i] == c)
				row->bad->pos.col = i + 1;
		if (c != NULL)
			snprintf(row->bad->field, sizeof row->bad->field, "%s", c->label);
	}
	return row->bad;
}

/* ---- one value ---- */

static int digits(const char *s)
{
	return *s != '\0' && s[strspn(s, "0123456789")] == '\0';
}

static int is_address(const char *s)
{
	return (strncasecmp(s, "https://", 8) == 0 || strncasecmp(s, "http://", 7) == 0) &&
	       s[strcspn(s, " \t<>\"'")] == '\0';
}

static void shape(const struct cl_regcol *c, const char *s, struct cl_err *bad)
{
	unsigned faults = 0;
	if (c->check == CL_REGV_NUMBER && (!digits(s) || strlen(s) > 4 || atoi(s) == 0))
		cl_fail(bad, CL_E_FORMAT, _("%s: %s is no number"), c->label, s);
	else if (c->check == CL_REGV_UID && (!digits(s) || strlen(s) > 10))
		cl_fail(bad, CL_E_FORMAT, _("%s: %s is no user number (digits)"), c->label, s);
	else if (c->check == CL_REGV_URL && !is_address(s))
		cl_fail(bad, CL_E_FORMAT, _("%s: %s does not begin with http:// or https://"),
			c->label, s);
	else if (c->check == CL_REGV_OPEN && cl_text_personal(s) != 0)
		cl_fail(bad, CL_E_FORMAT,
			_("%s: all may read it: no personal number, no telephone"), c->label);
	else if (c->check != CL_REGV_USCC && (cl_text_personal(s) & CL_TEXT_NUMBER) != 0)
		cl_fail(bad, CL_E_FORMAT, _("%s: a register holds no personal number"), c->label);
	else if (c->check == CL_REGV_USCC &&
		 (faults = cl_id_uscc(s) & ~(unsigned)(CL_IDF_TYPE | CL_IDF_REGION)) != 0)
		cl_fail(bad, cl_id_code(faults), _("%s: %s (%s)"), c->label,
			cl_code_says(cl_id_code(faults)), s);
}

static const char *value(
	const struct cl_regcol *c, const char *s, struct cl_arena *a, struct cl_err *bad)
{
	struct cl_err inner = {0};
	const char *v = c->kind == CL_K_DATE       ? cl_given_value(CL_F_SOURCE_DATE, s, a, &inner)
			: c->kind == CL_K_DOCUMENT ? cl_given_value(CL_F_DOCUMENT, s, a, &inner)
						   : cl_value_wire(c->kind, s, a);
	if (v == NULL && c->kind == CL_K_DATE)
		cl_fail(bad, CL_E_DATE, _("%s: %s is no date"), c->label, s);
	else if (v == NULL)
		cl_fail(bad, CL_E_ENUM, _("%s: %s is none of %s"), c->label, s,
			cl_value_list(c->kind, a));
	else
		shape(c, v, bad);
	return v;
}

void cl_reg_values(struct cl_regimport *r, const struct cl_row *row, struct cl_regrow *out)
{
	struct cl_arena *a = &r->run->arena;
	memset(&out->ev, 0, sizeof out->ev);
	out->ev.kind = "register";
	out->pos = row->pos;
	out->bad = NULL;
	if (row->bad.code != CL_OK)
		*cl_reg_bad(r, out, NULL) = row->bad;
	if (cl_header_marked(row->cell, row->n)) {
		cl_err_clear(cl_reg_bad(r, out, NULL));
		cl_fail_at(out->bad, &out->pos, CL_E_SECRET,
			_("the row is marked as a state secret (2.3): nothing of it is kept"));
	}
	for (int i = 0; i < row->n && i < r->ncol && out->bad == NULL; i++) {
		const char *s = row->cell[i];
		size_t n = strlen(s);
		struct cl_err bad = {0};
		cl_trim(&s, &n);
		if (n == 0 || r->col[i] == NULL)
			continue;
		const char *v = value(r->col[i], cl_strndup(a, s, n), a, &bad);
		if (bad.code != CL_OK)
			cl_fail(cl_reg_bad(r, out, r->col[i]), bad.code, "%s", bad.text);
		cl_flat_set(&out->ev.body, r->col[i]->key, v);
	}
}

/* ---- what it speaks of ---- */

static int known_department(struct cl_regimport *r, struct cl_regrow *row,
	const struct cl_regcol *c, const char *written, struct cl_err *err)
{
	const char *name = written;
	for (long i = 0; strcmp(r->reg, "department") == 0 && i < r->n; i++) {
		const char *other = cl_flat_get(&r->row[i].ev.body, "name");
		if (other != NULL && strcmp(other, written) == 0)
			return 0;
	}
	struct cl_err bad = {0};
	int rc = cl_department_find(r->run, written, &name, &bad);
	if (rc < 0 && bad.code == CL_E_DEPARTMENT) {
		cl_fail(cl_reg_bad(r, row, c), bad.code, "%s", bad.text);
		return 0;
	}
	if (rc < 0)
		*err = bad;
	if (rc == 0 && cl_opt(&r->run->opts, NEW_DEPARTMENT) == NULL) {
		rc = cl_departments_filled(r->run, err);
		if (rc == 1)
			(void)cl_department_unknown(r->run, written, 1, cl_reg_bad(r, row, c));
	}
	cl_flat_set(&row->ev.body, c->key, name);
	return rc < 0 ? -1 : 0;
}

/* Every county has one channel; one that registered its own names them. */
static int known_channel(struct cl_regimport *r, struct cl_regrow *row, const struct cl_regcol *c,
	const char *written, struct cl_err *err)
{
	struct cl_reg *all;
	int n;
	if (cl_store_regs(r->run->store, "channel", &r->run->arena, &all, &n, err) != 0)
		return -1;
	for (int i = 0; i < n; i++)
		if (strcmp(all[i].name, written) == 0)
			return 0;
	if (n > 1)
		cl_fail(cl_reg_bad(r, row, c), CL_E_CHANNEL, _("channel %s is not registered"),
			written);
	return 0;
}

/* Whether the case speaks of the subject and the list of its entry. */
static int speaks_of(const struct cl_flat *f, const struct cl_view *v)
{
	const char *code = cl_flat_get(f, "uscc"), *name = cl_flat_get(f, "subject_name"),
		   *list = cl_flat_get(f, "list");
	if (list != NULL && strcmp(list, v->list) != 0)
		return 0;
	if (code != NULL && cl_get(&v->rec, USCC) != NULL)
		return strcmp(code, cl_get(&v->rec, USCC)) == 0;
	return v->natural || name == NULL || cl_get(&v->rec, NAME) == NULL ||
	       cl_fold_same(name, cl_get(&v->rec, NAME));
}

static int known_entry(struct cl_regimport *r, struct cl_regrow *row, const struct cl_regcol *c,
	const char *written, struct cl_err *err)
{
	struct cl_view v;
	int64_t id = 0;
	int rc = cl_id_parse(written, 'E', &id) != 0
			 ? 0
			 : cl_view_load(r->run, id, r->run->today, &r->run->arena, &v, err);
	if (rc == 0)
		cl_fail(cl_reg_bad(r, row, c), CL_E_NOENTRY, _("there is no entry %s"), written);
	else if (rc == 1 && !speaks_of(&row->ev.body, &v))
		cl_fail(cl_reg_bad(r, row, c), CL_E_ID_MISMATCH,
			_("entry %s is of another subject or list than the row"), written);
	return rc < 0 ? -1 : 0;
}

static int reference(struct cl_regimport *r, struct cl_regrow *row, const struct cl_regcol *c,
	struct cl_err *err)
{
	const char *s = cl_flat_get(&row->ev.body, c->key);
	int needed = c->part == CL_REG_ID || c->part == CL_REG_NEED;
	if (s == NULL && needed) {
		cl_fail(cl_reg_bad(r, row, c), CL_E_MISSING, _("%s is missing"), c->label);
		row->bad->pos.col = 0; /* the column may be missing as well */
	}
	if (s == NULL)
		return 0;
	switch (c->check) {
	case CL_REGV_DEPARTMENT:
		return known_department(r, row, c, s, err);
	case CL_REGV_CHANNEL:
		return known_channel(r, row, c, s, err);
	case CL_REGV_ENTRY:
		return known_entry(r, row, c, s, err);
	default:
		return 0;
	}
}

static void period(
	struct cl_regimport *r, struct cl_regrow *row, const char *from_key, const char *until_key)
{
	const char *from = cl_flat_get(&row->ev.body, from_key),
		   *until = cl_flat_get(&row->ev.body, until_key);
	if (from != NULL && until != NULL && strcmp(until, from) < 0)
		cl_fail(cl_reg_bad(r, row, cl_register_column(r->reg, until_key)), CL_E_PERIOD,
			_("the period ends on %s, before it begins on %s"), until, from);
}

/* 3.2: a case is pushed to the office when it is published. */
static void case_row(struct cl_regimport *r, struct cl_regrow *row)
{
	struct cl_run *run = r->run;
	struct cl_flat *f = &row->ev.body;
	int32_t on = cl_day_parse(cl_flat_get(f, "published_on"));
	char day[11];
	if (on > run->today)
		cl_fail(cl_reg_bad(r, row, cl_register_column(r->reg, "published_on")), CL_E_DATE,
			_("%s: it is dated after the business date"), cl_day_format(on, day));
	else if (on < run->today)
		cl_warn(run, CL_W_CASE, _("case %s was published on %s and comes later (3.2)"),
			cl_flat_get(f, "name"), cl_day_format(on, day));
	cl_flat_set(f, "pushed_on", cl_strdup(&run->arena, cl_day_format(run->today, day)));
}

int cl_reg_refer(struct cl_regimport *r, struct cl_regrow *row, struct cl_err *err)
{
	const struct cl_regcol *c;
	for (int i = 0; row->bad == NULL && (c = cl_reg_nth(r->reg, i)) != NULL; i++)
		if (reference(r, row, c, err) != 0)
			return -1;
	if (row->bad == NULL && strcmp(r->reg, "officer") == 0)
		period(r, row, "from", "until");
	if (row->bad == NULL && strcmp(r->reg, "standard") == 0)
		period(r, row, "consulted_from", "consulted_until");
	if (row->bad == NULL && strcmp(r->reg, "case") == 0)
		case_row(r, row);
	return 0;
}
