/* SPDX-License-Identifier: MIT */
/*
 * The lines of an authorized_keys file (sshd(8)) that are worth taking along.
 *
 * Images of clouds give root the user's key behind a forced command that only says
 * `Please login as the user "debian"`.  Root is who must be able to log in after a takeover,
 * so that prefix goes.  Every other option stays: a key that was let in for one command
 * only must not become a key to everything.
 */
#pragma once

#include <stddef.h>

struct writer;

/* Append the good lines of @text, each with its newline; comments and what is no key go. */
void authorized_keys_filter(const char *text, size_t len, struct writer *to);
