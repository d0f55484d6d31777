/* acting: what cl-identify and cl-exit share: their input, the one loop inside one transaction,
 * refusals, output. */
#ifndef CL_ACTING_H
#define CL_ACTING_H
#include "flow/select.h"
#include "flow/show.h"

struct cl_todo {
	int64_t entry;
	struct cl_pos pos;
	const struct cl_rec *rec; /* the record on stdin; NULL: by selection */
	int single;               /* named one by one: done or refused, never passed over */
};
struct cl_acting {
	struct cl_run *run;
	struct cl_todo *todo;
	size_t ntodo;
	int read; /* records on stdin were asked for */
	long nread;
	int exits;              /* records of stop and supervision notices are passed over */
	struct cl_shown *shown; /* what is printed at the end */
	size_t nshown, cshown;
	int64_t fresh_from; /* first entry made by this run: shown once, as it stands at the end */
	long passed;        /* selected, but the act cannot apply */
	char last[1024];    /* what was refused last, and how often again: told once */
	long again;
	struct cl_err usage; /* E_USAGE: the command lacks something, and no entry was to blame */
	const char *why; /* what the refusal told next lacked, for --explain; data, so Chinese */
	struct cl_rec given;  /* fields of the options */
	const char *standard; /* for entries that have none */
	struct cl_arena keep;
	struct cl_buf after; /* words for people, said once the run is stored */
	/* one entry: 0 done or refused (told), -1 the run fails */
	int (*one)(struct cl_acting *, const struct cl_todo *, struct cl_view *, struct cl_arena *,
		struct cl_err *);
};
enum { CL_DONE, CL_UNCHANGED, CL_PASSED };

/* Selection or stdin, the loop, commit, output, exit status. */
int cl_acting_run(struct cl_acting *x);
/* For programs that list or write papers: records on stdin where the operand - asks for them, or
 * where entries are needed and no option selects any; before a transaction. Then, inside it, the
 * selection with the entries of the records, of which those that are not there are refused. */
int cl_acting_read(struct cl_acting *x, int needed, struct cl_err *err) CL_CHECKED;
/* Without an act among the options it must come with the records: 1 where none can come, because
 * options select the entries, or the standard input is a terminal. An empty stream is no mistake
 * (RECORDS). */
int cl_acting_idle(const struct cl_run *run);
int cl_acting_want(struct cl_acting *x, struct cl_want *w, struct cl_err *err) CL_CHECKED;
/* Says what came of the records, and frees. */
void cl_acting_read_end(struct cl_acting *x, int failed);
void cl_acting_free(struct cl_acting *x);
void cl_acting_show(struct cl_acting *x, int64_t entry, const char *result, int64_t caused_by,
	int fresh, const char *explain);
/* Fields of the part more for the entry that was shown last under this number; kept until the end
 * (x->keep). */
void cl_acting_more(struct cl_acting *x, int64_t entry, const struct cl_rec *more);
/* A line said after the commit: a receipt, a hint. */
void cl_acting_after(struct cl_acting *x, const char *fmt, ...) CL_PRINTF(2, 3);
/* A value in the user's language. */
const char *cl_shown_value(enum cl_kind kind, const char *wire, struct cl_arena *a);
/* The act's own document or date: stdin's where it differs from the entry's, else the option's. */
const char *cl_acting_value(struct cl_acting *x, const struct cl_todo *t, const struct cl_view *v,
	enum cl_field f, struct cl_arena *a, struct cl_err *err);
/* Facts of an entry as it stands, before options and stdin. */
int cl_facts_of(struct cl_run *run, const struct cl_view *v, struct cl_arena *a, struct cl_facts *f,
	struct cl_err *err) CL_CHECKED;
/* Rule 5: only the identifying department or its successor, or the credit office for it:
 * *recorded_for. 1/0/-1 */
int cl_may_act(struct cl_run *run, const struct cl_view *v, const char **recorded_for,
	struct cl_err *err) CL_CHECKED;

/* ---- refuse.c ---- */
/* Tells the refusal of one entry and keeps it for the output. E_USAGE ends the run instead. */
int cl_acting_refuse(struct cl_acting *x, const struct cl_todo *t, const struct cl_view *v,
	const struct cl_err *e);
/* All that guards missed in one message. */
int cl_acting_lacking(struct cl_acting *x, const struct cl_todo *t, const struct cl_view *v,
	const struct cl_lack *l, const char *clause);
/* A batch that lacks one thing lacks it in every entry: said once, and here how often again. */
void cl_acting_told_again(struct cl_acting *x);
/* A clause as the text cites it, 五（4）之（二） for 5.4(2); in English as it is. */
const char *cl_cited(const char *clause, struct cl_arena *a);
/* 1 (and told) when the record names another state than the present one. */
int cl_acting_stale(
	struct cl_acting *x, const struct cl_todo *t, const struct cl_view *v, struct cl_arena *a);
