/* cl-notice --letter: the papers of a run, in one document or as a file each. */
#include "flow/papers.h"
#include "flow/acting.h"
#include "base/date.h"
#include "flow/joint.h"
#include "flow/show.h"
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* What the papers of a run go into: one document, or a file each in the folder -o DIR/. */
struct papers {
	struct cl_run *run;
	struct cl_acting in; /* records that name the entries */
	struct cl_letter letter;
	struct cl_document doc;
	struct cl_arena a;
	int folder, n;
};

static int paper(struct papers *p, const struct cl_view *v, const struct cl_flat *values,
	const char *number, struct cl_err *err)
{
	if (v != NULL && cl_show_keyless(p->run, v))
		return 0; /* the papers of companies go on */
	int rc = cl_letter_write(p->run, &p->letter, v, values, &p->a, &p->doc, err);
	p->n++;
	if (rc == 0 && p->folder) {
		rc = cl_letter_file(
			p->run, cl_sprintf(&p->a, "%s-%s", number, p->letter.title), &p->doc, err);
		cl_document_free(&p->doc);
	}
	return rc;
}

/* The paper of an entry where it fits; one that was named is refused else, others are passed over.
 */
static int paper_of(struct papers *p, const struct cl_view *v, int named, struct cl_err *err)
{
	struct cl_run *run = p->run;
	struct cl_err e = {0};
	const char *why, *number = cl_id_text(&p->a, 'E', v->id);
	int rc = cl_letter_fits(run, &p->letter, v, &p->a, &why, err);
	if (rc != 0)
		return rc < 0 ? -1 : paper(p, v, NULL, number, err);
	if (!named)
		return 0;
	snprintf(e.entry, sizeof e.entry, "%s", number);
	cl_fail(&e, CL_E_STATE, _("the paper %s does not fit: %s"), p->letter.title, why);
	run->refused_rule++;
	cl_say_error(run, &e);
	return 0;
}

/* By --entry or a record; what came of an exit has a watch entry among its records. */
static int named(
	const struct papers *p, const struct cl_want *w, int range, const struct cl_view *v)
{
	return cl_opt(&p->run->opts, ENTRY) != NULL ||
	       (range >= w->nselected && strcmp(v->list, "watch") != 0);
}

/* A paper of each entry that is wanted; of the due ones only, with --due or --overdue. */
static int of_entries(struct papers *p, const struct cl_want *w, struct cl_err *err)
{
	struct cl_run *run = p->run;
	int64_t last = 0;
	struct cl_row_notice *rows = NULL;
	int n = 0, due = cl_opt(&run->opts, DUE) != NULL || cl_opt(&run->opts, OVERDUE) != NULL;
	if (due && cl_store_notices(run->store, 0, &p->a, &rows, &n, err) != 0)
		return -1;
	for (int i = 0; i < w->nrange; i++)
		for (int64_t e = w->range[i].first; e <= w->range[i].last; e++) {
			struct cl_view v;
			int open = !due, rc;
			for (int k = 0; k < n && !open; k++)
				open = rows[k].entry == e && rows[k].done_on == NULL &&
				       cl_notice_passes(run, &rows[k]);
			if (!open || e == last)
				continue;
			last = e;
			rc = cl_view_load(run, e, run->today, &p->a, &v, err);
			if (rc < 0)
				return -1;
			if (rc == 1 && cl_filter_fits(&w->filter, &v) &&
				paper_of(p, &v, named(p, w, i, &v), err) != 0)
				return -1;
		}
	return 0;
}

/* The credit office signs supervision notices. */
static int office(
	struct cl_run *run, struct cl_flat *values, struct cl_arena *a, struct cl_err *err)
{
	struct cl_reg *r;
	int n;
	if (cl_store_regs(run->store, "department", a, &r, &n, err) != 0)
		return -1;
	if (n > 0) /* the shipped ones begin with the office */
		cl_flat_set(values, "office", r[0].name);
	return 0;
}

