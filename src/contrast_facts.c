/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kinds of contrasts that single facts of the code table give. */
#include "contrast_kinds.h"

#include <string.h>

/* So many methods can be named in a sentence. */
#define FEW_METHODS 4
/* Of longer lists it is not as certain that they are complete. */
#define FEW_FOR_CERTAIN 2
/* Of those who send a code the most typical ones are named. */
#define FEW_SENDERS 2
/* By RFC 3398 section 8.2.6.1 for codes that its table does not have: it tells nothing. */
#define Q850_DEFAULT "31"
#define Q850_BUSY "17"

static bool
answers_few(const struct code_facts *facts)
{
    return facts->methods[0] && !contrast_list_has(facts->methods, "any") &&
           g_strv_length((char **)facts->methods) <= FEW_METHODS;
}

static bool
is_disjoint(const char *const *left, const char *const *right)
{
    for (; *left; left++) {
        if (contrast_list_has(right, *left)) {
            return false;
        }
    }
    return true;
}

static char *
methods_text(const struct code_table *table, const struct code_facts *facts)
{
    return contrast_list_text(table, facts->methods, NULL, LIST_AND, FEW_METHODS);
}

/* The method in CSeq is the quickest way to tell two codes apart. */
bool
find_methods(const struct code_table *table, const struct code_facts *first,
             const struct code_facts *second, struct contrast *contrast)
{
    bool apart = !contrast_list_has(first->methods, "any") &&
                 !contrast_list_has(second->methods, "any") &&
                 is_disjoint(first->methods, second->methods);

    if (!first->methods[0] || !second->methods[0]) {
        return false;
    }
    if (answers_few(first) && answers_few(second)) {
        if (!apart) {
            return false;
        }
        contrast->of_one = methods_text(table, first);
        contrast->of_other = methods_text(table, second);
        return contrast_say(contrast, "methods.apart", 86);
    }
    if (!contrast_choose(first, second, answers_few, contrast)) {
        return false;
    }
    contrast->of_one = methods_text(table, contrast->one);
    if (apart) {
        return contrast_say(contrast, "methods.excluded", 84);
    }
    return g_strv_length((char **)contrast->one->methods) <= FEW_FOR_CERTAIN &&
           contrast_say(contrast, "methods.few",
                        contrast_answers(contrast->one, "INVITE") ? 36 : 66);
}

/* Header fields that the response must carry. */
static GPtrArray *
compulsory_headers(const struct code_facts *facts)
{
    GPtrArray *list = g_ptr_array_new();
    gsize i;

    for (i = 0; facts->headers[i]; i++) {
        if (g_str_has_prefix(facts->headers[i], "must:")) {
            g_ptr_array_add(list, (gpointer)(facts->headers[i] + strlen("must:")));
        }
    }
    g_ptr_array_add(list, NULL);
    return list;
}

static char *
headers_text(const struct code_table *table, const struct code_facts *facts)
{
    GPtrArray *list = compulsory_headers(facts);
    char *text = contrast_list_text(table, (const char *const *)list->pdata, NULL, LIST_AND, 3);

    g_ptr_array_unref(list);
    return text;
}

static bool
has_compulsory_header(const struct code_facts *facts)
{
    gsize i;

    for (i = 0; facts->headers[i]; i++) {
        if (g_str_has_prefix(facts->headers[i], "must:")) {
            return true;
        }
    }
    return false;
}

/* True if the response may carry one of the header fields that the other must. */
static bool
shares_header(const struct code_facts *facts, const struct code_facts *other)
{
    gsize i, j;

    for (i = 0; other->headers[i]; i++) {
        if (!g_str_has_prefix(other->headers[i], "must:")) {
            continue;
        }
        for (j = 0; facts->headers[j]; j++) {
            if (g_str_has_suffix(facts->headers[j], other->headers[i] + strlen("must"))) {
                return true;
            }
        }
    }
    return false;
}

/* Header fields that one of the responses must carry and the other does not have. */
bool
find_headers(const struct code_table *table, const struct code_facts *first,
             const struct code_facts *second, struct contrast *contrast)
{
    if (shares_header(first, second) || shares_header(second, first)) {
        return false;
    }
    if (has_compulsory_header(first) && has_compulsory_header(second)) {
        contrast->of_one = headers_text(table, first);
        contrast->of_other = headers_text(table, second);
        return contrast_say(contrast, "headers.both", 63);
    }
    if (!contrast_choose(first, second, has_compulsory_header, contrast)) {
        return false;
    }
    contrast->of_one = headers_text(table, contrast->one);
    return contrast_say(contrast, "headers.one", 61);
}

static const char *
look_text(const struct code_table *table, const struct code_facts *facts)
{
    char code[16];

    g_snprintf(code, sizeof(code), "%u", facts->code);
    return code_table_text(table, "compare look", code);
}

