/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Site tables: what is read, what is refused, and what their rules say of responses.
 */
#include "site_table.h"

#include <string.h>

#include <glib/gstdio.h>

#include "conversation.h"
#include "diagnosis.h"
#include "explanation.h"
#include "site_rules.h"

#define INVITE "INVITE sip:bob@b.example SIP/2.0"
#define BLOCKED "SIP/2.0 403 Blocked: credit limit"

#define RULE "[site r]\nverdict=ours"

/* A folder with one table, the table opened from it, and a conversation. */
struct fixture {
    char *folder, *path;
    struct code_table *table;
    GPtrArray *problems;
    struct conversation conversation;
    struct finding *finding;
    struct explanation *explanation;
};

static void
set_up(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    fixture->folder = g_dir_make_tmp("sipwhy-XXXXXX", NULL);
    fixture->path = g_build_filename(fixture->folder, "own.ini", NULL);
    fixture->problems = g_ptr_array_new_with_free_func(g_free);
    fixture->finding = finding_new();
    conversation_start(&fixture->conversation);
}

static void
tear_down(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    explanation_free(fixture->explanation);
    finding_free(fixture->finding);
    conversation_end(&fixture->conversation);
    code_table_free(fixture->table);
    g_ptr_array_unref(fixture->problems);
    g_unlink(fixture->path);
    g_rmdir(fixture->folder);
    g_free(fixture->path);
    g_free(fixture->folder);
}

static void
open_in(struct fixture *fixture, const char *text, const char *language)
{
    const struct site_choice choice = { .language = language, .folder = fixture->folder };

    g_assert_true(g_file_set_contents(fixture->path, text, -1, NULL));
    fixture->table = site_table_open(&choice, fixture->problems);
}

static void
open_table(struct fixture *fixture, const char *text)
{
    open_in(fixture, text, "en");
    if (fixture->problems->len) {
        g_error("%s", (const char *)g_ptr_array_index(fixture->problems, 0));
    }
}

/* Bob refuses what Alice asked for. */
static const struct explanation *
explain(struct fixture *fixture, const struct line *request, const struct line *response)
{
    const struct history_message *message;

    if (request) {
        conversation_add(&fixture->conversation, request);
    }
    message = conversation_add(&fixture->conversation, response);
    explanation_free(fixture->explanation);
    diagnosis_find(fixture->table, fixture->conversation.history, message,
                   &fixture->conversation.message, fixture->finding);
    fixture->explanation = explanation_new(fixture->table, fixture->finding,
                                           fixture->conversation.message.reason_phrase);
    return fixture->explanation;
}

/* ---- what a rule says ---- */

static void
test_says(struct fixture *fixture, gconstpointer data)
{
    const struct explanation *explanation;
    const struct explanation_step *step;
    const struct explanation_reference *reference;

    (void)data;
    open_table(fixture,
               "[site credit]\nmatch.code=403\nmatch.phrase=^Blocked: (?<limit>[a-z]+) (limit)$\n"
               "verdict={limit} {phrase.2} of {code} to {method}⟦, {header.X-None}⟧\n"
               "match.header.Server=^(.*)$\n"
               "why.1=Said by {source}, asked for {host}: \"{phrase}\" ({header.server.1}).\n"
               "why.3=Third.\nfix.2=carrier,caller: Pay.\nseverity=error\nconfidence=certain\n"
               "references=RFC 3261 section 21.4.4;RFC 3326\nurl=https://wiki.example/credit\n");
    explanation = explain(
        fixture, &(struct line){ INVITE },
        &(struct line){ BLOCKED, .from_bob = true, .to_tag = "b", .extra = "Server: Own 1.0\r\n" });
    g_assert_cmpstr(explanation->cause, ==, "site/credit");
    g_assert_cmpstr(explanation->verdict, ==, "credit limit of 403 to INVITE");
    g_assert_cmpstr(explanation->confidence, ==, "certain");
    g_assert_cmpint(explanation->severity, ==, SEVERITY_ERROR);
    g_assert_cmpuint(explanation->why->len, ==, 2);
    g_assert_cmpstr(g_ptr_array_index(explanation->why, 0), ==,
                    "Said by 192.0.2.2:5060, asked for b.example: \"Blocked: credit limit\" "
                    "(Own 1.0).");
    g_assert_cmpstr(g_ptr_array_index(explanation->why, 1), ==, "Third.");
    g_assert_cmpuint(explanation->fix->len, ==, 1);
    step = g_ptr_array_index(explanation->fix, 0);
    g_assert_cmpstr(step->label, ==, "carrier, caller");
    g_assert_cmpstr(step->text, ==, "Pay.");
    reference = g_ptr_array_index(explanation->references, 0);
    g_assert_cmpstr(reference->url, ==, "https://wiki.example/credit");
    reference = g_ptr_array_index(explanation->references, 1);
    g_assert_cmpstr(reference->text, ==, "RFC 3261 section 21.4.4");
    reference = g_ptr_array_index(explanation->references, 2);
    g_assert_cmpstr(reference->text, ==, "RFC 3326");
}

