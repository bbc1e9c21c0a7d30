/* SPDX-License-Identifier: GPL-2.0-or-later */
#define _DEFAULT_SOURCE /* madvise */
#include "arena.h"

#include <glib.h>
#include <string.h>

#ifdef __linux__
#include <sys/mman.h>
#endif

/* Blocks grow with what they are taken for: small captures need little, large ones should not ask
 * often. */
#define FIRST_BLOCK (64 * 1024)
#define LARGEST_BLOCK (16 * 1024 * 1024)

#define ALIGNMENT sizeof(guint64)

/* What Linux can hand out at once, to an arena that is large enough for the rest of such a page not
 * to count. The first touch of each small page, of 4 KiB, costs more than all that is done with a
 * message. */
#define LARGE_PAGE (2 * 1024 * 1024)
#define LARGE_ARENA (4 * LARGE_PAGE)

struct arena {
    GPtrArray *blocks; /* owned */
    char *free;        /* what the newest block still holds */
    size_t left;
    size_t size; /* of the newest block */
    size_t held; /* of all blocks */
};

struct arena *
arena_new(void)
{
    struct arena *arena = g_new(struct arena, 1);

    arena->blocks = g_ptr_array_new_with_free_func(g_free);
    arena->free = NULL;
    arena->left = arena->size = arena->held = 0;
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

/* Asks for large pages, wherever a whole one fits into the block. They need not be granted. */
static void
wish_large_pages(char *block, size_t size)
{
#ifdef MADV_HUGEPAGE
    size_t before = LARGE_PAGE - (guintptr)block % LARGE_PAGE;

    if (size >= before + LARGE_PAGE) {
        madvise(block + before, (size - before) / LARGE_PAGE * LARGE_PAGE, MADV_HUGEPAGE);
    }
#else
    (void)block;
    (void)size;
#endif
}

static void
block_new(struct arena *arena)
{
    arena->size = CLAMP(arena->size * 2, FIRST_BLOCK, LARGEST_BLOCK);
    arena->free = g_malloc(arena->size);
    if (arena->held >= LARGE_ARENA) {
        wish_large_pages(arena->free, arena->size);
    }
    arena->held += arena->size;
    arena->left = arena->size;
    g_ptr_array_add(arena->blocks, arena->free);
}

void *
arena_take(struct arena *arena, size_t size)
{
    char *place;

    size = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    g_assert(size <= FIRST_BLOCK);
    if (size > arena->left) {
        block_new(arena);
    }
    place = arena->free;
    arena->free += size;
    arena->left -= size;
    return memset(place, 0, size); /* now, for it will be in the cache when it is filled */
}
