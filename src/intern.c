/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "intern.h"

#include <glib.h>
#include <string.h>

#include "arena.h"

/* The table of strings: a power of two of slots, three quarters of which are used at most; a string
 * stands in the slot that its hash says, or in the next free one. */
#define FIRST_SLOTS 1024

#define LONG_STRING 1024

struct slot {
    struct span *own; /* NULL if the slot is free */
    uint64_t hash;
};

struct intern_pool {
    GStringChunk *bytes; /* of copies and long strings */
    struct arena *arena; /* holds the spans, and the bytes of most of them */
    struct slot *slots;  /* owned */
    size_t slot_count, used;
};

/* The hash starts from a value that differs between runs, so that nobody can prepare names that all
 * collide. */
static uint64_t hash_start;

struct intern_pool *
intern_pool_new(void)
{
    struct intern_pool *pool = g_new0(struct intern_pool, 1);

    if (!hash_start) {
        hash_start = SPAN_HASH_START ^ ((uint64_t)g_random_int() << 32 | g_random_int());
    }
    pool->bytes = g_string_chunk_new(64 * 1024);
    pool->arena = arena_new();
    pool->slot_count = FIRST_SLOTS;
    pool->slots = g_new0(struct slot, FIRST_SLOTS);
    return pool;
}

void
intern_pool_free(struct intern_pool *pool)
{
    if (!pool) {
        return;
    }
    g_free(pool->slots);
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

/* The slot of this string, or the free one where it belongs. */
static struct slot *
slot_find(const struct intern_pool *pool, struct span span, uint64_t hash)
{
    size_t last = pool->slot_count - 1, i = (size_t)(hash >> 32) & last;

    while (pool->slots[i].own &&
           (pool->slots[i].hash != hash || !span_equal(*pool->slots[i].own, span))) {
        i = (i + 1) & last;
    }
    return &pool->slots[i];
}

static void
slots_double(struct intern_pool *pool)
{
    struct slot *old = pool->slots;
    size_t old_count = pool->slot_count, i;

    pool->slot_count *= 2;
    pool->slots = g_new0(struct slot, pool->slot_count);
    for (i = 0; i < old_count; i++) {
        if (old[i].own) {
            *slot_find(pool, *old[i].own, old[i].hash) = old[i];
        }
    }
    g_free(old);
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
    struct slot *slot;
    uint64_t hash;

    if (!span_is_set(span)) {
        return NULL;
    }
    hash = span_hash(span, hash_start);
    slot = slot_find(pool, span, hash);
    if (slot->own) {
        return slot->own;
    }
    if (pool->used >= pool->slot_count / 4 * 3) {
        slots_double(pool);
        slot = slot_find(pool, span, hash);
    }
    slot->own = span_keep(pool, span);
    slot->hash = hash;
    pool->used++;
    return slot->own;
}
