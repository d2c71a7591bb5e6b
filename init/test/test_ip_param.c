/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/attr.h"
#include "base/writer.h"
#include "pure/ip_param.h"
#include "pure/ip_text.h"

static void write_device(struct writer *to, const struct ip_device *device)
{
	for (size_t i = 0; i < device->mac.len; i++)
		writer_printf(to, "%s%02x", i ? ":" : " on ", device->mac.bytes[i]);
	if (device->name[0])
		writer_printf(to, " on %s", device->name);
}

static void write_field(struct writer *to, const char *name, const struct netlink_ip *ip)
{
	if (!ip->family)
		return;
	writer_printf(to, " %s ", name);
	ip_write(to, ip);
}

/* "static 10.0.0.5/24 peer X via Y on eth0 mtu 1400 set MAC dns A B id HEX ignored" */
static void describe(const struct ip_param *p, char *ret, size_t cap)
{
	static const char *const methods[] = { "static", "", "off" };
	static const struct {
		uint8_t bit;
		const char *name;
	} asks[] = { { NETCONF_DHCP4, "dhcp" },
		     { NETCONF_RA, "auto6" },
		     { NETCONF_DHCP6, "dhcp6" },
		     { NETCONF_LINK6, "link6" } };
	struct writer to = writer_over(ret, cap);

	writer_text(&to, methods[p->method]);
	for (size_t i = 0; p->method == IP_ASK && i < ARRAY_LEN(asks); i++)
		if (p->asks & asks[i].bit)
			writer_text(&to, asks[i].name);
	if (p->client.family) {
		writer_text(&to, " ");
		ip_write(&to, &p->client);
		writer_printf(&to, p->is_alone ? " alone" : "/%u", p->prefix_len);
	}
	write_field(&to, "peer", &p->peer);
	write_field(&to, "via", &p->gateway);
	write_device(&to, &p->device);
	if (p->mtu)
		writer_printf(&to, " mtu %u", p->mtu);
	for (size_t i = 0; i < p->new_mac.len; i++)
		writer_printf(&to, "%s%02x", i ? ":" : " set ", p->new_mac.bytes[i]);
	for (size_t i = 0; i < p->n_dns; i++)
		write_field(&to, "dns", &p->dns[i]);
	for (size_t i = 0; i < p->client_id_len; i++)
		writer_printf(&to, "%s%02x", i ? "" : " id ", p->client_id[i]);
	if (p->hostname[0])
		writer_printf(&to, " host %s", p->hostname);
	if (p->has_ignored)
		writer_text(&to, " ignored");
	assert_true(writer_ok(&to));
}

