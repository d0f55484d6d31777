/* input: the bytes of one input, spooled where they cannot be read twice, recognised by content,
 * decoded to UTF-8 and cut into physical lines (DATA, "Reading order"). */
#ifndef CL_INPUT_H
#define CL_INPUT_H
#include <stddef.h>
#include "base/err.h"

#define CL_LINE_MAX ((size_t)1 << 20) /* bytes of a line, and of a record */

enum cl_input_kind { CL_IN_TEXT, CL_IN_NDJSON, CL_IN_ARRAY, CL_IN_WORKBOOK };

struct cl_input;
/* path "-" is standard input. Reads all of it once: charset by the ladder BOM, UTF-8, GB18030; NUL,
 * unknown bytes and workbooks are errors that name the line (E_NUL, E_CHARSET, E_KIND). An empty
 * input is no error here. path is borrowed. */
int cl_input_open(struct cl_input **in, const char *path, struct cl_err *err) CL_CHECKED;
/* The same in two steps. Held: opened, spooled where need be, not a byte of it judged. */
int cl_input_hold(struct cl_input **in, const char *path, struct cl_err *err) CL_CHECKED;
/* workbooks: a .xlsx or OLE file is no error but CL_IN_WORKBOOK; of it only name, size, hash and
 * descriptor can be asked. */
int cl_input_look(struct cl_input *in, int workbooks, struct cl_err *err) CL_CHECKED;
int cl_input_fd(const struct cl_input *in);
/* The rows that cl-sheet made of a workbook (fd, taken over) take the place of its bytes; name,
 * size and hash stay those of the workbook. */
int cl_input_become(struct cl_input *in, int fd, struct cl_err *err) CL_CHECKED;
const char *cl_input_name(const struct cl_input *in); /* the path, or "-" */
enum cl_input_kind cl_input_kind(const struct cl_input *in);
const char *cl_input_charset(
	const struct cl_input *in); /* "UTF-8", "GB18030", "UTF-16LE", "UTF-16BE", "workbook" */
size_t cl_input_size(const struct cl_input *in);
/* SHA-256 of the bytes as they came, in hex; read for it at the first call. NULL: E_IO, also where
 * the file was changed since it was opened. */
const char *cl_input_sha256(struct cl_input *in, struct cl_err *err) CL_CHECKED;
/* Next physical line with its end (\n, \r\n or a lone \r), valid until the next call. 1, 0 at the
 * end, -1. */
int cl_input_line(
	struct cl_input *in, char **line, size_t *n, long *number, struct cl_err *err) CL_CHECKED;
/* The lines that are at hand, perhaps none, and perhaps not the last one's end; they may be written
 * over. Past the next bytes of them, which are one line: its number. */
char *cl_input_ahead(const struct cl_input *in, size_t *n);
long cl_input_past(struct cl_input *in, size_t bytes);
/* Past the lines before line number; at the end there is none left. */
int cl_input_skip(struct cl_input *in, long number, struct cl_err *err) CL_CHECKED;
int cl_input_rewind(struct cl_input *in, struct cl_err *err) CL_CHECKED;
/* A second reader of the same bytes, at their beginning; closed before or after the first. */
int cl_input_again(struct cl_input **out, const struct cl_input *in, struct cl_err *err) CL_CHECKED;
/* A reader of parts of the same text, without one so far; only cl_input_line, _text, _name and
 * _close are for it. */
struct cl_input *cl_input_part(const struct cl_input *in);
const char *cl_input_text(const struct cl_input *part); /* what is left of it, without a NUL */
/* The next part, of some bytes bytes: lines that make whole records, however many lines a quoted
 * cell has. It reads like the same lines of in, which goes on behind them. 1, 0 at the end, -1. */
int cl_input_take(
	struct cl_input *in, size_t bytes, struct cl_input *part, struct cl_err *err) CL_CHECKED;
void cl_input_close(struct cl_input *in);

/* An unlinked file in TMPDIR: descriptor, or -1. */
int cl_spool_file(struct cl_err *err) CL_CHECKED;
#endif
