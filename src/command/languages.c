/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "language.h"
#include "subcommand.h"

static void
write_json(struct invocation *invocation, const char *id, const struct code_table *table)
{
    struct json_writer writer;

    invocation_json_begin(invocation, &writer, "language");
    json_string(&writer, "id", id);
    json_string(&writer, "name", code_table_text(table, "language", "name"));
    json_string(&writer, "direction", code_table_text(table, "language", "direction"));
    invocation_json_end(&writer);
}

int
run_languages(struct invocation *invocation)
{
    const char *title = code_table_text(invocation->table, "command", "languages");
    struct document *document = invocation_document(invocation, title);
    const char **ids = language_ids();
    gsize i;

    document_heading(document, 1, NULL, title);
    for (i = 0; ids[i]; i++) {
        struct code_table *table = code_table_new(ids[i], NULL);

        if (invocation->format == FORMAT_JSON) {
            write_json(invocation, ids[i], table);
        } else {
            document_field(document, ids[i], code_table_text(table, "language", "name"));
        }
        code_table_free(table);
    }
    if (invocation->format == FORMAT_JSON) {
        document_free(document);
    } else {
        invocation_show(invocation, document);
    }
    g_free(ids);
    return EXIT_FINE;
}
