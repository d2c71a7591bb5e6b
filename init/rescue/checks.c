/* SPDX-License-Identifier: MIT */
#include "rescue/checks.h"

#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/klog.h>
#include <time.h>
#include <unistd.h>

#include "base/text.h"
#include "rescue/check_network.h"
#include "sys/clock.h"
#include "sys/fd.h"
#include "sys/io.h"
#include "sys/kexec_file.h"
#include "sys/modules_dir.h"

#define PCI "/sys/bus/pci/devices"

enum {
	LOG_SIZE = 1 << 18,
	CLOCK_YEARS = 20, /* a clock that is further ahead than this is wrong */
};

static int failed;

printf_like(2, 3) static void say(bool ok, const char *fmt, ...)
{
	va_list args;

	failed += !ok;
	va_start(args, fmt);
	(void)printf("  [%s] ", ok ? "ok" : "--");
	(void)vprintf(fmt, args);
	(void)printf("\n");
	va_end(args);
}

static void check_modules(void)
{
	char path[MODULES_DIR_SIZE];

	if (modules_dir(path))
		say(true, "modules: %s is here", path);
	else
		say(false,
		    "modules: no modules.dep in %s: build the kernel archive for it",
		    path);
}

/* A network card that no driver took: its numbers say which module is missing. */
static bool lacks_driver(const char *device, char modalias[static 128])
{
	char path[256], class[16];

	(void)snprintf(path, sizeof(path), PCI "/%.200s/class", device);
	if (io_read_file(path, class, sizeof(class)) <= 0 ||
	    !text_starts_with(class, "0x02"))
		return false;
	(void)snprintf(path, sizeof(path), PCI "/%.200s/driver", device);
	if (access(path, F_OK) == 0)
		return false;
	(void)snprintf(path, sizeof(path), PCI "/%.200s/modalias", device);
	if (io_read_file(path, modalias, 128) <= 0)
		modalias[0] = 0;
	modalias[strcspn(modalias, "\n")] = 0;
	return true;
}

static void check_cards(void)
{
	cleanup_dir DIR *dir = opendir(PCI);
	const struct dirent *entry;
	char modalias[128];
	bool ok = true;

	while (dir && (entry = readdir(dir)))
		if (entry->d_name[0] != '.' && lacks_driver(entry->d_name, modalias)) {
			say(false, "devices: network card %s has no driver: %s",
			    entry->d_name, modalias);
			ok = false;
		}
	if (ok)
		say(true, "devices: every PCI network card has its driver");
}

static void check_clock(void)
{
	time_t now = time(NULL), least = TAKEOVER_EPOCH;
	char text[CLOCK_TEXT_SIZE];

	clock_text(now, text);
	bool ok = now >= least && now < least + CLOCK_YEARS * 365LL * 86400;

	say(ok, "clock: %s%s", text, ok ? "" : ": TLS will not accept certificates");
}

/* What came and was compared stands in the kernel's log; the last word of it counts. */
static void check_digest(void)
{
	static char text[LOG_SIZE];
	int n = klogctl(3, text, sizeof(text) - 1);
	const char *last = NULL;

	text[n > 0 ? n : 0] = 0;
	for (const char *at = text; (at = strstr(at, " verify: ")); at++)
		last = at + 1;
	for (const char *at = text; (at = strstr(at, " E-VERIFY-DIGEST ")); at++)
		if (!last || at > last)
			last = at + 1;
	if (!last)
		say(false, "digest: nothing came that could be compared");
	else
		say(!text_starts_with(last, "E-"), "digest: %.*s",
		    (int)strcspn(last, "\r\n"), last);
}

static uint64_t meminfo_mib(const char *text, const char *name)
{
	const char *at = strstr(text, name);
	uint64_t kib;

	if (!at)
		return 0;
	at += strlen(name);
	at += strspn(at, " ");
	return text_to_u64(at, strspn(at, "0123456789"), UINT64_MAX, &kib) < 0
		       ? 0
		       : kib / 1024;
}

static void check_memory(void)
{
	char text[4096];

	if (io_read_file("/proc/meminfo", text, sizeof(text)) > 0)
		say(true, "memory: %llu of %llu MiB are free",
		    (unsigned long long)meminfo_mib(text, "MemAvailable:"),
		    (unsigned long long)meminfo_mib(text, "MemTotal:"));
}

static void check_kexec(void)
{
	const char *forbidden = kexec_forbidden();

	if (forbidden)
		say(false, "kexec: %s", forbidden);
	else
		say(true, "kexec: no sysctl forbids it");
	if (kexec_is_locked_down())
		say(false, "lockdown: on: only kernels that are signed can be loaded");
	else
		say(true, "lockdown: off");
}

void checks_show(void)
{
	check_modules();
	check_cards();
	(void)fflush(stdout);
	failed += (int)check_network("  ");
	check_clock();
	check_digest();
	check_memory();
	check_kexec();
}

int checks_main(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	failed = 0;
	checks_show();
	return failed != 0;
}
