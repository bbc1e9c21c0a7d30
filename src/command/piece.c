/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "piece.h"

#include <string.h>

#include "capture_bytes.h"

#define BLOCK_START 8      /* type and length of a block */
#define SHORTEST_BLOCK 12  /* these, and the length again */
#define RECORD_HEADER 16   /* before each packet of pcap */
#define LARGEST (16 << 20) /* what is said to be larger is none of ours, or damaged */
#define CHUNK 65536

#define BYTE_ORDER_MARK 0x1A2B3C4Du

/* Types of blocks of pcapng. Others may be packets for Wireshark, or not. */
enum {
    BLOCK_INTERFACE = 1,
    BLOCK_PACKET = 2,
    BLOCK_SIMPLE_PACKET = 3,
    BLOCK_NAMES = 4,
    BLOCK_STATISTICS = 5,
    BLOCK_ENHANCED_PACKET = 6,
    BLOCK_SECRETS = 10,
    BLOCK_SECTION = 0x0A0D0D0A
};

/* A piece while it is read. */
struct reading {
    GInputStream *bytes;
    struct piece *piece;
    bool is_swapped; /* the byte order is not that of the machine */
};

/* What comes next in it. */
enum step {
    STEP_DONE, /* one more was read */
    STEP_END,  /* the file ends where it may */
    STEP_CUT,  /* it ends in the middle */
    STEP_OTHER /* it is nothing that can be counted */
};

static uint32_t
number_at(const struct reading *reading, const uint8_t *bytes)
{
    uint32_t number;

    memcpy(&number, bytes, sizeof(number));
    return reading->is_swapped ? GUINT32_SWAP_LE_BE(number) : number;
}

/* @return how many of them came before the end; a damaged stream is a short one */
static gsize
read_bytes(struct reading *reading, uint8_t *bytes, gsize count)
{
    gsize have = 0;

    g_input_stream_read_all(reading->bytes, bytes, count, &have, NULL, NULL);
    return have;
}

static bool
skip_bytes(struct reading *reading, gsize count)
{
    while (count) {
        gssize skipped = g_input_stream_skip(reading->bytes, count, NULL, NULL);

        if (skipped <= 0) {
            return false;
        }
        count -= (gsize)skipped;
    }
    return true;
}

/* ---- pcapng ---- */

/* @return false if it is of no type that is known */
static bool
is_known_block(uint32_t type, bool *is_packet)
{
    switch (type) {
    case BLOCK_PACKET:
    case BLOCK_SIMPLE_PACKET:
    case BLOCK_ENHANCED_PACKET:
        *is_packet = true;
        return true;
    case BLOCK_INTERFACE:
    case BLOCK_NAMES:
    case BLOCK_STATISTICS:
    case BLOCK_SECRETS:
    case BLOCK_SECTION:
        *is_packet = false;
        return true;
    default:
        return false;
    }
}

/* A section begins: its byte order is what makes its mark right. @return false if there is none */
static bool
read_mark(struct reading *reading)
{
    uint8_t bytes[sizeof(uint32_t)];

    if (read_bytes(reading, bytes, sizeof(bytes)) < sizeof(bytes)) {
        return false;
    }
    reading->is_swapped = false;
    reading->is_swapped = number_at(reading, bytes) != BYTE_ORDER_MARK;
    return number_at(reading, bytes) == BYTE_ORDER_MARK;
}

static enum step
read_block(struct reading *reading)
{
    uint8_t start[BLOCK_START];
    gsize have = read_bytes(reading, start, sizeof(start)), before = sizeof(start);
    uint32_t type, length;
    bool is_packet;

    if (have < sizeof(start)) {
        return have ? STEP_CUT : STEP_END;
    }
    type = number_at(reading, start);
    if (type == BLOCK_SECTION) { /* the same in both orders */
        if (!read_mark(reading)) {
            return STEP_CUT;
        }
        before += sizeof(uint32_t);
    }
    length = number_at(reading, start + sizeof(type));
    if (length < SHORTEST_BLOCK || length % 4 || length > LARGEST ||
        !is_known_block(type, &is_packet)) {
        return STEP_OTHER;
    }
    if (!skip_bytes(reading, length - before)) {
        return STEP_CUT;
    }
    reading->piece->octets += length;
    reading->piece->packets += is_packet;
    return STEP_DONE;
}

/* ---- pcap ---- */

