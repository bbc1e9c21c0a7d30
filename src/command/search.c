/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "rule_page.h"
#include "subcommand.h"

#define SHORTEST_PART 4

/* How much a word counts, by where it is found. A word that starts in the middle of another one
 * counts half. */
enum weight {
    IN_TEXT = 10,
    IN_MEANING = 20,
    IN_RARE_HEADER = 30,
    IN_VERDICT = 40,
    IN_HEADER = 50,
    IN_NAME = 80,
    IS_CODE = 400
};

/* A code or a rule, and how well it fits. */
struct hit {
    const struct code_facts *facts; /* NULL: it is a rule */
    char *name;                     /* "404 Not Found", or the rule's id */
    char *verdict;
    unsigned *scores; /* of each word: the best place */
    unsigned score;   /* the sum; 0 if a word is nowhere */
};

/* The words looked for, and what was found. */
struct search {
    const struct code_table *table;
    GPtrArray *words; /* of char *, folded */
    GPtrArray *hits;  /* of struct hit */
};

static void
hit_free(gpointer data)
{
    struct hit *hit = data;

    g_free(hit->name);
    g_free(hit->verdict);
    g_free(hit->scores);
    g_free(hit);
}

/* Upper and lower case, full and half width become the same. */
static char *
fold(const char *text)
{
    char *valid = g_utf8_make_valid(text, -1);
    char *normal = g_utf8_normalize(valid, -1, G_NORMALIZE_ALL_COMPOSE);
    char *folded = g_utf8_casefold(normal, -1);

    g_free(normal);
    g_free(valid);
    return folded;
}

static bool
starts_word(const char *text, const char *at)
{
    return at == text || !g_unichar_isalnum(g_utf8_get_char(g_utf8_prev_char(at)));
}

/* 2 if the word starts a word of the text, 1 if it is within one, 0 if it is not there. Short Latin
 * words are in many others: "nat" is not looked for in "alternative". */
static unsigned
occurrence(const char *text, const char *word)
{
    bool is_short = g_ascii_isalnum(*word) && strlen(word) < SHORTEST_PART;
    const char *at = strstr(text, word);
    unsigned found = at && !is_short ? 1 : 0;

    for (; at; at = strstr(at + 1, word)) {
        if (starts_word(text, at)) {
            return 2;
        }
    }
    return found;
}

static void
look_in(const struct search *search, struct hit *hit, enum weight weight, const char *text)
{
    char *folded;
    guint i;

    if (!text) {
        return;
    }
    folded = fold(text);
    for (i = 0; i < search->words->len; i++) {
        unsigned score =
            (unsigned)weight * occurrence(folded, g_ptr_array_index(search->words, i)) / 2;

        hit->scores[i] = MAX(hit->scores[i], score);
    }
    g_free(folded);
}

/* key.1, key.2 ... of a group. */
static void
look_in_numbered(const struct search *search, struct hit *hit, const char *group, const char *key)
{
    const char *text;
    unsigned number = 1;
    char numbered[16];

    do {
        g_snprintf(numbered, sizeof(numbered), "%s.%u", key, number++);
        text = code_table_text(search->table, group, numbered);
        look_in(search, hit, IN_TEXT, text);
    } while (text);
}

static void
look_in_group(const struct search *search, struct hit *hit, const char *group)
{
    static const struct {
        const char *key;
        enum weight weight;
    } keys[] = {
        { "verdict", IN_VERDICT },
        { "means", IN_MEANING },
        { "retry", IN_TEXT },
        { "note", IN_TEXT },
    };
    gsize i;

    for (i = 0; i < G_N_ELEMENTS(keys); i++) {
        look_in(search, hit, keys[i].weight, code_table_text(search->table, group, keys[i].key));
    }
    look_in_numbered(search, hit, group, "why");
    look_in_numbered(search, hit, group, "fix");
}

/* A hit counts if every word is somewhere. */
static void
keep_hit(struct search *search, struct hit *hit)
{
    guint i;

    for (i = 0; i < search->words->len; i++) {
        if (!hit->scores[i]) {
            hit_free(hit);
            return;
        }
        hit->score += hit->scores[i];
    }
    g_ptr_array_add(search->hits, hit);
}

static struct hit *
hit_new(const struct search *search, char *name, const char *verdict)
{
    struct hit *hit = g_new0(struct hit, 1);

    hit->name = name;
    hit->verdict = g_strdup(verdict);
    hit->scores = g_new0(unsigned, search->words->len);
    return hit;
}

