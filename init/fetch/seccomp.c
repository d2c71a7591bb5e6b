/* SPDX-License-Identifier: MIT */
/*
 * Two lists of what may be called, as a BPF program.  A call that is missing shows as a
 * child killed by SIGSYS and, with auditing on, a line in the kernel log with its number.
 */
#include "fetch/seccomp.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#ifndef __x86_64__
#error "the lists below are those of x86_64"
#endif

enum {
	TESTS_MAX = 2,
	SOCKET_TYPE = 0xf, /* the rest of the argument is flags */
	PROGRAM_MAX = 512,
};

/* True if (argument & @mask) == @value.  The kernel takes these arguments as int or looks
 * at the low half alone, and so does this. */
struct test {
	uint32_t arg, mask, value; /* mask 0: no test */
};

/* Allowed if all tests hold.  Rows of the same number are alternatives. */
struct rule {
	uint32_t number;
	struct test tests[TESTS_MAX];
};

static const struct rule compute[] = {
	{ .number = SYS_read },
	{ .number = SYS_write },
	{ .number = SYS_exit_group },
	{ .number = SYS_exit },
	{ .number = SYS_brk },
	{ .number = SYS_mmap, .tests = { { 2, PROT_EXEC, 0 } } },
	{ .number = SYS_mprotect, .tests = { { 2, PROT_EXEC, 0 } } },
	{ .number = SYS_mremap },
	{ .number = SYS_munmap },
	{ .number = SYS_madvise },
	{ .number = SYS_getpid },          /* OpenSSL: am I a fork? */
	{ .number = SYS_clock_gettime },   /* where the vDSO cannot */
	{ .number = SYS_rt_sigprocmask },  /* musl, around what OpenSSL does at exit */
	{ .number = SYS_restart_syscall }, /* after SIGSTOP and SIGCONT */
};

static const struct rule network[] = {
	{ .number = SYS_socket, .tests = { { 0, UINT32_MAX, AF_INET } } },
	{ .number = SYS_socket, .tests = { { 0, UINT32_MAX, AF_INET6 } } },
	/* if_nametoindex(), for the zone of a link-local address; never connected */
	{ .number = SYS_socket,
	  .tests = { { 0, UINT32_MAX, AF_UNIX }, { 1, SOCKET_TYPE, SOCK_DGRAM } } },
	{ .number = SYS_ioctl, .tests = { { 1, UINT32_MAX, SIOCGIFINDEX } } },
	{ .number = SYS_connect },
	{ .number = SYS_bind },
	{ .number = SYS_getsockname },
	{ .number = SYS_getpeername },
	{ .number = SYS_getsockopt },
	{ .number = SYS_setsockopt },
	{ .number = SYS_sendto },
	{ .number = SYS_recvfrom },
	{ .number = SYS_sendmsg },
	{ .number = SYS_recvmsg },
	{ .number = SYS_shutdown },
	{ .number = SYS_poll },
	{ .number = SYS_close },
	{ .number = SYS_fcntl, .tests = { { 1, UINT32_MAX, F_GETFL } } },
	{ .number = SYS_fcntl, .tests = { { 1, UINT32_MAX, F_SETFL } } },
	{ .number = SYS_fcntl, .tests = { { 1, UINT32_MAX, F_SETFD } } },
	/* the resolver: etc/hosts and etc/resolv.conf */
	{ .number = SYS_open,
	  .tests = { { 1, O_ACCMODE | O_CREAT | O_TRUNC, O_RDONLY } } },
	{ .number = SYS_readv },
	{ .number = SYS_lseek },
	{ .number = SYS_getrandom },
	/* OpenSSL: may the environment be trusted? */
	{ .number = SYS_getuid },
	{ .number = SYS_geteuid },
	{ .number = SYS_getgid },
	{ .number = SYS_getegid },
};

struct program {
	struct sock_filter code[PROGRAM_MAX];
	unsigned short len;
	bool is_full;
};

static void emit(struct program *p, struct sock_filter instruction)
{
	if (p->len == PROGRAM_MAX)
		p->is_full = true;
	else
		p->code[p->len++] = instruction;
}

static void emit_load(struct program *p, size_t offset)
{
	emit(p, (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset));
}

/* Skip @skip instructions unless the loaded word is @value. */
static void emit_unless(struct program *p, uint32_t value, size_t skip)
{
	emit(p, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0,
					     (uint8_t)skip));
}

static void emit_return(struct program *p, uint32_t action)
{
	emit(p, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, action));
}

static void emit_rule(struct program *p, const struct rule *rule)
{
	enum {
		TEST_LEN = 3,   /* load, mask, compare */
		RETURN_LEN = 1, /* then the number is loaded again for the next rule */
		RELOAD_LEN = 1,
	};
	size_t tests = 0;

	while (tests < TESTS_MAX && rule->tests[tests].mask != 0)
		tests++;
	emit_unless(p, rule->number,
		    tests * TEST_LEN + RETURN_LEN + (tests > 0 ? RELOAD_LEN : 0));
	for (size_t i = 0; i < tests; i++) {
		const struct test *test = &rule->tests[i];

		emit_load(p, offsetof(struct seccomp_data, args) +
				     test->arg * sizeof(uint64_t)); /* little endian */
		emit(p,
		     (struct sock_filter)BPF_STMT(BPF_ALU | BPF_AND | BPF_K, test->mask));
		emit_unless(p, test->value, (tests - i - 1) * TEST_LEN + RETURN_LEN);
	}
	emit_return(p, SECCOMP_RET_ALLOW);
	if (tests > 0)
		emit_load(p, offsetof(struct seccomp_data, nr));
}

int seccomp_enter(bool has_network)
{
	static struct program p;

	emit_load(&p, offsetof(struct seccomp_data, arch));
	emit_unless(&p, AUDIT_ARCH_X86_64, 1);
	emit(&p, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JA, 1, 0, 0));
	emit_return(&p, SECCOMP_RET_KILL_PROCESS);
	/* x32's calls have numbers of their own, which no rule has */
	emit_load(&p, offsetof(struct seccomp_data, nr));
	for (size_t i = 0; i < ARRAY_LEN(compute); i++)
		emit_rule(&p, &compute[i]);
	for (size_t i = 0; has_network && i < ARRAY_LEN(network); i++)
		emit_rule(&p, &network[i]);
	emit_return(&p, SECCOMP_RET_KILL_PROCESS);

	struct sock_fprog program = { .len = p.len, .filter = p.code };
	if (p.is_full)
		return -E2BIG;
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) < 0 ? -errno
									      : 0;
}
