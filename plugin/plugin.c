/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * The entry points that Wireshark looks for.
 */
#include "wireshark_compat.h"

#include <epan/tap.h>

#include "packet-sipwhy.h"
#include "reports.h"
#include "training.h"

WS_DLL_PUBLIC_DEF const char plugin_version[] = PLUGIN_VERSION;
WS_DLL_PUBLIC_DEF const int plugin_want_major = WIRESHARK_VERSION_MAJOR;
WS_DLL_PUBLIC_DEF const int plugin_want_minor = WIRESHARK_VERSION_MINOR;

uint32_t
plugin_describe(void)
{
    return PLUGIN_DESCRIBE_DISSECTOR;
}

void
plugin_register(void)
{
    static proto_plugin plugin;
    static tap_plugin taps, quiz;

    plugin.register_protoinfo = proto_register_sipwhy;
    plugin.register_handoff = proto_reg_handoff_sipwhy;
    proto_register_plugin(&plugin);
    taps.register_tap_listener = reports_register_listeners;
    tap_register_plugin(&taps);
    quiz.register_tap_listener = training_register_listener;
    tap_register_plugin(&quiz);
}
