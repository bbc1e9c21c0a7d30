/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Checks the shipped data: complete, no unknown key, references and words well-formed, every text
 * present and short enough.
 */
#include "code_table.h"

#include <stdlib.h>
#include <string.h>

/* What a line of Wireshark's packet details leaves for a text beside its label. */
#define LONGEST_TEXT 190
#define LONGEST_VERDICT 80
#define LONGEST_DIFFERENCE 230

static const uint32_t registered[] = {
    100, 180, 181, 182, 183, 199, 200, 202, 204, 300, 301, 302, 305, 380, 400, 401, 402, 403, 404,
    405, 406, 407, 408, 410, 412, 413, 414, 415, 416, 417, 420, 421, 422, 423, 424, 425, 428, 429,
    430, 433, 436, 437, 438, 439, 440, 469, 470, 480, 481, 482, 483, 484, 485, 486, 487, 488, 489,
    491, 493, 494, 500, 501, 502, 503, 504, 505, 513, 555, 580, 600, 603, 604, 606, 607, 608,
};
static const uint32_t unregistered[] = { 409, 411, 473, 475, 476, 477, 478, 479, 490, 687 };

static const char *const methods[] = { "INVITE",  "REGISTER", "ACK",       "BYE",    "CANCEL",
                                       "OPTIONS", "PRACK",    "SUBSCRIBE", "NOTIFY", "PUBLISH",
                                       "INFO",    "REFER",    "MESSAGE",   "UPDATE", NULL };
static const char *const actors[] = { "caller",  "callee",  "proxy-admin", "registrar-admin",
                                      "carrier", "network", "developer",   NULL };

/* Words of codes.ini. */
static const char *const senders[] = { "uas",
                                       "registrar",
                                       "proxy",
                                       "redirect-server",
                                       "gateway",
                                       "b2bua",
                                       "presence-server",
                                       "verification-service",
                                       "relay",
                                       "push-proxy",
                                       "any",
                                       NULL };
static const char *const retries[] = { "never-same", "after-change", "same-later",
                                       "elsewhere",  "automatic",    NULL };
static const char *const dialogs[] = { "transaction", "usage", "dialog",     "none",
                                       "method",      "early", "ends-early", NULL };

static struct code_table *table;
static struct text_table *codes, *causes, *english;

static void
assert_word(const char *where, const char *word, const char *const *words)
{
    if (!g_strv_contains(words, word)) {
        g_error("%s: '%s' is not one of the words", where, word);
    }
}

static void
assert_words(const char *where, const char *const *list, const char *const *words)
{
    for (; *list; list++) {
        assert_word(where, *list, words);
    }
}

static void
assert_reference(const char *where, const char *reference)
{
    if (!g_regex_match_simple("^RFC [1-9][0-9]{2,4}( section ([0-9]+|[A-Z])(\\.[0-9]+)*)?$",
                              reference, 0, 0)) {
        g_error("%s: '%s' is no reference", where, reference);
    }
}

static void
assert_text(const char *where, const char *text, gsize longest)
{
    if (!text) {
        g_error("%s: no text", where);
    }
    if (strlen(text) > longest) {
        g_error("%s: %zu bytes, more than %zu", where, strlen(text), longest);
    }
    if (strchr(text, ';') || strchr(text, '\\') || strstr(text, "  ")) {
        g_error("%s: odd characters in '%s'", where, text);
    }
}

/* Placeholders may stand only where somebody fills them in. */
static void
assert_placeholders(const char *where, const char *text, const char *const *known)
{
    GMatchInfo *match;
    GRegex *regex = g_regex_new("\\{([^}]*)\\}", 0, 0, NULL);

    for (g_regex_match(regex, text, 0, &match); g_match_info_matches(match);
         g_match_info_next(match, NULL)) {
        char *name = g_match_info_fetch(match, 1);

        assert_word(where, name, known);
        g_free(name);
    }
    g_match_info_free(match);
    g_regex_unref(regex);
}

