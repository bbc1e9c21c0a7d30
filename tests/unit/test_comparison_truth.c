/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Whether what a derived sentence of a comparison says is true: the facts are read here once more,
 * from codes.ini itself, and each kind of sentence states what must hold for it.
 */
#include "comparison.h"

#include <stdlib.h>
#include <string.h>

static struct code_table *table;
static struct text_table *codes, *english, *japanese;

/* ---- codes.ini, read anew ---- */

static const char *
fact(uint32_t code, const char *key)
{
    char group[16];
    const char *value;

    g_snprintf(group, sizeof(group), "%u", code);
    value = text_table_find(codes, group, key);
    return value ? value : "";
}

static bool
fact_has(uint32_t code, const char *key, const char *word)
{
    char *padded = g_strdup_printf(";%s;", fact(code, key));
    char *wanted = g_strdup_printf(";%s;", word);
    bool found = strstr(padded, wanted) != NULL;

    g_free(padded);
    g_free(wanted);
    return found;
}

static bool
fact_is(uint32_t code, const char *key, const char *value)
{
    return strcmp(fact(code, key), value) == 0;
}

static bool
starts_with(uint32_t code, const char *key, const char *word)
{
    const char *value = fact(code, key);

    return g_str_has_prefix(value, word) &&
           (value[strlen(word)] == '\0' || value[strlen(word)] == ';');
}

static bool
answers(uint32_t code, const char *method)
{
    return fact_has(code, "methods", method) || fact_is(code, "methods", "any");
}

static bool
is_known(uint32_t code)
{
    return *fact(code, "phrase");
}

/* Lists have no common word, and neither says "any". */
static bool
is_apart(uint32_t one, uint32_t other, const char *key)
{
    char **words = g_strsplit(fact(one, key), ";", -1);
    bool apart = *words && !fact_is(one, key, "any") && !fact_is(other, key, "any");
    gsize i;

    for (i = 0; words[i]; i++) {
        apart = apart && !fact_has(other, key, words[i]);
    }
    g_strfreev(words);
    return apart;
}

/* ---- what must hold for each kind ---- */

typedef bool truth(uint32_t one, uint32_t other, const char *text);

static bool
true_open(uint32_t one, uint32_t other, const char *text)
{
    (void)text;
    return one < 200 && other >= 200;
}

static bool
true_open_success(uint32_t one, uint32_t other, const char *text)
{
    return true_open(one, other, text) && other < 300;
}

static bool
true_open_redirection(uint32_t one, uint32_t other, const char *text)
{
    return true_open(one, other, text) && other / 100 == 3;
}

static bool
true_open_failure(uint32_t one, uint32_t other, const char *text)
{
    return true_open(one, other, text) && other >= 400;
}

static bool
true_success_redirection(uint32_t one, uint32_t other, const char *text)
{
    (void)text;
    return one / 100 == 2 && other / 100 == 3;
}

static bool
true_success_failure(uint32_t one, uint32_t other, const char *text)
{
    (void)text;
    return one / 100 == 2 && other >= 400;
}

static bool
true_redirection_failure(uint32_t one, uint32_t other, const char *text)
{
    (void)text;
    return one / 100 == 3 && other >= 400;
}

static bool
true_redirection_contact(uint32_t one, uint32_t other, const char *text)
{
    return true_redirection_failure(one, other, text) &&
           (fact_has(one, "headers", "must:Contact") ||
            fact_has(one, "headers", "should:Contact")) &&
           !strstr(fact(other, "headers"), "Contact");
}

static bool
true_early_ends(uint32_t one, uint32_t other, const char *text)
{
    (void)text;
    return fact_is(one, "dialog", "ends-early") && fact_is(other, "dialog", "early");
}

static bool
true_early_ends_none(uint32_t one, uint32_t other, const char *text)
{
    (void)text;
    return fact_is(one, "dialog", "ends-early") && other == 100;
}

static bool
true_early_none(uint32_t one, uint32_t other, const char *text)
{
    (void)text;
    return one == 100 && fact_is(other, "dialog", "early");
}

static bool
true_fork_stops(uint32_t one, uint32_t other, const char *text)
{
    (void)text;
    return one >= 600 && other >= 400 && other < 600 && other != 487 && answers(one, "INVITE") &&
           answers(other, "INVITE");
}

static bool
true_fork_class(uint32_t one, uint32_t other, const char *text)
{
    (void)text;
    return one / 100 == 4 && other / 100 == 5 && answers(one, "INVITE") && answers(other, "INVITE");
}

