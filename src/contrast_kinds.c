/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kinds of contrasts that the class of a code and its place in SIP give. Those that the single
 * facts give stand in contrast_facts.c. */
#include "contrast_kinds.h"

#include <stdlib.h>
#include <string.h>

#include "contrast.h"

/* Codes that a forking proxy should prefer among 4xx (RFC 3261 section 16.7 item 6). */
static const uint32_t preferred[] = { 401, 407, 415, 420, 484 };

/* Answers a request that was taken back: nobody waits for another branch (RFC 3261 section 9.1). */
#define REQUEST_TERMINATED 487
/* A code that answers no more methods than these, MESSAGE among them, is about new requests only.
 */
#define FEW_METHODS 4

static bool
is_provisional(const struct code_facts *facts)
{
    return facts->code < 200;
}

static bool
is_success(const struct code_facts *facts)
{
    return facts->code / 100 == 2;
}

static bool
is_redirection(const struct code_facts *facts)
{
    return facts->code / 100 == 3;
}

static bool
is_global(const struct code_facts *facts)
{
    return facts->code >= 600;
}

static bool
is_failure(const struct code_facts *facts)
{
    return facts->code >= 400;
}

bool
contrast_answers(const struct code_facts *facts, const char *method)
{
    return contrast_list_has(facts->methods, method) || contrast_list_has(facts->methods, "any");
}

bool
contrast_choose(const struct code_facts *first, const struct code_facts *second,
                contrast_property *has, struct contrast *contrast)
{
    if (has(first) == has(second)) {
        return false;
    }
    contrast->one = has(first) ? first : second;
    contrast->other = has(first) ? second : first;
    return true;
}

bool
contrast_say(struct contrast *contrast, const char *key, unsigned weight)
{
    contrast->key = key;
    contrast->weight = weight;
    return true;
}

static bool
find_open(const struct code_table *table, const struct code_facts *first,
          const struct code_facts *second, struct contrast *contrast)
{
    (void)table;
    if (!contrast_choose(first, second, is_provisional, contrast)) {
        return false;
    }
    if (is_success(contrast->other)) {
        return contrast_say(contrast, "open.success", 100);
    }
    return contrast_say(contrast,
                        is_redirection(contrast->other) ? "open.redirection" : "open.failure", 100);
}

static bool
find_success(const struct code_table *table, const struct code_facts *first,
             const struct code_facts *second, struct contrast *contrast)
{
    (void)table;
    if (is_provisional(first) || !contrast_choose(first, second, is_success, contrast)) {
        return false;
    }
    return contrast_say(
        contrast, is_redirection(contrast->other) ? "success.redirection" : "success.failure", 98);
}

static bool
names_contact(const struct code_facts *facts)
{
    return contrast_list_has(facts->headers, "must:Contact") ||
           contrast_list_has(facts->headers, "should:Contact");
}

static bool
find_redirection(const struct code_table *table, const struct code_facts *first,
                 const struct code_facts *second, struct contrast *contrast)
{
    (void)table;
    if (first->code < 300 || !contrast_choose(first, second, is_redirection, contrast)) {
        return false;
    }
    return contrast_say(contrast,
                        names_contact(contrast->one) && !names_contact(contrast->other)
                            ? "redirection.contact"
                            : "redirection.failure",
                        96);
}

/* True if the code can be one of several answers of the branches of a forked call. */
static bool
competes(const struct code_facts *facts)
{
    return is_failure(facts) && facts->code != REQUEST_TERMINATED &&
           contrast_answers(facts, "INVITE");
}

/* 6xx: pending branches are cancelled, and no new one is started (RFC 3261 section 16.7). */
static bool
find_global(const struct code_table *table, const struct code_facts *first,
            const struct code_facts *second, struct contrast *contrast)
{
    (void)table;
    return competes(first) && competes(second) &&
           contrast_choose(first, second, is_global, contrast) &&
           contrast_say(contrast, "fork.stops", 80);
}

