/* SPDX-License-Identifier: MIT */
/* The code between two kernels.  Copied to where pure/boot_params.h says, never called. */
#pragma once

#include <stdint.h>

extern const uint8_t trampoline_code[], trampoline_code_end[];
