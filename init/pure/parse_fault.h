/* SPDX-License-Identifier: MIT */
/* Why a file that somebody published could not be read: for a person, with its line. */
#pragma once

enum parse_fault_code {
	PARSE_FAULT_INPUT = 1, /* the file is not what it should be */
	PARSE_FAULT_INTERNAL, /* the parser could not work at all: its sandbox, its pipe */
};

enum {
	PARSE_FAULT_TEXT_MAX = 128,
};

struct parse_fault {
	enum parse_fault_code code;
	unsigned int line; /* counted from 1; 0: not about one line */
	char text[PARSE_FAULT_TEXT_MAX];
};
