/* SPDX-License-Identifier: MIT */
/* What boot loaders are told about stage two, in the words of each. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"

struct writer;

#define BOOT_ENTRY_ID "nixos-takeover"

/* Text around what is ours in a file of somebody else's. */
#define BOOT_ENTRY_BEGIN "# --- begin of " BOOT_ENTRY_ID "\n"
#define BOOT_ENTRY_END   "# --- end of " BOOT_ENTRY_ID "\n"

struct boot_entry {
	const char *cmdline;
	bool is_default; /* for every start, not for one */
};

/* GRUB: the files lie beside its configuration, in a folder named BOOT_ENTRY_ID.  Returns 0,
 * or -EINVAL if the command line cannot be said in GRUB's language. */
must_check int boot_entry_grub(const struct boot_entry *e, struct writer *to);

/* systemd-boot and all that read the Boot Loader Specification; the files lie in the folder
 * BOOT_ENTRY_ID of the same file system. */
void boot_entry_bls(const struct boot_entry *e, struct writer *to);

/* extlinux.conf(5) of SYSLINUX and U-Boot. */
void boot_entry_extlinux(const struct boot_entry *e, struct writer *to);

/* An iPXE script; the files lie beside it. */
void boot_entry_ipxe(const struct boot_entry *e, struct writer *to);

/* Copy @text without our part, if it has one.  Returns 0, or -EBADMSG if a part of ours
 * begins and does not end. */
must_check int boot_entry_strip(const char *text, size_t len, struct writer *to);