/* ---- what a rule looks at ---- */

struct match_row {
    const char *match;
    bool fits;
};

static const struct match_row match_rows[] = {
    { "match.code=403", true },
    { "match.code=404", false },
    { "match.code=4xx", true },
    { "match.code=5xx, 400-402 ; 480", false },
    { "match.code=480;400-403", true },
    { "match.method=INVITE", true },
    { "match.method=REGISTER, BYE", false },
    { "match.method=re-INVITE", false },
    { "match.phrase=^Blocked", true },
    { "match.phrase=^blocked", false },
    { "match.phrase=(?i)^blocked", true },
    { "match.product=^Own", true },
    { "match.product=Asterisk", false },
    { "match.header.X-Limit=^first$", true },
    { "match.header.x-limit=^second$", true },
    { "match.header.X-Limit=^third$", false },
    { "match.header.X-None=.*", false },
    { "match.header.Contact=bob@", true },
    { "match.header.m=bob@", true },
    { "match.request.header.From=alice@a\\.example", true },
    { "match.request.header.From=carol", false },
    { "match.request.header.Privacy=.*", false },
    { "match.host=b.example", true },
    { "match.host=B.EXAMPLE;c.example", true },
    { "match.host=*.example", true },
    { "match.host=*.b.example", false },
    { "match.host=example", false },
    { "match.source=192.0.2.2", true },
    { "match.source=192.0.2.1", false },
    { "match.source=192.0.2.0/30", true },
    { "match.source=192.0.2.4/30", false },
    { "match.source=2001:db8::/32;192.0.2.2/32", true },
    { "match.source=::/0", false },
    { "match.source=0.0.0.0/0", true },
    { "match.code=403\nmatch.phrase=^Other", false },
};

static void
test_matches(struct fixture *fixture, gconstpointer data)
{
    const struct match_row *row = data;
    char *text = g_strdup_printf(RULE "\n%s\n", row->match);
    const struct explanation *explanation;

    open_table(fixture, text);
    explanation = explain(fixture, &(struct line){ INVITE },
                          &(struct line){ BLOCKED, .from_bob = true, .to_tag = "b",
                                          .extra = "Server: Own 1.0\r\nX-Limit: first\r\n"
                                                   "x-limit:  second\r\n"
                                                   "m: <sip:bob@192.0.2.2>\r\n" });
    g_assert_cmpint(strcmp(explanation->cause, "site/r") == 0, ==, row->fits);
    g_free(text);
}

/* A re-INVITE is an INVITE too. */
static void
test_matches_reinvite(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    open_table(fixture, RULE "\nmatch.method=INVITE\nconfidence=certain\n");
    conversation_add(&fixture->conversation, &(struct line){ INVITE });
    conversation_add(&fixture->conversation,
                     &(struct line){ "SIP/2.0 200 OK", .to_tag = "b", .from_bob = true });
    g_assert_cmpstr(
        explain(fixture,
                &(struct line){ INVITE, .branch = "z9hG4bK2", .to_tag = "b", .cseq = "2 INVITE" },
                &(struct line){ BLOCKED, .branch = "z9hG4bK2", .to_tag = "b", .cseq = "2 INVITE",
                                .from_bob = true })
            ->cause,
        ==, "site/r");
    g_assert_cmpstr(fixture->finding->method, ==, "re-INVITE");
}

