/* SPDX-License-Identifier: MIT */
#include <stdint.h>
#include <string.h>

#include "pure/cmdline.h"
#include "pure/target_cmdline.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* Three texts, each ended by a zero byte: whatever they are, the kernel will find in the
 * line what brings a bad image back to the host. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	char text[8192 + 3] = { 0 }, line[TARGET_CMDLINE_SIZE];
	struct failure why;

	if (len > 8192)
		return 0;
	memcpy(text, data, len);
	const char *image = text, *ours = image + strlen(image) + 1,
		   *append = ours + strlen(ours) + 1;

	if (ours > text + len)
		ours = append = "";
	else if (append > text + len)
		append = "";
	if (target_cmdline_build(image, ours, append, 2047, line, &why) < 0)
		return 0;
	if (strlen(line) > 2047 || !cmdline_has(line, "init") ||
	    !cmdline_has(line, "panic") || !cmdline_has(line, "boot.panic_on_fail") ||
	    (!cmdline_has(line, "root") && !cmdline_has(line, "rootfstype")))
		__builtin_trap();
	return 0;
}
