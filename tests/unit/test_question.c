/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Training: what each rule has for it, and what becomes of a finding.
 */
#include "question.h"

#include "conversation.h"
#include "counter_evidence.h"
#include "diagnosis.h"
#include "rules.h"
#include "shuffle.h"

#define MOST_BYTES 190

static struct code_table *table;

/* ---- chance ---- */

/* The numbers that other implementations of SplitMix64 give for the seed 1234567. */
static void
test_shuffle_numbers(void)
{
    static const uint64_t expected[] = {
        UINT64_C(6457827717110365317),  UINT64_C(3203168211198807973),
        UINT64_C(9817491932198370423),  UINT64_C(4593380528125082431),
        UINT64_C(16408922859458223821),
    };
    struct shuffle shuffle = { 1234567 };
    gsize i;

    for (i = 0; i < G_N_ELEMENTS(expected); i++) {
        g_assert_cmpuint(shuffle_next(&shuffle), ==, expected[i]);
    }
}

static void
test_shuffle_below(void)
{
    struct shuffle shuffle = { 7 };
    guint counts[3] = { 0 }, i;

    for (i = 0; i < 3000; i++) {
        uint32_t number = shuffle_below(&shuffle, 3);

        g_assert_cmpuint(number, <, 3);
        counts[number]++;
    }
    for (i = 0; i < 3; i++) {
        g_assert_cmpuint(counts[i], >, 900);
    }
    g_assert_cmpuint(shuffle_below(&shuffle, 1), ==, 0);
}

static char *
shuffled(uint64_t seed, guint first)
{
    static const char *const words[] = { "a", "b", "c", "d", "e", "f", "g", "h" };
    GPtrArray *array = g_ptr_array_new();
    struct shuffle shuffle = { seed };
    char *joined;
    gsize i;

    for (i = 0; i < G_N_ELEMENTS(words); i++) {
        g_ptr_array_add(array, (gpointer)words[i]);
    }
    shuffle_pointers(&shuffle, array, first);
    g_ptr_array_add(array, NULL);
    joined = g_strjoinv("", (char **)array->pdata);
    g_ptr_array_unref(array);
    return joined;
}

/* The orders stand here so that no machine has others. */
static void
test_shuffle_order(void)
{
    char *one = shuffled(1, 0), *two = shuffled(2, 0), *again = shuffled(1, 0);
    char *rest = shuffled(1, 6);

    g_assert_cmpstr(one, ==, again);
    g_assert_cmpstr(one, !=, two);
    g_assert_cmpstr(one, ==, "adhbcgfe");
    g_assert_cmpstr(two, ==, "achbgdfe");
    g_assert_true(g_str_has_prefix(rest, "abcdef"));
    g_free(one);
    g_free(two);
    g_free(again);
    g_free(rest);
}

/* ---- data ---- */

static struct text_table *
open_file(const char *name)
{
    GPtrArray *problems = g_ptr_array_new_with_free_func(g_free);
    struct text_table *file = text_table_new_embedded(name, NULL, problems);

    g_assert_nonnull(file);
    g_assert_cmpuint(problems->len, ==, 0);
    g_ptr_array_unref(problems);
    return file;
}

/* A sentence that needs no value. */
static void
assert_sentence(const char *file, const char *group, const char *key, const char *text)
{
    if (!text) {
        g_error("%s lacks [%s] %s", file, group, key);
    }
    if (!strchr(".?", text[strlen(text) - 1]) && !g_str_has_suffix(text, "。")) {
        g_error("%s: [%s] %s is no sentence", file, group, key);
    }
    if (strchr(text, '{') || strlen(text) > MOST_BYTES) {
        g_error("%s: [%s] %s has a placeholder, or is too long", file, group, key);
    }
}

