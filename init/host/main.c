/* SPDX-License-Identifier: MIT */
/* The command `takeover`: stage one on any Linux host.  See takeover(8). */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "base/attr.h"
#include "host/boot.h"

enum {
	EXIT_DONE = 0,
	EXIT_FAILED = 1,
	EXIT_USAGE = 2,
};

static const char usage[] =
	"usage: takeover boot --url URL --sha256 DIGEST [options]\n"
	"       takeover boot DIR [options]\n"
	"       takeover unload | status\n"
	"\n"
	"Moves this machine into a NixOS netboot image without touching its disks.\n"
	"A plain reboot brings the present system back.\n"
	"\n"
	"  boot    check, load stage two, jump into it after six seconds\n"
	"  unload  forget what was loaded, also within those six seconds\n"
	"  status  is anything loaded?\n"
	"\n"
	"  DIR                an image copied to this machine: bzImage, initrd, kexec-boot\n"
	"  --url URL          where stage two fetches one\n"
	"  --sha256 DIGEST    of the image's SHA256SUMS: hexadecimal or sha256-BASE64\n"
	"  --append WORDS     for the image's kernel command line\n"
	"  --cmdline WORDS    for stage two's, such as nixos.timeout=20m\n"
	"  --kernel FILE      stage two's kernel (default: the running one's image)\n"
	"  --modules DIR      its modules (default: /lib/modules/RELEASE)\n"
	"  --dry-run          do all but the jump, then unload\n"
	"  --help, --version\n"
	"\n"
	"Exit status: 0 done, 1 failed, 2 wrong usage.  Codes such as E-HOST-ROOT are\n"
	"explained in takeover(8).\n";

static int point_to_help(void)
{
	(void)fputs("try: takeover --help\n", stderr);
	return EXIT_USAGE;
}

static int refuse_usage(const char *why, const char *what)
{
	(void)fprintf(stderr, "takeover: %s%s%s\n", why, what ? ": " : "",
		      what ? what : "");
	return point_to_help();
}

/* Returns 0, or EXIT_USAGE after it said why. */
static int parse_boot(int argc, char **argv, struct boot *ret)
{
	enum {
		URL = 256,
		SHA256,
		APPEND,
		CMDLINE,
		KERNEL,
		MODULES,
		DRY_RUN
	};
	static const struct option options[] = {
		{ "url", required_argument, NULL, URL },
		{ "sha256", required_argument, NULL, SHA256 },
		{ "append", required_argument, NULL, APPEND },
		{ "cmdline", required_argument, NULL, CMDLINE },
		{ "kernel", required_argument, NULL, KERNEL },
		{ "modules", required_argument, NULL, MODULES },
		{ "dry-run", no_argument, NULL, DRY_RUN },
		{ 0 },
	};
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (option) {
		case URL:
			ret->url = optarg;
			break;
		case SHA256:
			ret->sha256 = optarg;
			break;
		case APPEND:
			ret->append = optarg;
			break;
		case CMDLINE:
			ret->extra = optarg;
			break;
		case KERNEL:
			ret->kernel = optarg;
			break;
		case MODULES:
			ret->modules = optarg;
			break;
		case DRY_RUN:
			ret->dry_run = true;
			break;
		default:
			return point_to_help(); /* getopt_long() said why */
		}
	}
	if (optind < argc)
		ret->dir = argv[optind++];
	if (optind < argc)
		return refuse_usage("one image is enough", argv[optind]);
	if (!ret->dir == !ret->url)
		return refuse_usage("boot wants a folder or --url, and not both", NULL);
	return 0;
}

static int run_boot(int argc, char **argv)
{
	struct boot boot = { 0 };
	int status = parse_boot(argc, argv, &boot);

	if (status != 0)
		return status;
	return boot_run(&boot) < 0 ? EXIT_FAILED : EXIT_DONE;
}

int main(int argc, char **argv)
{
	const char *command = argc > 1 ? argv[1] : "";

	if (strcmp(command, "--help") == 0) {
		(void)fputs(usage, stdout);
		return EXIT_DONE;
	}
	if (strcmp(command, "--version") == 0) {
		(void)puts("takeover " TAKEOVER_VERSION);
		return EXIT_DONE;
	}
	if (strcmp(command, "boot") == 0) {
		argv[1] = argv[0]; /* who getopt_long() says it is */
		return run_boot(argc - 1, argv + 1);
	}
	if (argc > 2)
		return refuse_usage("too many words", argv[2]);
	if (strcmp(command, "unload") == 0)
		return boot_unload() < 0 ? EXIT_FAILED : EXIT_DONE;
	if (strcmp(command, "status") == 0)
		return boot_status() < 0 ? EXIT_FAILED : EXIT_DONE;
	return refuse_usage(argc > 1 ? "no such command" : "which command?",
			    argc > 1 ? command : NULL);
}
