/* SPDX-License-Identifier: MIT */
#include "pure/dhcp_record.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "base/cursor.h"
#include "base/text.h"
#include "pure/ipv4.h"

enum {
	/* RFC 2131: op, htype, hlen, hops, xid, secs, flags, ciaddr */
	BEFORE_ADDRESS_BYTES = 16,
	/* siaddr, giaddr, chaddr, sname, file */
	BEHIND_ADDRESS_BYTES = 4 + 4 + 16 + 64 + 128,
	OPTION_PAD = 0,
	OPTION_CLIENT_ID = 61,
	OPTION_END = 255,
};

#define COOKIE 0x63825363U

/* A part of a text that is not NUL-terminated. */
struct part {
	const char *at;
	size_t len;
};

static bool next_line(struct part *text, struct part *ret)
{
	const char *end;

	if (text->len == 0)
		return false;
	end = memchr(text->at, '\n', text->len);
	ret->at = text->at;
	ret->len = end ? (size_t)(end - text->at) : text->len;
	text->at += ret->len + (end ? 1 : 0);
	text->len -= ret->len + (end ? 1 : 0);
	return true;
}

/* Take @word from the front; what is behind it stays. */
static bool take_word(struct part *line, const char *word)
{
	size_t len = strlen(word);

	while (line->len > 0 && (line->at[0] == ' ' || line->at[0] == '\t')) {
		line->at++;
		line->len--;
	}
	if (line->len < len || memcmp(line->at, word, len) != 0)
		return false;
	line->at += len;
	line->len -= len;
	return true;
}

/* One that is none leaves the lease without. */
static void set_address(struct part text, struct dhcp_record *record)
{
	uint32_t address;

	if (ipv4_parse(text.at, text.len, &address) == 0)
		record->address = address;
}

/* --- NAME=VALUE ----------------------------------------------------------------------- */

int dhcp_record_of_lines(const char *text, size_t len, struct dhcp_record *ret)
{
	struct dhcp_record record = { .client_id_len = 0 };
	struct part rest = { text, len }, line;

	while (next_line(&rest, &line)) {
		if (take_word(&line, "ADDRESS="))
			set_address(line, &record);
		else if (take_word(&line, "CLIENTID=") &&
			 line.len / 2 <= sizeof(record.client_id) &&
			 text_from_hex(line.at, line.len, record.client_id,
				       line.len / 2) == 0)
			record.client_id_len = line.len / 2;
	}
	if (record.address == 0)
		return -ENODATA;
	*ret = record;
	return 0;
}

/* --- dhclient ------------------------------------------------------------------------- */

/* "ff:1:a" up to the semicolon: digits as printf("%x") has them. */
static size_t parse_id(struct part text, uint8_t ret[static DHCP_RECORD_ID_MAX])
{
	size_t len = 0;
	int value = -1;

	for (size_t i = 0; i < text.len; i++) {
		int digit = text_hex_digit(text.at[i]);

		if (digit >= 0) {
			value = value < 0 ? digit : value * 16 + digit;
		} else if ((text.at[i] != ':' && text.at[i] != ';') || value < 0) {
			return 0;
		} else {
			ret[len++] = (uint8_t)value;
			value = -1;
			if (text.at[i] == ';')
				return len;
		}
		if (value > 255 || len == DHCP_RECORD_ID_MAX)
			return 0;
	}
	return 0;
}

static bool is_named(struct part text, const char *name)
{
	return take_word(&text, "\"") && take_word(&text, name) &&
	       take_word(&text, "\";");
}

static void take_statement(struct part line, struct dhcp_record *record)
{
	if (take_word(&line, "fixed-address ")) {
		const char *end = memchr(line.at, ';', line.len);

		line.len = end ? (size_t)(end - line.at) : 0;
		set_address(line, record);
	} else if (take_word(&line, "option dhcp-client-identifier ")) {
		record->client_id_len = parse_id(line, record->client_id);
	}
}

int dhcp_record_of_dhclient(const char *text, size_t len, const char *name,
			    struct dhcp_record *ret)
{
	struct dhcp_record record = { .client_id_len = 0 };
	struct part rest = { text, len }, line;
	bool is_ours = false;
	int r = -ENODATA;

	while (next_line(&rest, &line)) {
		struct part words = line;

		if (take_word(&words, "lease {")) {
			record = (struct dhcp_record){ .client_id_len = 0 };
			is_ours = false;
		} else if (take_word(&words, "interface ")) {
			is_ours = is_named(words, name);
		} else if (take_word(&words, "}")) {
			if (is_ours && record.address != 0) {
				*ret = record;
				r = 0;
			}
			is_ours = false;
		} else {
			take_statement(line, &record);
		}
	}
	return r;
}

/* --- a message ------------------------------------------------------------------------ */

static void take_options(struct cursor *c, struct dhcp_record *record)
{
	while (cursor_ok(c) && c->left > 0) {
		uint8_t code = cursor_u8(c);

		if (code == OPTION_END)
			return;
		if (code == OPTION_PAD)
			continue;
		uint8_t len = cursor_u8(c);
		const uint8_t *value = cursor_take(c, len);

		if (!value || !cursor_ok(c))
			return;
		if (code == OPTION_CLIENT_ID) {
			memcpy(record->client_id, value, len);
			record->client_id_len = len;
		}
	}
}

int dhcp_record_of_message(const void *bytes, size_t len, struct dhcp_record *ret)
{
	struct dhcp_record record = { .client_id_len = 0 };
	struct cursor c = cursor_over(bytes, len);

	(void)cursor_take(&c, BEFORE_ADDRESS_BYTES);
	record.address = cursor_be32(&c);
	(void)cursor_take(&c, BEHIND_ADDRESS_BYTES);
	if (cursor_be32(&c) != COOKIE || !cursor_ok(&c))
		return -ENODATA;
	take_options(&c, &record);
	if (record.address == 0)
		return -ENODATA;
	*ret = record;
	return 0;
}
