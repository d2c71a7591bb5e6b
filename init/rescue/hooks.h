/* SPDX-License-Identifier: MIT */
/* `takeover hooks EVENT`: PID 1 starts it; hooks/README.md says what hooks can rely on. */
#pragma once

int hooks_main(int argc, char **argv);

/* Somebody opened the menu: run that event's hooks, and do not wait for them. */
void hooks_on_rescue(void);
