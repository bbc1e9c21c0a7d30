/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * A status code as an argument.
 */
#ifndef SIPWHY_COMMAND_CODE_ARGUMENT_H
#define SIPWHY_COMMAND_CODE_ARGUMENT_H

#include "invocation.h"

/** Reads a code from 100 to 699. @return EXIT_FINE, or the exit code after it has complained */
int code_argument(const struct code_table *table, const char *word, uint32_t *code);

#endif
