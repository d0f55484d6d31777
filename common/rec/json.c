#include "rec/json.h"
#include "base/utf8.h"
#include <cjson/cJSON.h>
#include <stdio.h>
#include <string.h>

/* cJSON ends a string at \u0000 without a word. */
static int has_nul_escape(const char *s, size_t n)
{
	for (size_t i = 0; i + 5 < n; i++) {
		if (s[i] != '\\')
			continue;
		if (memcmp(s + i + 1, "u0000", 5) == 0)
			return 1;
		i++;
	}
	return 0;
}

static void cells_of(
	const cJSON *list, struct cl_arena *a, struct cl_object *out, struct cl_err *bad)
{
	out->ncells = 0;
	out->cell = cl_alloc(a, sizeof *out->cell * ((size_t)cJSON_GetArraySize(list) + 1));
	const cJSON *c;
	cJSON_ArrayForEach(c, list)
	{
		if (!cJSON_IsString(c) && !cJSON_IsNull(c))
			cl_fail(bad, CL_E_TYPE, _("cell %d is no string"), out->ncells + 1);
		out->cell[out->ncells++] = cl_strdup(a, cJSON_IsString(c) ? c->valuestring : "");
	}
}

/* What stands there instead of a string, as it was written: a row sent back shows it. */
static const char *raw(const cJSON *c, struct cl_arena *a)
{
	char *text = cJSON_PrintUnformatted(c);
	const char *out = text != NULL ? cl_strdup(a, text) : NULL;
	cJSON_free(text);
	return out;
}

/* A key that stands twice: a row sent back shows both values, so that nobody takes one of them. */
static int again(struct cl_object *o, const char *key, const char *value, struct cl_arena *a,
	struct cl_err *bad)
{
	for (int i = 0; i < o->n; i++) {
		if (strcmp(o->m[i].key, key) != 0)
			continue;
		cl_fail(bad, CL_E_DUP, _("key \"%s\" stands twice"), key);
		snprintf(bad->field, sizeof bad->field, "%s", key);
		bad->field[cl_utf8_valid(bad->field, strlen(bad->field))] = '\0';
		const char *had = o->m[i].value;
		o->m[i].value = cl_sprintf(
			a, "%s | %s", had != NULL ? had : "", value != NULL ? value : "");
		return 1;
	}
	return 0;
}

static void members_of(
	const cJSON *o, struct cl_arena *a, struct cl_object *out, struct cl_err *bad)
{
	out->m = cl_alloc(a, sizeof *out->m * ((size_t)cJSON_GetArraySize(o) + 1));
	out->n = 0;
	out->ncells = -1;
	const cJSON *c;
	cJSON_ArrayForEach(c, o)
	{
		if (strcmp(c->string, "c") == 0 && cJSON_IsArray(c)) {
			cells_of(c, a, out, bad);
			continue;
		}
		int sheet_number = cJSON_IsNumber(c) && (strcmp(c->string, "row") == 0 ||
								strcmp(c->string, "rows") == 0 ||
								strcmp(c->string, "columns") == 0);
		if (!cJSON_IsString(c) && !cJSON_IsNull(c) && !sheet_number)
			cl_fail(bad, CL_E_TYPE, _("the value of \"%s\" is no string"), c->string);
		const char *v = cJSON_IsString(c) ? cl_strdup(a, c->valuestring)
				: sheet_number    ? cl_sprintf(a, "%.0f", c->valuedouble)
				: cJSON_IsNull(c) ? NULL
						  : raw(c, a);
		if (!again(out, c->string, v, a, bad))
			out->m[out->n++] = (struct cl_member){cl_strdup(a, c->string), v};
	}
}

static int blank(const char *p, const char *end)
{
	while (p < end && strchr(" \t\r\n", *p) != NULL && *p != '\0')
		p++;
	return p >= end;
}

int cl_json_object(const char *text, size_t n, struct cl_arena *a, struct cl_object *out,
	struct cl_err *bad, struct cl_err *err)
{
	const char *end = NULL;
	if (has_nul_escape(text, n))
		return cl_fail(err, CL_E_JSON, _("\\u0000 in a string"));
	cJSON *o = cJSON_ParseWithLengthOpts(text, n, &end, 0);
	int rc = 0;
	if (o == NULL)
		rc = cl_fail(err, CL_E_JSON, _("no JSON, at byte %d of the line"),
			(int)(end - text) + 1);
	else if (!blank(end, text + n))
		rc = cl_fail(err, CL_E_JSON, _("text after the object, at byte %d of the line"),
			(int)(end - text) + 1);
	else if (!cJSON_IsObject(o))
		rc = cl_fail(err, CL_E_JSON, _("not a JSON object"));
	else
		members_of(o, a, out, bad);
	cJSON_Delete(o);
	return rc;
}

int cl_json_array(const char *text, size_t n, struct cl_arena *a, struct cl_object **list,
	struct cl_err **bads, long *count, struct cl_err *err)
{
	const char *end = NULL;
	if (has_nul_escape(text, n))
		return cl_fail(err, CL_E_JSON, _("\\u0000 in a string"));
	cJSON *all = cJSON_ParseWithLengthOpts(text, n, &end, 0);
	int rc = 0;
	if (all == NULL)
		rc = cl_fail(err, CL_E_JSON, _("no JSON, at byte %zu of the array"),
			(size_t)(end - text) + 1);
	else if (!cJSON_IsArray(all) || !blank(end, text + n))
		rc = cl_fail(err, CL_E_JSON, _("text after the array"));
	size_t total = rc == 0 ? (size_t)cJSON_GetArraySize(all) : 0;
	*list = cl_alloc(a, sizeof **list * (total + 1));
	*bads = cl_alloc(a, sizeof **bads * (total + 1));
	*count = 0;
	const cJSON *o;
	if (rc == 0)
		cJSON_ArrayForEach(o, all)
		{
			if (cJSON_IsObject(o))
				members_of(o, a, *list + *count, *bads + *count);
			else {
				(*list)[*count].ncells = -1; /* no row of cl-sheet */
				cl_fail(*bads + *count, CL_E_TYPE, _("element %ld is no object"),
					*count + 1);
			}
			++*count;
		}
	cJSON_Delete(all);
	return rc;
}
