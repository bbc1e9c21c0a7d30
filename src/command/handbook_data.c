/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "handbook.h"

#include <stdlib.h>
#include <string.h>

#include "comparison.h"
#include "json_writer.h"

#define DIGITS_OF_CODE 3

/* Strings that are kept once, however many pairs need them. */
struct pool {
    GHashTable *places;  /* text -> its place in `texts` */
    GPtrArray *texts;    /* of char *, owned */
    GPtrArray *partners; /* of char *, what stands beside each text, or NULL; owned */
};

struct data {
    const struct code_table *table;
    const struct code_facts *const *codes;
    gsize count;
    struct pool texts, links;
    struct json_writer *writer;
};

static void
pool_init(struct pool *pool)
{
    pool->places = g_hash_table_new(g_str_hash, g_str_equal);
    pool->texts = g_ptr_array_new_with_free_func(g_free);
    pool->partners = g_ptr_array_new_with_free_func(g_free);
}

static void
pool_clear(struct pool *pool)
{
    g_hash_table_destroy(pool->places);
    g_ptr_array_unref(pool->texts);
    g_ptr_array_unref(pool->partners);
}

/* @param text  taken over. @return its place */
static guint
pool_add(struct pool *pool, char *text, const char *partner)
{
    gpointer place;

    if (g_hash_table_lookup_extended(pool->places, text, NULL, &place)) {
        g_free(text);
        return GPOINTER_TO_UINT(place);
    }
    g_hash_table_insert(pool->places, text, GUINT_TO_POINTER(pool->texts->len));
    g_ptr_array_add(pool->texts, text);
    g_ptr_array_add(pool->partners, g_strdup(partner));
    return pool->texts->len - 1;
}

/* The same sentence about other codes is the same text: the two codes become {a} and {b}. */
static char *
without_codes(const char *text, uint32_t first, uint32_t second)
{
    GString *result = g_string_new(NULL);

    while (*text) {
        gsize length = strspn(text, "0123456789");
        uint32_t number = length == DIGITS_OF_CODE ? (uint32_t)g_ascii_strtoull(text, NULL, 10) : 0;

        if (number && number == first) {
            g_string_append(result, "{a}");
        } else if (number && number == second) {
            g_string_append(result, "{b}");
        } else {
            g_string_append_len(result, text, (gssize)MAX(length, 1));
        }
        text += MAX(length, 1);
    }
    return g_string_free(result, FALSE);
}

static void
write_text(struct data *data, const struct comparison *comparison, const char *text)
{
    char *shared = without_codes(text ? text : "", comparison->first.code, comparison->second.code);

    json_unsigned(data->writer, NULL, pool_add(&data->texts, shared, NULL));
}

static gsize
place_of_code(const struct data *data, uint32_t code)
{
    gsize place = 0;

    while (place < data->count && data->codes[place]->code != code) {
        place++;
    }
    return place;
}

static void
write_related(struct data *data, const struct comparison *comparison)
{
    guint i;

    json_array_begin(data->writer, NULL);
    for (i = 0; i < comparison->related->len; i++) {
        const struct comparison_related *related = g_ptr_array_index(comparison->related, i);
        gsize place = place_of_code(data, related->code);

        if (place < data->count) {
            json_unsigned(data->writer, NULL, place);
        }
    }
    json_array_end(data->writer);
}

static void
write_references(struct data *data, const struct comparison *comparison)
{
    guint i;

    json_array_begin(data->writer, NULL);
    for (i = 0; i < comparison->references->len; i++) {
        const struct explanation_reference *reference =
            g_ptr_array_index(comparison->references, i);

        json_unsigned(data->writer, NULL,
                      pool_add(&data->links, g_strdup(reference->text), reference->url));
    }
    json_array_end(data->writer);
}

static void
write_differences(struct data *data, const struct comparison *comparison)
{
    guint i;

    json_array_begin(data->writer, NULL);
    for (i = 0; i < comparison->differences->len; i++) {
        const struct comparison_difference *difference =
            g_ptr_array_index(comparison->differences, i);

        write_text(data, comparison, difference->text);
    }
    json_array_end(data->writer);
}

static void
write_pair(struct data *data, uint32_t code, uint32_t other)
{
    struct comparison *comparison = comparison_new(data->table, code, other, NULL);

    json_array_begin(data->writer, NULL);
    write_text(data, comparison, comparison->summary);
    write_differences(data, comparison);
    write_text(data, comparison, comparison->first.expect);
    write_text(data, comparison, comparison->second.expect);
    write_text(data, comparison, comparison->first.remedy);
    write_text(data, comparison, comparison->second.remedy);
    write_related(data, comparison);
    write_references(data, comparison);
    json_array_end(data->writer);
    comparison_free(comparison);
}

