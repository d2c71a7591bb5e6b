/* SPDX-License-Identifier: MIT */
/* A kernel's modules, made up: a dozen files that need each other in all ways. */
#pragma once

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "initrd-builder/buffer.h"
#include "initrd-builder/closure.h"
#include "initrd-builder/compress.h"
#include "initrd-builder/reason.h"
#include "initrd-builder/test/module_file.h"

/* Each test has a kernel tree of its own: <root>/6.1-test and <root>/firmware. */
struct fixture {
	char root[64];
	char tree[128], firmware[128];
};

static void make_parents(char *path)
{
	for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		(void)mkdir(path, 0755);
		*slash = '/';
	}
}

static void write_file(const char *folder, const char *name, const void *bytes,
		       size_t len)
{
	char path[512];

	assert_true(snprintf(path, sizeof(path), "%s/%s", folder, name) <
		    (int)sizeof(path));
	make_parents(path);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, len), len);
	assert_int_equal(close(fd), 0);
}

static void write_module(const struct fixture *f, const char *name, const char *info,
			 size_t info_len)
{
	struct module_file m = module_file_with(info, info_len, true, false);
	cleanup_buffer struct buffer packed = { 0 };
	struct compression gzip = { .codec = CODEC_GZIP, .level = 9 };
	struct reason why;

	if (strstr(name, ".gz")) {
		assert_int_equal(compress_bytes(gzip, m.bytes, m.len, &packed, &why), 0);
		write_file(f->tree, name, packed.bytes, packed.len);
	} else {
		write_file(f->tree, name, m.bytes, m.len);
	}
}

#define MODULE(f, name, info) write_module(f, name, info, sizeof(info))

static int set_up(void **state)
{
	static struct fixture f;
	static const char builtin[] =
		"kernel/lib/libcrc32c.ko\nkernel/crypto/aes-generic.ko\n";
	static const char order[] = "kernel/net/b.ko\nkernel/net/a.ko\n";

	(void)snprintf(f.root, sizeof(f.root), "/tmp/test_closure.XXXXXX");
	assert_non_null(mkdtemp(f.root));
	(void)snprintf(f.tree, sizeof(f.tree), "%s/6.1-test", f.root);
	(void)snprintf(f.firmware, sizeof(f.firmware), "%s/firmware", f.root);
	write_file(f.tree, "modules.builtin", builtin, sizeof(builtin) - 1);
	write_file(f.tree, "modules.order", order, sizeof(order) - 1);
	MODULE(&f, "kernel/net/a.ko", "depends=b-2,libcrc32c\0alias=pci:v00001AF4d*\0");
	MODULE(&f, "kernel/net/b-2.ko.gz",
	       "depends=\0softdep=pre: crypto-x post: nowhere\0");
	MODULE(&f, "kernel/net/b.ko", "depends=\0alias=pci:v*d0000100[0-9]*\0");
	MODULE(&f, "kernel/crypto/x1.ko", "alias=crypto-x\0");
	MODULE(&f, "kernel/crypto/x2.ko", "alias=crypto-x\0weakdep=b\0");
	MODULE(&f, "kernel/fs/ext4/ext4.ko", "alias=fs-ext4\0depends=jbd2\0");
	MODULE(&f, "kernel/fs/jbd2/jbd2.ko", "depends=\0");
	MODULE(&f, "kernel/fs/broken.ko", "depends=a,gone\0");
	MODULE(&f, "kernel/drivers/net/ethernet/e/e1.ko",
	       "firmware=e/one.bin\0firmware=e/two.bin\0firmware=e/gone.bin\0"
	       "firmware=../../etc/passwd\0firmware=e/w*.bin\0");
	*state = &f;
	return 0;
}

static int tear_down(void **state)
{
	const struct fixture *f = *state;
	char command[128];

	(void)snprintf(command, sizeof(command), "rm -rf %s", f->root);
	/* NOLINTNEXTLINE(cert-env33-c): a path that mkdtemp() made */
	return system(command);
}

static inline struct closure_words one_word(const char *const *word)
{
	return (struct closure_words){ .words = word, .len = *word ? 1 : 0 };
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
