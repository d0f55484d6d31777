#include "flow/ask.h"
#include "flow/show.h"
#include "base/utf8.h"
#include "rules/ident.h"
#include "rules/mask.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void cl_ask_range(struct cl_query *q, int64_t first, int64_t last)
{
	for (int i = 0; i < q->nrange; i++)
		if (q->range[i].first <= first && last <= q->range[i].last)
			return;
	if (q->nrange > 0 && q->range[q->nrange - 1].last + 1 == first) {
		q->range[q->nrange - 1].last = last;
		return;
	}
	if (q->nrange == q->crange) {
		q->crange = q->crange > 0 ? 2 * q->crange : 16;
		q->range = cl_xrealloc(q->range, sizeof *q->range * (size_t)q->crange);
	}
	q->range[q->nrange++] = (struct cl_range){first, last};
}

void cl_query_free(struct cl_query *q)
{
	free(q->range);
	free(q->seen);
	cl_arena_free(&q->rows);
	cl_arena_free(&q->one);
}

static int add_subject(struct cl_query *q, int64_t subject, struct cl_err *err)
{
	int64_t *ids;
	int n, in_force = q->screening && !q->by_ids && q->filter.state == CL_S_NONE;
	if ((in_force ? cl_store_subject_decided : cl_store_subject_entries)(
		    q->run->store, subject, &q->run->arena, &ids, &n, err) != 0)
		return -1;
	for (int i = 0; i < n; i++)
		cl_ask_range(q, ids[i], ids[i]);
	return 0;
}

/* ---- the access register (6.1): before the first byte of an answer ---- */

int cl_query_record(struct cl_query *q, const char *result, int persons, struct cl_err *err)
{
	struct cl_opts *o = &q->run->opts;
	struct cl_arena *a = &q->run->arena;
	struct cl_access x = {.requester = cl_show_text_masked(cl_opt(o, REQUESTER), a),
		.case_no = cl_show_text_masked(cl_opt(o, CASE), a),
		.approval = cl_show_text_masked(cl_opt(o, APPROVAL), a),
		.asked = cl_show_text_masked(q->asked, a),
		.result = result,
		.persons = persons,
		.counts = q->personal};
	x.purpose = cl_opt(o, PURPOSE) != NULL ? cl_show_text_masked(cl_opt(o, PURPOSE), a)
		    : q->personal              ? NULL
					       : "名单查询";
	q->recorded = 1;
	return cl_store_access(q->run->store, &x, err);
}

int cl_query_within(struct cl_query *q, struct cl_err *err)
{
	int call = cl_policy_int(&q->run->policy, "persons_per_call", err);
	if (call < 0)
		return -1;
	if (!q->personal || q->persons <= call || cl_opt(&q->run->opts, APPROVAL) != NULL)
		return 0;
	return cl_fail(err, CL_E_LIMIT,
		_("%ld persons in one call, %d are allowed without approval (6.1)"), q->persons,
		call);
}

static int limits(struct cl_query *q, struct cl_err *err)
{
	int today, call = cl_policy_int(&q->run->policy, "persons_per_call", err),
		   day = cl_policy_int(&q->run->policy, "persons_per_day", err);
	if (call < 0 || day < 0)
		return -1;
	if (!q->personal || cl_opt(&q->run->opts, APPROVAL) != NULL)
		return 0;
	if (cl_store_access_today(q->run->store, &today, err) != 0)
		return -1;
	if (today < day)
		return 0;
	if (cl_query_record(q, "refused: limit", 0, err) != 0)
		return -1;
	return cl_fail(err, CL_E_LIMIT,
		_("%d persons were looked up today without approval, %d are allowed (6.1)"), today,
		day);
}

static int need_purpose(struct cl_query *q, struct cl_err *err)
{
	q->personal = 1;
	if (q->allowed)
		return 0;
	const char *purpose = cl_opt(&q->run->opts, PURPOSE);
	size_t n = purpose != NULL ? strlen(purpose) : 0;
	if (n > 0)
		cl_trim(&purpose, &n);
	if (n == 0) {
		if (cl_query_record(q, "refused: no purpose", 0, err) != 0)
			return -1;
		return cl_fail(err, CL_E_PURPOSE,
			_("looking up a natural person needs a purpose (6.1); the refusal was "
			  "recorded"));
	}
	if (limits(q, err) != 0 || cl_store_need_key(q->run->store, err) != 0)
		return -1;
	q->allowed = 1;
	return 0;
}

