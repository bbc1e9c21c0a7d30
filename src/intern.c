/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "intern.h"

#include <glib.h>
#include <string.h>

#include "arena.h"

#define LONG_STRING 1024

struct intern_pool {
    GStringChunk *bytes; /* of copies and long strings */
    struct arena *arena; /* holds the spans, and the bytes of most of them */
    GHashTable *spans;   /* set of struct span */
};

unsigned
intern_hash(struct span span)
{
    uint64_t hash = span_hash(span, SPAN_HASH_START);

    return (unsigned)(hash ^ (hash >> 32));
}

unsigned
intern_hash_string(const void *text)
{
    return intern_hash(span_of(text));
}

static guint
hash_of_span(gconstpointer key)
{
    return intern_hash(*(const struct span *)key);
}

static gboolean
spans_are_equal(gconstpointer a, gconstpointer b)
{
    return span_equal(*(const struct span *)a, *(const struct span *)b);
}

struct intern_pool *
intern_pool_new(void)
{
    struct intern_pool *pool = g_new0(struct intern_pool, 1);

    pool->bytes = g_string_chunk_new(64 * 1024);
    pool->arena = arena_new();
    pool->spans = g_hash_table_new(hash_of_span, spans_are_equal);
    return pool;
}

void
intern_pool_free(struct intern_pool *pool)
{
    if (!pool) {
        return;
    }
    g_hash_table_destroy(pool->spans);
    arena_free(pool->arena);
    g_string_chunk_free(pool->bytes);
    g_free(pool);
}

struct span
intern_copy(struct intern_pool *pool, struct span span)
{
    if (span.text) {
        span.text = g_string_chunk_insert_len(pool->bytes, span.text, (gssize)span.length);
    }
    return span;
}

/* A span with its bytes right behind it, where the cache finds both; very long ones stand apart. */
static struct span *
span_keep(struct intern_pool *pool, struct span span)
{
    bool is_long = span.length > LONG_STRING;
    struct span *own = arena_take(pool->arena, sizeof(*own) + (is_long ? 0 : span.length));

    own->length = span.length;
    own->text = is_long ? intern_copy(pool, span).text : memcpy(own + 1, span.text, span.length);
    return own;
}

const struct span *
intern(struct intern_pool *pool, struct span span)
{
    struct span *own;

    if (!span_is_set(span)) {
        return NULL;
    }
    own = g_hash_table_lookup(pool->spans, &span);
    if (!own) {
        own = span_keep(pool, span);
        g_hash_table_add(pool->spans, own);
    }
    return own;
}
