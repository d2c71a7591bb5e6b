/* SPDX-License-Identifier: MIT */
#include "host/state.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/utsname.h>

#include "base/text.h"
#include "base/writer.h"
#include "host/dhcp_leases.h"
#include "host/network_state.h"
#include "host/say.h"
#include "initrd-builder/archive.h"
#include "pure/authorized_keys.h"
#include "pure/netconf.h"
#include "pure/netplan_text.h"
#include "sys/io.h"

enum {
	KEYS_FILE_MAX = 1 << 20,  /* of one file: some 2000 keys */
	KEYS_MAX = 4 << 20,       /* of all of them */
	HOST_KEY_MAX = 64 * 1024, /* an RSA key of 16384 bits is 13 KiB */
	MACHINE_ID_MAX = 256,
	SECRET = 0600,
	DOCUMENTS_USUAL = 4,    /* of the network, of a host without policy routing */
	LEASES_MAX = 64 * 1024, /* a hundred interfaces */
	RESOLV_CONF_MAX = 64 * 1024, /* some are mostly comments */
};

#define SSH_DIR "/etc/ssh"

static struct archive_attr with_mode(uint32_t perm)
{
	return (struct archive_attr){ .perm = perm & 0777 };
}

static int add_bytes(struct archive *a, const char *path, const void *bytes, size_t len,
		     uint32_t perm)
{
	int r = archive_add_parents(a, path);

	if (r == 0)
		r = archive_add_bytes(a, path, bytes, len, with_mode(perm));
	if (r < 0)
		return say_error("E-HOST-ARCHIVE", "state archive: %s", archive_why(a));
	return 0;
}

/* --- who may log in ------------------------------------------------------------------ */

static void say_not_carried(const char *path, int error)
{
	say_lacks("ssh: %s: not carried over: %s", path,
		  error == EINVAL ? "is no file" : strerror(error));
}

static void collect_keys(const char *path, struct writer *to)
{
	uint8_t *text;
	size_t len;
	int r = io_load_file(path, KEYS_FILE_MAX, &text, &len);

	if (r == -ENOENT || r == -ENOTDIR)
		return;
	if (r < 0) {
		say_not_carried(path, -r);
		return;
	}
	authorized_keys_filter((const char *)text, len, to);
	free(text);
}

static void collect_keys_of_home(const char *home, struct writer *to)
{
	static const char *const names[] = { "authorized_keys", "authorized_keys2" };
	char path[PATH_MAX];

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct writer w = writer_over(path, sizeof(path));

		writer_printf(&w, "%s/.ssh/%s", home, names[i]);
		if (writer_ok(&w))
			collect_keys(path, to);
	}
}

/* Users of LDAP and the like are not known: that would need the host's own C library.  A
 * system of busybox alone may do without accounts, but not without root. */
static const char *home_of(const char *user)
{
	const struct passwd *account = getpwnam(user);

	if (account)
		return account->pw_dir;
	return strcmp(user, "root") == 0 ? "/root" : NULL;
}

/* The person who typed sudo is the one who must get in again. */
static void collect_keys_of_user(const char *user, struct writer *to)
{
	const char *home = user && *user ? home_of(user) : NULL;
	char path[PATH_MAX];
	struct writer w = writer_over(path, sizeof(path));

	if (user && *user && !home)
		say_lacks("ssh: %s is not in /etc/passwd: their keys do not go along",
			  user);
	if (!home)
		return;
	collect_keys_of_home(home, to);
	writer_printf(&w, "%s/authorized_keys.d/%s", SSH_DIR, user);
	if (writer_ok(&w))
		collect_keys(path, to);
}

static int add_authorized_keys(struct archive *a, size_t *ret_count)
{
	char *text = malloc(KEYS_MAX);
	size_t count = 0;
	int r = 0;

	if (!text)
		return say_error("E-HOST-ARCHIVE", "state archive: out of memory");
	struct writer to = writer_over(text, KEYS_MAX);

	collect_keys_of_user("root", &to);
	collect_keys_of_user(getenv("SUDO_USER"), &to);
	collect_keys_of_user(getenv("DOAS_USER"), &to);
	for (size_t i = 0; i < to.len; i++)
		count += text[i] == '\n';
	if (count > 0)
		r = add_bytes(a, "ssh/authorized_keys", text, to.len, SECRET);
	free(text);
	if (r == 0)
		*ret_count = count;
	return r;
}

/* --- who we are ---------------------------------------------------------------------- */

static int is_host_key(const struct dirent *entry)
{
	return text_starts_with(entry->d_name, "ssh_host_");
}

static int add_host_key(struct archive *a, const char *name, size_t *count)
{
	char from[PATH_MAX], path[PATH_MAX];
	struct stat st;
	uint8_t *bytes = NULL;
	size_t len = 0;

	(void)snprintf(from, sizeof(from), "%s/%s", SSH_DIR, name);
	(void)snprintf(path, sizeof(path), "ssh/%s", name);
	int r = stat(from, &st) < 0 ? -errno
				    : io_load_file(from, HOST_KEY_MAX, &bytes, &len);

	if (r < 0) {
		say_not_carried(from, -r);
		return 0;
	}
	r = add_bytes(a, path, bytes, len, st.st_mode);

	explicit_bzero(bytes, len);
	free(bytes);
	*count += r == 0 && !strstr(name, ".pub");
	return r;
}

static int add_host_keys(struct archive *a, size_t *ret_count)
{
	struct dirent **entries;
	size_t count = 0;
	int r = 0, len = scandir(SSH_DIR, &entries, is_host_key, alphasort);

	for (int i = 0; i < len; i++) {
		if (r == 0)
			r = add_host_key(a, entries[i]->d_name, &count);
		free(entries[i]);
	}
	if (len >= 0)
		free(entries);
	*ret_count = count;
	return r;
}

