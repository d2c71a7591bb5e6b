/* SPDX-License-Identifier: MIT */
#include "step/early.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/attr.h"
#include "step/paths.h"
#include "sys/clock.h"
#include "sys/io.h"
#include "sys/log.h"
#include "sys/mounts.h"

static int mount_all(const char **ret_failed)
{
	static const struct {
		const char *type, *target, *options;
	} mounts[] = {
		{ "proc", "/proc", "nosuid,nodev,noexec" },
		{ "sysfs", "/sys", "nosuid,nodev,noexec" },
		{ "devtmpfs", "/dev", "nosuid,mode=0755" },
		{ "devpts", "/dev/pts", "nosuid,noexec,mode=0620" },
		{ "tmpfs", "/run", "nosuid,nodev,mode=0755" },
	};
	int error = 0;

	for (size_t i = 0; i < ARRAY_LEN(mounts); i++) {
		int r = mounts_add(mounts[i].type, mounts[i].target, mounts[i].type,
				   mounts[i].options);
		if (r < 0 && error == 0) {
			error = r;
			*ret_failed = mounts[i].target;
		}
	}
	/* lockdown's state is shown there; not every kernel has it */
	int r = mounts_add("securityfs", "/sys/kernel/security", "securityfs", NULL);

	(void)r;
	return error;
}

/* Whatever goes wrong in the kernel from here on leads back to the host. */
static void set_sysctls(void)
{
	static const struct {
		const char *path, *value;
	} settings[] = {
		{ "/proc/sys/kernel/panic", "30" },
		{ "/proc/sys/kernel/panic_on_oops", "1" },
		{ "/proc/sys/kernel/softlockup_panic", "1" },
		{ "/proc/sys/kernel/hardlockup_panic", "1" },
		{ "/proc/sys/kernel/hung_task_panic", "1" },
		/* our lines in the kernel log are not dropped by its rate limit (the kernel
		 * takes this one with its line end alone) ... */
		{ "/proc/sys/kernel/printk_devkmsg", "on\n" },
		/* ... and the kernel's do not paint over ours, unless they are errors */
		{ "/proc/sys/kernel/printk", "4" },
		{ "/proc/sys/kernel/sysrq", "1" },
	};

	for (size_t i = 0; i < ARRAY_LEN(settings); i++) {
		int r = io_write_file(settings[i].path, settings[i].value);

		/* kernels are built without some of them: only worth a trace line */
		if (r < 0)
			log_trace("early: %s: %s", settings[i].path, strerror(-r));
	}
}

static void make_folders(void)
{
	static const char *const folders[] = { PATH_RUN, PATH_NETROOT,
					       PATH_NETROOT "/etc" };
	static const char hosts[] = "127.0.0.1 localhost\n::1 localhost\n";

	for (size_t i = 0; i < ARRAY_LEN(folders); i++)
		if (mkdir(folders[i], 0755) < 0 && errno != EEXIST)
			log_line("early: %s: %s", folders[i], strerror(errno));

	int r = io_replace_file(PATH_NETROOT "/etc/hosts", hosts, sizeof(hosts) - 1,
				0644);

	if (r < 0)
		log_line("early: %s: %s", PATH_NETROOT "/etc/hosts", strerror(-r));
}

void early_set_up(uint64_t started_ms)
{
	const char *failed = "";
	int mounted = mount_all(&failed);

	(void)umask(022);
	set_sysctls();
	if (log_open(started_ms) < 0)
		log_line(
			"early: no console is enabled; lines go to the kernel log alone");
	log_line("step=early");
	log_line("nixos-takeover " TAKEOVER_VERSION ", stage two");
	if (mounted < 0)
		log_line("early: cannot mount %s: %s", failed, strerror(-mounted));
	make_folders();

	int r = clock_raise_to(TAKEOVER_EPOCH);

	if (r > 0)
		log_line(
			"early: the clock was behind this program's own date: set to it");
	else if (r < 0)
		log_line("early: cannot set the clock: %s", strerror(-r));
}
