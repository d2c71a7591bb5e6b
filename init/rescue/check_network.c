/* SPDX-License-Identifier: MIT */
#include "rescue/check_network.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/if.h>
#include <linux/rtnetlink.h>

#include "pure/ip_text.h"
#include "pure/netplan.h"
#include "pure/network_check.h"
#include "pure/url.h"
#include "pure/url_fill.h"
#include "sys/config_files.h"
#include "sys/fd.h"
#include "sys/io.h"
#include "sys/machine.h"
#include "sys/netlink_sock.h"
#include "sys/process.h"

#define CA_FILE  "/etc/ssl/certs/ca-certificates.crt"
#define ANSWER_S "8" /* somebody sits and waits for it */

enum {
	LINKS_MAX = 64,
	GATEWAYS_MAX = 8,
	IP_TEXT_MAX = 64,
	PATH_SIZE = 128,
	PING_MS = 6000, /* of its own, it takes two seconds */
	ARGS_MAX = 16,
	FETCH_MS = 25000, /* of its own, it takes ANSWER_S twice */
};

struct look {
	struct netlink_link links[LINKS_MAX];
	bool has_address[LINKS_MAX];
	size_t n_links;
	struct netlink_route gateways[GATEWAYS_MAX];
	size_t n_gateways;
	unsigned int n_failed;
	const char *margin; /* before each line */
};

static void say(struct look *l, bool is_ok, const char *what, const char *name,
		const char *why)
{
	char line[NETWORK_CHECK_LINE_MAX];

	network_check_line(line, is_ok, what, name, why);
	(void)printf("%s%s\n", l->margin, line);
	(void)fflush(stdout);
	l->n_failed += !is_ok;
}

/* --- what the kernel says ------------------------------------------------------------------- */

static bool leads_somewhere(const struct netlink_link *link)
{
	return netplan_is_wanted(link) || strcmp(link->kind, "bond") == 0 ||
	       strcmp(link->kind, "vlan") == 0;
}

static int visit(void *context, const struct netlink_msg *msg)
{
	struct look *l = context;
	struct netlink_link link;
	struct netlink_address address;
	struct netlink_route route;

	if (netlink_parse_link(msg, &link) == 0 && leads_somewhere(&link) &&
	    l->n_links < LINKS_MAX)
		l->links[l->n_links++] = link;
	if (netlink_parse_address(msg, &address) == 0 &&
	    !ip_is_link_local(&address.local))
		for (size_t i = 0; i < l->n_links; i++)
			if (l->links[i].index == address.index)
				l->has_address[i] = true;
	if (netlink_parse_route(msg, &route) == 0 && route.table == RT_TABLE_MAIN &&
	    route.dst_len == 0 && route.gateway.family && l->n_gateways < GATEWAYS_MAX)
		l->gateways[l->n_gateways++] = route;
	return 0;
}

static int look_at_kernel(struct look *l)
{
	static const uint16_t dumps[] = { RTM_GETLINK, RTM_GETADDR, RTM_GETROUTE };
	struct netlink_sock sock;
	int r = netlink_open(&sock, 0);

	if (r < 0)
		return r;
	cleanup_fd int fd = sock.fd;

	for (size_t i = 0; r >= 0 && i < ARRAY_LEN(dumps); i++) {
		struct netlink_request request;

		netlink_build_dump(&request, dumps[i], AF_UNSPEC);
		r = netlink_dump(&sock, &request, visit, l);
		if (r == -EINTR) /* it has changed meanwhile: good enough to look at */
			r = 0;
	}
	(void)fd;
	return r;
}

/* Some cards come up at 10 Mb/s after kexec: who waits for an image is to see that. */
static void describe_speed(const char *link, char ret[static PATH_SIZE])
{
	char path[PATH_SIZE], text[16];

	(void)snprintf(path, sizeof(path), "/sys/class/net/%s/speed", link);
	if (io_read_file(path, text, sizeof(text)) <= 0 || text[0] == '-')
		text[0] = 0;
	text[strcspn(text, "\n")] = 0;
	(void)snprintf(ret, PATH_SIZE, "%s%s%s%s", link, text[0] ? ", " : "", text,
		       text[0] ? " Mb/s" : "");
}

static void check_link(struct look *l, size_t i)
{
	const struct netlink_link *link = &l->links[i];
	char path[PATH_SIZE], target[PATH_SIZE], what[PATH_SIZE];

	(void)snprintf(path, sizeof(path), "/sys/class/net/%s/device/driver", link->name);
	ssize_t n = readlink(path, target, sizeof(target) - 1);

	target[n > 0 ? n : 0] = 0;
	const char *slash = strrchr(target, '/');

	(void)snprintf(what, sizeof(what), "%s, driver %s", link->name,
		       slash           ? slash + 1
		       : link->kind[0] ? link->kind
				       : "unknown");
	say(l, link->flags & IFF_UP, "link", what, "is down");
	describe_speed(link->name, what);
	say(l, link->flags & IFF_LOWER_UP, "carrier", what,
	    "none: check cable and switch port");
	if (link->flags & IFF_LOWER_UP)
		say(l, l->has_address[i], "address", link->name,
		    "none: neither DHCP nor a router nor ip= gave one");
}

/* --- who answers ---------------------------------------------------------------------------- */

