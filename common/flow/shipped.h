/* shipped: the tables of share/ that cl-init puts into a new database, embedded at build time. */
#ifndef CL_SHIPPED_H
#define CL_SHIPPED_H
extern const char cl_shipped_calendar[], cl_shipped_clauses[], cl_shipped_departments[],
	cl_shipped_channels[], cl_shipped_measures[], cl_shipped_hengshan[], cl_shipped_national[];
const char *cl_shipped_profile(const char *name); /* NULL: none of that name */
#endif
