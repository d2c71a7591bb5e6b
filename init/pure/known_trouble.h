/* SPDX-License-Identifier: MIT */
/* Drivers whose devices others have seen fail behind a kexec, with where they told it. */
#pragma once

/* What may happen with the kernel module @driver, and the upstream issue; NULL: nothing is
 * known. */
const char *known_trouble_of(const char *driver);

/* The same for a machine as DMI names it ("Google Compute Engine"). */
const char *known_trouble_of_product(const char *product);
