/* SPDX-License-Identifier: MIT */
#include "pure/kexec_run.h"

#include <stdbool.h>
#include <string.h>

#include "base/cursor.h"
#include "base/text.h"
#include "base/writer.h"

struct value {
	const char *at; /* NULL: not seen */
	size_t len;
	unsigned int line;
};

struct script {
	struct value init, params;
};

/* If the line is name="…", what stands between the quotes. */
static const char *take_value(const char *line, size_t len, const char *name,
			      unsigned int number, struct value *ret)
{
	size_t name_len = strlen(name);

	if (!line || len < name_len || memcmp(line, name, name_len) != 0)
		return NULL;
	if (ret->at)
		return "the same variable twice";
	line += name_len;
	len -= name_len;
	if (len == 0 || line[len - 1] != '"' || memchr(line, '"', len - 1))
		return "quotes that only a shell understands";
	ret->at = line;
	ret->len = len - 1;
	ret->line = number;
	for (size_t i = 0; i < ret->len; i++) {
		if (line[i] == '$' || line[i] == '`')
			return "only a shell knows what it stands for";
		if (line[i] < ' ' || line[i] > '~')
			return "control character or non-ASCII character";
	}
	return NULL;
}

/* Nix' escapeShellArgs: words in '…', a quote of their own as '\''. */
static const char *unquote(const struct value *v, struct writer *w)
{
	bool is_quoted = false;

	for (size_t i = 0; i < v->len; i++) {
		if (v->at[i] == '\'') {
			is_quoted = !is_quoted;
			continue;
		}
		if (v->at[i] == '\\' && !is_quoted) {
			if (i + 1 == v->len || v->at[i + 1] != '\'')
				return "a backslash that only a shell understands";
			i++;
		}
		writer_text_n(w, v->at + i, 1);
	}
	return is_quoted ? "quote without an end" : NULL;
}

static int build(const struct script *s, struct kexec_boot *ret,
		 struct parse_fault *fault)
{
	struct writer w = writer_over(ret->cmdline, sizeof(ret->cmdline));

	if (!s->init.at || !s->params.at)
		return parse_fault_refuse(fault, 0,
					  "no line init= or no line kernelParams=");
	if (s->init.len == 0 || s->init.at[0] != '/' ||
	    memchr(s->init.at, ' ', s->init.len))
		return parse_fault_refuse(fault, s->init.line, "not the path of an init");
	writer_text(&w, "init=");
	writer_text_n(&w, s->init.at, s->init.len);
	writer_text(&w, " ");
	const char *why = unquote(&s->params, &w);
	if (why)
		return parse_fault_refuse(fault, s->params.line, why);
	return writer_ok(&w) ? 0 : parse_fault_refuse(fault, 0, "command line too long");
}

int kexec_run_parse(const void *bytes, size_t len, struct kexec_boot *ret,
		    struct parse_fault *fault)
{
	struct cursor c = cursor_over(bytes, len);
	struct kexec_boot boot = { .kernel = "bzImage", .initrd = "initrd" };
	struct script s = { .init = { .at = NULL } };

	if (len > KEXEC_BOOT_FILE_MAX)
		return parse_fault_refuse(fault, 0, "larger than 64 KiB");
	for (unsigned int number = 1; c.left > 0; number++) {
		const uint8_t *end = memchr(c.at, '\n', c.left);
		size_t line_len = end ? (size_t)(end - c.at) : c.left;
		const char *line = (const char *)cursor_take(&c, line_len);
		const char *why = take_value(line, line_len, "init=\"", number, &s.init);

		cursor_take(&c, end ? 1 : 0);
		if (!why)
			why = take_value(line, line_len, "kernelParams=\"", number,
					 &s.params);
		if (why)
			return parse_fault_refuse(fault, number, why);
	}
	int r = build(&s, &boot, fault);

	if (r == 0)
		*ret = boot;
	return r;
}
