/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * What a rule of a site table looks at: the keys match.* of its group. All of them have to fit.
 *
 *   match.code=403;4xx;480-488            code of the response; without it any
 *   match.method=INVITE;REGISTER          method that it answers; INVITE is re-INVITE too
 *   match.source=192.0.2.0/24;2001:db8::1 address that the response comes from
 *   match.host=example.com;*.example.net  host of the Request-URI of the request that it answers
 *   match.phrase=^Blocked: (.*)$          reason phrase, a regular expression (pattern.h), as below
 *   match.product=                        Server or User-Agent of the response; if it has neither,
 *                                         what its sender said elsewhere in the capture
 *   match.header.NAME=                    any header field of the response; one field has to fit
 *   match.request.header.NAME=            a header field of the request, of those that are kept
 *
 * The texts of the rule can name {code} {method} {source} {host} {phrase} {product}, any header
 * field of the response {header.NAME}; of what a regular expression looked at
 * {request.header.NAME}, its groups {phrase.1} {header.NAME.2} ..., and each named group
 * (?<limit>...) as {limit}.
 */
#ifndef SIPWHY_SITE_MATCH_H
#define SIPWHY_SITE_MATCH_H

#include "rule.h"

/** Keys of site tables that say what to look at start so. */
#define SITE_MATCH_PREFIX "match."

struct site_match;

/**
 * @param problems  each mistake is appended
 * @return free it with site_match_free; NULL if a key is wrong, for without it too much would fit,
 * or there is none
 */
struct site_match *site_match_new(const struct text_table *file, const char *group,
                                  GPtrArray *problems);

void site_match_free(struct site_match *match);

/** True if it looks at responses with that code. */
bool site_match_covers(const struct site_match *match, uint32_t code);

/** Where the value of a placeholder comes from. */
struct site_place {
    char *name; /**< as the text has it; owned by who made it */
    enum site_value {
        SITE_CODE,
        SITE_METHOD,
        SITE_SOURCE,
        SITE_HOST,
        SITE_PHRASE,
        SITE_PRODUCT,
        SITE_HEADER, /**< a header field that no regular expression looks at */
        SITE_GROUP   /**< of a regular expression */
    } value;
    unsigned expression; /**< of SITE_GROUP: which one, from 0 */
    unsigned group;      /**< of SITE_GROUP: 0 is the whole field */
};

/** Finds out what a placeholder stands for. @param name  borrowed by the place. @return false if
 * nothing gives it a value */
bool site_match_place(const struct site_match *match, const char *name, struct site_place *place);

/** What fitted; to be asked for values. */
struct site_fit;

/**
 * @param method   that the response answers: "INVITE", "re-INVITE" ...; NULL if unknown
 * @param stopped  out: true if a regular expression was stopped
 * @return NULL if it does not fit; free it with site_fit_free
 */
struct site_fit *site_match_fit(const struct site_match *match, const struct subject *subject,
                                const char *method, bool *stopped);

void site_fit_free(struct site_fit *fit);

/** Gives the placeholder its value, if it has one. */
void site_fit_set(const struct site_fit *fit, const struct subject *subject, struct cause *cause,
                  const struct site_place *place);

#endif
