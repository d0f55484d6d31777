#include "flow/publish.h"
#include "base/date.h"
#include "flow/proceeding.h"
#include "flow/show.h"
#include "flow/site.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BLOCK 200

/* Why an entry in force is not on the page. */
enum { LEFT_HELD, LEFT_UNSAID, LEFT_BASIS, LEFT_SHARED, LEFT };

struct publication {
	struct cl_run *run;
	struct cl_site site;
	struct cl_buf listings, notices; /* ranges */
	int64_t lf, ll, nf, nl;
	struct left {
		long n;
		struct cl_buf ids;
	} left[LEFT];
	struct cl_correction *corrections;
	int ncorrections;
	const char *made[2]; /* folders that were not there */
};

/* Exits whose listing went out stay shown for the notice period (5.7). */
static int note_exit(
	struct publication *p, const struct cl_view *v, const struct cl_rec *r, struct cl_err *err)
{
	int days = cl_policy_int(&p->run->policy, "notice_shown_days", err);
	struct cl_arena *a = &p->run->arena;
	if (days < 0)
		return -1;
	if (v->state != CL_S_EXITED || v->notice_channels == NULL ||
		cl_day_parse(v->exited_on) + days < p->run->today)
		return 0;
	struct cl_site *s = &p->site;
	s->notices = cl_xrealloc(s->notices, sizeof *s->notices * (size_t)(s->nnotices + 1));
	s->notices[s->nnotices++] = (struct cl_notice_line){cl_id_text(a, 'E', v->id),
		cl_strdup(a, cl_get(r, NAME)), cl_strdup(a, v->list), cl_strdup(a, v->reason),
		cl_strdup(a, v->exited_on), cl_strdup(a, v->department),
		cl_strdup(a, cl_get(r, DOCUMENT)), v->voided, NULL};
	cl_range_add(&p->notices, &p->nf, &p->nl, v->id);
	return 0;
}

static void add_correction(struct publication *p, const struct cl_view *v, const struct cl_rec *r,
	const char *on, const char *words)
{
	struct cl_arena *a = &p->run->arena;
	struct cl_site *s = &p->site;
	s->notices = cl_xrealloc(s->notices, sizeof *s->notices * (size_t)(s->nnotices + 1));
	s->notices[s->nnotices++] = (struct cl_notice_line){cl_id_text(a, 'E', v->id),
		cl_strdup(a, cl_get(r, NAME)), cl_strdup(a, v->list), NULL, cl_strdup(a, on),
		cl_strdup(a, v->department), cl_strdup(a, cl_get(r, DOCUMENT)), 1, words};
}

/* 5.4(1), 5.6(1): what an upheld objection changed of a listing that went out, and what came back,
 * are said while notices are shown. */
static int note_correction(struct publication *p, const struct cl_view *v, const struct cl_rec *r,
	int public, struct cl_err *err)
{
	struct cl_arena *a = &p->run->arena;
	const char **channels;
	int n, days = cl_policy_int(&p->run->policy, "notice_shown_days", err);
	if (days < 0 || cl_store_channels_of(p->run->store, v->id, a, &channels, &n, err) != 0)
		return -1;
	for (int i = 0; n > 0 && i < p->ncorrections; i++) {
		const struct cl_correction *c = &p->corrections[i];
		if (c->entry == v->id && strcmp(c->decision, "remove") != 0)
			add_correction(p, v, r, c->decided_on,
				cl_sprintf(a, "经异议处理：%s",
					cl_value_label(CL_K_DECISION, c->decision, a)));
	}
	if (public && v->origin != 0 && strcmp(v->list, "red") == 0 &&
		v->span.valid_from + days >= p->run->today)
		add_correction(p, v, r, cl_get(&v->rec, VALID_FROM), "恢复列入");
	return 0;
}

#define NAMED 10

static void leave_out(struct publication *p, const struct cl_view *v)
{
	const char *d = cl_get(&v->rec, DISCLOSURE);
	if (v->state != CL_S_ACTIVE || (!v->in_force && !v->held) || v->sealed)
		return;
	struct left *l = &p->left[v->held                    ? LEFT_HELD
				  : d == NULL                ? LEFT_UNSAID
				  : strcmp(d, "public") != 0 ? LEFT_SHARED
							     : LEFT_BASIS];
	if (strcmp(v->list, "watch") == 0 && !v->held)
		return; /* the profile says whether it is published */
	if (l->n++ < NAMED)
		cl_buf_printf(&l->ids, "%sE%lld", l->ids.n > 0 ? " " : "", (long long)v->id);
	else if (l->n == NAMED + 1)
		cl_buf_str(&l->ids, " …");
}

