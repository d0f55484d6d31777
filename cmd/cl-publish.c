#include "flow/publish.h"

int main(int argc, char **argv)
{
	static const struct cl_program program = {
		.name = "cl-publish",
		.synopsis =
			N_("cl-publish -o DIR | --released CHANNEL --url ADDRESS | --verify DIR"),
		.purpose = N_("Build the public list and record its release."),
		.store = 2,
		.run = cl_publish_run,
	};
	return cl_main(&program, argc, argv);
}
