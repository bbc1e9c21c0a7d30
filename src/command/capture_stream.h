/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * The bytes of a capture, compressed or not, for libpcap, which cannot decompress.
 */
#ifndef SIPWHY_COMMAND_CAPTURE_STREAM_H
#define SIPWHY_COMMAND_CAPTURE_STREAM_H

#include <stdbool.h>
#include <stdio.h>

/** @param has_secrets  becomes true when a pcapng block with keys has passed (Decryption Secrets
 * Block), which libpcap passes over; must outlive the stream
 *  @return to be read once from its start to its end; close it with fclose. NULL: errno says why */
FILE *capture_stream_open(const char *path, bool *has_secrets);

#endif
