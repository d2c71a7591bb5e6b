/* SPDX-License-Identifier: MIT */
#include "host/options.h"

#include <errno.h>
#include <getopt.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

static const char usage[] =
	"usage: takeover COMMAND [options]     what each takes: takeover COMMAND --help\n"
	"\n"
	"Moves this machine into a NixOS netboot image without touching its disks.\n"
	"A plain reboot brings the present system back.\n"
	"\n"
	"  boot --url URL --sha256 DIGEST   check, prove, load stage two, jump into it\n"
	"  boot IMAGE                       the same with a folder or tarball here\n"
	"  check    say what stands in the way, and change nothing\n"
	"  load     the same as boot, but stay\n"
	"  unload   forget what was loaded, also within boot's last six seconds\n"
	"  status   is anything loaded?\n"
	"  entry    write a boot loader's entry for one start instead of a kexec\n"
	"  publish DIR   write SHA256SUMS for a server, and say how it is booted\n"
	"  report   say what this machine is, without secrets, for whoever is to help\n"
	"  bundle   write a tarball for nixos-anywhere --kexec\n"
	"  --help, --version\n"
	"\n"
	"Exit status: 0 done, 1 failed, 2 wrong usage.  Codes such as E-HOST-ROOT are\n"
	"explained in takeover(8).\n";

enum {
	LOADS = COMMAND_CHECK | COMMAND_LOAD | COMMAND_BOOT | COMMAND_ENTRY,
	TARGETS = LOADS | COMMAND_BUNDLE,
	NONE = -1,
};

#define TEXT(member) offsetof(struct options, member), NONE
#define FLAG(member) NONE, offsetof(struct options, member)

/* Where in struct options the value goes: a text or a flag. */
static const struct known {
	const char *name;
	unsigned int commands;
	int text, flag;
	const char *help;
} known[] = {
	{ "url", TARGETS | COMMAND_PUBLISH, TEXT(url), "URL       where the image is" },
	{ "path", TARGETS, TEXT(path), "/nix/store/PATH, if that is a Nix binary cache" },
	{ "sha256", TARGETS, TEXT(sha256),
	  "DIGEST of its SHA256SUMS, or of the path: hexadecimal or SRI" },
	{ "key", TARGETS, TEXT(key),
	  "KEY       of minisign or Nix, that must have signed" },
	{ "append", TARGETS, TEXT(append), "WORDS  for the image's kernel command line" },
	{ "cmdline", TARGETS, TEXT(extra),
	  "WORDS for stage two's, such as nixos.timeout=20m" },
	{ "kernel", LOADS, TEXT(kernel),
	  "FILE   stage two's kernel (default: the running one's image)" },
	{ "modules", LOADS, TEXT(modules),
	  "DIR   its modules (default: /lib/modules/RELEASE)" },
	{ "output", COMMAND_BUNDLE | COMMAND_ENTRY, TEXT(output),
	  "FILE   the tarball, or iPXE's folder" },
	{ "loader", COMMAND_ENTRY, TEXT(loader),
	  "NAME   grub, systemd-boot, extlinux or ipxe (default: what is there)" },
	{ "permanent", COMMAND_ENTRY, FLAG(permanent),
	  "    for every start, not for one" },
	{ "with-state", COMMAND_ENTRY, FLAG(with_state),
	  "   this host's network, SSH and host keys, in a file of mode 0600" },
	{ "remove", COMMAND_ENTRY, FLAG(remove), "       take all of it away again" },
	{ "direct", LOADS, FLAG(direct),
	  "       one hop: fetch, prove and load the image from here" },
	{ "no-preflight", LOADS, FLAG(no_preflight),
	  " do not ask the server before stage two does" },
	{ "clean", COMMAND_BOOT, FLAG(clean),
	  "        remount the disks read-only before the jump" },
	{ "systemd", COMMAND_BOOT, FLAG(systemd),
	  "      have systemd stop services and unmount before it" },
	{ "dry-run", COMMAND_BOOT, FLAG(dry_run),
	  "      do all but the jump, then unload" },
	{ "json", COMMAND_CHECK | COMMAND_STATUS, FLAG(json), "         for machines" },
};

void options_help(void)
{
	(void)fputs(usage, stdout);
}

static void help_with(enum command command, const char *name)
{
	const char *operand = "";
	bool has_options = false;

	if (command & LOADS)
		operand = " [IMAGE]";
	else if (command == COMMAND_PUBLISH)
		operand = " FOLDER|TARBALL";
	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		has_options = has_options || (known[i].commands & command);
	(void)printf("usage: takeover %s%s%s\n", name, operand,
		     has_options ? " [options]" : "");
	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (known[i].commands & command)
			(void)printf("  --%s %s\n", known[i].name, known[i].help);
}

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
	if (command == COMMAND_PUBLISH)
		return o->image ? 0 : refuse("which folder?", NULL);
	if (o->image && o->url)
		return refuse("an image of this host or --url, but not both", NULL);
	if ((o->path || o->key) && !o->url && !o->remove)
		return refuse("--path and --key are for what --url names", NULL);
	if (!o->image && !o->url && command != COMMAND_CHECK && !o->remove)
		return refuse("which image? A folder or tarball, or --url", NULL);
	return 0;
}

int options_parse(enum command command, int argc, char **argv, struct options *ret)
{
	struct option names[ARRAY_LEN(known) + 2] = { 0 };
	struct options o = { 0 };
	int got, index = 0;

	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		names[i] = (struct option){ .name = known[i].name,
					    .has_arg = known[i].text >= 0 };
	names[ARRAY_LEN(known)] = (struct option){ .name = "help" };
	while ((got = getopt_long(argc, argv, "", names, &index)) != -1) {
		if (got != 0)
			return -EINVAL; /* getopt_long() said why */
		if (index == ARRAY_LEN(known)) {
			help_with(command, argv[0]);
			return 1;
		}
		if (!(known[index].commands & command))
			return refuse("this command does not take the option",
				      known[index].name);
		set(&o, &known[index], optarg);
	}
	if (((LOADS | COMMAND_PUBLISH) & command) && optind < argc)
		o.image = argv[optind++];
	if (optind < argc)
		return refuse("one word too many", argv[optind]);
	int r = (LOADS | COMMAND_PUBLISH) & command ? check_image(command, &o) : 0;

	if (r == 0)
		*ret = o;
	return r;
}
