/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "comparison_texts.h"

#include <string.h>

#include "contrast.h"

/* So many of a list can be named in a sentence. */
#define FEW_SENDERS 2
#define FEW_METHODS 4

/* Numbers of the code, for texts about one code. */
static char *
expand_code(const char *text, uint32_t code, const char *retry)
{
    char number[16], as[16];
    const struct text_argument arguments[] = {
        { "code", number },
        { "x00", as },
        { "retry", retry },
        { NULL, NULL },
    };

    g_snprintf(number, sizeof(number), "%u", code);
    g_snprintf(as, sizeof(as), "%u", contrast_treated_as(code));
    return text_expand(text ? text : number, arguments);
}

/* 0 for a provisional code, 1 for 2xx, 2 for 3xx, 3 for a failure. */
static size_t
class_of(uint32_t code)
{
    return code < 200 ? 0 : MIN(code / 100, 4) - 1;
}

/* The key of the summary that fits the classes of both. */
static const char *
summary_key(uint32_t first, uint32_t second)
{
    static const char *const keys[4][4] = {
        { "summary.open", "summary.open-success", "summary.open-redirection",
          "summary.open-failure" },
        { NULL, "summary.success", "summary.success-redirection", "summary.success-failure" },
        { NULL, NULL, "summary.redirection", "summary.redirection-failure" },
        { NULL, NULL, NULL, "summary.failure" },
    };

    return keys[class_of(first)][class_of(second)];
}

/* What a code is about; of one that the table does not know, that it is unknown. */
static char *
about_text(const struct code_table *table, uint32_t code)
{
    char key[16];
    const char *text;

    g_snprintf(key, sizeof(key), "%u", code);
    text = code_table_text(table, "compare about", key);
    return expand_code(text ? text : code_table_text(table, "compare about", "unknown"), code,
                       NULL);
}

char *
comparison_summary(const struct code_table *table, const struct code_facts *first_facts,
                   const struct code_facts *second_facts)
{
    const char *key = summary_key(first_facts->code, second_facts->code);
    const char *text = code_table_text(table, "compare summary", key);
    char *about_first = about_text(table, first_facts->code);
    char *about_second = about_text(table, second_facts->code);
    char first[16], second[16], *summary;
    const struct text_argument arguments[] = {
        { "first", first },
        { "second", second },
        { "about_first", about_first },
        { "about_second", about_second },
        { NULL, NULL },
    };

    g_snprintf(first, sizeof(first), "%u", first_facts->code);
    g_snprintf(second, sizeof(second), "%u", second_facts->code);
    summary = text_expand(text ? text : key, arguments);
    g_free(about_first);
    g_free(about_second);
    return summary;
}

static const char *
expect_key(const struct code_facts *facts)
{
    bool any = facts->methods[0] && (strcmp(facts->methods[0], "any") == 0 ||
                                     g_strv_length((char **)facts->methods) > FEW_METHODS);

    if (!facts->phrase) {
        return "expect.unknown";
    }
    if (!facts->generated_by[0]) {
        return "expect.nobody";
    }
    return any ? "expect.senders" : "expect.methods";
}

char *
comparison_expect(const struct code_table *table, const struct code_facts *facts)
{
    const char *key = expect_key(facts);
    const char *text = code_table_text(table, "compare advice", key);
    char *methods = contrast_list_text(table, facts->methods, NULL, LIST_AND, FEW_METHODS);
    char *senders =
        contrast_list_text(table, facts->generated_by, CONTRAST_SENDERS, LIST_OR, FEW_SENDERS);
    char code[16], *expect;
    const struct text_argument arguments[] = {
        { "code", code },
        { "methods", methods },
        { "senders", senders },
        { NULL, NULL },
    };

    g_snprintf(code, sizeof(code), "%u", facts->code);
    expect = text_expand(text ? text : key, arguments);
    g_free(methods);
    g_free(senders);
    return expect;
}

char *
comparison_remedy(const struct code_table *table, uint32_t code, const char *method)
{
    bool known = code_table_find(table, code) != NULL;
    const char *retry = known && code >= 300 ? code_text(table, code, method, "retry") : NULL;
    const char *key = retry        ? "do.retry"
                      : code < 200 ? "do.open"
                      : code < 300 ? "do.success"
                                   : "do.unknown";
    char *expanded = retry ? expand_code(retry, code, NULL) : NULL;
    char *text = expand_code(code_table_text(table, "compare advice", key), code, expanded);

    g_free(expanded);
    return text;
}
