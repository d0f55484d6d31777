#include "flow/outcome.h"
#include "base/date.h"
#include "base/hash.h"
#include "flow/body.h"
#include "rules/mask.h"
#include "store/store.h"
#include <stdio.h>
#include <string.h>

/* The store's hash of the name, which need not be made again then; of natural persons, whose hash
 * is keyed, another. Where rows can be read again, names are told apart as they are written. */
static void name_of(const struct cl_outcomes *x, struct cl_checker *ck, struct cl_checked *k,
	struct cl_outcome *o)
{
	const char *kind = cl_get(&k->rec, SUBJECT_KIND), *name = cl_get(&k->rec, NAME);
	if (x->brief && !o->unmatched) {
		o->name = name != NULL ? cl_hash64(name, strlen(name)) | 1 : 0;
		return;
	}
	if (cl_check_folded(k) == NULL || k->folded_len == 0)
		return;
	o->hashed = x->stores && !k->natural && (kind == NULL || strcmp(kind, "natural") != 0);
	o->name = o->hashed ? (uint64_t)cl_store_public_hash(ck->sha256, k->folded, k->folded_len)
			    : cl_hash64(k->folded, k->folded_len) | 1;
}

static uint8_t list_of(const char *list)
{
	static const char *const lists[] = {"red", "black", "watch"};
	for (uint8_t i = 0; i < 3; i++)
		if (list != NULL && *lists[i] == *list && strcmp(lists[i], list) == 0)
			return i;
	return 0;
}

/* A row of the past that does not say its disclosure, and would be published now. */
static int unpublished(const struct cl_outcomes *x, const struct cl_checked *k)
{
	const char *until = cl_get(&k->rec, VALID_UNTIL);
	return x->defaults->historical && cl_get(&k->rec, DISCLOSURE) == NULL &&
	       cl_get(&k->rec, EXITED_ON) == NULL && strcmp(cl_get(&k->rec, LIST), "watch") != 0 &&
	       (until == NULL || cl_day_parse(until) >= x->today);
}

static void idents(struct cl_checked *k, struct cl_arena *a, struct cl_outcome *o)
{
	o->unmatched = k->nident == 0;
	const char *folded = o->unmatched ? cl_check_folded(k) : NULL;
	o->nident = (uint8_t)(o->unmatched ? 1 : k->nident);
	if (o->unmatched)
		o->ident[0] = cl_sprintf(a, "F%d%s", k->natural, folded != NULL ? folded : "");
	else
		memcpy(o->ident, k->ident, sizeof k->ident);
	o->hash = (uint32_t)(cl_hash64(o->ident[0], strlen(o->ident[0])) >> 32);
}

/* A cell is gone with the next row; what a memo or an option says is not. */
static const char *lasting(const struct cl_outcomes *x, const char *value, struct cl_arena *a)
{
	return value == NULL || value == x->defaults->department ||
			       value == x->defaults->standard || cl_spool_is_steady(x->spool, value)
		       ? value
		       : cl_strdup(a, value);
}

void cl_outcome_make(const struct cl_outcomes *x, struct cl_checker *ck, const struct cl_row *row,
	struct cl_checked *k, struct cl_arena *a, struct cl_buf *bodies, struct cl_outcome *o)
{
	memset(o, 0, sizeof *o);
	o->pos = row->pos;
	o->department = lasting(x, cl_get(&k->rec, DEPARTMENT), a);
	o->standard = lasting(x, cl_get(&k->rec, STANDARD), a);
	o->other_department = k->other_department != 0;
	o->secret = k->secret != 0;
	o->lone = k->secret && cl_columns_lone(row);
	if (k->nerr > 0) {
		size_t size = sizeof *k->err * (size_t)k->nerr;
		o->nerr = k->nerr;
		o->err = memcpy(cl_arena_take(a, size), k->err, size);
		return;
	}
	idents(k, a, o);
	name_of(x, ck, k, o);
	o->natural = k->natural != 0;
	if (k->natural && cl_text_names(x->everybody, cl_get(&k->rec, NAME)))
		o->told = cl_strdup(a, cl_get(&k->rec, NAME));
	o->plain = k->plain != 0;
	o->list = list_of(cl_get(&k->rec, LIST));
	o->hold = k->hold != 0;
	o->unpublished = unpublished(x, k) != 0;
	memcpy(o->key, k->key, sizeof o->key);
	if (x->brief)
		return;
	o->at = (int64_t)bodies->n;
	cl_body_put(x->spool, k, a, bodies);
	o->len = (uint32_t)(bodies->n - (size_t)o->at);
}

struct cl_err *cl_outcome_error(struct cl_outcome *o, const char *header, struct cl_arena *a)
{
	struct cl_err *all = cl_arena_take(a, sizeof *all * (size_t)(o->nerr + 1));
	if (o->nerr > 0)
		memcpy(all, o->err, sizeof *all * (size_t)o->nerr);
	o->err = all;
	struct cl_err *e = &all[o->nerr];
	o->nerr += o->nerr < CL_ROW_ERRORS;
	cl_err_clear(e);
	e->pos = o->pos;
	e->pos.col = 0;
	snprintf(e->field, sizeof e->field, "%s", header != NULL ? header : "");
	return e;
}
