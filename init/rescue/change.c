/* SPDX-License-Identifier: MIT */
#include "rescue/change.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "pure/changed_words.h"
#include "pure/cmdline.h"
#include "pure/rescue_request.h"
#include "rescue/terminal.h"
#include "sys/config_files.h"
#include "sys/io.h"

enum {
	WORDS_MODE = 0600, /* a URL may hold a password */
};

static void read_words(char ret[static RESCUE_WORDS_SIZE])
{
	if (io_read_file(RESCUE_WORDS, ret, RESCUE_WORDS_SIZE) < 0)
		ret[0] = 0;
}

/* These words are below what is baked into the initrd, as the kernel command line is. */
static bool is_allowed(const char *typed)
{
	static struct config config; /* large */
	struct failure why;

	config_init(&config);
	int r = config_files_read_baked(&config, &why);

	if (r == 0)
		r = config_apply(&config, typed, &why);
	if (r < 0)
		(void)printf("Not changed: %s: %s.\n", why.object, why.why);
	return r == 0;
}

static void store(const char *typed)
{
	char words[RESCUE_WORDS_SIZE];

	read_words(words);
	if (!is_allowed(typed))
		return;
	int r = changed_words_put(words, sizeof(words), typed);

	if (r == 0)
		r = io_replace_file(RESCUE_WORDS, words, strlen(words), WORDS_MODE);
	if (r < 0)
		(void)printf("Not changed: %s.\n",
			     r == -EINVAL ? "a quote is open" : strerror(-r));
	else
		(void)printf("Changed, for the next try.\n");
}

/* One value, which must not bring other words with it.  An empty one keeps what is there. */
static void change_value(const char *question, const char *key, bool quoted)
{
	char value[LINE_SIZE], typed[LINE_SIZE + 32];

	if (terminal_ask(question, value) < 0 || !value[0])
		return;
	if (strpbrk(value, quoted ? "\"" : " \"")) {
		(void)printf("Not changed: a %s cannot stand there.\n",
			     quoted ? "quote" : "blank or a quote");
		return;
	}
	(void)snprintf(typed, sizeof(typed), quoted ? "%s=\"%s\"" : "%s=%s", key, value);
	store(typed);
}

void change_url(void)
{
	change_value("URL (Enter keeps it):", "nixos.url", false);
}

void change_digest(void)
{
	change_value("sha256 of SHA256SUMS (Enter keeps it):", "nixos.sha256", false);
}

void change_append(void)
{
	change_value("Words for the target's command line (Enter keeps them):",
		     "nixos.append", true);
}

/* What is not about the network does not come in by this door. */
static bool all_about_network(const char *typed)
{
	struct cmdline_word word;

	while (cmdline_next(&typed, &word))
		if (word.name_len > 6 && memcmp(word.name, "nixos.", 6) == 0)
			return false;
	return true;
}

void change_network(void)
{
	char typed[LINE_SIZE];

	(void)printf(
		"  ip=dhcp   or   ip=10.0.0.2::10.0.0.1:24::eth0 nameserver=10.0.0.1\n");
	if (terminal_ask("Words as on the kernel command line (Enter keeps them):",
			 typed) < 0 ||
	    !typed[0])
		return;
	if (all_about_network(typed))
		store(typed);
	else
		(void)printf("Not changed: that is not about the network.\n");
}
