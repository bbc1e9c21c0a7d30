/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Chance that is the same everywhere: a seed gives the same order on every machine and with every
 * version of GLib, whose own generator promises that to nobody.
 *
 * The generator is SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators,
 * OOPSLA 2014, figure 17). It is for orders that people see, not for secrets.
 */
#ifndef SIPWHY_SHUFFLE_H
#define SIPWHY_SHUFFLE_H

#include <stdint.h>

#include <glib.h>

/** The state; the caller's, set to the seed. */
struct shuffle {
    uint64_t state;
};

/** The next number, all 64 bits of it. */
uint64_t shuffle_next(struct shuffle *shuffle);

/** A number from 0 to below - 1, all of them equally likely. @param below  at least 1 */
uint32_t shuffle_below(struct shuffle *shuffle, uint32_t below);

/** Puts the pointers of the array from `first` on in another order. */
void shuffle_pointers(struct shuffle *shuffle, GPtrArray *array, guint first);

#endif
