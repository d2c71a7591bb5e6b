/* SPDX-License-Identifier: MIT */
/*
 * What the kernel command line asks of stage two, checked.  The keys are those of
 * takeover-init(8); a word of our namespace that is not among them is an error, because
 * whoever wrote it is remote and believes that it works.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "pure/digest_text.h"
#include "pure/failure.h"
#include "pure/net_param.h"
#include "pure/nix_wish.h"
#include "pure/trust.h"

enum {
	CONFIG_URLS_MAX = 8,
	CONFIG_URL_SIZE = 1024,
	CONFIG_SSH_KEY_SIZE = 1024,
	CONFIG_STEP_SIZE = 16,
	CONFIG_APPEND_SIZE = 2048, /* x86's COMMAND_LINE_SIZE */
};

enum config_on_failure {
	ON_FAILURE_RESCUE,
	ON_FAILURE_REBOOT,
	ON_FAILURE_POWEROFF,
	ON_FAILURE_RETRY
};

struct config {
	char urls[CONFIG_URLS_MAX][CONFIG_URL_SIZE]; /* mirrors, in order */
	size_t url_count;
	uint8_t sha256[SHA256_BYTES];
	bool has_sha256;
	struct nix_wish nix;
	struct trust trust;
	char append[CONFIG_APPEND_SIZE];
	char proxy[CONFIG_URL_SIZE];
	bool has_no_ca;    /* nixos.ca=none: no certificate is good enough */
	uint64_t stall_ms; /* without progress */
	uint64_t total_ms; /* in all, the rescue's countdown not counted */
	uint64_t rescue_ms;
	enum config_on_failure on_failure;
	bool may_be_unreachable; /* a target that nobody can log in to is meant */
	uint64_t
		confirm_ms; /* by then somebody has logged in to the target; 0: need not */
	unsigned int watchdog_s; /* across the jump; 0: none */
	bool remembers;          /* the firmware keeps how it ended */
	int load_way;            /* an enum load_way, or -1: whatever works */
	bool shell;              /* may the rescue offer one */
	bool rescue_now;
	bool rescue_ssh; /* as soon as there is a network, not only after a failure */
	char ssh_key[CONFIG_SSH_KEY_SIZE]; /* who may log in there, besides others */
	char break_before
		[CONFIG_STEP_SIZE]; /* the step that a person wants to look at first */
	bool returns_to_host; /* a reboot is known to bring back what was there before */
	bool verbose;
	struct net_param network;
	bool sealed;       /* config_seal() was called: a pin stands */
	bool sealed_shell; /* and that there is no shell */
};

/* The defaults of takeover-init(8). */
void config_init(struct config *c);

/*
 * Apply the words of one command line; later calls win.  Returns 0, or -EIO with @why
 * about the first word that is wrong; all others are applied all the same.
 */
must_check int config_apply(struct config *c, const char *cmdline, struct failure *why);

/* What was applied so far was baked into the initrd: the command line that comes now can
 * narrow what may be booted and who gets a shell, not widen it. */
void config_seal(struct config *c);

/* Is the source a Nix binary cache?  Its keys are Nix's then. */
bool config_is_nix(const struct config *c);

/* Leave out passwords and queries of URLs, the proxy, and words for the target: whoever needs
 * them reads them anew. */
void config_forget_secrets(struct config *c);

/* Does a pin or a key say what may be booted, whoever delivers it? */
bool config_decides(const struct config *c);

/* False if all that is wanted is in the initrd. */
bool config_needs_network(const struct config *c);

/* The key that asks for the rescue before @step, or NULL. */
const char *config_wants_rescue(const struct config *c, const char *step);

/* Is everything there that a takeover needs?  Returns 0, or -EIO with @why filled in. */
must_check int config_check(const struct config *c, struct failure *why);