static bool
is_preferred(const struct code_facts *facts)
{
    gsize i;

    for (i = 0; i < G_N_ELEMENTS(preferred); i++) {
        if (facts->code == preferred[i]) {
            return true;
        }
    }
    return false;
}

/* Which of two final responses a forking proxy passes on (RFC 3261 section 16.7 item 6). */
static bool
find_choice(const struct code_table *table, const struct code_facts *first,
            const struct code_facts *second, struct contrast *contrast)
{
    (void)table;
    if (!competes(first) || !competes(second) || is_global(second)) {
        return false;
    }
    if (first->code / 100 != second->code / 100) {
        return contrast_say(contrast, "fork.class", 40); /* `one` is the 4xx */
    }
    return first->code < 500 && contrast_choose(first, second, is_preferred, contrast) &&
           contrast_say(contrast, "fork.preferred", 44);
}

static bool
opens_no_dialog(const struct code_facts *facts)
{
    return g_strcmp0(facts->dialog, "none") == 0;
}

static bool
ends_early_dialog(const struct code_facts *facts)
{
    return g_strcmp0(facts->dialog, "ends-early") == 0;
}

static bool
find_early_dialog(const struct code_table *table, const struct code_facts *first,
                  const struct code_facts *second, struct contrast *contrast)
{
    (void)table;
    if (!is_provisional(second) || !first->dialog || !second->dialog) {
        return false;
    }
    if (contrast_choose(first, second, ends_early_dialog, contrast)) {
        return contrast_say(
            contrast, opens_no_dialog(contrast->other) ? "early.ends-none" : "early.ends", 82);
    }
    return contrast_choose(first, second, opens_no_dialog, contrast) &&
           contrast_say(contrast, "early.none", 82);
}

static bool
is_unregistered(const struct code_facts *facts)
{
    return !facts->registered;
}

static bool
takes_down(const struct code_facts *facts)
{
    return g_strcmp0(facts->dialog, "usage") == 0 || g_strcmp0(facts->dialog, "dialog") == 0;
}

static bool
spares(const struct code_facts *facts)
{
    return g_strcmp0(facts->dialog, "transaction") == 0;
}

/* True if the code answers requests inside a call, such as a re-INVITE. */
static bool
occurs_in_calls(const struct code_facts *facts)
{
    return contrast_answers(facts, "INVITE") &&
           (!contrast_list_has(facts->methods, "MESSAGE") ||
            g_strv_length((char **)facts->methods) > FEW_METHODS);
}

/* Effect on the dialog that the request was sent in (RFC 5057 section 5.1). */
static bool
find_dialog(const struct code_table *table, const struct code_facts *first,
            const struct code_facts *second, struct contrast *contrast)
{
    (void)table;
    if (!is_failure(first) || is_unregistered(first) || is_unregistered(second) ||
        !contrast_choose(first, second, takes_down, contrast) || !spares(contrast->other)) {
        return false;
    }
    if (occurs_in_calls(contrast->one) && occurs_in_calls(contrast->other)) {
        return contrast_say(contrast, "dialog.call", 50);
    }
    return !contrast_answers(contrast->one, "INVITE") &&
           contrast_answers(contrast->one, "SUBSCRIBE") &&
           contrast_answers(contrast->other, "SUBSCRIBE") &&
           contrast_say(contrast, "dialog.subscription", 50);
}

static bool
is_known(const struct code_facts *facts)
{
    return facts->reference || facts->source;
}

/* Names of the software in "Kamailio src/core/error.h, OpenSIPS error.h". */
static char *
software_names(const struct code_table *table, const struct code_facts *facts)
{
    char **places = g_strsplit(facts->source, ", ", -1);
    char *text;
    gsize i;

    for (i = 0; places[i]; i++) {
        places[i][strcspn(places[i], " ")] = '\0';
    }
    text = contrast_list_text(table, (const char *const *)places, NULL, LIST_AND, 4);
    g_strfreev(places);
    return text;
}

