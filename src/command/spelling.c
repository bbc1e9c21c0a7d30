/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "spelling.h"

#include <stdbool.h>
#include <string.h>

#include <glib.h>

static bool
same(char a, char b)
{
    return g_ascii_tolower(a) == g_ascii_tolower(b);
}

/* The optimal string alignment distance, with three rows of its table. */
unsigned
spelling_distance(const char *a, const char *b)
{
    unsigned rows[3][SPELLING_LONGEST + 1];
    gsize width = MIN(strlen(b), SPELLING_LONGEST), height = MIN(strlen(a), SPELLING_LONGEST);
    gsize i, j;

    for (j = 0; j <= width; j++) {
        rows[0][j] = (unsigned)j;
    }
    for (i = 1; i <= height; i++) {
        const unsigned *above = rows[(i - 1) % 3];
        const unsigned *before = i > 1 ? rows[(i - 2) % 3] : NULL;
        unsigned *row = rows[i % 3];

        row[0] = (unsigned)i;
        for (j = 1; j <= width; j++) {
            unsigned replaced = above[j - 1] + (same(a[i - 1], b[j - 1]) ? 0 : 1);

            row[j] = MIN(replaced, MIN(above[j], row[j - 1]) + 1);
            if (before && j > 1 && same(a[i - 1], b[j - 2]) && same(a[i - 2], b[j - 1])) {
                row[j] = MIN(row[j], before[j - 2] + 1);
            }
        }
    }
    return rows[height % 3][width];
}

unsigned
spelling_tolerance(const char *word)
{
    gsize length = strlen(word);

    return (unsigned)MIN(MAX(length / 3, 1), 4);
}
