/* hash: places in tables of this run. Not for anything that is kept: it may change with any
 * release.
 */
#ifndef CL_HASH64_H
#define CL_HASH64_H
#include <stddef.h>
#include <stdint.h>
#include <string.h>

static inline uint64_t cl_hash64_word(const char *s, size_t n)
{
	uint64_t w = 0;
	memcpy(&w, s, n < sizeof w ? n : sizeof w);
	return w;
}

/* 64 bits over n bytes, eight at a time. */
static inline uint64_t cl_hash64(const char *s, size_t n)
{
	const uint64_t k = 0x9e3779b97f4a7c15u;
	uint64_t h = n * k;
	for (; n >= 8; s += 8, n -= 8) {
		h = (h ^ cl_hash64_word(s, 8)) * k;
		h ^= h >> 29;
	}
	if (n > 0)
		h = (h ^ cl_hash64_word(s, n)) * k;
	h ^= h >> 32;
	h *= k;
	return h ^ h >> 29;
}
#endif
