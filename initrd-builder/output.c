/* SPDX-License-Identifier: MIT */
#include "initrd-builder/output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

int output_open(struct output *o, const char *path)
{
	int len = snprintf(o->temporary, sizeof(o->temporary), "%s.XXXXXX", path);

	o->fd = -1;
	o->path = path;
	o->mode = 0644;
	if (len >= (int)sizeof(o->temporary))
		return -ENAMETOOLONG;
	o->fd = mkostemp(o->temporary, O_CLOEXEC);
	return o->fd < 0 ? -errno : 0;
}

int output_commit(struct output *o)
{
	if (fchmod(o->fd, o->mode) != 0 || rename(o->temporary, o->path) != 0)
		return -errno;
	(void)close(o->fd);
	o->fd = -1;
	return 0;
}

void output_abandon(struct output *o)
{
	if (o->fd < 0)
		return;
	(void)close(o->fd);
	(void)unlink(o->temporary);
	o->fd = -1;
}
