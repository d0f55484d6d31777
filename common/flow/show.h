/* show: entries out as records, masked (TRUST, "Masks"; RECORDS, "Records on the wire"). */
#ifndef CL_SHOW_H
#define CL_SHOW_H
#include "flow/view.h"

struct cl_shown {
	int64_t entry;
	int fresh;          /* made by this run: a dry run shows no number for it */
	const char *result; /* stored, changed, unchanged, refused; NULL: none */
	int64_t caused_by;
	const char *explain;
	const struct cl_rec *more; /* fields of the part more: proceeding, step …; NULL: none */
};
/* Head, tail, masks; out may be the view's own record. unmasked: names of natural persons in full
 * (a look-up with a purpose). */
void cl_show_fill(struct cl_run *run, const struct cl_view *v, const struct cl_shown *s,
	int unmasked, struct cl_arena *a, struct cl_rec *out);
/* Explaining unit and telephone of the department (2.5) into the record. */
int cl_show_department(struct cl_run *run, const char *department, struct cl_rec *out,
	struct cl_err *err) CL_CHECKED;
/* Prints each entry once, in order, read again in short transactions (a dry run: inside the open
 * one). */
int cl_show_list(
	struct cl_run *run, const struct cl_shown *list, size_t n, struct cl_err *err) CL_CHECKED;
/* The same for those that next gives one after the other: 0 where there are no more, CL_SHOW_READ,
 * CL_SHOW_THERE for one whose view it has filled, with texts of a, CL_SHOW_RECORD for one whose
 * view's record it has made, -1. */
enum { CL_SHOW_READ = 1, CL_SHOW_THERE, CL_SHOW_RECORD };
struct cl_show_source {
	int (*next)(void *data, struct cl_shown *s, struct cl_view *v, struct cl_arena *a,
		struct cl_err *err);
	void *data;
	size_t n; /* about how many */
	int now;  /* no transaction is open: a dry run prints, too */
	int idle; /* nothing else comes of making them: left out where they go to the null device */
	int ahead; /* set by cl_show_begin: it is not told how far it is */
};
int cl_show_each(
	struct cl_run *run, const struct cl_show_source *from, struct cl_err *err) CL_CHECKED;
/* The same beside a commit, for views that are all there already: into a file of the name of -o
 * that gets it only in the end. NULL where that cannot be; else one of the other two must follow.
 */
struct cl_showing;
struct cl_showing *cl_show_begin(struct cl_run *run, const struct cl_show_source *from);
int cl_show_end(struct cl_showing *s, struct cl_err *err) CL_CHECKED; /* it was stored */
void cl_show_drop(struct cl_showing *s); /* it was not; NULL: nothing */
/* 1 for a natural person whose values cannot be opened for lack of the key: the run then ends with
 * E_KEY. */
int cl_show_keyless(struct cl_run *run, const struct cl_view *v);
/* A text with its personal numbers and telephones masked; itself (also NULL) without any. */
const char *cl_show_text_masked(const char *s, struct cl_arena *a);
/* The same, and the person's name, if not NULL. */
const char *cl_show_text_about(const char *s, const char *person, struct cl_arena *a);
/* Masks the number, a natural person's name, in texts, too, and what cl_seal_looks finds in the
 * other fields. */
void cl_show_mask(struct cl_rec *r, int natural, int unmasked, struct cl_arena *a);
#endif
