/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "conversation.h"

#define INVITE "INVITE sip:bob@b.example SIP/2.0"
#define ACK "ACK sip:bob@b.example SIP/2.0"
#define BYE "BYE sip:bob@192.0.2.2 SIP/2.0"
#define CANCEL "CANCEL sip:bob@b.example SIP/2.0"

/* A row: a message, and what the history must have made of it. */
struct row {
    struct line line;
    uint32_t request_frame; /* of its transaction */
    uint32_t copy;
    uint32_t duplicate_of; /* frame; 0: none */
};

static void
check_row(const struct history_message *message, const struct row *row)
{
    const struct history_transaction *transaction = message->transaction;
    uint32_t request_frame = transaction && transaction->request ? transaction->request->frame : 0;

    g_assert_cmpuint(request_frame, ==, row->request_frame);
    g_assert_cmpuint(message->copy, ==, row->copy);
    g_assert_cmpuint(history_duplicate_of(message) ? history_duplicate_of(message)->frame : 0, ==,
                     row->duplicate_of);
}

static void
run_rows(const struct row *rows, gsize count)
{
    struct conversation conversation;
    gsize i;

    conversation_start(&conversation);
    for (i = 0; i < count; i++) {
        check_row(conversation_add(&conversation, &rows[i].line), &rows[i]);
    }
    conversation_end(&conversation);
}

static void
test_match_call(void)
{
    static const struct row rows[] = {
        { { INVITE }, 1, 1, 0 },
        { { "SIP/2.0 100 Trying", .from_bob = true, .after_ms = 1 }, 1, 1, 0 },
        { { "SIP/2.0 180 Ringing", .to_tag = "bob", .from_bob = true, .after_ms = 1 }, 1, 1, 0 },
        { { "SIP/2.0 200 OK", .to_tag = "bob", .from_bob = true, .after_ms = 99 }, 1, 1, 0 },
        /* the ACK to a 2xx is a transaction of its own */
        { { ACK, .branch = "z9hG4bK2", .to_tag = "bob", .cseq = "1 ACK" }, 5, 1, 0 },
        { { BYE, .branch = "z9hG4bK3", .to_tag = "bob", .cseq = "2 BYE" }, 6, 1, 0 },
        { { "SIP/2.0 200 OK", .branch = "z9hG4bK3", .to_tag = "bob", .cseq = "2 BYE",
            .from_bob = true },
          6,
          1,
          0 },
    };

    run_rows(rows, G_N_ELEMENTS(rows));
}

static void
test_match_ack_to_failure(void)
{
    struct conversation conversation;
    const struct history_message *invite, *ack;

    conversation_start(&conversation);
    invite = conversation_add(&conversation, &(struct line){ INVITE });
    conversation_add(&conversation,
                     &(struct line){ "SIP/2.0 486 Busy Here", .to_tag = "bob", .from_bob = true });
    ack = conversation_add(&conversation, &(struct line){ ACK, .to_tag = "bob", .cseq = "1 ACK" });
    g_assert_true(ack->transaction == invite->transaction);
    g_assert_true(history_ack(invite->transaction) == ack);
    g_assert_true(invite->transaction->request == invite);
    g_assert_cmpuint(invite->transaction->final->status_code, ==, 486);
    conversation_end(&conversation);
}

static void
test_match_cancel(void)
{
    struct conversation conversation;
    const struct history_message *invite, *cancel, *ok, *terminated;

    conversation_start(&conversation);
    invite = conversation_add(&conversation, &(struct line){ INVITE });
    cancel = conversation_add(&conversation, &(struct line){ CANCEL, .cseq = "1 CANCEL" });
    ok = conversation_add(&conversation,
                          &(struct line){ "SIP/2.0 200 OK", .cseq = "1 CANCEL", .from_bob = true });
    terminated = conversation_add(
        &conversation, &(struct line){ "SIP/2.0 487 Request Terminated", .from_bob = true });
    g_assert_true(cancel->transaction != invite->transaction);
    g_assert_true(cancel->transaction->counterpart == invite->transaction);
    g_assert_true(invite->transaction->counterpart == cancel->transaction);
    g_assert_true(ok->transaction == cancel->transaction);
    g_assert_true(terminated->transaction == invite->transaction);
    conversation_end(&conversation);
}

