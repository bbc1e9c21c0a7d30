/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Input that is made to take long: it takes about as long as input of the same size that is not.
 * CPU time is compared, for other programs may run; what is to be seen differs by a factor of
 * hundreds, so that the limits can be wide.
 */
#include <time.h>

#include <glib/gstdio.h>

#include "diagnosis.h"
#include "mask.h"
#include "site_table.h"

#include "conversation.h"

#define MESSAGES 12000

/* More than this many times as long, and at least so long, is too long. */
#define TOO_MANY_TIMES 30
#define LONG_SECONDS 0.2

static double
seconds_now(void)
{
    return (double)clock() / CLOCKS_PER_SEC;
}

static void
assert_not_longer(double hostile, double plain)
{
    g_test_message("%.3f s, without the attack %.3f s", hostile, plain);
    if (hostile > LONG_SECONDS) {
        g_assert_cmpfloat(hostile, <, TOO_MANY_TIMES * plain);
    }
}

/* ---- messages ---- */

/* Writes what differs in the message of that number. */
typedef void (*vary_line)(struct line *line, char *scratch, unsigned number);

#define SCRATCH 2048

static double
time_messages(vary_line vary)
{
    struct conversation conversation;
    char scratch[SCRATCH];
    double start = seconds_now();
    unsigned i;

    conversation_start(&conversation);
    for (i = 0; i < MESSAGES; i++) {
        struct line line = { .start = "OPTIONS sip:b.example SIP/2.0", .cseq = "1 OPTIONS" };

        vary(&line, scratch, i);
        conversation_add(&conversation, &line);
    }
    conversation_end(&conversation);
    return seconds_now() - start;
}

/* As messages are: all of it differs. */
static void
plain(struct line *line, char *scratch, unsigned number)
{
    char *branch = scratch + SCRATCH / 2;

    g_snprintf(scratch, SCRATCH / 2, "call-%u@a.example", number);
    g_snprintf(branch, SCRATCH / 2, "z9hG4bK%u", number);
    line->call_id = scratch;
    line->branch = branch;
}

static void
same_branch(struct line *line, char *scratch, unsigned number)
{
    plain(line, scratch, number);
    line->branch = "z9hG4bK1";
}

static void
same_call(struct line *line, char *scratch, unsigned number)
{
    plain(line, scratch, number);
    line->call_id = "one@a.example";
}

static void
same_key(struct line *line, char *scratch, unsigned number)
{
    same_branch(line, scratch, number);
    same_call(line, scratch, number);
    line->branch = "z9hG4bK1";
    line->sent_by = scratch;
}

static void
many_tags(struct line *line, char *scratch, unsigned number)
{
    same_call(line, scratch, number);
    line->from_tag = line->to_tag = line->branch;
}

#define CRAFTED_BITS 14

/* The highest bit of a word passes through a multiplication by an odd number, and the same word of
 * the next 32 bytes takes it back (span_hash.c). */
static void
crafted_call_ids(struct line *line, char *scratch, unsigned number)
{
    unsigned i;

    plain(line, scratch, number);
    memset(scratch, 'a', SCRATCH / 2);
    for (i = 0; i < CRAFTED_BITS; i++) {
        if (number >> i & 1) {
            scratch[64 * i + 7] = (char)('a' ^ 0x80);
            scratch[64 * i + 39] = (char)('a' ^ 0x80);
        }
    }
    scratch[64 * CRAFTED_BITS] = '\0';
    line->branch = "z9hG4bK1";
}

static void
test_messages(void)
{
    static const vary_line attacks[] = { same_branch, same_call, same_key, many_tags,
                                         crafted_call_ids };
    double usual = time_messages(plain);
    size_t i;

    for (i = 0; i < G_N_ELEMENTS(attacks); i++) {
        g_test_message("attack %zu", i);
        assert_not_longer(time_messages(attacks[i]), usual);
    }
}

/* ---- diagnosis ---- */

#define ANSWERS 3000

/* For one response, on average. It takes some 20 microseconds; rules that walk along lists of
 * HISTORY_NEAR neighbours some hundreds. */
#ifdef __OPTIMIZE__
#define LONGEST_DIAGNOSIS 0.003
#else
#define LONGEST_DIAGNOSIS 0.03 /* a build for a debugger or for coverage */
#endif

/* A request and its response, which is diagnosed, with what stands in both of them. */
struct exchange {
    const char *method, *status;
    vary_line vary;
    const char *in_request, *in_response;
};

