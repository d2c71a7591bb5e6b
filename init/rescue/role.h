/* SPDX-License-Identifier: MIT */
/* What the rescue program does by its subcommands; each returns an exit status. */
#pragma once

#include "base/attr.h"

int menu_main(int argc, char **argv);
int menu_for_login(void); /* whoever came by SSH has shown who they are */
/* Become a shell that is not shown secrets; NULL: for a person.  Returns only on failure,
 * an exit status. */
int shell_become(const char *command);
int shell_main(int argc, char **argv);
int ssh_main(int argc, char **argv);
int login_main(int argc, char **argv);
no_return void last_resort_main(const char *signal_number);
