/* worker: one thread beside the program's own, for one job at a time. Handing over a job and
 * waiting for it order memory: what one side wrote the other sees. Where there is one processor, or
 * no thread can be had, the job is done at once by whom it is given. */
#ifndef CL_WORKER_H
#define CL_WORKER_H

struct cl_worker;
struct cl_worker *cl_worker_new(void);
struct cl_worker *cl_worker_none(void);         /* without a thread: for what is small */
int cl_worker_alone(const struct cl_worker *w); /* 1: it has none */
/* Waits for the job before, then begins job(data). */
void cl_worker_give(struct cl_worker *w, void (*job)(void *), void *data);
int cl_worker_busy(struct cl_worker *w);  /* 1: a job is not done yet */
void cl_worker_wait(struct cl_worker *w); /* until nothing is being done */
void cl_worker_free(struct cl_worker *w); /* waits; NULL is nothing */
#endif