/* Each built-in rule has a sentence for its cause, one for its sign, and a place to look at. */
static void
test_rules_have_texts(gconstpointer data)
{
    const char *name = data;
    struct text_table *texts = open_file(name), *facts = open_file("training.ini");
    const struct rule_family *family;
    const struct rule *rule;
    guint count = 0;

    for (family = rule_families; family->rules; family++) {
        for (rule = family->rules; rule->id; rule++, count++) {
            const char *look = text_table_find(facts, "look", rule->id);

            assert_sentence(name, "training option", rule->id,
                            text_table_find(texts, "training option", rule->id));
            assert_sentence(name, "training sign", rule->id,
                            text_table_find(texts, "training sign", rule->id));
            g_assert_nonnull(look);
            assert_sentence(name, "training look", look,
                            text_table_find(texts, "training look", look));
        }
    }
    g_assert_cmpuint(count, >, 90);
    text_table_free(texts);
    text_table_free(facts);
}

/* Nothing is there for a rule that is gone, nor twice for two causes. */
static void
test_texts_have_rules(void)
{
    static const char *const groups[] = { "training option", "training sign" };
    struct text_table *texts = open_file("en.ini");
    GHashTable *seen = g_hash_table_new(g_str_hash, g_str_equal);
    gsize i;

    for (i = 0; i < G_N_ELEMENTS(groups); i++) {
        const char **keys = text_table_keys(texts, groups[i]), **key;

        for (key = keys; *key; key++) {
            if (!rule_find(*key)) {
                g_error("[%s] %s: there is no such rule", groups[i], *key);
            }
            if (!g_hash_table_add(seen, (gpointer)text_table_find(texts, groups[i], *key))) {
                g_error("[%s] %s: another rule says the same", groups[i], *key);
            }
        }
        g_free(keys);
    }
    g_hash_table_destroy(seen);
    text_table_free(texts);
}

/* What speaks against a rule is known to the code, and all that is known is used and has a text. */
static void
test_counter_evidence_names(void)
{
    struct text_table *facts = open_file("training.ini");
    const char **names = counter_evidence_names(), **name;
    const char **keys = text_table_keys(facts, "against"), **key;
    GHashTable *used = g_hash_table_new(g_str_hash, g_str_equal);

    for (key = keys; *key; key++) {
        const char *const *word = text_table_list(facts, "against", *key);

        g_assert_nonnull(rule_find(*key));
        for (; *word; word++) {
            if (!g_strv_contains(names, *word)) {
                g_error("training.ini: [against] %s: %s is not known", *key, *word);
            }
            g_hash_table_add(used, (gpointer)*word);
        }
    }
    for (name = names; *name; name++) {
        g_assert_nonnull(code_table_text(table, "training against", *name));
        if (!g_hash_table_contains(used, *name)) {
            g_error("training.ini: no rule has %s", *name);
        }
    }
    g_hash_table_destroy(used);
    g_free(names);
    g_free(keys);
    text_table_free(facts);
}

/* ---- questions ---- */

/* A conversation whose last message is asked about. */
struct lesson {
    struct conversation conversation;
    struct finding *finding;
    struct explanation *explanation;
    struct subject subject;
    struct question *question;
};

static void
lesson_start(struct lesson *lesson)
{
    memset(lesson, 0, sizeof(*lesson));
    conversation_start(&lesson->conversation);
    lesson->finding = finding_new();
}

static void
lesson_end(struct lesson *lesson)
{
    question_free(lesson->question);
    explanation_free(lesson->explanation);
    finding_free(lesson->finding);
    conversation_end(&lesson->conversation);
}

static void
say(struct lesson *lesson, struct line line)
{
    conversation_add(&lesson->conversation, &line);
}

static void
ask(struct lesson *lesson, struct line line, uint64_t seed)
{
    const struct history_message *message = conversation_add(&lesson->conversation, &line);
    const struct history *history = lesson->conversation.history;
    const struct sip_message *sip = &lesson->conversation.message;
    struct question_source source = { .subject = &lesson->subject,
                                      .finding = lesson->finding,
                                      .seed = seed };

    diagnosis_find(table, history, message, sip, lesson->finding);
    diagnosis_subject(table, history, message, sip, &lesson->subject);
    lesson->explanation = explanation_new(table, lesson->finding, sip->reason_phrase);
    source.explanation = lesson->explanation;
    lesson->question = question_new(&source);
}

