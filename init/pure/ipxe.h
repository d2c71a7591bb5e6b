/* SPDX-License-Identifier: MIT */
/*
 * The script "netboot.ipxe" that NixOS makes.  It is read, never run: one `kernel`, one or
 * more `initrd`, `boot`, and comments.  Whatever else iPXE could do is refused.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "pure/kexec_boot.h"
#include "pure/parse_fault.h"
#include "pure/url.h"

enum {
	IPXE_FILE_MAX = 64 * 1024, /* upstream's has 400 bytes */
	IPXE_INITRDS_MAX = 4,      /* microcode, the image, something of the site's */
};

struct ipxe {
	char kernel[URL_MAX]; /* absolute, or relative to the script */
	uint32_t initrd_count;
	char initrds[IPXE_INITRDS_MAX][URL_MAX];
	char cmdline[KEXEC_BOOT_CMDLINE_MAX]; /* without initrd= and ${cmdline} */
};

/* Does it begin as such a script does? */
bool ipxe_is_script(const void *bytes, size_t len);

/* Returns 0, or -EBADMSG and fills @fault. */
must_check int ipxe_parse(const void *bytes, size_t len, struct ipxe *ret,
			  struct parse_fault *fault);
