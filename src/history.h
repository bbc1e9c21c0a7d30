/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * What the capture has shown so far: messages, transactions (RFC 3261 section 17), hop chains
 * (section 16.6), dialogs (section 12), registrations (section 10), who challenged whom (section
 * 22). It holds facts, no verdicts.
 *
 * Fed once per message, in frame order. All structs belong to the history and live as long as it
 * does; readers must not change them. Members that later messages may still change are marked
 * "later": before one is used for a statement about an earlier time, compare the times. Everything
 * is found by key or lies next to something that was: no operation takes longer because the capture
 * is longer. Lists are linked in the order of the capture; walk no more than HISTORY_NEAR steps.
 */
#ifndef SIPWHY_HISTORY_H
#define SIPWHY_HISTORY_H

#include "sip_message.h"

/** How far a reader walks along one of the lists: more than any real conversation needs, so that
 * nobody can make looking take long. */
#define HISTORY_NEAR 256

/** Messages closer together than this count as simultaneous: captures of several interfaces or
 * queues swap their frames. */
#define HISTORY_SIMULTANEOUS_NS (10 * INT64_C(1000000))

/** One side of a packet. Equality is byte-wise: leave unused bytes 0. */
struct endpoint {
    uint8_t address[16]; /**< network byte order; IPv4 uses the first four */
    uint8_t length;      /**< bytes used of address: 4, 16, or 0 when it is no IP address */
    uint8_t unused;      /**< where a compiler would leave a byte of any value */
    uint16_t port;       /**< 0 if the transport has none */
};

/** The two sides of a packet. */
struct path {
    struct endpoint source, destination;
};

/** What carried a message. */
enum transport {
    TRANSPORT_OTHER,
    TRANSPORT_UDP,
    TRANSPORT_STREAM /**< TCP, TLS, SCTP, WebSocket: reliable */
};

/** Where and when a message was captured. */
struct sighting {
    uint32_t frame;  /**< from 1 */
    uint32_t index;  /**< of the message in its frame, from 0 */
    int64_t time_ns; /**< since the Unix epoch */
    struct path path;
    enum transport transport;
    bool incomplete; /**< the capture holds only a part of it: cut by the snap length */
    bool fragmented; /**< it came in several IP fragments */
};

struct history_transaction;
struct history_dialog;
struct history_call;
struct history_binding;
struct history_credentials;
struct history_network_error;

/** An address, whatever the port. */
struct history_host {
    struct endpoint endpoint;                    /**< port 0 */
    struct history_transaction *newest_sent;     /**< request from here; later */
    struct history_transaction *newest_received; /**< request to here; later */
    /** What was registered from here (RFC 3261 section 10), follow BINDINGS_OF_HOST; later. */
    struct history_binding *newest_binding;
};

/** Address and port: what the capture shows of one SIP element. */
struct history_agent {
    struct endpoint endpoint;
    struct history_host *host;
    /** Value of its newest User-Agent or Server field, interned; NULL if it sent none; later. */
    const struct span *product;
    bool has_several_products; /**< it sent different values: others stand behind it; later */
    bool forwards;             /**< it sent a request with more than one Via: a proxy; later */
    /** Its newest session description; follow previous_of_agent; later. */
    struct history_sdp *newest_sdp;
    const struct span *allow; /* private: the value of Allow that was kept last, interned */
};

/** A path that messages took. */
struct history_path {
    struct path path; /* first: pointers to it are pointers to this */
    struct history_agent *source, *destination;
    struct history_path *back; /**< NULL if nobody asked for it yet */
    struct history_way *way;   /* private: when messages went from host to host */
};

/** A session description, its changing parts taken out (see sdp_outline). */
struct history_sdp {
    const struct history_message *message;
    const struct span *outline; /**< interned */
    struct history_sdp *previous_of_agent;
};

/** One captured message. Of the copies of a message between the same endpoints the first one is its
 * "first transmission". */
