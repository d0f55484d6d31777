#include "rec/cut.h"
#include "base/sixteen.h"
#include <string.h>

/* Up to and with the last c behind which no quote is open, or 0. Where every quote is closed there
 * is an even number of them. */
static size_t closed_at(const char *s, size_t n, char c)
{
	size_t open = cl_sixteen_count(s, n, '"') & 1;
	const char *end;
	while ((end = memrchr(s, c, n)) != NULL) {
		size_t at = (size_t)(end - s);
		open ^= cl_sixteen_count(end, n - at, '"') & 1;
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

/* The line ends among sixteen bytes, behind which there is one more, as ones. */
static cl_sixteen line_ends(const char *s)
{
	const cl_sixteen x = cl_sixteen_at(s), next = cl_sixteen_at(s + 1);
	return ((cl_sixteen)(x == '\n') | ((cl_sixteen)(x == '\r') & (cl_sixteen)(next != '\n'))) &
	       1;
}

long cl_cut_lines(const char *s, size_t n)
{
	const char *end = s + n;
	size_t found = 0, left;
	while (s < end && (left = (size_t)(end - s - 1) / sizeof(cl_sixteen)) > 0) {
		cl_sixteen sum = {0};
		for (left = left < CL_SIXTEEN_SUMS ? left : CL_SIXTEEN_SUMS; left > 0; left--) {
			sum += line_ends(s);
			s += sizeof sum;
		}
		found += cl_sixteen_sum(sum);
	}
	for (; s < end; s++)
		found += *s == '\n' || (*s == '\r' && (s + 1 == end || s[1] != '\n'));
	return (long)found;
}
