/* SPDX-License-Identifier: MIT */
/*
 * The worker that jumps, as PID 1 of a namespace, where reboot(2) knows no kexec: the jump
 * fails.  Log lines on standard output.
 */
#include <fcntl.h>
#include <unistd.h>

#include "step/jump.h"
#include "step/remember.h"
#include "test/log_to_stdout.h"

/* In place of step/remember.c, which brings the firmware with it. */
void remember_jump(const struct config *config)
{
	(void)config;
}

void log_drain(unsigned int max_ms)
{
	(void)max_ms;
}

int main(void)
{
	static const struct config config;

	if (getpid() != 1)
		return 2; /* it would be this machine that jumps */
	jump_worker(&config, open("/dev/null", O_WRONLY | O_CLOEXEC));
}
