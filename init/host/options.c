/* SPDX-License-Identifier: MIT */
#include "host/options.h"

#include <errno.h>
#include <getopt.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

const char options_usage[] =
	"usage: takeover boot --url URL --sha256 DIGEST [options]\n"
	"       takeover boot DIR [options]\n"
	"       takeover check | load [the same]\n"
	"       takeover unload | status\n"
	"\n"
	"Moves this machine into a NixOS netboot image without touching its disks.\n"
	"A plain reboot brings the present system back.\n"
	"\n"
	"  check   say what stands in the way, and change nothing\n"
	"  load    check, prove, load stage two, and stay\n"
	"  boot    the same, and jump into it after six seconds\n"
	"  unload  forget what was loaded, also within those six seconds\n"
	"  status  is anything loaded?\n"
	"\n"
	"  DIR                an image on this machine: bzImage, initrd, kexec-boot\n"
	"  --url URL          where stage two fetches one\n"
	"  --sha256 DIGEST    of the image's SHA256SUMS: hexadecimal or sha256-BASE64\n"
	"  --append WORDS     for the image's kernel command line\n"
	"  --cmdline WORDS    for stage two's, such as nixos.timeout=20m\n"
	"  --kernel FILE      stage two's kernel (default: the running one's image)\n"
	"  --modules DIR      its modules (default: /lib/modules/RELEASE)\n"
	"  --no-preflight     do not ask the server before stage two does\n"
	"  --dry-run          do all but the jump, then unload\n"
	"  --json             for machines (check, status)\n"
	"  --help, --version\n"
	"\n"
	"Exit status: 0 done, 1 failed, 2 wrong usage.  Codes such as E-HOST-ROOT are\n"
	"explained in takeover(8).\n";

enum {
	IMAGES = COMMAND_CHECK | COMMAND_LOAD | COMMAND_BOOT,
};

enum {
	NONE = -1,
};

#define TEXT(member) offsetof(struct options, member), NONE
#define FLAG(member) NONE, offsetof(struct options, member)

/* Where in struct options the value goes: a text or a flag. */
static const struct known {
	const char *name;
	unsigned int commands;
	int text, flag;
} known[] = {
	{ "url", IMAGES, TEXT(url) },
	{ "sha256", IMAGES, TEXT(sha256) },
	{ "append", IMAGES, TEXT(append) },
	{ "cmdline", IMAGES, TEXT(extra) },
	{ "kernel", IMAGES, TEXT(kernel) },
	{ "modules", IMAGES, TEXT(modules) },
	{ "no-preflight", IMAGES, FLAG(no_preflight) },
	{ "dry-run", COMMAND_BOOT, FLAG(dry_run) },
	{ "json", COMMAND_CHECK | COMMAND_STATUS, FLAG(json) },
};

static int refuse(const char *why, const char *what)
{
	(void)fprintf(stderr, "takeover: %s%s%s\n", why, what ? ": " : "",
		      what ? what : "");
	return -EINVAL;
}

static void set(struct options *o, const struct known *option, const char *value)
{
	if (option->text >= 0)
		*(const char **)(void *)((char *)o + option->text) = value;
	else
		*(bool *)(void *)((char *)o + option->flag) = true;
}

static int check_image(enum command command, const struct options *o)
{
	if (o->image && o->url)
		return refuse("a folder or --url, but not both", NULL);
	if (!o->image && !o->url && command != COMMAND_CHECK)
		return refuse("which image? A folder, or --url", NULL);
	return 0;
}

int options_parse(enum command command, int argc, char **argv, struct options *ret)
{
	struct option names[ARRAY_LEN(known) + 1] = { 0 };
	struct options o = { 0 };
	int got, index = 0;

	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		names[i] = (struct option){ .name = known[i].name,
					    .has_arg = known[i].text >= 0 };
	while ((got = getopt_long(argc, argv, "", names, &index)) != -1) {
		if (got != 0)
			return -EINVAL; /* getopt_long() said why */
		if (!(known[index].commands & command))
			return refuse("this command does not take the option",
				      known[index].name);
		set(&o, &known[index], optarg);
	}
	if ((IMAGES & command) && optind < argc)
		o.image = argv[optind++];
	if (optind < argc)
		return refuse("one word too many", argv[optind]);
	int r = (IMAGES & command) ? check_image(command, &o) : 0;

	if (r == 0)
		*ret = o;
	return r;
}
