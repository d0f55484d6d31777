#include "flow/sitetext.h"
#include "flow/sitetext.inc"
