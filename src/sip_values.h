/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Readers for the values of single header fields. All take a span of one field value as sip_message
 * hands it out (folds may be in it), allocate nothing and return spans into it. A reader that
 * returns bool leaves its output untouched when it returns false. Quotes around a quoted-string are
 * taken off; escapes in it are left as they are.
 */
#ifndef SIPWHY_SIP_VALUES_H
#define SIPWHY_SIP_VALUES_H

#include "span.h"

/**
 * Takes the next element off a comma-separated value (RFC 3261 section 7.3.1): commas inside quoted
 * strings and <angle brackets> do not separate, and what is opened but never closed takes all the
 * rest; empty elements are skipped.
 * @param rest  in: what is left, out: what follows the element
 * @return the element, trimmed; absent when nothing is left
 */
struct span sip_list_next(struct span *rest);

/** True if the comma-separated value has the token, without regard to case and parameters (option
 * tags, methods, event packages, media types). */
bool sip_list_has(struct span value, struct span token);

/**
 * Takes the next parameter off a list separated by `separator`, which is ';' for header parameters
 * and ',' for digest parameters (RFC 3261 sections 25.1, 20.44).
 * @param rest   in: what is left (a leading separator is skipped), out: what follows
 * @param name   the name, trimmed; not empty
 * @param value  without quotes; absent for a parameter without '='
 * @return false when nothing is left
 */
bool sip_parameter_next(struct span *rest, char separator, struct span *name, struct span *value);

/** The value of the first parameter of that name (without regard to case) in a ';' list. absent: no
 * such parameter; empty: the parameter has no value. */
struct span sip_parameter_find(struct span parameters, struct span wanted);

/** A URI (RFC 3261 section 19.1; tel: RFC 3966 section 3). */
struct sip_uri {
    struct span scheme;     /**< "sip", "sips", "tel" ... */
    struct span user;       /**< without password; for tel: the number; absent if there is none */
    struct span host;       /**< without brackets for IPv6; absent for tel: and unknown schemes */
    uint16_t port;          /**< 0 if not given */
    struct span parameters; /**< from the first ';' on, without it; absent if none */
    struct span headers;    /**< after '?'; absent if none */
};

/** @return false if there is no scheme. An unknown scheme fills scheme only. */
bool sip_uri_read(struct span text, struct sip_uri *uri);

/** Its user alone, as sip_uri_read finds it; absent too if it is no URI. */
struct span sip_uri_user(struct span text);

/** Its host alone, likewise. */
struct span sip_uri_host(struct span text);

/** True if both URIs name the same place (RFC 3261 section 19.1.4): user part exactly, scheme and
 * host without regard to case, parameters as far as both have them. URIs of other schemes than
 * SIP's compare as texts. Header parts are left out. */
bool sip_uri_equal(struct span a, struct span b);

/** name-addr or addr-spec with the field's parameters: From, To, Contact, Route, Refer-To,
 * P-Asserted-Identity ... (RFC 3261 section 20.10: without angle brackets, parameters belong to the
 * field, not to the URI). */
struct sip_address {
    struct span display_name; /**< without quotes; absent if none */
    struct span uri;          /**< the text of the URI; "*" for Contact: * */
    struct span parameters;   /**< of the field, without the leading ';'; absent if none */
};

/** @param element  one element of the field (sip_list_next). @return false if no URI is in it. */
bool sip_address_read(struct span element, struct sip_address *address);

/** The tag of a From or To value (RFC 3261 section 19.3); absent if there is none. */
struct span sip_tag(struct span value);

/** One Via element (RFC 3261 section 20.42). */
struct sip_via {
    struct span transport; /**< "UDP", "TCP", "TLS", "WS" ... */
    struct span host;      /**< sent-by, without brackets */
    uint16_t port;         /**< sent-by, 0 if not given */
    struct span branch;    /**< absent if there is none */
    struct span received;  /**< without brackets; absent if there is none */
    bool has_rport;        /**< RFC 3581 section 3 */
    uint16_t rport;        /**< 0 if without value */
};

/** @param element  one element of the field. @return false if there is no sent-by. */
bool sip_via_read(struct span element, struct sip_via *via);

/** The same, but only sent-by and branch, which name the transaction (RFC 3261 section 17.1.3):
 * what follows the branch is not looked at, and the other members are absent. */
bool sip_via_read_key(struct span element, struct sip_via *via);

/** CSeq (RFC 3261 section 20.16). */
struct sip_cseq {
    uint32_t number;
    struct span method;
};

bool sip_cseq_read(struct span value, struct sip_cseq *cseq);

/** RAck (RFC 3262 section 7.2). */
struct sip_rack {
    uint32_t rseq;
    struct sip_cseq cseq;
};

bool sip_rack_read(struct span value, struct sip_rack *rack);

/** One challenge or credential (RFC 3261 sections 20.44, 20.7; RFC 7616 sections 3.3, 3.4). */
struct sip_authentication {
    struct span scheme;
    struct span realm, nonce, algorithm, qop, opaque, stale;  /* challenge and credential */
    struct span username, uri, response, cnonce, nonce_count; /* credential */
};

/** @param value  a whole field value; of several challenges joined with commas (against RFC 3261
 * section 7.3.1) the first.
 *  @return false if there is no scheme. Members that are not given are absent. */
bool sip_authentication_read(struct span value, struct sip_authentication *authentication);

/** Retry-After (RFC 3261 section 20.33). */
struct sip_retry_after {
    uint32_t seconds;
    struct span comment; /**< without parentheses; absent if none */
    uint32_t duration;   /**< seconds; 0 if not given */
};

bool sip_retry_after_read(struct span value, struct sip_retry_after *retry_after);

/** One Reason value (RFC 3326 section 2; location: RFC 8606 section 4). */
struct sip_reason {
    struct span protocol; /**< "Q.850", "SIP" ... */
    bool has_cause;
    uint32_t cause;
    struct span text;     /**< absent if none */
    struct span location; /**< absent if none */
};

/** @param element  one element of the field (sip_list_next). @return false if there is no protocol.
 */
bool sip_reason_read(struct span element, struct sip_reason *reason);

/** One Warning value (RFC 3261 section 20.43). */
struct sip_warning {
    uint16_t code;
    struct span agent; /**< absent if none, against the grammar */
    struct span text;  /**< absent if none */
};

/** @param element  one element of the field. @return false if it does not start with a three-digit
 * code. */
bool sip_warning_read(struct span element, struct sip_warning *warning);

/** A value with parameters: Event, Subscription-State, Session-Expires, Min-SE, Content-Type,
 * Replaces, Identity, Refer-Sub ... */
struct sip_value {
    struct span value;      /**< up to the first ';', trimmed */
    struct span parameters; /**< after it; absent if none */
};

struct sip_value sip_value_read(struct span text);

/** Seconds of a delta-seconds value, its parameters left out (Expires, Min-Expires,
 * Session-Expires, Min-SE). */
bool sip_seconds_read(struct span text, uint32_t *seconds);

#endif
