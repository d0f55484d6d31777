/* lanes: what is asked of many bytes at once: of 16, or of 32 where the processor has AVX2. One
 * source makes both (lanewidth.h); which is taken is found out once, when the program starts.
 *
 * Texts are UTF-8 and right but for cl_lanes_right; none need end with a NUL. */
#ifndef CL_LANES_H
#define CL_LANES_H
#include <stddef.h>
#include <stdint.h>

/* 1: the wide ones are taken. A test asks for either; wide ones are had only where there are any.
 */
int cl_lanes_wide(void);
void cl_lanes_choose(int wide);

/* Up to where s is right UTF-8, at least: what begins at from, right to there from the fourth byte
 * before it on, is looked at as far as it fills the lanes. A character may go on behind that, and
 * its last byte be one that no character begins with. */
size_t cl_lanes_right(const char *s, size_t from, size_t n);

/* How often c stands there, and how many lines end there: by \n, \r\n or a lone \r. */
size_t cl_lanes_count(const char *s, size_t n, char c);
size_t cl_lanes_lines(const char *s, size_t n);

/* Places, from at on, of delimiter, quote, \n and \r in n bytes, a multiple of CL_LANES_STEP; their
 * number. places has room for n + 8. */
#define CL_LANES_STEP 64
size_t cl_lanes_marks(const char *s, size_t n, char delimiter, uint32_t at, uint32_t *places);

/* 1: one of three characters of three bytes, or c, stands there. */
int cl_lanes_any(const char *s, size_t n, const char three[3][4], char c);
#endif
