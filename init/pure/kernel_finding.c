/* SPDX-License-Identifier: MIT */
#include "pure/kernel_finding.h"

static const char *const texts[KERNEL_FINDINGS] = {
	[KERNEL_NO_MAGIC] = "no entry begins here; the kernel stops",
	[KERNEL_OLD_CPIO] = "an entry of the old format 070707; the kernel stops",
	[KERNEL_BAD_DIGITS] = "a header that is not hexadecimal; the kernel stops",
	[KERNEL_CUT_HEADER] = "the archive ends in a header; the entry is lost",
	[KERNEL_CUT_NAME] = "the archive ends in a name or target; the entry is lost",
	[KERNEL_CUT_DATA] =
		"the archive ends in its data; the kernel leaves zeroes instead",
	[KERNEL_CUT_PADDING] = "its padding is missing; the kernel stops",
	[KERNEL_NO_NUL] = "a name without a NUL at its end; the kernel stops",
	[KERNEL_WRONG_SUM] = "its data has another sum; the kernel keeps it and stops",
	[KERNEL_BROKEN_PADDING] = "not at a multiple of 4; the kernel stops",
	[KERNEL_UNALIGNED_ARCHIVE] =
		"a raw archive not at a multiple of 4; the kernel stops",
	[KERNEL_UNKNOWN_BYTES] = "neither an archive nor compressed; the kernel stops",
	[KERNEL_JUNK_IN_ARCHIVE] = "junk in the compressed archive; the kernel stops",
	[KERNEL_BROKEN_STREAM] = "compressed data broken or cut short; the kernel stops",
	[KERNEL_GZIP_HEADER] =
		"gzip with a comment or extra field; the kernel cannot read it",
	[KERNEL_XZ_CHECK] = "xz with a check other than CRC32; the kernel cannot read it",
	[KERNEL_NAME_LENGTH] = "dropped: the name is empty or has 4096 bytes or more",
	[KERNEL_COMPONENT_LENGTH] =
		"dropped: a component of the name has more than 255 bytes",
	[KERNEL_NAME_ENDS_IN_SLASH] = "dropped: not a folder, but named with a slash",
	[KERNEL_NAMED_TRAILER] = "dropped: the name is the mark of an archive's end",
	[KERNEL_TARGET_LENGTH] = "dropped: the target has 4096 bytes or more",
	[KERNEL_NO_TYPE] = "dropped: the mode has no type; what was there is removed",
	[KERNEL_NOT_A_FILE_WITH_DATA] = "dropped: it has data, but is not a file",
	[KERNEL_NO_PARENT] = "dropped: its folder is not there",
	[KERNEL_PARENT_NO_FOLDER] = "dropped: it is below what is not a folder",
	[KERNEL_SYMLINK_LOOP] = "dropped: its folder is behind more than 40 symlinks",
	[KERNEL_OVER_FULL_FOLDER] = "dropped: a folder is in its place",
	[KERNEL_LINK_FAILED] = "dropped: what it is a hard link to is not there",
	[KERNEL_BOOTCONFIG] =
		"a boot configuration with a wrong length or checksum, which is read as initrd",
	[KERNEL_GZIP_SUM] = "gzip data with a wrong sum, which the kernel does not check",
	[KERNEL_TARGET_NUL] = "the target is cut at a NUL",
	[KERNEL_TARGET_EMPTY] = "a symlink to nothing",
	[KERNEL_MODE_BITS] = "the kernel takes but 16 bits of the mode",
	[KERNEL_NO_OWNER] = "owner or group 4294967295 is not set",
	[KERNEL_DEVICE_NUMBER] = "the device number is beyond 4095:1048575 and changes",
	[KERNEL_OVER_EMPTY_FOLDER] = "an empty folder was in its place and is removed",
	[KERNEL_FOLDER_OVER] = "a folder that replaces a symlink, file or device",
	[KERNEL_FOLDER_CHANGED] = "changes mode or owner of a folder that was there",
	[KERNEL_THROUGH_LINK] = "replaces a hard-linked file: all its names change",
	[KERNEL_LINK_REWRITTEN] =
		"replaces the content of an earlier file with its inode number",
	[KERNEL_LINK_CHANGED] = "changes mode or owner of the file that it is linked to",
	[KERNEL_NODE_KEPT] = "the device that was there keeps its number",
	[KERNEL_TWICE] = "a second time in one archive; the later one stays",
};

const char *kernel_finding_text(enum kernel_finding finding)
{
	return texts[finding];
}