static bool
true_fork_preferred(uint32_t one, uint32_t other, const char *text)
{
    static const char preferred[] = " 401 407 415 420 484 ";
    char word[16];

    (void)text;
    g_snprintf(word, sizeof(word), " %u ", one);
    if (!strstr(preferred, word)) {
        return false;
    }
    g_snprintf(word, sizeof(word), " %u ", other);
    return other / 100 == 4 && !strstr(preferred, word) && answers(other, "INVITE");
}

static bool
true_dialog(uint32_t one, uint32_t other)
{
    return (fact_is(one, "dialog", "usage") || fact_is(one, "dialog", "dialog")) &&
           fact_is(other, "dialog", "transaction") && one >= 400 && other >= 400;
}

static bool
true_dialog_call(uint32_t one, uint32_t other, const char *text)
{
    (void)text;
    return true_dialog(one, other) && answers(one, "INVITE") && answers(other, "INVITE");
}

static bool
true_dialog_subscription(uint32_t one, uint32_t other, const char *text)
{
    (void)text;
    return true_dialog(one, other) && !answers(one, "INVITE") && answers(one, "SUBSCRIBE") &&
           answers(other, "SUBSCRIBE");
}

static bool
true_unknown_both(uint32_t one, uint32_t other, const char *text)
{
    (void)text;
    return !is_known(one) && !is_known(other) && one / 100 != other / 100;
}

static bool
true_unknown_same(uint32_t one, uint32_t other, const char *text)
{
    (void)text;
    return !is_known(one) && !is_known(other) && one / 100 == other / 100;
}

static bool
true_unknown_other(uint32_t one, uint32_t other, const char *text)
{
    (void)text;
    return is_known(one) && !is_known(other);
}

/* The software that the table names as source is named in the text. */
static bool
names_software(uint32_t code, const char *text)
{
    static const char *const names[] = { "Kamailio", "OpenSIPS", "PJSIP", "Sofia-SIP" };
    bool all = *fact(code, "source") != '\0';
    gsize i;

    for (i = 0; i < G_N_ELEMENTS(names); i++) {
        all = all && (!strstr(fact(code, "source"), names[i]) || strstr(text, names[i]));
    }
    return all;
}

static bool
true_private_one(uint32_t one, uint32_t other, const char *text)
{
    return names_software(one, text) && *fact(one, "generated_by") && *fact(other, "reference");
}

static bool
true_private_nobody(uint32_t one, uint32_t other, const char *text)
{
    return names_software(one, text) && !*fact(one, "generated_by") && *fact(other, "reference");
}

static bool
true_private_used(uint32_t one, uint32_t other, const char *text)
{
    return names_software(one, text) && names_software(other, text) && *fact(one, "generated_by") &&
           !*fact(other, "generated_by");
}

static bool
true_private_names(uint32_t one, uint32_t other, const char *text)
{
    return names_software(one, text) && names_software(other, text) &&
           !*fact(one, "generated_by") && !*fact(other, "generated_by");
}

static bool
true_private_both(uint32_t one, uint32_t other, const char *text)
{
    return names_software(one, text) && names_software(other, text) && *fact(one, "generated_by") &&
           *fact(other, "generated_by");
}

static bool
true_private_historic(uint32_t one, uint32_t other, const char *text)
{
    (void)text;
    return g_str_has_prefix(fact(one, "reference"), "RFC 2543 ") &&
           fact_is(one, "registered", "false") && fact_is(other, "registered", "true");
}

static bool
true_private_relic(uint32_t one, uint32_t other, const char *text)
{
    return g_str_has_prefix(fact(one, "reference"), "RFC 2543 ") && names_software(other, text) &&
           fact_is(one, "registered", "false") && fact_is(other, "registered", "false");
}

static bool
true_treated(uint32_t one, uint32_t other, const char *text)
{
    char *as = g_strdup_printf("%u00", one / 100), *other_as = g_strdup_printf("%u00", other / 100);
    bool is_true = fact_is(one, "registered", "false") && fact_is(other, "registered", "false") &&
                   strstr(text, as) && strstr(text, other_as) && one / 100 != other / 100;

    g_free(as);
    g_free(other_as);
    return is_true;
}

