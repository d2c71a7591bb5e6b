/* SPDX-License-Identifier: MIT */
/* Memory that stage two itself takes, given back in favour of the image. */
#pragma once

/*
 * On a machine with little memory: give up the files of drivers for network cards and disk
 * controllers, as those that are here have theirs loaded.  Drivers of what may be plugged in,
 * of disks and of file systems stay, as does all that the rescue is made of.  Only for the
 * loader of stage two: what it removes is the initramfs' own.
 */
void room_make(void);

/* Give up what the kernel keeps of files and folders that were read, as of a disk that the
 * image came from. */
void room_drop_caches(void);