/* A request that was not captured has no host. */
static void
test_matches_without_request(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    open_table(fixture, RULE " {host}⟦ at {host}⟧\nmatch.host=*.example\n");
    g_assert_cmpstr(explain(fixture, NULL, &(struct line){ BLOCKED, .from_bob = true })->cause, !=,
                    "site/r");
}

static void
test_stops_explosions(struct fixture *fixture, gconstpointer data)
{
    char *phrase = g_strnfill(200, 'a');
    char *start = g_strdup_printf("SIP/2.0 403 %s!", phrase), *problem;
    struct site_rules *rules;
    int i;

    (void)data;
    open_table(fixture,
               "[site slow]\nverdict=slow\nmatch.phrase=^(a+)+$\n" RULE "\nmatch.code=403\n");
    rules = code_table_site_rules(fixture->table);
    for (i = 0; i < 3; i++) {
        g_assert_cmpstr(
            explain(fixture, &(struct line){ INVITE }, &(struct line){ start, .from_bob = true })
                ->cause,
            ==, "site/r");
    }
    problem = site_rules_take_problem(rules);
    g_assert_nonnull(strstr(problem, "own.ini:1: [site slow] stopped in frame 2"));
    g_free(problem);
    g_assert_null(site_rules_take_problem(rules)); /* once */
    g_free(start);
    g_free(phrase);
}

/* ---- which cause is shown ---- */

/* A first challenge that the client answers: certain, proven by two frames, and normal life. */
#define CHALLENGE "SIP/2.0 401 Unauthorized"
#define CHALLENGE_FIELD "WWW-Authenticate: Digest realm=\"a\", nonce=\"1\"\r\n"
#define ANSWER_FIELD                                                                               \
    "Authorization: Digest username=\"alice\", realm=\"a\", nonce=\"1\", uri=\"sip:b.example\", "  \
    "response=\"0\"\r\n"

static const struct explanation *
explain_answered_challenge(struct fixture *fixture)
{
    const struct history_message *message;

    conversation_add(&fixture->conversation, &(struct line){ INVITE });
    message = conversation_add(
        &fixture->conversation,
        &(struct line){ CHALLENGE, .to_tag = "b", .from_bob = true, .extra = CHALLENGE_FIELD });
    conversation_add(
        &fixture->conversation,
        &(struct line){ INVITE, .branch = "z9hG4bK2", .cseq = "2 INVITE", .extra = ANSWER_FIELD });
    conversation_add(&fixture->conversation,
                     &(struct line){ "SIP/2.0 200 OK", .branch = "z9hG4bK2", .to_tag = "b",
                                     .cseq = "2 INVITE", .from_bob = true });
    /* the finding is wanted of the challenge, whose bytes are read again */
    {
        char *text = line_text(
            &(struct line){ CHALLENGE, .to_tag = "b", .from_bob = true, .extra = CHALLENGE_FIELD });
        struct sip_buffer buffer = { .bytes = span_of(text) };
        struct sip_message sip;

        g_assert_true(sip_message_read(&buffer, &sip));
        diagnosis_find(fixture->table, fixture->conversation.history, message, &sip,
                       fixture->finding);
        fixture->explanation = explanation_new(fixture->table, fixture->finding, sip.reason_phrase);
        g_free(text);
    }
    return fixture->explanation;
}

static unsigned
frames_of_evidence(const struct explanation *explanation, uint32_t frame)
{
    unsigned found = 0;
    guint i;

    for (i = 0; i < explanation->evidence->len; i++) {
        const struct explanation_evidence *evidence = g_ptr_array_index(explanation->evidence, i);

        g_assert_null(strchr(evidence->text, '{'));
        found += evidence->frame == frame;
    }
    return found;
}