static bool answers_ping(const char *address, const char *link)
{
	const char *const argv[] = { "ping", "-q", "-c", "1",     "-W",
				     "2",    "-I", link, address, NULL };
	struct spawn how = { .path = "/bin/busybox",
			     .argv = argv,
			     .fds = { -1, -1, -1, -1 } };
	int status = 0;
	pid_t pid;

	if (process_spawn(&how, &pid) < 0)
		return false;
	if (process_wait(pid, PING_MS, &status) < 0) {
		process_kill(pid);
		return false;
	}
	return status == 0;
}

static void check_gateway(struct look *l, const struct netlink_route *route)
{
	char address[IP_TEXT_MAX];
	struct writer to = writer_over(address, sizeof(address));
	const char *link = "";

	ip_write(&to, &route->gateway);
	for (size_t i = 0; i < l->n_links; i++)
		if (l->links[i].index == route->index)
			link = l->links[i].name;
	say(l, answers_ping(address, link), "gateway answers", address,
	    "no answer to ping (some never give one)");
}

/* What `fetch` says when it only looks, as stage two would.  Returns false if it said nothing. */
static bool ask_source(const struct config *config, const char *url,
		       struct fetch_msg *ret)
{
	const char *argv[ARGS_MAX] = { "fetch", "--head", "--max-bytes", "1048576" };
	size_t n = 4;

	argv[n++] = "--connect-timeout-s";
	argv[n++] = ANSWER_S;
	argv[n++] = "--stall-s";
	argv[n++] = ANSWER_S;
	if (!config->has_no_ca && access(CA_FILE, R_OK) == 0) {
		argv[n++] = "--ca";
		argv[n++] = CA_FILE;
	}
	if (config_decides(config))
		argv[n++] = "--ignore-clock";
	if (config->proxy[0]) {
		argv[n++] = "--proxy";
		argv[n++] = config->proxy;
	}
	argv[n] = url;
	uint8_t bytes[FETCH_MSG_LEN];
	int ends[2], status;
	bool has_end = false;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return false;
	cleanup_fd int reader = ends[0];
	struct spawn how = { .path = "/lib/takeover/fetch",
			     .argv = argv,
			     .fds = { -1, -1, -1, ends[1] } };
	int r = process_spawn(&how, &pid);

	(void)close(ends[1]);
	if (r < 0)
		return false;
	if (process_wait(pid, FETCH_MS, &status) < 0)
		process_kill(pid);
	while (io_read(reader, bytes, sizeof(bytes)) == sizeof(bytes))
		has_end = fetch_msg_decode(bytes, sizeof(bytes), ret) == 0 &&
			  ret->kind == FETCH_END;
	return has_end;
}

static void check_source(struct look *l, const struct config *config, const char *asked)
{
	static struct url_facts facts;
	char url[URL_MAX], name[URL_MAX];
	struct fetch_msg end = { .result = FETCH_OTHER };
	struct url parsed;
	const char *problem = "";

	url_redact(asked, name, sizeof(name));
	machine_facts(&config->network, &facts);
	if (url_fill(asked, &facts, url, sizeof(url), &problem) < 0) {
		say(l, false, "source", name, problem);
		return;
	}
	if (url_parse(url, &parsed, &problem) < 0) {
		say(l, false, "source", name, problem);
		return;
	}
	if (url_is_local(url)) {
		say(l, true, "source", name, "");
		return;
	}
	if (!ask_source(config, url, &end)) {
		say(l, false, "source answers", name, "fetch did not end in time");
		return;
	}
	say(l, network_check_resolves(&end), "DNS resolves", name, end.text);
	if (network_check_resolves(&end))
		say(l, network_check_answers(&end), "source answers", name, end.text);
}

/* --- all of it ------------------------------------------------------------------------------ */

static void check_way_out(struct look *l)
{
	int r = look_at_kernel(l);

	if (r < 0)
		say(l, false, "netlink", "", strerror(-r));
	if (l->n_links == 0)
		say(l, false, "link", "",
		    "none: no driver took a network device; see dmesg and lspci");
	for (size_t i = 0; i < l->n_links; i++)
		check_link(l, i);
	if (l->n_gateways == 0)
		say(l, false, "gateway", "", "no default route");
	for (size_t i = 0; i < l->n_gateways; i++)
		check_gateway(l, &l->gateways[i]);
}

/* The sources are those of the configuration, unless there are @urls. */
static unsigned int check(const char *margin, char **urls, size_t n_urls)
{
	static struct look look;     /* too large for a stack */
	static struct config config; /* and this */
	struct failure why;

	look = (struct look){ .margin = margin };
	check_way_out(&look);
	if (config_files_read(&config, &why) < 0)
		say(&look, false, "command line", why.object, why.why);
	for (size_t i = 0; i < n_urls; i++)
		check_source(&look, &config, urls[i]);
	if (n_urls == 0 && config.url_count == 0)
		say(&look, false, "source", "", "nixos.url= is not set");
	for (size_t i = 0; n_urls == 0 && i < config.url_count; i++)
		check_source(&look, &config, config.urls[i]);
	return look.n_failed;
}

unsigned int check_network(const char *margin)
{
	return check(margin, NULL, 0);
}

int check_network_main(int argc, char **argv)
{
	return check("", argv + 1, (size_t)argc - 1) > 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
