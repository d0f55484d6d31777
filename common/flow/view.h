/* view: one entry as it stands on a day: what was imported, what decisions set since, its state,
 * whether it is in force. Built from the store's rows; everything lands in the caller's arena. */
#ifndef CL_VIEW_H
#define CL_VIEW_H
#include "flow/run.h"
#include "rules/force.h"
#include "rules/lifecycle.h"

struct cl_view {
	int64_t id, subject, batch, origin, end_seq;
	int64_t own; /* the subject number it was imported with */
	int matched; /* 0: unmatched: subject is one of its own, not shown */
	int historical;
	enum cl_state state;
	struct cl_rec
		rec; /* every data field as it holds; head and tail are filled by cl_show_fill */
	const char *list, *department, *key;
	struct cl_span span;
	int in_force;
	int natural, market, identified, held, suspended, review, stopped;
	int declared; /* the row said that the subject is a market entity (5.5) */
	int plain;    /* known to hold nothing that is masked where it is shown */
	int sealed;   /* values that could not be opened: no key here, or erased */
	int notified;
	int32_t notified_on;       /* CL_NODAY: never */
	const char *publish_basis; /* by which a natural person may be published; NULL: none */
	int32_t entered_on;        /* imported, or matched where it came without identifier */
	int32_t last_on;           /* business date of its last event, after the view's day too */
	int32_t until_queued;      /* valid_until in the due queue; CL_NODAY: not in it */
	/* ending */
	const char *accepted; /* FIELD=GIVEN where a suggested number was taken (DATA) */
	const char *reason, *exited_on, *trigger_on, *notice_due, *notice_channels, *not_same;
	const char *repair_bar; /* clause under which repair was barred */
	int64_t caused_by;
	int voided;
};

/* The entry as of day; 1, 0 where it is not there (or was not yet), -1. */
int cl_view_load(struct cl_run *run, int64_t id, int32_t day, struct cl_arena *a, struct cl_view *v,
	struct cl_err *err) CL_CHECKED;
int cl_view_of(struct cl_run *run, const struct cl_row_entry *row, int32_t day, struct cl_arena *a,
	struct cl_view *v, struct cl_err *err) CL_CHECKED;

/* The name of a natural person, which stands masked wherever a text has it; else NULL. */
const char *cl_view_person(const struct cl_view *v);
/* 1 where a view's not_same names the subject: a person decided that the entry is not its. */
int cl_said_not(const char *not_same, int64_t subject);
/* The business date of the entry's last event of whatever kind: v.last_on, or that of a proceeding,
 * a measure, a notice. 0, -1 */
int cl_view_last_on(
	struct cl_run *run, const struct cl_view *v, int32_t *day, struct cl_err *err) CL_CHECKED;

/* An entry of a subject that had not ended by a day. */
struct cl_listed {
	int64_t entry;   /* the first one; 0: none */
	int32_t last_on; /* the latest business date of an event of any */
};
/* Where the subject stands on list on that day (5.6(2)), other than by the entry but. What was
 * decided after the business day of a late record counts too, even if it has ended since. 0, -1 */
int cl_view_listed(struct cl_run *run, int64_t subject, int64_t but, const char *list, int32_t on,
	struct cl_arena *a, struct cl_listed *out, struct cl_err *err) CL_CHECKED;
#endif
