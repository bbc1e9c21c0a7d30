/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * What the history keeps for those who ask later: header fields, hop chains, credentials,
 * registrations, session descriptions, agents, what the network says.
 */
#include "assert_span.h"
#include "conversation.h"

#define SECOND (INT64_C(1000000000))
#define SDP_HEADERS "Content-Type: application/sdp\r\n"

struct fixture {
    struct history *history;
    uint32_t frame;
    int64_t time_ns;
    char *text;
    struct sip_message sip;
};

static void
set_up(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    memset(fixture, 0, sizeof(*fixture));
    fixture->history = history_new();
    fixture->time_ns = 1000 * SECOND;
}

static void
tear_down(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    history_free(fixture->history);
    g_free(fixture->text);
}

/* The next frame, a second later: from 192.0.2.SOURCE to 192.0.2.TARGET. Takes the text. */
static const struct history_message *
hear(struct fixture *fixture, uint8_t source, uint8_t target, char *text)
{
    struct sip_buffer buffer = { .bytes = span_of(text) };
    struct sighting sighting;

    g_free(fixture->text);
    fixture->text = text;
    g_assert_true(sip_message_read(&buffer, &fixture->sip));
    memset(&sighting, 0, sizeof(sighting));
    sighting.frame = ++fixture->frame;
    sighting.time_ns = fixture->time_ns += SECOND;
    sighting.transport = TRANSPORT_UDP;
    sighting.path.source = test_endpoint(source, 5060);
    sighting.path.destination = test_endpoint(target, 5060);
    history_begin_frame(fixture->history, sighting.frame, sighting.time_ns);
    return history_add(fixture->history, &sighting, &fixture->sip);
}

/* A message; `tags` are the From and To fields' parameters, `extra` further header lines. */
static char *
text_of(const char *start, const char *vias, const char *to_tag, const char *cseq,
        const char *extra, const char *body)
{
    return g_strdup_printf("%s\r\n%sFrom: \"Alice\" <sip:alice@a.example>;tag=a\r\n"
                           "To: <sip:bob@b.example>%s\r\nCall-ID: one\r\nCSeq: %s\r\n%s"
                           "Content-Length: %zu\r\n\r\n%s",
                           start, vias, to_tag, cseq, extra, strlen(body), body);
}

#define INVITE "INVITE sip:bob@b.example SIP/2.0"
#define VIA1 "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\n"
#define VIA2 "Via: SIP/2.0/UDP 192.0.2.2;branch=z9hG4bK2\r\n"

static void
test_kept(struct fixture *fixture, gconstpointer data)
{
    const struct history_message *invite, *copy, *answer;

    (void)data;
    invite = hear(fixture, 1, 2,
                  text_of(INVITE, VIA1, "", "1 INVITE",
                          "Supported: timer\r\nsupported: 100rel\r\nSubject: x\r\nm: <sip:a@1>\r\n",
                          ""));
    copy = hear(fixture, 1, 2,
                text_of(INVITE, VIA1, "", "1 INVITE",
                        "Supported: timer\r\nsupported: 100rel\r\nSubject: x\r\nm: <sip:a@1>\r\n",
                        ""));
    assert_span(history_request_uri(invite), "sip:bob@b.example");
    assert_span(history_header(invite, SIP_HEADER_SUPPORTED), "timer, 100rel");
    assert_span(history_header(invite, SIP_HEADER_CONTACT), "<sip:a@1>");
    assert_span(history_header(invite, SIP_HEADER_FROM), "\"Alice\" <sip:alice@a.example>");
    /* To says what the Request-URI says, so that is given */
    assert_span(history_header(invite, SIP_HEADER_TO), "sip:bob@b.example");
    g_assert_null(history_header(invite, SIP_HEADER_EXPIRES).text);
    assert_span(history_request_uri(copy), "sip:bob@b.example");
    answer = hear(fixture, 2, 1,
                  text_of("SIP/2.0 200 OK", VIA1, ";tag=b", "1 INVITE",
                          "Contact: <sip:b@2>\r\nRecord-Route: <sip:r1>\r\n"
                          "Record-Route: <sip:r2>\r\nServer: s\r\n",
                          ""));
    assert_span(history_header(answer, SIP_HEADER_RECORD_ROUTE), "<sip:r1>, <sip:r2>");
    g_assert_null(history_header(answer, SIP_HEADER_FROM).text);
    g_assert_null(history_request_uri(answer).text);
    assert_span(*answer->path->source->product, "s");
}

