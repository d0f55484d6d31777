#include "flow/acting.h"

int main(int argc, char **argv)
{
	static const struct cl_program program = {
		.name = "cl-repair",
		.synopsis =
			N_("cl-repair --apply|--missing LIST|--supplied|--accept|--refuse|--decide "
			   "DECISION|--open|--overdue [OPTION…] [-]"),
		.purpose = N_("Repair and exit on application (5.1 to 5.3, 5.4(2))."),
		.store = 1,
		.run = cl_repair_run,
	};
	return cl_main(&program, argc, argv);
}
