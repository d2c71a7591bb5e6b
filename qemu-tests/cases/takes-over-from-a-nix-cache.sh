# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC1091,SC2034,SC2154
# Stage two takes a kexec tree out of a binary cache that the real Nix wrote and signed: a folder
# of links into other paths, as nixpkgs builds it.
dir=$WORK/media www=$WORK/www
mkdir -p "$dir/linux" "$dir/initrd" "$dir/kexec-tree" "$www"
. init/test/nix-lib.sh

make_key cache.test-1
cp -L "$systemd_tree/bzImage" "$dir/linux/"
cp -L "$systemd_tree/initrd.gz" "$dir/initrd/initrd"
cp -L "$systemd_tree/kexec-boot" "$dir/"
linux_path=$(add "$dir/linux") initrd_path=$(add "$dir/initrd") script_path=$(add "$dir/kexec-boot")
ln -s "$linux_path/bzImage" "$dir/kexec-tree/"
ln -s "$initrd_path/initrd" "$dir/kexec-tree/initrd.gz"
ln -s "$script_path" "$dir/kexec-tree/kexec-boot"
tree_path=$(add "$dir/kexec-tree" "$linux_path" "$initrd_path" "$script_path")
copy cache "$tree_path" "secret-key=$dir/cache.test-1&compression=zstd"
chmod -R u+w "$dir/nix"

serve "$www/cache"
boot_stage_two 6.1 "nixos.url=$url nixos.path=$tree_path nixos.key=$(cat "$dir/cache.test-1.pub")"
expect_target
expect_console "verify: ${initrd_path##*/}: signed by cache\.test-1"
expect_console "verify: ${initrd_path##*/}: matches NarHash and NarSize"
