#include "base/early.h"
#include "base/arena.h"
#include "base/worker.h"
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define PAUSE 5000000 /* nanoseconds */

struct cl_early {
	struct cl_worker *worker;
	struct cl_arena a;
	const char *name[2];
	int fd[2]; /* -1: not there yet */
	_Atomic int stop;
};

void cl_early_file(int fd)
{
	(void)sync_file_range(fd, 0, 0, SYNC_FILE_RANGE_WRITE);
}

static void begin_to_write(void *data)
{
	struct cl_early *e = data;
	while (!atomic_load(&e->stop)) {
		for (int i = 0; i < 2; i++) {
			if (e->fd[i] < 0)
				e->fd[i] = open(
					e->name[i], O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY);
			if (e->fd[i] >= 0)
				cl_early_file(e->fd[i]);
		}
		nanosleep(&(struct timespec){0, PAUSE}, NULL);
	}
}

struct cl_early *cl_early_begin(const char *file, const char *other)
{
	struct cl_early *e = cl_xmalloc(sizeof *e);
	*e = (struct cl_early){.worker = cl_worker_new(), .fd = {-1, -1}};
	e->name[0] = cl_strdup(&e->a, file);
	e->name[1] = cl_strdup(&e->a, other);
	if (cl_worker_alone(e->worker)) {
		cl_early_end(e);
		return NULL;
	}
	cl_worker_give(e->worker, begin_to_write, e);
	return e;
}

void cl_early_end(struct cl_early *e)
{
	if (e == NULL)
		return;
	atomic_store(&e->stop, 1);
	cl_worker_free(e->worker);
	cl_arena_free(&e->a);
	free(e);
}
