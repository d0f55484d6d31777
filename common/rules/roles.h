/* roles: who may do what with whose entries (2.5, 6.1; share/roles.csv). What is not in the table
 * is denied. Pure. */
#ifndef CL_ROLES_H
#define CL_ROLES_H

enum cl_role {
	CL_R_CLERK,         /* a department's own */
	CL_R_CREDIT_OFFICE, /* gathers, publishes, keeps the registers (3.1) */
	CL_R_SUPERVISOR,    /* coordinates, guides, supervises (2.4) */
	CL_R_AUDITOR,
	CL_R_QUERY /* of another agency, for its approvals (4.1) */
};
#define CL_ROLES 5
/* Ordered: more reaches further. */
enum cl_reach {
	CL_MAY_NOT,
	CL_MAY_OWN, /* what is the own department's */
	CL_MAY_FOR, /* and another one's decision, when its document is given (代录) */
	CL_MAY_ALL  /* whatever department */
};
struct cl_right {
	const char *command; /* "cl-exit", "cl-exit:expired" */
	enum cl_reach reach[CL_ROLES];
	const char *duty; /* word among an officer's duties; "": none is asked for */
	const char *clause;
};
extern const struct cl_right cl_rights[];
extern const int cl_rights_rows;

/* One role in one department: a user may hold several. */
struct cl_post {
	enum cl_role role;
	const char *department; /* NULL: none */
};

const char *cl_role_name(enum cl_role r); /* wire name */
int cl_role_by_name(const char *name);    /* wire name; -1: none */
/* NULL: no such command, so denied. */
const struct cl_right *cl_right_of(const char *command);
enum cl_reach cl_role_reach(enum cl_role r, const char *command);
/* 1 when one of the posts may do it with department's matter (NULL: with nobody's in particular:
 * whoever has any reach); *recorded_for is 1 where only as a record of the department's own
 * decision. */
int cl_posts_may(const struct cl_post *p, int n, const char *command, const char *department,
	int *recorded_for);
/* Whether a ;-joined list of duties holds the word; an empty list holds all. */
int cl_duty_held(const char *duties, const char *word);
#endif
