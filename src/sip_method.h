/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * The methods of SIP requests: those of RFC 3261 and of its extensions in IANA's registry.
 */
#ifndef SIPWHY_SIP_METHOD_H
#define SIPWHY_SIP_METHOD_H

#include "span.h"

enum sip_method {
    SIP_METHOD_INVITE,
    SIP_METHOD_ACK,
    SIP_METHOD_BYE,
    SIP_METHOD_REGISTER,
    SIP_METHOD_OPTIONS,
    SIP_METHOD_CANCEL,
    SIP_METHOD_SUBSCRIBE, /**< RFC 6665, as NOTIFY */
    SIP_METHOD_NOTIFY,
    SIP_METHOD_REFER,   /**< RFC 3515 */
    SIP_METHOD_PUBLISH, /**< RFC 3903 */
    SIP_METHOD_PRACK,   /**< RFC 3262 */
    SIP_METHOD_UPDATE,  /**< RFC 3311 */
    SIP_METHOD_MESSAGE, /**< RFC 3428 */
    SIP_METHOD_INFO,    /**< RFC 6086 */
    SIP_METHOD_COUNT
};

/** The name, as it is written in a request. @return static, ended by a NUL; absent for
 * SIP_METHOD_COUNT */
struct span sip_method_name(enum sip_method method);

/** The method of that name; upper and lower case differ (RFC 3261 section 7.1).
 * @param name  may be absent. @return SIP_METHOD_COUNT for any other name */
enum sip_method sip_method_find(struct span name);

#endif
