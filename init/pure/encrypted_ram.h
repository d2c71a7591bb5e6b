/* SPDX-License-Identifier: MIT */
/*
 * Does the CPU encrypt this system's RAM (AMD's SME and SEV, Intel's TDX)?  Page tables must
 * then say so of every page: only the kernel itself can write those.
 */
#pragma once

#include <stdbool.h>

/* @cpuinfo, @cmdline: the texts of /proc/cpuinfo, or its beginning, and /proc/cmdline. */
bool encrypted_ram_is_likely(const char *cpuinfo, const char *cmdline);
