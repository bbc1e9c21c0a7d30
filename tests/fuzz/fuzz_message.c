/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * The message reader. The first byte says what kind of buffer it is.
 */
#include "fuzz.h"
#include "sip_body.h"
#include "sip_message.h"

static void
check_fields(const struct sip_message *message, struct span bytes)
{
    unsigned header;

    for (header = 0; header < SIP_HEADER_COUNT; header++) {
        struct span value = message->header[header];
        bool is_present = message->present & SIP_HEADER_BIT(header);

        FUZZ_CHECK(is_present == (value.text != NULL));
        while (value.text) {
            struct span next = sip_message_next(message, header, value);

            fuzz_lies_in(value, bytes);
            FUZZ_CHECK(!next.text || next.text > value.text);
            value = next;
        }
    }
}

static void
check_names(const struct sip_message *message, struct span bytes)
{
    static const char *const names[] = { "Via", "Contact", "X-Asterisk-HangupCause", "a" };
    size_t i;

    for (i = 0; i < G_N_ELEMENTS(names); i++) {
        struct span name = span_of(names[i]), value = sip_message_find(message, name);

        while (value.text) {
            fuzz_lies_in(value, bytes);
            value = sip_message_find_next(message, name, value);
        }
    }
}

static void
check_message(const struct sip_message *message, struct span bytes)
{
    fuzz_lies_in(message->method, bytes);
    fuzz_lies_in(message->request_uri, bytes);
    fuzz_lies_in(message->reason_phrase, bytes);
    fuzz_lies_in(message->version, bytes);
    fuzz_lies_in(message->head, bytes);
    fuzz_lies_in(message->body, bytes);
    fuzz_lies_in(sip_body_find(message, SPAN("application/sdp")), bytes);
    fuzz_lies_in(sip_body_find(message, SPAN("message/sipfrag")), bytes);
    check_fields(message, bytes);
    check_names(message, bytes);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span bytes = fuzz_input(data, size);
    uint8_t kind = fuzz_byte(&bytes);
    struct sip_buffer buffer = { .bytes = bytes, .stream = kind & 1, .cut = kind & 2 };
    struct sip_message message;

    while (sip_message_read(&buffer, &message)) {
        FUZZ_CHECK(sip_message_starts(buffer.bytes, buffer.cut));
        FUZZ_CHECK(message.octets > 0 && message.octets <= buffer.bytes.length);
        check_message(&message, buffer.bytes);
        buffer.bytes = span_skip(buffer.bytes, message.octets);
    }
    FUZZ_CHECK(!sip_message_starts(buffer.bytes, buffer.cut));
    return 0;
}
