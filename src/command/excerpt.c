/* SPDX-License-Identifier: GPL-2.0-or-later */
#define _GNU_SOURCE /* fopencookie */
#include "excerpt.h"

#include <stdio.h>
#include <string.h>

#include <gio/gio.h>
#include <pcap/pcap.h>

#include "capture_stream.h"

#define NANOSECONDS INT64_C(1000000000)

/* What the rules look at besides SIP: ICMP errors, names that do not resolve (port 53), and what
 * may be a part of a large message. A fragment's offset and "more fragments" are in ip[6:2]. */
#define PORTS "port 5060 or port 5061 or port 53"
#define OTHERS "(ip[6:2] & 0x3fff != 0) or (ip6[6] = 44) or icmp or icmp6"

/* A capture while it is read. */
struct reading {
    pcap_t *whole;
    pcap_dumper_t *part;
    FILE *numbers;
    struct bpf_program filter;
    struct excerpt *excerpt;
    /* the newest packet that was left out */
    GByteArray *bytes;
    struct pcap_pkthdr header;
    bool is_left_out;
};

bool
excerpt_is_possible(void)
{
    return true;
}

bool
excerpt_ports_are_right(const char *ports)
{
    char **words = g_strsplit(ports, ",", -1);
    bool are_right = *words != NULL;
    gsize i;

    for (i = 0; words[i]; i++) {
        are_right = are_right && g_ascii_string_to_unsigned(words[i], 10, 1, 65535, NULL, NULL);
    }
    g_strfreev(words);
    return are_right;
}

/* ---- the filter ---- */

static char *
expression_of(const char *ports)
{
    GString *text = g_string_new(PORTS);
    char **words = g_strsplit(ports ? ports : "", ",", -1);
    gsize i;

    for (i = 0; words[i]; i++) {
        g_string_append_printf(text, " or port %s", words[i]);
    }
    g_string_append(text, " or " OTHERS);
    g_strfreev(words);
    return g_string_free(text, FALSE);
}

/* "vlan" moves all that stands behind it (pcap-filter): one and two tags. Not all kinds of networks
 * have them. */
static bool
filter_compile(pcap_t *whole, const char *ports, struct bpf_program *filter)
{
    static GMutex mutex; /* older releases of libpcap cannot compile two at once */
    char *plain = expression_of(ports);
    char *tagged = g_strdup_printf("%s or (vlan and (%s or (vlan and (%s))))", plain, plain, plain);
    bool is_compiled;

    g_mutex_lock(&mutex);
    is_compiled = pcap_compile(whole, filter, tagged, 1, PCAP_NETMASK_UNKNOWN) == 0 ||
                  pcap_compile(whole, filter, plain, 1, PCAP_NETMASK_UNKNOWN) == 0;
    g_mutex_unlock(&mutex);
    g_free(plain);
    g_free(tagged);
    return is_compiled;
}

/* ---- packets ---- */

static void
write_packet(struct reading *reading, const struct pcap_pkthdr *header, const u_char *bytes)
{
    uint32_t number = (uint32_t)reading->excerpt->packets;

    pcap_dump((u_char *)reading->part, header, bytes);
    fwrite(&number, sizeof(number), 1, reading->numbers);
    reading->is_left_out = false;
}

static void
leave_out(struct reading *reading, const struct pcap_pkthdr *header, const u_char *bytes)
{
    g_byte_array_set_size(reading->bytes, 0);
    g_byte_array_append(reading->bytes, bytes, header->caplen);
    reading->header = *header;
    reading->is_left_out = true;
}

/* With the precision that was asked for, tv_usec counts nanoseconds. */
static void
take_time(struct excerpt *excerpt, const struct pcap_pkthdr *header)
{
    int64_t time_ns = (int64_t)header->ts.tv_sec * NANOSECONDS + header->ts.tv_usec;

    if (excerpt->packets == 1) {
        excerpt->first_ns = excerpt->last_ns = time_ns;
    }
    excerpt->first_ns = MIN(excerpt->first_ns, time_ns);
    excerpt->last_ns = MAX(excerpt->last_ns, time_ns);
}