/* Every method is named in the text, and no other. */
static bool
names_methods(uint32_t code, uint32_t but, const char *text)
{
    static const char *const all[] = { "INVITE",    "REGISTER", "BYE",    "CANCEL", "OPTIONS",
                                       "PRACK",     "INFO",     "REFER",  "UPDATE", "MESSAGE",
                                       "SUBSCRIBE", "NOTIFY",   "PUBLISH" };
    bool right = *fact(code, "methods") && !fact_is(code, "methods", "any");
    gsize i;

    for (i = 0; i < G_N_ELEMENTS(all); i++) {
        bool named = strstr(text, all[i]) != NULL;
        bool wanted =
            fact_has(code, "methods", all[i]) || (but && fact_has(but, "methods", all[i]));

        right = right && named == wanted;
    }
    return right;
}

static bool
true_methods_apart(uint32_t one, uint32_t other, const char *text)
{
    return is_apart(one, other, "methods") && names_methods(one, other, text);
}

static bool
true_methods_excluded(uint32_t one, uint32_t other, const char *text)
{
    return is_apart(one, other, "methods") && names_methods(one, 0, text);
}

static bool
true_methods_few(uint32_t one, uint32_t other, const char *text)
{
    return names_methods(one, 0, text) &&
           (fact_is(other, "methods", "any") || strlen(fact(other, "methods")) > 25);
}

/* All header fields that the response must carry are named. */
static bool
names_headers(uint32_t code, const char *text)
{
    char **words = g_strsplit(fact(code, "headers"), ";", -1);
    bool some = false, all = true;
    gsize i;

    for (i = 0; words[i]; i++) {
        if (g_str_has_prefix(words[i], "must:")) {
            some = true;
            all = all && strstr(text, words[i] + strlen("must:"));
        }
    }
    g_strfreev(words);
    return some && all;
}

static bool
true_headers_both(uint32_t one, uint32_t other, const char *text)
{
    return names_headers(one, text) && names_headers(other, text) &&
           is_apart(one, other, "headers");
}

static bool
true_headers_one(uint32_t one, uint32_t other, const char *text)
{
    return names_headers(one, text) && !names_headers(other, text);
}

static bool
true_look(uint32_t one, uint32_t other, const char *text)
{
    char key[16];
    bool first, second;

    g_snprintf(key, sizeof(key), "%u", one);
    first = strstr(text, text_table_find(english, "compare look", key)) != NULL;
    g_snprintf(key, sizeof(key), "%u", other);
    second = strstr(text, text_table_find(english, "compare look", key)) != NULL;
    return first && second;
}

/* Whether the first word of the list is this, and "never the same, but a changed one" counts as
 * changed. */
static bool
retry_is(uint32_t code, const char *kind)
{
    bool changed_only =
        starts_with(code, "retry", "never-same") && fact_has(code, "retry", "after-change");

    if (strcmp(kind, "after-change") == 0) {
        return changed_only || starts_with(code, "retry", kind);
    }
    return !changed_only && starts_with(code, "retry", kind);
}

#define RETRY(name, of_one, of_other)                                                              \
    static bool true_retry_##name(uint32_t one, uint32_t other, const char *text)                  \
    {                                                                                              \
        (void)text;                                                                                \
        return retry_is(one, of_one) && retry_is(other, of_other);                                 \
    }

RETRY(automatic_changed, "automatic", "after-change")
RETRY(automatic_later, "automatic", "same-later")
RETRY(automatic_elsewhere, "automatic", "elsewhere")
RETRY(automatic_never, "automatic", "never-same")
RETRY(changed_later, "after-change", "same-later")
RETRY(changed_elsewhere, "after-change", "elsewhere")
RETRY(changed_never, "after-change", "never-same")
RETRY(later_elsewhere, "same-later", "elsewhere")
RETRY(later_never, "same-later", "never-same")
RETRY(elsewhere_never, "elsewhere", "never-same")

static bool
true_retry_elsewhere_too(uint32_t one, uint32_t other, const char *text)
{
    (void)text;
    return fact_has(one, "retry", "elsewhere") && !fact_has(other, "retry", "elsewhere") &&
           *fact(other, "retry");
}

static bool
true_senders_apart(uint32_t one, uint32_t other, const char *text)
{
    (void)text;
    return is_apart(one, other, "generated_by") && is_apart(other, one, "generated_by");
}

static bool
true_senders_first(uint32_t one, uint32_t other, const char *text)
{
    char **words = g_strsplit(fact(one, "generated_by"), ";", 2);
    bool differs = *words && !starts_with(other, "generated_by", words[0]);

    (void)text;
    g_strfreev(words);
    return differs && *fact(other, "generated_by");
}