struct history_message {
    int64_t time_ns;
    const struct history_path *path;
    /** NULL if the message lacks what is needed to tell. */
    struct history_transaction *transaction;
    /** The same string (by pointer) within one call; NULL if the To field has none. */
    const struct span *to_tag;
    /** In a first transmission: that of the message before in the same transaction; NULL if there
     * is none. In a later one: the transmission before. */
    struct history_message *previous;
    /** All transmissions; NULL while there is only one; later. */
    struct history_copies *copies;
    /** Header fields for those who ask later, see history_header; NULL if none; private. */
    const uint8_t *kept;
    uint32_t frame;
    uint32_t index : 31;
    bool is_response : 1;
    uint32_t status_code; /**< of a response */
    uint32_t size;        /**< bytes captured of it */
    uint32_t content;     /* private: hash of body and RSeq; see history_same_content */
    uint16_t copy; /**< which transmission this is, from 1, counted up to 65535; packets that were
                      captured twice do not count */
    bool is_ack : 1;
    bool is_incomplete : 1;
    bool is_fragmented : 1;
    bool is_udp : 1;
    bool is_stream : 1;
    bool is_reliable : 1; /**< a provisional response with Require: 100rel (RFC 3262 section 3) */
    bool has_sdp : 1;
    bool is_only_via : 1;  /**< it has one Via entry: from the user agent itself, or to it */
    bool is_duplicate : 1; /**< not sent again: the packet before, captured twice */
    unsigned slot : 7;     /* private: see history_message_number */
};

/** The place of the message among all messages of the history, from 0. */
uint32_t history_message_number(const struct history_message *message);

/** The transmissions of one message. */
struct history_copies {
    const struct history_message *first;
    struct history_message *latest; /**< later */
    uint32_t count;                 /**< later */
};

/** The first transmission of the message. */
static inline const struct history_message *
history_first(const struct history_message *message)
{
    return message->copies ? message->copies->first : message;
}

/** How many times the message was sent, so far; packets that were captured twice do not count. */
static inline uint32_t
history_times_sent(const struct history_message *message)
{
    return message->copies ? message->copies->count : 1;
}

/** Its newest transmission, so far. */
static inline const struct history_message *
history_latest(const struct history_message *message)
{
    return message->copies ? message->copies->latest : message;
}

/** True if both have the same body, as far as it was captured (and the same RSeq). */
static inline bool
history_same_content(const struct history_message *a, const struct history_message *b)
{
    return a->content == b->content;
}

static inline bool
history_is_first(const struct history_message *message)
{
    return history_first(message) == message;
}

/** The packet that was captured twice, captured before. @return NULL if this is none */
static inline const struct history_message *
history_duplicate_of(const struct history_message *message)
{
    return message->is_duplicate ? message->previous : NULL;
}

/** The transmission before this one. @return NULL for the first one */
static inline const struct history_message *
history_sent_before(const struct history_message *message)
{
    return history_is_first(message) ? NULL : message->previous;
}

/** All that has one Call-ID. */
struct history_call {
    struct span call_id;
    uint64_t hash;                               /* private: of the Call-ID */
    struct history_transaction *oldest, *newest; /**< newest: later */
    struct history_dialog *newest_dialog;        /**< follow previous_of_call; later */
    struct history_tag *tags;                    /* private */
};

/** A transaction at one hop: same branch, sent-by, method, Call-ID and CSeq number (RFC 3261
 * section 17.1.3; those without the magic cookie by the fields of section 17.2.3). The ACK to a
 * non-2xx final belongs to its INVITE. */
struct history_transaction {
    struct history_call *call;
    const struct span *method;   /**< interned */
    const struct span *from_tag; /**< as to_tag of messages; NULL if the From field has none */
    const struct span *sent_by;  /**< interned: host in lower case and two bytes of port */
    const char *branch;          /**< see above for RFC 2543 clients; not ended by NUL */
    uint32_t branch_length;
    uint32_t cseq;
    uint32_t hash; /* private: of branch and Call-ID */

    /** First transmission of the request; NULL if not captured; later. */
    const struct history_message *request;
    const struct history_message *final; /**< first final response; later */
    /** First transmission of its newest message; follow previous for the others; later. */
    struct history_message *newest;

    /** Of a CANCEL the INVITE that it is to end, of an INVITE the CANCEL with the same branch
     * (RFC 3261 section 9.1); NULL if not captured; later. */
    struct history_transaction *counterpart;
    /** The dialog that the request was sent in; NULL outside of dialogs, and when its beginning was
     * not captured. */
    struct history_dialog *dialog;

