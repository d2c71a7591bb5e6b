/* SPDX-License-Identifier: MIT */
/* Before a jump: no network card may write into the next kernel's memory. */
#pragma once

/* Take every interface but loopback down; returns how many could not be. */
unsigned int links_down(void);
