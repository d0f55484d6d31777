#include "flow/init.h"

int main(int argc, char **argv)
{
	static const struct cl_program program = {
		.name = "cl-audit",
		.synopsis = N_("cl-audit [--verify] [--replay]"),
		.purpose = N_("Prove that nothing was changed behind the programs."),
		.store = 1,
		.run = cl_audit_run,
	};
	return cl_main(&program, argc, argv);
}
