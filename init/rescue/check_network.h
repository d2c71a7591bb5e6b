/* SPDX-License-Identifier: MIT */
/* From the card to the source: where the way ends, and why. */
#pragma once

/* A line for each part of the way, behind @margin; returns how many are not good. */
unsigned int check_network(const char *margin);

/* `takeover check-network [URL...]`.  Its status is 0 if all is well. */
int check_network_main(int argc, char **argv);
