/* What a guarded process can still do and what it cannot, each tried in a process of its own. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include "base/child.h"
#include "base/guard.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* Status of a process that enters the guard and does what act says; 1000 + signal where killed. */
static int guarded(int (*act)(void))
{
	int status = 0;
	pid_t pid = fork();
	if (pid == 0) {
		cl_guard_enter();
		_exit(act());
	}
	assert_true(pid > 0 && waitpid(pid, &status, 0) == pid);
	return WIFSIGNALED(status) ? 1000 + WTERMSIG(status) : WEXITSTATUS(status);
}

static int fd;
static int use_what_is_open(void)
{
	char c = 'a';
	return pwrite(fd, &c, 1, 0) == 1 && pread(fd, &c, 1, 0) == 1 ? 0 : 1;
}
static int open_a_file(void)
{
	return open("/etc/passwd", O_RDONLY) < 0 ? 0 : 1;
}
static int make_a_file(void)
{
	return open("/tmp/cl-guard-test", O_WRONLY | O_CREAT, 0600) < 0 ? 0 : 1;
}
static int start_a_program(void)
{
	execl("/bin/true", "true", (char *)NULL);
	return 3;
}
static int make_a_socket(void)
{
	return socket(AF_INET, SOCK_STREAM, 0) < 0 ? 3 : 0;
}
#if defined __SANITIZE_ADDRESS__
#define ADDRESS_SANITIZER 1
#else
#define ADDRESS_SANITIZER 0
#endif
static int take_memory(void)
{
	void *p = mmap(NULL, (size_t)2 << 30, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	return p == MAP_FAILED ? 0 : 1;
}

static void what_is_open_can_be_used(void **state)
{
	(void)state;
	fd = memfd_create("test", 0);
	assert_int_equal(guarded(use_what_is_open), 0);
	close(fd);
}

static void no_file_is_opened(void **state)
{
	(void)state;
	if (!(cl_guard_probe() & (CL_GUARD_LANDLOCK | CL_GUARD_SECCOMP)))
		return; /* this kernel or build has none: nothing to try */
	assert_int_equal(guarded(open_a_file), 0);
	assert_int_equal(guarded(make_a_file), 0);
}

static void starting_programs_and_sockets_kill(void **state)
{
	(void)state;
	if (!(cl_guard_probe() & CL_GUARD_SECCOMP))
		return; /* this kernel or build has none: nothing to try */
	assert_int_equal(guarded(start_a_program), 1000 + SIGSYS);
	assert_int_equal(guarded(make_a_socket), 1000 + SIGSYS);
}

static void memory_ends_at_the_limit(void **state)
{
	(void)state;
	if (ADDRESS_SANITIZER)
		return; /* a sanitizer's shadow needs the address space */
	assert_int_equal(guarded(take_memory), 0);
}

static void the_words_name_what_is_active(void **state)
{
	char words[80];
	(void)state;
	assert_string_equal(cl_guard_words(0, words), "none");
	assert_string_equal(
		cl_guard_words(CL_GUARD_LIMITS | CL_GUARD_LANDLOCK, words), "limits, Landlock");
}

static void a_child_says_how_it_ended(void **state)
{
	const char *argv[] = {"sh", "-c", "echo said >&2; cat; exit 7", NULL}, *env[] = {NULL};
	struct cl_err err = {0};
	struct cl_child c = {.program = "/bin/sh",
		.argv = (char *const *)argv,
		.env = (char *const *)env,
		.in = memfd_create("in", 0),
		.out = memfd_create("out", 0),
		.listen = 3};
	(void)state;
	assert_int_equal(pwrite(c.in, "text", 4, 0), 4);
	assert_int_equal(cl_child_run(&c, &err), 0);
	assert_int_equal(c.status, 7);
	assert_int_equal(c.signal, 0);
	assert_int_equal(lseek(c.out, 0, SEEK_END), 4);
	assert_string_equal(c.said.p, "sai");
	cl_buf_free(&c.said);
	argv[2] = "kill -9 $$";
	assert_int_equal(cl_child_run(&c, &err), 0);
	assert_int_equal(c.signal, SIGKILL);
	close(c.in);
	close(c.out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_open_can_be_used),
		cmocka_unit_test(no_file_is_opened),
		cmocka_unit_test(starting_programs_and_sockets_kill),
		cmocka_unit_test(memory_ends_at_the_limit),
		cmocka_unit_test(the_words_name_what_is_active),
		cmocka_unit_test(a_child_says_how_it_ended),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
