/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * In the place of excerpt.c where libpcap was not there when this was built.
 */
#include "excerpt.h"

bool
excerpt_is_possible(void)
{
    return false;
}

bool
excerpt_ports_are_right(const char *ports)
{
    (void)ports;
    return true;
}

bool
excerpt_make(const char *path, const char *ports, const char *capture, const char *numbers,
             struct excerpt *excerpt)
{
    (void)path;
    (void)ports;
    (void)capture;
    (void)numbers;
    (void)excerpt;
    return false;
}
