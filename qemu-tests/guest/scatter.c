/* SPDX-License-Identifier: MIT */
/*
 * Becomes PID 1 of stage two, and leaves somebody behind who holds every other page of the
 * memory: which ones, and in which order the rest comes free, is random.  Whoever allocates
 * pages then gets them from anywhere, one here and one there.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/sysinfo.h>
#include <unistd.h>

enum {
	PAGE = 4096,
	ORDERS = 11,      /* of /proc/buddyinfo: blocks of 1, 2, 4 ... pages */
	SMALL_ORDERS = 4, /* less than 64 KiB */
};

static uint64_t next_random(void)
{
	static uint64_t x;

	while (x == 0)
		(void)!getrandom(&x, sizeof(x), 0);
	x ^= x << 13;
	x ^= x >> 7;
	return x ^= x << 17;
}

static void hold(int ready_fd)
{
	struct sysinfo info;

	(void)sysinfo(&info);
	/* an eighth is left as it is, for what starts meanwhile */
	size_t count = info.freeram * info.mem_unit / 8 * 7 / PAGE;
	uint32_t *order = malloc(count * sizeof(*order));
	char *pages = mmap(NULL, count * PAGE, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (!order || pages == MAP_FAILED)
		_exit(1);
	(void)madvise(pages, count * PAGE, MADV_NOHUGEPAGE);
	for (size_t i = 0; i < count; i++) {
		size_t other = next_random() % (i + 1);

		pages[i * PAGE] = 1;
		order[i] = order[other];
		order[other] = (uint32_t)i;
	}
	for (size_t i = 0; i < count / 2; i++)
		(void)madvise(pages + (size_t)order[i] * PAGE, PAGE, MADV_DONTNEED);
	free(order);
	(void)!write(ready_fd, "", 1);
	for (;;)
		(void)pause();
}

/* Says how much of the free memory is in small pieces; true if that is most of it. */
static int is_scattered(void)
{
	char line[512];
	unsigned long small = 0, all = 0;

	(void)mkdir("/proc", 0755);
	if (mount("proc", "/proc", "proc", 0, NULL) < 0)
		return 0;
	FILE *info = fopen("/proc/buddyinfo", "r");

	while (info && fgets(line, sizeof(line), info)) {
		int name_end = 0;

		(void)sscanf(line, "Node %*d, zone %*s%n", &name_end);
		char *at = line + name_end;

		for (int i = 0; i < ORDERS; i++) {
			unsigned long pages = strtoul(at, &at, 10) << i;

			all += pages;
			small += i < SMALL_ORDERS ? pages : 0;
		}
	}
	if (info)
		(void)fclose(info);
	(void)umount("/proc");
	printf("SCATTERED %lu of %lu free MiB\n", small / 256, all / 256);
	(void)fflush(stdout);
	return small > all / 2;
}

int main(void)
{
	char *const argv[] = { "/init", NULL };
	int ends[2];
	char c;

	if (pipe(ends) < 0)
		return 1;
	pid_t pid = fork();

	if (pid == 0) {
		(void)close(ends[0]);
		hold(ends[1]);
	}
	(void)close(ends[1]);
	if (pid < 0 || read(ends[0], &c, 1) != 1 || !is_scattered())
		return 1; /* the end of PID 1 is a panic */
	(void)close(ends[0]);
	execv(argv[0], argv);
	return 1;
}
