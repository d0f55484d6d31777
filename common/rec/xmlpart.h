/* xmlpart: one XML part of a package through expat, as a walk along a table of steps. What the
 * table does not name is passed over with all it holds, so that a foreign element can never be
 * taken for one of ours. */
#ifndef CL_XMLPART_H
#define CL_XMLPART_H
#include "rec/zippart.h"

struct cl_xml_step {
	unsigned char in; /* state; 0 is outside the root */
	const char *name; /* local name of an element of the namespaces below */
	unsigned char to; /* its state, 1 or more; a row with to 0 ends the table */
};
struct cl_xml_walk {
	const struct cl_xml_step *steps; /* NULL: only whether the part is well formed */
	/* Any may be NULL. attr: name, value, … NULL; -1 stops the walk with *err set by it. */
	int (*enter)(void *data, int state, const char **attr);
	int (*leave)(void *data, int state);
	int (*text)(void *data, int state, const char *s, size_t n);
	void *data;
};

/* Spreadsheet and relationship namespaces, transitional and strict, whatever their prefix. DOCTYPE
 * is refused. The errors of callbacks are theirs to set; *err is this walk's. */
int cl_xml_part(struct cl_zip *z, const char *part, const struct cl_xml_walk *walk,
	struct cl_err *err) CL_CHECKED;
/* Value of an attribute without a namespace; NULL: absent. */
const char *cl_xml_attr(const char **attr, const char *name);
/* Value of a relationship attribute (r:id) under any prefix, transitional or strict. */
const char *cl_xml_rel_attr(const char **attr, const char *name);
int cl_xml_true(const char *value); /* "1" or "true" */
#endif
