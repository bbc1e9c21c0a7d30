/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Memory for pieces of a few hundred bytes that come and go by the hundred thousand, as messages
 * that wait for their answer do: what is given back is taken again, and nothing is merged or split.
 */
#ifndef SIPWHY_BYTE_POOL_H
#define SIPWHY_BYTE_POOL_H

#include <stddef.h>

struct byte_pool;

/** @return an empty pool; free it with byte_pool_free, which frees all that was taken from it. */
struct byte_pool *byte_pool_new(void);

void byte_pool_free(struct byte_pool *pool);

/** Larger pieces are memory of their own, which others cannot take. */
#define BYTE_POOL_LARGEST 8192

/** @return `size` bytes of any content, aligned for any struct of pointers and integers; never
 * NULL */
void *byte_pool_take(struct byte_pool *pool, size_t size);

/** Gives a piece back. @param size  with which it was taken */
void byte_pool_give_back(struct byte_pool *pool, void *piece, size_t size);

#endif
