/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * The bytes of a capture, decompressed if it is compressed.
 */
#ifndef SIPWHY_COMMAND_CAPTURE_BYTES_H
#define SIPWHY_COMMAND_CAPTURE_BYTES_H

#include <gio/gio.h>

/** @return to be read once from its start to its end; free it with g_object_unref. NULL: it cannot
 * be opened */
GInputStream *capture_bytes_open(const char *path);

#endif
