/* Supervision notices (督办函, 2.4): the coordinating office tells a department what is wrong, by
 * when it is to be mended, and keeps the answer. */
#include "flow/joint.h"
#include "base/date.h"
#include "flow/departments.h"
#include "flow/seal.h"
#include <string.h>

static int open_one(struct cl_run *run, const char *department, int64_t entry, const char **number,
	const char **due, struct cl_err *err)
{
	struct cl_event ev = {.kind = "open", .entry = entry};
	struct cl_view v;
	char day[11];
	int provisional;
	if (entry != 0) {
		int rc = cl_view_load(run, entry, run->today, &run->arena, &v, err);
		if (rc != 1)
			return rc < 0 ? -1
				      : cl_fail(err, CL_E_NOENTRY, _("there is no entry %s"),
						cl_id_text(&run->arena, 'E', entry));
		ev.subject = v.subject;
	}
	if (cl_proceeding_due(
		    run, run->today, "supervision_wd", &run->arena, due, &provisional, err) != 0)
		return -1;
	cl_flat_set(&ev.body, "proceeding", "supervision");
	cl_flat_set(&ev.body, "department", department);
	cl_flat_set(&ev.body, "opened_on", cl_strdup(&run->arena, cl_day_format(run->today, day)));
	cl_flat_set(&ev.body, "due_on", *due);
	cl_flat_set(&ev.body, "provisional", provisional ? "yes" : NULL);
	cl_flat_set(&ev.body, "fault", cl_opt(&run->opts, REASON));
	cl_flat_set(&ev.body, "document", cl_opt(&run->opts, DOCUMENT));
	cl_flat_set(&ev.body, "officer", cl_opt(&run->opts, OFFICER));
	cl_flat_set(&ev.body, "clause", "2.4");
	if (cl_store_event(run->store, &ev, err) != 0)
		return -1;
	*number = cl_id_text(&run->arena, 'D', ev.seq);
	return 0;
}

static int supervise(struct cl_run *run, struct cl_err *err)
{
	const char *to = cl_opt(&run->opts, SUPERVISE), *name = to,
		   *fault = cl_opt(&run->opts, REASON), *one = cl_opt(&run->opts, ENTRY),
		   *number = NULL, *due = NULL;
	int64_t entry = 0;
	if (fault == NULL)
		return cl_fail(
			err, CL_E_USAGE, _("--supervise needs --reason: what is to be mended"));
	if (cl_seal_cannot(fault, err) != 0)
		return -1;
	if (one != NULL && cl_id_parse(one, 'E', &entry) != 0)
		return cl_fail(err, CL_E_USAGE, _("%s is no entry"), one);
	if (cl_store_write(run->store, err) != 0)
		return -1;
	int rc = cl_department_find(run, to, &name, err);
	if (rc == 0)
		rc = cl_department_unknown(run, to, 0, err);
	if (rc >= 0)
		rc = open_one(run, name, entry, &number, &due, err);
	if (rc != 0 || run->dry_run) {
		cl_store_rollback(run->store);
		if (rc == 0)
			cl_say(run, _("dry run: nothing was stored"));
		return rc;
	}
	if (cl_store_commit(run->store, err) != 0)
		return -1;
	cl_say(run,
		_("supervision notice %s to %s, to be answered by %s; its text: cl-notice --letter "
		  "supervision --supervision"),
		number, name, due);
	return 0;
}

int cl_supervise_run(struct cl_run *run)
{
	struct cl_err err = {0};
	const char *reply = cl_opt(&run->opts, REPLY), *told = cl_opt(&run->opts, REASON);
	if (reply == NULL)
		return supervise(run, &err) == 0 ? 0 : cl_say_error(run, &err);
	if (told == NULL)
		cl_fail(&err, CL_E_USAGE, _("--reply needs --reason: what was answered"));
	return err.code != CL_OK || cl_seal_cannot(told, &err) != 0
		       ? cl_say_error(run, &err)
		       : cl_joint_close(run, reply, "supervision", "replied", "reply", told);
}
