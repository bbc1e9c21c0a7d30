/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * What differs between Wireshark 4.0, 4.4 and 4.6, in one place.
 */
#ifndef SIPWHY_WIRESHARK_COMPAT_H
#define SIPWHY_WIRESHARK_COMPAT_H

#include <wireshark.h>
#include <epan/packet.h>

/* 4.0 knows no plugin_describe and takes no notice of it; later releases show the kind of plugin
 * from it. */
#define PLUGIN_DESCRIBE_DISSECTOR 1u

/* What a preference of yes or no is kept in: of another size in 4.0, and no compiler would notice.
 */
#if WIRESHARK_VERSION_MAJOR > 4 || WIRESHARK_VERSION_MINOR >= 4
typedef bool ws_bool;
#else
typedef gboolean ws_bool;
#endif

/* What the callback gives that starts a statistic of tshark's -z: later releases want to know
 * whether it did; before, it ends the program itself. */
#if WIRESHARK_VERSION_MAJOR > 4 || WIRESHARK_VERSION_MINOR >= 6
typedef bool ws_tap_init_result;
#define WS_TAP_INIT_RETURN(worked) return (worked)
#else
typedef void ws_tap_init_result;
#define WS_TAP_INIT_RETURN(worked) return
#endif

/* The group of the Telephony menu that lists statistics. */
#if WIRESHARK_VERSION_MAJOR > 4 || WIRESHARK_VERSION_MINOR >= 4
#define WS_GROUP_TELEPHONY REGISTER_TELEPHONY_GROUP_UNSORTED
#else
#define WS_GROUP_TELEPHONY REGISTER_STAT_GROUP_TELEPHONY
#endif

/* Later releases have plugins' entries in the context menu of a packet, and hand the functions of a
 * conversation filter data of their own. */
#if WIRESHARK_VERSION_MAJOR > 4 || WIRESHARK_VERSION_MINOR >= 4
#define WS_HAS_PACKET_MENU 1
#define WS_CONVERSATION_ARGUMENTS(pinfo) packet_info *pinfo, void *user_data _U_
#define WS_REGISTER_CONVERSATION_FILTER(protocol, label, is_valid, build)                          \
    register_conversation_filter(protocol, label, is_valid, build, NULL)
#else
#define WS_HAS_PACKET_MENU 0
#define WS_CONVERSATION_ARGUMENTS(pinfo) packet_info *pinfo
#define WS_REGISTER_CONVERSATION_FILTER(protocol, label, is_valid, build)                          \
    register_conversation_filter(protocol, label, is_valid, build)
#endif

WS_DLL_PUBLIC void plugin_register(void);
WS_DLL_PUBLIC uint32_t plugin_describe(void);

#endif
