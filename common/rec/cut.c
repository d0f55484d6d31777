#include "rec/cut.h"
#include "base/lanes.h"
#include <string.h>

/* Up to and with the last c behind which no quote is open, or 0. Where every quote is closed there
 * is an even number of them. */
static size_t closed_at(const char *s, size_t n, char c)
{
	size_t open = cl_lanes_count(s, n, '"') & 1;
	const char *end;
	while ((end = memrchr(s, c, n)) != NULL) {
		size_t at = (size_t)(end - s);
		open ^= cl_lanes_count(end, n - at, '"') & 1;
		if (!open)
			return at + 1;
		n = at;
	}
	return 0;
}

size_t cl_cut_whole(const char *s, size_t n)
{
	if (n > 0 && s[n - 1] == '\r')
		n--; /* its \n may follow */
	size_t at = closed_at(s, n, '\n');
	return at > 0 || memchr(s, '\n', n) != NULL ? at : closed_at(s, n, '\r');
}
