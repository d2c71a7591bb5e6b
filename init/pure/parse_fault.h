/* SPDX-License-Identifier: MIT */
/* Why a file that somebody published could not be read: for a person, with its line. */
#pragma once

enum parse_fault_code {
	PARSE_FAULT_INPUT = 1, /* the file is not what it should be */
	PARSE_FAULT_INTERNAL, /* the parser could not work at all: its sandbox, its pipe */
};

enum {
	PARSE_FAULT_TEXT_MAX = 128,
	PARSE_FAULT_SHOWN_MAX = PARSE_FAULT_TEXT_MAX + sizeof("line 4294967295: "),
};

struct parse_fault {
	enum parse_fault_code code;
	unsigned int line; /* counted from 1; 0: not about one line */
	char text[PARSE_FAULT_TEXT_MAX];
};

/* Say that the file is not what it should be.  Returns -EBADMSG. */
int parse_fault_refuse(struct parse_fault *fault, unsigned int line, const char *why);

/* The reason, behind the line that it is about: "line 3: no digest". */
void parse_fault_text(const struct parse_fault *fault,
		      char ret[static PARSE_FAULT_SHOWN_MAX]);
