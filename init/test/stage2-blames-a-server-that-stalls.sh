#!/bin/sh
# SPDX-License-Identifier: MIT
# check-full: four tries of half a minute
# A server that takes a request and says nothing more is blamed by its code on every console.
# shellcheck disable=SC1091,SC2034,SC2046
. "${0%/*}/stage2-codes-lib.sh"

peer '' 1000
SECONDS_MAX=200
provoke E-FETCH-TIMEOUT $(at http://10.9.0.1:81/) nixos.timeout=150s/150s
