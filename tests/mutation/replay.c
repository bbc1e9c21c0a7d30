/* SPDX-License-Identifier: GPL-2.0-or-later */
/** @file
 * Diagnoses the recorded captures with each mutant, and prints what differs from what is said
 * without one. A line has blanks between its parts, the texts of a message tabs:
 *
 *   B CAPTURE SAID       without a mutant; SAID: pass, frame, index, cause, confidence, severity,
 *                        also, evidence frames, request frame, outcome frame, texts
 *   R MUTANT CAPTURE     the mutant makes a difference somewhere in the rule
 *   D MUTANT CAPTURE SAID
 *   X MUTANT CAPTURE     it crashes, or takes too long
 *   T MUTANT TEXT        a mutant of a row of a rules' table
 *
 * usage: replay run|reach FOLDER FIRST-LAST...; in the folder a file for each capture, as record.c
 * names them; which mutants. "reach" only tells where they make a difference.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "diagnosis.h"
#include "explanation.h"
#include "feed.h"
#include "mutant.h"
#include "site_table.h"

#define SECONDS 20 /* for all captures with one mutant */

/* A message of a capture that was added to the history. */
struct added {
    const struct history_message *message;
    struct sip_message sip;
};

struct capture {
    char *bytes;
    gsize length;
    GPtrArray *said;        /* of char *: without a mutant */
    unsigned char *reached; /* by mutant */
};

static struct code_table *table;
static struct finding *finding;
static GArray *captures; /* of struct capture */
static bool *is_asked;   /* by mutant */

/* ---- what is said ---- */

static void
append_texts(GString *line, const struct explanation *explanation)
{
    guint i;

    g_string_append_printf(line, "\t%s", explanation->verdict);
    for (i = 0; i < explanation->evidence->len; i++) {
        const struct explanation_evidence *evidence = g_ptr_array_index(explanation->evidence, i);

        g_string_append_printf(line, " | %s", evidence->text);
    }
    for (i = 0; i < explanation->why->len; i++) {
        g_string_append_printf(line, " | %s", (char *)g_ptr_array_index(explanation->why, i));
    }
    for (i = 0; i < explanation->fix->len; i++) {
        const struct explanation_step *step = g_ptr_array_index(explanation->fix, i);

        g_string_append_printf(line, " | (%s) %s", step->label, step->text);
    }
}

static void
append_finding(GString *line, struct span phrase)
{
    struct explanation *explanation = explanation_new(table, finding, phrase);
    guint i;

    g_string_append_printf(line, "\t%s\t%s\t%s\t", explanation->cause, explanation->confidence,
                           severity_name(explanation->severity));
    for (i = 0; i < explanation->also->len; i++) {
        const struct explanation_possibility *also = g_ptr_array_index(explanation->also, i);

        g_string_append_printf(line, "%s%s", i ? "," : "", also->cause);
    }
    g_string_append_c(line, '\t');
    for (i = 0; i < explanation->evidence->len; i++) {
        const struct explanation_evidence *evidence = g_ptr_array_index(explanation->evidence, i);

        if (evidence->frame) {
            g_string_append_printf(line, "%u,", evidence->frame);
        }
    }
    g_string_append_printf(line, "\t%u\t%u", explanation->request_frame,
                           explanation->outcome_frame);
    append_texts(line, explanation);
    explanation_free(explanation);
}

/* As the plugin shows it in that pass. @return newly allocated (g_free) */
static char *
say(const struct history *history, const struct added *added, unsigned pass)
{
    GString *line = g_string_new(NULL);
    bool has_item = added->sip.is_response;

    if (has_item) {
        diagnosis_find(table, history, added->message, &added->sip, finding);
    } else if (pass == 2) {
        has_item = diagnosis_find_unanswered(table, history, added->message, &added->sip, finding);
    }
    g_string_append_printf(line, "%u\t%u\t%u", pass, added->message->frame, added->message->index);
    if (has_item) {
        append_finding(line, added->sip.reason_phrase);
    }
    g_string_replace(line, "\n", " ", 0);
    return g_string_free(line, FALSE);
}

