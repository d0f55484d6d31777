#include "flow/report.h"

int main(int argc, char **argv)
{
	static const struct cl_program program = {
		.name = "cl-report",
		.synopsis =
			N_("cl-report [--group KEYS] [--month YYYY-MM] [--late|--use] [OPTION…]"),
		.purpose = N_("Counts, lateness and use, by department, list, field and month."),
		.store = 1,
		.run = cl_report_run,
	};
	return cl_main(&program, argc, argv);
}
