#include "flow/site.h"
#include "rec/document.h"
#include "base/crypt.h"
#include "base/date.h"
#include "flow/sitetext.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int file_at(const struct cl_site *s, const char *name, struct cl_err *err)
{
	char path[4096];
	snprintf(path, sizeof path, "%s/%s", s->dir, name);
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	return fd >= 0 ? fd : cl_fail_errno(err, CL_E_IO, _("%s cannot be written"), path);
}

static struct cl_writer *writer(int fd, enum cl_format format)
{
	struct cl_out_opts o = {.format = format, .ncolumns = cl_public_ncolumns};
	memcpy(o.columns, cl_public_columns,
		sizeof *cl_public_columns * (size_t)cl_public_ncolumns);
	return cl_writer_open(fd, &o);
}

int cl_site_open(struct cl_site *s, struct cl_err *err)
{
	s->csv_fd = s->ndjson_fd = -1;
	if ((s->csv_fd = file_at(s, "entries.csv", err)) < 0 ||
		(s->ndjson_fd = file_at(s, "entries.ndjson", err)) < 0)
		return -1;
	s->csv = writer(s->csv_fd, CL_CSV);
	s->ndjson = writer(s->ndjson_fd, CL_NDJSON);
	return 0;
}

static void td(struct cl_buf *b, const char *label, const char *value)
{
	cl_buf_printf(b, "<td data-label=\"%s\">", label);
	cl_markup(value != NULL ? value : "", b);
	cl_buf_str(b, "</td>");
}

static const char * or (const char *a, const char *b)
{
	return a != NULL ? a : b;
}

#define WHOLE 24 /* bytes that fit the narrowest screen in one line */

/* A code, a day, a telephone: no line ends within it. */
static void whole(struct cl_buf *b, const char *value)
{
	if (strlen(value) > WHOLE) {
		cl_markup(value, b);
		return;
	}
	cl_buf_str(b, "<span class=\"whole\">");
	cl_markup(value, b);
	cl_buf_str(b, "</span>");
}

static void row(struct cl_site *s, const struct cl_rec *r)
{
	struct cl_arena a = {0};
	int red = strcmp(cl_get(r, LIST), "red") == 0;
	struct cl_buf *b = &s->rows[!red];
	const char *until = cl_get(r, VALID_UNTIL), *ways = cl_get(r, REPAIR_WAYS);
	cl_buf_printf(b, "<tr data-until=\"%s\">", or (until, ""));
	cl_buf_str(b, "<td data-label=\"主体名称\">");
	cl_markup(or (cl_get(r, NAME), ""), b);
	if (cl_get(r, OVERLAYS) != NULL)
		cl_buf_printf(b, " <span class=\"badge mark\">%s</span>",
			cl_value_label(CL_K_OVERLAY, cl_get(r, OVERLAYS), &a));
	cl_buf_str(b, "</td>");
	cl_buf_str(b, "<td data-label=\"代码\">");
	whole(b, or (or (cl_get(r, USCC), cl_get(r, ID_NUMBER)), ""));
	cl_buf_str(b, "</td>");
	td(b, "事由", cl_get(r, GROUNDS));
	td(b, "认定部门", cl_get(r, DEPARTMENT));
	td(b, "认定文号", cl_get(r, DOCUMENT));
	cl_buf_str(b, "<td data-label=\"有效期\">");
	whole(b, or (cl_get(r, VALID_FROM), "—"));
	cl_buf_str(b, " 至 ");
	whole(b, until == NULL || strcmp(until, "9999-12-31") == 0 ? "长期" : until);
	cl_buf_str(b, "</td>");
	if (!red) {
		const char *repairable = cl_get(r, REPAIRABLE);
		cl_buf_str(b, "<td data-label=\"修复\">");
		if (repairable != NULL && strcmp(repairable, "no") == 0)
			cl_buf_str(b, "不可修复");
		else
			cl_markup(ways != NULL ? cl_value_label(CL_K_WAYS, ways, &a) : "", b);
		cl_buf_str(b, " <a href=\"#repair\">信用修复</a></td>");
	}
	cl_buf_str(b, "<td data-label=\"解释单位\">");
	cl_markup(or (cl_get(r, EXPLAINED_BY), ""), b);
	cl_buf_char(b, ' ');
	whole(b, or (cl_get(r, TELEPHONE), ""));
	cl_buf_str(b, "</td></tr>\n");
	cl_arena_free(&a);
}