/* More than fits is cut, not lost, and what follows is still found. */
static void
test_kept_long(struct fixture *fixture, gconstpointer data)
{
    char *long_name = g_strnfill(5000, 'x');
    char *extra = g_strdup_printf("Contact: <sip:%s@1>\r\nRoute: <sip:r>\r\n", long_name);
    const struct history_message *invite =
        hear(fixture, 1, 2, text_of(INVITE, VIA1, "", "1 INVITE", extra, ""));

    (void)data;
    g_assert_cmpuint(history_header(invite, SIP_HEADER_CONTACT).length, ==, 2048);
    assert_span(history_header(invite, SIP_HEADER_ROUTE), "<sip:r>");
    g_free(extra);
    g_free(long_name);
}

static void
test_fragment(struct fixture *fixture, gconstpointer data)
{
    struct span phrase;
    const struct history_message *notify =
        hear(fixture, 2, 1,
             text_of("NOTIFY sip:a@1 SIP/2.0", VIA2, ";tag=b", "1 NOTIFY",
                     "Event: refer\r\nSubscription-State: terminated\r\n"
                     "Content-Type: message/sipfrag;version=2.0\r\n",
                     "SIP/2.0 486 Busy Here\n"));

    (void)data;
    g_assert_cmpuint(history_fragment(notify, &phrase), ==, 486);
    assert_span(phrase, "Busy Here");
    assert_span(history_header(notify, SIP_HEADER_EVENT), "refer");
    g_assert_cmpuint(history_fragment(hear(fixture, 2, 1,
                                           text_of("NOTIFY sip:a@1 SIP/2.0", VIA2, ";tag=b",
                                                   "2 NOTIFY", "", "")),
                                      &phrase),
                     ==, 0);
}

static void
test_chain(struct fixture *fixture, gconstpointer data)
{
    const struct history_message *first, *second, *third, *other;

    (void)data;
    first = hear(fixture, 1, 2, text_of(INVITE, VIA1, "", "1 INVITE", "Max-Forwards: 70\r\n", ""));
    second = hear(fixture, 2, 3, text_of(INVITE, VIA2 VIA1, "", "1 INVITE", "", ""));
    third = hear(fixture, 2, 4,
                 text_of(INVITE, "Via: SIP/2.0/UDP 192.0.2.2;branch=z9hG4bK3\r\n" VIA1, "",
                         "1 INVITE", "", ""));
    /* one hop between was not captured; the entries stand in one field */
    other = hear(fixture, 5, 6,
                 text_of(INVITE,
                         "Via: SIP/2.0/UDP 192.0.2.5;branch=z9hG4bK5, SIP/2.0/UDP h;branch=z9hG4bKx"
                         ", SIP/2.0/UDP 192.0.2.2:5060;branch=z9hG4bK2\r\n",
                         "", "1 INVITE", "", ""));
    g_assert_true(history_up(second->transaction) == first->transaction);
    g_assert_true(history_up(third->transaction) == first->transaction);
    g_assert_true(history_up(other->transaction) == second->transaction);
    g_assert_null(history_up(first->transaction));
    g_assert_true(history_down(first->transaction) == third->transaction);
    g_assert_true(history_next_down(third->transaction) == second->transaction);
    g_assert_null(history_next_down(second->transaction));
    g_assert_cmpuint(first->transaction->vias, ==, 1);
    g_assert_cmpuint(other->transaction->vias, ==, 3);
    g_assert_true(first->is_only_via && !second->is_only_via);
    g_assert_true(second->path->source->forwards && !first->path->source->forwards);
}

#define CHALLENGE "WWW-Authenticate: Digest realm=\"r\", nonce=\"n1\"\r\n"
#define CREDENTIALS                                                                                \
    "Authorization: Digest username=\"u\", realm=\"r\", nonce=\"n1\", uri=\"sip:r\", "             \
    "response=\"0\"\r\n"

