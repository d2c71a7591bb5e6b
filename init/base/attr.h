/* SPDX-License-Identifier: MIT */
/* Compiler attributes and the one macro that everybody writes. */
#pragma once

#define must_check             __attribute__((warn_unused_result))
#define no_return              __attribute__((noreturn))
#define never_inline           __attribute__((noinline))
#define printf_like(fmt, args) __attribute__((format(printf, fmt, args)))
#define cleanup_with(fn)       __attribute__((cleanup(fn)))

#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))
