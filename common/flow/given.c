#include "flow/given.h"
#include "base/date.h"
#include "base/utf8.h"
#include "flow/show.h"
#include "rules/datecell.h"
#include "rules/force.h"
#include "rules/mask.h"
#include <string.h>

static const char *date_value(
	enum cl_field f, const char *text, struct cl_arena *a, struct cl_err *err)
{
	struct cl_datecell c;
	char iso[11];
	cl_datecell_parse(text, &c);
	if (c.kind == CL_DC_OPEN && f == CL_F_VALID_UNTIL)
		return "9999-12-31";
	if (c.kind == CL_DC_DAY && c.day != CL_NODAY)
		return cl_strdup(a, cl_day_format(c.day, iso));
	cl_fail(err, CL_E_DATE, _("%s: %s is no date"), cl_fields[f].label, text);
	return NULL;
}

const char *cl_given_value(
	enum cl_field f, const char *text, struct cl_arena *a, struct cl_err *err)
{
	if (cl_fields[f].kind == CL_K_DATE)
		return date_value(f, text, a, err);
	if (cl_fields[f].kind == CL_K_DOCUMENT) {
		if (cl_document_is_normal(text))
			return text;
		struct cl_buf b = {0};
		cl_document_normal(text, &b);
		const char *out = cl_strndup(a, cl_buf_cstr(&b), b.n);
		cl_buf_free(&b);
		return out;
	}
	const char *wire = cl_value_wire(cl_fields[f].kind, text, a);
	if (wire == NULL)
		cl_fail(err, CL_E_ENUM, _("%s: %s is none of %s"), cl_fields[f].label, text,
			cl_value_list(cl_fields[f].kind, a));
	return wire;
}

int cl_given_text(struct cl_run *run, int id, const char **out, struct cl_err *err)
{
	const char *s = run->opts.val[id];
	size_t n = s != NULL ? strlen(s) : 0;
	*out = s;
	if (s == NULL)
		return 0;
	cl_trim(&s, &n);
	return n > 0 ? 0 : cl_fail(err, CL_E_USAGE, _("--%s needs a value"), cl_options[id].name);
}

int cl_given_masked(const char *s)
{
	for (; (s = strstr(s, "****")) != NULL; s += strspn(s, "*"))
		if (s[strspn(s, "*")] >= '0' && s[strspn(s, "*")] <= '9')
			return 1;
	return 0;
}

int cl_given_fields(struct cl_run *run, struct cl_rec *out, struct cl_err *err)
{
	static const struct {
		int option;
		enum cl_field field;
	} map[] = {{CL_O_DOCUMENT, CL_F_DOCUMENT}, {CL_O_DECIDED_ON, CL_F_DECIDED_ON},
		{CL_O_FROM, CL_F_VALID_FROM}, {CL_O_UNTIL, CL_F_VALID_UNTIL},
		{CL_O_BASIS, CL_F_BASIS}, {CL_O_FINDING_BODY, CL_F_FINDING_BODY},
		{CL_O_SOURCE_DOCUMENT, CL_F_SOURCE_DOCUMENT}, {CL_O_SOURCE_DATE, CL_F_SOURCE_DATE},
		{CL_O_GROUNDS, CL_F_GROUNDS}, {CL_O_CONDUCT, CL_F_CONDUCT},
		{CL_O_EFFECT, CL_F_EFFECT}, {CL_O_AWARD_LEVEL, CL_F_AWARD_LEVEL},
		{CL_O_RECOMMENDED_BY, CL_F_RECOMMENDED_BY}, {CL_O_SEVERITY, CL_F_SEVERITY},
		{CL_O_SCOPE, CL_F_SCOPE}, {CL_O_REPAIRABLE, CL_F_REPAIRABLE},
		{CL_O_REPAIR_WAYS, CL_F_REPAIR_WAYS}, {CL_O_EXIT_CONDITIONS, CL_F_EXIT_CONDITIONS},
		{CL_O_DUTY, CL_F_DUTY}, {CL_O_DUTY_FULFILLED_ON, CL_F_DUTY_FULFILLED_ON},
		{CL_O_DISCLOSURE, CL_F_DISCLOSURE}, {CL_O_OFFICER, CL_F_OFFICER},
		{CL_O_APPROVED_BY, CL_F_APPROVED_BY}};
	memset(out, 0, sizeof *out);
	for (size_t i = 0; i < sizeof map / sizeof *map; i++) {
		const char *s = run->opts.val[map[i].option];
		struct cl_err inner = {0};
		if (s == NULL || *s == '\0')
			continue;
		if (cl_given_masked(s))
			return cl_fail(err, CL_E_USAGE,
				_("--%s: %s is masked: give the text itself"),
				cl_options[map[i].option].name, s);
		out->v[map[i].field] = cl_given_value(map[i].field, s, &run->arena, &inner);
		if (out->v[map[i].field] == NULL)
			return cl_fail(err, CL_E_USAGE, "--%s: %s", cl_options[map[i].option].name,
				inner.text);
	}
	return 0;
}

/* The person's name as records show it. */
static int holds_name_mask(const char *s, const char *person)
{
	struct cl_buf b = {0};
	if (person == NULL)
		return 0;
	cl_mask_name(person, &b);
	int held = b.n > 0 && strstr(s, cl_buf_cstr(&b)) != NULL;
	cl_buf_free(&b);
	return held;
}

int cl_given_shown(const char *in, const char *stored, const char *person, struct cl_arena *a)
{
	return strcmp(in, stored) == 0 || strcmp(in, cl_show_text_masked(stored, a)) == 0 ||
	       strcmp(in, cl_show_text_about(stored, person, a)) == 0;
}

const char *cl_given_differs(const struct cl_rec *rec, enum cl_field f, const struct cl_view *v,
	struct cl_arena *a, struct cl_err *err)
{
	const char *in = rec->v[f], *stored = v->rec.v[f], *person = cl_view_person(v);
	if (in == NULL || (stored != NULL && cl_given_shown(in, stored, person, a)))
		return NULL;
	if (cl_given_masked(in) || holds_name_mask(in, person)) {
		cl_fail(err, CL_E_FORMAT, _("%s: %s is masked: give the text itself"),
			cl_fields[f].label, in);
		return NULL;
	}
	const char *wire = cl_given_value(f, in, a, err);
	return wire != NULL && stored != NULL && strcmp(wire, stored) == 0 ? NULL : wire;
}
