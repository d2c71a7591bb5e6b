/* SPDX-License-Identifier: MIT */
/*
 * SSH into stage two: with the host's own host keys, so that nobody is warned, and for
 * whoever could log in as root before.  No passwords: dropbear is built without them.
 */
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text.h"
#include "base/writer.h"
#include "pure/rescue_request.h"
#include "rescue/role.h"
#include "rescue/terminal.h"
#include "sys/config_files.h"
#include "sys/io.h"
#include "sys/process.h"

#define DROPBEAR    "/lib/takeover/dropbearmulti"
#define FOLDER      "/run/takeover/ssh"
#define KEYS_HOST   "/ssh"
#define KEYS_FOLDER "/root/.ssh"

enum {
	KEYS_SIZE = 64 * 1024,
	HOST_KEYS_MAX = 8,
	PATH_SIZE = 320,
	CONVERT_MS = 30 * 1000, /* an RSA key takes its time on a slow machine */
	LOOK_MS = 500,
	EXIT_NOT_RUN = 127, /* both as a shell says it */
	EXIT_SIGNALLED = 128,
};

static const char new_key[] = FOLDER "/new_key", pid_file[] = FOLDER "/pid";

struct server {
	char host_keys[HOST_KEYS_MAX][PATH_SIZE];
	const char *argv[16 + 2 * HOST_KEYS_MAX];
	size_t count;
};

static void add_file(struct writer *to, const char *path)
{
	static char text[KEYS_SIZE];

	if (io_read_file(path, text, sizeof(text)) <= 0)
		return;
	writer_text(to, text);
	writer_text(to, "\n");
}

/* Who may log in: whom the host let in, whom the command line names, whom the initrd names.
 * Returns 0, -ENOENT if that is nobody, or -errno. */
static int write_authorized_keys(void)
{
	static char text[3 * KEYS_SIZE];
	static struct config config; /* large */
	struct writer to = writer_over(text, sizeof(text));
	struct failure why;

	add_file(&to, KEYS_HOST "/authorized_keys");
	add_file(&to, "/etc/takeover/authorized_keys");
	int r = config_files_read(&config, &why);

	(void)r; /* what is right of it holds, whatever else is wrong */
	if (config.ssh_key[0])
		writer_printf(&to, "%s\n", config.ssh_key);
	if (!strstr(text, "ssh-") && !strstr(text, "ecdsa-") && !strstr(text, "sk-"))
		return -ENOENT;
	if ((mkdir("/root", 0700) < 0 && errno != EEXIST) ||
	    (mkdir(KEYS_FOLDER, 0700) < 0 && errno != EEXIST))
		return -errno;
	return io_replace_file(KEYS_FOLDER "/authorized_keys", text, to.len, 0600);
}

static int run(const char *const *argv)
{
	const struct spawn how = { .path = DROPBEAR,
				   .argv = argv,
				   .fds = { -1, -1, -1, -1 } };
	int status = 0;
	pid_t pid;
	int r = process_spawn(&how, &pid);

	if (r == 0)
		r = process_wait(pid, CONVERT_MS, &status);
	return r < 0 ? r : status == 0 ? 0 : -EINVAL;
}

static int is_private_key(const struct dirent *entry)
{
	size_t len = strlen(entry->d_name);

	return len < 64 && text_starts_with(entry->d_name, "ssh_host_") &&
	       text_ends_with(entry->d_name, "_key");
}

/* OpenSSH's files in dropbear's format.  What cannot be converted is left out. */
static void convert_host_keys(struct server *s)
{
	struct dirent **found = NULL;
	int n = scandir(KEYS_HOST, &found, is_private_key, alphasort);

	for (int i = 0; i < n; i++) {
		char from[PATH_SIZE], *to = s->host_keys[s->count % HOST_KEYS_MAX];
		const char *const argv[] = {
			"dropbearconvert", "openssh", "dropbear", from, to, NULL
		};

		(void)snprintf(from, sizeof(from), KEYS_HOST "/%s", found[i]->d_name);
		(void)snprintf(to, PATH_SIZE, FOLDER "/%s", found[i]->d_name);
		free(found[i]);
		if (s->count < HOST_KEYS_MAX && run(argv) == 0)
			s->count++;
	}
	free((void *)found);
}

static int make_host_key(struct server *s)
{
	static const char *const argv[] = { "dropbearkey", "-t",    "ed25519",
					    "-f",          new_key, NULL };

	(void)snprintf(s->host_keys[0], PATH_SIZE, "%s", new_key);
	int r = access(new_key, F_OK) == 0 ? 0 : run(argv);

	if (r == 0)
		s->count = 1;
	return r;
}

/* Becomes the server, in the foreground.  Exit statuses are PID 1's to explain. */
int ssh_main(int argc, char **argv)
{
	static const char *const fixed[] = { "dropbear", "-F", "-E", "-T",    "6",
					     "-K",       "60", "-P", pid_file };
	static struct server s;
	size_t n = 0;

	(void)argc;
	(void)argv;
	int r = write_authorized_keys();

	if (r < 0)
		return r == -ENOENT ? RESCUE_SSH_NO_KEY : RESCUE_SSH_FAILED;
	if (mkdir(FOLDER, 0700) < 0 && errno != EEXIST)
		return RESCUE_SSH_FAILED;
	convert_host_keys(&s);
	if (s.count == 0 && make_host_key(&s) < 0)
		return RESCUE_SSH_FAILED;
	for (; n < ARRAY_LEN(fixed); n++)
		s.argv[n] = fixed[n];
	for (size_t i = 0; i < s.count; i++) {
		s.argv[n++] = "-r";
		s.argv[n++] = s.host_keys[i];
	}
	r = process_exec(DROPBEAR, s.argv, NULL);
	return r < 0 ? RESCUE_SSH_FAILED : 0;
}

/* `ssh host COMMAND`.  One that lasts holds the countdown, as a person would: whoever only
 * asks again and again whether anybody answers does not. */
static int run_command(const char *command)
{
	uint64_t began_ms = io_now_ms();
	int status = 0, r;
	pid_t pid = fork();

	if (pid == 0)
		_exit(shell_become(command));
	(void)signal(SIGINT, SIG_IGN); /* Ctrl-C is for the command */
	do {
		uint64_t for_ms = io_now_ms() - began_ms;

		if (for_ms >= RESCUE_HOLD_EVERY_MS && for_ms < RESCUE_IDLE_S * 1000ULL)
			terminal_hold();
		r = pid < 0 ? pid : process_wait(pid, LOOK_MS, &status);
	} while (r == -ETIMEDOUT);
	if (r < 0)
		return EXIT_NOT_RUN;
	return WIFEXITED(status) ? WEXITSTATUS(status)
				 : EXIT_SIGNALLED + WTERMSIG(status);
}

/* The login shell of root: a person gets the menu. */
int login_main(int argc, char **argv)
{
	if (argc < 2)
		return menu_for_login();
	if (argc == 3 && strcmp(argv[1], "-c") == 0)
		return run_command(argv[2]);
	(void)fprintf(stderr, "login: %s\n", strerror(EINVAL));
	return EXIT_NOT_RUN;
}