/* ---- a capture ---- */

static void
add_message(struct history *history, const struct feed_record *record, struct span bytes,
            GArray *all)
{
    struct sip_buffer buffer = { bytes, record->stream, record->cut };
    struct added added;

    g_assert_true(sip_message_read(&buffer, &added.sip));
    added.message = history_add(history, &record->sighting, &added.sip);
    g_array_append_val(all, added);
}

static void
add_error(struct history *history, struct feed_record *record, struct span bytes)
{
    struct sip_buffer buffer = { bytes, false, record->cut };
    struct sip_message quoted;
    bool is_quoted;

    if (record->kind == FEED_FAILURE) {
        record->error.name = record->has_bytes ? &bytes : NULL;
        history_add_failure(history, &record->error, &record->path);
        return;
    }
    is_quoted = record->has_bytes && sip_message_read(&buffer, &quoted);
    history_add_icmp(history, &record->error, &record->path, is_quoted ? &quoted : NULL,
                     record->size);
}

/* Hands one record over. @return its length */
static gsize
take_record(struct history *history, const char *at, GArray *all)
{
    struct feed_record record;
    struct span bytes;

    memcpy(&record, at, sizeof(record));
    bytes = (struct span){ at + sizeof(record), record.length };
    if (record.kind == FEED_FRAME) {
        history_begin_frame(history, record.frame, record.time_ns);
    } else if (record.kind == FEED_MESSAGE) {
        add_message(history, &record, bytes, all);
    } else {
        add_error(history, &record, bytes);
    }
    return sizeof(record) + record.length;
}

/* All that is said in the first pass and in the second one. */
static GPtrArray *
replay(const struct capture *capture)
{
    struct history *history = history_new();
    GArray *all = g_array_new(FALSE, FALSE, sizeof(struct added));
    GPtrArray *said = g_ptr_array_new_with_free_func(g_free);
    gsize at = 0;
    guint i;

    while (at < capture->length) {
        guint before = all->len;

        at += take_record(history, capture->bytes + at, all);
        if (all->len > before) {
            g_ptr_array_add(said, say(history, &g_array_index(all, struct added, before), 1));
        }
    }
    for (i = 0; i < all->len; i++) {
        g_ptr_array_add(said, say(history, &g_array_index(all, struct added, i), 2));
    }
    g_array_unref(all);
    history_free(history);
    return said;
}

/* ---- mutants of the rows of tables ---- */

enum row_change { ROW_CODE, ROW_METHOD, ROW_ANY_METHOD, ROW_ONLY_ADDS, ROW_IS_QUIET };

struct row_mutant {
    enum row_change change;
    struct rule *rule;
    char *word; /* that is taken away */
    char *rest; /* what is left */
};

static GArray *row_mutants; /* of struct row_mutant */

/* The one whose code is taken away. */
static const struct row_mutant *filtered;
static bool (*holds_unfiltered)(const struct subject *subject, struct cause *cause);

static bool
holds_filtered(const struct subject *subject, struct cause *cause)
{
    struct rule word = { .codes = filtered->word }, rest = { .codes = filtered->rest };
    const struct span none = { NULL, 0 };

    if (rule_applies(&word, rule_code(subject), none) &&
        !(*rest.codes && rule_applies(&rest, rule_code(subject), none))) {
        return false;
    }
    return holds_unfiltered(subject, cause);
}

static void
add_row_mutant(enum row_change change, const struct rule *rule, const char *word, const char *rest)
{
    struct row_mutant row = { change, (struct rule *)(guintptr)rule, g_strdup(word),
                              g_strdup(rest) };

    g_array_append_val(row_mutants, row);
}