static void
test_files_clean(void)
{
    static const char *const files[] = { "codes.ini", "causes.ini", "en.ini" };
    gsize i;

    for (i = 0; i < G_N_ELEMENTS(files); i++) {
        GPtrArray *problems = g_ptr_array_new_with_free_func(g_free);
        struct text_table *file = text_table_new_embedded(files[i], NULL, problems);

        g_assert_nonnull(file);
        if (problems->len) {
            g_error("%s", (const char *)g_ptr_array_index(problems, 0));
        }
        text_table_free(file);
        g_ptr_array_unref(problems);
    }
}

static void
test_facts_complete(void)
{
    gsize i, count;

    for (i = 0; i < G_N_ELEMENTS(registered); i++) {
        g_assert_nonnull(code_table_find(table, registered[i]));
        g_assert_true(code_table_find(table, registered[i])->registered);
    }
    for (i = 0; i < G_N_ELEMENTS(unregistered); i++) {
        g_assert_nonnull(code_table_find(table, unregistered[i]));
        g_assert_false(code_table_find(table, unregistered[i])->registered);
    }
    code_table_all(table, &count);
    g_assert_cmpuint(G_N_ELEMENTS(registered), ==, 75);
    g_assert_cmpuint(count, ==, G_N_ELEMENTS(registered) + G_N_ELEMENTS(unregistered));
}

static void
check_keys(const struct text_table *file, const char *group, const char *const *known)
{
    const char **keys = text_table_keys(file, group);
    const char **key;

    for (key = keys; *key; key++) {
        assert_word(group, *key, known);
    }
    g_free(keys);
}

static void
test_facts_keys(void)
{
    static const char *const known[] = { "phrase",     "reference",   "source",  "see",
                                         "registered", "deprecated",  "methods", "generated_by",
                                         "retry",      "dialog",      "q850",    "q850_from",
                                         "http",       "http_phrase", "headers", "confused_with",
                                         "severity",   NULL };
    static const char *const cause_keys[] = { "sip", "actor", "reference", "registered", NULL };
    const char *const *group;

    for (group = text_table_groups(codes); *group; group++) {
        check_keys(codes, *group, known);
    }
    for (group = text_table_groups(causes); *group; group++) {
        check_keys(causes, *group, cause_keys);
        assert_words(*group, text_table_list(causes, *group, "actor"), actors);
        if (text_table_find(causes, *group, "reference")) {
            assert_reference(*group, text_table_find(causes, *group, "reference"));
        }
        if (text_table_find(causes, *group, "sip")) {
            g_assert_nonnull(
                code_table_find(table, (uint32_t)atoi(text_table_find(causes, *group, "sip"))));
        }
    }
}

static void
check_headers(const char *where, const char *const *headers)
{
    for (; *headers; headers++) {
        if (!g_regex_match_simple("^(must|should|may):[A-Z][A-Za-z-]+$", *headers, 0, 0)) {
            g_error("%s: '%s' is no expected header", where, *headers);
        }
    }
}

static void
check_numbers(const char *where, const char *const *numbers, guint64 low, guint64 high)
{
    for (; *numbers; numbers++) {
        if (!g_ascii_string_to_unsigned(*numbers, 10, low, high, NULL, NULL)) {
            g_error("%s: '%s' is no number from %" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT, where,
                    *numbers, low, high);
        }
    }
}

