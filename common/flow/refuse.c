/* An act that is refused: told in words, kept for the output, and why under --explain. */
#include "flow/acting.h"
#include "base/date.h"
#include "flow/explain.h"
#include "flow/officers.h"
#include <stdio.h>
#include <string.h>

void cl_acting_told_again(struct cl_acting *x)
{
	if (x->again > 0)
		cl_say(x->run, _("  the same for %ld more entries"), x->again);
	x->again = 0;
}

/* --explain of a refusal: the clause, what it lacked, the facts as they stand. */
static const char *why_not(struct cl_acting *x, const struct cl_view *v, const struct cl_err *e)
{
	char from[11] = "-", until[11] = "-", last[11], today[11];
	struct cl_arena *a = &x->keep;
	if (!x->run->explain)
		return NULL;
	if (v->span.valid_from != CL_NODAY)
		cl_day_format(v->span.valid_from, from);
	if (v->span.valid_until != CL_NODAY)
		cl_day_format(v->span.valid_until, until);
	enum cl_lang was = cl_explain_begin();
	const char *why = x->why != NULL ? x->why : cl_code_says(e->code);
	cl_lang_set(was);
	return cl_explained(x->run, e->clause,
		N_("%s; it stands as %s, %s, valid %s to %s, last event %s, business date %s"), why,
		cl_value_label(CL_K_LIST, v->list, a),
		cl_value_label(CL_K_STATE, cl_state_name(v->state), a), from, until,
		cl_day_format(v->last_on, last), cl_day_format(x->run->today, today));
}

int cl_acting_refuse(struct cl_acting *x, const struct cl_todo *t, const struct cl_view *v,
	const struct cl_err *from)
{
	struct cl_err e = *from;
	if (t->pos.file != NULL && e.pos.file == NULL)
		e.pos = t->pos;
	if (e.code == CL_E_USAGE) {
		x->usage = e;
		return 0;
	}
	snprintf(e.entry, sizeof e.entry, "E%lld", (long long)t->entry);
	if (x->run->json_errors || t->single || strcmp(x->last, e.text) != 0) {
		cl_acting_told_again(x);
		cl_say_error(x->run, &e);
		snprintf(x->last, sizeof x->last, "%s", e.text);
	} else {
		x->again++;
	}
	if (cl_code_exit(e.code) == 5)
		x->run->refused_rule++;
	else
		x->run->refused_other++;
	if (v != NULL)
		cl_acting_show(x, v->id, "refused", 0, 0, why_not(x, v, &e));
	x->why = NULL;
	return 0;
}

static const char *label(const char *key)
{
	static const struct {
		const char *key, *zh, *en;
	} more[] = {{"repair_bar", "不得修复的依据条款（--repair-bar）",
			    "the clause that bars repair (--repair-bar)"},
		{"permanent_basis", "长期有效的依据条款（--permanent-basis）",
			"the clause of validity without end (--permanent-basis)"},
		{"age_declared", "自然人年龄声明（--age-declared）",
			"the person's age (--age-declared)"},
		{"conditions_met", "退出条件逐项达到的日期（--conditions-met）",
			"the day each exit condition was met (--conditions-met)"},
		{"proof", "证明材料（--proof）", "evidence (--proof)"},
		{"requested_on", "主体申请日期（--requested-on）",
			"the day of the request (--requested-on)"},
		{"reason", "理由（--reason）", "the reason (--reason)"},
		{"claim", "异议主张（--claim）", "the claim (--claim)"},
		{"claimant", "异议人（--claimant）", "who objects (--claimant)"},
		{"ways", "已采取的修复方式（--ways）", "the ways of repair taken (--ways)"},
		{"evidence", "证据材料（--evidence）", "the evidence (--evidence)"},
		{"duty_fulfilled_on", "履行义务的日期（--duty-fulfilled-on）",
			"the day the duty was fulfilled (--duty-fulfilled-on)"}};
	for (size_t i = 0; i < sizeof more / sizeof *more; i++)
		if (strcmp(more[i].key, key) == 0)
			return cl_lang_get() == CL_ZH ? more[i].zh : more[i].en;
	enum cl_field f = cl_field_by_key(key);
	return f == CL_F_NONE ? key : cl_lang_get() == CL_ZH ? cl_fields[f].label : key;
}

/* "作出机关（二（2））" as the text cites its clauses: 5.4(2) is 五（4）第（二）项 in the law's own
 * count. */
const char *cl_cited(const char *clause, struct cl_arena *a)
{
	static const char *const digits[] = {"零", "一", "二", "三", "四", "五", "六"};
	if (cl_lang_get() == CL_EN || clause[0] < '1' || clause[0] > '6')
		return clause;
	const char *head = digits[clause[0] - '0'];
	if (clause[1] != '.')
		return head;
	if (clause[3] == '(' && clause[4] >= '1' && clause[4] <= '6')
		return cl_sprintf(a, "%s（%c）之（%s）", head, clause[2], digits[clause[4] - '0']);
	return cl_sprintf(a, "%s（%c）", head, clause[2]);
}