static void
add_exchange(struct conversation *conversation, const struct exchange *exchange, unsigned number,
             const struct code_table *table, struct finding *finding)
{
    char scratch[SCRATCH], cseq[SCRATCH / 4], start[SCRATCH / 4];
    const struct history_message *response;
    struct line line = { .start = start, .cseq = cseq, .extra = exchange->in_request };

    g_snprintf(start, sizeof(start), "%s sip:b.example SIP/2.0", exchange->method);
    g_snprintf(cseq, sizeof(cseq), "1 %s", exchange->method);
    exchange->vary(&line, scratch, number);
    conversation_add(conversation, &line);
    line.start = exchange->status;
    line.extra = exchange->in_response;
    line.from_bob = true;
    line.to_tag = line.branch;
    response = conversation_add(conversation, &line);
    diagnosis_find(table, conversation->history, response, &conversation->message, finding);
}

static double
time_exchanges(const struct exchange *exchange)
{
    struct code_table *table = code_table_new("en", NULL);
    struct finding *finding = finding_new();
    struct conversation conversation;
    double start = seconds_now();
    unsigned i;

    conversation_start(&conversation);
    for (i = 0; i < ANSWERS; i++) {
        add_exchange(&conversation, exchange, i, table, finding);
    }
    conversation_end(&conversation);
    finding_free(finding);
    code_table_free(table);
    return seconds_now() - start;
}

#define CHALLENGE "WWW-Authenticate: Digest realm=\"a\", nonce=\"n\"\r\n"
#define LOGIN                                                                                      \
    "Authorization: Digest username=\"u\", realm=\"a\", nonce=\"n\", uri=\"sip:a\", "              \
    "response=\"0\"\r\n"
#define CONTACTS                                                                                   \
    "Contact: <sip:a@192.0.2.1>, <sip:b@192.0.2.1>, <sip:c@192.0.2.1>, <sip:d@192.0.2.1>\r\n"      \
    "Expires: 3600\r\n"

static void
test_diagnosis(void)
{
    static const struct exchange attacks[] = {
        { "INVITE", "SIP/2.0 486 Busy Here", plain, NULL, NULL },
        { "INVITE", "SIP/2.0 486 Busy Here", same_call, NULL, NULL },
        { "INVITE", "SIP/2.0 487 Request Terminated", same_branch, NULL, NULL },
        { "INVITE", "SIP/2.0 482 Loop Detected", many_tags, NULL, NULL },
        { "INVITE", "SIP/2.0 408 Request Timeout", same_key, NULL, NULL },
        { "BYE", "SIP/2.0 481 Call/Transaction Does Not Exist", many_tags, NULL, NULL },
        { "REGISTER", "SIP/2.0 401 Unauthorized", plain, LOGIN, CHALLENGE },
        { "REGISTER", "SIP/2.0 401 Unauthorized", same_call, LOGIN, CHALLENGE },
        { "REGISTER", "SIP/2.0 200 OK", plain, CONTACTS, CONTACTS },
        { "REGISTER", "SIP/2.0 200 OK", same_call, CONTACTS, CONTACTS },
        { "REFER", "SIP/2.0 202 Accepted", many_tags, "Refer-To: <sip:c@c.example>\r\n", NULL },
        { "NOTIFY", "SIP/2.0 481 Gone", many_tags, "Event: refer\r\n", NULL },
    };
    size_t i;

    for (i = 0; i < G_N_ELEMENTS(attacks); i++) {
        double each = time_exchanges(&attacks[i]) / ANSWERS;

        g_test_message("attack %zu, %s: %.6f s", i, attacks[i].status, each);
        g_assert_cmpfloat(each, <, LONGEST_DIAGNOSIS);
    }
}

/* ---- neighbours ---- */

/* Header fields that rules look for in what came before, one for each number. */
static const char *const neighbours[] = {
    "Event: refer\r\nSubscription-State: active\r\n",
    "Refer-To: <sip:carol@b.example?Replaces=one%40a.example%3Bto-tag%3Db%3Bfrom-tag%3Da>\r\n",
    "Replaces: one@a.example;to-tag=b;from-tag=a\r\n",
    "RAck: 1 1 INVITE\r\nRequire: 100rel\r\nRSeq: 1\r\n",
    LOGIN "Contact: <sip:alice@192.0.2.1>;expires=60\r\n" CHALLENGE,
    "Session-Expires: 90;refresher=uac\r\nMin-SE: 90\r\nSupported: timer\r\n",
    "Contact: <sip:carol@192.0.2.1>;q=0.5\r\nExpires: 0\r\nRetry-After: 5\r\n",
    "Route: <sip:192.0.2.2;lr>\r\nRecord-Route: <sip:192.0.2.2;lr>\r\nMax-Forwards: 0\r\n",
    "Reason: SIP;cause=200\r\nWarning: 399 b.example \"none\"\r\nServer: b\r\n",
};