int cl_site_add(struct cl_site *s, const struct cl_rec *r, struct cl_err *err)
{
	const char *list = cl_get(r, LIST);
	s->count[strcmp(list, "red") == 0 ? 0 : strcmp(list, "black") == 0 ? 1 : 2]++;
	row(s, r);
	return cl_writer_put(s->csv, r, err) != 0 ? -1 : cl_writer_put(s->ndjson, r, err);
}

static void table(struct cl_site *s, int black, struct cl_buf *b)
{
	cl_buf_printf(b, "<h2 id=\"%s\"><span class=\"badge %s\">%s</span> %ld 条</h2>\n",
		black ? "black" : "red", black ? "black" : "red", black ? "黑名单" : "红名单",
		black ? s->count[1] + s->count[2] : s->count[0]);
	if (s->rows[black].n == 0) {
		cl_buf_str(b, "<p>目前没有在列的主体。</p>\n");
		return;
	}
	cl_buf_str(b, "<table><thead><tr><th scope=\"col\">主体名称</th><th "
		      "scope=\"col\">代码</th><th scope=\"col\">事由</th>"
		      "<th scope=\"col\">认定部门</th><th scope=\"col\">认定文号</th><th "
		      "scope=\"col\">有效期</th>");
	if (black)
		cl_buf_str(b, "<th scope=\"col\">修复</th>");
	cl_buf_str(b, "<th scope=\"col\">解释单位</th></tr></thead>\n<tbody>\n");
	cl_buf_add(b, s->rows[black].p, s->rows[black].n);
	cl_buf_str(b, "</tbody></table>\n");
}

static void notices(struct cl_site *s, struct cl_buf *b)
{
	struct cl_arena a = {0};
	cl_buf_printf(b, "<h2 id=\"notices\">退出公告与更正 %d 条</h2>\n", s->nnotices);
	for (int i = 0; i < s->nnotices; i++) {
		const struct cl_notice_line *n = &s->notices[i];
		cl_buf_str(b, "<p>");
		if (n->correction)
			cl_buf_str(b, "<strong>更正：</strong>");
		cl_markup(or (n->name, ""), b);
		if (n->corrected != NULL) {
			cl_buf_printf(b, " %s ", n->exited_on);
			cl_markup(n->corrected, b);
			cl_buf_printf(
				b, "（%s），认定部门：", cl_value_label(CL_K_LIST, n->list, &a));
			cl_markup(n->department, b);
			cl_buf_str(b, "。</p>\n");
			continue;
		}
		cl_buf_printf(b, " 自 %s 起退出%s（%s），认定部门：", n->exited_on,
			cl_value_label(CL_K_LIST, n->list, &a),
			cl_value_label(CL_K_REASON, n->reason, &a));
		cl_markup(n->department, b);
		cl_buf_str(b, "。</p>\n");
	}
	cl_arena_free(&a);
}

static int put_file(struct cl_site *s, const char *name, const struct cl_buf *b, struct cl_err *err)
{
	int fd = file_at(s, name, err);
	if (fd < 0)
		return -1;
	int rc = cl_write_all(fd, b->p, b->n, err);
	if (rc == 0 && fsync(fd) != 0)
		rc = cl_fail_errno(err, CL_E_IO, _("%s cannot be written"), name);
	close(fd);
	return rc;
}

