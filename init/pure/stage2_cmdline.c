/* SPDX-License-Identifier: MIT */
#include "pure/stage2_cmdline.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "base/writer.h"
#include "pure/cmdline.h"
#include "pure/url.h"

/*
 * The initramfs must not be a tmpfs of half the RAM, which the kernel would fill and then
 * boot on with a truncated file.  A kernel that dies or hangs restarts the machine, and
 * that is the way back into the host.
 */
#define ALWAYS "rootfstype=ramfs panic=30 oops=panic softlockup_panic=1 hung_task_panic=1"

/* Printable ASCII: the kernel takes byte 0xa0 for a space, and a line feed ends the line
 * in whatever shows it. */
static bool is_plain(const char *text)
{
	for (; *text; text++)
		if (*text < ' ' || *text > '~')
			return false;
	return true;
}

static bool is_one_word(const char *text)
{
	return *text && is_plain(text) && !strchr(text, ' ') && !strchr(text, '"');
}

static const char *why_not(const struct stage2_wish *wish)
{
	size_t quotes = 0;

	if (!is_one_word(wish->url))
		return "the URL is empty, or has a space, a quote or a byte outside ASCII "
		       "(write %20)";
	if ((wish->path && !is_one_word(wish->path)) ||
	    (wish->sha256 && !is_one_word(wish->sha256)) ||
	    (wish->key && !is_one_word(wish->key)))
		return "the path, the digest or the key is not one word";
	if (wish->append && strchr(wish->append, '"'))
		return "words to append cannot have a double quote: the kernel's command "
		       "line has no way to say it";
	if (wish->append && !is_plain(wish->append))
		return "words to append must be printable ASCII";
	if (wish->extra && !is_plain(wish->extra))
		return "words for stage two must be printable ASCII";
	for (const char *at = wish->extra; at && *at; at++)
		quotes += *at == '"';
	return quotes % 2 ? "a double quote in the words for stage two is not closed"
			  : NULL;
}

static void write_word(struct writer *line, const char *text, size_t len)
{
	if (line->len > 0)
		writer_text(line, " ");
	writer_text_n(line, text, len);
}

/* What stands behind "--" is for an init of the host's. */
static void write_hardware_words(struct writer *line, const char *host)
{
	struct cmdline_word word;

	while (cmdline_next(&host, &word) && !cmdline_is(&word, "--"))
		if (cmdline_is_hardware(&word))
			write_word(line, word.text, word.len);
}

int stage2_cmdline_build(const struct stage2_wish *wish, size_t max_bytes,
			 char ret[static STAGE2_CMDLINE_MAX], const char **ret_why)
{
	char text[STAGE2_CMDLINE_MAX];
	struct writer line = writer_over(text, sizeof(text));
	const char *why = why_not(wish);

	if (why) {
		*ret_why = why;
		return -EINVAL;
	}
	write_hardware_words(&line, wish->host);
	write_word(&line, ALWAYS, strlen(ALWAYS));
	/* the rescue may then promise that a reboot brings the host back */
	if (wish->entered)
		writer_printf(&line, " nixos.entered=%s", wish->entered);
	writer_printf(&line, " nixos.url=%s", wish->url);
	if (wish->path)
		writer_printf(&line, " nixos.path=%s", wish->path);
	if (wish->sha256)
		writer_printf(&line, " nixos.sha256=%s", wish->sha256);
	if (wish->key)
		writer_printf(&line, " nixos.key=%s", wish->key);
	if (wish->append)
		writer_printf(&line, " nixos.append=\"%s\"", wish->append);
	if (wish->extra && *wish->extra)
		write_word(&line, wish->extra, strlen(wish->extra));
	if (!writer_ok(&line) || line.len > max_bytes)
		return -E2BIG;
	memcpy(ret, text, line.len + 1);
	return 0;
}

static void write_shown(struct writer *to, const char *word, size_t len)
{
	char text[STAGE2_CMDLINE_MAX], shown[STAGE2_CMDLINE_MAX];
	struct writer copy = writer_over(text, sizeof(text));

	writer_text_n(&copy, word, len);
	const char *url = strstr(text, "://");

	if (!url) {
		writer_text_n(to, word, len);
		return;
	}
	while (url > text && url[-1] != '=' && url[-1] != '"')
		url--;
	url_redact(url, shown, sizeof(shown));
	writer_text_n(to, text, (size_t)(url - text));
	writer_text(to, shown);
}

/* Quotes do not matter here: no URL has a space. */
void stage2_cmdline_redact(const char *line, char *ret, size_t cap)
{
	struct writer to = writer_over(ret, cap);

	while (*line) {
		size_t len = strcspn(line, " "), spaces = strspn(line + len, " ");

		write_shown(&to, line, len);
		writer_text_n(&to, line + len, spaces);
		line += len + spaces;
	}
}
