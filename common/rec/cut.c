#include "rec/cut.h"
#include "base/sixteen.h"
#include <string.h>

/* For bytes that are rare. */
static long count(const char *s, size_t n, char c)
{
	const char *end = s + n;
	long k = 0;
	while (s < end && (s = memchr(s, c, (size_t)(end - s))) != NULL) {
		k++;
		s++;
	}
	return k;
}

/* Up to and with the last c behind which no quote is open, or 0. Where every quote is closed there
 * is an even number of them. */
static size_t closed_at(const char *s, size_t n, char c)
{
	int open = count(s, n, '"') & 1;
	const char *end;
	while ((end = memrchr(s, c, n)) != NULL) {
		size_t at = (size_t)(end - s);
		open ^= count(end, n - at, '"') & 1;
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

long cl_cut_lines(const char *s, size_t n)
{
	const char *end = s + n, *cr = s;
	long k = (long)cl_sixteen_count(s, n, '\n');
	while (cr < end && (cr = memchr(cr, '\r', (size_t)(end - cr))) != NULL) {
		cr++;
		k += cr == end || *cr != '\n';
	}
	return k;
}
