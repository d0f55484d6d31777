#include "base/err.h"
#include "base/messages.h" /* generated from po/zh_CN.po */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static enum cl_lang lang = CL_ZH;

struct code {
	const char *name;
	int exit;
	const char *says[2], *todo[2]; /* by enum cl_lang */
};
static const struct code codes[] = {
#define CODE(name, exit, en, zh, todo_en, todo_zh) {name, exit, {zh, en}, {todo_zh, todo_en}},
#include "base/codes.inc"
#undef CODE
};

void cl_lang_set(enum cl_lang l)
{
	lang = l;
}

enum cl_lang cl_lang_get(void)
{
	return lang;
}

int cl_lang_choose(const char *option)
{
	static const char *const vars[] = {"LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"};
	const char *s = option;
	for (size_t i = 0; s == NULL && i < sizeof vars / sizeof *vars; i++) {
		const char *v = secure_getenv(vars[i]);
		if (v != NULL && *v != '\0')
			s = v;
	}
	if (s == NULL || strncmp(s, "C", 1) == 0 || strcmp(s, "POSIX") == 0)
		lang = CL_ZH;
	else if (strncmp(s, "en", 2) == 0)
		lang = CL_EN;
	else if (option != NULL && strncmp(s, "zh", 2) != 0)
		return -1;
	else
		lang = CL_ZH;
	return 0;
}

static int by_english(const void *key, const void *row)
{
	return strcmp(key, ((const struct cl_message *)row)->en);
}

const char *cl_tr(const char *english)
{
	if (lang == CL_EN)
		return english;
	const struct cl_message *m =
		bsearch(english, cl_messages, CL_MESSAGES, sizeof cl_messages[0], by_english);
	return m != NULL ? m->zh : english;
}

__attribute__((format(printf, 4, 0))) static void fail(struct cl_err *err, const struct cl_pos *pos,
	enum cl_code code, const char *fmt, va_list ap)
{
	if (err->code != CL_OK)
		return; /* the first error tells the cause */
	err->code = code;
	if (pos != NULL)
		err->pos = *pos;
	vsnprintf(err->text, sizeof err->text, fmt, ap);
}

int cl_fail(struct cl_err *err, enum cl_code code, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	fail(err, NULL, code, fmt, ap);
	va_end(ap);
	return -1;
}

int cl_fail_at(
	struct cl_err *err, const struct cl_pos *pos, enum cl_code code, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	fail(err, pos, code, fmt, ap);
	va_end(ap);
	return -1;
}

int cl_fail_errno(struct cl_err *err, enum cl_code code, const char *fmt, ...)
{
	int e = errno;
	va_list ap;
	va_start(ap, fmt);
	fail(err, NULL, code, fmt, ap);
	va_end(ap);
	size_t n = strlen(err->text);
	snprintf(err->text + n, sizeof err->text - n, ": %s", strerrordesc_np(e));
	errno = e;
	return -1;
}

void cl_err_clear(struct cl_err *err)
{
	err->code = CL_OK; /* the texts are long: their ends alone are set */
	err->pos = (struct cl_pos){0};
	*err->field = *err->value = *err->clause = *err->entry = *err->text = '\0';
}

const char *cl_code_name(enum cl_code code)
{
	return code == CL_OK ? "OK" : codes[code - 1].name;
}

int cl_code_exit(enum cl_code code)
{
	return code == CL_OK ? 0 : codes[code - 1].exit;
}

int cl_code_is_warning(enum cl_code code)
{
	return code != CL_OK && codes[code - 1].name[0] == 'W';
}

const char *cl_code_says(enum cl_code code)
{
	return code == CL_OK ? "" : codes[code - 1].says[lang];
}

const char *cl_code_todo(enum cl_code code)
{
	return code == CL_OK ? "" : codes[code - 1].todo[lang];
}
