/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Tables of the user's own, read from a file, and their rules asked about two responses. What
 * stands before the record separator is the table, what follows a message of nobody's choice.
 */
#include <unistd.h>

#include <glib/gstdio.h>

#include "diagnosis.h"
#include "explanation.h"
#include "fuzz.h"
#include "site_rules.h"
#include "site_table.h"

#define REQUEST                                                                                    \
    "INVITE sip:bob@b.example SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\n"           \
    "From: <sip:alice@a.example>;tag=alice\r\nTo: <sip:bob@b.example>\r\nCall-ID: one\r\n"         \
    "CSeq: 1 INVITE\r\nUser-Agent: Phone 1.0\r\nContent-Length: 0\r\n\r\n"

#define RESPONSE                                                                                   \
    "SIP/2.0 403 Blocked: too many calls\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\n"        \
    "From: <sip:alice@a.example>;tag=alice\r\nTo: <sip:bob@b.example>;tag=bob\r\n"                 \
    "Call-ID: one\r\nCSeq: 1 INVITE\r\nServer: Proxy 2.0\r\nX-Cause: limit=5\r\n"                  \
    "Warning: 399 b.example \"blocked\"\r\nContent-Length: 0\r\n\r\n"

static char *folder, *file;

static void
make_folder(void)
{
    folder = g_dir_make_tmp("sipwhy-fuzz-XXXXXX", NULL);
    FUZZ_CHECK(folder);
    file = g_build_filename(folder, "fuzz.ini", NULL);
}

static void
remove_folder(void)
{
    g_unlink(file);
    g_rmdir(folder);
    g_free(file);
    g_free(folder);
}

static const struct history_message *
add(struct history *history, struct span bytes, uint32_t frame, struct sip_message *sip)
{
    struct sip_buffer buffer = { .bytes = bytes };
    struct sighting sighting;

    if (!sip_message_read(&buffer, sip)) {
        return NULL;
    }
    memset(&sighting, 0, sizeof(sighting));
    sighting.frame = frame;
    sighting.time_ns = frame;
    sighting.path.source.length = sighting.path.destination.length = 4;
    sighting.transport = TRANSPORT_UDP;
    history_begin_frame(history, frame, frame);
    return history_add(history, &sighting, sip);
}

static void
explain(const struct code_table *table, struct history *history, struct span bytes, uint32_t frame)
{
    struct sip_message sip;
    const struct history_message *message = add(history, bytes, frame, &sip);
    struct finding *finding;
    struct explanation *explanation;

    if (!message || !sip.is_response) {
        return;
    }
    finding = finding_new();
    diagnosis_find(table, history, message, &sip, finding);
    explanation = explanation_new(table, finding, sip.reason_phrase);
    fuzz_is_fit_to_show(explanation->verdict, -1, false);
    fuzz_is_fit_to_show(explanation->title, -1, false);
    explanation_free(explanation);
    finding_free(finding);
}

static void
take_problems(struct site_rules *rules)
{
    char *problem;

    while ((problem = site_rules_take_problem(rules))) {
        g_free(problem);
    }
}

/* Also what is said of the packet is only as good as the table, but it can be shown. */
static void
ask(struct span message)
{
    const struct site_choice choice = { .language = "en", .folder = folder, .without_packs = true };
    GPtrArray *problems = g_ptr_array_new_with_free_func(g_free);
    struct code_table *table = site_table_open(&choice, problems);
    struct history *history = history_new();

    explain(table, history, SPAN(REQUEST), 1);
    explain(table, history, SPAN(RESPONSE), 2);
    explain(table, history, message, 3);
    take_problems(code_table_site_rules(table));
    history_free(history);
    code_table_free(table);
    g_ptr_array_unref(problems);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span message = fuzz_input(data, size), table = fuzz_part(&message, '\x1e');

    if (!folder) {
        make_folder();
        FUZZ_CHECK(atexit(remove_folder) == 0);
    }
    FUZZ_CHECK(g_file_set_contents(file, table.text, (gssize)table.length, NULL));
    ask(message);
    return 0;
}
