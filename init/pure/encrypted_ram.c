/* SPDX-License-Identifier: MIT */
#include "pure/encrypted_ram.h"

#include <stddef.h>
#include <string.h>

#include "base/text.h"
#include "pure/cmdline.h"

/* The first CPU's: "flags\t\t: fpu vme de ..." */
static const char *flags_of(const char *cpuinfo)
{
	while (*cpuinfo) {
		size_t len = strcspn(cpuinfo, "\n");

		if (text_starts_with(cpuinfo, "flags") && memchr(cpuinfo, ':', len))
			return cpuinfo + strcspn(cpuinfo, ":") + 1;
		cpuinfo += len + (cpuinfo[len] == '\n');
	}
	return "";
}

static bool has_flag(const char *flags, const char *name)
{
	size_t name_len = strlen(name);

	for (;;) {
		flags += strspn(flags, " ");
		size_t len = strcspn(flags, " \n");

		if (len == 0)
			return false;
		if (len == name_len && memcmp(flags, name, len) == 0)
			return true;
		flags += len;
	}
}

/* SME has to be asked for on all kernels but some of 2017 to 2024. */
static bool is_asked_for(const char *cmdline)
{
	struct cmdline_word word;
	bool on = false;

	while (cmdline_next(&cmdline, &word) && !cmdline_is_end(&word))
		if (cmdline_is(&word, "mem_encrypt"))
			on = word.value_len == 2 && memcmp(word.value, "on", 2) == 0;
	return on;
}

bool encrypted_ram_is_likely(const char *cpuinfo, const char *cmdline)
{
	const char *flags = flags_of(cpuinfo);

	/* a host that could start such guests has the flag "sev", too */
	return has_flag(flags, "tdx_guest") ||
	       (has_flag(flags, "hypervisor") && has_flag(flags, "sev")) ||
	       is_asked_for(cmdline);
}
