/* SPDX-License-Identifier: MIT */
/*
 * A person at one or more terminals, for rescue-*.sh: runs a program whose consoles are
 * pseudo terminals, and does what the script on standard input says, a line each:
 *
 *     expect N SECONDS TEXT   wait until TEXT appears on terminal N, after what was expected before
 *     refute N SECONDS TEXT   for so long it must not
 *     type N TEXT             \r \n \e \0 \\ as in C, and \c for Ctrl-C
 *     run COMMAND             a shell does it, and it succeeds
 *     save N FILE             all that terminal N showed
 *     end SECONDS STATUS      the program ends by itself with this status, 128 + N by a signal
 *
 * usage: terminal COUNT PROGRAM [ARG]...   The word @N@ in ARG is the path of terminal N.
 * Ends with 1 and all that was seen, if something is not so.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
	TERMINALS_MAX = 4,
	SIGNALLED = 128,
	SEEN_MAX = 1 << 20,
	STEP_MS = 20,
};

static struct {
	int fd;
	char path[64];
	char seen[SEEN_MAX];
	size_t len, done;
} terminals[TERMINALS_MAX];
static int count;
static pid_t program;

static double now_s(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void fail(const char *line, const char *why)
{
	(void)printf("not so: %s   (%s)\n", line, why);
	for (int i = 0; i < count; i++)
		(void)printf("--- terminal %d showed:\n%.*s\n", i, (int)terminals[i].len,
			     terminals[i].seen);
	(void)fflush(stdout);
	if (program > 0)
		(void)kill(-program, SIGKILL);
	exit(1);
}

static void open_terminals(void)
{
	for (int i = 0; i < count; i++) {
		int fd = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK);

		if (fd < 0 || grantpt(fd) < 0 || unlockpt(fd) < 0)
			fail("posix_openpt", strerror(errno));
		terminals[i].fd = fd;
		(void)snprintf(terminals[i].path, sizeof(terminals[i].path), "%s",
			       ptsname(fd));
		/* a program in a user namespace is somebody else */
		if (chmod(terminals[i].path, 0666) < 0)
			fail(terminals[i].path, strerror(errno));
		/* kept open, or the master sees a hang-up between two who open it */
		if (open(terminals[i].path, O_RDWR | O_NOCTTY) < 0)
			fail(terminals[i].path, strerror(errno));
	}
}

static void read_terminals(void)
{
	(void)poll(NULL, 0, STEP_MS);
	for (int i = 0; i < count; i++) {
		ssize_t n = read(terminals[i].fd, terminals[i].seen + terminals[i].len,
				 SEEN_MAX - 1 - terminals[i].len);

		if (n > 0)
			terminals[i].len += (size_t)n;
	}
}

static int appears(int i, const char *text, double seconds)
{
	double until = now_s() + seconds;

	do {
		read_terminals();
		terminals[i].seen[terminals[i].len] = 0;
		const char *at = strstr(terminals[i].seen + terminals[i].done, text);

		if (at) {
			terminals[i].done =
				(size_t)(at - terminals[i].seen) + strlen(text);
			return 1;
		}
	} while (now_s() < until);
	return 0;
}

static void type(int i, const char *text)
{
	static const char from[] = "rne0c\\", to[] = "\r\n\033\0\003\\";

	for (; *text; text++) {
		char c = *text;
		const char *escape = c == '\\' ? strchr(from, text[1]) : NULL;

		if (escape && text[1]) {
			c = to[escape - from];
			text++;
		}
		if (write(terminals[i].fd, &c, 1) != 1)
			fail("write", strerror(errno));
	}
}

static int ended(double seconds, int *status)
{
	double until = now_s() + seconds;

	do {
		read_terminals();
		if (waitpid(program, status, WNOHANG) == program) {
			program = 0;
			return 1;
		}
	} while (now_s() < until);
	return 0;
}

static void save(int i, const char *path)
{
	FILE *file = fopen(path, "w");

	if (!file ||
	    fwrite(terminals[i].seen, 1, terminals[i].len, file) != terminals[i].len ||
	    fclose(file) != 0)
		fail(path, strerror(errno));
}

static void obey(char *line)
{
	char word[16] = "";
	int i = 0, text = 0, status = 0;
	double seconds = 0;

	line[strcspn(line, "\n")] = 0;
	if (!line[0] || line[0] == '#')
		return;
	if (sscanf(line, "end %lf %d", &seconds, &i) == 2) {
		if (!ended(seconds, &status))
			fail(line, "it still runs");
		status = WIFEXITED(status) ? WEXITSTATUS(status)
					   : SIGNALLED + WTERMSIG(status);
		if (status != i)
			fail(line, "another status");
		return;
	}
	if (strncmp(line, "run ", 4) == 0) {
		if (system(line + 4) != 0)
			fail(line, "it failed");
		return;
	}
	if (sscanf(line, "type %d %n", &i, &text) == 1 && text > 0 && i < count) {
		type(i, line + text);
		return;
	}
	if (sscanf(line, "save %d %n", &i, &text) == 1 && text > 0 && i < count) {
		save(i, line + text);
		return;
	}
	if (sscanf(line, "%15s %d %lf %n", word, &i, &seconds, &text) != 3 || text == 0 ||
	    i >= count)
		fail(line, "no such command");
	if (appears(i, line + text, seconds) != (strcmp(word, "expect") == 0))
		fail(line, "");
}

static void start(char **argv)
{
	for (char **arg = argv; *arg; arg++)
		for (int i = 0; i < count; i++) {
			const char mark[] = { '@', (char)('0' + i), '@', 0 };

			if (strcmp(*arg, mark) == 0)
				*arg = terminals[i].path;
		}
	program = fork();
	if (program == 0) {
		(void)setpgid(0, 0);
		(void)execvp(argv[0], argv);
		_exit(127);
	}
}

int main(int argc, char **argv)
{
	char line[1024];

	count = argc > 2 ? atoi(argv[1]) : 0;
	if (count < 1 || count > TERMINALS_MAX)
		return 2;
	open_terminals();
	start(argv + 2);
	while (fgets(line, sizeof(line), stdin))
		obey(line);
	if (program > 0)
		(void)kill(-program, SIGKILL);
	return 0;
}
