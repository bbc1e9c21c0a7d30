/* SPDX-License-Identifier: GPL-2.0-or-later */
#define _GNU_SOURCE /* fopencookie */
#include "capture_stream.h"

#include <errno.h>
#include <string.h>

#include "capture_bytes.h"

#define BLOCK_HEADER 12 /* type, length, and of the first block the mark of its byte order */
#define BLOCK_SECTION 0x0A0D0D0Au
#define BLOCK_SECRETS 0x0000000Au
#define BYTE_ORDER_MARK 0x1A2B3C4Du

/* Follows the blocks of pcapng while their bytes pass by. */
struct blocks {
    guint8 header[BLOCK_HEADER];
    gsize have;        /* bytes of the header */
    guint64 to_skip;   /* bytes of the block that are still to come */
    bool is_swapped;   /* the byte order is not that of the machine */
    bool is_pcapng;    /* the first block was seen */
    bool is_other;     /* it is no pcapng */
    bool *has_secrets; /* what is sought */
};

struct stream {
    GInputStream *bytes;
    struct blocks blocks;
};

/* ---- blocks ---- */

static guint32
number_at(const struct blocks *blocks, gsize place)
{
    guint32 number;

    memcpy(&number, blocks->header + place, sizeof(number));
    return blocks->is_swapped ? GUINT32_SWAP_LE_BE(number) : number;
}

static void
begin_block(struct blocks *blocks)
{
    guint32 length;

    if (number_at(blocks, 0) == BLOCK_SECTION) { /* the same in both orders */
        blocks->is_swapped = false;
        blocks->is_swapped = number_at(blocks, 8) != BYTE_ORDER_MARK;
        blocks->is_pcapng = number_at(blocks, 8) == BYTE_ORDER_MARK;
    }
    length = number_at(blocks, 4);
    if (!blocks->is_pcapng || length < BLOCK_HEADER) {
        blocks->is_other = true;
        return;
    }
    *blocks->has_secrets = *blocks->has_secrets || number_at(blocks, 0) == BLOCK_SECRETS;
    blocks->to_skip = length - BLOCK_HEADER;
    blocks->have = 0;
}

static void
follow(struct blocks *blocks, const char *bytes, gsize length)
{
    while (length && !blocks->is_other) {
        gsize step = (gsize)MIN(blocks->to_skip, length);

        blocks->to_skip -= step;
        if (!step) {
            step = MIN(BLOCK_HEADER - blocks->have, length);
            memcpy(blocks->header + blocks->have, bytes, step);
            blocks->have += step;
            if (blocks->have == BLOCK_HEADER) {
                begin_block(blocks);
            }
        }
        bytes += step;
        length -= step;
    }
}

/* ---- the stream ---- */

static ssize_t
stream_read(void *cookie, char *buffer, size_t size)
{
    struct stream *stream = cookie;
    GError *error = NULL;
    gssize count = g_input_stream_read(stream->bytes, buffer, size, NULL, &error);

    if (count < 0) { /* to libpcap a damaged stream is a short one */
        g_error_free(error);
        return 0;
    }
    follow(&stream->blocks, buffer, (gsize)count);
    return count;
}

static int
stream_close(void *cookie)
{
    struct stream *stream = cookie;

    g_object_unref(stream->bytes);
    g_free(stream);
    return 0;
}

FILE *
capture_stream_open(const char *path, bool *has_secrets)
{
    static const cookie_io_functions_t functions = { .read = stream_read, .close = stream_close };
    GInputStream *bytes = capture_bytes_open(path);
    struct stream *stream;

    if (!bytes) {
        errno = ENOENT;
        return NULL;
    }
    stream = g_new0(struct stream, 1);
    stream->blocks.has_secrets = has_secrets;
    stream->bytes = bytes;
    return fopencookie(stream, "rb", functions);
}