static void
test_match_key(void)
{
    static const struct row rows[] = {
        { { INVITE }, 1, 1, 0 },
        /* same branch, but another CSeq, Call-ID, or method: other transactions */
        { { INVITE, .cseq = "2 INVITE" }, 2, 1, 0 },
        { { INVITE, .call_id = "two@a.example" }, 3, 1, 0 },
        { { "OPTIONS sip:b.example SIP/2.0", .cseq = "1 OPTIONS" }, 4, 1, 0 },
        { { INVITE, .sent_by = "192.0.2.9:5060" }, 5, 1, 0 },
        { { "SIP/2.0 404 Not Found", .cseq = "2 INVITE", .from_bob = true }, 2, 1, 0 },
        { { "SIP/2.0 404 Not Found", .call_id = "two@a.example", .from_bob = true }, 3, 1, 0 },
        { { "SIP/2.0 404 Not Found", .cseq = "1 OPTIONS", .from_bob = true }, 4, 1, 0 },
        /* a missing port counts as 5060, host names have no case */
        { { "SIP/2.0 404 Not Found", .sent_by = "192.0.2.1", .from_bob = true }, 1, 1, 0 },
        { { INVITE, .branch = "z9hG4bK7", .sent_by = "PBX.a.example" }, 10, 1, 0 },
        { { "SIP/2.0 404 Not Found", .branch = "z9hG4bK7", .sent_by = "pbx.A.example:5060",
            .from_bob = true },
          10,
          1,
          0 },
        /* rewritten on the way: the newest with that branch */
        { { "SIP/2.0 404 Not Found", .branch = "z9hG4bK7", .sent_by = "198.51.100.7:1024",
            .from_bob = true },
          10,
          2,
          0 },
        /* branches compare exactly */
        { { "SIP/2.0 404 Not Found", .branch = "z9hG4bk7", .from_bob = true }, 0, 1, 0 },
    };

    run_rows(rows, G_N_ELEMENTS(rows));
}

static void
test_match_rfc2543(void)
{
    static const struct row rows[] = {
        { { INVITE, .branch = "" }, 1, 1, 0 },
        { { "SIP/2.0 180 Ringing", .branch = "", .to_tag = "bob", .from_bob = true }, 1, 1, 0 },
        { { INVITE, .branch = "1", .from_tag = "other" }, 3, 1, 0 },
        { { "SIP/2.0 180 Ringing", .branch = "1", .from_tag = "other", .from_bob = true },
          3,
          1,
          0 },
        /* another caller with the same branch "1" */
        { { INVITE, .branch = "1", .from_tag = "third" }, 5, 1, 0 },
        { { ACK, .branch = "1", .from_tag = "third", .to_tag = "b", .cseq = "1 ACK" }, 5, 1, 0 },
    };

    run_rows(rows, G_N_ELEMENTS(rows));
}

static void
test_match_swapped(void)
{
    struct conversation conversation;
    const struct history_message *trying, *invite;

    conversation_start(&conversation);
    trying =
        conversation_add(&conversation, &(struct line){ "SIP/2.0 100 Trying", .from_bob = true });
    g_assert_null(trying->transaction->request);
    invite = conversation_add(&conversation, &(struct line){ INVITE, .after_ms = 1 });
    g_assert_true(trying->transaction == invite->transaction);
    g_assert_true(trying->transaction->request == invite);
    conversation_end(&conversation);
}

static void
test_match_incomplete(void)
{
    static const char *const texts[] = {
        "SIP/2.0 404 Not Found\r\n\r\n",
        "SIP/2.0 404 Not Found\r\nVia: SIP/2.0/UDP a.example;branch=z9hG4bK1\r\nCSeq: 1 "
        "INVITE\r\n\r\n",
        "SIP/2.0 404 Not Found\r\nVia: SIP/2.0/UDP a.example;branch=z9hG4bK1\r\nCall-ID: a\r\n\r\n",
        "SIP/2.0 404 Not Found\r\nVia: SIP/2.0/UDP a;branch=z9hG4bK1\r\nCall-ID: a\r\nCSeq: x "
        "A\r\n\r\n",
        "SIP/2.0 404 Not Found\r\nVia:\r\nCall-ID: a\r\nCSeq: 1 INVITE\r\n\r\n",
    };
    struct conversation conversation;
    gsize i;

    conversation_start(&conversation);
    for (i = 0; i < G_N_ELEMENTS(texts); i++) {
        const struct history_message *message = conversation_add_text(
            &conversation, g_strdup(texts[i]), &(struct line){ .from_bob = true });

        g_assert_null(message->transaction);
        g_assert_cmpuint(message->copy, ==, 1);
        g_assert_true(history_is_first(message));
    }
    conversation_end(&conversation);
}

