/* SPDX-License-Identifier: MIT */
#include "host/check.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <linux/capability.h>

#include "host/say.h"
#include "pure/ram.h"
#include "sys/efi_variable.h"
#include "sys/io.h"
#include "sys/kexec_file.h"

/* linux/proc_ns.h: PROC_USER_INIT_INO, PROC_PID_INIT_INO.  They never changed. */
#define FIRST_USER_NAMESPACE 0xEFFFFFFDU
#define FIRST_PID_NAMESPACE  0xEFFFFFFCU

enum {
	TEXT_MAX = 8192,
	LINE_BYTES = 256,
	/* What a kernel and stage two take of a machine's memory for themselves. */
	STAGE2_OWN_BYTES = 80 << 20,
};

/* --- who asks ------------------------------------------------------------------------ */

static bool has_cap_sys_boot(void)
{
	char text[TEXT_MAX];
	const char *line;
	unsigned long long caps;

	if (io_read_file("/proc/self/status", text, sizeof(text)) < 0)
		return false;
	line = strstr(text, "\nCapEff:\t");
	/* NOLINTNEXTLINE(cert-err34-c): the kernel writes 16 digits */
	return line && sscanf(line, "\nCapEff:\t%llx", &caps) == 1 &&
	       (caps & 1ULL << CAP_SYS_BOOT);
}

static bool check_root(void)
{
	if (geteuid() != 0) {
		say_impossible("E-HOST-ROOT", "root: you are not; use sudo or su");
		return false;
	}
	if (!has_cap_sys_boot()) {
		say_impossible("E-HOST-ROOT",
			       "root: but without CAP_SYS_BOOT; log in on the machine "
			       "itself");
		return false;
	}
	say_ok("root");
	return true;
}

/* --- where we are -------------------------------------------------------------------- */

static bool is_namespace(const char *path, uint32_t inode)
{
	struct stat st;

	/* a kernel without it has only one */
	return stat(path, &st) < 0 || st.st_ino == inode;
}

static bool init_has_variable(const char *name)
{
	char text[TEXT_MAX];
	ssize_t len = io_read_file("/proc/1/environ", text, sizeof(text));
	size_t name_len = strlen(name);

	for (ssize_t at = 0; at < len; at += (ssize_t)strlen(text + at) + 1)
		if (strncmp(text + at, name, name_len) == 0)
			return true;
	return false;
}

/* Marker files like /.dockerenv prove nothing: disk images are made from containers. */
static bool has_other_root_than_init(void)
{
	struct stat ours, of_init;

	return stat("/", &ours) == 0 && stat("/proc/1/root/", &of_init) == 0 &&
	       (ours.st_dev != of_init.st_dev || ours.st_ino != of_init.st_ino);
}

static const char *why_not_a_machine(void)
{
	struct utsname host;

	if (uname(&host) == 0 &&
	    (strstr(host.release, "WSL") || strstr(host.release, "Microsoft")))
		return "this is WSL, whose kernel belongs to Windows";
	if (access("/run/systemd/container", F_OK) == 0 ||
	    init_has_variable("container="))
		return "this is a container";
	if (access("/proc/vz", F_OK) == 0 && access("/proc/bc", F_OK) < 0)
		return "this is an OpenVZ container";
	if (!is_namespace("/proc/self/ns/user", FIRST_USER_NAMESPACE) ||
	    !is_namespace("/proc/self/ns/pid", FIRST_PID_NAMESPACE))
		return "this is a namespace of its own, as containers are";
	if (has_other_root_than_init())
		return "the root folder is not the machine's (a chroot, or a container "
		       "that sees the machine's processes)";
	return NULL;
}

static bool check_machine(void)
{
	const char *why = why_not_a_machine();

	if (why) {
		say_impossible("E-HOST-CONTAINER",
			       "machine: %s; run takeover on the machine itself", why);
		return false;
	}
	say_ok("machine: not a container");
	return true;
}

/* --- may it kexec -------------------------------------------------------------------- */

static bool is_secure_boot(void)
{
	uint8_t on;

	return efi_variable_read("SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c", &on,
				 sizeof(on)) == sizeof(on) &&
	       on == 1;
}

static bool is_xen_pv(void)
{
	char text[LINE_BYTES];

	return io_read_file("/sys/hypervisor/guest_type", text, sizeof(text)) > 0 &&
	       strncmp(text, "PV\n", 3) == 0;
}

/* Not tried out: the kernel counts attempts against kexec_load_limit_reboot. */
static bool check_kexec(void)
{
	const char *forbidden = kexec_forbidden(), *denied = NULL;
	bool locked_down = kexec_is_locked_down();

	if (access("/sys/kernel/kexec_loaded", F_OK) < 0)
		denied = "this kernel was built without it (CONFIG_KEXEC_FILE)";
	else if (is_xen_pv())
		denied = "a Xen PV guest cannot; change it to HVM or PVH";
	if (denied || forbidden) {
		say_impossible("E-LOAD-DENIED", "kexec: %s%s",
			       denied ? denied : forbidden,
			       denied ? "" : "; look into /etc/sysctl.d, then reboot");
		return false;
	}
	if (locked_down && is_secure_boot()) {
		say_impossible("E-HOST-LOCKDOWN",
			       "kexec: Secure Boot lets only signed kernels start, and "
			       "NixOS's has no signature; turn Secure Boot off");
		return false;
	}
	if (locked_down)
		say_ok("kexec: locked down, but not by Secure Boot: works if this "
		       "kernel's image is signed");
	else
		say_ok("kexec: nothing forbids it");
	return true;
}

bool check_host(void)
{
	bool root = check_root(), machine = check_machine(), kexec = check_kexec();

	return root && machine && kexec;
}

/* --- does it fit --------------------------------------------------------------------- */

static int read_ram(struct ram *ret)
{
	char meminfo[TEXT_MAX];
	int r = io_read_file("/proc/meminfo", meminfo, sizeof(meminfo)) < 0
			? -EIO
			: ram_from_meminfo(meminfo, ret);

	if (r < 0)
		say_lacks("memory: /proc/meminfo is unreadable, so nobody knows");
	return r;
}

static bool refuse_memory(const struct failure *why)
{
	say_impossible("E-HOST-RAM", "memory: %s: %s", why->object, why->why);
	return false;
}

bool check_memory(uint64_t kernel_bytes, uint64_t initrd_bytes, uint64_t held_bytes,
		  uint64_t image_bytes)
{
	struct ram ram = { 0 }, later;
	struct failure why;

	if (read_ram(&ram) < 0)
		return true;
	ram.available_bytes += held_bytes;
	ram.kernel_bytes = kernel_bytes;
	ram.initrd_bytes = initrd_bytes;
	int r = ram_check(&ram, LOAD_FILE, "stage two", &why);

	if (r == 0 && image_bytes > 0) {
		uint64_t taken = initrd_bytes + STAGE2_OWN_BYTES;

		later = ram;
		later.available_bytes =
			taken < ram.total_bytes ? ram.total_bytes - taken : 0;
		later.initrd_bytes = image_bytes;
		r = ram_check(&later, LOAD_STORE, "the image", &why);
	}
	return r == 0 || refuse_memory(&why);
}

bool check_fits_directly(uint64_t bytes, struct failure *why)
{
	struct ram ram = { 0 };

	if (read_ram(&ram) < 0)
		return true;
	ram.initrd_bytes = bytes;
	return ram_check(&ram, LOAD_STORE, "the image", why) == 0;
}

bool check_direct_memory(uint64_t bytes)
{
	struct failure why;

	return check_fits_directly(bytes, &why) || refuse_memory(&why);
}
