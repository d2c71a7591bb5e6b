/* SPDX-License-Identifier: MIT */
/* One text file that says what happened, without secrets. */
#pragma once

/* `takeover report [print|serve|usb DEVICE|write FILE]`. */
int report_main(int argc, char **argv);

/* For the menu: asks which of them. */
void report_menu(void);
