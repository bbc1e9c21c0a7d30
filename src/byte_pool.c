/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "byte_pool.h"

#include <glib.h>

#include "arena.h"

/* Pieces differ in their size by steps of this. */
#define STEP 64
#define SIZES (BYTE_POOL_LARGEST / STEP)

/* What stands in a piece that was given back. */
struct given_back {
    struct given_back *next;
};

struct byte_pool {
    struct arena *arena;
    GHashTable *large;                    /* set of pieces of their own */
    struct given_back *given_back[SIZES]; /* by size: STEP, 2 * STEP ... */
};

struct byte_pool *
byte_pool_new(void)
{
    struct byte_pool *pool = g_new0(struct byte_pool, 1);

    pool->arena = arena_new();
    pool->large = g_hash_table_new_full(NULL, NULL, g_free, NULL);
    return pool;
}

void
byte_pool_free(struct byte_pool *pool)
{
    if (pool) {
        arena_free(pool->arena);
        g_hash_table_destroy(pool->large);
        g_free(pool);
    }
}

static void *
take_large(struct byte_pool *pool, size_t size)
{
    void *piece = g_malloc(size);

    g_hash_table_add(pool->large, piece);
    return piece;
}

static size_t
place_of(size_t size)
{
    return size ? (size - 1) / STEP : 0;
}

void *
byte_pool_take(struct byte_pool *pool, size_t size)
{
    size_t place = place_of(size);
    struct given_back *piece;

    if (size > BYTE_POOL_LARGEST) {
        return take_large(pool, size);
    }
    piece = pool->given_back[place];
    if (!piece) {
        return arena_take(pool->arena, (place + 1) * STEP);
    }
    pool->given_back[place] = piece->next;
    return piece;
}

void
byte_pool_give_back(struct byte_pool *pool, void *piece, size_t size)
{
    struct given_back *own = piece;
    size_t place = place_of(size);

    if (size > BYTE_POOL_LARGEST) {
        g_hash_table_remove(pool->large, piece);
        return;
    }
    own->next = pool->given_back[place];
    pool->given_back[place] = own;
}
