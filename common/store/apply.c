/* What each kind of event means for the derived tables; the same code serves the live run and the
 * replay. */
#include "store/inside.h"
#include "base/utf8.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A value of the body, sealed (key#, opened by the caller) or not. */
static const char *get(const struct cl_event *ev, const char *key)
{
	return cl_flat_any(&ev->body, key);
}

static const char *text(const struct cl_event *ev, const char *key)
{
	const char *v = get(ev, key);
	return v != NULL ? v : "";
}

static int64_t number(const char *id)
{
	if (id != NULL && *id >= 'A' && *id <= 'Z')
		id++;
	return id != NULL ? strtoll(id, NULL, 10) : 0;
}

/* What the derivations of an entry read of its body, found in one pass: both are sorted. */
enum fact {
	DEPARTMENT,
	HELD,
	HISTORICAL,
	IDENTS,
	KEY,
	LIST,
	MARKET,
	NAME,
	NAME_KEY,
	PERSON_IDENT,
	RESTORES,
	SUBJECT_KIND,
	VALID_UNTIL,
	WATCH_OF,
	FACTS
};
struct facts {
	const char *v[FACTS];
	unsigned sealed;          /* bits of those that stood under key# */
	const unsigned char *key; /* 16 bytes; NULL: as hex digits in v */
	int known, named;         /* what leads to the subject is there already */
};

#define WANTED(word)                                                                               \
	{                                                                                          \
		word, sizeof word - 1                                                              \
	}
static const struct {
	const char *s;
	size_t n;
} wanted[FACTS] = {WANTED("department"), WANTED("held"), WANTED("historical"), WANTED("idents"),
	WANTED("key"), WANTED("list"), WANTED("market"), WANTED("name"), WANTED("name_key"),
	WANTED("person_ident"), WANTED("restores"), WANTED("subject_kind"), WANTED("valid_until"),
	WANTED("watch_of")};

/* How a wanted key stands to one of a body, sealed or not: below 0 before it. */
static int against(int k, const char *key, int *sealed)
{
	int c = strncmp(wanted[k].s, key, wanted[k].n);
	const char *rest = key + wanted[k].n;
	*sealed = c == 0 && rest[0] == '#' && rest[1] == '\0';
	return c != 0 || *rest == '\0' || *sealed ? c : -1;
}

static void look_up(const struct cl_flat *body, struct facts *f)
{
	for (int i = 0, k = 0, sealed = 0; i < body->n; i++) {
		const struct cl_pair *p = &body->pair[i];
		int c = 1;
		while (k < FACTS && *wanted[k].s < *p->key)
			k++;
		while (k < FACTS && *wanted[k].s == *p->key &&
			(c = against(k, p->key, &sealed)) < 0)
			k++;
		if (k == FACTS || c != 0 || f->v[k] != NULL)
			continue;
		f->v[k] = p->value;
		f->sealed |= (unsigned)sealed << k;
	}
}

static struct facts facts_of(const struct cl_event *ev)
{
	const struct cl_leads *given = ev->leads;
	struct facts f = {.key = NULL};
	if (given == NULL) {
		look_up(&ev->body, &f);
		return f;
	}
	f.v[LIST] = given->list;
	f.v[DEPARTMENT] = given->department;
	f.v[SUBJECT_KIND] = given->kind;
	f.v[IDENTS] = given->idents;
	f.v[MARKET] = given->market ? "yes" : NULL;
	f.v[HELD] = given->held ? "yes" : NULL;
	f.key = given->key;
	f.known = given->known;
	f.named = given->named;
	return f;
}

static const char *or_empty(const char *s)
{
	return s != NULL ? s : "";
}

static int ident_rows(struct cl_store *st, const char *idents, int64_t subject, struct cl_err *err)
{
	char one[80];
	while (idents != NULL && *idents != '\0') {
		size_t n = strcspn(idents, ";"), k = n < sizeof one ? n : sizeof one - 1;
		memcpy(one, idents, k);
		one[k] = '\0';
		if (cl_ident_add(st, one, subject, err) != 0)
			return -1;
		idents += n + (idents[n] != '\0');
	}
	return 0;
}

