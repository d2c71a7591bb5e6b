/* SPDX-License-Identifier: MIT */
#include "host/boot.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "host/archives.h"
#include "host/check.h"
#include "host/jump.h"
#include "host/kernel_image.h"
#include "host/local_image.h"
#include "host/network_state.h"
#include "host/say.h"
#include "pure/config.h"
#include "pure/stage2_cmdline.h"
#include "sys/fd.h"
#include "sys/io.h"
#include "sys/kexec_file.h"

enum {
	PROC_CMDLINE_MAX = 8192, /* four times what x86 takes */
};

/* --- what stage two is told ---------------------------------------------------------- */

/* Stage two's own reader: what it would refuse there is refused here, while somebody
 * still looks. */
static int check_words(const char *cmdline)
{
	static struct config config;
	struct failure why;

	config_init(&config);
	if (config_apply(&config, cmdline, &why) < 0 || config_check(&config, &why) < 0)
		return say_failure(&why);
	return 0;
}

static int make_cmdline(const struct boot *boot, const struct kernel_image *kernel,
			char ret[static STAGE2_CMDLINE_MAX])
{
	char host[PROC_CMDLINE_MAX];
	const char *why = NULL;
	const struct stage2_wish wish = {
		.host = host,
		.url = boot->url,
		.sha256 = boot->sha256,
		.append = boot->append,
		.extra = boot->extra,
	};
	ssize_t len = io_read_file("/proc/cmdline", host, sizeof(host));

	if (len < 0)
		return say_error("E-INTERNAL", "/proc/cmdline: %s", strerror((int)-len));
	int r = stage2_cmdline_build(&wish, kernel->header.cmdline_max, ret, &why);

	if (r == -EINVAL)
		return say_error(failure_name(FAILURE_CONFIG_VALUE), "%s", why);
	if (r < 0)
		return say_error(failure_name(FAILURE_CONFIG_VALUE),
				 "stage two's command line would be longer than the %u "
				 "bytes that this kernel takes",
				 kernel->header.cmdline_max);
	return check_words(ret);
}

/* --- the load ------------------------------------------------------------------------ */

/* A policy said no, or something broke: only the second is worth another try. */
static enum failure_code load_code(int error)
{
	switch (error) {
	case EPERM:
	case EACCES:
	case ENODATA:
	case ENOKEY:
	case EKEYREJECTED:
	case ENOPKG:
	case EBADMSG:
		return FAILURE_LOAD_DENIED;
	default:
		return FAILURE_LOAD_FAILED;
	}
}

static int load(const struct kernel_image *kernel, int initrd_fd, uint64_t initrd_bytes,
		const char *cmdline)
{
	say_line("loading kernel %.1f MiB, initrd %.1f MiB", say_mib(kernel->bytes),
		 say_mib(initrd_bytes));
	int r = kexec_file_load(kernel->fd, initrd_fd, cmdline);

	if (r < 0)
		return say_error(failure_name(load_code(-r)), "%s: %s", kernel->path,
				 kexec_explain(-r));
	/* asked once more: a jump with nothing loaded fails where nobody looks any more */
	if (!kexec_is_loaded())
		return say_error(failure_name(FAILURE_LOAD_FAILED),
				 "%s: the kernel took it, but says that nothing is "
				 "loaded",
				 kernel->path);
	return 0;
}

static int build_and_load(const struct boot *boot, const struct archives *from)
{
	char cmdline[STAGE2_CMDLINE_MAX], shown[STAGE2_CMDLINE_MAX];
	cleanup_fd int initrd_fd = -1;
	uint64_t initrd_bytes = 0;
	int r = make_cmdline(boot, from->kernel, cmdline);

	if (r == 0)
		r = archives_build(from, &initrd_fd, &initrd_bytes);
	if (r == 0)
		r = load(from->kernel, initrd_fd, initrd_bytes, cmdline);
	if (r < 0)
		return r;
	stage2_cmdline_redact(cmdline, shown, sizeof(shown));
	say_line("stage two: %s", shown);
	return 0;
}

/* The same with an image of the host's, which stage two finds in its own initrd. */
static int build_and_load_image(const struct boot *boot, const struct archives *from)
{
	struct boot with_image = *boot;
	struct archives and_image = *from;
	struct local_image *image = malloc(sizeof(*image)); /* 80 KiB */
	int r;

	if (!image)
		return say_error("E-HOST-ARCHIVE", "image: out of memory");
	r = local_image_find(boot->dir, image);
	/* without the archives, but before minutes are spent on a large image */
	if (r == 0 && !check_memory(from->kernel->bytes, local_image_bytes(image), 0,
				    local_image_bytes(image)))
		r = -EIO;
	if (r == 0)
		r = local_image_prove(image, boot->sha256);
	if (r == 0) {
		with_image.url = LOCAL_IMAGE_URL;
		with_image.sha256 = image->sha256;
		and_image.image = image;
		r = build_and_load(&with_image, &and_image);
	}
	free(image);
	return r;
}

/* --- the checks ---------------------------------------------------------------------- */

/* What cannot be carried over does not keep anybody here. */
static void read_network(struct network_state *ret)
{
	int r = network_state_read(ret);

	if (r < 0) {
		*ret = (struct network_state){ 0 };
		say_lacks("network: the kernel does not tell its state: %s",
			  strerror(-r));
		return;
	}
	network_state_say(ret);
}

/* All questions are asked before one of them ends it. */
static int check_and_load(const struct boot *boot)
{
	struct network_state network;
	struct kernel_image kernel = KERNEL_IMAGE_NONE;
	const struct archives from = { .kernel = &kernel, .network = &network };
	bool possible = check_host();
	int r;

	if (kernel_image_find(boot->kernel, &kernel) < 0 ||
	    kernel_image_find_modules(boot->modules, &kernel) < 0)
		possible = false;
	read_network(&network);
	if (!possible) {
		say_line("nothing was changed");
		r = -EPERM;
	} else if (boot->dir) {
		r = build_and_load_image(boot, &from);
	} else {
		r = build_and_load(boot, &from);
	}
	network_state_free(&network);
	close_fdp(&kernel.fd);
	return r;
}

int boot_run(const struct boot *boot)
{
	int r;

	/* should memory run out after all, the host's services are not to suffer for it */
	if (io_write_file("/proc/self/oom_score_adj", "1000") < 0)
		say_lacks("memory: cannot offer itself to the OOM killer first");
	r = check_and_load(boot);

	if (r < 0)
		return r;
	if (boot->dry_run) {
		say_line("a dry run: everything is in place, now unloaded again");
		return boot_unload();
	}
	r = jump_detached();
	if (r == 0)
		return 0;
	/* else systemd makes a kexec of the next plain reboot */
	return boot_unload() < 0 ? -EIO : r;
}

int boot_unload(void)
{
	int r = kexec_file_unload();

	if (r < 0)
		return say_error(failure_name(FAILURE_LOAD_FAILED), "unload: %s",
				 kexec_explain(-r));
	return 0;
}

int boot_status(void)
{
	say_line(kexec_is_loaded() ? "a kernel is loaded: `takeover unload` forgets it"
				   : "no kernel is loaded");
	return 0;
}
