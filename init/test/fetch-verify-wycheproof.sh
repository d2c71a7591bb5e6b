#!/bin/sh
# SPDX-License-Identifier: MIT
# verify says of each of Wycheproof's Ed25519 signatures what Wycheproof says.
# shellcheck disable=SC1091,SC2154  # what fetch-lib.sh sets
. "${0%/*}/fetch-lib.sh"

# One program for all 145: a process each for `verify` is enough.
cat >"$dir/check" <<'END_OF_PERL'
use strict;
use warnings;
my ($program, $root) = @ARGV;
my ($valid, $count) = (1457856285, 0);
while (my $line = <STDIN>) {
	next if $line =~ /^#/;
	my ($number, $result, $key, $signature, $message) = map { $_ eq '-' ? '' : $_ } split ' ', $line;
	open(my $request, '>:raw', "$root/request") or die;
	print $request pack('H* H* V H*', $key, $signature, length($message) / 2, $message);
	close $request;
	my $answer = qx('$program' --root '$root' ed25519 <'$root/request');
	my (undef, $kind, undef, $verdict) = unpack('V4', $answer);
	my $is_valid = $kind == 4 && $verdict == $valid && $? == 0;
	# one that has not its 64 bytes is none that could be asked about
	my $is_answered = $kind == 4 || length($signature) != 128;
	die "$number: $result, but verify says ", $is_valid ? 'yes' : 'no', "\n"
		if $is_valid != ($result eq 'valid') || !$is_answered;
	$count++;
}
print "$count\n";
END_OF_PERL
count=$(perl "$dir/check" "$dir/verify" "$root" <init/test/vectors/ed25519-wycheproof.txt) || fail 'a vector is judged otherwise'
must 'all vectors were asked about' test "$count" = 145
