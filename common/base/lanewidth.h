/* lanewidth: what lanes.c is made of. Included once for each width: LANES is the number of bytes,
 * TARGET what the compiler may use for them, NAMED(f) what f is called at this width. A comparison
 * leaves 0xff in the bytes for which it holds, and 0 in the others. Vectors go by address: not
 * every target can hand them over. */

typedef unsigned char NAMED(bytes) __attribute__((vector_size(LANES)));
typedef signed char NAMED(numbers) __attribute__((vector_size(LANES)));
#define BYTES NAMED(bytes)
#define NUMBERS NAMED(numbers)

TARGET static inline void NAMED(load)(BYTES *x, const void *s)
{
	memcpy(x, s, sizeof *x);
}

/* Of the result of a comparison a bit for each byte, the first byte's the lowest. */
TARGET static inline uint32_t NAMED(bits)(const BYTES *x)
{
#if LANES == 32
	return (uint32_t)_mm256_movemask_epi8((__m256i)*x);
#elif defined __SSE2__
	return (uint32_t)_mm_movemask_epi8((__m128i)*x);
#else
	uint32_t bits = 0;
	for (unsigned i = 0; i < LANES; i++)
		bits |= ((*x)[i] & 1u) << i;
	return bits;
#endif
}

/* The bytes added up. */
TARGET static inline size_t NAMED(sum)(const BYTES *x)
{
	const uint64_t every_second = UINT64_C(0x00ff00ff00ff00ff);
	uint64_t part[LANES / 8];
	size_t sum = 0;
	memcpy(part, x, sizeof part);
	for (size_t i = 0; i < LANES / 8; i++) {
		uint64_t pairs = (part[i] & every_second) + (part[i] >> 8 & every_second);
		sum += pairs * UINT64_C(0x0001000100010001) >> 48;
	}
	return sum;
}

/* ---- right UTF-8 ---- */

/* The bytes at u, and those that stand one, two and three before them. */
struct NAMED(window) {
	BYTES x, one, two, three;
};

TARGET static inline void NAMED(look)(struct NAMED(window) * w, const unsigned char *u)
{
	NAMED(load)(&w->x, u);
	NAMED(load)(&w->one, u - 1);
	NAMED(load)(&w->two, u - 2);
	NAMED(load)(&w->three, u - 3);
}

/* Where a byte goes on with a character and must not, or the other way round, by the three bytes
 * before it. */
TARGET static inline void NAMED(broken)(BYTES *out, const struct NAMED(window) * w)
{
	BYTES follows = (BYTES)((NUMBERS)w->x < (NUMBERS){0} - 64); /* 10xxxxxx */
	*out = follows ^
	       ((BYTES)(w->one >= 0xC0) | (BYTES)(w->two >= 0xE0) | (BYTES)(w->three >= 0xF0));
}

/* The same for what most texts are made of, ASCII and U+1000-CFFF, U+E000-FFFF: also where any
 * other character begins. None of four bytes may have begun before u - 1. */
TARGET static inline void NAMED(doubtful)(BYTES *out, const unsigned char *u)
{
	BYTES x, one, two;
	NAMED(load)(&x, u);
	NAMED(load)(&one, u - 1);
	NAMED(load)(&two, u - 2);
	BYTES follows = (BYTES)((NUMBERS)x < (NUMBERS){0} - 64), begins = (BYTES)(one >= 0xC0);
	*out = (follows ^ (begins | (BYTES)(two >= 0xE0))) |
	       (begins & ~(BYTES)(one - 0xE1 <= 0xEF - 0xE1)) | (BYTES)(one == 0xED);
}

/* Whether the bytes at u are right, what comes before the last one before them being so, and that
 * one, too: each is looked at together with those before it. A character may go on behind them, and
 * the last byte may be one that no character begins with. */
TARGET static int NAMED(right_at)(const unsigned char *u)
{
	struct NAMED(window) w;
	BYTES bad;
	NAMED(look)(&w, u);
	NAMED(broken)(&bad, &w);
	bad |= (BYTES)(w.one >= 0xF5) | (BYTES)((w.one & 0xFE) == 0xC0);
	bad |= (BYTES)(w.one == 0xE0) & (BYTES)(w.x < 0xA0); /* too long */
	bad |= (BYTES)(w.one == 0xED) & (BYTES)(w.x > 0x9F); /* surrogates */
	bad |= (BYTES)(w.one == 0xF0) & (BYTES)(w.x < 0x90);
	bad |= (BYTES)(w.one == 0xF4) & (BYTES)(w.x > 0x8F); /* beyond U+10FFFF */
	return NAMED(bits)(&bad) == 0;
}

