/* SPDX-License-Identifier: MIT */
#include "pure/kexec_boot.h"

#include <stdbool.h>
#include <string.h>

#include "base/cursor.h"
#include "base/text.h"

enum {
	/* Stands for the script's folder inside a word.  Control characters are refused in
	 * what is read, so nobody else can have written it. */
	HERE = 1,
	/* The longest option name comes before the longest value. */
	WORD_MAX = KEXEC_BOOT_CMDLINE_MAX + 32,
};

struct script {
	struct cursor c;
	unsigned int line; /* of @c */
};

struct word {
	char text[WORD_MAX];
	size_t len;
};

/* The arguments of one kexec command, as far as they were read. */
struct command {
	struct kexec_boot boot;
	bool has_load, has_kernel, has_initrd, has_cmdline;
};

static int peek(const struct script *s)
{
	return s->c.left > 0 ? s->c.at[0] : -1;
}

static int next(struct script *s)
{
	if (s->c.left == 0)
		return -1;
	int c = cursor_u8(&s->c);
	if (c == '\n')
		s->line++;
	return c;
}

/* To the next word of the same command: a backslash joins lines. */
static void skip_blanks(struct script *s)
{
	for (;;) {
		if (s->c.left >= 2 && memcmp(s->c.at, "\\\n", 2) == 0)
			next(s);
		else if (peek(s) != ' ' && peek(s) != '\t')
			return;
		next(s);
	}
}

/* Move to the next line; a backslash joins lines, except behind a comment. */
static void skip_line(struct script *s)
{
	bool is_comment = peek(s) == '#';
	int last = 0;

	for (int c = next(s); c >= 0 && (c != '\n' || (last == '\\' && !is_comment));
	     c = next(s))
		last = c;
}

static bool is_name_char(int c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '_';
}

/* What a shell takes as itself outside of quotes. */
static bool is_plain(int c)
{
	return is_name_char(c) || (c > 0 && strchr("-=./,:+@%", c));
}

static const char *append(struct word *word, int c)
{
	if (c != HERE && (c < ' ' || c > '~'))
		return "control character, line break or non-ASCII character";
	if (word->len + 1 >= sizeof(word->text))
		return "word too long";
	word->text[word->len++] = (char)c;
	word->text[word->len] = 0;
	return NULL;
}

/* Behind a '$': only the script's own folder is known without a shell. */
static const char *append_variable(struct script *s, struct word *word)
{
	static const char name[] = "SCRIPT_DIR";
	bool has_brace = peek(s) == '{';
	size_t i = 0;

	if (has_brace)
		next(s);
	while (i < strlen(name) && peek(s) == name[i]) {
		next(s);
		i++;
	}
	if (i < strlen(name) || (has_brace ? next(s) != '}' : is_name_char(peek(s))))
		return "only a shell knows what its '$' stands for";
	return append(word, HERE);
}

static const char *append_double_quoted(struct script *s, struct word *word)
{
	for (int c = next(s); c != '"'; c = next(s)) {
		const char *why;

		if (c < 0)
			return "quote without an end";
		if (c == '`')
			return "only a shell knows what its '`' stands for";
		if (c == '\\' && peek(s) == '\n') {
			next(s);
			continue;
		}
		if (c == '\\' && peek(s) > 0 && strchr("\"\\$`", peek(s)))
			why = append(word, next(s));
		else
			why = c == '$' ? append_variable(s, word) : append(word, c);
		if (why)
			return why;
	}
	return NULL;
}

static const char *append_single_quoted(struct script *s, struct word *word)
{
	for (int c = next(s); c != '\''; c = next(s)) {
		const char *why = c < 0 ? "quote without an end" : append(word, c);

		if (why)
			return why;
	}
	return NULL;
}

static const char *append_piece(struct script *s, struct word *word)
{
	int c = next(s);

	switch (c) {
	case '"':
		return append_double_quoted(s, word);
	case '\'':
		return append_single_quoted(s, word);
	case '$':
		return append_variable(s, word);
	case '\\':
		c = next(s);
		return c == '\n' ? NULL : append(word, c);
	default:
		return is_plain(c) ? append(word, c) : "only a shell understands it";
	}
}

static bool is_command_end(const struct script *s)
{
	return peek(s) < 0 || peek(s) == '\n';
}

/* Returns NULL, or why the word is refused. */
static const char *next_word(struct script *s, struct word *word)
{
	const char *why = NULL;

	*word = (struct word){ 0 };
	while (!why && !is_command_end(s) && peek(s) != ' ' && peek(s) != '\t')
		why = append_piece(s, word);
	return why;
}

