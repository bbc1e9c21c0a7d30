/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * The files of src/data as they stand in the binary. Made at build time by embed.cmake: plain
 * arrays, because GResource would pull libgio into every start of tshark, which has no other use
 * for it.
 */
#ifndef SIPWHY_EMBEDDED_DATA_H
#define SIPWHY_EMBEDDED_DATA_H

#include <stddef.h>

struct embedded_file {
    const char *name; /**< below src/data: "codes.ini", "packs/kamailio.ini"; NULL ends the table */
    const char *bytes; /**< followed by a NUL */
    size_t length;     /**< without that NUL */
};

extern const struct embedded_file embedded_files[];

/** @return NULL if no file of that name is embedded. */
const struct embedded_file *embedded_file_find(const char *name);

#endif
