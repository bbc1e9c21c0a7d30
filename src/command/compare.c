/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "comparison.h"

#include "code_argument.h"
#include "subcommand.h"

static void
show(struct invocation *invocation, const struct comparison *comparison)
{
    struct json_writer writer;
    struct document *document;
    char *title;

    if (invocation->format == FORMAT_JSON) {
        invocation_json_begin(invocation, &writer, "comparison");
        comparison_to_json(comparison, &writer);
        invocation_json_end(&writer);
        return;
    }
    title = comparison_title(comparison);
    document = invocation_document(invocation, title);
    comparison_to_document(comparison, document, 1);
    invocation_show(invocation, document);
    g_free(title);
}

int
run_compare(struct invocation *invocation)
{
    const char *const *arguments = invocation->arguments;
    struct comparison *comparison;
    uint32_t code, other;
    int status;

    if (code_argument(invocation->table, arguments[0], &code) != EXIT_FINE ||
        code_argument(invocation->table, arguments[1], &other) != EXIT_FINE) {
        return EXIT_WRONG;
    }
    comparison = comparison_new(invocation->table, code, other, invocation->method);
    if (!comparison) {
        return complain(invocation->table, "same-code", arguments[1], NULL);
    }
    /* as with a single code: of an unknown one, its class is all that can be said */
    status = comparison->first.facts && comparison->second.facts ? EXIT_FINE : EXIT_NOTHING;
    show(invocation, comparison);
    comparison_free(comparison);
    return status;
}