/* What requests and their answers are, when thousands of them are near each other. */
static void
add_neighbour(struct conversation *conversation, const char *method, unsigned code, unsigned number)
{
    char branch[32], cseq[32], start[64];
    struct line line = { .start = start, .branch = branch, .cseq = cseq };

    g_snprintf(start, sizeof(start), "%s sip:b.example SIP/2.0", method);
    g_snprintf(cseq, sizeof(cseq), "%u %s", number + 1, method);
    g_snprintf(branch, sizeof(branch), "z9hG4bK%s%u", method, number);
    line.extra = neighbours[number % G_N_ELEMENTS(neighbours)];
    line.to_tag = number % 3 ? "b" : NULL;
    line.after_ms = (int)(number % 7);
    conversation_add(conversation, &line);
    g_snprintf(start, sizeof(start), "SIP/2.0 %u Anything", code);
    line.extra = number % 4 ? NULL : neighbours[number / 4 % G_N_ELEMENTS(neighbours)];
    line.to_tag = "b";
    line.from_bob = true;
    conversation_add(conversation, &line);
}

static void
assert_frames_are_known(const struct conversation *conversation, const struct finding *finding)
{
    g_assert_cmpuint(finding->request_frame, <=, conversation->frame);
    g_assert_cmpuint(finding->outcome_frame, <=, conversation->frame);
}

static const char *const methods[] = { "INVITE",    "BYE",      "CANCEL",  "PRACK",
                                       "REFER",     "NOTIFY",   "UPDATE",  "INFO",
                                       "SUBSCRIBE", "REGISTER", "OPTIONS", "PUBLISH" };

/* Answers with each code to requests with the method. @return how many of them a rule explains */
static unsigned
diagnose_codes(struct conversation *conversation, const struct code_table *table,
               const char *method, struct finding *finding)
{
    unsigned code, explained = 0;

    for (code = 180; code < 700; code += code < 300 ? 20 : 1) {
        const struct history_message *response;

        if (code_table_find(table, code)) {
            add_neighbour(conversation, method, code, conversation->frame);
            response = history_find(conversation->history, conversation->frame, 0);
            diagnosis_find(table, conversation->history, response, &conversation->message, finding);
            assert_frames_are_known(conversation, finding);
            explained += finding->rule != NULL;
        }
    }
    return explained;
}

/* Each code in answer to each method, behind more neighbours of one kind than a rule may look at:
 * what is named was captured, and it takes no longer than elsewhere. */
static void
diagnose_behind(const struct code_table *table, const char *neighbour)
{
    static const unsigned fill[] = { 100, 183, 200, 302, 401, 487, 404, 503 };
    struct conversation conversation;
    struct finding *finding = finding_new();
    double start;
    unsigned number, explained = 0;
    size_t i;

    conversation_start(&conversation);
    for (number = 0; number <= HISTORY_NEAR + 8; number++) {
        add_neighbour(&conversation, neighbour, fill[number % G_N_ELEMENTS(fill)], number);
    }
    start = seconds_now();
    for (i = 0; i < G_N_ELEMENTS(methods); i++) {
        explained += diagnose_codes(&conversation, table, methods[i], finding);
    }
    start = (seconds_now() - start) / explained;
    g_test_message("behind %s: %u in %.6f s each", neighbour, explained, start);
    g_assert_cmpuint(explained, >, 20 * G_N_ELEMENTS(methods));
    g_assert_cmpfloat(start, <, LONGEST_DIAGNOSIS);
    finding_free(finding);
    conversation_end(&conversation);
}

static void
test_neighbours(void)
{
    struct code_table *table = code_table_new("en", NULL);
    size_t i;

    for (i = 0; i < G_N_ELEMENTS(methods); i++) {
        diagnose_behind(table, methods[i]);
    }
    code_table_free(table);
}

/* One registration of thousands of contacts, again and again. */
static void
test_contacts(void)
{
    GString *contacts = g_string_new("Expires: 3600\r\n");
    struct exchange exchange = { "REGISTER", "SIP/2.0 200 OK", plain, NULL, NULL };
    struct conversation conversation;
    struct code_table *table = code_table_new("en", NULL);
    struct finding *finding = finding_new();
    double start = seconds_now();
    unsigned i;

    for (i = 0; i < 2000; i++) {
        g_string_append_printf(contacts, "Contact: <sip:%u@192.0.2.1>\r\n", i);
    }
    exchange.in_request = exchange.in_response = contacts->str;
    conversation_start(&conversation);
    for (i = 0; i < 20; i++) {
        add_exchange(&conversation, &exchange, i, table, finding);
    }
    start = seconds_now() - start;
    g_test_message("%.3f s", start);
    g_assert_cmpfloat(start, <, 2.0);
    conversation_end(&conversation);
    finding_free(finding);
    code_table_free(table);
    g_string_free(contacts, TRUE);
}

/* ---- tables ---- */

#define TABLE_BYTES (1000 * 1024)