static void test_every_form_is_understood(void **state)
{
	static const char *const rows[][2] = {
		/* of Talos, dracut's manual page and the kernel's nfsroot.rst */
		{ "172.20.0.2::172.20.0.1:255.255.255.0::eth1:::::",
		  "static 172.20.0.2/24 via 172.20.0.1 on eth1" },
		{ "172.20.0.2::172.20.0.1:255.255.255.0::enx001122aabbcc",
		  "static 172.20.0.2/24 via 172.20.0.1 on 00:11:22:aa:bb:cc" },
		{ "172.20.0.2:172.21.0.1:172.20.0.1:255.255.255.0:master1:eth1::10.0.0.1:"
		  "10.0.0.2:10.0.0.1",
		  "static 172.20.0.2/24 via 172.20.0.1 on eth1 dns 10.0.0.1 dns 10.0.0.2 "
		  "host master1 ignored" },
		{ "10.105.155.21::10.105.155.30:255.255.255.240:pve1:eth0:off",
		  "static 10.105.155.21/28 via 10.105.155.30 on eth0 host pve1" },
		{ "[2a03:1:2::12]::[2a03:1:2::11]:[ffff:ffff:ffff:ffff:ffff:ffff:ffff:fff8]:"
		  "master:eth0:off:[2001:4860:4860::8888]:[2606:4700::1111]:[2606:4700:f1::1]",
		  "static 2a03:1:2::12/125 via 2a03:1:2::11 on eth0 dns 2001:4860:4860::8888 "
		  "dns 2606:4700::1111 host master ignored" },
		{ "[2a03:1:2::12]::[2a03:1:2::11]:125:master:eth0:off:"
		  "[2001:4860:4860::8888]:[2606:4700::1111]:[2606:4700:f1::1]",
		  "static 2a03:1:2::12/125 via 2a03:1:2::11 on eth0 dns 2001:4860:4860::8888 "
		  "dns 2606:4700::1111 host master ignored" },
		{ "10.0.0.5:10.0.0.1:10.0.0.1:255.255.255.0::eth0:off",
		  "static 10.0.0.5/24 via 10.0.0.1 on eth0 ignored" },
		{ "10.0.0.5:10.0.0.1/32:10.0.0.1:255.255.255.255::eth0:off",
		  "static 10.0.0.5/32 peer 10.0.0.1 via 10.0.0.1 on eth0" },
		{ "10.0.0.5:10.0.0.1/32:10.0.0.1:::eth0:off",
		  "static 10.0.0.5/32 peer 10.0.0.1 via 10.0.0.1 on eth0" },
		{ "10.0.0.4:10.0.0.5:10.0.0.5:31::eth0",
		  "static 10.0.0.4/31 peer 10.0.0.5 via 10.0.0.5 on eth0" },
		{ "[2001:db8::1]:[2001:db8::2]::128::eth0",
		  "static 2001:db8::1/128 peer 2001:db8::2 on eth0" },
		{ "203.0.113.9::10.0.0.1:255.255.255.255::ens3:none",
		  "static 203.0.113.9/32 via 10.0.0.1 on ens3" },
		{ "203.0.113.9::[fe80::1]:32::ens3:none",
		  "static 203.0.113.9/32 via fe80::1 on ens3" },
		{ ":::::eth4:dhcp::::", "dhcp on eth4" },
		{ "eth3:dhcp", "dhcp on eth3" },
		{ "dhcp,1,aabbcc", "dhcp id 01616162626363" },
		{ "eth3:dhcp,0,x", "dhcp on eth3 id 0078" },
		{ "::::master1:eth1", "dhcp on eth1 host master1" },
		{ "eth0:dhcp:1450:52:54:00:12:34:56",
		  "dhcp on eth0 mtu 1450 set 52:54:00:12:34:56" },
		{ "eth0:dhcp::52-54-00-12-34-56", "dhcp on eth0 set 52:54:00:12:34:56" },
		{ "52:54:00:12:34:56:dhcp", "dhcp on 52:54:00:12:34:56" },
		{ "10.0.0.5:::24::52:54:00:12:34:5F:off",
		  "static 10.0.0.5/24 on 52:54:00:12:34:5f" },
		{ "10.0.0.5:::24::eth0:off:1400:52:54:00:12:34:56",
		  "static 10.0.0.5/24 on eth0 mtu 1400 set 52:54:00:12:34:56" },
		{ "10.0.0.5:::24::eth0:off::52:54:00:12:34:56",
		  "static 10.0.0.5/24 on eth0 set 52:54:00:12:34:56" },
		{ "10.0.0.5:::24::eth0:off::10.0.0.2",
		  "static 10.0.0.5/24 on eth0 dns 10.0.0.2" },
		{ "10.0.0.5:0.0.0.0:0.0.0.0:24", "static 10.0.0.5/24" },
		{ "0.0.0.0:10.0.0.1::::eth0:dhcp", "dhcp on eth0 ignored" },
		{ "10.0.0.5", "static 10.0.0.5 alone" },
		{ "dhcp", "dhcp" },
		{ "on", "dhcp" },
		{ "any", "dhcp" },
		{ "single-dhcp", "dhcp" },
		{ "dhcp,on", "dhcp" },
		{ ":dhcp", "dhcp" },
		{ "off", "off" },
		{ "none:", "off" },
		{ "eth1:off", "off on eth1" },
		{ ":::::eth1:none", "off on eth1" },
		{ "eth0.5:dhcp", "dhcp on eth0.5" },
		{ "dhcp6", "dhcp6" },
		{ "eth0:link6", "link6 on eth0" },
		{ "eth0:dhcp,dhcp6", "dhcpdhcp6 on eth0" },
		{ "dhcp,auto6", "dhcpauto6" },
		{ "auto6", "auto6" },
		{ "either6", "auto6dhcp6" },
		{ ":::::eth0:link-local", "link6 on eth0" },
		{ "52:54:00:12:34:56:auto6:1400", "auto6 on 52:54:00:12:34:56 mtu 1400" },
	};
	char text[512];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct ip_param p;
		const char *why = ip_param_parse(rows[i][0], strlen(rows[i][0]), &p);

		if (why)
			fail_msg("%s: %s", rows[i][0], why);
		describe(&p, text, sizeof(text));
		if (strcmp(text, rows[i][1]) != 0)
			fail_msg("%s: %s", rows[i][0], text);
	}
}

