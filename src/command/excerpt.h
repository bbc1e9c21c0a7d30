/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * An excerpt of a capture: most captures are nearly all media, which tshark dissects in vain. What
 * the plugin looks at is kept: SIP's ports, IP fragments, ICMP, DNS. The first and the last packet
 * are kept too, so that the excerpt covers the same time.
 */
#ifndef SIPWHY_COMMAND_EXCERPT_H
#define SIPWHY_COMMAND_EXCERPT_H

#include <stdbool.h>
#include <stdint.h>

/** What was found out on the way. */
struct excerpt {
    uint64_t packets; /**< in the whole capture, as far as it could be read */
    int64_t first_ns, last_ns;
    bool is_damaged; /**< it ends in the middle of a packet */
    char *reason;    /**< why there is no excerpt: a key of [command], or words of libpcap's; the
                          caller's (g_free) */
};

/** True if this program can make excerpts. */
bool excerpt_is_possible(void);

/** True for "5080" and "5080,5082". */
bool excerpt_ports_are_right(const char *ports);

/**
 * @param ports    further ports, as above; NULL: none
 * @param capture  the excerpt is written there
 * @param numbers  the numbers of its frames in the whole capture, 32 bits each
 * @return false if it could not be made: the capture has to be read as a whole
 */
bool excerpt_make(const char *path, const char *ports, const char *capture, const char *numbers,
                  struct excerpt *excerpt);

#endif
