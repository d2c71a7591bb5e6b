/* SPDX-License-Identifier: MIT */
/*
 * What `nixos-anywhere --kexec` takes: a tarball with kexec/run, which is this program, and
 * kexec/target, which says what it shall boot.
 */
#pragma once

#include "base/attr.h"

struct options;

/* `takeover bundle`.  Returns 0, or -EIO after it said why. */
must_check int bundle_write(const struct options *options);

/* This program by the name "run".  Returns its exit status. */
int bundle_run(int argc, char **argv);
