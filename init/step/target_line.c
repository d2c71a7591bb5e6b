/* SPDX-License-Identifier: MIT */
#include "step/target_line.h"

#include <stdio.h>
#include <string.h>

#include "base/writer.h"
#include "pure/target_confirm.h"
#include "pure/target_keys.h"
#include "step/reach.h"
#include "sys/io.h"
#include "sys/log.h"

enum {
	OURS_SIZE = 8192,
};

/* What the room behind @cmdline holds of the host's keys.  Returns 0, or -EIO with @why. */
static int pack_keys(const struct config *config, const char *cmdline, size_t kernel_max,
		     struct target_keys *ret, struct failure *why)
{
	size_t max = TARGET_CMDLINE_SIZE - 1, len = strlen(cmdline) + 1;

	if (kernel_max < max)
		max = kernel_max;
	target_keys_pack(reach_keys(), max > len ? max - len : 0, ret);
	if (ret->left == 0)
		return 0;
	log_line("load: %zu of the host's %zu SSH keys do not fit the target's command "
		 "line: %s",
		 ret->left, ret->left + ret->taken, ret->names);
	if (ret->taken > 0 || config->may_be_unreachable)
		return 0;
	return failure_set(why, FAILURE_TARGET_UNREACHABLE, "the target's command line",
			   "has no room for any of the host's SSH keys: %s", ret->names);
}

/* What the command line of stage two wants of the target.  Returns 0, or -EIO with @why. */
static int write_wishes(const struct config *config, struct writer *to,
			struct failure *why)
{
	char confirm[TARGET_CONFIRM_SIZE];

	if (config->confirm_ms > 0) {
		if (target_confirm_build(config->confirm_ms, confirm) < 0)
			return failure_set(why, FAILURE_CONFIG_VALUE,
					   "nixos.confirm=", "is too long a time");
		writer_printf(to, "%s%s", confirm, config->append[0] ? " " : "");
	}
	writer_text(to, config->append);
	return writer_ok(to) ? 0
			     : failure_set(why, FAILURE_SOURCE_CMDLINE,
					   "the target's command line",
					   "is too long with nixos.append=");
}

int target_line_build(const struct verdict *v, const struct config *config,
		      size_t kernel_max, char ret[static TARGET_CMDLINE_SIZE],
		      struct failure *why)
{
	static struct target_keys keys; /* large */
	char ours[OURS_SIZE], wishes[TARGET_CMDLINE_SIZE], with_keys[TARGET_CMDLINE_SIZE];
	struct writer to = writer_over(wishes, sizeof(wishes));

	if (io_read_file("/proc/cmdline", ours, sizeof(ours)) < 0)
		return failure_set(why, FAILURE_INTERNAL, "/proc/cmdline",
				   "is not readable");
	ours[strcspn(ours, "\n")] = 0;
	int r = write_wishes(config, &to, why);

	if (r == 0)
		r = target_cmdline_build(v->cmdline, ours, wishes, kernel_max, ret, why);
	if (r < 0 || v->restores || strstr(ret, "=ssh.authorized_keys.root:"))
		return r;
	r = pack_keys(config, ret, kernel_max, &keys, why);
	if (r < 0 || keys.taken == 0)
		return r;
	/* the keys in front: what somebody has typed keeps the last word */
	to = writer_over(with_keys, sizeof(with_keys));
	writer_printf(&to, "%s%s%s", keys.word, wishes[0] ? " " : "", wishes);
	return target_cmdline_build(v->cmdline, ours, with_keys, kernel_max, ret, why);
}
