#include "base/lanes.h"
#include <string.h>
#if defined __x86_64__
#include <immintrin.h>
#endif

#define NAMED(f) f##_16
#define LANES 16
#define TARGET
#include "base/lanewidth.h"

#if defined __x86_64__
#undef NAMED
#undef LANES
#undef TARGET
#define NAMED(f) f##_32
#define LANES 32
#define TARGET __attribute__((target("avx2,bmi,popcnt")))
#include "base/lanewidth.h"

static int has_wide(void)
{
	return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
	       __builtin_cpu_supports("popcnt");
}
#define EITHER(f, ...) (wide ? f##_32(__VA_ARGS__) : f##_16(__VA_ARGS__))
#else
static int has_wide(void)
{
	return 0;
}
#define EITHER(f, ...) f##_16(__VA_ARGS__)
#endif

static int wide;

__attribute__((constructor)) static void choose(void)
{
	wide = has_wide();
}

int cl_lanes_wide(void)
{
	return wide;
}

void cl_lanes_choose(int wanted)
{
	wide = wanted && has_wide();
}

size_t cl_lanes_right(const char *s, size_t from, size_t n)
{
	return EITHER(right, (const unsigned char *)s, from, n);
}

size_t cl_lanes_count(const char *s, size_t n, char c)
{
	return EITHER(count, s, n, c);
}

size_t cl_lanes_lines(const char *s, size_t n)
{
	return EITHER(lines, s, n);
}

size_t cl_lanes_marks(const char *s, size_t n, char delimiter, uint32_t at, uint32_t *places)
{
	return EITHER(marks, s, n, delimiter, at, places);
}

int cl_lanes_any(const char *s, size_t n, const char three[3][4], char c)
{
	return EITHER(any, s, n, three, c);
}
