/* ask: what cl-query is asked: handles, identifiers and names to ranges of entries, and what a
 * look-up of a natural person demands (6.1). Shared by look-ups (query.c) and the screening of many
 * values (screen.c). */
#ifndef CL_ASK_H
#define CL_ASK_H
#include "flow/select.h"

struct cl_query {
	struct cl_run *run;
	struct cl_filter filter;
	struct cl_range *range;
	int nrange, crange;
	int lookup;    /* somebody was asked for by name or number: the exit status says whether in
			  force */
	int by_ids;    /* entries, batches, subjects, states: whatever their state */
	int personal;  /* a natural person was asked for: purpose, register, limits */
	int allowed;   /* purpose and limits were looked at */
	int unmatched; /* rows without identifier: 0 not looked, 1 some, -1 none */
	int undecided; /* an unmatched row or a namesake bears the name */
	int recorded, screening;
	const char *asked, *how;   /* masked, for register and --explain */
	const char *value;         /* the one of many that is screened; NULL: no screening */
	struct cl_arena rows, one; /* of a block of entries, of an entry */
	long shown, in_force, persons;
	unsigned char *seen; /* a bit for each entry that was shown; nseen bytes */
	size_t nseen;
};

/* One thing asked for, by its looks alone. */
struct cl_asked {
	enum { CL_ASKED_HANDLE, CL_ASKED_NUMBER, CL_ASKED_CODE, CL_ASKED_NAME } kind;
	int looked;        /* subject is known */
	int64_t subject;   /* 0: none has that ident */
	const char *given; /* borrowed */
	char ident[40];    /* of a code; of a number once there is a purpose and a key; else "" */
};
void cl_ask_sort_out(struct cl_query *q, const char *given, struct cl_asked *out);
/* Adds the ranges of entries that are an answer. E_PURPOSE, E_LIMIT, E_USAGE. */
int cl_ask(struct cl_query *q, const struct cl_asked *x, struct cl_err *err) CL_CHECKED;
int cl_ask_name(struct cl_query *q, const char *name, struct cl_err *err) CL_CHECKED;
void cl_ask_range(struct cl_query *q, int64_t first, int64_t last);

/* The look-up into the access register, before the first byte of its answer. */
int cl_query_record(
	struct cl_query *q, const char *result, int persons, struct cl_err *err) CL_CHECKED;
/* E_LIMIT where one call finds more natural persons than are allowed without approval. */
int cl_query_within(struct cl_query *q, struct cl_err *err) CL_CHECKED;
/* Entries *from..last, a block of them, into the writer, which keeps them; *from goes on. */
int cl_query_gather(struct cl_query *q, int64_t *from, int64_t last, struct cl_err *err) CL_CHECKED;
void cl_query_free(struct cl_query *q);
/* Tells what ended the run: 2 for input that cannot be read, since 1 is an answer. */
int cl_query_fails(struct cl_run *run, const struct cl_err *e);
/* --screen: exit status. */
int cl_screen_run(struct cl_run *run);
#endif