static void
check_facts(const struct code_facts *facts)
{
    char where[16];
    gsize i;

    g_snprintf(where, sizeof(where), "%u", facts->code);
    g_assert_true(facts->phrase && *facts->phrase);
    g_assert_true((facts->reference != NULL) != (facts->source != NULL));
    if (facts->reference) {
        assert_reference(where, facts->reference);
    }
    if (facts->deprecated) {
        assert_reference(where, facts->deprecated);
    }
    for (i = 0; facts->see[i]; i++) {
        assert_reference(where, facts->see[i]);
    }
    if (!(facts->methods[0] && strcmp(facts->methods[0], "any") == 0 && !facts->methods[1])) {
        assert_words(where, facts->methods, methods);
    }
    g_assert_true(!facts->registered || (facts->methods[0] && facts->generated_by[0]));
    assert_words(where, facts->generated_by, senders);
    assert_words(where, facts->retry, retries);
    g_assert_true(facts->code >= 300 || !facts->retry[0]);
    assert_word(where, facts->dialog, dialogs);
    if (facts->q850 && strcmp(facts->q850, "warning") != 0) {
        const char *const q850[] = { facts->q850, NULL };

        check_numbers(where, q850, 1, 127);
    }
    check_numbers(where, facts->q850_from, 1, 127);
    g_assert_true((facts->http != NULL) == (facts->http_phrase != NULL));
    g_assert_true(!facts->http || strcmp(facts->http, "same") == 0 ||
                  strcmp(facts->http, "differs") == 0);
    check_headers(where, facts->headers);
    check_numbers(where, facts->confused_with, 100, 699);
    g_assert_true(facts->code >= 300 || facts->severity == SEVERITY_CHAT);
    g_assert_true(facts->code < 300 || facts->severity != SEVERITY_CHAT);
}

static void
test_facts_words(void)
{
    const struct code_facts *const *all;
    gsize i, count;

    all = code_table_all(table, &count);
    for (i = 0; i < count; i++) {
        check_facts(all[i]);
        g_assert_true(i == 0 || all[i - 1]->code < all[i]->code);
    }
}

/* Whether the words of a severity in the data are known: an unknown one would silently be the
 * first. */
static void
test_facts_severity(void)
{
    static const char *const severities[] = { "chat", "note", "warn", "error", NULL };
    const char *const *group;

    for (group = text_table_groups(codes); *group; group++) {
        assert_word(*group, text_table_find(codes, *group, "severity"), severities);
    }
}

/* The causes of RFC 3398 in both places must agree: 404 says q850_from 1, so cause 1 says sip 404.
 */
static void
test_facts_q850_agree(void)
{
    const struct code_facts *const *all;
    gsize i, j, count;

    all = code_table_all(table, &count);
    for (i = 0; i < count; i++) {
        for (j = 0; all[i]->q850_from[j]; j++) {
            char *group = g_strdup_printf("q850 %s", all[i]->q850_from[j]);
            const char *sip = text_table_find(causes, group, "sip");

            g_assert_nonnull(sip);
            /* cause 21 depends on the location, 22 on the diagnostic (RFC 3398 section 7.2.4.1) */
            if (strcmp(group, "q850 21") != 0 && strcmp(group, "q850 22") != 0) {
                g_assert_cmpint(atoi(sip), ==, (int)all[i]->code);
            }
            g_free(group);
        }
    }
}

static void
check_code_texts(uint32_t code, const char *method)
{
    GPtrArray *why = code_texts(table, code, method, "why");
    GPtrArray *fix = code_texts(table, code, method, "fix");
    char *where = g_strdup_printf("%u %s", code, method ? method : "");

    assert_text(where, code_text(table, code, method, "verdict"), LONGEST_VERDICT);
    assert_text(where, code_text(table, code, method, "means"), LONGEST_TEXT);
    g_assert_cmpuint(why->len, >=, 1);
    g_assert_cmpuint(fix->len, >=, 1);
    if (code >= 300) {
        assert_text(where, code_text(table, code, method, "retry"), LONGEST_TEXT);
    }
    g_ptr_array_unref(why);
    g_ptr_array_unref(fix);
    g_free(where);
}

static void
test_texts_present(void)
{
    const struct code_facts *const *all;
    gsize i, count, method;

    all = code_table_all(table, &count);
    for (i = 0; i < count; i++) {
        check_code_texts(all[i]->code, NULL);
        check_code_texts(all[i]->code, "re-INVITE");
        for (method = 0; methods[method]; method++) {
            check_code_texts(all[i]->code, methods[method]);
        }
    }
}

