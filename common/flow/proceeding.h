/* proceeding: objections and repairs as they stand: the opening, the steps since, the day that
 * holds. What the events hold is written down in records(5). */
#ifndef CL_PROCEEDING_H
#define CL_PROCEEDING_H
#include "flow/acting.h"

struct cl_proceeding {
	struct cl_row_proceeding row;
	const char *number;  /* "O12" */
	struct cl_flat body; /* of the opening, opened */
	int nsteps;
	struct cl_row_step *step;
	struct cl_flat *fact; /* of each step, opened */
	const char *due_on;   /* the day that holds now; "": none */
	int32_t last_on;      /* business date of its latest event */
};

/* Those of a kind ("objection", "repair") of one entry, in order. */
int cl_proceedings_of(struct cl_run *run, int64_t entry, const char *kind, struct cl_arena *a,
	struct cl_proceeding **out, int *n, struct cl_err *err) CL_CHECKED;
/* The one of that number (T12); all of a kind with cl_proceedings_of and entry 0. E_NOPROCEEDING.
 */
int cl_proceeding_load(struct cl_run *run, const char *number, const char *kind, struct cl_arena *a,
	struct cl_proceeding *out, struct cl_err *err) CL_CHECKED;
/* Whether its number stands in the ;-joined list (O12, o12, 12). */
int cl_proceeding_named(const struct cl_proceeding *p, const char *list, struct cl_arena *a);
/* The latest step of that name, or -1. */
int cl_proceeding_step(const struct cl_proceeding *p, const char *name);
/* "O12 wrong, answer due 2026-03-23; …" of what is open on an entry; NULL where nothing is. */
int cl_proceedings_text(struct cl_run *run, int64_t entry, struct cl_arena *a, const char **out,
	struct cl_err *err) CL_CHECKED;

/* The one the run is about: named by the option or the record, or the only open one. 1; 0 where
 * there is none and nothing was named; -2 refused (told); -1. A closed one only when named or the
 * last. */
int cl_proceeding_pick(struct cl_acting *x, const struct cl_todo *t, const struct cl_view *v,
	const char *kind, const char *named, struct cl_arena *a, struct cl_proceeding *out,
	struct cl_err *err) CL_CHECKED;
/* Selection by number: the options' entries become those of the numbers. */
int cl_proceedings_select(
	struct cl_run *run, int option, const char *kind, struct cl_err *err) CL_CHECKED;

/* An event "open" or "step" begun: kind of event, entry, subject, who. */
void cl_proceeding_event(struct cl_acting *x, const struct cl_view *v, const char *kind,
	const char *recorded_for, struct cl_event *ev);
/* A value of which nobody knows what it holds: sealed for persons and where it looks personal. */
void cl_private_set(
	struct cl_flat *body, const char *key, const char *value, int always, struct cl_arena *a);
/* What the record shows of it. due_on NULL: none. */
struct cl_rec *cl_proceeding_record(
	struct cl_acting *x, const char *number, const char *step, const char *due_on);
/* The columns of these programs. */
extern const enum cl_field cl_proceeding_columns[];
void cl_proceeding_output(struct cl_run *run);

/* ---- what both programs do with each entry ---- */
/* Who may, and that the day is not before the last event: 1, 0 refused (told), -1 */
int cl_proceeding_may(struct cl_acting *x, const struct cl_todo *t, const struct cl_view *v,
	const struct cl_proceeding *p, const char *clause, const char **recorded_for,
	struct cl_err *err) CL_CHECKED;
int cl_proceeding_refuse(struct cl_acting *x, const struct cl_todo *t, const struct cl_view *v,
	enum cl_code code, const char *clause, const char *fmt, ...) CL_PRINTF(6, 7);
/* Working days of a parameter after a day; 0 days: no limit, *iso "". *said names the count. */
int cl_proceeding_due(struct cl_run *run, int32_t from, const char *param, struct cl_arena *a,
	const char **iso, int *provisional, struct cl_err *err) CL_CHECKED;
/* "五（3）; from 2026-03-16, 3 working days (repair_accept_wd): due 2026-03-19" in run's arena;
 * NULL without --explain. */
const char *cl_due_explain(struct cl_run *run, const char *clause, const char *from,
	const char *param, const char *due);
/* A value on stdin, else the option's. */
const char *cl_said(
	const struct cl_acting *x, const struct cl_todo *t, enum cl_field f, int option);

/* --open, --overdue, --check: prints them; exit status. */
int cl_proceedings_list(struct cl_run *run, const char *kind);

/* ---- for the next publication ---- */
struct cl_correction {
	int64_t entry;
	const char *number, *decision, *decided_on, *document;
};
/* Objections upheld since a day (correct, supplement, stop, remove), in order of their numbers. */
int cl_corrections(struct cl_run *run, int32_t since, struct cl_arena *a,
	struct cl_correction **out, int *n, struct cl_err *err) CL_CHECKED;
#endif