static enum step
read_record(struct reading *reading)
{
    uint8_t header[RECORD_HEADER];
    gsize have = read_bytes(reading, header, sizeof(header));
    uint32_t length;

    if (have < sizeof(header)) {
        return have ? STEP_CUT : STEP_END;
    }
    length = number_at(reading, header + 8);
    if (length > LARGEST) {
        return STEP_OTHER;
    }
    if (!skip_bytes(reading, length)) {
        return STEP_CUT;
    }
    reading->piece->octets += sizeof(header) + length;
    reading->piece->packets++;
    return STEP_DONE;
}

/* With microseconds and nanoseconds. */
static bool
is_pcap_magic(uint32_t number)
{
    return number == 0xA1B2C3D4u || number == 0xA1B23C4Du;
}

static bool
read_header(struct reading *reading)
{
    uint8_t *header = reading->piece->header;

    if (read_bytes(reading, header, PIECE_HEADER) < PIECE_HEADER) {
        return false;
    }
    reading->is_swapped = !is_pcap_magic(number_at(reading, header));
    reading->piece->octets = PIECE_HEADER;
    return is_pcap_magic(number_at(reading, header));
}

/* ---- both ---- */

/* Which of the two it is; it is then read from its start. */
static bool
begins_as_pcapng(GInputStream *bytes)
{
    static const guint8 section[] = { 0x0A, 0x0D, 0x0D, 0x0A };
    GBufferedInputStream *buffer = G_BUFFERED_INPUT_STREAM(bytes);
    const guint8 *start;
    gsize count;

    g_buffered_input_stream_fill(buffer, -1, NULL, NULL);
    start = g_buffered_input_stream_peek_buffer(buffer, &count);
    return count >= sizeof(section) && memcmp(start, section, sizeof(section)) == 0;
}

static bool
read_all(struct reading *reading)
{
    enum step step = STEP_DONE;

    reading->piece->is_pcapng = begins_as_pcapng(reading->bytes);
    if (!reading->piece->is_pcapng && !read_header(reading)) {
        return false;
    }
    while (step == STEP_DONE) {
        step = reading->piece->is_pcapng ? read_block(reading) : read_record(reading);
    }
    reading->piece->is_cut = step == STEP_CUT;
    return step != STEP_OTHER;
}

/* @return NULL if it cannot be opened */
static GInputStream *
open_buffered(const char *path)
{
    GInputStream *bytes = capture_bytes_open(path), *buffered;

    if (!bytes) {
        return NULL;
    }
    buffered = g_buffered_input_stream_new_sized(bytes, CHUNK);
    g_object_unref(bytes);
    return buffered;
}

bool
piece_read(const char *path, struct piece *piece)
{
    struct reading reading = { .bytes = open_buffered(path), .piece = piece };
    bool is_read;

    memset(piece, 0, sizeof(*piece));
    if (!reading.bytes) {
        return false;
    }
    is_read = read_all(&reading);
    g_object_unref(reading.bytes);
    return is_read;
}

/* But for the longest packet the headers have to be the same: byte order, precision, kind of
 * network. */
bool
piece_fits(const struct piece *first, const struct piece *next)
{
    return first->is_pcapng == next->is_pcapng &&
           (first->is_pcapng || (memcmp(first->header, next->header, 16) == 0 &&
                                 memcmp(first->header + 20, next->header + 20, 4) == 0));
}

static bool
copy(GInputStream *bytes, uint64_t count, GOutputStream *out)
{
    uint8_t *chunk = g_malloc(CHUNK);
    bool is_copied = true;
    gsize have;

    while (is_copied && count) {
        is_copied =
            g_input_stream_read_all(bytes, chunk, (gsize)MIN(count, CHUNK), &have, NULL, NULL) &&
            have && g_output_stream_write_all(out, chunk, have, NULL, NULL, NULL);
        count -= is_copied ? have : 0;
    }
    g_free(chunk);
    return is_copied;
}

bool
piece_write(const char *path, const struct piece *piece, bool is_first, GOutputStream *out)
{
    GInputStream *bytes = capture_bytes_open(path);
    gsize left_out = is_first || piece->is_pcapng ? 0 : PIECE_HEADER;
    bool is_written;

    if (!bytes) {
        return false;
    }
    is_written = g_input_stream_skip(bytes, left_out, NULL, NULL) == (gssize)left_out &&
                 copy(bytes, piece->octets - left_out, out);
    g_object_unref(bytes);
    return is_written;
}