static bool
true_senders_only(uint32_t one, uint32_t other, const char *text)
{
    (void)text;
    return *fact(one, "generated_by") && !strchr(fact(one, "generated_by"), ';') &&
           g_str_has_prefix(fact(other, "generated_by"), fact(one, "generated_by")) &&
           strchr(fact(other, "generated_by"), ';');
}

static bool
true_tone_busy(uint32_t one, uint32_t other, const char *text)
{
    (void)text;
    return fact_is(one, "q850", "17") && !fact_is(other, "q850", "17") && other >= 400 &&
           answers(other, "INVITE") && !starts_with(other, "retry", "automatic");
}

static bool
true_loudness(uint32_t one, uint32_t other, const char *text)
{
    (void)text;
    return fact_is(one, "severity", "note") && fact_is(other, "severity", "warn");
}

/* "cause 17 (user busy)" */
static bool
names_cause(uint32_t code, const char *text)
{
    char *group = g_strdup_printf("q850 %s", fact(code, "q850"));
    const char *name = text_table_find(english, group, "name");
    char *cause = g_strdup_printf("cause %s (%s)", fact(code, "q850"), name ? name : "?");
    bool named = strstr(text, cause) != NULL;

    g_free(group);
    g_free(cause);
    return named && code >= 400 && answers(code, "INVITE") && !fact_is(code, "q850", "31");
}

static bool
true_q850_differs(uint32_t one, uint32_t other, const char *text)
{
    return names_cause(one, text) && names_cause(other, text) &&
           !fact_is(one, "q850", fact(other, "q850"));
}

static bool
true_q850_same(uint32_t one, uint32_t other, const char *text)
{
    return names_cause(one, text) && fact_is(one, "q850", fact(other, "q850"));
}

static bool
true_deprecated(uint32_t one, uint32_t other, const char *text)
{
    return strstr(text, fact(one, "deprecated")) && *fact(one, "deprecated") &&
           !*fact(other, "deprecated");
}

static bool
names_rfc(uint32_t code, const char *text)
{
    char **words = g_strsplit(fact(code, "reference"), " ", -1);
    bool named = words[0] && words[1] && strcmp(words[1], "3261") != 0 && strstr(text, words[1]);

    g_strfreev(words);
    return named;
}

static bool
true_definition_one(uint32_t one, uint32_t other, const char *text)
{
    return g_str_has_prefix(fact(one, "reference"), "RFC 3261 ") && names_rfc(other, text);
}

static bool
true_definition_both(uint32_t one, uint32_t other, const char *text)
{
    return names_rfc(one, text) && names_rfc(other, text);
}

static bool
true_http_other_same(uint32_t one, uint32_t other, const char *text)
{
    return fact_is(one, "http", "differs") && fact_is(other, "http", "same") &&
           strstr(text, fact(one, "http_phrase"));
}

static bool
true_http_other_none(uint32_t one, uint32_t other, const char *text)
{
    return fact_is(one, "http", "differs") && fact_is(other, "http", "") &&
           strstr(text, fact(one, "http_phrase"));
}

static const struct {
    const char *kind;
    truth *holds;
} truths[] = {
    { "open.success", true_open_success },
    { "open.redirection", true_open_redirection },
    { "open.failure", true_open_failure },
    { "success.redirection", true_success_redirection },
    { "success.failure", true_success_failure },
    { "redirection.contact", true_redirection_contact },
    { "redirection.failure", true_redirection_failure },
    { "early.ends", true_early_ends },
    { "early.ends-none", true_early_ends_none },
    { "early.none", true_early_none },
    { "fork.stops", true_fork_stops },
    { "fork.class", true_fork_class },
    { "fork.preferred", true_fork_preferred },
    { "dialog.call", true_dialog_call },
    { "dialog.subscription", true_dialog_subscription },
    { "unknown.same", true_unknown_same },
    { "unknown.both", true_unknown_both },
    { "unknown.other", true_unknown_other },
    { "private.one", true_private_one },
    { "private.nobody", true_private_nobody },
    { "private.used", true_private_used },
    { "private.names", true_private_names },
    { "private.both", true_private_both },
    { "private.same", true_private_both },
    { "private.historic", true_private_historic },
    { "private.relic", true_private_relic },
    { "treated", true_treated },
    { "methods.apart", true_methods_apart },
    { "methods.excluded", true_methods_excluded },
    { "methods.few", true_methods_few },
    { "headers.both", true_headers_both },
    { "headers.one", true_headers_one },
    { "look", true_look },
    { "retry.automatic-changed", true_retry_automatic_changed },
    { "retry.automatic-later", true_retry_automatic_later },
    { "retry.automatic-elsewhere", true_retry_automatic_elsewhere },
    { "retry.automatic-never", true_retry_automatic_never },
    { "retry.changed-later", true_retry_changed_later },
    { "retry.changed-elsewhere", true_retry_changed_elsewhere },
    { "retry.changed-never", true_retry_changed_never },
    { "retry.later-elsewhere", true_retry_later_elsewhere },
    { "retry.later-never", true_retry_later_never },
    { "retry.elsewhere-never", true_retry_elsewhere_never },
    { "retry.elsewhere-too", true_retry_elsewhere_too },
    { "senders.apart", true_senders_apart },
    { "senders.first", true_senders_first },
    { "senders.only", true_senders_only },
    { "tone.busy", true_tone_busy },
    { "loudness", true_loudness },
    { "q850.differs", true_q850_differs },
    { "q850.same", true_q850_same },
    { "deprecated", true_deprecated },
    { "definition.one", true_definition_one },
    { "definition.both", true_definition_both },
    { "http.other-same", true_http_other_same },
    { "http.other-none", true_http_other_none },
};