static void say_left(struct publication *p)
{
	struct left *l = p->left;
	if (l[LEFT_HELD].n > 0)
		cl_warn(p->run, CL_W_HELD,
			_("%ld entries are held back: their text awaits the secrecy review: %s"),
			l[LEFT_HELD].n, cl_buf_cstr(&l[LEFT_HELD].ids));
	if (l[LEFT_UNSAID].n > 0)
		cl_warn(p->run, CL_W_LEFTOUT,
			_("%ld entries are left out, since nobody said whether they are public: "
			  "%s; cl-identify --cleared --disclosure public --entry E"),
			l[LEFT_UNSAID].n, cl_buf_cstr(&l[LEFT_UNSAID].ids));
	if (l[LEFT_BASIS].n > 0)
		cl_warn(p->run, CL_W_LEFTOUT,
			_("%ld natural persons are left out for lack of a legal basis: %s; "
			  "cl-identify --cleared --publish-basis CLAUSE --entry E"),
			l[LEFT_BASIS].n, cl_buf_cstr(&l[LEFT_BASIS].ids));
	if (l[LEFT_SHARED].n > 0)
		cl_say(p->run, _("%ld entries are for agencies or on authorisation only"),
			l[LEFT_SHARED].n);
}

static int one(struct publication *p, const struct cl_row_entry *row, struct cl_arena *a,
	struct cl_err *err)
{
	struct cl_view v;
	struct cl_rec full, out;
	struct cl_shown shown = {.entry = row->id};
	int rc = cl_view_of(p->run, row, p->run->today, a, &v, err);
	if (rc <= 0)
		return rc;
	struct cl_err no_key = {0};
	if (v.sealed && v.in_force &&
		cl_store_need_key(p->run->store, &no_key) !=
			0) /* without the key companies go on */
		cl_warn(p->run, CL_W_KEY, "%s",
			v.natural ? _("natural persons are left out: the key file is missing or "
				      "wrong")
				  : _("entries with sealed texts are left out: the key file is "
				      "missing or wrong"));
	cl_show_fill(p->run, &v, &shown, 0, a, &full);
	int public = cl_public(p->run, &v, err);
	if (public < 0)
		return -1;
	if (!public)
		leave_out(p, &v);
	if (note_correction(p, &v, &full, public, err) != 0)
		return -1;
	if (!public)
		return note_exit(p, &v, &full, err);
	if (cl_show_department(p->run, v.department, &full, err) != 0)
		return -1;
	cl_public_record(&v, &full, a, &out);
	cl_range_add(&p->listings, &p->lf, &p->ll, v.id);
	return cl_site_add(&p->site, &out, err);
}

static int walk(struct publication *p, struct cl_err *err)
{
	struct cl_arena a = {0};
	struct cl_row_entry rows[BLOCK];
	int64_t from = 1;
	int n = BLOCK, rc = 0;
	int days = cl_policy_int(&p->run->policy, "notice_shown_days", err);
	if (days < 0 || cl_store_read(p->run->store, err) != 0)
		return -1;
	rc = cl_corrections(p->run, p->run->today - days, &p->run->arena, &p->corrections,
		&p->ncorrections, err);
	while (rc == 0 && n == BLOCK) {
		n = cl_store_entries(p->run->store, from, INT64_MAX, BLOCK, &a, rows, err);
		rc = n < 0 ? -1 : 0;
		for (int i = 0; rc == 0 && i < n; i++)
			rc = one(p, &rows[i], &a, err);
		if (n > 0)
			from = rows[n - 1].id + 1;
		cl_arena_reset(&a);
	}
	cl_store_read_end(p->run->store);
	cl_arena_free(&a);
	cl_range_add(&p->listings, &p->lf, &p->ll, -1);
	cl_range_add(&p->notices, &p->nf, &p->nl, -1);
	return rc;
}

/* ---- folders ---- */

static int next_number(const char *versions)
{
	DIR *d = opendir(versions);
	int max = 0;
	for (struct dirent *e; d != NULL && (e = readdir(d)) != NULL;) {
		int n = atoi(e->d_name);
		if (n > max)
			max = n;
	}
	if (d != NULL)
		closedir(d);
	return max + 1;
}

static int sync_dir(const char *dir, struct cl_err *err)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int rc = fd < 0 ? -1 : fsync(fd);
	if (fd >= 0)
		close(fd);
	return rc == 0 ? 0 : cl_fail_errno(err, CL_E_IO, _("folder %s cannot be synced"), dir);
}

static int make_folder(const char *path, const char **made)
{
	if (mkdir(path, 0755) != 0)
		return errno == EEXIST ? 0 : -1;
	*made = path;
	return 0;
}

static int folders(struct publication *p, const char *dir, struct cl_err *err)
{
	struct cl_arena *a = &p->run->arena;
	const char *versions = cl_sprintf(a, "%s/versions", dir);
	char day[11];
	if (make_folder(dir, &p->made[0]) != 0 || make_folder(versions, &p->made[1]) != 0)
		return cl_fail_errno(err, CL_E_IO, _("folder %s cannot be made"), versions);
	p->site.version =
		cl_sprintf(a, "%06d-%s", next_number(versions), cl_day_format(p->run->today, day));
	const char *own = cl_sprintf(a, "%s/%s", versions, p->site.version);
	if (mkdir(own, 0755) != 0)
		return cl_fail_errno(err, CL_E_IO, _("folder %s cannot be made"), own);
	p->site.dir = own; /* from here on it is ours to remove */
	return 0;
}

