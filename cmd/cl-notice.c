#include "flow/init.h"

int main(int argc, char **argv)
{
	static const struct cl_program program = {
		.name = "cl-notice",
		.synopsis = N_("cl-notice [--due|--overdue|--text|--done] [OPTION…] [-]"),
		.purpose = N_("What must be announced, by when, through which channel."),
		.store = 1,
		.run = cl_notice_run,
	};
	return cl_main(&program, argc, argv);
}
