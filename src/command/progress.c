/* SPDX-License-Identifier: GPL-2.0-or-later */
#define _DEFAULT_SOURCE /* isatty */
#include "progress.h"

#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

#define COLUMNS 40

static bool
is_shown(void)
{
    return isatty(STDERR_FILENO);
}

void
progress_show(guint done, guint all, gpointer unused)
{
    guint filled = all ? done * COLUMNS / all : COLUMNS, i;

    (void)unused;
    if (!is_shown()) {
        return;
    }
    fputs("\r[", stderr);
    for (i = 0; i < COLUMNS; i++) {
        fputc(i < filled ? '#' : ' ', stderr);
    }
    fprintf(stderr, "] %u/%u", done, all);
    fflush(stderr);
}

void
progress_end(void)
{
    if (is_shown()) {
        fputs("\r\033[K", stderr);
        fflush(stderr);
    }
}
