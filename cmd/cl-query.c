#include "flow/query.h"

int main(int argc, char **argv)
{
	static const struct cl_program program = {
		.name = "cl-query",
		.synopsis = N_("cl-query [OPTION…] [IDENTIFIER|NAME|E1|S1|B1 …|-]"),
		.purpose = N_("Look up and list entries."),
		.store = 1,
		.run = cl_query_run,
		.personal = 1,
	};
	return cl_main(&program, argc, argv);
}