/* What a subject is found by. Hashes are derived here, never stored in events; a personal number
 * and name come sealed, as person_ident# and name_key#. */
static int subject_rows(
	struct cl_store *st, const struct cl_event *ev, const struct facts *f, struct cl_err *err)
{
	char one[40];
	struct cl_subject_row row = {.id = ev->subject,
		.seq = ev->seq,
		.kind = or_empty(f->v[SUBJECT_KIND]),
		.market = f->v[MARKET] != NULL};
	if (cl_subject_add(st, &row, err) != 0 ||
		ident_rows(st, f->sealed & 1u << IDENTS ? NULL : f->v[IDENTS], ev->subject, err) !=
			0)
		return -1;
	if (f->v[PERSON_IDENT] == NULL)
		return 0;
	return cl_store_personal_ident(st, f->v[PERSON_IDENT], one, err) != 0
		       ? -1
		       : cl_ident_add(st, one, ev->subject, err);
}

/* Whether a folded name that came sealed is a natural person's; a firm's is sealed where it holds a
 * telephone, and found like any firm's. 1, 0, -1 */
static int natural_name(
	struct cl_store *st, const struct cl_event *ev, const struct facts *f, struct cl_err *err)
{
	struct cl_arena a = {0};
	struct cl_subject s;
	const char *kind = f->v[SUBJECT_KIND];
	int rc = kind != NULL ? 1 : cl_store_subject(st, ev->subject, &a, &s, err);
	int natural = rc == 0 || (rc == 1 && strcmp(kind != NULL ? kind : s.kind, "natural") == 0);
	cl_arena_free(&a);
	return rc < 0 ? -1 : natural;
}

/* The hash of the folded name, keyed for natural persons; 0: no name. Bodies of schema 1 hold
 * the folded name itself. */
static int name_hash(struct cl_store *st, const struct cl_event *ev, const struct facts *f,
	int64_t *out, struct cl_err *err)
{
	const char *folded = f->v[NAME_KEY], *name = f->v[NAME];
	int personal = strcmp(or_empty(f->v[SUBJECT_KIND]), "natural") == 0;
	*out = ev->name_hash;
	if (*out != 0)
		return 0;
	if (folded != NULL) {
		personal = f->sealed & 1u << NAME_KEY ? natural_name(st, ev, f, err) : 0;
		return personal < 0 ? -1 : cl_store_name_hash(st, folded, personal, out, err);
	}
	if (name == NULL)
		return 0;
	cl_buf_reset(&st->folded);
	if (cl_fold(name, strlen(name), &st->folded) != 0 || st->folded.n == 0)
		return 0;
	return cl_store_name_hash(st, st->folded.p, personal, out, err);
}

static int queue(struct cl_store *st, const struct cl_event *ev, struct cl_err *err)
{
	const char *until = get(ev, "valid_until");
	return until == NULL || strcmp(until, "9999-12-31") == 0
		       ? 0
		       : cl_sql_run(st, CL_Q_DUE_ADD, err, "ti", until, ev->entry);
}

static int end_rows(struct cl_store *st, const struct cl_event *ev, struct cl_err *err)
{
	return cl_sql_run(st, CL_Q_ENDING_ADD, err, "iitttni", ev->entry, ev->seq,
		text(ev, "exit_reason"), text(ev, "exited_on"), text(ev, "trigger_on"),
		number(get(ev, "caused_by")), (int64_t)(get(ev, "voided") != NULL));
}

static int held(
	struct cl_store *st, const struct cl_event *ev, const struct facts *f, struct cl_err *err)
{
	return f->v[HELD] == NULL ? 0
				  : cl_sql_run(st, CL_Q_MARK_ADD, err, "iiti", ev->entry, ev->seq,
					    "held", (int64_t)1);
}

