#include "rec/xmlpart.h"
#include <expat.h>
#include <string.h>

#define BLOCK 65536
/* A tag or comment that long is made to cost time. What counts is how much was fed since the parser
 * last told anything: some releases of expat wait for twice the text before they try again. */
#define TOKEN_MAX ((size_t)8 << 20)
#define DEPTH_MAX 200
#define PATH_MAX_STEPS 16
#define SEPARATOR '\n'

struct walk {
	const struct cl_xml_walk *w;
	XML_Parser p;
	struct cl_err *err;
	const char *file, *part;
	unsigned char path[PATH_MAX_STEPS];
	int at;   /* depth in path */
	int skip; /* depth inside what is passed over */
	int stopped;
	size_t fed, told; /* bytes in all, and when the parser last told something */
};

/* The local name where the namespace is one of ours, else NULL. */
static const char *local(const char *name)
{
	static const struct {
		const char *uri;
		size_t n;
	} ours[] = {
#define NS(s) {s "\n", sizeof s}
		NS("http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
		NS("http://schemas.openxmlformats.org/package/2006/relationships"),
		NS("http://purl.oclc.org/ooxml/spreadsheetml/main"),
	};
	for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
		if (strncmp(name, ours[i].uri, ours[i].n) == 0)
			return name + ours[i].n;
	return NULL;
}

static void stop(struct walk *w)
{
	w->stopped = 1;
	XML_StopParser(w->p, XML_FALSE);
}

#define refuse(w, text)                                                                            \
	(cl_fail_at((w)->err, &(struct cl_pos){.file = (w)->file}, CL_E_SHEET, text, (w)->part),   \
		stop(w))

static void XMLCALL on_start(void *data, const char *name, const char **attr)
{
	struct walk *w = data;
	w->told = w->fed;
	if (w->stopped)
		return;
	if (w->skip > 0) {
		if (++w->skip > DEPTH_MAX)
			refuse(w, _("%s: elements stand too deep in each other"));
		return;
	}
	if (w->w->steps == NULL) {
		w->skip = 1;
		return;
	}
	const char *own = local(name);
	int in = w->at > 0 ? w->path[w->at - 1] : 0;
	const struct cl_xml_step *s = w->w->steps;
	while (s->to != 0 && (s->in != in || own == NULL || strcmp(s->name, own) != 0))
		s++;
	if (s->to == 0 || w->at == PATH_MAX_STEPS) {
		if (in == 0)
			refuse(w, _("%s is of a kind that is not known here"));
		w->skip = 1;
		return;
	}
	w->path[w->at++] = s->to;
	if (w->w->enter != NULL && w->w->enter(w->w->data, s->to, attr) != 0)
		stop(w);
}

static void XMLCALL on_end(void *data, const char *name)
{
	struct walk *w = data;
	(void)name;
	w->told = w->fed;
	if (w->stopped)
		return;
	if (w->skip > 0) {
		w->skip--;
		return;
	}
	int state = w->path[--w->at];
	if (w->w->leave != NULL && w->w->leave(w->w->data, state) != 0)
		stop(w);
}

static void XMLCALL on_text(void *data, const char *s, int n)
{
	struct walk *w = data;
	w->told = w->fed;
	if (w->stopped || w->skip > 0 || w->at == 0 || w->w->text == NULL)
		return;
	if (w->w->text(w->w->data, w->path[w->at - 1], s, (size_t)n) != 0)
		stop(w);
}

/* Comments, instructions and the like. */
static void XMLCALL on_other(void *data, const char *s, int n)
{
	struct walk *w = data;
	(void)s;
	(void)n;
	w->told = w->fed;
}

static void XMLCALL on_doctype(
	void *data, const char *name, const char *sys, const char *pub, int internal)
{
	struct walk *w = data;
	(void)name;
	(void)sys;
	(void)pub;
	(void)internal;
	refuse(w, _("%s declares a document type, which no workbook does: not read"));
}

static int feed(struct walk *w, struct cl_zip *z, struct cl_err *err)
{
	for (;;) {
		void *p = XML_GetBuffer(w->p, BLOCK);
		if (p == NULL)
			return cl_fail(err, CL_E_MEMORY, _("out of memory"));
		long n = cl_zip_read(z, p, BLOCK, err);
		if (n < 0)
			return -1;
		w->fed += (size_t)n;
		enum XML_Status st = XML_ParseBuffer(w->p, (int)n, n == 0);
		if (w->stopped)
			return -1;
		if (st != XML_STATUS_OK) {
			struct cl_pos pos = {.file = w->file};
			return cl_fail_at(err, &pos, CL_E_SHEET, _("%s is damaged at line %lu: %s"),
				w->part, (unsigned long)XML_GetCurrentLineNumber(w->p),
				XML_ErrorString(XML_GetErrorCode(w->p)));
		}
		if (n == 0)
			return 0;
		if (w->fed - w->told > TOKEN_MAX)
			refuse(w, _("%s holds a mark of more than 8 MiB"));
		if (w->stopped)
			return -1;
	}
}

int cl_xml_part(
	struct cl_zip *z, const char *part, const struct cl_xml_walk *walk, struct cl_err *err)
{
	struct walk w = {.w = walk, .err = err, .file = cl_zip_file(z), .part = part};
	if (cl_zip_part(z, part, err) != 0)
		return -1;
	w.p = XML_ParserCreateNS(NULL, SEPARATOR);
	if (w.p == NULL)
		return cl_fail(err, CL_E_MEMORY, _("out of memory"));
	XML_SetUserData(w.p, &w);
	XML_SetElementHandler(w.p, on_start, on_end);
	XML_SetCharacterDataHandler(w.p, on_text);
	XML_SetDefaultHandler(w.p, on_other);
	XML_SetStartDoctypeDeclHandler(w.p, on_doctype);
	int rc = feed(&w, z, err);
	XML_ParserFree(w.p);
	cl_zip_part_close(z);
	return rc;
}

const char *cl_xml_attr(const char **attr, const char *name)
{
	for (; *attr != NULL; attr += 2)
		if (strcmp(attr[0], name) == 0)
			return attr[1];
	return NULL;
}

const char *cl_xml_rel_attr(const char **attr, const char *name)
{
	for (; *attr != NULL; attr += 2) {
		const char *sep = strrchr(attr[0], SEPARATOR);
		if (sep != NULL && strcmp(sep + 1, name) == 0 &&
			(strstr(attr[0], "/officeDocument/2006/relationships\n") != NULL ||
				strstr(attr[0], "/ooxml/officeDocument/relationships\n") != NULL))
			return attr[1];
	}
	return NULL;
}

int cl_xml_true(const char *value)
{
	return value != NULL && (strcmp(value, "1") == 0 || strcmp(value, "true") == 0);
}
