/* SPDX-License-Identifier: MIT */
#include "pure/target_keys.h"

#include <stdbool.h>
#include <string.h>

#include "base/text.h"
#include "base/writer.h"
#include "pure/base64.h"

static const char prefix[] = "systemd.set_credential_binary=ssh.authorized_keys.root:";

struct line {
	const char *at;
	size_t len;
};

static bool next_line(const char **text, struct line *ret)
{
	while (**text == '\n')
		(*text)++;
	*ret = (struct line){ .at = *text, .len = strcspn(*text, "\n") };
	*text += ret->len;
	return ret->len > 0;
}

static bool is_short(const struct line *line)
{
	static const char kind[] = "ssh-ed25519 ";

	for (size_t i = 0; i + sizeof(kind) - 1 <= line->len; i++)
		if (memcmp(line->at + i, kind, sizeof(kind) - 1) == 0)
			return true;
	return false;
}

/* What people know a key by: its comment, the last word. */
static void name_left(const struct line *line, struct target_keys *ret)
{
	struct writer to = writer_over(ret->names, sizeof(ret->names));
	char name[64];
	size_t from = line->len;

	while (from > 0 && line->at[from - 1] != ' ')
		from--;
	text_sanitize(name, sizeof(name), line->at + from, line->len - from);
	to.len = strlen(ret->names);
	writer_printf(&to, "%s%s", ret->left > 0 ? ", " : "", name);
	ret->left++;
}

void target_keys_pack(const char *keys, size_t room, struct target_keys *ret)
{
	char lines[TARGET_KEYS_SIZE];
	struct writer packed = writer_over(lines, sizeof(lines));
	size_t text_max;

	*ret = (struct target_keys){ .taken = 0 };
	if (room >= sizeof(ret->word))
		room = sizeof(ret->word) - 1;
	text_max = room > sizeof(prefix) ? (room - (sizeof(prefix) - 1)) / 4 * 3 : 0;
	for (int pass = 0; pass < 2; pass++) {
		const char *at = keys;
		struct line line;

		while (next_line(&at, &line)) {
			if (is_short(&line) != (pass == 0))
				continue;
			if (packed.len + line.len + 1 > text_max) {
				name_left(&line, ret);
				continue;
			}
			writer_text_n(&packed, line.at, line.len);
			writer_text(&packed, "\n");
			ret->taken++;
		}
	}
	if (ret->taken == 0)
		return;
	memcpy(ret->word, prefix, sizeof(prefix));
	base64_encode((const uint8_t *)lines, packed.len, ret->word + sizeof(prefix) - 1);
}
