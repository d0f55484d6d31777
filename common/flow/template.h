/* template: blank workbooks for departments to fill in (cl-template), per list and per register. */
#ifndef CL_TEMPLATE_H
#define CL_TEMPLATE_H
#include "flow/run.h"

int cl_template_run(struct cl_run *run); /* exit status */
#endif
