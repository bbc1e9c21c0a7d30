/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules.h"

const struct rule_family rule_families[] = {
    { rules_transport, false },  { rules_headers, false },       { rules_provisional, true },
    { rules_success, true },     { rules_registration, true },   { rules_transfer, true },
    { rules_redirection, true }, { rules_authentication, true }, { rules_target, true },
    { rules_method, true },      { rules_waiting, true },        { rules_extension, true },
    { rules_busy, true },        { rules_dialog, true },         { rules_media, true },
    { rules_identity, true },    { rules_server, true },         { NULL, false },
};
