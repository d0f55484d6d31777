#include "base/child.h"
#include "base/guard.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

/* Only what is safe between fork and exec. */
static void become(const struct cl_child *c, int words)
{
	int fd[3] = {c->in, c->out, words}, at[3];
	for (int i = 0; i < 3; i++) /* out of each other's way first */
		if ((at[i] = fcntl(fd[i], F_DUPFD, 10)) < 0)
			_exit(126);
	for (int i = 0; i < 3; i++)
		if (dup2(at[i], i) < 0)
			_exit(126);
	if (close_range(3, ~0u, 0) != 0)
		for (int i = 3; i < 1024; i++)
			close(i);
	signal(SIGPIPE, SIG_DFL);
	cl_guard_limits();
	execve(c->program, c->argv, c->env);
	_exit(127);
}

/* All it says, of which the beginning is kept, until it closes the pipe. */
static void listen_to(struct cl_child *c, int from)
{
	char block[4096];
	for (;;) {
		ssize_t n = read(from, block, sizeof block);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return;
		size_t room = c->listen > c->said.n ? c->listen - c->said.n : 0;
		cl_buf_add(&c->said, block, (size_t)n < room ? (size_t)n : room);
	}
}

int cl_child_run(struct cl_child *c, struct cl_err *err)
{
	int words[2], status = 0;
	if (pipe2(words, O_CLOEXEC) != 0)
		return cl_fail_errno(err, CL_E_IO, _("%s cannot be started"), c->program);
	pid_t pid = fork();
	if (pid == 0)
		become(c, words[1]);
	close(words[1]);
	if (pid > 0)
		listen_to(c, words[0]);
	close(words[0]);
	if (pid < 0)
		return cl_fail_errno(err, CL_E_IO, _("%s cannot be started"), c->program);
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return cl_fail_errno(
				err, CL_E_IO, _("%s cannot be waited for"), c->program);
	c->signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
	c->status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
	return 0;
}