static void
test_copies_count(void)
{
    static const struct row rows[] = {
        { { INVITE }, 1, 1, 0 },
        { { INVITE, .after_ms = 500 }, 1, 2, 0 },
        { { INVITE, .after_ms = 1000 }, 1, 3, 0 },
        /* the same packet twice: not counted, and the next copy goes on from there */
        { { INVITE, .after_ms = 5 }, 1, 3, 3 },
        { { INVITE, .after_ms = 2000 }, 1, 4, 0 },
        /* the same message between other addresses is no copy */
        { { INVITE, .after_ms = 1, .port = 1024 }, 1, 1, 0 },
        { { "SIP/2.0 404 Not Found", .to_tag = "b", .from_bob = true }, 1, 1, 0 },
        { { "SIP/2.0 404 Not Found", .to_tag = "b", .from_bob = true, .after_ms = 500 }, 1, 2, 0 },
        /* another To tag: another final, no copy */
        { { "SIP/2.0 404 Not Found", .to_tag = "c", .from_bob = true, .after_ms = 1 }, 1, 1, 0 },
        /* within 20 ms, but not the same bytes */
        { { "SIP/2.0 404 Unknown", .to_tag = "c", .from_bob = true, .after_ms = 1 }, 1, 2, 0 },
    };

    run_rows(rows, G_N_ELEMENTS(rows));
}

static void
test_copies_first(void)
{
    struct conversation conversation;
    const struct history_message *first, *second, *third;

    conversation_start(&conversation);
    first = conversation_add(&conversation, &(struct line){ INVITE });
    second = conversation_add(&conversation, &(struct line){ INVITE, .after_ms = 500 });
    third = conversation_add(&conversation, &(struct line){ INVITE, .after_ms = 1 });
    g_assert_cmpuint(history_times_sent(first), ==, 2);
    g_assert_true(history_first(second) == first && history_first(third) == first);
    g_assert_true(history_latest(first) == second);
    g_assert_true(history_duplicate_of(third) == second);
    g_assert_true(first->transaction->request == first);
    conversation_end(&conversation);
}

/* Adds a call up to its 2xx and ACK. @return the dialog */
static const struct history_dialog *
set_up_call(struct conversation *conversation)
{
    const struct history_message *info;

    conversation_add(conversation, &(struct line){ INVITE });
    conversation_add(conversation, &(struct line){ "SIP/2.0 180 Ringing", .to_tag = "bob",
                                                   .from_bob = true, .after_ms = 1 });
    conversation_add(conversation, &(struct line){ "SIP/2.0 200 OK", .to_tag = "bob",
                                                   .from_bob = true, .after_ms = 1 });
    info = conversation_add(conversation,
                            &(struct line){ "INFO sip:bob@192.0.2.2 SIP/2.0", .branch = "z9hG4bK2",
                                            .to_tag = "bob", .cseq = "2 INFO", .after_ms = 1 });
    g_assert_true(info->transaction->in_dialog);
    g_assert_nonnull(info->transaction->dialog);
    g_assert_cmpint(history_dialog_state(info->transaction->dialog, info), ==, DIALOG_CONFIRMED);
    return info->transaction->dialog;
}

static void
test_dialog_call(void)
{
    struct conversation conversation;
    const struct history_dialog *dialog;
    const struct history_message *bye, *late;

    conversation_start(&conversation);
    dialog = set_up_call(&conversation);
    g_assert_cmpuint(dialog->forming->request->frame, ==, 1);
    g_assert_cmpuint(dialog->early->frame, ==, 2);
    g_assert_cmpuint(dialog->confirmed->frame, ==, 3);
    g_assert_cmpint(history_dialog_state(dialog, history_find(conversation.history, 3, 0)), ==,
                    DIALOG_EARLY);
    g_assert_cmpint(history_dialog_state(dialog, history_find(conversation.history, 2, 0)), ==,
                    DIALOG_NONE);
    /* from the other side the tags are the other way round */
    bye = conversation_add(&conversation,
                           &(struct line){ "BYE sip:alice@192.0.2.1 SIP/2.0", .branch = "z9hG4bKb",
                                           .sent_by = "192.0.2.2", .from_tag = "bob",
                                           .to_tag = "alice", .cseq = "1 BYE", .from_bob = true });
    g_assert_true(bye->transaction->dialog == dialog);
    g_assert_true(dialog->ended == bye);
    g_assert_cmpint(history_dialog_state(dialog, bye), ==, DIALOG_CONFIRMED);
    late = conversation_add(&conversation, &(struct line){ BYE, .branch = "z9hG4bK4",
                                                           .to_tag = "bob", .cseq = "3 BYE" });
    g_assert_cmpint(history_dialog_state(dialog, late), ==, DIALOG_ENDED);
    g_assert_true(dialog->ended == bye);
    conversation_end(&conversation);
}