static void
test_credentials(struct fixture *fixture, gconstpointer data)
{
    const struct history_message *challenge, *request, *named;
    const struct history_token *token;

    (void)data;
    hear(fixture, 1, 2, text_of("REGISTER sip:r SIP/2.0", VIA1, "", "1 REGISTER", "", ""));
    challenge =
        hear(fixture, 2, 1,
             text_of("SIP/2.0 401 Unauthorized", VIA1, ";tag=b", "1 REGISTER", CHALLENGE, ""));
    request = hear(fixture, 1, 2,
                   text_of("REGISTER sip:r SIP/2.0", VIA2, "", "2 REGISTER", CREDENTIALS, ""));
    token = history_token_find(fixture->history, SPAN("n1"));
    g_assert_nonnull(token);
    g_assert_true(token->granted == challenge);
    g_assert_true(token->newest_use->transaction == request->transaction);
    g_assert_true(request->transaction->has_credentials);
    g_assert_null(history_token_find(fixture->history, SPAN("n2")));
    /* the name of the user alone (3GPP TS 24.229 section 5.1.1.2) is none */
    named =
        hear(fixture, 1, 2,
             text_of("REGISTER sip:r SIP/2.0", "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK9\r\n", "",
                     "3 REGISTER",
                     "Authorization: Digest username=\"u\", nonce=\"\", response=\"\"\r\n", ""));
    g_assert_false(named->transaction->has_credentials);
}

/* REGISTER and its 2xx. */
static const struct history_message *
registered(struct fixture *fixture, int number, const char *asked, const char *granted)
{
    char *via = g_strdup_printf("Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKr%d\r\n", number);
    char *cseq = g_strdup_printf("%d REGISTER", number);
    const struct history_message *response;

    hear(fixture, 1, 2, text_of("REGISTER sip:b.example SIP/2.0", via, "", cseq, asked, ""));
    response = hear(fixture, 2, 1, text_of("SIP/2.0 200 OK", via, ";tag=r", cseq, granted, ""));
    g_free(cseq);
    g_free(via);
    return response;
}

static void
test_registration(struct fixture *fixture, gconstpointer data)
{
    const struct history_message *first, *removal;
    const struct history_binding *binding;

    (void)data;
    first = registered(fixture, 1, "Contact: <sip:desk@192.0.2.1>\r\nExpires: 3600\r\n",
                       "Contact: <sip:desk@192.0.2.1>;expires=60\r\n");
    binding = history_bindings_of_user(fixture->history, SPAN("BOB"));
    g_assert_nonnull(binding);
    assert_span(*binding->user, "bob");
    assert_span(*binding->host, "b.example");
    g_assert_true(binding == history_bindings_of_contact(fixture->history, SPAN("desk")));
    g_assert_true(binding == first->path->destination->host->newest_binding);
    g_assert_true(binding->granted == first);
    g_assert_cmpint(binding->until_ns - binding->from_ns, ==, 60 * SECOND);
    removal = registered(fixture, 2, "Contact: *\r\nExpires: 0\r\n", "");
    g_assert_true(history_bindings_of_user(fixture->history, SPAN("bob")) == binding);
    g_assert_true(binding->ended == removal && binding->end == BINDING_REMOVED);
    g_assert_cmpint(binding->until_ns, ==, removal->time_ns);
    g_assert_null(history_bindings_of_user(fixture->history, SPAN("carol")));
}

/* A refresh replaces, and ends at another time; a contact that is no longer listed is gone. */
static void
test_registration_again(struct fixture *fixture, gconstpointer data)
{
    const struct history_message *second;
    const struct history_binding *newest, *before;

    (void)data;
    registered(fixture, 1, "Contact: <sip:desk@192.0.2.1>;expires=60\r\n",
               "Contact: <sip:desk@192.0.2.1>;expires=60, <sip:home@h>;expires=30\r\n");
    second = registered(fixture, 2, "Contact: <sip:desk@192.0.2.1>\r\nExpires: 90\r\n",
                        "Contact: <sip:desk@192.0.2.1>\r\nExpires: 90\r\n");
    newest = history_bindings_of_contact(fixture->history, SPAN("desk"));
    g_assert_true(newest->granted == second);
    g_assert_cmpint(newest->until_ns - newest->from_ns, ==, 90 * SECOND);
    before = history_binding_previous(newest, BINDINGS_OF_CONTACT);
    g_assert_true(before->ended == second && before->end == BINDING_REPLACED);
    g_assert_true(history_bindings_of_contact(fixture->history, SPAN("home"))->ended == second);
}

