/* SPDX-License-Identifier: MIT */
#include "sys/modules_dir.h"

#include <stdio.h>
#include <sys/utsname.h>
#include <unistd.h>

bool modules_dir(char ret[static MODULES_DIR_SIZE])
{
	char list[MODULES_DIR_SIZE + 16];
	struct utsname kernel;

	(void)uname(&kernel);
	(void)snprintf(ret, MODULES_DIR_SIZE, "/lib/modules/%s", kernel.release);
	/* without it libkmod finds nothing, whatever else lies there */
	(void)snprintf(list, sizeof(list), "%s/modules.dep", ret);
	return access(list, F_OK) == 0;
}
