#include "flow/init.h"
#include "base/date.h"
#include "flow/config.h"
#include "flow/profile.h"
#include "flow/shipped.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int put(struct cl_run *run, struct cl_event *ev, struct cl_err *err)
{
	ev->kind = "register";
	return cl_store_event(run->store, ev, err);
}

/* One line of a shipped table: header names as keys, the first column as the name. */
static int put_line(struct cl_run *run, const char *kind, char *const *keys, char *const *cells,
	int n, struct cl_err *err)
{
	struct cl_event ev = {0};
	for (int i = 1; i < n; i++)
		cl_flat_set(&ev.body, keys[i], cells[i]);
	cl_flat_set(&ev.body, "kind", kind);
	cl_flat_set(&ev.body, "name", cells[0]);
	return put(run, &ev, err);
}

/* Cells of a shipped table hold no quotes and no commas: they are checked at build time. */
static int split(char *line, char **cells, int max)
{
	int n = 0;
	while (n < max) {
		cells[n++] = line;
		char *c = strchr(line, ',');
		if (c == NULL)
			break;
		*c = '\0';
		line = c + 1;
	}
	return n;
}

/* Whether a line is to be left out: with lacking, what the register has already. 1/0/-1 */
static int has_already(
	struct cl_run *run, const char *kind, const char *line, int lacking, struct cl_err *err)
{
	struct cl_reg r;
	const char *name = cl_strndup(&run->arena, line, strcspn(line, ","));
	return lacking ? cl_store_reg(run->store, kind, name, &run->arena, &r, err) : 0;
}

static int put_lines(
	struct cl_run *run, const char *kind, const char *text, int lacking, struct cl_err *err)
{
	char *copy = cl_strdup(&run->arena, text), *keys[16], *cells[16], *save = NULL;
	char *line = strtok_r(copy, "\n", &save);
	int n = line != NULL ? split(line, keys, 16) : 0, rc = 0;
	for (int i = 0; i < n; i++) /* body keys that would collide with the register's own */
		if (i > 0 && (strcmp(keys[i], "kind") == 0 || strcmp(keys[i], "name") == 0))
			keys[i] = cl_sprintf(&run->arena, "%s_%s",
				kind[0] == 'c' && kind[1] == 'a' ? "day" : "the", keys[i]);
	while (rc == 0 && (line = strtok_r(NULL, "\n", &save)) != NULL) {
		int has = has_already(run, kind, line, lacking, err);
		if (has < 0)
			return -1;
		if (!has && split(line, cells, 16) == n)
			rc = put_line(run, kind, keys, cells, n, err);
	}
	return rc;
}

static int put_settings(struct cl_run *run, const char *algorithm, struct cl_err *err)
{
	struct cl_event ev = {0};
	cl_flat_set(&ev.body, "kind", "setting");
	cl_flat_set(&ev.body, "name", "store");
	cl_flat_set(&ev.body, "hash", algorithm);
	cl_flat_set(&ev.body, "key_id", cl_store_key_id(run->store));
	return put(run, &ev, err);
}

/* 2.5: whoever makes the database is the credit office's officer. */
static int put_officer(struct cl_run *run, struct cl_err *err)
{
	struct cl_event ev = {0};
	const char *uid = cl_sprintf(&run->arena, "%ld", (long)getuid());
	cl_flat_set(&ev.body, "kind", "officer");
	cl_flat_set(&ev.body, "name", cl_sprintf(&run->arena, "uid %s", uid));
	cl_flat_set(&ev.body, "uid", uid);
	cl_flat_set(&ev.body, "role", "credit_office");
	/* the credit office heads the shipped departments */
	const char *first = strchr(cl_shipped_departments, '\n') + 1;
	cl_flat_set(&ev.body, "department", cl_strndup(&run->arena, first, strcspn(first, ",")));
	cl_flat_set(&ev.body, "shipped", "yes");
	return put(run, &ev, err);
}

static int fill(struct cl_run *run, const char *algorithm, const struct cl_policy *profile,
	struct cl_err *err)
{
	int ignored;
	if (put_settings(run, algorithm, err) != 0 ||
		cl_profile_put(run, profile, 0, &ignored, err) != 0 ||
		put_lines(run, "calendar", cl_shipped_calendar, 0, err) != 0 ||
		put_lines(run, "clause", cl_shipped_clauses, 0, err) != 0 ||
		put_lines(run, "department", cl_shipped_departments, 0, err) != 0 ||
		put_lines(run, "channel", cl_shipped_channels, 0, err) != 0 ||
		put_lines(run, "measure", cl_shipped_measures, 0, err) != 0)
		return -1;
	return put_officer(run, err);
}

/* The folders of a path that are not there, outermost first; dry: what would keep them, or a file
 * in them, from being made. */
