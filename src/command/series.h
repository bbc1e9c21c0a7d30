/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Which captures are pieces of one, as their names tell.
 */
#ifndef SIPWHY_COMMAND_SERIES_H
#define SIPWHY_COMMAND_SERIES_H

#include <stdbool.h>

#include <glib.h>

/** Which captures are read as one. */
enum series_join {
    SERIES_NAMED, /**< those that dumpcap, editcap or tcpdump named as pieces */
    SERIES_ALL,   /**< all, in the order of their names */
    SERIES_NONE
};

/** "series", "all", "none", by enum series_join; NULL-terminated. */
extern const char *const series_join_names[];

/**
 * Known are "x_00001_20261128235900.pcapng" and "x_20261128235900_00001.pcapng" (dumpcap -b, also
 * of tshark and Wireshark; editcap -c and -i), and "x.pcap", "x.pcap1", "x.pcap2" (tcpdump -C), all
 * perhaps with ".gz". A number that is missing ends a series.
 * @param paths  of char *
 * @return of GPtrArray of the same strings, borrowed: what has to be read as one, in its order.
 * Most hold one path. Free it with g_ptr_array_unref
 */
GPtrArray *series_find(const GPtrArray *paths, enum series_join join);

#endif
