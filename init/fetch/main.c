/* SPDX-License-Identifier: MIT */
/*
 * fetch [--head] [--max-bytes N] [--from N [--if-range VALIDATOR]] [--connect-timeout-s N]
 *       [--stall-s N] [--small-packets] [--proxy URL] [--ca FILE] [--ignore-clock]
 *       [--root DIR] URL
 * decode [--max-bytes N] [--root DIR]
 * parse [--root DIR] sums|kexec-boot|run|ipxe|minisig|narinfo|nix-cache-info|tar|nar:PATH|
 *       link:PLACE
 * verify [--root DIR] ed25519|blake2b
 *
 * The unprivileged programs: all that is fed foreign bytes.  Each goes into its sandbox
 * before it looks at anything but its options.  No environment is read.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/attr.h"
#include "base/text.h"
#include "fetch/channel.h"
#include "fetch/role.h"
#include "fetch/sandbox.h"

enum {
	MIB = 1024 * 1024,
	CA_FILE_MAX = 4 * MIB, /* Debian's bundle has 0.2 */
	CONNECT_TIMEOUT_S = 15,
	STALL_S = 30,
	SECONDS_MAX = 24 * 60 * 60,
	PARSE_CPU_S = 10,       /* 64 KiB take milliseconds */
	VERIFY_CPU_S = 10 * 60, /* the same of its BLAKE2b */
};

/* What is fetched without --max-bytes is a list or a signature, never this large; the loader
 * of an image names its own limit. */
#define MAX_BYTES_DEFAULT UINT32_MAX

struct role {
	const char *name;
	struct sandbox sandbox;
	bool has_subject; /* an argument that is no option */
	enum role_exit (*run)(const struct role_options *options);
};

static const struct role roles[] = {
	{ .name = "fetch",
	  .sandbox = { .root = "/run/takeover/netroot",
		       .id = 990,
		       .fds = CHANNEL_MESSAGES + 1,
		       .has_network = true,
		       .memory_bytes = 128UL * MIB },
	  .has_subject = true,
	  .run = transfer_run },
	/* room for a window of 128 MiB, the most that decoders take unasked */
	{ .name = "decode",
	  .sandbox = { .root = "/var/empty",
		       .id = 991,
		       .fds = CHANNEL_MESSAGES + 1,
		       .memory_bytes = 256UL * MIB },
	  .run = decode_run },
	{ .name = "parse",
	  .sandbox = { .root = "/var/empty",
		       .id = 992,
		       .fds = CHANNEL_MESSAGES,
		       .memory_bytes = 32UL * MIB,
		       .cpu_s = PARSE_CPU_S },
	  .has_subject = true,
	  .run = parse_run },
	{ .name = "verify",
	  .sandbox = { .root = "/var/empty",
		       .id = 993,
		       .fds = CHANNEL_MESSAGES,
		       .memory_bytes = 32UL * MIB,
		       .cpu_s = VERIFY_CPU_S },
	  .has_subject = true,
	  .run = verify_run },
};

static const struct role *find_role(const char *argv0)
{
	const char *slash = strrchr(argv0, '/');
	const char *name = slash ? slash + 1 : argv0;

	for (size_t i = 0; i < ARRAY_LEN(roles); i++)
		if (strcmp(roles[i].name, name) == 0)
			return &roles[i];
	return NULL;
}

static int parse_number(const char *text, uint64_t max, uint64_t *ret)
{
	return text_to_u64(text, strlen(text), max, ret);
}

static int parse_seconds(const char *text, unsigned int *ret)
{
	uint64_t value;
	int rc = parse_number(text, SECONDS_MAX, &value);

	if (rc == 0)
		*ret = (unsigned int)value;
	return rc;
}

static int set_option(int name, const char *value, struct role_options *options)
{
	switch (name) {
	case 'r':
		options->root = value;
		return 0;
	case 'm':
		return parse_number(value, INT64_MAX, &options->max_bytes);
	case 'h':
		options->is_head = true;
		return 0;
	case 'f':
		return parse_number(value, INT64_MAX, &options->from);
	case 'i':
		options->validator = value;
		return 0;
	case 'k':
		options->ignores_clock = true;
		return 0;
	case 'c':
		return parse_seconds(value, &options->connect_timeout_s);
	case 's':
		return parse_seconds(value, &options->stall_s);
	case 'l':
		options->wants_small_packets = true;
		return 0;
	case 'p':
		options->proxy = value;
		return 0;
	case 'a':
		options->ca_file = value;
		return 0;
	default:
		return -EINVAL;
	}
}