    struct history_transaction *previous_in_call, *next_in_call; /**< next: later */
    /** Requests from the same host, and to the same host; NULL for what has no request; later. */
    struct history_transaction *previous_sent, *next_sent;
    struct history_transaction *previous_received, *next_received;

    /** Only what some have; NULL if none of it; later. */
    struct history_extra *extra;
    struct history_transaction *other_sent_by; /* private: before, same key but for sent-by */

    uint8_t max_forwards; /**< of the request, up to 254; 255 if absent */
    uint8_t vias;         /**< Via entries of the request, up to 255 */
    bool in_dialog;       /**< the request has a To tag (RFC 3261 section 12.2) */
    /** The request has credentials, and they are more than the name of the user, which mobile
     * phones send before they are asked (RFC 3261 section 22.4). */
    bool has_credentials;
    bool has_other_credentials; /**< it has credentials of another scheme than Digest; later */
};

/** What only some transactions have. */
struct history_extra {
    /** The transaction upstream whose request this one forwards (RFC 3261 section 16.6); NULL if
     * not captured. */
    struct history_transaction *up;
    /** The branches downstream, newest first, linked by next_down; later. */
    struct history_transaction *newest_down;
    struct history_transaction *next_down;
    struct history_credentials *credentials; /**< follow next_of_request */
    /** What the network said about the request, newest first, follow previous_of_request; later. */
    struct history_network_error *errors;
};

/** Neighbours in the hop chain; NULL if there is none. */
static inline struct history_transaction *
history_up(const struct history_transaction *transaction)
{
    return transaction->extra ? transaction->extra->up : NULL;
}

static inline struct history_transaction *
history_down(const struct history_transaction *transaction)
{
    return transaction->extra ? transaction->extra->newest_down : NULL;
}

static inline struct history_transaction *
history_next_down(const struct history_transaction *down)
{
    return down->extra ? down->extra->next_down : NULL;
}

/** The ACK that belongs to the transaction: to a non-2xx final of an INVITE (RFC 3261 section
 * 17.1.1.3). @return NULL if none was captured so far */
const struct history_message *history_ack(const struct history_transaction *invite);

/** A challenge or an entity tag that a server handed out, looked up by its value. */
struct history_token {
    struct span value;
    const struct history_message
        *granted; /**< first response with it; NULL if not captured; later */
    /** Credentials with this nonce, newest first, follow previous_of_nonce; later. */
    struct history_credentials *newest_use;
};

/** Credentials of a request (RFC 3261 section 22). Spans belong to the history. */
struct history_credentials {
    struct history_transaction *transaction;
    struct history_token *nonce;
    struct history_credentials *previous_of_nonce;
    struct history_credentials *next_of_request;
    struct span value; /**< the field: read it with sip_authentication_read */
    bool is_proxy;     /**< Proxy-Authorization */
};

/** How a binding ended. */
enum binding_end { BINDING_EXPIRED, BINDING_REMOVED, BINDING_REPLACED };

/** What a binding is found by. */
enum binding_chain {
    BINDINGS_OF_NAME,    /**< the user part of the AOR */
    BINDINGS_OF_CONTACT, /**< that of the Contact */
    BINDINGS_OF_HOST,    /**< the host that registered from there */
    BINDING_CHAINS
};

/** The place of a binding in one of its chains. */
struct history_binding_link {
    struct history_binding *previous; /**< the binding before; NULL if there is none */
    struct history_binding *skip;     /* private: one far before, to get there in few steps */
    int64_t skipped_until_ns;         /* private: until when the last of those in between lasts */
    uint32_t depth;                   /* private: how many are before, with this one */
};

