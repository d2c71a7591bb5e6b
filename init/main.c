/* SPDX-License-Identifier: MIT */
/*
 * PID 1 of stage two: the order of the steps, and the only place that knows what happens
 * when one of them fails.  Never returns and never exits, or the kernel panics.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "pid1.h"
#include "pure/config.h"
#include "pure/plan.h"
#include "recover.h"
#include "step/devices.h"
#include "step/early.h"
#include "step/hooks.h"
#include "step/jump.h"
#include "step/load_job.h"
#include "step/network.h"
#include "step/network_job.h"
#include "step/paths.h"
#include "step/report.h"
#include "sys/config_files.h"
#include "sys/io.h"
#include "sys/log.h"
#include "sys/memory.h"
#include "sys/process.h"
#include "sys/random.h"

enum {
	JUMP_MS = 60 * 1000, /* drivers may take their time to shut down */
	RESTARTS_MAX = 20,
	SETTLE_MS = 500, /* for the last lines to leave a serial port that is slow */
};

/* Everything that outlives a step. */
struct takeover {
	struct config config;
	struct plan plan;
	const char *step, *last_good;
	bool rescued; /* a person wanted another try */
	struct worker devices, network, loader, hooks;
	unsigned int attempt;
	struct failure last; /* of the attempts so far */
	unsigned int loader_deaths;
	uint64_t started_ms; /* what the times of log lines count from */
};

static void enter(struct takeover *t, const char *step)
{
	t->step = step;
	plan_progress(&t->plan, io_now_ms());
	log_line("step=%s", step);
	/* its driver may come with any of them */
	if (t->config.watchdog_s > 0)
		pid1_guard(t->config.watchdog_s);
}

static void died(const struct worker *w, struct failure *ret)
{
	char how[64];

	process_describe_status(w->status, how, sizeof(how));
	(void)failure_set(ret, FAILURE_WORKER_DIED, w->name, "%s", how);
}

/* Which of the two deadlines of nixos.timeout= it was. */
static void timed_out(const struct takeover *t, const struct worker *w,
		      struct failure *ret)
{
	bool total = deadline_passed(t->plan.total, io_now_ms());
	uint64_t ms = total ? t->config.total_ms : t->config.stall_ms;

	/* what went wrong before says more than that it went on for too long */
	if (t->last.code != FAILURE_NONE)
		*ret = t->last;
	else
		(void)failure_set(ret, FAILURE_TIMEOUT, w->name, "%s for %llu s",
				  total ? "not done" : "no progress",
				  (unsigned long long)(ms / 1000));
}

/* What a worker that is waited for said.  Returns 0 if it is ready, 1 to go on waiting,
 * or -EIO with @why. */
static int hear(struct takeover *t, const struct report *report, bool keeps_trying,
		struct failure *why)
{
	if (report->kind == REPORT_FAILED) {
		*why = report->failure;
		return keeps_trying && failure_tries(why->code) != 1 ? 1 : -EIO;
	}
	plan_progress(&t->plan, io_now_ms());
	return report->kind == REPORT_READY ? 0 : 1;
}

/*
 * Wait until @w is ready.  Returns 0, or -EIO with @why: what it reported, how it died, or
 * that the deadline passed.  A worker that @keeps_trying after a failure is waited for.
 */
static int await(struct takeover *t, struct worker *w, bool keeps_trying,
		 struct failure *why)
{
	why->code = FAILURE_NONE;
	for (;;) {
		struct pid1_event event = pid1_wait(plan_deadline(&t->plan), false);
		/* what it said itself is a better reason than that it then ended */
		bool reported = why->code != FAILURE_NONE;

		if (event.what == PID1_DEADLINE) {
			if (!reported)
				timed_out(t, w, why);
			return -EIO;
		}
		if (event.worker != w) {
			recover_obey(&event);
			continue;
		}
		if (event.what == PID1_ENDED) {
			if (!reported)
				died(w, why);
			return -EIO;
		}
		int r = hear(t, &event.report, keeps_trying && w->pid != 0, why);

		if (r <= 0)
			return r;
	}
}

static int start(struct worker *w, const char *name, worker_main *run, const void *arg,
		 struct failure *why)
{
	int r = pid1_start(w, name, run, arg);

	if (r < 0)
		return failure_set(why, FAILURE_INTERNAL, name, "fork: %s", strerror(-r));
	return 0;
}

