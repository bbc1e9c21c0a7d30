/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Writes what the plugin hands to its history: linked into it with ld --wrap. Each capture that is
 * read gets a file in the folder $SIPWHY_FEEDS, named by its place; the first one has the number
 * $SIPWHY_FIRST_FEED.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <glib.h>

#include "feed.h"

/* More messages are never read before they are handed over. */
#define BUFFERS 16

struct history *__real_history_new(void);
void __real_history_begin_frame(struct history *history, uint32_t frame, int64_t time_ns);
const struct history_message *__real_history_add(struct history *history,
                                                 const struct sighting *sighting,
                                                 const struct sip_message *message);
void __real_history_add_icmp(struct history *history, const struct history_network_error *error,
                             const struct path *path, const struct sip_message *quoted,
                             uint32_t size);
void __real_history_add_failure(struct history *history, const struct history_network_error *error,
                                const struct path *path);
bool __real_sip_message_read(const struct sip_buffer *buffer, struct sip_message *message);

struct history *__wrap_history_new(void);
void __wrap_history_begin_frame(struct history *history, uint32_t frame, int64_t time_ns);
const struct history_message *__wrap_history_add(struct history *history,
                                                 const struct sighting *sighting,
                                                 const struct sip_message *message);
void __wrap_history_add_icmp(struct history *history, const struct history_network_error *error,
                             const struct path *path, const struct sip_message *quoted,
                             uint32_t size);
void __wrap_history_add_failure(struct history *history, const struct history_network_error *error,
                                const struct path *path);
bool __wrap_sip_message_read(const struct sip_buffer *buffer, struct sip_message *message);

/* What was read last into which message. */
static struct {
    const struct sip_message *message;
    struct sip_buffer buffer;
} read_last[BUFFERS];
static unsigned reads;

static FILE *feed;
static bool is_new = true;
static unsigned feeds; /* of this process */

static void
open_feed(void)
{
    const char *folder = getenv("SIPWHY_FEEDS"), *first = getenv("SIPWHY_FIRST_FEED");
    unsigned place = (first ? (unsigned)atoi(first) : 0) + feeds++;
    char *name = g_strdup_printf("%s/%05u", folder ? folder : ".", place);

    if (feed) {
        fclose(feed);
    }
    feed = fopen(name, "wb");
    g_assert(feed);
    g_free(name);
    is_new = false;
}

static void
write_record(struct feed_record *record, struct span bytes)
{
    if (is_new) { /* not before there is a packet: Wireshark makes histories that stay empty */
        open_feed();
    }
    record->has_bytes = bytes.text != NULL;
    record->length = (uint32_t)bytes.length;
    fwrite(record, sizeof(*record), 1, feed);
    fwrite(bytes.text, 1, bytes.length, feed);
    fflush(feed);
}

/* The bytes that the message was read from. */
static struct span
bytes_of(const struct sip_message *message, struct feed_record *record)
{
    unsigned i;

    for (i = 0; i < MIN(reads, BUFFERS); i++) {
        unsigned place = (reads - 1 - i) % BUFFERS;

        if (read_last[place].message == message) {
            record->stream = read_last[place].buffer.stream;
            record->cut = read_last[place].buffer.cut;
            return (struct span){ read_last[place].buffer.bytes.text, message->octets };
        }
    }
    g_assert_not_reached();
}

bool
__wrap_sip_message_read(const struct sip_buffer *buffer, struct sip_message *message)
{
    unsigned place = reads++ % BUFFERS;

    read_last[place].message = message;
    read_last[place].buffer = *buffer;
    return __real_sip_message_read(buffer, message);
}

struct history *
__wrap_history_new(void)
{
    is_new = true;
    return __real_history_new();
}

void
__wrap_history_begin_frame(struct history *history, uint32_t frame, int64_t time_ns)
{
    struct feed_record record = { .kind = FEED_FRAME, .frame = frame, .time_ns = time_ns };

    write_record(&record, (struct span){ NULL, 0 });
    __real_history_begin_frame(history, frame, time_ns);
}

const struct history_message *
__wrap_history_add(struct history *history, const struct sighting *sighting,
                   const struct sip_message *message)
{
    struct feed_record record = { .kind = FEED_MESSAGE, .sighting = *sighting };

    write_record(&record, bytes_of(message, &record));
    return __real_history_add(history, sighting, message);
}

void
__wrap_history_add_icmp(struct history *history, const struct history_network_error *error,
                        const struct path *path, const struct sip_message *quoted, uint32_t size)
{
    struct feed_record record = { .kind = FEED_ICMP, .error = *error, .path = *path, .size = size };

    write_record(&record, quoted ? bytes_of(quoted, &record) : (struct span){ NULL, 0 });
    __real_history_add_icmp(history, error, path, quoted, size);
}

void
__wrap_history_add_failure(struct history *history, const struct history_network_error *error,
                           const struct path *path)
{
    struct feed_record record = { .kind = FEED_FAILURE, .error = *error, .path = *path };

    write_record(&record, error->name ? *error->name : (struct span){ NULL, 0 });
    __real_history_add_failure(history, error, path);
}