static void test_what_cannot_be_meant_is_refused_with_a_reason(void **state)
{
	static const char *const rows[][2] = {
		{ "", "wants" },
		{ "::", "wants" },
		{ "xyz:", "wants" },
		{ "dhcpx", "wants" },
		{ "dhc", "wants" },
		{ "172.20.0.2::172.20.0.1", "no mask" },
		{ "172.20.0.2::172.20.0.1:0.0.0.0", "no mask" },
		{ "[2001:db8::a]:[2001:db8::b]:[fe80::1]::master1:eth1::"
		  "[2001:4860:4860::6464]:[2001:4860:4860::64]:[2001:4860:4806::]",
		  "no mask" },
		{ "1.2.3.4:::255.0.255.0::eth0:off", "mask" },
		{ "1.2.3.4:::33::eth0:off", "mask" },
		{ "1.2.3.4:::0::eth0:off", "mask" },
		{ "1.2.3.4:::[ffff::]::eth0:off", "mask" },
		{ "[::2]:::129::eth0:off", "mask" },
		{ "[2001:db8::1]:::[ffff::ffff]::eth0:off", "mask" },
		{ "bootp", "bootp" },
		{ "rarp", "rarp" },
		{ "both", "both" },
		{ "eth0:ibft", "ibft" },
		{ "[2001:db8::5]:::64::eth0:auto6", "asks for one" },
		{ "dhcp6,off", "and for none" },
		{ "dhcp,off", "and for none" },
		{ "dhcp,256,x", "TYPE" },
		{ "dhcp,1,", "TYPE" },
		{ "dhcp,1,aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
		  "134 bytes" },
		{ "10.0.0.5:::24::eth0:dhcp", "asks for one" },
		{ "10.0.0.5:::24::a-name-of-sixteen:off", "device" },
		{ "10.0.0.5:::24::[::1]:off", "device" },
		{ "a-name-of-sixteen:dhcp", "device" },
		{ "e/0:dhcp", "device" },
		{ "10.0.0.5:::24:host_name:eth0:off", "host name" },
		{ "10.0.0.5:::24:$(reboot):eth0:off", "host name" },
		{ "10.0.0.5:::24::eth0:of", "wants" },
		{ "10.0.0.256:::24::eth0:off", "wants" },
		{ "2001:db8::1:::64::eth0:off", "" },
		{ "[10.0.0.5]:::24::eth0:off", "wants" },
		{ "[2001:db8::1:::64::eth0:off", "wants" },
		{ "[2001:db8::1]x:::64::eth0:off", "wants" },
		{ "10.0.0.5:peer::24::eth0:off", "second field" },
		{ "10.0.0.5:10.0.0.1/33::24::eth0:off", "second field" },
		{ "10.0.0.5:[2001:db8::1/64]::24::eth0:off", "one family" },
		{ "10.0.0.5::gw:24::eth0:off", "gateway" },
		{ "10.0.0.5::224.0.0.1:24::eth0:off", "gateway" },
		{ "[2001:db8::1]::10.0.0.1:64::eth0:off", "gateway" },
		{ "10.0.0.5:::24::eth0:off:575", "MTU" },
		{ "10.0.0.5:::24::eth0:off:9217", "MTU" },
		{ "10.0.0.5:::24::eth0:off:10.0.0.1:x", "second DNS" },
		{ "10.0.0.5:::24::eth0:off:10.0.0.1:10.0.0.2:x", "time server" },
		{ "10.0.0.5:::24::eth0:off::01:00:5e:00:00:01", "MAC" },
		{ "eth0:dhcp:99", "MTU" },
		{ "eth0:dhcp:1400:xx", "MAC" },
		{ "eth0:dhcp:1400:52:54:00:12:34", "MAC" },
		{ "10.0.0.5:::24::eth0:off:10.0.0.1:10.0.0.2:10.0.0.3:x", "ten" },
		{ "a:b:c:d:e:f:g:h:i:j:k:l:m:n:o:p:q:r:s:t:u:v:w:x:y:z", "wants" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct ip_param p = { .mtu = 77 };
		const char *why = ip_param_parse(rows[i][0], strlen(rows[i][0]), &p);

		if (!why || !strstr(why, rows[i][1]) || p.mtu != 77)
			fail_msg("%s: %s", rows[i][0], why ? why : "taken");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_form_is_understood),
		cmocka_unit_test(test_what_cannot_be_meant_is_refused_with_a_reason),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
