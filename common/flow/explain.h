/* explain: what --explain says, in one form everywhere: the clause with its sentence, the facts,
 * the days counted. */
#ifndef CL_EXPLAIN_H
#define CL_EXPLAIN_H
#include "flow/run.h"

/* The sentence of a clause ("5.4(2)"), from the database, else as shipped; NULL: no such clause. */
const char *cl_clause_sentence(struct cl_run *run, const char *clause);
/* "5.7: 2026-09-30 + 3 wd = 2026-10-10 (2026-10-08, 2026-10-09, 2026-10-10; not counted: …)". */
const char *cl_explain_due(struct cl_run *run, struct cl_arena *a, const char *clause, int32_t from,
	int wd, int32_t due, int provisional);
/* "5.4(3); trigger 2027-03-12; notice due 2027-03-17 (…)" of an exit. */
const char *cl_explain_exit(struct cl_run *run, struct cl_arena *a, const char *clause,
	int32_t trigger, const char *notice_due, int provisional);
/* "五（4）之（四）；按标准…" for the field explain; NULL without --explain. fmt is a msgid: data is
 * Chinese, whatever the locale. clause may be empty. */
const char *cl_explained(struct cl_run *run, const char *clause, const char *fmt, ...)
	CL_PRINTF(3, 4);
/* Between these two messages are those of data. */
enum cl_lang cl_explain_begin(void); /* what cl_lang_set() puts back */
/* On stderr, under --explain only: the sentence of each clause, once a run. */
void cl_explain_clause(struct cl_run *run, const char *clause);
#endif
