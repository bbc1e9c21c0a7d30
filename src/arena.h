/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Memory for many small structs that live equally long: taken piece by piece, given back all at
 * once. A capture of two million messages holds several millions of them; without a header for each
 * they take less room and lie side by side.
 */
#ifndef SIPWHY_ARENA_H
#define SIPWHY_ARENA_H

#include <stddef.h>

struct arena;

/** @return an empty arena; free it with arena_free, which frees all that was taken from it. */
struct arena *arena_new(void);

void arena_free(struct arena *arena);

/** @return `size` bytes, all 0, aligned for any struct of pointers and integers; never NULL. Size
 * at most 64 KiB. */
void *arena_take(struct arena *arena, size_t size);

/** A new struct of this type, all 0. */
#define ARENA_NEW(arena, type) ((type *)arena_take((arena), sizeof(type)))

#endif
