/* SPDX-License-Identifier: MIT */
/*
 * What a person in the rescue asks of PID 1: one letter in a datagram.  PID 1 stays master
 * of the countdown: a menu only holds it for a while, again and again, so that a menu that
 * hangs, or that nobody sits at any more, does not hold the machine.
 */
#pragma once

enum rescue_request {
	RESCUE_HOLD = 'h', /* somebody is here: no reboot for the next RESCUE_HOLD_MS */
	RESCUE_RELEASE = 'l', /* nobody is here any more: the countdown begins anew */
	RESCUE_RETRY = 'r',   /* once more, with the words of RESCUE_WORDS */
	RESCUE_REBOOT = 'b',
	RESCUE_POWEROFF = 'p',
};

enum {
	RESCUE_HOLD_MS = 90 * 1000,
	RESCUE_HOLD_EVERY_MS = 20 * 1000, /* a slow machine may miss one or two of them */
	RESCUE_IDLE_S = 15 * 60,          /* without a key, a person is gone */
	RESCUE_WORDS_SIZE = 4096,
};

/* Why the SSH server is not there: its exit status. */
enum {
	RESCUE_SSH_FAILED = 1,
	RESCUE_SSH_NO_KEY = 3,
};

#define RESCUE_CONTROL "/run/takeover/control" /* PID 1's socket */
#define RESCUE_REASON  "/run/takeover/reason"  /* the block that is on every console */
#define RESCUE_WORDS   "/run/takeover/words"   /* words that were changed in the menu */
#define RESCUE_REPORT  "/run/takeover/report.txt"
#define RESCUE_AUTH    "/etc/takeover/rescue-auth" /* in the initrd: who gets a shell */
#define RESCUE_PROGRAM "/lib/takeover/rescue"