static int entry_row(struct cl_store *st, const struct cl_event *ev, const struct facts *f,
	int matched, struct cl_err *err)
{
	struct cl_entry_row row = {.id = ev->entry,
		.seq = ev->seq,
		.batch = ev->batch,
		.subject = ev->subject,
		.origin = number(f->v[f->v[RESTORES] != NULL ? RESTORES : WATCH_OF]),
		.list = or_empty(f->v[LIST]),
		.department = or_empty(f->v[DEPARTMENT]),
		.matched = matched,
		.historical = f->v[HISTORICAL] != NULL};
	return cl_entry_add(st, &row, err);
}

/* The name and the entry key lead to owner; for an unmatched entry to minus the entry, and the key
 * to minus the hash. */
static int found_by(struct cl_store *st, const struct cl_event *ev, const struct facts *f,
	int matched, struct cl_err *err)
{
	unsigned char key[16];
	int64_t hash;
	if (f->key == NULL && cl_unhex(or_empty(f->v[KEY]), key, sizeof key) != 0)
		return cl_fail(err, CL_E_CHAIN, _("an event body is malformed"));
	if (name_hash(st, ev, f, &hash, err) != 0 ||
		(matched && !f->known && subject_rows(st, ev, f, err) != 0))
		return -1;
	if (hash != 0 && !f->named &&
		cl_name_add(st, hash, matched ? ev->subject : -ev->entry, err) != 0)
		return -1;
	return cl_key_add(st, matched ? ev->subject : -hash, or_empty(f->v[LIST]),
		or_empty(f->v[DEPARTMENT]), f->key != NULL ? f->key : key, ev->entry, err);
}

/* import, import_past, import_over, import_unmatched, watch, restore */
static int on_entry(struct cl_store *st, const struct cl_event *ev, struct cl_err *err)
{
	int matched = strcmp(ev->kind, "import_unmatched") != 0;
	struct facts f = facts_of(ev);
	if (entry_row(st, ev, &f, matched, err) != 0 || found_by(st, ev, &f, matched, err) != 0 ||
		held(st, ev, &f, err) != 0)
		return -1;
	if (strcmp(ev->kind, "import") == 0 || !matched)
		return 0;
	if (strcmp(ev->kind, "import_over") == 0)
		return end_rows(st, ev, err);
	return strcmp(ev->kind, "import_past") == 0 || strcmp(ev->kind, "watch") == 0 ||
			       strcmp(ev->kind, "restore") == 0
		       ? queue(st, ev, err)
		       : 0;
}

static int on_match(struct cl_store *st, const struct cl_event *ev, struct cl_err *err)
{
	struct facts f = facts_of(ev);
	if (cl_sql_run(st, CL_Q_MATCHING_ADD, err, "iiii", ev->entry, ev->seq, (int64_t)1,
		    ev->subject) != 0 ||
		found_by(st, ev, &f, 1, err) != 0)
		return -1;
	if (strcmp(ev->kind, "match_over") == 0)
		return end_rows(st, ev, err);
	return strcmp(ev->kind, "match_past") == 0 ? queue(st, ev, err) : 0;
}

static int on_not_same(struct cl_store *st, const struct cl_event *ev, struct cl_err *err)
{
	return cl_sql_run(st, CL_Q_MATCHING_ADD, err, "iiii", ev->entry, ev->seq, (int64_t)0,
		number(get(ev, "not_same")));
}

static int unqueue(struct cl_store *st, const struct cl_event *ev, struct cl_err *err)
{
	const char *until = get(ev, "was_until");
	return until == NULL ? 0 : cl_sql_run(st, CL_Q_DUE_DROP, err, "ti", until, ev->entry);
}