/* The user's rule comes first; the frames of the certain cause that it displaces stay linked. */
static void
test_stands_first(struct fixture *fixture, gconstpointer data)
{
    const struct explanation *explanation;
    const struct explanation_possibility *also;

    (void)data;
    open_table(fixture, RULE "\nmatch.code=401\n");
    explanation = explain_answered_challenge(fixture);
    g_assert_cmpstr(explanation->cause, ==, "site/r");
    g_assert_cmpuint(explanation->also->len, ==, 1);
    also = g_ptr_array_index(explanation->also, 0);
    g_assert_true(g_str_has_prefix(also->cause, "401-challenge-answered"));
    g_assert_cmpuint(frames_of_evidence(explanation, 3), >=, 1);
}

/* A certain cause that the response shows by itself has no frames to be linked. */
static void
test_stands_first_without_frames(struct fixture *fixture, gconstpointer data)
{
    const struct explanation *explanation;
    const struct explanation_possibility *also;

    (void)data;
    open_table(fixture, RULE "\nmatch.code=485\n");
    explanation = explain(fixture, &(struct line){ INVITE },
                          &(struct line){ "SIP/2.0 485 Ambiguous", .to_tag = "b", .from_bob = true,
                                          .extra = "Contact: <sip:bob.smith@b.example>\r\n" });
    g_assert_cmpstr(explanation->cause, ==, "site/r");
    g_assert_cmpuint(explanation->also->len, ==, 1);
    also = g_ptr_array_index(explanation->also, 0);
    g_assert_cmpstr(also->cause, ==, "485-ambiguous");
}

/* One that is not so sure stands behind what is proven. */
static void
test_stands_back(struct fixture *fixture, gconstpointer data)
{
    const struct explanation *explanation;
    const struct explanation_possibility *also;

    (void)data;
    open_table(fixture, RULE "\nmatch.code=401\nconfidence=possible\nseverity=error\n");
    explanation = explain_answered_challenge(fixture);
    g_assert_true(g_str_has_prefix(explanation->cause, "401-challenge-answered"));
    also = g_ptr_array_index(explanation->also, 0);
    g_assert_cmpstr(also->cause, ==, "site/r");
    g_assert_cmpstr(also->verdict, ==, "ours");
}

/* Rules of packs: behind what is proven, before what is only possible. */
static void
test_pack(struct fixture *fixture, gconstpointer data)
{
    static const char *const off[] = { "kamailio", NULL };
    const struct site_choice without = { .language = "en", .without = off };
    const struct line response = { "SIP/2.0 500 I'm terribly sorry, server error occurred (7/TM)",
                                   .from_bob = true };

    (void)data;
    open_table(fixture, "[404]\nmeans=gone\n");
    g_assert_cmpstr(explain(fixture, &(struct line){ INVITE }, &response)->cause, ==,
                    "site/kamailio-server-error");
    g_assert_nonnull(strstr(fixture->explanation->verdict, "(internal error 7)"));
    finding_clear(fixture->finding);
    code_table_free(fixture->table);
    fixture->table = site_table_open(&without, fixture->problems);
    g_assert_cmpuint(fixture->problems->len, ==, 0);
    g_assert_cmpstr(
        explain(fixture, &(struct line){ INVITE, .branch = "z9hG4bK9" },
                &(struct line){ response.start, .branch = "z9hG4bK9", .from_bob = true })
            ->cause,
        !=, "site/kamailio-server-error");
}

/* ---- texts and codes ---- */

