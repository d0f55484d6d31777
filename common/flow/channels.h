/* channels: the register of channels, and the one that --channel means (3.2, 5.7). */
#ifndef CL_CHANNELS_H
#define CL_CHANNELS_H
#include "flow/run.h"

/* The channel that is registered under what is written; blanks, case and width are not looked at.
 * 1 and its name, 0 none, -1. Inside a transaction. */
int cl_channel_find(
	struct cl_run *run, const char *written, const char **name, struct cl_err *err) CL_CHECKED;
/* E_CHANNEL with those that are registered; returns -1. Inside a transaction. */
int cl_channel_unknown(struct cl_run *run, const char *written, struct cl_err *err);
/* --channel by its registered name, NULL where it was not given; E_CHANNEL. Outside a transaction.
 */
int cl_channel_given(struct cl_run *run, const char **out, struct cl_err *err) CL_CHECKED;
#endif
