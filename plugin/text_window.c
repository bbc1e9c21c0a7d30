/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "wireshark_compat.h"

#include "text_window.h"

#include <stdlib.h>
#include <string.h>

#include <epan/funnel.h>

#include "comparison.h"
#include "document.h"
#include "entry.h"
#include "language.h"

#define COLUMNS 72 /* as many as a new window shows */
#define BUTTONS 6
#define LINKS 3
#define FAILURES_FROM 300

/* Two codes that a window shows. */
struct pair {
    table_getter table;
    uint32_t code, other;
    char *method;
};

static const funnel_ops_t *
operations(void)
{
    const funnel_ops_t *known = funnel_get_funnel_ops();

    return known && known->new_text_window && known->set_text ? known : NULL;
}

/* The request, in the words of the texts. @return NULL if these do not speak of it; newly allocated
 * (g_free) */
static char *
method_of(const struct code_table *table, const struct history_message *response)
{
    const struct history_transaction *transaction = response->transaction;
    const char **known = entry_methods(table);
    char *method = NULL;

    if (transaction && transaction->method) {
        method = g_strndup(transaction->method->text, transaction->method->length);
        if (transaction->in_dialog && strcmp(method, "INVITE") == 0) {
            g_free(method);
            method = g_strdup("re-INVITE");
        }
        if (!g_strv_contains(known, method)) {
            g_clear_pointer(&method, g_free);
        }
    }
    g_free(known);
    return method;
}

static struct document *
document_of(const struct code_table *table)
{
    return document_new(code_table_language(table), language_is_right_to_left(table), NULL);
}

/* @return newly allocated (g_free) */
static char *
text_of(struct document *document)
{
    GString *text = g_string_new(NULL);

    document_to_text(document, COLUMNS, false, text);
    document_free(document);
    return g_string_free(text, FALSE);
}

static funnel_text_window_t *
window_new(const funnel_ops_t *known, const char *title, const char *text)
{
    char *full = g_strdup_printf("SIP Why: %s", title);
    funnel_text_window_t *window = known->new_text_window(known->ops_id, full);

    known->set_text(window, text);
    g_free(full);
    return window;
}

/* Wireshark frees the button with its window. @param data  freed by data_free */
static void
add_button(const funnel_ops_t *known, funnel_text_window_t *window, const char *label,
           ws_bool (*pressed)(funnel_text_window_t *, void *), void *data, GDestroyNotify data_free)
{
    funnel_bt_t *button = g_new0(funnel_bt_t, 1);

    button->tw = window;
    button->func = pressed;
    button->data = data;
    button->free_data_fcn = data_free;
    button->free_fcn = g_free;
    known->add_button(window, button, label);
}

/* ---- the meaning of a code ---- */

static ws_bool
link_pressed(funnel_text_window_t *window _U_, void *url)
{
    const funnel_ops_t *known = operations();

    if (known && known->browser_open_url) {
        known->browser_open_url(url);
    }
    return TRUE;
}

/* A button that opens the place in the user's browser. */
static void
add_link(const funnel_ops_t *known, funnel_text_window_t *window, const char *reference)
{
    char *url = reference ? reference_url(reference) : NULL;

    if (url) {
        add_button(known, window, reference, link_pressed, url, g_free);
    }
}

static void
add_links(const funnel_ops_t *known, funnel_text_window_t *window, const struct code_facts *facts)
{
    const char *const *see;
    int more = LINKS - 1;

    if (!facts || !known->add_button || !known->browser_open_url) {
        return;
    }
    add_link(known, window, facts->reference);
    for (see = facts->see; see && *see && more > 0; see++, more--) {
        add_link(known, window, *see);
    }
}

void
text_window_explain(table_getter table, const struct history_message *response)
{
    const funnel_ops_t *known = operations();
    char *method, *text;
    struct entry *entry;
    struct document *document;
    funnel_text_window_t *window;

    if (!known || !code_is_valid(response->status_code)) {
        return;
    }
    method = method_of(table(), response);
    entry = entry_new(table(), response->status_code, method);
    document = document_of(table());
    entry_to_document(entry, document, 1);
    text = text_of(document);
    window = window_new(known, entry_title(entry), text);
    add_links(known, window, code_table_find(table(), response->status_code));
    g_free(text);
    entry_free(entry);
    g_free(method);
}