/* Takes away one word after the other. */
static void
add_words(enum row_change change, const struct rule *rule, const char *words)
{
    char **all = g_strsplit(words, " ", -1);
    guint i, count = g_strv_length(all);

    for (i = 0; i < count && count > 1; i++) {
        char **rest = g_strdupv(all);
        char *joined;

        g_free(rest[i]);
        memmove(rest + i, rest + i + 1, (count - i) * sizeof(*rest));
        joined = g_strjoinv(" ", rest);
        add_row_mutant(change, rule, all[i], joined);
        g_free(joined);
        g_strfreev(rest);
    }
    g_strfreev(all);
}

static void
find_row_mutants(void)
{
    const struct rule_family *family;
    const struct rule *rule;

    row_mutants = g_array_new(FALSE, FALSE, sizeof(struct row_mutant));
    for (family = rule_families; family->rules; family++) {
        for (rule = family->rules; rule->id; rule++) {
            add_words(ROW_CODE, rule, rule->codes);
            if (rule->methods) {
                add_words(ROW_METHOD, rule, rule->methods);
                add_row_mutant(ROW_ANY_METHOD, rule, rule->methods, NULL);
            }
            if (rule->only_adds) {
                add_row_mutant(ROW_ONLY_ADDS, rule, NULL, NULL);
            }
            if (rule->is_quiet) {
                add_row_mutant(ROW_IS_QUIET, rule, NULL, NULL);
            }
        }
    }
}

static void
make_writable(void *at, gsize length)
{
    guintptr page = (guintptr)sysconf(_SC_PAGESIZE);
    guintptr start = (guintptr)at & ~(page - 1);

    g_assert(mprotect((void *)start, (guintptr)at + length - start, PROT_READ | PROT_WRITE) == 0);
}

/* rules_of_code has kept the methods of each rule since the first replay. */
static void
change_methods(const struct row_mutant *row)
{
    struct span word = { row->word, strlen(row->word) };
    uint32_t code;

    for (code = 0; code < 1000; code++) {
        struct rule_of_code *own = (struct rule_of_code *)(guintptr)rules_of_code(code);

        for (; own->rule; own++) {
            if (own->rule == row->rule) {
                own->methods =
                    row->change == ROW_METHOD ? own->methods & ~rule_method(word) : UINT32_MAX;
            }
        }
    }
}

static void
change_row(const struct row_mutant *row)
{
    make_writable(row->rule, sizeof(*row->rule));
    switch (row->change) {
    case ROW_CODE:
        filtered = row;
        holds_unfiltered = row->rule->holds;
        row->rule->holds = holds_filtered;
        break;
    case ROW_METHOD:
    case ROW_ANY_METHOD:
        change_methods(row);
        break;
    case ROW_ONLY_ADDS:
        row->rule->only_adds = false;
        break;
    case ROW_IS_QUIET:
        row->rule->is_quiet = false;
        break;
    }
}

static void
print_row_mutant(unsigned number, const struct row_mutant *row)
{
    static const char *const changes[] = { "code dropped", "method dropped", "any method",
                                           "not only_adds", "not is_quiet" };

    printf("T %u %s: %s %s\n", number, row->rule->id, changes[row->change],
           row->word ? row->word : "");
}

/* ---- one mutant after the other ---- */

static void
print_differences(unsigned number, guint place)
{
    const struct capture *capture = &g_array_index(captures, struct capture, place);
    GPtrArray *said = replay(capture);
    guint i;

    for (i = 0; i < said->len; i++) {
        if (strcmp(g_ptr_array_index(said, i), g_ptr_array_index(capture->said, i)) != 0) {
            printf("D %u %u %s\n", number, place, (char *)g_ptr_array_index(said, i));
        }
    }
    fflush(stdout);
    g_ptr_array_unref(said);
}

static bool
is_reached(unsigned number, guint place)
{
    return number > MUTANTS || g_array_index(captures, struct capture, place).reached[number];
}

/* The child tells by its exit status, and by what it printed last, where it ended. */
static void
run_child(unsigned number, int progress)
{
    guint place;

    alarm(SECONDS);
    if (number > MUTANTS) {
        change_row(&g_array_index(row_mutants, struct row_mutant, number - MUTANTS - 1));
    }
    mutant_chosen = number;
    for (place = 0; place < captures->len; place++) {
        if (is_reached(number, place)) {
            g_assert(write(progress, &place, sizeof(place)) == sizeof(place));
            print_differences(number, place);
        }
    }
    _exit(0);
}

