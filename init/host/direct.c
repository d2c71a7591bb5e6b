/* SPDX-License-Identifier: MIT */
#include "host/direct.h"

#include <errno.h>
#include <string.h>

#include "host/archives.h"
#include "host/check.h"
#include "host/options.h"
#include "host/say.h"
#include "host/stage_two.h"
#include "host/stage_two_words.h"
#include "pure/failure.h"
#include "sys/fd.h"
#include "sys/kexec_file.h"

/* What stage two would be told is what its programs are told here. */
static int words(const struct options *o, char ret[static STAGE2_CMDLINE_MAX])
{
	return stage_two_words(o, STAGE2_CMDLINE_MAX - 1, NULL, ret);
}

static int run(const struct options *o, const struct archives *from, const char *job,
	       const int files[static STAGE_TWO_FILES_MAX])
{
	char cmdline[STAGE2_CMDLINE_MAX];
	struct stage_two how = {
		.job = job,
		.cmdline = cmdline,
		.image = from->image,
		.is_silent = say_is_json(),
	};
	struct report report = { 0 };
	cleanup_fd int fd = -1;
	uint64_t bytes;
	int r = words(o, cmdline);

	if (r == 0)
		r = archives_build(from, &fd, &bytes);
	if (r < 0)
		return r;
	how.initrd_fd = fd;
	memcpy(how.files, files, sizeof(how.files));
	r = stage_two_run(&how, &report);
	return r == 0 && report.kind == REPORT_FAILED ? say_failure(&report.failure) : r;
}

int direct_load(const struct options *o, const struct archives *from)
{
	static const int none[STAGE_TWO_FILES_MAX];
	int r = run(o, from, "direct", none);

	if (r < 0)
		return r;
	/* asked once more: a jump with nothing loaded fails where nobody looks any more */
	if (!kexec_is_loaded())
		return say_error(failure_name(FAILURE_LOAD_FAILED),
				 "the kernel took the target, but says that nothing is "
				 "loaded");
	say_line(
		"loaded the target itself: no stage two, so there is no rescue on the way");
	return 0;
}

int direct_check(const struct options *o, const struct archives *from)
{
	char cmdline[STAGE2_CMDLINE_MAX];
	struct archives archives = *from;
	int r = words(o, cmdline);

	if (r == 0)
		r = archives_look_at_target(o, cmdline, &archives);
	if (r == 0 && archives.target_bytes > 0 &&
	    !check_direct_memory(archives.target_bytes))
		r = -EIO;
	return r;
}

int direct_write(const struct options *o, const struct archives *from,
		 const int files[static 3])
{
	return run(o, from, "write", files);
}

void direct_advise(uint64_t target_bytes)
{
	struct failure why;

	if (target_bytes == 0)
		say_lacks("hop: by stage two; whether --direct fits into memory shows "
			  "when the target's size is known");
	else if (check_fits_directly(target_bytes, &why))
		say_ok("hop: by stage two, which tries again and can be asked for help; "
		       "--direct would fit, too");
	else
		say_ok("hop: by stage two; --direct does not fit: %s", why.why);
}