TARGET static size_t NAMED(right)(const unsigned char *u, size_t i, size_t n)
{
	for (;; i += LANES) {
		int open = u[i - 2] >= 0xF0 || u[i - 3] >= 0xF0;
		for (; !open && i + 4 * LANES <= n; i += 4 * LANES) {
			BYTES a, b, c, d;
			NAMED(doubtful)(&a, u + i);
			NAMED(doubtful)(&b, u + i + LANES);
			NAMED(doubtful)(&c, u + i + 2 * LANES);
			NAMED(doubtful)(&d, u + i + 3 * LANES);
			a |= b | c | d;
			if (NAMED(bits)(&a) != 0)
				break;
		}
		if (i + LANES > n || !NAMED(right_at)(u + i))
			return i;
	}
}

/* ---- counting ---- */

TARGET static size_t NAMED(count)(const char *s, size_t n, char c)
{
	const BYTES none = {0}, wanted = none + (unsigned char)c;
	size_t found = 0, i = 0;
	while (i + LANES <= n) {
		BYTES sum = {0}, x;
		for (int k = 0; k < 255 && i + LANES <= n; k++, i += LANES) {
			NAMED(load)(&x, s + i);
			sum -= (BYTES)(x == wanted);
		}
		found += NAMED(sum)(&sum);
	}
	for (; i < n; i++)
		found += s[i] == c;
	return found;
}

TARGET static size_t NAMED(lines)(const char *s, size_t n)
{
	size_t found = 0, i = 0;
	while (i + LANES < n) {
		BYTES sum = {0}, x, next;
		for (int k = 0; k < 255 && i + LANES < n; k++, i += LANES) {
			NAMED(load)(&x, s + i);
			NAMED(load)(&next, s + i + 1);
			sum -= (BYTES)(x == '\n') | ((BYTES)(x == '\r') & (BYTES)(next != '\n'));
		}
		found += NAMED(sum)(&sum);
	}
	for (; i < n; i++)
		found += s[i] == '\n' || (s[i] == '\r' && (i + 1 == n || s[i + 1] != '\n'));
	return found;
}

/* ---- what stands where ---- */

TARGET static inline uint64_t NAMED(marks_in)(const char *s, const BYTES *delimiter)
{
	uint64_t m = 0;
	for (unsigned i = 0; i < CL_LANES_STEP; i += LANES) {
		BYTES x;
		NAMED(load)(&x, s + i);
		x = (BYTES)(x == *delimiter) | (BYTES)(x == '"') | (BYTES)(x == '\n') |
		    (BYTES)(x == '\r');
		m |= (uint64_t)NAMED(bits)(&x) << i;
	}
	return m;
}

TARGET static size_t NAMED(marks)(
	const char *s, size_t n, char delimiter, uint32_t at, uint32_t *places)
{
	const BYTES none = {0}, wanted = none + (unsigned char)delimiter;
	uint32_t *p = places;
	for (size_t i = 0; i < n; i += CL_LANES_STEP) {
		uint64_t m = NAMED(marks_in)(s + i, &wanted);
		uint32_t from = at + (uint32_t)i, *q = p;
		p += __builtin_popcountll(m);
		/* Most have up to four: how many is hard to foresee, so four are always written. */
		for (int k = 0; k < 4; k++, m &= m - 1)
			*q++ = from + (uint32_t)__builtin_ctzll(m | UINT64_C(1) << 63);
		for (; m != 0; m &= m - 1)
			*q++ = from + (uint32_t)__builtin_ctzll(m);
	}
	return (size_t)(p - places);
}
/* Where one of the characters begins with x and goes on with y and z. */
#define IS(k) ((BYTES)(x == first[k]) & (BYTES)(y == second[k]) & (BYTES)(z == third[k]))

TARGET static int NAMED(any)(const char *s, size_t n, const char three[3][4], char c)
{
	const BYTES none = {0}, wanted = none + (unsigned char)c;
	BYTES first[3], second[3], third[3], found = {0}, x, y, z;
	size_t i = 0;
	int any = 0;
	for (int k = 0; k < 3; k++) {
		first[k] = none + (unsigned char)three[k][0];
		second[k] = none + (unsigned char)three[k][1];
		third[k] = none + (unsigned char)three[k][2];
	}
	for (; i + LANES + 2 <= n; i += LANES) {
		NAMED(load)(&x, s + i);
		NAMED(load)(&y, s + i + 1);
		NAMED(load)(&z, s + i + 2);
		found |= IS(0) | IS(1) | IS(2) | (BYTES)(x == wanted);
	}
	for (; i < n; i++) {
		for (int k = 0; k < 3; k++)
			any |= n - i >= 3 && memcmp(s + i, three[k], 3) == 0;
		any |= s[i] == c;
	}
	return any || NAMED(bits)(&found) != 0;
}
#undef IS
#undef BYTES
#undef NUMBERS
