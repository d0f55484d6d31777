#include "base/guard.h"
#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>
#if defined __linux__ && __has_include(<linux/landlock.h>)
#include <linux/landlock.h>
#define HAVE_LANDLOCK 1
#endif
#if defined __linux__ && __has_include(<linux/seccomp.h>)
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#if defined __x86_64__
#define ARCH AUDIT_ARCH_X86_64
#elif defined __aarch64__
#define ARCH AUDIT_ARCH_AARCH64
#elif defined __riscv && __riscv_xlen == 64
#define ARCH AUDIT_ARCH_RISCV64
#endif
#endif

/* Sanitizers reserve terabytes of addresses, look for leaks in /proc and ask the kernel for more
 * than a list can name: built with them, a process keeps what it has. */
#if defined __SANITIZE_ADDRESS__
#define SANITIZED 1
#elif defined __has_feature
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif

static int limit(int what, rlim_t n)
{
	struct rlimit r;
	if (getrlimit((__rlimit_resource_t)what, &r) != 0)
		return -1;
	if (r.rlim_max != RLIM_INFINITY && r.rlim_max < n)
		n = r.rlim_max;
	if (r.rlim_cur == RLIM_INFINITY || r.rlim_cur > n)
		r.rlim_cur = n;
	r.rlim_max = n;
	return setrlimit((__rlimit_resource_t)what, &r);
}

unsigned cl_guard_limits(void)
{
	int bad = limit(RLIMIT_CPU, 180) | limit(RLIMIT_FSIZE, (rlim_t)4 << 30) |
		  limit(RLIMIT_NOFILE, 32) | limit(RLIMIT_CORE, 0);
#ifndef SANITIZED
	bad |= limit(RLIMIT_AS, (rlim_t)1 << 30);
#endif
	unsigned got = bad == 0 ? CL_GUARD_LIMITS : 0;
	return got | (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 ? CL_GUARD_NNP : 0);
}

#if defined HAVE_LANDLOCK && defined SYS_landlock_create_ruleset && !defined SANITIZED
static long landlock_abi(void)
{
	return syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
}

static int landlock(void)
{
	/* Access rights of ABI 1, then one bit more with ABI 2 (refer), 3 (truncate), 5 (ioctl);
	 * the size of the first member is that of ABI 1 and good for all. */
	long abi = landlock_abi();
	uint64_t all = ((uint64_t)1 << 13) - 1;
	all |= abi >= 2 ? (uint64_t)1 << 13 : 0;
	all |= abi >= 3 ? (uint64_t)1 << 14 : 0;
	all |= abi >= 5 ? (uint64_t)1 << 15 : 0;
	if (abi < 1)
		return -1;
	int set = (int)syscall(SYS_landlock_create_ruleset, &all, sizeof all, 0);
	if (set < 0)
		return -1;
	int rc = (int)syscall(SYS_landlock_restrict_self, set, 0); /* no rule: nothing */
	close(set);
	return rc;
}
#else
static long landlock_abi(void)
{
	return -1;
}
static int landlock(void)
{
	return -1;
}
#endif

#if defined ARCH && !defined SANITIZED
#define LOAD(at) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (at))
#define SAY(what) BPF_STMT(BPF_RET | BPF_K, (what))
#define ON(number, what) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (number), 0, 1), SAY(what)
#define ALLOW(name) ON(SYS_##name, SECCOMP_RET_ALLOW)
#define KILL(name) ON(SYS_##name, SECCOMP_RET_KILL_PROCESS)

/* What reading, computing, writing to what is open, and ending need. All else fails with EPERM,
 * so that another libc's habit is no crash; starting programs and sockets kill. */
static int seccomp(void)
{
	struct sock_filter code[] = {LOAD(offsetof(struct seccomp_data, arch)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCH, 1, 0), SAY(SECCOMP_RET_KILL_PROCESS),
		LOAD(offsetof(struct seccomp_data, nr)), ALLOW(read), ALLOW(write), ALLOW(pread64),
		ALLOW(pwrite64), ALLOW(readv), ALLOW(writev), ALLOW(lseek), ALLOW(fstat),
		ALLOW(newfstatat), ALLOW(close), ALLOW(dup), ALLOW(fcntl), ALLOW(ioctl),
		ALLOW(ftruncate), ALLOW(mmap), ALLOW(munmap), ALLOW(mremap), ALLOW(mprotect),
		ALLOW(madvise), ALLOW(brk), ALLOW(futex), ALLOW(getrandom), ALLOW(clock_gettime),
		ALLOW(gettimeofday), ALLOW(getpid), ALLOW(gettid), ALLOW(getuid), ALLOW(geteuid),
		ALLOW(rt_sigaction), ALLOW(rt_sigprocmask), ALLOW(rt_sigreturn), ALLOW(exit),
		ALLOW(exit_group), ALLOW(tgkill), ALLOW(restart_syscall), ALLOW(sendfile),
		ALLOW(copy_file_range), KILL(execve), KILL(execveat), KILL(socket),
		KILL(socketpair), KILL(connect), KILL(bind), KILL(ptrace), KILL(clone),
#ifdef SYS_fork
		KILL(fork), KILL(vfork),
#endif
		SAY(SECCOMP_RET_ERRNO | EPERM)};
	struct sock_fprog program = {sizeof code / sizeof *code, code};
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0);
}

static int seccomp_here(void)
{
	/* NULL is no program: EFAULT where filters exist, EINVAL where not */
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, NULL, 0, 0) != 0 && errno == EFAULT;
}
#else
static int seccomp(void)
{
	return -1;
}
static int seccomp_here(void)
{
	return 0;
}
#endif

unsigned cl_guard_enter(void)
{
	unsigned got = cl_guard_limits();
	got |= landlock() == 0 ? CL_GUARD_LANDLOCK : 0;
	got |= seccomp() == 0 ? CL_GUARD_SECCOMP : 0;
	return got;
}

unsigned cl_guard_probe(void)
{
	return CL_GUARD_LIMITS | CL_GUARD_NNP | (landlock_abi() >= 1 ? CL_GUARD_LANDLOCK : 0) |
	       (seccomp_here() ? CL_GUARD_SECCOMP : 0);
}

const char *cl_guard_words(unsigned active, char out[80])
{
	static const char *const words[] = {"limits", "no-new-privileges", "Landlock", "seccomp"};
	*out = '\0';
	for (int i = 0; i < 4; i++)
		if (active & 1u << i) {
			strcat(out, *out != '\0' ? ", " : "");
			strcat(out, words[i]);
		}
	return *out != '\0' ? out : strcpy(out, "none");
}
