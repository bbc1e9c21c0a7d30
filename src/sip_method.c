/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "sip_method.h"

#define NAME(literal)                                                                              \
    {                                                                                              \
        literal, sizeof(literal) - 1                                                               \
    }

static const struct span names[SIP_METHOD_COUNT + 1] = {
    [SIP_METHOD_INVITE] = NAME("INVITE"),
    [SIP_METHOD_ACK] = NAME("ACK"),
    [SIP_METHOD_BYE] = NAME("BYE"),
    [SIP_METHOD_REGISTER] = NAME("REGISTER"),
    [SIP_METHOD_OPTIONS] = NAME("OPTIONS"),
    [SIP_METHOD_CANCEL] = NAME("CANCEL"),
    [SIP_METHOD_SUBSCRIBE] = NAME("SUBSCRIBE"),
    [SIP_METHOD_NOTIFY] = NAME("NOTIFY"),
    [SIP_METHOD_REFER] = NAME("REFER"),
    [SIP_METHOD_PUBLISH] = NAME("PUBLISH"),
    [SIP_METHOD_PRACK] = NAME("PRACK"),
    [SIP_METHOD_UPDATE] = NAME("UPDATE"),
    [SIP_METHOD_MESSAGE] = NAME("MESSAGE"),
    [SIP_METHOD_INFO] = NAME("INFO"),
};

struct span
sip_method_name(enum sip_method method)
{
    return names[method];
}

enum sip_method
sip_method_find(struct span name)
{
    enum sip_method method = SIP_METHOD_INVITE;

    while (method < SIP_METHOD_COUNT && !span_equal(names[method], name)) {
        method++;
    }
    return method;
}
