#include "flow/template.h"

int main(int argc, char **argv)
{
	static const struct cl_program program = {
		.name = "cl-template",
		.synopsis = N_("cl-template --list LIST|--kind REGISTER|--form FORM [-o FILE]"),
		.purpose = N_("Write a blank workbook or form to fill in."),
		.store = 1,
		.run = cl_template_run,
	};
	return cl_main(&program, argc, argv);
}
