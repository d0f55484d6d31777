#include "flow/acting.h"

int main(int argc, char **argv)
{
	static const struct cl_program program = {
		.name = "cl-object",
		.synopsis = N_("cl-object --file|--ex-officio|--extend|--decide DECISION|--open|"
			       "--overdue [OPTION…] [-]"),
		.purpose = N_("Receive and answer objections (5.4(1), 5.6(1))."),
		.store = 1,
		.run = cl_object_run,
	};
	return cl_main(&program, argc, argv);
}
