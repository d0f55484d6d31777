/* cl-publish --released: that a version went out on a channel, with which listings and exit notices
 * (3.1, 5.7). */
#include "flow/publish.h"
#include "base/date.h"
#include "flow/given.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void cl_range_add(struct cl_buf *b, int64_t *first, int64_t *last, int64_t id)
{
	if (*last != 0 && id == *last + 1) {
		*last = id;
		return;
	}
	if (*last != 0)
		cl_buf_printf(b, *first == *last ? "%s%lld" : "%s%lld-%lld", b->n > 0 ? ";" : "",
			(long long)*first, (long long)*last);
	*first = *last = id;
}

static int covered(const struct cl_range *r, int n, int64_t id)
{
	for (int i = 0; i < n; i++)
		if (id >= r[i].first && id <= r[i].last)
			return 1;
	return 0;
}

static void each_range(const char *s, void (*f)(void *, int64_t, int64_t), void *data)
{
	while (s != NULL && *s != '\0') {
		char *end;
		int64_t first = strtoll(s, &end, 10), last = first;
		if (*end == '-')
			last = strtoll(end + 1, &end, 10);
		f(data, first, last);
		s = end + (*end == ';');
	}
}

struct fresh {
	struct cl_range *known;
	int n;
	struct cl_buf out;
	int64_t first, last;
	long count;
};

static void keep_fresh(void *data, int64_t first, int64_t last)
{
	struct fresh *f = data;
	for (int64_t e = first; e <= last; e++)
		if (!covered(f->known, f->n, e)) {
			cl_range_add(&f->out, &f->first, &f->last, e);
			f->count++;
		}
}

struct open_notices {
	struct cl_run *run;
	const char *channel, *day;
	struct cl_buf out;
	int64_t first, last;
	long count;
	struct cl_err *err;
};

/* 5.7: what ended after that day was not announced on it. */
static int before_exit(const struct open_notices *o, int64_t entry, const char *trigger_on)
{
	if (strcmp(o->day, trigger_on) >= 0)
		return 0;
	snprintf(o->err->entry, sizeof o->err->entry, "E%lld", (long long)entry);
	cl_fail(o->err, CL_E_BEFORE,
		_("%s lies before its exit on %s, which nobody could announce yet"), o->day,
		trigger_on);
	return 1;
}

static void keep_open(void *data, int64_t first, int64_t last)
{
	struct open_notices *o = data;
	for (int64_t e = first; e <= last && o->err->code == CL_OK; e++) {
		struct cl_row_notice *rows;
		int n;
		if (cl_store_notices(o->run->store, e, &o->run->arena, &rows, &n, o->err) != 0)
			return;
		for (int i = 0; i < n; i++)
			if (rows[i].done_on == NULL && strcmp(rows[i].channel, o->channel) == 0) {
				if (before_exit(o, e, rows[i].trigger_on))
					return;
				cl_range_add(&o->out, &o->first, &o->last, e);
				o->count++;
			}
	}
}

/* A version bears the day on which it was made: 000003-2026-11-21. */
static int before_version(const char *version, const char *day, struct cl_err *err)
{
	size_t n = version != NULL ? strlen(version) : 0;
	const char *made = n > 10 ? version + n - 10 : NULL;
	if (made == NULL || cl_day_parse(made) == CL_NODAY || strcmp(day, made) >= 0)
		return 0;
	return cl_fail(
		err, CL_E_BEFORE, _("%s lies before the day on which %s was made"), day, version);
}

static int release(struct cl_run *run, const char *channel, const char *url, int32_t on,
	long count[2], struct cl_err *err)
{
	struct cl_reg last, known;
	struct cl_event ev = {.kind = "release"};
	struct fresh f = {0};
	char day[11];
	struct open_notices o = {
		.run = run, .channel = channel, .day = cl_day_format(on, day), .err = err};
	int rc = cl_store_reg(run->store, "channel", channel, &run->arena, &known, err);
	if (rc != 1)
		return rc < 0 ? -1
			      : cl_fail(err, CL_E_USAGE,
					_("channel %s is not registered: load it with cl-import "
					  "--kind channels"),
					channel);
	rc = cl_store_reg(run->store, "publication", "last", &run->arena, &last, err);
	if (rc != 1)
		return rc < 0 ? -1
			      : cl_fail(err, CL_E_USAGE,
					_("nothing was published yet: cl-publish -o DIR first"));
	if (cl_store_announced(run->store, channel, &run->arena, &f.known, &f.n, err) != 0)
		return -1;
	each_range(cl_flat_get(&last.body, "listings"), keep_fresh, &f);
	cl_range_add(&f.out, &f.first, &f.last, -1);
	each_range(cl_flat_get(&last.body, "notices"), keep_open, &o);
	cl_range_add(&o.out, &o.first, &o.last, -1);
	cl_flat_set(&ev.body, "channel", channel);
	cl_flat_set(&ev.body, "url", url);
	cl_flat_set(&ev.body, "version", cl_flat_get(&last.body, "version"));
	cl_flat_set(&ev.body, "released_on", day);
	cl_flat_set(&ev.body, "listings", cl_buf_cstr(&f.out));
	cl_flat_set(&ev.body, "notices", cl_buf_cstr(&o.out));
	cl_flat_set(&ev.body, "officer", cl_opt(&run->opts, OFFICER));
	count[0] = f.count;
	count[1] = o.count;
	rc = err->code != CL_OK ? -1 : 0;
	if (rc == 0 && f.count + o.count > 0)
		rc = before_version(cl_flat_get(&last.body, "version"), day, err) != 0
			     ? -1
			     : cl_store_event(run->store, &ev, err);
	cl_buf_free(&f.out);
	cl_buf_free(&o.out);
	return rc;
}

int cl_released_run(struct cl_run *run, const char *channel)
{
	struct cl_err err = {0};
	const char *url;
	int32_t on;
	long count[2] = {0};
	if (cl_given_text(run, CL_O_URL, &url, &err) != 0 ||
		cl_opt_date(run, CL_O_ON, &on, &err) != 0)
		return cl_say_error(run, &err);
	if (on == CL_NODAY)
		on = run->today;
	if (url == NULL)
		cl_fail(&err, CL_E_USAGE, _("--released needs --url: where it stands on %s"),
			channel);
	else if (on > run->today)
		cl_fail(&err, CL_E_USAGE, _("--on lies after the business date"));
	if (err.code != CL_OK)
		return cl_say_error(run, &err);
	if (cl_store_write(run->store, &err) != 0 ||
		release(run, channel, url, on, count, &err) != 0) {
		cl_store_rollback(run->store);
		return cl_say_error(run, &err);
	}
	if (run->dry_run || count[0] + count[1] == 0)
		cl_store_rollback(run->store);
	else if (cl_store_commit(run->store, &err) != 0)
		return cl_say_error(run, &err);
	cl_say(run, _("released on %s: %ld new listings, %ld exit notices"), channel, count[0],
		count[1]);
	if (run->dry_run)
		cl_say(run, _("dry run: nothing was stored"));
	return 0;
}
