/* SPDX-License-Identifier: MIT */
/* Chance, for what need not be secret. */
#pragma once

#include <stdint.h>

/* Never blocks: early in a boot the kernel may have no entropy yet. */
uint32_t random_u32(void);
