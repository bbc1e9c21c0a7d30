/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * What the capture has shown so far: messages, transactions (RFC 3261 section 17), dialogs (section
 * 12). It holds facts, no verdicts.
 *
 * Fed once per message, in frame order. All structs belong to the history and live as long as it
 * does; readers must not change them. Members that later messages may still change are marked
 * "later". Everything is found by key: no operation takes longer because the capture is longer.
 */
#ifndef SIPWHY_HISTORY_H
#define SIPWHY_HISTORY_H

#include "sip_message.h"

/** One side of a packet. Equality is byte-wise: leave unused bytes 0. */
struct endpoint {
    uint8_t address[16]; /**< network byte order; IPv4 uses the first four */
    uint8_t length;      /**< bytes used of address: 4, 16, or 0 when it is no IP address */
    uint16_t port;       /**< 0 if the transport has none */
};

/** The two sides of a packet. */
struct path {
    struct endpoint source, destination;
};

/** Where and when a message was captured. */
struct sighting {
    uint32_t frame;  /**< from 1 */
    uint32_t index;  /**< of the message in its frame, from 0 */
    int64_t time_ns; /**< since the Unix epoch */
    struct path path;
};

struct history_transaction;
struct history_dialog;

/** One captured message. Of the copies of a message between the same endpoints the first one is its
 * "first transmission". */
struct history_message {
    uint32_t frame;
    uint32_t index;
    int64_t time_ns;
    const struct path *path;
    uint32_t status_code; /**< 0 for a request */
    bool is_ack;
    uint64_t fingerprint; /**< hash of its bytes */
    /** Interned; NULL if the To field has none. */
    const struct span *to_tag;
    /** NULL if the message lacks what is needed to tell. */
    struct history_transaction *transaction;

    /** Which transmission this is, from 1; packets that were captured twice do not count. */
    uint32_t copy;
    /** In the first transmission: how many were seen; later. */
    uint32_t copies;
    /** The first transmission; itself if this is it. */
    const struct history_message *first;
    /** In the first transmission: the newest one; later. */
    struct history_message *latest;
    /** The very same packet, captured before; else NULL. */
    const struct history_message *duplicate_of;
    /** In the first transmission: that of the message before in the same transaction. */
    struct history_message *previous_first;
};

/** A transaction at one hop: same branch, sent-by, method, Call-ID and CSeq number (RFC 3261
 * section 17.1.3; those without the magic cookie by the fields of section 17.2.3). The ACK to a
 * non-2xx final belongs to its INVITE. */
struct history_transaction {
    const struct span *call_id, *method; /**< interned */
    struct span sent_by;                 /**< host in lower case and two bytes of port */
    struct span branch;                  /**< see above for RFC 2543 clients */
    const struct span *from_tag;         /**< interned; NULL if the From field has none */
    uint32_t cseq;
    bool in_dialog; /**< the request has a To tag (RFC 3261 section 12.2) */
    /** The request has credentials, and they are more than the name of the user, which mobile
     * phones send before they are asked (RFC 3261 section 22.4). */
    bool has_credentials;

    /** First transmission of the request; NULL if not captured; later. */
    const struct history_message *request;
    const struct history_message *response; /**< first response; later */
    const struct history_message *final;    /**< first final response; later */
    const struct history_message *ack;      /**< ACK to a non-2xx final; later */
    /** First transmission of its newest message; follow previous_first for the others; later. */
    struct history_message *newest_first;

    /** Of a CANCEL: the INVITE that it is to end; NULL if not captured. */
    struct history_transaction *invite;
    /** Of an INVITE: the CANCEL with the same branch; later. */
    struct history_transaction *cancel;
    /** The dialog that the request was sent in; NULL outside of dialogs, and when its beginning was
     * not captured. */
    struct history_dialog *dialog;

    /* private: the transaction before with the same key but for sent-by */
    struct history_transaction *other_sent_by;
    /* private: of an INVITE without final, linked by next_early */
    struct history_dialog *early_dialogs;
};

enum dialog_state {
    DIALOG_NONE,      /**< not known at that time */
    DIALOG_EARLY,     /**< RFC 3261 section 12.1 */
    DIALOG_CONFIRMED, /**< a 2xx to INVITE, SUBSCRIBE or REFER, or an accepted NOTIFY */
    DIALOG_ENDED /**< BYE, or a non-2xx final that ended an early dialog, or 481 or 408 to a request
                    in it */
};

/** A dialog: Call-ID and two tags, looked up without regard to direction (RFC 3261 section 12). */
struct history_dialog {
    /** Interned; the caller is who sent the first request. */
    const struct span *call_id, *caller_tag, *callee_tag;
    /** The request that formed it, sent by the caller; NULL if not captured. */
    const struct history_message *start;
    const struct history_message *early;     /**< what made it early; NULL if nothing did; later */
    const struct history_message *confirmed; /**< what confirmed it; later */
    const struct history_message *ended;     /**< what ended it; later */

    struct history_dialog *next_early; /* private: another early dialog of the same INVITE */
};

struct history;

/** @return a new, empty history; free it with history_free. */
struct history *history_new(void);

void history_free(struct history *history);

/**
 * Call once for each packet that is dissected for the first time, SIP or not, before its messages
 * are added. With a two-pass read filter Wireshark gives the number of a packet that it dropped to
 * the next one: what was added for an earlier packet of the same number is then taken back wholly.
 */
void history_begin_frame(struct history *history, uint32_t frame);

/**
 * Adds a message. Frame numbers must not fall.
 * @param message  borrowed; what is needed is copied
 * @return the record, never NULL
 */
const struct history_message *history_add(struct history *history, const struct sighting *sighting,
                                          const struct sip_message *message);

/** The record of a message that was added before. @return NULL if there is none. */
const struct history_message *history_find(const struct history *history, uint32_t frame,
                                           uint32_t index);

/** The state that the dialog had just before `message` was sent. What the same request did at
 * another hop, which a proxy forwarded, does not count: a BYE is not sent in a dialog that it has
 * ended itself one hop before. */
enum dialog_state history_dialog_state(const struct history_dialog *dialog,
                                       const struct history_message *message);

#endif
