/* SPDX-License-Identifier: MIT */
#include "step/load.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "base/writer.h"
#include "pure/encrypted_ram.h"
#include "pure/redact.h"
#include "pure/watchdog_rule.h"
#include "step/load_file.h"
#include "step/load_segments.h"
#include "step/state.h"
#include "step/target_line.h"
#include "sys/fd.h"
#include "sys/io.h"
#include "sys/kexec_file.h"
#include "sys/log.h"

enum {
	CMDLINE_SIZE = 8192,
	CPUINFO_SIZE = 4096, /* the first CPU's part has 2 KiB */
	MIB_TENTH = (1 << 20) / 10,
};

static int read_header(const struct memory *kernel, struct bzimage *ret,
		       struct failure *why)
{
	if (bzimage_parse(kernel->bytes, kernel->len, ret) < 0 ||
	    kernel->len <= ret->payload_at)
		return failure_set(why, FAILURE_SOURCE_KERNEL, "the kernel",
				   "is not a 64-bit bzImage");
	return 0;
}

static int load_by(enum load_way way, const struct load_image *image,
		   struct load_obstacle *ret)
{
	return way == LOAD_FILE ? load_by_file(image, ret)
				: load_by_segments(image, way == LOAD_STORE, ret);
}

static int give_up(const struct load_obstacle *o, struct failure *why)
{
	enum failure_code code = FAILURE_LOAD_FAILED;

	if (o->stage == LOAD_FEEDING)
		return failure_set(why, code, o->what, "%s",
				   kexec_explain_userfaultfd(o->error));
	if (load_error_is_denial(o->error))
		code = FAILURE_LOAD_DENIED;
	else if (o->error == ENOMEM)
		code = FAILURE_RAM;
	(void)failure_set(why, code, o->what, "%s", kexec_explain(o->error));
	return code == FAILURE_LOAD_FAILED && o->stage == LOAD_SPENT ? -ESTALE : -EIO;
}

static void say_loaded(const struct load_image *image, enum load_way way, uint64_t ms)
{
	uint64_t kernel = image->verdict->kernel.len, initrd = image->verdict->initrd.len;

	log_line(
		"load: kernel %llu.%llu MiB, initrd %llu.%llu MiB, by %s, in %llu.%llu s",
		(unsigned long long)(kernel >> 20),
		(unsigned long long)(kernel % (1 << 20) / MIB_TENTH % 10),
		(unsigned long long)(initrd >> 20),
		(unsigned long long)(initrd % (1 << 20) / MIB_TENTH % 10),
		load_way_name(way), (unsigned long long)(ms / 1000),
		(unsigned long long)(ms % 1000 / 100));
}

static int load_by_any(const struct load_image *image, const struct load_ways *ways,
		       struct failure *why)
{
	size_t i = 0;

	for (;;) {
		enum load_way way = ways->ways[i];
		struct load_obstacle obstacle = { .what = "" };
		uint64_t began_ms = io_now_ms();

		if (load_by(way, image, &obstacle) == 0) {
			say_loaded(image, way, io_now_ms() - began_ms);
			return 0;
		}
		int r = give_up(&obstacle, why);

		i = load_ways_after(ways, i, obstacle.stage, obstacle.error);
		if (i >= ways->count)
			return r;
		log_line("load: not by %s: %s: %s; trying %s", load_way_name(way),
			 why->object, why->why, load_way_name(ways->ways[i]));
	}
}

int load_check_permitted(struct failure *why)
{
	const char *forbidden = kexec_forbidden();

	return forbidden ? failure_set(why, FAILURE_LOAD_DENIED, "kexec", "%s", forbidden)
			 : 0;
}

static bool is_ram_encrypted(void)
{
	char cpuinfo[CPUINFO_SIZE], ours[CMDLINE_SIZE];
	cleanup_fd int fd = open("/proc/cpuinfo", O_RDONLY | O_CLOEXEC);
	ssize_t len = fd < 0 ? -1 : io_read(fd, cpuinfo, sizeof(cpuinfo) - 1);

	cpuinfo[len > 0 ? len : 0] = 0;
	return io_read_file("/proc/cmdline", ours, sizeof(ours)) > 0 &&
	       encrypted_ram_is_likely(cpuinfo, ours);
}

