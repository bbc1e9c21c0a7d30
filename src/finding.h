/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * What was found out about one response. A finding holds no text of any language, only keys of
 * texts and what was on the wire.
 */
#ifndef SIPWHY_FINDING_H
#define SIPWHY_FINDING_H

#include <glib.h>

#include "code_table.h"
#include "frame_places.h"
#include "history.h"

enum confidence { CONFIDENCE_CERTAIN, CONFIDENCE_LIKELY, CONFIDENCE_POSSIBLE, CONFIDENCE_GENERAL };

/** "certain", "likely", "possible", "general". Static. */
const char *confidence_name(enum confidence confidence);

/** The group of the expert item: response code, sequence (retransmissions, missing messages) or
 * protocol (violations). */
enum finding_group { GROUP_RESPONSE_CODE, GROUP_SEQUENCE, GROUP_PROTOCOL };

#define STATEMENT_ARGUMENTS 6

struct possibility;

/** Something to say: a text of the table with values for its placeholders. Strings belong to the
 * finding. */
struct statement {
    /** Of the texts: "evidence", "q850 17" ...; NULL: those of the rule that fired, whose arguments
     * it may use besides its own. */
    const char *group;
    /** With group == NULL: it is not the rule that fired, but this one, which the finding names
     * among the others. NULL: it is the rule that fired. */
    const struct possibility *of;
    const char *key;
    uint32_t frame; /**< another frame that proves it; 0: this one does */
    struct text_argument arguments[STATEMENT_ARGUMENTS + 1]; /**< ended by name == NULL */
};

/** Another cause that is possible as well. */
struct possibility {
    const char *cause;   /**< as in the finding */
    const char *rule;    /**< likewise */
    const char *variant; /**< likewise */
    const struct text_argument *arguments;
};

/** At most so many other causes are named. */
#define FINDING_POSSIBILITIES 2

struct finding {
    bool is_response;   /**< else it is about a request that nobody answered */
    uint32_t code;      /**< of a response */
    const char *method; /**< for the texts: the request's method, "re-INVITE" for an INVITE in a
                           dialog; NULL if unknown */
    /** "general" when no rule fired, else the id of the rule, with "/" and the variant if it has
     * one. */
    const char *cause;
    const char *rule;    /**< id of the rule that fired; NULL if none did */
    const char *variant; /**< NULL if there is none */
    /** Values for the placeholders of the rule's texts, ended by name == NULL; NULL if no rule
     * fired. */
    const struct text_argument *arguments;
    const char *references; /**< of the rule, separated by "; "; NULL if no rule fired */
    const char *source; /**< of a rule of a site table: where it comes from; NULL if not known */
    const char *url;    /**< likewise: a page about it; NULL if there is none */
    enum confidence confidence;
    enum severity severity;
    enum finding_group group;
    uint32_t frame;         /**< of the message that it is about; 0 if that is none of a capture */
    uint32_t request_frame; /**< 0 if the request was not captured */
    uint32_t outcome_frame; /**< where the story ended; 0 if not known */
    const char *origin; /**< the element that first sent the response, in a form fit to show; NULL
                           if the capture cannot tell */
    struct possibility also[FINDING_POSSIBILITIES]; /**< the first with cause == NULL ends them */
    GArray *evidence;                               /**< of struct statement: observed facts */
    GArray *why; /**< of struct statement: specific reasons; the general ones of the code are not
                    among them */
    GArray *fix; /**< of struct statement: specific steps, likewise */
    GStringChunk *strings; /**< holds what the members point to */
    GPtrArray *kept;       /**< likewise; private */
    /** How frames are called in the texts; borrowed, and kept when the finding is cleared. NULL:
     * there is one capture only. */
    const struct frame_places *places;
};

/** @return an empty finding, to be used for one response after the other; free it with
 * finding_free. */
struct finding *finding_new(void);

void finding_free(struct finding *finding);

/** Makes it empty. */
void finding_clear(struct finding *finding);

/** Appends a statement to one of the finding's lists. @return it; valid until the next one is added
 * to the same list. */
struct statement *finding_say(GArray *list, const char *group, const char *key, uint32_t frame);

/** Gives a placeholder of the statement a value, which is copied in a form that is fit to show, at
 * most 100 bytes long. Without this call, or with an absent or empty value, the placeholder has no
 * value. */
void statement_set(struct finding *finding, struct statement *statement, const char *name,
                   struct span value);

/** The same for a text of the project's own, which is taken as it is and may be NULL. */
void statement_set_text(struct finding *finding, struct statement *statement, const char *name,
                        const char *value);

/** The same for a number. */
void statement_set_number(struct finding *finding, struct statement *statement, const char *name,
                          uint64_t value);

/** The same for the number of a frame, with the capture that it is in where that is needed. */
void statement_set_frame(struct finding *finding, struct statement *statement, const char *name,
                         uint32_t frame);

/** The same for a time span, which is shown with its unit: "11.9 s", "0.3 ms" as "300 µs". */
void statement_set_duration(struct finding *finding, struct statement *statement, const char *name,
                            int64_t nanoseconds);

/** A copy of foreign text, fit to show, at most 100 bytes long, and masked if a mask is in use.
 * @return newly allocated (g_free) */
char *finding_display(struct span value);

/** "11.9 s", "0.3 ms" as "300 µs". @return newly allocated (g_free) */
char *finding_duration(int64_t nanoseconds);

/** "192.0.2.1:5060", "[2001:db8::1]:5060", without the port if it is 0; masked if a mask is in use.
 * @return newly allocated (g_free); "?" for what is no IP address */
char *finding_endpoint(const struct endpoint *endpoint);

/** The same, never masked. */
char *finding_endpoint_as_is(const struct endpoint *endpoint);

#endif