static int page(struct cl_site *s, struct cl_err *err)
{
	struct cl_buf b = {0};
	char day[11];
	cl_day_format(s->run->today, day);
	cl_buf_str(&b, cl_site_head);
	cl_buf_printf(&b,
		"<header><h1>信用红黑名单公示</h1><p>截至 <time datetime=\"%s\">%s</time>，第 %s "
		"版</p>"
		"<nav aria-label=\"页内\"><a href=\"#red\">红名单</a><a "
		"href=\"#black\">黑名单</a><a href=\"#notices\">退出公告</a>"
		"<a href=\"#repair\">信用修复</a><a href=\"entries.csv\">数据 "
		"CSV</a></nav></header>\n<main id=\"list\">\n",
		day, day, s->version);
	table(s, 0, &b);
	table(s, 1, &b);
	notices(s, &b);
	cl_buf_str(&b, cl_site_foot);
	cl_buf_str(&b, "<footer><p>依据《衡山县信用红黑名单制度》三（1）汇总发布。核验：cl-publish "
		       "--verify。</p></footer>\n"
		       "<script>\n/* 即使定时任务停止，过期条目也标为已届满 */\n"
		       "(function () {\n  var now = new Date(Date.now() + 8 * "
		       "3600e3).toISOString().slice(0, 10);\n"
		       "  document.querySelectorAll('tr[data-until]').forEach(function (tr) {\n"
		       "    var u = tr.getAttribute('data-until');\n"
		       "    if (u && u < now) { tr.className = 'ended'; "
		       "tr.cells[0].appendChild(document.createTextNode('（有效期已届满）')); }\n"
		       "  });\n})();\n</script>\n</body>\n</html>\n");
	int rc = put_file(s, "index.html", &b, err);
	cl_buf_free(&b);
	return rc;
}

static int sha_of(const char *dir, const char *name, char hex[65], struct cl_err *err)
{
	char path[4096], block[65536];
	unsigned char sum[CL_HASH];
	snprintf(path, sizeof path, "%s/%s", dir, name);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct cl_hasher *h = fd < 0 ? NULL : cl_hasher_new("sha256", err);
	ssize_t n = -1;
	if (fd < 0)
		return cl_fail_errno(err, CL_E_IO, _("%s cannot be read"), path);
	if (h != NULL) {
		cl_hasher_begin(h);
		while ((n = read(fd, block, sizeof block)) > 0)
			cl_hasher_add(h, block, (size_t)n);
		cl_hasher_end(h, sum);
		cl_hasher_free(h);
		cl_hex(sum, sizeof sum, hex);
	}
	close(fd);
	return n == 0 ? 0 : cl_fail(err, CL_E_IO, _("%s cannot be read"), path);
}

static const char *const files[] = {"entries.csv", "entries.ndjson", "index.html"};

static int manifest(struct cl_site *s, struct cl_err *err)
{
	struct cl_arena *a = &s->run->arena;
	struct cl_buf b = {0};
	char day[11];
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		char hex[65];
		if (sha_of(s->dir, files[i], hex, err) != 0)
			return -1;
		cl_flat_set(&s->manifest, cl_sprintf(a, "sha256 %s", files[i]), cl_strdup(a, hex));
	}
	cl_flat_set(&s->manifest, "version", s->version);
	cl_flat_set(&s->manifest, "business_date", cl_strdup(a, cl_day_format(s->run->today, day)));
	cl_flat_set(&s->manifest, "red", cl_sprintf(a, "%ld", s->count[0]));
	cl_flat_set(&s->manifest, "black", cl_sprintf(a, "%ld", s->count[1]));
	cl_flat_set(&s->manifest, "watch", cl_sprintf(a, "%ld", s->count[2]));
	cl_flat_set(&s->manifest, "notices", cl_sprintf(a, "%d", s->nnotices));
	cl_flat_write(&s->manifest, &b);
	cl_buf_char(&b, '\n');
	int rc = put_file(s, "manifest.json", &b, err);
	cl_buf_free(&b);
	return rc;
}

static int close_writer(struct cl_writer **w, int *fd, struct cl_err *err)
{
	int rc = *w != NULL ? cl_writer_close(*w, err) : 0;
	*w = NULL;
	if (rc == 0 && *fd >= 0 && fsync(*fd) != 0)
		rc = cl_fail_errno(err, CL_E_IO, _("the publication cannot be written"));
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
	return rc;
}

