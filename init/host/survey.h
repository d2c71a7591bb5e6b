/* SPDX-License-Identifier: MIT */
/* What a person wants to know of this machine before it is left, and what stands in nobody's
 * way: one line each. */
#pragma once

struct kernel_image;

/* May the archives stay compressed for this kernel? */
void survey_compression(const struct kernel_image *kernel);

/* Watchdog, disks, and devices that are known for trouble behind a kexec. */
void survey_hardware(void);