/* However many came later, the one of that time is found, in each chain. */
static void
test_registrations_at_a_time(struct fixture *fixture, gconstpointer data)
{
    enum { COUNT = 700 };
    static const struct history_message *granted[COUNT];
    const struct history_binding *newest[BINDING_CHAINS];
    enum binding_chain chain;
    int i;

    (void)data;
    for (i = 0; i < COUNT; i++) {
        granted[i] = registered(fixture, i + 1, "Contact: <sip:desk@192.0.2.1>\r\n",
                                "Contact: <sip:desk@192.0.2.1>;expires=60\r\n");
    }
    newest[BINDINGS_OF_NAME] = history_bindings_of_user(fixture->history, SPAN("bob"));
    newest[BINDINGS_OF_CONTACT] = history_bindings_of_contact(fixture->history, SPAN("desk"));
    newest[BINDINGS_OF_HOST] = granted[0]->path->destination->host->newest_binding;
    for (chain = 0; chain < BINDING_CHAINS; chain++) {
        g_assert_null(history_binding_until(NULL, chain, 0));
        g_assert_null(history_binding_until(newest[chain], chain, granted[0]->time_ns - 1));
        for (i = 0; i < COUNT; i++) {
            const struct history_binding *found =
                history_binding_until(newest[chain], chain, granted[i]->time_ns);

            g_assert_true(found->granted == granted[i]);
            g_assert_true(history_binding_at(newest[chain], chain, granted[i]->time_ns) == found);
            found = history_binding_previous(found, chain);
            g_assert_true(i == 0 ? !found : found->granted == granted[i - 1]);
            /* each replaces the one before, and the one after the last lasts a minute */
            g_assert_null(history_binding_at(found, chain, granted[i]->time_ns));
        }
    }
}

/* One that lasts is found behind hundreds that ended since, and not after its own end. */
static void
test_registration_that_lasts(struct fixture *fixture, gconstpointer data)
{
#define CAROL(start, tag)                                                                          \
    start "\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKc\r\n"                                     \
          "From: <sip:carol@b.example>;tag=c\r\nTo: <sip:carol@b.example>" tag "\r\n"              \
          "Call-ID: two\r\nCSeq: 1 REGISTER\r\n"                                                   \
          "Contact: <sip:carol@192.0.2.1>;expires=900\r\n\r\n"
    const struct history_message *lasting, *latest = NULL;
    const struct history_binding *newest, *found;
    int i;

    (void)data;
    hear(fixture, 1, 2, g_strdup(CAROL("REGISTER sip:b.example SIP/2.0", "")));
    lasting = hear(fixture, 2, 1, g_strdup(CAROL("SIP/2.0 200 OK", ";tag=r")));
    for (i = 0; i < 600; i++) {
        latest = registered(fixture, i + 1, "Contact: <sip:desk@192.0.2.1>\r\n",
                            "Contact: <sip:desk@192.0.2.1>;expires=60\r\n");
        newest = latest->path->destination->host->newest_binding;
        found = history_binding_at(newest, BINDINGS_OF_HOST, latest->time_ns);
        g_assert_true(found->granted == latest);
        found = history_binding_at(history_binding_previous(found, BINDINGS_OF_HOST),
                                   BINDINGS_OF_HOST, latest->time_ns);
        if (latest->time_ns < lasting->time_ns + 900 * SECOND) {
            g_assert_true(found->granted == lasting);
        } else {
            g_assert_null(found);
        }
    }
    g_assert_cmpint(latest->time_ns, >, lasting->time_ns + 900 * SECOND);
}
#undef CAROL

/* An end that is taken back may come again. */
static void
test_registration_taken_back(struct fixture *fixture, gconstpointer data)
{
    const struct history_message *removal;
    const struct history_binding *binding;

    (void)data;
    registered(fixture, 1, "Contact: <sip:desk@192.0.2.1>\r\nExpires: 60\r\n", "");
    binding = history_bindings_of_user(fixture->history, SPAN("bob"));
    removal = registered(fixture, 2, "Contact: *\r\nExpires: 0\r\n", "");
    g_assert_true(binding->ended == removal);
    history_begin_frame(fixture->history, fixture->frame, fixture->time_ns);
    g_assert_null(binding->ended);
    removal = registered(fixture, 3, "Contact: *\r\nExpires: 0\r\n", "");
    g_assert_true(binding->ended == removal);
}