static void
check_step(const char *where, const char *step)
{
    const char *colon = strstr(step, ": ");
    char *words;
    char **list;

    if (!colon) {
        g_error("%s: the step names no actor: %s", where, step);
    }
    words = g_strndup(step, (gsize)(colon - step));
    list = g_strsplit(words, ",", -1);
    g_assert_nonnull(list[0]);
    assert_words(where, (const char *const *)list, actors);
    g_strfreev(list);
    g_free(words);
}

/* "do.404" in the group "202 vs 404" */
static bool
is_about_one_of(const char *group, const char *key, const char *list)
{
    char **words = g_strsplit(group, " ", -1);
    bool is_one = false;
    gsize i;

    for (i = 0; words[i]; i++) {
        char *expected = g_strdup_printf("%s.%s", list, words[i]);

        is_one = is_one || (strcmp(words[i], "vs") != 0 && strcmp(key, expected) == 0);
        g_free(expected);
    }
    g_strfreev(words);
    return is_one;
}

static bool
is_numbered(const char *key, const char *list)
{
    return g_str_has_prefix(key, list) && key[strlen(list)] == '.' &&
           g_ascii_isdigit(key[strlen(list) + 1]);
}

static bool
is_pair_group(const char *group)
{
    return g_regex_match_simple("^[1-6][0-9][0-9] vs [1-6][0-9][0-9]$", group, 0, 0);
}

/* Texts about two codes are shown side by side with others that are as long. */
static bool
is_pair_key(const char *group, const char *key)
{
    return is_pair_group(group) &&
           (strcmp(key, "differs") == 0 || strcmp(key, "summary") == 0 ||
            is_numbered(key, "differs") || is_about_one_of(group, key, "expect") ||
            is_about_one_of(group, key, "do"));
}

static void
check_text(const char *group, const char *key, const char *text, const char *const *placeholders)
{
    static const char *const known[] = { "means", "retry", "note", "name", NULL };
    char *where = g_strdup_printf("[%s] %s", group, key);
    gsize longest = LONGEST_TEXT;

    if (strcmp(key, "verdict") == 0) {
        longest = LONGEST_VERDICT;
        g_assert_false(g_str_has_suffix(text, "."));
    } else if (is_pair_key(group, key)) {
        longest = LONGEST_DIFFERENCE;
    } else if (is_numbered(key, "fix")) {
        check_step(where, text);
        longest += strlen("registrar-admin,proxy-admin: ");
    } else if (!is_numbered(key, "why")) {
        assert_word(where, key, known);
    }
    assert_text(where, text, longest);
    assert_placeholders(where, text, placeholders);
    g_free(where);
}

/* Numbers of why.1, why.2 ... have no gap, or texts behind it would never be shown. */
static void
check_numbering(const char *group, const char *list)
{
    guint number;
    bool ended = false;

    for (number = 1; number <= 20; number++) {
        char *key = g_strdup_printf("%s.%u", list, number);
        bool there = text_table_find(english, group, key) != NULL;

        if (there && ended) {
            g_error("[%s] %s: a number before it is missing", group, key);
        }
        ended = ended || !there;
        g_free(key);
    }
}

static bool
is_code_group(const char *group)
{
    return g_regex_match_simple("^[1-6][0-9][0-9]( (re-)?[A-Z]+)?$", group, 0, 0);
}

static bool
is_fallback_group(const char *group)
{
    return g_regex_match_simple("^([1-6]xx|invalid)$", group, 0, 0);
}

