/* SPDX-License-Identifier: MIT */
/* Who may use a console: fixed when the initrd was built, nothing at run time widens it. */
#pragma once

#include <stdbool.h>

#include "base/attr.h"

/* Returns true if whoever sits at this terminal may go on.  Says why not. */
must_check bool auth_pass(void);
