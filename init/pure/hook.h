/* SPDX-License-Identifier: MIT */
/* Hooks: where they are, and what they may do to the target (hooks/README.md). */
#pragma once

enum {
	HOOK_LATER = 75, /* EX_TEMPFAIL of sysexits.h: ask again later */
	HOOK_SECONDS = 120,
};

#define HOOK_FOLDER  "/etc/takeover/hooks"
#define HOOK_PROGRAM "/lib/takeover/rescue"
#define HOOK_TARGET  "/run/takeover/target" /* cmdline, and takeover/ for its archive */
#define HOOK_RESULT  "/run/takeover/hook"   /* which one ended how */
