/* SPDX-License-Identifier: MIT */
/*
 * What went wrong, as a value: a stable code for machines and manual page, and the object
 * and reason for a person.  Workers hand it to PID 1; nobody else decides what happens then.
 */
#pragma once

#include <stddef.h>

#include "base/attr.h"

enum failure_code {
	FAILURE_NONE,
	FAILURE_CONFIG_KEY,
	FAILURE_CONFIG_VALUE,
	FAILURE_CONFIG_URL,
	FAILURE_TRUST_NONE,
	FAILURE_TRUST_PARTIAL,
	FAILURE_DEV_MODULES,
	FAILURE_NET_NO_DEVICE,
	FAILURE_NET_NO_CARRIER,
	FAILURE_NET_NO_LEASE,
	FAILURE_FETCH_RESOLVE,
	FAILURE_FETCH_CONNECT,
	FAILURE_FETCH_TIMEOUT,
	FAILURE_FETCH_HTTP,
	FAILURE_FETCH_SHORT,
	FAILURE_FETCH_TOO_LARGE,
	FAILURE_FETCH_EMPTY,
	FAILURE_FETCH_HTML,
	FAILURE_FETCH_TLS,
	FAILURE_FETCH_OTHER,
	FAILURE_DISK_NONE,
	FAILURE_DISK_MOUNT,
	FAILURE_DISK_FILE,
	FAILURE_VERIFY_DIGEST,
	FAILURE_VERIFY_SIGNATURE,
	FAILURE_VERIFY_ROLLBACK,
	FAILURE_SOURCE_SUMS,
	FAILURE_SOURCE_ARCHIVE,
	FAILURE_SOURCE_SCRIPT,
	FAILURE_SOURCE_NIX,
	FAILURE_SOURCE_CMDLINE,
	FAILURE_SOURCE_KERNEL,
	FAILURE_TARGET_UNREACHABLE,
	FAILURE_RAM,
	FAILURE_LOAD_DENIED,
	FAILURE_LOAD_FAILED,
	FAILURE_JUMP_FAILED,
	FAILURE_HOOK,
	FAILURE_HOOK_LATER,
	FAILURE_TIMEOUT,
	FAILURE_WORKER_DIED,
	FAILURE_INTERNAL,
	FAILURE_CODES /* how many there are */
};

enum {
	FAILURE_OBJECT_MAX = 256, /* what: a URL, an interface, a key */
	FAILURE_WHY_MAX = 256,    /* why: errno's text or the peer's words, printable */
};

struct failure {
	enum failure_code code;
	char object[FAILURE_OBJECT_MAX];
	char why[FAILURE_WHY_MAX];
};

/* "E-FETCH-HTTP".  Never NULL. */
const char *failure_name(enum failure_code code);

/* What a person can do about it, one line.  Never NULL. */
const char *failure_hint(enum failure_code code);

/*
 * How often the same thing may be tried in a row: 1 if trying again cannot help without a
 * person, 0 if only the deadline ends it (a cable, a server that is restarting).
 */
unsigned int failure_tries(enum failure_code code);

/*
 * Fill @ret.  @object may be foreign; it and the formatted reason are cut to fit and made
 * printable.  Returns @code's errno-like value for `return failure_set(...)`: always -EIO.
 */
printf_like(4, 5) int failure_set(struct failure *ret, enum failure_code code,
				  const char *object, const char *why, ...);
