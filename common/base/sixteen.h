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

/* How often c stands among n bytes. */
static inline size_t cl_sixteen_count(const char *s, size_t n, char c)
{
	size_t i = 0, found = 0;
	while (i + sizeof(cl_sixteen) <= n) {
		cl_sixteen sum = {0};
		for (int k = 0; k < 15 && i + sizeof sum <= n; k++, i += sizeof sum)
			sum -= (cl_sixteen)(cl_sixteen_at(s + i) == (unsigned char)c);
		found += cl_sixteen_sum(sum);
	}
	for (; i < n; i++)
		found += s[i] == c;
	return found;
}

/* How often c stands among n bytes without next behind it. */
static inline size_t cl_sixteen_lone(const char *s, size_t n, char c, char next)
{
	size_t i = 0, found = 0;
	while (i + sizeof(cl_sixteen) < n) {
		cl_sixteen sum = {0};
		for (int k = 0; k < 15 && i + sizeof sum < n; k++, i += sizeof sum)
			sum -= (cl_sixteen)(cl_sixteen_at(s + i) == (unsigned char)c) &
			       (cl_sixteen)(cl_sixteen_at(s + i + 1) != (unsigned char)next);
		found += cl_sixteen_sum(sum);
	}
	for (; i < n; i++)
		found += s[i] == c && (i + 1 == n || s[i + 1] != next);
	return found;
}
#endif