/* 1 (and told) when the business day lies before the entry's last event, 0, -1. */
int cl_acting_before(struct cl_acting *x, const struct cl_todo *t, const struct cl_view *v,
	struct cl_err *err) CL_CHECKED;
/* 2.5: 1 when --officer may do this for the entry's department on the day of the decision, 0 told,
 * -1. */
int cl_acting_officer(struct cl_acting *x, const struct cl_todo *t, const struct cl_view *v,
	struct cl_arena *a, struct cl_err *err) CL_CHECKED;
/* 5.6(2): 1 (and told) when the subject stands on the other list, beside which the entry would come
 * to be in force, 0, -1. */
int cl_acting_beside(struct cl_acting *x, const struct cl_todo *t, const struct cl_view *v,
	int64_t subject, struct cl_arena *a, struct cl_err *err) CL_CHECKED;

/* ---- ending.c ---- */
struct cl_end {
	enum cl_act act;
	int32_t trigger; /* legal date, which is the day of the exit: not before the validity began
			  */
	const char *document, *conditions_met, *proof, *requested_on, *decided_on, *recorded_for,
		*officer, *approved_by, *duty_fulfilled_on, *standard, *proceeding;
	int64_t caused_by;
};
/* 1 (and told) when an act of that day would lie before the day on which the entry was decided. */
int cl_end_before(
	struct cl_acting *x, const struct cl_todo *t, const struct cl_view *v, int32_t on);
/* Exit, watch entry and notices of one entry that may exit; shows them. */
int cl_end_entry(struct cl_acting *x, const struct cl_view *v, const struct cl_life *row,
	const struct cl_end *end, struct cl_arena *a, struct cl_err *err) CL_CHECKED;

/* ---- again.c ---- */
/* Whether the entry has ended by the exit that is asked for; of a selection by this very act. 1, 0,
 * -1 */
int cl_again_exit(struct cl_acting *x, const struct cl_todo *t, const struct cl_view *v,
	const char *reason, struct cl_arena *a, struct cl_err *err) CL_CHECKED;
/* The same for an entry that bears the overlay (one of several, ;-joined), or no longer bears it.
 */
int cl_again_mark(struct cl_acting *x, const struct cl_todo *t, const struct cl_view *v,
	const char *overlays, int begins, struct cl_arena *a, struct cl_err *err) CL_CHECKED;
/* Shows the entry as unchanged, and what its exit had made. */
int cl_again_show(struct cl_acting *x, const struct cl_view *v, struct cl_arena *a,
	struct cl_err *err) CL_CHECKED;

/* ---- expire.c ---- */
/* Whether the profile asks for the duty before an entry ends by expiry, and this one has one. */
int cl_end_needs_duty(const struct cl_run *run, const struct cl_view *v);
int cl_expired_run(struct cl_run *run); /* cl-exit --expired: exit status */
/* 5.4(3), 5.5: an entry whose review has ended exits at once as expired, unless its last day is
 * still to come; of end what is known of the act. */
int cl_end_reviewed(struct cl_acting *x, int64_t entry, struct cl_end *end, struct cl_arena *a,
	struct cl_err *err) CL_CHECKED;

/* ---- restore.c ---- */
/* The entries of that list that came of v: its watch entry, the red one that it came back as. */
int cl_acting_made(struct cl_acting *x, const struct cl_view *v, const char *list,
	struct cl_arena *a, int64_t **ids, int *n, struct cl_err *err) CL_CHECKED;
/* After a wrong black entry: shows the red ones it had ended, and names their rewards. */
int cl_restorable_show(struct cl_acting *x, const struct cl_view *v, struct cl_arena *a,
	struct cl_err *err) CL_CHECKED;
/* One red entry back for the rest of its validity. */
int cl_restore_one(struct cl_acting *x, const struct cl_todo *t, struct cl_view *v,
	struct cl_arena *a, struct cl_err *err);
/* ---- overlay.c: suspension by a court, review at expiry, a changed standard ---- */
int cl_overlay_one(struct cl_acting *x, const struct cl_todo *t, struct cl_view *v,
	struct cl_arena *a, struct cl_err *err);
int cl_standard_changed(struct cl_run *run);
/* 1 where the standard of --standard-changed is known, in force, and the entry's; 0 told, -1 */
int cl_standard_applies(struct cl_acting *x, const struct cl_todo *t, const struct cl_view *v,
	struct cl_arena *a, struct cl_err *err) CL_CHECKED;

int cl_identify_run(struct cl_run *run);
int cl_exit_run(struct cl_run *run);
int cl_object_run(struct cl_run *run);
int cl_repair_run(struct cl_run *run);
#endif