static int on_decision(struct cl_store *st, const struct cl_event *ev, struct cl_err *err)
{
	if (cl_sql_run(st, CL_Q_DECISION_ADD, err, "iit", ev->entry, ev->seq, text(ev, "state")) !=
			0 ||
		unqueue(st, ev, err) != 0)
		return -1;
	int64_t hash = 0; /* a corrected name is found too */
	struct facts f = facts_of(ev);
	if (strcmp(ev->kind, "correct") == 0 &&
		(name_hash(st, ev, &f, &hash, err) != 0 ||
			(hash != 0 && cl_name_add(st, hash, ev->subject, err) != 0)))
		return -1;
	if (get(ev, "cleared") != NULL && cl_sql_run(st, CL_Q_MARK_ADD, err, "iiti", ev->entry,
						  ev->seq, "held", (int64_t)0) != 0)
		return -1;
	return strcmp(ev->kind, "confirm") == 0 || strcmp(ev->kind, "correct") == 0
		       ? queue(st, ev, err)
		       : 0;
}

/* The department wrote again: another name or identifier leads to the subject, too. */
static int on_update(struct cl_store *st, const struct cl_event *ev, struct cl_err *err)
{
	int64_t hash;
	struct facts f = facts_of(ev);
	if (on_decision(st, ev, err) != 0 || held(st, ev, &f, err) != 0 ||
		name_hash(st, ev, &f, &hash, err) != 0)
		return -1;
	if (f.v[IDENTS] == NULL && f.v[PERSON_IDENT] == NULL)
		return hash == 0 ? 0 : cl_name_add(st, hash, -ev->entry, err);
	return subject_rows(st, ev, &f, err) != 0 ? -1
	       : hash == 0                        ? 0
						  : cl_name_add(st, hash, ev->subject, err);
}

static int on_exit_event(struct cl_store *st, const struct cl_event *ev, struct cl_err *err)
{
	if (end_rows(st, ev, err) != 0 || unqueue(st, ev, err) != 0)
		return -1;
	const char *c = get(ev, "notice_channels");
	while (c != NULL && *c != '\0') {
		size_t n = strcspn(c, ";");
		char *channel = strndup(c, n);
		int rc =
			channel == NULL
				? -1
				: cl_sql_run(st, CL_Q_NOTICE_ADD, err, "ititti", ev->entry, channel,
					  ev->seq, text(ev, "trigger_on"), text(ev, "notice_due"),
					  (int64_t)(get(ev, "notice_provisional") != NULL));
		free(channel);
		if (rc != 0)
			return -1;
		c += n + (c[n] != '\0');
	}
	return 0;
}

static int on_mark(struct cl_store *st, const struct cl_event *ev, struct cl_err *err)
{
	return cl_sql_run(st, CL_Q_MARK_ADD, err, "iiti", ev->entry, ev->seq, text(ev, "overlay"),
		(int64_t)(get(ev, "ends") == NULL));
}

static int on_register(struct cl_store *st, const struct cl_event *ev, struct cl_err *err)
{
	struct cl_flat f = ev->body;
	struct cl_buf b = {0};
	cl_flat_set(&f, "kind", NULL);
	cl_flat_set(&f, "name", NULL);
	cl_flat_write(&f, &b);
	int rc = cl_sql_run(st, CL_Q_REGISTER_ADD, err, "ttit", text(ev, "kind"), text(ev, "name"),
		ev->seq, b.p);
	cl_buf_free(&b);
	return rc;
}

static int on_batch(struct cl_store *st, const struct cl_event *ev, struct cl_err *err)
{
	return cl_sql_run(st, CL_Q_BATCH_ADD, err, "iitii", ev->batch, ev->seq, text(ev, "token"),
		number(get(ev, "first_entry")), number(get(ev, "last_entry")));
}

/* "1-5;9;12-20" */
static int next_range(const char **p, int64_t *first, int64_t *last)
{
	if (*p == NULL || **p == '\0')
		return 0;
	char *end;
	*first = *last = strtoll(*p, &end, 10);
	if (*end == '-')
		*last = strtoll(end + 1, &end, 10);
	*p = end + (*end == ';');
	return *first > 0;
}