/* A proxy forwards the BYE: at the second hop it is not sent in a dialog that has ended. */
static void
test_dialog_bye_forwarded(void)
{
    struct conversation conversation;
    const struct history_dialog *dialog;
    const struct history_message *first, *second, *next;

    conversation_start(&conversation);
    dialog = set_up_call(&conversation);
    first = conversation_add(&conversation, &(struct line){ BYE, .branch = "z9hG4bK3",
                                                            .to_tag = "bob", .cseq = "3 BYE" });
    second = conversation_add(&conversation,
                              &(struct line){ BYE, .branch = "z9hG4bKp", .sent_by = "192.0.2.7",
                                              .to_tag = "bob", .cseq = "3 BYE" });
    g_assert_true(dialog->ended == first);
    g_assert_true(second->transaction != first->transaction);
    g_assert_cmpint(history_dialog_state(dialog, second), ==, DIALOG_CONFIRMED);
    next = conversation_add(&conversation, &(struct line){ BYE, .branch = "z9hG4bK5",
                                                           .to_tag = "bob", .cseq = "4 BYE" });
    g_assert_cmpint(history_dialog_state(dialog, next), ==, DIALOG_ENDED);
    conversation_end(&conversation);
}

static void
test_dialog_bye_challenged(void)
{
    struct conversation conversation;
    const struct history_dialog *dialog;

    conversation_start(&conversation);
    dialog = set_up_call(&conversation);
    conversation_add(&conversation,
                     &(struct line){ BYE, .branch = "z9hG4bK3", .to_tag = "bob", .cseq = "3 BYE" });
    g_assert_nonnull(dialog->ended);
    conversation_add(&conversation, &(struct line){ "SIP/2.0 407 Proxy Authentication Required",
                                                    .branch = "z9hG4bK3", .to_tag = "bob",
                                                    .cseq = "3 BYE", .from_bob = true });
    g_assert_null(dialog->ended);
    conversation_add(&conversation,
                     &(struct line){ BYE, .branch = "z9hG4bK4", .to_tag = "bob", .cseq = "4 BYE" });
    g_assert_cmpuint(dialog->ended->frame, ==, 7);
    conversation_end(&conversation);
}

/* A forked call: the final ends the early dialogs of its INVITE, but not one that was confirmed. */
static void
test_dialog_forked(void)
{
    struct conversation conversation;
    const struct history_message *prack_b, *prack_c;

    conversation_start(&conversation);
    conversation_add(&conversation, &(struct line){ INVITE });
    conversation_add(&conversation, &(struct line){ "SIP/2.0 183 Session Progress", .to_tag = "b",
                                                    .from_bob = true });
    conversation_add(&conversation, &(struct line){ "SIP/2.0 183 Session Progress", .to_tag = "c",
                                                    .from_bob = true });
    prack_b =
        conversation_add(&conversation, &(struct line){ "PRACK sip:b SIP/2.0", .branch = "z9hG4bKb",
                                                        .to_tag = "b", .cseq = "2 PRACK" });
    prack_c =
        conversation_add(&conversation, &(struct line){ "PRACK sip:c SIP/2.0", .branch = "z9hG4bKc",
                                                        .to_tag = "c", .cseq = "3 PRACK" });
    g_assert_true(prack_b->transaction->dialog != prack_c->transaction->dialog);
    conversation_add(&conversation,
                     &(struct line){ "SIP/2.0 200 OK", .to_tag = "c", .from_bob = true });
    conversation_add(&conversation,
                     &(struct line){ "SIP/2.0 486 Busy Here", .to_tag = "b", .from_bob = true });
    g_assert_cmpuint(prack_b->transaction->dialog->ended->frame, ==, 7);
    g_assert_null(prack_c->transaction->dialog->ended);
    conversation_end(&conversation);
}

