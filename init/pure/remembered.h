/* SPDX-License-Identifier: MIT */
/*
 * What nixos.remember=efi leaves for after the next start: one line of printable text, in a
 * variable of the firmware.  A takeover that arrived leaves the same line as one that never
 * did: only who reads it knows which.
 */
#pragma once

#define REMEMBERED_VARIABLE "NixosTakeover-2e66c3b6-8590-48ed-86fd-a1deeaac92a6"

/* What has helped with kernels that do not come up behind a kexec, but do behind a reset. */
#define REMEMBERED_ADVICE                                                             \
	"if the target did not come up, one of nomodeset, irqpoll and reset_devices " \
	"in nixos.append= may help"

enum {
	REMEMBERED_MAX = 512, /* a line for a person; firmware has little room */
};
