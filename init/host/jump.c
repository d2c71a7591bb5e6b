/* SPDX-License-Identifier: MIT */
#include "host/jump.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/attr.h"
#include "host/say.h"
#include "sys/kexec_file.h"

enum {
	DELAY_S = 6, /* for the SSH connection to end well; nixos-anywhere expects it */
};

/* What may come while the session that started us is taken down. */
static void ignore_signals(void)
{
	static const int signals[] = { SIGHUP,  SIGINT,  SIGQUIT, SIGTERM, SIGPIPE,
				       SIGTSTP, SIGTTIN, SIGTTOU, SIGUSR1, SIGUSR2 };

	for (size_t i = 0; i < ARRAY_LEN(signals); i++)
		(void)signal(signals[i], SIG_IGN);
}

static void stdio_to_kernel_log(void)
{
	int null = open("/dev/null", O_RDWR), log = open("/dev/kmsg", O_WRONLY);

	if (log < 0)
		log = null;
	(void)dup2(null, STDIN_FILENO);
	(void)dup2(log, STDOUT_FILENO);
	(void)dup2(log, STDERR_FILENO);
}

static void wait_delay(void)
{
	struct timespec left = { .tv_sec = DELAY_S };

	while (nanosleep(&left, &left) < 0 && errno == EINTR)
		;
}

no_return static void jump(void)
{
	ignore_signals();
	(void)setsid();
	(void)chdir("/");
	stdio_to_kernel_log();
	wait_delay();
	if (!kexec_is_loaded()) {
		say_line("takeover: unloaded meanwhile, this system stays");
		_exit(0);
	}
	say_line("takeover: leaving this system");
	int r = kexec_jump();

	(void)say_error("E-JUMP-FAILED", "kexec: %s; this system stays", strerror(-r));
	_exit(1);
}

int jump_detached(void)
{
	say_line("machine will boot into nixos in %ds...", DELAY_S);
	pid_t child = fork();

	if (child < 0)
		return say_error("E-JUMP-FAILED", "fork: %s", strerror(errno));
	if (child == 0)
		jump();
	return 0;
}
