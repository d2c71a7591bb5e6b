/* SPDX-License-Identifier: MIT */
#include "pure/failure.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "base/writer.h"
#include "pure/redact.h"
#include "pure/url.h"

static const struct {
	const char *name;
	unsigned int tries;
	const char *hint;
} codes[FAILURE_CODES] = {
	[FAILURE_NONE] = {
		"E-NONE", 1,
		"nothing failed",
	},
	[FAILURE_CONFIG_KEY] = {
		"E-CONFIG-KEY", 1,
		"correct the word on the kernel command line",
	},
	[FAILURE_CONFIG_VALUE] = {
		"E-CONFIG-VALUE", 1,
		"correct the value on the kernel command line",
	},
	[FAILURE_CONFIG_URL] = {
		"E-CONFIG-URL", 1,
		"add nixos.url=http://... to the kernel command line",
	},
	[FAILURE_TRUST_NONE] = {
		"E-TRUST-NONE", 1,
		"add nixos.sha256= with a digest, or nixos.key= with a public key",
	},
	[FAILURE_TRUST_PARTIAL] = {
		"E-TRUST-PARTIAL", 1,
		"name every file in SHA256SUMS; sign or pin every store path",
	},
	[FAILURE_DEV_MODULES] = {
		"E-DEV-MODULES", 0,
		"the initrd lacks this kernel's modules: build its kernel archive anew",
	},
	[FAILURE_NET_NO_DEVICE] = {
		"E-NET-NO-DEVICE", 0,
		"no driver took a network device: is its module in the initrd?",
	},
	[FAILURE_NET_NO_CARRIER] = {
		"E-NET-NO-CARRIER", 0,
		"check cable and switch port",
	},
	[FAILURE_NET_NO_LEASE] = {
		"E-NET-NO-LEASE", 0,
		"no DHCP server answered: is one on this network?",
	},
	[FAILURE_FETCH_RESOLVE] = {
		"E-FETCH-RESOLVE", 0,
		"check the host name in nixos.url= and the DNS server",
	},
	[FAILURE_FETCH_CONNECT] = {
		"E-FETCH-CONNECT", 0,
		"is the server running and reachable from this network?",
	},
	[FAILURE_FETCH_TIMEOUT] = {
		"E-FETCH-TIMEOUT", 0,
		"the server or the path to it is too slow or stalls",
	},
	[FAILURE_FETCH_HTTP] = {
		"E-FETCH-HTTP", 4,
		"check the path in nixos.url=",
	},
	[FAILURE_FETCH_SHORT] = {
		"E-FETCH-SHORT", 0,
		"the transfer ended early: server or proxy cut it off",
	},
	[FAILURE_FETCH_TOO_LARGE] = {
		"E-FETCH-TOO-LARGE", 1,
		"the object is larger than any image that is accepted",
	},
	[FAILURE_FETCH_EMPTY] = {
		"E-FETCH-EMPTY", 1,
		"the published file is empty: publish it anew",
	},
	[FAILURE_FETCH_HTML] = {
		"E-FETCH-HTML", 4,
		"a web page came instead of the file: captive portal, or a wrong path?",
	},
	[FAILURE_FETCH_TLS] = {
		"E-FETCH-TLS", 4,
		"check the server's certificate, its name, and this machine's clock",
	},
	[FAILURE_FETCH_OTHER] = {
		"E-FETCH-OTHER", 4,
		"see the reason above",
	},
	[FAILURE_DISK_NONE] = {
		"E-DISK-NONE", 0,
		"is it plugged in, and its driver in the initrd?",
	},
	[FAILURE_DISK_MOUNT] = {
		"E-DISK-MOUNT", 2,
		"the initrd needs the file system's module: mkinitrd --class fs=",
	},
	[FAILURE_DISK_FILE] = {
		"E-DISK-FILE", 1,
		"check the path in nixos.url=: it begins at the disk's own root",
	},
	[FAILURE_VERIFY_DIGEST] = {
		"E-VERIFY-DIGEST", 2,
		"the file is not the pinned one: pin it anew only if you know why",
	},
	[FAILURE_VERIFY_SIGNATURE] = {
		"E-VERIFY-SIGNATURE", 2,
		"the publisher must sign it with the keys that are trusted here",
	},
	[FAILURE_VERIFY_ROLLBACK] = {
		"E-VERIFY-ROLLBACK", 2,
		"an old image was offered: publish and sign the current one",
	},
	[FAILURE_SOURCE_SUMS] = {
		"E-SOURCE-SUMS", 1,
		"make SHA256SUMS with sha256sum in the folder of the files",
	},
	[FAILURE_SOURCE_ARCHIVE] = {
		"E-SOURCE-ARCHIVE", 1,
		"it must be a whole kexec tarball of NixOS, by gzip, xz or zstd",
	},
	[FAILURE_SOURCE_SCRIPT] = {
		"E-SOURCE-SCRIPT", 1,
		"the script must be a netboot.ipxe as NixOS makes it",
	},
	[FAILURE_SOURCE_NIX] = {
		"E-SOURCE-NIX", 4,
		"nixos.url= must be a Nix cache that has nixos.path= whole",
	},
	[FAILURE_SOURCE_CMDLINE] = {
		"E-SOURCE-CMDLINE", 1,
		"kexec-boot must give a command line with init= that is not too long",
	},
	[FAILURE_SOURCE_KERNEL] = {
		"E-SOURCE-KERNEL", 1,
		"the kernel must be a 64-bit bzImage",
	},
	[FAILURE_TARGET_UNREACHABLE] = {
		"E-TARGET-UNREACHABLE", 1,
		"use nixos-images' kexec tarball, or nixos.unreachable=ok to go on",
	},
	[FAILURE_RAM] = {
		"E-RAM", 1,
		"use a smaller image or a machine with more memory",
	},
	[FAILURE_LOAD_DENIED] = {
		"E-LOAD-DENIED", 1,
		"kexec is forbidden here: lockdown, or kernel.kexec_load_disabled=1",
	},
	[FAILURE_LOAD_FAILED] = {
		"E-LOAD-FAILED", 1,
		"the running kernel refused to load the image",
	},
	[FAILURE_JUMP_FAILED] = {
		"E-JUMP-FAILED", 1,
		"the loaded kernel could not be entered",
	},
	[FAILURE_HOOK] = {
		"E-HOOK", 1,
		"a hook of this initrd stopped the takeover: see what it said",
	},
	[FAILURE_HOOK_LATER] = {
		"E-HOOK-LATER", 0,
		"a hook of this initrd waits for something: see what it said",
	},
	[FAILURE_TIMEOUT] = {
		"E-TIMEOUT", 1,
		"raise nixos.timeout= if the machine only needs longer",
	},
	[FAILURE_WORKER_DIED] = {
		"E-WORKER-DIED", 3,
		"out of memory, or a bug: see the kernel log",
	},
	[FAILURE_INTERNAL] = {
		"E-INTERNAL", 1,
		"please report this with the lines above",
	},
};

