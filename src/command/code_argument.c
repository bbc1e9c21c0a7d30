/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "code_argument.h"

int
code_argument(const struct code_table *table, const char *word, uint32_t *code)
{
    guint64 number;
    char *near;
    int status;

    if (g_ascii_string_to_unsigned(word, 10, 100, 699, &number, NULL)) {
        *code = (uint32_t)number;
        return EXIT_FINE;
    }
    near = candidates_near(candidates_codes, table, word);
    status = complain(table, "no-code", word, near);
    g_free(near);
    return status;
}