static void
run(unsigned number)
{
    int ends[2], status;
    guint place = 0;
    pid_t child;

    fflush(stdout);
    g_assert(pipe(ends) == 0);
    child = fork();
    g_assert(child >= 0);
    if (child == 0) {
        g_assert(freopen("/dev/null", "w", stderr));
        run_child(number, ends[1]);
    }
    close(ends[1]);
    while (read(ends[0], &place, sizeof(place)) == sizeof(place)) {
    }
    close(ends[0]);
    g_assert(waitpid(child, &status, 0) == child);
    if (status) {
        printf("X %u %u\n", number, place);
    }
}

static bool
is_reached_anywhere(unsigned number)
{
    guint place;

    for (place = 0; place < captures->len; place++) {
        if (is_reached(number, place)) {
            return true;
        }
    }
    return false;
}

static void
add_capture(char *bytes, gsize length, guint place, bool is_reach)
{
    struct capture capture = { .bytes = bytes, .length = length };
    guint i;

    memset(mutant_reached, 0, MUTANTS + 1);
    capture.said = replay(&capture);
    capture.reached = g_memdup2(mutant_reached, MUTANTS + 1);
    if (!is_reach) {
        g_array_append_val(captures, capture);
    }
    for (i = 0; !is_reach && i < capture.said->len; i++) {
        printf("B %u %s\n", place, (char *)g_ptr_array_index(capture.said, i));
    }
    for (i = 1; i <= MUTANTS; i++) {
        if (capture.reached[i] && is_asked[i]) {
            printf("R %u %u\n", i, place);
        }
    }
    if (is_reach) {
        g_ptr_array_unref(capture.said);
        g_free(capture.reached);
        g_free(bytes);
    }
}

static void
read_captures(const char *folder, bool is_reach)
{
    char *bytes, *name = NULL;
    gsize length;
    guint place;

    for (place = 0;; place++) {
        g_free(name);
        name = g_strdup_printf("%s/%05u", folder, place);
        if (!g_file_get_contents(name, &bytes, &length, NULL)) {
            break;
        }
        add_capture(bytes, length, place, is_reach);
    }
    g_free(name);
}

/* "FIRST-LAST" or "NUMBER" */
static void
ask(const char *range, unsigned count)
{
    const char *dash = strchr(range, '-');
    unsigned number = (unsigned)strtoul(range, NULL, 10);
    unsigned last = dash ? (unsigned)strtoul(dash + 1, NULL, 10) : number;

    for (; number <= MIN(last, count); number++) {
        is_asked[number] = true;
    }
}

int
main(int argc, char **argv)
{
    const struct site_choice choice = { .language = "en" };
    bool is_reach = argc > 1 && strcmp(argv[1], "reach") == 0;
    unsigned number, count;
    int i;

    if (argc < 4) {
        fputs("usage: replay run|reach FOLDER FIRST-LAST...\n", stderr);
        return 2;
    }
    table = site_table_open(&choice, NULL);
    finding = finding_new();
    captures = g_array_new(FALSE, FALSE, sizeof(struct capture));
    mutant_chosen = 0;
    find_row_mutants();
    count = MUTANTS + row_mutants->len;
    is_asked = g_new0(bool, count + 1);
    for (i = 3; i < argc; i++) {
        ask(argv[i], count);
    }
    read_captures(argv[2], is_reach);
    for (number = MUTANTS + 1; number <= count; number++) {
        print_row_mutant(number,
                         &g_array_index(row_mutants, struct row_mutant, number - MUTANTS - 1));
    }
    for (number = 1; number <= count && !is_reach; number++) {
        if (is_asked[number] && is_reached_anywhere(number)) {
            run(number);
        }
    }
    return 0;
}
