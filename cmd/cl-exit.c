#include "flow/acting.h"

int main(int argc, char **argv)
{
	static const struct cl_program program = {
		.name = "cl-exit",
		.synopsis = N_("cl-exit --expired | --reason REASON [OPTION…] [-]"),
		.purpose = N_("End entries for a reason of clauses 5.4 and 5.6."),
		.store = 1,
		.run = cl_exit_run,
	};
	return cl_main(&program, argc, argv);
}
