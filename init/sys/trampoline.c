/* SPDX-License-Identifier: MIT */
#include "sys/trampoline.h"

#include "pure/boot_params.h"

_Static_assert(TRAMPOLINE_DATA == 0xf00 && TRAMPOLINE_ZERO_PAGE == 0 &&
		       TRAMPOLINE_KERNEL == 1 && TRAMPOLINE_LEVEL5 == 2 &&
		       TRAMPOLINE_LEVEL4 == 3,
	       "the code below has these numbers");

/*
 * The running kernel enters here in 64-bit mode, everything mapped at its own address, with
 * its descriptor tables already invalid.  Its page tables may lie where the next kernel
 * unpacks itself, so nothing of it may be in use any more before that one is entered: our
 * stack, our segments, our page tables, all in this piece of memory.
 *
 * The kernel's memory ends here; nobody looks at what a register held, and none but the
 * address of the zero page (rsi) means anything to the next one.
 */
__asm__(".pushsection .rodata.trampoline, \"a\"\n"
	"	.balign 16\n"
	"	.globl trampoline_code, trampoline_code_end\n"
	"trampoline_code:\n"
	"	.set data, trampoline_code + 0xf00\n"
	"	cli\n"
	"	cld\n"
	"	leaq stack_end(%rip), %rsp\n"
	/* the root for as many levels as the CPU is set to: CR4.LA57 */
	"	movq data + 16(%rip), %rax\n"
	"	movq %cr4, %rcx\n"
	"	btl $12, %ecx\n"
	"	jc 1f\n"
	"	movq data + 24(%rip), %rax\n"
	"1:	movq %rax, %cr3\n"
	/* segments as the boot protocol wants them: code 0x10, data 0x18 */
	"	leaq gdt(%rip), %rax\n"
	"	movq %rax, gdt_pointer + 2(%rip)\n"
	"	lgdt gdt_pointer(%rip)\n"
	"	movl $0x18, %eax\n"
	"	movl %eax, %ds\n"
	"	movl %eax, %es\n"
	"	movl %eax, %ss\n"
	"	movl %eax, %fs\n"
	"	movl %eax, %gs\n"
	"	pushq $0x10\n"
	"	leaq 2f(%rip), %rax\n"
	"	pushq %rax\n"
	"	lretq\n"
	"2:	movq data(%rip), %rsi\n"
	"	movq data + 8(%rip), %rax\n"
	"	xorl %ebx, %ebx\n"
	"	xorl %ecx, %ecx\n"
	"	xorl %edx, %edx\n"
	"	xorl %edi, %edi\n"
	"	xorl %ebp, %ebp\n"
	"	jmpq *%rax\n"
	"	.balign 16\n"
	"gdt:	.quad 0, 0\n"
	"	.quad 0x00af9a000000ffff\n" /* code, 64 bits */
	"	.quad 0x00cf92000000ffff\n" /* data */
	"gdt_pointer:\n"
	"	.word 4 * 8 - 1\n"
	"	.quad 0\n"
	"	.balign 16\n"
	"	.skip 64\n"
	"stack_end:\n"
	"trampoline_code_end:\n"
	".popsection\n");
