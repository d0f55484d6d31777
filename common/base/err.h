/* err: the one error type. A code leads to the exit status (share/errors.csv);
 * the text says what is wrong, the position where, the code's hint what to do. */
#ifndef CL_ERR_H
#define CL_ERR_H
#include <stddef.h>
#include "codes.h" /* generated from share/errors.csv: enum cl_code */

#define CL_PRINTF(f, a) __attribute__((format(printf, f, a)))
#define CL_CHECKED __attribute__((warn_unused_result))

/* Where something is wrong. Strings are borrowed and must outlive the error. Zero fields are
 * unknown. */
struct cl_pos {
	const char *file;  /* as the user named it; NULL: none */
	const char *sheet; /* workbook sheet; NULL: text */
	long row;          /* physical line (text) or sheet row, from 1 */
	int col;           /* cell number from 1 */
};

struct cl_err {
	enum cl_code code; /* CL_OK: nothing happened */
	struct cl_pos pos;
	char field[48];  /* wire key or column header concerned */
	char value[96];  /* the value, masked where personal */
	char clause[16]; /* clause of the regulation, "5.4(2)" */
	char entry[24];  /* entry concerned, "E17" */
	char text[1024]; /* one line of UTF-8 in the user's language */
};

/* Sets *err (if no error stands there yet) and returns -1. fmt is already translated: _("…"). */
int cl_fail(struct cl_err *err, enum cl_code code, const char *fmt, ...) CL_PRINTF(3, 4);
int cl_fail_at(struct cl_err *err, const struct cl_pos *pos, enum cl_code code, const char *fmt,
	...) CL_PRINTF(4, 5);
/* cl_fail with strerror(errno): "TEXT: No space left on device". */
int cl_fail_errno(struct cl_err *err, enum cl_code code, const char *fmt, ...) CL_PRINTF(3, 4);
void cl_err_clear(struct cl_err *err);

const char *cl_code_name(enum cl_code code); /* "E_ID_CHECK" */
int cl_code_exit(enum cl_code code);         /* exit status, 0 for warnings */
int cl_code_is_warning(enum cl_code code);
const char *cl_code_says(enum cl_code code); /* meaning, in the user's language */
const char *cl_code_todo(enum cl_code code); /* what to do, in the user's language */

/* Messages: English text is the key, Chinese comes from po/zh_CN.po, compiled in, so that cron's C
 * locale and a machine without locales print Chinese too. */
enum cl_lang { CL_ZH, CL_EN };
void cl_lang_set(enum cl_lang lang);
enum cl_lang cl_lang_get(void);
/* From --lang (may be NULL), else LANGUAGE, LC_ALL, LC_MESSAGES, LANG; C and POSIX mean Chinese.
 * -1: unknown name. */
int cl_lang_choose(const char *option);
const char *cl_tr(const char *english) __attribute__((format_arg(1)));
#define _(s) cl_tr(s)
#define N_(s) (s)
#endif