static void
test_texts(struct fixture *fixture, gconstpointer data)
{
    GPtrArray *list;

    (void)data;
    open_in(fixture,
            "[404]\nmeans=gone\nmeans[ja]=\346\266\210\nwhy.1=only one\nfix.1=caller: Call.\n"
            "[404 PUBLISH]\nverdict=no such paper\n[480 vs 404]\ndiffers=in ours\n"
            "[label]\nwhy=Wherefore\n[rule 404-domain-not-served]\nverdict={server} is lost\n",
            "ja");
    g_assert_cmpuint(fixture->problems->len, ==, 0);
    g_assert_cmpstr(code_text(fixture->table, 404, "INVITE", "means"), ==, "\346\266\210");
    g_assert_cmpstr(code_text(fixture->table, 404, "PUBLISH", "verdict"), ==, "no such paper");
    g_assert_cmpstr(code_difference(fixture->table, 404, 480), ==, "in ours");
    g_assert_cmpstr(explanation_label(fixture->table, "why"), ==, "Wherefore");
    g_assert_cmpstr(rule_text(fixture->table, "404-domain-not-served", NULL, "verdict"), ==,
                    "{server} is lost");
    list = code_texts(fixture->table, 404, NULL, "why");
    g_assert_cmpuint(list->len, ==, 1);
    g_assert_cmpstr(g_ptr_array_index(list, 0), ==, "only one");
    g_ptr_array_unref(list);
    list = code_texts(fixture->table, 403, "INVITE", "why");
    g_assert_cmpuint(list->len, >, 1);
    g_ptr_array_unref(list);
}

static void
test_codes(struct fixture *fixture, gconstpointer data)
{
    const struct explanation *explanation;
    const struct explanation_reference *reference;
    const struct code_facts *facts;
    gsize count;

    (void)data;
    open_table(fixture, "[499]\nmeans=The lunch break.\nverdict=they eat\n"
                        "[code 499]\nphrase=Lunch\nconfused_with=480\nseverity=note\n"
                        "[code 404]\nseverity=error\n[code 698]\nphrase=Bare\n");
    facts = code_table_find(fixture->table, 499);
    g_assert_cmpstr(facts->phrase, ==, "Lunch");
    g_assert_cmpstr(facts->methods[0], ==, "any");
    g_assert_cmpint(code_table_find(fixture->table, 404)->severity, ==, SEVERITY_ERROR);
    g_assert_cmpstr(code_table_find(fixture->table, 404)->phrase, ==, "Not Found");
    g_assert_cmpint(code_table_all(fixture->table, &count)[count - 1]->code, ==, 698);
    explanation = explain(fixture, &(struct line){ INVITE },
                          &(struct line){ "SIP/2.0 499 x", .from_bob = true, .to_tag = "b" });
    g_assert_cmpstr(explanation->verdict, ==, "they eat");
    g_assert_cmpstr(explanation->title, ==, "SIP Why: 499 Lunch: they eat");
    g_assert_cmpint(explanation->severity, ==, SEVERITY_NOTE);
    reference = g_ptr_array_index(explanation->references, 0);
    g_assert_cmpstr(reference->text, ==, "own.ini");
    explanation = explain(
        fixture, &(struct line){ INVITE, .branch = "z9hG4bK3" },
        &(struct line){ "SIP/2.0 698 x", .branch = "z9hG4bK3", .from_bob = true, .to_tag = "b" });
    g_assert_cmpstr(explanation->verdict, ==,
                    "an unregistered refusal for all places, to be treated as 600");
}

/* ---- mistakes ---- */

