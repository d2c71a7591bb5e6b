/* SPDX-License-Identifier: MIT */
/*
 * Prints the number and name of every process with this process's root that has what was planted for it in its memory.
 * Exits with 0 if there is none, 1 if there is, and 2 if it could look into fewer than two.
 *
 * usage: memory_probe [hold]   hold: have it in the own memory, for ever, as what is to be found
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <dirent.h>

enum {
	CHUNK = 1 << 16,
};

static char planted[] =
	"QMBOUFE"; /* each letter one further, or this program would find itself */

static int has_planted(int memory, unsigned long at, unsigned long end)
{
	static char bytes[CHUNK];
	size_t kept = 0;

	while (at < end) {
		size_t want = sizeof(bytes) - kept;
		ssize_t n = pread(memory, bytes + kept, want < end - at ? want : end - at,
				  (off_t)at);

		if (n <= 0)
			return 0; /* such as the kernel's own pages */
		int found = memmem(bytes, kept + (size_t)n, planted,
				   sizeof(planted) - 1) != NULL;

		at += (unsigned long)n;
		n += (ssize_t)kept;
		kept = (size_t)n < sizeof(planted) - 2 ? (size_t)n : sizeof(planted) - 2;
		memmove(bytes, bytes + (size_t)n - kept, kept);
		if (found) {
			explicit_bzero(bytes, sizeof(bytes));
			return 1;
		}
	}
	explicit_bzero(bytes, sizeof(bytes));
	return 0;
}

static int is_ours(const char *pid)
{
	struct stat own, its;
	char path[300];

	(void)snprintf(path, sizeof(path), "/proc/%s/root", pid);
	return stat("/", &own) == 0 && stat(path, &its) == 0 &&
	       own.st_dev == its.st_dev && own.st_ino == its.st_ino;
}

/* 1: it has it, 0: it has not, -1: nobody may look. */
static int look(const char *pid)
{
	char path[300], line[512];
	unsigned long start, end;
	int found = 0;

	(void)snprintf(path, sizeof(path), "/proc/%s/maps", pid);
	FILE *maps = fopen(path, "re");

	(void)snprintf(path, sizeof(path), "/proc/%s/mem", pid);
	int memory = open(path, O_RDONLY | O_CLOEXEC);

	if (!maps || memory < 0)
		return -1;
	while (!found && fgets(line, sizeof(line), maps))
		if (sscanf(line, "%lx-%lx", &start, &end) == 2)
			found = has_planted(memory, start, end);
	(void)fclose(maps);
	(void)close(memory);
	return found;
}

static void show(const char *pid)
{
	char path[300], name[64] = "?\n";
	(void)snprintf(path, sizeof(path), "/proc/%s/comm", pid);
	FILE *f = fopen(path, "re");

	if (f && fgets(name, sizeof(name), f))
		(void)fclose(f);
	(void)printf("planted in %s %s", pid, name);
}

int main(int argc, char **argv)
{
	DIR *dir = opendir("/proc");
	const struct dirent *entry;
	int seen = 0, found = 0;

	for (size_t i = 0; i < sizeof(planted) - 1; i++)
		planted[i]--;
	if (argc > 1 && strcmp(argv[1], "hold") == 0) {
		(void)printf("it is held\n");
		(void)fflush(stdout);
		for (;;)
			(void)pause();
	}
	while (dir && (entry = readdir(dir))) {
		if (entry->d_name[0] < '1' || entry->d_name[0] > '9' ||
		    !is_ours(entry->d_name) || atoi(entry->d_name) == getpid())
			continue;
		int r = look(entry->d_name);

		seen += r >= 0;
		found += r > 0;
		if (r > 0)
			show(entry->d_name);
	}
	(void)printf("looked into %d processes\n", seen);
	return seen < 2 ? 2 : found > 0;
}
