/* SPDX-License-Identifier: MIT */
#include "sys/kexec_file.h"

#include <errno.h>
#include <string.h>
#include <sys/reboot.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/kexec.h>

#include "sys/io.h"

int kexec_file_load(int kernel_fd, int initrd_fd, const char *cmdline)
{
	size_t size = strlen(cmdline) + 1;

	if (syscall(SYS_kexec_file_load, kernel_fd, initrd_fd, size, cmdline, 0UL) < 0)
		return -errno;
	return 0;
}

int kexec_file_unload(void)
{
	if (syscall(SYS_kexec_file_load, -1, -1, 0UL, NULL,
		    (unsigned long)KEXEC_FILE_UNLOAD) < 0)
		return -errno;
	return 0;
}

static int first_character(const char *path)
{
	char text[256];

	return io_read_file(path, text, sizeof(text)) > 0 ? text[0] : 0;
}

bool kexec_is_loaded(void)
{
	return first_character("/sys/kernel/kexec_loaded") == '1';
}

int kexec_jump(void)
{
	(void)reboot(RB_KEXEC);
	return -errno;
}

const char *kexec_forbidden(void)
{
	if (first_character("/proc/sys/kernel/kexec_load_disabled") == '1')
		return "the sysctl kernel.kexec_load_disabled is 1 (until the next boot)";
	if (first_character("/proc/sys/kernel/kexec_load_limit_reboot") == '0')
		return "the sysctl kernel.kexec_load_limit_reboot is used up";
	return NULL;
}

bool kexec_is_locked_down(void)
{
	char text[256];

	return io_read_file("/sys/kernel/security/lockdown", text, sizeof(text)) > 0 &&
	       !strstr(text, "[none]");
}

static const char *explain_denial(void)
{
	const char *forbidden = kexec_forbidden();

	if (forbidden)
		return forbidden;
	if (kexec_is_locked_down())
		return "the kernel is locked down (Secure Boot?) and this kernel image is not "
		       "signed by a key that it trusts";
	return "not permitted: CAP_SYS_BOOT is missing, or a security policy forbids it";
}

const char *kexec_explain(int error)
{
	switch (error) {
	case EPERM:
		return explain_denial();
	case ENOSYS:
		return "the running kernel was built without it (CONFIG_KEXEC, CONFIG_KEXEC_FILE)";
	case ENOEXEC:
		return "the kernel image is no bzImage with a 64-bit entry";
	case EACCES:
		return "a policy (IMA) wants kernels as signed files";
	case E2BIG:
	case ERANGE:
		return "the firmware's tables are more, or higher up, than there is room for";
	case EFAULT:
		return "the memory that holds the image could not be read";
	case ENODATA:
		return "the kernel image carries no signature, and this system demands one";
	case ENOKEY:
	case EKEYREJECTED:
	case EBADMSG:
	case ENOPKG:
		return "the kernel image's signature is not one that this system trusts";
	case EADDRNOTAVAIL:
		return "no stretch of memory that it could lie in (is KHO active? try "
		       "kho=off)";
	case ENOMEM:
		return "not enough free memory";
	case EBUSY:
		return "somebody else is loading a kernel at this moment";
	case EINVAL:
		return "the image is larger than half of the memory, or malformed";
	default:
		return strerror(error);
	}
}

const char *kexec_explain_userfaultfd(int error)
{
	switch (error) {
	case ENOSYS:
		return "the running kernel was built without it (CONFIG_USERFAULTFD)";
	case EPERM:
		return "not permitted: a security policy or a seccomp filter forbids it";
	default:
		return strerror(error);
	}
}