#define INVITE "INVITE sip:bob@b.example SIP/2.0"

/* A call that its caller cancels. */
static void
ask_cancelled(struct lesson *lesson, uint64_t seed)
{
    lesson_start(lesson);
    say(lesson, (struct line){ INVITE });
    say(lesson, (struct line){ "SIP/2.0 180 Ringing", .from_bob = true, .to_tag = "bob" });
    say(lesson, (struct line){ "CANCEL sip:bob@b.example SIP/2.0", .cseq = "1 CANCEL" });
    ask(lesson,
        (struct line){ "SIP/2.0 487 Request Terminated", .from_bob = true, .to_tag = "bob" }, seed);
}

static const struct question_option *
option_at(const struct question *question, guint place)
{
    return g_ptr_array_index(question->options, place);
}

static const struct question_option *
option_of(const struct question *question, const char *rule)
{
    guint i;

    for (i = 0; i < question->options->len; i++) {
        if (g_strcmp0(option_at(question, i)->rule, rule) == 0) {
            return option_at(question, i);
        }
    }
    return NULL;
}

static void
test_question_cancelled(void)
{
    struct lesson lesson;
    const struct question *question;
    const struct question_option *ring;

    ask_cancelled(&lesson, 1);
    question = lesson.question;
    g_assert_true(g_str_has_prefix(question->cause, "487-cancelled"));
    g_assert_cmpstr(option_at(question, question->right)->rule, ==, "487-cancelled");
    g_assert_null(option_at(question, question->right)->reason);
    g_assert_cmpstr(question->title, ==,
                    "SIP Why: 487 Request Terminated: why this answer to INVITE?");
    g_assert_cmpstr(question->text, ==,
                    "Frame 4 is the answer 487 Request Terminated to INVITE (frame 1). Why?");
    g_assert_nonnull(strstr(question->hints[0], "RFC 3261"));
    g_assert_true(g_str_has_prefix(question->hints[1], "Look at the same transaction: CANCEL"));
    g_assert_cmpstr(question->hints[2], ==, "Compare frame 4 with these: 1, 2, 3.");
    ring = option_of(question, "487-no-cancel");
    g_assert_nonnull(ring);
    g_assert_true(g_str_has_suffix(ring->reason, "Here a CANCEL came before, in frame 3."));
    lesson_end(&lesson);
}

/* No option is there twice, and only the right one is right. */
static void
assert_options(const struct question *question)
{
    guint i, j;

    g_assert_cmpuint(question->options->len, ==, QUESTION_OPTIONS);
    for (i = 0; i < question->options->len; i++) {
        g_assert_true((i == question->right) == !option_at(question, i)->reason);
        for (j = 0; j < i; j++) {
            g_assert_cmpstr(option_at(question, i)->text, !=, option_at(question, j)->text);
        }
    }
}

/* Neither question nor hints tell the cause, or name a rule. */
static void
assert_discreet(const struct question *question)
{
    const char *option = option_at(question, question->right)->text;
    gsize i;

    g_assert_null(strstr(question->title, question->verdict));
    g_assert_null(strstr(question->text, question->verdict));
    for (i = 0; i < QUESTION_HINTS; i++) {
        g_assert_null(strstr(question->hints[i], question->verdict));
        g_assert_null(strstr(question->hints[i], option));
        g_assert_null(strstr(question->hints[i], question->cause));
    }
}

static char *
order_of(const struct question *question)
{
    GString *order = g_string_new(NULL);
    guint i;

    for (i = 0; i < question->options->len; i++) {
        const char *rule = option_at(question, i)->rule;

        g_string_append_printf(order, "%s ", rule ? rule : "none");
    }
    return g_string_free(order, FALSE);
}