static const char *set_path(char *to, bool *has, const char *text)
{
	if (*has)
		return "a second kernel or initrd";
	if (text[0] != HERE || text[1] != '/' ||
	    !sums_is_name(text + 2, strlen(text + 2)) ||
	    text_copy(to, SUMS_NAME_MAX, text + 2) < 0)
		return "a kernel or initrd that is not a file in the script's folder";
	*has = true;
	return NULL;
}

static const char *set_cmdline(struct command *command, const char *text)
{
	if (command->has_cmdline)
		return "a second command line";
	if (strchr(text, HERE))
		return "only a shell knows what its '$' stands for";
	command->has_cmdline = text[0] != 0;
	return text_copy(command->boot.cmdline, sizeof(command->boot.cmdline), text) < 0
		       ? "command line too long"
		       : NULL;
}

/* If @text is "<name>=<value>", or just "<name>" and the value the next word of @s, which
 * then replaces it in @word: the value, else NULL. */
static const char *option_value(struct script *s, struct word *word, const char *name,
				const char **ret_why)
{
	size_t len = strlen(name);

	if (strncmp(word->text, name, len) != 0)
		return NULL;
	if (word->text[len] == '=')
		return word->text + len + 1;
	if (word->text[len] != 0)
		return NULL;
	skip_blanks(s);
	*ret_why = is_command_end(s) ? "option without a value" : next_word(s, word);
	return word->text;
}

static const char *take_argument(struct script *s, struct word *word,
				 struct command *command)
{
	static const char *const cmdline_options[] = { "--command-line", "--append" };
	const char *why = NULL, *value;

	if (strcmp(word->text, "--load") == 0 || strcmp(word->text, "-l") == 0) {
		command->has_load = true;
		return NULL;
	}
	value = option_value(s, word, "--initrd", &why);
	if (value)
		return why ? why
			   : set_path(command->boot.initrd, &command->has_initrd, value);
	for (size_t i = 0; i < ARRAY_LEN(cmdline_options); i++) {
		value = option_value(s, word, cmdline_options[i], &why);
		if (value)
			return why ? why : set_cmdline(command, value);
	}
	if (word->text[0] == '-')
		return "an option of kexec that is not known here";
	return set_path(command->boot.kernel, &command->has_kernel, word->text);
}

/* Read the arguments of one kexec command.  Returns NULL, or why it is refused. */
static const char *parse_command(struct script *s, struct command *command)
{
	const char *why = NULL;
	struct word word;

	for (skip_blanks(s); !why && !is_command_end(s); skip_blanks(s)) {
		why = next_word(s, &word);
		if (!why)
			why = take_argument(s, &word, command);
	}
	if (why || !command->has_load)
		return why;
	if (!command->has_kernel || !command->has_initrd)
		return "loads no kernel or no initrd";
	return command->has_cmdline ? NULL : "has no command line for the kernel";
}

/* True if the next command is kexec; @s is then behind its name. */
static bool skip_kexec(struct script *s)
{
	static const char name[] = "kexec";
	const size_t len = strlen(name);

	if (s->c.left <= len || memcmp(s->c.at, name, len) != 0 ||
	    (s->c.at[len] != ' ' && s->c.at[len] != '\t'))
		return false;
	cursor_take(&s->c, len);
	return true;
}

int kexec_boot_parse(const void *bytes, size_t len, struct kexec_boot *ret,
		     struct parse_fault *fault)
{
	struct script s = { .c = cursor_over(bytes, len), .line = 1 };
	struct kexec_boot boot = { 0 };
	bool is_found = false;

	if (len > KEXEC_BOOT_FILE_MAX)
		return parse_fault_refuse(fault, 0, "larger than 64 KiB");
	for (; peek(&s) >= 0; skip_line(&s)) {
		struct command command = { 0 };
		unsigned int line = s.line;

		skip_blanks(&s);
		if (!skip_kexec(&s))
			continue;
		const char *why = parse_command(&s, &command);
		/* `kexec -v`, `kexec -e` and the like are none of our business */
		if (!command.has_load)
			continue;
		if (!why && is_found)
			why = "a second `kexec --load`";
		if (why)
			return parse_fault_refuse(fault, line, why);
		boot = command.boot;
		is_found = true;
	}
	if (!is_found)
		return parse_fault_refuse(fault, 0, "no line `kexec --load`");
	*ret = boot;
	return 0;
}
