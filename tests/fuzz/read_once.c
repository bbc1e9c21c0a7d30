/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Hands a file to a fuzz target once, without libFuzzer: its instructions are counted by growth.
 *
 *     PROGRAM         nothing, for what is counted in any case
 *     PROGRAM FILE    an empty input, as above, and then the file
 */
#include "fuzz.h"

int
main(int argc, char **argv)
{
    char *data;
    gsize size;

    LLVMFuzzerTestOneInput((const uint8_t *)"", 0);
    if (argc > 1) {
        if (!g_file_get_contents(argv[1], &data, &size, NULL)) {
            fprintf(stderr, "%s: cannot be read\n", argv[1]);
            return 1;
        }
        LLVMFuzzerTestOneInput((const uint8_t *)data, size);
        g_free(data);
    }
    return 0;
}