static void
test_dialog_ended_by_481(void)
{
    struct conversation conversation;
    const struct history_dialog *dialog;

    conversation_start(&conversation);
    dialog = set_up_call(&conversation);
    conversation_add(&conversation, &(struct line){ "SIP/2.0 481 Call/Transaction Does Not Exist",
                                                    .branch = "z9hG4bK2", .to_tag = "bob",
                                                    .cseq = "2 INFO", .from_bob = true });
    g_assert_cmpuint(dialog->ended->status_code, ==, 481);
    conversation_end(&conversation);
}

/* A NOTIFY that comes before the 2xx to its SUBSCRIBE forms the dialog once it is accepted; the
 * subscriber stays the caller. */
static void
test_dialog_subscription(void)
{
    struct conversation conversation;
    const struct history_message *refresh;

    conversation_start(&conversation);
    conversation_add(&conversation, &(struct line){ "SUBSCRIBE sip:bob@b.example SIP/2.0",
                                                    .cseq = "1 SUBSCRIBE" });
    conversation_add(&conversation,
                     &(struct line){ "NOTIFY sip:alice@192.0.2.1 SIP/2.0", .branch = "z9hG4bKn",
                                     .from_tag = "bob", .to_tag = "alice", .cseq = "1 NOTIFY",
                                     .from_bob = true });
    conversation_add(&conversation,
                     &(struct line){ "SIP/2.0 200 OK", .branch = "z9hG4bKn", .from_tag = "bob",
                                     .to_tag = "alice", .cseq = "1 NOTIFY" });
    refresh = conversation_add(&conversation,
                               &(struct line){ "SUBSCRIBE sip:bob@b SIP/2.0", .branch = "z9hG4bK2",
                                               .to_tag = "bob", .cseq = "2 SUBSCRIBE" });
    g_assert_nonnull(refresh->transaction->dialog);
    g_assert_cmpuint(refresh->transaction->dialog->confirmed->frame, ==, 3);
    g_assert_cmpint(strncmp(refresh->transaction->dialog->caller_tag->text, "alice", 5), ==, 0);
    conversation_end(&conversation);
}

/* ---- taking back what a dropped packet left behind ---- */

static const struct line story[] = {
    { INVITE },
    { "SIP/2.0 100 Trying", .from_bob = true, .after_ms = 1 },
    { "SIP/2.0 180 Ringing", .to_tag = "bob", .from_bob = true, .after_ms = 1 },
    { "SIP/2.0 180 Ringing", .to_tag = "bob", .from_bob = true, .after_ms = 900 },
    { CANCEL, .cseq = "1 CANCEL", .after_ms = 1 },
    { "SIP/2.0 200 OK", .cseq = "1 CANCEL", .from_bob = true, .after_ms = 1 },
    { "SIP/2.0 487 Request Terminated", .to_tag = "bob", .from_bob = true, .after_ms = 1 },
    { ACK, .to_tag = "bob", .cseq = "1 ACK", .after_ms = 1 },
    { INVITE, .branch = "z9hG4bK2", .cseq = "2 INVITE", .after_ms = 1 },
    { "SIP/2.0 200 OK", .branch = "z9hG4bK2", .to_tag = "b2", .cseq = "2 INVITE", .from_bob = true,
      .after_ms = 1 },
    { BYE, .branch = "z9hG4bK3", .to_tag = "b2", .cseq = "3 BYE", .after_ms = 1 },
    { "SIP/2.0 401 Unauthorized", .branch = "z9hG4bK3", .to_tag = "b2", .cseq = "3 BYE",
      .from_bob = true, .after_ms = 1 },
};

static uint32_t
frame_of(const struct history_message *message)
{
    return message ? message->frame : 0;
}

/* All that the history says about its messages, as text. */
static char *
describe(const struct history *history, uint32_t frames)
{
    GString *text = g_string_new(NULL);
    uint32_t frame;

    for (frame = 1; frame <= frames; frame++) {
        const struct history_message *message = history_find(history, frame, 0);
        const struct history_transaction *transaction;
        const struct history_dialog *dialog;

        g_assert_nonnull(message);
        transaction = message->transaction;
        dialog = transaction->dialog;
        g_string_append_printf(
            text,
            "%u: %u copy %u of %u, latest %u, request %u final %u ack %u "
            "cancel %d dialog %u-%u-%u\n",
            frame, message->status_code, message->copy, history_times_sent(message),
            frame_of(history_latest(message)), frame_of(transaction->request),
            frame_of(transaction->final), frame_of(history_ack(transaction)),
            transaction->counterpart != NULL, frame_of(dialog ? dialog->early : NULL),
            frame_of(dialog ? dialog->confirmed : NULL), frame_of(dialog ? dialog->ended : NULL));
    }
    return g_string_free(text, FALSE);
}

