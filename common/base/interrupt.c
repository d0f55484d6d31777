#include "base/interrupt.h"
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define FILES 8
static const char *volatile tmp[FILES];
static volatile sig_atomic_t stored;
static char line[2][512]; /* made ahead: a handler may not translate */
static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
static int held;

static void interrupted(int sig)
{
	for (int i = 0; i < FILES; i++)
		if (tmp[i] != NULL)
			unlink(tmp[i]);
	const char *s = line[stored != 0];
	if (write(2, s, strlen(s)) < 0) {
		/* nobody listens: the data is as it is */
	}
	signal(sig, SIG_DFL);
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, sig);
	raise(sig);
	sigprocmask(SIG_UNBLOCK, &set, NULL); /* it is delivered here */
}

void cl_interrupt_catch(const char *nothing_stored, const char *some_stored)
{
	struct sigaction act, old;
	snprintf(line[0], sizeof line[0], "%s", nothing_stored);
	snprintf(line[1], sizeof line[1], "%s", some_stored);
	memset(&act, 0, sizeof act);
	act.sa_handler = interrupted;
	sigfillset(&act.sa_mask);
	for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
		if (sigaction(signals[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN)
			sigaction(signals[i], &act, NULL);
}

void cl_interrupt_tmp(const char *path)
{
	for (int i = 0; i < FILES; i++)
		if (tmp[i] == NULL) {
			tmp[i] = path;
			return;
		}
}

void cl_interrupt_forget(const char *path)
{
	for (int i = 0; i < FILES; i++)
		if (tmp[i] == path)
			tmp[i] = NULL;
}

void cl_interrupt_stored(void)
{
	stored = 1;
}

static void mask(int how)
{
	sigset_t set;
	sigemptyset(&set);
	for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
		sigaddset(&set, signals[i]);
	sigprocmask(how, &set, NULL);
}

void cl_interrupt_hold(void)
{
	if (held++ == 0)
		mask(SIG_BLOCK);
}

void cl_interrupt_release(void)
{
	if (--held == 0)
		mask(SIG_UNBLOCK);
}