static int on_release(struct cl_store *st, const struct cl_event *ev, struct cl_err *err)
{
	const char *p = get(ev, "listings"), *q = get(ev, "notices");
	int64_t first, last;
	while (next_range(&p, &first, &last))
		if (cl_sql_run(st, CL_Q_ANNOUNCED_ADD, err, "tiiit", text(ev, "channel"), ev->seq,
			    first, last, text(ev, "released_on")) != 0)
			return -1;
	while (next_range(&q, &first, &last))
		for (int64_t e = first; e <= last; e++)
			if (cl_sql_run(st, CL_Q_NOTICE_DONE_ADD, err, "ititt", e,
				    text(ev, "channel"), ev->seq, text(ev, "released_on"),
				    text(ev, "url")) != 0)
				return -1;
	return 0;
}

static int on_notice_done(struct cl_store *st, const struct cl_event *ev, struct cl_err *err)
{
	return cl_sql_run(st, CL_Q_NOTICE_DONE_ADD, err, "ititt", ev->entry, text(ev, "channel"),
		ev->seq, text(ev, "done_on"), text(ev, "proof"));
}

/* A proceeding begins; where its kind marks the entry (objection, repair), so it stands everywhere
 * from then on. */
static int on_open(struct cl_store *st, const struct cl_event *ev, struct cl_err *err)
{
	const char *overlay = get(ev, "overlay");
	if (cl_sql_run(st, CL_Q_PROCEEDING_ADD, err, "itnttt", ev->seq, text(ev, "proceeding"),
		    ev->entry, text(ev, "department"), text(ev, "opened_on"),
		    text(ev, "due_on")) != 0)
		return -1;
	return overlay == NULL ? 0
			       : cl_sql_run(st, CL_Q_MARK_ADD, err, "iiti", ev->entry, ev->seq,
					 overlay, (int64_t)1);
}

static int on_step(struct cl_store *st, const struct cl_event *ev, struct cl_err *err)
{
	const char *overlay = get(ev, "overlay");
	if (cl_sql_run(st, CL_Q_STEP_ADD, err, "iitti", number(get(ev, "proceeding")), ev->seq,
		    text(ev, "step"), text(ev, "taken_on"),
		    (int64_t)(get(ev, "closes") != NULL)) != 0)
		return -1;
	return overlay == NULL ? 0
			       : cl_sql_run(st, CL_Q_MARK_ADD, err, "iiti", ev->entry, ev->seq,
					 overlay, (int64_t)(get(ev, "ends") == NULL));
}

static int on_measure(struct cl_store *st, const struct cl_event *ev, struct cl_err *err)
{
	return cl_sql_run(st, CL_Q_APPLIED_ADD, err, "ittiit", ev->entry, text(ev, "measure"),
		text(ev, "department"), ev->seq, (int64_t)(get(ev, "ends") == NULL),
		text(ev, "on_date"));
}

int cl_apply(struct cl_store *st, const struct cl_event *ev, struct cl_err *err)
{
	static const struct {
		const char *kind; /* a name, or a prefix that ends in _ */
		int (*apply)(struct cl_store *, const struct cl_event *, struct cl_err *);
	} kinds[] = {{"import", on_entry}, {"import_", on_entry}, {"watch", on_entry},
		{"restore", on_entry}, {"correct", on_decision}, {"keep", on_decision},
		{"match", on_match}, {"match_", on_match}, {"not_same", on_not_same},
		{"notify", on_decision}, {"confirm", on_decision}, {"refuse", on_decision},
		{"withdraw", on_decision}, {"clear", on_decision}, {"update", on_update},
		{"renew", on_update}, {"renew_", on_update}, {"exit_", on_exit_event},
		{"mark", on_mark}, {"register", on_register}, {"batch", on_batch},
		{"release", on_release}, {"notice_done", on_notice_done}, {"open", on_open},
		{"step", on_step}, {"measure", on_measure}};
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		size_t n = strlen(kinds[i].kind);
		int prefix = kinds[i].kind[n - 1] == '_';
		if (prefix ? strncmp(ev->kind, kinds[i].kind, n) == 0
			   : strcmp(ev->kind, kinds[i].kind) == 0)
			return kinds[i].apply(st, ev, err);
	}
	return 0; /* a kind that derives nothing */
}