static int add_identity(struct archive *a)
{
	static const char *const places[] = { "/etc/machine-id",
					      "/var/lib/dbus/machine-id" };
	char id[MACHINE_ID_MAX];
	struct utsname host;
	ssize_t len = -1;
	int r = 0;

	for (size_t i = 0; len <= 0 && i < ARRAY_LEN(places); i++)
		len = io_read_file(places[i], id, sizeof(id));
	if (len > 0)
		r = add_bytes(a, "machine-id", id, (size_t)len, 0444);
	else
		say_lacks("machine-id: none; leases that depend on it may change");
	if (r == 0 && uname(&host) == 0)
		r = add_bytes(a, "takeover/hostname", host.nodename,
			      strlen(host.nodename), 0444);
	return r;
}

/* --- where we are -------------------------------------------------------------------- */

struct document {
	const char *path;
	void (*write)(const struct network_json *, uint8_t family, struct writer *);
	uint8_t family;
};

static void write_addresses(const struct network_json *state, uint8_t family,
			    struct writer *to)
{
	(void)family; /* it has both */
	network_json_addresses(state, to);
}

static void write_links(const struct network_json *state, uint8_t family,
			struct writer *to)
{
	(void)family;
	network_json_links(state, to);
}

static int add_document(struct archive *a, const struct network_json *state,
			const struct document *d)
{
	size_t room = network_json_room(state);
	char *text = malloc(room);

	if (!text)
		return say_error("E-HOST-ARCHIVE", "state archive: out of memory");
	struct writer to = writer_over(text, room);

	d->write(state, d->family, &to);
	int r = writer_ok(&to) ? add_bytes(a, d->path, text, to.len, 0444)
			       : say_error("E-HOST-ARCHIVE",
					   "state archive: %s is too long", d->path);
	free(text);
	return r;
}

/* A local resolver does not go along: the servers that it asks do. */
static void find_dns(struct netconf *ret)
{
	static const char *const places[] = { "/etc/resolv.conf",
					      "/run/systemd/resolve/resolv.conf",
					      "/run/NetworkManager/no-stub-resolv.conf" };
	uint8_t *text;
	size_t len;

	netconf_init(ret);
	for (size_t i = 0; ret->n_dns == 0 && i < ARRAY_LEN(places); i++) {
		if (io_load_file(places[i], RESOLV_CONF_MAX, &text, &len) < 0)
			continue;
		netconf_parse_resolv_conf(ret, (const char *)text, len);
		free(text);
	}
}

static int add_dns(struct archive *a)
{
	char text[NETPLAN_RESOLV_CONF_MAX];
	struct writer to = writer_over(text, sizeof(text));
	struct netconf network;

	find_dns(&network);
	if (network.n_dns == 0) {
		say_lacks("network: no DNS server in /etc/resolv.conf goes along");
		return 0;
	}
	netconf_write_resolv_conf(&network, &to);
	return add_bytes(a, "takeover/resolv.conf", text, to.len, 0444);
}

static int add_leases(struct archive *a, const struct network_state *network)
{
	static char text[LEASES_MAX];
	struct writer to = writer_over(text, sizeof(text));

	dhcp_leases_write(network, &to);
	if (!writer_ok(&to)) {
		say_lacks("dhcp: too many leases to carry over");
		return 0;
	}
	return add_bytes(a, "takeover/dhcp-leases.json", text, to.len, 0444);
}

static int add_network(struct archive *a, const struct network_state *network)
{
	static const struct document documents[] = {
		{ "addrs.json", write_addresses, AF_UNSPEC },
		{ "takeover/links.json", write_links, AF_UNSPEC },
		{ "routes-v4.json", network_json_routes, AF_INET },
		{ "routes-v6.json", network_json_routes, AF_INET6 },
		/* from here on, of policy routing */
		{ "takeover/rules-v4.json", network_json_rules, AF_INET },
		{ "takeover/rules-v6.json", network_json_rules, AF_INET6 },
		{ "takeover/tables-v4.json", network_json_tables, AF_INET },
		{ "takeover/tables-v6.json", network_json_tables, AF_INET6 },
	};
	size_t n = network->has.rules_len > 0 ? ARRAY_LEN(documents) : DOCUMENTS_USUAL;
	int r = 0;

	for (size_t i = 0; r == 0 && i < n; i++)
		r = add_document(a, &network->has, &documents[i]);
	if (r == 0)
		r = add_leases(a, network);
	if (r == 0)
		r = add_dns(a);
	return r;
}

static void say_keys(size_t authorized_keys, size_t host_keys)
{
	if (authorized_keys > 0)
		say_ok("ssh: %zu authorized, %zu host keys", authorized_keys, host_keys);
	else
		say_lacks("ssh: nobody's key goes along: put one into "
			  "/root/.ssh/authorized_keys, or log in on the console");
	if (host_keys == 0)
		say_lacks("ssh: no host keys in " SSH_DIR "; clients will see new ones");
}

int state_add(const struct network_state *network, struct archive *a, size_t *ret_keys)
{
	size_t host_keys = 0, authorized_keys = 0;
	int r = add_network(a, network);

	if (r == 0)
		r = add_authorized_keys(a, &authorized_keys);
	if (r == 0)
		r = add_host_keys(a, &host_keys);
	if (r == 0)
		r = add_identity(a);
	if (r == 0)
		say_keys(authorized_keys, host_keys);
	*ret_keys = authorized_keys;
	return r;
}