static GHashTable *seen; /* kinds that occurred */

static void
check_difference(const struct comparison *comparison,
                 const struct comparison_difference *difference)
{
    uint32_t one = difference->subject;
    uint32_t other =
        one == comparison->first.code ? comparison->second.code : comparison->first.code;
    gsize i;

    g_assert_true(one == comparison->first.code || one == comparison->second.code);
    for (i = 0; i < G_N_ELEMENTS(truths); i++) {
        if (strcmp(truths[i].kind, difference->kind) == 0) {
            if (!truths[i].holds(one, other, difference->text)) {
                g_error("%u, %u: not true: %s (%s)", one, other, difference->text,
                        difference->kind);
            }
            g_hash_table_add(seen, (gpointer)truths[i].kind);
            return;
        }
    }
    g_error("nobody says when '%s' is true", difference->kind);
}

/* What one of these says, the others need not say once more. */
static void
check_topics(const struct comparison *comparison)
{
    static const char *const evidence[] = { "look", "headers.both", "headers.one", NULL };
    guint i, count = 0;

    for (i = 0; i < comparison->differences->len; i++) {
        const struct comparison_difference *difference =
            g_ptr_array_index(comparison->differences, i);

        count += difference->kind && g_strv_contains(evidence, difference->kind);
    }
    g_assert_cmpuint(count, <=, 1);
}

static void
check_pair(uint32_t first, uint32_t second)
{
    struct comparison *comparison = comparison_new(table, first, second, NULL);
    guint i;

    check_topics(comparison);

    for (i = 0; i < comparison->differences->len; i++) {
        const struct comparison_difference *difference =
            g_ptr_array_index(comparison->differences, i);

        if (difference->kind) {
            check_difference(comparison, difference);
        }
    }
    comparison_free(comparison);
}

/* All valid codes, those that nobody defines among them, against all that the table knows. */
static void
test_all_pairs(void)
{
    const struct code_facts *const *all;
    gsize i, count;
    uint32_t code;

    all = code_table_all(table, &count);
    for (i = 0; i < count; i++) {
        for (code = 100; code < 700; code++) {
            if (code != all[i]->code) {
                check_pair(all[i]->code, code);
            }
        }
    }
    check_pair(498, 499);
    check_pair(499, 599);
}

/* No text is there for nothing, and none is missing. */
static void
test_kinds_used(void)
{
    const char **keys = text_table_keys(english, "compare difference");
    gsize i;

    for (i = 0; keys[i]; i++) {
        if (!g_hash_table_contains(seen, keys[i])) {
            g_error("no pair of codes makes '%s'", keys[i]);
        }
    }
    g_assert_cmpuint(i, ==, G_N_ELEMENTS(truths));
    g_free(keys);
}

