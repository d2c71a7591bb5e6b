/* SPDX-License-Identifier: MIT */
/*
 * Stands in for fetch, decode, parse and verify: the real program, /lib/takeover/real, until
 * a line of the file /faults is about it.
 *   NAME kill N       it is killed when it has put out N bytes
 *   NAME flip N       bit N of what it puts out is another one
 *   NAME crash|hang|mute|garbage|flood   as they say, at once; mute ends well
 *   NAME chatter      message behind message, all well formed, and no byte
 *   NAME more         what it puts out, and then zeros without end
 *   NAME span WHAT    a list of members has one that is `outside`, `overflows` or `overlaps`
 * Each line is taken off the file once it has come true.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/attr.h"
#include "pure/fetch_msg.h"
#include "pure/members.h"
#include "pure/parse_msg.h"

#define REAL   "/lib/takeover/real"
#define FAULTS "/faults"

enum {
	FAULTS_SIZE = 8192,
	MESSAGES_FD = 3,
	EXIT_BROKEN = 99, /* the test itself is wrong */
};

static uint8_t piece[sizeof(struct members) + PARSE_HEADER_LEN];
static pid_t real_pid;

/* --- what is to go wrong --------------------------------------------------------------- */

/* The first line of the file, if it is about @name; "" otherwise. */
static void read_fault(const char *name, char kind[static 16], char value[static 16])
{
	char who[16];
	FILE *f = fopen(FAULTS, "re");

	if (!f || fscanf(f, "%15s %15s %15s", who, kind, value) < 2 ||
	    strcmp(who, name) != 0)
		kind[0] = 0;
	if (f)
		(void)fclose(f);
}

static void take_off_fault(void)
{
	static char text[FAULTS_SIZE];
	int fd = open(FAULTS, O_RDWR | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);
	const char *rest = n < 0 ? NULL : strchr(text, '\n');
	size_t len = rest ? strlen(rest + 1) : 0;

	if (!rest || pwrite(fd, rest + 1, len, 0) != (ssize_t)len ||
	    ftruncate(fd, (off_t)len) < 0)
		_exit(EXIT_BROKEN);
	(void)close(fd);
}

/* --- the real program ------------------------------------------------------------------ */

static int start_real(char **argv)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0)
		_exit(EXIT_BROKEN);
	real_pid = fork();
	if (real_pid == 0) {
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
		(void)dup2(ends[1], STDOUT_FILENO);
		(void)execv(REAL, argv);
		_exit(EXIT_BROKEN);
	}
	(void)close(ends[1]);
	/* its peers are ours no more: they must see it end */
	(void)close(STDIN_FILENO);
	return ends[0];
}

static no_return void end_as_real_does(void)
{
	int status = 0;

	(void)waitpid(real_pid, &status, 0);
	_exit(WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_BROKEN);
}

static no_return void be_killed(void)
{
	take_off_fault();
	if (real_pid > 0)
		(void)kill(real_pid, SIGKILL);
	(void)raise(SIGKILL);
	_exit(EXIT_BROKEN);
}

static void put(const void *bytes, size_t len)
{
	for (size_t done = 0; done < len;) {
		ssize_t n =
			write(STDOUT_FILENO, (const uint8_t *)bytes + done, len - done);

		if (n < 0)
			_exit(1);
		done += (size_t)n;
	}
}

/* --- faults in what it puts out -------------------------------------------------------- */

static no_return void pass(int from, const char *kind, uint64_t at)
{
	bool kills = strcmp(kind, "kill") == 0, flips = strcmp(kind, "flip") == 0;
	uint64_t done = 0;
	ssize_t n;

	if (kills && at == 0)
		be_killed();
	while ((n = read(from, piece, sizeof(piece))) > 0) {
		if (flips && at / 8 >= done && at / 8 < done + (uint64_t)n) {
			piece[at / 8 - done] ^= (uint8_t)(1U << at % 8);
			take_off_fault();
		}
		if (kills && at <= done + (uint64_t)n) {
			put(piece, at - done);
			be_killed();
		}
		put(piece, (size_t)n);
		done += (uint64_t)n;
	}
	if (strcmp(kind, "more") == 0) {
		take_off_fault();
		memset(piece, 0, sizeof(piece));
		for (;;)
			put(piece, sizeof(piece));
	}
	end_as_real_does();
}

static no_return void bend_span(int from, const char *how)
{
	static struct members m;
	size_t len = 0;
	ssize_t n;

	while ((n = read(from, piece + len, sizeof(piece) - len)) > 0)
		len += (size_t)n;
	memcpy(&m, piece + PARSE_HEADER_LEN, sizeof(m));
	if (len < sizeof(piece) || m.count < 2) {
		put(piece, len); /* of another question */
		end_as_real_does();
	}
	if (strcmp(how, "outside") == 0)
		m.list[0].offset = m.list[m.count - 1].offset + (1U << 30);
	else if (strcmp(how, "overflows") == 0)
		m.list[0].len = UINT64_MAX - m.list[0].offset + 2;
	else
		m.list[0].offset = m.list[1].offset;
	take_off_fault();
	memcpy(piece + PARSE_HEADER_LEN, &m, sizeof(m));
	put(piece, len);
	end_as_real_does();
}

/* --- faults in place of it ------------------------------------------------------------- */

static void chatter(void)
{
	const struct fetch_msg msg = { .kind = FETCH_META, .content_len = 1 };
	uint8_t wire[FETCH_MSG_LEN];

	fetch_msg_encode(&msg, wire);
	while (write(MESSAGES_FD, wire, sizeof(wire)) == sizeof(wire))
		;
}

static void garble(void)
{
	for (size_t i = 0; i < sizeof(piece); i++)
		piece[i] = (uint8_t)(i * i + i / 7);
	(void)!write(MESSAGES_FD, piece, FETCH_MSG_LEN);
	put(piece, sizeof(piece));
}

static void misbehave(const char *kind)
{
	take_off_fault();
	if (strcmp(kind, "crash") == 0)
		(void)raise(SIGSEGV);
	else if (strcmp(kind, "hang") == 0)
		(void)pause();
	else if (strcmp(kind, "garbage") == 0)
		garble();
	else if (strcmp(kind, "chatter") == 0)
		chatter();
	else if (strcmp(kind, "flood") == 0)
		for (;;)
			put(piece, sizeof(piece));
	else if (strcmp(kind, "mute") != 0)
		_exit(EXIT_BROKEN);
	_exit(0);
}

int main(int argc, char **argv)
{
	char kind[16] = "", value[16] = "";
	const char *slash = argc > 0 ? strrchr(argv[0], '/') : NULL;

	if (argc == 0)
		return EXIT_BROKEN;
	read_fault(slash ? slash + 1 : argv[0], kind, value);
	if (!kind[0])
		(void)execv(REAL, argv);
	else if (strcmp(kind, "kill") == 0 || strcmp(kind, "flip") == 0 ||
		 strcmp(kind, "more") == 0)
		pass(start_real(argv), kind, strtoull(value, NULL, 10));
	else if (strcmp(kind, "span") == 0)
		bend_span(start_real(argv), value);
	else
		misbehave(kind);
	return EXIT_BROKEN;
}