/* Of reports about a whole capture. */
static const char *const report_words[] = { "title",
                                            "capture",
                                            "time",
                                            "span",
                                            "packets",
                                            "messages",
                                            "calls",
                                            "results",
                                            "troubled",
                                            "requests",
                                            "causes",
                                            "failed-calls",
                                            "other-requests",
                                            "within-calls",
                                            "actors",
                                            "first-frames",
                                            "section-failed",
                                            "section-troubled",
                                            "section-requests",
                                            "start",
                                            "hosts",
                                            "call-id",
                                            "leg",
                                            "reach",
                                            "cause",
                                            "frame",
                                            "evidence",
                                            "evidence-in",
                                            "fix",
                                            "unknown",
                                            "no-answer",
                                            "reach.nothing",
                                            "reach.trying",
                                            "reach.ringing",
                                            "reach.early-media",
                                            "reach.answered",
                                            "reach.established",
                                            "result.worked",
                                            "result.failed",
                                            "result.cancelled",
                                            "result.unfinished",
                                            "column.start",
                                            "column.from",
                                            "column.to",
                                            "column.reach",
                                            "column.result",
                                            "column.code",
                                            "column.cause",
                                            "column.actors",
                                            "column.frame",
                                            "tree.calls",
                                            "tree.causes",
                                            "tree.codes",
                                            "tree.responders",
                                            "captures",
                                            "note",
                                            "note.damaged",
                                            "note.unreadable",
                                            "note.excerpt",
                                            "note.no-excerpt",
                                            "note.apart",
                                            "note.split",
                                            "note.other-ports",
                                            NULL };

/* Words of the front ends, each with the keys that it has to have; NULL: any. */
static const struct word_group {
    const char *name;
    const char *const *keys;
} word_groups[] = {
    { "label", NULL },
    { "language",
      (const char *const[]){ "name", "direction", "list", "and", "or", "sentence", NULL } },
    { "class", (const char *const[]){ "1xx", "2xx", "3xx", "4xx", "5xx", "6xx", NULL } },
    { "severity", (const char *const[]){ "chat", "note", "warn", "error", NULL } },
    { "confidence", (const char *const[]){ "certain", "likely", "possible", "general", NULL } },
    { "fact methods", (const char *const[]){ "any", NULL } },
    { "fact generated_by", senders },
    { "fact retry", retries },
    { "fact dialog", dialogs },
    { "fact q850", (const char *const[]){ "to", "warning", "from", "cause", NULL } },
    { "fact http", (const char *const[]){ "same", "differs", NULL } },
    { "fact headers", (const char *const[]){ "must", "should", "may", NULL } },
    { "fact codes", (const char *const[]){ "final", "rejected", "any", "none", NULL } },
    { "entry", NULL },
    { "report", report_words },
    { "page", NULL },
    { "handbook", NULL },
    { "compare", NULL },
    { "compare summary",
      (const char *const[]){ "summary.open", "summary.open-success", "summary.open-redirection",
                             "summary.open-failure", "summary.success",
                             "summary.success-redirection", "summary.success-failure",
                             "summary.redirection", "summary.redirection-failure",
                             "summary.failure", NULL } },
    { "compare difference", NULL }, /* test_comparison_truth.c */
    { "compare advice",
      (const char *const[]){ "expect.methods", "expect.senders", "expect.nobody", "expect.unknown",
                             "do.retry", "do.open", "do.success", "do.unknown", NULL } },
    { "compare words", (const char *const[]){ "cause", NULL } },
    { "compare sender", senders },
    { "compare about", NULL }, /* test_texts_compared */
    { "compare look", NULL },
    { "cause", NULL },
    { "command", NULL },
    { "option", NULL },
    { "training", NULL }, /* test_question.c */
    { "training look", NULL },
    { "training against", NULL },
    { "training option", NULL },
    { "training sign", NULL },
    { "quiz", NULL },
};

/* How a subcommand is used: end-to-end tests compare them with the command's own list. */
static const struct word_group help_group = { "help", NULL };

