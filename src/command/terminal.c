/* SPDX-License-Identifier: GPL-2.0-or-later */
#define _DEFAULT_SOURCE /* ioctl, isatty */
#include "terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <glib.h>

#define USUAL_WIDTH 80
#define WIDEST 10000

static bool
to_width(const char *text, unsigned *width)
{
    guint64 number;

    if (!text || !g_ascii_string_to_unsigned(text, 10, 0, WIDEST, &number, NULL)) {
        return false;
    }
    *width = (unsigned)number;
    return true;
}

unsigned
terminal_width(const char *asked)
{
    struct winsize size;
    unsigned width;

    if (to_width(asked, &width) || (to_width(g_getenv("COLUMNS"), &width) && width)) {
        return width;
    }
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col) {
        return size.ws_col;
    }
    return USUAL_WIDTH;
}

bool
terminal_has_colours(void)
{
    const char *forbidden = g_getenv("NO_COLOR"), *terminal = g_getenv("TERM");

    return isatty(STDOUT_FILENO) && !(forbidden && *forbidden) && terminal &&
           g_strcmp0(terminal, "dumb") != 0;
}