/* The texts of a code and of the code as an answer to each method. */
static void
look_at_code(struct search *search, const struct code_facts *facts)
{
    struct hit *hit = hit_new(search, g_strdup_printf("%u %s", facts->code, facts->phrase),
                              code_text(search->table, facts->code, NULL, "verdict"));
    const char *const *group;
    char code[16];
    gsize i;

    hit->facts = facts;
    g_snprintf(code, sizeof(code), "%u", facts->code);
    look_in(search, hit, IS_CODE, code);
    look_in(search, hit, IN_NAME, facts->phrase);
    look_in(search, hit, IN_TEXT, facts->http_phrase);
    for (i = 0; facts->headers[i]; i++) {
        look_in(search, hit,
                g_str_has_prefix(facts->headers[i], "may:") ? IN_RARE_HEADER : IN_HEADER,
                facts->headers[i]);
    }
    for (group = code_table_groups(search->table); *group; group++) {
        if (g_str_has_prefix(*group, code) &&
            ((*group)[strlen(code)] == '\0' || g_ascii_isalpha((*group)[strlen(code) + 1]))) {
            look_in_group(search, hit, *group);
        }
    }
    keep_hit(search, hit);
}

/* The texts of a rule and of its variants. */
static void
look_at_rule(struct search *search, const struct rule *rule)
{
    struct rule_page *page = rule_page_new(search->table, rule, NULL);
    struct hit *hit = hit_new(search, g_strdup(rule->id), rule_page_verdict(page));
    char *group = g_strdup_printf("rule %s", rule->id);
    const char **variants = rule_variants(search->table, rule);
    gsize i;

    look_in(search, hit, IN_NAME, rule->id);
    look_in_group(search, hit, group);
    for (i = 0; variants[i]; i++) {
        char *of_variant = g_strdup_printf("%s/%s", group, variants[i]);

        look_in_group(search, hit, of_variant);
        g_free(of_variant);
    }
    keep_hit(search, hit);
    g_free(variants);
    g_free(group);
    rule_page_free(page);
}

/* Best first; then codes before rules, each in their order. */
static gint
compare_hits(gconstpointer a, gconstpointer b)
{
    const struct hit *left = *(const struct hit *const *)a;
    const struct hit *right = *(const struct hit *const *)b;

    if (left->score != right->score) {
        return left->score > right->score ? -1 : 1;
    }
    if (!left->facts != !right->facts) {
        return left->facts ? -1 : 1;
    }
    return left->facts ? (gint)left->facts->code - (gint)right->facts->code
                       : strcmp(left->name, right->name);
}

static void
look_everywhere(struct search *search)
{
    const struct code_facts *const *all;
    const struct rule_family *family;
    const struct rule *rule;
    gsize i, count;

    all = code_table_all(search->table, &count);
    for (i = 0; i < count; i++) {
        look_at_code(search, all[i]);
    }
    for (family = rule_families; family->rules; family++) {
        for (rule = family->rules; rule->id; rule++) {
            look_at_rule(search, rule);
        }
    }
    g_ptr_array_sort(search->hits, compare_hits);
}

/* An argument may hold several words. */
static void
take_words(struct search *search, const char *const *arguments)
{
    for (; *arguments; arguments++) {
        char *folded = fold(*arguments);
        char **words = g_strsplit_set(folded, " \t", -1);
        gsize i;

        for (i = 0; words[i]; i++) {
            if (*words[i]) {
                g_ptr_array_add(search->words, g_strdup(words[i]));
            }
        }
        g_strfreev(words);
        g_free(folded);
    }
}

static void
write_json(struct invocation *invocation, const struct hit *hit)
{
    struct json_writer writer;

    invocation_json_begin(invocation, &writer, "match");
    json_unsigned(&writer, "score", hit->score);
    if (hit->facts) {
        json_unsigned(&writer, "code", hit->facts->code);
        json_string(&writer, "phrase", hit->facts->phrase);
    } else {
        json_string(&writer, "cause", hit->name);
    }
    json_string(&writer, "verdict", hit->verdict);
    invocation_json_end(&writer);
}

static void
show(struct invocation *invocation, const GPtrArray *hits)
{
    const char *title = code_table_text(invocation->table, "command", "matches");
    struct document *document;
    guint i;

    if (invocation->format == FORMAT_JSON) {
        for (i = 0; i < hits->len; i++) {
            write_json(invocation, g_ptr_array_index(hits, i));
        }
        return;
    }
    document = invocation_document(invocation, title);
    document_heading(document, 1, NULL, title);
    for (i = 0; i < hits->len; i++) {
        const struct hit *hit = g_ptr_array_index(hits, i);

        document_item(document, hit->name, hit->verdict);
    }
    invocation_show(invocation, document);
}

int
run_search(struct invocation *invocation)
{
    struct search search = { invocation->table, g_ptr_array_new_with_free_func(g_free),
                             g_ptr_array_new_with_free_func(hit_free) };
    int status = EXIT_FINE;

    take_words(&search, invocation->arguments);
    if (search.words->len) {
        look_everywhere(&search);
    }
    if (search.hits->len) {
        show(invocation, search.hits);
    } else {
        char *words = g_strjoinv(" ", (char **)(gpointer)invocation->arguments);

        complain(invocation->table, "no-match", words, NULL);
        g_free(words);
        status = EXIT_NOTHING;
    }
    g_ptr_array_unref(search.hits);
    g_ptr_array_unref(search.words);
    return status;
}
