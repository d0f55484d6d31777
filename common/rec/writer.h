/* writer: records out, as table, CSV, TSV, JSON, NDJSON or workbook. One large buffer, own
 * escaping; nothing reaches the descriptor before a full buffer or cl_writer_close, and every write
 * is checked. */
#ifndef CL_WRITER_H
#define CL_WRITER_H
#include <stdint.h>
#include "base/buf.h"
#include "base/err.h"
#include "rec/field.h"

/* HTML, DOCX and ICS are for documents, never for records. */
enum cl_format {
	CL_TABLE,
	CL_CSV,
	CL_CSV_EXCEL,
	CL_TSV,
	CL_JSON,
	CL_NDJSON,
	CL_HTML,
	CL_DOCX,
	CL_ICS,
	CL_SVG,
	CL_XLSX
};

struct cl_out_opts {
	enum cl_format format;
	int zh; /* Chinese column names and values */
	int no_header;
	int ncolumns; /* 0: all */
	enum cl_field columns[CL_FIELDS];
	int more[CL_FIELDS]; /* further columns of this run's CSV */
	int32_t today;       /* the date of a workbook */
	int hold;            /* 1: keep everything in memory until cl_writer_close (a dry run) */
};

struct cl_writer;
/* fd stays the caller's. */
struct cl_writer *cl_writer_open(int fd, const struct cl_out_opts *opts);
/* Borrows the record until it returns. Fails with E_OUTPUT. */
int cl_writer_put(struct cl_writer *w, const struct cl_rec *r, struct cl_err *err) CL_CHECKED;
/* The same in two steps: keep writes nothing to the descriptor, so that it may be called while a
 * transaction is open; flush does where the buffer is full. */
int cl_writer_keep(struct cl_writer *w, const struct cl_rec *r, struct cl_err *err) CL_CHECKED;
int cl_writer_flush(struct cl_writer *w, struct cl_err *err) CL_CHECKED;
long cl_writer_count(const struct cl_writer *w);
/* Writes the rest and frees. */
int cl_writer_close(struct cl_writer *w, struct cl_err *err) CL_CHECKED;

/* Frees without writing what is still held. */
void cl_writer_drop(struct cl_writer *w);

/* Writes all of p to fd: 0, or -1 with E_OUTPUT. */
int cl_write_all(int fd, const void *p, size_t n, struct cl_err *err) CL_CHECKED;
/* One CSV cell with RFC 4180 quoting. */
void cl_csv_cell(const char *s, struct cl_buf *out);
/* Text for a terminal or a page: control characters and direction overrides become U+FFFD; with
 * lines set, line ends and tabs become blanks. */
void cl_show_text(const char *s, struct cl_buf *out, int lines);
#endif
