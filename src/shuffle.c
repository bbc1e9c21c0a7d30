/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "shuffle.h"

uint64_t
shuffle_next(struct shuffle *shuffle)
{
    uint64_t mixed = shuffle->state += UINT64_C(0x9e3779b97f4a7c15);

    mixed = (mixed ^ (mixed >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    mixed = (mixed ^ (mixed >> 27)) * UINT64_C(0x94d049bb133111eb);
    return mixed ^ (mixed >> 31);
}

uint32_t
shuffle_below(struct shuffle *shuffle, uint32_t below)
{
    /* the numbers at the end, of which there is no whole round, are thrown again */
    uint64_t rounds = UINT64_MAX / below, number;

    do {
        number = shuffle_next(shuffle) / rounds;
    } while (number >= below);
    return (uint32_t)number;
}

/* Fisher and Yates. */
void
shuffle_pointers(struct shuffle *shuffle, GPtrArray *array, guint first)
{
    guint i, j;

    for (i = array->len; i > first + 1; i--) {
        gpointer kept = array->pdata[i - 1];

        j = first + shuffle_below(shuffle, i - first);
        array->pdata[i - 1] = array->pdata[j];
        array->pdata[j] = kept;
    }
}
