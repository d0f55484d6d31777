/* site: the files of one version of the publication. */
#ifndef CL_SITE_H
#define CL_SITE_H
#include "flow/publish.h"

struct cl_notice_line { /* an exit that is still shown */
	const char *entry, *name, *list, *reason, *exited_on, *department, *document;
	int correction;        /* exit by error */
	const char *corrected; /* no exit: what an upheld objection changed, in words */
};
struct cl_site {
	struct cl_run *run;
	const char *dir;     /* the version's folder, being written */
	const char *version; /* "000001-2026-11-20" */
	struct cl_flat manifest;
	struct cl_writer *csv, *ndjson;
	int csv_fd, ndjson_fd;
	struct cl_buf rows[2]; /* HTML rows: red, black (and watch) */
	long count[3];
	struct cl_notice_line *notices;
	int nnotices;
};
int cl_site_open(struct cl_site *s, struct cl_err *err) CL_CHECKED;
int cl_site_add(struct cl_site *s, const struct cl_rec *r, struct cl_err *err) CL_CHECKED;
/* Page, manifest; every file and folder synced. */
int cl_site_close(struct cl_site *s, struct cl_err *err) CL_CHECKED;
void cl_site_free(struct cl_site *s);
/* Checks every hash of the manifest under dir: 0, 1 something differs (told), -1. */
int cl_site_verify(struct cl_run *run, const char *dir, struct cl_err *err) CL_CHECKED;
#endif