static const struct word_group *
find_word_group(const char *group)
{
    gsize i;

    if (g_str_has_prefix(group, "help ")) {
        return &help_group;
    }
    for (i = 0; i < G_N_ELEMENTS(word_groups); i++) {
        if (strcmp(word_groups[i].name, group) == 0) {
            return &word_groups[i];
        }
    }
    return NULL;
}

/* Those are checked with the rules, in test_rules.c. */
static bool
is_rule_group(const char *group)
{
    return g_str_has_prefix(group, "rule ");
}

/* Those are checked with the decision guide, in test_guide.c. */
static bool
is_guide_group(const char *group)
{
    return g_str_has_prefix(group, "guide ");
}

static void
test_texts_form(void)
{
    static const char *const none[] = { NULL };
    static const char *const of_unknown[] = { "code", "x00", NULL };
    const char *const *group;

    for (group = text_table_groups(english); *group; group++) {
        const char **keys = text_table_keys(english, *group);
        const char **key;

        if (!find_word_group(*group) && strcmp(*group, "evidence") != 0 && !is_rule_group(*group) &&
            !is_guide_group(*group)) {
            for (key = keys; *key; key++) {
                check_text(*group, *key, text_table_find(english, *group, *key),
                           is_fallback_group(*group) ? of_unknown : none);
            }
            check_numbering(*group, "why");
            check_numbering(*group, "fix");
            check_numbering(*group, "differs");
        }
        g_free(keys);
    }
}

/* A pair that was written by hand is so in all its parts. */
static void
check_pair_complete(const char *group)
{
    static const char *const lists[] = { "expect", "do" };
    char **words = g_strsplit(group, " vs ", 2);
    gsize i, j;

    assert_text(group, text_table_find(english, group, "differs.1"), LONGEST_DIFFERENCE);
    assert_text(group, text_table_find(english, group, "differs.2"), LONGEST_DIFFERENCE);
    for (i = 0; words[i]; i++) {
        for (j = 0; j < G_N_ELEMENTS(lists); j++) {
            char *key = g_strdup_printf("%s.%s", lists[j], words[i]);

            assert_text(group, text_table_find(english, group, key), LONGEST_DIFFERENCE);
            g_free(key);
        }
    }
    g_strfreev(words);
}

static void
test_texts_pairs(void)
{
    const char *const *group;

    for (group = text_table_groups(english); *group; group++) {
        if (is_pair_group(*group)) {
            bool by_hand = text_table_find(english, *group, "summary") != NULL;

            if (by_hand) {
                check_pair_complete(*group);
            } else {
                check_keys(english, *group, (const char *const[]){ "differs", NULL });
            }
        }
    }
}

/* For a derived comparison every code says what it is about and where to look. */
static void
test_texts_compared(void)
{
    static const char *const groups[] = { "compare about", "compare look" };
    GPtrArray *codes_known = g_ptr_array_new_with_free_func(g_free);
    const struct code_facts *const *all;
    gsize i, j, count;

    all = code_table_all(table, &count);
    for (i = 0; i < count; i++) {
        g_ptr_array_add(codes_known, g_strdup_printf("%u", all[i]->code));
    }
    g_ptr_array_add(codes_known, g_strdup("unknown"));
    g_ptr_array_add(codes_known, NULL);
    for (i = 0; i < G_N_ELEMENTS(groups); i++) {
        check_keys(english, groups[i], (const char *const *)codes_known->pdata);
        for (j = 0; j < count; j++) {
            assert_text(groups[i],
                        text_table_find(english, groups[i], g_ptr_array_index(codes_known, j)),
                        LONGEST_VERDICT);
        }
    }
    g_assert_nonnull(text_table_find(english, "compare about", "unknown"));
    g_ptr_array_unref(codes_known);
}

/* Front ends find the words that they ask for, and no word is there for nothing. */
static void
test_texts_words(void)
{
    gsize i, j;

    for (i = 0; i < G_N_ELEMENTS(word_groups); i++) {
        const struct word_group *group = &word_groups[i];

        for (j = 0; group->keys && group->keys[j]; j++) {
            assert_text(group->name, text_table_find(english, group->name, group->keys[j]),
                        LONGEST_TEXT);
        }
        if (group->keys) {
            check_keys(english, group->name, group->keys);
        }
    }
}

