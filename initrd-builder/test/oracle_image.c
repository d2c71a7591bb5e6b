/* SPDX-License-Identifier: MIT */
/*
 * usage: oracle_image CASES >IMAGE
 *
 * All cases of oracle.txt behind which the kernel goes on, in one image for a real kernel:
 * each in a folder of its own, named by its number.
 */
#include "initrd-builder/test/oracle_lines.h"

enum {
	LINES_MAX = 64,
};

struct oracle_case {
	char prefix[16];
	char *lines[LINES_MAX];
	size_t lines_len;
	bool stops; /* the kernel, or is of the beginning alone */
};

/* What does not stand in the folder, or would not let the next case begin. */
static bool line_stops(const char *line)
{
	static const char *const words[] = {
		"(at the beginning)", "[14e]", "stops",  "cannot read it",
		"archive ends in",    "hex ",  "bytes ", "cut "
	};

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (strstr(line, words[i]))
			return true;
	return false;
}

static void put_case(struct oracle *o, const struct oracle_case *c)
{
	char folder[32];

	if (c->stops)
		return;
	(void)snprintf(folder, sizeof(folder), "d %s", c->prefix);
	folder[strlen(folder) - 1] = '\0'; /* without the slash */
	o->prefix = "";
	oracle_line(o, "align 4");
	oracle_line(o, folder);
	oracle_line(o, "T");
	o->prefix = c->prefix;
	for (size_t i = 0; i < c->lines_len; i++)
		oracle_line(o, c->lines[i]);
	oracle_line(o, "align 4");
	oracle_line(o, "T");
}

static void read_line(struct oracle *o, struct oracle_case *c, char *line)
{
	line[strcspn(line, "\n")] = '\0';
	if (line[0] == '[') {
		put_case(o, c);
		*c = (struct oracle_case){ .stops = false };
		(void)snprintf(c->prefix, sizeof(c->prefix), "%.*s/",
			       (int)strcspn(line + 1, "]"), line + 1);
	}
	c->stops = c->stops || line_stops(line);
	if (line[0] != '\0' && !strchr("[#!=", line[0]) && c->lines_len < LINES_MAX)
		c->lines[c->lines_len++] = strdup(line);
}

int main(int argc, char **argv)
{
	static char line[8192];
	struct oracle_case c = { .stops = true };
	struct oracle o = { .prefix = "" };
	FILE *f = argc == 2 ? fopen(argv[1], "r") : NULL;

	if (!f)
		return 2;
	while (fgets(line, sizeof(line), f))
		read_line(&o, &c, line);
	put_case(&o, &c);
	(void)fclose(f);
	/* The last one may be cut short: what is missing is filled with zeroes. */
	o.prefix = "";
	oracle_line(&o, "f cut *8000x");
	oracle_line(&o, "cut 4000");
	return fwrite(o.bytes.bytes, 1, o.bytes.len, stdout) != o.bytes.len;
}