static bool
find_unknown(const struct code_table *table, const struct code_facts *first,
             const struct code_facts *second, struct contrast *contrast)
{
    (void)table;
    if (!is_known(first) && !is_known(second)) {
        return contrast_say(
            contrast, first->code / 100 == second->code / 100 ? "unknown.same" : "unknown.both",
            99);
    }
    return contrast_choose(second, first, is_known, contrast) &&
           contrast_say(contrast, "unknown.other", 99);
}

static bool
has_sender(const struct code_facts *facts)
{
    return facts->generated_by[0] != NULL;
}

/* Two codes that no RFC defines. */
static bool
find_private(const struct code_table *table, struct contrast *contrast)
{
    bool same;

    if (has_sender(contrast->one) != has_sender(contrast->other)) {
        contrast_choose(contrast->one, contrast->other, has_sender, contrast);
        contrast->of_one = software_names(table, contrast->one);
        contrast->of_other = software_names(table, contrast->other);
        return contrast_say(contrast, "private.used", 92);
    }
    contrast->of_one = software_names(table, contrast->one);
    contrast->of_other = software_names(table, contrast->other);
    same = strcmp(contrast->of_one, contrast->of_other) == 0;
    if (!has_sender(contrast->one)) {
        return contrast_say(contrast, "private.names", 92);
    }
    return contrast_say(contrast, same ? "private.same" : "private.both", same ? 20 : 92);
}

static bool
is_relic(const struct code_facts *facts)
{
    return !facts->registered && facts->reference;
}

/* A code that SIP once had, and one that it never had. */
static bool
find_relic(const struct code_table *table, const struct code_facts *first,
           const struct code_facts *second, struct contrast *contrast)
{
    if (!contrast_choose(first, second, is_relic, contrast)) {
        return false;
    }
    contrast->of_other = software_names(table, contrast->other);
    return contrast_say(contrast, "private.relic", 90);
}

static bool
find_unregistered(const struct code_table *table, const struct code_facts *first,
                  const struct code_facts *second, struct contrast *contrast)
{
    if (!is_known(first) || !is_known(second)) {
        return false;
    }
    if (first->source && second->source) {
        return find_private(table, contrast);
    }
    if (is_unregistered(first) && is_unregistered(second)) {
        return find_relic(table, first, second, contrast);
    }
    if (!contrast_choose(first, second, is_unregistered, contrast)) {
        return false;
    }
    if (!contrast->one->source) {
        return contrast_say(contrast, "private.historic", 90);
    }
    contrast->of_one = software_names(table, contrast->one);
    return contrast_say(contrast, has_sender(contrast->one) ? "private.one" : "private.nobody", 90);
}

/* What clients make of codes that no standard has. */
static bool
find_treatment(const struct code_table *table, const struct code_facts *first,
               const struct code_facts *second, struct contrast *contrast)
{
    (void)table;
    return is_known(first) && is_known(second) && is_unregistered(first) &&
           is_unregistered(second) && first->code / 100 != second->code / 100 &&
           contrast_say(contrast, "treated", 50);
}

const struct contrast_kind contrast_kinds[] = {
    { "unknown", true, find_unknown },
    { "class", false, find_open },
    { "class", false, find_success },
    { "class", false, find_redirection },
    { "registered", true, find_unregistered },
    { "treatment", true, find_treatment },
    { "early-dialog", true, find_early_dialog },
    { "fork", true, find_global },
    { "fork", true, find_choice },
    { "methods", true, find_methods },
    { "look", false, find_headers },
    { "look", false, find_look },
    { "retry", true, find_retry },
    { "senders", true, find_senders },
    { "dialog", true, find_dialog },
    { "tone", true, find_busy_tone },
    { "loudness", true, find_loudness },
    { "q850", true, find_q850 },
    { "deprecated", true, find_deprecated },
    { "definition", true, find_definition },
    { "http", true, find_http },
    { NULL, false, NULL },
};
