/* lifecycle: share/lifecycle.csv as a table (lifecycle(7)). What is not in it is refused. Pure. */
#ifndef CL_LIFECYCLE_H
#define CL_LIFECYCLE_H
#include <stdint.h>
#include "base/err.h"
#include "rules/policy.h"

enum cl_state {
	CL_S_NONE,
	CL_S_UNMATCHED,
	CL_S_PROPOSED,
	CL_S_NOTIFIED,
	CL_S_ACTIVE,
	CL_S_REFUSED,
	CL_S_WITHDRAWN,
	CL_S_EXITED
};
#define CL_STATES 8
enum cl_act {
	CL_A_IMPORT,
	CL_A_IMPORT_UNMATCHED,
	CL_A_IMPORT_PAST,
	CL_A_IMPORT_OVER,
	CL_A_WATCH,
	CL_A_MATCH,
	CL_A_MATCH_PAST,
	CL_A_MATCH_OVER,
	CL_A_NOTIFY,
	CL_A_CONFIRM,
	CL_A_REFUSE,
	CL_A_WITHDRAW,
	CL_A_CLEAR,
	CL_A_UPDATE,
	CL_A_RENEW,
	CL_A_RENEW_UNMATCHED,
	CL_A_OBJECT,
	CL_A_CORRECT,
	CL_A_STOP,
	CL_A_DISMISS,
	CL_A_REPAIR,
	CL_A_CONSENT,
	CL_A_SUSPEND,
	CL_A_RESUME,
	CL_A_REVIEW,
	CL_A_REVIEW_END,
	CL_A_KEEP,
	CL_A_RESTORE,
	CL_A_EXIT_ERROR,
	CL_A_EXIT_REPAIRED,
	CL_A_EXIT_EXPIRED,
	CL_A_EXIT_STANDARD_CHANGED,
	CL_A_EXIT_BLACKLISTED,
	CL_A_EXIT_MISCONDUCT,
	CL_A_EXIT_UNQUALIFIED,
	CL_A_EXIT_REQUESTED
};
#define CL_ACTS 36
/* What follows from an act besides the new state. */
enum {
	CL_X_QUEUE = 1,   /* enters the due queue */
	CL_X_UNQUEUE = 2, /* leaves it */
	CL_X_END_RED = 4, /* the subject's red entries exit (5.6(2)) */
	CL_X_WATCH = 8,   /* a market entity goes on the watch list at once (5.5) */
	CL_X_NOTICE = 16, /* exit notices become due (5.7) */
	CL_X_VOID = 32    /* the entry never was right (5.4(1)) */
};

/* Everything a guard may look at. Texts NULL where absent. */
struct cl_facts {
	const char *list;
	const char *grounds, *conduct, *effect, *basis, *finding_body, *source_document,
		*source_date, *document, *severity, *repairable, *repair_ways, *repair_bar,
		*award_level, *recommended_by, *permanent_basis, *exit_conditions, *conditions_met,
		*proof, *standard, *officer, *reason, *duty, *duty_fulfilled_on, *scope,
		*approved_by;
	int32_t today, decided_on, valid_from, valid_until, requested_on; /* CL_NODAY: absent */
	int no_end;                                                       /* validity without end */
	int natural, identified, market;
	int32_t birth;            /* natural persons; CL_NODAY unknown */
	const char *age_declared; /* adult, own_income */
	int subject_black;        /* the subject has a black entry in force */
	int published;            /* its listing went out */
	int notified;
	int department_has_officers;
	int32_t statement_until; /* last day on which the notified subject may state its case */
	int same_hand;           /* who runs this imported or changed the entry */
	const struct cl_policy *policy;
	/* objections and repairs (guards_repair.c) */
	const char *claim, *claimant, *evidence, *ways, *bar_stored;
	int ex_officio, reviewed, cause_voided;
	int32_t opened_on, barred_until; /* CL_NODAY: none */
};

#define CL_LACK_MAX 24
struct cl_lack {
	int n;
	struct {
		const char *what; /* wire key of what is missing or wrong; "" for a sentence of its
				     own */
		const char *clause; /* "5.2" */
		const char *text;   /* said when it is no missing field; translated */
	} item[CL_LACK_MAX];
	int warnings; /* of these, the last so many only warn */
	struct {
		const char *what, *clause, *text;
	} warn[CL_LACK_MAX];
	char room[3][192]; /* for sentences that name a day */
	int rooms;
};

#define CL_GUARDS_MAX 6
typedef int cl_guard(
	const struct cl_facts *f, struct cl_lack *lack); /* 0 satisfied, -1: see lack */
struct cl_life {
	enum cl_state from;
	enum cl_act act;
	const char *list; /* "red", "black", "watch", "*" */
	cl_guard *guard[CL_GUARDS_MAX];
	enum cl_state to;
	unsigned effects;
	const char *clause;
	const char *since, *until; /* "" : always */
	int line;
};
extern const struct cl_life cl_lifecycle[];
extern const int cl_lifecycle_rows;

/* The row for a step, or NULL: then *clause is the clause that another state or list would have
 * needed ("" where none). */
const struct cl_life *cl_life_find(
	enum cl_state from, enum cl_act act, const char *list, const char **clause);
/* Tries every guard of a row: 0, or -1 with lack filled (all that is missing, not the first only).
 */
int cl_life_guards(
	const struct cl_life *row, const struct cl_facts *f, struct cl_lack *lack) CL_CHECKED;

const char *cl_state_name(enum cl_state s); /* wire name; "" for NONE */
enum cl_state cl_state_by_name(const char *name);
const char *cl_act_name(enum cl_act a); /* kind of its event: "confirm", "exit_expired" */
/* The exit act of a reason ("expired" …), or -1. */
int cl_act_of_reason(const char *reason);

/* The guards, by the names the table uses. */
cl_guard cl_guard_unpublished, cl_guard_red_complete, cl_guard_no_black, cl_guard_black_complete,
	cl_guard_of_age, cl_guard_watch_complete, cl_guard_with_document, cl_guard_repair_done,
	cl_guard_ended, cl_guard_within, cl_guard_black_or_proof, cl_guard_asked,
	cl_guard_repair_decided;
/* guards_repair.c */
cl_guard cl_guard_claim, cl_guard_answered, cl_guard_reasoned, cl_guard_repairable,
	cl_guard_in_time, cl_guard_duty_done, cl_guard_duty_review, cl_guard_court_document,
	cl_guard_restorable;
/* guards_profile.c */
cl_guard cl_guard_in_scope, cl_guard_heard, cl_guard_two_hands;
#endif
