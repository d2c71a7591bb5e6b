/* SPDX-License-Identifier: MIT */
#include "pure/target_confirm.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "pure/base64.h"

#define UNIT "takeover-confirm.service"

enum {
	UNIT_SIZE = 512,
};

/*
 * logind's files of sessions say who is REMOTE; an installer's own console is not.  The
 * service is not part of a shutdown, and its failure is the reboot.
 */
static const char unit[] =
	"[Unit]\n"
	"FailureAction=reboot-force\n"
	"[Service]\n"
	"Environment=PATH=/run/current-system/sw/bin:/usr/bin:/bin\n"
	"ExecStart=/bin/sh -c 'i=0;until grep -qs ^REMOTE=1 /run/systemd/sessions/*;"
	"do i=$$((i+2));[ $$i -lt %llu ]||exit 1;sleep 2;done'\n";

int target_confirm_build(uint64_t within_ms, char ret[static TARGET_CONFIRM_SIZE])
{
	char text[UNIT_SIZE], encoded[(UNIT_SIZE + 2) / 3 * 4 + 1];
	int n = snprintf(text, sizeof(text), unit,
			 (unsigned long long)(within_ms / 1000));

	if (n < 0 || (size_t)n >= sizeof(text))
		return -ERANGE;
	base64_encode((const uint8_t *)text, (size_t)n, encoded);
	n = snprintf(ret, TARGET_CONFIRM_SIZE,
		     "systemd.set_credential_binary=systemd.extra-unit." UNIT
		     ":%s systemd.wants=" UNIT,
		     encoded);
	return n < 0 || n >= TARGET_CONFIRM_SIZE ? -ERANGE : 0;
}
