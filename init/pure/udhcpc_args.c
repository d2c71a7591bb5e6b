/* SPDX-License-Identifier: MIT */
#include "pure/udhcpc_args.h"

#include <string.h>

#include "base/span.h"

#define LONG_OPTION "--interface"

static struct span behind(struct span s, size_t len)
{
	return (struct span){ s.at + len, s.len - len };
}

static struct span file_name(struct span path)
{
	while (path.len > 0 && memchr(path.at, '/', path.len))
		(void)span_take(&path, '/');
	return path;
}

static bool is_client(struct span *words)
{
	struct span name = file_name(span_take(words, 0));

	if (span_is(name, "busybox"))
		name = file_name(span_take(words, 0));
	return span_is(name, "udhcpc");
}

/* Of -i NAME, -iNAME, -bi NAME, --interface NAME and --interface=NAME. */
static bool take_interface(struct span word, struct span *rest, struct span *ret)
{
	if (span_starts_with(word, LONG_OPTION "="))
		*ret = behind(word, sizeof(LONG_OPTION));
	else if (span_is(word, LONG_OPTION) ||
		 (word.len > 1 && word.at[0] == '-' && word.at[1] != '-' &&
		  word.at[word.len - 1] == 'i'))
		*ret = span_take(rest, 0);
	else if (span_starts_with(word, "-i"))
		*ret = behind(word, 2);
	else
		return false;
	return true;
}

bool udhcpc_args_are_for(const char *cmdline, size_t len, const char *interface)
{
	struct span words = { cmdline, len };
	struct span given = { "eth0", 4 }; /* busybox' default */

	if (!is_client(&words))
		return false;
	while (words.len > 0) {
		struct span word = span_take(&words, 0);

		(void)take_interface(word, &words, &given);
	}
	return span_is(given, interface);
}