static void
write_pairs(struct data *data)
{
    gsize i, j;

    json_array_begin(data->writer, "pairs");
    for (i = 0; i < data->count; i++) {
        for (j = i + 1; j < data->count; j++) {
            write_pair(data, data->codes[i]->code, data->codes[j]->code);
        }
    }
    json_array_end(data->writer);
}

static void
write_pools(const struct data *data)
{
    guint i;

    json_array_begin(data->writer, "texts");
    for (i = 0; i < data->texts.texts->len; i++) {
        json_string(data->writer, NULL, g_ptr_array_index(data->texts.texts, i));
    }
    json_array_end(data->writer);
    json_array_begin(data->writer, "links");
    for (i = 0; i < data->links.texts->len; i++) {
        json_array_begin(data->writer, NULL);
        json_string(data->writer, NULL, g_ptr_array_index(data->links.texts, i));
        json_string(data->writer, NULL, g_ptr_array_index(data->links.partners, i));
        json_array_end(data->writer);
    }
    json_array_end(data->writer);
}

static void
write_steps(struct json_writer *writer, const struct explanation *explanation)
{
    guint i;

    json_array_begin(writer, "fix");
    for (i = 0; i < explanation->fix->len; i++) {
        const struct explanation_step *step = g_ptr_array_index(explanation->fix, i);

        json_array_begin(writer, NULL);
        json_string(writer, NULL, step->label ? step->label : "");
        json_string(writer, NULL, step->text);
        json_array_end(writer);
    }
    json_array_end(writer);
}

static void
write_side(struct json_writer *writer, const struct comparison_side *side)
{
    const struct explanation *explanation = side->entry;
    guint i;

    json_object_begin(writer, NULL);
    json_unsigned(writer, "code", side->code);
    json_string(writer, "phrase", explanation->phrase);
    json_string(writer, "tone", severity_name(side->facts->severity));
    json_string(writer, "verdict", explanation->verdict);
    json_string(writer, "means", explanation->means);
    json_array_begin(writer, "why");
    for (i = 0; i < explanation->why->len; i++) {
        json_string(writer, NULL, g_ptr_array_index(explanation->why, i));
    }
    json_array_end(writer);
    write_steps(writer, explanation);
    json_object_end(writer);
}

/* What a comparison shows of each code is the same beside any other one. */
static void
write_codes(struct data *data)
{
    gsize i;

    json_array_begin(data->writer, "codes");
    for (i = 0; i < data->count; i++) {
        uint32_t code = data->codes[i]->code;
        uint32_t other = data->codes[i ? 0 : 1]->code;
        struct comparison *comparison = comparison_new(data->table, code, other, NULL);

        write_side(data->writer,
                   comparison->first.code == code ? &comparison->first : &comparison->second);
        comparison_free(comparison);
    }
    json_array_end(data->writer);
}

static void
write_words(struct data *data)
{
    static const struct {
        const char *name, *group, *key;
    } words[] = {
        { "none", "handbook", "search.none" },
        { "one", "handbook", "search.one" },
        { "count", "handbook", "search.count" },
        { "code", "handbook", "kind.code" },
        { "cause", "handbook", "kind.cause" },
        { "guide", "handbook", "kind.guide" },
        { "same", "handbook", "compare.same" },
        { "title", "handbook", "compare.title" },
        { "differences", "handbook", "differences" },
        { "expect", "handbook", "expect" },
        { "remedy", "handbook", "remedy" },
        { "related", "handbook", "related" },
        { "means", "entry", "means" },
        { "why", "entry", "why" },
        { "fix", "entry", "fix" },
        { "references", "entry", "references" },
    };
    gsize i;

    json_object_begin(data->writer, "words");
    for (i = 0; i < G_N_ELEMENTS(words); i++) {
        json_string(data->writer, words[i].name,
                    code_table_text(data->table, words[i].group, words[i].key));
    }
    json_object_end(data->writer);
}

void
handbook_write_data(const struct code_table *table, GString *out)
{
    struct json_writer writer;
    struct data data = { .table = table, .writer = &writer };

    data.codes = code_table_all(table, &data.count);
    pool_init(&data.texts);
    pool_init(&data.links);
    json_writer_init(&writer, out);
    json_object_begin(&writer, NULL);
    write_words(&data);
    write_codes(&data);
    write_pairs(&data);
    write_pools(&data);
    json_object_end(&writer);
    pool_clear(&data.texts);
    pool_clear(&data.links);
}
