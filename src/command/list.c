/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "explanation.h"
#include "subcommand.h"

/* The class of "4xx", also written "4". @return 0 if it is none */
static uint32_t
read_class(const char *word)
{
    uint32_t class = (uint32_t)(word[0] - '0');

    return class >= 1 && class <= 6 && (word[1] == '\0' || g_ascii_strcasecmp(word + 1, "xx") == 0)
               ? class
               : 0;
}

static void
write_json(struct invocation *invocation, const struct code_facts *facts)
{
    struct json_writer writer;

    invocation_json_begin(invocation, &writer, "listed");
    json_unsigned(&writer, "code", facts->code);
    json_string(&writer, "phrase", facts->phrase);
    json_string(&writer, "class", code_class_name(facts->code));
    json_boolean(&writer, "registered", facts->registered);
    json_string(&writer, "reference", facts->reference);
    json_string(&writer, "severity", severity_name(facts->severity));
    json_string(&writer, "verdict", code_text(invocation->table, facts->code, NULL, "verdict"));
    invocation_json_end(&writer);
}

static void
add_row(const struct invocation *invocation, struct document *document,
        const struct code_facts *facts)
{
    char code[16];
    const char *const cells[] = { code, facts->phrase,
                                  code_text(invocation->table, facts->code, NULL, "verdict"),
                                  NULL };

    g_snprintf(code, sizeof(code), "%u", facts->code);
    document_row(document, cells, NULL);
}

static void
begin_class(const struct invocation *invocation, struct document *document, uint32_t code)
{
    const char *const header[] = {
        explanation_label(invocation->table, "code"),
        code_table_text(invocation->table, "command", "phrase"),
        explanation_label(invocation->table, "verdict"),
        NULL,
    };

    document_heading(document, 1, NULL, code_class_label(invocation->table, code));
    document_table(document, header);
}

/* @param class  0: all */
static void
show(struct invocation *invocation, uint32_t class)
{
    struct document *document =
        invocation_document(invocation, code_table_text(invocation->table, "command", "codes"));
    const struct code_facts *const *all;
    uint32_t previous = 0;
    gsize i, count;

    all = code_table_all(invocation->table, &count);
    for (i = 0; i < count; i++) {
        if (class && all[i]->code / 100 != class) {
            continue;
        }
        if (invocation->format == FORMAT_JSON) {
            write_json(invocation, all[i]);
            continue;
        }
        if (all[i]->code / 100 != previous) {
            begin_class(invocation, document, all[i]->code);
            previous = all[i]->code / 100;
        }
        add_row(invocation, document, all[i]);
    }
    if (invocation->format == FORMAT_JSON) {
        document_free(document);
    } else {
        invocation_show(invocation, document);
    }
}

int
run_list(struct invocation *invocation)
{
    const char *word = invocation->arguments[0];
    uint32_t class = word ? read_class(word) : 0;

    if (word && !class) {
        char *near = candidates_near(candidates_classes, invocation->table, word);
        int status = complain(invocation->table, "no-class", word, near);

        g_free(near);
        return status;
    }
    show(invocation, class);
    return EXIT_FINE;
}
