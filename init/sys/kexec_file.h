/* SPDX-License-Identifier: MIT */
/* kexec_file_load(2), and the reboot(2) that jumps. */
#pragma once

#include <stdbool.h>

#include "base/attr.h"

/* Load a kernel and its initrd; descriptors are borrowed.  Returns 0 or -errno. */
must_check int kexec_file_load(int kernel_fd, int initrd_fd, const char *cmdline);

/* Why a sysctl forbids kexec to everybody until the next boot, or NULL. */
const char *kexec_forbidden(void);

/* Does the kernel take nothing but signed kernels? */
bool kexec_is_locked_down(void);

/* Forget what was loaded.  Returns 0 or -errno. */
must_check int kexec_file_unload(void);

/* Is anything loaded?  /sys/kernel/kexec_loaded. */
bool kexec_is_loaded(void);

/* Jump, without a sync(2), which may never return.  Returns only on failure, with -errno. */
must_check int kexec_jump(void);

/*
 * Why a load was refused, for a person: tells sysctl, lockdown and signature apart.
 * @error is positive.  Never NULL.
 */
const char *kexec_explain(int error);

/* The same for userfaultfd(2), which only kexec needs here. */
const char *kexec_explain_userfaultfd(int error);
