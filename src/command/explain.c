/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "code_argument.h"
#include "entry.h"
#include "subcommand.h"

static void
show_json(struct invocation *invocation, const GPtrArray *entries)
{
    struct json_writer writer;
    guint i;

    for (i = 0; i < entries->len; i++) {
        invocation_json_begin(invocation, &writer, "code");
        entry_to_json(g_ptr_array_index(entries, i), &writer);
        invocation_json_end(&writer);
    }
}

static void
show_document(struct invocation *invocation, const GPtrArray *entries)
{
    GPtrArray *titles = g_ptr_array_new();
    struct document *document;
    char *title;
    guint i;

    for (i = 0; i < entries->len; i++) {
        g_ptr_array_add(titles, (gpointer)entry_title(g_ptr_array_index(entries, i)));
    }
    g_ptr_array_add(titles, NULL);
    title = g_strjoinv(" - ", (char **)titles->pdata);
    document = invocation_document(invocation, title);
    for (i = 0; i < entries->len; i++) {
        entry_to_document(g_ptr_array_index(entries, i), document, 1);
    }
    invocation_show(invocation, document);
    g_free(title);
    g_ptr_array_unref(titles);
}

int
run_explain(struct invocation *invocation)
{
    GPtrArray *entries = g_ptr_array_new_with_free_func((GDestroyNotify)entry_free);
    int status = EXIT_FINE;
    uint32_t code = 0;
    gsize i;

    for (i = 0; status != EXIT_WRONG && invocation->arguments[i]; i++) {
        if (code_argument(invocation->table, invocation->arguments[i], &code) != EXIT_FINE) {
            status = EXIT_WRONG;
        } else {
            g_ptr_array_add(entries, entry_new(invocation->table, code, invocation->method));
            if (!code_table_find(invocation->table, code)) {
                status = EXIT_NOTHING; /* its class is all that can be said */
            }
        }
    }
    if (status != EXIT_WRONG && invocation->format == FORMAT_JSON) {
        show_json(invocation, entries);
    } else if (status != EXIT_WRONG) {
        show_document(invocation, entries);
    }
    g_ptr_array_unref(entries);
    return status;
}
