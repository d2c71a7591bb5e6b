/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "initrd-builder/kernel_tree.h"
#include "initrd-builder/reason.h"

static char folder[] = "/dev/shm/fuzz-kernel-tree.XXXXXX";

static const char *const lists[] = { "modules.alias", "modules.order", "modules.builtin",
				     "modules.builtin.modinfo" };
static const char *const modules[] = { "a.ko", "b_c.ko.xz" };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void path_of(const char *name, char *to, size_t cap)
{
	(void)snprintf(to, cap, "%s/%s", folder, name);
}

static void write_to(const char *name, const void *data, size_t len)
{
	char path[64];
	int fd;

	path_of(name, path, sizeof(path));
	fd = open(path, O_CREAT | O_WRONLY | O_TRUNC, 0600);
	if (fd < 0 || write(fd, data, len) != (ssize_t)len || close(fd) != 0)
		abort();
}

static void remove_all(void)
{
	char path[64];

	for (size_t i = 0; i < ARRAY_LEN(lists) + ARRAY_LEN(modules); i++) {
		path_of(i < ARRAY_LEN(lists) ? lists[i] : modules[i - ARRAY_LEN(lists)],
			path, sizeof(path));
		(void)unlink(path);
	}
	(void)rmdir(folder);
}

static int see(void *context, struct kernel_module *m, struct reason *why)
{
	(void)context;
	(void)why;
	if (!m->name || !m->path)
		__builtin_trap();
	return 0;
}

/* depmod's and the kernel's lists, as somebody left them in /lib/modules. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static bool is_made;
	struct kernel_tree t;
	struct reason why;

	if (!is_made) {
		if (!mkdtemp(folder) || atexit(remove_all) != 0)
			abort();
		for (size_t i = 0; i < ARRAY_LEN(modules); i++)
			write_to(modules[i], "", 0);
		is_made = true;
	}
	for (size_t i = 0; i < ARRAY_LEN(lists); i++)
		write_to(lists[i], data, len);
	if (kernel_tree_open(folder, &t, &why) != 0)
		return 0;
	(void)!kernel_tree_match(&t, "pci:v00001AF4d00001000sv*", see, NULL, &why);
	(void)!kernel_tree_match_builtin(&t, "fs-ext4", &why);
	if (t.len != ARRAY_LEN(modules) || !kernel_tree_find(&t, "b_c"))
		__builtin_trap();
	kernel_tree_close(&t);
	return 0;
}
