/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Which of the changes that mutants.py has put into the rules is in force. All lie in one program;
 * so it is built once.
 */
#ifndef SIPWHY_MUTANT_H
#define SIPWHY_MUTANT_H

#include <stdbool.h>

/** The one in force; 0: none. From the environment variable SIPWHY_MUTANT. */
extern unsigned mutant_chosen;

/** By number: whether a place was reached where the mutant makes a difference. */
extern unsigned char mutant_reached[];

static inline bool
mutant(unsigned number)
{
    mutant_reached[number] = 1;
    return number == mutant_chosen;
}

#endif
