/* SPDX-License-Identifier: MIT */
/* The configuration that a kernel was built with, wherever a distribution keeps it. */
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include <zlib.h>

#include "base/writer.h"
#include "host/kernel_image.h"
#include "sys/io.h"

enum {
	CONFIG_MAX = 2 << 20, /* Debian's has 260 KiB */
};

static bool file_has(const char *path, const char *option, bool *ret)
{
	uint8_t *text;
	size_t len;

	if (io_load_file(path, CONFIG_MAX, &text, &len) < 0)
		return false;
	*ret = host_kernel_config_has((const char *)text, len, option);
	free(text);
	return true;
}

/* CONFIG_IKCONFIG_PROC: of the running kernel, compressed. */
static bool running_kernel_has(const char *option)
{
	static char text[CONFIG_MAX];
	gzFile config = gzopen("/proc/config.gz", "rb");
	int len;

	if (!config)
		return false;
	len = gzread(config, text, sizeof(text));
	(void)gzclose_r(config);
	return len > 0 && host_kernel_config_has(text, (size_t)len, option);
}

bool kernel_image_has_option(const struct kernel_image *kernel, const char *option)
{
	static const char *const places[][2] = {
		{ "/boot/config-", "" },
		{ "/lib/modules/", "/config" },
		{ "/usr/lib/modules/", "/config" },
		{ "/lib/modules/", "/build/.config" },
	};
	struct utsname host;
	bool has = false;

	for (size_t i = 0; i < ARRAY_LEN(places); i++) {
		char path[PATH_MAX];
		struct writer to = writer_over(path, sizeof(path));

		writer_printf(&to, "%s%s%s", places[i][0], kernel->release, places[i][1]);
		if (writer_ok(&to) && file_has(path, option, &has))
			return has;
	}
	return uname(&host) == 0 && strcmp(host.release, kernel->release) == 0 &&
	       running_kernel_has(option);
}
