/* SPDX-License-Identifier: MIT */
/* One program by four names: what each is told, and what each must be able to do. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum role_exit {
	ROLE_DONE = 0,
	ROLE_FAILED = 1,  /* the last message or the answer says why */
	ROLE_USAGE = 2,   /* called wrongly, or descriptors are missing */
	ROLE_SANDBOX = 3, /* a mandatory part of the sandbox was not to be had */
};

struct role_options {
	const char *root;
	uint64_t max_bytes;
	/* fetch */
	bool is_head;
	unsigned int connect_timeout_s;
	unsigned int stall_s;
	bool wants_small_packets; /* larger ones may get lost on the way */
	uint64_t from;            /* the first byte that is wanted */
	const char *validator;    /* of the version that @from is of; NULL: none */
	bool ignores_clock;       /* a certificate's dates do not matter */
	const char *proxy;        /* "": none */
	const char *ca_file;
	uint8_t *ca; /* PEM, read before the sandbox closes; NULL: every https fails */
	size_t ca_len;
	/* What to do or fetch: the one argument that is no option; NULL: none. */
	const char *subject;
};

/* Each runs inside the sandbox and says everything itself. */
enum role_exit transfer_run(const struct role_options *options);
enum role_exit decode_run(const struct role_options *options);
enum role_exit parse_run(const struct role_options *options);
enum role_exit verify_run(const struct role_options *options);
