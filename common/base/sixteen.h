/* sixteen: that many bytes of a short text at once, as vectors of the compiler's; without such
 * registers it makes other code of them. For what is long: lanes.h. */
#ifndef CL_SIXTEEN_H
#define CL_SIXTEEN_H
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

typedef unsigned char cl_sixteen __attribute__((vector_size(16)));

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
#endif
