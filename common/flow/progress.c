#include "flow/progress.h"
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define EVERY 256         /* calls between looks at the clock */
#define REFRESH 200000000 /* nanoseconds between two lines */

static int on_screen;

static int64_t now(void)
{
	struct timespec ts;
	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

void cl_progress(struct cl_run *run, const char *what, long done)
{
	static int64_t begun, shown;
	static int terminal = -1;
	if (terminal < 0)
		terminal = isatty(2);
	if (begun == 0)
		begun = now();
	if (!terminal || run->quiet || run->json_errors || done % EVERY != 0)
		return;
	int64_t t = now();
	int wait = cl_opt(&run->opts, PROGRESS) == NULL;
	if ((wait && t - begun < 1000000000) || t - shown < REFRESH)
		return;
	shown = t;
	on_screen = 1;
	fprintf(stderr, "\r\033[K%s %ld", cl_tr(what), done);
	fflush(stderr);
}

void cl_progress_clear(void)
{
	if (!on_screen)
		return;
	on_screen = 0;
	fputs("\r\033[K", stderr);
}
