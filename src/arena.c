/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "arena.h"

#include <glib.h>

#define BLOCK_SIZE (64 * 1024)
#define ALIGNMENT sizeof(guint64)

struct arena {
    GPtrArray *blocks; /* owned */
    size_t used;       /* of the newest block */
};

struct arena *
arena_new(void)
{
    struct arena *arena = g_new(struct arena, 1);

    arena->blocks = g_ptr_array_new_with_free_func(g_free);
    arena->used = BLOCK_SIZE;
    return arena;
}

void
arena_free(struct arena *arena)
{
    if (arena) {
        g_ptr_array_unref(arena->blocks);
        g_free(arena);
    }
}

void *
arena_take(struct arena *arena, size_t size)
{
    char *place;

    size = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    g_assert(size <= BLOCK_SIZE);
    if (size > BLOCK_SIZE - arena->used) {
        g_ptr_array_add(arena->blocks, g_malloc0(BLOCK_SIZE));
        arena->used = 0;
    }
    place = (char *)g_ptr_array_index(arena->blocks, arena->blocks->len - 1) + arena->used;
    arena->used += size;
    return place;
}
