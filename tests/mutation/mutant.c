/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mutant.h"

#include <stdio.h>
#include <stdlib.h>

unsigned mutant_chosen;
unsigned char mutant_reached[MUTANTS + 1]; /* MUTANTS: given by the compiler's command line */

__attribute__((constructor)) static void
choose(void)
{
    const char *number = getenv("SIPWHY_MUTANT");

    mutant_chosen = number ? (unsigned)strtoul(number, NULL, 10) : 0;
}

/* For those who want to know what a program reaches. */
__attribute__((destructor)) static void
tell(void)
{
    const char *name = getenv("SIPWHY_REACHED");
    FILE *file = name ? fopen(name, "wb") : NULL;

    if (file) {
        fwrite(mutant_reached, 1, MUTANTS + 1, file);
        fclose(file);
    }
}