/* Where a capture shows what each of them is about. */
bool
find_look(const struct code_table *table, const struct code_facts *first,
          const struct code_facts *second, struct contrast *contrast)
{
    contrast->of_one = g_strdup(look_text(table, first));
    contrast->of_other = g_strdup(look_text(table, second));
    return contrast->of_one && contrast->of_other &&
           strcmp(contrast->of_one, contrast->of_other) != 0 && contrast_say(contrast, "look", 62);
}

enum retry {
    RETRY_AUTOMATIC,
    RETRY_CHANGED,
    RETRY_LATER,
    RETRY_ELSEWHERE,
    RETRY_NEVER,
    RETRY_NONE
};

static enum retry
retry_of(const struct code_facts *facts)
{
    static const char *const words[] = { "automatic", "after-change", "same-later", "elsewhere",
                                         "never-same" };
    enum retry retry;

    if (!facts->retry[0]) {
        return RETRY_NONE;
    }
    for (retry = RETRY_AUTOMATIC; retry < RETRY_NONE; retry++) {
        if (strcmp(facts->retry[0], words[retry]) == 0) {
            break;
        }
    }
    /* not the same, but a changed one */
    return retry == RETRY_NEVER && contrast_list_has(facts->retry, "after-change") ? RETRY_CHANGED
                                                                                   : retry;
}

static bool
passes_elsewhere(const struct code_facts *facts)
{
    return contrast_list_has(facts->retry, "elsewhere");
}

/* Whether it is of use to send the request again. */
bool
find_retry(const struct code_table *table, const struct code_facts *first,
           const struct code_facts *second, struct contrast *contrast)
{
    static const struct {
        const char *key;
        unsigned weight;
    } rows[RETRY_NONE][RETRY_NONE] = {
        [RETRY_AUTOMATIC] = { [RETRY_CHANGED] = { "retry.automatic-changed", 57 },
                              [RETRY_LATER] = { "retry.automatic-later", 64 },
                              [RETRY_ELSEWHERE] = { "retry.automatic-elsewhere", 60 },
                              [RETRY_NEVER] = { "retry.automatic-never", 64 } },
        [RETRY_CHANGED] = { [RETRY_LATER] = { "retry.changed-later", 58 },
                            [RETRY_ELSEWHERE] = { "retry.changed-elsewhere", 58 },
                            [RETRY_NEVER] = { "retry.changed-never", 56 } },
        [RETRY_LATER] = { [RETRY_ELSEWHERE] = { "retry.later-elsewhere", 48 },
                          [RETRY_NEVER] = { "retry.later-never", 59 } },
        [RETRY_ELSEWHERE] = { [RETRY_NEVER] = { "retry.elsewhere-never", 59 } },
    };
    enum retry one = retry_of(first), other = retry_of(second);

    (void)table;
    if (one == RETRY_NONE || other == RETRY_NONE) {
        return false;
    }
    if (one == other) {
        return contrast_choose(first, second, passes_elsewhere, contrast) &&
               contrast_say(contrast, "retry.elsewhere-too", 46);
    }
    contrast->one = one < other ? first : second;
    contrast->other = one < other ? second : first;
    return contrast_say(contrast, rows[MIN(one, other)][MAX(one, other)].key,
                        rows[MIN(one, other)][MAX(one, other)].weight);
}

static char *
senders_text(const struct code_table *table, const char *const *senders, guint maximum)
{
    return contrast_list_text(table, senders, CONTRAST_SENDERS, LIST_OR, maximum);
}

static bool
has_one_sender(const struct code_facts *facts)
{
    return facts->generated_by[0] && !facts->generated_by[1];
}

/* Both mostly come from the same element, one of them from others too. */
static bool
find_other_senders(const struct code_table *table, const struct code_facts *first,
                   const struct code_facts *second, struct contrast *contrast)
{
    if (!contrast_choose(first, second, has_one_sender, contrast)) {
        return false;
    }
    contrast->of_one = senders_text(table, contrast->one->generated_by, FEW_SENDERS);
    contrast->of_other = senders_text(table, contrast->other->generated_by + 1, FEW_SENDERS);
    return contrast_say(contrast, "senders.only", 33);
}

/* Which element makes the response. */
bool
find_senders(const struct code_table *table, const struct code_facts *first,
             const struct code_facts *second, struct contrast *contrast)
{
    const char *const *left = first->generated_by, *const *right = second->generated_by;
    bool apart = is_disjoint(left, right);

    if (!left[0] || !right[0]) {
        return false;
    }
    if (strcmp(left[0], right[0]) == 0) {
        return find_other_senders(table, first, second, contrast);
    }
    contrast->of_one = senders_text(table, left, apart ? FEW_SENDERS : 1);
    contrast->of_other = senders_text(table, right, apart ? FEW_SENDERS : 1);
    return contrast_say(contrast, apart ? "senders.apart" : "senders.first", apart ? 54 : 34);
}

