/* SPDX-License-Identifier: MIT */
/*
 * Parts of `takeover` that act on the host, one at a time, for host-*.sh.
 * usage: host_probe jump [hang] | state FILE | modules | prove CMDLINE
 * No kernel is loaded or entered, and nothing is synced: what would do it is replaced here.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "host/jump.h"
#include "host/kernel_image.h"
#include "host/kernel_modules.h"
#include "host/network_state.h"
#include "host/preflight.h"
#include "host/second_thoughts.h"
#include "host/state.h"
#include "initrd-builder/archive.h"
#include "sys/io.h"
#include "sys/kexec_file.h"

static bool sync_hangs;

void sync(void)
{
	while (sync_hangs)
		(void)sleep(1);
}

bool kexec_is_loaded(void)
{
	return true;
}

int kexec_jump(void)
{
	(void)printf("session %d, process %d\n", getsid(0), getpid());
	return -EBUSY;
}

int kexec_file_unload(void)
{
	(void)puts("forgets the kernel");
	return 0;
}

static int write_state(const char *to)
{
	struct network_state network;
	cleanup_archive struct archive *a = NULL;
	size_t len = 0;
	int r = network_state_read(&network);

	if (r == 0)
		network_state_say(&network);
	if (r == 0)
		r = archive_new_in_memory(0, &a);
	if (r == 0)
		r = archive_begin(a, COMPRESSION_NONE);
	if (r == 0)
		r = state_add(&network, a, &len);
	if (r == 0)
		r = archive_finish(a);
	if (r < 0)
		return r;
	const uint8_t *bytes = archive_bytes(a, &len);

	return io_replace_file(to, bytes, len, 0600);
}

static int find_modules(void)
{
	const struct kernel_image kernel = KERNEL_IMAGE_NONE;
	cleanup_archive struct archive *a = NULL;
	size_t count;
	int r = archive_new_in_memory(0, &a);

	return r < 0 ? r : kernel_modules_add(&kernel, false, a, &count);
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";
	struct proof proof;

	sync_hangs = argc > 2 && strcmp(argv[2], "hang") == 0;
	second_thoughts_watch();
	if (strcmp(what, "jump") == 0)
		return jump_detached(&(struct jump){ .clean = false }) < 0;
	if (strcmp(what, "state") == 0 && argc > 2)
		return write_state(argv[2]) < 0;
	if (strcmp(what, "prove") == 0 && argc > 2)
		return preflight(argv[2], NULL, &proof) < 0;
	return strcmp(what, "modules") == 0 ? find_modules() < 0 : 2;
}
