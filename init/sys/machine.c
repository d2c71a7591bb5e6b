/* SPDX-License-Identifier: MIT */
#include "sys/machine.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "sys/io.h"

#define LINKS "/sys/class/net"

enum {
	ROUTES_SIZE =
		65536, /* each takes 128 bytes; the first ones are of main's table */
	LINK_NAME_SIZE = 16, /* IFNAMSIZ */
	ETHERNET = 1,        /* ARPHRD_ETHER */
};

static void read_line(const char *path, char ret[static URL_FACT_SIZE])
{
	ssize_t n = io_read_file(path, ret, URL_FACT_SIZE);
	size_t len = n > 0 ? strcspn(ret, "\n") : 0;

	while (len > 0 && ret[len - 1] == ' ')
		len--;
	ret[len] = 0;
}

/* Older kernels write it in capitals; who looks for a file by this name must know. */
static void lower(char *text)
{
	for (; *text; text++)
		if (*text >= 'A' && *text <= 'Z')
			*text = (char)(*text - 'A' + 'a');
}

/* The link of a line of /proc/net/route or ipv6_route that is a default route. */
static bool is_default(const char *line, bool is_v6, char ret[static LINK_NAME_SIZE])
{
	char to[33] = "", length[3] = "";
	/* NOLINTBEGIN(cert-err34-c): texts, no numbers */
	int n = is_v6 ? sscanf(line, "%32s %2s %*s %*s %*s %*s %*s %*s %*s %15s", to,
			       length, ret)
		      : sscanf(line, "%15s %32s", ret, to);
	/* NOLINTEND(cert-err34-c) */

	return n == (is_v6 ? 3 : 2) && to[0] && !to[strspn(to, "0")] &&
	       !length[strspn(length, "0")] && strcmp(ret, "lo") != 0;
}

static bool find_default_link(char ret[static LINK_NAME_SIZE])
{
	static const char *const files[] = { "/proc/net/route", "/proc/net/ipv6_route" };
	bool found = false;

	for (int v6 = 0; v6 < 2 && !found; v6++) {
		uint8_t *text;
		size_t len;

		if (io_load_file(files[v6], ROUTES_SIZE, &text, &len) < 0)
			continue;
		for (char *at = (char *)text; at && !found; at = strchr(at, '\n')) {
			at += *at == '\n';
			found = is_default(at, v6 == 1, ret);
		}
		free(text);
	}
	return found;
}

static bool read_mac(const char *link, char ret[static URL_FACT_SIZE])
{
	char path[sizeof(LINKS) + 280], type[URL_FACT_SIZE];

	(void)snprintf(path, sizeof(path), LINKS "/%.255s/type", link);
	read_line(path, type);
	if (strtol(type, NULL, 10) != ETHERNET)
		return false;
	(void)snprintf(path, sizeof(path), LINKS "/%.255s/address", link);
	read_line(path, ret);
	return ret[0] != 0;
}

static void find_mac(char ret[static URL_FACT_SIZE])
{
	char link[LINK_NAME_SIZE];
	struct dirent **found = NULL;

	if (find_default_link(link) && read_mac(link, ret))
		return;
	int n = scandir(LINKS, &found, NULL, alphasort);
	bool has_mac = false;

	for (int i = 0; i < n; i++) {
		has_mac = has_mac ||
			  (found[i]->d_name[0] != '.' && read_mac(found[i]->d_name, ret));
		free(found[i]);
	}
	free((void *)found);
	if (!has_mac)
		ret[0] = 0;
}

static void show_mac(const struct netlink_mac *mac, char ret[static URL_FACT_SIZE])
{
	for (size_t i = 0; i < mac->len; i++)
		(void)snprintf(ret + 3 * i, 4, "%02x%s", mac->bytes[i],
			       i + 1 < mac->len ? ":" : "");
}

static const char *name_on_the_line(const struct net_param *p)
{
	for (size_t i = 0; i < p->n_ip; i++)
		if (p->ip[i].hostname[0])
			return p->ip[i].hostname;
	return p->hostname;
}

void machine_facts(const struct net_param *line, struct url_facts *ret)
{
	struct utsname kernel = { .machine = "" };

	*ret = (struct url_facts){ .mac = "" };
	if (line->boot_mac.len > 0)
		show_mac(&line->boot_mac, ret->mac);
	else
		find_mac(ret->mac);
	read_line("/sys/class/dmi/id/product_uuid", ret->uuid);
	lower(ret->uuid);
	read_line("/sys/class/dmi/id/product_serial", ret->serial);
	(void)uname(&kernel);
	(void)snprintf(ret->arch, URL_FACT_SIZE, "%s", kernel.machine);
	(void)snprintf(ret->hostname, URL_FACT_SIZE, "%s", name_on_the_line(line));
	/* in stage two the kernel says "(none)", and the host may have left its name */
	if (!ret->hostname[0])
		read_line("/takeover/hostname", ret->hostname);
	if (!ret->hostname[0] && strcmp(kernel.nodename, "(none)") != 0)
		(void)snprintf(ret->hostname, URL_FACT_SIZE, "%s", kernel.nodename);
}
