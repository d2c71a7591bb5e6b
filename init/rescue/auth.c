/* SPDX-License-Identifier: MIT */
#include "rescue/auth.h"

#include <crypt.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "pure/rescue_auth.h"
#include "pure/rescue_request.h"
#include "rescue/terminal.h"
#include "sys/io.h"

enum {
	TRIES = 3,
	WRONG_S = 3, /* after each wrong one, so that guessing takes its time */
	AUTH_SIZE = 512,
};

/* Takes as long wherever they differ; how long a hash is, is no secret. */
static bool equal(const char *a, const char *b)
{
	size_t len = strlen(a);
	unsigned char differ = 0;

	if (strlen(b) != len)
		return false;
	for (size_t i = 0; i < len; i++)
		differ |= (unsigned char)(a[i] ^ b[i]);
	return differ == 0;
}

static bool ask_password(const char *hash)
{
	char typed[LINE_SIZE];

	for (int i = 0; i < TRIES; i++) {
		(void)printf("Password: ");
		int r = terminal_read(typed, false);
		const char *got = r == 0 ? crypt(typed, hash) : NULL;
		bool right = got && equal(got, hash);

		explicit_bzero(typed, sizeof(typed));
		(void)printf("\n");
		if (right)
			return true;
		if (r < 0)
			return false;
		(void)fflush(stdout);
		(void)sleep(WRONG_S);
		(void)printf("Wrong.\n");
	}
	(void)printf("Three wrong passwords.\n");
	return false;
}

bool auth_pass(void)
{
	char rule[AUTH_SIZE];
	struct rescue_auth auth;
	const char *why = "";
	ssize_t n = io_read_file(RESCUE_AUTH, rule, sizeof(rule));

	if (n == -ENOENT) {
		(void)printf("NO PASSWORD is set in this initrd: whoever is at this "
			     "console is root.\n");
		return true;
	}
	if (n < 0)
		rule[0] = 0;
	if (rescue_auth_parse(rule, strlen(rule), &auth, &why) < 0) {
		(void)printf("Nobody gets in: " RESCUE_AUTH " of this initrd: %s.\n",
			     why);
		return false;
	}
	rule[strcspn(rule, "\n")] = 0;
	switch (auth.kind) {
	case RESCUE_AUTH_NONE:
		return true;
	case RESCUE_AUTH_PASSWORD:
		return ask_password(auth.hash.at);
	case RESCUE_AUTH_SSH_ONLY:
		(void)printf("This initrd lets people in by SSH only.\n");
		return false;
	case RESCUE_AUTH_OFF:
		break;
	}
	(void)printf("This initrd lets nobody in.\n");
	return false;
}
