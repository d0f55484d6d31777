/* cl-audit: prove that nothing was changed behind the programs. */
#include "flow/init.h"
#include <string.h>

static void tell(void *data, const char *line)
{
	cl_say(data, "%s", line);
}

/* The number of events and the head of the chain, to be kept elsewhere. */
static const char *head_text(struct cl_run *run, int64_t n, const char *head)
{
	const char *form = cl_opt(&run->opts, FORMAT);
	int lines = cl_opt(&run->opts, NDJSON) != NULL || (form != NULL && !strcmp(form, "ndjson"));
	if (!lines && run->out_opts.format != CL_JSON)
		return cl_sprintf(&run->arena, "%lld %s\n", (long long)n, head);
	const char *object = cl_sprintf(
		&run->arena, "{\"events\":\"%lld\",\"head\":\"%s\"}\n", (long long)n, head);
	return lines ? object : cl_sprintf(&run->arena, "[\n%s]\n", object);
}

static int verify(struct cl_run *run, struct cl_err *err)
{
	int64_t n = 0;
	char head[2 * CL_HASH + 1];
	if (cl_store_read(run->store, err) != 0)
		return 2;
	int rc = cl_store_verify(run->store, &n, head, err);
	cl_store_read_end(run->store);
	if (rc != 0)
		return cl_say_error(run, err);
	const char *text = head_text(run, n, head);
	if (cl_out_text(run, CL_FORM_PLAIN | CL_FORM(CL_JSON), text, strlen(text), err) != 0)
		return cl_say_error(run, err);
	cl_say(run, _("chain whole: %lld events"), (long long)n);
	return 0;
}

static int replay(struct cl_run *run, struct cl_err *err)
{
	int64_t differ = 0;
	if (cl_store_read(run->store, err) != 0 ||
		cl_store_replay(run->store, tell, run, &differ, err) != 0)
		return cl_say_error(run, err);
	if (differ == 0) {
		cl_say(run, _("every derived table equals what the events give"));
		return 0;
	}
	cl_fail(err, CL_E_CHAIN, _("%lld rows were changed behind the programs"),
		(long long)differ);
	return cl_say_error(run, err);
}

int cl_audit_run(struct cl_run *run)
{
	struct cl_err err = {0};
	int want_replay = cl_opt(&run->opts, REPLAY) != NULL, status = 0;
	if (run->opts.nargs > 0) {
		cl_fail(&err, CL_E_USAGE, _("no operand is expected: %s"), run->opts.args[0]);
		return cl_say_error(run, &err);
	}
	if (cl_opt(&run->opts, VERIFY) != NULL || !want_replay)
		status = verify(run, &err);
	if (status == 0 && want_replay)
		status = replay(run, &err);
	return status;
}