struct load_ways load_ways_here(int forced, unsigned int deaths)
{
	bool locked_down = kexec_is_locked_down(), encrypted = is_ram_encrypted();
	struct load_ways ways = load_ways_plan(forced, deaths, locked_down || encrypted);

	if (locked_down)
		log_line(
			"load: the kernel is locked down (Secure Boot?): only "
			"kexec_file_load of a kernel that is signed for this machine, and "
			"NixOS's are not");
	if (encrypted)
		log_line(
			"load: this machine's RAM is encrypted: only kexec_file_load can "
			"enter another kernel");
	if (ways.ways[0] != LOAD_STORE)
		log_line("load: by %s first", load_way_name(ways.ways[0]));
	return ways;
}

/* A watchdog that runs on across the jump would reset a healthy target that ignores it. */
static int check_fed(const struct config *config, const char *cmdline,
		     struct failure *why)
{
	if (config->watchdog_s == 0 || watchdog_is_fed_by(cmdline))
		return 0;
	return failure_set(
		why, FAILURE_CONFIG_VALUE, "nixos.watchdog=",
		"the target shows no sign of feeding a watchdog "
		"(systemd.watchdog_sec= on its command line), it would be reset");
}

/* All that a verdict needs to become an image but the host's state. */
static int prepare(struct verdict *v, const struct config *config,
		   char cmdline[static TARGET_CMDLINE_SIZE], struct load_image *image,
		   struct failure *why)
{
	if (v->is != VERDICT_HOLDS)
		return failure_set(why, FAILURE_INTERNAL, "load", "there is no verdict");
	int r = read_header(&v->kernel, &image->header, why);

	if (r == 0)
		r = target_line_build(v, config, image->header.cmdline_max, cmdline, why);
	if (r == 0)
		r = check_fed(config, cmdline, why);
	return r;
}

/* A site's words may be secret; who looks at a console need not know them. */
static void say_words(const char *cmdline)
{
	char shown[2 * TARGET_CMDLINE_SIZE]; /* "***" may be longer than what it hides */
	struct writer to = writer_over(shown, sizeof(shown));
	struct redact redact = { .in_key = false };

	redact_line(&redact, cmdline, strlen(cmdline), &to);
	log_line("jump: %s", shown);
}

int load_verdict(struct verdict *v, const struct config *config,
		 const struct load_ways *ways, int report_fd, struct failure *why)
{
	cleanup_memory struct memory state = { .bytes = NULL };
	char cmdline[TARGET_CMDLINE_SIZE];
	struct load_image image = {
		.verdict = v,
		.state = &state,
		.cmdline = cmdline,
		.report_fd = report_fd,
	};
	int r = prepare(v, config, cmdline, &image, why);

	if (r == 0)
		r = state_build(&state, why);
	if (r == 0)
		r = load_by_any(&image, ways, why);
	if (r == 0)
		say_words(cmdline);
	return r;
}

int load_write(struct verdict *v, const struct config *config,
	       const struct load_files *to, struct failure *why)
{
	cleanup_memory struct memory state = { .bytes = NULL };
	char cmdline[TARGET_CMDLINE_SIZE];
	struct load_image image = {
		.verdict = v,
		.state = &state,
		.cmdline = cmdline,
		.report_fd = -1,
	};
	int r = prepare(v, config, cmdline, &image, why);

	if (r == 0 && state_was_handed_over())
		r = state_build(&state, why);
	if (r < 0)
		return r;
	r = load_write_files(&image, to->kernel_fd, to->initrd_fd);
	if (r == 0)
		r = io_write_all(to->cmdline_fd, cmdline, strlen(cmdline));
	return r < 0 ? failure_set(why, FAILURE_LOAD_FAILED, "the image",
				   "cannot be written: %s", strerror(-r))
		     : 0;
}
