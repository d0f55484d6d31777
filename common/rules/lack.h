/* lack: how guards tell what is missing or wrong (struct cl_lack of rules/lifecycle.h). Pure; what
 * is told is borrowed and must outlive the list, or stand in its room. */
#ifndef CL_LACK_H
#define CL_LACK_H
#include "rules/lifecycle.h"

/* Refuses for it; what the list cannot hold any more is refused all the same by what it holds. */
void cl_lack_say(struct cl_lack *l, const char *what, const char *clause, const char *text);
void cl_lack_warn(struct cl_lack *l, const char *what, const char *clause, const char *text);
/* The profile's parameter decides between silence, a warning and a refusal. Unknown: a refusal. */
void cl_lack_level(struct cl_lack *l, const struct cl_facts *f, const char *param, const char *what,
	const char *clause, const char *text);
/* Room of CL_LACK_ROOM bytes for a sentence that names a day; the last is used again when all are.
 */
#define CL_LACK_ROOM sizeof((struct cl_lack *)0)->room[0]
char *cl_lack_room(struct cl_lack *l);
/* A guard's answer: 0 when nothing was said since there were before items, else -1. */
int cl_lack_verdict(const struct cl_lack *l, int before);
#endif