/** A Contact bound to an address-of-record by a 2xx to REGISTER (RFC 3261 section 10.3). */
struct history_binding {
    /* what is looked at of many bindings stands together */
    int64_t from_ns;
    int64_t until_ns; /**< later: when it was removed or replaced */
    struct history_binding_link link[BINDING_CHAINS];
    const struct span *host;         /**< of the AOR, lower case; interned */
    const struct span *user;         /**< of the AOR, as written; interned; NULL if it has none */
    const struct span *contact;      /**< URI; interned */
    const struct span *contact_user; /**< interned; NULL if it has none */
    const struct history_message *granted; /**< the 2xx */
    const struct history_path *path;       /**< that the REGISTER took */
    enum binding_end end;                  /**< later */
    const struct history_message *ended;   /**< the 2xx that ended it; NULL if it expired; later */
    struct history_binding *previous_open; /* private: the same AOR user, had not ended either */
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
    struct history_call *call;
    const struct span *caller_tag, *callee_tag; /**< the caller is who sent the first request */
    /** The transaction that formed it, of the caller; NULL if not captured. */
    struct history_transaction *forming;
    const struct history_message *early;     /**< what made it early; NULL if nothing did; later */
    const struct history_message *confirmed; /**< what confirmed it; later */
    const struct history_message *ended;     /**< what ended it; later */
    struct history_dialog *previous_of_call;
};

/** What the network, not SIP, said about a message. */
enum network_error_kind {
    NETWORK_UNREACHABLE, /**< ICMP destination unreachable (RFC 792, RFC 4443 section 3.1) */
    NETWORK_TOO_BIG,     /**< fragmentation needed, packet too big, or reassembly time exceeded */
    NETWORK_REFUSED,     /**< TCP: a RST answered the SYN (RFC 9293 section 3.5.2) */
    NETWORK_RESET,       /**< TCP: a RST on a connection that was open */
    NETWORK_NO_NAME      /**< DNS: an error, or no address */
};