static bool is_known(enum failure_code code)
{
	return (unsigned int)code < FAILURE_CODES;
}

const char *failure_name(enum failure_code code)
{
	return is_known(code) ? codes[code].name : "E-UNKNOWN";
}

const char *failure_hint(enum failure_code code)
{
	return is_known(code) ? codes[code].hint : "";
}

unsigned int failure_tries(enum failure_code code)
{
	return is_known(code) ? codes[code].tries : 1;
}

static bool has_url(const char *text)
{
	for (const char *at = text; (at = strchr(at, ':')); at++)
		if (at[1] == '/' && at[2] == '/')
			return true;
	return false;
}

/* Passwords and tokens, in URLs and else, are nobody's business on a console. */
static void show_object(char ret[static FAILURE_OBJECT_MAX], const char *object)
{
	char shown[2 * FAILURE_OBJECT_MAX]; /* "***" may be longer than what it hides */
	struct writer to = writer_over(shown, sizeof(shown));
	struct redact redact = { .in_key = false };
	size_t len = strlen(object);

	if (has_url(object)) {
		url_redact(object, ret, FAILURE_OBJECT_MAX);
		return;
	}
	redact_line(&redact, object, len < FAILURE_OBJECT_MAX ? len : FAILURE_OBJECT_MAX,
		    &to);
	text_sanitize(ret, FAILURE_OBJECT_MAX, shown, to.len);
}

int failure_set(struct failure *ret, enum failure_code code, const char *object,
		const char *why, ...)
{
	char text[FAILURE_WHY_MAX];
	va_list args;

	va_start(args, why);
	(void)vsnprintf(text, sizeof(text), why, args);
	va_end(args);
	ret->code = code;
	show_object(ret->object, object);
	text_sanitize(ret->why, sizeof(ret->why), text, strlen(text));
	return -EIO;
}