static void
test_texts_evidence(void)
{
    static const char *const known[] = { "method",  "frame",    "elapsed",  "copy",    "phrase",
                                         "code",    "standard", "cause",    "name",    "place",
                                         "text",    "location", "protocol", "warning", "agent",
                                         "seconds", "comment",  "duration", "sip",     "origin",
                                         "product", NULL };
    const char **keys = text_table_keys(english, "evidence");
    const char **key;

    for (key = keys; *key; key++) {
        assert_text(*key, text_table_find(english, "evidence", *key), LONGEST_TEXT);
        assert_placeholders(*key, text_table_find(english, "evidence", *key), known);
    }
    g_free(keys);
}

/* No group is there for nothing: it speaks of a known code, method, pair or cause. */
static void
test_texts_groups(void)
{
    const char *const *group;

    for (group = text_table_groups(english); *group; group++) {
        char **words = g_strsplit(*group, " ", -1);

        if (is_code_group(*group)) {
            g_assert_nonnull(code_table_find(table, (uint32_t)atoi(words[0])));
            if (words[1] && strcmp(words[1], "re-INVITE") != 0) {
                assert_word(*group, words[1], methods);
            }
        } else if (words[1] && strcmp(words[1], "vs") == 0) {
            g_assert_nonnull(code_table_find(table, (uint32_t)atoi(words[0])));
            g_assert_nonnull(code_table_find(table, (uint32_t)atoi(words[2])));
            g_assert_cmpint(atoi(words[0]), <, atoi(words[2]));
        } else if (words[1] && !is_rule_group(*group) && !is_guide_group(*group) &&
                   !find_word_group(*group)) {
            g_assert_true(text_table_has_group(causes, *group) ||
                          strcmp(*group, "warning 3xx") == 0);
        } else {
            g_assert_true(is_rule_group(*group) || is_guide_group(*group) ||
                          is_fallback_group(*group) || find_word_group(*group) ||
                          strcmp(*group, "evidence") == 0);
        }
        g_strfreev(words);
    }
    for (group = text_table_groups(causes); *group; group++) {
        g_assert_nonnull(text_table_find(english, *group, "name"));
    }
}

static void
test_texts_confusions(void)
{
    const struct code_facts *const *all;
    gsize i, j, count;

    all = code_table_all(table, &count);
    for (i = 0; i < count; i++) {
        for (j = 0; all[i]->confused_with[j]; j++) {
            uint32_t other = (uint32_t)atoi(all[i]->confused_with[j]);

            g_assert_nonnull(code_table_find(table, other));
            g_assert_nonnull(code_difference(table, all[i]->code, other));
            g_assert_true(code_difference(table, all[i]->code, other) ==
                          code_difference(table, other, all[i]->code));
        }
    }
    g_assert_null(code_difference(table, 100, 608));
}

static void
test_lookup_methods(void)
{
    const char *general = code_text(table, 481, NULL, "verdict");
    GPtrArray *list;

    g_assert_cmpstr(code_text(table, 481, "CANCEL", "verdict"), !=, general);
    g_assert_cmpstr(code_text(table, 481, "NOTHING", "verdict"), ==, general);
    g_assert_cmpstr(code_text(table, 200, "REGISTER", "means"), !=,
                    code_text(table, 200, "INVITE", "means"));
    /* a method that is as long as an attacker likes */
    list = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(list, g_strnfill(5000, 'A'));
    g_assert_cmpstr(code_text(table, 481, g_ptr_array_index(list, 0), "verdict"), ==, general);
    g_ptr_array_unref(list);
    list = code_texts(table, 481, "CANCEL", "why");
    g_assert_cmpuint(list->len, >=, 1);
    g_ptr_array_unref(list);
}