static const struct {
    const char *text, *problem;
} mistakes[] = {
    { "[site r]\nmatch.code=403", ":1: [site r] has no verdict" },
    { "[site r]\nverdict=x", ":1: [site r] has no match key" },
    { "[site R!]\nverdict=x\nmatch.code=403",
      ":1: [site R!] the name of a rule has small letters, digits and '-' only" },
    { RULE "\nmatch.code=4oo", ":3: [site r] match.code: '4oo' is no code" },
    { RULE "\nmatch.code=403;7xx", ":3: [site r] match.code: '7xx' is no code" },
    { RULE "\nmatch.code=486-480", ":3: [site r] match.code: '486-480' is no code" },
    { RULE "\nmatch.method=invite", ":3: [site r] match.method: 'invite' is no method" },
    { RULE "\nmatch.source=192.0.2.0/33",
      ":3: [site r] match.source: '192.0.2.0/33' is no source" },
    { RULE "\nmatch.source=b.example", ":3: [site r] match.source: 'b.example' is no source" },
    { RULE "\nmatch.host=sip:bob@b.example",
      ":3: [site r] match.host: 'sip:bob@b.example' is no host" },
    { RULE "\nmatch.phrase=(x", ":3: [site r] match.phrase: " },
    { RULE "\nmatch.sdp=x", ":3: [site r] match.sdp: no such key" },
    { RULE "\nmatch.header.=x", ":3: [site r] match.header.: no such key" },
    { RULE "\nmatch.request.header.X-Foo=x",
      ":3: [site r] match.request.header.X-Foo: this header field of requests is not kept" },
    { RULE " {who}\nmatch.code=403", ":2: [site r] verdict: nothing gives {who} a value" },
    { RULE " {phrase.1}\nmatch.phrase=a",
      ":2: [site r] verdict: nothing gives {phrase.1} a value" },
    { RULE " {phrase.2}\nmatch.phrase=(a)",
      ":2: [site r] verdict: nothing gives {phrase.2} a value" },
    { RULE "\nmatch.code=403\nwhy.1[ja]={who}",
      ":4: [site r] why.1[ja]: nothing gives {who} a value" },
    { RULE " \342\237\246x\nmatch.code=403",
      ":2: [site r] verdict: a \342\237\246 or \342\237\247 stands alone" },
    { RULE "\nmatch.code=403\nfix.1=the boss: Act.",
      ":4: [site r] fix.1: 'the boss' is nobody who acts" },
    { RULE "\nmatch.code=403\nfix.1=Act.", ":4: [site r] fix.1: '' is nobody who acts" },
    { RULE "\nmatch.code=403\nwhy=x", ":4: [site r] why: no such key" },
    { RULE "\nmatch.code=403\nseverity=loud",
      ":4: [site r] severity: 'loud' is no severity: chat, note, warn, error" },
    { RULE "\nmatch.code=403\nconfidence=general",
      ":4: [site r] confidence: 'general' is no confidence: certain, likely, possible" },
    { RULE "\nmatch.code=403\nurl=wiki",
      ":4: [site r] url: 'wiki' is no link, such as https://wiki.example/sip" },
    { RULE "\nmatch.code=403\nverdict[ja=x", ":4: [site r] verdict[ja: is no name of a key" },
    { "[499]\nmeans=x", ":1: [499] no such code; a group [code 499] adds it" },
    { "[code 499]\nmeans=x", ":1: [code 499] a new code needs a phrase" },
    { "[code 700]\nphrase=x", ":1: [code 700] a code is a number from 100 to 699" },
    { "[code 404]\nseverity=loud", ":2: [code 404] severity: 'loud' is none of chat|note|warn" },
    { "[code 404]\nheaders=Allow", ":2: [code 404] headers: 'Allow' is none of " },
    { "[code 404]\nmeans=x", ":2: [code 404] means: no such key" },
    { "[404]\nmeans={who}", ":2: [404] means: nothing gives {who} a value" },
    { "[404]\nmeaning=x", ":2: [404] meaning: no such key" },
    { "[rule 404-nothing]\nverdict=x", ":1: [rule 404-nothing] no such rule" },
    { "[rule 404-domain-not-served]\nverdict={who}",
      ":2: [rule 404-domain-not-served] verdict: nothing gives {who} a value" },
    { "[label]\nno=x", ":2: [label] no: no such key" },
    { "[lable]\nwhy=x", ":1: [lable] no such group" },
    { "[file]\nname=x", ":2: [file] name: no such key" },
};

/* Each mistake is told with its line, also by the check of a single file; what stands around it is
 * used. */
