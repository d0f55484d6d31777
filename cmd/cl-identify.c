#include "flow/acting.h"

int main(int argc, char **argv)
{
	static const struct cl_program program = {
		.name = "cl-identify",
		.synopsis = N_("cl-identify --confirm|--refuse|--notify|--withdraw|--cleared "
			       "[OPTION…] [-]"),
		.purpose = N_("Record the department's decision on proposed entries."),
		.store = 1,
		.run = cl_identify_run,
	};
	return cl_main(&program, argc, argv);
}
