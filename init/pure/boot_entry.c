/* SPDX-License-Identifier: MIT */
#include "pure/boot_entry.h"

#include <errno.h>
#include <string.h>

#include "base/writer.h"

#define TITLE "NixOS from the network (nixos-takeover)"

/*
 * Between single quotes nothing has a meaning in GRUB's language.  The kernel's double quotes
 * go: GRUB puts such around any word that has a blank, and a backslash before those that it
 * is given.
 */
static void write_grub_words(const char *cmdline, struct writer *to)
{
	bool quoted = false, in_word = false;

	for (; *cmdline; cmdline++) {
		if (*cmdline == '"') {
			quoted = !quoted;
			continue;
		}
		if (*cmdline == ' ' && !quoted) {
			writer_text(to, in_word ? "'" : "");
			in_word = false;
			continue;
		}
		if (!in_word)
			writer_text(to, " '");
		in_word = true;
		writer_text_n(to, cmdline, 1);
	}
	writer_text(to, in_word ? "'" : "");
}

int boot_entry_grub(const struct boot_entry *e, struct writer *to)
{
	/* the kernel would see them with a backslash before them */
	if (strchr(e->cmdline, '\'') || strchr(e->cmdline, '\\'))
		return -EINVAL;
	writer_text(to,
		    /* unrestricted: a GRUB with a password asks for it only to edit */
		    BOOT_ENTRY_BEGIN "menuentry '" TITLE
				     "' --unrestricted --id " BOOT_ENTRY_ID " {\n"
				     "\tlinux \"$prefix/" BOOT_ENTRY_ID "/vmlinuz\"");
	write_grub_words(e->cmdline, to);
	writer_text(to, "\n\tinitrd \"$prefix/" BOOT_ENTRY_ID "/initrd\"\n}\n");
	if (e->is_default)
		writer_text(to, "set default=" BOOT_ENTRY_ID "\n");
	writer_text(to, BOOT_ENTRY_END);
	return 0;
}

void boot_entry_bls(const struct boot_entry *e, struct writer *to)
{
	writer_printf(to,
		      "title " TITLE "\n"
		      "linux /" BOOT_ENTRY_ID "/vmlinuz\n"
		      "initrd /" BOOT_ENTRY_ID "/initrd\n"
		      "options %s\n",
		      e->cmdline);
}

void boot_entry_extlinux(const struct boot_entry *e, struct writer *to)
{
	writer_text(to, BOOT_ENTRY_BEGIN);
	if (e->is_default)
		writer_text(to, "DEFAULT " BOOT_ENTRY_ID "\n");
	writer_printf(to,
		      "LABEL " BOOT_ENTRY_ID "\n"
		      "  MENU LABEL " TITLE "\n"
		      "  LINUX " BOOT_ENTRY_ID "/vmlinuz\n"
		      "  INITRD " BOOT_ENTRY_ID "/initrd\n"
		      "  APPEND %s\n" BOOT_ENTRY_END,
		      e->cmdline);
}

void boot_entry_ipxe(const struct boot_entry *e, struct writer *to)
{
	/* for UEFI the kernel wants to be told which of iPXE's files its initrd is */
	writer_printf(to,
		      "#!ipxe\n"
		      "kernel vmlinuz initrd=initrd %s\n"
		      "initrd initrd\n"
		      "boot\n",
		      e->cmdline);
}

/* Where the line is that is exactly @line, or NULL. */
static const char *find_line(const char *text, size_t len, const char *line)
{
	size_t line_len = strlen(line);

	for (size_t at = 0; at + line_len <= len; at++)
		if ((at == 0 || text[at - 1] == '\n') &&
		    memcmp(text + at, line, line_len) == 0)
			return text + at;
	return NULL;
}

int boot_entry_strip(const char *text, size_t len, struct writer *to)
{
	const char *begin;

	while ((begin = find_line(text, len, BOOT_ENTRY_BEGIN))) {
		size_t before = (size_t)(begin - text);
		const char *end = find_line(begin, len - before, BOOT_ENTRY_END);

		if (!end)
			return -EBADMSG;
		writer_text_n(to, text, before);
		end += sizeof(BOOT_ENTRY_END) - 1;
		len -= (size_t)(end - text);
		text = end;
	}
	writer_text_n(to, text, len);
	return 0;
}
