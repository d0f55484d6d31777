#include "flow/channels.h"
#include "base/utf8.h"
#include "flow/given.h"
#include <string.h>

int cl_channel_find(struct cl_run *run, const char *written, const char **name, struct cl_err *err)
{
	struct cl_reg *r;
	int n;
	if (cl_store_regs(run->store, "channel", &run->arena, &r, &n, err) != 0)
		return -1;
	for (int pass = 0; pass < 2; pass++) /* the very name goes before one that folds alike */
		for (int i = 0; i < n; i++)
			if (pass == 0 ? strcmp(r[i].name, written) == 0
				      : cl_fold_same(r[i].name, written)) {
				*name = r[i].name;
				return 1;
			}
	return 0;
}

int cl_channel_unknown(struct cl_run *run, const char *written, struct cl_err *err)
{
	struct cl_reg *r;
	const char *all = NULL;
	int n;
	if (cl_store_regs(run->store, "channel", &run->arena, &r, &n, err) != 0)
		return -1;
	for (int i = 0; i < n; i++)
		all = all == NULL ? r[i].name : cl_sprintf(&run->arena, "%s;%s", all, r[i].name);
	return cl_fail(err, CL_E_CHANNEL, _("--%s: %s is none of %s"), "channel", written,
		all != NULL ? all : "-");
}

int cl_channel_given(struct cl_run *run, const char **out, struct cl_err *err)
{
	const char *written;
	if (cl_given_text(run, CL_O_CHANNEL, &written, err) != 0)
		return -1;
	*out = written;
	if (written == NULL)
		return 0;
	if (cl_store_read(run->store, err) != 0)
		return -1;
	int rc = cl_channel_find(run, written, out, err);
	if (rc == 0)
		rc = cl_channel_unknown(run, written, err);
	cl_store_read_end(run->store);
	return rc < 0 ? -1 : 0;
}
