#include "flow/sheet.h"

int main(int argc, char **argv)
{
	static const struct cl_program program = {
		.name = "cl-sheet",
		.synopsis = N_("cl-sheet [OPTION…] [FILE|-]"),
		.purpose = N_("Print the rows of a spreadsheet, one JSON object each."),
		.store = 0,
		.run = cl_sheet_run,
		.version = cl_sheet_version,
	};
	return cl_main(&program, argc, argv);
}