static void
test_mistake(struct fixture *fixture, gconstpointer data)
{
    const char *mistaken = mistakes[GPOINTER_TO_UINT(data)].text;
    char *text = g_strdup_printf(
        "%s\n[410]\nmeans=kept\n[site kept]\nmatch.code=410\nverdict=kept\n", mistaken);
    char *expected = g_strconcat(fixture->path, mistakes[GPOINTER_TO_UINT(data)].problem, NULL);
    GPtrArray *checked = g_ptr_array_new_with_free_func(g_free);

    open_in(fixture, text, "en");
    g_assert_cmpuint(fixture->problems->len, ==, 1);
    if (!g_str_has_prefix(g_ptr_array_index(fixture->problems, 0), expected)) {
        g_error("%s instead of %s", (const char *)g_ptr_array_index(fixture->problems, 0),
                expected);
    }
    g_assert_cmpstr(code_text(fixture->table, 410, NULL, "means"), ==, "kept");
    g_assert_nonnull(rule_text(fixture->table, "site/kept", NULL, "verdict"));
    g_assert_false(site_table_check(fixture->path, text, strlen(text), checked));
    g_assert_cmpstr(g_ptr_array_index(checked, 0), ==, g_ptr_array_index(fixture->problems, 0));
    g_ptr_array_unref(checked);
    g_free(expected);
    g_free(text);
}

/* Several mistakes come in the order of their lines. */
static void
test_mistakes_in_order(struct fixture *fixture, gconstpointer data)
{
    static const char *const lines[] = { ":2: ", ":4: ", ":5: ", ":7: ", ":9: " };
    gsize i;

    (void)data;
    open_in(fixture,
            "[404]\nmeaning=x\n[site r]\nmatch.code=x\nnonsense\nverdict=y\n"
            "fix.1=nobody: x\n[code 404]\nseverity=x\n",
            "en");
    g_assert_cmpuint(fixture->problems->len, ==, G_N_ELEMENTS(lines));
    for (i = 0; i < G_N_ELEMENTS(lines); i++) {
        const char *problem = g_ptr_array_index(fixture->problems, i);

        g_assert_true(g_str_has_prefix(problem + strlen(fixture->path), lines[i]));
    }
}

static void
test_names(struct fixture *fixture, gconstpointer data)
{
    char *other = g_build_filename(fixture->folder, "zzz.ini", NULL);

    (void)data;
    g_assert_true(g_file_set_contents(other, RULE " later\nmatch.code=403\n", -1, NULL));
    open_in(fixture,
            "\357\273\277" RULE "\r\nmatch.code=403\r\n"
            "[site kamailio-server-error]\nverdict=mine\nmatch.code=500\n",
            "en");
    g_assert_cmpuint(fixture->problems->len, ==, 1);
    g_assert_nonnull(strstr(g_ptr_array_index(fixture->problems, 0),
                            "zzz.ini:1: [site r] there is a rule of that name already"));
    g_assert_cmpstr(rule_text(fixture->table, "site/r", NULL, "verdict"), ==, "ours");
    /* a rule of a pack can be replaced, with all that it said */
    g_assert_cmpstr(rule_text(fixture->table, "site/kamailio-server-error", NULL, "verdict"), ==,
                    "mine");
    g_assert_null(rule_text(fixture->table, "site/kamailio-server-error", NULL, "why.1"));
    g_unlink(other);
    g_free(other);
}

static void
test_files(struct fixture *fixture, gconstpointer data)
{
    static const char *const off[] = { "nopack", NULL };
    struct site_choice choice = { .language = "en", .folder = fixture->folder, .without = off };
    char *folder = g_build_filename(fixture->folder, "folder.ini", NULL);

    (void)data;
    g_assert_false(site_table_is_in(fixture->folder));
    g_assert_false(site_table_is_in("/nowhere"));
    g_assert_false(site_table_is_in(NULL));
    g_assert_cmpint(g_mkdir(folder, 0700), ==, 0);
    g_assert_true(site_table_is_in(fixture->folder));
    fixture->table = site_table_open(&choice, fixture->problems);
    g_assert_cmpuint(fixture->problems->len, ==, 2);
    g_assert_cmpstr(g_ptr_array_index(fixture->problems, 0), ==, "nopack: no such pack");
    g_assert_true(g_str_has_suffix(g_ptr_array_index(fixture->problems, 1),
                                   "folder.ini: is no regular file"));
    g_rmdir(folder);
    g_free(folder);
}

