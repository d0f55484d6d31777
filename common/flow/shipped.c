#include "flow/shipped.h"
#include <stddef.h>
#include <string.h>
#include "flow/shipped.inc"

const char *cl_shipped_profile(const char *name)
{
	if (strcmp(name, "hengshan") == 0)
		return cl_shipped_hengshan;
	return strcmp(name, "national-2026") == 0 ? cl_shipped_national : NULL;
}
