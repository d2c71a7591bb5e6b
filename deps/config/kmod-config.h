/* SPDX-License-Identifier: MIT */
/* What kmod's configure would find on musl; Debian's tarball is a git archive without one. */
#define PACKAGE "kmod"
#define VERSION "34.2"
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#define ENABLE_LOGGING 1
#define ENABLE_DEBUG 0
#define ENABLE_ELFDBG 0
#define HAVE_SECURE_GETENV 1
#define HAVE___BUILTIN_CLZ 1
#define HAVE___BUILTIN_TYPES_COMPATIBLE_P 1
#define HAVE___BUILTIN_UADD_OVERFLOW 1
#define HAVE___BUILTIN_UADDL_OVERFLOW 1
#define HAVE___BUILTIN_UADDLL_OVERFLOW 1
#define HAVE___BUILTIN_UMUL_OVERFLOW 1
#define HAVE___BUILTIN_UMULL_OVERFLOW 1
#define HAVE___BUILTIN_UMULLL_OVERFLOW 1
#define HAVE_STRUCT_STAT_ST_MTIM 1
#define HAVE_DECL_BASENAME 0
#define HAVE_DECL___XSTAT 0
#define HAVE_STATIC_ASSERT 1
#define HAVE_NORETURN 1
#define SYSCONFDIR "/etc"
#define DISTCONFDIR "/lib"
#define MODULE_DIRECTORY "/lib/modules"
#define KMOD_FEATURES "+ZSTD +XZ +ZLIB -LIBCRYPTO"
#define ENABLE_ZSTD 1
#define ENABLE_XZ 1
#define ENABLE_ZLIB 1
#define ENABLE_OPENSSL 0
#define ENABLE_ZSTD_DLOPEN 0
#define ENABLE_XZ_DLOPEN 0
#define ENABLE_ZLIB_DLOPEN 0
