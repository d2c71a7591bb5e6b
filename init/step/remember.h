/* SPDX-License-Identifier: MIT */
/* nixos.remember=efi: word for whoever comes after the next start (pure/remembered.h). */
#pragma once

#include "base/attr.h"
#include "pure/config.h"
#include "step/rescue.h"

/* That the target is being entered.  Firmware may take its time, or never answer. */
void remember_jump(const struct config *config);

/* A worker: what @arg (const struct rescue_story *) says. */
no_return void remember_failure(const void *arg, int report_fd);