int cl_site_close(struct cl_site *s, struct cl_err *err)
{
	if (close_writer(&s->csv, &s->csv_fd, err) != 0 ||
		close_writer(&s->ndjson, &s->ndjson_fd, err) != 0)
		return -1;
	return page(s, err) != 0 ? -1 : manifest(s, err);
}

void cl_site_free(struct cl_site *s)
{
	struct cl_err quiet = {0};
	if (close_writer(&s->csv, &s->csv_fd, &quiet) != 0 ||
		close_writer(&s->ndjson, &s->ndjson_fd, &quiet) != 0)
		quiet.code = CL_OK; /* the run failed already and says why */
	cl_buf_free(&s->rows[0]);
	cl_buf_free(&s->rows[1]);
	free(s->notices);
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

/* What the manifest does not name was put there by somebody else, and is served like the rest.
 * Hidden files are the web server's own (.htaccess): said, and no finding. */
static int extra(struct cl_run *run, const char *dir, const struct cl_flat *manifest)
{
	struct dirent **list = NULL;
	struct cl_err no = {0};
	int bad = 0, n = scandir(dir, &list, NULL, by_name);
	if (n < 0) {
		cl_fail_errno(&no, CL_E_IO, _("%s cannot be read"), dir);
		return cl_say_error(run, &no);
	}
	for (int i = 0; i < n; i++) {
		const char *name = list[i]->d_name;
		struct cl_err e = {0};
		if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0 ||
			strcmp(name, "manifest.json") == 0 ||
			cl_flat_get(manifest, cl_sprintf(&run->arena, "sha256 %s", name)) != NULL) {
			free(list[i]);
			continue;
		}
		if (*name == '.') {
			cl_say(run, _("%s/%s: a hidden file, which is not looked at"), dir, name);
		} else {
			cl_fail(&e, CL_E_MANIFEST, _("%s/%s is not in the manifest"), dir, name);
			bad = cl_say_error(run, &e);
		}
		free(list[i]);
	}
	free(list);
	return bad;
}

/* A file that is gone, or something else in its place, is not as it was made; one that cannot be
 * read tells nothing of that. */
static int verify_file(
	struct cl_run *run, const char *dir, const char *name, const struct cl_flat *manifest)
{
	char hex[65] = "";
	struct cl_err e = {0};
	const char *want = cl_flat_get(manifest, cl_sprintf(&run->arena, "sha256 %s", name));
	struct stat st;
	int there = stat(cl_sprintf(&run->arena, "%s/%s", dir, name), &st) == 0
			    ? S_ISREG(st.st_mode)
			    : errno != ENOENT && errno != ENOTDIR && errno != ELOOP;
	if (there && sha_of(dir, name, hex, &e) == 0 && want != NULL && strcmp(want, hex) == 0)
		return 0;
	if (e.code == CL_OK)
		cl_fail(&e, CL_E_MANIFEST, _("%s/%s does not fit the manifest"), dir, name);
	return cl_say_error(run, &e);
}

int cl_site_verify(struct cl_run *run, const char *dir, struct cl_err *err)
{
	char path[4096], text[65536];
	struct cl_flat f;
	int bad = 0;
	snprintf(path, sizeof path, "%s/current", dir);
	if (access(path, F_OK) == 0)
		dir = cl_strdup(&run->arena, path);
	snprintf(path, sizeof path, "%s/manifest.json", dir);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
	if (fd >= 0)
		close(fd);
	if (n <= 0)
		return cl_fail_errno(err, CL_E_IO, _("%s cannot be read"), path);
	text[n - 1] = '\0'; /* without its line end */
	struct cl_err inner = {0};
	if (cl_flat_read(text, &run->arena, &f, &inner) != 0) {
		cl_fail(&inner, CL_E_MANIFEST, _("%s: the manifest is damaged"), path);
		return cl_say_error(run, &inner);
	}
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		int one = verify_file(run, dir, files[i], &f);
		bad = one > bad ? one : bad;
	}
	int more = extra(run, dir, &f);
	return bad > more ? bad : more;
}
