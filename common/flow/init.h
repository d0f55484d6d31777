/* init: a database with its profile and the shipped registers (cl-init). */
#ifndef CL_INIT_H
#define CL_INIT_H
#include "flow/run.h"
int cl_init_run(struct cl_run *run);
int cl_audit_run(struct cl_run *run);
int cl_notice_run(struct cl_run *run);
#endif