static bool
is_busy(const struct code_facts *facts)
{
    return g_strcmp0(facts->q850, Q850_BUSY) == 0;
}

/* What the caller hears. */
bool
find_busy_tone(const struct code_table *table, const struct code_facts *first,
               const struct code_facts *second, struct contrast *contrast)
{
    (void)table;
    return first->code >= 400 && contrast_choose(first, second, is_busy, contrast) &&
           contrast->other->q850 && contrast_answers(contrast->other, "INVITE") &&
           retry_of(contrast->other) != RETRY_AUTOMATIC && contrast_say(contrast, "tone.busy", 42);
}

static bool
is_quiet(const struct code_facts *facts)
{
    return facts->severity == SEVERITY_NOTE;
}

/* Normal life, or somebody has to act. */
bool
find_loudness(const struct code_table *table, const struct code_facts *first,
              const struct code_facts *second, struct contrast *contrast)
{
    (void)table;
    return first->code >= 300 && first->phrase && second->phrase &&
           contrast_choose(first, second, is_quiet, contrast) &&
           contrast_say(contrast, "loudness", 30);
}

static bool
has_cause(const struct code_facts *facts)
{
    return facts->code >= 400 && facts->q850 && g_ascii_isdigit(facts->q850[0]) &&
           strcmp(facts->q850, Q850_DEFAULT) != 0 && contrast_answers(facts, "INVITE");
}

/* "17 (user busy)" */
static char *
cause_text(const struct code_table *table, const struct code_facts *facts)
{
    char *group = g_strdup_printf("q850 %s", facts->q850);
    const struct text_argument arguments[] = { { "number", facts->q850 },
                                               { "name", code_table_text(table, group, "name") },
                                               { NULL, NULL } };
    const char *text = code_table_text(table, "compare words", "cause");
    char *expanded = text_expand(text ? text : "{number}", arguments);

    g_free(group);
    return expanded;
}

/* What the telephone network gets to see (RFC 3398 section 8.2.6.1). */
bool
find_q850(const struct code_table *table, const struct code_facts *first,
          const struct code_facts *second, struct contrast *contrast)
{
    bool same;

    if (!has_cause(first) || !has_cause(second)) {
        return false;
    }
    same = strcmp(first->q850, second->q850) == 0;
    contrast->of_one = cause_text(table, first);
    contrast->of_other = cause_text(table, second);
    return contrast_say(contrast, same ? "q850.same" : "q850.differs", same ? 32 : 28);
}

static bool
is_deprecated(const struct code_facts *facts)
{
    return facts->registered && facts->deprecated;
}

bool
find_deprecated(const struct code_table *table, const struct code_facts *first,
                const struct code_facts *second, struct contrast *contrast)
{
    (void)table;
    if (!contrast_choose(first, second, is_deprecated, contrast) || contrast->other->deprecated) {
        return false;
    }
    contrast->of_one = g_strdup(contrast->one->deprecated);
    return contrast_say(contrast, "deprecated", 24);
}

static bool
is_basic(const struct code_facts *facts)
{
    return facts->reference && g_str_has_prefix(facts->reference, "RFC 3261 ");
}

/* "RFC 4028" of "RFC 4028 section 6" */
static char *
defining_rfc(const struct code_facts *facts)
{
    return g_strndup(facts->reference,
                     strlen("RFC ") + strcspn(facts->reference + strlen("RFC "), " "));
}

/* The extension that a code came with: older software does not know it. */
bool
find_definition(const struct code_table *table, const struct code_facts *first,
                const struct code_facts *second, struct contrast *contrast)
{
    (void)table;
    if (!first->registered || !second->registered) {
        return false;
    }
    if (contrast_choose(first, second, is_basic, contrast)) {
        contrast->of_other = defining_rfc(contrast->other);
        return contrast_say(contrast, "definition.one", 20);
    }
    if (is_basic(first)) {
        return false;
    }
    contrast->of_one = defining_rfc(first);
    contrast->of_other = defining_rfc(second);
    return strcmp(contrast->of_one, contrast->of_other) != 0 &&
           contrast_say(contrast, "definition.both", 16);
}

static bool
is_other_in_http(const struct code_facts *facts)
{
    return g_strcmp0(facts->http, "differs") == 0;
}

/* What people know from the web may mislead. */
bool
find_http(const struct code_table *table, const struct code_facts *first,
          const struct code_facts *second, struct contrast *contrast)
{
    (void)table;
    if (!contrast_choose(first, second, is_other_in_http, contrast)) {
        return false;
    }
    contrast->of_one = g_strdup(contrast->one->http_phrase);
    return contrast_say(contrast, contrast->other->http ? "http.other-same" : "http.other-none",
                        contrast->other->http ? 14 : 12);
}