static int make_folders(const char *path, int dry, struct cl_err *err)
{
	char dir[4096], last[4096] = ".";
	if (strncmp(path, "file:", 5) == 0)
		return 0;
	snprintf(dir, sizeof dir, "%s", path);
	for (char *p = dir + 1; (p = strchr(p, '/')) != NULL; p++) {
		struct stat st;
		*p = '\0';
		if (dry && stat(dir, &st) == 0)
			memcpy(last, dir, sizeof last);
		else if (!dry && mkdir(dir, 0700) != 0 && errno != EEXIST)
			return cl_fail_errno(err, CL_E_IO, _("folder %s cannot be made"), dir);
		*p = '/';
	}
	if (dry && access(last, W_OK | X_OK) != 0)
		return cl_fail_errno(err, CL_E_IO, _("folder %s cannot be written to"), last);
	return 0;
}

static int create(struct cl_run *run, const char *algorithm, const char *name, struct cl_err *err)
{
	struct cl_store_opts o = {.path = cl_config_db(&run->opts, &run->arena),
		.key = cl_config_key(&run->opts),
		.program = "cl-init",
		.today = run->today,
		.wait = 10};
	struct cl_policy profile;
	if (cl_profile_read(run, name, &profile, err) != 0 || cl_store_creatable(&o, err) != 0 ||
		make_folders(o.path, run->dry_run, err) != 0)
		return -1;
	if (run->dry_run) {
		cl_say(run, _("dry run: %s would be made"), o.path);
		return 0;
	}
	if (cl_store_create(&run->store, &o, algorithm, err) != 0 ||
		fill(run, algorithm, &profile, err) != 0)
		return -1;
	return cl_store_commit(run->store, err);
}

/* Parameters that this version knows and an older database's profile does not. */
static int put_lacking(struct cl_run *run, struct cl_err *err)
{
	struct cl_reg r;
	int rc = cl_store_reg(run->store, "policy", "profile", &run->arena, &r, err);
	const char *name = rc == 1 ? cl_flat_get(&r.body, "value") : NULL,
		   *text = name != NULL ? cl_shipped_profile(name) : NULL;
	if (rc < 0)
		return -1;
	return put_lines(
		run, "policy", text != NULL ? text : cl_shipped_profile("hengshan"), 1, err);
}

static int upgrade(struct cl_run *run)
{
	struct cl_store_opts o = {.path = cl_config_db(&run->opts, &run->arena),
		.key = cl_config_key(&run->opts),
		.program = "cl-init",
		.today = run->today,
		.wait = 10};
	struct cl_err err = {0};
	const char *backup;
	int from, rc = cl_store_upgrade(&run->store, &o, &from, &backup, &err);
	if (rc < 0)
		return cl_say_error(run, &err);
	if (rc == 0) {
		cl_say(run, _("%s has schema %d, the newest: nothing to do"), o.path, CL_SCHEMA);
		return 0;
	}
	rc = put_lacking(run, &err);
	if (rc != 0 || run->dry_run) {
		cl_store_rollback(run->store);
		unlink(backup);
	} else {
		rc = cl_store_commit(run->store, &err);
	}
	if (rc != 0)
		return cl_say_error(run, &err);
	if (run->dry_run)
		cl_say(run, _("%s can be brought from schema %d to %d"), o.path, from, CL_SCHEMA);
	else
		cl_say(run, _("%s was brought from schema %d to %d; the database before: %s"),
			o.path, from, CL_SCHEMA, backup);
	return 0;
}

/* Whether a database stands there already: a profile is then put into it. */
static int there(const char *path)
{
	struct stat st;
	const char *p = strncmp(path, "file:", 5) == 0 ? path + 5 : path;
	return stat(p, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0;
}

int cl_init_run(struct cl_run *run)
{
	struct cl_err err = {0};
	const char *algorithm = cl_opt(&run->opts, HASH), *profile = cl_opt(&run->opts, PROFILE);
	if (algorithm == NULL)
		algorithm = "sha256";
	if (profile == NULL)
		profile = "hengshan";
	if (run->opts.nargs > 0)
		cl_fail(&err, CL_E_USAGE, _("no operand is expected: %s"), run->opts.args[0]);
	else if (strcmp(algorithm, "sha256") != 0 && strcmp(algorithm, "sm3") != 0)
		cl_fail(&err, CL_E_USAGE, _("--hash takes sha256 or sm3"));
	if (err.code != CL_OK)
		return cl_say_error(run, &err);
	if (cl_opt(&run->opts, UPGRADE) != NULL)
		return upgrade(run);
	if (cl_opt(&run->opts, PROFILE) != NULL && cl_opt(&run->opts, HASH) == NULL &&
		there(cl_config_db(&run->opts, &run->arena)))
		return cl_profile_apply(run, profile);
	if (create(run, algorithm, profile, &err) != 0)
		return cl_say_error(run, &err);
	if (run->dry_run)
		return 0;
	cl_say(run, _("made %s; rules: %s; you are the credit office's officer"),
		cl_store_path(run->store),
		strcmp(profile, "hengshan") == 0 ? _("Hengshan County") : profile);
	cl_say(run,
		_("key file %s: keep a copy elsewhere; without it the values of natural persons "
		  "are lost for ever"),
		cl_store_key_path(run->store));
	cl_say(run, _("next: cl-import --list black --department NAME FILE"));
	return 0;
}
