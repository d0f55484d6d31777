/* share/schema.sql and share/access.sql, embedded. */
#include "store/inside.h"
#include "store/schema.inc"
