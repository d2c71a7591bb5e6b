/* SPDX-License-Identifier: MIT */
/*
 * cpu_time COMMAND [WORD...]: run it, and write to descriptor 3 one line with the
 * seconds of CPU that it and all its children took, and those that went by.  The shell's
 * own `times` counts in hundredths.
 */
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
	REPORT_FD = 3,
};

static double seconds(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

int main(int argc, char **argv)
{
	struct timespec begun, ended;
	struct rusage used;
	int status = 0;

	if (argc < 2)
		return 2;
	(void)clock_gettime(CLOCK_MONOTONIC, &begun);
	pid_t pid = fork();

	if (pid == 0) {
		(void)close(REPORT_FD);
		(void)execvp(argv[1], argv + 1);
		_exit(127);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return 1;
	(void)clock_gettime(CLOCK_MONOTONIC, &ended);
	(void)getrusage(RUSAGE_CHILDREN, &used);
	(void)dprintf(REPORT_FD, "%.6f %.6f\n",
		      seconds(used.ru_utime) + seconds(used.ru_stime),
		      (double)(ended.tv_sec - begun.tv_sec) +
			      (double)(ended.tv_nsec - begun.tv_nsec) / 1e9);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
