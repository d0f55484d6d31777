/* query: look up and list (cl-query). */
#ifndef CL_QUERY_H
#define CL_QUERY_H
#include "flow/run.h"
int cl_query_run(struct cl_run *run);
#endif
