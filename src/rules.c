/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules.h"

const struct rule_family rule_families[] = {
    { rules_transport, TOPIC_EXCHANGE }, { rules_headers, TOPIC_HEADERS },
    { rules_provisional, TOPIC_CODE },   { rules_success, TOPIC_CODE },
    { rules_registration, TOPIC_CODE },  { rules_transfer, TOPIC_CODE },
    { rules_redirection, TOPIC_CODE },   { rules_authentication, TOPIC_CODE },
    { rules_target, TOPIC_CODE },        { rules_method, TOPIC_CODE },
    { rules_waiting, TOPIC_CODE },       { rules_extension, TOPIC_CODE },
    { rules_busy, TOPIC_CODE },          { rules_dialog, TOPIC_CODE },
    { rules_media, TOPIC_CODE },         { rules_identity, TOPIC_CODE },
    { rules_server, TOPIC_CODE },        { NULL, TOPIC_CODE },
};