static int parse_options(int argc, char **argv, bool has_subject,
			 struct role_options *options)
{
	static const struct option names[] = {
		{ "root", required_argument, NULL, 'r' },
		{ "max-bytes", required_argument, NULL, 'm' },
		{ "from", required_argument, NULL, 'f' },
		{ "if-range", required_argument, NULL, 'i' },
		{ "ignore-clock", no_argument, NULL, 'k' },
		{ "head", no_argument, NULL, 'h' },
		{ "connect-timeout-s", required_argument, NULL, 'c' },
		{ "stall-s", required_argument, NULL, 's' },
		{ "small-packets", no_argument, NULL, 'l' },
		{ "proxy", required_argument, NULL, 'p' },
		{ "ca", required_argument, NULL, 'a' },
		{ 0 },
	};
	int name;

	while ((name = getopt_long(argc, argv, "", names, NULL)) != -1) {
		int rc = set_option(name, optarg, options);

		if (rc < 0)
			return rc;
	}
	if (argc - optind != (has_subject ? 1 : 0))
		return -EINVAL;
	options->subject = argv[optind];
	return 0;
}

static bool has_messages(const struct role *role)
{
	return role->sandbox.fds > CHANNEL_MESSAGES;
}

static bool has_descriptors(const struct role *role)
{
	return fcntl(CHANNEL_IN, F_GETFD) >= 0 && fcntl(CHANNEL_OUT, F_GETFD) >= 0 &&
	       (!has_messages(role) || fcntl(CHANNEL_MESSAGES, F_GETFD) >= 0);
}

static int load_ca(struct role_options *options)
{
	int fd = open(options->ca_file, O_RDONLY | O_CLOEXEC);
	struct stat st;

	if (fd < 0)
		return -errno;
	if (fstat(fd, &st) < 0 || st.st_size <= 0 || st.st_size > CA_FILE_MAX) {
		(void)close(fd);
		return -EINVAL;
	}
	options->ca_len = (size_t)st.st_size;
	options->ca = malloc(options->ca_len);
	ssize_t n = options->ca ? read(fd, options->ca, options->ca_len) : -1;
	(void)close(fd);
	return n == st.st_size ? 0 : -EIO;
}

static void report(const struct role *role, const char *what, int rc)
{
	char text[PARSE_FAULT_TEXT_MAX];

	(void)snprintf(text, sizeof(text), "%s: %s", what, strerror(-rc));
	if (has_messages(role))
		channel_send_failure(FETCH_OTHER, text);
	else
		channel_answer_fault(PARSE_FAULT_INTERNAL, text);
}

/* Whoever logs in while it runs could read a URL's password among its words. */
static int take_words(char **words)
{
	for (; *words; words++) {
		char *copy = strdup(*words);

		if (!copy)
			return -ENOMEM;
		explicit_bzero(*words, strlen(*words));
		*words = copy;
	}
	return 0;
}

int main(int argc, char **argv)
{
	const struct role *role = argc > 0 ? find_role(argv[0]) : NULL;
	struct role_options options = {
		.max_bytes = MAX_BYTES_DEFAULT,
		.connect_timeout_s = CONNECT_TIMEOUT_S,
		.stall_s = STALL_S,
		.proxy = "",
	};
	const char *part;

	if (clearenv() != 0 || !role || !has_descriptors(role) ||
	    take_words(argv + 1) < 0)
		return ROLE_USAGE;
	/* A reader that has gone is an error of write(2). */
	if (signal(SIGPIPE, SIG_IGN) == SIG_ERR)
		return ROLE_SANDBOX;
	options.root = role->sandbox.root;
	if (parse_options(argc, argv, role->has_subject, &options) < 0)
		return ROLE_USAGE;
	int rc = options.ca_file ? load_ca(&options) : 0;
	if (rc < 0) {
		report(role, "CA file", rc);
		return ROLE_FAILED;
	}
	struct sandbox sandbox = role->sandbox;
	sandbox.root = options.root;
	rc = sandbox_enter(&sandbox, &part);
	if (rc < 0) {
		report(role, part, rc);
		return ROLE_SANDBOX;
	}
	return (int)role->run(&options);
}
