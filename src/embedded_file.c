/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "embedded_data.h"

#include <string.h>

const struct embedded_file *
embedded_file_find(const char *name)
{
    const struct embedded_file *file;

    for (file = embedded_files; file->name; file++) {
        if (strcmp(file->name, name) == 0) {
            return file;
        }
    }
    return NULL;
}
