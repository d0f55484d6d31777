/* guard: what a process gives up before it reads a file of strangers: memory, time, sizes, new
 * privileges, and, where the kernel has them, the file system (Landlock) and all but a list of
 * system calls (seccomp). TRUST, "Boundaries". */
#ifndef CL_GUARD_H
#define CL_GUARD_H

enum {
	CL_GUARD_LIMITS = 1,
	CL_GUARD_NNP = 2, /* no new privileges */
	CL_GUARD_LANDLOCK = 4,
	CL_GUARD_SECCOMP = 8,
};

/* Limits and no new privileges, for this process and what it starts. Safe between fork and exec.
 * Returns what took hold. */
unsigned cl_guard_limits(void);
/* All of it, for good: from here on no file is opened, nothing is started, no socket made. What the
 * kernel lacks is left out. Returns what took hold. */
unsigned cl_guard_enter(void);
/* What cl_guard_enter would reach here, without entering. */
unsigned cl_guard_probe(void);
/* "limits, no new privileges, Landlock, seccomp"; "none" for 0. */
const char *cl_guard_words(unsigned active, char out[80]);
#endif