struct history_network_error {
    enum network_error_kind kind;
    uint32_t frame;
    int64_t time_ns;
    struct endpoint sender;  /**< of the ICMP message, RST or DNS answer */
    struct endpoint peer;    /**< whom it was sent to */
    bool is_ipv6;            /**< ICMPv6 numbers */
    uint8_t type, code;      /**< of ICMP; code alone: RCODE of DNS */
    const struct span *name; /**< NETWORK_NO_NAME: what was asked for; interned; else NULL */
    const struct history_message *message; /**< that an ICMP error quotes, or that was under way
                                              when the connection was reset; NULL if none */
    struct history_network_error *previous_of_request;
    struct endpoint
        target; /**< of a packet that is no SIP: where it was to go, port 0; else empty */
    struct history_network_error *previous_of_target; /**< of another sender, before */
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
void history_begin_frame(struct history *history, uint32_t frame, int64_t time_ns);

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

/** Negative if the message was captured before the given place, positive if after, 0 if there. */
int history_compare(const struct history_message *message, uint32_t frame, uint32_t index);

/* ---- what a message said ---- */

/** A header field of an earlier or later message, as far as the history keeps it (history_kept.c
 * says which, for which messages): several fields of one header joined with commas. From and To are
 * kept without parameters. @return absent if there was none, or it is not kept */
struct span history_header(const struct history_message *message, enum sip_header header);

/** True if the history keeps that header field of requests (of those in a dialog not all). */
bool history_keeps_of_requests(enum sip_header header);

/** The Request-URI of a request; absent for a response. */
struct span history_request_uri(const struct history_message *message);

/** SIP_HEADER_BITs of the header fields that each request must have and this one lacks: From, To,
 * and over a stream Content-Length (RFC 3261 sections 8.1.1, 18.3). */
uint64_t history_missing(const struct history_message *request);

/** The method of the request line, if it is not that of CSeq (RFC 3261 section 8.1.1.5); absent if
 * both are the same. */
struct span history_other_method(const struct history_message *request);

/** Bytes of a request behind its body, which Content-Length lets its receiver leave out (see
 * surplus of struct sip_message); 0 for most requests. */
uint64_t history_surplus(const struct history_message *request);

/** Bytes of the body of a request whose Content-Length, which is kept then, is larger or no number,
 * or of body and surplus; 0 for other requests. */
uint64_t history_body_length(const struct history_message *request);

/** Code of the status line in a message/sipfrag body (RFC 3420). @return 0 if there is none */
uint32_t history_fragment(const struct history_message *message, struct span *phrase);

/** The session description of the message as an outline, see sdp_outline. @return absent if it has
 * none, or was not wholly captured */
struct span history_session(const struct history_message *message);

/* ---- time and place ---- */

int64_t history_first_time(const struct history *history);  /**< of the first packet */
int64_t history_last_time(const struct history *history);   /**< of the newest packet so far */
uint32_t history_last_frame(const struct history *history); /**< its number; 0 if there is none */

/** True if messages went from each of the two hosts of the path to the other within five minutes of
 * that time: the capture sees both directions. */
bool history_sees(const struct history *history, const struct history_path *path, int64_t time_ns);

/* ---- looking up by key ---- */

/** The state that the dialog had just before `message` was sent. What the same request did at
 * another hop, which a proxy forwarded, does not count: a BYE is not sent in a dialog that it has
 * ended itself one hop before. */
enum dialog_state history_dialog_state(const struct history_dialog *dialog,
                                       const struct history_message *message);

/** All that has this Call-ID. @return NULL if it was not seen */
const struct history_call *history_call_find(const struct history *history, struct span call_id);

/** The nonce or entity tag. @return NULL if it was not seen */
const struct history_token *history_token_find(const struct history *history, struct span value);

/** The newest binding of AORs with this user part, without regard to case; follow BINDINGS_OF_NAME.
 * @return NULL if there is none */
const struct history_binding *history_bindings_of_user(const struct history *history,
                                                       struct span user);

/** The newest binding whose Contact has this user part; follow BINDINGS_OF_CONTACT. */
const struct history_binding *history_bindings_of_contact(const struct history *history,
                                                          struct span user);

/** Of a binding and those before it in the chain the newest one that was granted by that time,
 * found in few steps however many came later. @param binding  may be NULL
 * @return NULL if there is none */
const struct history_binding *history_binding_until(const struct history_binding *binding,
                                                    enum binding_chain chain, int64_t time_ns);

/** Of a binding and those before it in the chain the newest one that was there at that time, found
 * likewise. @return NULL if there is none */
const struct history_binding *history_binding_at(const struct history_binding *binding,
                                                 enum binding_chain chain, int64_t time_ns);

/** The one before it in the chain; NULL if there is none. */
static inline const struct history_binding *
history_binding_previous(const struct history_binding *binding, enum binding_chain chain)
{
    return binding->link[chain].previous;
}

/** The host with this address, whatever the port. @return NULL if no message came from or went
 * there */
const struct history_host *history_host_find(const struct history *history,
                                             const struct endpoint *endpoint);

/* ---- what is not SIP ---- */

/**
 * Adds an ICMP error. The message that it quotes, and its transaction, get it.
 * @param error   kind, frame, time, sender, peer, is_ipv6, type, code
 * @param path    of the quoted packet
 * @param quoted  what the error holds of the SIP message, mostly cut; NULL if that is too little
 * @param size    of the quoted message, as the UDP header tells; 0 if not known. With it the
 *                message is found even if the error quotes no byte of it (RFC 792 asks for eight
 *                bytes behind the IP header).
 */
void history_add_icmp(struct history *history, const struct history_network_error *error,
                      const struct path *path, const struct sip_message *quoted, uint32_t size);

/** What ICMP says of UDP packets that are no SIP, media mostly, by the address that they were to go
 * to: of each sender the first one, the newest sender first; follow previous_of_target. @return
 * NULL if there is none */
const struct history_network_error *history_unreachable(const struct history *history,
                                                        const struct endpoint *target);

/** False if history_unreachable finds nothing, whatever it is asked for. */
bool history_has_unreachable(const struct history *history);

/** Adds a TCP reset (path: the way of the RST), a connection that ICMP says cannot be opened (path:
 * from its server to its client) or a DNS answer without an address (path: the way of the answer).
 * It is kept if it was sent to a host that speaks SIP. Requests that were under way on a connection
 * that was reset get it. */
void history_add_failure(struct history *history, const struct history_network_error *error,
                         const struct path *path);

/** The newest failure of this kind before that time and at most `within_ns` before it, which has to
 * do with the host: a reset from there or to there, a DNS answer that went there. @return NULL if
 * there is none */
const struct history_network_error *history_failure_near(const struct history *history,
                                                         enum network_error_kind kind,
                                                         const struct endpoint *host,
                                                         int64_t time_ns, int64_t within_ns);

#endif