/* One rename: whoever reads sees the old version or the new one. */
static int switch_to(struct publication *p, const char *dir, struct cl_err *err)
{
	struct cl_arena *a = &p->run->arena;
	const char *link = cl_sprintf(a, "%s/current", dir),
		   *tmp = cl_sprintf(a, "%s/.current-%ld", dir, (long)getpid()),
		   *versions = cl_sprintf(a, "%s/versions", dir);
	if (sync_dir(p->site.dir, err) != 0 || sync_dir(versions, err) != 0)
		return -1;
	unlink(tmp);
	if (symlink(cl_sprintf(a, "versions/%s", p->site.version), tmp) != 0 ||
		rename(tmp, link) != 0) {
		cl_fail_errno(err, CL_E_IO, _("%s cannot be switched"), link);
		unlink(tmp);
		return -1;
	}
	return sync_dir(dir, err);
}

/* What stood in this version, so that its release on a channel says which listings went out. */
static int record(struct publication *p, struct cl_err *err)
{
	struct cl_event ev = {.kind = "register"};
	cl_flat_set(&ev.body, "kind", "publication");
	cl_flat_set(&ev.body, "name", "last");
	cl_flat_set(&ev.body, "version", p->site.version);
	cl_flat_set(&ev.body, "listings", cl_buf_cstr(&p->listings));
	cl_flat_set(&ev.body, "notices", cl_buf_cstr(&p->notices));
	cl_flat_set(&ev.body, "officer", cl_opt(&p->run->opts, OFFICER));
	if (cl_store_write(p->run->store, err) != 0 ||
		cl_store_event(p->run->store, &ev, err) != 0) {
		cl_store_rollback(p->run->store);
		return -1;
	}
	return cl_store_commit(p->run->store, err);
}

/* And what was made for it. */
static void remove_version(const struct publication *p)
{
	static const char *const files[] = {
		"entries.csv", "entries.ndjson", "index.html", "manifest.json"};
	char path[4096];
	for (size_t i = 0; p->site.dir != NULL && i < sizeof files / sizeof *files; i++) {
		snprintf(path, sizeof path, "%s/%s", p->site.dir, files[i]);
		unlink(path);
	}
	if (p->site.dir != NULL)
		rmdir(p->site.dir);
	for (int i = 1; i >= 0; i--)
		if (p->made[i] != NULL)
			rmdir(p->made[i]);
}

static int build(struct cl_run *run, const char *dir)
{
	struct publication p = {.run = run, .site = {.run = run, .csv_fd = -1, .ndjson_fd = -1}};
	struct cl_err err = {0};
	int status = 0;
	int rc = folders(&p, dir, &err);
	if (rc == 0 && (cl_site_open(&p.site, &err) != 0 || walk(&p, &err) != 0 ||
			       cl_site_close(&p.site, &err) != 0 ||
			       (!run->dry_run &&
				       (record(&p, &err) != 0 || switch_to(&p, dir, &err) != 0))))
		rc = -1;
	if (rc != 0 || run->dry_run)
		remove_version(&p);
	if (rc != 0) {
		status = cl_say_error(run, &err);
	} else {
		cl_say(run, _("published %s: red %ld, black %ld, exit notices %d"), p.site.version,
			p.site.count[0], p.site.count[1], p.site.nnotices);
		say_left(&p);
		if (run->dry_run)
			cl_say(run, _("dry run: nothing was published"));
		else
			cl_say(run,
				_("look at %s/current/index.html; next: cl-publish --released "
				  "CHANNEL --url ADDRESS"),
				dir);
	}
	cl_site_free(&p.site);
	cl_buf_free(&p.listings);
	cl_buf_free(&p.notices);
	for (int i = 0; i < LEFT; i++)
		cl_buf_free(&p.left[i].ids);
	return status;
}

int cl_publish_run(struct cl_run *run)
{
	struct cl_err err = {0};
	const char *dir = cl_opt(&run->opts, OUTPUT), *channel = cl_opt(&run->opts, RELEASED);
	if (cl_opt(&run->opts, VERIFY) != NULL && run->opts.nargs > 1) {
		cl_fail(&err, CL_E_USAGE, _("no operand is expected: %s"), run->opts.args[1]);
		return cl_say_error(run, &err);
	}
	if (cl_opt(&run->opts, VERIFY) != NULL) {
		int rc = cl_site_verify(run,
			run->opts.nargs > 0 ? run->opts.args[0]
			: dir != NULL       ? dir
					    : ".",
			&err);
		if (rc == 0)
			cl_say(run, _("every file fits the manifest"));
		return rc < 0 ? cl_say_error(run, &err) : rc;
	}
	if (dir == NULL && channel == NULL)
		cl_fail(&err, CL_E_USAGE, _("where? -o DIR"));
	else if (run->opts.nargs > 0)
		cl_fail(&err, CL_E_USAGE, _("no operand is expected: %s"), run->opts.args[0]);
	if (err.code != CL_OK)
		return cl_say_error(run, &err);
	return channel != NULL ? cl_released_run(run, channel) : build(run, dir);
}
