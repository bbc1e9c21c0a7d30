/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * A pool of byte strings, each kept once, so that equal strings have equal pointers.
 */
#ifndef SIPWHY_INTERN_H
#define SIPWHY_INTERN_H

#include "span.h"

struct intern_pool;

/** @return a new pool; free it with intern_pool_free, which frees all its strings. */
struct intern_pool *intern_pool_new(void);

void intern_pool_free(struct intern_pool *pool);

/** The pool's own copy of these bytes, which may hold NUL; NULL for an absent or empty span. */
const struct span *intern(struct intern_pool *pool, struct span span);

/** A copy of the bytes that lives as long as the pool, for strings that hardly ever come twice.
 * Absent for an absent span. */
struct span intern_copy(struct intern_pool *pool, struct span span);

/** The hash of a string, for tables of one's own. It differs between runs, so that nobody can
 * prepare names that all collide. */
unsigned intern_hash(struct span span);

/** The same of a string that ends with NUL, in place of g_str_hash, which anybody can foresee.
 * @param text  a const char * */
unsigned intern_hash_string(const void *text);

#endif