/* @return what ended it, as pcap_next_ex */
static int
read_packets(struct reading *reading)
{
    struct pcap_pkthdr *header;
    const u_char *bytes;
    int result;

    while ((result = pcap_next_ex(reading->whole, &header, &bytes)) == 1) {
        reading->excerpt->packets++;
        take_time(reading->excerpt, header);
        if (reading->excerpt->packets == 1 ||
            pcap_offline_filter(&reading->filter, header, bytes)) {
            write_packet(reading, header, bytes);
        } else {
            leave_out(reading, header, bytes);
        }
    }
    if (reading->is_left_out) {
        write_packet(reading, &reading->header, reading->bytes->data);
    }
    return result;
}

/* libpcap tells only in words whether a capture ends too early, or holds what it cannot read. */
static bool
is_cut(const char *message)
{
    return strstr(message, "truncated") != NULL;
}

static bool
is_written(struct reading *reading)
{
    return pcap_dump_flush(reading->part) == 0 && !ferror(reading->numbers) &&
           fflush(reading->numbers) == 0;
}

static bool
copy(struct reading *reading, const char **reason)
{
    int result = read_packets(reading);

    if (!is_written(reading)) {
        *reason = "excerpt-not-written";
        return false;
    }
    if (result == PCAP_ERROR && !is_cut(pcap_geterr(reading->whole))) {
        *reason = pcap_geterr(reading->whole);
        return false;
    }
    reading->excerpt->is_damaged = result == PCAP_ERROR;
    return true;
}

/* ---- files ---- */

static bool
copy_into(struct reading *reading, const char *capture, const char *numbers, const char **reason)
{
    bool is_copied = false;

    reading->part = pcap_dump_open(reading->whole, capture);
    reading->numbers = fopen(numbers, "wb");
    reading->bytes = g_byte_array_new();
    if (reading->part && reading->numbers) {
        is_copied = copy(reading, reason);
    } else {
        *reason = "excerpt-not-written";
    }
    if (reading->part) {
        pcap_dump_close(reading->part);
    }
    if (reading->numbers) {
        fclose(reading->numbers);
    }
    g_byte_array_unref(reading->bytes);
    return is_copied;
}

static bool
make(FILE *file, const char *ports, const char *capture, const char *numbers,
     struct excerpt *excerpt)
{
    char error[PCAP_ERRBUF_SIZE] = "";
    const char *reason = error;
    struct reading reading = { .excerpt = excerpt };
    bool is_made = false;

    reading.whole =
        pcap_fopen_offline_with_tstamp_precision(file, PCAP_TSTAMP_PRECISION_NANO, error);
    if (!reading.whole) {
        fclose(file);
    } else if (!filter_compile(reading.whole, ports, &reading.filter)) {
        reason = pcap_geterr(reading.whole);
    } else {
        is_made = copy_into(&reading, capture, numbers, &reason);
        pcap_freecode(&reading.filter);
    }
    if (!is_made) {
        excerpt->reason = g_strdup(reason);
    }
    if (reading.whole) {
        pcap_close(reading.whole);
    }
    return is_made;
}

bool
excerpt_make(const char *path, const char *ports, const char *capture, const char *numbers,
             struct excerpt *excerpt)
{
    bool has_secrets = false, is_made;
    FILE *file = capture_stream_open(path, &has_secrets);

    if (!file) {
        excerpt->reason = g_strdup("excerpt-not-opened");
        return false;
    }
    is_made = make(file, ports, capture, numbers, excerpt);
    if (is_made && has_secrets) {
        excerpt->reason = g_strdup("excerpt-without-keys");
        return false;
    }
    return is_made;
}
