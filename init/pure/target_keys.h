/* SPDX-License-Identifier: MIT */
/*
 * The host's SSH keys for an image that takes nothing over: systemd gives the credential
 * ssh.authorized_keys.root, which the command line can carry, to its sshd.
 */
#pragma once

#include <stddef.h>

#include "base/attr.h"

enum {
	TARGET_KEYS_SIZE = 2048, /* more fits on no command line */
	TARGET_KEYS_LEFT_SIZE = 256,
};

struct target_keys {
	char word[TARGET_KEYS_SIZE]; /* "" if none fits */
	size_t taken, left;
	char names[TARGET_KEYS_LEFT_SIZE]; /* of those that are left, as many as fit */
};

/* Take of @keys, lines of authorized_keys, what fits a word of @room bytes: ed25519 first,
 * which are short. */
void target_keys_pack(const char *keys, size_t room, struct target_keys *ret);
