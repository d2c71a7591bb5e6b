/* SPDX-License-Identifier: MIT */
#include "pure/failure.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

static const struct {
	const char *name;
	const char *hint;
	bool transient;
} codes[FAILURE_CODES] = {
	[FAILURE_NONE] = { "E-NONE", "nothing failed", false },
	[FAILURE_CONFIG_KEY] = { "E-CONFIG-KEY",
				 "correct the word on the kernel command line", false },
	[FAILURE_CONFIG_VALUE] = { "E-CONFIG-VALUE",
				   "correct the value on the kernel command line",
				   false },
	[FAILURE_CONFIG_URL] = { "E-CONFIG-URL",
				 "add nixos.url=http://... to the kernel command line",
				 false },
	[FAILURE_TRUST_NONE] = { "E-TRUST-NONE",
				 "add nixos.sha256= with the digest of SHA256SUMS",
				 false },
	[FAILURE_TRUST_PARTIAL] = { "E-TRUST-PARTIAL",
				    "SHA256SUMS must name every file that is used: publish it anew",
				    false },
	[FAILURE_DEV_MODULES] = { "E-DEV-MODULES",
				  "the initrd lacks modules for this kernel: build its kernel archive anew",
				  false },
	[FAILURE_NET_NO_DEVICE] = { "E-NET-NO-DEVICE",
				    "no driver took a network device: is its module in the initrd?",
				    true },
	[FAILURE_NET_NO_CARRIER] = { "E-NET-NO-CARRIER", "check cable and switch port",
				     true },
	[FAILURE_NET_NO_LEASE] = { "E-NET-NO-LEASE",
				   "no DHCP server answered: is one on this network?",
				   true },
	[FAILURE_FETCH_RESOLVE] = { "E-FETCH-RESOLVE",
				    "check the host name in nixos.url= and the DNS server",
				    true },
	[FAILURE_FETCH_CONNECT] = { "E-FETCH-CONNECT",
				    "is the server running and reachable from this network?",
				    true },
	[FAILURE_FETCH_TIMEOUT] = { "E-FETCH-TIMEOUT",
				    "the server or the path to it is too slow or stalls",
				    true },
	[FAILURE_FETCH_HTTP] = { "E-FETCH-HTTP", "check the path in nixos.url=", true },
	[FAILURE_FETCH_SHORT] = { "E-FETCH-SHORT",
				  "the transfer ended early: server or proxy cut it off",
				  true },
	[FAILURE_FETCH_TOO_LARGE] = { "E-FETCH-TOO-LARGE",
				      "the object is larger than any image that is accepted",
				      false },
	[FAILURE_FETCH_EMPTY] = { "E-FETCH-EMPTY",
				  "the published file is empty: publish it anew", false },
	[FAILURE_FETCH_HTML] = { "E-FETCH-HTML",
				 "a web page came instead of the file: captive portal, or a wrong path?",
				 true },
	[FAILURE_FETCH_TLS] = { "E-FETCH-TLS",
				"check the server's certificate, its name, and this machine's clock",
				true },
	[FAILURE_FETCH_OTHER] = { "E-FETCH-OTHER", "see the reason above", true },
	[FAILURE_VERIFY_DIGEST] = { "E-VERIFY-DIGEST",
				    "the published file changed or was changed: pin it anew only if you know why",
				    false },
	[FAILURE_SOURCE_SUMS] = { "E-SOURCE-SUMS",
				  "make SHA256SUMS with sha256sum in the folder of the files",
				  false },
	[FAILURE_SOURCE_CMDLINE] = { "E-SOURCE-CMDLINE",
				     "kexec-boot must hold --command-line \"init=...\"",
				     false },
	[FAILURE_SOURCE_KERNEL] = { "E-SOURCE-KERNEL",
				    "the kernel must be a 64-bit bzImage", false },
	[FAILURE_RAM] = { "E-RAM", "use a smaller image or a machine with more memory",
			  false },
	[FAILURE_LOAD_DENIED] = { "E-LOAD-DENIED",
				  "kexec is forbidden here: lockdown, or kernel.kexec_load_disabled=1",
				  false },
	[FAILURE_LOAD_FAILED] = { "E-LOAD-FAILED",
				  "the running kernel refused to load the image", false },
	[FAILURE_JUMP_FAILED] = { "E-JUMP-FAILED",
				  "the loaded kernel could not be entered", false },
	[FAILURE_TIMEOUT] = { "E-TIMEOUT",
			      "raise nixos.timeout= if the machine only needs longer",
			      false },
	[FAILURE_WORKER_DIED] = { "E-WORKER-DIED",
				  "out of memory, or a bug: see the kernel log", true },
	[FAILURE_INTERNAL] = { "E-INTERNAL", "please report this with the lines above",
			       false },
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

bool failure_is_transient(enum failure_code code)
{
	return is_known(code) && codes[code].transient;
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
	text_sanitize(ret->object, sizeof(ret->object), object, strlen(object));
	text_sanitize(ret->why, sizeof(ret->why), text, strlen(text));
	return -EIO;
}