/* ---- what was asked ---- */

static const char *masked(
	struct cl_query *q, const char *s, void (*mask)(const char *, struct cl_buf *))
{
	struct cl_buf b = {0};
	mask(s, &b);
	const char *out = cl_strndup(&q->run->arena, cl_buf_cstr(&b), b.n);
	cl_buf_free(&b);
	return out;
}

/* The subject that bears the ident: 1/0/-1. */
static int subject_of(struct cl_query *q, const struct cl_asked *x, const char *ident, int64_t *out,
	struct cl_err *err)
{
	if (!x->looked)
		return cl_store_by_ident(q->run->store, ident, out, err);
	*out = x->subject;
	return x->subject != 0;
}

/* An unmatched row that bears the subject's name, and of which nobody said that it is another,
 * leaves the answer open. */
static int namesakes(struct cl_query *q, const char *folded, int64_t subject, struct cl_err *err)
{
	int64_t *ids;
	int n, subjects = 0;
	if (cl_store_by_name(q->run->store, folded, &q->run->arena, &ids, &n, err) != 0)
		return -1;
	for (int i = 0; i < n; i++) {
		struct cl_view v;
		if (ids[i] > 0) {
			subjects += ids[i] != subject;
			if (subject == 0 && add_subject(q, ids[i], err) != 0)
				return -1;
			continue;
		}
		int rc = cl_view_load(q->run, -ids[i], q->run->today, &q->run->arena, &v, err);
		if (rc < 0)
			return -1;
		if (rc == 0 || v.matched ||
			(q->filter.list != NULL && strcmp(q->filter.list, v.list) != 0))
			continue;
		if (subject != 0 && cl_said_not(v.not_same, subject))
			continue;
		if (v.state == CL_S_UNMATCHED) {
			q->undecided = 1;
			cl_ask_range(q, v.id, v.id);
		}
	}
	q->undecided |= subject == 0 && subjects > 1;
	return 0;
}

/* 1 where there may be rows without identifier, 0 where there never were, -1. */
static int unmatched(struct cl_query *q, struct cl_err *err)
{
	if (q->unmatched == 0) {
		int rc = cl_store_any_unmatched(q->run->store, err);
		if (rc < 0)
			return -1;
		q->unmatched = rc == 1 ? 1 : -1;
	}
	return q->unmatched > 0;
}

static int names_of_subject(struct cl_query *q, int64_t subject, struct cl_err *err)
{
	int64_t *ids;
	int n;
	struct cl_buf b = {0};
	int rc = unmatched(q, err);
	if (rc <= 0)
		return rc; /* nobody else can bear its names */
	rc = cl_store_subject_entries(q->run->store, subject, &q->run->arena, &ids, &n, err);
	for (int i = 0; rc == 0 && i < n; i++) {
		struct cl_view v;
		rc = cl_view_load(q->run, ids[i], q->run->today, &q->run->arena, &v, err) < 0 ? -1
											      : 0;
		const char *name = rc == 0 ? cl_get(&v.rec, NAME) : NULL;
		cl_buf_reset(&b);
		if (name != NULL && cl_fold(name, strlen(name), &b) == 0)
			rc = namesakes(q, cl_buf_cstr(&b), subject, err);
	}
	cl_buf_free(&b);
	return rc;
}

/* A credit, organisation, registration or tax code: its ident; 0 otherwise. */
static int code_ident(const char *v, char ident[40])
{
	char org[10];
	if (cl_id_org_of(v, org))
		snprintf(ident, 40, "O%s", org);
	else if (strlen(v) == 15 || strlen(v) == 13)
		snprintf(ident, 40, "R%.20s", v);
	else if (strlen(v) == 20)
		snprintf(ident, 40, "T%.20s", v);
	else
		return 0;
	return 1;
}

static int by_code(struct cl_query *q, const struct cl_asked *x, struct cl_err *err)
{
	int64_t subject;
	q->how = "identifier";
	int rc = subject_of(q, x, x->ident, &subject, err);
	if (rc <= 0)
		return rc;
	return add_subject(q, subject, err) != 0 ? -1 : names_of_subject(q, subject, err);
}

