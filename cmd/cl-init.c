#include "flow/init.h"

int main(int argc, char **argv)
{
	static const struct cl_program program = {
		.name = "cl-init",
		.synopsis = N_("cl-init [OPTION…]"),
		.purpose = N_("Make a credit list database with its rules and registers."),
		.store = 0,
		.run = cl_init_run,
	};
	return cl_main(&program, argc, argv);
}