static int is_folder(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* A paper of each stop or supervision notice. */
static int of_notices(
	struct papers *p, const struct cl_want *w, const char *kind, struct cl_err *err)
{
	struct cl_run *run = p->run;
	struct cl_proceeding *q;
	int n;
	if (cl_proceedings_of(run, 0, kind, &p->a, &q, &n, err) != 0)
		return -1;
	for (int i = 0; i < n; i++) {
		struct cl_flat values = {0};
		struct cl_view v;
		int about = q[i].row.entry != 0,
		    late = *q[i].due_on != '\0' && cl_day_parse(q[i].due_on) < run->today;
		if (q[i].row.closed || (cl_opt(&run->opts, OVERDUE) != NULL && !late))
			continue;
		int rc = about ? cl_view_load(run, q[i].row.entry, run->today, &p->a, &v, err) : 1;
		if (rc < 0)
			return -1;
		if (rc == 0 || !cl_joint_chosen(w, &q[i], about ? &v : NULL))
			continue;
		if (cl_joint_values(run, &q[i], &p->a, &values, err) != 0)
			return -1;
		cl_flat_set(&values, "proceeding", q[i].number);
		if (strcmp(kind, "supervision") == 0)
			cl_flat_set(&values, "department", q[i].row.department);
		if (office(run, &values, &p->a, err) != 0 ||
			paper(p, about ? &v : NULL, &values, q[i].number, err) != 0)
			return -1;
	}
	return 0;
}

static int write_all(struct papers *p, struct cl_err *err)
{
	struct cl_run *run = p->run;
	struct cl_opts *o = &run->opts;
	struct cl_want w;
	int joint = strcmp(p->letter.name, "stop") == 0 ||
		    strcmp(p->letter.name, "supervision") == 0,
	    due = cl_opt(o, DUE) != NULL || cl_opt(o, OVERDUE) != NULL;
	p->in.exits = !joint;
	if (cl_acting_read(&p->in, !joint && !due && cl_opt(o, DONE_LIST) == NULL, err) != 0)
		return -1;
	int rc = cl_store_read(run->store, err);
	if (rc == 0)
		rc = cl_acting_want(&p->in, &w, err);
	if (rc == 0 && joint)
		rc = cl_joint_by(run, &w.by, err);
	if (rc == 0 && !w.any && !joint && !due)
		rc = cl_fail(err, CL_E_USAGE, _("say which entries: --entry, --batch … or --due"));
	if (rc == 0)
		rc = joint ? of_notices(p, &w, p->letter.name, err) : of_entries(p, &w, err);
	cl_store_read_end(run->store);
	return rc == 0 && p->n > 0 && !p->folder ? cl_letters_out(run, &p->doc, err) : rc;
}

/* 0 done, also where nothing was due or no record came. */
static int status_of(const struct papers *p)
{
	struct cl_run *run = p->run;
	int none = cl_opt(&run->opts, DUE) != NULL || (p->in.read && p->in.ntodo == 0);
	run->done = p->n;
	if (run->refused_rule + run->refused_other > 0)
		return cl_run_status(run);
	if (p->n == 0 && !none)
		cl_say(run, _("no entry that is selected fits this paper"));
	return p->n > 0 || none ? 0 : 1;
}

int cl_papers_run(struct cl_run *run, struct cl_err *err)
{
	struct papers p = {.run = run, .in = {.run = run}};
	const char *kind = cl_opt(&run->opts, LETTER), *out = cl_opt(&run->opts, OUTPUT);
	p.folder = out != NULL && (out[strlen(out) - 1] == '/' || is_folder(out));
	if (!cl_letter_find(kind != NULL ? kind : "exit", &p.a, &p.letter)) {
		cl_fail(err, CL_E_USAGE, _("--letter %s: %s"), kind, cl_letter_names(&run->arena));
		cl_arena_free(&p.a);
		return -1;
	}
	int misfit = cl_opt(&run->opts, BY) != NULL && strcmp(p.letter.name, "stop") != 0,
	    rc = misfit ? cl_notice_by_misfit(err) : write_all(&p, err);
	if (rc == 0 && p.folder && p.n > 0)
		cl_say(run, _("%d papers in %s"), p.n, out);
	else if (rc == 0 && p.folder && cl_opt(&run->opts, DUE) != NULL && !p.in.read)
		cl_say(run, _("nothing is due: no paper was written"));
	if (rc == 0)
		rc = status_of(&p);
	cl_acting_read_end(&p.in, rc < 0);
	cl_document_free(&p.doc);
	cl_arena_free(&p.a);
	return rc;
}
