/* part FILE.xlsx NAME            one part of a package, unpacked
 * part FILE.xlsx NAME - <TEXT    that part replaced */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

static int die(const char *why)
{
	fprintf(stderr, "part: %s\n", why);
	return 2;
}

static char *all(FILE *f, size_t *n)
{
	char *text = NULL;
	size_t k;
	*n = 0;
	do {
		text = realloc(text, *n + 65536);
		if (text == NULL)
			return NULL;
		k = fread(text + *n, 1, 65536, f);
		*n += k;
	} while (k > 0);
	return text;
}

static int print_part(zip_t *z, const char *name)
{
	char block[4096];
	zip_int64_t n;
	zip_file_t *f = zip_fopen(z, name, 0);
	if (f == NULL)
		return die("no such part");
	while ((n = zip_fread(f, block, sizeof block)) > 0)
		fwrite(block, 1, (size_t)n, stdout);
	zip_fclose(f);
	zip_discard(z);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc < 3)
		return die("usage: part FILE NAME [-]");
	zip_t *z = zip_open(argv[1], 0, NULL);
	if (z == NULL)
		return die("no package");
	if (argc == 3)
		return print_part(z, argv[2]);
	size_t n;
	char *text = all(stdin, &n);
	zip_source_t *s = text != NULL ? zip_source_buffer(z, text, n, 1) : NULL;
	if (s == NULL || zip_file_add(z, argv[2], s, ZIP_FL_OVERWRITE) < 0 || zip_close(z) != 0)
		return die("the part cannot be replaced");
	return 0;
}
