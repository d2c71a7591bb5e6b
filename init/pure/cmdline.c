/* SPDX-License-Identifier: MIT */
#include "pure/cmdline.h"

#include <string.h>

#include "base/attr.h"

/* The kernel's isspace(): its table marks the Latin-1 no-break space too. */
static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || (unsigned char)c == 0xA0;
}

static struct cmdline_word split(const char *at, size_t len, size_t equals, bool quoted)
{
	struct cmdline_word w = { .name = at, .name_len = len };
	bool ends_in_quote = len > 0 && at[len - 1] == '"';

	if (equals > 0) {
		w.name_len = equals;
		w.value = at + equals + 1;
		w.value_len = len - equals - 1;
		if (w.value_len > 0 && w.value[0] == '"') {
			w.value++;
			w.value_len--;
			quoted = true;
		}
		if (quoted && ends_in_quote && w.value_len > 0)
			w.value_len--;
	} else if (quoted && ends_in_quote) {
		w.name_len--;
	}
	return w;
}

bool cmdline_next(const char **text, struct cmdline_word *ret)
{
	const char *start = *text;

	for (;;) {
		while (*start && is_space(*start))
			start++;
		if (!*start)
			return false;
		bool quoted = *start == '"', inside = quoted;
		const char *at = start + quoted;
		size_t len = 0, equals = 0;

		for (; at[len] && (inside || !is_space(at[len])); len++) {
			if (at[len] == '=' && equals == 0)
				equals = len;
			if (at[len] == '"')
				inside = !inside;
		}
		*ret = split(at, len, equals, quoted);
		ret->text = start;
		ret->len = len + quoted;
		start = at + len;
		*text = start;
		if (ret->name_len > 0)
			return true;
	}
}

static bool is_dash(char c)
{
	return c == '-' || c == '_';
}

bool cmdline_is(const struct cmdline_word *word, const char *name)
{
	size_t len = strlen(name);

	if (word->name_len != len)
		return false;
	for (size_t i = 0; i < len; i++) {
		char a = word->name[i], b = name[i];

		if (a != b && !(is_dash(a) && is_dash(b)))
			return false;
	}
	return true;
}

bool cmdline_is_end(const struct cmdline_word *word)
{
	return !word->value && word->name_len == 2 && memcmp(word->name, "--", 2) == 0;
}

bool cmdline_has(const char *text, const char *name)
{
	struct cmdline_word word;

	while (cmdline_next(&text, &word)) {
		if (cmdline_is_end(&word))
			return false;
		if (cmdline_is(&word, name))
			return true;
	}
	return false;
}

bool cmdline_is_hardware(const struct cmdline_word *word)
{
	static const char *const kept[] = {
		"console",
		"earlycon",
		"earlyprintk",
		"keep_bootcon",
		"net.ifnames",
		"biosdevname",
		"pci",
		"pcie_aspm",
		"acpi",
		"acpi_osi",
		"acpi_rsdp",
		"iommu",
		"intel_iommu",
		"amd_iommu",
		"nomodeset",
		"video",
		"fbcon",
		"noapic",
		"nolapic",
		"noacpi",
		"irqpoll",
		"reset_devices",
		"tsc",
		"clocksource",
		"no_timer_check",
		"nvme_core.default_ps_max_latency_us",
		"swiotlb",
		"efi",
	};

	for (size_t i = 0; i < ARRAY_LEN(kept); i++)
		if (cmdline_is(word, kept[i]))
			return true;
	return false;
}
