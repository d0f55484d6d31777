/* Records that are cut where they stand are what libcsv makes of the same bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include <csv.h>
#include "base/buf.h"
#include "rec/csv.h"

#define FILES 20000

static uint64_t seed = 20261127;

static unsigned rnd(unsigned n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(seed >> 33) % n;
}

enum { ANY, UNQUOTED, PLAIN }; /* plain: without a lone \r, too */

static void random_text(struct cl_buf *b, int kind)
{
	static const char *const any[] = {"a", "汉", ",", ",", ",", "\"", "\"", "\"\"", " ", "\t",
		"\n", "\r\n", "\n", "bc", "\"x\"", ",\"\",", "\r"};
	static const char *const plain[] = {"a", "汉", ",", ",", "bc", ",", " ", "\t", "\n", "\r\n",
		"甲乙丙丁戊己", "\n", "\r"};
	const char *const *from = kind == ANY ? any : plain;
	size_t of = kind == ANY ? sizeof any / sizeof *any
				: sizeof plain / sizeof *plain - (kind == PLAIN);
	cl_buf_reset(b);
	for (unsigned n = rnd(kind == ANY ? 24 : 90) + 1; n > 0; n--)
		cl_buf_str(b, from[rnd((unsigned)of)]);
}

static void on_cell(void *s, size_t n, void *out)
{
	cl_buf_char(out, '<');
	cl_buf_add(out, n > 0 ? s : "", n);
	cl_buf_char(out, '>');
}

static void on_record(int end, void *out)
{
	(void)end;
	cl_buf_char(out, ';');
}

/* The whole text by libcsv alone: cells in <>, records ended by ;, ! where it refuses. */
static void reference(const struct cl_buf *text, struct cl_buf *out)
{
	struct csv_parser p;
	csv_init(&p, CSV_STRICT | CSV_STRICT_FINI);
	cl_buf_reset(out);
	if (csv_parse(&p, text->p, text->n, on_cell, on_record, out) != text->n ||
		csv_fini(&p, on_cell, on_record, out) != 0)
		cl_buf_char(out, '!');
	csv_free(&p);
}

/* Rows of c until it has no more, or refuses. */
static int drain(struct cl_csv *c, int numbered, struct cl_buf *out)
{
	static struct cl_row row;
	struct cl_err err = {0};
	int rc;
	while ((rc = cl_csv_next(c, &row, &err)) == 1) {
		if (numbered)
			cl_buf_printf(out, "%ld:", row.pos.row);
		for (int i = 0; i < row.n; i++) {
			assert_int_equal(row.len[i], strlen(row.cell[i]));
			on_cell((void *)(uintptr_t)row.cell[i], row.len[i], out);
		}
		on_record(0, out);
	}
	if (rc < 0)
		cl_buf_char(out, '!');
	return rc;
}

/* In parts of some bytes bytes; 0: as a whole. numbered: with the lines. */
static void ours(const struct cl_buf *text, size_t bytes, int numbered, struct cl_buf *out)
{
	char path[] = "/tmp/test-csv-XXXXXX";
	struct cl_input *in, *part;
	struct cl_err err = {0};
	int rc = 1, fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text->p, text->n), (ssize_t)text->n);
	close(fd);
	cl_buf_reset(out);
	assert_int_equal(cl_input_open(&in, path, &err), 0);
	part = bytes > 0 ? cl_input_part(in) : NULL;
	struct cl_csv *c = cl_csv_new(bytes > 0 ? part : in, ',');
	if (bytes == 0)
		rc = drain(c, numbered, out) < 0 ? -1 : 0;
	while (rc == 1 && (rc = cl_input_take(in, bytes, part, &err)) == 1) {
		cl_csv_reset(c);
		rc = drain(c, numbered, out) < 0 ? -1 : 1;
	}
	cl_csv_free(c);
	if (bytes > 0)
		cl_input_close(part);
	cl_input_close(in);
	unlink(path);
}

/* What came before a refusal: whole records only, since ours are delivered whole. */
static void cut_at_refusal(struct cl_buf *b)
{
	if (b->n == 0 || b->p[b->n - 1] != '!')
		return;
	size_t n = b->n - 1;
	while (n > 0 && b->p[n - 1] != ';')
		n--;
	b->n = n;
	cl_buf_char(b, '!');
}

static void lines_cut_in_place_are_what_the_parser_makes_of_them(void **state)
{
	struct cl_buf text = {0}, want = {0}, have = {0};
	int refused = 0;
	(void)state;
	for (int i = 0; i < FILES; i++) {
		random_text(&text, (int)rnd(3));
		reference(&text, &want);
		ours(&text, 0, 0, &have);
		cut_at_refusal(&want);
		cut_at_refusal(&have);
		if (strcmp(cl_buf_cstr(&want), cl_buf_cstr(&have)) != 0)
			print_message("# text: %s\n", text.p);
		assert_string_equal(cl_buf_cstr(&have), cl_buf_cstr(&want));
		refused += want.n > 0 && want.p[want.n - 1] == '!';
	}
	assert_in_range(refused, FILES / 20, FILES * 19 / 20); /* both kinds were met */
	cl_buf_free(&text);
	cl_buf_free(&want);
	cl_buf_free(&have);
}

/* Whether the text is no record or records by itself. */
static int cut_is_refused(const struct cl_buf *text)
{
	struct cl_buf out = {0};
	reference(text, &out);
	int yes = out.n > 0 && out.p[out.n - 1] == '!';
	cl_buf_free(&out);
	return yes;
}

/* What is read in parts, by whichever thread, is what is read at once: rows, lines, refusals. */
static void parts_are_the_whole(void **state)
{
	struct cl_buf text = {0}, want = {0}, have = {0}, line = {0};
	int refused = 0;
	(void)state;
	for (int i = 0; i < 36; i++) {
		int kind = i < 18 ? ANY : i % 4 == 0 ? UNQUOTED : PLAIN;
		cl_buf_reset(&text);
		while (text.n < (size_t)700 << 10) { /* some blocks of the reader */
			random_text(&line, kind);
			if (i % 3 > 0 && cut_is_refused(&line))
				continue;
			cl_buf_add(&text, line.p, line.n);
			if (i % 3 > 0)
				cl_buf_str(&text, i % 2 ? "\r\n" : "\n");
			if (kind == ANY && rnd(900) == 0)
				for (int k = 0; k < 500; k++)
					cl_buf_str(&text, "x,\"长\n文\",");
		}
		ours(&text, 0, 1, &want);
		ours(&text, rnd(200000) + 1, 1, &have);
		assert_true(want.n == have.n && memcmp(want.p, have.p, want.n) == 0);
		refused += want.p[want.n - 1] == '!';
	}
	assert_in_range(refused, 2, 16); /* both kinds were met */
	cl_buf_free(&text);
	cl_buf_free(&want);
	cl_buf_free(&have);
	cl_buf_free(&line);
}

static void the_last_line_has_its_number_without_an_end(void **state)
{
	struct cl_buf text = {0}, have = {0};
	(void)state;
	cl_buf_str(&text, "a,b\n \n1,2\n\nend");
	for (size_t bytes = 0; bytes < 3; bytes++) {
		ours(&text, bytes, 1, &have);
		assert_string_equal(have.p, "1:<a><b>;3:<1><2>;5:<end>;");
	}
	cl_buf_free(&text);
	cl_buf_free(&have);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_cut_in_place_are_what_the_parser_makes_of_them),
		cmocka_unit_test(parts_are_the_whole),
		cmocka_unit_test(the_last_line_has_its_number_without_an_end)};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