static int is_number(const char *v, int32_t today)
{
	size_t n = strlen(v);
	if ((n == 18 || n == 15) && (cl_id_citizen(v, today) & ~(unsigned)CL_IDF_REGION) == 0)
		return 1; /* one that is not sound is told, as a code is: it must not read as "no"
			   */
	return n >= 8 && n <= 18 &&
	       (cl_id_residence(v, today) == 0 || cl_id_passport(v) == 0 || cl_id_hkmo(v) == 0 ||
		       cl_id_taiwan(v) == 0);
}

/* An entry from before old numbers were found by their new ones: whoever bears the number of 15
 * digits as such. 1/0/-1 */
static int by_old_number(
	struct cl_query *q, const char *given, const char *v, int64_t known, struct cl_err *err)
{
	char old[16], ident[40];
	int64_t subject;
	if (!cl_id_to_15(v, old))
		return 0;
	if (cl_store_personal_ident(q->run->store, old, ident, err) != 0)
		return -1;
	int rc = cl_store_by_ident(q->run->store, ident, &subject, err);
	if (rc != 1 || subject == known)
		return rc;
	q->asked = masked(q, given, cl_mask_number);
	return add_subject(q, subject, err);
}

/* As identifiers are stored, also where it stands as on a licence. */
static void plain_form(const char *given, char v[64])
{
	char bare[64];
	cl_id_normal(given, v, 64);
	if (strpbrk(v, "-(") != NULL && cl_id_bare(v, bare))
		memcpy(v, bare, 64);
}

/* What reads as an old personal number may be a firm's registration number, and a firm is asked for
 * without a purpose. 1: one was found. */
static int by_registration(struct cl_query *q, const char *v, struct cl_err *err)
{
	char ident[40];
	int64_t subject;
	if (strlen(v) != 15 || cl_id_reg(v) != 0 || !code_ident(v, ident))
		return 0;
	int rc = cl_store_by_ident(q->run->store, ident, &subject, err);
	if (rc == 1 && add_subject(q, subject, err) != 0)
		return -1;
	return rc;
}

static int by_number(struct cl_query *q, const struct cl_asked *x, struct cl_err *err)
{
	char v[64], own[40], new[19];
	const char *ident = x->ident;
	int64_t subject = 0;
	plain_form(x->given, v);
	const char *number = cl_id_of_15(v, new) ? new : v;
	int both = cl_id_uscc(v) == 0 || /* by chance, or a firm's that looks like a person's */
		   (strlen(v) == 15 && cl_id_reg(v) == 0);
	q->how = "identifier";
	if (q->allowed && x->looked && x->subject == 0 && !both)
		return by_old_number(q, v, number, 0, err) < 0 ? -1 : 0;
	int firm = by_registration(q, v, err);
	if (firm != 0 && (firm < 0 || cl_opt(&q->run->opts, PURPOSE) == NULL))
		return firm < 0 ? -1 : 0;
	q->asked = masked(q, v, cl_mask_number);
	if (need_purpose(q, err) != 0)
		return -1;
	if (*ident == '\0') {
		if (cl_store_personal_ident(q->run->store, number, own, err) != 0)
			return -1;
		ident = own;
	}
	int rc = subject_of(q, x, ident, &subject, err);
	if (rc == 0 && both && firm == 0 && code_ident(v, own))
		rc = cl_store_by_ident(q->run->store, own, &subject, err);
	if (rc < 0 || (rc == 1 && add_subject(q, subject, err) != 0))
		return -1;
	return by_old_number(q, v, number, rc == 1 ? subject : 0, err) < 0 ? -1 : 0;
}

int cl_ask_name(struct cl_query *q, const char *name, struct cl_err *err)
{
	struct cl_buf b = {0};
	q->asked = name;
	q->how = "name";
	if (cl_name_personal(name)) {
		q->asked = masked(q, name, cl_mask_name);
		if (need_purpose(q, err) != 0)
			return -1;
	}
	int rc = cl_fold(name, strlen(name), &b) != 0
			 ? cl_fail(err, CL_E_USAGE, _("%s is no name"), name)
			 : namesakes(q, cl_buf_cstr(&b), 0, err);
	cl_buf_free(&b);
	return rc;
}

