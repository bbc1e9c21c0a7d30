/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * The table of SIP response codes: facts that do not depend on the language (data/codes.ini), the
 * causes, warn-codes and locations that responses carry (data/causes.ini), and their texts
 * (data/<language>.ini).
 */
#ifndef SIPWHY_CODE_TABLE_H
#define SIPWHY_CODE_TABLE_H

#include <stdint.h>

#include "text_table.h"

/** How loud a finding is; the same levels as Wireshark's expert items. */
enum severity { SEVERITY_CHAT, SEVERITY_NOTE, SEVERITY_WARN, SEVERITY_ERROR };

/** "chat", "note", "warn", "error": the same in all languages. Static. */
const char *severity_name(enum severity severity);

/** One response code. All strings and lists belong to the table; lists are NULL-terminated. */
struct code_facts {
    uint32_t code;
    bool registered;            /**< in IANA's registry of SIP response codes */
    const char *phrase;         /**< the standard reason phrase */
    const char *reference;      /**< "RFC 3261 section 21.4.5"; NULL if no RFC defines it */
    const char *source;         /**< without reference: the software that sends it, with the file */
    const char *deprecated;     /**< the RFC section that withdrew it; NULL if it is in use */
    const char *const *see;     /**< further places worth reading, as `reference` */
    const char *const *methods; /**< that it answers; "any" */
    const char *const *generated_by; /**< most typical first: "uas", "registrar", "proxy" ... */
    const char *const *retry;        /**< "never-same", "after-change" ...; empty for 1xx and 2xx */
    const char *dialog; /**< effect on a dialog, RFC 5057 section 5.1: "transaction", "usage" ... */
    const char
        *q850; /**< cause by RFC 3398 section 8.2.6.1; "warning": depends on it; NULL: none */
    const char *const *q850_from;     /**< causes by RFC 3398 section 7.2.4.1 */
    const char *http;                 /**< "same" or "differs"; NULL if HTTP has no such number */
    const char *http_phrase;          /**< NULL if HTTP has no such number */
    const char *const *headers;       /**< "must:Allow", "should:Contact", "may:Retry-After" */
    const char *const *confused_with; /**< codes, likeliest first */
    enum severity severity;           /**< of the general finding */
};

struct code_table;
struct site_rules;

/**
 * Opens the embedded table. With packs and the user's own tables: site_table_open.
 * @param language  "en"; an unknown one gives English
 * @param problems  mistakes in the files, see text_table_new; NULL: not wanted
 * @return free it with code_table_free
 */
struct code_table *code_table_new(const char *language, GPtrArray *problems);

void code_table_free(struct code_table *table);

/** The id of the language that its texts are in: "en". Owned by the table. */
const char *code_table_language(const struct code_table *table);

/** "chat", "note", "warn", "error". @return false if it is none of them */
bool severity_find(const char *name, enum severity *severity);

/** How loud a code is when nothing specific was found; also one that the table does not know. */
enum severity code_table_severity(const struct code_table *table, uint32_t code);

/** @return NULL if the table does not know the code. */
const struct code_facts *code_table_find(const struct code_table *table, uint32_t code);

/** All codes of the table, rising. @param count  out. @return owned by the table. */
const struct code_facts *const *code_table_all(const struct code_table *table, gsize *count);

/** True if the code is from 100 to 699, the only ones that RFC 3261 section 7.2 knows. */
bool code_is_valid(uint32_t code);

/** "4xx Client Failure"; "invalid" outside of 100 to 699. The value of a filter field: the same in
 * all languages. Static. */
const char *code_class_name(uint32_t code);

/** The same in the table's language, to be shown. Owned by the table. */
const char *code_class_label(const struct code_table *table, uint32_t code);

/**
 * A text about a code as an answer to a method. Falls back from the method to the code, from an
 * unknown code to its class.
 * @param method  "INVITE", "re-INVITE" ...; NULL if the request is not known
 * @param key     "verdict", "means", "retry", "note"
 * @return NULL if there is none; may hold {code} and {x00}; owned by the table
 */
const char *code_text(const struct code_table *table, uint32_t code, const char *method,
                      const char *key);

/** The texts key.1, key.2 ... of "why" or "fix", all from the method's group if it has any.
 *  @return of const char *, free with g_ptr_array_unref; empty if there are none */
GPtrArray *code_texts(const struct code_table *table, uint32_t code, const char *method,
                      const char *key);

/** How to tell two codes apart, in either order. @return NULL if nothing was written about the
 * pair; owned by the table. */
const char *code_difference(const struct code_table *table, uint32_t code, uint32_t other);

/** Texts of all other groups: "label", "evidence", "q850 17" ... @return NULL if there is none;
 * owned by the table. */
const char *code_table_text(const struct code_table *table, const char *group, const char *key);

/** True if the table has texts in that group, whatever the language. */
bool code_table_has_texts(const struct code_table *table, const char *group);

/** The embedded English texts. */
const struct text_table *code_table_english(const struct code_table *table);

/** All groups of the English texts, which every other language has a part of. @return
 * NULL-terminated, owned by the table */
const char *const *code_table_groups(const struct code_table *table);

/** The codes that a gateway makes of a Q.850 cause (RFC 3398 section 7.2.4.1). @return
 * NULL-terminated, owned by the table; empty if the RFC names none */
const char *const *code_table_codes_of_cause(const struct code_table *table, uint32_t cause);

/* ---- what site tables lay over the embedded table; before anybody asks it ---- */

/** Gives a text another value, or adds it. "" hides the embedded one. Strings are copied. */
void code_table_set_text(struct code_table *table, const char *group, const char *key,
                         const char *value);

/** Takes away what code_table_set_text gave that group. */
void code_table_unset_texts(struct code_table *table, const char *group);

/** Gives a fact of a code another value, or adds it and the code. @param key  of data/codes.ini */
void code_table_set_fact(struct code_table *table, uint32_t code, const char *key,
                         const char *value);

/** Hands rules over to the table, which frees them. */
void code_table_set_site_rules(struct code_table *table, struct site_rules *rules);

/** @return NULL if the table has none; owned by the table */
struct site_rules *code_table_site_rules(const struct code_table *table);

/** The page of the RFC Editor for "RFC 3261 section 21.4.5". @return newly allocated (g_free); NULL
 * for another form. */
char *reference_url(const char *reference);

#endif
