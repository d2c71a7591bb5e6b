/* SPDX-License-Identifier: MIT */
/* Whom TLS trusts. */
#pragma once

#include <curl/curl.h>
#include <stdbool.h>

#include "base/attr.h"
#include "fetch/role.h"

/* Returns false if it could not be set up. */
must_check bool tls_set(CURL *curl, const struct role_options *options);
