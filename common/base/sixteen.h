/* sixteen: that many bytes at once, as vectors of the compiler's; without such registers it makes
 * other code of them. */
#ifndef CL_SIXTEEN_H
#define CL_SIXTEEN_H
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

typedef unsigned char cl_sixteen __attribute__((vector_size(16)));
typedef signed char cl_sixteen_signed __attribute__((vector_size(16)));

static inline cl_sixteen cl_sixteen_at(const void *p)
{
	cl_sixteen x;
	memcpy(&x, p, sizeof x);
	return x;
}

/* A comparison leaves 0xff in the bytes for which it holds: 1 where there are none. */
static inline int cl_sixteen_none(cl_sixteen x)
{
	uint64_t half[2];
	memcpy(half, &x, sizeof half);
	return (half[0] | half[1]) == 0;
}

/* Of the result of a comparison a bit for each byte, the first byte's the lowest. */
static inline unsigned cl_sixteen_bits(cl_sixteen x)
{
#ifdef __SSE2__
	return (unsigned)_mm_movemask_epi8((__m128i)x);
#else
	unsigned bits = 0;
	for (unsigned i = 0; i < sizeof x; i++)
		bits |= (x[i] & 1u) << i;
	return bits;
#endif
}

/* The bytes added up; at most 255 in all. */
static inline unsigned cl_sixteen_sum(cl_sixteen x)
{
	uint64_t half[2];
	memcpy(half, &x, sizeof half);
	return (unsigned)((half[0] + half[1]) * (UINT64_MAX / 255) >> 56);
}

/* So many times sixteen bytes, of which each gives one at the most, can be added up at once. */
#define CL_SIXTEEN_SUMS 15

/* How often c stands among n bytes. */
static inline size_t cl_sixteen_count(const char *s, size_t n, char c)
{
	const char *end = s + n;
	size_t found = 0, left;
	while ((left = (size_t)(end - s) / sizeof(cl_sixteen)) > 0) {
		cl_sixteen sum = {0};
		for (left = left < CL_SIXTEEN_SUMS ? left : CL_SIXTEEN_SUMS; left > 0; left--) {
			sum -= (cl_sixteen)(cl_sixteen_at(s) == (unsigned char)c);
			s += sizeof sum;
		}
		found += cl_sixteen_sum(sum);
	}
	for (; s < end; s++)
		found += *s == c;
	return found;
}
#endif