/* Whatever packet is read and dropped before each frame, the outcome is that of the story alone. */
static void
test_rollback_dropped(void)
{
    struct conversation plain, dropping;
    char *expected, *actual;
    gsize i, j;

    conversation_start(&plain);
    for (i = 0; i < G_N_ELEMENTS(story); i++) {
        conversation_add(&plain, &story[i]);
    }
    expected = describe(plain.history, G_N_ELEMENTS(story));
    for (j = 0; j < G_N_ELEMENTS(story); j++) {
        conversation_start(&dropping);
        for (i = 0; i < G_N_ELEMENTS(story); i++) {
            struct line dropped = story[(i + j) % G_N_ELEMENTS(story)];
            int64_t time_ns = dropping.time_ns;

            conversation_add(&dropping, &dropped);
            dropping.frame--; /* the next packet gets the same number */
            dropping.time_ns = time_ns;
            conversation_add(&dropping, &story[i]);
        }
        actual = describe(dropping.history, G_N_ELEMENTS(story));
        g_assert_cmpstr(actual, ==, expected);
        g_free(actual);
        conversation_end(&dropping);
    }
    g_free(expected);
    conversation_end(&plain);
}

/* A dropped SIP packet followed by a kept one without SIP: only history_begin_frame tells. */
static void
test_rollback_other_protocol(void)
{
    struct conversation conversation;
    const struct history_message *invite;

    conversation_start(&conversation);
    invite = conversation_add(&conversation, &(struct line){ INVITE });
    conversation_add(&conversation, &(struct line){ INVITE, .after_ms = 500 });
    g_assert_cmpuint(history_times_sent(invite), ==, 2);
    history_begin_frame(conversation.history, 2, 0);
    g_assert_cmpuint(history_times_sent(invite), ==, 1);
    g_assert_null(history_find(conversation.history, 2, 0));
    conversation_end(&conversation);
}

static void
test_find_indexes(void)
{
    struct conversation conversation;
    struct sighting sighting = { .frame = 7 };
    uint32_t i;

    conversation_start(&conversation);
    conversation_add(&conversation, &(struct line){ INVITE });
    history_begin_frame(conversation.history, 7, 0);
    for (i = 0; i < 3; i++) {
        sighting.index = i;
        sighting.time_ns = i;
        history_add(conversation.history, &sighting, &conversation.message);
    }
    g_assert_cmpuint(history_find(conversation.history, 7, 2)->index, ==, 2);
    g_assert_cmpuint(history_find(conversation.history, 1, 0)->frame, ==, 1);
    g_assert_null(history_find(conversation.history, 7, 3));
    g_assert_null(history_find(conversation.history, 2, 0));
    conversation_end(&conversation);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/history/match/call", test_match_call);
    g_test_add_func("/history/match/ack-to-failure", test_match_ack_to_failure);
    g_test_add_func("/history/match/cancel", test_match_cancel);
    g_test_add_func("/history/match/key", test_match_key);
    g_test_add_func("/history/match/rfc2543", test_match_rfc2543);
    g_test_add_func("/history/match/swapped", test_match_swapped);
    g_test_add_func("/history/match/incomplete", test_match_incomplete);
    g_test_add_func("/history/copies/count", test_copies_count);
    g_test_add_func("/history/copies/first", test_copies_first);
    g_test_add_func("/history/dialog/call", test_dialog_call);
    g_test_add_func("/history/dialog/bye-forwarded", test_dialog_bye_forwarded);
    g_test_add_func("/history/dialog/bye-challenged", test_dialog_bye_challenged);
    g_test_add_func("/history/dialog/forked", test_dialog_forked);
    g_test_add_func("/history/dialog/ended-by-481", test_dialog_ended_by_481);
    g_test_add_func("/history/dialog/subscription", test_dialog_subscription);
    g_test_add_func("/history/rollback/dropped", test_rollback_dropped);
    g_test_add_func("/history/rollback/other-protocol", test_rollback_other_protocol);
    g_test_add_func("/history/find/indexes", test_find_indexes);
    return g_test_run();
}
