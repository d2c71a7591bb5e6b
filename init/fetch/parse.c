/* SPDX-License-Identifier: MIT */
/* parse: from the text that a source publishes to fields that were checked. */
#include <assert.h>
#include <errno.h>
#include <string.h>

#include "fetch/channel.h"
#include "fetch/role.h"
#include "pure/parse_msg.h"

static enum role_exit answer(const uint8_t *bytes, size_t len)
{
	return channel_write(bytes, len) < 0 ? ROLE_FAILED : ROLE_DONE;
}

static enum role_exit answer_fault(const struct parse_fault *fault,
				   uint8_t wire[PARSE_ANSWER_MAX])
{
	(void)answer(wire, parse_msg_encode_fault(fault, wire));
	return ROLE_FAILED;
}

enum role_exit parse_run(const struct role_options *options)
{
	static uint8_t input[SUMS_FILE_MAX], wire[PARSE_ANSWER_MAX];
	static struct kexec_boot boot;
	static struct sums sums;
	struct parse_fault fault;

	static_assert(sizeof(input) >= KEXEC_BOOT_FILE_MAX, "one buffer for both");
	ssize_t n = channel_read_all(input, sizeof(input));
	if (n < 0) {
		channel_answer_fault(
			n == -EFBIG ? PARSE_FAULT_INPUT : PARSE_FAULT_INTERNAL,
			n == -EFBIG ? "larger than 64 KiB" : "cannot be read");
		return ROLE_FAILED;
	}
	if (strcmp(options->subject, "sums") == 0) {
		if (sums_parse(input, (size_t)n, &sums, &fault) < 0)
			return answer_fault(&fault, wire);
		return answer(wire, parse_msg_encode_sums(&sums, wire));
	}
	if (strcmp(options->subject, "kexec-boot") == 0) {
		if (kexec_boot_parse(input, (size_t)n, &boot, &fault) < 0)
			return answer_fault(&fault, wire);
		return answer(wire, parse_msg_encode_kexec_boot(&boot, wire));
	}
	return ROLE_USAGE;
}
