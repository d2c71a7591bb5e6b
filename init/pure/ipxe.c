/* SPDX-License-Identifier: MIT */
#include "pure/ipxe.h"

#include <string.h>

#include "base/cursor.h"
#include "base/text.h"
#include "base/writer.h"

#define MAGIC "#!ipxe"

enum {
	LINE_MAX_LEN = URL_MAX + KEXEC_BOOT_CMDLINE_MAX,
};

struct script {
	struct ipxe *ret;
	bool has_kernel, has_boot;
};

bool ipxe_is_script(const void *bytes, size_t len)
{
	return len > strlen(MAGIC) && memcmp(bytes, MAGIC, strlen(MAGIC)) == 0;
}

/* The next word of a line, or NULL at its end. */
static char *next_word(char **line)
{
	char *word = *line + strspn(*line, " \t");
	size_t len = strcspn(word, " \t");

	if (len == 0)
		return NULL;
	*line = word + len + (word[len] != 0);
	word[len] = 0;
	return word;
}

static const char *set_url(char *to, const char *word)
{
	if (!word)
		return "no URL";
	if (word[0] == '-')
		return "an option of iPXE that is not known here";
	if (strchr(word, '$'))
		return "only iPXE knows what its '$' stands for";
	return text_copy(to, URL_MAX, word) < 0 ? "a URL that is too long" : NULL;
}

static const char *take_kernel(struct script *s, char *line)
{
	struct writer w = writer_over(s->ret->cmdline, sizeof(s->ret->cmdline));
	const char *why = set_url(s->ret->kernel, next_word(&line));
	const char *word;

	if (why || s->has_kernel)
		return why ? why : "a second kernel";
	s->has_kernel = true;
	while ((word = next_word(&line))) {
		/* the first is for boot loaders, the second for whoever chainloads */
		if (text_starts_with(word, "initrd=") || strcmp(word, "${cmdline}") == 0)
			continue;
		if (strstr(word, "${"))
			return "only iPXE knows what its '${' stands for";
		writer_text(&w, w.len > 0 ? " " : "");
		writer_text(&w, word);
	}
	if (w.len == 0)
		return "a kernel without a command line";
	return writer_ok(&w) ? NULL : "a command line that is too long";
}

static const char *take_initrd(struct script *s, char *line)
{
	struct ipxe *ret = s->ret;

	if (ret->initrd_count == IPXE_INITRDS_MAX)
		return "too many initrds";
	/* what else stands there is the name that the kernel would see it by */
	return set_url(ret->initrds[ret->initrd_count++], next_word(&line));
}

static const char *take_line(struct script *s, char *line)
{
	const char *command;

	if (line[0] == '#')
		return NULL;
	command = next_word(&line);
	if (!command)
		return NULL;
	if (s->has_boot)
		return "something behind `boot`";
	if (strcmp(command, "kernel") == 0)
		return take_kernel(s, line);
	if (strcmp(command, "initrd") == 0)
		return take_initrd(s, line);
	s->has_boot = strcmp(command, "boot") == 0 && !next_word(&line);
	return s->has_boot ? NULL : "neither kernel, initrd nor boot";
}

/* Copy a line to where it can be cut, NUL-terminated. */
static const char *copy_line(struct cursor *c, char ret[static LINE_MAX_LEN])
{
	const uint8_t *end = memchr(c->at, '\n', c->left);
	size_t len = end ? (size_t)(end - c->at) : c->left;
	const char *line = (const char *)cursor_take(c, len);

	cursor_take(c, end ? 1 : 0);
	if (!line || len >= LINE_MAX_LEN)
		return "a line that is too long";
	if (len > 0 && line[len - 1] == '\r')
		len--;
	for (size_t i = 0; i < len; i++)
		if (line[i] != '\t' && (line[i] < ' ' || line[i] > '~'))
			return "control character or non-ASCII character";
	if (len > 0 && line[len - 1] == '\\')
		return "a line that goes on in the next";
	memcpy(ret, line, len);
	ret[len] = 0;
	return NULL;
}

int ipxe_parse(const void *bytes, size_t len, struct ipxe *ret, struct parse_fault *fault)
{
	struct cursor c = cursor_over(bytes, len);
	struct script s = { .ret = ret };
	char line[LINE_MAX_LEN];

	memset(ret, 0, sizeof(*ret));
	if (len > IPXE_FILE_MAX)
		return parse_fault_refuse(fault, 0, "larger than 64 KiB");
	if (!ipxe_is_script(bytes, len))
		return parse_fault_refuse(fault, 1, "not '" MAGIC "'");
	for (unsigned int number = 1; c.left > 0; number++) {
		const char *why = copy_line(&c, line);

		if (!why)
			why = take_line(&s, line);
		if (why)
			return parse_fault_refuse(fault, number, why);
	}
	if (!s.has_kernel || ret->initrd_count == 0)
		return parse_fault_refuse(fault, 0, "no kernel or no initrd");
	return 0;
}
