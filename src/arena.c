/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "arena.h"

#include <glib.h>

/* Blocks grow with what they are taken for: small captures need little, large ones should not ask
 * often. */
#define FIRST_BLOCK (64 * 1024)
#define LARGEST_BLOCK (4 * 1024 * 1024)

#define ALIGNMENT sizeof(guint64)

struct arena {
    GPtrArray *blocks; /* owned */
    size_t used, size; /* of the newest block */
};

struct arena *
arena_new(void)
{
    struct arena *arena = g_new(struct arena, 1);

    arena->blocks = g_ptr_array_new_with_free_func(g_free);
    arena->used = arena->size = 0;
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
    g_assert(size <= FIRST_BLOCK);
    if (size > arena->size - arena->used) {
        arena->size = CLAMP(arena->size * 2, FIRST_BLOCK, LARGEST_BLOCK);
        arena->used = 0;
        g_ptr_array_add(arena->blocks, g_malloc0(arena->size));
    }
    place = (char *)g_ptr_array_index(arena->blocks, arena->blocks->len - 1) + arena->used;
    arena->used += size;
    return place;
}
