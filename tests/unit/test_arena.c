/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include <glib.h>

#include "arena.h"

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

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/arena/pieces", test_pieces);
    g_test_add_func("/arena/largest", test_largest);
    return g_test_run();
}