static void
test_summaries(void)
{
    static const struct {
        uint32_t first, second;
        const char *text;
    } rows[] = {
        { 180, 423,
          "180 tells of a device that alerts its user while the request is still open. 423 refuses "
          "it because of an expiry that is too short." },
        { 404, 503,
          "Both refuse the request: 404 because of an address that is unknown here, 503 because of "
          "a server that cannot work at the moment." },
        { 300, 305,
          "Both send the request elsewhere: 300 points to several places to choose from, 305 to a "
          "proxy that the request has to take." },
        { 183, 204,
          "183 tells of progress that no other 1xx describes while the request is still open. 204 "
          "is final and stands for a SUBSCRIBE that no NOTIFY will follow." },
    };
    gsize i;

    for (i = 0; i < G_N_ELEMENTS(rows); i++) {
        struct comparison *comparison = comparison_new(table, rows[i].first, rows[i].second, NULL);

        g_assert_cmpstr(comparison->summary, ==, rows[i].text);
        comparison_free(comparison);
    }
}

/* The heaviest contrast stands first. */
static void
test_order(void)
{
    static const struct {
        uint32_t first, second;
        const char *kind;
    } rows[] = {
        { 180, 404, "open.failure" },
        { 204, 486, "success.failure" },
        { 302, 488, "redirection.contact" },
        { 423, 486, "methods.apart" },
        { 410, 603, "fork.stops" },
        { 477, 608, "private.one" },
        { 412, 481, NULL },
        { 412, 480, "methods.few" },
        { 100, 199, "early.ends-none" },
        { 404, 503, "look" },
    };
    gsize i;

    for (i = 0; i < G_N_ELEMENTS(rows); i++) {
        struct comparison *comparison = comparison_new(table, rows[i].second, rows[i].first, NULL);
        const struct comparison_difference *difference =
            g_ptr_array_index(comparison->differences, 0);

        g_assert_cmpstr(difference->kind, ==, rows[i].kind);
        comparison_free(comparison);
    }
}

static void
assert_same_placeholders(const char *where, const char *left, const char *right)
{
    GRegex *regex = g_regex_new("\\{[^}]*\\}", 0, 0, NULL);
    GMatchInfo *match;
    const char *texts[2] = { left, right };
    gsize i;

    for (i = 0; i < G_N_ELEMENTS(texts); i++) {
        for (g_regex_match(regex, texts[i], 0, &match); g_match_info_matches(match);
             g_match_info_next(match, NULL)) {
            char *name = g_match_info_fetch(match, 0);

            if (!strstr(texts[1 - i], name)) {
                g_error("%s: %s is missing in one language", where, name);
            }
            g_free(name);
        }
        g_match_info_free(match);
    }
    g_regex_unref(regex);
}

/* Every text of a comparison is there in Japanese, with the same placeholders, and no other. */
static void
check_group(const char *group)
{
    const char **keys = text_table_keys(english, group);
    const char **own = text_table_keys(japanese, group);
    gsize i;

    for (i = 0; keys[i]; i++) {
        const char *text = text_table_find(japanese, group, keys[i]);

        if (!text && strcmp(keys[i], "differs") != 0) {
            g_error("[%s] %s: not in Japanese", group, keys[i]);
        }
        if (text) {
            assert_same_placeholders(keys[i], text_table_find(english, group, keys[i]), text);
        }
    }
    for (i = 0; own[i]; i++) {
        g_assert_nonnull(text_table_find(english, group, own[i]));
    }
    g_free(keys);
    g_free(own);
}

static void
test_languages_agree(void)
{
    const char *const *group;
    guint groups = 0;

    for (group = text_table_groups(english); *group; group++) {
        if (g_str_has_prefix(*group, "compare ") || text_table_find(english, *group, "summary")) {
            check_group(*group);
            groups++;
        }
    }
    g_assert_cmpuint(groups, >=, 6 + 30);
}

int
main(int argc, char **argv)
{
    int result;

    g_test_init(&argc, &argv, NULL);
    table = code_table_new("en", NULL);
    codes = text_table_new_embedded("codes.ini", NULL, NULL);
    english = text_table_new_embedded("en.ini", NULL, NULL);
    japanese = text_table_new_embedded("ja.ini", NULL, NULL);
    seen = g_hash_table_new(g_str_hash, g_str_equal);
    g_test_add_func("/comparison-truth/all-pairs", test_all_pairs);
    g_test_add_func("/comparison-truth/kinds-used", test_kinds_used);
    g_test_add_func("/comparison-truth/summaries", test_summaries);
    g_test_add_func("/comparison-truth/order", test_order);
    g_test_add_func("/comparison-truth/languages-agree", test_languages_agree);
    result = g_test_run();
    g_hash_table_destroy(seen);
    text_table_free(japanese);
    text_table_free(english);
    text_table_free(codes);
    code_table_free(table);
    return result;
}
