/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * What the plugin hands to a history, as a file: a record for each call, in the order of the calls.
 * It is read on the machine that wrote it.
 */
#ifndef SIPWHY_FEED_H
#define SIPWHY_FEED_H

#include "history.h"

enum feed_kind { FEED_FRAME, FEED_MESSAGE, FEED_ICMP, FEED_FAILURE };

/** Before the bytes of a record. Pointers in it mean nothing. */
struct feed_record {
    enum feed_kind kind;
    uint32_t frame;
    int64_t time_ns;
    struct sighting sighting;
    struct history_network_error error;
    struct path path;
    uint32_t size;   /**< of the message that ICMP quotes */
    bool has_bytes;  /**< a message, or the name that was asked for */
    bool stream;     /**< as in struct sip_buffer */
    bool cut;        /**< likewise */
    uint32_t length; /**< of the bytes that follow */
};

#endif
