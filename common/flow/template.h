/* template: blank workbooks for departments to fill in (cl-template), per list and per register. */
#ifndef CL_TEMPLATE_H
#define CL_TEMPLATE_H
#include "flow/run.h"

int cl_template_run(struct cl_run *run); /* exit status */
/* A form to print (--form), as HTML. E_USAGE: there is none of that name. */
int cl_form_write(struct cl_run *run, const char *form, struct cl_err *err) CL_CHECKED;
#endif
