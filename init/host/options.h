/* SPDX-License-Identifier: MIT */
/* The command line of `takeover`: one table of options, and which command takes which. */
#pragma once

#include <stdbool.h>

#include "base/attr.h"

/* What was asked for; texts are argv's, NULL if not given. */
struct options {
	const char *image;  /* a folder or tarball on this host */
	const char *url;    /* where stage two finds one */
	const char *path;   /* ... of a Nix binary cache at @url */
	const char *sha256; /* of its SHA256SUMS, or of the path */
	const char *key;    /* who must have signed */
	const char *append; /* words for the target */
	const char *extra;  /* words for stage two */
	const char
		*kernel; /* the takeover kernel and its modules; NULL: the running one */
	const char *modules;
	const char *output; /* where a file, or iPXE's files go */
	const char *loader; /* the boot loader; NULL: the one that is there */
	bool dry_run, json;
	bool direct;                        /* this host does what stage two would */
	bool clean, systemd;                /* how to leave */
	bool permanent, with_state, remove; /* of an entry */
	bool no_preflight;                  /* leave it to stage two to find out */
};

/* Commands as bits, so that an option can say who takes it. */
enum command {
	COMMAND_CHECK = 1 << 0,
	COMMAND_LOAD = 1 << 1,
	COMMAND_BOOT = 1 << 2,
	COMMAND_UNLOAD = 1 << 3,
	COMMAND_STATUS = 1 << 4,
	COMMAND_BUNDLE = 1 << 5,
	COMMAND_PUBLISH = 1 << 6,
	COMMAND_ENTRY = 1 << 7,
	COMMAND_REPORT = 1 << 8,
};

/* What commands there are; each has a --help of its own. */
void options_help(void);

/* Parse what stands behind the command's name, argv[0].  Returns 0; 1 if help was asked for,
 * and given; or -EINVAL after it said why. */
must_check int options_parse(enum command command, int argc, char **argv,
			     struct options *ret);
