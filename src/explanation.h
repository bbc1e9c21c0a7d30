/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * The one structure that every front end renders: a finding and the code table put into words of
 * one language. No front end knows a rule, a code or a sentence.
 */
#ifndef SIPWHY_EXPLANATION_H
#define SIPWHY_EXPLANATION_H

#include "finding.h"

/** A step: who acts, and what to do. */
struct explanation_step {
    char **actors; /**< values of the filter field, the same in all languages: "caller", "proxy
                      admin" ...; NULL-terminated */
    char *label;   /**< the actors in the language of the texts: "caller, proxy administrator" */
    char *text;
};

/** An observed fact. */
struct explanation_evidence {
    char *text;
    uint32_t frame; /**< another frame that proves it; 0: this one does */
};

/** A code that people mix up with this one. */
struct explanation_confusion {
    uint32_t code;
    const char *phrase;
    const char *difference; /**< NULL if nothing was written about the pair */
};

struct explanation_reference {
    const char
        *text; /**< "RFC 3261 section 21.4.5", or the software that sends an unregistered code */
    char *url; /**< NULL if there is none */
};

/** Another cause that is possible as well. */
struct explanation_possibility {
    const char *cause; /**< as explanation.cause */
    char *verdict;
};

/** Strings are UTF-8, on one line, fit to show. Arrays are never NULL. */
struct explanation {
    bool is_response; /**< else a request that nobody answered; then phrase, class_name and means
                         are NULL */
    uint32_t code;    /**< of a response */
    char *phrase;     /**< the standard one; for an unknown code that of the response, or "not
                         registered" */
    const char *class_name; /**< the same in all languages */
    char *verdict;
    char *title; /**< "SIP Why: 404 Not Found: <verdict>" */
    const char *cause;
    const char *confidence; /**< the same in all languages */
    enum severity severity;
    enum finding_group group;
    uint32_t request_frame; /**< 0 if not captured */
    uint32_t outcome_frame; /**< 0 if not known */
    const char *origin;     /**< NULL if the capture cannot tell */
    char *means;
    GPtrArray *also;       /**< of struct explanation_possibility */
    GPtrArray *actors;     /**< of const char *: all that have a step, each once */
    GPtrArray *why;        /**< of char *: specific reasons first */
    GPtrArray *fix;        /**< of struct explanation_step */
    GPtrArray *evidence;   /**< of struct explanation_evidence */
    GPtrArray *confusions; /**< of struct explanation_confusion */
    GPtrArray *references; /**< of struct explanation_reference: the definition first */
};

/** Strings of the finding are borrowed: the explanation must not outlive it.
 *  @param phrase  the reason phrase of the response, shown for codes that the table does not know;
 * may be absent
 *  @return newly made; holds on to the table; free it with explanation_free */
struct explanation *explanation_new(const struct code_table *table, const struct finding *finding,
                                    struct span phrase);

/** The same without title, meaning, reasons, other possibilities, confusions and references, whose
 * members stay NULL or empty: less than half the work. The phrase is the standard one.
 * @param has_steps  false: without steps and actors too */
struct explanation *explanation_new_brief(const struct code_table *table,
                                          const struct finding *finding, bool has_steps);

/** True if the steps and actors of the finding are those of all findings with its code and method:
 * nothing else is known. */
bool explanation_steps_are_general(const struct finding *finding);

void explanation_free(struct explanation *explanation);

/** The verdict alone, cheaply. @return newly allocated (g_free) */
char *explanation_verdict(const struct code_table *table, const struct finding *finding);

/** A text about a code (code_text) with its placeholders filled in. @return newly allocated
 * (g_free); "" for NULL */
char *explanation_expand(const char *text, uint32_t code);

/** A word of the front ends in the table's language ("why", "fix"). @return never NULL: the key
 * itself if there is no text. */
const char *explanation_label(const struct code_table *table, const char *key);

#endif