static void
test_session(struct fixture *fixture, gconstpointer data)
{
    static const char sdp[] =
        "v=0\r\no=- 17 1 IN IP4 192.0.2.1\r\ns=x\r\nc=IN IP4 192.0.2.1\r\n"
        "t=0 0\r\nm=audio 49170 RTP/AVP 0 8\r\na=rtpmap:0 PCMU/8000\r\n"
        "a=candidate:1 1 UDP 1 192.0.2.1 9 typ host\r\na=ssrc:1 x\r\n"
        "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:secret\r\nm=video 0 RTP/AVP "
        "31\r\n";
    const struct history_message *invite, *again;

    (void)data;
    invite = hear(fixture, 1, 2, text_of(INVITE, VIA1, "", "1 INVITE", SDP_HEADERS, sdp));
    assert_span(history_session(invite),
                "v=\no=\nc=IN IP4 192.0.2.1\nm=audio 9 RTP/AVP 0 8\na=rtpmap:0 PCMU/8000\n"
                "a=candidate\na=crypto:1 AES_CM_128_HMAC_SHA1_80\nm=video 0 RTP/AVP 31\n");
    g_assert_true(invite->has_sdp);
    g_assert_true(invite->path->source->newest_sdp->message == invite);
    /* the next call with other ports says nothing new about the agent */
    again = hear(fixture, 1, 2,
                 text_of(INVITE, "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK7\r\n", "", "2 INVITE",
                         SDP_HEADERS, sdp));
    g_assert_true(again->has_sdp);
    g_assert_true(invite->path->source->newest_sdp->message == invite);
}

static void
test_sees(struct fixture *fixture, gconstpointer data)
{
    const struct history_message *invite, *answer;

    (void)data;
    invite = hear(fixture, 1, 2, text_of(INVITE, VIA1, "", "1 INVITE", "", ""));
    g_assert_false(history_sees(fixture->history, invite->path, invite->time_ns));
    answer = hear(fixture, 2, 1, text_of("SIP/2.0 200 OK", VIA1, ";tag=b", "1 INVITE", "", ""));
    g_assert_true(history_sees(fixture->history, invite->path, invite->time_ns));
    g_assert_true(history_sees(fixture->history, answer->path, invite->time_ns + 200 * SECOND));
    g_assert_false(history_sees(fixture->history, answer->path, invite->time_ns + 400 * SECOND));
    /* after a pause both directions count anew */
    fixture->time_ns += 1000 * SECOND;
    invite = hear(fixture, 1, 2, text_of(INVITE, VIA2, "", "2 INVITE", "", ""));
    g_assert_false(history_sees(fixture->history, invite->path, invite->time_ns));
    g_assert_true(history_sees(fixture->history, invite->path, answer->time_ns));
    g_assert_cmpint(history_first_time(fixture->history), ==, 1001 * SECOND);
    g_assert_cmpint(history_last_time(fixture->history), ==, invite->time_ns);
}

static void
test_icmp(struct fixture *fixture, gconstpointer data)
{
    const struct history_message *invite =
        hear(fixture, 1, 2, text_of(INVITE, VIA1, "", "1 INVITE", "", ""));
    struct history_network_error error = {
        .kind = NETWORK_UNREACHABLE, .frame = 2, .type = 3, .code = 3, .time_ns = fixture->time_ns
    };
    struct path path;

    (void)data;
    memcpy(&path, &invite->path->path, sizeof(path));
    history_add_icmp(fixture->history, &error, &path, &fixture->sip, 0);
    g_assert_nonnull(invite->transaction->extra);
    g_assert_true(invite->transaction->extra->errors->message == invite);
    g_assert_cmpuint(invite->transaction->extra->errors->frame, ==, 2);
    g_assert_null(invite->transaction->extra->errors->previous_of_request);
}

/* The message is known by its way and size, if nothing of it is quoted. */
static void
test_icmp_short(struct fixture *fixture, gconstpointer data)
{
    const struct history_message *invite =
        hear(fixture, 1, 2, text_of(INVITE, VIA1, "", "1 INVITE", "", ""));
    const struct history_message *ringing =
        hear(fixture, 2, 1, text_of("SIP/2.0 180 Ringing", VIA1, ";tag=b", "1 INVITE", "", ""));
    struct history_network_error error = { .kind = NETWORK_UNREACHABLE,
                                           .time_ns = fixture->time_ns };
    struct path there, back;

    (void)data;
    memcpy(&there, &invite->path->path, sizeof(there));
    memcpy(&back, &ringing->path->path, sizeof(back));
    history_add_icmp(fixture->history, &error, &there, NULL, invite->size + 1);
    g_assert_null(invite->transaction->extra);
    history_add_icmp(fixture->history, &error, &there, NULL, invite->size);
    g_assert_true(invite->transaction->extra->errors->message == invite);
    history_add_icmp(fixture->history, &error, &back, NULL, ringing->size);
    g_assert_true(invite->transaction->extra->errors->message == ringing);
    error.time_ns += 100 * SECOND; /* no router waits so long */
    error.frame = 9;
    history_add_icmp(fixture->history, &error, &there, NULL, invite->size);
    g_assert_cmpuint(invite->transaction->extra->errors->frame, !=, 9);
}

