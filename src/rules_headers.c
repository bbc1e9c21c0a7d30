/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "facts.h"
#include "rules.h"

const struct rule rules_headers[] = {
    { .id = NULL },
};