/* ---- what is shipped ---- */

static void
check_shipped(const char *folder, const char *name)
{
    GPtrArray *problems = g_ptr_array_new_with_free_func(g_free);
    char *path = g_test_build_filename(G_TEST_DIST, "..", "src", "data", folder, name, NULL);
    char *text;
    gsize length;

    g_assert_true(g_file_get_contents(path, &text, &length, NULL));
    site_table_check(path, text, length, problems);
    if (problems->len) {
        g_error("%s", (const char *)g_ptr_array_index(problems, 0));
    }
    g_free(text);
    g_free(path);
    g_ptr_array_unref(problems);
}

static void
test_shipped(void)
{
    const char **packs = site_pack_names();
    gsize i;

    for (i = 0; packs[i]; i++) {
        char *name = g_strconcat(packs[i], ".ini", NULL);

        check_shipped("packs", name);
        g_free(name);
    }
    g_assert_cmpuint(i, ==, 6);
    check_shipped(".", "site-example.ini");
    g_free(packs);
}

/* Each rule of a pack says where its facts come from, who acts, and says it in Japanese too. */
static void
test_packs_complete(void)
{
    const struct site_choice english = { .language = "en" }, japanese = { .language = "ja" };
    struct code_table *tables[] = { site_table_open(&english, NULL),
                                    site_table_open(&japanese, NULL) };
    const GPtrArray *rules = site_rules_all(code_table_site_rules(tables[0]));
    static const char *const keys[] = { "verdict", "why.1", "fix.1" };
    guint i;
    gsize j;

    g_assert_cmpuint(rules->len, >, 50);
    for (i = 0; i < rules->len; i++) {
        const struct rule *rule = g_ptr_array_index(rules, i);

        g_assert_nonnull(rule->source);
        g_assert_nonnull(rule->url);
        for (j = 0; j < G_N_ELEMENTS(keys); j++) {
            const char *text = rule_text(tables[0], rule->id, NULL, keys[j]);

            g_assert_nonnull(text);
            g_assert_cmpuint(strlen(text), <=, 230);
            g_assert_cmpstr(rule_text(tables[1], rule->id, NULL, keys[j]), !=, text);
        }
    }
    code_table_free(tables[0]);
    code_table_free(tables[1]);
}

static void
add(const char *path, gconstpointer data, void (*test)(struct fixture *, gconstpointer))
{
    g_test_add(path, struct fixture, data, set_up, test, tear_down);
}

static void
add_rows(void)
{
    gsize i;

    for (i = 0; i < G_N_ELEMENTS(match_rows); i++) {
        char *path = g_strdup_printf("/site_table/match/%zu", i);

        add(path, &match_rows[i], test_matches);
        g_free(path);
    }
    for (i = 0; i < G_N_ELEMENTS(mistakes); i++) {
        char *path = g_strdup_printf("/site_table/mistake/%zu", i);

        add(path, GUINT_TO_POINTER(i), test_mistake);
        g_free(path);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    add("/site_table/says", NULL, test_says);
    add("/site_table/match/reinvite", NULL, test_matches_reinvite);
    add("/site_table/match/without_request", NULL, test_matches_without_request);
    add("/site_table/stops_explosions", NULL, test_stops_explosions);
    add("/site_table/stands_first", NULL, test_stands_first);
    add("/site_table/stands_first_without_frames", NULL, test_stands_first_without_frames);
    add("/site_table/stands_back", NULL, test_stands_back);
    add("/site_table/pack", NULL, test_pack);
    add("/site_table/texts", NULL, test_texts);
    add("/site_table/codes", NULL, test_codes);
    add("/site_table/mistakes_in_order", NULL, test_mistakes_in_order);
    add("/site_table/names", NULL, test_names);
    add("/site_table/files", NULL, test_files);
    add_rows();
    g_test_add_func("/site_table/shipped", test_shipped);
    g_test_add_func("/site_table/packs_complete", test_packs_complete);
    return g_test_run();
}