/* ---- comparisons ---- */

/* @return newly allocated (g_free) */
static char *
comparison_text(const struct pair *pair)
{
    struct comparison *comparison =
        comparison_new(pair->table(), pair->code, pair->other, pair->method);
    struct document *document = document_of(pair->table());

    comparison_to_document(comparison, document, 1);
    comparison_free(comparison);
    return text_of(document);
}

static void
add_code(GArray *codes, uint32_t code, uint32_t but)
{
    guint i;

    if (code == but || !code_is_valid(code)) {
        return;
    }
    for (i = 0; i < codes->len; i++) {
        if (g_array_index(codes, uint32_t, i) == code) {
            return;
        }
    }
    g_array_append_val(codes, code);
}

/* Failures of the call, then its other responses, in the order of the capture backwards. */
static void
add_codes_of_call(GArray *codes, const struct history_call *call, uint32_t but, bool failures)
{
    const struct history_transaction *transaction = call->newest;
    int near;

    for (near = 0; transaction && near < HISTORY_NEAR; near++) {
        const struct history_message *message;

        for (message = transaction->newest; message; message = message->previous) {
            if ((message->status_code >= FAILURES_FROM) == failures) {
                add_code(codes, message->status_code, but);
            }
        }
        transaction = transaction->previous_in_call;
    }
}

static void
add_confused(GArray *codes, const struct code_table *table, uint32_t code)
{
    const struct code_facts *facts = code_table_find(table, code);
    const char *const *other;

    for (other = facts ? facts->confused_with : NULL; other && *other; other++) {
        add_code(codes, (uint32_t)strtoul(*other, NULL, 10), code);
    }
}

/* The codes to compare with, the first one is shown. @return of uint32_t */
static GArray *
other_codes(const struct code_table *table, const struct history_message *response)
{
    GArray *codes = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    uint32_t code = response->status_code;

    if (response->transaction && response->transaction->call) {
        add_codes_of_call(codes, response->transaction->call, code, true);
        add_codes_of_call(codes, response->transaction->call, code, false);
    }
    add_confused(codes, table, code);
    return codes;
}

static struct pair *
pair_new(const struct pair *as, uint32_t other)
{
    struct pair *pair = g_new(struct pair, 1);

    *pair = *as;
    pair->other = other;
    pair->method = g_strdup(as->method);
    return pair;
}

static void
pair_free(void *data)
{
    struct pair *pair = data;

    g_free(pair->method);
    g_free(pair);
}

static ws_bool
other_pressed(funnel_text_window_t *window, void *data)
{
    const funnel_ops_t *known = operations();
    char *text = comparison_text(data);

    if (known) {
        known->set_text(window, text);
    }
    g_free(text);
    return TRUE;
}

static void
add_other(const funnel_ops_t *known, funnel_text_window_t *window, const struct pair *as,
          uint32_t other)
{
    const struct code_facts *facts = code_table_find(as->table(), other);
    char *label = g_strdup_printf("%u %s", other, facts ? facts->phrase : "");

    add_button(known, window, g_strchomp(label), other_pressed, pair_new(as, other), pair_free);
    g_free(label);
}

static void
show_pairs(const funnel_ops_t *known, const struct pair *first, const GArray *others)
{
    const struct code_facts *facts = code_table_find(first->table(), first->code);
    /* one of both codes changes, the title cannot */
    char *title =
        g_strdup_printf("%u %s \342\206\224 \342\200\246", first->code, facts ? facts->phrase : "");
    char *text = comparison_text(first);
    funnel_text_window_t *window = window_new(known, title, text);
    guint i;

    for (i = 0; others->len > 1 && i < MIN(others->len, BUTTONS); i++) {
        add_other(known, window, first, g_array_index(others, uint32_t, i));
    }
    g_free(title);
    g_free(text);
}

void
text_window_compare(table_getter table, const struct history_message *response)
{
    const funnel_ops_t *known = operations();
    struct pair first = { .table = table, .code = response->status_code };
    GArray *others;

    if (!known || !known->add_button || !code_is_valid(first.code)) {
        return;
    }
    others = other_codes(table(), response);
    if (others->len > 0) {
        first.other = g_array_index(others, uint32_t, 0);
        first.method = method_of(table(), response);
        show_pairs(known, &first, others);
        g_free(first.method);
    }
    g_array_unref(others);
}
