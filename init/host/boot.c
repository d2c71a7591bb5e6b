/* SPDX-License-Identifier: MIT */
#include "host/boot.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/archives.h"
#include "host/base_archive.h"
#include "host/check.h"
#include "host/direct.h"
#include "host/jump.h"
#include "host/kernel_image.h"
#include "host/load.h"
#include "host/local_image.h"
#include "host/network_state.h"
#include "host/options.h"
#include "host/say.h"
#include "host/second_thoughts.h"
#include "host/stage_two.h"
#include "host/stage_two_words.h"
#include "host/survey.h"
#include "pure/url.h"
#include "sys/fd.h"
#include "sys/io.h"
#include "sys/kexec_file.h"
#include "sys/memfile.h"

enum until {
	UNTIL_CHECKED, /* nothing is loaded */
	UNTIL_LOADED,
};

/* --- the way ------------------------------------------------------------------------- */

static int build(const struct options *o, const struct archives *from, enum until until)
{
	char cmdline[STAGE2_CMDLINE_MAX], shown[STAGE2_CMDLINE_MAX];
	cleanup_fd int initrd_fd = -1;
	struct archives archives = *from;
	uint64_t initrd_bytes = 0;
	int r = o->url ? stage_two_words(o, from->kernel->header.cmdline_max, "kexec",
					 cmdline)
		       : 0;

	if (r == 0)
		r = archives_look_at_target(o, cmdline, &archives);
	if (r == 0)
		r = archives_build(&archives, &initrd_fd, &initrd_bytes);
	if (r == 0 && until == UNTIL_CHECKED)
		direct_advise(archives.target_bytes);
	if (r == 0 && until == UNTIL_LOADED) {
		second_thoughts_watch();
		r = load_stage_two(from->kernel, initrd_fd, initrd_bytes, cmdline);
	}
	if (r < 0 || !o->url)
		return r;
	stage2_cmdline_redact(cmdline, shown, sizeof(shown));
	say_line("stage two: %s", shown);
	return 0;
}

static int build_hop(const struct options *o, const struct archives *from,
		     enum until until)
{
	if (from->kernel)
		return build(o, from, until);
	if (until == UNTIL_CHECKED)
		return direct_check(o, from);
	second_thoughts_watch();
	return direct_load(o, from);
}

/* The same with an image of the host's, which stage two finds in its own initrd. */
static int build_with_image(const struct options *o, const struct archives *from,
			    enum until until)
{
	struct options with_image;
	struct archives and_image = *from;
	struct local_image *image;
	int r = local_image_take(o, from->kernel ? from->kernel->bytes : 0, &image,
				 &with_image);

	if (r < 0)
		return r;
	and_image.image = image;
	and_image.target_bytes = local_image_bytes(image);
	r = build_hop(&with_image, &and_image, until);
	free(image);
	return r;
}

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

/* What stage two would run on. */
static bool find_kernel(const struct options *o, struct kernel_image *ret)
{
	if (kernel_image_find(o->kernel, ret) < 0 ||
	    kernel_image_find_modules(o->modules, ret) < 0) {
		say_lacks("hop: --direct goes without a kernel and modules of this host");
		return false;
	}
	survey_compression(ret);
	return true;
}

/* All questions are asked before one of them ends it. */
static int go(const struct options *o, enum until until)
{
	struct network_state network;
	struct kernel_image kernel = KERNEL_IMAGE_NONE;
	const struct archives from = { .kernel = o->direct ? NULL : &kernel,
				       .network = &network,
				       .reads_disk = o->url && url_is_local(o->url) };
	bool possible = check_host();
	int r;

	/* should memory run out after all, the host's services are not to suffer for it */
	if (io_write_file("/proc/self/oom_score_adj", "1000") < 0)
		say_lacks("memory: cannot offer itself to the OOM killer first");
	if (!o->direct && !find_kernel(o, &kernel))
		possible = false;
	read_network(&network);
	survey_hardware();
	if (!possible) {
		say_line("nothing was changed");
		r = -EPERM;
	} else if (o->image) {
		r = build_with_image(o, &from, until);
	} else {
		r = build_hop(o, &from, until);
	}
	network_state_free(&network);
	close_fdp(&kernel.fd);
	return r;
}

/* --- the commands -------------------------------------------------------------------- */

int boot_check(const struct options *options)
{
	if (options->json)
		say_json_begin();
	int r = go(options, UNTIL_CHECKED);

	if (options->json)
		say_json_end(r == 0);
	return r;
}

/* What is loaded goes again if anything is wrong, or a person changed their mind: systemd would
 * make a kexec of the next plain reboot. */
static int take_back(int why)
{
	int r = load_forget();

	if (r == 0 && why == -ECANCELED)
		say_line("taken back: this system stays");
	return r < 0 ? r : why;
}

int boot_load(const struct options *options)
{
	int r = go(options, UNTIL_LOADED);

	if (r == 0 && second_thoughts_came())
		r = -ECANCELED;
	if (r == -ECANCELED)
		return take_back(r);
	if (r == 0)
		say_line("loaded: `takeover unload` forgets it; a reboot through systemd "
			 "would enter it");
	return r;
}

int boot_run(const struct options *options)
{
	const struct jump how = { .clean = options->clean,
				  .by_systemd = options->systemd };
	int r = go(options, UNTIL_LOADED);

	if (r < 0)
		return r == -ECANCELED ? take_back(r) : r;
	if (options->dry_run) {
		say_line("a dry run: everything is in place, now unloaded again");
		return load_forget();
	}
	r = jump_detached(&how);
	return r < 0 ? take_back(r) : 0;
}

int boot_unload(const struct options *unused)
{
	(void)unused;
	return load_forget();
}

int boot_status(const struct options *options)
{
	bool is_loaded = kexec_is_loaded();

	if (options->json)
		(void)printf("{\"loaded\":%s}\n", is_loaded ? "true" : "false");
	else
		say_line(is_loaded ? "a kernel is loaded: `takeover unload` forgets it"
				   : "no kernel is loaded");
	return 0;
}

int boot_report(const struct options *options)
{
	struct kernel_image kernel = KERNEL_IMAGE_NONE;
	struct network_state network;
	cleanup_fd int fd = memfile_new("base");

	(void)check_host();
	(void)find_kernel(options, &kernel);
	close_fdp(&kernel.fd);
	read_network(&network);
	network_state_free(&network);
	survey_hardware();
	int r = fd < 0 ? say_error("E-HOST-ARCHIVE", "%s", strerror(-fd))
		       : base_archive_write(fd, false);

	return r < 0 ? r : stage_two_report(fd);
}
