#include "base/team.h"
#include "base/arena.h"
#include "base/worker.h"
#include <pthread.h>
#include <stdlib.h>

struct place {
	void *piece;
	int done;
};
struct cl_team {
	struct cl_worker *beside; /* NULL: none */
	pthread_mutex_t lock;
	pthread_cond_t changed; /* for the thread beside: given, go or stop */
	pthread_cond_t done;    /* for the program's own */
	cl_team_work *work;
	void *member[2];
	long given, begun, taken; /* so many so far */
	int working, paused, stop;
	int room;
	struct place place[];
};

/* Does the next piece that nobody began, unlocked meanwhile. */
static void do_next(struct cl_team *t, int who)
{
	struct place *p = &t->place[t->begun++ % t->room];
	t->working++;
	pthread_mutex_unlock(&t->lock);
	t->work(t->member[who], p->piece);
	pthread_mutex_lock(&t->lock);
	t->working--;
	p->done = 1;
}

static void help(void *data)
{
	struct cl_team *t = data;
	pthread_mutex_lock(&t->lock);
	for (;;) {
		while (!t->stop && (t->paused || t->begun == t->given))
			pthread_cond_wait(&t->changed, &t->lock);
		if (t->stop)
			break;
		do_next(t, 1);
		pthread_cond_signal(&t->done);
	}
	pthread_mutex_unlock(&t->lock);
}

struct cl_team *cl_team_new(int room, cl_team_work *work, void *const member[2], int beside)
{
	struct cl_team *t = cl_xmalloc(sizeof *t + sizeof *t->place * (size_t)room);
	*t = (struct cl_team){.lock = PTHREAD_MUTEX_INITIALIZER,
		.changed = PTHREAD_COND_INITIALIZER,
		.done = PTHREAD_COND_INITIALIZER,
		.work = work,
		.member = {member[0], member[1]},
		.room = room};
	t->beside = beside ? cl_worker_new() : NULL;
	if (t->beside != NULL && cl_worker_alone(t->beside)) {
		cl_worker_free(t->beside);
		t->beside = NULL;
	}
	if (t->beside != NULL)
		cl_worker_give(t->beside, help, t);
	return t;
}

void cl_team_give(struct cl_team *t, void *piece)
{
	pthread_mutex_lock(&t->lock);
	t->place[t->given++ % t->room] = (struct place){piece, 0};
	pthread_mutex_unlock(&t->lock);
	pthread_cond_signal(&t->changed);
}

void *cl_team_take(struct cl_team *t)
{
	if (t->taken == t->given)
		return NULL;
	struct place *p = &t->place[t->taken % t->room];
	pthread_mutex_lock(&t->lock);
	while (!p->done)
		if (t->begun < t->given)
			do_next(t, 0);
		else
			pthread_cond_wait(&t->done, &t->lock);
	t->taken++;
	pthread_mutex_unlock(&t->lock);
	return p->piece;
}

void cl_team_pause(struct cl_team *t)
{
	pthread_mutex_lock(&t->lock);
	t->paused = 1;
	while (t->working > 0)
		pthread_cond_wait(&t->done, &t->lock);
	pthread_mutex_unlock(&t->lock);
}

void cl_team_go(struct cl_team *t)
{
	pthread_mutex_lock(&t->lock);
	t->paused = 0;
	pthread_cond_signal(&t->changed);
	pthread_mutex_unlock(&t->lock);
}

void cl_team_free(struct cl_team *t)
{
	if (t == NULL)
		return;
	pthread_mutex_lock(&t->lock);
	t->stop = 1;
	pthread_cond_signal(&t->changed);
	pthread_mutex_unlock(&t->lock);
	cl_worker_free(t->beside); /* waits for its job, which ends now */
	free(t);
}
