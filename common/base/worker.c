#include "base/worker.h"
#include "base/arena.h"
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>

struct cl_worker {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t given, done;
	int alone; /* no thread: jobs are done by whom they are given */
	int stop;
	void (*job)(void *); /* NULL: nothing to do */
	void *data;
};

static void *work(void *p)
{
	struct cl_worker *w = p;
	pthread_mutex_lock(&w->lock);
	for (;;) {
		while (w->job == NULL && !w->stop)
			pthread_cond_wait(&w->given, &w->lock);
		if (w->job == NULL)
			break;
		pthread_mutex_unlock(&w->lock);
		w->job(w->data);
		pthread_mutex_lock(&w->lock);
		w->job = NULL;
		pthread_cond_signal(&w->done);
	}
	pthread_mutex_unlock(&w->lock);
	return NULL;
}

static int processors(void)
{
	cpu_set_t set;
	return sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
}

struct cl_worker *cl_worker_none(void)
{
	struct cl_worker *w = cl_xmalloc(sizeof *w);
	*w = (struct cl_worker){.lock = PTHREAD_MUTEX_INITIALIZER,
		.given = PTHREAD_COND_INITIALIZER,
		.done = PTHREAD_COND_INITIALIZER,
		.alone = 1};
	return w;
}

struct cl_worker *cl_worker_new(void)
{
	struct cl_worker *w = cl_worker_none();
	sigset_t all, was;
	sigfillset(&all); /* signals are the program's own thread's */
	pthread_sigmask(SIG_BLOCK, &all, &was);
	w->alone = processors() < 2 || pthread_create(&w->thread, NULL, work, w) != 0;
	pthread_sigmask(SIG_SETMASK, &was, NULL);
	return w;
}

int cl_worker_alone(const struct cl_worker *w)
{
	return w->alone;
}

void cl_worker_give(struct cl_worker *w, void (*job)(void *), void *data)
{
	if (w->alone) {
		job(data);
		return;
	}
	cl_worker_wait(w);
	pthread_mutex_lock(&w->lock);
	w->job = job;
	w->data = data;
	pthread_mutex_unlock(&w->lock);
	pthread_cond_signal(&w->given); /* unlocked: whom it wakes need not wait again */
}

int cl_worker_busy(struct cl_worker *w)
{
	if (w->alone)
		return 0;
	pthread_mutex_lock(&w->lock);
	int busy = w->job != NULL;
	pthread_mutex_unlock(&w->lock);
	return busy;
}

void cl_worker_wait(struct cl_worker *w)
{
	if (w->alone)
		return;
	pthread_mutex_lock(&w->lock);
	while (w->job != NULL)
		pthread_cond_wait(&w->done, &w->lock);
	pthread_mutex_unlock(&w->lock);
}

void cl_worker_free(struct cl_worker *w)
{
	if (w == NULL)
		return;
	if (!w->alone) {
		cl_worker_wait(w);
		pthread_mutex_lock(&w->lock);
		w->stop = 1;
		pthread_cond_signal(&w->given);
		pthread_mutex_unlock(&w->lock);
		pthread_join(w->thread, NULL);
	}
	free(w);
}