static void
test_lookup_unknown(void)
{
    static const uint32_t valid[] = { 101, 299, 399, 499, 599, 699 };
    static const uint32_t invalid[] = { 0, 99, 700, 999, 65536, UINT32_MAX };
    gsize i;

    for (i = 0; i < G_N_ELEMENTS(valid); i++) {
        g_assert_null(code_table_find(table, valid[i]));
        g_assert_true(strstr(code_text(table, valid[i], "INVITE", "verdict"), "{x00}") != NULL);
        g_assert_true(code_class_name(valid[i])[0] == (char)('0' + valid[i] / 100));
    }
    for (i = 0; i < G_N_ELEMENTS(invalid); i++) {
        g_assert_null(code_table_find(table, invalid[i]));
        g_assert_cmpstr(code_text(table, invalid[i], "INVITE", "verdict"), ==,
                        text_table_find(english, "invalid", "verdict"));
        g_assert_cmpstr(code_class_name(invalid[i]), ==, "invalid");
    }
}

static void
test_lookup_language(void)
{
    struct code_table *unknown = code_table_new("tlh", NULL);

    g_assert_cmpstr(code_text(unknown, 404, NULL, "verdict"), ==,
                    code_text(table, 404, NULL, "verdict"));
    code_table_free(unknown);
}

static void
test_reference_url(void)
{
    static const struct {
        const char *reference, *url;
    } rows[] = {
        { "RFC 3261 section 21.4.5", "https://www.rfc-editor.org/rfc/rfc3261.html#section-21.4.5" },
        { "RFC 2543", "https://www.rfc-editor.org/rfc/rfc2543.html" },
        { "Kamailio src/core/error.h", NULL },
        { "RFC x", NULL },
        { "RFC 3261 table 2", NULL },
    };
    gsize i;

    for (i = 0; i < G_N_ELEMENTS(rows); i++) {
        char *url = reference_url(rows[i].reference);

        g_assert_cmpstr(url, ==, rows[i].url);
        g_free(url);
    }
}

int
main(int argc, char **argv)
{
    int result;

    g_test_init(&argc, &argv, NULL);
    table = code_table_new("en", NULL);
    codes = text_table_new_embedded("codes.ini", NULL, NULL);
    causes = text_table_new_embedded("causes.ini", NULL, NULL);
    english = text_table_new_embedded("en.ini", NULL, NULL);
    g_test_add_func("/code_table/files/clean", test_files_clean);
    g_test_add_func("/code_table/facts/complete", test_facts_complete);
    g_test_add_func("/code_table/facts/keys", test_facts_keys);
    g_test_add_func("/code_table/facts/words", test_facts_words);
    g_test_add_func("/code_table/facts/severity", test_facts_severity);
    g_test_add_func("/code_table/facts/q850-agree", test_facts_q850_agree);
    g_test_add_func("/code_table/texts/present", test_texts_present);
    g_test_add_func("/code_table/texts/form", test_texts_form);
    g_test_add_func("/code_table/texts/pairs", test_texts_pairs);
    g_test_add_func("/code_table/texts/compared", test_texts_compared);
    g_test_add_func("/code_table/texts/words", test_texts_words);
    g_test_add_func("/code_table/texts/evidence", test_texts_evidence);
    g_test_add_func("/code_table/texts/groups", test_texts_groups);
    g_test_add_func("/code_table/texts/confusions", test_texts_confusions);
    g_test_add_func("/code_table/lookup/methods", test_lookup_methods);
    g_test_add_func("/code_table/lookup/unknown", test_lookup_unknown);
    g_test_add_func("/code_table/lookup/language", test_lookup_language);
    g_test_add_func("/code_table/reference-url", test_reference_url);
    result = g_test_run();
    text_table_free(english);
    text_table_free(causes);
    text_table_free(codes);
    code_table_free(table);
    return result;
}
