/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "entry_private.h"

#include <stdlib.h>
#include <string.h>

#include "explanation_json.h"

/* Members that a code has which the table knows. */
static void
write_facts(const struct code_facts *facts, struct json_writer *writer)
{
    json_boolean(writer, "registered", facts->registered);
    json_string(writer, "deprecated", facts->deprecated);
    json_strings(writer, "methods", facts->methods);
    json_strings(writer, "generated_by", facts->generated_by);
    json_strings(writer, "retry", facts->retry);
    json_string(writer, "dialog", facts->dialog);
}

/* "warning" in the data says that the cause depends on that header. */
static void
write_q850(const struct code_facts *facts, struct json_writer *writer)
{
    gsize i;

    if (!facts->q850 && !facts->q850_from[0]) {
        return;
    }
    json_object_begin(writer, "q850");
    if (facts->q850 && strcmp(facts->q850, "warning") == 0) {
        json_string(writer, "depends_on", "Warning");
    } else if (facts->q850) {
        json_unsigned(writer, "cause", strtoul(facts->q850, NULL, 10));
    }
    if (facts->q850_from[0]) {
        json_array_begin(writer, "from");
        for (i = 0; facts->q850_from[i]; i++) {
            json_unsigned(writer, NULL, strtoul(facts->q850_from[i], NULL, 10));
        }
        json_array_end(writer);
    }
    json_object_end(writer);
}

static void
write_http(const struct code_facts *facts, struct json_writer *writer)
{
    if (facts->http) {
        json_object_begin(writer, "http");
        json_string(writer, "meaning", facts->http);
        json_string(writer, "phrase", facts->http_phrase);
        json_object_end(writer);
    }
}

static void
write_headers(const struct code_facts *facts, struct json_writer *writer)
{
    gsize i;

    if (!facts->headers[0]) {
        return;
    }
    json_array_begin(writer, "headers");
    for (i = 0; facts->headers[i]; i++) {
        char **parts = g_strsplit(facts->headers[i], ":", 2);

        json_object_begin(writer, NULL);
        json_string(writer, "strength", parts[0]);
        json_string(writer, "name", parts[1]);
        json_object_end(writer);
        g_strfreev(parts);
    }
    json_array_end(writer);
}

static void
write_methods(const struct entry *entry, struct json_writer *writer)
{
    guint i;

    if (!entry->methods->len) {
        return;
    }
    json_array_begin(writer, "as_answer_to");
    for (i = 0; i < entry->methods->len; i++) {
        const char *method = g_ptr_array_index(entry->methods, i);

        json_object_begin(writer, NULL);
        json_string(writer, "method", method);
        json_string(writer, "verdict", code_text(entry->table, entry->code, method, "verdict"));
        json_object_end(writer);
    }
    json_array_end(writer);
}

static void
write_confusions(const struct explanation *explanation, struct json_writer *writer)
{
    guint i;

    if (!explanation->confusions->len) {
        return;
    }
    json_array_begin(writer, "confused_with");
    for (i = 0; i < explanation->confusions->len; i++) {
        const struct explanation_confusion *confusion =
            g_ptr_array_index(explanation->confusions, i);

        json_object_begin(writer, NULL);
        json_unsigned(writer, "code", confusion->code);
        json_string(writer, "phrase", confusion->phrase);
        json_string(writer, "difference", confusion->difference);
        json_object_end(writer);
    }
    json_array_end(writer);
}

static void
write_near(const struct entry *entry, struct json_writer *writer)
{
    GPtrArray *near = entry_near(entry->table, entry->code, ENTRY_NEAR);
    guint i;

    json_boolean(writer, "registered", false);
    json_array_begin(writer, "near");
    for (i = 0; i < near->len; i++) {
        const struct code_facts *facts = g_ptr_array_index(near, i);

        json_unsigned(writer, NULL, facts->code);
    }
    json_array_end(writer);
    g_ptr_array_unref(near);
}

void
entry_to_json(const struct entry *entry, struct json_writer *writer)
{
    const struct explanation *explanation = entry->explanation;
    char *retry = entry_retry(entry);

    json_unsigned(writer, "code", entry->code);
    json_string(writer, "phrase", entry->facts ? entry->facts->phrase : NULL);
    json_string(writer, "class", explanation->class_name);
    json_string(writer, "method", entry->method);
    json_string(writer, "severity", severity_name(explanation->severity));
    json_string(writer, "verdict", explanation->verdict);
    json_string(writer, "means", explanation->means);
    explanation_write_why(explanation, writer);
    explanation_write_fix(explanation, writer);
    json_string(writer, "may_retry", retry);
    if (entry->facts) {
        write_facts(entry->facts, writer);
        write_q850(entry->facts, writer);
        write_http(entry->facts, writer);
        write_headers(entry->facts, writer);
    } else {
        write_near(entry, writer);
    }
    write_methods(entry, writer);
    write_confusions(explanation, writer);
    explanation_write_references(explanation->references, writer);
    g_free(retry);
}
