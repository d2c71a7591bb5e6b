/* SPDX-License-Identifier: MIT */
#include "pure/grub_env.h"

#include <errno.h>
#include <string.h>

#include "base/writer.h"

#define HEAD "# GRUB Environment Block\n"

void grub_env_init(char env[static GRUB_ENV_BYTES])
{
	memset(env, '#', GRUB_ENV_BYTES);
	memcpy(env, HEAD, sizeof(HEAD) - 1);
}

/* The next line with its end.  What follows the last line end is the padding. */
static bool next_line(const char **at, const char *end, const char **ret, size_t *ret_len)
{
	const char *line_end = memchr(*at, '\n', (size_t)(end - *at));

	if (!line_end)
		return false;
	*ret = *at;
	*ret_len = (size_t)(line_end + 1 - *at);
	*at = line_end + 1;
	return true;
}

static bool is_of(const char *line, size_t len, const char *name)
{
	size_t name_len = strlen(name);

	return len > name_len && memcmp(line, name, name_len) == 0 &&
	       line[name_len] == '=';
}

int grub_env_set(char env[static GRUB_ENV_BYTES], const char *name, const char *value)
{
	char made[GRUB_ENV_BYTES + 1];
	struct writer to = writer_over(made, sizeof(made));
	const char *at = env, *end = env + GRUB_ENV_BYTES, *line;
	size_t len;

	if (memcmp(env, HEAD, sizeof(HEAD) - 1) != 0)
		return -EBADMSG;
	while (next_line(&at, end, &line, &len))
		if (!is_of(line, len, name))
			writer_text_n(&to, line, len);
	/* lines behind a padding would not be GRUB's work */
	for (; at < end; at++)
		if (*at != '#')
			return -EBADMSG;
	if (value)
		writer_printf(&to, "%s=%s\n", name, value);
	if (!writer_ok(&to))
		return -ENOSPC;
	memset(env, '#', GRUB_ENV_BYTES);
	memcpy(env, made, to.len);
	return 0;
}

bool grub_env_is(const char env[static GRUB_ENV_BYTES], const char *name,
		 const char *value)
{
	const char *at = env, *line;
	size_t len, name_len = strlen(name), value_len = strlen(value);

	while (next_line(&at, env + GRUB_ENV_BYTES, &line, &len))
		if (is_of(line, len, name))
			return len == name_len + 1 + value_len + 1 &&
			       memcmp(line + name_len + 1, value, value_len) == 0;
	return false;
}