static void
test_question_seeds(void)
{
    GHashTable *orders = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    uint64_t seed;

    for (seed = 0; seed < 20; seed++) {
        struct lesson one, again;
        char *order, *same;

        ask_cancelled(&one, seed);
        ask_cancelled(&again, seed);
        order = order_of(one.question);
        same = order_of(again.question);
        g_assert_cmpstr(order, ==, same);
        assert_options(one.question);
        assert_discreet(one.question);
        g_hash_table_add(orders, order);
        g_free(same);
        lesson_end(&one);
        lesson_end(&again);
    }
    g_assert_cmpuint(g_hash_table_size(orders), >, 5);
    g_hash_table_destroy(orders);
}

/* Without a cause, that there is none is the right answer. */
static void
test_question_general(void)
{
    struct lesson lesson;

    lesson_start(&lesson);
    say(&lesson, (struct line){ INVITE });
    ask(&lesson, (struct line){ "SIP/2.0 404 Not Found", .from_bob = true, .to_tag = "bob" }, 1);
    g_assert_cmpstr(lesson.question->cause, ==, "general");
    g_assert_null(option_at(lesson.question, lesson.question->right)->rule);
    g_assert_true(g_str_has_prefix(lesson.question->hints[1], "Look for anything"));
    assert_options(lesson.question);
    lesson_end(&lesson);
}

static void
test_question_judged(void)
{
    struct lesson lesson;
    guint i;

    ask_cancelled(&lesson, 3);
    for (i = 0; i < lesson.question->options->len; i++) {
        const struct question_option *option = option_at(lesson.question, i);
        char *judged = question_judge(table, lesson.question, i);
        char *expected = i == lesson.question->right
                             ? g_strdup_printf("Right is %s: %s", question_letter(i), option->text)
                             : g_strdup_printf("Not %s: %s %s", question_letter(i), option->text,
                                               option->reason);

        g_assert_cmpstr(judged, ==, expected);
        g_free(judged);
        g_free(expected);
    }
    lesson_end(&lesson);
}

/* ---- what speaks against a cause ---- */

static void
assert_found(const struct lesson *lesson, const char *name, bool expected, uint32_t frame)
{
    struct counter_evidence found;
    bool is_found = counter_evidence_find(name, &lesson->subject, &found);

    if (is_found != expected) {
        g_error("%s: %s", name, is_found ? "found" : "not found");
    }
    if (expected) {
        g_assert_cmpstr(found.name, ==, name);
        g_assert_cmpuint(found.frame, ==, frame);
    }
}

static void
test_against_cancelled(void)
{
    struct lesson lesson;

    ask_cancelled(&lesson, 1);
    assert_found(&lesson, "cancel", false, 0);
    assert_found(&lesson, "cancelled", true, 3);
    assert_found(&lesson, "rang", true, 2);
    assert_found(&lesson, "ringing", false, 0);
    assert_found(&lesson, "answered", true, 2);
    assert_found(&lesson, "once", true, 0);
    assert_found(&lesson, "request", true, 1);
    assert_found(&lesson, "one-final", true, 0);
    assert_found(&lesson, "hops", true, 0);
    assert_found(&lesson, "icmp", true, 0);
    assert_found(&lesson, "small", true, 0);
    assert_found(&lesson, "trying", true, 0);
    assert_found(&lesson, "ack", false, 0);
    assert_found(&lesson, "reason", true, 0);
    assert_found(&lesson, "warning", true, 0);
    assert_found(&lesson, "retry-after", true, 0);
    assert_found(&lesson, "answer-sdp", true, 0);
    assert_found(&lesson, "reliable", true, 0);
    assert_found(&lesson, "notify", true, 0);
    assert_found(&lesson, "notify-there", false, 0);
    assert_found(&lesson, "credentials", true, 0);
    assert_found(&lesson, "credentials-there", false, 0);
    assert_found(&lesson, "repeated", false, 0);
    assert_found(&lesson, "registration", true, 0);
    assert_found(&lesson, "number", true, 0);
    assert_found(&lesson, "outside", true, 0);
    assert_found(&lesson, "named-caller", true, 0);
    assert_found(&lesson, "max-forwards", false, 0);
    assert_found(&lesson, "sdp", true, 0);
    assert_found(&lesson, "offer", false, 0);
    assert_found(&lesson, "signed", false, 0);
    assert_found(&lesson, "nothing of that name", false, 0);
    lesson_end(&lesson);
}

