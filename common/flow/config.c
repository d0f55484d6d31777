#include "flow/config.h"
#include "base/utf8.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char *env(const char *name)
{
	const char *v = secure_getenv(name);
	return v != NULL && *v != '\0' ? v : NULL;
}

/* $VAR/creditlist/NAME or $HOME/FALLBACK/creditlist/NAME; NULL without either. */
static const char *xdg(struct cl_arena *a, const char *var, const char *fallback, const char *name)
{
	if (env(var) != NULL)
		return cl_sprintf(a, "%s/creditlist/%s", env(var), name);
	return env("HOME") != NULL
		       ? cl_sprintf(a, "%s/%s/creditlist/%s", env("HOME"), fallback, name)
		       : NULL;
}

static int set(struct cl_opts *o, const char *key, const char *value)
{
	static const struct {
		const char *key, *env;
		int id;
	} keys[] = {{"db", "CL_DB", CL_O_DB}, {"key", "CL_KEY", CL_O_KEY},
		{"lang", "LANGUAGE", CL_O_LANG}, {"officer", NULL, CL_O_OFFICER}};
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		if (strcmp(keys[i].key, key) != 0)
			continue;
		int belongs = cl_opt_of_program(keys[i].id, o->program);
		if (belongs && o->val[keys[i].id] == NULL &&
			(keys[i].env == NULL || env(keys[i].env) == NULL))
			o->val[keys[i].id] = value;
		return 0;
	}
	return -1;
}

static const char *trimmed(struct cl_arena *a, const char *s, size_t n)
{
	cl_trim(&s, &n);
	return cl_strndup(a, s, n);
}

static int line_of(struct cl_opts *o, struct cl_arena *a, const char *path, char *line, long n,
	struct cl_err *err)
{
	struct cl_pos pos = {.file = path, .row = n};
	const char *text = trimmed(a, line, strlen(line));
	if (*text == '\0' || *text == '#')
		return 0;
	size_t k = strcspn(text, "=");
	if (text[k] != '=')
		return cl_fail_at(err, &pos, CL_E_CONFIG, _("a line is \"key = value\""));
	const char *key = trimmed(a, text, k);
	if (set(o, key, trimmed(a, text + k + 1, strlen(text + k + 1))) != 0)
		return cl_fail_at(err, &pos, CL_E_CONFIG,
			_("unknown key %s; known: db key lang officer"), key);
	return 0;
}

static int load(
	struct cl_opts *o, struct cl_arena *a, const char *path, int must, struct cl_err *err)
{
	char line[4096];
	long n = 0;
	FILE *f = fopen(path, "re");
	if (f == NULL)
		return !must && (errno == ENOENT || errno == ENOTDIR || errno == EACCES)
			       ? 0
			       : cl_fail_errno(err, CL_E_CONFIG, _("%s cannot be read"), path);
	int rc = 0;
	while (rc == 0 && fgets(line, sizeof line, f) != NULL)
		rc = line_of(o, a, path, line, ++n, err);
	fclose(f);
	return rc;
}

int cl_config_load(struct cl_opts *o, struct cl_arena *a, struct cl_err *err)
{
	const char *given = cl_opt(o, CONFIG),
		   *user = xdg(a, "XDG_CONFIG_HOME", ".config", "config");
	if (given != NULL)
		return load(o, a, given, 1, err);
	if (user != NULL && load(o, a, cl_strdup(a, user), 0, err) != 0)
		return -1;
	return load(o, a, "/etc/creditlist/config", 0, err);
}

const char *cl_config_db(const struct cl_opts *o, struct cl_arena *a)
{
	if (cl_opt(o, DB) != NULL)
		return cl_opt(o, DB);
	if (env("CL_DB") != NULL)
		return env("CL_DB");
	const char *home = xdg(a, "XDG_DATA_HOME", ".local/share", "credit.db");
	return home != NULL ? home : "credit.db";
}

int cl_config_db_known(const struct cl_opts *o, struct cl_arena *a, struct cl_err *err)
{
	static const char *const others[] = {"postgresql://", "postgres://"};
	const char *db = cl_config_db(o, a);
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (strncasecmp(db, others[i], strlen(others[i])) == 0) /* may hold a password */
			return cl_fail(err, CL_E_USAGE,
				_("the database is named as one of PostgreSQL, which this build "
				  "does not have; name a file, with --db, CL_DB or in the "
				  "configuration"));
	return 0;
}

const char *cl_config_key(const struct cl_opts *o)
{
	return cl_opt(o, KEY) != NULL ? cl_opt(o, KEY) : env("CL_KEY");
}
