/* SPDX-License-Identifier: MIT */
#include "pure/json.h"

#include "base/text.h"

enum {
	STRING_END = -1,
	DIGITS_MAX = 10, /* of a number of 32 bits */
	ESCAPE_DIGITS = 4,
};

struct json json_over(const void *bytes, size_t len)
{
	return (struct json){ .in = cursor_over(bytes, len), .len = len };
}

/* The next byte as it stands, or 0. */
static uint8_t look(const struct json *j)
{
	return json_ok(j) && j->in.left > 0 ? j->in.at[0] : 0;
}

/* The next byte that is no white space, or 0. */
static uint8_t peek(struct json *j)
{
	for (;;) {
		uint8_t c = look(j);

		if (c != ' ' && c != '\t' && c != '\n' && c != '\r')
			return c;
		(void)cursor_u8(&j->in);
	}
}

static void take(struct json *j, char c)
{
	if (peek(j) != (uint8_t)c)
		json_refuse(j);
	else
		(void)cursor_u8(&j->in);
}

/* --- arrays and objects --------------------------------------------------------------- */

static void enter(struct json *j, char open)
{
	take(j, open);
	if (j->depth == JSON_DEPTH_MAX)
		json_refuse(j);
	j->depth++;
	j->is_first = true;
}

static bool more(struct json *j, char close)
{
	bool was_first = j->is_first;

	j->is_first = false;
	if (peek(j) == (uint8_t)close) {
		take(j, close);
		j->depth--;
		return false;
	}
	if (!was_first)
		take(j, ',');
	return json_ok(j);
}

void json_array(struct json *j)
{
	enter(j, '[');
}

void json_object(struct json *j)
{
	enter(j, '{');
}

bool json_element(struct json *j)
{
	return more(j, ']');
}

/* --- strings -------------------------------------------------------------------------- */

static int escaped_byte(struct json *j)
{
	static const char names[] = "\"\\/bfnrt", bytes[] = "\"\\/\b\f\n\r\t";
	uint8_t c = cursor_u8(&j->in);
	uint32_t number = 0;

	for (size_t i = 0; i + 1 < sizeof(names); i++)
		if (c == (uint8_t)names[i])
			return bytes[i];
	for (int i = 0; c == 'u' && i < ESCAPE_DIGITS; i++) {
		int digit = text_hex_digit((char)cursor_u8(&j->in));

		if (digit < 0)
			json_refuse(j);
		number = number << 4 | ((uint32_t)digit & 15);
	}
	if (number == 0) /* a text of ours cannot hold it */
		json_refuse(j);
	return number > UINT8_MAX ? '?' : (int)number;
}

/* The next byte of a string, STRING_END behind the last one. */
static int string_byte(struct json *j)
{
	uint8_t c = cursor_u8(&j->in);

	if (c < ' ') /* with 0 at the end of the input */
		json_refuse(j);
	if (c == '"' || !json_ok(j))
		return STRING_END;
	return c == '\\' ? escaped_byte(j) : c;
}

/* How long it is; what does not fit is left out. */
static size_t read_string(struct json *j, char *ret, size_t cap)
{
	size_t len = 0;
	int c;

	take(j, '"');
	while ((c = string_byte(j)) != STRING_END) {
		if (len + 1 < cap)
			ret[len] = (char)c;
		len++;
	}
	ret[len < cap ? len : cap - 1] = 0;
	return len;
}

void json_string(struct json *j, char *ret, size_t cap)
{
	if (read_string(j, ret, cap) >= cap)
		json_refuse(j);
	if (!json_ok(j))
		ret[0] = 0;
}

bool json_key(struct json *j, char ret[static JSON_KEY_MAX])
{
	if (!more(j, '}'))
		return false;
	if (read_string(j, ret, JSON_KEY_MAX) >= JSON_KEY_MAX)
		ret[0] = 0;
	take(j, ':');
	return json_ok(j);
}

/* --- the rest ------------------------------------------------------------------------- */

static bool is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

static size_t take_digits(struct json *j, char *ret, size_t cap)
{
	size_t len = 0;

	for (; is_digit(look(j)); len++) {
		char digit = (char)cursor_u8(&j->in);

		if (len < cap)
			ret[len] = digit;
	}
	return len;
}

uint32_t json_u32(struct json *j)
{
	char digits[DIGITS_MAX] = "";
	uint64_t number = 0;

	(void)peek(j);
	size_t len = take_digits(j, digits, sizeof(digits));
	bool has_more = look(j) == '.' || (look(j) | 0x20) == 'e';

	if (has_more || len > sizeof(digits) || (len > 1 && digits[0] == '0') ||
	    text_to_u64(digits, len, UINT32_MAX, &number) < 0)
		json_refuse(j);
	return json_ok(j) ? (uint32_t)number : 0;
}

/* A number as RFC 8259 section 6 has it. */
static void skip_number(struct json *j)
{
	char first = 0;

	if (look(j) == '-')
		(void)cursor_u8(&j->in);
	size_t len = take_digits(j, &first, 1);

	if (len == 0 || (len > 1 && first == '0'))
		json_refuse(j);
	if (look(j) == '.') {
		(void)cursor_u8(&j->in);
		if (take_digits(j, &first, 1) == 0)
			json_refuse(j);
	}
	if ((look(j) | 0x20) != 'e')
		return;
	(void)cursor_u8(&j->in);
	if (look(j) == '+' || look(j) == '-')
		(void)cursor_u8(&j->in);
	if (take_digits(j, &first, 1) == 0)
		json_refuse(j);
}

static void take_word(struct json *j, const char *word)
{
	for (; *word; word++)
		if (cursor_u8(&j->in) != (uint8_t)*word)
			json_refuse(j);
}

bool json_bool(struct json *j)
{
	bool yes = peek(j) == 't';

	take_word(j, yes ? "true" : "false");
	return yes && json_ok(j);
}

bool json_is_string(struct json *j)
{
	return peek(j) == '"';
}

bool json_is_null(struct json *j)
{
	return peek(j) == 'n';
}

void json_skip(struct json *j)
{
	char key[JSON_KEY_MAX];

	switch (peek(j)) {
	case '{':
		json_object(j);
		while (json_key(j, key))
			json_skip(j);
		break;
	case '[':
		json_array(j);
		while (json_element(j))
			json_skip(j);
		break;
	case '"':
		(void)read_string(j, key, sizeof(key));
		break;
	case 't':
	case 'f':
		(void)json_bool(j);
		break;
	case 'n':
		take_word(j, "null");
		break;
	default:
		skip_number(j);
	}
}

bool json_end(struct json *j)
{
	return peek(j) == 0 && json_ok(j) && j->in.left == 0;
}

size_t json_at(const struct json *j)
{
	return j->len - j->in.left;
}