/* What guards missed, in the language that is set. How many things are just not there. */
static int lacking(const struct cl_lack *l, struct cl_buf *b, struct cl_arena *a)
{
	int missing = 0;
	for (int i = 0; i < l->n; i++)
		missing += l->item[i].text == NULL;
	if (missing > 0)
		cl_buf_str(b, _("missing: "));
	for (int i = 0, k = 0; i < l->n; i++)
		if (l->item[i].text == NULL)
			cl_buf_printf(b, "%s%s [%s]", k++ > 0 ? _(", ") : "",
				label(l->item[i].what), cl_cited(l->item[i].clause, a));
	for (int i = 0; i < l->n; i++)
		if (l->item[i].text != NULL)
			cl_buf_printf(b, "%s%s [%s]", b->n > 0 ? _("; ") : "",
				cl_tr(l->item[i].text), cl_cited(l->item[i].clause, a));
	return missing;
}

int cl_acting_lacking(struct cl_acting *x, const struct cl_todo *t, const struct cl_view *v,
	const struct cl_lack *l, const char *clause)
{
	struct cl_err e = {0};
	struct cl_buf b = {0};
	struct cl_arena *a = &x->keep;
	enum cl_lang was = cl_explain_begin();
	lacking(l, &b, a);
	cl_lang_set(was);
	x->why = cl_strndup(a, cl_buf_cstr(&b), b.n);
	cl_buf_reset(&b);
	int missing = lacking(l, &b, a);
	snprintf(e.clause, sizeof e.clause, "%s", l->n > 0 ? l->item[0].clause : clause);
	cl_fail(&e, missing > 0 ? CL_E_INCOMPLETE : CL_E_RULE, "%s", cl_buf_cstr(&b));
	cl_buf_free(&b);
	cl_acting_refuse(x, t, v, &e);
	for (int i = 0; i < l->n; i++)
		cl_explain_clause(x->run, l->item[i].clause);
	return 0;
}

const char *cl_shown_value(enum cl_kind kind, const char *wire, struct cl_arena *a)
{
	return cl_lang_get() == CL_ZH ? cl_value_label(kind, wire, a) : wire;
}

int cl_acting_stale(
	struct cl_acting *x, const struct cl_todo *t, const struct cl_view *v, struct cl_arena *a)
{
	const char *said = t->rec != NULL ? cl_get(t->rec, STATE) : NULL;
	const char *wire = said != NULL ? cl_value_wire(CL_K_STATE, said, a) : NULL,
		   *now = cl_state_name(v->state);
	struct cl_err e = {0};
	if (said == NULL || (wire != NULL && strcmp(wire, now) == 0))
		return 0;
	cl_fail(&e, CL_E_STALE, _("the record says %s, the entry is %s"),
		wire != NULL ? cl_shown_value(CL_K_STATE, wire, a) : said,
		cl_shown_value(CL_K_STATE, now, a));
	cl_acting_refuse(x, t, v, &e);
	return 1;
}

int cl_acting_before(
	struct cl_acting *x, const struct cl_todo *t, const struct cl_view *v, struct cl_err *err)
{
	struct cl_err e = {0};
	char day[11];
	int32_t last;
	if (cl_view_last_on(x->run, v, &last, err) != 0)
		return -1;
	if (x->run->today >= last)
		return 0;
	cl_fail(&e, CL_E_BEFORE, _("the business date lies before its last event on %s"),
		cl_day_format(last, day));
	cl_acting_refuse(x, t, v, &e);
	return 1;
}

int cl_acting_officer(struct cl_acting *x, const struct cl_todo *t, const struct cl_view *v,
	struct cl_arena *a, struct cl_err *err)
{
	struct cl_err e = {0}, ignored = {0}; /* a bad date is told where it is used */
	int32_t day = cl_day_parse(cl_acting_value(x, t, v, CL_F_DECIDED_ON, a, &ignored));
	int rc = cl_officer_named(x->run, v->department, x->given.v[CL_F_OFFICER],
		day != CL_NODAY ? day : x->run->today, &e, err);
	if (rc == 0)
		cl_acting_refuse(x, t, v, &e);
	return rc;
}

int cl_acting_beside(struct cl_acting *x, const struct cl_todo *t, const struct cl_view *v,
	int64_t subject, struct cl_arena *a, struct cl_err *err)
{
	struct cl_listed other;
	struct cl_err e = {0};
	int black = strcmp(v->list, "black") == 0;
	if (!black && strcmp(v->list, "red") != 0)
		return 0;
	if (cl_view_listed(x->run, subject, v->id, black ? "red" : "black", x->run->today, a,
		    &other, err) != 0)
		return -1;
	if (other.entry == 0)
		return 0;
	snprintf(e.clause, sizeof e.clause, "5.6(2)");
	cl_fail(&e, CL_E_RULE,
		black ? _("the subject is on the red list (E%lld): end that first with cl-exit "
			  "--reason blacklisted [5.6(2)]")
		      : _("the subject is on the black list (E%lld): it cannot go on the red list "
			  "[5.6(2)]"),
		(long long)other.entry);
	cl_acting_refuse(x, t, v, &e);
	return 1;
}
