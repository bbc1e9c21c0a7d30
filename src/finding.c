/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "finding.h"

#include <inttypes.h>

#include "mask.h"

/* A line of the packet details holds 240 bytes: several foreign texts have to find room in one. */
#define SHOWN_BYTES 100

static const char *const confidence_names[] = {
    [CONFIDENCE_CERTAIN] = "certain",
    [CONFIDENCE_LIKELY] = "likely",
    [CONFIDENCE_POSSIBLE] = "possible",
    [CONFIDENCE_GENERAL] = "general",
};

const char *
confidence_name(enum confidence confidence)
{
    return confidence_names[confidence];
}

struct finding *
finding_new(void)
{
    struct finding *finding = g_new0(struct finding, 1);

    finding->evidence = g_array_new(FALSE, FALSE, sizeof(struct statement));
    finding->why = g_array_new(FALSE, FALSE, sizeof(struct statement));
    finding->fix = g_array_new(FALSE, FALSE, sizeof(struct statement));
    finding->strings = g_string_chunk_new(4096);
    finding->kept = g_ptr_array_new_with_free_func(g_free);
    return finding;
}

void
finding_free(struct finding *finding)
{
    if (!finding) {
        return;
    }
    g_array_unref(finding->evidence);
    g_array_unref(finding->why);
    g_array_unref(finding->fix);
    g_string_chunk_free(finding->strings);
    g_ptr_array_unref(finding->kept);
    g_free(finding);
}

void
finding_clear(struct finding *finding)
{
    struct finding empty = { .evidence = finding->evidence,
                             .why = finding->why,
                             .fix = finding->fix,
                             .strings = finding->strings,
                             .kept = finding->kept,
                             .places = finding->places };

    *finding = empty;
    g_array_set_size(finding->evidence, 0);
    g_array_set_size(finding->why, 0);
    g_array_set_size(finding->fix, 0);
    g_string_chunk_clear(finding->strings);
    g_ptr_array_set_size(finding->kept, 0);
}

struct statement *
finding_say(GArray *list, const char *group, const char *key, uint32_t frame)
{
    struct statement statement = { .group = group, .key = key, .frame = frame };

    g_array_append_val(list, statement);
    return &g_array_index(list, struct statement, list->len - 1);
}

static void
set_kept(struct statement *statement, const char *name, const char *value)
{
    gsize i = 0;

    while (statement->arguments[i].name) {
        i++;
    }
    g_assert(i < STATEMENT_ARGUMENTS);
    statement->arguments[i] = (struct text_argument){ name, value };
}

void
statement_set_text(struct finding *finding, struct statement *statement, const char *name,
                   const char *value)
{
    set_kept(statement, name, value ? g_string_chunk_insert(finding->strings, value) : NULL);
}

void
statement_set(struct finding *finding, struct statement *statement, const char *name,
              struct span value)
{
    char *shown;

    if (!span_is_set(value)) {
        return;
    }
    shown = finding_display(value);
    statement_set_text(finding, statement, name, shown);
    g_free(shown);
}

void
statement_set_number(struct finding *finding, struct statement *statement, const char *name,
                     uint64_t value)
{
    char text[32];

    g_snprintf(text, sizeof(text), "%" PRIu64, value);
    statement_set_text(finding, statement, name, text);
}

void
statement_set_frame(struct finding *finding, struct statement *statement, const char *name,
                    uint32_t frame)
{
    char *text = frame_places_text(finding->places, frame, finding->frame);

    statement_set_text(finding, statement, name, text);
    g_free(text);
}

char *
finding_display(struct span value)
{
    return mask_display(value, SHOWN_BYTES);
}

char *
finding_duration(int64_t nanoseconds)
{
    static const struct {
        int64_t below_ns;
        double unit_ns;
        const char *format, *name;
    } units[] = { { 1000000, 1e3, "%.0f", " \302\265s" }, /* µs */
                  { 1000000000, 1e6, "%.1f", " ms" },
                  { INT64_MAX, 1e9, "%.1f", " s" } };
    char number[G_ASCII_DTOSTR_BUF_SIZE];
    int64_t amount = ABS(nanoseconds);
    size_t i = 0;

    while (i + 1 < G_N_ELEMENTS(units) && amount >= units[i].below_ns) {
        i++;
    }
    g_ascii_formatd(number, sizeof(number), units[i].format, (double)amount / units[i].unit_ns);
    return g_strconcat(number, units[i].name, NULL);
}

/* Longer than any address with its port. */
#define ENDPOINT_BYTES 64

/* Written without printf: a report names thousands of endpoints. @return where the text ends */
static char *
put_number(char *end, unsigned number, unsigned base)
{
    char digits[16];
    unsigned count = 0;

    do {
        digits[count++] = "0123456789abcdef"[number % base];
        number /= base;
    } while (number);
    while (count) {
        *end++ = digits[--count];
    }
    return end;
}

static char *
put_ipv4(char *end, const uint8_t *bytes)
{
    unsigned i;

    for (i = 0; i < 4; i++) {
        if (i) {
            *end++ = '.';
        }
        end = put_number(end, bytes[i], 10);
    }
    return end;
}

/* The longest run of zero groups becomes "::" (RFC 5952 section 4.2). */
static char *
put_ipv6(char *end, const uint8_t *bytes)
{
    unsigned group[8], start = 8, length = 1, run = 0, i;

    for (i = 0; i < 8; i++) {
        group[i] = (unsigned)bytes[2 * i] << 8 | bytes[2 * i + 1];
        run = group[i] ? 0 : run + 1;
        if (run > length) {
            length = run;
            start = i + 1 - run;
        }
    }
    for (i = 0; i < 8; i++) {
        if (i == start) {
            *end++ = ':';
            *end++ = ':';
            i += length - 1;
        } else {
            if (i && end[-1] != ':') {
                *end++ = ':';
            }
            end = put_number(end, group[i], 16);
        }
    }
    return end;
}

static char *
put_address(char *end, const struct endpoint *endpoint)
{
    if (endpoint->length == 4) {
        return put_ipv4(end, endpoint->address);
    }
    if (endpoint->length == 16) {
        return put_ipv6(end, endpoint->address);
    }
    *end = '?';
    return end + 1;
}

char *
finding_endpoint_as_is(const struct endpoint *endpoint)
{
    bool has_brackets = endpoint->port && endpoint->length == 16;
    char text[ENDPOINT_BYTES], *end = text;

    if (has_brackets) {
        *end++ = '[';
    }
    end = put_address(end, endpoint);
    if (has_brackets) {
        *end++ = ']';
    }
    if (endpoint->port) {
        *end++ = ':';
        end = put_number(end, endpoint->port, 10);
    }
    return g_strndup(text, (gsize)(end - text));
}

char *
finding_endpoint(const struct endpoint *endpoint)
{
    struct endpoint masked = *endpoint;

    if (mask_in_use() && endpoint->length) {
        mask_endpoint(mask_in_use(), endpoint, &masked);
    }
    return finding_endpoint_as_is(&masked);
}

void
statement_set_duration(struct finding *finding, struct statement *statement, const char *name,
                       int64_t nanoseconds)
{
    char *text = finding_duration(nanoseconds);

    statement_set_text(finding, statement, name, text);
    g_free(text);
}
