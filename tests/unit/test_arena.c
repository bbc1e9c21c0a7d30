/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include <glib.h>

#include "arena.h"
#include "byte_pool.h"

/* Pieces are zero, aligned, and none overlaps another, over several blocks. */
static void
test_pieces(void)
{
    enum { PIECES = 3000 };
    struct arena *arena = arena_new();
    unsigned char *pieces[PIECES];
    size_t i, j;

    for (i = 0; i < PIECES; i++) {
        size_t size = 1 + i % 150;

        pieces[i] = arena_take(arena, size);
        g_assert_cmpuint((gsize)pieces[i] % sizeof(gpointer), ==, 0);
        for (j = 0; j < size; j++) {
            g_assert_cmpuint(pieces[i][j], ==, 0);
        }
        memset(pieces[i], (int)(i % 255) + 1, size);
    }
    for (i = 0; i < PIECES; i++) {
        g_assert_cmpuint(pieces[i][0], ==, i % 255 + 1);
        g_assert_cmpuint(pieces[i][i % 150], ==, i % 255 + 1);
    }
    arena_free(arena);
    arena_free(NULL);
}

static void
test_largest(void)
{
    struct arena *arena = arena_new();
    char *first = arena_take(arena, 64 * 1024);
    char *second = arena_take(arena, 64 * 1024);

    memset(first, 1, 64 * 1024);
    g_assert_cmpint(second[0], ==, 0);
    arena_free(arena);
}

/* What was given back is taken again, for a piece that fits into it; nothing that is in use is. */
static void
test_pool(void)
{
    struct byte_pool *pool = byte_pool_new();
    char *first = byte_pool_take(pool, 500), *second = byte_pool_take(pool, 500);
    char *large = byte_pool_take(pool, 100000);

    g_assert_true(first != second);
    memset(large, 1, 100000); /* one that nobody gives back */
    large = byte_pool_take(pool, 100000);
    byte_pool_give_back(pool, large, 100000);
    byte_pool_give_back(pool, first, 500);
    g_assert_true(byte_pool_take(pool, 10) != first);
    g_assert_true(byte_pool_take(pool, 510) == first);
    g_assert_true(byte_pool_take(pool, 500) != first);
    byte_pool_give_back(pool, second, 500);
    byte_pool_give_back(pool, first, 510);
    g_assert_true(byte_pool_take(pool, 512) == first);
    g_assert_true(byte_pool_take(pool, 512) == second);
    g_assert_cmpuint((gsize)byte_pool_take(pool, 0) % sizeof(gpointer), ==, 0);
    byte_pool_free(pool);
    byte_pool_free(NULL);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/arena/pieces", test_pieces);
    g_test_add_func("/arena/largest", test_largest);
    g_test_add_func("/arena/pool", test_pool);
    return g_test_run();
}
