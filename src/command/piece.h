/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * A piece of a series of captures: pcap or pcapng, compressed or not. The whole packets of all
 * pieces, one piece behind the other, are one capture: pcapng may have any number of sections
 * (draft-ietf-opsawg-pcapng, section "Section Header Block"), and of pcap the later headers are
 * left out.
 */
#ifndef SIPWHY_COMMAND_PIECE_H
#define SIPWHY_COMMAND_PIECE_H

#include <stdbool.h>
#include <stdint.h>

#include <gio/gio.h>

#define PIECE_HEADER 24 /* octets before the records of pcap */

struct piece {
    bool is_pcapng;
    uint8_t header[PIECE_HEADER]; /**< of pcap */
    uint64_t octets;              /**< up to where the last whole packet or block ends */
    uint32_t packets;             /**< so many are whole */
    bool is_cut;                  /**< more follows that is not whole */
};

/** @return false if it cannot be opened, is neither pcap nor pcapng, or holds what may be more than
 * packets, and what describes them */
bool piece_read(const char *path, struct piece *piece);

/** True if both can be parts of one capture. */
bool piece_fits(const struct piece *first, const struct piece *next);

/** Writes what is whole. @param is_first  false: without the header of pcap
 *  @return false if it could not be read as before, or not be written */
bool piece_write(const char *path, const struct piece *piece, bool is_first, GOutputStream *out);

#endif
