/* json: cJSON behind one file. What it lets pass is checked here: duplicate keys, other types than
 * strings, \u0000, text after the value. */
#ifndef CL_JSONREAD_H
#define CL_JSONREAD_H
#include "base/arena.h"
#include "base/err.h"

struct cl_member {
	const char *key, *value; /* value NULL: null */
};
struct cl_object {
	int n;
	struct cl_member *m;
	/* a row of cl-sheet: */
	int ncells; /* -1: no "c" */
	const char **cell;
};

/* One object out of a line. bad gets what makes this record alone unusable; err what makes the
 * input so. 0 or -1. */
int cl_json_object(const char *text, size_t n, struct cl_arena *a, struct cl_object *out,
	struct cl_err *bad, struct cl_err *err) CL_CHECKED;
/* An array of objects as one text. *list gets *count objects; bads as many errors. */
int cl_json_array(const char *text, size_t n, struct cl_arena *a, struct cl_object **list,
	struct cl_err **bads, long *count, struct cl_err *err) CL_CHECKED;
#endif