/* --- steps ----------------------------------------------------------------------------- */

/* The loader reads it anew: whoever gets a shell finds no secret in PID 1 and its forks. */
static never_inline int read_config(struct config *c, struct failure *why)
{
	int r = config_files_read(c, why);

	if (r == 0)
		r = config_check(c, why);
	config_forget_secrets(c);
	return r;
}

/* Once more after a rescue: with what was changed there. */
static int step_config(struct takeover *t, struct failure *why)
{
	int r = read_config(&t->config, why);

	memory_wipe_stack();
	log_set_verbose(t->config.verbose);
	plan_init(&t->plan, t->config.stall_ms, t->config.total_ms, io_now_ms());
	t->plan.sources = (unsigned int)t->config.url_count;
	return r;
}

/* Returns 0 at once if there are none. */
static int run_hooks(struct takeover *t, const char *event, const struct failure *failed,
		     struct failure *why)
{
	const struct hooks_job job = {
		.event = event,
		.url = t->config.url_count > 0 ? t->config.urls[0] : NULL,
		.step = t->step,
		.failure = failed,
	};

	if (!hooks_exist(event))
		return 0;
	int r = start(&t->hooks, "hooks", hooks_worker, &job, why);

	if (r == 0)
		r = await(t, &t->hooks, false, why);
	pid1_stop(&t->hooks);
	return r;
}

static int step_devices(struct takeover *t, struct failure *why)
{
	if (t->devices.pid != 0)
		return 0; /* still there from before a rescue */
	int r = run_hooks(t, "before-devices", NULL, why);

	if (r == 0)
		r = start(&t->devices, "devices", devices_worker, NULL, why);
	t->devices.restarts = RESTARTS_MAX;
	if (r == 0)
		r = await(t, &t->devices, false, why);
	(void)log_find_consoles(); /* such as that of virtio, or of USB */
	return r;
}

/* What the worker is told outlives it, for it may be started again from anywhere. */
static int start_network(struct takeover *t, struct failure *why)
{
	int r = start(&t->network, "network", network_job, &t->config, why);

	t->network.restarts = RESTARTS_MAX;
	return r;
}

static int step_network(struct takeover *t, struct failure *why)
{
	if (!config_needs_network(&t->config))
		return 0;
	int r = run_hooks(t, "before-network", NULL, why);

	/* it is there already if only a hook behind it wanted to be asked again */
	if (r == 0 && t->network.pid == 0) {
		r = start_network(t, why);
		if (r == 0)
			r = await(t, &t->network, true, why);
	}
	if (r == 0 && t->config.rescue_ssh && t->config.shell)
		recover_start_ssh();
	return r < 0 ? r : run_hooks(t, "after-network", NULL, why);
}

/* Where several links lead out, another one may lead to the source. */
static void blame_path(const struct takeover *t, enum failure_code code)
{
	bool is_of_path = code == FAILURE_FETCH_RESOLVE ||
			  code == FAILURE_FETCH_CONNECT || code == FAILURE_FETCH_TIMEOUT;

	if (is_of_path && t->network.pid > 0)
		(void)kill(t->network.pid, NETWORK_NEXT_PATH);
}

static int step_load(struct takeover *t, struct failure *why)
{
	const struct load_job job = { t->attempt++, t->loader_deaths, t->started_ms };
	int r = run_hooks(t, "before-fetch", NULL, why);

	if (r == 0)
		r = start(&t->loader, "loader", load_job, &job, why);
	if (r == 0)
		r = await(t, &t->loader, false, why);
	if (r < 0 && why->code == FAILURE_WORKER_DIED && t->loader.pid == 0)
		t->loader_deaths++; /* itself, not a child of its own */
	if (r < 0)
		blame_path(t, why->code);
	pid1_stop(&t->loader);
	return r;
}

static int step_jump(struct takeover *t, struct failure *why)
{
	int r = run_hooks(t, "before-kexec", NULL, why);

	if (r < 0)
		return r;
	pid1_stop(&t->network);
	pid1_stop(&t->devices);
	log_drain(SETTLE_MS);
	int guard = pid1_take_guard();

	if (guard >= 0)
		(void)close(guard); /* it stays armed, for whoever opens it next */
	r = start(&t->loader, "jump", jump_worker, &t->config, why);

	if (r == 0) {
		t->plan.stall = deadline_in(io_now_ms(), JUMP_MS);
		r = await(t, &t->loader, false, why);
	}
	pid1_stop(&t->loader);
	return r;
}

