/* SPDX-License-Identifier: MIT */
/* What works and what does not, a line each: [ok], or [--] with what would help. */
#pragma once

void checks_show(void);

/* `takeover check`.  Its status is 0 if all is well. */
int checks_main(int argc, char **argv);