static int looks_ascii(const char *s)
{
	for (; *s != '\0'; s++)
		if ((unsigned char)*s >= 0x80)
			return 0;
	return 1;
}

/* E1, S1, B1 */
static int is_handle(const char *s, int64_t *id)
{
	char kind = (char)(*s & ~0x20);
	return (kind == 'E' || kind == 'S' || kind == 'B') && cl_id_parse(s, kind, id) == 0;
}

/* E12345678 is a passport's number, too: where there are not so many entries it is no handle. */
static int is_passport(struct cl_query *q, const char *s, int64_t id)
{
	struct cl_err quiet = {0};
	return cl_id_passport(s) == 0 && id > cl_store_max_entry(q->run->store, &quiet);
}

static int by_handle(struct cl_query *q, const char *s, struct cl_err *err)
{
	int64_t id, first, last, max;
	int rc = 0;
	if (!is_handle(s, &id))
		return 0;
	q->by_ids = 1;
	switch (*s & ~0x20) {
	case 'S':
		return add_subject(q, id, err);
	case 'B':
		rc = cl_store_batch(q->run->store, id, &first, &last, err);
		break;
	default:
		first = last = id;
		max = cl_store_max_entry(q->run->store, err);
		rc = max < 0 ? -1 : id <= max;
	}
	if (rc == 1)
		cl_ask_range(q, first, last);
	return rc < 0 ? -1 : 0;
}

void cl_ask_sort_out(struct cl_query *q, const char *given, struct cl_asked *out)
{
	char v[64], new[19];
	int64_t id;
	struct cl_err quiet = {0};
	*out = (struct cl_asked){.kind = CL_ASKED_NAME, .given = given};
	if (is_handle(given, &id) && !is_passport(q, given, id)) {
		out->kind = CL_ASKED_HANDLE;
		return;
	}
	plain_form(given, v);
	if (!looks_ascii(v))
		return;
	if (is_number(v, q->run->today)) {
		out->kind = CL_ASKED_NUMBER;
		if (cl_opt(&q->run->opts, PURPOSE) == NULL ||
			cl_store_personal_ident(q->run->store, cl_id_of_15(v, new) ? new : v,
				out->ident, &quiet) != 0)
			out->ident[0] = '\0';
	} else if (code_ident(v, out->ident)) {
		out->kind = CL_ASKED_CODE;
	}
}

/* A number of 16 to 19 characters, most of them digits, that lost one or got one too many. */
static int is_cut(const char *v)
{
	size_t n = strlen(v), digits = 0;
	for (size_t i = 0; i < n; i++)
		digits += v[i] >= '0' && v[i] <= '9';
	return n >= 16 && n <= 19 && digits >= 10 &&
	       v[strspn(v, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")] == '\0';
}

/* A text of 18 characters that is no sound code is no name either. */
static int by_text(struct cl_query *q, const char *s, struct cl_err *err)
{
	char v[64];
	size_t n = strlen(s);
	cl_trim(&s, &n);
	if (n == 0) /* a variable that is empty must not read as "not on the list" */
		return cl_fail(err, CL_E_USAGE, _("whom? the identifier or name is empty"));
	cl_id_normal(s, v, sizeof v);
	if (looks_ascii(v) && (strlen(v) == 18 || is_cut(v)))
		return cl_fail(err, CL_E_USAGE, _("%s is no sound identifier: %s"),
			v[strspn(v, "0123456789X")] == '\0' ? masked(q, v, cl_mask_number) : v,
			cl_code_says(strlen(v) != 18                ? CL_E_ID_LENGTH
				     : cl_id_uscc(v) & CL_IDF_CHECK ? CL_E_ID_CHECK
								    : CL_E_ID_CHARSET));
	return cl_ask_name(q, s, err);
}

int cl_ask(struct cl_query *q, const struct cl_asked *x, struct cl_err *err)
{
	if (x->kind == CL_ASKED_HANDLE)
		return by_handle(q, x->given, err);
	q->lookup = 1;
	q->asked = x->given;
	return x->kind == CL_ASKED_NUMBER ? by_number(q, x, err)
	       : x->kind == CL_ASKED_CODE ? by_code(q, x, err)
					  : by_text(q, x->given, err);
}