static const struct {
	const char *name;
	int (*run)(struct takeover *t, struct failure *why);
} steps[] = {
	{ "config", step_config },   { "devices", step_devices },
	{ "network", step_network }, { "fetch", step_load },
	{ "jump", step_jump },
};

/* --- failure --------------------------------------------------------------------------- */

/* Returns true if the step is to be tried again, after the pause that this takes. */
static bool try_again(struct takeover *t, const struct failure *why)
{
	t->last = *why;

	struct plan_verdict v =
		plan_after(&t->plan, why->code, io_now_ms(), random_u32());

	if (!v.retry) {
		log_line("%s %s: %s: %s; giving up", failure_name(why->code), t->step,
			 why->object, why->why);
		return false;
	}
	log_line("%s %s: %s: %s; next try in %llu s", failure_name(why->code), t->step,
		 why->object, why->why, (unsigned long long)((v.delay_ms + 999) / 1000));
	struct deadline until = deadline_in(io_now_ms(), v.delay_ms);

	while (!deadline_passed(until, io_now_ms())) {
		struct pid1_event event = pid1_wait(until, false);

		recover_obey(&event);
	}
	return true;
}

/* Step by step, until one fails for good: then @why says how. */
static void go_on(struct takeover *t, struct failure *why)
{
	for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
		const char *key = config_wants_rescue(&t->config, steps[i].name);

		if (key && !t->rescued) {
			(void)failure_set(why, FAILURE_NONE, key, "asked for");
			return;
		}
		enter(t, steps[i].name);
		while (steps[i].run(t, why) < 0)
			if (!try_again(t, why))
				return;
		t->last_good = steps[i].name;
	}
	(void)failure_set(why, FAILURE_JUMP_FAILED, "kexec", "came back");
}

/* Whoever comes for help needs a keyboard's driver, or a network to come by. */
static void serve_people(struct takeover *t)
{
	struct failure why;

	plan_init(&t->plan, t->config.stall_ms, t->config.total_ms, io_now_ms());
	if ((t->devices.pid == 0 && step_devices(t, &why) < 0) ||
	    (t->network.pid == 0 && start_network(t, &why) < 0))
		log_line("%s %s: %s", failure_name(why.code), why.object, why.why);
}

static no_return void take_over(void)
{
	static struct takeover t; /* lives as long as the system */
	struct failure why, later;

	config_init(&t.config);
	plan_init(&t.plan, t.config.stall_ms, t.config.total_ms, io_now_ms());
	t.step = t.last_good = "early";
	t.started_ms = io_now_ms();
	early_set_up(t.started_ms);
	int r = pid1_init();

	if (r < 0) {
		(void)failure_set(&why, FAILURE_INTERNAL, "signals", "%s", strerror(-r));
		recover(&t.config, t.step, t.last_good, &why);
	}
	for (;;) {
		go_on(&t, &why);
		pid1_stop(&t.loader);
		serve_people(&t);
		if (run_hooks(&t, "on-failure", &why, &later) < 0)
			log_line("%s %s: %s", failure_name(later.code), later.object,
				 later.why);
		recover(&t.config, t.step, t.last_good, &why);
		pid1_stop(&t.network); /* what it is to set up may have changed */
		t.rescued = true;
		t.last.code = FAILURE_NONE;
	}
}

/* The kernel gives PID 1 what it does not know of its command line, passwords and all, and
 * /proc would show it to whoever gets a shell. */
static void forget_words(char **words)
{
	for (; *words; words++)
		explicit_bzero(*words, strlen(*words));
}

int main(int argc, char **argv)
{
	const char *slash = argc > 0 ? strrchr(argv[0], '/') : NULL;
	const char *name = slash ? slash + 1 : argc > 0 ? argv[0] : "";

	if (strcmp(name, "modprobe") == 0)
		return devices_modprobe(argc, argv);
	if (getpid() != 1) {
		(void)fprintf(stderr,
			      "init: this is PID 1 of nixos-takeover's stage two\n");
		return 2;
	}
	forget_words(environ);
	if (argc > 0)
		forget_words(argv + 1);
	take_over();
}
