/* hash: places in tables of this run. Not for anything that is kept: it may change with any
 * release.
 */
#ifndef CL_HASH64_H
#define CL_HASH64_H
#include <stddef.h>
#include <stdint.h>
#include <string.h>

static inline uint64_t cl_hash64_word(const char *s)
{
	uint64_t w;
	memcpy(&w, s, sizeof w);
	return w;
}

/* The bytes of less than a word. */
static inline uint64_t cl_hash64_few(const char *s, size_t n)
{
	const unsigned char *u = (const unsigned char *)s;
	uint32_t a, b;
	if (n < 4)
		return n == 0 ? 0
			      : (uint64_t)u[0] | (uint64_t)u[n / 2] << 8 | (uint64_t)u[n - 1] << 16;
	memcpy(&a, s, sizeof a);
	memcpy(&b, s + n - sizeof b, sizeof b);
	return (uint64_t)a << 32 | b;
}

/* 64 bits over n bytes, eight at a time, the last eight perhaps some of them again. */
static inline uint64_t cl_hash64(const char *s, size_t n)
{
	const uint64_t k = 0x9e3779b97f4a7c15u;
	uint64_t h = n * k;
	if (n < 8) {
		h = (h ^ cl_hash64_few(s, n)) * k;
	} else {
		const char *last = s + n - 8;
		for (; s < last; s += 8) {
			h = (h ^ cl_hash64_word(s)) * k;
			h ^= h >> 29;
		}
		h = (h ^ cl_hash64_word(last)) * k;
	}
	h ^= h >> 32;
	h *= k;
	return h ^ h >> 29;
}
#endif