/* Transmissions are linked; a packet that was captured twice is none. */
static void
test_transmissions(struct fixture *fixture, gconstpointer data)
{
    const struct history_message *sent[4];
    size_t i;

    (void)data;
    for (i = 0; i < G_N_ELEMENTS(sent); i++) {
        if (i == 1) {
            fixture->time_ns -= SECOND; /* the same packet, on another interface */
        }
        sent[i] = hear(fixture, 1, 2, text_of(INVITE, VIA1, "", "1 INVITE", "", ""));
    }
    g_assert_true(history_duplicate_of(sent[1]) == sent[0]);
    g_assert_null(history_duplicate_of(sent[3]));
    g_assert_true(history_sent_before(sent[3]) == sent[2]);
    g_assert_true(history_sent_before(sent[2]) == sent[0]);
    g_assert_null(history_sent_before(sent[0]));
    g_assert_cmpuint(history_times_sent(sent[0]), ==, 3);
}

static void
test_failures(struct fixture *fixture, gconstpointer data)
{
    struct history_network_error error = { .kind = NETWORK_RESET,
                                           .frame = 1,
                                           .time_ns = 5 * SECOND };
    struct endpoint host = test_endpoint(2, 5060), other = test_endpoint(2, 5061);
    struct path path;

    (void)data;
    memset(&path, 0, sizeof(path));
    path.source = test_endpoint(2, 5060);
    path.destination = test_endpoint(1, 40000);
    history_add_failure(fixture->history, &error, &path); /* nobody there speaks SIP */
    g_assert_null(history_failure_near(fixture->history, NETWORK_RESET, &host, 6 * SECOND, SECOND));
    hear(fixture, 1, 2, text_of(INVITE, VIA1, "", "1 INVITE", "", ""));
    history_add_failure(fixture->history, &error, &path);
    g_assert_cmpuint(
        history_failure_near(fixture->history, NETWORK_RESET, &host, 6 * SECOND, SECOND)->frame, ==,
        1);
    g_assert_null(
        history_failure_near(fixture->history, NETWORK_RESET, &other, 6 * SECOND, SECOND));
    g_assert_null(history_failure_near(fixture->history, NETWORK_RESET, &host, 7 * SECOND, SECOND));
    g_assert_null(history_failure_near(fixture->history, NETWORK_RESET, &host, 4 * SECOND, SECOND));
    g_assert_null(
        history_failure_near(fixture->history, NETWORK_NO_NAME, &host, 6 * SECOND, SECOND));
}

/* All that a frame brought is taken back when its number comes again. */
static void
test_roll_back(struct fixture *fixture, gconstpointer data)
{
    const struct history_message *invite;

    (void)data;
    invite = hear(fixture, 1, 2, text_of(INVITE, VIA1, "", "1 INVITE", "User-Agent: x\r\n", ""));
    hear(fixture, 2, 3, text_of(INVITE, VIA2 VIA1, "", "1 INVITE", CREDENTIALS, ""));
    history_begin_frame(fixture->history, fixture->frame, fixture->time_ns);
    g_assert_null(history_down(invite->transaction));
    g_assert_null(invite->transaction->next_in_call);
    g_assert_null(history_token_find(fixture->history, SPAN("n1"))->newest_use);
    g_assert_null(history_find(fixture->history, fixture->frame, 0));
    g_assert_true(invite->transaction->call->newest == invite->transaction);
    g_assert_null(invite->path->destination->product);
    g_assert_false(invite->path->destination->forwards);
}

#define ADD(name, function)                                                                        \
    g_test_add("/history-facts/" name, struct fixture, NULL, set_up, function, tear_down)

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("kept", test_kept);
    ADD("kept/long", test_kept_long);
    ADD("fragment", test_fragment);
    ADD("chain", test_chain);
    ADD("credentials", test_credentials);
    ADD("registration", test_registration);
    ADD("registration/again", test_registration_again);
    ADD("registration/at-a-time", test_registrations_at_a_time);
    ADD("registration/lasts", test_registration_that_lasts);
    ADD("registration/taken-back", test_registration_taken_back);
    ADD("session", test_session);
    ADD("sees", test_sees);
    ADD("icmp", test_icmp);
    ADD("icmp/short", test_icmp_short);
    ADD("transmissions", test_transmissions);
    ADD("failures", test_failures);
    ADD("roll-back", test_roll_back);
    return g_test_run();
}
