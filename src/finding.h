/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * What was found out about one response. A finding holds no text of any language, only keys of
 * texts and what was on the wire.
 */
#ifndef SIPWHY_FINDING_H
#define SIPWHY_FINDING_H

#include <glib.h>

#include "code_table.h"
#include "span.h"

enum confidence { CONFIDENCE_CERTAIN, CONFIDENCE_LIKELY, CONFIDENCE_POSSIBLE, CONFIDENCE_GENERAL };

/** "certain", "likely", "possible", "general". Static. */
const char *confidence_name(enum confidence confidence);

/** The group of the expert item: response code, sequence (retransmissions, missing messages) or
 * protocol (violations). */
enum finding_group { GROUP_RESPONSE_CODE, GROUP_SEQUENCE, GROUP_PROTOCOL };

#define STATEMENT_ARGUMENTS 6

/** Something to say: a text of the table with values for its placeholders. Strings belong to the
 * finding. */
struct statement {
    const char *group; /**< of the texts: "evidence", "q850 17" ... */
    const char *key;
    uint32_t frame; /**< another frame that proves it; 0: this one does */
    struct text_argument arguments[STATEMENT_ARGUMENTS + 1]; /**< ended by name == NULL */
};

struct finding {
    uint32_t code;
    const char *method; /**< for the texts: the request's method, "re-INVITE" for an INVITE in a
                           dialog; NULL if unknown */
    const char *cause;  /**< id of the rule that fired, "general" when none did; static */
    enum confidence confidence;
    enum severity severity;
    enum finding_group group;
    uint32_t request_frame; /**< 0 if the request was not captured */
    GArray *evidence;       /**< of struct statement: observed facts */
    GArray *why; /**< of struct statement: specific reasons; the general ones of the code are not
                    among them */
    GArray *fix; /**< of struct statement: specific steps, likewise */
    GStringChunk *strings; /**< holds what the members point to */
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

/** The same for a time span, which is shown with its unit: "11.9 s", "0.3 ms" as "300 µs". */
void statement_set_duration(struct finding *finding, struct statement *statement, const char *name,
                            int64_t nanoseconds);

#endif
