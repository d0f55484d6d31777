#include "flow/import.h"

int main(int argc, char **argv)
{
	static const struct cl_program program = {
		.name = "cl-import",
		.synopsis = N_("cl-import [OPTION…] [FILE|-]"),
		.purpose = N_("Check department rows and store them as proposed entries."),
		.store = 1,
		.run = cl_import_run,
	};
	return cl_main(&program, argc, argv);
}