static double
time_table(void (*add_line)(GString *table, unsigned number))
{
    GPtrArray *problems = g_ptr_array_new_with_free_func(g_free);
    GString *table = g_string_new("[404]\n");
    char *folder = g_dir_make_tmp("sipwhy-test-XXXXXX", NULL);
    char *file = g_build_filename(folder, "hostile.ini", NULL);
    const struct site_choice choice = { .language = "en", .folder = folder, .without_packs = true };
    double start;
    unsigned i;

    for (i = 0; table->len < TABLE_BYTES; i++) {
        add_line(table, i);
    }
    g_assert_true(g_file_set_contents(file, table->str, (gssize)table->len, NULL));
    start = seconds_now();
    code_table_free(site_table_open(&choice, problems));
    start = seconds_now() - start;
    g_remove(file);
    g_rmdir(folder);
    g_free(file);
    g_free(folder);
    g_string_free(table, TRUE);
    g_ptr_array_unref(problems);
    return start;
}

static void
long_lines(GString *table, unsigned number)
{
    g_string_append_printf(table, "key%u=%0100u\n", number, number);
}

static void
empty_lines(GString *table, unsigned number)
{
    (void)number;
    g_string_append(table, "x\n");
}

/* "Ez" and "FY" have the same g_str_hash. */
static void
crafted_keys(GString *table, unsigned number)
{
    unsigned i;

    for (i = 0; i < 16; i++) {
        g_string_append(table, number >> i & 1 ? "Ez" : "FY");
    }
    g_string_append(table, "=x\n");
}

static void
many_groups(GString *table, unsigned number)
{
    g_string_append_printf(table, "[%u]\n", number);
}

static void
many_rules(GString *table, unsigned number)
{
    g_string_append_printf(table, "[site %u]\nmatch.code=404\nverdict=a\n", number);
}

static void
deep_placeholders(GString *table, unsigned number)
{
    if (number == 0) {
        g_string_append(table, "verdict=");
    }
    g_string_append(table, "{\342\237\246");
}

static void
test_tables(void)
{
    static void (*const attacks[])(GString * table, unsigned number) = {
        empty_lines, crafted_keys, many_groups, many_rules, deep_placeholders,
    };
    double usual = time_table(long_lines);
    size_t i;

    for (i = 0; i < G_N_ELEMENTS(attacks); i++) {
        g_test_message("attack %zu", i);
        assert_not_longer(time_table(attacks[i]), MAX(usual, LONG_SECONDS));
    }
}

/* ---- masks ---- */

#define MASKED_BYTES (200 * 1024)

static double
time_mask(const char *unit, const char *end)
{
    GString *text = g_string_new("OPTIONS sip:b.example SIP/2.0\r\nSubject: ");
    struct mask *mask = mask_new("a", 1);
    struct sip_buffer buffer;
    struct sip_message message;
    double start;

    while (text->len < MASKED_BYTES) {
        g_string_append(text, unit);
    }
    while (*end && text->len < 2 * MASKED_BYTES) {
        g_string_append(text, end);
    }
    g_string_append(text, "\r\n\r\n");
    buffer = (struct sip_buffer){ .bytes = { text->str, text->len } };
    g_assert_true(sip_message_read(&buffer, &message));
    start = seconds_now();
    mask_learn(mask, &message);
    g_free(mask_text(mask, buffer.bytes));
    start = seconds_now() - start;
    mask_free(mask);
    g_string_free(text, TRUE);
    return start;
}

/* What ends nowhere is looked for only so far; the same bytes are not looked at again and again. */
static void
test_masks(void)
{
    static const char *const attacks[][2] = {
        { "sip:", "" },   { "<sip:", "" },  { "tel:", "" },        { "sip:[", "" },
        { "a@[", "" },    { "::", "" },     { "a:", "" },          { "192.0.2.1_", "" },
        { "\"a\" ", "" }, { "\"a\"", " " }, { "username=\"", "" }, { "sip:a@", "" },
        { "sip:;", "@" }, { "#---", "" },   { "sip:a,", "" },      { "sip:a-", "" },
    };
    double usual = time_mask("to whom it may concern, ", "");
    size_t i;

    for (i = 0; i < G_N_ELEMENTS(attacks); i++) {
        g_test_message("attack %zu: %s", i, attacks[i][0]);
        assert_not_longer(time_mask(attacks[i][0], attacks[i][1]), usual);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/hostile/messages", test_messages);
    g_test_add_func("/hostile/diagnosis", test_diagnosis);
    g_test_add_func("/hostile/neighbours", test_neighbours);
    g_test_add_func("/hostile/contacts", test_contacts);
    g_test_add_func("/hostile/tables", test_tables);
    g_test_add_func("/hostile/masks", test_masks);
    return g_test_run();
}