/* The other way round: what was absent above is there. */
static void
test_against_opposite(void)
{
    struct lesson lesson;

    lesson_start(&lesson);
    say(&lesson, (struct line){ "INVITE sip:+1202555@b.example SIP/2.0", .to_tag = "bob",
                                .extra = "Max-Forwards: 70\r\nIdentity: abc\r\n"
                                         "Authorization: Digest username=\"alice\", realm=\"r\", "
                                         "nonce=\"n\", uri=\"sip:b\", response=\"0\"\r\n" });
    say(&lesson, (struct line){ "SIP/2.0 100 Trying", .from_bob = true });
    ask(&lesson,
        (struct line){ "SIP/2.0 503 Service Unavailable", .from_bob = true, .to_tag = "bob",
                       .extra = "Reason: Q.850;cause=41\r\nWarning: 399 x \"y\"\r\n"
                                "Retry-After: 5\r\n" },
        1);
    assert_found(&lesson, "cancel", true, 0);
    assert_found(&lesson, "cancelled", false, 0);
    assert_found(&lesson, "rang", false, 0);
    assert_found(&lesson, "ringing", true, 0);
    assert_found(&lesson, "trying", false, 0);
    assert_found(&lesson, "reason", false, 0);
    assert_found(&lesson, "warning", false, 0);
    assert_found(&lesson, "retry-after", false, 0);
    assert_found(&lesson, "credentials", false, 0);
    assert_found(&lesson, "credentials-there", true, 0);
    assert_found(&lesson, "number", false, 0);
    assert_found(&lesson, "outside", false, 0);
    assert_found(&lesson, "max-forwards", true, 0);
    lesson_end(&lesson);
}

/* Without the request nothing is said of it. */
static void
test_against_unseen(void)
{
    static const char *const of_request[] = {
        "request",     "hops", "cancel", "ringing", "outside",      "icmp",         "number",
        "credentials", "sdp",  "offer",  "signed",  "registration", "named-caller", "max-forwards"
    };
    struct lesson lesson;
    gsize i;

    lesson_start(&lesson);
    ask(&lesson, (struct line){ "SIP/2.0 404 Not Found", .from_bob = true, .to_tag = "bob" }, 1);
    for (i = 0; i < G_N_ELEMENTS(of_request); i++) {
        assert_found(&lesson, of_request[i], false, 0);
    }
    lesson_end(&lesson);
}

int
main(int argc, char **argv)
{
    int result;

    g_test_init(&argc, &argv, NULL);
    table = code_table_new("en", NULL);
    g_test_add_func("/shuffle/numbers", test_shuffle_numbers);
    g_test_add_func("/shuffle/below", test_shuffle_below);
    g_test_add_func("/shuffle/order", test_shuffle_order);
    g_test_add_data_func("/training/rules/en", "en.ini", test_rules_have_texts);
    g_test_add_data_func("/training/rules/ja", "ja.ini", test_rules_have_texts);
    g_test_add_func("/training/texts", test_texts_have_rules);
    g_test_add_func("/training/counter-evidence", test_counter_evidence_names);
    g_test_add_func("/question/cancelled", test_question_cancelled);
    g_test_add_func("/question/seeds", test_question_seeds);
    g_test_add_func("/question/general", test_question_general);
    g_test_add_func("/question/judged", test_question_judged);
    g_test_add_func("/counter-evidence/cancelled", test_against_cancelled);
    g_test_add_func("/counter-evidence/opposite", test_against_opposite);
    g_test_add_func("/counter-evidence/unseen", test_against_unseen);
    result = g_test_run();
    code_table_free(table);
    return result;
}
